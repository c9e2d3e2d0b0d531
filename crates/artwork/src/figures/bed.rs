//! What somebody lies in.

use super::body::Build;
use super::persona::Persona;
use super::view::View;
use crate::ink::{Canvas, Colour, INK, along, plain};

const LINEN: Colour = Colour::rgb(0x00f1_eee8);
const BLANKET: Colour = Colour::rgb(0x009f_b4cc);

/// Behind head and shoulders.
pub fn pillow(canvas: &mut Canvas, weight: f32) {
    let Some(path) = plain(
        "M-236,-96 Q-120,-150 0,-146 Q120,-150 236,-96 Q272,20 246,170 Q130,214 0,206 Q-130,214 -246,170 Q-272,20 -236,-96 Z",
    ) else {
        return;
    };
    canvas.blend(
        &path,
        ((-200.0, -140.0), LINEN),
        ((220.0, 210.0), LINEN.shade(0.45)),
    );
    canvas.clip(&path);
    for text in [
        "M-210,-80 Q-150,-40 -120,30",
        "M214,-70 Q160,-20 140,50",
        "M-220,150 Q-170,110 -130,100",
        "M226,140 Q180,110 150,110",
    ] {
        if let Some(fold) = plain(text) {
            canvas.brush(&fold, 7.0 * weight, 0.4, LINEN.shade(0.7).alpha(0.6));
        }
    }
    canvas.unclip();
    canvas.line(&path, 2.8 * weight, INK);
}

/// From the chest down, its upper edge turned over.
pub fn blanket(canvas: &mut Canvas, who: &Persona, weight: f32) {
    let build = Build::of(who, View::new(0.0));
    let top = build.shoulder_y + if who.child() { 92.0 } else { 128.0 };
    let wide = build.shoulder + 150.0;
    let cover = format!(
        "M{:.1},{:.1} Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {wide:.1},{:.1} L{:.1},1300 L{:.1},1300 Z",
        -wide,
        top + 30.0,
        -wide * 0.5,
        top - 14.0,
        top - 12.0,
        wide * 0.5,
        top - 14.0,
        top + 30.0,
        wide + 40.0,
        -wide - 40.0,
    );
    if let Some(path) = plain(&cover) {
        canvas.blend(
            &path,
            ((-wide, top), BLANKET.light(0.1)),
            ((wide, top + 500.0), BLANKET.shade(0.6)),
        );
        canvas.clip(&path);
        for step in -3..=3 {
            let x = step as f32 * wide * 0.3;
            if let Some(fold) = along(&[
                (x * 0.5, top + 50.0),
                (x * 0.9, top + 220.0),
                (x * 1.2, top + 620.0),
            ]) {
                canvas.brush(&fold, 12.0 * weight, 0.6, BLANKET.shade(0.7).alpha(0.45));
            }
        }
        canvas.unclip();
        canvas.line(&path, 2.8 * weight, INK);
    }
    let edge = format!(
        "M{:.1},{:.1} Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {wide:.1},{:.1} L{:.1},{:.1} Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {:.1},{:.1} Z",
        -wide,
        top + 30.0,
        -wide * 0.5,
        top - 14.0,
        top - 12.0,
        wide * 0.5,
        top - 14.0,
        top + 30.0,
        wide + 6.0,
        top + 84.0,
        wide * 0.5,
        top + 44.0,
        top + 46.0,
        -wide * 0.5,
        top + 44.0,
        -wide - 6.0,
        top + 84.0,
    );
    if let Some(path) = plain(&edge) {
        canvas.fill(&path, LINEN);
        canvas.line(&path, 2.6 * weight, INK);
    }
}
