//! What has lapels: suits, coats, uniforms.

use super::LINEN;
use super::cut::Cut;
use crate::ink::{Canvas, Colour, INK};

pub fn suit(canvas: &mut Canvas, cut: &Cut) {
    let Cut {
        build,
        cloth,
        nape,
        ny,
        ..
    } = *cut;
    let y = |down: f32| cut.y(down);
    let main = cut.cloth.main;
    let under = if cloth.feminine {
        cloth.second.mix(LINEN, 0.55)
    } else {
        LINEN
    };
    cut.whole(
        canvas,
        &cut.vee(if cloth.feminine { 62.0 } else { 26.0 }),
        -14.0,
        340.0,
        under,
    );
    if !cloth.feminine {
        cut.collar(canvas, LINEN.light(0.3));
        cut.patch(
            canvas,
            &format!(
                "M-9,{:.1} L9,{:.1} L5,{:.1} L16,{:.1} L0,{:.1} L-16,{:.1} L-5,{:.1} Z",
                y(4.0),
                y(4.0),
                y(26.0),
                y(190.0),
                y(214.0),
                y(190.0),
                y(26.0)
            ),
            cloth.second,
        );
    }
    cut.open_front(canvas, 8.0, 372.0, 178.0, main);
    cut.lapels(canvas, nape, ny, 178.0, main);
    cut.button(canvas, 0.0, y(196.0), INK);
    if !cloth.feminine {
        cut.patch(
            canvas,
            &format!(
                "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z",
                build.chest * 0.44,
                y(92.0),
                build.chest * 0.72,
                y(88.0),
                build.chest * 0.70,
                y(76.0),
                build.chest * 0.56,
                y(84.0)
            ),
            LINEN,
        );
    }
}

pub fn coat(canvas: &mut Canvas, cut: &Cut) {
    let Cut {
        cloth, n, nape, ny, ..
    } = *cut;
    let y = |down: f32| cut.y(down);
    let main = cut.cloth.main;
    cut.whole(canvas, &cut.crew(), -14.0, 340.0, cloth.second);
    // A high, soft collar.
    cut.patch(
        canvas,
        &format!(
            "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1} L{:.1},{:.1} Q0,{:.1} {:.1},{:.1} Z",
            -n - 2.0,
            y(-62.0),
            y(-44.0),
            n + 2.0,
            y(-62.0),
            n + 8.0,
            y(-18.0),
            y(6.0),
            -n - 8.0,
            y(-18.0)
        ),
        cloth.second.light(0.08),
    );
    cut.open_front(canvas, 14.0, 640.0, 250.0, main);
    cut.lapels(canvas, nape + 6.0, ny - 6.0, 200.0, main);
    for (x, down) in [(22.0, 236.0), (-22.0, 236.0), (22.0, 306.0), (-22.0, 306.0)] {
        cut.button(canvas, x, y(down), INK.mix(main, 0.2));
    }
}

pub fn uniform(canvas: &mut Canvas, cut: &Cut) {
    let Cut {
        build,
        cloth,
        nape,
        ny,
        ..
    } = *cut;
    let y = |down: f32| cut.y(down);
    let main = cut.cloth.main;
    cut.whole(canvas, &cut.vee(26.0), -14.0, 340.0, LINEN);
    cut.collar(canvas, LINEN.light(0.3));
    cut.patch(
        canvas,
        &format!(
            "M-8,{:.1} L8,{:.1} L5,{:.1} L14,{:.1} L0,{:.1} L-14,{:.1} L-5,{:.1} Z",
            y(4.0),
            y(4.0),
            y(24.0),
            y(150.0),
            y(170.0),
            y(150.0),
            y(24.0)
        ),
        cloth.second,
    );
    cut.open_front(canvas, 6.0, 362.0, 110.0, main);
    cut.lapels(canvas, nape, ny, 110.0, main);
    for step in 0..3 {
        cut.button(
            canvas,
            0.0,
            y(136.0 + step as f32 * 62.0),
            Colour::rgb(0x00d9_b65c),
        );
    }
    cut.both(
        canvas,
        &format!(
            "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z",
            build.shoulder * 0.55,
            y(-18.0),
            build.shoulder - 8.0,
            y(6.0),
            build.shoulder - 4.0,
            y(18.0),
            build.shoulder * 0.55,
            y(-4.0)
        ),
        cloth.second,
    );
    cut.patch(
        canvas,
        &format!(
            "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1} Z",
            build.chest * 0.42,
            y(92.0),
            build.chest * 0.68,
            y(92.0),
            build.chest * 0.68,
            y(112.0),
            build.chest * 0.55,
            y(132.0),
            build.chest * 0.42,
            y(112.0)
        ),
        Colour::rgb(0x00d9_b65c),
    );
}
