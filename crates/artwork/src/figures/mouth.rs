//! Mouths: one for each shape of a sound, coloured by the feeling.

use storyboard::timeline::Viseme;

use super::expression::Expression;
use super::persona::Persona;
use super::view::View;
use crate::ink::{Canvas, Colour, shape};

/// Width against the mouth's own, height of the opening, whether teeth and tongue are seen.
fn form(viseme: Viseme, mood: &Expression) -> (f32, f32, bool, bool) {
    match viseme {
        Viseme::Rest => (
            1.0,
            mood.gape,
            mood.teeth || mood.gape > 4.0,
            mood.gape > 8.0,
        ),
        Viseme::Closed => (0.95, 0.0, false, false),
        Viseme::Open => (1.02, 15.0, true, true),
        Viseme::Mid => (1.02, 9.0, true, true),
        Viseme::Wide => (1.18, 6.0, true, false),
        Viseme::Round => (0.68, 12.0, false, true),
        Viseme::Pursed => (0.48, 6.5, false, false),
        Viseme::Lip => (0.95, 3.4, true, false),
        Viseme::Tongue => (0.98, 7.0, true, true),
    }
}

pub fn draw(
    canvas: &mut Canvas,
    who: &Persona,
    view: View,
    mood: &Expression,
    viseme: Viseme,
    weight: f32,
) {
    let y = if who.child() { 68.0 } else { 70.0 };
    let map = |u: f32, v: f32| view.face(u, y + v, 56.0);
    let (wide, gap, teeth, tongue) = form(viseme, mood);
    let w = who.mouth * mood.width * wide;
    let gap = gap * if who.child() { 0.85 } else { 1.0 };
    // Corners: up is negative.
    let (left, right) = (-mood.smile * 4.5, -mood.smile * 4.5 - mood.smirk * 5.5);
    let line = who.skin.line.mix(Colour::rgb(0x0040_1820), 0.4);
    let lips = if who.feminine { 0.72 } else { 0.2 } * if who.child() { 0.3 } else { 1.0 };
    let lip = who.skin.base.mix(who.skin.lip, lips);
    let sag = mood.smile * 2.4;
    if gap < 1.0 {
        let upper = format!(
            "M{:.2},{left:.2} Q{:.2},-4 -3,-5 Q0,-3.6 3,-5 Q{:.2},-4 {w:.2},{right:.2} Q{:.2},{:.2} 0,{sag:.2} Q{:.2},{:.2} {:.2},{left:.2} Z",
            -w,
            -w * 0.4,
            w * 0.4,
            w * 0.5,
            sag + 0.6,
            -w * 0.5,
            sag + 0.6,
            -w
        );
        let lower = format!(
            "M{:.2},{:.2} Q0,{:.2} {:.2},{:.2} Q{:.2},{:.2} 0,{:.2} Q{:.2},{:.2} {:.2},{:.2} Z",
            -w * 0.86,
            left * 0.7,
            sag + 2.0,
            w * 0.86,
            right * 0.7,
            w * 0.5,
            sag + 8.5,
            sag + 9.0,
            -w * 0.5,
            sag + 8.5,
            -w * 0.86,
            left * 0.7
        );
        if who.feminine {
            fill(canvas, &upper, map, lip.shade(0.22));
        }
        fill(canvas, &lower, map, lip);
        if who.feminine {
            canvas.glow(map(-w * 0.2, sag + 5.0), 4.6, who.skin.light.alpha(0.55));
        }
        let closed = format!(
            "M{:.2},{left:.2} Q{:.2},{:.2} 0,{sag:.2} Q{:.2},{:.2} {w:.2},{right:.2}",
            -w,
            -w * 0.5,
            sag + 0.8,
            w * 0.5,
            sag + 0.8
        );
        if let Some(path) = shape(&closed, map) {
            canvas.brush(&path, 2.6 * weight, 0.5, line);
        }
        for (x, corner) in [(-w, left), (w, right)] {
            let tick = format!(
                "M{:.2},{:.2} Q{x:.2},{corner:.2} {:.2},{:.2}",
                x * 1.06,
                corner - 1.6,
                x * 0.96,
                corner + 1.2
            );
            if let Some(path) = shape(&tick, map) {
                canvas.brush(&path, 2.0 * weight, 0.5, line);
            }
        }
        if let Some(path) = shape(
            &format!(
                "M-6,{:.2} Q0,{:.2} 6,{:.2}",
                sag + 11.0,
                sag + 13.0,
                sag + 11.0
            ),
            map,
        ) {
            canvas.brush(&path, 1.8 * weight, 0.5, who.skin.shade.alpha(0.9));
        }
        return;
    }
    let (rise, drop) = (gap * 0.28 - mood.smile.max(0.0) * 2.0, gap * 0.86 + sag);
    let hole = format!(
        "M{:.2},{left:.2} C{:.2},{:.2} {:.2},{:.2} {w:.2},{right:.2} C{:.2},{:.2} {:.2},{:.2} {:.2},{left:.2} Z",
        -w,
        -w * 0.5,
        -rise - 2.0,
        w * 0.5,
        -rise - 2.0,
        w * 0.82,
        drop * 1.3,
        -w * 0.82,
        drop * 1.3,
        -w
    );
    let rim = format!(
        "M{:.2},{left:.2} Q{:.2},{:.2} -3,{:.2} Q0,{:.2} 3,{:.2} Q{:.2},{:.2} {:.2},{right:.2} C{:.2},{:.2} {:.2},{:.2} {:.2},{left:.2} Z",
        -w * 1.07,
        -w * 0.5,
        -rise - 4.5,
        -rise - 5.6,
        -rise - 4.4,
        -rise - 5.6,
        w * 0.5,
        -rise - 4.5,
        w * 1.07,
        w * 0.9,
        drop * 1.3 + 6.5,
        -w * 0.9,
        drop * 1.3 + 6.5,
        -w * 1.07
    );
    if who.feminine {
        fill(canvas, &rim, map, lip);
    }
    let Some(hole) = shape(&hole, map) else {
        return;
    };
    canvas.fill(&hole, Colour::rgb(0x0058_1c24));
    canvas.clip(&hole);
    if tongue {
        fill(
            canvas,
            &format!(
                "M{:.2},{:.2} Q0,{:.2} {:.2},{:.2} L{:.2},{:.2} L{:.2},{:.2} Z",
                -w * 0.7,
                drop,
                drop * 0.2,
                w * 0.7,
                drop,
                w,
                drop * 2.0,
                -w,
                drop * 2.0
            ),
            map,
            Colour::rgb(0x00c6_5660),
        );
    }
    if teeth {
        let clench = viseme == Viseme::Rest && mood.teeth;
        let depth = if clench {
            drop * 1.6
        } else {
            -rise * 0.4 + (gap * 0.22).clamp(1.6, 3.6) + left.max(-3.0) * 0.2
        };
        fill(
            canvas,
            &format!(
                "M{:.2},-20 L{:.2},-20 L{:.2},{depth:.2} Q0,{:.2} {:.2},{depth:.2} Z",
                -w,
                w,
                w * 0.86,
                depth + 1.2,
                -w * 0.86
            ),
            map,
            Colour::rgb(0x00fb_f5f0),
        );
        if clench
            && let Some(path) = shape(
                &format!(
                    "M{:.2},{:.2} Q0,{:.2} {:.2},{:.2}",
                    -w,
                    drop * 0.34 + left * 0.4,
                    drop * 0.3,
                    w,
                    drop * 0.34 + right * 0.4
                ),
                map,
            )
        {
            canvas.line(&path, 1.2, Colour::rgb(0x00b0_9a98));
        }
    }
    canvas.unclip();
    canvas.line(&hole, 1.9 * weight, line);
    if let Some(path) = shape(
        &format!(
            "M-6,{:.2} Q0,{:.2} 6,{:.2}",
            drop + 8.0,
            drop + 10.0,
            drop + 8.0
        ),
        map,
    ) {
        canvas.brush(&path, 1.8 * weight, 0.5, who.skin.shade.alpha(0.9));
    }
}

fn fill(canvas: &mut Canvas, text: &str, map: impl Fn(f32, f32) -> (f32, f32), colour: Colour) {
    if let Some(path) = shape(text, map) {
        canvas.fill(&path, colour);
    }
}
