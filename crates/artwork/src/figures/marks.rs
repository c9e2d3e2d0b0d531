//! Tears, sweat, anger, pallor; lines of age.

use super::expression::Expression;
use super::head::eye_line;
use super::persona::Persona;
use super::view::View;
use crate::ink::{Canvas, Colour, INK, along, shape};

const WATER: Colour = Colour::rgb(0x00bf_e6ff);

/// Pallor over the forehead, beneath the hair.
pub fn under_hair(canvas: &mut Canvas, view: View, mood: &Expression, face: &tiny_skia::Path) {
    if mood.pale <= 0.0 {
        return;
    }
    canvas.clip(face);
    if let Some(path) = shape("M-90,-110 L90,-110 L90,6 L-90,6 Z", |x, y| (x, y)) {
        let blue = Colour::rgb(0x004a_5a96);
        canvas.blend(
            &path,
            ((0.0, -70.0), blue.alpha(0.5 * mood.pale)),
            ((0.0, 4.0), blue.alpha(0.0)),
        );
    }
    for step in -4..=4 {
        let x = step as f32 * 13.0;
        let length = 22.0 + ((step * 7) as f32).sin().abs() * 16.0;
        if let Some(path) = along(&[
            view.face(x, -64.0, 48.0),
            view.face(x, -64.0 + length, 48.0),
        ]) {
            canvas.brush(
                &path,
                1.8,
                0.2,
                Colour::rgb(0x0036_4278).alpha(0.5 * mood.pale),
            );
        }
    }
    canvas.unclip();
}

pub fn over_all(canvas: &mut Canvas, who: &Persona, view: View, mood: &Expression, weight: f32) {
    let line = eye_line(who);
    if mood.tears > 0.45 {
        for side in [-1.0f32, 1.0] {
            let map = |u: f32, v: f32| view.face(side * (who.eye_gap + u), line + v, 49.0);
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
        let map = |u: f32, v: f32| view.face(56.0 + u, -14.0 + v, 20.0);
        if let Some(drop) = shape("M0,-12 Q8,2 5,8 Q0,14 -5,8 Q-8,2 0,-12 Z", map) {
            canvas.fill(&drop, WATER.alpha(0.9));
            canvas.line(&drop, 1.4 * weight, Colour::rgb(0x005b_8fbf));
        }
        if let Some(shine) = shape("M-2,0 Q-3,5 0,8", map) {
            canvas.brush(&shine, 2.0, 0.5, Colour::rgb(0x00ff_ffff));
        }
    }
    if mood.vein {
        let map = |u: f32, v: f32| view.face(-44.0 + u, -56.0 + v, 30.0);
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

/// Folds beside the nose, under the eyes and on the forehead.
pub fn age(canvas: &mut Canvas, who: &Persona, view: View) {
    let ink = who.skin.line.alpha(0.55);
    let line = eye_line(who);
    for side in [-1.0f32, 1.0] {
        let map = |u: f32, v: f32| view.face(side * u, v, 52.0);
        for (text, width) in [
            ("M11,46 Q20,54 21,68", 2.0),
            ("M20,30 Q32,34 44,28", 1.5),
            ("M55,12 L61,8", 1.4),
            ("M55,17 L62,18", 1.4),
            ("M22,76 Q24,82 21,87", 1.6),
        ] {
            if let Some(path) = shape(text, map) {
                canvas.brush(&path, width, 0.5, ink);
            }
        }
    }
    for (y, half) in [(-46.0, 26.0), (-36.0, 20.0)] {
        if let Some(path) = along(&[
            view.face(-half, y + line - 12.0, 50.0),
            view.face(0.0, y - 2.0, 50.0),
            view.face(half, y, 50.0),
        ]) {
            canvas.brush(&path, 1.5, 0.5, ink.mix(INK, 0.1).alpha(0.4));
        }
    }
}
