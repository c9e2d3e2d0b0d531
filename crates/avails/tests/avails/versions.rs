//! XML of versions that we read and do not write, from files that we did not write either: by hand, valid by their schemas.

use avails::{Column, Row, read, xml};

use crate::{fixture, tools::against_schema};

fn row(cells: &[(Column, &str)]) -> Row {
    cells.iter().fold(Row::default(), |row, (column, text)| {
        row.with(*column, text)
    })
}

/// Reads a file of which every text has a place, and holds that its rows are the same when we have written them in 2.7.
#[track_caller]
fn rows_of(name: &str) -> Vec<Row> {
    let avails = read(&fixture(name)).unwrap();
    assert_eq!(avails.findings, [], "{name}");
    let written = xml::write(&avails.rows);
    assert_eq!(against_schema(&written.xml), "", "{name}");
    assert_eq!(read(written.xml.as_bytes()).unwrap().rows, avails.rows);
    avails.rows
}

#[test]
fn a_film_of_2_5_is_read() {
    let mut film = row(&[
        (Column::Alid, "md:alid:org:example.com:salt-road"),
        (Column::AvailId, "SR-1"),
        (Column::EntryType, "Full Extract"),
        (Column::DisplayName, "Harbour Light Films"),
        (Column::ServiceProvider, "Cliffhanger"),
        (Column::WorkType, "Movie"),
        (Column::ContentId, "md:cid:org:example.com:salt-road"),
        (Column::TitleDisplayUnlimited, "Die Salzstraße"),
        (Column::TitleInternalAlias, "Salt Road, The"),
        (Column::ReleaseYear, "2019"),
        (Column::ReleaseHistoryOriginal, "2019-11-07"),
        (Column::TotalRunTime, "01:32:05"),
        (Column::Territory, "DE"),
        (Column::LicenseType, "EST"),
        (Column::Description, "Sale"),
        (Column::Start, "2020-02-01"),
        (Column::End, "Open"),
        (Column::AllowedLanguages, "de"),
        (Column::LicenseRightsDescription, "New Release"),
        (Column::FormatProfile, "UHD"),
        (Column::ContractId, "HL-2020-7"),
        (Column::PriceType, "WSP"),
        (Column::PriceValue, "7.35"),
        (Column::PriceCurrency, "EUR"),
    ]);
    let said = "A driver carries salt, and a secret.".to_owned();
    film.aside.insert("xml:ShortDescription".to_owned(), said);
    let austria = film.clone().with(Column::Territory, "AT");
    assert_eq!(rows_of("film_v2.5.xml"), [film, austria]);
}

#[test]
fn an_episode_of_2_6_is_read() {
    let mut episode = row(&[
        (Column::Alid, "md:alid:org:example.com:night-ferry-s2e3"),
        (Column::AvailId, "NF-23"),
        (Column::EntryType, "Full Extract"),
        (Column::DisplayName, "Harbour Light Films"),
        (Column::WorkType, "Episode"),
        (
            Column::EpisodeContentId,
            "md:cid:org:example.com:night-ferry-s2e3",
        ),
        (
            Column::SeasonContentId,
            "md:cid:org:example.com:night-ferry-s2",
        ),
        (
            Column::SeriesContentId,
            "md:cid:org:example.com:night-ferry",
        ),
        (Column::EpisodeNumber, "3"),
        (Column::SeasonNumber, "2"),
        (Column::EpisodeTitleInternalAlias, "The Wrong Cabin"),
        (
            Column::SeasonTitleInternalAlias,
            "Night Ferry, the Second Crossing",
        ),
        (Column::SeriesTitleInternalAlias, "Night Ferry"),
        (Column::TotalRunTime, "00:01:48"),
        (Column::Territory, "GB"),
        (Column::LicenseType, "SVOD"),
        (Column::Start, "SVODStart"),
        (Column::StartLag, "P7D"),
        (Column::End, "2027-12-31T23:59:59Z"),
        (Column::AssetLanguage, "en:audio, fr:subtitle"),
        (Column::RequiredFulfillmentLanguages, "en:audio"),
        (Column::LicenseRightsDescription, "Subscription"),
        (Column::FormatProfile, "HD"),
        (Column::ReportingId, "R-23"),
        (Column::PriceType, "LicenseFee"),
        (Column::PriceValue, "1200.00"),
        (Column::PriceCurrency, "GBP"),
    ]);
    let said = "Two passengers hold one key.".to_owned();
    episode
        .aside
        .insert("xml:ShortDescription".to_owned(), said);
    assert_eq!(rows_of("episode_v2.6.xml"), [episode]);
}
