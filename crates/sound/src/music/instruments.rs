//! Who plays: wave tables, envelopes, noise.

use std::f32::consts::TAU;

use super::scale::hertz;
use crate::dsp::{Biquad, Noise};
use crate::{RATE, Stereo};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Instrument {
    Piano,
    Plucked,
    Bowed,
    /// Short bows.
    Spiccato,
    Brass,
    Reed,
    Bell,
    Pad,
    Bass,
    Drum,
    Snare,
    Tick,
    Cymbal,
    /// Noise that rises towards a blow.
    Rise,
    Blow,
}

impl Instrument {
    /// Who holds a last chord: not those that only strike.
    pub fn held(self) -> Self {
        match self {
            Self::Spiccato => Self::Bowed,
            other => other,
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Note {
    pub by: Instrument,
    /// Seconds.
    pub at: f32,
    pub length: f32,
    /// 60 is middle C.
    pub note: f32,
    pub loud: f32,
    /// −1 left … 1 right.
    pub side: f32,
}

const SIZE: usize = 2_048;

/// One turn of a wave, for tones up to a height.
struct Table(Vec<f32>);

impl Table {
    /// `weight` of each harmonic from 1.
    fn new(harmonics: usize, weight: impl Fn(f32) -> f32) -> Self {
        let mut wave = vec![0f32; SIZE + 1];
        for harmonic in 1..=harmonics {
            let gain = weight(harmonic as f32);
            for (n, sample) in wave.iter_mut().enumerate() {
                // Phases apart: no sharp corner where all begin at once.
                *sample += gain
                    * ((n * harmonic % SIZE) as f32 / SIZE as f32 * TAU + harmonic as f32 * 1.3)
                        .sin();
            }
        }
        let most = wave.iter().fold(1e-6f32, |most, s| most.max(s.abs()));
        for sample in &mut wave {
            *sample /= most;
        }
        Self(wave)
    }

    #[inline]
    fn at(&self, phase: f32) -> f32 {
        let position = phase * SIZE as f32;
        let index = position as usize;
        let part = position - index as f32;
        self.0[index] + (self.0[index + 1] - self.0[index]) * part
    }
}

struct Tables {
    sine: Table,
    dull: Table,
    bright: Table,
    /// By how many harmonics fit below 10 kHz.
    saws: Vec<(f32, Table)>,
    soft: Table,
    reed: Table,
}

impl Tables {
    fn new() -> Self {
        Self {
            sine: Table::new(1, |_| 1.0),
            dull: Table::new(4, |n| 1.0 / n.powf(2.2)),
            bright: Table::new(12, |n| 1.0 / n.powf(1.15)),
            saws: [40usize, 20, 10, 5]
                .map(|count| {
                    (
                        9_000.0 / count as f32,
                        Table::new(count, |n| 1.0 / n.powf(1.05) * (-n / 16.0).exp()),
                    )
                })
                .into(),
            soft: Table::new(6, |n| 1.0 / n.powf(1.9)),
            reed: Table::new(9, |n| {
                if n as usize % 2 == 1 {
                    1.0 / n
                } else {
                    0.12 / n
                }
            }),
        }
    }

    fn saw(&self, hertz: f32) -> &Table {
        self.saws
            .iter()
            .find(|(top, _)| hertz <= *top)
            .map_or(&self.soft, |(_, table)| table)
    }
}

pub(super) fn play(notes: &[Note], frames: usize, chance: &mut Noise) -> Stereo {
    let tables = Tables::new();
    let mut sound = Stereo::silence(frames);
    for note in notes {
        let mut own = Noise::new(chance.bits());
        match note.by {
            Instrument::Drum
            | Instrument::Snare
            | Instrument::Tick
            | Instrument::Cymbal
            | Instrument::Rise
            | Instrument::Blow => strike(note, &mut sound, &mut own),
            _ => tone(note, &tables, &mut sound, &mut own),
        }
    }
    sound
}

/// How a tone begins, holds and ends, in seconds; `fall` is the time constant while held, 0 for none.
struct Shape {
    attack: f32,
    fall: f32,
    release: f32,
    vibrato: f32,
    /// Readers of the table, and semitones between the outer two.
    readers: usize,
    apart: f32,
    gain: f32,
}

fn shape(by: Instrument, note: f32) -> Shape {
    let short = 2f32.powf((60.0 - note) / 24.0);
    let plain = Shape {
        attack: 0.006,
        fall: 0.0,
        release: 0.1,
        vibrato: 0.0,
        readers: 1,
        apart: 0.0,
        gain: 1.0,
    };
    match by {
        Instrument::Piano => Shape {
            fall: 0.9 * short,
            release: 0.35,
            readers: 2,
            apart: 0.05,
            gain: 0.85,
            ..plain
        },
        Instrument::Plucked => Shape {
            attack: 0.004,
            fall: 0.35 * short,
            release: 0.2,
            gain: 0.9,
            ..plain
        },
        Instrument::Bell => Shape {
            attack: 0.003,
            fall: 0.9,
            release: 0.8,
            gain: 0.5,
            ..plain
        },
        Instrument::Bowed => Shape {
            attack: 0.28,
            release: 0.45,
            vibrato: 0.12,
            readers: 3,
            apart: 0.16,
            gain: 0.55,
            ..plain
        },
        Instrument::Spiccato => Shape {
            attack: 0.012,
            fall: 0.11,
            release: 0.09,
            readers: 3,
            apart: 0.18,
            gain: 0.9,
            ..plain
        },
        Instrument::Brass => Shape {
            attack: 0.09,
            release: 0.25,
            vibrato: 0.05,
            readers: 2,
            apart: 0.1,
            gain: 0.55,
            ..plain
        },
        Instrument::Reed => Shape {
            attack: 0.05,
            release: 0.14,
            vibrato: 0.06,
            gain: 0.6,
            ..plain
        },
        Instrument::Pad => Shape {
            attack: 0.8,
            release: 1.1,
            readers: 4,
            apart: 0.22,
            gain: 0.8,
            ..plain
        },
        _ => Shape {
            attack: 0.025,
            fall: 2.2,
            release: 0.2,
            ..plain
        },
    }
}

fn tone(note: &Note, tables: &Tables, sound: &mut Stereo, chance: &mut Noise) {
    let rate = RATE as f32;
    let shape = shape(note.by, note.note);
    let start = (note.at.max(0.0) * rate) as usize;
    let held = note.length.max(shape.attack.min(note.length * 0.6));
    let frames = ((held + shape.release) * rate) as usize;
    let base = hertz(note.note);
    let table = match note.by {
        Instrument::Piano | Instrument::Plucked => &tables.bright,
        Instrument::Bowed | Instrument::Spiccato | Instrument::Brass => tables.saw(base),
        Instrument::Reed => &tables.reed,
        Instrument::Bell => &tables.sine,
        Instrument::Bass => &tables.dull,
        _ => &tables.soft,
    };
    // Struck strings lose their brightness first.
    let darkens = matches!(note.by, Instrument::Piano | Instrument::Plucked);
    let mut body = match note.by {
        Instrument::Brass => Biquad::low_pass(900.0 + note.loud * 2_400.0, 0.8, RATE),
        Instrument::Bowed | Instrument::Spiccato => {
            Biquad::low_pass(2_600.0 + note.loud * 2_500.0, 0.6, RATE)
        }
        _ => Biquad::low_pass(12_000.0, 0.6, RATE),
    };
    let gain = note.loud * shape.gain / (shape.readers as f32).sqrt();
    for reader in 0..shape.readers {
        let place = if shape.readers > 1 {
            reader as f32 / (shape.readers - 1) as f32 - 0.5
        } else {
            0.0
        };
        let tuned = base * 2f32.powf(place * shape.apart / 12.0);
        let angle =
            ((note.side + place * 0.9).clamp(-1.0, 1.0) + 1.0) * std::f32::consts::FRAC_PI_4;
        let (left, right) = (angle.cos() * gain, angle.sin() * gain);
        let mut phase = f32::midpoint(chance.next(), 1.0) * 0.999;
        let mut high = 0f32;
        let wobble = chance.between(4.8, 5.6);
        let mut filter = body;
        let mut bend = 1f32;
        for n in 0..frames.min(sound.frames().saturating_sub(start)) {
            let t = n as f32 / rate;
            if n % 64 == 0 && shape.vibrato > 0.0 {
                let depth = shape.vibrato * ((t - 0.25) * 2.0).clamp(0.0, 1.0);
                bend = 1.0 + (t * wobble * TAU).sin() * depth * 0.0578;
            }
            phase += tuned * bend / rate;
            if phase >= 1.0 {
                phase -= 1.0;
            }
            let rise = (t / shape.attack).min(1.0);
            let mut level = rise * rise * (3.0 - 2.0 * rise);
            if shape.fall > 0.0 {
                level *= (-t / shape.fall).exp();
            }
            if t > held {
                let left_over = 1.0 - (t - held) / shape.release;
                level *= left_over.max(0.0).powi(2);
            }
            let mut value = table.at(phase);
            if darkens {
                let dark = 1.0 - (-t * 5.0).exp();
                value += (tables.dull.at(phase) - value) * (0.45 + 0.55 * dark);
            } else if note.by == Instrument::Bell {
                high += tuned * 3.96 / rate;
                high -= high.floor();
                value += tables.sine.at(high) * 0.35 * (-t * 7.0).exp();
            } else if matches!(
                note.by,
                Instrument::Brass | Instrument::Bowed | Instrument::Spiccato
            ) {
                value = filter.next(value);
            }
            sound.left[start + n] += value * level * left;
            sound.right[start + n] += value * level * right;
        }
        body = filter;
    }
}

fn strike(note: &Note, sound: &mut Stereo, chance: &mut Noise) {
    let rate = RATE as f32;
    let start = (note.at.max(0.0) * rate) as usize;
    let (seconds, low, high) = match note.by {
        Instrument::Drum => (0.55, 40.0, 700.0),
        Instrument::Snare => (0.18, 400.0, 6_000.0),
        Instrument::Tick => (0.05, 4_000.0, 11_000.0),
        Instrument::Cymbal => (1.8, 3_000.0, 12_000.0),
        Instrument::Rise => (note.length, 300.0, 5_000.0),
        _ => (note.length.min(3.0), 30.0, 420.0),
    };
    let (mut bottom, mut top) = (
        Biquad::high_pass(low, 0.7, RATE),
        Biquad::low_pass(high, 0.7, RATE),
    );
    let angle = (note.side + 1.0) * std::f32::consts::FRAC_PI_4;
    let mut phase = 0f32;
    for n in 0..((seconds * rate) as usize).min(sound.frames().saturating_sub(start)) {
        let t = n as f32 / rate;
        let hiss = top.next(bottom.next(chance.next()));
        let value = match note.by {
            Instrument::Drum | Instrument::Blow => {
                let deep = if note.by == Instrument::Drum {
                    68.0
                } else {
                    41.0
                };
                phase += deep * (1.0 + 1.4 * (-t * 28.0).exp()) / rate;
                let fall = (-t * 5.5 / seconds).exp() * (t * 400.0).min(1.0);
                ((phase * TAU).sin() * 0.9 + hiss * 0.9 * (-t * 14.0).exp()) * fall
            }
            Instrument::Rise => hiss * (t / seconds).powi(3) * 1.4,
            _ => hiss * (-t * 6.0 / seconds).exp() * (t * 1_200.0).min(1.0),
        };
        sound.left[start + n] += value * note.loud * angle.cos();
        sound.right[start + n] += value * note.loud * angle.sin();
    }
}
