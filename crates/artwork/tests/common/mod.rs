//! Faces of this machine, boards of our own.
#![allow(dead_code, clippy::unwrap_used)]

use std::path::Path;
use std::sync::OnceLock;

use artwork::text::Faces;
use storyboard::board::Said;
use storyboard::place::{Hour, Place, PlaceKind, Weather};
use storyboard::shot::{
    Facing, Feeling, Figure, Framing, Mood, Move, Pose, Shot, Spot, Transition,
};
use storyboard::{Board, Line};

const FILES: [&str; 6] = [
    "noto/NotoSans-Bold.ttf",
    "noto/NotoSans-Regular.ttf",
    "noto/NotoSansArabic-Bold.ttf",
    "noto/NotoSansDevanagari-Bold.ttf",
    "noto/NotoSansThai-Bold.ttf",
    "wqy/wqy-microhei.ttc",
];

/// The files that `./test` installs.
pub fn faces() -> &'static Faces {
    static FACES: OnceLock<Faces> = OnceLock::new();
    FACES.get_or_init(|| {
        let files = FILES.iter().map(|file| {
            let path = Path::new("/usr/share/fonts/truetype").join(file);
            std::fs::read(&path).unwrap_or_else(|error| {
                panic!(
                    "{}: {error}; install fonts-noto-core and fonts-wqy-microhei",
                    path.display()
                )
            })
        });
        Faces::from_bytes(files.collect()).unwrap()
    })
}

/// The bytes of one face.
pub fn bold() -> Vec<u8> {
    std::fs::read(Path::new("/usr/share/fonts/truetype").join(FILES[0])).unwrap()
}

pub fn place(kind: PlaceKind, hour: Hour, seed: u64) -> Place {
    Place {
        name: "A PLACE".into(),
        kind,
        hour,
        weather: Weather::Clear,
        seed,
    }
}

pub fn figure(character: &str, spot: Spot) -> Figure {
    Figure {
        character: character.into(),
        look: None,
        spot,
        facing: Facing::Front,
        pose: Pose::Standing,
        feeling: Feeling::Calm,
        holds: None,
    }
}

pub fn shot(id: &str, framing: Framing, people: Vec<Figure>, lines: Vec<usize>) -> Shot {
    Shot {
        id: id.into(),
        script_line: 1,
        place: 0,
        framing,
        people,
        prop: None,
        messages: Vec::new(),
        camera: Move::Still,
        effects: Vec::new(),
        transition: Transition::Cut,
        lines,
        action: String::new(),
        hold_ms: 500,
        card: None,
        mood: Mood::Neutral,
    }
}

pub fn line(speaker: &str, text: &str) -> Line {
    Line {
        id: "e01-l01".into(),
        script_line: 2,
        speaker: speaker.into(),
        manner: Said::Dialogue,
        text: text.into(),
        feeling: Feeling::Calm,
        dual: false,
    }
}

pub fn board(shots: Vec<Shot>, lines: Vec<Line>) -> Board {
    Board {
        series: "The Lantern Keeper".into(),
        number: 1,
        title: "A light in the rain".into(),
        language: "en".into(),
        cast: Vec::new(),
        places: vec![place(PlaceKind::Street, Hour::Night, 4)],
        lines,
        shots,
    }
}
