//! What makes a mood: data for [`super::compose`].

use storyboard::shot::Mood;

use super::instruments::Instrument::{self, Bell, Bowed, Brass, Piano, Plucked, Reed};
use super::scale::{DORIAN, HARMONIC, LYDIAN, MAJOR, MINOR, MIXOLYDIAN, PHRYGIAN, Scale};

pub(super) struct Style {
    /// Quarter notes a minute.
    pub tempo: f32,
    pub scale: &'static Scale,
    /// Chords by degree, one a bar; one of these is chosen.
    pub chords: &'static [[i32; 4]],
    pub figure: Figure,
    pub figure_by: Instrument,
    pub melody_by: Instrument,
    /// Share of bars with a melody.
    pub melody: f32,
    /// Octaves beside the middle.
    pub melody_height: i32,
    pub pad: f32,
    pub bass: Bass,
    pub drums: Drums,
    /// Seconds of the hall.
    pub echo: f32,
    /// Hertz above which it is dark.
    pub brightness: f32,
}

/// What moves in the middle.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Figure {
    None,
    /// Up and down the chord in eighths.
    Arpeggio,
    /// Two chords a bar, broken.
    Slow,
    /// One note again and again, in eighths.
    Pulse,
    /// In sixteenths, accents three, three, two.
    Drive,
    /// Chords on two and four.
    Offbeat,
    /// A few notes far apart.
    Sparse,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Bass {
    Long,
    Half,
    Walking,
    Eighths,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Drums {
    None,
    Clock,
    Heart,
    March,
    Chase,
    Shaker,
    Distant,
}

pub(super) fn of(mood: Mood) -> &'static Style {
    match mood {
        Mood::Neutral => &NEUTRAL,
        Mood::Tense => &TENSE,
        Mood::Romantic => &ROMANTIC,
        Mood::Sorrow => &SORROW,
        Mood::Triumph => &TRIUMPH,
        Mood::Mystery => &MYSTERY,
        Mood::Comic => &COMIC,
        Mood::Chase => &CHASE,
        Mood::Warm => &WARM,
        Mood::Dread => &DREAD,
    }
}

static NEUTRAL: Style = Style {
    tempo: 84.0,
    scale: &LYDIAN,
    chords: &[[0, 4, 5, 3], [0, 2, 5, 3], [0, 1, 5, 4]],
    figure: Figure::Slow,
    figure_by: Piano,
    melody_by: Piano,
    melody: 0.4,
    melody_height: 1,
    pad: 0.8,
    bass: Bass::Long,
    drums: Drums::None,
    echo: 2.2,
    brightness: 7_000.0,
};
static TENSE: Style = Style {
    tempo: 96.0,
    scale: &HARMONIC,
    chords: &[[0, 0, 5, 4], [0, 5, 3, 4], [0, 1, 0, 4]],
    figure: Figure::Pulse,
    figure_by: Bowed,
    melody_by: Bowed,
    melody: 0.45,
    melody_height: 1,
    pad: 0.7,
    bass: Bass::Half,
    drums: Drums::Clock,
    echo: 2.4,
    brightness: 6_500.0,
};
static ROMANTIC: Style = Style {
    tempo: 72.0,
    scale: &MAJOR,
    chords: &[[0, 4, 5, 3], [0, 5, 3, 4], [3, 4, 2, 5]],
    figure: Figure::Arpeggio,
    figure_by: Piano,
    melody_by: Bowed,
    melody: 0.8,
    melody_height: 1,
    pad: 0.9,
    bass: Bass::Long,
    drums: Drums::None,
    echo: 2.6,
    brightness: 7_500.0,
};
static SORROW: Style = Style {
    tempo: 58.0,
    scale: &MINOR,
    chords: &[[0, 5, 2, 6], [0, 3, 5, 4], [5, 6, 0, 0]],
    figure: Figure::Slow,
    figure_by: Piano,
    melody_by: Piano,
    melody: 0.75,
    melody_height: 1,
    pad: 1.0,
    bass: Bass::Long,
    drums: Drums::None,
    echo: 3.2,
    brightness: 5_500.0,
};
static TRIUMPH: Style = Style {
    tempo: 102.0,
    scale: &MIXOLYDIAN,
    chords: &[[0, 6, 3, 0], [0, 3, 6, 4], [0, 4, 3, 6]],
    figure: Figure::Drive,
    figure_by: Bowed,
    melody_by: Brass,
    melody: 0.85,
    melody_height: 0,
    pad: 0.9,
    bass: Bass::Half,
    drums: Drums::March,
    echo: 2.4,
    brightness: 9_000.0,
};
static MYSTERY: Style = Style {
    tempo: 66.0,
    scale: &DORIAN,
    chords: &[[0, 0, 3, 1], [0, 6, 0, 4], [0, 2, 1, 0]],
    figure: Figure::Sparse,
    figure_by: Bell,
    melody_by: Reed,
    melody: 0.4,
    melody_height: 0,
    pad: 1.0,
    bass: Bass::Long,
    drums: Drums::Distant,
    echo: 3.6,
    brightness: 6_500.0,
};
static COMIC: Style = Style {
    tempo: 124.0,
    scale: &MAJOR,
    chords: &[[0, 4, 0, 4], [0, 3, 1, 4], [0, 5, 1, 4]],
    figure: Figure::Offbeat,
    figure_by: Plucked,
    melody_by: Reed,
    melody: 0.85,
    melody_height: 1,
    pad: 0.0,
    bass: Bass::Walking,
    drums: Drums::Shaker,
    echo: 1.2,
    brightness: 8_500.0,
};
static CHASE: Style = Style {
    tempo: 138.0,
    scale: &MINOR,
    chords: &[[0, 0, 5, 6], [0, 6, 5, 4], [0, 3, 5, 6]],
    figure: Figure::Drive,
    figure_by: Bowed,
    melody_by: Brass,
    melody: 0.4,
    melody_height: 0,
    pad: 0.5,
    bass: Bass::Eighths,
    drums: Drums::Chase,
    echo: 1.6,
    brightness: 8_000.0,
};
static WARM: Style = Style {
    tempo: 80.0,
    scale: &MAJOR,
    chords: &[[0, 3, 5, 3], [0, 4, 3, 3], [3, 0, 4, 5]],
    figure: Figure::Arpeggio,
    figure_by: Plucked,
    melody_by: Reed,
    melody: 0.5,
    melody_height: 1,
    pad: 0.8,
    bass: Bass::Long,
    drums: Drums::None,
    echo: 2.0,
    brightness: 6_500.0,
};
static DREAD: Style = Style {
    tempo: 50.0,
    scale: &PHRYGIAN,
    chords: &[[0, 1, 0, 1], [0, 0, 1, 4], [0, 5, 1, 0]],
    figure: Figure::None,
    figure_by: Bowed,
    melody_by: Bowed,
    melody: 0.5,
    melody_height: 1,
    pad: 1.1,
    bass: Bass::Long,
    drums: Drums::Heart,
    echo: 4.0,
    brightness: 4_200.0,
};
