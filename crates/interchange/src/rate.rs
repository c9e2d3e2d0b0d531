//! Frame rates as fractions. An edit is counted in whole frames; seconds are only ever written as fractions of them.

use serde::{Deserialize, Serialize};

/// Frames each second: 24/1, 30000/1001.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rate {
    num: u32,
    den: u32,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error(
    "{num}/{den} is no frame rate: take one of 1 to 240 frames each second, such as 24/1 or 30000/1001"
)]
pub struct NoRate {
    num: u32,
    den: u32,
}

impl Rate {
    pub const FILM: Self = Self { num: 24, den: 1 };
    pub const PAL: Self = Self { num: 25, den: 1 };
    pub const NTSC: Self = Self {
        num: 30_000,
        den: 1001,
    };
    pub const THIRTY: Self = Self { num: 30, den: 1 };

    pub fn new(num: u32, den: u32) -> Result<Self, NoRate> {
        let sane =
            den > 0 && den <= 1_000_000 && num >= den && u64::from(num) <= 240 * u64::from(den);
        if sane {
            Ok(Self { num, den })
        } else {
            Err(NoRate { num, den })
        }
    }

    pub fn num(self) -> u32 {
        self.num
    }

    pub fn den(self) -> u32 {
        self.den
    }

    /// As formats that know no fractions write it.
    pub fn as_f64(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }

    /// The frame boundary nearest to a moment.
    pub fn frame_at(self, ms: u64) -> u64 {
        let (num, den) = (u128::from(self.num), u128::from(self.den) * 1000);
        ((u128::from(ms) * num * 2 + den) / (den * 2)) as u64
    }

    /// Microseconds from the start to a frame boundary, to the nearest.
    pub fn micros(self, frames: u64) -> u64 {
        let num = u128::from(self.num);
        ((u128::from(frames) * u128::from(self.den) * 2_000_000 + num) / (num * 2)) as u64
    }

    /// Milliseconds from the start to a frame boundary, to the nearest.
    pub fn millis(self, frames: u64) -> u64 {
        (self.micros(frames) + 500) / 1000
    }

    /// Frames counted to a second by timecode: 30 for 30000/1001.
    pub fn nominal(self) -> u64 {
        u64::from(self.num.div_ceil(self.den))
    }

    /// `HH:MM:SS:FF`, no frames dropped. Past a day it goes round, as timecode does.
    pub fn timecode(self, frames: u64) -> String {
        let each = self.nominal();
        let seconds = frames / each;
        format!(
            "{:02}:{:02}:{:02}:{:02}",
            seconds / 3600 % 24,
            seconds / 60 % 60,
            seconds % 60,
            frames % each
        )
    }

    /// Frames as exact seconds: `1001/30000s`, `3s`.
    pub fn seconds(self, frames: u64) -> String {
        let (num, den) = (
            frames.saturating_mul(u64::from(self.den)),
            u64::from(self.num),
        );
        if num % den == 0 {
            return format!("{}s", num / den);
        }
        let common = gcd(u64::from(self.num), u64::from(self.den));
        format!("{}/{}s", num / common, den / common)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_goes_to_the_nearest_frame_and_back_within_half_of_one() {
        for rate in [Rate::FILM, Rate::PAL, Rate::NTSC, Rate::THIRTY] {
            for ms in (0..200_000).step_by(37) {
                let back = rate.micros(rate.frame_at(ms)) as f64;
                assert!((back - ms as f64 * 1000.0).abs() <= 500_000.0 / rate.as_f64() + 1.0);
            }
        }
    }

    #[test]
    fn seconds_are_exact() {
        assert_eq!(Rate::NTSC.seconds(1), "1001/30000s");
        assert_eq!(Rate::NTSC.seconds(30_000), "1001s");
        assert_eq!(Rate::FILM.seconds(36), "36/24s");
        assert_eq!(Rate::FILM.seconds(0), "0s");
    }

    #[test]
    fn timecode_counts_frames() {
        assert_eq!(Rate::FILM.timecode(24 * 61 + 5), "00:01:01:05");
        assert_eq!(Rate::NTSC.timecode(30), "00:00:01:00");
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for (num, den) in [(0, 1), (24, 0), (1, 2), (241, 1), (u32::MAX, 1)] {
            assert!(Rate::new(num, den).is_err());
        }
    }
}
