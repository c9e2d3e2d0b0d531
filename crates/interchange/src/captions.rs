//! Captions as players and burners read them: SRT, WebVTT, and ASS with each word lit as it is said.

mod ass;
mod breaking;

use std::fmt::Write;

use storyboard::board::Said;

use crate::cut::{Caption, Word};

pub use ass::{Karaoke, ass};

/// A caption of at most two lines that are read at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cue {
    pub start_ms: u32,
    pub end_ms: u32,
    pub speaker: String,
    pub manner: Said,
    pub lines: Vec<String>,
    /// The words of each line.
    pub words: Vec<Vec<Word>>,
}

/// Captions cut to what fits on an upright picture: two lines of about 24 letters, half as many Chinese characters.
pub fn cues(captions: &[Caption]) -> Vec<Cue> {
    captions.iter().flat_map(breaking::cues).collect()
}

/// As [`cues`], where what is said at once stands in one cue: for formats that show one at a time.
pub fn one_at_a_time(captions: &[Caption]) -> Vec<Cue> {
    let mut out: Vec<Cue> = Vec::new();
    let mut all = cues(captions);
    all.sort_by_key(|cue| cue.start_ms);
    for cue in all {
        match out.last_mut() {
            Some(last) if cue.start_ms < last.end_ms => {
                last.end_ms = last.end_ms.max(cue.end_ms);
                let said = |cue: &Cue| cue.lines.join(" ");
                let together = format!("- {}", said(&cue));
                if last.speaker != cue.speaker
                    && last.lines.iter().all(|line| !line.starts_with("- "))
                {
                    last.lines = vec![format!("- {}", said(last))];
                }
                last.lines.push(together);
                last.words.extend(cue.words);
            }
            _ => out.push(cue),
        }
    }
    out
}

/// SubRip.
pub fn srt(captions: &[Caption]) -> String {
    let mut srt = String::new();
    for (index, cue) in cues(captions).iter().enumerate() {
        // An arrow in the text would be read as a time.
        let text = cue.lines.join("\n").replace("-->", "→");
        let (start, end) = (clock(cue.start_ms, ','), clock(cue.end_ms, ','));
        write!(srt, "{}\n{start} --> {end}\n{text}\n\n", index + 1)
            .expect("a string takes everything");
    }
    srt
}

/// WebVTT with the speaker as voice, above the place where platforms put their buttons.
pub fn vtt(captions: &[Caption]) -> String {
    let mut vtt = "WEBVTT\n\n".to_owned();
    for cue in cues(captions) {
        let text: Vec<String> = cue.lines.iter().map(|line| escape(line)).collect();
        let speaker = escape(&cue.speaker.replace(['<', '>', '&'], " "));
        let (start, end) = (clock(cue.start_ms, '.'), clock(cue.end_ms, '.'));
        write!(
            vtt,
            "{start} --> {end} line:66% align:center\n<v {}>{}\n\n",
            speaker.trim(),
            text.join("\n")
        )
        .expect("a string takes everything");
    }
    vtt
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// `HH:MM:SS,mmm`
fn clock(ms: u32, point: char) -> String {
    format!(
        "{:02}:{:02}:{:02}{point}{:03}",
        ms / 3_600_000,
        ms / 60_000 % 60,
        ms / 1000 % 60,
        ms % 1000
    )
}
