//! Notes from a style: chords in fours, a figure, a bass, drums, and a motif that comes back changed.

use super::Ending;
use super::beat::Beats;
use super::instruments::{Instrument, Note};
use super::scale::{self, Scale};
use super::style::{Bass, Drums, Figure, Style};
use crate::dsp::Noise;

/// Beats of a bar.
const BEATS: f32 = 4.0;

struct Score<'a> {
    notes: Vec<Note>,
    style: &'a Style,
    key: i32,
    /// Seconds of a quarter note.
    beat: f32,
    chance: &'a mut Noise,
}

pub(super) fn compose(
    style: &Style,
    ending: Ending,
    beats: &Beats,
    chance: &mut Noise,
) -> Vec<Note> {
    // Keys around C, where basses still have a body.
    let key = 60 + [-3, -1, 0, 2, 4, -5][chance.below(6)];
    let bar = beats.bar_s;
    let bars = beats.count.div_ceil(4);
    let end = beats.end_s as f32;
    let tail = beats.tail_s;
    let chords = style.chords[chance.below(style.chords.len())];
    let mut score = Score {
        notes: Vec::new(),
        style,
        key,
        beat: bar / BEATS,
        chance,
    };
    let motif = score.motif();
    for index in 0..bars {
        let start = index as f32 * bar;
        let degree = chords[index % 4];
        // The first two bars of a long cue, and one in eight, breathe.
        let breath = (index < 2 && bars > 5) || index % 8 == 7;
        let intensity =
            (0.75 + 0.25 * (index as f32 / 8.0).min(1.0)) * if breath { 0.85 } else { 1.0 };
        score.pad(start, bar, degree, intensity);
        score.bass(start, degree, intensity);
        score.figure(start, degree, intensity, index);
        if !(breath && index < 2 && style.drums != Drums::Heart) {
            score.drums(start, intensity, index);
        }
        if !breath && score.sings(index) {
            score.melody(start, degree, &motif, index, intensity);
        }
    }
    // A last bar may be cut short by the ending.
    score.notes.retain(|note| note.at < end);
    match ending {
        Ending::Fade => {}
        Ending::Rest => score.rest(end, tail),
        Ending::Sting => score.sting(end, tail),
    }
    score.notes
}

/// A rhythm of a bar, and steps of the scale from the chord's root.
struct Motif {
    beats: Vec<(f32, f32)>,
    steps: Vec<i32>,
}

impl Score<'_> {
    fn scale(&self) -> &'static Scale {
        self.style.scale
    }

    fn play(&mut self, by: Instrument, at: f32, length: f32, note: i32, loud: f32, side: f32) {
        // Nobody plays like a clock.
        let late = self.chance.between(0.0, 0.012);
        let loud = loud * self.chance.between(0.9, 1.0);
        self.notes.push(Note {
            by,
            at: at + late,
            length,
            note: note as f32,
            loud,
            side,
        });
    }

    fn pad(&mut self, start: f32, bar: f32, degree: i32, intensity: f32) {
        if self.style.pad == 0.0 {
            return;
        }
        for (index, note) in scale::chord(self.scale(), self.key, degree, self.key - 2)
            .into_iter()
            .enumerate()
        {
            self.play(
                Instrument::Pad,
                start,
                bar * 1.08,
                note,
                0.33 * self.style.pad * intensity,
                index as f32 * 0.6 - 0.6,
            );
        }
        if self.style.drums == Drums::Heart {
            // A second rubs against the key note, far above.
            let note = scale::note(self.scale(), self.key, 8);
            self.play(
                Instrument::Pad,
                start + bar * 0.3,
                bar * 0.7,
                note,
                0.12 * intensity,
                0.7,
            );
        }
    }

    fn bass(&mut self, start: f32, degree: i32, intensity: f32) {
        let low = |note: i32| note - 24 - if note - 24 > 45 { 12 } else { 0 };
        let root = low(scale::note(self.scale(), self.key, degree));
        let fifth = low(scale::note(self.scale(), self.key, degree + 4));
        let beat = self.beat;
        let by = if self.style.bass == Bass::Walking {
            Instrument::Plucked
        } else {
            Instrument::Bass
        };
        let plan: &[(f32, f32, bool)] = match self.style.bass {
            Bass::Long => &[(0.0, 4.0, false)],
            Bass::Half => &[(0.0, 1.9, false), (2.0, 1.9, false)],
            Bass::Walking => &[(0.0, 0.5, false), (2.0, 0.5, true)],
            Bass::Eighths => &[
                (0.0, 0.45, false),
                (0.5, 0.45, false),
                (1.0, 0.45, false),
                (1.5, 0.45, false),
                (2.0, 0.45, false),
                (2.5, 0.45, false),
                (3.0, 0.45, true),
                (3.5, 0.45, false),
            ],
        };
        for (at, length, is_fifth) in plan {
            self.play(
                by,
                start + at * beat,
                length * beat,
                if *is_fifth { fifth } else { root },
                0.55 * intensity,
                0.0,
            );
        }
    }

    fn figure(&mut self, start: f32, degree: i32, intensity: f32, bar: usize) {
        let style = self.style;
        let beat = self.beat;
        let chord = scale::chord(self.scale(), self.key, degree, self.key + 3);
        let by = style.figure_by;
        match style.figure {
            Figure::None => {}
            Figure::Arpeggio => {
                let order = if bar.is_multiple_of(2) {
                    [0, 1, 2, 3, 2, 1, 2, 1]
                } else {
                    [0, 2, 1, 3, 2, 1, 0, 1]
                };
                for (step, voice) in order.into_iter().enumerate() {
                    let note = if voice == 3 {
                        chord[0] + 12
                    } else {
                        chord[voice]
                    };
                    let loud = if step.is_multiple_of(4) { 0.36 } else { 0.26 };
                    self.play(
                        by,
                        start + step as f32 * beat / 2.0,
                        beat * 1.4,
                        note,
                        loud * intensity,
                        voice as f32 * 0.3 - 0.4,
                    );
                }
            }
            Figure::Slow => {
                for half in [0.0, 2.0] {
                    for (voice, note) in chord.into_iter().enumerate() {
                        self.play(
                            by,
                            start + half * beat + voice as f32 * beat * 0.25,
                            beat * 2.2,
                            note,
                            0.28 * intensity,
                            voice as f32 * 0.3 - 0.3,
                        );
                    }
                }
            }
            Figure::Pulse => {
                let note = chord[0] - 12;
                for step in 0..8 {
                    let loud = if step % 4 == 0 { 0.34 } else { 0.22 };
                    self.play(
                        Instrument::Spiccato,
                        start + step as f32 * beat / 2.0,
                        beat * 0.3,
                        note,
                        loud * intensity,
                        -0.4,
                    );
                    if step == 3 || step == 7 {
                        self.play(
                            Instrument::Spiccato,
                            start + step as f32 * beat / 2.0,
                            beat * 0.3,
                            chord[1],
                            0.18 * intensity,
                            0.4,
                        );
                    }
                }
            }
            Figure::Drive => {
                for step in 0..16 {
                    let accent = matches!(step % 8, 0 | 3 | 6);
                    let note = if accent { chord[0] } else { chord[0] - 12 };
                    let loud = if accent { 0.32 } else { 0.17 };
                    self.play(
                        Instrument::Spiccato,
                        start + step as f32 * beat / 4.0,
                        beat * 0.2,
                        note,
                        loud * intensity,
                        if step % 2 == 0 { -0.45 } else { 0.45 },
                    );
                    if accent {
                        self.play(
                            Instrument::Spiccato,
                            start + step as f32 * beat / 4.0,
                            beat * 0.2,
                            chord[1],
                            0.2 * intensity,
                            0.3,
                        );
                    }
                }
            }
            Figure::Offbeat => {
                for at in [1.0, 3.0] {
                    for (voice, note) in chord.into_iter().enumerate() {
                        self.play(
                            by,
                            start + at * beat,
                            beat * 0.3,
                            note,
                            0.3 * intensity,
                            voice as f32 * 0.35 - 0.35,
                        );
                    }
                }
            }
            Figure::Sparse => {
                for at in [0.0, 1.5, 2.5] {
                    if self.chance.chance(0.7) {
                        let note = chord[self.chance.below(3)] + 12;
                        let side = self.chance.between(-0.7, 0.7);
                        self.play(
                            by,
                            start + at * beat,
                            beat * 3.0,
                            note,
                            0.3 * intensity,
                            side,
                        );
                    }
                }
            }
        }
    }

    fn drums(&mut self, start: f32, intensity: f32, bar: usize) {
        let beat = self.beat;
        let mut hit = |by, at: f32, loud: f32, side: f32| {
            self.notes.push(Note {
                by,
                at: start + at * beat,
                length: beat,
                note: 0.0,
                loud: loud * intensity,
                side,
            });
        };
        match self.style.drums {
            Drums::None => {}
            Drums::Clock => {
                for step in 0..8 {
                    hit(
                        Instrument::Tick,
                        step as f32 / 2.0,
                        if step % 2 == 0 { 0.16 } else { 0.08 },
                        0.35,
                    );
                }
                hit(Instrument::Drum, 0.0, 0.35, 0.0);
                if bar % 4 == 3 {
                    hit(Instrument::Drum, 3.5, 0.25, 0.1);
                }
            }
            Drums::Heart => {
                hit(Instrument::Drum, 0.0, 0.55, 0.0);
                hit(Instrument::Drum, 0.35, 0.35, 0.0);
                hit(Instrument::Drum, 2.0, 0.5, 0.0);
                hit(Instrument::Drum, 2.35, 0.3, 0.0);
            }
            Drums::March => {
                for (at, loud) in [(0.0, 0.6), (1.5, 0.35), (2.0, 0.5), (3.0, 0.35), (3.5, 0.4)] {
                    hit(Instrument::Drum, at, loud, -0.1);
                }
                hit(Instrument::Snare, 1.0, 0.2, 0.2);
                hit(Instrument::Snare, 3.0, 0.24, 0.2);
                if bar.is_multiple_of(4) {
                    hit(Instrument::Cymbal, 0.0, 0.22, 0.1);
                }
            }
            Drums::Chase => {
                for (at, loud) in [
                    (0.0, 0.6),
                    (0.75, 0.4),
                    (1.5, 0.5),
                    (2.0, 0.55),
                    (2.75, 0.4),
                    (3.5, 0.5),
                ] {
                    hit(Instrument::Drum, at, loud, 0.0);
                }
                for step in 0..16 {
                    hit(
                        Instrument::Tick,
                        step as f32 / 4.0,
                        if step % 4 == 2 { 0.2 } else { 0.09 },
                        -0.3,
                    );
                }
                hit(Instrument::Snare, 1.0, 0.26, 0.15);
                hit(Instrument::Snare, 3.0, 0.28, 0.15);
            }
            Drums::Shaker => {
                for step in 0..8 {
                    hit(
                        Instrument::Tick,
                        step as f32 / 2.0,
                        if step % 2 == 1 { 0.18 } else { 0.08 },
                        0.3,
                    );
                }
            }
            Drums::Distant => {
                if bar.is_multiple_of(2) {
                    hit(Instrument::Drum, 0.0, 0.35, 0.0);
                }
            }
        }
    }

    fn motif(&mut self) -> Motif {
        let rhythms: [&[(f32, f32)]; 5] = [
            &[(0.0, 1.5), (1.5, 0.5), (2.0, 2.0)],
            &[(0.0, 1.0), (1.0, 1.0), (2.0, 1.5), (3.5, 0.5)],
            &[(0.5, 0.5), (1.0, 1.0), (2.0, 2.0)],
            &[(0.0, 2.0), (2.0, 1.0), (3.0, 1.0)],
            &[(0.0, 0.5), (0.5, 0.5), (1.0, 2.0), (3.0, 1.0)],
        ];
        let beats = rhythms[self.chance.below(rhythms.len())].to_vec();
        let mut step = [0, 2, 4][self.chance.below(3)];
        let steps = beats
            .iter()
            .map(|_| {
                let now = step;
                step += [-2, -1, -1, 1, 1, 2][self.chance.below(6)];
                step = step.clamp(-3, 7);
                now
            })
            .collect();
        Motif { beats, steps }
    }

    fn sings(&mut self, bar: usize) -> bool {
        // A phrase is two bars said and, mostly, two bars answered.
        let share = self.style.melody;
        if bar % 4 < 2 {
            self.chance.chance((share * 1.25).min(1.0))
        } else {
            self.chance.chance(share * 0.75)
        }
    }

    fn melody(&mut self, start: f32, degree: i32, motif: &Motif, bar: usize, intensity: f32) {
        let chord_tones = [degree, degree + 2, degree + 4];
        let last = motif.beats.len() - 1;
        for (index, ((at, length), step)) in motif.beats.iter().zip(&motif.steps).enumerate() {
            // The answer turns the motif over; strong notes are the chord's.
            let step = if bar % 4 >= 2 { 4 - step } else { *step };
            let mut wanted = degree.rem_euclid(7) + step;
            if (at.fract() == 0.0 && *at % 2.0 == 0.0) || index == last {
                wanted = nearest(wanted, &chord_tones);
            }
            let note = scale::note(self.scale(), self.key, wanted) + 12 * self.style.melody_height;
            let note = if note > self.key + 21 {
                note - 12
            } else {
                note
            };
            let beat = self.beat;
            let legato =
                if self.style.melody_by == Instrument::Reed && self.style.bass == Bass::Walking {
                    0.55
                } else {
                    1.0
                };
            self.play(
                self.style.melody_by,
                start + at * beat,
                length * beat * legato,
                note,
                0.42 * intensity,
                0.12,
            );
        }
    }

    fn rest(&mut self, end: f32, tail: f32) {
        for (voice, note) in scale::chord(self.scale(), self.key, 0, self.key)
            .into_iter()
            .enumerate()
        {
            self.play(
                Instrument::Pad,
                end - 0.1,
                tail,
                note,
                0.3,
                voice as f32 * 0.5 - 0.5,
            );
            self.play(
                self.style.figure_by.held(),
                end + voice as f32 * 0.06,
                tail,
                note,
                0.26,
                voice as f32 * 0.3 - 0.3,
            );
        }
        self.play(Instrument::Bass, end, tail, self.key - 24, 0.5, 0.0);
    }

    fn sting(&mut self, end: f32, tail: f32) {
        // The rise runs over the last second and more of the music.
        let rise = 1.6f32.min(end * 0.6).max(0.2);
        self.notes.push(Note {
            by: Instrument::Rise,
            at: end - rise,
            length: rise,
            note: 0.0,
            loud: 0.3,
            side: 0.0,
        });
        self.notes.push(Note {
            by: Instrument::Blow,
            at: end,
            length: tail,
            note: 0.0,
            loud: 1.3,
            side: 0.0,
        });
        // Key note, the second that rubs against it, the tritone: nothing comes home.
        for (note, side) in [
            (self.key - 24, 0.0),
            (self.key - 12, -0.5),
            (self.key - 11, 0.5),
            (self.key + 6, -0.3),
            (self.key + 13, 0.6),
        ] {
            self.notes.push(Note {
                by: Instrument::Bowed,
                at: end,
                length: tail * 0.8,
                note: note as f32,
                loud: 0.5,
                side,
            });
        }
        self.notes.push(Note {
            by: Instrument::Brass,
            at: end,
            length: tail * 0.6,
            note: (self.key - 12) as f32,
            loud: 0.5,
            side: 0.0,
        });
    }
}

/// The chord tone nearest to a degree, in any octave.
fn nearest(degree: i32, tones: &[i32; 3]) -> i32 {
    (degree - 3..=degree + 3)
        .filter(|candidate| {
            tones
                .iter()
                .any(|tone| (candidate - tone).rem_euclid(7) == 0)
        })
        .min_by_key(|candidate| (candidate - degree).abs())
        .unwrap_or(degree)
}
