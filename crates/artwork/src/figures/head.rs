//! A head: ears, face, what a feeling does to it, hair.

use storyboard::timeline::Viseme;

use super::expression::Expression;
use super::garments::jewels;
use super::persona::Persona;
use super::view::View;
use super::{brows, eyes, hair, marks, mouth};
use crate::ink::{Canvas, INK, along, ellipse, shape, through};

/// What moves in a face from moment to moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Moment {
    pub mouth: Viseme,
    /// 0 open, 1 half shut, 2 shut.
    pub blink: u8,
}

/// Draws a head around the origin. `weight` scales the ink lines, so that they stay visible when people are small.
pub fn draw(
    canvas: &mut Canvas,
    who: &Persona,
    view: View,
    mood: &Expression,
    moment: Moment,
    weight: f32,
) {
    for side in [-1.0, 1.0] {
        ear(canvas, who, view, side, weight);
        jewels::earrings(canvas, who, view, side, weight);
    }
    let Some(face) = contour(who, view) else {
        return;
    };
    canvas.fill(&face, who.skin.base);
    canvas.clip(&face);
    modelling(canvas, who, view, mood);
    if let Some(fringe) = hair::front_outline(who, view) {
        let shadow = fringe
            .clone()
            .transform(tiny_skia::Transform::from_translate(
                1.0 + view.turned() * 4.0,
                8.0,
            ));
        if let Some(shadow) = shadow {
            canvas.fill(&shadow, who.skin.shade.alpha(0.75));
        }
    }
    canvas.unclip();
    canvas.line(&face, 2.2 * weight, INK.mix(who.skin.line, 0.35));
    if who.old() {
        marks::age(canvas, who, view);
    }
    nose(canvas, who, view, weight);
    mouth::draw(canvas, who, view, mood, moment.mouth, weight);
    if who.beard {
        beard(canvas, who, view);
        mouth::draw(canvas, who, view, mood, moment.mouth, weight);
    }
    for side in [-1.0, 1.0] {
        eyes::draw(canvas, who, view, mood, side, moment.blink, weight);
    }
    if let Some((x, y)) = who.mole
        && let (x, y) = view.face(x, y, 50.0)
        && let Some(mole) = ellipse(x, y, 1.5, 1.5)
    {
        canvas.fill(&mole, who.skin.line);
    }
    marks::under_hair(canvas, view, mood, &face);
    hair::front(canvas, who, view, weight);
    jewels::in_hair(canvas, who, view, weight);
    for side in [-1.0, 1.0] {
        brows::draw(canvas, who, view, mood, side);
    }
    if who.glasses {
        glasses(canvas, who, view, weight);
    }
    marks::over_all(canvas, who, view, mood, weight);
}

/// Where the eyes' line is; children's lie lower.
pub fn eye_line(who: &Persona) -> f32 {
    if who.child() { 20.0 } else { 12.0 }
}

fn contour(who: &Persona, view: View) -> Option<tiny_skia::Path> {
    let (cheek, jaw, chin) = (who.cheek, who.jaw, who.chin);
    let bottom = if who.child() { 95.0 } else { 101.0 };
    let half = [
        (44.0, -84.0, 6.0),
        (60.0, -48.0, 8.0),
        (cheek - 2.5, -10.0, 13.0),
        (cheek, 18.0, 15.0),
        (cheek - 6.0, 46.0, 16.0),
        (jaw, 70.0, 22.0),
        (chin + 11.0, 92.0, 36.0),
    ];
    let mut points = vec![view.at(0.0, -94.0, 8.0)];
    // The far side shows more of its front; the near side runs back to the ear.
    let far = view.turned() >= 0.0;
    points.extend(
        half.iter()
            .map(|&(x, y, z)| view.at(x, y, if far { z } else { -z * 0.7 })),
    );
    points.push(view.at(chin * 0.5, bottom - 0.5, 44.0));
    points.push(view.at(-chin * 0.5, bottom - 0.5, 44.0));
    points.extend(
        half.iter()
            .rev()
            .map(|&(x, y, z)| view.at(-x, y, if far { -z * 0.7 } else { z })),
    );
    through(&points)
}

fn ear(canvas: &mut Canvas, who: &Persona, view: View, side: f32, weight: f32) {
    let (x, y) = view.at(side * (who.cheek + 2.0), 20.0, 6.0);
    let map = |u: f32, v: f32| (x + side * u, y + v);
    let Some(outline) = shape(
        "M-6,-18 C2,-26 14,-22 12,-8 C11,4 8,16 -2,20 Q-8,18 -8,6 Z",
        map,
    ) else {
        return;
    };
    canvas.fill(&outline, who.skin.base.mix(who.skin.blush, 0.18));
    canvas.line(&outline, 2.0 * weight, INK.mix(who.skin.line, 0.35));
    if let Some(inner) = shape("M0,-14 C8,-16 9,-6 4,0 Q1,6 2,10", map) {
        canvas.brush(&inner, 2.2 * weight, 0.4, who.skin.line.alpha(0.7));
    }
}

/// Light from the left: a shadow along one side, warmth on the cheeks.
fn modelling(canvas: &mut Canvas, who: &Persona, view: View, mood: &Expression) {
    let shaded = shape(
        "M84,-80 L84,110 L-4,112 Q30,98 44,70 Q56,46 55,10 Q54,-20 60,-60 Z",
        |x, y| view.at(x, y, 10.0),
    );
    if let Some(path) = shaded {
        canvas.fill(&path, who.skin.shade.alpha(0.55));
    }
    hatch(canvas, who, view);
    for side in [-1.0f32, 1.0] {
        let centre = view.face(side * 38.0, eye_line(who) + 29.0, 48.0);
        canvas.glow(
            centre,
            23.0,
            who.skin.blush.alpha((0.24 + 0.5 * mood.blush).min(0.8)),
        );
        if mood.blush > 0.5 {
            for step in 0..3 {
                let u = side * 38.0 + (step as f32 - 1.0) * 7.0;
                let (from, to) = (
                    view.face(u + 2.5, eye_line(who) + 25.0, 48.0),
                    view.face(u - 2.5, eye_line(who) + 33.0, 48.0),
                );
                if let Some(path) = along(&[from, to]) {
                    canvas.brush(&path, 1.8, 0.5, who.skin.blush.shade(0.25).alpha(0.7));
                }
            }
        }
    }
    // Light on forehead and chin.
    canvas.glow(
        view.face(-14.0, -48.0, 50.0),
        30.0,
        who.skin.light.alpha(0.5),
    );
    canvas.glow(
        view.face(-4.0, 90.0, 44.0),
        12.0,
        who.skin.light.alpha(0.45),
    );
}

/// Lines of the pen along the shadow of the cheek and under the hair.
fn hatch(canvas: &mut Canvas, who: &Persona, view: View) {
    let ink = who.skin.line.alpha(0.3);
    for step in 0..8 {
        let y = 26.0 + step as f32 * 7.5;
        let edge = 60.0 - step as f32 * 3.4;
        let long = 13.0 + (step as f32 * 1.9).sin() * 3.0;
        let points = [
            view.at(edge, y, 12.0),
            view.at(edge - long * 0.5, y + 3.5, 16.0),
            view.at(edge - long, y + 8.5, 20.0),
        ];
        if let Some(path) = along(&points) {
            canvas.brush(&path, 1.5, 0.25, ink);
        }
    }
}

fn nose(canvas: &mut Canvas, who: &Persona, view: View, weight: f32) {
    let tip = who.nose;
    let turn = view.turned();
    let line = who.skin.line;
    let side = if turn >= 0.0 { 1.0 } else { -1.0 };
    let wide = if who.feminine { 6.0 } else { 8.0 };
    // The shadow under the tip and along the side that is turned away.
    let shadow = [
        view.face(side * 4.0, tip - 16.0, 62.0),
        view.face(side * wide, tip - 1.0, 64.0),
        view.face(side * 2.0, tip + 4.0, 64.0),
        view.face(-side * 5.0, tip + 3.0, 62.0),
        view.face(0.0, tip - 1.0, 72.0),
    ];
    if let Some(path) = through(&shadow) {
        canvas.fill(&path, who.skin.shade.alpha(0.65));
    }
    if turn.abs() > 0.22 || !who.feminine {
        let bridge = along(&[
            view.face(side * 6.0, eye_line(who) - 8.0, 52.0),
            view.face(side * 4.5, eye_line(who) + 8.0, 56.0),
            view.face(side * 4.0, tip - 8.0, 74.0),
            view.face(side * 2.5, tip - 1.0, 78.0),
        ]);
        if let Some(path) = bridge {
            canvas.brush(
                &path,
                2.0 * weight,
                0.8,
                line.alpha(if turn.abs() > 0.22 { 0.85 } else { 0.35 }),
            );
        }
    }
    let under = along(&[
        view.face(-wide * 0.75, tip + 1.5, 64.0),
        view.face(-1.0, tip + 4.0, 68.0),
        view.face(wide * 0.75, tip + 1.5, 64.0),
    ]);
    if let Some(path) = under {
        canvas.brush(&path, 2.3 * weight, 0.5, line.alpha(0.9));
    }
    for nostril in [-1.0f32, 1.0] {
        if let Some(path) = along(&[
            view.face(nostril * (wide - 1.5), tip - 4.0, 60.0),
            view.face(nostril * wide, tip, 60.0),
        ]) {
            canvas.brush(&path, 1.6 * weight, 0.6, line.alpha(0.5));
        }
    }
    canvas.glow(
        view.face(-1.5, tip - 6.0, 74.0),
        5.0,
        who.skin.light.alpha(0.9),
    );
}

fn beard(canvas: &mut Canvas, who: &Persona, view: View) {
    let map = |x: f32, y: f32| view.face(x, y, 50.0);
    let colour = who.hair.mix(who.skin.shade, 0.25);
    let Some(face) = contour(who, view) else {
        return;
    };
    canvas.clip(&face);
    let full = shape(
        "M-68,34 Q-58,58 -34,60 Q-24,54 -12,56 Q0,60 12,56 Q24,54 34,60 Q58,58 68,34 L72,112 L-72,112 Z M-13,66 Q0,62 13,66 Q16,72 9,77 Q0,80 -9,77 Q-16,72 -13,66 Z",
        map,
    );
    if let Some(path) = full {
        canvas.fill(&path, colour.alpha(0.85));
    }
    canvas.unclip();
}

fn glasses(canvas: &mut Canvas, who: &Persona, view: View, weight: f32) {
    let y = eye_line(who) + 1.0;
    let frame = INK.mix(who.hair, 0.3);
    for side in [-1.0f32, 1.0] {
        let map = |u: f32, v: f32| view.face(side * (who.eye_gap + u), y + v, 54.0);
        if let Some(lens) = shape(
            "M-21,-10 Q-20,-16 -8,-16 L14,-16 Q25,-16 25,-6 Q24,17 4,17 Q-19,17 -21,-10 Z",
            map,
        ) {
            canvas.fill(&lens, crate::ink::Colour::rgb(0x00ff_ffff).alpha(0.10));
            canvas.line(&lens, 3.0 * weight, frame);
        }
        if let Some(glint) = shape("M-12,-12 L-2,-12 L-12,10 L-17,4 Z", map) {
            canvas.fill(&glint, crate::ink::Colour::rgb(0x00ff_ffff).alpha(0.22));
        }
        if let Some(arm) = shape("M25,-8 L40,-12", map) {
            canvas.line(&arm, 2.6 * weight, frame);
        }
    }
    if let Some(bridge) = shape("M-12,-4 Q0,-10 12,-4", |x, v| view.face(x, y + v, 58.0)) {
        canvas.line(&bridge, 2.8 * weight, frame);
    }
}
