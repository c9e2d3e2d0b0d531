//! Vocabularies of Avails 2.7 and Common Metadata 2.12.

use crate::Column;

const WORK_TYPES: &[&str] = &[
    "Album",
    "Song",
    "Music Video",
    "Concert",
    "Ring Tone",
    "Other Music",
    "Movie",
    "Short",
    "Series",
    "Season",
    "Volume",
    "Episode",
    "Non-episodic Show",
    "Promotion",
    "Ad",
    "Excerpt",
    "Supplemental",
    "Collection",
    "Franchise",
    "Tournament",
    "Tournament Stage",
    "Tournament Round",
    "App",
    "Immersive",
    "Mixed-Media",
    "Gallery",
    "Other",
    "Visual Art",
    "Performing Art",
    "Book",
    "Book-series",
    "Monographic-series",
    "Serial",
    "Comic Book",
    "Comic Strip",
    "Competition",
    "Amusement",
    "AntiPiracy",
    "DistributionLogo",
    "Rating",
    "DubbingCredit",
    "Intermission",
    "EditNotice",
    "Health",
];

/// Conditions for a start or an end. `TBD` is for statuses of offers alone.
pub(super) const CONDITIONS: &[&str] = &[
    "Open",
    "Immediate",
    "ESTStart",
    "EST",
    "Broadcast",
    "Completed",
    "Theatrical",
];

/// Descriptions in common use; others are agreed upon between two parties.
pub(super) const RIGHTS: &[&str] = &[
    "Library",
    "New Release",
    "Early EST",
    "Early VOD",
    "Preorder EST",
    "Next Day TV",
    "POD",
    "Current",
    "Season Pass",
    "Free Episode",
    "DTV",
    "Coin unlock",
    "Rewarded unlock",
    "FAST",
];

/// The words that a column may hold; none where any may.
pub(super) fn of(column: Column) -> Option<&'static [&'static str]> {
    Some(match column {
        Column::EntryType => &["Full Extract", "Full Delete", "Create", "Update", "Delete"],
        Column::WorkType => WORK_TYPES,
        // `AVOD` stands in the workbooks alone.
        Column::LicenseType => &[
            "EST",
            "VOD",
            "SVOD",
            "AVOD",
            "POEST",
            "Pre-Release",
            "Library",
        ],
        Column::FormatProfile => &["UHD", "HD", "SD", "3D", "3DUHD", "3DHD", "3DSD"],
        Column::LocalizationType => &["sub", "dub", "subdub", "any"],
        Column::TitleStatus => &["Pending", "Approved", "Revoked", "Expired"],
        Column::TprType => &["Conditional", "Unconditional", "unspecified"],
        Column::CaptionExemption => &["1", "2", "3", "4", "5", "6"],
        Column::PriceType => &crate::xml::PRICES,
        _ => return None,
    })
}
