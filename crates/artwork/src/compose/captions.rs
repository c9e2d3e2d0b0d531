//! Words burnt into the picture, as sheets that are seen while they are said.

use storyboard::{Board, Timeline};

use super::{Artist, Stage};

/// How words are burnt in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaptionStyle {
    /// A line at a time.
    Plain,
    /// The word that is said is lit.
    Karaoke,
}

impl Artist {
    pub fn caption(
        &self,
        _stage: &mut Stage,
        _board: &Board,
        _timeline: &Timeline,
        _shot: usize,
        _style: CaptionStyle,
    ) {
    }
}
