//! The rules of counting and billing: properties, boundaries, and sessions written by hand.

#![allow(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod b1;
mod b2;
mod sessions;

use exposure::{Report, Span, Told};

pub fn span(from_ms: i64, to_ms: i64) -> Span {
    Span { from_ms, to_ms }
}

pub fn began(play: u128, at_ms: i64) -> Report {
    Report {
        at_ms,
        play,
        told: Told::Began,
    }
}

pub fn watched(play: u128, at_ms: i64, spans: &[(i64, i64)]) -> Report {
    Report {
        at_ms,
        play,
        told: Told::Watched(spans.iter().map(|&(from, to)| span(from, to)).collect()),
    }
}
