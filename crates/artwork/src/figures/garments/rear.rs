//! Clothes from behind.

use storyboard::cast::Outfit;

use super::cut::Cut;
use crate::ink::Canvas;

pub fn draw(canvas: &mut Canvas, cut: &Cut) {
    let Cut {
        build,
        cloth,
        n,
        nape,
        ny,
        ..
    } = *cut;
    let y = |down: f32| cut.y(down);
    let colour = cloth.outer();
    let (ease, end) = match cloth.outfit {
        Outfit::Coat => (14.0, 640.0),
        Outfit::Robe | Outfit::Hoodie => (11.0, 366.0),
        Outfit::Suit | Outfit::Uniform => (8.0, 370.0),
        _ => (4.0, 354.0),
    };
    // Dresses are cut lower at the back.
    let low = match cloth.outfit {
        Outfit::Gown => 96.0,
        Outfit::Dress => 26.0,
        _ => -24.0,
    };
    let neckline = format!(
        "Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {:.1},{ny:.1}",
        nape * 0.8,
        y(low - 2.0),
        y(low),
        -nape * 0.8,
        y(low - 2.0),
        -nape
    );
    cut.whole(canvas, &neckline, ease, end, colour);
    let seam = colour.shade(0.85).alpha(0.8);
    let both = |canvas: &mut Canvas, text: &dyn Fn(f32) -> String, width: f32| {
        for side in [-1.0f32, 1.0] {
            cut.stitch(canvas, &text(side), width, seam);
        }
    };
    // Shoulder blades and the small of the back.
    both(
        canvas,
        &|side| {
            format!(
                "M{:.1},{:.1} Q{:.1},{:.1} {:.1},{:.1}",
                side * build.chest * 0.66,
                y(60.0),
                side * build.chest * 0.4,
                y(96.0),
                side * build.chest * 0.46,
                y(136.0)
            )
        },
        3.0,
    );
    match cloth.outfit {
        Outfit::Suit | Outfit::Coat | Outfit::Uniform => {
            cut.stitch(
                canvas,
                &format!("M0,{:.1} Q3,{:.1} 0,{:.1}", y(-18.0), y(180.0), y(end)),
                2.8,
                seam,
            );
            collar(canvas, cut, n, 14.0);
            if cloth.outfit == Outfit::Coat {
                belt(canvas, cut, 214.0);
            }
        }
        Outfit::Shirt | Outfit::Apron => {
            // The yoke.
            cut.stitch(
                canvas,
                &format!(
                    "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1}",
                    -build.shoulder * 0.8,
                    y(34.0),
                    y(54.0),
                    build.shoulder * 0.8,
                    y(34.0)
                ),
                2.8,
                seam,
            );
            collar(canvas, cut, n, 10.0);
            if cloth.outfit == Outfit::Apron {
                apron(canvas, cut);
            }
        }
        Outfit::Hoodie => {
            cut.patch(
                canvas,
                &format!(
                    "M{:.1},{:.1} Q{:.1},{:.1} 0,{:.1} Q{:.1},{:.1} {:.1},{:.1} Q0,{:.1} {:.1},{:.1} Z",
                    -n - 30.0,
                    y(-40.0),
                    -n - 22.0,
                    y(70.0),
                    y(96.0),
                    n + 22.0,
                    y(70.0),
                    n + 30.0,
                    y(-40.0),
                    y(-20.0),
                    -n - 30.0,
                    y(-40.0)
                ),
                colour.light(0.07),
            );
        }
        Outfit::Robe | Outfit::Dress => belt(canvas, cut, 214.0),
        Outfit::Sportswear => collar(canvas, cut, n, 16.0),
        Outfit::Casual | Outfit::Scrubs | Outfit::Gown => {}
    }
}

/// A collar that lies on the nape.
fn collar(canvas: &mut Canvas, cut: &Cut, n: f32, deep: f32) {
    let y = |down: f32| cut.y(down);
    cut.patch(
        canvas,
        &format!(
            "M{:.1},{:.1} Q0,{:.1} {:.1},{:.1} L{:.1},{:.1} Q0,{:.1} {:.1},{:.1} Z",
            -n - 8.0,
            y(-48.0),
            y(-38.0),
            n + 8.0,
            y(-48.0),
            n + 22.0,
            y(-28.0 + deep * 0.3),
            y(-14.0 + deep),
            -n - 22.0,
            y(-28.0 + deep * 0.3)
        ),
        cut.cloth.outer().light(0.09),
    );
}

fn belt(canvas: &mut Canvas, cut: &Cut, down: f32) {
    let (w, y) = (cut.build.waist + 14.0, |more: f32| cut.y(down + more));
    cut.patch(
        canvas,
        &format!(
            "M{:.1},{:.1} Q0,{:.1} {w:.1},{:.1} L{w:.1},{:.1} Q0,{:.1} {:.1},{:.1} Z",
            -w,
            y(0.0),
            y(10.0),
            y(0.0),
            y(26.0),
            y(36.0),
            -w,
            y(26.0)
        ),
        cut.cloth.second,
    );
}

/// Straps that cross, and a bow.
fn apron(canvas: &mut Canvas, cut: &Cut) {
    let colour = cut.cloth.main;
    let y = |down: f32| cut.y(down);
    for side in [-1.0f32, 1.0] {
        if let Some(strap) = cut.path(&format!(
            "M{:.1},{:.1} L{:.1},{:.1}",
            side * (cut.n + 24.0),
            y(-22.0),
            -side * cut.build.waist * 0.8,
            y(226.0)
        )) {
            canvas.line(&strap, 17.0, crate::ink::INK);
            canvas.line(&strap, 12.0, colour);
        }
    }
    belt(canvas, cut, 218.0);
    for side in [-1.0f32, 1.0] {
        cut.patch(
            canvas,
            &format!(
                "M0,{:.1} Q{:.1},{:.1} {:.1},{:.1} Q{:.1},{:.1} 0,{:.1} Z",
                y(234.0),
                side * 26.0,
                y(210.0),
                side * 46.0,
                y(226.0),
                side * 30.0,
                y(258.0),
                y(240.0)
            ),
            colour.light(0.08),
        );
    }
}
