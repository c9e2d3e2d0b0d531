//! Text as sounds, in the alphabet of [`vocabulary`], each sound with the word it belongs to.
//!
//! English needs no program: the lexicon is read first, then endings are taken off, then compounds are cut, and what
//! is left is read letter by letter ([`letters`]). Chinese goes through pinyin: `espeak-ng` was tried and reads tones
//! into sounds that the voices do not know. Everything else is what `espeak-ng` says, in the voices' symbols ([`ipa`]).

use std::ops::Range;

pub mod chinese;
mod class;
pub mod english;
pub mod ipa;
pub mod letters;
pub mod lexicon;
pub mod numbers;
mod pieces;
pub mod vocabulary;

pub use class::{viseme, weight};
pub use pieces::{Piece, is_han, pieces};

/// Symbols that the model takes at once.
pub const LONGEST: usize = 500;

/// One sound, stress mark, tone, space or pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbol {
    pub sound: char,
    /// Which of [`Sounds::words`]; none of spaces and pauses.
    pub word: Option<usize>,
}

/// A text as it is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sounds {
    pub symbols: Vec<Symbol>,
    /// Bytes of the text.
    pub words: Vec<Range<usize>>,
}

impl Sounds {
    /// Joins words and pauses; what the voices do not know is left out. With `spaced`, a space stands between words.
    pub fn join(pieces: &[Piece], said: &[String], spaced: impl Fn(usize) -> bool) -> Self {
        let mut sounds = Self::default();
        let put = |sounds: &mut Self, sound, word| {
            if vocabulary::number(sound).is_some() {
                sounds.symbols.push(Symbol { sound, word });
            }
        };
        for piece in pieces {
            match piece {
                Piece::Word(range) => {
                    let index = sounds.words.len();
                    sounds.words.push(range.clone());
                    if !sounds.symbols.is_empty() && spaced(index) {
                        put(&mut sounds, ' ', None);
                    }
                    for sound in said.get(index).into_iter().flat_map(|word| word.chars()) {
                        let word = (sound != ' ').then_some(index);
                        put(&mut sounds, sound, word);
                    }
                }
                Piece::Pause(mark) => put(&mut sounds, *mark, None),
            }
        }
        sounds
    }

    pub fn text(&self) -> String {
        self.symbols.iter().map(|symbol| symbol.sound).collect()
    }

    /// Cuts what is too long for the model at pauses, else at spaces, else anywhere.
    pub fn parts(&self) -> Vec<&[Symbol]> {
        let mut rest = self.symbols.as_slice();
        let mut parts = Vec::new();
        while rest.len() > LONGEST {
            let head = &rest[..LONGEST];
            let at = head
                .iter()
                .rposition(|s| matches!(s.sound, '.' | '!' | '?' | '…' | ';' | ',' | ':' | '—'))
                .or_else(|| head.iter().rposition(|s| s.sound == ' '))
                .map_or(LONGEST, |at| at + 1);
            parts.push(&rest[..at]);
            rest = &rest[at..];
        }
        if !rest.is_empty() {
            parts.push(rest);
        }
        parts
    }
}
