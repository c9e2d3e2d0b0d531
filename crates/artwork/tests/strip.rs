//! The webcomic: order, faces, slices.
#![allow(clippy::unwrap_used)]

mod common;

use artwork::strip::{self, Still, Strip, slices};
use common::{board, faces, figure, line, shot};
use storyboard::Board;
use storyboard::shot::{Framing, Message, Mood, Spot};
use tiny_skia::{Color, Pixmap};

fn still() -> Still {
    let mut pixmap = Pixmap::new(90, 160).unwrap();
    pixmap.fill(Color::from_rgba8(60, 90, 140, 255));
    pixmap.into()
}

fn talk() -> Board {
    let two = || vec![figure("mei", Spot::Left), figure("han", Spot::Right)];
    let lines = vec![
        line("mei", "You promised me that the letter was burnt."),
        line("han", "I promised you that nobody would ever read it."),
        line(
            "mei",
            "Then why does your mother know every word of it by heart?",
        ),
        line("han", "Because she wrote it."),
        line("mei", "What?"),
    ];
    let mut slam = shot("e01-s01-t05", Framing::Insert, Vec::new(), Vec::new());
    slam.action = "The door slams.".into();
    let mut dark = shot(
        "e01-s01-t06",
        Framing::CloseUp,
        vec![figure("mei", Spot::Centre)],
        vec![4],
    );
    dark.mood = Mood::Dread;
    board(
        vec![
            shot("e01-s01-t01", Framing::Wide, two(), vec![]),
            shot("e01-s01-t02", Framing::TwoShot, two(), vec![0, 1, 2]),
            shot(
                "e01-s01-t03",
                Framing::Medium,
                vec![figure("han", Spot::Centre)],
                vec![],
            ),
            shot(
                "e01-s01-t04",
                Framing::CloseUp,
                vec![figure("han", Spot::Centre)],
                vec![3],
            ),
            slam,
            dark,
        ],
        lines,
    )
}

fn drawn(board: &Board, width: u32) -> Strip {
    strip::draw(board, faces(), width, None, |_| still())
}

fn overlap(a: [f32; 4], b: [f32; 4]) -> bool {
    a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

#[test]
fn panels_follow_the_shots_and_a_silent_look_is_left_out() {
    let mut asked = Vec::new();
    let strip = strip::draw(&talk(), faces(), 800, None, |shot| {
        asked.push(shot);
        still()
    });
    assert_eq!(asked, [0, 1, 3, 4, 5]);
    let shots: Vec<Option<usize>> = strip.panels.iter().map(|panel| panel.shot).collect();
    assert_eq!(
        shots,
        [None, Some(0), Some(1), Some(3), Some(4), Some(5), None]
    );
    assert!(
        strip
            .panels
            .windows(2)
            .all(|pair| pair[0].rect[3] <= pair[1].rect[1] + 0.5),
        "below each other"
    );
    let height = |at: usize| strip.panels[at].rect[3] - strip.panels[at].rect[1];
    assert!(height(1) > height(2), "where we are is higher than talk");
    assert_eq!(strip.panels[4].sound.as_deref(), Some("SLAM!"));
}

#[test]
fn balloons_are_read_downwards_and_cover_no_face() {
    for width in [200, 800, 1080] {
        let strip = drawn(&talk(), width);
        for panel in &strip.panels {
            for (at, balloon) in panel.balloons.iter().enumerate() {
                assert!(
                    panel.heads.iter().all(|head| !overlap(balloon.rect, *head)),
                    "over a face at {width}"
                );
                assert!(
                    balloon.rect[0] >= 0.0 && balloon.rect[2] <= width as f32,
                    "{:?} at {width}",
                    balloon.rect
                );
                for earlier in &panel.balloons[..at] {
                    assert!(!overlap(balloon.rect, earlier.rect));
                    assert!(balloon.rect[1] > earlier.rect[1] && balloon.line > earlier.line);
                }
            }
        }
        let said: Vec<usize> = strip
            .panels
            .iter()
            .flat_map(|panel| &panel.balloons)
            .map(|balloon| balloon.line)
            .collect();
        assert_eq!(said, [0, 1, 2, 3, 4]);
    }
}

#[test]
fn tails_point_at_who_speaks() {
    let strip = drawn(&talk(), 800);
    let talk = strip
        .panels
        .iter()
        .find(|panel| panel.balloons.len() == 3)
        .unwrap();
    let x = |at: usize| talk.balloons[at].tail.unwrap().0;
    assert!(x(0) < 400.0 && x(1) > 400.0 && x(2) < 400.0);
}

#[test]
fn slices_are_the_whole_strip_and_not_too_high() {
    let strip = drawn(&talk(), 800);
    for format in slices::FORMATS {
        let slices = strip.slices(format.height_max);
        assert!(
            slices
                .iter()
                .all(|slice| slice.height() <= format.height_max && slice.width() == 800)
        );
        assert_eq!(slices.iter().map(Pixmap::height).sum::<u32>(), strip.height);
        if format.bytes_max > 0 {
            assert!(
                slices
                    .iter()
                    .all(|slice| (slice.encode_png().unwrap().len() as u64) < format.bytes_max)
            );
        }
    }
    let small = strip.slices(0);
    assert!(small.iter().all(|slice| slice.height() <= 64));
    // Cut between panels where it can be.
    let cut = strip.slices(1280)[0].height() as f32;
    assert!(
        strip
            .panels
            .iter()
            .all(|panel| cut <= panel.rect[1] + 1.0 || cut >= panel.rect[3] - 1.0)
    );
    assert_eq!(slices::Format::named("webtoon-canvas").unwrap().width, 800);
}

#[test]
fn it_can_be_read_aloud() {
    let text = drawn(&talk(), 800).text();
    for part in [
        "The Lantern Keeper",
        "A PLACE",
        "mei: What?",
        "The door slams.",
        "To be continued",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn the_same_board_is_the_same_strip() {
    let (a, b) = (drawn(&talk(), 400), drawn(&talk(), 400));
    assert_eq!(a.panels, b.panels);
    assert!(
        a.slices(1000)
            .iter()
            .zip(b.slices(1000))
            .all(|(a, b)| a.data() == b.data())
    );
}

#[test]
fn odd_boards_do_no_harm() {
    let empty = drawn(&board(Vec::new(), Vec::new()), 800);
    assert_eq!(empty.panels.len(), 2);
    let mut odd = talk();
    odd.lines[0].text = "w".repeat(5000);
    odd.lines[1].text = String::new();
    odd.shots[1].lines.push(999);
    odd.shots[2].place = 77;
    odd.shots[3].messages = vec![Message {
        from: String::new(),
        text: "\u{202e}".repeat(50),
        own: true,
    }];
    let strip = drawn(&odd, 0);
    assert_eq!(strip.width, 200);
    assert_eq!(
        strip
            .slices(1 << 20)
            .iter()
            .map(Pixmap::height)
            .sum::<u32>(),
        strip.height
    );
    let tiny = strip::draw(&odd, faces(), 9_999_999, Some("Drawn by machine"), |_| {
        Pixmap::new(1, 1).unwrap().into()
    });
    assert_eq!(tiny.width, 2000);
}
