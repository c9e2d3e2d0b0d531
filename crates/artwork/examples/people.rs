//! Contact sheets of people: `cargo run -p artwork --example people -- FOLDER`. Writes `faces.png` (close by, in many
//! feelings), `cuts.png` (each cut of hair, as several people wear it), `bodies.png` (outfits and poses, from head to foot),
//! `seats.png`, `ages.png` and `sheet.png` (one person's sheet).

use std::error::Error;
use std::path::PathBuf;

use artwork::Size;
use artwork::compose::Artist;
use artwork::figures::head::Style;
use storyboard::cast::{Age, Appearance, Look, Outfit, Presenting};
use storyboard::place::{Hour, PlaceKind, Weather};
use storyboard::shot::{Facing, Feeling, Figure, Framing, Mood, Move, Pose, Spot, Transition};
use storyboard::{Board, Character, Place, Shot};
use tiny_skia::{FilterQuality, Pixmap, PixmapPaint, Transform};

const OUTFITS: [Outfit; 12] = [
    Outfit::Casual,
    Outfit::Shirt,
    Outfit::Suit,
    Outfit::Dress,
    Outfit::Gown,
    Outfit::Hoodie,
    Outfit::Coat,
    Outfit::Uniform,
    Outfit::Scrubs,
    Outfit::Robe,
    Outfit::Sportswear,
    Outfit::Apron,
];
const POSES: [Pose; 8] = [
    Pose::Standing,
    Pose::ArmsCrossed,
    Pose::Pointing,
    Pose::HandOnHip,
    Pose::HoldingPhone,
    Pose::Walking,
    Pose::Sitting,
    Pose::Gesturing,
];
const SEATED: [PlaceKind; 8] = [
    PlaceKind::Kitchen,
    PlaceKind::Office,
    PlaceKind::Bar,
    PlaceKind::LivingRoom,
    PlaceKind::PalaceHall,
    PlaceKind::Park,
    PlaceKind::HospitalRoom,
    PlaceKind::Airport,
];
const FEELINGS: [Feeling; 8] = [
    Feeling::Calm,
    Feeling::Happy,
    Feeling::Laughing,
    Feeling::Furious,
    Feeling::Crying,
    Feeling::Shocked,
    Feeling::Cold,
    Feeling::Tender,
];
const COLOURS: [[&str; 2]; 4] = [
    ["#8c3a4a", "#2f3a52"],
    ["#e3d9c6", "#46607c"],
    ["#2e4a4a", "#c9a24b"],
    ["#5a5f8c", "#20242f"],
];

fn person(seed: u64, age: Age, outfit: Outfit) -> Character {
    Character {
        id: "p".into(),
        name: "P".into(),
        appearance: Appearance {
            seed,
            presenting: if seed.is_multiple_of(2) {
                Presenting::Feminine
            } else {
                Presenting::Masculine
            },
            age,
            skin: (seed * 3 % 8) as u8,
            hair: None,
            hair_colour: None,
            glasses: seed.is_multiple_of(5),
            beard: seed.is_multiple_of(7),
        },
        looks: vec![Look {
            id: "day".into(),
            outfit,
            colours: COLOURS[seed as usize % 4].map(Into::into),
            from: 1,
            to: None,
        }],
        voice: None,
    }
}

fn still(
    artist: &Artist,
    who: Character,
    framing: Framing,
    feeling: Feeling,
    pose: Pose,
) -> Pixmap {
    still_in(artist, who, framing, feeling, pose, PlaceKind::Office)
}

fn still_in(
    artist: &Artist,
    who: Character,
    framing: Framing,
    feeling: Feeling,
    pose: Pose,
    kind: PlaceKind,
) -> Pixmap {
    let shot = Shot {
        id: "s".into(),
        script_line: 1,
        place: 0,
        framing,
        people: vec![Figure {
            character: "p".into(),
            look: None,
            spot: Spot::Centre,
            facing: match who.appearance.seed % 3 {
                0 => Facing::Left,
                1 => Facing::Right,
                _ if framing == Framing::Wide => Facing::Away,
                _ => Facing::Front,
            },
            pose,
            feeling,
            holds: None,
        }],
        prop: None,
        messages: vec![],
        camera: Move::Still,
        effects: vec![],
        transition: Transition::Cut,
        lines: vec![],
        action: String::new(),
        hold_ms: 0,
        card: None,
        mood: Mood::Neutral,
    };
    let board = Board {
        series: "S".into(),
        number: 1,
        title: "T".into(),
        language: "en".into(),
        places: vec![Place {
            name: "P".into(),
            kind,
            hour: Hour::Day,
            weather: Weather::Clear,
            seed: who.appearance.seed / 4,
        }],
        cast: vec![who],
        lines: vec![],
        shots: vec![shot],
    };
    artist.still(&board, 0, 0)
}

fn sheet(pictures: &[Pixmap], columns: usize) -> Option<Pixmap> {
    let cell = (240u32, 426u32);
    let rows = pictures.len().div_ceil(columns) as u32;
    let mut sheet = Pixmap::new(cell.0 * columns as u32, cell.1 * rows)?;
    for (at, picture) in pictures.iter().enumerate() {
        let scale = cell.0 as f32 / picture.width() as f32;
        let paint = PixmapPaint {
            quality: FilterQuality::Bicubic,
            ..PixmapPaint::default()
        };
        let (x, y) = (
            (at % columns) as f32 * cell.0 as f32,
            (at / columns) as f32 * cell.1 as f32,
        );
        sheet.draw_pixmap(
            0,
            0,
            picture.as_ref(),
            &paint,
            Transform::from_row(scale, 0.0, 0.0, scale, x, y),
            None,
        );
    }
    Some(sheet)
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("name a folder to write to")?);
    let artist = Artist::new(Size {
        width: 480,
        height: 852,
    });
    let faces: Vec<_> = (0..32)
        .map(|at| {
            still(
                &artist,
                person(40 + at, Age::Adult, OUTFITS[at as usize % 12]),
                Framing::CloseUp,
                FEELINGS[at as usize % 8],
                Pose::Standing,
            )
        })
        .collect();
    sheet(&faces, 8)
        .ok_or("too large")?
        .save_png(folder.join("faces.png"))?;
    let cuts: Vec<_> = Style::names()
        .flat_map(|cut| (0..6u64).map(move |at| (cut, at)))
        .map(|(cut, at)| {
            let mut who = person(at * 11 + 3, Age::Adult, OUTFITS[at as usize % 12]);
            who.appearance.hair = Some(cut.into());
            who.appearance.hair_colour = (at % 3 == 0).then(|| "#2c2630".into());
            still(
                &artist,
                who,
                Framing::CloseUp,
                Feeling::Calm,
                Pose::Standing,
            )
        })
        .collect();
    sheet(&cuts, 12)
        .ok_or("too large")?
        .save_png(folder.join("cuts.png"))?;
    let bodies: Vec<_> = (0..24)
        .map(|at| {
            let framing = if at < 12 {
                Framing::Wide
            } else {
                Framing::Medium
            };
            still(
                &artist,
                person(90 + at, Age::Young, OUTFITS[at as usize % 12]),
                framing,
                Feeling::Calm,
                POSES[at as usize % 8],
            )
        })
        .collect();
    sheet(&bodies, 8)
        .ok_or("too large")?
        .save_png(folder.join("bodies.png"))?;
    let seats: Vec<_> = SEATED
        .iter()
        .flat_map(|&kind| [Framing::Wide, Framing::Medium].map(|framing| (kind, framing)))
        .enumerate()
        .map(|(at, (kind, framing))| {
            let who = person(200 + at as u64, Age::Adult, OUTFITS[at % 12]);
            still_in(&artist, who, framing, Feeling::Calm, Pose::Sitting, kind)
        })
        .collect();
    sheet(&seats, 8)
        .ok_or("too large")?
        .save_png(folder.join("seats.png"))?;
    let ages: Vec<_> = (0..16)
        .map(|at| {
            let age = [Age::Child, Age::Young, Age::Adult, Age::Old][at as usize % 4];
            let framing = [Framing::CloseUp, Framing::TwoShot][at as usize / 8];
            still(
                &artist,
                person(140 + at / 4, age, Outfit::Casual),
                framing,
                Feeling::Calm,
                Pose::Standing,
            )
        })
        .collect();
    sheet(&ages, 8)
        .ok_or("too large")?
        .save_png(folder.join("ages.png"))?;
    artwork::sheets::character(&person(46, Age::Adult, Outfit::Dress))
        .save_png(folder.join("sheet.png"))?;
    Ok(())
}
