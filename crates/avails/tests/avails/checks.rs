//! A6, A7: what the schema does not see.

use avails::{Column, Finding, Level, Purpose, Row, check, read};

use crate::{files, fixture};

fn errors(name: &str) -> Vec<Finding> {
    let avails = read(&fixture(name)).unwrap();
    let mut findings = check(&avails.rows, Purpose::Import);
    findings.retain(|finding| finding.level == Level::Error);
    findings
}

fn said(row: &Row, purpose: Purpose) -> Vec<(Level, Option<Column>)> {
    check(std::slice::from_ref(row), purpose)
        .iter()
        .map(|finding| (finding.level, finding.column))
        .collect()
}

#[test]
fn a6_good_samples_have_no_errors() {
    for name in [
        "Movies_v1.9.xlsx",
        "Avails_w_Volume_v1.8.xlsx",
        files::GOOD_XML,
    ] {
        assert_eq!(errors(name), [], "{name}");
    }
}

#[test]
fn a6_the_faults_of_the_bad_samples_are_found_each_in_its_place() {
    let found = errors("Avails_withErrors.xml");
    for (column, word) in [
        (Column::RatingValue, "“6” is no rating of MPAA"),
        (Column::Territory, "“JJ” is no territory"),
        (Column::AllowedLanguages, "“XYZ” is no language"),
        (Column::AllowedLanguages, "“xx” in “fr-xx”"),
        (Column::AssetLanguage, "“ENg” is no language"),
    ] {
        let there = found.iter().any(|finding| {
            finding.column == Some(column)
                && finding.says.contains(word)
                && finding.at.starts_with("line ")
        });
        assert!(there, "{column}: {word}\n{found:#?}");
    }
    let found = errors("Avails_Volume_error_v2.6.xml");
    for word in [
        "“InComplete” is no VolumeMetadata/Status",
        "has episodes that are in",
    ] {
        assert!(
            found.iter().any(|finding| finding.says.contains(word)),
            "{word}\n{found:#?}"
        );
    }
}

#[test]
fn a6_each_fault_is_found_in_its_cell() {
    let good = files::episode();
    assert_eq!(said(&good, Purpose::Issue), []);
    let cases = [
        (Column::Alid, ""),
        (Column::EntryType, "Full extract"),
        (Column::LicenseType, "Coins"),
        (Column::WorkType, "Webisode"),
        (Column::FormatProfile, "4K"),
        (Column::TitleStatus, "OK"),
        (Column::Territory, "EU"),
        (Column::Territory, "UK"),
        (Column::TerritoryExclusion, "US, XX"),
        (Column::Start, "01/03/2026"),
        (Column::Start, "2026-02-30"),
        (Column::Start, "TBD"),
        (Column::End, "2026-02-01"),
        (Column::End, "Immediate"),
        (Column::StartLag, "P30D"),
        (Column::AllowedLanguages, "de, deutsch"),
        (Column::AllowedLanguages, "de:voice"),
        (Column::HoldbackLanguage, "fr"),
        (Column::AssetLanguage, "de, en"),
        (Column::PriceCurrency, "EURO"),
        (Column::PriceCurrency, ""),
        (Column::PriceValue, "0,15"),
        (Column::PriceValue, "-1"),
        (Column::Srp, "€1"),
        (Column::EpisodeId, "10.5240/EA73-79D7-1B2B-B378-3A73-N"),
        (Column::EpisodeNumber, "one"),
        (Column::TotalRunTime, "ninety seconds"),
        (Column::RentalDuration, "48h"),
        (Column::Exclusive, "perhaps"),
        (Column::BundledAlids, "a; b"),
        (Column::SpecialPreOrderFulfillDate, "2026-02-01"),
        (Column::AnnounceDate, "soon"),
        (Column::WindowDuration, "30"),
        (Column::RatingValue, "12"),
    ];
    for (column, text) in cases {
        let found = said(&good.clone().with(column, text), Purpose::Issue);
        assert!(
            found.contains(&(Level::Error, Some(column))),
            "{column} “{text}”: {found:?}"
        );
    }
    // One fault alone says one thing alone.
    for (column, text) in [
        (Column::Territory, "EU"),
        (Column::PriceCurrency, "EURO"),
        (Column::Start, "TBD"),
    ] {
        assert_eq!(
            said(&good.clone().with(column, text), Purpose::Issue).len(),
            1,
            "{column}"
        );
    }
}

#[test]
fn a6_rows_that_belong_together_are_looked_at_together() {
    let good = files::episode();
    let later = good
        .clone()
        .with(Column::Start, "2026-04-01")
        .with(Column::End, "2026-04-30");
    assert_eq!(check(&[good.clone(), later.clone()], Purpose::Issue), []);
    let overlapping = later.with(Column::Start, "2026-03-31");
    let found = check(&[good.clone(), overlapping], Purpose::Issue);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0].level, found[0].column),
        (Level::Warning, Some(Column::Start))
    );
    let preorder = good
        .with(Column::LicenseType, "POEST")
        .with(Column::LicenseRightsDescription, "Preorder EST");
    assert!(
        said(&preorder, Purpose::Import)
            .contains(&(Level::Error, Some(Column::SuppressionLiftDate)))
    );
}

#[test]
fn a7_an_eidr_that_is_wrong_warns_on_the_way_in_and_stops_on_the_way_out() {
    let row = files::episode().with(Column::EpisodeId, "10.5240/1489-49A2-3956-4B2D-ZZ45-6");
    assert_eq!(
        said(&row, Purpose::Import),
        [(Level::Warning, Some(Column::EpisodeId))]
    );
    assert_eq!(
        said(&row, Purpose::Issue),
        [(Level::Error, Some(Column::EpisodeId))]
    );
    let right = row.with(
        Column::EpisodeId,
        "urn:eidr:10.5240:EA73-79D7-1B2B-B378-3A73-M",
    );
    assert_eq!(
        right.get(Column::EpisodeId),
        "10.5240/EA73-79D7-1B2B-B378-3A73-M"
    );
    assert_eq!(said(&right, Purpose::Issue), []);
    // An identifier of one's own is one.
    assert_eq!(
        said(
            &right.with(Column::EpisodeId, "heiress-e01"),
            Purpose::Issue
        ),
        []
    );
}

#[test]
fn findings_of_a_workbook_have_the_address_of_their_cell() {
    let rows = [
        files::episode(),
        files::episode()
            .with(Column::Territory, "QQ")
            .with(Column::AvailId, "A-2"),
    ];
    let read = read(&avails::workbook::write(&rows).unwrap()).unwrap();
    let found = check(&read.rows, Purpose::Import);
    let [finding] = found.as_slice() else {
        panic!("{found:?}")
    };
    let (sheet, address) = finding.at.split_once('!').unwrap();
    assert_eq!(sheet, "TV");
    assert!(address.ends_with('5') && address.len() > 1, "{address}");
    assert_eq!(
        finding.to_string(),
        format!("TV!{address} (Territory): “QQ” is no territory of ISO 3166-1.")
    );
}
