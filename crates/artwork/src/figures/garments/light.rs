//! Tops that lie on the skin: shirts, dresses, gowns.

use storyboard::cast::Outfit;

use super::cut::Cut;
use super::jewels;
use crate::figures::persona::unit;
use crate::ink::{Canvas, Colour, INK, shape};

pub fn casual(canvas: &mut Canvas, cut: &Cut) {
    let Cut { nape, .. } = *cut;
    let y = |down: f32| cut.y(down);
    let main = cut.cloth.main;
    let dark = main.shade(0.8).alpha(0.75);
    // Round, pointed or high at the neck, as the wearer likes it.
    let roll = unit(cut.who.seed, 65);
    if roll < 0.3 {
        cut.whole(canvas, &cut.vee(34.0), 4.0, 356.0, main);
        jewels::necklace(canvas, cut, cut.cloth.second);
        return;
    }
    cut.whole(canvas, &cut.crew(), 4.0, 356.0, main);
    if roll > 0.72 {
        let n = cut.n;
        cut.patch(
            canvas,
            &format!(
                "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1} L{:.1},{:.1} Q0,{:.1} {:.1},{:.1} Z",
                -n - 3.0,
                y(-52.0),
                y(-34.0),
                n + 3.0,
                y(-52.0),
                n + 16.0,
                y(-20.0),
                y(14.0),
                -n - 16.0,
                y(-20.0)
            ),
            main.light(0.05),
        );
        return;
    }
    cut.stitch(
        canvas,
        &format!(
            "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1}",
            -nape * 0.94,
            y(-20.0),
            y(34.0),
            nape * 0.94,
            y(-20.0)
        ),
        3.0,
        dark,
    );
}

pub fn shirt(canvas: &mut Canvas, cut: &Cut) {
    let Cut { cloth, .. } = *cut;
    let y = |down: f32| cut.y(down);
    let colour = cloth.outer();
    cut.whole(canvas, &cut.vee(26.0), 4.0, 350.0, colour);
    cut.collar(canvas, colour.light(0.12));
    cut.stitch(
        canvas,
        &format!("M0,{:.1} L0,{:.1}", y(24.0), y(350.0)),
        2.4,
        colour.shade(0.8),
    );
    for step in 0..5 {
        cut.button(canvas, 6.0, y(56.0 + step as f32 * 62.0), colour.shade(0.6));
    }
    if cloth.outfit == Outfit::Apron {
        apron(canvas, cut);
    }
}

pub fn dress(canvas: &mut Canvas, cut: &Cut) {
    let Cut {
        build,
        cloth,
        nape,
        ny,
        ..
    } = *cut;
    let y = |down: f32| cut.y(down);
    let main = cut.cloth.main;
    let neckline = format!(
        "Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {:.1},{ny:.1}",
        nape * 0.9,
        y(52.0),
        y(62.0),
        -nape * 0.9,
        y(52.0),
        -nape - 18.0
    );
    if let Some(path) = cut.trunk(nape + 18.0, &neckline, 1.0, 350.0) {
        cut.covered(canvas, &path, main);
    }
    cut.patch(
        canvas,
        &format!(
            "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1} L{:.1},{:.1} Q0,{:.1} {:.1},{:.1} Z",
            -build.waist - 1.0,
            y(214.0),
            y(228.0),
            build.waist + 1.0,
            y(214.0),
            build.waist + 2.0,
            y(238.0),
            y(252.0),
            -build.waist - 2.0,
            y(238.0)
        ),
        cloth.second,
    );
    jewels::necklace(canvas, cut, cloth.second);
}

pub fn gown(canvas: &mut Canvas, cut: &Cut) {
    let Cut {
        build,
        nape,
        who,
        weight,
        ..
    } = *cut;
    let y = |down: f32| cut.y(down);
    let main = cut.cloth.main;
    let (c, s) = (build.chest, build.shoulder);
    let text = format!(
        "M{:.1},{:.1} Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {:.1},{:.1} L{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} Z",
        -s + 12.0,
        y(44.0),
        -c * 0.5,
        y(36.0),
        y(74.0),
        c * 0.5,
        y(36.0),
        s - 12.0,
        y(44.0),
        c + 2.0,
        y(84.0),
        c,
        y(150.0),
        build.waist,
        y(170.0),
        build.waist,
        y(226.0),
        build.hip + 8.0,
        y(350.0),
        -build.hip - 8.0,
        y(350.0),
        -build.waist,
        y(226.0),
        -build.waist,
        y(170.0),
        -c,
        y(150.0),
        -c - 2.0,
        y(84.0)
    );
    if let Some(skin) = cut.trunk(nape, &cut.crew(), -6.0, 345.0) {
        canvas.fill(&skin, who.skin.base);
        canvas.line(&skin, 1.6 * weight, INK.mix(who.skin.line, 0.3));
        cut.redraw_neck(canvas);
    }
    if let Some(path) = cut.path(&text) {
        cut.covered(canvas, &path, main);
    }
    cut.both(
        canvas,
        &format!(
            "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1} L{:.1},{:.1} Q{:.1},{:.1} 0,{:.1} Z",
            0.0,
            y(66.0),
            c * 0.5,
            y(24.0),
            s + 14.0,
            y(36.0),
            s + 12.0,
            y(84.0),
            c * 0.5,
            y(66.0),
            y(104.0)
        ),
        main.light(0.14),
    );
    jewels::necklace(canvas, cut, Colour::rgb(0x00f3_e3b5));
}

/// A bib on straps, a seam around it and a pocket; which straps and whether it is lined is the wearer's.
fn apron(canvas: &mut Canvas, cut: &Cut) {
    let Cut {
        build, nape, ny, ..
    } = *cut;
    let y = |down: f32| cut.y(down);
    let main = cut.cloth.main;
    let wide = build.chest * (0.56 + 0.18 * unit(cut.who.seed, 63));
    let top = 92.0 + 26.0 * unit(cut.who.seed, 64);
    for side in [-1.0f32, 1.0] {
        let strap = format!(
            "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
            side * (wide - 8.0),
            y(top + 4.0),
            side * (nape + 20.0),
            y(40.0),
            side * (nape + 12.0),
            ny + 6.0
        );
        if let Some(path) = shape(&strap, |x, y| build.trunk(x, y)) {
            canvas.line(&path, 15.0, INK);
            canvas.line(&path, 10.5, main.shade(0.2));
        }
    }
    let bib = |inset: f32| {
        format!(
            "M{:.1},{:.1} L{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} Z",
            -wide + inset,
            y(top + inset),
            wide - inset,
            y(top + inset),
            wide + 4.0 - inset,
            y(150.0),
            build.chest * 0.9 - inset,
            y(196.0),
            build.waist + 6.0 - inset,
            y(226.0),
            build.hip + 8.0 - inset,
            y(430.0),
            -build.hip - 8.0 + inset,
            y(430.0),
            -build.waist - 6.0 + inset,
            y(226.0),
            -build.chest * 0.9 + inset,
            y(196.0),
            -wide - 4.0 + inset,
            y(150.0),
            -wide + inset,
            y(top + inset)
        )
    };
    cut.patch(canvas, &bib(0.0), main);
    if let Some(path) = shape(&bib(0.0), |x, y| build.trunk(x, y)) {
        canvas.clip(&path);
        cut.folds(canvas, main);
        canvas.unclip();
    }
    if let Some(seam) = shape(&bib(7.0), |x, y| build.trunk(x, y)) {
        canvas.line(&seam, 1.6 * cut.weight, main.light(0.45).alpha(0.8));
    }
    cut.patch(
        canvas,
        &format!(
            "M-46,{:.1} L46,{:.1} L44,{:.1} Q0,{:.1} -44,{:.1} Z",
            y(236.0),
            y(236.0),
            y(310.0),
            y(326.0),
            y(310.0)
        ),
        main.shade(0.16),
    );
}
