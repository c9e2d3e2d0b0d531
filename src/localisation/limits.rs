//! How captions are measured: by the one table of what readers of a language can follow, [`screenplay::reading`].

use media::subtitles::judge;
use screenplay::reading::{self, Counted};

/// The limits of a language.
pub struct Reading(reading::Limits);

impl Reading {
    /// Of subtitles in a language, BCP 47.
    pub fn of(language: &str) -> Self {
        Self(reading::limits(language))
    }

    /// Calls `measure` with the limits as the judge of captions takes them.
    pub fn with<T>(&self, measure: impl FnOnce(&judge::Limits<'_>) -> T) -> T {
        let length = |text: &str| self.0.length(text);
        measure(&judge::Limits {
            speed: self.0.per_s,
            line: self.0.per_line as f64,
            lines: self.0.lines,
            length: &length,
            breaks_anywhere: self.0.counted == Counted::ByWidth,
        })
    }
}
