//! Frame rates as exact fractions.

use serde::{Deserialize, Serialize};

/// Frames per second as a fraction, so that 29.97 stays 30000/1001.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// Numerator, at least 1.
    pub num: u32,
    /// Denominator, at least 1.
    pub den: u32,
}

/// The rates that cameras and editors use.
const STANDARD: [Rate; 10] = [
    Rate::new(12, 1),
    Rate::new(15, 1),
    Rate::new(24_000, 1001),
    Rate::new(24, 1),
    Rate::new(25, 1),
    Rate::new(30_000, 1001),
    Rate::new(30, 1),
    Rate::new(50, 1),
    Rate::new(60_000, 1001),
    Rate::new(60, 1),
];

impl Rate {
    /// `num / den` frames a second.
    pub const fn new(num: u32, den: u32) -> Self {
        Self { num, den }
    }

    /// Reads ffprobe's `30000/1001`; `None` for `0/0` and anything else that is no rate.
    pub fn parse(text: &str) -> Option<Self> {
        let (num, den) = text.split_once('/')?;
        let rate = Self::new(num.parse().ok()?, den.parse().ok()?);
        (rate.num > 0 && rate.den > 0).then_some(rate)
    }

    /// Frames per second.
    pub fn fps(self) -> f64 {
        f64::from(self.num) / f64::from(self.den)
    }

    /// Half the rate, exactly.
    #[must_use]
    pub fn halved(self) -> Self {
        if self.num.is_multiple_of(2) {
            Self::new(self.num / 2, self.den)
        } else {
            Self::new(self.num, self.den * 2)
        }
    }

    /// The standard rate within 0.02 % … 1 % of this one, else this one in thousandths.
    ///
    /// A measured average such as 29.98 belongs to a 29.97 camera; a steady 48 stays 48.
    #[must_use]
    pub fn tidied(self) -> Self {
        let fps = self.fps();
        let nearest = STANDARD
            .into_iter()
            .min_by(|a, b| (a.fps() - fps).abs().total_cmp(&(b.fps() - fps).abs()));
        match nearest {
            Some(rate) if (rate.fps() - fps).abs() / fps < 0.01 => rate,
            _ if self.den <= 1001 => self,
            _ => Self::new((fps * 1000.0).round().max(1.0) as u32, 1000),
        }
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.num, self.den)
    }
}
