//! A critic who counts: whether an episode of one to three minutes hooks, turns and ends as its kind must.
//!
//! Everything is measured on an estimate of time ([`pace`]): the time that words take to be said, and that what
//! is done takes to be seen. Each finding points at a line, says what was measured and what is wanted, and why.
//! Signs of tension, of turns and of endings are punctuation and words ([`signs`], [`words`]) in English, Spanish,
//! Portuguese, Chinese, Korean, Hindi and Arabic: they find what is plainly there, and say nothing about what is good.
//! Of an episode in another language only the punctuation is read, and what is not found weighs as a hint that says so.

mod ending;
pub mod pace;
mod rules;
pub mod signs;
pub mod words;

use serde::Serialize;

use crate::reading::{self, Limits};
use crate::scenes::Episode;

pub use ending::Ending;

/// What is wanted of an episode.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Wanted {
    /// The first sign of tension, at the latest (seconds).
    pub hook_s: f64,
    /// The longest stretch without a turn (seconds).
    pub turn_s: f64,
    /// How long an episode is (seconds).
    pub length_s: (f64, f64),
    /// The largest part of it that may be speech.
    pub speech_share: f64,
    /// Speakers in one scene.
    pub cast: usize,
    /// How fast captions are read in the language of the series; nothing: in the language that the letters tell.
    pub reading: Option<Limits>,
}

impl Wanted {
    /// Of a series in a language (BCP 47): its captions are read as its guide says.
    pub fn in_language(tag: &str) -> Self {
        Self {
            reading: Some(reading::limits(tag)),
            ..Self::default()
        }
    }
}

impl Default for Wanted {
    /// What the trade asks for: a hook inside five seconds, a turn about every 15 to 20, one to three minutes.
    /// How fast captions can be read is another matter: [`crate::reading`].
    fn default() -> Self {
        Self {
            hook_s: 5.0,
            turn_s: 20.0,
            length_s: (45.0, 180.0),
            speech_share: 0.85,
            cast: 4,
            reading: None,
        }
    }
}

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    Hint,
    Warning,
    Fault,
}

/// Something that could be better.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// `hook.late`, `turn.missing`, `ending.soft`, …
    pub code: &'static str,
    pub weight: Weight,
    pub line: usize,
    pub measured: f64,
    pub wanted: f64,
    /// One sentence with the numbers, and why.
    pub message: String,
}

/// An episode in numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    pub episode: usize,
    pub title: String,
    pub length_s: f64,
    pub speech_s: f64,
    /// When the first sign of tension comes, if there is one.
    pub hook_s: Option<f64>,
    /// When each turn comes.
    pub turns_s: Vec<f64>,
    pub ending: Ending,
    /// The language, where its words are not known: then signs are read from punctuation alone.
    pub unknown_words: Option<&'static str>,
    pub findings: Vec<Finding>,
}

/// Looks at one episode.
pub fn episode(episode: &Episode, wanted: &Wanted) -> Report {
    rules::look(episode, wanted)
}

/// Looks at a series (and tells once when its language is one whose words are not known), and at the episode that ends in front of the paywall (by number, if one is planned): its
/// ending has to be as strong as the strongest around it.
pub fn series(episodes: &[Episode], paywall: Option<usize>, wanted: &Wanted) -> Vec<Report> {
    let mut reports: Vec<Report> = episodes.iter().map(|one| episode(one, wanted)).collect();
    if let Some(report) = reports
        .iter_mut()
        .find(|report| report.unknown_words.is_some())
    {
        report.findings.push(rules::unread(report));
    }
    let Some(at) =
        paywall.and_then(|number| reports.iter().position(|report| report.episode == number))
    else {
        return reports;
    };
    let around = &reports[at.saturating_sub(4)..(at + 3).min(reports.len())];
    let best = around
        .iter()
        .map(|report| report.ending.strength())
        .max()
        .unwrap_or(0);
    let ending = reports[at].ending;
    let own = ending.strength();
    if own < best {
        let line = rules::last_line(&episodes[at]);
        let unknown = reports[at].unknown_words;
        reports[at].findings.push(Finding {
            code: "paywall.soft",
            weight: if unknown.is_some() { Weight::Hint } else { Weight::Fault },
            line,
            measured: f64::from(own),
            wanted: f64::from(best),
            message: format!(
                "The last free episode ends on {} (strength {own}), while one near it reaches {best}: viewers decide to pay here.{}",
                ending.name(),
                rules::by_marks(unknown)
            ),
        });
    }
    reports
}

/// The first episode that should cost something: after the strongest ending of the second fifth, where series are used to
/// begin it; the earlier of equals. Nothing for a series of fewer than five episodes.
pub fn suggested_paywall(reports: &[Report]) -> Option<usize> {
    if reports.len() < 5 {
        return None;
    }
    let window = reports.len() / 5..(reports.len() * 2).div_ceil(5);
    let strongest = reports[window]
        .iter()
        .rev()
        .max_by_key(|report| report.ending.strength())?;
    let next = |report: &&Report| report.episode > strongest.episode;
    reports.iter().find(next).map(|report| report.episode)
}
