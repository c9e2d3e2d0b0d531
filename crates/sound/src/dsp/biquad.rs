//! Second-order filters after the Audio EQ Cookbook (R. Bristow-Johnson).

use std::f32::consts::TAU;

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Biquad {
    forward: [f32; 3],
    back: [f32; 2],
    state: [f32; 2],
}

impl Biquad {
    pub fn low_pass(hertz: f32, q: f32, rate: u32) -> Self {
        let (cos, alpha) = Self::angles(hertz, q, rate);
        Self::new(
            [(1.0 - cos) / 2.0, 1.0 - cos, (1.0 - cos) / 2.0],
            [1.0 + alpha, -2.0 * cos, 1.0 - alpha],
        )
    }

    pub fn high_pass(hertz: f32, q: f32, rate: u32) -> Self {
        let (cos, alpha) = Self::angles(hertz, q, rate);
        Self::new(
            [
                f32::midpoint(1.0, cos),
                -(1.0 + cos),
                f32::midpoint(1.0, cos),
            ],
            [1.0 + alpha, -2.0 * cos, 1.0 - alpha],
        )
    }

    /// At its middle the gain is 1.
    pub fn band_pass(hertz: f32, q: f32, rate: u32) -> Self {
        let (cos, alpha) = Self::angles(hertz, q, rate);
        Self::new([alpha, 0.0, -alpha], [1.0 + alpha, -2.0 * cos, 1.0 - alpha])
    }

    pub fn peak(hertz: f32, q: f32, decibels: f32, rate: u32) -> Self {
        let (cos, alpha) = Self::angles(hertz, q, rate);
        let a = 10f32.powf(decibels / 40.0);
        Self::new(
            [1.0 + alpha * a, -2.0 * cos, 1.0 - alpha * a],
            [1.0 + alpha / a, -2.0 * cos, 1.0 - alpha / a],
        )
    }

    fn angles(hertz: f32, q: f32, rate: u32) -> (f32, f32) {
        let omega = TAU * hertz.clamp(5.0, rate as f32 * 0.49) / rate as f32;
        (omega.cos(), omega.sin() / (2.0 * q))
    }

    fn new(b: [f32; 3], a: [f32; 3]) -> Self {
        Self {
            forward: b.map(|v| v / a[0]),
            back: [a[1] / a[0], a[2] / a[0]],
            state: [0.0; 2],
        }
    }

    #[inline]
    pub fn next(&mut self, input: f32) -> f32 {
        let output = self.forward[0] * input + self.state[0];
        self.state[0] = self.forward[1] * input - self.back[0] * output + self.state[1];
        self.state[1] = self.forward[2] * input - self.back[1] * output;
        output
    }

    pub fn run(mut self, samples: &mut [f32]) {
        for sample in samples {
            *sample = self.next(*sample);
        }
    }
}
