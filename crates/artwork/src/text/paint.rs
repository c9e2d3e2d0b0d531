//! Glyphs as shapes on a picture.

use skrifa::MetadataProvider;
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use tiny_skia::{BlendMode, Path, PathBuilder, Pixmap, Transform};

use super::block::{Block, Line};
use super::faces::Faces;
use crate::brush::{Canvas, Tone};

/// Where lines begin and end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Centre,
    Right,
}

struct Pen<'a> {
    path: &'a mut PathBuilder,
    x: f32,
    y: f32,
}

impl OutlinePen for Pen<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(self.x + x, self.y - y);
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(self.x + x, self.y - y);
    }
    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        self.path
            .quad_to(self.x + cx, self.y - cy, self.x + x, self.y - y);
    }
    fn curve_to(&mut self, ax: f32, ay: f32, bx: f32, by: f32, x: f32, y: f32) {
        self.path.cubic_to(
            self.x + ax,
            self.y - ay,
            self.x + bx,
            self.y - by,
            self.x + x,
            self.y - y,
        );
    }
    fn close(&mut self) {
        self.path.close();
    }
}

/// The outlines of the glyphs of a block that come from bytes that `wanted` accepts, its upper left corner at a spot.
pub fn outlines(
    faces: &Faces,
    block: &Block,
    at: (f32, f32),
    align: Align,
    wanted: impl Fn(usize) -> bool,
) -> Option<Path> {
    let mut path = PathBuilder::new();
    let step = block.style.size * block.style.leading;
    for (row, line) in block.lines.iter().enumerate() {
        let x = at.0 + indent(block, line, align);
        // The base line lies where Latin capitals and Han both look centred in the line.
        let y = at.1 + step * row as f32 + step * 0.5 + block.style.size * 0.36;
        for glyph in line.glyphs.iter().filter(|glyph| wanted(glyph.at)) {
            let font = faces.get(glyph.face).font();
            let Some(outline) = font.outline_glyphs().get(skrifa::GlyphId::new(glyph.id)) else {
                continue;
            };
            let settings =
                DrawSettings::unhinted(Size::new(block.style.size), LocationRef::default());
            let mut pen = Pen {
                path: &mut path,
                x: x + glyph.x,
                y: y + glyph.y,
            };
            // A broken outline leaves a gap in the word, not a film without words.
            let _ = outline.draw(settings, &mut pen);
        }
    }
    path.finish()
}

fn indent(block: &Block, line: &Line, align: Align) -> f32 {
    let free = block.width() - line.width;
    match align {
        Align::Left if block.right_to_left => free,
        Align::Left => 0.0,
        Align::Centre => free / 2.0,
        Align::Right if block.right_to_left => 0.0,
        Align::Right => free,
    }
}

/// Draws a block in one colour.
pub fn draw(
    canvas: &mut Canvas,
    faces: &Faces,
    block: &Block,
    at: (f32, f32),
    align: Align,
    tone: Tone,
) {
    if let Some(path) = outlines(faces, block, at, align, |_| true) {
        canvas.path(&path, tone);
    }
}

/// Draws a block with an outline around its letters and a soft shadow below, so that it is read on any picture.
pub fn draw_outlined(
    canvas: &mut Canvas,
    faces: &Faces,
    block: &Block,
    at: (f32, f32),
    align: Align,
    tones: (Tone, Tone),
) {
    let Some(path) = outlines(faces, block, at, align, |_| true) else {
        return;
    };
    shadow(canvas, &path, block.style.size);
    canvas.stroke(&path, block.style.size * 0.17, tones.1);
    canvas.path(&path, tones.0);
}

/// A blurred, dark copy below a shape.
pub(crate) fn shadow(canvas: &mut Canvas, path: &Path, size: f32) {
    let pad = size * 0.5;
    let bounds = path.bounds();
    let view = canvas.view;
    // A quarter as large and enlarged again: blurred.
    let factor = 4.0;
    let scale = view.sx.max(0.01);
    let width = ((bounds.width() + 2.0 * pad) * scale / factor).ceil();
    let height = ((bounds.height() + 2.0 * pad) * scale / factor).ceil();
    if !(width >= 1.0 && height >= 1.0 && width * height < 4e6) {
        return;
    }
    let Some(small) = Pixmap::new(width as u32, height as u32) else {
        return;
    };
    let mut small = Canvas::plain(small);
    let origin = (bounds.left() - pad, bounds.top() - pad);
    small.view =
        Transform::from_scale(scale / factor, scale / factor).pre_translate(-origin.0, -origin.1);
    small.stroke(path, size * 0.34, Tone::BLACK.alpha(0.34));
    let paint = tiny_skia::PixmapPaint {
        quality: tiny_skia::FilterQuality::Bilinear,
        blend_mode: BlendMode::SourceOver,
        opacity: 1.0,
    };
    let place = view
        .pre_translate(origin.0, origin.1 + size * 0.06)
        .pre_scale(factor / scale, factor / scale);
    canvas
        .pixmap
        .draw_pixmap(0, 0, small.pixmap.as_ref(), &paint, place, None);
}
