//! Hair: a cut's shapes, coloured and lit.

mod cuts;

use cuts::Cut;
use storyboard::cast::Age;
use tiny_skia::{Path, PathBuilder};

use super::persona::Persona;
use super::view::View;
use crate::ink::{Canvas, INK, shape};

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
    let (base, dark, light) = (who.hair, who.hair.shade(0.55), who.hair.light(0.42));
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
        let ring = "M-72,-44 Q-46,-84 -2,-88 Q42,-86 72,-46 L66,-34 L58,-50 L50,-36 L42,-56 L30,-42 L22,-62 L10,-48 L0,-66 L-12,-52 L-20,-64 L-32,-48 L-40,-58 L-50,-40 L-58,-50 L-66,-32 Z";
        if let Some(shine) = shape(ring, |x, y| view.fringe(x * 0.98, y - 4.0)) {
            canvas.fill(&shine, light.alpha(0.34));
        }
        if let Some(shine) = shape(
            "M-56,-62 Q-36,-88 -8,-93 Q-34,-80 -46,-56 L-50,-60 L-54,-52 Z",
            |x, y| view.fringe(x, y),
        ) {
            canvas.fill(&shine, light.light(0.5).alpha(0.5));
        }
        canvas.unclip();
        canvas.line(&path, 2.4 * weight, INK);
    }
}

/// A head from behind.
pub fn from_behind(canvas: &mut Canvas, who: &Persona, view: View, weight: f32) {
    behind(canvas, who, view, weight);
    let Some(path) = shape(
        "M0,-118 C62,-120 88,-66 86,-6 Q84,50 58,78 Q30,92 0,92 Q-30,92 -58,78 Q-84,50 -86,-6 C-88,-66 -62,-120 0,-118 Z",
        |x, y| (x, y),
    ) else {
        return;
    };
    canvas.blend(
        &path,
        ((-30.0, -110.0), who.hair.light(0.12)),
        ((30.0, 90.0), who.hair.shade(0.5)),
    );
    canvas.clip(&path);
    for step in -7..=7 {
        let x = step as f32 * 12.0;
        if let Some(strand) = shape(
            &format!(
                "M{:.1},-112 C{x:.1},-70 {:.1},10 {:.1},96",
                x * 0.2,
                x * 1.25,
                x
            ),
            |x, y| (x, y),
        ) {
            canvas.brush(&strand, 2.6, 0.5, who.hair.shade(0.6).alpha(0.7));
        }
    }
    if let Some(shine) = shape(
        "M-70,-40 Q-40,-84 0,-86 Q40,-84 70,-40 L60,-34 L46,-54 L30,-44 L12,-62 L-6,-50 L-22,-60 L-36,-44 L-50,-48 L-62,-30 Z",
        |x, y| (x, y),
    ) {
        canvas.fill(&shine, who.hair.light(0.4).alpha(0.3));
    }
    canvas.unclip();
    canvas.line(&path, 2.4 * weight, INK);
}
