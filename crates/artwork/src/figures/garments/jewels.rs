//! Necklaces, earrings, pins in the hair: what somebody never takes off.

use super::cut::Cut;
use crate::figures::persona::{Persona, unit};
use crate::ink::{Canvas, Colour, INK, ellipse, shape};

const METALS: [Colour; 3] = [
    Colour::rgb(0x00e9_c46a),
    Colour::rgb(0x00e4_e6ee),
    Colour::rgb(0x00e0_a48c),
];
const STONES: [Colour; 5] = [
    Colour::rgb(0x00d8_3a52),
    Colour::rgb(0x003a_8ad0),
    Colour::rgb(0x003f_a77a),
    Colour::rgb(0x00f2_ead8),
    Colour::rgb(0x008a_56c0),
];

fn metal(who: &Persona) -> Colour {
    METALS[(unit(who.seed, 70) * 2.99) as usize]
}

fn stone(who: &Persona) -> Colour {
    STONES[(unit(who.seed, 71) * 4.99) as usize]
}

/// A chain with a stone.
pub(super) fn necklace(canvas: &mut Canvas, cut: &Cut, colour: Colour) {
    let (n, sy) = (cut.n, cut.build.shoulder_y);
    if let Some(path) = cut.path(&format!(
        "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1}",
        -n - 6.0,
        sy - 34.0,
        sy + 40.0,
        n + 6.0,
        sy - 34.0
    )) {
        canvas.line(&path, 2.6 * cut.weight, colour.shade(0.3));
    }
    let (x, y) = cut.build.trunk(0.0, sy + 6.0);
    if let Some(gem) = crate::ink::ellipse(x, y, 5.5, 6.5) {
        canvas.fill(&gem, colour.light(0.5));
        canvas.line(&gem, 1.6 * cut.weight, INK);
    }
}

/// A stud, a drop or a hoop at the lobe of an ear; for many nothing.
pub fn earring(canvas: &mut Canvas, who: &Persona, lobe: (f32, f32), weight: f32) {
    if !who.feminine || who.child() {
        return;
    }
    let (x, y) = lobe;
    let (metal, stone) = (metal(who), stone(who));
    let roll = unit(who.seed, 72);
    if roll < 0.28 {
        return;
    }
    if roll < 0.56 {
        dot(canvas, (x, y), 4.2, stone, weight);
    } else if roll < 0.8 {
        if let Some(chain) = shape(
            &format!("M{x:.1},{y:.1} L{x:.1},{:.1}", y + 16.0),
            |x, y| (x, y),
        ) {
            canvas.line(&chain, 2.4 * weight, metal.shade(0.3));
        }
        dot(canvas, (x, y), 3.0, metal, weight);
        dot(canvas, (x, y + 20.0), 5.4, stone, weight);
    } else if let Some(hoop) = ellipse(x, y + 12.0, 9.0, 12.0) {
        canvas.line(&hoop, 5.2 * weight, INK);
        canvas.line(&hoop, 2.8 * weight, metal);
    }
}

fn dot(canvas: &mut Canvas, at: (f32, f32), radius: f32, colour: Colour, weight: f32) {
    if let Some(gem) = ellipse(at.0, at.1, radius, radius * 1.1) {
        canvas.fill(&gem, colour);
        canvas.line(&gem, 1.6 * weight, INK);
    }
    if let Some(glint) = ellipse(
        at.0 - radius * 0.3,
        at.1 - radius * 0.35,
        radius * 0.3,
        radius * 0.3,
    ) {
        canvas.fill(&glint, Colour::rgb(0x00ff_ffff).alpha(0.9));
    }
}

/// Pins, a ribbon or a flower in the hair; for most nothing.
pub fn in_hair(canvas: &mut Canvas, who: &Persona, at: (f32, f32), weight: f32) {
    if !who.feminine || who.old() {
        return;
    }
    let roll = unit(who.seed, 73);
    let colour = stone(who);
    let map = |u: f32, v: f32| (at.0 + u, at.1 + v);
    if roll < 0.2 {
        for step in 0..2 {
            let v = step as f32 * 11.0;
            if let Some(pin) = shape(&format!("M-12,{:.1} L12,{:.1}", v + 8.0, v), map) {
                canvas.line(&pin, 8.0 * weight, INK);
                canvas.line(&pin, 4.6 * weight, metal(who));
            }
        }
    } else if roll < 0.34 {
        for text in [
            "M0,0 Q-14,-20 -26,-10 Q-26,8 0,0 Z",
            "M0,0 Q14,-16 24,-4 Q22,12 0,0 Z",
            "M0,0 Q-10,18 -16,30 L-4,26 Z",
            "M0,0 Q8,16 6,30 L-3,24 Z",
        ] {
            if let Some(path) = shape(text, map) {
                canvas.fill(&path, colour);
                canvas.line(&path, 2.2 * weight, INK);
            }
        }
    } else if roll < 0.42 {
        for step in 0..5 {
            let turn = step as f32 / 5.0 * std::f32::consts::TAU;
            let (x, y) = map(9.0 * turn.cos(), 9.0 * turn.sin());
            dot(canvas, (x, y), 7.0, colour.light(0.35), weight);
        }
        let (x, y) = map(0.0, 0.0);
        dot(canvas, (x, y), 5.0, METALS[0], weight);
    }
}
