//! Hair: a cut's shapes, coloured and lit.

mod cuts;
mod rear;

use cuts::Cut;
pub use rear::seen_behind;
use storyboard::cast::Age;
use tiny_skia::{Path, PathBuilder};

use super::persona::Persona;
use super::view::View;
use crate::ink::{Canvas, INK, part, shape};

/// One of the cuts.
#[derive(Clone, Copy)]
pub struct Style(&'static Cut);

impl std::fmt::Debug for Style {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name)
    }
}

const ALL: [&Cut; 13] = [
    &cuts::LONG,
    &cuts::HIME,
    &cuts::BOB,
    &cuts::PONYTAIL,
    &cuts::BUN,
    &cuts::WAVY,
    &cuts::PIGTAILS,
    &cuts::PARTED,
    &cuts::FRINGE,
    &cuts::SLICK,
    &cuts::CROP,
    &cuts::MESSY,
    &cuts::THIN,
];

impl Style {
    /// The names that [`Appearance::hair`](storyboard::Appearance) may have.
    pub fn names() -> impl Iterator<Item = &'static str> {
        ALL.iter().map(|cut| cut.name)
    }

    pub fn named(name: &str) -> Option<Self> {
        ALL.iter().find(|cut| cut.name == name).map(|cut| Self(cut))
    }

    /// `roll` from 0 to 1.
    pub fn chosen(feminine: bool, age: Age, roll: f32) -> Self {
        let from: &[&'static Cut] = match (feminine, age) {
            (true, Age::Child) => &[&cuts::PIGTAILS, &cuts::BOB, &cuts::HIME],
            (true, Age::Old) => &[&cuts::BUN, &cuts::BOB],
            (true, _) => &[
                &cuts::LONG,
                &cuts::WAVY,
                &cuts::BOB,
                &cuts::PONYTAIL,
                &cuts::HIME,
                &cuts::BUN,
            ],
            (false, Age::Child) => &[&cuts::FRINGE, &cuts::MESSY],
            (false, Age::Old) => &[&cuts::THIN, &cuts::SLICK],
            (false, _) => &[
                &cuts::PARTED,
                &cuts::FRINGE,
                &cuts::SLICK,
                &cuts::MESSY,
                &cuts::CROP,
            ],
        };
        let index = (roll.clamp(0.0, 1.0) * from.len() as f32) as usize;
        Self(from[index.min(from.len() - 1)])
    }
}

/// Everything that falls in front, as one shape.
pub fn front_outline(who: &Persona, view: View) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for text in who.style.0.front {
        if let Some(path) = shape(text, |x, y| view.fringe(x, y)) {
            builder.push_path(&path);
        }
    }
    builder.finish()
}

/// What lies behind head, neck and shoulders.
pub fn behind(canvas: &mut Canvas, who: &Persona, view: View, weight: f32) {
    let dark = who.hair.shade(0.45);
    for text in who.style.0.behind.iter().rev() {
        let Some(path) = shape(text, |x, y| view.behind(x, y)) else {
            continue;
        };
        canvas.blend(
            &path,
            ((0.0, -100.0), dark),
            ((0.0, 260.0), who.hair.shade(0.15)),
        );
        canvas.clip(&path);
        for step in -6..=6 {
            let x = step as f32 * 15.0;
            let text = format!(
                "M{x},60 C{:.1},120 {:.1},180 {:.1},282",
                x * 1.05,
                x * 1.12,
                x * 1.02 + 6.0
            );
            if let Some(strand) = shape(&text, |x, y| view.behind(x, y)) {
                canvas.brush(&strand, 3.0, 0.4, dark.alpha(0.55));
            }
        }
        canvas.unclip();
        canvas.line(&path, 2.4 * weight, INK);
    }
}

/// What falls in front of the face and over the skull.
pub fn front(canvas: &mut Canvas, who: &Persona, view: View, weight: f32) {
    let (base, dark) = (who.hair, who.hair.shade(0.55));
    for text in who.style.0.front {
        let Some(path) = shape(text, |x, y| view.fringe(x, y)) else {
            continue;
        };
        canvas.blend(
            &path,
            ((-30.0, -120.0), base.light(0.10)),
            ((20.0, 120.0), base.shade(0.4)),
        );
        canvas.clip(&path);
        // A shadow towards the ends and along the side away from the light.
        if let Some(edge) = shape(
            "M52,-130 C78,-80 70,0 70,150 L120,150 L120,-130 Z",
            |x, y| view.fringe(x, y),
        ) {
            canvas.fill(&edge, dark.alpha(0.45));
        }
        for (index, strand) in who.style.0.strands.iter().enumerate() {
            if let Some(strand) = shape(strand, |x, y| view.fringe(x, y)) {
                canvas.brush(
                    &strand,
                    if index % 2 == 0 { 3.0 } else { 2.0 } * weight,
                    0.6,
                    dark.mix(INK, 0.35).alpha(0.8),
                );
            }
        }
        shine(canvas, who, view, weight);
        canvas.unclip();
        canvas.line(&path, 2.4 * weight, INK);
    }
}

/// Light where the skull curves: short strokes along the strands, each lock by itself.
fn shine(canvas: &mut Canvas, who: &Persona, view: View, weight: f32) {
    let light = who.hair.light(0.42);
    for (index, strand) in who.style.0.strands.iter().enumerate() {
        for (shift, width) in [(0.0f32, 8.5f32), (7.0, 4.5), (-6.0, 3.0)] {
            let Some(path) = shape(strand, |x, y| view.fringe(x + shift, y + shift.abs() * 0.4))
            else {
                continue;
            };
            let late = 0.16 + 0.05 * (index % 3) as f32 + shift.abs() * 0.006;
            if let Some(lock) = part(&path, late, late + 0.27) {
                canvas.brush(&lock, width * weight.sqrt(), 0.5, light.alpha(0.36));
            }
            if shift == 0.0
                && let Some(glint) = part(&path, late + 0.05, late + 0.17)
            {
                canvas.brush(
                    &glint,
                    3.4 * weight.sqrt(),
                    0.5,
                    light.light(0.5).alpha(0.7),
                );
            }
        }
        // A fine line beside each.
        if let Some(fine) = shape(strand, |x, y| view.fringe(x * 0.93 + 3.0, y + 4.0))
            && let Some(fine) = part(&fine, 0.3, 0.95)
        {
            canvas.brush(&fine, 1.3 * weight, 0.5, who.hair.shade(0.6).alpha(0.7));
        }
    }
}
