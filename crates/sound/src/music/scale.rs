//! Scales and chords.

/// Semitones of a scale's seven degrees.
pub(super) type Scale = [i32; 7];

pub(super) const MAJOR: Scale = [0, 2, 4, 5, 7, 9, 11];
pub(super) const LYDIAN: Scale = [0, 2, 4, 6, 7, 9, 11];
pub(super) const MIXOLYDIAN: Scale = [0, 2, 4, 5, 7, 9, 10];
pub(super) const MINOR: Scale = [0, 2, 3, 5, 7, 8, 10];
pub(super) const HARMONIC: Scale = [0, 2, 3, 5, 7, 8, 11];
pub(super) const DORIAN: Scale = [0, 2, 3, 5, 7, 9, 10];
pub(super) const PHRYGIAN: Scale = [0, 1, 3, 5, 7, 8, 10];

/// Note number (60 is middle C) of a degree, 0 the key note, 7 an octave above it.
pub(super) fn note(scale: &Scale, key: i32, degree: i32) -> i32 {
    key + 12 * degree.div_euclid(7) + scale[degree.rem_euclid(7) as usize]
}

/// Three notes on a degree, each brought as near as can be to the middle `around`, so that voices hardly move.
pub(super) fn chord(scale: &Scale, key: i32, degree: i32, around: i32) -> [i32; 3] {
    let mut notes = [0, 2, 4].map(|step| {
        let raw = note(scale, key, degree + step);
        raw + 12 * ((around - raw + 6).div_euclid(12))
    });
    notes.sort_unstable();
    notes
}

pub(super) fn hertz(note: f32) -> f32 {
    440.0 * 2f32.powf((note - 69.0) / 12.0)
}
