//! Parts for TikTok, Shorts and Reels.

use chrono::{DateTime, Utc};
use interchange::Rate;
use interchange::platform::{
    Burn, Error, Network, Options, Piece, PlatformPlan, Rhythm, Why, boundaries, csv, ics, plan,
    slots,
};
use storyboard::shot::CardKind;

use crate::editors::same_as_golden;
use crate::story::{HOSTILE, Names, PLAIN, board, cut, timeline};

fn options() -> Options {
    Options {
        part_ms: None,
        recap_ms: 2_000,
        card_ms: 1_500,
        burn: Burn::Both,
        summary: "She signed without reading.".into(),
        tags: [
            "drama",
            "#Drama",
            "short drama",
            "合约婚姻",
            "",
            "=x",
            "six",
            "seven",
        ]
        .map(String::from)
        .into(),
        link: "https://house.example/series/the-contract".into(),
        label: Some("Made with AI".into()),
    }
}

fn planned(names: &Names, network: Network, options: &Options) -> Result<PlatformPlan, Error> {
    let board = board(names);
    plan(
        &board,
        &timeline(&board),
        &cut(names, Rate::FILM).captions,
        network,
        options,
    )
}

#[test]
fn what_fits_is_one_part_with_an_end_card() {
    let plan = planned(&PLAIN, Network::YouTubeShorts, &options()).unwrap();
    assert_eq!(plan.parts.len(), 1);
    let part = &plan.parts[0];
    assert_eq!(part.title, "The Ring | The Contract, Episode 3");
    assert_eq!(part.file, "The Contract 03.mp4");
    assert_eq!(part.hashtags[..3], ["#drama", "#shortdrama", "#合约婚姻"]);
    assert!(matches!(
        &part.pieces[..],
        [
            Piece::Stretch {
                why: Why::Story,
                ..
            },
            Piece::Add { .. }
        ]
    ));
    assert!(
        part.description
            .contains("https://house.example/series/the-contract")
            && part.description.contains("Made with AI")
    );
}

#[test]
fn a_long_one_is_cut_where_nobody_is_cut_off_and_told_on_from_there() {
    let board = board(&PLAIN);
    let timeline = timeline(&board);
    let options = Options {
        part_ms: Some(12_000),
        ..options()
    };
    let plan = planned(&PLAIN, Network::TikTok, &options).unwrap();
    assert!(plan.parts.len() > 1);
    let ends: Vec<u32> = boundaries(&board, &timeline)
        .iter()
        .map(|boundary| boundary.at_ms)
        .collect();
    let mut now = 0;
    for part in &plan.parts {
        assert!(part.length_ms <= 12_000);
        assert_eq!(
            part.length_ms,
            part.pieces.iter().map(Piece::length_ms).sum::<u32>()
        );
        for piece in &part.pieces {
            match piece {
                Piece::Stretch {
                    from,
                    why: Why::Story,
                } => {
                    assert_eq!(from.start_ms, now);
                    assert!(ends.contains(&from.end_ms));
                    now = from.end_ms;
                }
                Piece::Stretch {
                    from,
                    why: Why::Recap,
                } => assert!(from.end_ms == now && from.end_ms - from.start_ms <= 2_000),
                Piece::Add { shot, .. } => assert!(shot.card.is_some()),
            }
        }
        assert!(
            part.captions.iter().all(
                |caption| caption.end_ms <= part.length_ms && caption.start_ms < caption.end_ms
            )
        );
    }
    assert_eq!(now, timeline.length_ms);
    let Some(Piece::Add { shot, .. }) = plan.parts[0].pieces.last() else {
        panic!("no end card")
    };
    let card = shot.card.as_ref().unwrap();
    assert_eq!(
        (card.kind, card.text.as_str()),
        (CardKind::End, "Next: part 2")
    );
    assert_eq!(plan.parts.len(), 3);
    assert_eq!(plan.parts[1].file, "The Contract 03 part 2.mp4");
    assert!(
        plan.parts[1].title.ends_with("Part 2/3"),
        "{}",
        plan.parts[1].title
    );
    let Some(Piece::Add { shot, .. }) = plan.parts[2].pieces.last() else {
        panic!("no end card")
    };
    assert_eq!(shot.card.as_ref().unwrap().text, "To be continued");
}

#[test]
fn parts_end_where_the_pull_is() {
    let board = board(&PLAIN);
    let all = boundaries(&board, &timeline(&board));
    let pull: Vec<u32> = all.iter().map(|boundary| boundary.pull).collect();
    // A question over nothing; a tense close-up; a question in dread, as close as it gets.
    assert_eq!((pull[1], pull[2], pull[5]), (3, 3, 8));
}

#[test]
fn what_cannot_be_cut_is_refused() {
    let short = |part_ms| {
        planned(
            &PLAIN,
            Network::Reels,
            &Options {
                part_ms: Some(part_ms),
                ..options()
            },
        )
    };
    assert!(matches!(short(5_000), Err(Error::NoRoom { .. })));
    let none = Options {
        part_ms: Some(3_000),
        recap_ms: 0,
        card_ms: 0,
        ..options()
    };
    assert!(matches!(
        planned(&PLAIN, Network::Reels, &none),
        Err(Error::NoCut { .. })
    ));
    let huge = Options {
        recap_ms: u32::MAX,
        card_ms: u32::MAX,
        ..options()
    };
    assert!(matches!(
        planned(&PLAIN, Network::Reels, &huge),
        Err(Error::NoRoom { .. })
    ));
}

#[test]
fn texts_keep_the_limits_whatever_was_typed() {
    let long = Options {
        summary: "💍 long \n".repeat(2_000),
        tags: (0..100).map(|n| format!("tag{n}")).collect(),
        ..options()
    };
    for network in Network::ALL {
        for names in [&PLAIN, &HOSTILE] {
            let plan = planned(names, network, &long).unwrap();
            let units = |text: &str| text.encode_utf16().count();
            for part in &plan.parts {
                assert!(units(&part.description) <= plan.limits.description);
                assert!(units(&part.title) <= plan.limits.title.unwrap_or(plan.limits.description));
                assert!(part.hashtags.len() <= plan.limits.hashtags);
                assert!(
                    part.description.contains(&long.link),
                    "the link goes last of all"
                );
                assert!(!part.file.contains('/') && !part.title.contains('\n'));
            }
        }
    }
}

#[test]
fn the_words_are_of_the_episodes_language() {
    let mut board = board(&PLAIN);
    let timeline = timeline(&board);
    for (language, words) in [
        ("zh-CN", "第3集"),
        ("es", "Episodio 3"),
        ("ar", "الحلقة 3"),
        ("xx", "Episode 3"),
    ] {
        board.language = language.into();
        let plan = plan(&board, &timeline, &[], Network::YouTubeShorts, &options()).unwrap();
        assert!(
            plan.parts[0].title.contains(words),
            "{}",
            plan.parts[0].title
        );
    }
}

#[test]
fn the_schedule_is_a_calendar_and_a_table() {
    let first: DateTime<Utc> = "2026-12-01T18:00:00Z".parse().unwrap();
    let options = Options {
        part_ms: Some(12_000),
        ..options()
    };
    let plans = [planned(&PLAIN, Network::TikTok, &options).unwrap()];
    let slots = slots(
        &plans,
        Rhythm {
            first,
            every_hours: 24,
        },
    );
    assert_eq!(slots[1].at - slots[0].at, chrono::Duration::hours(24));
    let calendar = ics(&slots, first);
    same_as_golden(
        &calendar,
        include_str!("golden/schedule.ics"),
        "schedule.ics",
    );
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75));
    assert_eq!(
        csv(&slots)
            .lines()
            .filter(|line| line.starts_with("2026-12-"))
            .count(),
        3
    );
}
