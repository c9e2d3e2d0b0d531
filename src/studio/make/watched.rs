//! What is measured of pictures that move, whoever made them.

use super::{Check, Weight};

/// How far from 9:16 a picture may be: it is cut at its sides. 2:3, the most upright that some models draw (OpenAI's), loses
/// a sixth of its width.
const ASPECT_OFF: f64 = 0.2;

/// How much black and how much standing still a kind of picture may have, in seconds.
#[derive(Clone, Copy)]
pub struct Most {
    pub black_s: f64,
    pub frozen_s: f64,
}

impl Most {
    /// What is drawn or put together here. A fade from black is shorter than this; a card is read for longer than footage
    /// may stand.
    pub const DRAWN: Self = Self {
        black_s: 1.5,
        frozen_s: 8.0,
    };
    /// Footage of one shot: where nothing moves for longer it is a picture.
    pub const FOOTAGE: Self = Self {
        black_s: 0.5,
        frozen_s: 2.5,
    };
}

/// Whether too much of it is black.
pub fn black(value: f64, most: Most) -> Check {
    at_most(
        "black",
        value,
        most.black_s,
        format!("{value:.1} s are black"),
    )
}

/// Whether nothing moves for too long.
pub fn frozen(value: f64, most: Most) -> Check {
    at_most(
        "frozen",
        value,
        most.frozen_s,
        format!("nothing moves for {value:.1} s"),
    )
}

fn at_most(name: &str, value: f64, wanted: f64, message: String) -> Check {
    Check {
        name: name.into(),
        value,
        wanted,
        passed: value <= wanted,
        message,
        weight: Weight::Blocks,
    }
}

/// Whether its shape is about the one that all pictures have here.
pub fn aspect(width: u32, height: u32) -> Check {
    let value = f64::from(width) / f64::from(height.max(1));
    let wanted = 9.0 / 16.0;
    Check {
        name: "aspect".into(),
        value,
        wanted,
        passed: (value / wanted - 1.0).abs() <= ASPECT_OFF,
        message: format!("{width} x {height}, where 9:16 was asked for"),
        weight: Weight::Blocks,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::against;
    use super::*;

    #[test]
    fn a_failed_check_is_told() {
        let wrong = aspect(1920, 1080);
        assert!(!wrong.passed && !aspect(768, 1024).passed);
        assert!(aspect(1024, 1536).passed && aspect(720, 1440).passed);
        assert!(
            against(&json!([aspect(720, 1280), wrong]))
                .unwrap()
                .contains("1920 x 1080")
        );
        assert_eq!(against(&json!([aspect(720, 1280)])), None);
    }

    #[test]
    fn footage_may_stand_and_be_black_for_less_than_what_is_drawn() {
        assert!(black(1.5, Most::DRAWN).passed && !black(1.6, Most::DRAWN).passed);
        assert!(black(0.5, Most::FOOTAGE).passed && !black(0.6, Most::FOOTAGE).passed);
        assert!(frozen(8.0, Most::DRAWN).passed && !frozen(8.1, Most::DRAWN).passed);
        let still = frozen(2.6, Most::FOOTAGE);
        assert_eq!((still.passed, still.wanted), (false, 2.5));
        assert_eq!(still.message, "nothing moves for 2.6 s");
    }
}
