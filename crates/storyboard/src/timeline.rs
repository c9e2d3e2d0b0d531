//! When everything happens: audio first, pictures after. Spoken length sets the length of a shot.

use serde::{Deserialize, Serialize};

use crate::board::{Board, Said};
use crate::shot::{Effect, Framing, Move, Transition};

/// What the shape of a mouth is while a sound is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Viseme {
    /// Closed, saying nothing.
    #[default]
    Rest,
    /// m, b, p: pressed together.
    Closed,
    /// a: wide open.
    Open,
    /// e, ɛ: half open.
    Mid,
    /// i, s, t: narrow and wide.
    Wide,
    /// o, ɔ: round.
    Round,
    /// u, w: small and round.
    Pursed,
    /// f, v: teeth on the lip.
    Lip,
    /// l, th, n: tongue behind the teeth.
    Tongue,
}

/// How a line came out once somebody had spoken it. Times are milliseconds from the line's start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    pub length_ms: u32,
    pub words: Vec<Word>,
    /// From when on the mouth has a shape, ascending.
    pub mouth: Vec<(u32, Viseme)>,
}

/// A word of a line: bytes `start..end` of its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    pub start_ms: u32,
    pub end_ms: u32,
    pub start: usize,
    pub end: usize,
}

/// An episode in time. All times are milliseconds from its start; spans are half-open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    pub length_ms: u32,
    /// One for each shot of the board.
    pub shots: Vec<Span>,
    /// One for each line of the board.
    pub lines: Vec<Cue>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    pub start_ms: u32,
    pub end_ms: u32,
}

/// A line where it stands in the episode.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cue {
    pub start_ms: u32,
    pub end_ms: u32,
    /// Words and mouth as in [`Spoken`], with times from the episode's start.
    pub words: Vec<Word>,
    pub mouth: Vec<(u32, Viseme)>,
}

/// Before the first line of a shot, so that the picture is there before the voice.
const LEAD_MS: u32 = 180;
/// Between two lines of one shot.
const BREATH_MS: u32 = 220;
/// No picture is shorter.
const SHORTEST_MS: u32 = 700;
/// Lengths of shots are multiples of this: three frames at 24 a second, so that every cut falls on a frame and a shot
/// is the same frames wherever it stands.
pub const GRID_MS: u32 = 125;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    #[error("the board has {lines} lines and {spoken} were spoken: speak every line first")]
    NotAllSpoken { lines: usize, spoken: usize },
    #[error("shot {shot} says line {line}, which the board does not have")]
    NoSuchLine { shot: String, line: usize },
}

/// Lays an episode out. `spoken` has one entry for each line of the board, in its order; of a text message the
/// length is how long it is read.
pub fn lay_out(board: &Board, spoken: &[Spoken]) -> Result<Timeline, Error> {
    if spoken.len() != board.lines.len() {
        return Err(Error::NotAllSpoken {
            lines: board.lines.len(),
            spoken: spoken.len(),
        });
    }
    let mut timeline = Timeline {
        lines: vec![Cue::default(); board.lines.len()],
        ..Timeline::default()
    };
    let mut now = 0u32;
    for shot in &board.shots {
        let start_ms = now;
        let mut at = start_ms + LEAD_MS;
        let mut last_end = start_ms;
        let mut last_start = at;
        for &index in &shot.lines {
            let (Some(line), Some(said)) = (board.lines.get(index), spoken.get(index)) else {
                return Err(Error::NoSuchLine {
                    shot: shot.id.clone(),
                    line: index,
                });
            };
            let begin = if line.dual { last_start } else { at };
            timeline.lines[index] = said.at(begin);
            last_start = begin;
            last_end = last_end.max(begin + said.length_ms);
            at = last_end + BREATH_MS;
        }
        let length_ms = (last_end - start_ms + shot.hold_ms).max(SHORTEST_MS);
        let end_ms = start_ms + length_ms.next_multiple_of(GRID_MS);
        timeline.shots.push(Span { start_ms, end_ms });
        now = end_ms;
    }
    timeline.length_ms = now;
    Ok(timeline)
}

/// A moment at which something is struck in the picture, for music to fall on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// From where one began to count.
    pub at_ms: u32,
    /// From 1: how much it is missed when it falls beside the beat.
    pub weight: u32,
}

/// What is struck from a moment on and before another, counted from the first: blows, flashes, whips and punches most, the
/// softer transitions less. A plain cut is none: there is one at each line.
pub fn hits(board: &Board, timeline: &Timeline, from_ms: u32, to_ms: u32) -> Vec<Hit> {
    let shots = board.shots.iter().zip(&timeline.shots);
    shots
        .filter(|(_, span)| (from_ms..to_ms).contains(&span.start_ms))
        .filter_map(|(shot, span)| {
            let weight = match (shot.transition, shot.camera) {
                _ if shot.effects.contains(&Effect::Impact) => 4,
                (Transition::Flash | Transition::Whip, _) => 3,
                (_, Move::Punch | Move::Shake) => 2,
                (Transition::Dissolve | Transition::Fade, _) => 1,
                (Transition::Cut, _) if shot.framing == Framing::Card => 1,
                (Transition::Cut, _) => return None,
            };
            let at_ms = span.start_ms - from_ms;
            Some(Hit { at_ms, weight })
        })
        .collect()
}

impl Spoken {
    /// How long a text is read or said when nobody has spoken it: see [`screenplay::lint::pace`].
    pub fn estimated(text: &str, manner: Said) -> Self {
        let seconds = screenplay::lint::pace::speech_s(text).max(0.6);
        let factor = if manner == Said::TextMessage {
            0.8
        } else {
            1.0
        };
        Self {
            length_ms: (seconds * factor * 1000.0).round() as u32,
            ..Self::default()
        }
    }

    fn at(&self, begin: u32) -> Cue {
        Cue {
            start_ms: begin,
            end_ms: begin + self.length_ms,
            words: self
                .words
                .iter()
                .map(|word| Word {
                    start_ms: begin + word.start_ms,
                    end_ms: begin + word.end_ms,
                    ..*word
                })
                .collect(),
            mouth: self
                .mouth
                .iter()
                .map(|&(at, shape)| (begin + at, shape))
                .collect(),
        }
    }
}
