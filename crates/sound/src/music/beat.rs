//! Where the beats of a cue fall. Pictures lead and music follows: the tempo gives way a little, so that what is struck
//! in the picture (a flash, a whip, a blow) falls on a beat; no picture and no line is moved for it.

use storyboard::shot::Mood;
use storyboard::timeline::Hit;

use super::{Ending, style};

/// How far from a beat a hit may be and still be on it, in seconds: half a frame at 24 a second.
pub const TOLERANCE_S: f64 = 1.0 / 48.0;
/// By how much the tempo gives way.
const GIVES: f64 = 0.1;
/// The blow of a cliffhanger is struck at the last hit of the picture that leaves so much of the cue for its echo.
const ECHO_S: std::ops::RangeInclusive<f64> = 1.0..=5.0;

/// The beats of a cue, in seconds from its start: the first at 0, all equally far apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beats {
    /// Quarter notes a minute.
    pub bpm: f64,
    /// How many there are before the ending.
    pub count: usize,
    /// Where the last chord or the blow begins; the end of the cue where it fades.
    pub end_s: f64,
    /// Four beats, as they are played.
    pub(super) bar_s: f32,
    /// How long the ending sounds.
    pub(super) tail_s: f32,
}

impl Beats {
    /// Seconds between two beats.
    pub fn beat_s(&self) -> f64 {
        f64::from(self.bar_s) / 4.0
    }

    /// The beat nearest to a moment.
    pub fn nearest(&self, at_s: f64) -> f64 {
        let beat = self.beat_s();
        (at_s / beat).round().clamp(0.0, self.count as f64) * beat
    }

    /// Whether a moment is on a beat.
    pub fn holds(&self, at_s: f64) -> bool {
        (self.nearest(at_s) - at_s).abs() <= TOLERANCE_S
    }

    fn new(bar_s: f32, count: usize, end_s: f64, tail_s: f32) -> Self {
        Self {
            bpm: 240.0 / f64::from(bar_s),
            count,
            end_s,
            bar_s,
            tail_s,
        }
    }
}

/// The beats of [`super::cue_to`] of the same mood, length, ending and hits. The seed chooses notes, never the time.
pub fn beats(mood: Mood, seconds: f64, ending: Ending, hits: &[Hit]) -> Beats {
    let seconds = seconds.clamp(1.0, 600.0);
    let usual = usual(mood, seconds as f32, ending);
    let struck: Vec<(f64, u32)> = hits
        .iter()
        .map(|hit| (f64::from(hit.at_ms) / 1000.0, hit.weight))
        .filter(|(at, _)| *at > 0.0 && *at <= seconds)
        .collect();
    let blow = struck
        .iter()
        .filter(|(at, _)| ending == Ending::Sting && ECHO_S.contains(&(seconds - at)))
        .max_by(|left, right| left.1.cmp(&right.1).then(left.0.total_cmp(&right.0)))
        .map(|(at, _)| *at);
    let wanted = 60.0 / f64::from(style::of(mood).tempo);
    let tail = f64::from(usual.tail_s);
    let fitted = |beat: f64| {
        let end = match (ending, blow) {
            (Ending::Fade, _) => seconds,
            (_, Some(blow)) => blow,
            (_, None) => ((seconds - tail) / beat).round().max(1.0) * beat,
        };
        let count = match ending {
            Ending::Fade => (end / beat).ceil(),
            _ => (end / beat).round(),
        };
        Beats::new(
            (beat * 4.0) as f32,
            count.max(1.0) as usize,
            end,
            (seconds - end).max(0.2) as f32,
        )
    };
    let score = |beats: &Beats| -> u32 {
        let on = struck.iter().filter(|(at, _)| beats.holds(*at));
        on.map(|(_, weight)| *weight).sum()
    };
    // A tempo that puts a beat on a hit; where there is a blow it has to be on one.
    let anchors = match blow {
        Some(blow) => vec![blow],
        None => struck.iter().map(|(at, _)| *at).collect(),
    };
    let candidates = anchors.iter().flat_map(|at| {
        let (fewest, most) = (at / (wanted * (1.0 + GIVES)), at / (wanted * (1.0 - GIVES)));
        // Before the second beat there is no tempo that gives way so little.
        (fewest.ceil().max(1.0) as usize..=most.floor() as usize)
            .map(move |count| at / count as f64)
    });
    let nearer = |beats: &Beats| -(beats.beat_s() - wanted).abs();
    let best = candidates
        .map(fitted)
        .max_by(|left, right| {
            score(left)
                .cmp(&score(right))
                .then(nearer(left).total_cmp(&nearer(right)))
        })
        .filter(|best| blow.is_some() || score(best) > score(&usual));
    best.unwrap_or(usual)
}

/// Whole bars fill what is before the ending: the tempo gives way, by a tenth on a long cue.
fn usual(mood: Mood, seconds: f32, ending: Ending) -> Beats {
    let tail = match ending {
        Ending::Sting => 3.4f32.min(seconds * 0.45),
        Ending::Rest => 2.2f32.min(seconds * 0.4),
        Ending::Fade => 0.0,
    };
    let bar = 60.0 / style::of(mood).tempo * 4.0;
    let bars = ((seconds - tail) / bar).round().max(1.0);
    let bar = (seconds - tail) / bars;
    Beats::new(bar, bars as usize * 4, f64::from(bars * bar), tail)
}
