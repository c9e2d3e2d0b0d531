//! A name all over a film, so that a copy says whose it is: a sheet of repeated words that moves across the picture.

use tiny_skia::Pixmap;

use crate::Size;
use crate::brush::{Canvas, Tone};
use crate::text::Faces;
use crate::text::block::{self, Style};
use crate::text::paint::{self, Align};

/// How much of the words is seen.
const OPACITY: f32 = 0.34;
/// Height of the letters as a share of the picture's width.
const LETTERS: f32 = 0.036;
/// Words that are wider than this share of the picture are broken into lines.
const WIDEST: f32 = 0.6;

/// A sheet of words and after how many pixels across and down they repeat: moved by less than that, it still covers a
/// picture of `size` everywhere. Both distances are even.
pub struct Sheet {
    pub pixmap: Pixmap,
    pub period: (u32, u32),
}

/// Writes `text` all over a sheet. None where the picture has no size.
pub fn sheet(faces: &Faces, text: &str, size: Size) -> Option<Sheet> {
    let across = size.width as f32;
    let letters = (across * LETTERS).max(9.0);
    let words = block::set(faces, text, "en", Style::bold(letters), across * WIDEST);
    let even = |length: f32| (length / 2.0).ceil() as u32 * 2;
    // Two rows, the second half a step aside: no straight gap for a crop to follow.
    let step = even(words.width() + letters * 5.0).max(32);
    let row = even(words.height() + letters * 4.5).max(32);
    let period = (step, row * 2);
    let mut canvas = Canvas::plain(Pixmap::new(size.width + period.0, size.height + period.1)?);
    let (width, height) = (canvas.pixmap.width(), canvas.pixmap.height());
    for (number, y) in (0..height.next_multiple_of(row))
        .step_by(row as usize)
        .enumerate()
    {
        let aside = if number % 2 == 0 {
            0.0
        } else {
            step as f32 / 2.0
        };
        for x in (0..width + step * 2).step_by(step as usize) {
            let at = (x as f32 + aside - step as f32, y as f32 + letters);
            let Some(path) = paint::outlines(faces, &words, at, Align::Centre, |_| true) else {
                continue;
            };
            canvas.stroke(&path, letters * 0.12, Tone::BLACK.alpha(OPACITY * 0.7));
            canvas.path(&path, Tone::WHITE.alpha(OPACITY));
        }
    }
    Some(Sheet {
        pixmap: canvas.pixmap,
        period,
    })
}
