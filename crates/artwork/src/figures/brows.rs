//! Brows: most of what a face says from afar.

use super::expression::Expression;
use super::head::eye_line;
use super::persona::Persona;
use super::view::View;
use crate::ink::{Canvas, INK, shape};

pub fn draw(canvas: &mut Canvas, who: &Persona, view: View, mood: &Expression, side: f32) {
    let lift = if who.feminine { 24.0 } else { 19.0 } + if who.child() { 4.0 } else { 0.0 };
    let y = eye_line(who) - lift - who.eye_height * 0.18;
    let uneven = if side > 0.0 { mood.brow_uneven } else { 0.0 };
    let (inner, outer) = (mood.brow_inner + uneven * 0.5, mood.brow_outer + uneven);
    let map = |u: f32, v: f32| view.face(side * (who.eye_gap + u), y + v, 53.0);
    let thick = who.brow;
    let text = format!(
        "M-19,{:.2} C-10,{:.2} 2,{:.2} 10,{:.2} Q18,{:.2} 25,{:.2} Q16,{:.2} 9,{:.2} C0,{:.2} -10,{:.2} -20,{:.2} Z",
        inner + 1.0,
        inner * 0.7 - 2.5,
        outer * 0.4 - 5.0,
        outer * 0.6 - 5.5,
        outer - 3.5,
        outer + 3.5,
        outer + 0.5,
        outer * 0.6 - 5.5 + thick * 0.8,
        outer * 0.4 - 4.0 + thick,
        inner * 0.7 - 1.5 + thick,
        inner + 1.0 + thick,
    );
    if let Some(path) = shape(&text, map) {
        canvas.fill(&path, who.hair.mix(INK, 0.45).alpha(0.94));
    }
}
