//! Which shots of an episode make somebody want it: those it opens with, those it ends on.

use std::ops::Range;

use storyboard::Board;
use storyboard::shot::{CardKind, Framing, Shot};
use storyboard::timeline::{Spoken, lay_out};

/// Of each stretch of a trailer, in milliseconds, as estimated: at least, and at most while there is a choice.
const LEAST_MS: u32 = 2_500;
const MOST_MS: u32 = 6_500;
/// Between two lines of one shot a dub may reach so far into the pause.
const BETWEEN_MS: u32 = 160;
const AFTER_MS: u32 = 1_200;

/// The shots that open it, and those that end it: never the same, never a card alone. By estimate of what is said, so
/// that the choice stands before anything is spoken.
pub fn shots(board: &Board) -> [Range<usize>; 2] {
    let estimated: Vec<Spoken> = board
        .lines
        .iter()
        .map(|line| Spoken::estimated(&line.text, line.manner))
        .collect();
    let lengths: Vec<u32> = lay_out(board, &estimated).map_or_else(
        |_| vec![LEAST_MS; board.shots.len()],
        |timeline| {
            let spans = timeline.shots.iter();
            spans.map(|span| span.end_ms - span.start_ms).collect()
        },
    );
    let told = |shot: &Shot| {
        let ends = shot
            .card
            .as_ref()
            .is_some_and(|card| card.kind == CardKind::End);
        shot.framing != Framing::Card && !ends
    };
    let first = board.shots.iter().position(told).unwrap_or(0);
    let after = board
        .shots
        .iter()
        .rposition(told)
        .map_or(0, |last| last + 1);
    let mut end = first;
    let mut length = 0;
    while end < after
        && (length < LEAST_MS || length + lengths[end] <= MOST_MS && length < MOST_MS / 2)
    {
        length += lengths[end];
        end += 1;
    }
    let mut begin = after;
    let mut length = 0;
    while begin > end && (length < LEAST_MS || length + lengths[begin - 1] <= MOST_MS) {
        begin -= 1;
        length += lengths[begin];
    }
    [first..end, begin..after]
}

/// How far a line in another language may go on after the original has ended, in milliseconds.
pub fn pause_after(board: &Board, line: usize) -> u32 {
    for shot in &board.shots {
        if let Some(at) = shot.lines.iter().position(|own| *own == line) {
            return if at + 1 < shot.lines.len() {
                BETWEEN_MS
            } else {
                shot.hold_ms.min(AFTER_MS)
            };
        }
    }
    0
}
