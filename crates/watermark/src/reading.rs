//! A film's leaning towards a seed.

use std::f32::consts::PI;

use crate::Seed;
use crate::pattern::{COLUMNS, HEIGHT, ROWS, SQUARE, WAVES, WIDTH, signs};

/// The chance at which a name is called certain enough to be told: one in a million, over all seeds together.
pub const CHANCE_MAX: f64 = 1e-6;

/// Levels beside which what stands in one frame counts less and less: an edge of the scene is no louder than the mark.
const LOUD: f32 = 12.0;

/// What was read of a film so far.
#[derive(Clone)]
pub struct Reading {
    sums: Vec<f32>,
    frames: usize,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            sums: vec![0.0; COLUMNS * ROWS * WAVES.len()],
            frames: 0,
        }
    }
}

impl Reading {
    /// Reads a frame: the luma, [`WIDTH`] × [`HEIGHT`] bytes. Others are passed over. Frames that lie apart tell more than
    /// those that follow each other.
    pub fn add(&mut self, luma: &[u8]) {
        if luma.len() != WIDTH * HEIGHT {
            return;
        }
        self.frames += 1;
        let cosines: Vec<[f32; SQUARE]> = (0..4)
            .map(|halves| {
                std::array::from_fn(|at| {
                    (PI * halves as f32 * (at as f32 + 0.5) / SQUARE as f32).cos()
                })
            })
            .collect();
        for row in 0..ROWS {
            for column in 0..COLUMNS {
                // First across: four sums for each line of the square.
                let line = |y: usize| {
                    let from = (row * SQUARE + y) * WIDTH + column * SQUARE;
                    &luma[from..from + SQUARE]
                };
                let across: [[f32; SQUARE]; 4] = std::array::from_fn(|x| {
                    std::array::from_fn(|y| {
                        let pairs = line(y).iter().zip(&cosines[x]);
                        pairs.map(|(pixel, wave)| f32::from(*pixel) * wave).sum()
                    })
                });
                let first = (row * COLUMNS + column) * WAVES.len();
                for (at, (x, y)) in WAVES.iter().enumerate() {
                    let sum: f32 = across[*x]
                        .iter()
                        .zip(&cosines[*y])
                        .map(|(line, wave)| line * wave)
                        .sum();
                    let height = sum / (SQUARE * SQUARE / 4) as f32;
                    self.sums[first + at] += height / (1.0 + height.abs() / LOUD);
                }
            }
        }
    }

    /// How many frames were read.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// By how many standard deviations the film leans towards a seed. 0 for a film that shows nothing.
    pub fn score(&self, seed: &Seed) -> f64 {
        let mut sizes: Vec<f32> = self.sums.iter().map(|sum| sum.abs()).collect();
        let middle = sizes.len() / 2;
        let typical = *sizes.select_nth_unstable_by(middle, f32::total_cmp).1;
        let (mut leaning, mut power) = (0.0_f64, 0.0_f64);
        for (sum, sign) in self.sums.iter().zip(signs(seed)) {
            // What stands still in the scene is loud in a few squares; it may not drown the others.
            let told = f64::from(sum / (typical + sum.abs()).max(f32::MIN_POSITIVE));
            leaning += told * f64::from(sign);
            power += told * told;
        }
        if power > 0.0 {
            leaning / power.sqrt()
        } else {
            0.0
        }
    }
}

/// The most probable it can be that any of `seeds` seeds that are not in a film reaches this score by chance.
pub fn chance(score: f64, seeds: usize) -> f64 {
    if score <= 0.0 {
        return 1.0;
    }
    (seeds.max(1) as f64 * (-score * score / 2.0).exp()).min(1.0)
}

/// The score from which on a name may be told, of so many seeds.
pub fn wanted(seeds: usize) -> f64 {
    (2.0 * (seeds.max(1) as f64 / CHANCE_MAX).ln()).sqrt()
}
