//! Eyes and brows: which of somebody's eyes are laid on, how far their brows move.

use tiny_skia::Transform;

use super::pack::{self, Role, lay};
use crate::figures::expression::Expression;
use crate::figures::persona::Persona;
use crate::ink::{Canvas, Colour, INK, ellipse};

const WHITE: Colour = Colour::rgb(0x00ff_fdf8);
/// The line on which eyes lie, about which they open and shut, in units of their component.
const LINE: f32 = 62.0;
/// Eyes of more than this are torn open.
const WIDE: f32 = 1.08;
/// Shut as when one sleeps, and as when one laughs.
const SHUT: &str = "01";
const LAUGHING: &str = "19";

/// `blink`: 0 open, 1 half shut, 2 shut. `at` lays the component.
pub(super) fn draw(
    canvas: &mut Canvas,
    who: &Persona,
    at: Transform,
    mood: &Expression,
    blink: u8,
    weight: f32,
) {
    let own = who.parts.eyes;
    let ink = super::ink(who);
    let shut = mood.open < 0.1;
    let (variant, tall) = match blink {
        _ if shut => (if mood.arc { LAUGHING } else { SHUT }, 1.0),
        2 => (SHUT, 1.0),
        1 => (own.narrow, 0.8),
        _ if mood.open < 0.7 => (own.narrow, 1.0),
        _ if mood.open > WIDE => (own.open, 1.26),
        _ => (own.open, 1.0),
    };
    let part = pack::lorelei("eyes", variant);
    let at = at.pre_concat(Transform::from_row(
        1.0,
        0.0,
        0.0,
        tall,
        0.0,
        LINE * (1.0 - tall),
    ));
    // Of eyes that are torn open white is seen below, too.
    let round = if tall > 1.1 {
        (0.4, 0.48)
    } else {
        (0.36, 0.36)
    };
    let contours = part
        .pieces
        .iter()
        .flat_map(|piece| pack::contours(&piece.path));
    for eye in contours.filter(|_| !shut && blink < 2) {
        let b = eye.bounds();
        // A lash or a fold is no eye.
        if b.height() < 26.0 || b.width() < 36.0 {
            continue;
        }
        let white = ellipse(
            f32::midpoint(b.left(), b.right()),
            b.top() + b.height() * 0.56,
            b.width() * round.0,
            b.height() * round.1,
        );
        if let Some(path) = white.and_then(|white| white.transform(at)) {
            canvas.fill(&path, WHITE.mix(who.skin.base, 0.12));
            if tall > 1.1 {
                canvas.line(&path, 1.5 * weight, ink.alpha(0.75));
            }
        }
    }
    lay(canvas, part, at, |role| {
        Some(if role == Role::Ink { ink } else { WHITE })
    });
}

/// The middle between the two brows of a component, in its units.
const BETWEEN: f32 = 190.0;

pub(super) fn brows(canvas: &mut Canvas, who: &Persona, at: Transform, mood: &Expression) {
    let colour = who.hair.mix(INK, 0.6);
    let part = pack::lorelei("eyebrows", who.parts.brows);
    for brow in part
        .pieces
        .iter()
        .flat_map(|piece| pack::contours(&piece.path))
    {
        let b = brow.bounds();
        let middle = f32::midpoint(b.left(), b.right());
        let near = middle < BETWEEN;
        let uneven = if near { 0.0 } else { mood.brow_uneven };
        let (inner, outer) = (mood.brow_inner + uneven * 0.5, mood.brow_outer + uneven);
        // The inner end is the right one of the near brow, the left one of the far.
        let towards = if near { 1.0 } else { -1.0 };
        let slope = 1.25 * towards * (inner - outer) / super::SCALE / b.width().max(30.0);
        let down = f32::midpoint(inner, outer) / super::SCALE;
        let moved = Transform::from_row(1.0, slope, 0.0, 1.0, 0.0, down - slope * middle);
        if let Some(path) = brow.transform(at.pre_concat(moved)) {
            canvas.fill(&path, colour);
        }
    }
}
