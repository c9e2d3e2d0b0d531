//! Pictures watched on their way into the encoder, so that nobody has to decode a film to know that it is black or stands.

use super::encoder::RATE;

/// Of each row of pixels every so many are looked at, and of rows as many.
const STRIDE: usize = 8;
/// Brightness (limited range, 16 is black) under which a pixel is black: 6 % of white, as ffmpeg's `blackdetect` has it here.
const BLACK: u8 = 29;
/// Share of the pixels, in parts of a hundred, that are black in a black picture.
const ALL_BUT: usize = 98;
/// Mean difference of brightness, in thousandths of a step, under which two pictures are the same: 0.05 % of 255 steps, as
/// `freezedetect` has it here.
const MOVES: u64 = 128;

/// What was seen so far.
#[derive(Debug, Default)]
pub struct Watch {
    /// The picture with which it last moved; what creeps is compared with it, not with the one before.
    began: Vec<u8>,
    now: Vec<u8>,
    black: u32,
    still: u32,
    longest: u32,
}

impl Watch {
    /// The next picture: its brightness first, `width` bytes a row.
    pub fn see(&mut self, picture: &[u8], width: usize, height: usize) {
        self.now.clear();
        let rows = picture.chunks_exact(width.max(1)).take(height);
        for row in rows.step_by(STRIDE) {
            self.now.extend(row.iter().step_by(STRIDE));
        }
        let dark = self.now.iter().filter(|&&value| value < BLACK).count();
        if dark * 100 >= self.now.len() * ALL_BUT {
            self.black += 1;
        }
        let apart: u64 = self
            .now
            .iter()
            .zip(&self.began)
            .map(|(a, b)| u64::from(a.abs_diff(*b)))
            .sum();
        let same = self.began.len() == self.now.len()
            && apart * 1000 < MOVES * self.now.len().max(1) as u64;
        if same {
            self.still += 1;
        } else {
            std::mem::swap(&mut self.began, &mut self.now);
            self.still = 1;
        }
        self.longest = self.longest.max(self.still);
    }

    /// Seconds of black.
    pub fn black_s(&self) -> f64 {
        f64::from(self.black) / f64::from(RATE)
    }

    /// The longest time in which nothing moved, in seconds.
    pub fn frozen_s(&self) -> f64 {
        f64::from(self.longest) / f64::from(RATE)
    }
}
