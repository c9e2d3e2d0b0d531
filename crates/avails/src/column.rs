//! The columns of Avails workbook 1.9, which those of 1.7 to 1.8 are among, and what their cells hold.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// What a cell of a column holds, and so how it is brought to one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holds {
    Text,
    /// A word of a controlled list.
    Word,
    /// Identifiers, parted by semicolons.
    Ids,
    /// Tags of BCP 47, parted by commas; `fr:audio` for one kind of track.
    Languages,
    /// A date, a moment or a condition such as `Open`.
    Edge,
    /// A year, a date or a moment.
    Date,
    /// Whole hours.
    Hours,
    /// `HH:MM:SS`.
    RunTime,
    /// `TRUE` or `FALSE`.
    Truth,
    /// `Yes` or `No`.
    YesNo,
    /// An EIDR, or an identifier of another kind.
    Eidr,
    /// A code of ISO 3166-1, or a region of one.
    Territory,
    /// Several, parted by commas.
    Territories,
}

macro_rules! columns {
    ($($name:ident, $group:literal, $title:literal, $holds:ident;)*) => {
        /// A column by its name in row 2.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Column { $($name,)* }

        impl Column {
            /// Every column, in the order in which we write them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// Row 1.
            pub const fn group(self) -> &'static str {
                match self { $(Self::$name => $group,)* }
            }

            /// Row 2.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }

            pub const fn holds(self) -> Holds {
                match self { $(Self::$name => Holds::$holds,)* }
            }
        }
    };
}

columns! {
    Alid, "Avail", "ALID", Text;
    AssociatedAlid, "Avail", "AssociatedALID", Text;
    AvailId, "Avail", "AvailID", Text;
    BundledAlids, "Avail", "BundledALIDs", Ids;
    Licensee, "Avail", "Licensee", Text;
    RetailerSpare1, "Avail", "RetailerSpare1", Text;
    RetailerSpare2, "Avail", "RetailerSpare2", Text;
    RetailerSpare3, "Avail", "RetailerSpare3", Text;
    EntryType, "Disposition", "EntryType", Word;
    DisplayName, "Avail", "DisplayName", Text;
    DmaId, "Avail", "DMA_ID", Text;
    ExceptionFlag, "Avail", "ExceptionFlag", YesNo;
    ReportingId, "Avail", "ReportingID", Text;
    ServiceProvider, "Avail", "ServiceProvider", Text;
    UvId, "Avail", "UV_ID", Text;
    AltId, "AvailAsset", "AltID", Text;
    ContentId, "AvailAsset", "ContentID", Text;
    EpisodeContentId, "AvailAsset", "EpisodeContentID", Text;
    EditId, "AvailAsset", "EditID", Eidr;
    SeasonContentId, "AvailAsset", "SeasonContentID", Text;
    SeriesContentId, "AvailAsset", "SeriesContentID", Text;
    Metadata, "AvailAsset", "Metadata", Text;
    TitleId, "AvailAsset", "TitleID", Eidr;
    VolumeContentId, "AvailAsset", "VolumeContentID", Text;
    WorkType, "AvailAsset", "WorkType", Word;
    Any, "AvailMetadata", "Any", Text;
    CaptionExemption, "AvailMetadata", "CaptionExemption", Text;
    CaptionIncluded, "AvailMetadata", "CaptionIncluded", YesNo;
    CompanyDisplayCredit, "AvailMetadata", "CompanyDisplayCredit", Text;
    Director, "AvailMetadata", "Director", Text;
    DistributionNumber, "AvailMetadata", "DistributionNumber", Text;
    EpisodeCount, "AvailMetadata", "EpisodeCount", Text;
    EpisodeId, "AvailMetadata", "EpisodeID", Eidr;
    EpisodeAltId, "AvailMetadata", "EpisodeAltID", Text;
    EpisodeNumber, "AvailMetadata", "EpisodeNumber", Text;
    EpisodeTitleDisplayUnlimited, "AvailMetadata", "EpisodeTitleDisplayUnlimited", Text;
    EpisodeTitleId, "AvailMetadata", "EpisodeTitleID", Eidr;
    EpisodeTitleInternalAlias, "AvailMetadata", "EpisodeTitleInternalAlias", Text;
    GroupIdentity, "AvailMetadata", "GroupIdentity", Text;
    LocalizationType, "AvailMetadata", "LocalizationType", Word;
    RatingReason, "AvailMetadata", "RatingReason", Text;
    RatingSystem, "AvailMetadata", "RatingSystem", Text;
    RatingValue, "AvailMetadata", "RatingValue", Text;
    ReleaseHistoryOriginal, "AvailMetadata", "ReleaseHistoryOriginal", Date;
    ReleaseHistoryPhysicalHv, "AvailMetadata", "ReleaseHistoryPhysicalHV", Date;
    ReleaseYear, "AvailMetadata", "ReleaseYear", Date;
    RetailerId1, "AvailMetadata", "RetailerID1", Text;
    RetailerId2, "AvailMetadata", "RetailerID2", Text;
    RetailerId3, "AvailMetadata", "RetailerID3", Text;
    RetailerEpisodeId1, "AvailMetadata", "RetailerEpisodeID1", Text;
    RetailerEpisodeId2, "AvailMetadata", "RetailerEpisodeID2", Text;
    RetailerSeasonId, "AvailMetadata", "RetailerSeasonID", Text;
    RetailerSeriesId, "AvailMetadata", "RetailerSeriesID", Text;
    RetailerVolumeId, "AvailMetadata", "RetailerVolumeID", Text;
    SeasonCount, "AvailMetadata", "SeasonCount", Text;
    SeasonId, "AvailMetadata", "SeasonID", Text;
    SeasonAltId, "AvailMetadata", "SeasonAltID", Text;
    SeasonNumber, "AvailMetadata", "SeasonNumber", Text;
    SeasonTitleDisplayUnlimited, "AvailMetadata", "SeasonTitleDisplayUnlimited", Text;
    SeasonTitleInternalAlias, "AvailMetadata", "SeasonTitleInternalAlias", Text;
    SeriesId, "AvailMetadata", "SeriesID", Text;
    SeriesAltId, "AvailMetadata", "SeriesAltID", Text;
    SeriesTitleDisplayUnlimited, "AvailMetadata", "SeriesTitleDisplayUnlimited", Text;
    SeriesTitleInternalAlias, "AvailMetadata", "SeriesTitleInternalAlias", Text;
    TitleDisplayUnlimited, "AvailMetadata", "TitleDisplayUnlimited", Text;
    TitleInternalAlias, "AvailMetadata", "TitleInternalAlias", Text;
    TotalRunTime, "AvailMetadata", "TotalRunTime", RunTime;
    VolumeDistributionNumber, "AvailMetadata", "VolumeDistributionNumber", Text;
    VolumeId, "AvailMetadata", "VolumeID", Eidr;
    VolumeNumber, "AvailMetadata", "VolumeNumber", Text;
    VolumeTitleDisplayUnlimited, "AvailMetadata", "VolumeTitleDisplayUnlimited", Text;
    VolumeTitleInternalAlias, "AvailMetadata", "VolumeTitleInternalAlias", Text;
    AllowedLanguages, "AvailTrans", "AllowedLanguages", Languages;
    AnnounceDate, "AvailTrans", "AnnounceDate", Date;
    AssetLanguage, "AvailTrans", "AssetLanguage", Languages;
    BrandingRights, "AvailTrans", "BrandingRights", Truth;
    BrandingRightsAttributes, "AvailTrans", "BrandingRightsAttributes", Text;
    CampaignId, "AvailTrans", "CampaignID", Text;
    ContractId, "AvailTrans", "ContractID", Text;
    Description, "AvailTrans", "Description", Text;
    Download, "AvailTrans", "Download", Text;
    End, "AvailTrans", "End", Edge;
    EndLag, "AvailTrans", "EndLag", Text;
    Exclusive, "AvailTrans", "Exclusive", Truth;
    ExclusiveAttributes, "AvailTrans", "ExclusiveAttributes", Text;
    FixedEndDate, "AvailTrans", "FixedEndDate", Date;
    FormatProfile, "AvailTrans", "FormatProfile", Text;
    Hdr, "AvailTrans", "HDR", Text;
    Hfr, "AvailTrans", "HFR", Text;
    HoldbackLanguage, "AvailTrans", "HoldbackLanguage", Languages;
    LicenseRightsDescription, "AvailTrans", "LicenseRightsDescription", Text;
    LicenseType, "AvailTrans", "LicenseType", Word;
    NgAudio, "AvailTrans", "NGAudio", Text;
    OtherInstructions, "AvailTrans", "OtherInstructions", Text;
    OtherTerms, "AvailTrans", "OtherTerms", Text;
    PriceCurrency, "AvailTrans", "PriceCurrency", Text;
    PriceType, "AvailTrans", "PriceType", Word;
    PriceValue, "AvailTrans", "PriceValue", Text;
    RentalDuration, "AvailTrans", "RentalDuration", Hours;
    RequiredFulfillmentLanguages, "AvailTrans", "RequiredFulfillmentLanguages", Languages;
    SpecialPreOrderFulfillDate, "AvailTrans", "SpecialPreOrderFulfillDate", Date;
    Srp, "AvailTrans", "SRP", Text;
    Start, "AvailTrans", "Start", Edge;
    StartLag, "AvailTrans", "StartLag", Text;
    SuppressionLiftDate, "AvailTrans", "SuppressionLiftDate", Date;
    Territory, "AvailTrans", "Territory", Territory;
    TerritoryExclusion, "AvailTrans", "TerritoryExclusion", Territories;
    TitleStatus, "AvailTrans", "TitleStatus", Word;
    TprType, "AvailTrans", "TPRType", Word;
    WatchDuration, "AvailTrans", "WatchDuration", Hours;
    Wcg, "AvailTrans", "WCG", Text;
    WindowDuration, "AvailTrans", "WindowDuration", Text;
}

impl Column {
    /// By the name in row 2; case, spaces and underscores do not matter, as they do not to those who type headers.
    pub fn named(name: &str) -> Option<Self> {
        let plain = |name: &str| -> String {
            let letters = name.chars().filter(char::is_ascii_alphanumeric);
            letters.map(|letter| letter.to_ascii_lowercase()).collect()
        };
        let name = plain(name);
        // The templates of 1.7.2 to 1.9 spell this one so.
        let name = if name == "bundlealids" {
            "bundledalids".to_owned()
        } else {
            name
        };
        Self::ALL
            .iter()
            .copied()
            .find(|column| plain(column.name()) == name)
    }

    /// Whether the XML has a place for it. Those without one are for agreements between two parties.
    pub const fn is_mapped(self) -> bool {
        !matches!(
            self,
            Self::RetailerSpare1
                | Self::RetailerSpare2
                | Self::RetailerSpare3
                | Self::Metadata
                | Self::Any
                | Self::DistributionNumber
                | Self::OtherTerms
        )
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for Column {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::named(&name).ok_or_else(|| de::Error::custom(format!("no column is called {name}")))
    }
}
