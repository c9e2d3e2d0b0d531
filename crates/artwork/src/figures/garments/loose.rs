//! What hangs loose: hoodies, scrubs, robes, sportswear.

use super::LINEN;
use super::cut::Cut;
use crate::ink::{Canvas, shape};

pub fn hoodie(canvas: &mut Canvas, cut: &Cut) {
    let Cut { n, .. } = *cut;
    let y = |down: f32| cut.y(down);
    let main = cut.cloth.main;
    cut.patch(canvas, &format!("M{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} 0,{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z", -n - 52.0, y(-8.0), -n - 40.0, y(-64.0), -n - 10.0, y(-72.0), y(-40.0), n + 10.0, y(-72.0), n + 40.0, y(-64.0), n + 52.0, y(-8.0), n + 20.0, y(30.0), -n - 20.0, y(30.0)), main.shade(0.35));
    cut.redraw_neck(canvas);
    cut.whole(canvas, &cut.crew(), 12.0, 362.0, main);
    cut.both(canvas, &format!("M{:.1},{:.1} C{:.1},{:.1} {:.1},{:.1} 2,{:.1} L2,{:.1} C{:.1},{:.1} {:.1},{:.1} {:.1},{:.1} Z", n + 12.0, y(-50.0), n + 8.0, y(-20.0), n - 4.0, y(2.0), y(20.0), y(40.0), n + 10.0, y(34.0), n + 44.0, y(8.0), n + 48.0, y(-18.0)), main.light(0.06));
    for side in [-1.0f32, 1.0] {
        cut.stitch(
            canvas,
            &format!(
                "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
                side * 14.0,
                y(32.0),
                side * 18.0,
                y(80.0),
                side * 13.0,
                y(118.0)
            ),
            5.0,
            LINEN,
        );
    }
    cut.patch(
        canvas,
        &format!(
            "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z",
            -56.0,
            y(220.0),
            56.0,
            y(220.0),
            78.0,
            y(290.0),
            70.0,
            y(312.0),
            -70.0,
            y(312.0),
            -78.0,
            y(290.0)
        ),
        main.shade(0.12),
    );
}

pub fn scrubs(canvas: &mut Canvas, cut: &Cut) {
    let Cut { nape, ny, .. } = *cut;
    let y = |down: f32| cut.y(down);
    let main = cut.cloth.main;
    cut.whole(canvas, &cut.vee(58.0), 10.0, 366.0, main);
    cut.stitch(
        canvas,
        &format!(
            "M{:.1},{:.1} L0,{:.1} L{nape:.1},{ny:.1}",
            -nape,
            ny,
            y(68.0)
        ),
        5.0,
        main.shade(0.6),
    );
    cut.patch(
        canvas,
        &format!(
            "M{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} L{:.1},{:.1} Z",
            22.0,
            y(104.0),
            72.0,
            y(104.0),
            72.0,
            y(160.0),
            22.0,
            y(160.0)
        ),
        main.light(0.05),
    );
    cut.patch(
        canvas,
        &format!(
            "M30,{:.1} L52,{:.1} L52,{:.1} L30,{:.1} Z",
            y(96.0),
            y(96.0),
            y(128.0),
            y(128.0)
        ),
        LINEN,
    );
}

pub fn robe(canvas: &mut Canvas, cut: &Cut) {
    let Cut {
        build,
        cloth,
        nape,
        ny,
        ..
    } = *cut;
    let y = |down: f32| cut.y(down);
    let main = cut.cloth.main;
    cut.whole(canvas, &cut.vee(40.0), 10.0, 366.0, main);
    cut.patch(
        canvas,
        &format!(
            "M{:.1},{:.1} L{:.1},{:.1} L12,{:.1} L{:.1},{:.1} L{:.1},{:.1} L-8,{:.1} Z",
            nape - 6.0,
            ny - 10.0,
            nape + 18.0,
            ny + 4.0,
            y(140.0),
            -build.waist * 0.5,
            y(214.0),
            -build.waist * 0.7,
            y(214.0),
            y(110.0)
        ),
        cloth.second,
    );
    cut.patch(
        canvas,
        &format!(
            "M{:.1},{:.1} L{:.1},{:.1} L-2,{:.1} L{:.1},{:.1} L{:.1},{:.1} L-22,{:.1} Z",
            -nape + 6.0,
            ny - 10.0,
            -nape - 18.0,
            ny + 4.0,
            y(144.0),
            build.waist * 0.6,
            y(214.0),
            build.waist * 0.36,
            y(214.0),
            y(126.0)
        ),
        cloth.second.light(0.08),
    );
    cut.patch(
        canvas,
        &format!(
            "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1} L{:.1},{:.1} Q0,{:.1} {:.1},{:.1} Z",
            -build.waist - 16.0,
            y(206.0),
            y(222.0),
            build.waist + 16.0,
            y(206.0),
            build.waist + 18.0,
            y(258.0),
            y(274.0),
            -build.waist - 18.0,
            y(258.0)
        ),
        cloth.second,
    );
}

pub fn sportswear(canvas: &mut Canvas, cut: &Cut) {
    let Cut {
        build, cloth, n, ..
    } = *cut;
    let y = |down: f32| cut.y(down);
    let main = cut.cloth.main;
    cut.whole(canvas, &cut.vee(18.0), 8.0, 356.0, main);
    cut.both(
        canvas,
        &format!(
            "M{:.1},{:.1} Q{:.1},{:.1} 1,{:.1} L1,{:.1} Q{:.1},{:.1} {:.1},{:.1} Z",
            n + 10.0,
            y(-58.0),
            n,
            y(-14.0),
            y(20.0),
            y(-10.0),
            n - 6.0,
            y(-30.0),
            n - 2.0,
            y(-60.0)
        ),
        main.light(0.08),
    );
    cut.stitch(
        canvas,
        &format!("M0,{:.1} L0,{:.1}", y(18.0), y(356.0)),
        5.0,
        LINEN,
    );
    for side in [-1.0f32, 1.0] {
        if let Some(path) = shape(
            &format!(
                "M{:.1},{:.1} L{:.1},{:.1}",
                n + 22.0,
                y(-28.0),
                build.shoulder,
                y(10.0)
            ),
            |x, v| build.trunk(side * x, v),
        ) {
            canvas.line(&path, 7.0, cloth.second);
        }
    }
}
