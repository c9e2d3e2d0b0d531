//! What a file says about text that runs from right to left.
//!
//! Readers of a file put such text in order character by character, from where the glyphs stand. A glyph that stands for
//! two characters (lam and alef) would come back turned around, and a vowel sign, which stands wherever the letter has
//! room for it, on the wrong side of its letter.

use krilla::text::{GlyphId, KrillaGlyph};

use crate::shape::{Setter, Sign};

impl Setter<'_> {
    /// Gives every character a glyph of its own: the characters of a ligature but for the first, and signs, get one
    /// without width that is not seen. The sign itself is drawn beside the text.
    pub(crate) fn unfold(&mut self, glyphs: Vec<KrillaGlyph>, text: &str, face: usize) -> Unfolded {
        let mut unfolded = Unfolded::default();
        let mut pen = 0.0;
        let mut rest = glyphs.into_iter().peekable();
        while let Some(mut glyph) = rest.next() {
            let range = glyph.text_range.clone();
            let shared = unfolded
                .glyphs
                .last()
                .is_some_and(|before| before.text_range.start == range.start)
                || rest.peek().is_some_and(|next| next.text_range == range);
            let sign = glyph.x_advance.abs() < f32::EPSILON
                && rest
                    .peek()
                    .is_some_and(|next| next.text_range.start < range.start);
            let mut characters = text[range.clone()].char_indices();
            if !shared && !sign {
                // The first character is the ligature's own.
                if let Some((_, first)) = characters.next() {
                    glyph.text_range.end = range.start + first.len_utf8();
                }
            }
            if !shared {
                // From the left: the last character first.
                for (at, character) in characters.rev() {
                    let start = range.start + at;
                    let place = start..start + character.len_utf8();
                    let id = self.unseen(face, character);
                    let unseen = KrillaGlyph::new(id, 0.0, 0.0, 0.0, 0.0, place, None);
                    unfolded.push(unseen, true);
                }
            }
            if sign && !shared {
                unfolded.signs.push(Sign {
                    x: pen + glyph.x_offset,
                    y: glyph.y_offset,
                    glyph: KrillaGlyph::new(glyph.glyph_id, 0.0, 0.0, 0.0, 0.0, 0..0, None),
                });
            } else {
                pen += glyph.x_advance;
                unfolded.push(glyph, false);
            }
        }
        unfolded
    }

    /// A glyph without width that stands for this character; each character has its own, as long as there are enough.
    fn unseen(&mut self, face: usize, character: char) -> GlyphId {
        let narrow = &self.narrow[face];
        let taken = &mut self.narrow_taken[face];
        let place = taken
            .iter()
            .position(|&taken| taken == character)
            .unwrap_or_else(|| {
                taken.push(character);
                taken.len() - 1
            });
        // Without one, the space; it says what it stands for in a longer way that not every reader heeds.
        let space = || {
            self.charmaps[face]
                .map(' ')
                .map(|id| GlyphId::new(id.to_u32()))
        };
        narrow
            .get(place)
            .or(narrow.last())
            .copied()
            .or_else(space)
            .unwrap_or(GlyphId::new(0))
    }
}

/// Glyphs after [`Setter::unfold`].
#[derive(Default)]
pub(crate) struct Unfolded {
    pub glyphs: Vec<KrillaGlyph>,
    pub unseen: Vec<bool>,
    pub signs: Vec<Sign>,
}

impl Unfolded {
    fn push(&mut self, glyph: KrillaGlyph, unseen: bool) {
        self.glyphs.push(glyph);
        self.unseen.push(unseen);
    }
}
