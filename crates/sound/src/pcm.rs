//! Sound in memory.

use std::f64::consts::PI;

/// One channel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mono {
    pub samples: Vec<f32>,
    /// Samples a second.
    pub rate: u32,
}

/// Two channels of one length, at [`crate::RATE`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stereo {
    pub left: Vec<f32>,
    pub right: Vec<f32>,
}

impl Mono {
    pub fn seconds(&self) -> f64 {
        self.samples.len() as f64 / f64::from(self.rate.max(1))
    }

    /// The same sound at another rate: a windowed sinc of 32 taps, its cut-off below the lower of both rates.
    #[must_use]
    pub fn at_rate(&self, rate: u32) -> Self {
        if rate == self.rate || self.rate == 0 {
            return self.clone();
        }
        Self {
            samples: stretch(&self.samples, f64::from(self.rate) / f64::from(rate)),
            rate,
        }
    }
}

impl Stereo {
    pub fn silence(frames: usize) -> Self {
        Self {
            left: vec![0.0; frames],
            right: vec![0.0; frames],
        }
    }

    pub fn frames(&self) -> usize {
        self.left.len()
    }

    pub fn seconds(&self) -> f64 {
        self.frames() as f64 / f64::from(crate::RATE)
    }

    pub fn gain(&mut self, gain: f32) {
        for sample in self.left.iter_mut().chain(&mut self.right) {
            *sample *= gain;
        }
    }

    /// Adds another programme from `frame` on; what would lie past the end is left out.
    pub fn add(&mut self, other: &Self, frame: usize, gain: f32) {
        for (to, from) in [
            (&mut self.left, &other.left),
            (&mut self.right, &other.right),
        ] {
            for (sample, more) in to.iter_mut().skip(frame).zip(from) {
                *sample += more * gain;
            }
        }
    }

    /// Rises over its first frames and falls over its last.
    pub fn fade(&mut self, rise: usize, fall: usize) {
        let half = self.frames() / 2;
        for channel in [&mut self.left, &mut self.right] {
            let smooth = |n: usize, of: usize| {
                let part = n as f32 / of as f32;
                part * part * (3.0 - 2.0 * part)
            };
            let (rise, fall) = (rise.min(half), fall.min(half));
            for (n, sample) in channel.iter_mut().take(rise).enumerate() {
                *sample *= smooth(n, rise);
            }
            for (n, sample) in channel.iter_mut().rev().take(fall).enumerate() {
                *sample *= smooth(n, fall);
            }
        }
    }

    /// The loudest sample.
    pub fn peak(&self) -> f32 {
        peak(&self.left).max(peak(&self.right))
    }

    /// Left and right in turn.
    pub fn interleaved(&self) -> Vec<f32> {
        self.left
            .iter()
            .zip(&self.right)
            .flat_map(|(l, r)| [*l, *r])
            .collect()
    }
}

pub fn peak(samples: &[f32]) -> f32 {
    samples
        .iter()
        .fold(0.0, |most, sample| most.max(sample.abs()))
}

/// Root of the mean square; 0 of nothing.
pub fn rms(samples: &[f32]) -> f32 {
    let sum: f64 = samples.iter().map(|s| f64::from(*s) * f64::from(*s)).sum();
    (sum / samples.len().max(1) as f64).sqrt() as f32
}

pub fn decibels(gain: f32) -> f32 {
    20.0 * gain.max(1e-9).log10()
}

pub fn from_decibels(decibels: f32) -> f32 {
    10f32.powf(decibels / 20.0)
}

/// Reads samples `step` at a time: 2 gives half as many, an octave higher.
pub(crate) fn stretch(samples: &[f32], step: f64) -> Vec<f32> {
    const HALF: isize = 16;
    const PHASES: usize = 256;
    let cutoff = (1.0 / step).min(1.0) * 0.95;
    let width = HALF as f64;
    // Row p holds the taps for a position p/PHASES between two samples.
    let mut table = vec![0f32; (PHASES + 1) * 2 * HALF as usize];
    for phase in 0..=PHASES {
        let fraction = phase as f64 / PHASES as f64;
        for tap in 0..2 * HALF {
            let x = (tap - HALF + 1) as f64 - fraction;
            let sinc = if x.abs() < 1e-9 {
                cutoff
            } else {
                (PI * x * cutoff).sin() / (PI * x)
            };
            let window = if x.abs() >= width {
                0.0
            } else {
                0.42 + 0.5 * (PI * x / width).cos() + 0.08 * (2.0 * PI * x / width).cos()
            };
            table[phase * 2 * HALF as usize + tap as usize] = (sinc * window) as f32;
        }
    }
    let length = (samples.len() as f64 / step).round() as usize;
    (0..length)
        .map(|index| {
            let position = index as f64 * step;
            let whole = position.floor();
            let phase = ((position - whole) * PHASES as f64).round() as usize;
            let first = whole as isize - HALF + 1;
            let taps = &table[phase * 2 * HALF as usize..(phase + 1) * 2 * HALF as usize];
            if first >= 0 && first as usize + taps.len() <= samples.len() {
                let near = &samples[first as usize..first as usize + taps.len()];
                return near.iter().zip(taps).map(|(a, b)| a * b).sum();
            }
            taps.iter()
                .enumerate()
                .filter_map(|(tap, weight)| {
                    let at = usize::try_from(first + tap as isize).ok()?;
                    Some(samples.get(at)? * weight)
                })
                .sum()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_keeps_its_height_and_loudness_at_another_rate() {
        let tone: Vec<f32> = (0..24_000)
            .map(|n| (f64::from(n) * 2.0 * PI * 440.0 / 24_000.0).sin() as f32 * 0.5)
            .collect();
        let there = Mono {
            samples: tone,
            rate: 24_000,
        }
        .at_rate(48_000);
        assert_eq!(there.samples.len(), 48_000);
        let crossings = there
            .samples
            .windows(2)
            .filter(|w| w[0] <= 0.0 && w[1] > 0.0)
            .count();
        assert!((439..=441).contains(&crossings), "{crossings}");
        assert!((rms(&there.samples[2000..46_000]) - 0.3536).abs() < 0.002);
    }

    #[test]
    fn what_is_too_high_for_the_lower_rate_is_taken_out() {
        let tone: Vec<f32> = (0..48_000)
            .map(|n| (f64::from(n) * 2.0 * PI * 11_500.0 / 48_000.0).sin() as f32)
            .collect();
        let there = Mono {
            samples: tone,
            rate: 48_000,
        }
        .at_rate(16_000);
        assert!(rms(&there.samples[500..15_500]) < 0.01);
    }
}
