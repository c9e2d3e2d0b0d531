//! The playback gate: one second, one border, one language too far.

use rights::{Gate, Kind, LanguageId, LanguageSet, Moment, Point, Purpose, Reach, TitleCover};

use crate::house::{ALONE, House, OUT_ALONE, SHARED, TODAY, day, days};

const PLAY: Purpose = Purpose::Play { bought: None };

#[test]
fn a4_playback_stops_at_the_last_microsecond_and_at_the_border() {
    let mut house = House::new();
    house
        .row(
            "IN-1",
            SHARED,
            "VOD",
            "DACH",
            days("2026-01-01", "2027-01-01"),
        )
        .languages = LanguageSet::one(0);
    let book = house.book();
    let gate = Gate::new(&book);
    let may = |point: &Point| {
        let answer = book.may(point, PLAY, day(TODAY));
        assert_eq!(gate.may_play(point, None), answer.is_ok());
        answer
    };
    let at = |micros: i64| Point {
        at: Moment::from_micros(micros),
        ..house.point("Coins", "DE", "2026-01-01")
    };
    let (first, end) = (day("2026-01-01").micros(), day("2027-01-01").micros());
    assert!(may(&at(first - 1)).is_err());
    assert_eq!(may(&at(first)).unwrap().until, day("2027-01-01"));
    assert!(may(&at(end - 1)).is_ok());
    assert!(may(&at(end)).is_err());
    assert!(may(&house.point("Coins", "FR", "2026-06-01")).is_err());
    assert!(may(&house.point("Free TV", "DE", "2026-06-01")).is_err());
    let german = Point {
        language: LanguageId(1),
        ..house.point("Coins", "DE", "2026-06-01")
    };
    let refusal = may(&german).unwrap_err();
    assert!(
        refusal[0].sentence.contains("its languages are en"),
        "{}",
        refusal[0].sentence
    );
}

#[test]
fn neighbouring_windows_play_through_and_a_gap_does_not() {
    let mut house = House::new();
    house.row(
        "IN-1",
        SHARED,
        "VOD",
        "DE",
        days("2026-01-01", "2026-06-01"),
    );
    house.row(
        "IN-2",
        SHARED,
        "VOD",
        "DE",
        days("2026-06-01", "2026-09-01"),
    );
    house.row(
        "IN-3",
        SHARED,
        "VOD",
        "DE",
        days("2026-10-01", "2026-12-01"),
    );
    let book = house.book();
    let permit = book
        .may(&house.point("SVOD", "DE", "2026-02-01"), PLAY, day(TODAY))
        .unwrap();
    assert_eq!(permit.until, day("2026-09-01"));
    let gate = Gate::new(&book);
    assert!(gate.may_play(&house.point("SVOD", "DE", "2026-06-01"), None));
    assert!(!gate.may_play(&house.point("SVOD", "DE", "2026-09-15"), None));
    assert!(gate.may_play(
        &house.point("SVOD", "DE", "2026-11-30T23:59:59.999999Z"),
        None
    ));
}

#[test]
fn an_exclusive_grant_out_ends_the_own_playback_and_says_whose_it_is() {
    let mut house = House::new();
    house.row(
        "IN-1",
        ALONE,
        "VOD",
        "World",
        days("2026-01-01", "2027-01-01"),
    );
    house.row(
        "OUT-1",
        OUT_ALONE,
        "SVOD",
        "US",
        days("2026-03-01", "2026-05-01"),
    );
    let book = house.book();
    let permit = book
        .may(&house.point("SVOD", "US", "2026-02-01"), PLAY, day(TODAY))
        .unwrap();
    assert_eq!(
        (permit.contract, permit.until),
        (Some(house.contract("IN-1")), day("2026-03-01"))
    );
    let refusal = book
        .may(&house.point("SVOD", "US", "2026-03-01"), PLAY, day(TODAY))
        .unwrap_err();
    assert_eq!(refusal[0].contract, Some(house.contract("OUT-1")));
    assert!(
        book.may(&house.point("Coins", "US", "2026-03-01"), PLAY, day(TODAY))
            .is_ok()
    );
}

#[test]
fn a4_a_purchase_outlives_the_window_where_the_deal_says_so() {
    for keeps in [true, false] {
        let mut house = House::new();
        let kind = Kind::In {
            exclusive: true,
            sublicence: true,
            keeps,
        };
        house.row("IN-1", kind, "VOD", "DE", days("2026-01-01", "2027-01-01"));
        let book = house.book();
        let gate = Gate::new(&book);
        let later = house.point("Coins", "DE", "2030-01-01");
        for (bought, kept) in [
            ("2026-06-01", keeps),
            ("2027-06-01", false),
            ("2025-06-01", false),
            ("2031-01-01", false),
        ] {
            let bought = Some(day(bought));
            assert_eq!(gate.may_play(&later, bought), kept);
            let answer = book.may(&later, Purpose::Play { bought }, day(TODAY));
            assert_eq!(answer.is_ok(), kept);
            if let Ok(permit) = answer {
                assert_eq!(permit.until, Moment::FOREVER);
            }
        }
    }
}

#[test]
fn episodes_that_come_later_are_covered_only_where_it_is_said() {
    let mut house = House::new();
    house.row(
        "IN-1",
        SHARED,
        "VOD",
        "DE",
        days("2026-01-01", "2027-01-01"),
    );
    let added = day("2026-05-01");
    let late = house
        .universe
        .titles
        .add("The Heiress, episode 4", Some(house.series), added)
        .unwrap();
    let point = Point {
        title: late,
        ..house.point("SVOD", "DE", "2026-06-01")
    };
    for (reach, covered) in [
        (Reach::AndLater, true),
        (Reach::Known(day("2026-05-01")), true),
        (Reach::Known(day("2026-04-30")), false),
        (Reach::Itself, false),
    ] {
        house.claims[0].titles = vec![TitleCover {
            title: house.series,
            reach,
        }];
        let gate = Gate::new(&house.book());
        assert_eq!(gate.may_play(&point, None), covered, "{reach:?}");
        assert_eq!(
            gate.may_play(&house.point("SVOD", "DE", "2026-06-01"), None),
            reach != Reach::Itself
        );
    }
}

#[test]
fn media_known_at_signing_do_not_grow() {
    let house = House::new();
    let mut media = house.universe.media.clone();
    let vod = media.find("VOD").unwrap();
    let signed = Reach::Known(day("2026-01-01"));
    let (frozen, open) = (
        media.cover(vod, signed).unwrap(),
        media.cover(vod, Reach::AndLater).unwrap(),
    );
    assert_eq!(frozen, open);
    let new = media
        .add("Holograms", Some(vod), day("2031-01-01"))
        .unwrap();
    assert_eq!(media.cover(vod, signed).unwrap(), frozen);
    assert!(
        media
            .cover(vod, Reach::AndLater)
            .unwrap()
            .has(usize::from(new.0))
    );
}
