//! Checks playlists against RFC 8216bis and the rules of Apple's authoring specification that apply to short
//! on-demand fMP4 with byte ranges.
//!
//! It reads only text and sizes, so it also checks playlists that this crate did not write.

mod media;
mod multivariant;
mod package;

pub use media::{Media, media};
pub use multivariant::{Alternative, Multivariant, Variant, multivariant};
pub use package::package;

/// What is wrong, one sentence each.
#[derive(Debug, Default)]
struct Problems(Vec<String>);

impl Problems {
    fn unless(&mut self, holds: bool, text: impl Into<String>) {
        if !holds {
            self.0.push(text.into());
        }
    }

    /// What was read, where nothing is wrong with it.
    fn or<T>(self, found: T) -> Result<T, Vec<String>> {
        if self.0.is_empty() {
            Ok(found)
        } else {
            Err(self.0)
        }
    }
}

fn head(text: &str, problems: &mut Problems) {
    problems.unless(
        text.starts_with("#EXTM3U\n"),
        "the first line must be #EXTM3U",
    );
    problems.unless(
        !text.contains('\r') && !text.contains('\u{feff}'),
        "no byte order mark or carriage return may occur",
    );
    problems.unless(text.ends_with('\n'), "the last line must end");
    let versions: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("#EXT-X-VERSION:"))
        .collect();
    match versions[..] {
        [version] => problems.unless(
            version.parse::<u32>().is_ok_and(|version| version >= 7),
            "fMP4 with EXT-X-MAP needs version 7",
        ),
        _ => problems.0.push("EXT-X-VERSION must occur once".to_owned()),
    }
}
