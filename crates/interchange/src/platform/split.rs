//! Where an episode can be stopped, and where it hurts most.

use storyboard::board::Said;
use storyboard::shot::{Effect, Feeling, Framing, Mood, Shot};
use storyboard::{Board, Timeline};

/// The end of a shot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// Of the shot before it.
    pub shot: usize,
    pub at_ms: u32,
    /// From 0: how much one wants to know what comes next.
    pub pull: u32,
}

/// The end of every shot but those that would cut somebody off. The last is the end of the episode.
pub fn boundaries(board: &Board, timeline: &Timeline) -> Vec<Boundary> {
    let mut out = Vec::new();
    for (index, (shot, span)) in board.shots.iter().zip(&timeline.shots).enumerate() {
        let last = index + 1 == board.shots.len();
        let speaking = timeline
            .lines
            .iter()
            .any(|cue| cue.start_ms < span.end_ms && cue.end_ms > span.end_ms);
        if last || !speaking {
            out.push(Boundary {
                shot: index,
                at_ms: span.end_ms,
                pull: pull(board, shot),
            });
        }
    }
    out
}

/// What a cliffhanger is made of: a question or a broken-off line, a face that shows it, danger in the music, a close
/// picture or a thing that fills it.
fn pull(board: &Board, shot: &Shot) -> u32 {
    let mut pull = 0;
    if let Some(line) = shot.lines.last().and_then(|&index| board.lines.get(index)) {
        let text = line
            .text
            .trim_end_matches(['"', '”', '’', '»', ')', '」', '』', ' ']);
        if text.ends_with(['?', '？', '؟', '…', '—'])
            || text.ends_with("...")
            || text.ends_with("--")
        {
            pull += 3;
        } else if text.ends_with(['!', '！']) {
            pull += 2;
        }
        if line.manner == Said::TextMessage {
            pull += 1;
        }
    }
    pull += match shot.mood {
        Mood::Dread => 3,
        Mood::Tense | Mood::Mystery => 2,
        Mood::Chase | Mood::Sorrow => 1,
        _ => 0,
    };
    pull += match shot.framing {
        Framing::ExtremeCloseUp | Framing::Insert | Framing::PhoneScreen => 2,
        Framing::CloseUp => 1,
        _ => 0,
    };
    let struck = |feeling| {
        matches!(
            feeling,
            Feeling::Shocked | Feeling::Afraid | Feeling::Furious | Feeling::Crying
        )
    };
    if shot.people.iter().any(|figure| struck(figure.feeling)) {
        pull += 2;
    }
    if shot.effects.contains(&Effect::Impact) {
        pull += 2;
    }
    pull
}

/// Chooses where parts end: as few parts as fit, then the most pull, then the most even lengths.
/// `room(n)`: what part `n` (from 0) may hold, in milliseconds.
pub(super) fn choose(
    all: &[Boundary],
    shortest_ms: u32,
    room: impl Fn(usize) -> u32,
) -> Option<Vec<usize>> {
    let length = all.last()?.at_ms;
    let most = all.len().min(200);
    for parts in 1..=most {
        let even = i64::from(length) / parts as i64;
        // best[i]: the best way to end a part at boundary i after so many parts: (score, boundaries).
        let mut best: Vec<Option<(i64, Vec<usize>)>> = vec![None; all.len()];
        for part in 0..parts {
            let mut next: Vec<Option<(i64, Vec<usize>)>> = vec![None; all.len()];
            for (to, boundary) in all.iter().enumerate() {
                let froms = if part == 0 {
                    vec![None]
                } else {
                    (0..to).map(Some).collect()
                };
                for from in froms {
                    let (start, before) = match from {
                        None => (0, Some((0, Vec::new()))),
                        Some(from) => (all[from].at_ms, best[from].clone()),
                    };
                    let Some((score, mut ends)) = before else {
                        continue;
                    };
                    let held = boundary.at_ms - start;
                    if held > room(part) || held < shortest_ms {
                        continue;
                    }
                    let uneven = (i64::from(held) - even).abs() / 1000;
                    // A point of pull is worth six seconds off the even length.
                    let score = score + i64::from(boundary.pull) * 6 - uneven;
                    if next[to].as_ref().is_none_or(|(there, _)| *there < score) {
                        ends.push(to);
                        next[to] = Some((score, ends));
                    }
                }
            }
            best = next;
        }
        if let Some((_, ends)) = best.pop().flatten() {
            return Some(ends);
        }
    }
    None
}
