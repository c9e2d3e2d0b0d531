//! What is drawn of a board: the same bytes each time, near what it was, and something whatever the board.

use artwork::Size;
use artwork::compose::blit::Frame;
use artwork::compose::{Artist, speech};
use artwork::{film, sheets};
use proptest::prelude::*;
use storyboard::board::Said;
use storyboard::cast::{Age, Appearance, Look, Outfit, Presenting};
use storyboard::place::{Hour, PlaceKind, Weather};
use storyboard::shot::{
    Facing, Feeling, Figure, Framing, Mood, Move, Pose, PropKind, Spot, Transition,
};
use storyboard::timeline::{Spoken, Viseme, lay_out};
use storyboard::{Board, Character, Line, Place, Shot};

const SMALL: Size = Size {
    width: 108,
    height: 192,
};

fn character(id: &str, presenting: Presenting, seed: u64) -> Character {
    Character {
        id: id.into(),
        name: id.to_uppercase(),
        appearance: Appearance {
            seed,
            presenting,
            age: Age::Adult,
            skin: 2,
            hair: None,
            hair_colour: None,
            glasses: false,
            beard: false,
        },
        looks: vec![Look {
            id: "day".into(),
            outfit: Outfit::Suit,
            colours: ["#2c3e5c".into(), "#8a2f3c".into()],
            from: 1,
            to: None,
        }],
        voice: None,
    }
}

fn figure(character: &str, feeling: Feeling) -> Figure {
    Figure {
        character: character.into(),
        look: None,
        spot: Spot::Centre,
        facing: Facing::Front,
        pose: Pose::Standing,
        feeling,
        holds: None,
    }
}

fn shot(framing: Framing, people: Vec<Figure>) -> Shot {
    Shot {
        id: "e01-s01-t01".into(),
        script_line: 1,
        place: 0,
        framing,
        people,
        prop: None,
        messages: Vec::new(),
        camera: Move::Still,
        effects: Vec::new(),
        transition: Transition::Cut,
        lines: Vec::new(),
        action: String::new(),
        hold_ms: 1000,
        card: None,
        mood: Mood::Neutral,
    }
}

fn board(shots: Vec<Shot>) -> Board {
    Board {
        series: "A series".into(),
        number: 1,
        title: "One".into(),
        language: "en".into(),
        cast: vec![
            character("maya", Presenting::Feminine, 5),
            character("daniel", Presenting::Masculine, 9),
        ],
        places: vec![Place {
            name: "OFFICE".into(),
            kind: PlaceKind::Office,
            hour: Hour::Day,
            weather: Weather::Clear,
            seed: 3,
        }],
        lines: vec![Line {
            id: "e01-l01".into(),
            script_line: 2,
            speaker: "maya".into(),
            manner: Said::Dialogue,
            text: "You are late.".into(),
            feeling: Feeling::Cold,
            dual: false,
        }],
        shots,
    }
}

/// Mean difference of two pictures, 0 to 255.
fn apart(a: &Frame, b: &Frame) -> f64 {
    let sum: u64 = a
        .pixels
        .iter()
        .zip(&b.pixels)
        .flat_map(|(a, b)| a.to_le_bytes().into_iter().zip(b.to_le_bytes()))
        .map(|(a, b)| u64::from(a.abs_diff(b)))
        .sum();
    sum as f64 / (a.pixels.len() * 4) as f64
}

#[test]
fn the_same_board_gives_the_same_bytes() {
    let board = board(vec![shot(
        Framing::CloseUp,
        vec![figure("maya", Feeling::Crying)],
    )]);
    let one = Artist::new(SMALL).still(&board, 0, 500);
    let two = Artist::new(SMALL).still(&board, 0, 500);
    assert_eq!(one.data(), two.data());
}

#[test]
fn a_feeling_a_person_and_a_place_are_seen() {
    let still = |feeling, id: &str, kind| {
        let mut board = board(vec![shot(Framing::CloseUp, vec![figure(id, feeling)])]);
        board.places[0].kind = kind;
        Frame::of(&Artist::new(SMALL).still(&board, 0, 0))
    };
    let calm = still(Feeling::Calm, "maya", PlaceKind::Office);
    for other in [
        still(Feeling::Shocked, "maya", PlaceKind::Office),
        still(Feeling::Calm, "daniel", PlaceKind::Office),
        still(Feeling::Calm, "maya", PlaceKind::Alley),
    ] {
        assert!(apart(&calm, &other) > 0.2, "{}", apart(&calm, &other));
    }
}

#[test]
fn who_speaks_moves_their_mouth_and_the_others_do_not() {
    let board = board(vec![shot(
        Framing::CloseUp,
        vec![figure("maya", Feeling::Calm)],
    )]);
    let artist = Artist::new(SMALL);
    let painted = |speaking: &[(&str, Viseme)]| {
        let mut stage = artist
            .stage(&board, 0, 2000, None)
            .expect("the board has a shot");
        let mut frame = Frame::new(108, 192);
        stage.paint(&mut frame, 0, speaking);
        frame
    };
    let rest = painted(&[]);
    assert!(
        painted(&[("daniel", Viseme::Open)]) == rest,
        "somebody else speaks"
    );
    assert!(apart(&painted(&[("maya", Viseme::Open)]), &rest) > 0.05);
}

#[test]
fn a_still_shot_costs_nothing_between_its_drawings() {
    let board = board(vec![shot(
        Framing::Medium,
        vec![figure("maya", Feeling::Calm)],
    )]);
    let artist = Artist::new(SMALL);
    let mut stage = artist
        .stage(&board, 0, 2000, None)
        .expect("the board has a shot");
    let mut frame = Frame::new(108, 192);
    let changed = (0..24u32)
        .filter(|n| stage.paint(&mut frame, n * 1000 / 24, &[]))
        .count();
    assert!((1..=13).contains(&changed), "drawn on twos: {changed}");
}

/// Pictures of a shot of two seconds in an office at some moments.
fn moments(change: impl FnOnce(&mut Shot), at: &[u32]) -> Vec<Frame> {
    moments_in(PlaceKind::Office, change, at)
}

fn moments_in(kind: PlaceKind, change: impl FnOnce(&mut Shot), at: &[u32]) -> Vec<Frame> {
    let before = shot(Framing::Wide, Vec::new());
    let mut made = shot(
        Framing::Medium,
        vec![
            figure("maya", Feeling::Calm),
            figure("daniel", Feeling::Calm),
        ],
    );
    change(&mut made);
    let mut board = board(vec![before, made]);
    board.places[0].kind = kind;
    let spoken = vec![Spoken::estimated("You are late.", Said::Dialogue)];
    let timeline = lay_out(&board, &spoken).expect("as many spoken as lines");
    let artist = Artist::new(SMALL);
    let mut stage = artist
        .stage_joined(&board, &timeline, 1)
        .expect("two shots");
    stage.length = 2000;
    at.iter()
        .map(|&ms| {
            let mut frame = Frame::new(SMALL.width as usize, SMALL.height as usize);
            artist_paints(&mut stage, &mut frame, ms);
            frame
        })
        .collect()
}

/// Each frame is a new one: what was painted before does not count.
fn artist_paints(stage: &mut artwork::compose::Stage, frame: &mut Frame, ms: u32) {
    let mut anew = stage.clone();
    anew.paint(frame, ms, &[]);
}

#[test]
fn every_move_of_the_camera_moves_the_picture_its_own_way() {
    let moves = [
        Move::Still,
        Move::PushIn,
        Move::PullOut,
        Move::PanLeft,
        Move::PanRight,
        Move::TiltUp,
        Move::TiltDown,
        Move::Shake,
        Move::Rack,
        Move::Punch,
    ];
    let ends: Vec<Vec<Frame>> = moves
        .iter()
        .map(|&camera| moments(|shot| shot.camera = camera, &[0, 1990]))
        .collect();
    let still = apart(&ends[0][0], &ends[0][1]);
    for (camera, frames) in moves.iter().zip(&ends).skip(1) {
        let moved = apart(&frames[0], &frames[1]);
        assert!(moved > still * 1.5, "{camera:?}: {moved} against {still}");
    }
    // No two of them end, or begin, in the same picture.
    for (index, frames) in ends.iter().enumerate() {
        for other in &ends[..index] {
            let most = apart(&frames[0], &other[0]).max(apart(&frames[1], &other[1]));
            assert!(most > 0.2, "{:?}: {most}", moves[index]);
        }
    }
    // Out of focus and then sharp: there are more edges at one end of a rack.
    let edges = |frame: &Frame| -> u64 {
        let grey = |pixel: u32| u64::from(pixel.to_le_bytes()[1]);
        frame
            .pixels
            .windows(2)
            .map(|pair| grey(pair[0]).abs_diff(grey(pair[1])))
            .sum()
    };
    let rack = &ends[8];
    assert_ne!(edges(&rack[0]), edges(&rack[1]));
}

#[test]
fn people_breathe_and_blink_while_nothing_else_happens() {
    let every: Vec<u32> = (0..48).map(|step| step * 84).collect();
    let frames = moments(|_| {}, &every);
    let mut kinds: Vec<&Frame> = Vec::new();
    for frame in &frames {
        if kinds.iter().all(|kind| apart(kind, frame) > 0.0) {
            kinds.push(frame);
        }
    }
    assert!(kinds.len() > 6, "{} pictures in four seconds", kinds.len());
    let empty = moments(|shot| shot.people.clear(), &every);
    assert!(empty.iter().all(|frame| apart(frame, &empty[0]) == 0.0));
}

#[test]
fn each_transition_begins_its_own_way_and_all_end_in_the_same_picture() {
    let ways = [
        Transition::Cut,
        Transition::Fade,
        Transition::Dissolve,
        Transition::Flash,
        Transition::Whip,
    ];
    let frames: Vec<Vec<Frame>> = ways
        .iter()
        .map(|&way| moments(|shot| shot.transition = way, &[42, 1900]))
        .collect();
    for (index, one) in frames.iter().enumerate() {
        for other in &frames[..index] {
            assert!(apart(&one[0], &other[0]) > 2.0, "{:?}", ways[index]);
            assert!(apart(&one[1], &other[1]) == 0.0, "{:?}", ways[index]);
        }
    }
    let light = |frame: &Frame| -> u64 {
        frame
            .pixels
            .iter()
            .map(|pixel| u64::from(pixel.to_le_bytes()[1]))
            .sum()
    };
    assert!(light(&frames[1][0]) < light(&frames[0][0]), "from black");
    assert!(light(&frames[3][0]) > light(&frames[0][0]), "through white");
}

#[test]
fn who_only_stands_holds_their_arms_as_they_feel() {
    let seen = |feeling: Feeling, pose: Pose| {
        moments(
            |shot| {
                for person in &mut shot.people {
                    (person.feeling, person.pose) = (feeling, pose);
                }
            },
            &[0],
        )
        .remove(0)
    };
    let lower = |frame: &Frame| Frame {
        width: frame.width,
        height: frame.height / 2,
        pixels: frame.pixels[frame.pixels.len() / 2..].to_vec(),
    };
    // Below the faces too.
    let (calm, furious) = (
        lower(&seen(Feeling::Calm, Pose::Standing)),
        lower(&seen(Feeling::Furious, Pose::Standing)),
    );
    assert!(apart(&calm, &furious) > 0.5);
    // A pose that somebody chose stays whatever is felt.
    let (calm, furious) = (
        lower(&seen(Feeling::Calm, Pose::ArmsCrossed)),
        lower(&seen(Feeling::Furious, Pose::ArmsCrossed)),
    );
    assert!(apart(&calm, &furious) < 0.1);
}

#[test]
fn lines_are_spoken_by_whoever_is_seen_to_speak() {
    let mut first = shot(Framing::CloseUp, vec![figure("maya", Feeling::Calm)]);
    first.lines = vec![0];
    let mut board = board(vec![first]);
    let spoken = vec![Spoken {
        length_ms: 1000,
        words: vec![],
        mouth: vec![(0, Viseme::Open), (400, Viseme::Closed)],
    }];
    let timeline = lay_out(&board, &spoken).expect("one line, spoken");
    let start = timeline.lines[0].start_ms;
    assert_eq!(
        speech(&board, &timeline, 0).at(start + 10),
        [("maya", Viseme::Open)]
    );
    assert_eq!(
        speech(&board, &timeline, 0).at(start + 500),
        [("maya", Viseme::Closed)]
    );
    assert!(speech(&board, &timeline, 0).at(start + 1000).is_empty());
    board.lines[0].manner = Said::VoiceOver;
    assert!(
        speech(&board, &timeline, 0).at(start + 10).is_empty(),
        "a voice over has no mouth"
    );
}

#[test]
fn a_person_stays_near_their_sheet_and_another_does_not() {
    let maya = character("maya", Presenting::Feminine, 5);
    let mut other = maya.clone();
    other.appearance.skin = 7;
    other.appearance.hair_colour = Some("#3ae02a".into());
    other.looks[0].colours = ["#f2e21c".into(), "#12d0e8".into()];
    let sheet = sheets::character(&maya);
    let (same, changed) = (
        sheets::drift(&sheet, &sheet),
        sheets::drift(&sheets::character(&other), &sheet),
    );
    assert!(same < 0.12, "{same}");
    assert!(changed > same * 1.2, "{changed} against {same}");
}

#[test]
fn a_face_that_turns_is_the_same_face() {
    let maya = character("maya", Presenting::Feminine, 5);
    let mut other = maya.clone();
    other.appearance.skin = 7;
    other.appearance.hair_colour = Some("#3ae02a".into());
    other.looks[0].colours = ["#f2e21c".into(), "#12d0e8".into()];
    let (own, others) = (sheets::moods(&maya), sheets::moods(&other));
    let turned = sheets::turns(&maya);
    for (index, picture) in turned.iter().enumerate() {
        let (near, far) = (
            sheets::drift(picture, &own),
            sheets::drift(picture, &others),
        );
        assert!(near < 0.12, "turn {index}: {near}");
        assert!(far > near * 1.2, "turn {index}: {far} against {near}");
        for before in &turned[..index] {
            assert_ne!(before.data(), picture.data(), "turn {index}");
        }
    }
}

/// Frames of somebody near who looks to one side, at some moments, with what they say.
fn faced(facing: Facing, framing: Framing, at: &[(u32, Option<Viseme>)]) -> Vec<Frame> {
    let mut who = figure("maya", Feeling::Calm);
    who.facing = facing;
    let board = board(vec![shot(framing, vec![who])]);
    let artist = Artist::new(Size {
        width: 216,
        height: 384,
    });
    let stage = artist
        .stage(&board, 0, 4000, None)
        .expect("the board has a shot");
    at.iter()
        .map(|&(ms, mouth)| {
            let mut frame = Frame::new(216, 384);
            let speaking: Vec<_> = mouth.iter().map(|&mouth| ("maya", mouth)).collect();
            stage.clone().paint(&mut frame, ms, &speaking);
            frame
        })
        .collect()
}

#[test]
fn lips_and_lids_move_in_every_turn_and_nothing_else_does() {
    for facing in [Facing::Left, Facing::Front, Facing::Right] {
        let every: Vec<u32> = (0..60).map(|step| step * 84).collect();
        let still: Vec<_> = every.iter().map(|&ms| (ms, None)).collect();
        let frames = faced(facing, Framing::CloseUp, &still);
        // At a moment with no sway: what differs is the mouth alone, in the lower half of the face.
        let talk = faced(
            facing,
            Framing::CloseUp,
            &[(0, Some(Viseme::Rest)), (0, Some(Viseme::Open))],
        );
        let changed: Vec<(usize, usize)> = talk[0]
            .pixels
            .iter()
            .zip(&talk[1].pixels)
            .enumerate()
            .filter(|(_, (one, other))| one != other)
            .map(|(at, _)| (at % 216, at / 216))
            .collect();
        assert!(changed.len() > 40, "{facing:?}: {}", changed.len());
        let (low, high) = changed
            .iter()
            .fold((384, 0), |(low, high), &(_, y)| (y.min(low), y.max(high)));
        assert!(
            low > 384 * 36 / 100 && high < 384 * 56 / 100,
            "{facing:?}: from {low} to {high}"
        );
        // Somewhere in five seconds the eyes are shut: two frames differ there more than by a breath.
        let eyes = |frame: &Frame| Frame {
            width: 216,
            height: 40,
            pixels: frame.pixels[216 * 120..216 * 160].to_vec(),
        };
        let most = frames
            .iter()
            .map(|frame| apart(&eyes(frame), &eyes(&frames[0])))
            .fold(0.0, f64::max);
        assert!(most > 1.0, "{facing:?}: {most}");
    }
}

#[test]
fn who_turns_away_shows_their_back_and_says_nothing_with_their_face() {
    let talk = |facing| {
        let [rest, open] = [Viseme::Rest, Viseme::Open].map(|mouth| (0, Some(mouth)));
        faced(facing, Framing::Medium, &[rest, open])
    };
    let (front, away) = (talk(Facing::Front), talk(Facing::Away));
    assert!(front[0] != front[1]);
    assert!(away[0] == away[1], "a back has no mouth");
    assert!(apart(&front[0], &away[0]) > 3.0);
    // Near, there is always a face.
    let close = faced(
        Facing::Away,
        Framing::CloseUp,
        &[(0, Some(Viseme::Rest)), (0, Some(Viseme::Open))],
    );
    assert!(close[0] != close[1]);
}

#[test]
fn what_somebody_holds_is_in_their_hand() {
    let seen = |holds: Option<PropKind>, kind: PlaceKind| {
        moments_in(
            kind,
            |shot| {
                shot.framing = Framing::TwoShot;
                shot.people[0].holds = holds;
            },
            &[0],
        )
        .remove(0)
    };
    let empty = seen(None, PlaceKind::Street);
    let kinds = [
        PropKind::Ring,
        PropKind::Letter,
        PropKind::Contract,
        PropKind::Phone,
        PropKind::Key,
        PropKind::Knife,
        PropKind::Glass,
        PropKind::Flower,
        PropKind::Umbrella,
        PropKind::Box,
    ];
    let mut held: Vec<Frame> = Vec::new();
    for kind in kinds {
        let frame = seen(Some(kind), PlaceKind::Street);
        assert!(apart(&frame, &empty) > 0.3, "{kind:?}");
        assert!(held.iter().all(|other| *other != frame), "{kind:?}");
        held.push(frame);
    }
    // Neither a car nor, in a room, an open umbrella.
    assert!(seen(Some(PropKind::Car), PlaceKind::Street) == empty);
    assert!(seen(Some(PropKind::Umbrella), PlaceKind::Office) == seen(None, PlaceKind::Office));
}

#[test]
fn whoever_lies_has_their_face_in_the_picture_and_upright() {
    for kind in [
        PlaceKind::Bedroom,
        PlaceKind::HospitalRoom,
        PlaceKind::Street,
    ] {
        for framing in [
            Framing::Wide,
            Framing::TwoShot,
            Framing::Medium,
            Framing::CloseUp,
        ] {
            let mut lies = figure("maya", Feeling::Tired);
            lies.pose = Pose::Lying;
            let mut board = board(vec![shot(framing, vec![lies])]);
            board.places[0].kind = kind;
            let artist = Artist::new(SMALL);
            let [left, top, right, bottom] = artist.heads(&board, 0)[0].rect;
            assert!(
                left > 0.0 && top > 0.0 && right < 1.0 && bottom < 0.8,
                "{kind:?} {framing:?}"
            );
            let picture = artist.still(&board, 0, 0);
            board.shots[0].people[0].pose = Pose::Standing;
            assert_ne!(picture.data(), artist.still(&board, 0, 0).data());
        }
    }
}

/// ffmpeg, or nothing where films cannot be tried.
fn encoder() -> Option<&'static std::path::Path> {
    let ffmpeg = std::path::Path::new("ffmpeg");
    let there = std::process::Command::new(ffmpeg).arg("-version").output();
    if there.is_err() {
        eprintln!("no ffmpeg here: films are not tried");
    }
    there.is_ok().then_some(ffmpeg)
}

#[test]
fn a_film_has_as_many_frames_as_its_timeline_and_clips_join() {
    let Some(ffmpeg) = encoder() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let board = board(vec![
        shot(Framing::CloseUp, vec![figure("maya", Feeling::Calm)]),
        shot(Framing::Wide, vec![figure("daniel", Feeling::Angry)]),
    ]);
    let timeline = lay_out(&board, &[Spoken::default()]).expect("one line");
    let artist = Artist::new(SMALL);
    let film = film::Film {
        artist: &artist,
        board: &board,
        timeline: &timeline,
        ffmpeg,
        threads: 2,
        captions: None,
        zone: artwork::text::zones::HOUSE,
        label: None,
    };
    let clips: Vec<_> = (0..2)
        .map(|index| {
            let clip = folder.path().join(format!("{index}.mp4"));
            let report = film::render_shot(&film, index, &clip, &|_, _| true).expect("drawn");
            assert_eq!(report.frames, 24);
            clip
        })
        .collect();
    let whole = folder.path().join("whole.mp4");
    film::join(ffmpeg, &clips, None, &[], &whole).expect("joined");
    let checks = film::checks::check(ffmpeg, &whole).expect("read");
    assert_eq!((checks.width, checks.height), (108, 192));
    assert!((checks.length_s - 2.0).abs() < 0.1, "{checks:?}");
    assert!(matches!(
        film::render(&film, None, &whole, &|_, _| false),
        Err(film::Error::Stopped)
    ));
}

#[test]
fn black_and_frozen_shots_are_noticed_as_they_are_drawn() {
    let Some(ffmpeg) = encoder() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let empty = |place| Shot {
        place,
        hold_ms: 9000,
        ..shot(Framing::Wide, Vec::new())
    };
    let moving = Shot {
        camera: Move::PushIn,
        ..empty(0)
    };
    // There is no such place: nothing is drawn.
    let board = board(vec![empty(7), empty(0), moving]);
    let timeline = lay_out(&board, &[Spoken::default()]).expect("one line");
    let artist = Artist::new(SMALL);
    let film = film::Film {
        artist: &artist,
        board: &board,
        timeline: &timeline,
        ffmpeg,
        threads: 2,
        captions: None,
        zone: artwork::text::zones::HOUSE,
        label: None,
    };
    let seen: Vec<(f64, f64)> = (0..3)
        .map(|index| {
            let clip = folder.path().join(format!("{index}.mp4"));
            let report = film::render_shot(&film, index, &clip, &|_, _| true).expect("drawn");
            // As ffmpeg sees it, who did not hear of it.
            let told = film::checks::check(ffmpeg, &clip).expect("read");
            assert!((told.black_s - report.black_s).abs() < 0.2, "{told:?}");
            (report.black_s, report.frozen_s)
        })
        .collect();
    let length = f64::from(timeline.shots[0].end_ms) / 1000.0;
    assert!(
        seen[0].0 > length - 0.1 && seen[0].1 > length - 0.1,
        "{seen:?}"
    );
    assert!(seen[1].0 == 0.0 && seen[1].1 > length - 0.1, "{seen:?}");
    assert!(seen[2].0 == 0.0 && seen[2].1 < 1.0, "{seen:?}");
}

#[test]
fn many_hands_paint_the_same_shot() {
    let Some(ffmpeg) = encoder() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let board = board(vec![shot(
        Framing::CloseUp,
        vec![figure("maya", Feeling::Calm)],
    )]);
    let timeline = lay_out(&board, &[Spoken::default()]).expect("one line");
    let artist = Artist::new(SMALL);
    // A shot of 24 frames: whole turns, and turns that do not come out even.
    let films: Vec<_> = [1, 2, 3, 5]
        .map(|threads| {
            let film = film::Film {
                artist: &artist,
                board: &board,
                timeline: &timeline,
                ffmpeg,
                threads,
                captions: None,
                zone: artwork::text::zones::HOUSE,
                label: None,
            };
            let clip = folder.path().join(format!("{threads}.mp4"));
            let report = film::render_shot(&film, 0, &clip, &|_, _| true).expect("drawn");
            (
                report.frames,
                report.glance,
                std::fs::read(clip).expect("a clip"),
            )
        })
        .into();
    for film in &films[1..] {
        assert!(film == &films[0], "other bytes");
    }
}

fn framings() -> impl Strategy<Value = Framing> {
    use Framing::{
        Card, CloseUp, ExtremeCloseUp, Insert, Medium, OverShoulder, PhoneScreen, TwoShot, Wide,
    };
    prop::sample::select(vec![
        Wide,
        TwoShot,
        OverShoulder,
        Medium,
        CloseUp,
        ExtremeCloseUp,
        Insert,
        PhoneScreen,
        Card,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Unknown people, places that are not there, lengths of nothing, crowds: a picture, never a panic.
    #[test]
    fn hostile_boards_are_drawn(
        framing in framings(),
        names in prop::collection::vec(prop::sample::select(vec!["maya", "daniel", "nobody", ""]), 0..9),
        place in 0usize..3,
        skin in any::<u8>(),
        seed in any::<u64>(),
        colour in ".{0,9}",
        ms in any::<u32>(),
        length in prop::sample::select(vec![0u32, 1, 700, u32::MAX]),
    ) {
        let people = names.iter().map(|name| figure(name, Feeling::Pleading)).collect();
        let mut board = board(vec![shot(framing, people)]);
        board.shots[0].place = place;
        board.cast[0].appearance.skin = skin;
        board.cast[0].appearance.seed = seed;
        board.cast[0].appearance.hair_colour = Some(colour.clone());
        board.cast[1].looks.clear();
        board.cast[0].looks[0].colours[0] = colour;
        let tiny = Size { width: 36, height: 64 };
        let artist = Artist::new(tiny);
        let mut stage = artist.stage(&board, 0, length, None).expect("the board has a shot");
        let mut frame = Frame::new(36, 64);
        stage.paint(&mut frame, ms, &[("maya", Viseme::Round)]);
        prop_assert!(frame.pixels.iter().all(|pixel| pixel >> 24 == 255), "opaque");
        prop_assert!(artist.stage(&board, 9, 10, None).is_none());
    }
}
