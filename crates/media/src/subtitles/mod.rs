//! Subtitles as people have them — SRT, WebVTT, ASS, in any encoding — to clean WebVTT, and whether they can be read in
//! time. Pure, and safe on hostile text.

mod ass;
mod charset;
mod cues;
pub mod judge;
mod markup;
mod webvtt;

pub use charset::decode;

/// Largest subtitle file, bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// Most cues in a file.
pub const MAX_CUES: usize = 20_000;

/// Text that is shown for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Start, ms.
    pub start_ms: u64,
    /// End, ms; after the start.
    pub end_ms: u64,
    /// WebVTT cue settings, checked; empty for none.
    pub settings: String,
    /// WebVTT cue text: escaped, only with the tags that WebVTT has; lines separated by `\n`; never empty.
    pub text: String,
}

/// Reads a subtitle file of any of the formats, in any encoding; also gives the encoding's name.
///
/// `language` (BCP 47, empty for unknown) helps to tell legacy encodings apart.
///
/// Cues that cannot be read are left out; the sentence of the error says why none was left.
pub fn parse(bytes: &[u8], language: &str) -> Result<(Vec<Cue>, &'static str), &'static str> {
    if bytes.len() > MAX_BYTES {
        return Err("the file is larger than 4 MB");
    }
    let (text, encoding) = decode(bytes, language);
    let mut cues = if text.contains("[Script Info]") || text.contains("[Events]") {
        ass::parse(&text)
    } else {
        cues::parse(&text)
    };
    cues.truncate(MAX_CUES);
    if cues.is_empty() {
        return Err("there is no line with a time");
    }
    cues.sort_by_key(|cue| cue.start_ms);
    Ok((cues, encoding))
}

/// A WebVTT file.
pub fn to_webvtt(cues: &[Cue]) -> String {
    webvtt::write(cues)
}

/// The words of a WebVTT file stand in the picture already: a player does not write them there a second time.
const IN_PICTURE: &str = "NOTE in the picture";

/// Whether a file says of itself, before its first cue, that its words stand in the picture.
pub fn is_in_picture(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(400)]);
    head.lines()
        .take_while(|line| !line.contains("-->"))
        .any(|line| line.trim_end() == IN_PICTURE)
}

/// The same WebVTT file, saying so.
pub fn in_picture(webvtt: &str) -> String {
    webvtt.replacen("WEBVTT\n", &format!("WEBVTT\n\n{IN_PICTURE}\n"), 1)
}

/// What somebody has typed, or a program has sent, as WebVTT cue text: only tags that WebVTT has are left in it.
pub fn cleaned(text: &str) -> String {
    markup::clean(text).0
}

/// Cue text as somebody types it: references are characters again, tags stay.
pub fn typed(text: &str) -> String {
    markup::typed(text)
}

/// Settings of a cue that WebVTT has, the others left out.
pub fn settings(text: &str) -> String {
    cues::settings(text.split_whitespace())
}

/// Plain text as WebVTT cue text.
pub fn escape(text: &str) -> String {
    markup::plain(text)
}
