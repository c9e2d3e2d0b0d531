//! Tears, sweat, anger, pallor; lines of age.

use super::expression::Expression;
use super::head::Lie;
use super::persona::Persona;
use crate::ink::{Canvas, Colour, along, shape};

const WATER: Colour = Colour::rgb(0x00bf_e6ff);

/// Pallor over the forehead, beneath the hair. The face is clipped to by now.
pub fn under_hair(canvas: &mut Canvas, lie: Lie, mood: &Expression) {
    if mood.pale <= 0.0 {
        return;
    }
    if let Some(path) = shape("M-100,-120 L100,-120 L100,6 L-100,6 Z", |x, y| (x, y)) {
        let blue = Colour::rgb(0x004a_5a96);
        canvas.blend(
            &path,
            ((0.0, -84.0), blue.alpha(0.5 * mood.pale)),
            ((0.0, -8.0), blue.alpha(0.0)),
        );
    }
    for step in 0..9 {
        let x = 200.0 + step as f32 * 36.0;
        let length = 62.0 + ((step * 7) as f32).sin().abs() * 48.0;
        if let Some(path) = along(&[lie.on_face(x, 96.0), lie.on_face(x, 96.0 + length)]) {
            let tone = Colour::rgb(0x0036_4278).alpha(0.5 * mood.pale);
            canvas.brush(&path, 1.8, 0.2, tone);
        }
    }
}

/// Where tears well up: under the near eye and under the far one.
const LIDS: [(f32, f32); 2] = [(250.0, 330.0), (468.0, 326.0)];

pub fn over_all(canvas: &mut Canvas, lie: Lie, mood: &Expression, weight: f32) {
    if mood.tears > 0.45 {
        for (x, y) in LIDS {
            let (x, y) = lie.on_face(x, y);
            let map = |u: f32, v: f32| (x + u, y + v - 8.0);
            let length = if mood.tears > 0.8 { 62.0 } else { 18.0 };
            let stream = format!(
                "M2,8 Q7,{:.1} 5.5,{:.1} Q3,{:.1} 0.5,{:.1} Q1,{:.1} -1,8 Z",
                length * 0.5,
                length,
                length + 5.0,
                length,
                length * 0.5
            );
            if let Some(path) = shape(&stream, map) {
                canvas.fill(&path, WATER.alpha(0.72));
                canvas.line(&path, 1.0 * weight, Colour::rgb(0x006f_a8d8).alpha(0.75));
            }
            if let Some(path) = shape(
                &format!("M4,14 Q6,{:.1} 4,{:.1}", length * 0.5, length - 4.0),
                map,
            ) {
                canvas.brush(&path, 1.8, 0.4, Colour::rgb(0x00ff_ffff).alpha(0.9));
            }
        }
    }
    if mood.sweat {
        let (x, y) = lie.on_head(474.0, 170.0);
        let map = |u: f32, v: f32| (x + u, y + v);
        if let Some(drop) = shape("M0,-12 Q8,2 5,8 Q0,14 -5,8 Q-8,2 0,-12 Z", map) {
            canvas.fill(&drop, WATER.alpha(0.9));
            canvas.line(&drop, 1.4 * weight, Colour::rgb(0x005b_8fbf));
        }
        if let Some(shine) = shape("M-2,0 Q-3,5 0,8", map) {
            canvas.brush(&shine, 2.0, 0.5, Colour::rgb(0x00ff_ffff));
        }
    }
    if mood.vein {
        let (x, y) = lie.on_head(176.0, 132.0);
        let map = |u: f32, v: f32| (x + u, y + v);
        for text in [
            "M-3,-14 Q-4,-4 -14,-3",
            "M3,-14 Q4,-4 14,-3",
            "M-3,14 Q-4,4 -14,3",
            "M3,14 Q4,4 14,3",
        ] {
            if let Some(path) = shape(text, map) {
                canvas.brush(&path, 5.4, 0.5, Colour::rgb(0x00d8_2f3a));
            }
        }
    }
}

/// Folds beside the nose and under the eyes, crow's feet, lines on the forehead; in the library's units.
pub fn age(canvas: &mut Canvas, who: &Persona, lie: Lie) {
    let ink = who.skin.line.alpha(0.6);
    for (text, width) in [
        ("M336,408 Q306,432 296,478", 2.0),
        ("M440,406 Q458,428 452,462", 1.7),
        ("M214,344 Q258,364 300,346", 1.5),
        ("M440,340 Q466,354 490,338", 1.4),
        ("M182,286 L158,272", 1.5),
        ("M182,300 L156,302", 1.5),
        ("M230,176 Q330,158 440,172", 1.4),
        ("M262,146 Q336,134 420,144", 1.3),
    ] {
        if let Some(path) = shape(text, |x, y| lie.on_face(x, y)) {
            canvas.brush(&path, width, 0.5, ink);
        }
    }
}
