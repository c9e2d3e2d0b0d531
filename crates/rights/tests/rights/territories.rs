//! Territories: names, groups, and sets that are frozen on the day of signing.

use proptest::prelude::*;
use rights::{
    Date, Frozen, Languages, Territory, TerritorySet, carried, freeze, group, groups, world,
};

fn on(day: &str) -> Date {
    day.parse().unwrap()
}

fn today() -> Date {
    on(rights::TABLE_DATE)
}

fn codes(set: TerritorySet) -> String {
    let codes: Vec<&str> = Territory::of_set(set).map(Territory::code).collect();
    codes.join(" ")
}

fn read(text: &str) -> String {
    codes(freeze(text, today()).unwrap().territories)
}

#[test]
fn what_contracts_write() {
    let same = [
        ("DE", "DE"),
        ("Germany, Austria and Switzerland", "AT CH DE"),
        ("DACH", "AT CH DE"),
        ("DE AT CH", "AT CH DE"),
        ("DE/AT/CH", "AT CH DE"),
        ("Nordics + Baltics − Iceland", "DK EE FI LT LV NO SE"),
        ("Nordics (excluding Iceland) plus Estonia", "DK EE FI NO SE"),
        ("Nordics excl. Scandinavia (except NO)", "FI IS NO"),
        ("Benelux - LU", "BE NL"),
        ("UK & Ireland", "GB IE"),
        ("Trinidad & Tobago and Antigua and Barbuda", "AG TT"),
        ("Côte d’Ivoire; Curaçao; Åland Islands", "AX CI CW"),
        ("the Netherlands", "NL"),
        ("Guinea-Bissau, Guinea", "GN GW"),
        ("South Korea, Timor-Leste", "KR TL"),
        ("GCC excl. Qatar, Oman incl. Jordan", "AE BH JO KW SA"),
        ("USA and Canada", "CA US"),
        ("germany", "DE"),
    ];
    for (text, expected) in same {
        assert_eq!(read(text), expected, "{text}");
    }
    let all = world(today());
    let without = |places: &str| all.without(freeze(places, today()).unwrap().territories);
    for text in [
        "World excl. China",
        "World ex-China",
        "Worldwide except CN",
        "World, excluding (China)",
    ] {
        assert_eq!(
            freeze(text, today()).unwrap().territories,
            without("CN"),
            "{text}"
        );
    }
    let text = "World excl. China, Hong Kong and Macau";
    assert_eq!(
        freeze(text, today()).unwrap().territories,
        without("CN HK MO")
    );
}

#[test]
fn what_cannot_be_read_says_where() {
    let refused = [
        ("", "rights.no_territory"),
        ("excl. China", "rights.no_territory"),
        ("DE excl. Germany", "rights.no_territory"),
        ("Atlantis", "rights.unknown_place"),
        ("DE, ZZ", "rights.unknown_place"),
        ("DE)", "rights.territories_not_readable"),
        ("(DE", "rights.territories_not_readable"),
        ("((((((((((DE))))))))))", "rights.territories_not_readable"),
        ("Netherlands Antilles", "rights.territory_not_on_that_day"),
    ];
    for (text, code) in refused {
        let error = freeze(text, today()).unwrap_err();
        assert_eq!(error.code(), code, "{text}: {error}");
        assert!(!error.remedy().is_empty());
    }
    let error = freeze("World excl. Chna", today()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`Chna` (at character 13) is no territory and no group of territories"
    );
    let long = "DE ".repeat(5_000);
    assert_eq!(
        freeze(&long, today()).unwrap_err().code(),
        "rights.territories_not_readable"
    );
}

#[test]
fn every_name_of_the_tables_reads_back() {
    for territory in Territory::all().filter(|territory| territory.is_current(today())) {
        for text in [territory.code(), territory.name()] {
            assert_eq!(read(text), territory.code(), "{text}");
        }
    }
    for name in groups() {
        assert_eq!(
            freeze(name, today()).unwrap().territories,
            group(name, today()).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn a_country_that_comes_later_is_not_in_what_was_signed() {
    let signed = freeze("World excl. China", on("2010-01-01")).unwrap();
    let south_sudan = Territory::of("SS").unwrap();
    assert!(!signed.territories.has(south_sudan.number()));
    assert_eq!(signed.table, rights::TABLE_DATE);
    // What would be new under the same words is told, to be asked for. What an ended code has become is not new.
    assert_eq!(codes(signed.not_included(today()).unwrap()), "SS");
    let error = freeze("South Sudan", on("2010-01-01")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "SS is no territory on 2010-01-01: it begins on 2011-08-09"
    );
}

#[test]
fn a_territory_that_ends_is_carried_to_what_it_has_become() {
    let signed = freeze("Netherlands Antilles", on("2010-01-01")).unwrap();
    assert_eq!(codes(carried(signed.territories)), "BQ CW SX AN");
    let error = freeze("Netherlands Antilles", today()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "AN is no territory on 2026-11-01: it ended on 2010-12-15; what it was is now BQ, CW, SX"
    );
}

#[test]
fn groups_are_those_of_the_day() {
    let britain = Territory::of("GB").unwrap().number();
    let croatia = Territory::of("HR").unwrap().number();
    let eu = |day| group("EU", on(day)).unwrap();
    assert!(eu("2020-01-31").has(britain) && !eu("2020-02-01").has(britain));
    assert!(!eu("2013-06-30").has(croatia) && eu("2013-07-01").has(croatia));
    assert_eq!((eu("2019-01-01").len(), eu("2026-01-01").len()), (28, 27));
    assert_eq!(group("ASEAN", on("2025-10-25")).unwrap().len(), 10);
    assert_eq!(group("ASEAN", on("2025-10-26")).unwrap().len(), 11);
    assert_eq!(group("Atlantis", today()), None);
    assert_eq!(world(today()).len(), 250);
    let signed: Frozen = freeze("EU", on("2019-06-01")).unwrap();
    assert!(signed.territories.has(britain));
}

#[test]
fn languages_are_those_of_bcp_47() {
    let mut languages = Languages::default();
    let ids = ["en", "pt-BR", "pt", "iw", "he", "fil", "zh-Hant-TW", "ZH"]
        .map(|tag| languages.add(tag).unwrap().0);
    assert_eq!(ids, [0, 1, 1, 2, 2, 3, 4, 4]);
    assert_eq!(languages.get("de").unwrap(), None);
    for tag in ["", "xx", "english", "qaa", "e", "en\0", "日本"] {
        assert_eq!(
            languages.add(tag).unwrap_err().code(),
            "rights.unknown_language",
            "{tag}"
        );
    }
}

proptest! {
    #[test]
    fn any_set_of_codes_reads_back(picked in prop::collection::vec(0_usize..250, 1..40), excludes in any::<bool>()) {
        let all = world(today());
        let set: TerritorySet = Territory::of_set(all).map(Territory::number)
            .enumerate().filter(|(at, _)| picked.contains(at)).map(|(_, number)| number).collect();
        let text = if excludes { format!("World excl. {}", codes(set)) } else { codes(set) };
        let read = freeze(&text, today()).unwrap().territories;
        prop_assert_eq!(read, if excludes { all.without(set) } else { set });
    }

    #[test]
    fn no_text_makes_it_fall(text in "([A-Z]{2}|World|excl\\.?|[(),;+/−-]| |and|\\PC){0,30}") {
        match freeze(&text, today()) {
            Ok(frozen) => prop_assert!(!frozen.territories.is_empty()),
            Err(error) => prop_assert!(!error.remedy().is_empty() && !error.to_string().is_empty()),
        }
    }
}
