//! The camera: what each move has done at a moment.

use storyboard::shot::Move;

use super::blit::Placing;
use crate::Size;
use crate::figures::persona::unit;

/// Where the camera stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stand {
    pub zoom: f32,
    /// Of the picture's width and height.
    pub pan: (f32, f32),
    /// How far the background is out of focus against its rest: 0 sharp, 1 as the framing has it.
    pub focus: f32,
}

fn ease(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

/// `ms` into a shot of `length` ms.
pub fn at(motion: Move, ms: u32, length: u32, seed: u64) -> Stand {
    let t = ease(ms as f32 / length.max(1) as f32);
    let still = Stand {
        zoom: 1.0,
        pan: (0.0, 0.0),
        focus: 1.0,
    };
    match motion {
        Move::Still => still,
        Move::PushIn => Stand {
            zoom: 1.0 + 0.09 * t,
            ..still
        },
        Move::PullOut => Stand {
            zoom: 1.10 - 0.09 * t,
            ..still
        },
        Move::PanLeft => Stand {
            zoom: 1.06,
            pan: (-0.025 + 0.05 * t, 0.0),
            ..still
        },
        Move::PanRight => Stand {
            zoom: 1.06,
            pan: (0.025 - 0.05 * t, 0.0),
            ..still
        },
        Move::TiltUp => Stand {
            zoom: 1.06,
            pan: (0.0, -0.024 + 0.048 * t),
            ..still
        },
        Move::TiltDown => Stand {
            zoom: 1.06,
            pan: (0.0, 0.024 - 0.048 * t),
            ..still
        },
        Move::Shake => {
            let strength = 0.004 + 0.010 * (-(ms as f32) / 350.0).exp();
            // A new place every frame of a film at 24 a second.
            let step = u64::from(ms * 24 / 1000);
            let jolt = |salt| (unit(seed ^ step, salt) - 0.5) * 2.0 * strength;
            Stand {
                zoom: 1.05,
                pan: (jolt(1), jolt(2) * 0.6),
                ..still
            }
        }
        Move::Rack => Stand {
            focus: 1.0 - ease(1.0 - (ms as f32 / (length as f32 * 0.6).max(1.0))),
            ..still
        },
        Move::Punch => Stand {
            zoom: 1.0 + 0.12 * (1.0 - (1.0 - (ms as f32 / 220.0).min(1.0)).powi(3)),
            ..still
        },
    }
}

impl Stand {
    /// Where a sheet at a depth (0 far, 1 near) lands in the picture: near ones move more.
    pub fn placing(&self, size: Size, depth: f32) -> Placing {
        let (w, h) = (size.width as f32, size.height as f32);
        let part = 0.45 + 0.55 * depth.clamp(0.0, 1.3);
        let pivot = (w * 0.5, h * 0.40);
        Placing {
            scale: 1.0 + (self.zoom - 1.0) * part,
            turn: 0.0,
            pivot,
            lands: (
                pivot.0 + self.pan.0 * w * part,
                pivot.1 + self.pan.1 * h * part,
            ),
        }
    }
}
