//! Whether a recording can be used: measured, each with its number.

use crate::Mono;
use crate::pcm::{decibels, peak, rms};

/// Longest pause inside a line, in seconds.
pub const GAP_S: f32 = 2.5;

/// What was found wrong with a take.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// Its loudest tenth of a second, in dBFS.
    Silent {
        loudest_db: f32,
    },
    /// Share of samples that are at full scale three or more in a row.
    Clipped {
        share: f32,
    },
    /// Characters a second, beside what its script can be said in.
    TooShort {
        a_second: f32,
        most: f32,
    },
    TooLong {
        a_second: f32,
        least: f32,
    },
    /// A pause inside it.
    Gap {
        seconds: f32,
    },
}

/// Looks at a take of this text.
pub fn check(sound: &Mono, text: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    let step = (sound.rate as usize / 10).max(1);
    let loudest = sound.samples.chunks(step).map(rms).fold(0.0, f32::max);
    if decibels(loudest) < -50.0 {
        return vec![Fault::Silent {
            loudest_db: decibels(loudest),
        }];
    }
    let clipped: usize = sound
        .samples
        .chunk_by(|a, b| a.abs() >= 0.999 && b.abs() >= 0.999)
        .filter(|run| run.len() >= 3)
        .map(<[f32]>::len)
        .sum();
    let share = clipped as f32 / sound.samples.len().max(1) as f32;
    if share > 0.0005 {
        faults.push(Fault::Clipped { share });
    }
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let dense = letters
        .iter()
        .filter(|c| matches!(**c, '\u{3040}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}'))
        .count()
        * 2
        > letters.len();
    let (least, most) = if dense { (1.0, 11.0) } else { (3.0, 32.0) };
    let a_second = letters.len() as f32 / sound.seconds().max(0.01) as f32;
    // Of a word or two the edges count for too much.
    if letters.len() >= if dense { 4 } else { 12 } {
        if a_second > most {
            faults.push(Fault::TooShort { a_second, most });
        } else if a_second < least {
            faults.push(Fault::TooLong { a_second, least });
        }
    }
    let quiet = |chunk: &&[f32]| rms(chunk) < loudest * 0.02;
    let gap = sound
        .samples
        .chunks(step)
        .collect::<Vec<_>>()
        .chunk_by(|a, b| quiet(a) == quiet(b))
        .filter(|run| quiet(&run[0]))
        .map(<[_]>::len)
        .max()
        .unwrap_or(0) as f32
        / 10.0;
    if gap > GAP_S {
        faults.push(Fault::Gap { seconds: gap });
    }
    faults
}

/// Whether it is heard at all.
pub fn is_silent(sound: &Mono) -> bool {
    decibels(peak(&sound.samples)) < -60.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: f32, gain: f32) -> Mono {
        let samples = (0..(seconds * 24_000.0) as usize)
            .map(|n| ((n as f32 * 0.05).sin() * gain).clamp(-1.0, 1.0))
            .collect();
        Mono {
            samples,
            rate: 24_000,
        }
    }

    #[test]
    fn each_fault_is_found_and_a_good_take_has_none() {
        let text = "You signed the contract three years ago.";
        assert_eq!(check(&tone(2.5, 0.3), text), []);
        assert!(matches!(
            check(&tone(2.5, 0.0001), text)[..],
            [Fault::Silent { .. }]
        ));
        assert!(matches!(
            check(&tone(2.5, 3.0), text)[..],
            [Fault::Clipped { .. }]
        ));
        assert!(matches!(
            check(&tone(0.5, 0.3), text)[..],
            [Fault::TooShort { .. }]
        ));
        assert!(matches!(
            check(&tone(25.0, 0.3), text)[..],
            [Fault::TooLong { .. }]
        ));
        assert_eq!(check(&tone(2.0, 0.3), "你签了三年前的合同"), []);
        let mut gap = tone(8.0, 0.3);
        gap.samples[24_000..96_000].fill(0.0);
        assert!(matches!(
            check(&gap, &"word ".repeat(20))[..],
            [Fault::Gap { .. }]
        ));
        assert!(is_silent(&tone(1.0, 0.0001)));
    }

    #[test]
    fn nothing_is_silent() {
        assert!(matches!(
            check(&Mono::default(), "")[..],
            [Fault::Silent { .. }]
        ));
    }
}
