//! When each word and each shape of the mouth is.

use std::ops::Range;

use storyboard::timeline::{Spoken, Viseme, Word};

use crate::pcm::{peak, rms};
use crate::phonemes::{Sounds, Symbol, viseme, weight};

/// A sound in time, in samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub symbol: Symbol,
    pub start: usize,
    pub end: usize,
}

/// Where the symbols lie when the voice told how long each is; `at` is where the first begins.
pub(super) fn told(symbols: &[Symbol], lengths: &[usize], mut at: usize) -> Vec<Span> {
    symbols
        .iter()
        .zip(lengths)
        .map(|(&symbol, length)| {
            let start = at;
            at += length;
            Span {
                symbol,
                start,
                end: at,
            }
        })
        .collect()
}

/// Where the symbols lie when nobody told: each stretch between two pauses is laid over what is voiced there, its
/// symbols by [`weight`]. Where the sound has as many stretches as the text they are taken one for one, else the
/// whole is one stretch.
pub(super) fn allotted(symbols: &[Symbol], samples: &[f32], rate: u32) -> Vec<Span> {
    let clauses: Vec<Range<usize>> = clauses(symbols);
    let voiced = voiced(samples, rate);
    if voiced.len() != clauses.len() {
        let start = voiced.first().map_or(0, |range| range.start);
        let end = voiced.last().map_or(samples.len(), |range| range.end);
        return spread(symbols, &(start..end));
    }
    clauses
        .into_iter()
        .zip(voiced)
        .flat_map(|(clause, range)| spread(&symbols[clause], &range))
        .collect()
}

fn clauses(symbols: &[Symbol]) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for (index, symbol) in symbols.iter().enumerate() {
        let last = index + 1 == symbols.len();
        if last || matches!(symbol.sound, ',' | '.' | '!' | '?' | ';' | ':' | '…' | '—') {
            clauses.push(start..index + 1);
            start = index + 1;
        }
    }
    clauses
}

fn spread(symbols: &[Symbol], range: &Range<usize>) -> Vec<Span> {
    // A pause at the end of what is voiced takes no part of it.
    let weigh = |index: usize, symbol: &Symbol| {
        if index + 1 == symbols.len() && symbol.word.is_none() {
            0
        } else {
            weight(symbol.sound) as usize
        }
    };
    let total: usize = symbols
        .iter()
        .enumerate()
        .map(|(i, s)| weigh(i, s))
        .sum::<usize>()
        .max(1);
    let mut before = 0;
    symbols
        .iter()
        .enumerate()
        .map(|(index, &symbol)| {
            let start = range.start + range.len() * before / total;
            before += weigh(index, &symbol);
            Span {
                symbol,
                start,
                end: range.start + range.len() * before / total,
            }
        })
        .collect()
}

/// Stretches of sound with at least 110 ms of silence between them.
pub(super) fn voiced(samples: &[f32], rate: u32) -> Vec<Range<usize>> {
    let step = (rate / 100) as usize;
    let floor = (peak(samples) * 0.03).max(1e-4);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    for (index, chunk) in samples.chunks(step.max(1)).enumerate() {
        if rms(chunk) < floor {
            continue;
        }
        let (start, end) = (index * step, index * step + chunk.len());
        match ranges.last_mut() {
            Some(last) if start - last.end < 11 * step => last.end = end,
            _ => ranges.push(start..end),
        }
    }
    ranges
}

/// Words and mouths of a whole line, in milliseconds.
pub(super) fn spoken(sounds: &Sounds, spans: &[Span], samples: usize, rate: u32) -> Spoken {
    let ms = |at: usize| (at as u64 * 1000 / u64::from(rate)) as u32;
    let length_ms = ms(samples);
    let mut words: Vec<Word> = sounds
        .words
        .iter()
        .enumerate()
        .map(|(index, range)| {
            let own = || spans.iter().filter(|span| span.symbol.word == Some(index));
            let start_ms = own().map(|span| ms(span.start)).min();
            let end_ms = own().map(|span| ms(span.end)).max();
            Word {
                start_ms: start_ms.unwrap_or(u32::MAX),
                end_ms: end_ms.unwrap_or(u32::MAX),
                start: range.start,
                end: range.end,
            }
        })
        .collect();
    // A word without a sound of its own stands where the one before ended.
    let mut last = 0;
    for word in &mut words {
        word.start_ms = if word.start_ms == u32::MAX {
            last
        } else {
            word.start_ms.max(last)
        };
        word.end_ms = if word.end_ms == u32::MAX {
            word.start_ms
        } else {
            word.end_ms.max(word.start_ms)
        }
        .min(length_ms.max(word.start_ms));
        last = word.end_ms;
    }
    Spoken {
        length_ms,
        words,
        mouth: mouth(spans, rate, length_ms),
    }
}

/// Shortest time a shape is held: two pictures at 30 a second.
const HELD_MS: u32 = 66;

fn mouth(spans: &[Span], rate: u32, length_ms: u32) -> Vec<(u32, Viseme)> {
    let ms = |at: usize| (at as u64 * 1000 / u64::from(rate)) as u32;
    let mut mouth: Vec<(u32, Viseme)> = vec![(0, Viseme::Rest)];
    let mut end = 0;
    for span in spans.iter().filter(|span| span.end > span.start) {
        let Some(shape) = viseme(span.symbol.sound) else {
            end = ms(span.end);
            continue;
        };
        let at = ms(span.start);
        let (since, now) = *mouth.last().expect("it begins with rest");
        if shape == now {
            // Held on.
        } else if at >= since + HELD_MS || mouth.len() == 1 {
            mouth.push((at, shape));
        } else if matches!(shape, Viseme::Closed | Viseme::Lip) {
            // Lips that close are what an eye misses: they take the place of what was too short to see.
            *mouth.last_mut().expect("it begins with rest") = (since, shape);
        }
        end = ms(span.end);
    }
    let end = end.min(length_ms);
    if mouth
        .last()
        .is_some_and(|(at, shape)| *shape != Viseme::Rest && *at < end)
    {
        mouth.push((end, Viseme::Rest));
    }
    mouth.dedup_by_key(|(_, shape)| *shape);
    mouth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::phonemes::{Piece, Sounds};

    fn sounds() -> Sounds {
        let pieces = [Piece::Word(0..3), Piece::Pause(','), Piece::Word(5..8)];
        Sounds::join(&pieces, &["mˈɑm".into(), "bˈi".into()], |_| true)
    }

    #[test]
    fn told_lengths_become_times() {
        let sounds = sounds();
        let lengths = vec![2400; sounds.symbols.len()];
        let spans = told(&sounds.symbols, &lengths, 2400);
        let spoken = spoken(&sounds, &spans, 2400 * 12, 24_000);
        assert_eq!(
            (spoken.words[0].start_ms, spoken.words[0].end_ms),
            (100, 500)
        );
        assert!(spoken.words[1].start_ms >= 600);
        assert_eq!(spoken.mouth[1], (100, Viseme::Closed));
        assert_eq!(spoken.mouth.last().unwrap().1, Viseme::Rest);
        assert!(spoken.mouth.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }

    #[test]
    fn two_clauses_are_laid_over_two_stretches() {
        let mut samples = vec![0f32; 24_000];
        for range in [2_400..7_200, 14_400..19_200] {
            for at in range {
                samples[at] = (at as f32 * 0.3).sin() * 0.3;
            }
        }
        let sounds = sounds();
        let spans = allotted(&sounds.symbols, &samples, 24_000);
        let spoken = spoken(&sounds, &spans, samples.len(), 24_000);
        assert!((95..=105).contains(&spoken.words[0].start_ms), "{spoken:?}");
        assert!((295..=305).contains(&spoken.words[0].end_ms), "{spoken:?}");
        assert!(
            (595..=605).contains(&spoken.words[1].start_ms),
            "{spoken:?}"
        );
    }

    #[test]
    fn silence_has_no_times_and_no_panic() {
        let sounds = sounds();
        let spans = allotted(&sounds.symbols, &[0.0; 100], 24_000);
        let spoken = spoken(&sounds, &spans, 100, 24_000);
        assert_eq!(spoken.words.len(), 2);
        assert!(allotted(&[], &[], 24_000).is_empty());
    }
}
