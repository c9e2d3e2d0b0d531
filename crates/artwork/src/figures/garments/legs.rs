//! Legs, skirts and shoes.

use storyboard::cast::Outfit;
use storyboard::shot::Pose;

use super::Cloth;
use crate::figures::body::Build;
use crate::figures::persona::Persona;
use crate::ink::{Canvas, INK, limb, shape};

/// Draws everything below the trunk.
pub fn draw(
    canvas: &mut Canvas,
    who: &Persona,
    build: &Build,
    cloth: &Cloth,
    pose: Pose,
    weight: f32,
) {
    let k = if who.child() { 0.72 } else { 1.0 };
    let sy = build.shoulder_y;
    let hip = sy + 330.0 * if who.child() { 0.8 } else { 1.0 };
    let x = build.hip * 0.5;
    let (knee, ankle) = (hip + 310.0 * k, hip + 640.0 * k);
    let robe = matches!(cloth.outfit, Outfit::Gown | Outfit::Robe);
    let bare = matches!(cloth.outfit, Outfit::Dress)
        || (cloth.feminine
            && matches!(cloth.outfit, Outfit::Suit | Outfit::Uniform | Outfit::Coat));
    let trousers = match cloth.outfit {
        Outfit::Suit | Outfit::Scrubs | Outfit::Uniform | Outfit::Sportswear => {
            cloth.main.shade(0.15)
        }
        _ => cloth.second,
    };
    let spread = if pose == Pose::Walking { 54.0 } else { 6.0 };
    // The far leg first.
    let sides = if (build.turn > 0.0) == build.back {
        [-1.0f32, 1.0]
    } else {
        [1.0, -1.0]
    };
    let away = if build.back { -1.0 } else { 1.0 };
    for side in sides {
        let (thigh, calf, foot) = (build.hip * 0.46, build.hip * 0.32, build.hip * 0.2);
        let joints: [(f32, f32, f32); 3] = match pose {
            Pose::Sitting => [
                (side * x, hip, thigh),
                (side * (x + 22.0), hip + 96.0 * k, thigh * 0.92),
                (side * (x + 18.0), hip + 400.0 * k, calf * 0.8),
            ],
            Pose::Kneeling => [
                (side * x, hip, thigh),
                (side * (x + 26.0), hip + 190.0 * k, thigh * 0.9),
                (side * (x + 14.0), hip + 216.0 * k, calf),
            ],
            Pose::Walking if side > 0.0 => [
                (side * x, hip, thigh),
                (side * x + spread * 0.5, knee, calf),
                (side * x + spread, ankle - 10.0, foot),
            ],
            Pose::Walking => [
                (side * x, hip, thigh),
                (side * x - spread * 0.1, knee, calf),
                (side * x - spread * 1.2, ankle - 24.0, foot),
            ],
            _ => [
                (side * x, hip, thigh),
                (side * (x + 3.0), knee, calf),
                (side * (x + 2.0), ankle, foot),
            ],
        };
        // Turned with the trunk; knees that are bent are before it.
        let (bent, stride) = match pose {
            Pose::Sitting => (110.0, 100.0),
            Pose::Kneeling => (90.0, 0.0),
            Pose::Walking => (26.0, -side * 96.0),
            _ => (4.0, 0.0),
        };
        let mut joints = joints;
        for (joint, before) in joints.iter_mut().zip([0.0, bent, stride]) {
            joint.0 = build.joint(joint.0, 0.0, before * away).0;
        }
        let end = joints[2];
        let toe = build.turn * 34.0;
        if let Some(shoe) = shape(
            "M-17,-16 L15,-16 Q22,2 22,20 Q2,30 -22,20 Q-20,0 -17,-16 Z",
            |u, v| {
                // Longer towards where they point.
                let u = side * u;
                let ahead = (0.5 + 0.5 * u / 22.0 * toe.signum()).clamp(0.0, 1.0);
                let down = (v + 16.0) / 36.0;
                (end.0 + (u + toe * ahead * down) * k, end.1 + 16.0 + v * k)
            },
        ) {
            canvas.fill(&shoe, cloth.second.shade(0.6));
            canvas.line(&shoe, 3.0 * weight, INK);
        }
        if let Some(path) = limb(&joints) {
            let colour = if bare || robe {
                who.skin.base
            } else {
                trousers
            };
            canvas.line(&path, 5.0 * weight, INK);
            canvas.blend(
                &path,
                ((-x, hip), colour),
                ((x * 2.0, ankle), colour.shade(0.5)),
            );
            if !bare
                && !robe
                && let Some(crease) = crate::ink::along(&[
                    (joints[0].0, joints[0].1),
                    (joints[1].0 + side * 4.0, joints[1].1),
                    (joints[2].0, joints[2].1),
                ])
            {
                canvas.brush(&crease, 3.0 * weight, 0.5, colour.shade(0.8).alpha(0.6));
            }
        }
    }
    let h = build.hip;
    let skirt = match (cloth.outfit, pose) {
        (Outfit::Gown, _) => Some((h * 2.1, ankle + 26.0)),
        (Outfit::Robe, _) => Some((h * 1.5, ankle + 16.0)),
        (Outfit::Dress, _) => Some((h * 1.42, knee + 30.0 * k)),
        _ if bare => Some((h * 0.96, knee - 60.0 * k)),
        _ => None,
    };
    if let Some((wide, end)) = skirt {
        let end = match pose {
            Pose::Sitting => end.min(hip + 330.0 * k),
            Pose::Kneeling => end.min(hip + 260.0 * k),
            _ => end,
        };
        let text = format!(
            "M{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{end:.1} Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {wide:.1},{end:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} Z",
            -build.waist,
            hip - 120.0,
            -h,
            hip - 30.0,
            -wide * 0.86,
            hip + 120.0 * k,
            -wide,
            -wide * 0.5,
            end + 18.0,
            end + 16.0,
            wide * 0.5,
            end + 18.0,
            wide * 0.86,
            hip + 120.0 * k,
            h,
            hip - 30.0,
            build.waist,
            hip - 120.0
        );
        if let Some(path) = shape(&text, |x, y| build.trunk(x, y)) {
            let colour = cloth.main;
            canvas.blend(
                &path,
                ((-wide, hip), colour.light(0.06)),
                ((wide, end), colour.shade(0.55)),
            );
            canvas.clip(&path);
            for step in -3..=3 {
                let at = step as f32 / 3.4;
                if let Some(fold) = shape(
                    &format!(
                        "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
                        at * build.waist,
                        hip - 60.0,
                        at * h,
                        hip + 60.0,
                        at * wide * 1.02,
                        end + 20.0
                    ),
                    |x, y| build.trunk(x, y),
                ) {
                    canvas.brush(&fold, 5.0 * weight, 0.75, colour.shade(0.8).alpha(0.55));
                }
            }
            canvas.unclip();
            canvas.line(&path, 2.8 * weight, INK);
        }
    }
}
