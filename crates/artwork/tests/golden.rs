//! Pictures beside what they were when somebody last looked at them. `UPDATE_GOLDEN=1 cargo nextest run -p artwork golden`
//! writes new ones; look at them before committing.
#![allow(clippy::unwrap_used)]

mod common;

use std::path::PathBuf;
use std::sync::Arc;

use artwork::compose::{Artist, CaptionStyle};
use artwork::strip::{self, Still};
use artwork::text::captions::{self, Look};
use artwork::text::zones;
use artwork::{Size, cards, phone, props};
use common::{board, faces, figure, line, shot};
use storyboard::board::Said;
use storyboard::cast::{Age, Appearance, Look as Clothes, Outfit, Presenting};
use storyboard::place::{Hour, PlaceKind, Weather};
use storyboard::shot::{
    Card, CardKind, Effect, Facing, Feeling, Framing, Message, Mood, Pose, Prop, PropKind, Spot,
};
use storyboard::timeline::{Spoken, lay_out};
use storyboard::{Board, Character, Place};
use tiny_skia::{Color, Pixmap, PixmapPaint, Transform};

const SIZE: Size = Size {
    width: 216,
    height: 384,
};
/// How much smaller pictures are kept than they are drawn.
const SHRINK: usize = 4;

/// Mean difference of a picture, of 255.
const WHOLE: f32 = 2.5;
/// Of a square of eight pixels: something small has moved.
const SQUARE: f32 = 34.0;

fn smaller(picture: &Pixmap, by: usize) -> Pixmap {
    let (width, height) = (
        picture.width() as usize / by,
        picture.height() as usize / by,
    );
    let mut small = Pixmap::new(width as u32, height as u32).unwrap();
    let stride = picture.width() as usize * 4;
    for (at, value) in small.data_mut().iter_mut().enumerate() {
        let (pixel, part) = (at / 4, at % 4);
        let (x, y) = (pixel % width * by, pixel / width * by);
        let sum: usize = (0..by * by)
            .map(|step| {
                let (dx, dy) = (step % by, step / by);
                usize::from(picture.data()[(y + dy) * stride + (x + dx) * 4 + part])
            })
            .sum();
        *value = (sum / (by * by)) as u8;
    }
    small
}

fn sheet(pictures: &[Pixmap], columns: usize) -> Pixmap {
    let small: Vec<_> = pictures
        .iter()
        .map(|picture| smaller(picture, SHRINK))
        .collect();
    let (w, h) = small.iter().fold((1, 1), |(w, h), picture| {
        (w.max(picture.width()), h.max(picture.height()))
    });
    let rows = small.len().div_ceil(columns) as u32;
    let mut sheet = Pixmap::new(w * columns as u32, h * rows).unwrap();
    sheet.fill(Color::from_rgba8(70, 74, 90, 255));
    for (at, picture) in small.iter().enumerate() {
        let (x, y) = ((at % columns) as u32 * w, (at / columns) as u32 * h);
        sheet.draw_pixmap(
            x as i32,
            y as i32,
            picture.as_ref(),
            &PixmapPaint::default(),
            Transform::identity(),
            None,
        );
    }
    sheet
}

/// How far two pictures of one size lie apart: on the whole, and in the worst square.
fn apart(a: &Pixmap, b: &Pixmap) -> (f32, f32) {
    const SIDE: usize = 8;
    let (width, height) = (a.width() as usize, a.height() as usize);
    let mut sums = vec![(0u32, 0u32); width.div_ceil(SIDE) * height.div_ceil(SIDE)];
    for (at, (a, b)) in a.data().iter().zip(b.data()).enumerate() {
        if at % 4 == 3 {
            continue;
        }
        let (x, y) = (at / 4 % width, at / 4 / width);
        let square = &mut sums[y / SIDE * width.div_ceil(SIDE) + x / SIDE];
        *square = (square.0 + u32::from(a.abs_diff(*b)), square.1 + 1);
    }
    let mean = |(sum, count): (u32, u32)| sum as f32 / count.max(1) as f32;
    let all = sums
        .iter()
        .fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    (
        mean(all),
        sums.iter().copied().map(mean).fold(0.0, f32::max),
    )
}

fn holds(name: &str, now: &Pixmap) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        now.save_png(&file).unwrap();
    }
    let golden = Pixmap::load_png(&file).unwrap();
    assert_eq!(
        (golden.width(), golden.height()),
        (now.width(), now.height()),
        "{name} has another size"
    );
    let (whole, square) = apart(&golden, now);
    if whole >= WHOLE || square >= SQUARE {
        let seen = std::env::temp_dir().join(name);
        now.save_png(&seen).unwrap();
        panic!(
            "{name} has moved: by {whole:.2} of 255 on the whole (at most {WHOLE}), by {square:.1} in one place (at \
             most {SQUARE}). It is now {}",
            seen.display()
        );
    }
}

fn person(id: &str, seed: u64, presenting: Presenting, age: Age, outfit: Outfit) -> Character {
    Character {
        id: id.into(),
        name: id.to_uppercase(),
        appearance: Appearance {
            seed,
            presenting,
            age,
            skin: (seed % 8) as u8,
            hair: None,
            hair_colour: None,
            glasses: seed.is_multiple_of(5),
            beard: seed.is_multiple_of(7),
        },
        looks: vec![Clothes {
            id: "day".into(),
            outfit,
            colours: ["#8c3a4a".into(), "#2f3a52".into()],
            from: 1,
            to: None,
        }],
        voice: None,
    }
}

fn cast() -> Vec<Character> {
    let outfits = [
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
    let ages = [Age::Adult, Age::Young, Age::Child, Age::Old];
    outfits
        .into_iter()
        .enumerate()
        .map(|(at, outfit)| {
            let presenting = if at % 2 == 0 {
                Presenting::Feminine
            } else {
                Presenting::Masculine
            };
            person(
                &format!("p{at}"),
                31 + at as u64,
                presenting,
                ages[at % 4],
                outfit,
            )
        })
        .collect()
}

#[test]
fn golden_people() {
    let feelings = [
        Feeling::Calm,
        Feeling::Laughing,
        Feeling::Crying,
        Feeling::Furious,
        Feeling::Shocked,
        Feeling::Tender,
        Feeling::Suspicious,
        Feeling::Afraid,
    ];
    let poses = [
        Pose::Standing,
        Pose::ArmsCrossed,
        Pose::Pointing,
        Pose::HandOnHip,
        Pose::HoldingPhone,
        Pose::Gesturing,
        Pose::Walking,
        Pose::Sitting,
    ];
    let framings = [Framing::CloseUp, Framing::Wide, Framing::Medium];
    let mut pictures = Vec::new();
    for row in 0..3 {
        for column in 0..8 {
            let mut who = figure(&format!("p{}", (column + row * 3) % 12), Spot::Centre);
            who.feeling = feelings[column];
            who.pose = poses[(column + row) % 8];
            who.facing = [Facing::Front, Facing::Right, Facing::Away, Facing::Left][column % 4];
            let mut board = board(
                vec![shot("e01-s01-t01", framings[row], vec![who], vec![])],
                vec![],
            );
            board.cast = cast();
            board.places[0] = Place {
                name: "AN OFFICE".into(),
                kind: PlaceKind::Office,
                hour: Hour::Day,
                weather: Weather::Clear,
                seed: 3,
            };
            pictures.push(Artist::new(SIZE).still(&board, 0, 0));
        }
    }
    holds("people.png", &sheet(&pictures, 8));
}

#[test]
fn golden_moods_and_places() {
    let scenes = [
        (
            PlaceKind::RainStreet,
            Hour::Night,
            Mood::Sorrow,
            Framing::TwoShot,
        ),
        (PlaceKind::Street, Hour::Night, Mood::Tense, Framing::Wide),
        (
            PlaceKind::Office,
            Hour::Dusk,
            Mood::Romantic,
            Framing::Medium,
        ),
        (
            PlaceKind::Bedroom,
            Hour::Night,
            Mood::Dread,
            Framing::CloseUp,
        ),
        (
            PlaceKind::HospitalCorridor,
            Hour::Day,
            Mood::Mystery,
            Framing::OverShoulder,
        ),
        (
            PlaceKind::WeddingHall,
            Hour::Day,
            Mood::Triumph,
            Framing::Wide,
        ),
        (PlaceKind::Kitchen, Hour::Dawn, Mood::Warm, Framing::TwoShot),
        (
            PlaceKind::Alley,
            Hour::Night,
            Mood::Chase,
            Framing::ExtremeCloseUp,
        ),
    ];
    let pictures: Vec<_> = scenes
        .into_iter()
        .enumerate()
        .map(|(at, (kind, hour, mood, framing))| {
            let mut one = shot(
                "e01-s01-t01",
                framing,
                vec![figure("p0", Spot::Left), figure("p1", Spot::Right)],
                vec![],
            );
            one.mood = mood;
            if mood == Mood::Dread {
                one.effects = vec![Effect::Gloom];
            }
            let mut board = board(vec![one], vec![]);
            board.cast = cast();
            board.places[0] = common::place(kind, hour, 20 + at as u64);
            Artist::new(SIZE).still(&board, 0, 600)
        })
        .collect();
    holds("moods.png", &sheet(&pictures, 8));
}

#[test]
fn golden_captions() {
    let said = [
        ("en", "You promised that the letter was burnt."),
        ("zh", "你答应过我，那封信已经烧掉了。"),
        ("ar", "لقد وعدتني أن الرسالة قد احترقت."),
        ("hi", "तुमने वादा किया था कि चिट्ठी जल गई।"),
        ("th", "คุณสัญญาว่าจดหมายถูกเผาไปแล้ว"),
    ];
    let size = Size {
        width: 432,
        height: 768,
    };
    let pictures: Vec<_> = said
        .iter()
        .flat_map(|(language, text)| {
            let mut board = board(
                vec![shot("e01-s01-t01", Framing::Medium, vec![], vec![0])],
                vec![line("p0", text)],
            );
            board.language = (*language).into();
            let spoken = Spoken::estimated(text, Said::Dialogue);
            let timeline = lay_out(&board, &[spoken]).unwrap();
            let cue = &timeline.lines[0];
            let ms = cue.start_ms + (cue.end_ms - cue.start_ms) / 3;
            let state = captions::at(text, cue, ms).unwrap();
            [Look::PLAIN, Look::KARAOKE].map(|look| {
                let picture = captions::draw(faces(), text, language, state, &look, size).unwrap();
                let mut paper = Pixmap::new(size.width, 160).unwrap();
                paper.fill(Color::from_rgba8(120, 130, 150, 255));
                paper.draw_pixmap(
                    picture.x,
                    80 - picture.pixmap.height() as i32 / 2,
                    picture.pixmap.as_ref(),
                    &PixmapPaint::default(),
                    Transform::identity(),
                    None,
                );
                // Letters need more pixels than people.
                smaller(&paper, 2)
            })
        })
        .collect();
    let (w, h) = (pictures[0].width(), pictures[0].height());
    let mut sheet = Pixmap::new(w * 2, h * 5).unwrap();
    for (at, picture) in pictures.iter().enumerate() {
        sheet.draw_pixmap(
            (at as u32 % 2 * w) as i32,
            (at as u32 / 2 * h) as i32,
            picture.as_ref(),
            &PixmapPaint::default(),
            Transform::identity(),
            None,
        );
    }
    holds("captions.png", &sheet);
}

#[test]
fn golden_screens_cards_and_things() {
    let messages =
        [("mei", "Where are you?"), ("me", "Outside. In the rain.")].map(|(from, text)| Message {
            from: from.into(),
            text: text.into(),
            own: from == "me",
        });
    let card = |kind, text: &str, below: Option<&str>| {
        let card = Card {
            kind,
            text: text.into(),
            below: below.map(Into::into),
        };
        let mut paper = cards::backdrop(SIZE, artwork::Tone::hex(0x004a_5f92)).unwrap();
        cards::lay(
            &mut paper,
            &cards::draw(faces(), &card, "en", SIZE, 900).unwrap(),
        );
        paper
    };
    let shown = phone::Shown {
        messages: 2,
        typing: true,
        ms: 300,
    };
    let thing = |kind, text: Option<&str>, on| {
        let prop = Prop {
            kind,
            text: text.map(Into::into),
            held_by: None,
        };
        let tone = artwork::Tone::hex(0x00a8_4a3a);
        let mut picture = props::pool(tone, SIZE).unwrap();
        cards::lay(
            &mut picture,
            &props::insert(faces(), &prop, "en", tone, SIZE, on).unwrap(),
        );
        picture
    };
    let hand = props::Surface::Hand {
        skin: artwork::Tone::hex(0x00e8_b890),
        sleeve: artwork::Tone::hex(0x002f_4b6e),
    };
    let pictures = [
        phone::screen(faces(), &messages, "en", shown, SIZE).unwrap(),
        card(
            CardKind::Title,
            "The Lantern Keeper",
            Some("1 · A light in the rain"),
        ),
        card(CardKind::End, "", None),
        card(CardKind::Caption, "Three years before", None),
        card(CardKind::Label, "", None),
        thing(PropKind::Letter, Some("I am gone."), props::Surface::Desk),
        thing(
            PropKind::Umbrella,
            None,
            props::Surface::Ground { wet: true },
        ),
        thing(PropKind::Ring, None, hand),
    ];
    holds("screens.png", &sheet(&pictures, 8));
}

#[test]
fn golden_strip_panels() {
    let mut board = board(
        vec![
            shot(
                "e01-s01-t01",
                Framing::TwoShot,
                vec![figure("p0", Spot::Left), figure("p1", Spot::Right)],
                vec![0, 1],
            ),
            shot(
                "e01-s01-t02",
                Framing::CloseUp,
                vec![figure("p1", Spot::Centre)],
                vec![2],
            ),
        ],
        vec![
            line("p0", "You promised that the letter was burnt."),
            line("p1", "It was."),
            line("p1", "Then who wrote this one?"),
        ],
    );
    board.cast = cast();
    let artist = Artist::new(SIZE);
    let strip = strip::draw(&board, faces(), 320, None, |index| Still {
        pixmap: artist.still(&board, index, 900),
        heads: artist.heads(&board, index),
    });
    let slices = strip.slices(640);
    let whole: Vec<_> = slices.iter().map(|slice| smaller(slice, 2)).collect();
    let height: u32 = whole.iter().map(Pixmap::height).sum();
    let mut sheet = Pixmap::new(160, height).unwrap();
    let mut y = 0;
    for slice in &whole {
        sheet.draw_pixmap(
            0,
            y,
            slice.as_ref(),
            &PixmapPaint::default(),
            Transform::identity(),
            None,
        );
        y += slice.height() as i32;
    }
    holds("strip.png", &sheet);
}

/// A tolerance that lets everything through would be none.
#[test]
fn a_picture_that_moves_a_little_is_noticed() {
    let mut board = board(
        vec![shot(
            "e01-s01-t01",
            Framing::CloseUp,
            vec![figure("p0", Spot::Centre)],
            vec![],
        )],
        vec![],
    );
    board.cast = cast();
    let still = |board: &Board, ms| smaller(&Artist::new(SIZE).still(board, 0, ms), SHRINK);
    let before = still(&board, 0);
    let mut sad = board.clone();
    sad.shots[0].people[0].feeling = Feeling::Crying;
    let mut other = board.clone();
    other.cast[0].appearance.skin = 1;
    let mut aside = board.clone();
    aside.shots[0].people[0].spot = Spot::Right;
    for (what, changed) in [("a feeling", sad), ("a skin", other), ("a place", aside)] {
        let (whole, square) = apart(&before, &still(&changed, 0));
        assert!(
            whole >= WHOLE || square >= SQUARE,
            "{what}: {whole} on the whole, {square} in one place"
        );
    }
    let (whole, square) = apart(&before, &still(&board, 0));
    assert!(whole == 0.0 && square == 0.0);
}

/// What is burnt in is there, and is gone when nobody speaks.
#[test]
fn captions_are_burnt_into_the_frames_in_which_somebody_speaks() {
    let text = "It was.";
    let board = board(
        vec![shot("e01-s01-t01", Framing::Medium, vec![], vec![0])],
        vec![line("p0", text)],
    );
    let timeline = lay_out(&board, &[Spoken::estimated(text, Said::Dialogue)]).unwrap();
    let artist = Artist::new(SIZE).lettered(Arc::new(
        artwork::text::Faces::from_bytes(vec![common::bold()]).unwrap(),
    ));
    let mut frame = artwork::compose::blit::Frame::new(216, 384);
    let mut drawn = |captions: bool, ms: u32| {
        let mut stage = artist.stage_joined(&board, &timeline, 0).unwrap();
        if captions {
            artist.caption(
                &mut stage,
                &board,
                &timeline,
                0,
                CaptionStyle::Plain,
                zones::HOUSE,
            );
        }
        stage.paint(&mut frame, ms, &[]);
        frame.pixels.clone()
    };
    let middle = u32::midpoint(timeline.lines[0].start_ms, timeline.lines[0].end_ms);
    assert_ne!(drawn(true, middle), drawn(false, middle));
}

/// On every platform what is burnt in stands inside what it leaves free, down to the outline of the letters.
#[test]
fn captions_are_burnt_in_where_each_platform_leaves_room() {
    let size = Size {
        width: 540,
        height: 960,
    };
    let text = "I never said that I would come back to this house, and least of all for you.";
    let board = board(
        vec![shot("e01-s01-t01", Framing::Medium, vec![], vec![0])],
        vec![line("p0", text)],
    );
    let timeline = lay_out(&board, &[Spoken::estimated(text, Said::Dialogue)]).unwrap();
    let artist = Artist::new(size).lettered(Arc::new(
        artwork::text::Faces::from_bytes(vec![common::bold()]).unwrap(),
    ));
    let mut frame = artwork::compose::blit::Frame::new(540, 960);
    let cue = &timeline.lines[0];
    let mut drawn = |zone: Option<zones::Zone>, ms: u32| {
        let mut stage = artist.stage_joined(&board, &timeline, 0).unwrap();
        if let Some(zone) = zone {
            artist.caption(
                &mut stage,
                &board,
                &timeline,
                0,
                CaptionStyle::Karaoke,
                zone,
            );
        }
        stage.paint(&mut frame, ms, &[]);
        frame.pixels.clone()
    };
    let mut lowest = Vec::new();
    for zone in zones::ALL {
        let [left, top, right, bottom] = zone.free(540, 960);
        let mut seen = [f32::MAX, f32::MAX, 0.0f32, 0.0f32];
        for tenth in 1..10 {
            let ms = cue.start_ms + (cue.end_ms - cue.start_ms) * tenth / 10;
            let (with, without) = (drawn(Some(zone), ms), drawn(None, ms));
            let channels = with.len() / (540 * 960);
            for (at, (one, other)) in with
                .chunks(channels)
                .zip(without.chunks(channels))
                .enumerate()
            {
                if one != other {
                    let (x, y) = ((at % 540) as f32, (at / 540) as f32);
                    seen = [
                        seen[0].min(x),
                        seen[1].min(y),
                        seen[2].max(x),
                        seen[3].max(y),
                    ];
                }
            }
        }
        assert!(seen[2] - seen[0] > 150.0, "{}: {seen:?}", zone.platform);
        // A letter's outline may stand a hair over the edge of its line.
        let hair = 3.0;
        assert!(
            seen[0] >= left - hair
                && seen[1] >= top
                && seen[2] <= right + hair
                && seen[3] <= bottom,
            "{}: {seen:?} is not within {left} {top} {right} {bottom}",
            zone.platform
        );
        lowest.push((zone.platform, bottom - seen[3]));
    }
    // At the lower edge of the free part, not somewhere in it.
    for (platform, room) in lowest {
        assert!(room < 40.0, "{platform}: {room}");
    }
}

/// Wherever a platform has its captions: no face under them, and no hand that does something.
#[test]
fn captions_stand_beside_faces_and_hands() {
    let text = "I never said that I would come back to this house, and least of all for you.";
    let artist = Artist::new(SIZE).lettered(Arc::new(
        artwork::text::Faces::from_bytes(vec![common::bold()]).unwrap(),
    ));
    let framings = [
        Framing::TwoShot,
        Framing::OverShoulder,
        Framing::Medium,
        Framing::CloseUp,
    ];
    for framing in framings {
        for (pose, holds) in [
            (Pose::Standing, None),
            (Pose::Gesturing, None),
            (Pose::Standing, Some(PropKind::Letter)),
        ] {
            let mut people = vec![figure("p0", Spot::Left), figure("p1", Spot::Right)];
            if matches!(framing, Framing::Medium | Framing::CloseUp) {
                people.truncate(1);
            }
            (people[0].pose, people[0].holds) = (pose, holds);
            let mut board = board(
                vec![shot("e01-s01-t01", framing, people, vec![0])],
                vec![line("p0", text)],
            );
            board.cast = cast();
            let timeline = lay_out(&board, &[Spoken::estimated(text, Said::Dialogue)]).unwrap();
            for zone in zones::ALL {
                let mut stage = artist.stage_joined(&board, &timeline, 0).unwrap();
                artist.caption(&mut stage, &board, &timeline, 0, CaptionStyle::Plain, zone);
                let [_, top, _, bottom] = zone.free(SIZE.width, SIZE.height);
                assert!(!stage.over.is_empty());
                for over in &stage.over {
                    let sheet = &over.sheets[0];
                    let (low, high) = (sheet.y, sheet.y + sheet.frame.height as f32);
                    let told = format!(
                        "{framing:?} {pose:?} {holds:?} {}: {low} to {high}",
                        zone.platform
                    );
                    assert!(low >= top - 3.0 && high <= bottom + 3.0, "{told}");
                    let heads = artist.heads(&board, 0);
                    let seen = if framing == Framing::OverShoulder {
                        1
                    } else {
                        heads.len()
                    };
                    for head in &heads[..seen] {
                        // Of a head's hair something may be covered, of its face nothing.
                        let [left, above, right, below] = head.rect;
                        let tall = below - above;
                        let (above, below) = (above + tall * 0.2, below - tall * 0.06);
                        let (w, h) = (SIZE.width as f32, SIZE.height as f32);
                        let across =
                            sheet.x < right * w && sheet.x + sheet.frame.width as f32 > left * w;
                        assert!(
                            !across || high <= above * h || low >= below * h,
                            "{told}: {above} {below}"
                        );
                    }
                }
            }
        }
    }
}
