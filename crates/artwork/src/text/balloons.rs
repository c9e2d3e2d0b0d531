//! Speech balloons: a text, a shape around it that says how it is said, a tail towards who says it.

use std::f32::consts::TAU;

use tiny_skia::{LineCap, LineJoin, Paint, Path, PathBuilder, Stroke, StrokeDash};

use super::block::{self, Block, Style};
use super::faces::Faces;
use super::paint::{self, Align};
use crate::brush::{Canvas, Spot, Tone, oval, rounded, smooth};

/// How something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Voice {
    Speech,
    Shout,
    Whisper,
    Thought,
    /// Over the phone or from a loudspeaker.
    Phone,
    /// Nobody in the picture says it: a box.
    Narration,
}

/// A balloon that has its size but not its place yet.
#[derive(Clone, Debug)]
pub struct Balloon {
    pub block: Block,
    pub voice: Voice,
    /// Of the shape, without the tail.
    pub width: f32,
    pub height: f32,
}

const INK: Tone = Tone::hex(0x0016_0f22);
const PAPER: Tone = Tone::hex(0x00ff_fdf8);

impl Balloon {
    /// Sets a text so that its balloon is at most about `width` wide. `em` is the size of the letters.
    pub fn new(
        faces: &Faces,
        text: &str,
        language: &str,
        voice: Voice,
        em: f32,
        width: f32,
    ) -> Balloon {
        let (em, bold) = match voice {
            Voice::Shout => (em * 1.2, true),
            Voice::Whisper => (em * 0.86, false),
            _ => (em, true),
        };
        let style = Style {
            bold,
            leading: 1.24,
            size: em,
        };
        let (pad_x, pad_y) = match voice {
            Voice::Narration => (em * 0.7, em * 0.45),
            Voice::Shout => (em * 1.9, em * 1.5),
            _ => (em * 1.15, em * 0.95),
        };
        let block = block::set(
            faces,
            text,
            language,
            style,
            (width - 2.0 * pad_x).max(em * 2.0),
        );
        Balloon {
            width: block.width() + 2.0 * pad_x,
            height: block.height() + 2.0 * pad_y,
            block,
            voice,
        }
    }

    /// Draws it with its upper left corner at a spot, the tail towards another one.
    pub fn draw(&self, canvas: &mut Canvas, faces: &Faces, at: Spot, tail: Option<Spot>) {
        let (w, h) = (self.width, self.height);
        let centre = (at.0 + w / 2.0, at.1 + h / 2.0);
        let em = self.block.style.size;
        let line = em * 0.09;
        let Some(body) = self.body(at, centre) else {
            return;
        };
        let paper = if self.voice == Voice::Narration {
            Tone::hex(0x00ff_f0c8)
        } else {
            PAPER
        };
        let tail_path = tail.and_then(|tip| self.tail(centre, tip));
        paint::shadow(canvas, &body, em * 0.5);
        if self.voice == Voice::Whisper {
            dashed(canvas, &body, line, em);
        } else {
            canvas.stroke(&body, line * 2.0, INK);
        }
        if let Some(tail) = &tail_path {
            canvas.stroke(tail, line * 2.0, INK);
        }
        canvas.path(&body, paper);
        if let Some(tail) = &tail_path {
            canvas.path(tail, paper);
        }
        if let (Voice::Thought, Some(tip)) = (self.voice, tail) {
            for (share, radius) in [(0.62, 0.42), (0.78, 0.3), (0.9, 0.18)] {
                let spot = (
                    centre.0 + (tip.0 - centre.0) * share,
                    centre.1 + (tip.1 - centre.1) * share,
                );
                if let Some(path) = oval(spot, em * radius, em * radius * 0.85) {
                    canvas.stroke(&path, line * 2.0, INK);
                    canvas.path(&path, PAPER);
                }
            }
        }
        let place = (
            centre.0 - self.block.width() / 2.0,
            centre.1 - self.block.height() / 2.0,
        );
        paint::draw(canvas, faces, &self.block, place, Align::Centre, INK);
    }

    fn body(&self, at: Spot, centre: Spot) -> Option<Path> {
        let (w, h) = (self.width, self.height);
        let around = |turn: f32, reach: f32| {
            // Between an ellipse and a box: more room for the words.
            let bulge = |value: f32| value.signum() * value.abs().powf(0.72);
            (
                centre.0 + bulge(turn.cos()) * w / 2.0 * reach,
                centre.1 + bulge(turn.sin()) * h / 2.0 * reach,
            )
        };
        match self.voice {
            Voice::Narration => rounded(at.0, at.1, w, h, self.block.style.size * 0.2),
            Voice::Phone => rounded(at.0, at.1, w, h, self.block.style.size * 0.55),
            Voice::Speech | Voice::Whisper => smooth(
                &(0..32)
                    .map(|step| around(step as f32 / 32.0 * TAU, 1.02))
                    .collect::<Vec<_>>(),
            ),
            Voice::Thought => {
                let bumps = ((w + h) / self.block.style.size / 1.6)
                    .round()
                    .clamp(8.0, 26.0) as u32;
                let spots: Vec<Spot> = (0..bumps * 3)
                    .map(|step| {
                        let reach = if step % 3 == 0 { 0.9 } else { 1.08 };
                        around(step as f32 / (bumps * 3) as f32 * TAU, reach)
                    })
                    .collect();
                smooth(&spots)
            }
            Voice::Shout => {
                let spikes = ((w + h) / self.block.style.size / 1.5)
                    .round()
                    .clamp(10.0, 30.0) as u32;
                let spots: Vec<Spot> = (0..spikes * 2)
                    .map(|step| {
                        // Uneven, and the same each time.
                        let uneven = f32::from((step * 37 % 11) as u8) / 11.0;
                        let reach = if step % 2 == 0 {
                            1.0 + uneven * 0.16
                        } else {
                            0.82
                        };
                        around(
                            (step as f32 + uneven * 0.4) / (spikes * 2) as f32 * TAU,
                            reach,
                        )
                    })
                    .collect();
                crate::brush::outline(&spots, true)
            }
        }
    }

    fn tail(&self, centre: Spot, tip: Spot) -> Option<Path> {
        if matches!(self.voice, Voice::Thought | Voice::Narration) {
            return None;
        }
        let em = self.block.style.size;
        let (dx, dy) = (tip.0 - centre.0, tip.1 - centre.1);
        let length = dx.hypot(dy);
        if length < 1.0 {
            return None;
        }
        // Where the way to the tip leaves the shape, and from there no farther than a few ems.
        let (ux, uy) = (dx / length, dy / length);
        let edge = 1.0
            / ((ux / (self.width / 2.0))
                .abs()
                .max((uy / (self.height / 2.0)).abs()))
            .max(1e-6);
        let reach = length.min(edge + em * 3.2);
        if reach < edge {
            return None;
        }
        let root = (centre.0 + ux * edge * 0.7, centre.1 + uy * edge * 0.7);
        let end = (centre.0 + ux * reach, centre.1 + uy * reach);
        let (nx, ny) = (-uy * em * 0.55, ux * em * 0.55);
        let mut path = PathBuilder::new();
        path.move_to(root.0 + nx, root.1 + ny);
        if self.voice == Voice::Phone {
            let middle = (f32::midpoint(root.0, end.0), f32::midpoint(root.1, end.1));
            path.line_to(middle.0 + nx * 0.9, middle.1 + ny * 0.9);
            path.line_to(
                middle.0 - nx * 0.2 + ux * em * 0.3,
                middle.1 - ny * 0.2 + uy * em * 0.3,
            );
            path.line_to(end.0, end.1);
            path.line_to(middle.0 - nx * 0.4, middle.1 - ny * 0.4);
        } else {
            let bend = (end.0 + nx * 0.9 - ux * em, end.1 + ny * 0.9 - uy * em);
            path.quad_to(bend.0, bend.1, end.0, end.1);
            path.quad_to(
                bend.0 - nx * 1.2,
                bend.1 - ny * 1.2,
                root.0 - nx,
                root.1 - ny,
            );
        }
        path.line_to(root.0 - nx, root.1 - ny);
        path.close();
        path.finish()
    }
}

fn dashed(canvas: &mut Canvas, path: &Path, line: f32, em: f32) {
    let stroke = Stroke {
        width: line * 2.0,
        line_cap: LineCap::Round,
        line_join: LineJoin::Round,
        dash: StrokeDash::new(vec![em * 0.3, em * 0.34], 0.0),
        ..Stroke::default()
    };
    let mut paint = Paint::default();
    paint.set_color(INK.color());
    paint.anti_alias = true;
    canvas
        .pixmap
        .stroke_path(path, &paint, &stroke, canvas.view, None);
}
