//! A head from behind: the hair, an ear, and, where it is turned, as much of the cheek as is still seen.

use super::hair::behind;
use crate::figures::persona::Persona;
use crate::figures::view::View;
use crate::ink::{Canvas, Colour, INK, ellipse, shape};

/// Half the width of a head at its ears.
const CHEEK: f32 = 65.0;

/// Draws a head whose face looks away from us, and to the side to which `view` is turned.
pub fn seen_behind(canvas: &mut Canvas, who: &Persona, view: View, weight: f32) {
    let turn = view.turned();
    let cut = who.style.name();
    // Hair that ends at the nape shows it, and the ears.
    let short = who.style.short();
    // A skull is deeper than wide: its back moves away from where the face looks.
    let puff = match cut {
        "afro" => 1.3,
        "curls" | "twists" => 1.12,
        _ => 1.0,
    };
    let skull = |x: f32, y: f32| {
        let x = x * puff * (1.0 - turn.abs() * 0.12) - turn * 28.0;
        (x, (y - 40.0) * puff + 40.0)
    };
    let covered = who.style.covered();
    let tone = if covered {
        super::hair::headwear(who)
    } else {
        who.hair
    };
    let edge = INK.mix(who.skin.line, 0.3);
    if short {
        for side in [-1.0f32, 1.0] {
            // Of a turned head the far ear is hidden.
            if side * turn < -0.2 {
                continue;
            }
            let (x, y) = (side * (CHEEK + 3.0) - turn * 34.0, 16.0);
            if let Some(ear) = shape("M-8,-18 C4,-26 14,-20 12,-6 C11,6 6,18 -4,20 Z", |u, v| {
                (x + side * u, y + v)
            }) {
                canvas.fill(&ear, who.skin.base.mix(who.skin.blush, 0.2));
                canvas.line(&ear, 2.2 * weight, edge);
            }
        }
    }
    if !short {
        behind(canvas, who, view, weight);
    }
    if turn.abs() > 0.2 {
        cheek(canvas, who, turn, edge, weight);
    }
    let end = match cut {
        "headscarf" => 96.0,
        _ if short => 0.0,
        _ => 26.0,
    };
    let text = format!(
        "M0,-118 C62,-120 88,-66 86,-10 Q84,{:.1} {:.1},{:.1} Q30,{:.1} 0,{:.1} Q-30,{:.1} {:.1},{:.1} Q-84,{:.1} -86,-10 C-88,-66 -62,-120 0,-118 Z",
        34.0 + end,
        if short { 50.0 } else { 58.0 },
        58.0 + end,
        66.0 + end,
        68.0 + end,
        66.0 + end,
        if short { -50.0 } else { -58.0 },
        58.0 + end,
        34.0 + end,
    );
    let Some(path) = shape(&text, skull) else {
        return;
    };
    canvas.blend(
        &path,
        ((-30.0, -110.0), tone.light(0.12)),
        ((30.0, 90.0), tone.shade(0.5)),
    );
    canvas.clip(&path);
    if !covered {
        strands(canvas, who, skull, weight);
    }
    if cut == "receding"
        && let Some(crown) = ellipse(-turn * 16.0, -84.0, 44.0, 26.0)
    {
        canvas.fill(&crown, who.skin.base.mix(who.skin.shade, 0.3));
    }
    canvas.unclip();
    canvas.line(&path, 2.4 * weight, INK);
    match cut {
        "bun" => lock(
            canvas,
            who,
            "M0,-160 C36,-162 50,-132 42,-108 Q30,-84 0,-84 Q-30,-84 -42,-108 C-50,-132 -36,-162 0,-160 Z",
            skull,
            weight,
        ),
        "ponytail" | "braids" => lock(
            canvas,
            who,
            "M-16,-44 C-40,-10 -44,80 -30,150 Q-14,200 2,226 Q22,190 30,140 C42,70 36,-10 16,-44 Q0,-60 -16,-44 Z",
            skull,
            weight,
        ),
        "pigtails" => {
            for side in [-1.0f32, 1.0] {
                lock(
                    canvas,
                    who,
                    "M66,-20 C116,-40 130,10 118,56 Q112,90 124,112 Q92,116 88,66 C86,30 78,10 60,4 Z",
                    |x, y| skull(side * x, y),
                    weight,
                );
            }
        }
        _ => {}
    }
}

/// Cheekbone, cheek and jaw beyond the hair, with the tips of the lashes.
fn cheek(canvas: &mut Canvas, who: &Persona, turn: f32, edge: Colour, weight: f32) {
    let side = turn.signum();
    let map = |x: f32, y: f32| (side * (x + (turn.abs() - 0.3) * 40.0), y);
    let Some(path) = shape(
        "M40,-60 C70,-60 78,-30 76,-12 Q74,-2 80,12 C86,30 82,44 72,62 Q58,86 34,98 Q16,100 10,80 Z",
        map,
    ) else {
        return;
    };
    canvas.fill(&path, who.skin.base.mix(who.skin.shade, 0.25));
    canvas.line(&path, 2.4 * weight, edge);
    if let Some(lash) = shape("M74,-4 Q82,-8 90,-6", map) {
        let thick = if who.feminine { 4.6 } else { 3.0 };
        canvas.brush(&lash, thick * weight, 0.3, INK.mix(who.hair, 0.2));
    }
    if who.beard
        && let Some(beard) = shape("M70,34 Q76,46 66,64 Q50,90 30,96 L30,50 Z", map)
    {
        canvas.fill(&beard, who.hair.mix(who.skin.shade, 0.25).alpha(0.85));
    }
}

fn strands(
    canvas: &mut Canvas,
    who: &Persona,
    skull: impl Fn(f32, f32) -> (f32, f32) + Copy,
    weight: f32,
) {
    for step in -7..=7 {
        let x = step as f32 * 12.0;
        if let Some(strand) = shape(
            &format!(
                "M{:.1},-112 C{x:.1},-70 {:.1},10 {:.1},96",
                x * 0.2,
                x * 1.25,
                x
            ),
            skull,
        ) {
            canvas.brush(&strand, 2.6 * weight, 0.5, who.hair.shade(0.6).alpha(0.7));
        }
    }
    if let Some(shine) = shape(
        "M-70,-40 Q-40,-84 0,-86 Q40,-84 70,-40 L60,-34 L46,-54 L30,-44 L12,-62 L-6,-50 L-22,-60 L-36,-44 L-50,-48 L-62,-30 Z",
        skull,
    ) {
        canvas.fill(&shine, who.hair.light(0.4).alpha(0.3));
    }
}

/// A knot or a tail.
fn lock(
    canvas: &mut Canvas,
    who: &Persona,
    text: &str,
    map: impl Fn(f32, f32) -> (f32, f32),
    weight: f32,
) {
    let Some(path) = shape(text, map) else { return };
    canvas.blend(
        &path,
        ((-30.0, -160.0), who.hair.light(0.14)),
        ((30.0, 200.0), who.hair.shade(0.5)),
    );
    canvas.line(&path, 2.4 * weight, INK);
}
