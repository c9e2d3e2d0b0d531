//! The waves of a seed, as a picture.

use std::f32::consts::PI;

use sha2::{Digest, Sha256};

use crate::Seed;

/// Size of the picture that is read, in pixels; squares are [`SQUARE`] of these wide.
pub const WIDTH: usize = 360;
pub const HEIGHT: usize = 640;
pub(crate) const SQUARE: usize = 8;
pub(crate) const COLUMNS: usize = WIDTH / SQUARE;
pub(crate) const ROWS: usize = HEIGHT / SQUARE;

/// Half waves across and down a square. Lower ones are seen, higher ones are the first that encoders drop.
pub const WAVES: [(usize, usize); 6] = [(1, 2), (2, 1), (2, 2), (1, 3), (3, 1), (0, 3)];

/// Height of one wave in levels of luma (of 255). Six of them stand in each square: 1.7 levels root mean square.
const HEIGHT_OF_WAVE: f32 = 1.3;

/// A sign for each wave of each square, row by row: +1 or −1.
pub(crate) fn signs(seed: &Seed) -> Vec<f32> {
    let count = COLUMNS * ROWS * WAVES.len();
    let mut signs = Vec::with_capacity(count + 256);
    for counter in 0_u32.. {
        if signs.len() >= count {
            break;
        }
        let mut hash = Sha256::new();
        hash.update(b"cliffhanger watermark 1");
        hash.update(seed.0);
        hash.update(counter.to_be_bytes());
        for byte in hash.finalize() {
            signs.extend((0..8).map(|bit| if byte >> bit & 1 == 1 { 1.0 } else { -1.0 }));
        }
    }
    signs.truncate(count);
    signs
}

/// Half waves along a side of `pixels`: at each pixel its square, and by number of half waves the height there.
fn along(pixels: usize, squares: usize) -> Vec<(usize, [f32; 4])> {
    let scale = (squares * SQUARE) as f32 / pixels as f32;
    let at = |pixel: usize| {
        let place = (pixel as f32 + 0.5) * scale / SQUARE as f32;
        let square = (place as usize).min(squares - 1);
        let inside = place - square as f32;
        let wave = |halves: f32| (PI * halves * inside).cos();
        (square, [1.0, wave(1.0), wave(2.0), wave(3.0)])
    };
    (0..pixels).map(at).collect()
}

/// The mark for a film of this size: grey levels around 128, row by row; add them less 128 to the film's luma.
pub fn picture(seed: &Seed, width: usize, height: usize) -> Vec<u8> {
    let signs = signs(seed);
    let (across, down) = (along(width, COLUMNS), along(height, ROWS));
    let mut pixels = Vec::with_capacity(width * height);
    for (row, v) in &down {
        for (column, u) in &across {
            let first = (row * COLUMNS + column) * WAVES.len();
            let signs = &signs[first..first + WAVES.len()];
            let sum: f32 = WAVES
                .iter()
                .zip(signs)
                .map(|((x, y), sign)| sign * u[*x] * v[*y])
                .sum();
            pixels.push((128.0 + HEIGHT_OF_WAVE * sum).round() as u8);
        }
    }
    pixels
}

/// Lays a mark into the luma of a frame of the same size.
pub fn lay(luma: &mut [u8], mark: &[u8]) {
    for (pixel, mark) in luma.iter_mut().zip(mark) {
        *pixel = (i16::from(*pixel) + i16::from(*mark) - 128).clamp(0, 255) as u8;
    }
}
