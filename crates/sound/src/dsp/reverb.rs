//! A room: eight delays that feed each other (a feedback delay network with a Householder matrix), damped.

use crate::{RATE, Stereo};

pub(crate) struct Reverb {
    lines: [Vec<f32>; 8],
    at: [usize; 8],
    damped: [f32; 8],
    gains: [f32; 8],
    damping: f32,
}

/// Samples at 48 kHz, without common factors.
const LENGTHS: [usize; 8] = [1_433, 1_601, 1_867, 2_053, 2_251, 2_399, 2_677, 2_903];

impl Reverb {
    /// `seconds` until it has fallen by 60 dB; `size` 1 is a hall, 0.3 a room; `damping` 0…1 takes the brightness.
    pub fn new(seconds: f32, size: f32, damping: f32) -> Self {
        let lengths = LENGTHS.map(|length| ((length as f32 * size) as usize).max(32));
        Self {
            lines: lengths.map(|length| vec![0.0; length]),
            at: [0; 8],
            damped: [0.0; 8],
            gains: lengths.map(|length| 10f32.powf(-3.0 * length as f32 / RATE as f32 / seconds)),
            damping,
        }
    }

    #[inline]
    pub fn next(&mut self, left: f32, right: f32) -> (f32, f32) {
        let mut out = [0f32; 8];
        for (index, out) in out.iter_mut().enumerate() {
            let value = self.lines[index][self.at[index]];
            self.damped[index] += (value - self.damped[index]) * (1.0 - self.damping);
            *out = self.damped[index] * self.gains[index];
        }
        let mixed = out.iter().sum::<f32>() * 0.25;
        for (index, (line, out)) in self.lines.iter_mut().zip(&out).enumerate() {
            let input = if index % 2 == 0 { left } else { right };
            line[self.at[index]] = out - mixed + input;
            self.at[index] += 1;
            if self.at[index] == line.len() {
                self.at[index] = 0;
            }
        }
        (
            out[0] - out[2] + out[4] - out[6],
            out[1] - out[3] + out[5] - out[7],
        )
    }

    /// The room's answer to a programme, `share` of it added in place.
    pub fn run(mut self, sound: &mut Stereo, share: f32) {
        for (left, right) in sound.left.iter_mut().zip(&mut sound.right) {
            let (l, r) = self.next(*left, *right);
            *left += l * share;
            *right += r * share;
        }
    }
}
