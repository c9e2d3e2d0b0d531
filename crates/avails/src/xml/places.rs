//! Where each column stands in the XML, by the kind of work. The official mapping of columns judges this table in the
//! tests.

use super::values::Type;
use crate::{Column, Work};

/// Which element a path begins at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Avail,
    Asset,
    Transaction,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// The text of an element.
    Text(String, Type),
    /// An attribute of an element that stands there for another reason; an empty path is the base itself.
    Attribute(&'static str, &'static str, Type),
    /// One of several identifiers, told apart by the name of its column before a colon.
    Identifier(String),
    /// An element of its own where it is an EIDR, else one of several identifiers.
    EidrOrIdentifier(String, String),
    /// A date of the release history, by its type.
    Released(String, &'static str),
    /// Directors, parted by semicolons.
    Directors(String),
    Channel(String),
    Entitlement(&'static str),
    Bundled,
    Languages(&'static str),
    Excluded,
    Term(&'static str, &'static str, Type),
}

/// None where XML has no place: it is written beside. What needs more than its own cell (windows, prices, ratings,
/// captions, the languages that must be delivered) is not here.
pub(super) fn place(column: Column, work: Work) -> Option<(Base, Spot)> {
    use Base::{Asset, Avail, Transaction};
    use Column as C;
    use Type::{Boolean, Duration, Event, Hours, Id, Int, Positive, RunTime, Year};
    let own = match work {
        Work::Unit => "Metadata",
        Work::Episode => "EpisodeMetadata",
        Work::Season => "SeasonMetadata",
        Work::Volume => "VolumeMetadata",
        Work::Series => "SeriesMetadata",
    };
    let season = match work {
        Work::Season => Some(own.to_owned()),
        Work::Episode | Work::Volume => Some(format!("{own}/SeasonMetadata")),
        Work::Unit | Work::Series => None,
    };
    let series = match work {
        Work::Series => Some(own.to_owned()),
        Work::Unit => None,
        _ => season
            .as_ref()
            .map(|season| format!("{season}/SeriesMetadata")),
    };
    let string = Type::String;
    let text = |path: String, kind| Some((Asset, Spot::Text(path, kind)));
    let only = |wanted: Work| (work == wanted).then_some(own);
    let described = matches!(work, Work::Unit | Work::Episode).then_some(own);
    let of = |base: &Option<String>, name: &str, kind| {
        base.as_ref()
            .and_then(|base| text(format!("{base}/{name}"), kind))
    };
    let id = |base: Option<String>, name: &str| {
        base.map(|base| (Asset, Spot::Identifier(format!("{base}/{name}"))))
    };
    let of_term = |name, element, kind| Some((Transaction, Spot::Term(name, element, kind)));
    let in_transaction = |path: &str, kind| Some((Transaction, Spot::Text(path.to_owned(), kind)));
    match column {
        C::Alid => Some((Avail, Spot::Text("ALID".to_owned(), Id))),
        C::EntryType => Some((
            Avail,
            Spot::Text("Disposition/EntryType".to_owned(), string),
        )),
        C::DisplayName => Some((
            Avail,
            Spot::Text("Licensor/md:DisplayName".to_owned(), string),
        )),
        C::ServiceProvider => Some((
            Avail,
            Spot::Text("ServiceProvider/md:DisplayName".to_owned(), string),
        )),
        C::ExceptionFlag => Some((Avail, Spot::Text("ExceptionFlag".to_owned(), Boolean))),
        C::DmaId => Some((Avail, Spot::Entitlement("DMA"))),
        C::UvId => Some((Avail, Spot::Entitlement("UVVU"))),

        C::WorkType => text("WorkType".to_owned(), string),
        C::BundledAlids => (work == Work::Unit).then_some((Asset, Spot::Bundled)),
        C::ContentId => only(Work::Unit).map(|_| (Asset, Spot::Attribute("", "contentID", Id))),
        C::EpisodeContentId => {
            only(Work::Episode).map(|_| (Asset, Spot::Attribute("", "contentID", Id)))
        }
        C::SeasonContentId => of(&season, "SeasonContentID", Id),
        C::SeriesContentId => of(&series, "SeriesContentID", Id),
        C::VolumeContentId => {
            only(Work::Volume).and_then(|own| text(format!("{own}/VolumeContentID"), Id))
        }

        C::TitleInternalAlias | C::TitleDisplayUnlimited => {
            only(Work::Unit).and_then(|own| text(format!("{own}/{column}"), string))
        }
        C::EditId => {
            only(Work::Unit).and_then(|own| text(format!("{own}/EditEIDR-URN"), Type::Eidr))
        }
        C::TitleId => {
            only(Work::Unit).and_then(|own| text(format!("{own}/TitleEIDR-URN"), Type::Eidr))
        }
        C::AltId | C::RetailerId1 | C::RetailerId2 | C::RetailerId3 => {
            id(only(Work::Unit).map(str::to_owned), "AltIdentifier")
        }

        C::EpisodeId => only(Work::Episode).map(|own| {
            (
                Asset,
                Spot::EidrOrIdentifier(
                    format!("{own}/EditEIDR-URN"),
                    format!("{own}/AltIdentifier"),
                ),
            )
        }),
        C::EpisodeTitleId => {
            only(Work::Episode).and_then(|own| text(format!("{own}/TitleEIDR-URN"), Type::Eidr))
        }
        C::EpisodeAltId | C::RetailerEpisodeId1 | C::RetailerEpisodeId2 => {
            id(only(Work::Episode).map(str::to_owned), "AltIdentifier")
        }
        C::EpisodeNumber => {
            only(Work::Episode).and_then(|own| text(format!("{own}/EpisodeNumber/md:Number"), Int))
        }
        C::EpisodeTitleInternalAlias => {
            only(Work::Episode).and_then(|own| text(format!("{own}/TitleInternalAlias"), string))
        }
        C::EpisodeTitleDisplayUnlimited => {
            only(Work::Episode).and_then(|own| text(format!("{own}/TitleDisplayUnlimited"), string))
        }

        C::SeasonId | C::SeasonAltId | C::RetailerSeasonId => id(season, "SeasonAltIdentifier"),
        C::SeasonNumber => of(&season, "SeasonNumber/md:Number", Int),
        C::SeasonTitleInternalAlias | C::SeasonTitleDisplayUnlimited => {
            of(&season, column.name(), string)
        }
        C::EpisodeCount => of(&season, "NumberOfEpisodes", Int),

        C::SeriesId | C::SeriesAltId | C::RetailerSeriesId => id(series, "SeriesAltIdentifier"),
        C::SeriesTitleInternalAlias | C::SeriesTitleDisplayUnlimited => {
            of(&series, column.name(), string)
        }
        C::SeasonCount => of(&series, "NumberOfSeasons", Int),
        C::CompanyDisplayCredit => {
            let base = if work == Work::Unit {
                Some(own.to_owned())
            } else {
                series
            };
            of(&base, "CompanyDisplayCredit/md:DisplayString", string)
        }

        C::VolumeId => {
            only(Work::Volume).and_then(|own| text(format!("{own}/VolumeEIDR-URN"), Type::Eidr))
        }
        C::VolumeNumber => {
            only(Work::Volume).and_then(|own| text(format!("{own}/VolumeNumber/md:Number"), Int))
        }
        C::VolumeDistributionNumber => only(Work::Volume)
            .and_then(|own| text(format!("{own}/VolumeNumber/md:DistributionNumber"), string)),
        C::VolumeTitleInternalAlias | C::VolumeTitleDisplayUnlimited => {
            only(Work::Volume).and_then(|own| text(format!("{own}/{column}"), string))
        }
        C::RetailerVolumeId => id(only(Work::Volume).map(str::to_owned), "VolumeAltIdentifier"),

        C::ReleaseYear => text(format!("{own}/ReleaseDate"), Year),
        C::TotalRunTime => described.and_then(|own| text(format!("{own}/RunLength"), RunTime)),
        C::Director => described.map(|own| (Asset, Spot::Directors(format!("{own}/People")))),
        C::ReleaseHistoryOriginal => Some((
            Asset,
            Spot::Released(format!("{own}/ReleaseHistory"), "original"),
        )),
        C::ReleaseHistoryPhysicalHv => Some((
            Asset,
            Spot::Released(format!("{own}/ReleaseHistory"), "DVD"),
        )),
        C::CaptionExemption => text(format!("{own}/USACaptionsExemptionReason"), Positive),
        C::LocalizationType => {
            described.and_then(|own| text(format!("{own}/LocalizationOffering"), string))
        }
        C::GroupIdentity => {
            described.map(|own| (Asset, Spot::Channel(format!("{own}/GroupingEntity"))))
        }

        C::AvailId => Some((Transaction, Spot::Attribute("", "TransactionID", Id))),
        C::Licensee => in_transaction("Licensee/md:DisplayName", string),
        C::LicenseType
        | C::Description
        | C::ContractId
        | C::ReportingId
        | C::LicenseRightsDescription
        | C::OtherInstructions
        | C::FormatProfile => in_transaction(column.name(), string),
        C::WindowDuration => in_transaction("WindowDuration", Duration),
        C::Hdr => Some((Transaction, Spot::Attribute("FormatProfile", "HDR", string))),
        C::Wcg => Some((Transaction, Spot::Attribute("FormatProfile", "WCG", string))),
        C::Hfr => Some((Transaction, Spot::Attribute("FormatProfile", "HFR", string))),
        C::NgAudio => Some((
            Transaction,
            Spot::Attribute("FormatProfile", "NGAudio", string),
        )),
        C::TerritoryExclusion => Some((Transaction, Spot::Excluded)),
        C::AllowedLanguages => Some((Transaction, Spot::Languages("AllowedLanguage"))),
        C::HoldbackLanguage => Some((Transaction, Spot::Languages("HoldbackLanguage"))),

        C::AnnounceDate => of_term("AnnounceDate", "Event", Event),
        C::SuppressionLiftDate => of_term("SuppressionLiftDate", "Event", Event),
        C::FixedEndDate => of_term("FixedEndDate", "Event", Event),
        // The vocabulary has a small `o` in it, the mapping a capital one.
        C::SpecialPreOrderFulfillDate => of_term("PreOrderFulfillDate", "Event", Event),
        C::RentalDuration => of_term("RentalDuration", "Duration", Hours),
        C::WatchDuration => of_term("WatchDuration", "Duration", Hours),
        C::Exclusive => of_term("Exclusive", "Boolean", Boolean),
        C::BrandingRights => of_term("BrandingRights", "Boolean", Boolean),
        C::ExclusiveAttributes => of_term("ExclusiveAttributes", "Text", string),
        C::BrandingRightsAttributes => of_term("BrandingRightsAttributes", "Text", string),
        C::Download => of_term("Download", "Text", string),
        C::TitleStatus => of_term("TitleStatus", "Text", string),
        C::TprType => of_term("TPRType", "Text", string),
        C::CampaignId => of_term("CampaignID", "ID", Id),
        _ => None,
    }
}

/// Whether a column says something about the licence, rather than about the title.
pub(super) fn is_of_transaction(column: Column) -> bool {
    column.group() == "AvailTrans"
        || matches!(
            column,
            Column::AvailId | Column::Licensee | Column::ReportingId
        )
}
