//! How a feeling is said. The model knows no feelings, so pace, height, loudness and pauses carry them, and a little
//! shaping of the sound.

use storyboard::shot::Feeling;

/// Beside the voice's own way of speaking.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Manner {
    /// Of the pace: 1.1 is a tenth faster.
    pub pace: f32,
    /// Semitones.
    pub height: f32,
    /// Decibels.
    pub loudness: f32,
    /// Of every pause's length.
    pub pauses: f32,
    /// Share of breath in the voice, 0…1.
    pub breath: f32,
    /// How hard it is pressed, 0…1: louder harmonics.
    pub press: f32,
}

const fn manner(
    pace: f32,
    height: f32,
    loudness: f32,
    pauses: f32,
    breath: f32,
    press: f32,
) -> Manner {
    Manner {
        pace,
        height,
        loudness,
        pauses,
        breath,
        press,
    }
}

pub fn of(feeling: Feeling) -> Manner {
    match feeling {
        Feeling::Calm => manner(1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
        Feeling::Happy => manner(1.06, 0.5, 0.5, 0.9, 0.0, 0.0),
        Feeling::Tender => manner(0.92, -0.2, -2.0, 1.2, 0.15, 0.0),
        Feeling::Laughing => manner(1.1, 0.8, 1.0, 0.8, 0.05, 0.05),
        Feeling::Smirking => manner(0.95, -0.3, -0.5, 1.2, 0.0, 0.1),
        Feeling::Cold => manner(0.9, -0.5, -1.0, 1.3, 0.0, 0.0),
        Feeling::Angry => manner(1.08, 0.4, 2.0, 0.8, 0.0, 0.35),
        Feeling::Furious => manner(1.14, 0.9, 3.0, 0.7, 0.0, 0.6),
        Feeling::Sad => manner(0.87, -0.5, -2.0, 1.4, 0.1, 0.0),
        Feeling::Crying => manner(0.9, 0.4, -1.0, 1.5, 0.25, 0.1),
        Feeling::Afraid => manner(1.1, 0.6, -1.0, 1.0, 0.2, 0.0),
        Feeling::Shocked => manner(1.04, 0.7, 1.0, 1.2, 0.1, 0.1),
        Feeling::Suspicious => manner(0.92, -0.3, -1.0, 1.3, 0.0, 0.0),
        Feeling::Pleading => manner(1.0, 0.5, 0.0, 1.1, 0.15, 0.05),
        Feeling::Tired => manner(0.88, -0.5, -2.0, 1.4, 0.1, 0.0),
        Feeling::Determined => manner(0.97, -0.2, 1.0, 1.0, 0.0, 0.2),
        Feeling::Whispering => manner(0.95, 0.0, -5.0, 1.1, 0.85, 0.0),
    }
}
