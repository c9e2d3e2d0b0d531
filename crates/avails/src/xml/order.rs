//! The order of elements in the schemas, which are sequences throughout.

use super::Node;

const AVAIL: &[&str] = &[
    "ALID",
    "AssociatedALID",
    "Disposition",
    "Licensor",
    "ServiceProvider",
    "AvailType",
    "ShortDescription",
    "Asset",
    "Transaction",
    "CoreMetadata",
    "SharedEntitlement",
    "ExceptionFlag",
];
const ASSET: &[&str] = &[
    "WorkType",
    "Metadata",
    "EpisodeMetadata",
    "SeasonMetadata",
    "SeriesMetadata",
    "VolumeMetadata",
    "BundledAsset",
];
const UNIT: &[&str] = &[
    "TitleDisplayUnlimited",
    "TitleInternalAlias",
    "EditEIDR-URN",
    "TitleEIDR-URN",
    "AltIdentifier",
    "ReleaseDate",
    "RunLength",
    "People",
    "ReleaseHistory",
    "USACaptionsExemptionReason",
    "Ratings",
    "LocalizationOffering",
    "GroupingEntity",
    "CompanyDisplayCredit",
    "EpisodeNumber",
    "SeasonMetadata",
    "SeriesMetadata",
];
const SEASON: &[&str] = &[
    "SeasonContentID",
    "SeasonTitleDisplayUnlimited",
    "SeasonTitleInternalAlias",
    "SeasonNumber",
    "ReleaseDate",
    "ReleaseHistory",
    "USACaptionsExemptionReason",
    "Ratings",
    "SeasonAltIdentifier",
    "NumberOfEpisodes",
    "SeriesMetadata",
];
const SERIES: &[&str] = &[
    "SeriesContentID",
    "SeriesTitleDisplayUnlimited",
    "SeriesTitleInternalAlias",
    "ReleaseDate",
    "USACaptionsExemptionReason",
    "ReleaseHistory",
    "Ratings",
    "SeriesAltIdentifier",
    "NumberOfSeasons",
    "CompanyDisplayCredit",
];
const VOLUME: &[&str] = &[
    "VolumeContentID",
    "VolumeEIDR-URN",
    "VolumeTitleDisplayUnlimited",
    "VolumeTitleInternalAlias",
    "VolumeNumber",
    "ReleaseDate",
    "ReleaseHistory",
    "USACaptionsExemptionReason",
    "Ratings",
    "VolumeAltIdentifier",
    "SeasonMetadata",
];
const TRANSACTION: &[&str] = &[
    "Licensee",
    "LicenseType",
    "Description",
    "Territory",
    "TerritoryExcluded",
    "Start",
    "StartCondition",
    "End",
    "EndCondition",
    "WindowDuration",
    "AllowedLanguage",
    "AssetLanguage",
    "HoldbackLanguage",
    "LicenseRightsDescription",
    "FormatProfile",
    "ContractID",
    "ReportingID",
    "Term",
    "OtherInstructions",
];

const SEQUENCE: &[&str] = &["md:Number", "md:DistributionNumber"];

/// Sorts the children of every element; those of one name stay in their order.
pub(super) fn sort(node: &mut Node) {
    let order: &[&str] = match node.name.as_str() {
        "Avail" => AVAIL,
        "Asset" => ASSET,
        "Metadata" | "EpisodeMetadata" => UNIT,
        "SeasonMetadata" => SEASON,
        "SeriesMetadata" => SERIES,
        "VolumeMetadata" => VOLUME,
        "Transaction" => TRANSACTION,
        "VolumeNumber" => SEQUENCE,
        _ => &[],
    };
    node.children
        .sort_by_key(|child| order.iter().position(|name| *name == child.name));
    for child in &mut node.children {
        sort(child);
    }
}
