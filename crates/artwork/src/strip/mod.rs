//! A board as a webcomic: one vertical strip of panels with balloons, ready to be cut into slices.
//!
//! | module | what |
//! |---|---|
//! | `choose` | which shots become panels, how high, how far apart |
//! | `panel` | one panel, drawn by itself |
//! | `bookend` | what stands before the first and after the last |
//! | `letters` | where balloons stand: in reading order, near who speaks, never over a face |
//! | [`slices`] | the strip cut to the sizes that platforms take |

mod bookend;
mod choose;
mod letters;
mod panel;
pub mod slices;

use serde::{Deserialize, Serialize};
use storyboard::Board;
use storyboard::shot::CardKind;
use tiny_skia::Pixmap;

use crate::text::Faces;
use crate::{Size, cards};

pub use choose::{Choice, panels};
pub use letters::Placed;
pub use panel::panel;

/// The picture of a shot without words, and where faces are in it.
pub struct Still {
    pub pixmap: Pixmap,
    /// Nothing known: they are guessed from the framing.
    pub heads: Vec<Head>,
}

impl From<Pixmap> for Still {
    fn from(pixmap: Pixmap) -> Still {
        Still {
            pixmap,
            heads: Vec::new(),
        }
    }
}

/// A head in a still.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Id of the character.
    pub character: String,
    /// Left, top, right, bottom as shares of the still's width and height.
    pub rect: [f32; 4],
}

/// A panel; positions are pixels of the whole strip, or of its piece where it is not yet in one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Panel {
    /// Left, top, right, bottom.
    pub rect: [f32; 4],
    /// Index of the shot; nothing for the first and the last panel.
    pub shot: Option<usize>,
    pub balloons: Vec<Placed>,
    /// Faces that must stay visible.
    pub heads: Vec<[f32; 4]>,
    pub sound: Option<String>,
    /// What somebody reads who cannot see it.
    pub text: String,
}

impl Panel {
    /// So many pixels further down.
    fn down(mut self, by: f32) -> Self {
        let down = |rect: [f32; 4]| [rect[0], rect[1] + by, rect[2], rect[3] + by];
        self.rect = down(self.rect);
        for head in &mut self.heads {
            *head = down(*head);
        }
        for balloon in &mut self.balloons {
            balloon.rect = down(balloon.rect);
            balloon.tail = balloon.tail.map(|(x, y)| (x, y + by));
        }
        self
    }
}

/// A panel with the white above it, over the whole width of the strip.
pub struct Piece {
    pub pixmap: Pixmap,
    pub panel: Panel,
}

/// A whole episode.
pub struct Strip {
    pub width: u32,
    pub height: u32,
    pub panels: Vec<Panel>,
    /// Pictures that lie below each other without a gap.
    pub(crate) parts: Vec<Pixmap>,
}

/// How narrow and how wide a strip may be, in pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 200..=2000;

/// Draws a board as a strip `width` pixels wide (clamped to 200 to 2000). `still` is asked for the picture of a shot,
/// by its index, about nine by sixteen; once for each panel, in order. `label` says how it was made, on the first panel
/// and on the last.
pub fn draw(
    board: &Board,
    faces: &Faces,
    width: u32,
    label: Option<&str>,
    mut still: impl FnMut(usize) -> Still,
) -> Strip {
    let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
    let pieces: Vec<Piece> = panels(board)
        .iter()
        .filter_map(|choice| panel(board, faces, width, choice, still(choice.shot)))
        .collect();
    assemble(board, faces, width, label, pieces)
}

/// A strip of pieces that were drawn before, between its first and its last panel. A piece of another width is left out.
pub fn assemble(
    board: &Board,
    faces: &Faces,
    width: u32,
    label: Option<&str>,
    pieces: impl IntoIterator<Item = Piece>,
) -> Strip {
    let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
    let mut strip = Strip {
        width,
        height: 0,
        panels: Vec::new(),
        parts: Vec::new(),
    };
    let title = format!("{}\n{} · {}", board.series, board.number, board.title);
    let end = cards::to_be_continued(&board.language);
    let bookend =
        |kind, text: &str| bookend::bookend(width, faces, &board.language, kind, text, label);
    strip.extend(bookend(CardKind::Title, &title));
    strip.extend(pieces);
    strip.extend(bookend(CardKind::End, end));
    strip
}

impl Extend<Piece> for Strip {
    fn extend<Pieces: IntoIterator<Item = Piece>>(&mut self, pieces: Pieces) {
        for Piece { pixmap, panel } in pieces {
            if pixmap.width() == self.width {
                self.panels.push(panel.down(self.height as f32));
                self.height += pixmap.height();
                self.parts.push(pixmap);
            }
        }
    }
}

impl Strip {
    /// What screen readers read: a paragraph for each panel.
    pub fn text(&self) -> String {
        self.panels
            .iter()
            .map(|panel| panel.text.as_str())
            .collect::<Vec<_>>()
            .join("\n\n")
    }

    /// Its size as a picture.
    pub fn size(&self) -> Size {
        Size {
            width: self.width,
            height: self.height,
        }
    }
}
