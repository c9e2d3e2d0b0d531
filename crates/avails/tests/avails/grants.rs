//! Rows and grants.

use avails::{
    Column, Purpose, check,
    offer::{self, Target},
};
use rights::{
    Book, Kind, MediaTree, Moment, Point, Purpose as Use, Reach, Standing, Territory, Universe,
    Window,
};

use crate::files;

fn house() -> (Universe, Target) {
    let mut universe = Universe::new(MediaTree::standard());
    for tag in ["de", "en", "fr"] {
        universe.languages.add(tag).unwrap();
    }
    let title = universe
        .titles
        .add("The Heiress", None, Moment::ALWAYS)
        .unwrap();
    let contract = universe.contract("RL-2026-1");
    (
        universe,
        Target {
            contract,
            title,
            reach: Reach::AndLater,
            on: "2026-03-01".parse().unwrap(),
        },
    )
}

#[test]
fn a_row_becomes_a_grant_of_what_it_says() {
    let (mut universe, target) = house();
    let row = files::episode().with(Column::Exclusive, "TRUE");
    let claims = offer::claims(&row, &target, &mut universe).unwrap();
    let [claim] = claims.as_slice() else {
        panic!("{claims:?}")
    };
    assert_eq!(
        claim.kind,
        Kind::In {
            exclusive: true,
            sublicence: false,
            keeps: false
        }
    );
    assert_eq!(
        claim.window.to_string(),
        "from 2026-02-28T23:00:00Z until 2026-03-31T22:00:00Z"
    );
    let names: Vec<&str> = (0..64)
        .filter(|at| claim.media.has(*at))
        .map(|at| universe.media.name(rights::MediaId(at as u8)))
        .collect();
    assert_eq!(names, ["Coins"]);
    let tags: Vec<&str> = universe.languages.tags(claim.languages).collect();
    assert_eq!(tags, ["de", "en"]);

    // One second and one border too far.
    let coins = universe.media.find("Coins").unwrap();
    let german = universe.languages.get("de").unwrap().unwrap();
    let book = Book::new(universe, claims).unwrap();
    let plays = |territory: &str, at: &str| {
        let point = Point {
            title: target.title,
            media: coins,
            territory: Territory::of(territory).unwrap(),
            language: german,
            at: at.parse().unwrap(),
        };
        book.may(&point, Use::Play { bought: None }, point.at)
            .is_ok()
    };
    assert!(plays("DE", "2026-03-31T21:59:59Z"));
    assert!(!plays("DE", "2026-03-31T22:00:00Z"));
    assert!(!plays("AT", "2026-03-15T00:00:00Z"));
}

#[test]
fn what_is_not_settled_grants_nothing_and_says_why() {
    let (mut universe, target) = house();
    for (column, text) in [
        (Column::TitleStatus, "Pending"),
        (Column::TitleStatus, "Revoked"),
        (Column::Start, "ESTStart"),
        (Column::End, "2026-02-01"),
        (Column::LicenseType, "Library"),
        (Column::Territory, "JJ"),
        (Column::AllowedLanguages, "klingonese"),
    ] {
        let error = offer::claims(&files::episode().with(column, text), &target, &mut universe)
            .unwrap_err();
        assert_eq!(error.column, Some(column), "{error}");
    }
}

#[test]
fn the_world_without_some_is_one_grant_for_each_beginning_of_the_day() {
    let (mut universe, target) = house();
    let row = files::episode()
        .with(Column::Territory, "")
        .with(Column::TerritoryExclusion, "CN, US");
    let claims = offer::claims(&row, &target, &mut universe).unwrap();
    assert!(claims.len() > 20);
    let all = claims
        .iter()
        .fold(rights::TerritorySet::EMPTY, |set, claim| {
            set.or(claim.territories)
        });
    let world = rights::world(target.on);
    assert_eq!(world.without(all), Territory::set(["CN", "US"]).unwrap());
}

#[test]
fn coins_rewarded_and_free_say_what_they_are() {
    for (media, license, words) in [
        ("Coins", "VOD", "Coin unlock"),
        ("Rental", "VOD", ""),
        ("Rewarded", "AVOD", "Rewarded unlock"),
        ("AVOD", "AVOD", ""),
        ("EST", "EST", ""),
        ("SVOD", "SVOD", ""),
    ] {
        assert_eq!(offer::licence(media), Some((license, words)));
        assert_eq!(offer::media(license, words), Some(media));
    }
    assert_eq!(offer::media("VOD", "New Release"), Some("Rental"));
    assert_eq!(offer::media("POEST", ""), None);
    assert_eq!(offer::licence("Free TV"), None);
}

#[test]
fn what_is_free_goes_out_as_rows_and_comes_back_as_the_same_rights() {
    let (mut universe, target) = house();
    let row = files::episode()
        .with(Column::AllowedLanguages, "")
        .with(Column::HoldbackLanguage, "fr");
    let mut claims = offer::claims(&row, &target, &mut universe).unwrap();
    let svod = files::episode()
        .with(Column::LicenseType, "SVOD")
        .with(Column::Territory, "BR")
        .with(Column::End, "Open");
    claims.extend(offer::claims(&svod, &target, &mut universe).unwrap());
    for claim in &mut claims {
        claim.kind = Kind::In {
            exclusive: true,
            sublicence: true,
            keeps: false,
        };
    }
    let book = Book::new(universe, claims).unwrap();
    let now = Moment::ALWAYS;
    let free = book.avails(Standing::Sell, Window::OPEN, now);
    let (rows, findings) = offer::rows(book.universe(), &free, false, |_| files::episode());
    assert_eq!(findings, []);
    let told: Vec<[&str; 7]> = rows
        .iter()
        .map(|row| {
            [
                Column::Territory,
                Column::LicenseType,
                Column::LicenseRightsDescription,
                Column::Start,
                Column::End,
                Column::AllowedLanguages,
                Column::HoldbackLanguage,
            ]
            .map(|column| row.get(column))
        })
        .collect();
    assert!(
        told.contains(&[
            "DE",
            "VOD",
            "Coin unlock",
            "2026-03-01",
            "2026-03-31",
            "",
            "fr"
        ]),
        "{told:?}"
    );
    assert!(
        told.contains(&["BR", "SVOD", "", "2026-03-01", "Open", "de, en", ""]),
        "{told:?}"
    );
    assert_eq!(told.len(), 2);
    let errors = check(&rows, Purpose::Issue);
    assert_eq!(errors, []);

    let (mut universe, target) = house();
    let mut again = Vec::new();
    for row in &rows {
        again.extend(offer::claims(row, &target, &mut universe).unwrap());
    }
    for claim in &mut again {
        claim.kind = Kind::In {
            exclusive: true,
            sublicence: true,
            keeps: false,
        };
    }
    let again = Book::new(universe, again).unwrap();
    assert_eq!(again.avails(Standing::Sell, Window::OPEN, now), free);
}
