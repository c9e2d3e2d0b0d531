//! Eyes: lids, a glossy iris, lashes.

use super::expression::Expression;
use super::head::eye_line;
use super::persona::Persona;
use super::view::View;
use crate::ink::{Canvas, Colour, INK, ellipse, shape};

const WHITE: Colour = Colour::rgb(0x00fd_f9f6);

/// `side` is -1 for the left of the picture and 1 for the right; `blink` 0 open, 1 half shut, 2 shut.
pub fn draw(
    canvas: &mut Canvas,
    who: &Persona,
    view: View,
    mood: &Expression,
    side: f32,
    blink: u8,
    weight: f32,
) {
    let scale = who.eye_width / 19.0;
    let line_y = eye_line(who);
    let map = |u: f32, v: f32| {
        view.face(
            side * (who.eye_gap + u * scale),
            line_y + v - who.eye_tilt * u,
            48.0,
        )
    };
    let open = match blink {
        0 => mood.open,
        1 => mood.open * 0.45,
        _ => 0.0,
    };
    let lash = INK.mix(who.hair, 0.15);
    let thick = (if who.feminine { 5.6 } else { 4.0 }) * weight.sqrt();
    if open < 0.14 {
        let bow = if mood.arc {
            "M-18,6 C-10,-7 8,-9 20,4"
        } else {
            "M-18,3 C-9,9.5 8,10 20,2"
        };
        if let Some(path) = shape(bow, map) {
            canvas.brush(&path, thick, 0.6, lash);
        }
        if who.feminine
            && let Some(path) = shape("M16,4 Q20,4 24,1", map)
        {
            canvas.brush(&path, 2.4, 0.2, lash);
        }
        return;
    }
    let top = who.eye_height * open;
    let bottom = (who.eye_height * 0.62 - mood.lower).max(1.5) * open.clamp(0.75, 1.1);
    let upper = format!(
        "M-18.5,4 C-14,{:.2} -6,{:.2} 3,{:.2} C11,{:.2} 16,{:.2} 20,-1",
        -top * 0.62,
        -top * 1.12,
        -top,
        -top * 0.92,
        -top * 0.45
    );
    let almond = format!(
        "{upper} C17,{:.2} 6,{:.2} -2,{:.2} C-10,{:.2} -15,{:.2} -18.5,4 Z",
        bottom * 0.8,
        bottom * 1.1,
        bottom,
        bottom * 0.95,
        bottom * 0.7
    );
    let Some(almond) = shape(&almond, map) else {
        return;
    };
    // The lid: a warm shade above the eye.
    let crease = format!(
        "M-17,{:.2} C-10,{:.2} 8,{:.2} 21,{:.2}",
        -top * 0.55 - 4.0,
        -top - 6.5,
        -top - 6.0,
        -top * 0.35 - 4.5
    );
    if let Some(path) = shape(&crease, map) {
        canvas.brush(&path, 1.9 * weight, 0.55, who.skin.line.alpha(0.6));
    }
    let lid = format!(
        "M-17,2 C-12,{:.2} 8,{:.2} 21,{:.2} L20,-1 C12,{:.2} -10,{:.2} -17,2 Z",
        -top - 5.0,
        -top - 7.0,
        -top * 0.4 - 3.0,
        -top,
        -top
    );
    if let Some(path) = shape(&lid, map) {
        let tint = if who.feminine {
            who.skin.blush.mix(who.skin.shade, 0.5)
        } else {
            who.skin.shade
        };
        canvas.fill(&path, tint.alpha(0.45));
    }
    canvas.fill(&almond, WHITE.mix(who.skin.shade, 0.06));
    canvas.clip(&almond);
    iris(canvas, who, mood, map, side, scale, top);
    // The lid's shadow on the ball.
    if let Some(path) = shape(
        &format!(
            "{upper} L22,{:.2} C10,{:.2} -8,{:.2} -18.5,8 Z",
            -top * 0.1,
            -top * 0.52,
            -top * 0.5
        ),
        map,
    ) {
        canvas.fill(&path, Colour::rgb(0x0055_3a52).alpha(0.33));
    }
    if mood.tears > 0.0 {
        let wet = format!(
            "M-16,{:.2} Q0,{:.2} 17,{:.2} Q4,{:.2} -2,{:.2} Q-10,{:.2} -16,{:.2} Z",
            bottom * 0.5,
            bottom * 0.2,
            bottom * 0.3,
            bottom * 1.2,
            bottom,
            bottom,
            bottom * 0.5
        );
        if let Some(path) = shape(&wet, map) {
            canvas.fill(
                &path,
                Colour::rgb(0x00dd_f0ff).alpha(0.35 + 0.4 * mood.tears),
            );
        }
    }
    canvas.unclip();
    if let Some(path) = shape(
        &format!(
            "M-10,{:.2} C-2,{:.2} 10,{:.2} 18,{:.2}",
            bottom * 0.98,
            bottom * 1.12,
            bottom * 1.0,
            bottom * 0.25
        ),
        map,
    ) {
        canvas.brush(
            &path,
            if who.feminine { 2.0 } else { 1.7 } * weight,
            0.7,
            lash.mix(who.skin.line, 0.35),
        );
    }
    if let Some(path) = shape(&upper, map) {
        canvas.brush(&path, thick, 0.66, lash);
    }
    if who.feminine {
        for (from, to, width) in [
            ((13.0, -top * 0.62), (22.0, -top * 0.62 - 6.0), 3.0),
            ((18.0, -2.5), (26.0, -6.5), 3.6),
            ((8.0, -top * 0.88), (13.0, -top - 5.0), 2.2),
        ] {
            let flick = format!(
                "M{},{:.2} Q{:.2},{:.2} {:.2},{:.2}",
                from.0,
                from.1,
                f64::midpoint(from.0, to.0) + 1.5,
                f32::midpoint(from.1, to.1) + 1.2,
                to.0,
                to.1
            );
            if let Some(path) = shape(&flick, map) {
                canvas.brush(&path, width, 0.12, lash);
            }
        }
    }
}

fn iris(
    canvas: &mut Canvas,
    who: &Persona,
    mood: &Expression,
    map: impl Fn(f32, f32) -> (f32, f32),
    side: f32,
    scale: f32,
    top: f32,
) {
    let tall: f32 = if who.feminine { 1.0 } else { 0.84 } * if who.child() { 1.18 } else { 1.0 };
    let (rx, ry) = (10.6 * mood.iris * tall.max(0.9), 12.0 * mood.iris * tall);
    // Looking in the picture's direction, not outward.
    let (cu, cv) = (
        side * mood.gaze.0 / scale,
        (-top * 0.16 + mood.gaze.1).min(4.0),
    );
    let ring = |dx: f32, dy: f32, rx: f32, ry: f32| {
        let points: Vec<_> = (0..12)
            .map(|step| {
                let angle = std::f32::consts::TAU * step as f32 / 12.0;
                map(
                    cu + side * dx / scale + rx * angle.cos(),
                    cv + dy + ry * angle.sin(),
                )
            })
            .collect();
        crate::ink::through(&points)
    };
    let dark = who.iris.mix(Colour::rgb(0x0018_0e14), 0.72);
    let Some(outer) = ring(0.0, 0.0, rx, ry) else {
        return;
    };
    canvas.fill(&outer, dark);
    let (_, y) = map(cu, cv);
    if let Some(inner) = ring(0.0, 0.3, rx * 0.88, ry * 0.9) {
        canvas.blend(
            &inner,
            ((0.0, y - ry * 0.5), dark),
            ((0.0, y + ry), who.iris.light(0.34)),
        );
    }
    // Threads of the iris, light from below.
    for step in 0..9 {
        let turn = (0.1 + 0.8 * step as f32 / 8.0) * std::f32::consts::PI;
        let at = |share: f32| map(cu + rx * share * turn.cos(), cv + ry * share * turn.sin());
        let ((x0, y0), (x1, y1)) = (at(0.48), at(0.82));
        if let Some(thread) = crate::ink::along(&[(x0, y0), (x1, y1)]) {
            canvas.brush(&thread, 1.5, 0.7, who.iris.light(0.6).alpha(0.55));
        }
    }
    if let Some(pupil) = ring(0.0, -0.5, rx * 0.44, ry * 0.46) {
        canvas.fill(&pupil, Colour::rgb(0x0014_0b10));
    }
    if let Some(bottom) = ring(0.0, ry * 0.5, rx * 0.52, ry * 0.26) {
        canvas.fill(&bottom, who.iris.light(0.75).alpha(0.55));
    }
    let shine = Colour::rgb(0x00ff_ffff);
    let (x, y) = map(cu + side * (-rx * 0.34) / scale, cv - ry * 0.36);
    if let Some(spot) = ellipse(x, y, rx * 0.34, ry * 0.32) {
        canvas.fill(&spot, shine.alpha(0.96));
    }
    let (x, y) = map(cu + side * (rx * 0.38) / scale, cv + ry * 0.36);
    if let Some(spot) = ellipse(x, y, rx * 0.18, ry * 0.16) {
        canvas.fill(&spot, shine.alpha(0.85));
    }
}
