//! Kinds of works: which columns describe one, and where the XML has them.

use crate::{Column, Row};

/// What a row is about, as far as it decides where its columns go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Work {
    /// A film, a short, a collection, a supplement: described by itself.
    Unit,
    Episode,
    Season,
    Volume,
    Series,
}

impl Work {
    pub fn of(row: &Row) -> Self {
        Self::named(row.get(Column::WorkType))
    }

    pub fn named(work_type: &str) -> Self {
        match work_type {
            "Episode" => Self::Episode,
            "Season" => Self::Season,
            "Volume" => Self::Volume,
            "Series" => Self::Series,
            _ => Self::Unit,
        }
    }

    /// Whether it belongs on the tab `TV`.
    pub fn is_serial(self) -> bool {
        self != Self::Unit
    }

    /// The column of the identifier of the thing itself.
    pub fn content_id(self) -> Column {
        match self {
            Self::Unit => Column::ContentId,
            Self::Episode => Column::EpisodeContentId,
            Self::Season => Column::SeasonContentId,
            Self::Volume => Column::VolumeContentId,
            Self::Series => Column::SeriesContentId,
        }
    }

    /// The column of the title that people at the licensor know it by.
    pub fn alias(self) -> Column {
        match self {
            Self::Unit => Column::TitleInternalAlias,
            Self::Episode => Column::EpisodeTitleInternalAlias,
            Self::Season => Column::SeasonTitleInternalAlias,
            Self::Volume => Column::VolumeTitleInternalAlias,
            Self::Series => Column::SeriesTitleInternalAlias,
        }
    }
}
