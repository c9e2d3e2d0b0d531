//! What stands before the first panel and after the last: the title, and that it goes on.

use storyboard::shot::CardKind;
use tiny_skia::Pixmap;

use super::{Panel, Piece};
use crate::brush::{Canvas, Fill, Tone};
use crate::cards;
use crate::text::Faces;
use crate::text::block::{self, Style};
use crate::text::paint::{self, Align};

pub fn bookend(
    width: u32,
    faces: &Faces,
    language: &str,
    kind: CardKind,
    text: &str,
    label: Option<&str>,
) -> Option<Piece> {
    let w = width as f32;
    let height = (w * if kind == CardKind::Title { 0.9 } else { 0.62 }).round();
    let mut canvas = Canvas::plain(Pixmap::new(width, height as u32)?);
    let tone = Tone::hex(0x007a_3a70);
    canvas.rect(
        0.0,
        0.0,
        w,
        height,
        Fill::down(0.0, height, tone.lift(-0.75), tone.lift(-0.1)),
    );
    canvas.glow((w / 2.0, height), w * 0.8, tone.lift(0.3).alpha(0.5));
    let ink = Tone::hex(0x0014_0a22);
    let mut y = height * 0.26;
    for (line, text) in text.split('\n').enumerate() {
        let mut em = w * if line == 0 { 0.092 } else { 0.05 };
        let mut block = block::set(faces, text, language, Style::bold(em), w * 0.84);
        while block.height() > height * 0.5 && em > 6.0 {
            em *= 0.85;
            block = block::set(faces, text, language, Style::bold(em), w * 0.84);
        }
        let front = if line == 0 {
            Tone::WHITE
        } else {
            Tone::hex(0x00ff_d27a)
        };
        paint::draw_outlined(
            &mut canvas,
            faces,
            &block,
            (w / 2.0 - block.width() / 2.0, y),
            Align::Centre,
            (front, ink),
        );
        y += block.height() + w * 0.03;
    }
    if let Some(label) = label {
        // A twentieth of the width, as films have it.
        let em = w * f32::from(cards::LABEL_HEIGHT) / 1000.0;
        let block = block::set(faces, label, language, Style::bold(em), w * 0.9);
        let at = (
            w / 2.0 - block.width() / 2.0,
            height - block.height() - w * 0.035,
        );
        paint::draw_outlined(
            &mut canvas,
            faces,
            &block,
            at,
            Align::Centre,
            (Tone::WHITE, ink),
        );
    }
    Some(Piece {
        panel: Panel {
            rect: [0.0, 0.0, w, height],
            shot: None,
            balloons: Vec::new(),
            heads: Vec::new(),
            sound: None,
            text: text.replace('\n', ". "),
        },
        pixmap: canvas.pixmap,
    })
}
