//! Everything that an editor needs of one episode, as one folder: the edit in every format, captions, stems, media.

use crate::archive::Entry;
use crate::cut::Cut;
use crate::names::file;
use crate::{captions, edl, fcpxml, jianying, otio, stems};

const README: &str = include_str!("package/README.txt");

/// The written files of the package, and which of the caller's media go where beside them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Name of the ZIP: `The Contract 03.zip`.
    pub name: String,
    pub entries: Vec<Entry>,
    /// ([`File::key`](crate::cut::File::key), path).
    pub media: Vec<(String, String)>,
    /// What could not be written, as sentences.
    pub left_out: Vec<String>,
}

/// Writes all formats. What one of them cannot hold is left out and said, here and in the README.
pub fn of(cut: &Cut) -> Package {
    let stem = cut.stem();
    let language = file(&cut.language);
    let mut left_out = Vec::new();
    let mut entries = vec![
        Entry::new(format!("{stem}.otio"), otio::write(cut)),
        Entry::new(format!("{stem}.fcpxml"), fcpxml::write(cut)),
    ];
    match edl::write(cut) {
        Ok(text) => entries.push(Entry::new(format!("{stem}.edl"), text)),
        Err(error) => left_out.push(format!("No EDL: {error}.")),
    }
    entries.extend(jianying::files(cut));
    entries.extend([
        Entry::new(
            format!("captions/{stem}.{language}.srt"),
            captions::srt(&cut.captions),
        ),
        Entry::new(
            format!("captions/{stem}.{language}.vtt"),
            captions::vtt(&cut.captions),
        ),
        Entry::new(
            format!("captions/{stem}.{language}.ass"),
            captions::ass(cut, captions::Karaoke::Plain),
        ),
        Entry::new(
            format!("captions/{stem}.{language}.karaoke.ass"),
            captions::ass(cut, captions::Karaoke::Words),
        ),
        Entry::new("stems.csv", stems::csv(cut)),
    ]);
    let mut readme = README
        .replace("{heading}", &cut.heading())
        .replace("{stem}", &stem)
        .replace("{size}", &format!("{} × {}", cut.width, cut.height))
        .replace("{rate}", &format!("{}/{}", cut.rate.num(), cut.rate.den()))
        .replace("{length}", &cut.rate.timecode(cut.frames));
    for sentence in &left_out {
        readme.push_str(sentence);
        readme.push('\n');
    }
    entries.insert(0, Entry::new("README.txt", readme));
    let media = cut
        .media()
        .map(|(key, path)| (key.to_owned(), path.to_owned()))
        .collect();
    Package {
        name: format!("{stem}.zip"),
        entries,
        media,
        left_out,
    }
}
