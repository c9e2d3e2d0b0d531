//! Folds of sleeves, cuffs and stripes.

use storyboard::cast::Outfit;

use super::{Cloth, LINEN};
use crate::ink::{Canvas, Colour, INK, shape};

/// At shoulder and elbow.
pub fn folds(
    canvas: &mut Canvas,
    top: (f32, f32),
    elbow: (f32, f32),
    cuff: (f32, f32),
    colour: Colour,
    before: bool,
    weight: f32,
) {
    let ink = colour.shade(0.85).alpha(if before { 0.8 } else { 0.6 });
    let out = if elbow.0 > top.0 { 1.0 } else { -1.0 };
    for (dx, dy, ex, ey) in [
        (-20.0, -8.0, 12.0, 2.0),
        (-22.0, 8.0, 8.0, 12.0),
        (-16.0, -26.0, 14.0, -18.0),
    ] {
        let text = format!(
            "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
            elbow.0 + dx * out,
            elbow.1 + dy,
            elbow.0,
            elbow.1 + dy * 0.4 + 4.0,
            elbow.0 + ex * out,
            elbow.1 + ey
        );
        if let Some(path) = shape(&text, |x, y| (x, y)) {
            canvas.brush(&path, 2.8 * weight, 0.3, ink);
        }
    }
    let middle = (
        f32::midpoint(elbow.0, cuff.0),
        f32::midpoint(elbow.1, cuff.1),
    );
    if let Some(path) = shape(
        &format!(
            "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
            middle.0 - 14.0,
            middle.1 + 4.0,
            middle.0,
            middle.1 + 10.0,
            middle.0 + 10.0,
            middle.1 + 4.0
        ),
        |x, y| (x, y),
    ) {
        canvas.brush(&path, 2.4 * weight, 0.4, ink);
    }
}

/// Cuffs and stripes.
pub fn details(
    canvas: &mut Canvas,
    cloth: &Cloth,
    top: (f32, f32),
    elbow: (f32, f32),
    cuff: (f32, f32),
    width: f32,
    weight: f32,
) {
    match cloth.outfit {
        Outfit::Sportswear => {
            if let Some(path) = crate::ink::along(&[top, elbow, cuff]) {
                canvas.line(&path, 7.0, cloth.second);
            }
        }
        Outfit::Suit | Outfit::Shirt | Outfit::Uniform | Outfit::Hoodie | Outfit::Robe => {
            let (dx, dy) = (cuff.0 - elbow.0, cuff.1 - elbow.1);
            let length = dx.hypot(dy).max(1.0);
            let (dx, dy) = (dx / length, dy / length);
            let at = |u: f32, v: f32| (cuff.0 + dx * v - dy * u, cuff.1 + dy * v + dx * u);
            let colour = if cloth.outfit == Outfit::Suit {
                LINEN
            } else if matches!(cloth.outfit, Outfit::Uniform | Outfit::Robe) {
                cloth.second
            } else {
                cloth.main.light(0.1)
            };
            let back = if cloth.outfit == Outfit::Suit {
                4.0
            } else {
                -10.0
            };
            if let Some(path) = shape(
                &format!(
                    "M{:.1},{back:.1} L{:.1},{back:.1} L{:.1},80 L{:.1},80 Z",
                    -width * 3.0,
                    width * 3.0,
                    width * 3.0,
                    -width * 3.0
                ),
                at,
            ) {
                canvas.fill(&path, colour);
                canvas.line(&path, 2.2 * weight, INK);
            }
        }
        _ => {}
    }
}
