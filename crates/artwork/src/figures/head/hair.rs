//! Hair of the library: coloured, lit, outlined; before and behind a head.

use super::cut::Hair;
use super::lie::Lie;
use super::pack::{self, Part, Role};
use crate::figures::palette::HEADWEAR;
use crate::figures::persona::{Persona, unit};
use crate::figures::view::View;
use crate::ink::{Canvas, Colour, INK, along, plain, shape};

/// Where the library lays hair on a head.
const AT: (f32, f32) = (-131.0, -168.0);
/// Of what falls over the shoulder blades, in units of a head of 200: the library's hair ends at the shoulders.
const FALL: &str = "M-74,10 C-92,60 -100,120 -104,184 C-107,236 -98,260 -90,280 Q-82,260 -76,270 Q-64,294 -52,274 Q-28,290 0,282 Q28,290 52,274 Q64,294 76,270 Q82,260 90,280 C98,260 107,236 104,184 C100,120 92,60 74,10 Z";

/// The paths of hair that is laid on a head; those of Open Peeps have theirs grown on.
fn pieces(who: &Persona, lie: Lie, behind: bool) -> Vec<tiny_skia::Path> {
    let Hair::Loose(variant) = who.parts.hair else {
        return Vec::new();
    };
    let at = lie.head.pre_translate(AT.0, AT.1);
    pack::lorelei("hair", variant)
        .pieces
        .iter()
        .filter(|piece| piece.behind == behind)
        .filter_map(|piece| piece.path.clone().transform(at))
        .collect()
}

/// What lies behind head, neck and shoulders.
pub fn behind(canvas: &mut Canvas, who: &Persona, view: View, weight: f32) {
    let lie = Lie::of(who.parts, view);
    let mut all = pieces(who, lie, true);
    let loose = matches!(who.parts.hair, Hair::Loose(_));
    if loose && who.style.falls() && unit(who.seed, 57) < 0.75 {
        all.extend(shape(FALL, |x, y| view.behind(x, y)));
    }
    for path in &all {
        canvas.line(path, 4.8 * weight, INK);
    }
    for path in &all {
        canvas.blend(
            path,
            ((0.0, -110.0), who.hair.shade(0.35)),
            ((0.0, 220.0), who.hair.shade(0.6)),
        );
        canvas.clip(path);
        for step in -6..=6 {
            let x = step as f32 * 15.0;
            let text = format!(
                "M{x},40 C{:.1},110 {:.1},180 {:.1},282",
                x * 1.05,
                x * 1.12,
                x * 1.02 + 6.0
            );
            if let Some(strand) = shape(&text, |x, y| view.behind(x, y)) {
                canvas.brush(&strand, 2.6 * weight, 0.4, who.hair.shade(0.75).alpha(0.5));
            }
        }
        canvas.unclip();
    }
}

/// Its shadow on the face, which is clipped to by now.
pub(super) fn shadow(canvas: &mut Canvas, who: &Persona, lie: Lie) {
    for path in pieces(who, lie, false) {
        let low = tiny_skia::Transform::from_translate(1.5, 8.0);
        if let Some(path) = path.transform(low) {
            canvas.fill(&path, who.skin.shade.alpha(0.75));
        }
    }
}

/// A head of Open Peeps, where somebody has one.
pub(super) fn peeps(who: &Persona) -> Option<&'static Part> {
    match who.parts.hair {
        Hair::Loose(_) => None,
        Hair::Grown(name) | Hair::Covered(name) => {
            Some(pack::part(&format!("open-peeps/head/{name}")))
        }
    }
}

/// What somebody wears on their head.
pub(super) fn headwear(who: &Persona) -> Colour {
    super::cut::of(&HEADWEAR, unit(who.seed, 58))
}

/// Hair that is one with the outline of its head.
fn grown(canvas: &mut Canvas, who: &Persona, part: &Part, lie: Lie, weight: f32) {
    let tone = who.hair.mix(INK, 0.45);
    let page = super::everything();
    for piece in part.pieces.iter().filter(|piece| piece.role == Role::Ink) {
        let Some(path) = piece.path.clone().transform(lie.peeps()) else {
            continue;
        };
        if piece.even {
            canvas.clip_even_odd(&path);
        } else {
            canvas.clip(&path);
        }
        canvas.blend(
            &page,
            ((-40.0, -140.0), tone.light(0.12)),
            ((30.0, 120.0), tone.shade(0.35)),
        );
        locks(canvas, who, lie, weight);
        canvas.unclip();
    }
}

/// Cloth with its folds and its outline.
fn cover(canvas: &mut Canvas, who: &Persona, part: &Part, lie: Lie, weight: f32) {
    let tone = headwear(who);
    let draped = who.style.name() == "headscarf";
    for piece in &part.pieces {
        let Some(path) = piece.path.clone().transform(lie.peeps()) else {
            continue;
        };
        match piece.role {
            Role::Cloth => canvas.blend(
                &path,
                ((-40.0, -140.0), tone.light(0.16)),
                ((50.0, 60.0), tone.shade(if draped { 0.9 } else { 0.5 })),
            ),
            // A scarf is drawn in ink: it is the cloth, and what lies under it is the other.
            Role::Ink if draped => {
                canvas.clip_even_odd(&path);
                canvas.blend(
                    &super::everything(),
                    ((-60.0, -140.0), tone.light(0.1)),
                    ((60.0, 160.0), tone.shade(0.55)),
                );
                canvas.unclip();
                canvas.line(&path, 2.6 * weight, INK);
            }
            Role::Ink if piece.even => canvas.fill_even_odd(&path, INK),
            Role::Ink => canvas.fill(&path, INK),
            Role::Hair | Role::Skin | Role::Paper => {}
        }
    }
}

/// What lies over skull and forehead.
pub(super) fn front(canvas: &mut Canvas, who: &Persona, lie: Lie, weight: f32) {
    match (who.parts.hair, peeps(who)) {
        (Hair::Grown(_), Some(part)) => return grown(canvas, who, part, lie, weight),
        (Hair::Covered(_), Some(part)) => return cover(canvas, who, part, lie, weight),
        _ => {}
    }
    let (base, dark) = (who.hair, who.hair.shade(0.55));
    for path in pieces(who, lie, false) {
        canvas.line(&path, 4.8 * weight, INK);
        canvas.blend(
            &path,
            ((-30.0, -120.0), base.light(0.12)),
            ((20.0, 130.0), base.shade(0.4)),
        );
        canvas.clip(&path);
        // Away from the light.
        if let Some(edge) = plain("M40,-140 C84,-90 66,0 70,170 L140,170 L140,-140 Z") {
            canvas.fill(&edge, dark.alpha(0.4));
        }
        locks(canvas, who, lie, weight);
        canvas.unclip();
    }
}

/// Locks fall from the crown: dark lines along them, light where the skull curves.
fn locks(canvas: &mut Canvas, who: &Persona, lie: Lie, weight: f32) {
    let crown = (270.0, -30.0);
    let dark = who.hair.shade(0.65).mix(INK, 0.3);
    let light = who.hair.light(0.4);
    for step in 0..15 {
        let lean = unit(who.seed, 90 + step) * 0.12;
        let (sin, cos) = (-1.5 + step as f32 * 0.215 + lean).sin_cos();
        let lock = |from: f32, to: f32, bow: f32| {
            let at = |far: f32, bow: f32| {
                lie.on_head(
                    crown.0 + sin * far * 0.98 + bow * cos,
                    crown.1 + cos.max(-0.2) * far * 0.55 + far * far * 0.0009 - bow * sin,
                )
            };
            along(&[
                at(from, 0.0),
                at(f32::midpoint(from, to), bow),
                at(to, bow * 1.4),
            ])
        };
        if step % 2 == 0
            && let Some(path) = lock(60.0, 330.0 + lean * 900.0, 12.0)
        {
            canvas.brush(&path, 2.2 * weight, 0.5, dark.alpha(0.5));
        }
        if let Some(path) = lock(105.0 + lean * 120.0, 190.0 + lean * 160.0, 6.0) {
            canvas.brush(&path, 6.5 * weight.sqrt(), 0.5, light.alpha(0.34));
        }
    }
}
