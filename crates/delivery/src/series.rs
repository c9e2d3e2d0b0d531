//! The series of a delivery, and its files.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// The sender's own id.
    pub id: String,
    pub title: String,
    pub synopsis: String,
    /// BCP 47: what is spoken, and the language of title and synopsis.
    pub language: String,
    pub genres: Vec<String>,
    pub tropes: Vec<String>,
    /// `all`, `7`, `12`, `16` or `18`.
    pub age_rating: String,
    pub filing_number: Option<String>,
    /// A line that must be shown.
    pub credit: Option<String>,
    pub licence_text: Option<String>,
    pub licence_url: Option<String>,
    pub credits: Vec<Credit>,
    pub translations: BTreeMap<String, Translation>,
    /// The year of its first release.
    pub year: i32,
    /// Its poster, which viewers of every language see where there is no cover in theirs.
    #[serde(default)]
    pub poster: Option<Picture>,
    /// Covers by language (BCP 47).
    #[serde(default)]
    pub covers: BTreeMap<String, Picture>,
    /// In order.
    pub episodes: Vec<Episode>,
}

/// A picture of the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    pub file: String,
    /// Pixels.
    pub width: u32,
    pub height: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    pub name: String,
    pub role: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translation {
    pub title: String,
    pub synopsis: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Episode {
    /// From 1.
    pub number: u32,
    pub title: Option<String>,
    /// What it is called in other languages than the series' own (BCP 47).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub titles: BTreeMap<String, String>,
    pub duration_ms: u64,
    /// Pixels of the mezzanine, else of the largest rendition; 0 where they are not known.
    pub width: u32,
    pub height: u32,
    /// The path of its mezzanine in the folder; nothing where renditions go alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub video: Option<String>,
    /// What is spoken, a track of sound each, the original first (BCP 47). A dub that nobody has approved is not in it.
    #[serde(default)]
    pub sounds: Vec<String>,
    pub subtitles: Vec<Subtitles>,
    /// Encoded sizes and sounds, as viewers of the sender get them: pictures from large to small, then sounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renditions: Vec<Rendition>,
}

/// One encoded size of the picture, or one sound: a fragmented MP4 of one track (CMAF), cut into segments that play alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rendition {
    pub file: String,
    pub codec: Codec,
    /// Pixels; 0 of a sound.
    pub width: u32,
    pub height: u32,
    /// Of a sound (BCP 47); empty of a picture.
    pub language: String,
    /// A name of a sound that a viewer can choose by; empty of a picture.
    pub label: String,
    pub duration_ms: u64,
    /// Bits per second, on average.
    pub bitrate: u64,
    /// What made it, and with which arguments: nothing of it is believed, it is kept with what came.
    pub encoder: String,
    pub arguments: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Codec {
    H264,
    Av1,
    Aac,
}

impl Codec {
    /// `h264`, `av1` or `aac`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::H264 => "h264",
            Self::Av1 => "av1",
            Self::Aac => "aac",
        }
    }
}

/// What a delivery carries of each film.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Films {
    /// The film as it was brought, with the dubs that viewers hear.
    #[default]
    Mezzanine,
    /// The encoded sizes and sounds, with HLS playlists.
    Renditions,
    Both,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subtitles {
    /// BCP 47.
    pub language: String,
    /// For people who cannot hear.
    pub captions: bool,
    pub file: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Series,
    Video,
    Rendition,
    Playlist,
    Subtitles,
    Art,
    Metadata,
    Provenance,
}

/// A file of the folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// With forward slashes, below the folder.
    pub path: String,
    pub kind: FileKind,
    pub bytes: u64,
    /// Hexadecimal, lower case.
    pub sha256: String,
}

/// `series.toml`, as a folder of episodes has it; see `cliffhanger ingest --example`.
pub fn series_toml(series: &Series) -> String {
    #[derive(Serialize)]
    struct Licence<'a> {
        text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        url: Option<&'a str>,
    }
    #[derive(Serialize)]
    struct Whole<'a> {
        title: &'a str,
        synopsis: &'a str,
        language: &'a str,
        genres: &'a [String],
        tropes: &'a [String],
        age_rating: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        filing_number: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        credit: Option<&'a str>,
        episode_titles: Vec<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        licence: Option<Licence<'a>>,
        credits: &'a [Credit],
        translations: &'a BTreeMap<String, Translation>,
        #[serde(skip_serializing_if = "BTreeMap::is_empty")]
        episode_titles_in: BTreeMap<&'a str, Vec<&'a str>>,
    }
    let last = series.episodes.iter().map(|one| one.number).max();
    let title = |number: u32| {
        let named = series.episodes.iter().find(|one| one.number == number);
        named.and_then(|one| one.title.as_deref()).unwrap_or("")
    };
    let titles_in = |language: &'_ str| {
        let title = |number: u32| {
            let named = series.episodes.iter().find(|one| one.number == number);
            named
                .and_then(|one| one.titles.get(language))
                .map_or("", String::as_str)
        };
        (1..=last.unwrap_or(0)).map(title).collect()
    };
    let named = series.episodes.iter().flat_map(|one| one.titles.keys());
    let whole = Whole {
        title: &series.title,
        synopsis: &series.synopsis,
        language: &series.language,
        genres: &series.genres,
        tropes: &series.tropes,
        age_rating: &series.age_rating,
        filing_number: series.filing_number.as_deref(),
        credit: series.credit.as_deref(),
        episode_titles: (1..=last.unwrap_or(0)).map(title).collect(),
        licence: series.licence_text.as_deref().map(|text| Licence {
            text,
            url: series.licence_url.as_deref(),
        }),
        credits: &series.credits,
        translations: &series.translations,
        episode_titles_in: named.map(|one| (one.as_str(), titles_in(one))).collect(),
    };
    toml::to_string(&whole).expect("texts and lists of them can always be written")
}
