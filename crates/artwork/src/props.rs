//! Things: what an insert shows, and the same small, for a hand.

use storyboard::shot::{Prop, PropKind};
use tiny_skia::Pixmap;

use crate::Size;
use crate::brush::{Canvas, Fill, PAGE, Spot, Tone, outline, oval, rounded, smooth};
use crate::text::Faces;
use crate::text::block::{self, Style};
use crate::text::paint::{self, Align};

mod surface;
mod things;

pub use surface::Surface;

const INK: Tone = Tone::hex(0x001a_1024);

/// A pool of light of a tone, for a thing that is nowhere. Nothing for a size of zero.
pub fn pool(tone: Tone, size: Size) -> Option<Pixmap> {
    let mut canvas = Canvas::new(size.width, size.height)?;
    canvas.rect(
        -700.0,
        -60.0,
        2480.0,
        2100.0,
        Fill::Around(
            (540.0, 860.0),
            1250.0,
            vec![
                (0.0, tone.lift(0.12)),
                (0.42, tone.lift(-0.38)),
                (1.0, tone.lift(-0.78)),
            ],
        ),
    );
    Some(canvas.pixmap)
}

/// The thing, large, on what it stands on, with the light of a tone about it; clear where the place behind is seen. Nothing
/// for a size of zero.
pub fn insert(
    faces: &Faces,
    prop: &Prop,
    language: &str,
    tone: Tone,
    size: Size,
    on: Surface,
) -> Option<Pixmap> {
    let mut canvas = Canvas::new(size.width, size.height)?;
    let deep = tone.lift(-0.78);
    // The place steps back: darker towards the edges, and in the colour of the mood.
    canvas.rect(
        -700.0,
        -60.0,
        2480.0,
        2100.0,
        Fill::Around(
            (540.0, 860.0),
            1300.0,
            vec![
                (0.0, tone.lift(0.1).alpha(0.3)),
                (0.4, tone.lift(-0.3).alpha(0.34)),
                (1.0, deep.alpha(0.82)),
            ],
        ),
    );
    // Light from the upper left.
    for ray in 0..3 {
        let x = 40.0 + ray as f32 * 270.0;
        let fill = Fill::Along(
            (x, 0.0),
            (x + 420.0, 1400.0),
            vec![(0.0, Tone::WHITE.alpha(0.1)), (1.0, Tone::WHITE.alpha(0.0))],
        );
        canvas.poly(
            &[
                (x - 60.0, -60.0),
                (x + 60.0, -60.0),
                (x + 560.0, 1330.0),
                (x + 260.0, 1330.0),
            ],
            fill,
        );
    }
    on.below(&mut canvas, tone);
    draw(&mut canvas, prop.kind, (540.0, 900.0), 1.0);
    on.before(&mut canvas);
    if let Some(text) = prop.text.as_deref().filter(|text| !text.trim().is_empty()) {
        letter(&mut canvas, faces, prop.kind, text, language);
    }
    Some(canvas.pixmap)
}

/// The thing alone on nothing, `side` pixels square; for a hand. Nothing for zero.
pub fn in_hand(kind: PropKind, side: u32) -> Option<Pixmap> {
    let mut canvas = Canvas::plain(Pixmap::new(side, side)?);
    let scale = side as f32 / 1000.0;
    canvas.view = tiny_skia::Transform::from_scale(scale, scale);
    draw(&mut canvas, kind, (500.0, 500.0), 0.96);
    Some(canvas.pixmap)
}

/// Draws a thing of about 900 × 900 points around a spot.
pub fn draw(canvas: &mut Canvas, kind: PropKind, centre: Spot, scale: f32) {
    let before = canvas.view;
    canvas.view = before
        .pre_translate(centre.0, centre.1)
        .pre_scale(scale, scale);
    let mut hand = Hand(canvas);
    things::draw(&mut hand, kind);
    canvas.view = before;
}

/// Where words stand on a thing, and in which colour: on paper in ink, elsewhere on a tag below it.
fn letter(canvas: &mut Canvas, faces: &Faces, kind: PropKind, text: &str, language: &str) {
    let (at, width, em, tone) = match kind {
        PropKind::Letter | PropKind::Contract => ((540.0, 760.0), 520.0, 58.0, INK),
        PropKind::Book => ((550.0, 760.0), 420.0, 62.0, Tone::hex(0x00ff_e2a0)),
        PropKind::Phone => ((540.0, 820.0), 330.0, 50.0, Tone::WHITE),
        PropKind::Laptop => ((540.0, 800.0), 620.0, 62.0, Tone::hex(0x00d8_f4ff)),
        PropKind::Box => ((540.0, 985.0), 520.0, 58.0, INK),
        PropKind::Badge => ((540.0, 1080.0), 380.0, 50.0, INK),
        _ => {
            let block = block::set(faces, text, language, Style::bold(68.0), 820.0);
            let at = (540.0 - block.width() / 2.0, 1480.0);
            paint::draw_outlined(
                canvas,
                faces,
                &block,
                at,
                Align::Centre,
                (Tone::hex(0x00ff_f4d8), INK),
            );
            return;
        }
    };
    let mut em = em;
    let mut block = block::set(faces, text, language, Style::bold(em), width);
    while block.height() > 420.0 && em > 20.0 {
        em *= 0.85;
        block = block::set(faces, text, language, Style::bold(em), width);
    }
    paint::draw(
        canvas,
        faces,
        &block,
        (at.0 - block.width() / 2.0, at.1 - block.height() / 2.0),
        Align::Centre,
        tone,
    );
}

/// Draws shapes with an edge of ink; the middle of the thing is at 0, 0.
struct Hand<'a>(&'a mut Canvas);

impl Hand<'_> {
    /// A shape with its edge.
    fn shape(&mut self, spots: &[Spot], fill: impl Into<Fill>) {
        if let Some(path) = outline(spots, true) {
            self.0.path(&path, fill);
            self.0.stroke(&path, 9.0, INK);
        }
    }

    fn soft(&mut self, spots: &[Spot], fill: impl Into<Fill>) {
        if let Some(path) = smooth(spots) {
            self.0.path(&path, fill);
            self.0.stroke(&path, 9.0, INK);
        }
    }

    fn round(&mut self, centre: Spot, rx: f32, ry: f32, fill: impl Into<Fill>) {
        if let Some(path) = oval(centre, rx, ry) {
            self.0.path(&path, fill);
            self.0.stroke(&path, 9.0, INK);
        }
    }

    /// A rectangle with round corners: left, top, width, height.
    fn boxed(&mut self, at: [f32; 4], radius: f32, fill: impl Into<Fill>) {
        if let Some(path) = rounded(at[0], at[1], at[2], at[3], radius) {
            self.0.path(&path, fill);
            self.0.stroke(&path, 9.0, INK);
        }
    }

    /// A ring that is as thick as `width`.
    fn ring(&mut self, centre: Spot, radius: f32, width: f32, fill: Fill) {
        if let Some(path) = oval(centre, radius, radius) {
            self.0.stroke(&path, width + 16.0, INK);
            self.0.stroke(&path, width, fill);
        }
    }

    fn line(&mut self, spots: &[Spot], width: f32, tone: Tone) {
        self.0.line(spots, width, tone);
    }

    /// A highlight.
    fn light(&mut self, spots: &[Spot]) {
        self.0.poly(spots, Tone::WHITE.alpha(0.4));
    }

    fn glow(&mut self, centre: Spot, radius: f32, tone: Tone) {
        self.0.glow(centre, radius, tone);
    }
}

/// From left to right across a thing.
fn across(from: f32, to: f32, tones: [Tone; 3]) -> Fill {
    Fill::Along(
        (from, -200.0),
        (to, 200.0),
        vec![(0.0, tones[0]), (0.4, tones[1]), (1.0, tones[2])],
    )
}

/// Height of the page; things are laid out for it.
const _: () = assert!(PAGE.1 > PAGE.0);
