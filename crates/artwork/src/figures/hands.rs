//! Hands, and what they do.

use super::body::Build;
use super::persona::Persona;
use super::stance::Hand;
use crate::ink::{Canvas, Colour, INK, limb, shape};
use crate::props;
use storyboard::shot::PropKind;
use tiny_skia::Transform;

/// A hand at the end of a forearm.
pub fn draw(
    canvas: &mut Canvas,
    who: &Persona,
    build: &Build,
    elbow: (f32, f32),
    wrist: (f32, f32),
    hand: Hand,
    weight: f32,
) {
    let (dx, dy) = (wrist.0 - elbow.0, wrist.1 - elbow.1);
    let length = dx.hypot(dy).max(1.0);
    let (dx, dy) = (dx / length, dy / length);
    // The thumb is on the body's side of a hanging hand.
    let flip = if wrist.0 >= 0.0 { -1.0 } else { 1.0 };
    let k = build.hand;
    let map = |u: f32, v: f32| {
        let (u, v) = (u * flip * k, v * k);
        (wrist.0 - dy * -u + dx * v, wrist.1 - dx * u + dy * v)
    };
    let finger = |canvas: &mut Canvas, joints: &[(f32, f32, f32)]| {
        let mapped: Vec<_> = joints
            .iter()
            .map(|&(u, v, w)| {
                let (x, y) = map(u, v);
                (x, y, w * k)
            })
            .collect();
        if let Some(path) = limb(&mapped) {
            canvas.line(&path, 3.4 * weight, INK.mix(who.skin.line, 0.3));
            canvas.fill(&path, who.skin.base);
        }
    };
    let palm = |canvas: &mut Canvas, text: &str| {
        if let Some(path) = shape(text, map) {
            canvas.line(&path, 3.6 * weight, INK.mix(who.skin.line, 0.3));
            canvas.fill(&path, who.skin.base);
        }
    };
    let crease = |canvas: &mut Canvas, text: &str| {
        if let Some(path) = shape(text, map) {
            canvas.brush(&path, 2.0 * weight, 0.4, who.skin.line);
        }
    };
    match hand {
        Hand::Hidden => {}
        Hand::Hanging => {
            finger(
                canvas,
                &[(9.0, 10.0, 6.5), (17.0, 24.0, 5.5), (15.0, 38.0, 4.5)],
            );
            palm(
                canvas,
                "M-14,-4 C-18,14 -18,30 -14,44 Q-12,60 -5,66 Q2,69 6,58 Q13,44 13,26 Q14,8 13,-4 Z",
            );
            crease(canvas, "M-7,36 Q-8,52 -5,62");
            crease(canvas, "M1,36 Q2,50 0,60");
        }
        Hand::Fist => {
            palm(
                canvas,
                "M-14,-4 C-20,8 -21,22 -17,32 Q-8,41 6,38 Q19,34 18,18 Q17,4 14,-4 Z",
            );
            crease(canvas, "M-9,22 Q-9,30 -7,36");
            crease(canvas, "M0,22 Q1,30 1,38");
            crease(canvas, "M9,20 Q10,28 9,35");
            finger(
                canvas,
                &[(14.0, 6.0, 6.5), (12.0, 18.0, 6.0), (2.0, 22.0, 5.0)],
            );
        }
        Hand::Index => {
            finger(
                canvas,
                &[(-8.0, 20.0, 7.0), (-9.0, 44.0, 5.6), (-10.0, 66.0, 4.4)],
            );
            palm(
                canvas,
                "M-14,-4 C-19,8 -19,22 -15,30 Q-6,37 6,35 Q18,32 17,18 Q16,4 14,-4 Z",
            );
            crease(canvas, "M0,20 Q1,28 1,35");
            crease(canvas, "M8,18 Q9,26 8,33");
            finger(
                canvas,
                &[(14.0, 6.0, 6.5), (11.0, 18.0, 6.0), (1.0, 21.0, 5.0)],
            );
        }
        Hand::Open => {
            for &(u, v, spread, w) in &[
                (-13.0, 30.0, -26.0, 4.8),
                (-5.0, 34.0, -9.0, 5.3),
                (4.0, 34.0, 7.0, 5.3),
                (12.0, 30.0, 22.0, 5.0),
            ] {
                finger(
                    canvas,
                    &[
                        (u, v - 8.0, w + 1.2),
                        (f32::midpoint(u, spread), v + 16.0, w),
                        (spread, v + 34.0, w - 1.0),
                    ],
                );
            }
            finger(
                canvas,
                &[(12.0, 8.0, 7.5), (27.0, 18.0, 6.0), (36.0, 32.0, 4.6)],
            );
            if let Some(path) = shape(
                "M-13,-4 C-18,8 -20,24 -17,34 Q-8,42 4,40 Q16,38 17,26 Q16,6 13,-4 Z",
                map,
            ) {
                canvas.line(&path, 2.2 * weight, INK.mix(who.skin.line, 0.3));
                canvas.fill(&path, who.skin.base);
            }
            crease(canvas, "M12,6 Q2,16 2,32");
            crease(canvas, "M-12,22 Q0,20 12,26");
        }
        Hand::Around(kind) => {
            palm(
                canvas,
                "M-14,-4 C-21,6 -22,18 -20,28 L-8,34 L12,32 Q18,18 14,-4 Z",
            );
            held(canvas, kind, map(0.0, 22.0), wrist.0.signum());
            for v in [16.0, 26.0, 36.0] {
                finger(
                    canvas,
                    &[(-22.0, v, 5.8), (-12.0, v + 2.0, 5.6), (0.0, v + 1.0, 5.0)],
                );
            }
            finger(
                canvas,
                &[(14.0, 6.0, 6.5), (17.0, 18.0, 6.0), (8.0, 30.0, 5.2)],
            );
        }
        Hand::Phone => {
            let points: Vec<_> = [(-20.0, 4.0), (16.0, 4.0), (16.0, 78.0), (-20.0, 78.0)]
                .iter()
                .map(|&(u, v)| map(u, v))
                .collect();
            if let Some(path) = shape(
                &format!(
                    "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z",
                    points[0].0,
                    points[0].1,
                    points[1].0,
                    points[1].1,
                    points[2].0,
                    points[2].1,
                    points[3].0,
                    points[3].1
                ),
                |x, y| (x, y),
            ) {
                canvas.line(&path, 8.0, INK);
                canvas.fill(&path, Colour::rgb(0x0024_2833));
                canvas.blend(
                    &path,
                    (points[0], Colour::rgb(0x0038_4055)),
                    (points[2], Colour::rgb(0x0016_1920)),
                );
            }
            palm(
                canvas,
                "M-14,-4 C-21,6 -22,16 -20,24 L-8,28 L12,28 Q18,16 14,-4 Z",
            );
            for v in [14.0, 25.0, 36.0] {
                finger(
                    canvas,
                    &[(-24.0, v, 5.6), (-14.0, v + 2.0, 5.4), (-4.0, v + 1.0, 4.8)],
                );
            }
            finger(
                canvas,
                &[(14.0, 8.0, 6.5), (20.0, 22.0, 6.0), (15.0, 40.0, 5.0)],
            );
        }
    }
}

/// A thing in a hand: how large it is (of a thing of a thousand points, across and down), where on it the hand is, and
/// how far it leans.
fn grip(kind: PropKind) -> ((f32, f32), (f32, f32), f32) {
    let (size, at, lean) = match kind {
        PropKind::Ring => (66.0, (0.0, 300.0), 0.0),
        PropKind::Letter => (165.0, (60.0, 330.0), 8.0),
        PropKind::Contract => (190.0, (120.0, 380.0), 8.0),
        PropKind::Photograph => (140.0, (80.0, 360.0), 6.0),
        PropKind::Key => (96.0, (-250.0, -250.0), 0.0),
        PropKind::Knife => (210.0, (16.0, 330.0), 24.0),
        PropKind::Pill => (90.0, (0.0, 250.0), 0.0),
        PropKind::Glass => (150.0, (0.0, 200.0), 0.0),
        PropKind::Flower => (190.0, (0.0, 300.0), 14.0),
        PropKind::Necklace => (130.0, (0.0, -420.0), 0.0),
        PropKind::Money => (130.0, (120.0, 160.0), 10.0),
        PropKind::Book => (160.0, (40.0, 380.0), 8.0),
        PropKind::Watch => (100.0, (0.0, 420.0), 0.0),
        PropKind::Box => (250.0, (290.0, 260.0), 0.0),
        PropKind::Badge => (110.0, (0.0, 380.0), 0.0),
        PropKind::Candle => (150.0, (0.0, 360.0), 0.0),
        PropKind::Camera => (130.0, (140.0, 160.0), 0.0),
        PropKind::Umbrella => return ((600.0, 850.0), (0.0, 350.0), -3.0),
        _ => (130.0, (0.0, 300.0), 10.0),
    };
    ((size, size), at, lean)
}

/// Draws a thing that a hand at `at` is around; `side` is where the hand is.
fn held(canvas: &mut Canvas, kind: PropKind, at: (f32, f32), side: f32) {
    let ((across, down), grip, lean) = grip(kind);
    let scale = canvas.at.sx.hypot(canvas.at.ky).max(0.01);
    let pixels = (down * scale).clamp(4.0, 2000.0).ceil();
    let Some(picture) = props::in_hand(kind, pixels as u32) else {
        return;
    };
    let place = Transform::from_translate(at.0, at.1)
        .pre_concat(Transform::from_rotate(lean * side))
        .pre_scale(across / pixels, down / pixels)
        .pre_translate(
            -(grip.0 * 0.96 + 500.0) * pixels / 1000.0,
            -(grip.1 * 0.96 + 500.0) * pixels / 1000.0,
        );
    canvas.picture(&picture, place);
}
