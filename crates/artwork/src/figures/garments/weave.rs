//! What cloth is woven like, so that two people in the same outfit are still two people.

use storyboard::cast::Outfit;

use crate::figures::body::Build;
use crate::figures::persona::{Persona, unit};
use crate::ink::{Canvas, Colour, along, ellipse};

/// A pattern of cloth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weave {
    Plain,
    /// Down the cloth.
    Stripes,
    /// Around the body.
    Bands,
    Check,
    Dots,
    /// Short ribs.
    Knit,
}

impl Weave {
    /// Chosen by who wears it.
    pub fn of(who: &Persona, outfit: Outfit) -> Self {
        let from: &[Weave] = match outfit {
            Outfit::Shirt | Outfit::Apron => &[
                Self::Plain,
                Self::Stripes,
                Self::Check,
                Self::Plain,
                Self::Dots,
            ],
            Outfit::Casual => &[Self::Plain, Self::Bands, Self::Knit, Self::Plain],
            Outfit::Suit => &[Self::Plain, Self::Plain, Self::Stripes],
            Outfit::Dress => &[Self::Plain, Self::Dots, Self::Check],
            Outfit::Coat => &[Self::Plain, Self::Plain, Self::Check],
            _ => &[Self::Plain],
        };
        from[((unit(who.seed, 60) * from.len() as f32) as usize).min(from.len() - 1)]
    }

    /// Over a trunk; whoever calls has clipped to it.
    pub fn lay(self, canvas: &mut Canvas, build: &Build, colour: Colour, weight: f32) {
        let (s, sy) = (build.shoulder + 20.0, build.shoulder_y);
        let mut line = |from: (f32, f32), middle: (f32, f32), to: (f32, f32), width: f32| {
            let points = [from, middle, to].map(|(x, y)| build.trunk(x, y));
            if let Some(path) = along(&points) {
                canvas.line(&path, width * weight.sqrt(), tint(colour));
            }
        };
        match self {
            Self::Plain => {}
            Self::Stripes | Self::Check => {
                let (gap, width) = if self == Self::Check {
                    (34.0, 7.0)
                } else {
                    (15.0, 2.4)
                };
                let count = (s / gap) as i32;
                for step in -count..=count {
                    let x = (step as f32 + 0.5) * gap;
                    line(
                        (x, sy - 50.0),
                        (x * 0.94, sy + 180.0),
                        (x * 1.04, sy + 660.0),
                        width,
                    );
                }
                if self == Self::Check {
                    for step in 0..13 {
                        let y = sy - 16.0 + step as f32 * 34.0;
                        line((-s, y - 6.0), (0.0, y + 6.0), (s, y - 6.0), width);
                    }
                }
            }
            Self::Bands => {
                for step in 0..7 {
                    let y = sy + 34.0 + step as f32 * 52.0;
                    line((-s, y - 6.0), (0.0, y + 10.0), (s, y - 6.0), 17.0);
                }
            }
            Self::Dots => {
                for row in 0..18 {
                    for column in -8..=8 {
                        let x = (column as f32 + if row % 2 == 0 { 0.0 } else { 0.5 }) * 26.0;
                        let (x, y) = build.trunk(x, sy - 20.0 + row as f32 * 24.0);
                        if let Some(dot) = ellipse(x, y, 3.6, 3.6) {
                            canvas.fill(&dot, tint(colour));
                        }
                    }
                }
            }
            Self::Knit => {
                let count = (s / 11.0) as i32;
                for step in -count..=count {
                    let x = (step as f32 + 0.5) * 11.0;
                    for part in 0..3 {
                        let y = sy - 30.0 + part as f32 * 140.0;
                        line((x, y), (x, y + 60.0), (x, y + 126.0), 1.8);
                    }
                }
            }
        }
    }

    /// Over a sleeve from shoulder to cuff; whoever calls has clipped to it.
    pub fn sleeve(
        self,
        canvas: &mut Canvas,
        joints: [(f32, f32); 3],
        half: f32,
        colour: Colour,
        weight: f32,
    ) {
        let [top, elbow, cuff] = joints;
        let at = |t: f32, side: f32| {
            let (from, to, t) = if t < 0.5 {
                (top, elbow, t * 2.0)
            } else {
                (elbow, cuff, t * 2.0 - 1.0)
            };
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = dx.hypot(dy).max(1.0);
            (
                from.0 + dx * t - dy / length * side,
                from.1 + dy * t + dx / length * side,
            )
        };
        let width = weight.sqrt();
        let lengthwise: &[f32] = match self {
            Self::Stripes | Self::Knit => &[-0.8, -0.4, 0.0, 0.4, 0.8],
            Self::Check => &[-0.55, 0.35],
            _ => &[],
        };
        let thick = if self == Self::Check { 7.0 } else { 2.2 };
        for side in lengthwise {
            let points = [0.0, 0.25, 0.5, 0.75, 1.0].map(|t| at(t, side * half));
            if let Some(path) = along(&points) {
                canvas.line(&path, thick * width, tint(colour));
            }
        }
        let (count, thick) = match self {
            Self::Check => (9, 7.0),
            Self::Bands => (6, 17.0),
            _ => (0, 0.0),
        };
        for step in 0..count {
            let t = (step as f32 + 0.5) / count as f32;
            if let Some(path) = along(&[at(t, -half * 1.6), at(t, half * 1.6)]) {
                canvas.line(&path, thick * width, tint(colour));
            }
        }
        if self == Self::Dots {
            for step in 0..14 {
                let t = (step as f32 + 0.5) / 14.0;
                for side in [-0.6, 0.0, 0.6] {
                    let shift = if step % 2 == 0 { 0.0 } else { 0.3 };
                    let (x, y) = at(t, (side + shift) * half);
                    if let Some(dot) = ellipse(x, y, 3.6, 3.6) {
                        canvas.fill(&dot, tint(colour));
                    }
                }
            }
        }
    }
}

/// Lighter on dark cloth, darker on light cloth.
pub fn tint(colour: Colour) -> Colour {
    if colour.brightness() < 0.45 {
        colour.light(0.4).alpha(0.5)
    } else {
        colour.shade(0.65).alpha(0.5)
    }
}
