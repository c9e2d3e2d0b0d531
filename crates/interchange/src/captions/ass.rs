//! Advanced SubStation: what ffmpeg burns in with libass, and what editors of captions open.

use std::fmt::Write;

use storyboard::board::Said;

use super::{Cue, cues};
use crate::cut::{Cut, Word};

/// Whether each word is lit as it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Karaoke {
    /// The whole caption at once.
    Plain,
    /// `\k`: from grey to white, word by word.
    Words,
}

/// Captions over pictures of the cut's size, inside what all of TikTok, Shorts, Reels and the house leave free: the widest
/// of their margins are 35 % at the bottom (Google's and Meta's figures), 18 % at the right (Google's) and 6 % at the left
/// (Meta's), as told by shotstack.io/learn/vertical-video-safe-zones.
pub fn ass(cut: &Cut, karaoke: Karaoke) -> String {
    let (width, height) = (cut.width, cut.height);
    let (size, below, left, right) = (
        height / 26,
        height * 35 / 100,
        width * 6 / 100,
        width * 18 / 100,
    );
    let edge = (height / 480).max(1);
    let title = cut.heading();
    let mut out = format!(
        "[Script Info]\nTitle: {title}\nScriptType: v4.00+\nPlayResX: {width}\nPlayResY: {height}\nWrapStyle: 2\n\
         ScaledBorderAndShadow: yes\n\n[V4+ Styles]\n\
         Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, \
         Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, \
         MarginV, Encoding\n"
    );
    for (name, italic) in [("Dialogue", 0), ("Elsewhere", -1)] {
        writeln!(
            out,
            "Style: {name},Noto Sans,{size},&H00FFFFFF,&H00B4B4B4,&H00101010,&H80000000,-1,{italic},0,0,100,100,0,0,1,{edge},\
             {edge},2,{left},{right},{below},-1"
        )
        .expect("a string takes everything");
    }
    out.push_str("\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n");
    for cue in cues(&cut.captions) {
        let style = match cue.manner {
            Said::Dialogue | Said::TextMessage => "Dialogue",
            Said::VoiceOver | Said::OffScreen | Said::Phone => "Elsewhere",
        };
        let text = match karaoke {
            Karaoke::Plain => cue
                .lines
                .iter()
                .map(|line| escape(line))
                .collect::<Vec<_>>()
                .join("\\N"),
            Karaoke::Words => lit(&cue),
        };
        // The name is a field, and fields end with a comma.
        let speaker = cue.speaker.replace([',', ';'], " ");
        let (start, end) = (clock(cue.start_ms), clock(cue.end_ms));
        writeln!(
            out,
            "Dialogue: 0,{start},{end},{style},{speaker},0,0,0,,{text}"
        )
        .expect("a string takes everything");
    }
    out
}

/// Each word with how long it takes, in hundredths; silence before a word is a `\k` without letters.
fn lit(cue: &Cue) -> String {
    let lines: Vec<String> = cue
        .words
        .iter()
        .scan(cue.start_ms / 10, |now, line| Some(lit_line(line, now)))
        .collect();
    lines.join("\\N")
}

fn lit_line(words: &[Word], now: &mut u32) -> String {
    let mut text = String::new();
    for (index, word) in words.iter().enumerate() {
        let (start, end) = (word.start_ms / 10, word.end_ms / 10);
        if start > *now {
            write!(text, "{{\\k{}}}", start - *now).expect("a string takes everything");
        }
        let from = start.max(*now);
        let last = index + 1 == words.len();
        let shown = if last {
            word.text.trim_end()
        } else {
            &word.text
        };
        write!(text, "{{\\k{}}}{}", end.saturating_sub(from), escape(shown))
            .expect("a string takes everything");
        *now = end.max(from);
    }
    text
}

/// Braces would be orders, and a backslash too; their full-width twins are only looked at.
fn escape(text: &str) -> String {
    text.replace('{', "｛")
        .replace('}', "｝")
        .replace('\\', "＼")
}

/// `H:MM:SS.cc`
fn clock(ms: u32) -> String {
    let hundredths = ms / 10;
    format!(
        "{}:{:02}:{:02}.{:02}",
        hundredths / 360_000,
        hundredths / 6000 % 60,
        hundredths / 100 % 60,
        hundredths % 100
    )
}
