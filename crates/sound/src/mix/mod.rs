//! Lines, music and effects with their times in; one stereo programme out, at its loudness, and its stems.
//!
//! Dialogue stands in the middle and leads: music and room fall back while somebody speaks. The whole is brought to
//! −16 LUFS (ITU-R BS.1770-5, gated) with no true peak above −1 dBTP. The stems go through the same gain and the same
//! limiter: added up they are the programme.

mod duck;
mod limiter;
mod loudness;
mod place;
mod voice;

pub use loudness::{Loudness, measure};
pub use place::tone;

use storyboard::board::Said;
use storyboard::place::PlaceKind;

use crate::pcm::from_decibels;
use crate::{Error, Mono, RATE, Stereo};

/// What the programme is brought to, in LUFS.
pub const LOUDNESS: f64 = -16.0;
/// No true peak above it, in dBTP.
pub const CEILING: f64 = -1.0;
/// Seconds of the longest programme.
pub const LONGEST: u32 = 1_800;

/// An episode's sounds, each with its milliseconds from the start.
#[derive(Clone, Debug, Default)]
pub struct Session<'a> {
    pub length_ms: u32,
    pub lines: Vec<Dialogue<'a>>,
    pub music: Vec<Placed<'a>>,
    pub effects: Vec<Placed<'a>>,
    pub rooms: Vec<Room>,
}

/// A line where it is said.
#[derive(Clone, Copy, Debug)]
pub struct Dialogue<'a> {
    pub start_ms: u32,
    pub sound: &'a Mono,
    pub said: Said,
    /// The place in which it is said: how it echoes there.
    pub place: Option<PlaceKind>,
    /// −1 left … 1 right; a phone held upright wants the middle.
    pub side: f32,
}

/// Music or an effect where it begins.
#[derive(Clone, Copy, Debug)]
pub struct Placed<'a> {
    pub start_ms: u32,
    pub sound: &'a Stereo,
    /// Beside its own loudness, in decibels.
    pub gain_db: f32,
}

/// A place from a moment to another: what is heard there when nobody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    pub start_ms: u32,
    pub end_ms: u32,
    pub kind: PlaceKind,
    pub seed: u64,
}

/// The mix.
#[derive(Clone, Debug)]
pub struct Mixed {
    pub programme: Stereo,
    pub stems: Stems,
    /// Of the programme.
    pub loudness: Loudness,
}

/// Each as it is in the programme.
#[derive(Clone, Debug)]
pub struct Stems {
    pub dialogue: Stereo,
    pub music: Stereo,
    /// Effects and rooms.
    pub effects: Stereo,
}

/// Mixes an episode. What begins after its end is left out, what goes past it is cut off softly.
pub fn mix(session: &Session) -> Result<Mixed, Error> {
    if session.length_ms == 0 || session.length_ms > LONGEST * 1000 {
        return Err(Error::Mix(format!(
            "an episode of {} ms cannot be mixed: at least 1 ms and at most {LONGEST} s",
            session.length_ms
        )));
    }
    let frames = at(session.length_ms);
    let mut dialogue = Stereo::silence(frames);
    for line in &session.lines {
        let heard = voice::heard(line);
        dialogue.add(&heard, at(line.start_ms), 1.0);
    }
    let mut music = Stereo::silence(frames);
    for placed in &session.music {
        music.add(
            placed.sound,
            at(placed.start_ms),
            from_decibels(placed.gain_db),
        );
    }
    let mut effects = Stereo::silence(frames);
    for placed in &session.effects {
        effects.add(
            placed.sound,
            at(placed.start_ms),
            from_decibels(placed.gain_db),
        );
    }
    let speech = duck::speech(&dialogue);
    duck::under(&mut music, &speech, 10.0);
    duck::under(&mut effects, &speech, 3.0);
    for room in &session.rooms {
        let length = room
            .end_ms
            .min(session.length_ms)
            .saturating_sub(room.start_ms);
        if length > 0 {
            effects.add(
                &tone(room.kind, at(length), room.seed),
                at(room.start_ms),
                1.0,
            );
        }
    }
    let mut stems = Stems {
        dialogue,
        music,
        effects,
    };
    for stem in [&mut stems.dialogue, &mut stems.music, &mut stems.effects] {
        stem.fade(0, RATE as usize / 25);
    }
    Ok(bring_to_loudness(stems, frames))
}

fn bring_to_loudness(mut stems: Stems, frames: usize) -> Mixed {
    let mut sum = Stereo::silence(frames);
    for stem in [&stems.dialogue, &stems.music, &stems.effects] {
        sum.add(stem, 0, 1.0);
    }
    let before = measure(&sum).integrated;
    let mut gain_db = if before.is_finite() {
        (LOUDNESS - before).clamp(-40.0, 40.0)
    } else {
        0.0
    };
    // What the limiter takes away is given back, until it is right to a twentieth.
    let (mut programme, mut gains) = limited(&sum, gain_db);
    let mut loudness = measure(&programme);
    for _ in 0..5 {
        let missing = LOUDNESS - loudness.integrated;
        if !missing.is_finite() || missing.abs() < 0.05 || gain_db > 40.0 {
            break;
        }
        gain_db += missing;
        (programme, gains) = limited(&sum, gain_db);
        loudness = measure(&programme);
    }
    for stem in [&mut stems.dialogue, &mut stems.music, &mut stems.effects] {
        stem.gain(from_decibels(gain_db as f32));
        shaped(stem, gains.as_deref());
    }
    Mixed {
        programme,
        stems,
        loudness,
    }
}

/// The sum at a gain, and what its limiter did to each frame.
fn limited(sum: &Stereo, gain_db: f64) -> (Stereo, Option<Vec<f32>>) {
    let mut programme = sum.clone();
    programme.gain(from_decibels(gain_db as f32));
    // A little below: WAV and the encoder after it round.
    let gains = limiter::gains(&programme, from_decibels(CEILING as f32 - 0.3));
    shaped(&mut programme, gains.as_deref());
    (programme, gains)
}

fn shaped(sound: &mut Stereo, gains: Option<&[f32]>) {
    for channel in [&mut sound.left, &mut sound.right] {
        for (sample, gain) in channel.iter_mut().zip(gains.unwrap_or(&[])) {
            *sample *= gain;
        }
    }
}

fn at(ms: u32) -> usize {
    ms as usize * (RATE as usize / 1000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pcm::{decibels, rms};

    fn voice(seconds: f32, gain: f32) -> Mono {
        let samples = (0..(seconds * 24_000.0) as usize)
            .map(|n| {
                let t = n as f32 / 24_000.0;
                let syllable = (t * 4.0 * std::f32::consts::TAU).sin().max(0.0);
                ((t * 180.0).fract() - 0.5) * syllable * gain
            })
            .collect();
        Mono {
            samples,
            rate: 24_000,
        }
    }

    fn hum(seconds: f32, gain: f32) -> Stereo {
        let one: Vec<f32> = (0..(seconds * 48_000.0) as usize)
            .map(|n| (n as f32 * 0.03).sin() * gain)
            .collect();
        Stereo {
            left: one.clone(),
            right: one,
        }
    }

    fn line(sound: &Mono, start_ms: u32, said: Said) -> Dialogue<'_> {
        Dialogue {
            start_ms,
            sound,
            said,
            place: Some(PlaceKind::Office),
            side: 0.0,
        }
    }

    #[test]
    fn loud_and_quiet_sessions_come_out_at_the_same_loudness_and_never_above_the_ceiling() {
        for gain in [0.003, 0.1, 0.9] {
            let (voice, hum) = (voice(2.0, gain), hum(8.0, gain * 0.3));
            let mixed = mix(&Session {
                length_ms: 8_000,
                lines: vec![
                    line(&voice, 1_000, Said::Dialogue),
                    line(&voice, 4_500, Said::Phone),
                ],
                music: vec![Placed {
                    start_ms: 0,
                    sound: &hum,
                    gain_db: 0.0,
                }],
                ..Session::default()
            })
            .unwrap();
            assert!(
                (mixed.loudness.integrated - LOUDNESS).abs() < 0.5,
                "{gain}: {:?}",
                mixed.loudness
            );
            assert!(
                mixed.loudness.true_peak <= CEILING,
                "{gain}: {:?}",
                mixed.loudness
            );
            assert_eq!(mixed.programme.frames(), 8 * 48_000);
        }
    }

    #[test]
    fn a_session_with_one_sharp_peak_is_limited_and_still_loud_enough() {
        let mut hum = hum(5.0, 0.05);
        hum.left[100_000] = 1.0;
        hum.right[100_000] = 1.0;
        let mixed = mix(&Session {
            length_ms: 5_000,
            music: vec![Placed {
                start_ms: 0,
                sound: &hum,
                gain_db: 0.0,
            }],
            ..Session::default()
        })
        .unwrap();
        assert!(mixed.loudness.true_peak <= CEILING, "{:?}", mixed.loudness);
        assert!(
            (mixed.loudness.integrated - LOUDNESS).abs() < 0.5,
            "{:?}",
            mixed.loudness
        );
        let mut added = mixed.stems.dialogue.clone();
        added.add(&mixed.stems.music, 0, 1.0);
        added.add(&mixed.stems.effects, 0, 1.0);
        for (one, other) in added.left.iter().zip(&mixed.programme.left) {
            assert!(
                (one - other).abs() < 1e-4,
                "the stems are not the programme"
            );
        }
    }

    #[test]
    fn music_falls_back_under_a_voice_and_comes_back() {
        let (voice, hum) = (voice(2.0, 0.5), hum(10.0, 0.1));
        let mixed = mix(&Session {
            length_ms: 10_000,
            lines: vec![line(&voice, 4_000, Said::Dialogue)],
            music: vec![Placed {
                start_ms: 0,
                sound: &hum,
                gain_db: 0.0,
            }],
            ..Session::default()
        })
        .unwrap();
        let level =
            |from: usize, to: usize| decibels(rms(&mixed.stems.music.left[from * 48..to * 48]));
        let (before, under, after) = (
            level(1_000, 3_000),
            level(4_700, 5_700),
            level(8_500, 9_800),
        );
        assert!((7.0..13.0).contains(&(before - under)), "{before} {under}");
        assert!((before - after).abs() < 1.0, "{before} {after}");
    }

    #[test]
    fn a_phone_has_no_bass_and_a_wall_no_treble() {
        let voice = voice(2.0, 0.5);
        let bands = |said| {
            let heard = voice::heard(&line(&voice, 0, said));
            let mut low = heard.left.clone();
            for _ in 0..2 {
                crate::dsp::Biquad::low_pass(150.0, 0.7, RATE).run(&mut low);
            }
            let mut high = heard.left.clone();
            crate::dsp::Biquad::high_pass(5_000.0, 0.7, RATE).run(&mut high);
            let all = rms(&heard.left);
            (decibels(rms(&low) / all), decibels(rms(&high) / all))
        };
        let (plain, phone, wall) = (
            bands(Said::Dialogue),
            bands(Said::Phone),
            bands(Said::OffScreen),
        );
        assert!(phone.0 < plain.0 - 8.0, "{plain:?} {phone:?}");
        assert!(phone.1 < plain.1 - 6.0, "{plain:?} {phone:?}");
        assert!(wall.1 < plain.1 - 10.0, "{plain:?} {wall:?}");
    }

    #[test]
    fn silence_and_hostile_times_do_no_harm() {
        let voice = voice(0.5, 0.5);
        let empty = Mono::default();
        assert!(mix(&Session::default()).is_err());
        assert!(
            mix(&Session {
                length_ms: u32::MAX,
                ..Session::default()
            })
            .is_err()
        );
        let mixed = mix(&Session {
            length_ms: 500,
            lines: vec![
                line(&voice, 400_000, Said::Dialogue),
                line(&empty, 0, Said::Phone),
            ],
            rooms: vec![Room {
                start_ms: 900,
                end_ms: 100,
                kind: PlaceKind::Bar,
                seed: 1,
            }],
            ..Session::default()
        })
        .unwrap();
        assert!(mixed.programme.peak() < 1e-9);
    }
}
