//! What is laid over a picture: speed lines, gloom, rain on glass.

use storyboard::shot::Effect;
use tiny_skia::{BlendMode, Pixmap, Transform};

use crate::brush::{Canvas, Fill, Spot, Tone};
use crate::dice::Dice;

/// Draws an effect over a frame of any size, `ms` after the shot began. [`Effect::Impact`]'s shake is the camera's; here
/// is its flash. [`Effect::Flashback`] takes the colour out of what is there.
pub fn draw(frame: &mut Pixmap, effect: Effect, seed: u64, ms: u32) {
    let scale = frame.width() as f32 / 1080.0;
    let height = frame.height() as f32 / scale;
    let Some(empty) = Pixmap::new(1, 1) else {
        return;
    };
    let mut canvas = Canvas::plain(std::mem::replace(frame, empty));
    canvas.view = Transform::from_scale(scale, scale);
    match effect {
        Effect::SpeedLines => speed_lines(&mut canvas, height, seed, ms),
        Effect::Impact => impact(&mut canvas, height, seed, ms),
        Effect::Sparkle => sparkle(&mut canvas, height, seed, ms),
        Effect::Gloom => gloom(&mut canvas, height, seed, ms),
        Effect::Vignette => vignette(&mut canvas, height, Tone::hex(0x0008_0614), 0.82),
        Effect::Flashback => {
            fade_colours(&mut canvas.pixmap);
            vignette(&mut canvas, height, Tone::hex(0x00ff_f6e4), 0.75);
        }
        Effect::RainOnGlass => rain_on_glass(&mut canvas, height, seed, ms),
    }
    *frame = canvas.pixmap;
}

fn speed_lines(canvas: &mut Canvas, height: f32, seed: u64, ms: u32) {
    // Twelve drawings a second, as by hand.
    let mut dice = Dice::new(seed ^ u64::from(ms / 83));
    let centre: Spot = (540.0, height * 0.42);
    for line in 0..84 {
        let turn = (line as f32 + dice.unit()) / 84.0 * std::f32::consts::TAU;
        let wide = dice.between(0.004, 0.018);
        let inner = dice.between(0.86, 1.2);
        let at = |turn: f32, reach: f32| {
            (
                centre.0 + turn.cos() * reach,
                centre.1 + turn.sin() * reach * 1.5,
            )
        };
        let tone = if line % 3 == 0 {
            Tone::hex(0x0010_0a1c)
        } else {
            Tone::WHITE
        };
        canvas.poly(
            &[
                at(turn, 430.0 * inner),
                at(turn - wide, 1400.0),
                at(turn + wide, 1400.0),
            ],
            tone.alpha(0.82),
        );
    }
}

fn impact(canvas: &mut Canvas, height: f32, seed: u64, ms: u32) {
    if ms >= 420 {
        return;
    }
    if ms < 90 {
        canvas.rect(0.0, 0.0, 1080.0, height, Tone::WHITE.alpha(0.88));
    }
    let mut dice = Dice::new(seed ^ 0x0068_6974);
    let left = 1.0 - ms as f32 / 420.0;
    let centre = (540.0, height * 0.44);
    let star: Vec<Spot> = (0..44)
        .map(|step| {
            let turn = step as f32 / 44.0 * std::f32::consts::TAU;
            let reach = if step % 2 == 0 {
                dice.between(900.0, 1500.0)
            } else {
                dice.between(420.0, 520.0)
            };
            (
                centre.0 + turn.cos() * reach,
                centre.1 + turn.sin() * reach * 1.3,
            )
        })
        .collect();
    // What is outside the star is dark for a moment: the eye goes to the middle.
    let mut path = tiny_skia::PathBuilder::new();
    path.move_to(-50.0, -50.0);
    path.line_to(-50.0, height + 50.0);
    path.line_to(1130.0, height + 50.0);
    path.line_to(1130.0, -50.0);
    path.close();
    for (at, spot) in star.iter().enumerate() {
        if at == 0 {
            path.move_to(spot.0, spot.1);
        } else {
            path.line_to(spot.0, spot.1);
        }
    }
    path.close();
    let Some(path) = path.finish() else { return };
    let mut paint = tiny_skia::Paint::default();
    paint.set_color(Tone::hex(0x0018_0c22).alpha(0.85 * left).color());
    paint.anti_alias = true;
    let view = canvas.view;
    canvas
        .pixmap
        .fill_path(&path, &paint, tiny_skia::FillRule::EvenOdd, view, None);
}

fn sparkle(canvas: &mut Canvas, height: f32, seed: u64, ms: u32) {
    let mut dice = Dice::new(seed ^ 0x0073_706b);
    let t = ms as f32 / 1000.0;
    for _ in 0..34 {
        let (x, y) = (dice.between(0.0, 1080.0), dice.between(0.0, height));
        let (phase, size) = (dice.between(0.0, 6.3), dice.between(12.0, 46.0));
        let rise = (y - t * 40.0).rem_euclid(height);
        let glow = ((t * 2.6 + phase).sin() * 0.5 + 0.5).powi(2);
        let tone = dice.pick(&[Tone::hex(0x00ff_f2c0), Tone::hex(0x00ff_c8e0), Tone::WHITE]);
        let r = size * (0.4 + 0.6 * glow);
        canvas.glow((x, rise), r * 2.2, tone.alpha(0.45 * glow));
        let thin = r * 0.1;
        canvas.poly(
            &[
                (x, rise - r),
                (x + thin, rise - thin),
                (x + r, rise),
                (x + thin, rise + thin),
                (x, rise + r),
                (x - thin, rise + thin),
                (x - r, rise),
                (x - thin, rise - thin),
            ],
            tone.alpha(0.25 + 0.75 * glow),
        );
    }
}

fn gloom(canvas: &mut Canvas, height: f32, seed: u64, ms: u32) {
    let dark = Tone::hex(0x0016_1038);
    canvas.rect(
        0.0,
        0.0,
        1080.0,
        height,
        Fill::down(0.0, height * 0.8, dark.alpha(0.78), dark.alpha(0.12)),
    );
    let mut dice = Dice::new(seed ^ 0x0067_6c6f);
    let sway = (ms as f32 / 900.0).sin() * 8.0;
    for line in 0..46 {
        let x = (line as f32 + dice.unit()) / 46.0 * 1080.0;
        let length = height * dice.between(0.16, 0.5);
        let width = dice.between(2.0, 7.0);
        canvas.poly(
            &[
                (x, 0.0),
                (x + width, 0.0),
                (x + width * 0.5 + sway * 0.3, length),
            ],
            dark.alpha(0.62),
        );
    }
}

fn vignette(canvas: &mut Canvas, height: f32, tone: Tone, strength: f32) {
    let before = canvas.view;
    canvas.view = before.pre_scale(1.0, height / 1080.0);
    let fill = Fill::Around(
        (540.0, 520.0),
        790.0,
        vec![
            (0.0, tone.alpha(0.0)),
            (0.48, tone.alpha(0.0)),
            (1.0, tone.alpha(strength)),
        ],
    );
    canvas.rect(0.0, 0.0, 1080.0, 1080.0, fill);
    canvas.view = before;
}

/// Nearly no colour, a little warm, less contrast.
fn fade_colours(pixmap: &mut Pixmap) {
    for pixel in pixmap.data_mut().chunks_exact_mut(4) {
        let [r, g, b, a] = [pixel[0], pixel[1], pixel[2], pixel[3]].map(u32::from);
        let grey = (r * 77 + g * 150 + b * 29) >> 8;
        let pale = |value: u32, toward: u32| {
            let mixed = (value * 40 + grey * 216) >> 8;
            (((mixed * 214 + toward * 42 * a / 255) >> 8).min(a)) as u8
        };
        pixel[0] = pale(r, 255);
        pixel[1] = pale(g, 236);
        pixel[2] = pale(b, 200);
    }
}

fn rain_on_glass(canvas: &mut Canvas, height: f32, seed: u64, ms: u32) {
    let mut dice = Dice::new(seed ^ 0x676c_6173);
    let t = ms as f32 / 1000.0;
    canvas.rect(0.0, 0.0, 1080.0, height, Tone::hex(0x00a8_c0e0).alpha(0.08));
    for drop in 0..130 {
        let (x, y) = (dice.between(0.0, 1080.0), dice.between(0.0, height));
        let r = dice.between(3.0, 15.0);
        let runs = drop % 7 == 0;
        let y = if runs {
            (y + t * dice.between(90.0, 260.0)) % (height + 200.0) - 100.0
        } else {
            y
        };
        let x = if runs { x + (y / 60.0).sin() * 9.0 } else { x };
        if runs {
            let fill = Fill::down(
                y - 190.0,
                y,
                Tone::WHITE.alpha(0.0),
                Tone::WHITE.alpha(0.26),
            );
            canvas.poly_blended(
                &[
                    (x - r * 0.5, y - 190.0),
                    (x + r * 0.5, y - 190.0),
                    (x + r, y),
                    (x - r, y),
                ],
                fill,
                BlendMode::SourceOver,
            );
        }
        canvas.ellipse((x, y), r, r * 1.25, Tone::hex(0x000c_1a30).alpha(0.28));
        canvas.ellipse((x, y + r * 0.3), r * 0.8, r * 0.75, Tone::WHITE.alpha(0.22));
        canvas.ellipse(
            (x - r * 0.3, y - r * 0.45),
            r * 0.24,
            r * 0.28,
            Tone::WHITE.alpha(0.8),
        );
    }
}
