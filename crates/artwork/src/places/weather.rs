//! Weather that moves: drawn over a frame, by the time.

use storyboard::place::{Place, Weather};
use tiny_skia::{Pixmap, Transform};

use crate::brush::{Canvas, Fill, Tone};
use crate::dice::Dice;

/// Draws a place's weather over a frame of it, `ms` after the shot began. Nothing where there is a roof or the sky is
/// clear. The frame may have any size; whatever falls, falls over its whole width.
pub fn fall(frame: &mut Pixmap, place: &Place, ms: u32) {
    if place.kind.inside() {
        return;
    }
    let scale = frame.width() as f32 / 1080.0;
    let height = frame.height() as f32 / scale;
    let Some(empty) = Pixmap::new(1, 1) else {
        return;
    };
    // The frame is drawn on in place.
    let mut canvas = Canvas::plain(std::mem::replace(frame, empty));
    canvas.view = Transform::from_scale(scale, scale);
    let t = ms as f32 / 1000.0;
    match place.weather {
        Weather::Clear => {}
        Weather::Rain => rain(&mut canvas, height, place.seed, t, 150),
        Weather::Storm => {
            rain(&mut canvas, height, place.seed, t, 260);
            lightning(&mut canvas, height, place.seed, ms);
        }
        Weather::Snow => snow(&mut canvas, height, place.seed, t),
        Weather::Fog => fog(&mut canvas, height, t),
    }
    *frame = canvas.pixmap;
}

fn rain(canvas: &mut Canvas, height: f32, seed: u64, t: f32, drops: u32) {
    let mut dice = Dice::new(seed ^ 0x7261_696e);
    for _ in 0..drops {
        let near = dice.unit();
        let speed = 1500.0 + near * 1700.0;
        let length = 36.0 + near * near * 120.0;
        let (x, y) = (
            dice.between(-100.0, 1200.0),
            dice.between(0.0, height + 300.0),
        );
        let fallen = (y + t * speed) % (height + 300.0) - 150.0;
        let lean = 0.14;
        let x = x - fallen * lean + 100.0;
        let tone = Tone::hex(0x00dc_e8ff).alpha(0.10 + near * 0.22);
        canvas.line(
            &[(x, fallen), (x - length * lean, fallen + length)],
            1.2 + near * 2.4,
            tone,
        );
    }
}

fn lightning(canvas: &mut Canvas, height: f32, seed: u64, ms: u32) {
    // About every four seconds, for a few frames, twice.
    let round = u64::from(ms / 4000);
    let mut dice = Dice::new(seed ^ round);
    let start = 600 + (dice.unit() * 2600.0) as u32;
    let since = (ms % 4000).wrapping_sub(start);
    let strength = match since {
        0..70 => 0.55,
        110..170 => 0.4,
        170..360 => 0.4 * (1.0 - (since - 170) as f32 / 190.0),
        _ => return,
    };
    canvas.rect(
        0.0,
        0.0,
        1080.0,
        height,
        Tone::hex(0x00e8_ecff).alpha(strength),
    );
    if since < 170 {
        let mut at = (dice.between(200.0, 880.0), 0.0);
        let mut bolt = vec![at];
        while at.1 < height * 0.42 {
            at = (
                at.0 + dice.between(-70.0, 70.0),
                at.1 + dice.between(40.0, 90.0),
            );
            bolt.push(at);
        }
        canvas.line(&bolt, 16.0, Tone::hex(0x00b8_c8ff).alpha(0.4));
        canvas.line(&bolt, 6.0, Tone::WHITE);
    }
}

fn snow(canvas: &mut Canvas, height: f32, seed: u64, t: f32) {
    let mut dice = Dice::new(seed ^ 0x736e_6f77);
    for _ in 0..170 {
        let near = dice.unit();
        let speed = 60.0 + near * 170.0;
        let (x, y, phase) = (
            dice.between(0.0, 1080.0),
            dice.between(0.0, height + 40.0),
            dice.between(0.0, std::f32::consts::TAU),
        );
        let fallen = (y + t * speed) % (height + 40.0) - 20.0;
        let x = x + (t * 0.9 + phase).sin() * (14.0 + near * 26.0);
        let radius = 2.0 + near * near * 9.0;
        canvas.ellipse(
            (x, fallen),
            radius,
            radius,
            Tone::WHITE.alpha(0.45 + near * 0.4),
        );
    }
}

fn fog(canvas: &mut Canvas, height: f32, t: f32) {
    let pale = Tone::hex(0x00e2_e6e8);
    canvas.rect(
        0.0,
        height * 0.3,
        1080.0,
        height * 0.7,
        Fill::down(
            height * 0.3,
            height * 0.75,
            pale.alpha(0.0),
            pale.alpha(0.3),
        ),
    );
    for bank in 0..4 {
        let speed = 14.0 + bank as f32 * 11.0;
        let x = (bank as f32 * 430.0 + t * speed) % 1900.0 - 410.0;
        let y = height * (0.46 + bank as f32 * 0.1);
        let fill = Fill::Around(
            (x, 0.0),
            430.0,
            vec![(0.0, pale.alpha(0.26)), (1.0, pale.alpha(0.0))],
        );
        let before = canvas.view;
        canvas.view = before.pre_translate(0.0, y).pre_scale(1.0, 0.24);
        canvas.rect(x - 430.0, -430.0, 860.0, 860.0, fill);
        canvas.view = before;
    }
}
