//! The official samples, and rows of our own.

use avails::{Column, Row};

/// The official workbooks, and how many rows each has.
pub const WORKBOOKS: [(&str, usize); 6] = [
    ("All_v1.8.xlsx", 65),
    ("Avails_w_Volume_v1.8.xlsx", 33),
    ("Bonus_v1.9.xlsx", 2),
    ("Movies_v1.7.2.xlsx", 27),
    ("Movies_v1.9.xlsx", 26),
    ("TV_v1.7.3.xlsx", 8),
];
pub const GOOD_XML: &str = "Avails_noErrors_v2.4.xml";
pub const BAD_XML: [&str; 2] = ["Avails_withErrors.xml", "Avails_Volume_error_v2.6.xml"];

/// An episode of a microdrama, as a licensor offers it for coins in Germany.
pub fn episode() -> Row {
    let cells = [
        (Column::Alid, "md:alid:org:example.com:heiress-e01"),
        (Column::AvailId, "A-1"),
        (Column::EntryType, "Full Extract"),
        (Column::DisplayName, "Red Lantern"),
        (Column::WorkType, "Episode"),
        (
            Column::EpisodeContentId,
            "md:cid:org:example.com:heiress-e01",
        ),
        (Column::SeasonContentId, "md:cid:org:example.com:heiress-s1"),
        (Column::SeriesContentId, "md:cid:org:example.com:heiress"),
        (Column::EpisodeNumber, "1"),
        (Column::SeasonNumber, "1"),
        (Column::EpisodeTitleInternalAlias, "The Ring"),
        (Column::SeriesTitleInternalAlias, "The Heiress"),
        (Column::TotalRunTime, "00:01:32"),
        (Column::Territory, "DE"),
        (Column::LicenseType, "VOD"),
        (Column::LicenseRightsDescription, "Coin unlock"),
        (Column::FormatProfile, "HD"),
        (Column::Start, "2026-03-01"),
        (Column::End, "2026-03-31"),
        (Column::AllowedLanguages, "de, en"),
        (Column::PriceType, "WSP"),
        (Column::PriceValue, "0.15"),
        (Column::PriceCurrency, "EUR"),
    ];
    cells.iter().fold(Row::default(), |row, (column, text)| {
        row.with(*column, text)
    })
}
