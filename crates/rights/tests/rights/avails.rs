//! Avails are canonical: they say the same however contracts are cut; and what opens, ends and changes is told.

use rights::{
    Area, Claim, Kind, MediaSet, Moment, Row, Runs, Standing, TerritorySet, Turn, Window, changes,
};

use crate::{
    grid::{Dice, MONTHS, case, month, months},
    house::{ALONE, House, OUT_ALONE, SHARED, TODAY, day, days, places},
};

/// The claim in two rows, cut in one of its dimensions.
fn halves(claim: &Claim, dice: &mut Dice) -> Option<[Claim; 2]> {
    let mut two = [claim.clone(), claim.clone()];
    match dice.roll(4) {
        0 => {
            let cut = month(dice.roll(MONTHS));
            two[0].window = Window::new(claim.window.start(), cut).ok()?;
            two[1].window = Window::new(cut, claim.window.end()).ok()?;
        }
        1 => {
            let first = TerritorySet::one(claim.territories.iter().next()?);
            two[0].territories = first;
            two[1].territories = claim.territories.without(first);
        }
        2 => {
            let first = MediaSet::one(claim.media.iter().next()?);
            two[0].media = first;
            two[1].media = claim.media.without(first);
        }
        // Rows may overlap without saying more.
        _ => {}
    }
    let full = two
        .iter()
        .all(|half| !half.territories.is_empty() && !half.media.is_empty());
    full.then_some(two)
}

#[test]
fn a1_the_same_rights_cut_in_other_rows_are_the_same_avails() {
    for seed in 0..10_000 {
        let mut dice = Dice::new(seed);
        let case = case(&mut dice);
        let mut cut: Vec<Claim> = Vec::new();
        for claim in case.claims.iter().rev() {
            // Numbered runs in two rows are still the same runs.
            match halves(claim, &mut dice) {
                Some(two) => cut.extend(two),
                None => cut.push(claim.clone()),
            }
        }
        let other = rights::Book::new(case.book.universe().clone(), cut).unwrap();
        for standing in [
            Standing::Owned,
            Standing::Play,
            Standing::Sell,
            Standing::SellExclusive,
        ] {
            let avails = |book: &rights::Book| book.avails(standing, months(0, MONTHS), month(3));
            assert_eq!(
                avails(&case.book),
                avails(&other),
                "seed {seed} {standing:?}"
            );
        }
    }
}

#[test]
fn areas_are_equal_when_their_points_are() {
    let row = |territories: &str, media: usize| Row {
        territories: places(territories),
        languages: rights::LanguageSet::ALL,
        media: MediaSet::one(media),
        runs: Runs::ANY,
    };
    let one = Area::new(&[row("DE, AT", 0), row("DE", 1)], &[]);
    let two = Area::new(
        &[row("DACH", 0), row("DE", 1), row("AT", 0)],
        &[row("CH", 0)],
    );
    assert_eq!(one, two);
    assert_eq!(one.rows().len(), 2);
    assert!(one.without(&two).is_empty());
    assert_eq!(one.or(&two), one);
    assert!(Area::new(&[row("DE", 0)], &[row("DACH", 0)]).is_empty());
}

#[test]
fn a_map_of_what_is_free() {
    let mut house = House::new();
    house.row(
        "IN-1",
        ALONE,
        "VOD",
        "World excl. China",
        days("2026-01-01", "2029-01-01"),
    );
    house.row(
        "OUT-1",
        OUT_ALONE,
        "SVOD",
        "DACH",
        days("2026-06-01", "2027-06-01"),
    );
    let book = house.book();
    let free = book.avails(
        Standing::SellExclusive,
        days("2026-05-01", "2026-07-01"),
        day(TODAY),
    );
    assert_eq!(free.len(), 1);
    assert_eq!(free[0].titles.len(), 4);
    let times: Vec<(String, Vec<usize>)> = free[0]
        .times
        .iter()
        .map(|(window, area)| {
            (
                window.to_string(),
                area.rows()
                    .iter()
                    .map(|row| row.territories.len())
                    .collect(),
            )
        })
        .collect();
    assert_eq!(
        times,
        [
            ("from 2026-05-01 until 2026-06-01".to_owned(), vec![249]),
            ("from 2026-06-01 until 2026-07-01".to_owned(), vec![246, 3]),
        ]
    );
}

#[test]
fn what_opens_and_ends_soon_is_told_with_its_contracts() {
    let mut house = House::new();
    house.row(
        "IN-1",
        SHARED,
        "VOD",
        "DE",
        days("2026-01-10", "2026-02-10"),
    );
    house.row(
        "IN-2",
        SHARED,
        "VOD",
        "DE, AT",
        days("2026-01-20", "2026-03-10"),
    );
    let expires = day("2026-01-15");
    house.row(
        "ROFR",
        Kind::FirstRefusal { expires },
        "SVOD",
        "DE",
        days("2026-01-01", "2027-01-01"),
    );
    let book = house.book();
    let told = |standing, days| -> Vec<String> {
        let turnings = book.horizon(standing, day(TODAY), days);
        let told = turnings.iter().map(|turning| {
            let territories: usize = turning
                .area
                .rows()
                .iter()
                .map(|row| row.territories.len())
                .sum();
            let contracts: Vec<&str> = turning
                .contracts
                .iter()
                .map(|id| book.universe().contract_name(*id))
                .collect();
            format!(
                "{} {:?} {territories} {}",
                turning.at,
                turning.turn,
                contracts.join("+")
            )
        });
        told.collect()
    };
    assert_eq!(told(Standing::Play, 8), Vec::<String>::new());
    assert_eq!(told(Standing::Play, 9), ["2026-01-10 Opens 1 IN-1"]);
    // The end of IN-1 in February ends nothing: IN-2 goes on.
    assert_eq!(
        told(Standing::Play, 90),
        [
            "2026-01-10 Opens 1 IN-1",
            "2026-01-20 Opens 1 IN-2",
            "2026-03-10 Ends 2 IN-2"
        ]
    );
    assert!(told(Standing::Sell, 20).contains(&"2026-01-15 Lapses 1 ROFR".to_owned()));
    assert_eq!(
        book.horizon(Standing::Play, day(TODAY), 9)[0].turn,
        Turn::Opens
    );
}

#[test]
fn what_changed_between_two_states() {
    let mut house = House::new();
    house.row(
        "IN-1",
        SHARED,
        "VOD",
        "DE, AT",
        days("2026-01-01", "2027-01-01"),
    );
    let before = house.book();
    house.claims[0].territories = places("DE, CH");
    let late = house
        .universe
        .titles
        .add("Another", None, Moment::ALWAYS)
        .unwrap();
    let after = house.book();
    let found = changes(&before, &after, Standing::Play, Window::OPEN, day(TODAY));
    assert_eq!(found.len(), 1);
    assert!(!found[0].titles.contains(&late));
    assert_eq!(found[0].window, days("2026-01-01", "2027-01-01"));
    assert_eq!(found[0].gained.rows()[0].territories, places("CH"));
    assert_eq!(found[0].lost.rows()[0].territories, places("AT"));
    assert_eq!(
        changes(&after, &after, Standing::Play, Window::OPEN, day(TODAY)),
        []
    );
}
