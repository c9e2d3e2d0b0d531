//! The kinds of conflict, as they are told.

use rights::{Book, Clash, Dimension, Kind, Point, Proposal, Purpose, Runs, TitleId};

use crate::house::{ALONE, House, OUT, OUT_ALONE, SHARED, TODAY, day, days, places};

const SELL: Purpose = Purpose::Sell { exclusive: false };
const SELL_ALONE: Purpose = Purpose::Sell { exclusive: true };

fn told(book: &Book, proposal: &Proposal) -> Vec<(Clash, Dimension, String)> {
    let conflicts = book.conflicts(proposal, day(TODAY)).unwrap();
    let told = conflicts.into_iter().map(|conflict| {
        let text = format!("{} {}", conflict.sentence, conflict.remedy);
        (conflict.clash, conflict.dimension, text)
    });
    told.collect()
}

#[test]
fn a2_no_rights_in() {
    let mut house = House::new();
    house.row(
        "IN-1",
        ALONE,
        "SVOD",
        "DACH",
        days("2026-01-01", "2028-01-01"),
    );
    let book = house.book();
    let fine = house.proposal(
        SELL_ALONE,
        "SVOD",
        "DE, AT",
        days("2026-06-01", "2027-06-01"),
    );
    assert_eq!(told(&book, &fine), []);

    let abroad = house.proposal(SELL, "SVOD", "DE, FR", days("2026-06-01", "2027-06-01"));
    assert_eq!(
        told(&book, &abroad),
        [(
            Clash::NoRightIn,
            Dimension::Territory,
            "No contract gives a right in “The Heiress” and 3 more titles (SVOD) in FR, in every language, \
             from 2026-06-01 until 2027-06-01; the nearest is contract IN-1: its territories are DACH. \
             License it in first, or leave FR out."
                .to_owned()
        )]
    );

    let late = house.proposal(SELL, "SVOD", "DE", days("2027-06-01", "2028-06-01"));
    let conflicts = told(&book, &late);
    assert_eq!(conflicts.len(), 1);
    assert_eq!(
        (conflicts[0].0, conflicts[0].1),
        (Clash::NoRightIn, Dimension::Time)
    );
    assert!(
        conflicts[0].2.contains("from 2028-01-01 until 2028-06-01"),
        "{}",
        conflicts[0].2
    );
    assert!(
        conflicts[0]
            .2
            .contains("it runs from 2026-01-01 until 2028-01-01")
    );

    let other = house.proposal(SELL, "AVOD", "DE", days("2026-06-01", "2027-06-01"));
    assert_eq!(told(&book, &other)[0].1, Dimension::Media);

    let nobody = House::new();
    let conflicts = told(&nobody.book(), &fine);
    assert_eq!(conflicts[0].1, Dimension::Title);
    assert!(
        conflicts[0]
            .2
            .starts_with("No contract gives a right in “The Heiress”")
    );
}

#[test]
fn a2_rights_out_overlap() {
    let mut house = House::new();
    house.row(
        "IN-1",
        ALONE,
        "VOD",
        "World",
        days("2026-01-01", "2029-01-01"),
    );
    house.row(
        "OUT-7",
        OUT_ALONE,
        "SVOD",
        "DACH",
        days("2026-06-01", "2027-06-01"),
    );
    let book = house.book();

    // Neither parent nor child of the licensed media, nor of the title, gets past it.
    for media in ["VOD", "SVOD"] {
        let overlapping =
            house.proposal(SELL, media, "Nordics, DE", days("2026-01-01", "2028-01-01"));
        let conflicts = told(&book, &overlapping);
        assert_eq!(conflicts.len(), 1);
        assert_eq!(
            (conflicts[0].0, conflicts[0].1),
            (Clash::OverlapOut, Dimension::Territory)
        );
        assert_eq!(
            conflicts[0].2,
            "Contract OUT-7 has licensed “The Heiress” and 3 more titles (SVOD) in DE, in every language, \
             from 2026-06-01 until 2027-06-01 exclusively. Leave DE out."
        );
    }
    let beside = house.proposal(SELL, "TVOD", "DE", days("2026-01-01", "2028-01-01"));
    assert_eq!(told(&book, &beside), []);
    // Windows that touch do not overlap.
    for (from, until) in [("2026-01-01", "2026-06-01"), ("2027-06-01", "2028-01-01")] {
        let touching = house.proposal(SELL_ALONE, "SVOD", "DE", days(from, until));
        assert_eq!(told(&book, &touching), []);
    }
    // A day later it does.
    let overlapping = house.proposal(SELL, "SVOD", "DE", days("2027-05-31", "2028-01-01"));
    assert_eq!(told(&book, &overlapping)[0].1, Dimension::Time);

    // A grant that is not exclusive is in the way of one that is, and of no other.
    house.claims[1].kind = OUT;
    let book = house.book();
    let same = |purpose| house.proposal(purpose, "SVOD", "DE", days("2026-06-01", "2027-06-01"));
    assert_eq!(told(&book, &same(SELL)), []);
    let conflicts = told(&book, &same(SELL_ALONE));
    assert_eq!(conflicts[0].0, Clash::OverlapOut);
    assert!(
        conflicts[0].2.contains("so nobody can have it alone"),
        "{}",
        conflicts[0].2
    );
    // A new version of a contract is not in its own way.
    let mut amended = same(SELL_ALONE);
    amended.instead_of = vec![house.contract("OUT-7")];
    assert_eq!(told(&book, &amended), []);
}

#[test]
fn a2_no_exclusive_rights_in() {
    let mut house = House::new();
    house.row(
        "IN-1",
        SHARED,
        "VOD",
        "World",
        days("2026-01-01", "2029-01-01"),
    );
    house.row("IN-2", ALONE, "VOD", "DE", days("2026-01-01", "2029-01-01"));
    let book = house.book();
    let window = days("2026-06-01", "2027-06-01");
    assert_eq!(
        told(&book, &house.proposal(SELL_ALONE, "SVOD", "DE", window)),
        []
    );
    assert_eq!(
        told(&book, &house.proposal(SELL, "SVOD", "DE, AT", window)),
        []
    );
    assert_eq!(
        told(&book, &house.proposal(SELL_ALONE, "SVOD", "DE, AT", window)),
        [(
            Clash::NoExclusiveRightIn,
            Dimension::Exclusivity,
            "Nothing exclusive can be sold of “The Heiress” and 3 more titles (SVOD) in AT, in every language, \
             from 2026-06-01 until 2027-06-01: it is not exclusive (contract IN-1). \
             Offer it without exclusivity, or have the licensor's grant made exclusive."
                .to_owned()
        )]
    );
}

#[test]
fn a_right_that_may_not_be_licensed_on_is_played_and_not_sold() {
    let mut house = House::new();
    let kind = Kind::In {
        exclusive: true,
        sublicence: false,
        keeps: false,
    };
    house.row(
        "IN-1",
        kind,
        "VOD",
        "World",
        days("2026-01-01", "2029-01-01"),
    );
    let book = house.book();
    let window = days("2026-06-01", "2027-06-01");
    let conflicts = told(&book, &house.proposal(SELL, "SVOD", "DE", window));
    assert_eq!(
        (conflicts[0].0, conflicts[0].1),
        (Clash::NoSublicence, Dimension::Sublicence)
    );
    assert_eq!(
        told(
            &book,
            &house.proposal(Purpose::Play { bought: None }, "SVOD", "DE", window)
        ),
        []
    );
}

#[test]
fn a_holdback_binds_the_licensor_and_not_its_own_licensee() {
    let mut house = House::new();
    house.row(
        "IN-1",
        ALONE,
        "VOD",
        "World",
        days("2026-01-01", "2029-01-01"),
    );
    house.row(
        "OUT-7",
        OUT_ALONE,
        "SVOD",
        "DE",
        days("2026-06-01", "2027-06-01"),
    );
    let contract = house.contract("OUT-7");
    let holdback = house.row(
        "x",
        Kind::Holdback,
        "AVOD",
        "DE",
        days("2026-06-01", "2027-12-01"),
    );
    holdback.contract = contract;
    let book = house.book();
    let refusal = book
        .may(
            &house.point("AVOD", "DE", "2027-11-30"),
            Purpose::Play { bought: None },
            day(TODAY),
        )
        .unwrap_err();
    assert_eq!(refusal[0].clash, Clash::HeldBack);
    assert_eq!(
        refusal[0].sentence,
        "Contract OUT-7 holds back “The Heiress, episode 1” (AVOD) in DE, in en, \
         at 2027-11-30 00:00 UTC; that binds this house too."
    );
    let sale = house.proposal(SELL, "AVOD", "DE, FR", days("2027-11-01", "2028-11-01"));
    assert_eq!(told(&book, &sale)[0].0, Clash::HeldBack);
    let promise = house.proposal(
        Purpose::HoldBack,
        "SVOD",
        "DE",
        days("2026-06-01", "2026-07-01"),
    );
    assert_eq!(told(&book, &promise)[0].0, Clash::OverlapOut);
    assert_eq!(book.audit(day(TODAY)), []);
}

#[test]
fn reservations_are_soft_and_lapse() {
    let mut house = House::new();
    house.row(
        "IN-1",
        ALONE,
        "VOD",
        "World",
        days("2026-01-01", "2029-01-01"),
    );
    let expires = day("2026-03-01");
    let option = Kind::Option {
        exclusive: true,
        expires,
    };
    house.row(
        "OPT-1",
        option,
        "SVOD",
        "LATAM",
        days("2026-06-01", "2027-06-01"),
    );
    house.row(
        "ROFR-1",
        Kind::FirstRefusal { expires },
        "SVOD",
        "JP",
        days("2026-06-01", "2027-06-01"),
    );
    let book = house.book();
    for (place, reason) in [
        ("MX", "is an option on"),
        ("JP", "must be asked first about"),
    ] {
        let sale = house.proposal(SELL, "SVOD", place, days("2026-06-01", "2026-07-01"));
        let conflicts = told(&book, &sale);
        assert_eq!(conflicts[0].0, Clash::Reserved);
        assert!(
            conflicts[0].2.contains(reason) && conflicts[0].2.contains("2026-03-01"),
            "{}",
            conflicts[0].2
        );
        let micros = expires.micros();
        let at = |micros| {
            book.conflicts(&sale, rights::Moment::from_micros(micros))
                .unwrap()
                .len()
        };
        assert_eq!([at(micros - 1), at(micros)], [1, 0]);
        // Until it is taken up, the house may show it.
        assert!(
            book.may(
                &house.point("SVOD", place, "2026-06-15"),
                Purpose::Play { bought: None },
                day(TODAY)
            )
            .is_ok()
        );
    }
    // The holder takes it up.
    let mut taken = house.proposal(
        SELL_ALONE,
        "SVOD",
        "LATAM",
        days("2026-06-01", "2027-06-01"),
    );
    taken.instead_of = vec![house.contract("OPT-1")];
    assert_eq!(told(&book, &taken), []);
}

#[test]
fn runs_are_sold_once_and_an_exclusive_sale_of_some_closes_all() {
    let mut house = House::new();
    house.row(
        "IN-1",
        ALONE,
        "TV",
        "World",
        days("2026-01-01", "2029-01-01"),
    );
    house
        .row(
            "OUT-1",
            OUT,
            "Free TV",
            "DE",
            days("2026-06-01", "2027-06-01"),
        )
        .runs = Runs::numbered(1, 2);
    let sale = |house: &House, first, last| {
        let mut sale = house.proposal(SELL, "Free TV", "DE", days("2027-01-01", "2028-01-01"));
        sale.runs = Runs::numbered(first, last);
        sale
    };
    let book = house.book();
    let conflicts = told(&book, &sale(&house, 2, 3));
    assert_eq!(
        (conflicts[0].0, conflicts[0].1),
        (Clash::Runs, Dimension::Run)
    );
    assert!(
        conflicts[0].2.starts_with("Contract OUT-1 has run 2 of"),
        "{}",
        conflicts[0].2
    );
    assert_eq!(told(&book, &sale(&house, 3, 4)), []);

    house.claims[1].kind = OUT_ALONE;
    let book = house.book();
    let conflicts = told(&book, &sale(&house, 3, 4));
    assert_eq!(conflicts[0].0, Clash::OverlapOut);
    assert!(conflicts[0].2.contains("runs 1–2") && conflicts[0].2.contains("closes all runs"));

    // A licensor who gave three runs did not give a fourth.
    house.claims.truncate(1);
    house.claims[0].runs = Runs::numbered(1, 3);
    let conflicts = told(&house.book(), &sale(&house, 3, 4));
    assert_eq!(
        (conflicts[0].0, conflicts[0].1),
        (Clash::NoRightIn, Dimension::Run)
    );
}

#[test]
fn two_licensors_cannot_both_give_it_alone() {
    let mut house = House::new();
    house.row("IN-1", ALONE, "VOD", "EU", days("2026-01-01", "2029-01-01"));
    let second = house.proposal(
        Purpose::Acquire { exclusive: false },
        "SVOD",
        "DE",
        days("2028-01-01", "2030-01-01"),
    );
    let conflicts = told(&house.book(), &second);
    assert_eq!(
        (conflicts[0].0, conflicts[0].1),
        (Clash::OverlapIn, Dimension::Time)
    );
}

#[test]
fn the_book_finds_its_own_faults() {
    let mut house = House::new();
    house.row(
        "IN-1",
        SHARED,
        "VOD",
        "DE",
        days("2026-01-01", "2027-01-01"),
    );
    house.row("OUT-1", OUT, "SVOD", "DE", days("2026-01-01", "2027-01-01"));
    house.row(
        "OUT-2",
        OUT_ALONE,
        "SVOD",
        "DE",
        days("2026-06-01", "2027-01-01"),
    );
    house.row("OUT-3", OUT, "SVOD", "DE", days("2026-01-01", "2027-02-01"));
    let found = house.book().audit(day(TODAY));
    let kinds: Vec<(usize, Vec<Clash>)> = found
        .iter()
        .map(|(claim, conflicts)| {
            (
                *claim,
                conflicts.iter().map(|conflict| conflict.clash).collect(),
            )
        })
        .collect();
    assert_eq!(
        kinds,
        [
            (1, vec![Clash::OverlapOut]),
            (
                2,
                vec![
                    Clash::OverlapOut,
                    Clash::OverlapOut,
                    Clash::NoExclusiveRightIn
                ]
            ),
            (3, vec![Clash::NoRightIn, Clash::OverlapOut]),
        ]
    );
}

#[test]
fn deliveries_need_the_contract_that_they_are_for() {
    let mut house = House::new();
    house.row(
        "IN-1",
        SHARED,
        "VOD",
        "World",
        days("2026-01-01", "2029-01-01"),
    );
    house.row("OUT-1", OUT, "SVOD", "DE", days("2026-06-01", "2027-06-01"));
    let book = house.book();
    let to = house.contract("OUT-1");
    let may = |territory, at| {
        book.may(
            &house.point("SVOD", territory, at),
            Purpose::Deliver { to },
            day(TODAY),
        )
    };
    let permit = may("DE", "2026-06-01").unwrap();
    assert_eq!(
        (permit.contract, permit.until),
        (Some(to), day("2027-06-01"))
    );
    assert_eq!(
        may("AT", "2026-06-01").unwrap_err()[0].clash,
        Clash::NotLicensed
    );
    let late = may("DE", "2027-06-01").unwrap_err();
    assert_eq!(
        (late[0].clash, late[0].dimension),
        (Clash::NotLicensed, Dimension::Time)
    );
}

#[test]
fn what_is_not_known_is_refused_in_words() {
    let mut house = House::new();
    house.row(
        "IN-1",
        SHARED,
        "VOD",
        "World",
        days("2026-01-01", "2029-01-01"),
    );
    let book = house.book();
    let nowhere = Point {
        title: TitleId(4_000_000_000),
        ..house.point("SVOD", "DE", "2026-06-01")
    };
    let refusal = book
        .may(&nowhere, Purpose::Play { bought: None }, day(TODAY))
        .unwrap_err();
    assert_eq!(
        (refusal[0].clash, refusal[0].dimension),
        (Clash::NoRightIn, Dimension::Title)
    );
    let mut proposal = house.proposal(SELL, "SVOD", "DE", days("2026-06-01", "2027-06-01"));
    proposal.titles[0].title = TitleId(4_000_000_000);
    assert_eq!(
        book.conflicts(&proposal, day(TODAY)).unwrap_err().code(),
        "rights.unknown_number"
    );
    house.claims[0].territories = places("DE").without(places("DE"));
    let refused = Book::new(house.universe.clone(), house.claims.clone()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "row 1 of contract IN-1 covers no territory"
    );
}
