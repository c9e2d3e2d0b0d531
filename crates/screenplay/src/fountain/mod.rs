//! Fountain, as described at fountain.io/syntax (version 1.1), in and out.
//!
//! Nothing is ever refused: what is not marked as anything else is action. Each line belongs to exactly one
//! element, so that writing gives back what was read.
//!
//! Where the syntax says nothing: letters without case (Chinese, Arabic, Devanagari …) make no unforced
//! character cue, for every line of theirs would be one; write `@小雨`. A key in capitals on the first line is
//! no title page unless it is a usual one, so that `FADE IN:` opens a film.

mod lines;
mod read;
mod write;

pub(crate) use write::element as written;

use crate::Script;

/// Whether a line is a scene heading by itself: it opens with `INT.`, `EXT.` and the like, or with a dot.
pub fn opens_scene(line: &str) -> bool {
    let line = line.trim();
    read::is_heading(line) || (line.starts_with('.') && read::is_marked(line))
}

impl Script {
    /// Reads Fountain. Any text is a screenplay, if only of action.
    pub fn read(text: &str) -> Self {
        Self {
            elements: read::elements(text),
        }
    }

    /// Writes Fountain: byte for byte what was read, with changed elements in their places.
    pub fn write(&self) -> String {
        self.elements.iter().map(|element| &*element.raw).collect()
    }
}
