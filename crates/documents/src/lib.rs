//! A plain description of a document in, the bytes of a PDF out.
//!
//! Pure: no input or output, no clock, no chance. The same [`Document`] and the same [`Faces`] give the same bytes.
//!
//! | module | what |
//! |---|---|
//! | [`Document`], [`Block`], [`Column`] | what a document says, from top to bottom |
//! | [`Faces`] | the font files that it is set in, with fallback from one to the next |
//! | [`pdf`] | sets it: PDF 1.7, tagged, text selectable, fonts subset and embedded |
//! | [`missing`] | the characters that no face has; they are drawn as boxes |
//!
//! Scripts are shaped as OpenType says (Arabic joins, Devanagari reorders), the directions of a line are resolved as
//! Unicode's bidirectional algorithm says, and a document whose language is written from right to left is mirrored:
//! columns, labels, alignment.

#![forbid(unsafe_code)]

mod document;
mod draw;
mod error;
mod faces;
mod furniture;
mod layout;
mod lines;
mod shape;
mod style;
mod table;
mod tags;
mod unfold;
mod words;

use std::collections::BTreeSet;

pub use document::{Align, Block, Column, Document, Page};
pub use error::Error;
pub use faces::Faces;

/// Sets a document in the given faces.
///
/// A character that no face has becomes a visible box, never an error: see [`missing`].
pub fn pdf(document: &Document, faces: &Faces) -> Result<Vec<u8>, Error> {
    let pages = layout::layout(document, faces)?;
    draw::draw(document, faces, pages)
}

/// The characters of a document that no face has, each once, in the order of their code points.
///
/// Worth a line in the log: whoever reads it can install a face that has them.
pub fn missing(document: &Document, faces: &Faces) -> Vec<char> {
    let mut characters = BTreeSet::new();
    for text in document.texts() {
        characters.extend(words::clean(text).chars());
    }
    characters
        .into_iter()
        .filter(|&character| !faces.has(character))
        .collect()
}
