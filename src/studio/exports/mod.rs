//! A production for other houses' tools: editors, platforms, readers of webcomics, mixers; and how it was made.

mod cuts;
mod platform;
pub mod queue;
mod sound;
pub mod strips;

use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use interchange::archive::{Entry, zip};
use interchange::platform::{Burn, Network};
use serde::{Deserialize, Serialize};
use storyboard::Board;
use utoipa::ToSchema;

use super::signing::Signing;
use super::{Production, extras, graph, records, run, shelves};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// Together, bytes: an export is put together in memory.
const LARGEST: usize = 1_500_000_000;

/// Everything that a production can be exported as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
#[schema(as = ExportKind)]
pub enum Kind {
    /// Every format for editors, with captions and media, and how to open each.
    Edit,
    /// OpenTimelineIO with media: DaVinci Resolve, Premiere Pro, Kdenlive.
    Otio,
    /// Final Cut Pro XML with media.
    Fcpxml,
    /// CMX 3600 with media: Avid and older editors.
    Edl,
    /// A draft of Jianying.
    Jianying,
    /// SRT, WebVTT and ASS, plain and karaoke, in every language.
    Captions,
    /// Dialogue, music and effects, a WAV each; dialogue of each dub.
    Stems,
    /// The films as they are.
    Film,
    Trailer,
    Poster,
    Cbz,
    Epub,
    /// Slices for WEBTOON Canvas.
    Webtoon,
    /// Slices for Tapas.
    Tapas,
    /// Parts, words and dates for TikTok.
    Tiktok,
    /// The same for YouTube Shorts.
    Shorts,
    /// The same for Reels.
    Reels,
    /// `provenance.json`: how each episode was made.
    Provenance,
}

impl Kind {
    pub const ALL: [Self; 18] = [
        Self::Edit,
        Self::Otio,
        Self::Fcpxml,
        Self::Edl,
        Self::Jianying,
        Self::Captions,
        Self::Stems,
        Self::Film,
        Self::Trailer,
        Self::Poster,
        Self::Cbz,
        Self::Epub,
        Self::Webtoon,
        Self::Tapas,
        Self::Tiktok,
        Self::Shorts,
        Self::Reels,
        Self::Provenance,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Otio => "otio",
            Self::Fcpxml => "fcpxml",
            Self::Edl => "edl",
            Self::Jianying => "jianying",
            Self::Captions => "captions",
            Self::Stems => "stems",
            Self::Film => "film",
            Self::Trailer => "trailer",
            Self::Poster => "poster",
            Self::Cbz => "cbz",
            Self::Epub => "epub",
            Self::Webtoon => "webtoon",
            Self::Tapas => "tapas",
            Self::Tiktok => "tiktok",
            Self::Shorts => "shorts",
            Self::Reels => "reels",
            Self::Provenance => "provenance",
        }
    }

    fn network(self) -> Option<Network> {
        match self {
            Self::Tiktok => Some(Network::TikTok),
            Self::Shorts => Some(Network::YouTubeShorts),
            Self::Reels => Some(Network::Reels),
            _ => None,
        }
    }

    /// Whether it is of the series, whatever episodes are named.
    pub fn of_series(self) -> bool {
        matches!(self, Self::Trailer | Self::Poster)
    }

    /// Whether its files are signed where somebody signs: what is shown, not what is worked on.
    fn is_signed(self) -> bool {
        let strip = matches!(self, Self::Cbz | Self::Epub | Self::Webtoon | Self::Tapas);
        self.of_series() || self.network().is_some() || strip || self == Self::Film
    }
}

/// What may be chosen. What is absent is as it begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ExportOptions)]
pub struct Options {
    /// On platforms: captions in the picture, in a file beside it, or both: `in`, `beside`, `both`.
    #[schema(value_type = String)]
    pub captions: Burn,
    /// On platforms: longest part in seconds; by default what the platform takes.
    #[schema(minimum = 10, maximum = 600)]
    pub part_s: Option<u32>,
    /// On platforms: seconds of the part before that are shown again.
    pub recap_s: u32,
    /// When the first part goes out; by default tomorrow at six in the evening, UTC.
    pub first: Option<DateTime<Utc>>,
    /// Hours between two parts.
    pub every_hours: u32,
    /// Without `#`.
    pub tags: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            captions: Burn::In,
            part_s: None,
            recap_s: 4,
            first: None,
            every_hours: 24,
            tags: Vec::new(),
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub kind: Kind,
    /// Both included; nothing: all that are finished.
    pub episodes: Option<(u32, u32)>,
    pub options: Options,
}

impl Wanted {
    /// What somebody asks for, if it can be made at all.
    ///
    /// # Errors
    /// `bad_export`.
    pub fn of(
        kind: Kind,
        (first, last): (Option<u32>, Option<u32>),
        options: Options,
    ) -> AppResult<Self> {
        let bad = |what: &str, remedy: &str| AppError::bad_request("bad_export", what, remedy);
        let episodes = match (first, last) {
            (None, None) => None,
            (Some(first), last) => Some((first, last.unwrap_or(first))),
            (None, Some(_)) => {
                return Err(bad("The first episode is missing.", "Name it, or neither."));
            }
        };
        if episodes.is_some_and(|(first, last)| first == 0 || first > last || last > 500) {
            return Err(bad(
                "These are no episodes.",
                "Count them from 1, the first before the last.",
            ));
        }
        let Options {
            part_s,
            recap_s,
            every_hours,
            tags,
            ..
        } = &options;
        if part_s.is_some_and(|seconds| !(10..=600).contains(&seconds)) || *recap_s > 60 {
            return Err(bad(
                "Parts of that length are not made.",
                "Use parts of 10 to 600 seconds and recaps of up to 60.",
            ));
        }
        if *every_hours > 24 * 365
            || tags.len() > 50
            || tags.iter().any(|tag| tag.len() > 200 || tag.contains('\0'))
        {
            return Err(bad(
                "The rhythm or the tags are out of all bounds.",
                "Use up to 50 short tags, and less than a year between parts.",
            ));
        }
        Ok(Self {
            kind,
            episodes,
            options,
        })
    }
}

/// How far an export is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub total: usize,
    /// In words.
    pub doing: String,
}

/// Who is told.
pub type Told<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// A file to be handed over.
pub struct Exported {
    pub name: String,
    pub bytes: Vec<u8>,
    /// What could not be written, or would be refused, as sentences.
    pub left_out: Vec<String>,
}

/// Files of an export before they are one.
#[derive(Default)]
struct Files {
    entries: Vec<Entry>,
    left_out: Vec<String>,
}

/// Makes an export: one file as it is, several as a ZIP.
pub async fn make(
    app: &App,
    production: &Production,
    wanted: &Wanted,
    told: Told<'_>,
) -> anyhow::Result<Exported> {
    let tools = app.studio.tools(app, |_| {}).await?;
    let standing = run::standing(app, production, &tools)
        .boxed()
        .await
        .map_err(|error| anyhow::anyhow!("{} {}", error.message, error.remedy))?;
    let selected = shelves::selected(app, production.id).await?;
    let signing = if wanted.kind.is_signed() {
        Signing::of(app, production, &standing).boxed().await?
    } else {
        None
    };
    let source = cuts::Source {
        app,
        production,
        tools: &tools,
        standing: &standing,
        selected: &selected,
        signing,
    };
    if wanted.kind.of_series() {
        return of_series(&source, wanted.kind).await;
    }
    let boards = chosen(&source, wanted.episodes)?;
    let many = boards.len() > 1;
    let mut files = Files::default();
    if let Some(network) = wanted.kind.network() {
        platform::parts(&source, network, &boards, &wanted.options, &mut files, told)
            .boxed()
            .await?;
    } else if wanted.kind == Kind::Provenance {
        for record in records::of(app, production, &standing).boxed().await? {
            let listed = boards.iter().any(|board| board.number == record.episode);
            if listed || record.episode == 0 {
                let name = if record.episode == 0 {
                    "provenance.series.json".to_owned()
                } else {
                    format!("provenance.{:02}.json", record.episode)
                };
                files.entries.push(Entry::new(name, record.write()));
            }
        }
    } else {
        for (at, board) in boards.iter().enumerate() {
            told(Progress {
                done: at,
                total: boards.len(),
                doing: format!("Episode {}", board.number),
            });
            let mut own = Files::default();
            one(&source, board, wanted.kind, &mut own).boxed().await?;
            let folder = if many && own.entries.len() > 1 {
                format!("{:02}/", board.number)
            } else {
                String::new()
            };
            for mut entry in own.entries {
                entry.path = format!("{folder}{}", entry.path);
                files.entries.push(entry);
            }
            files.left_out.extend(own.left_out);
        }
    }
    let of = match (wanted.kind, &*boards) {
        (_, [only]) => format!(" {:02}", only.number),
        _ => String::new(),
    };
    let stem = interchange::names::file(&format!(
        "{}{of} {}",
        production.title.chars().take(60).collect::<String>(),
        wanted.kind.name()
    ));
    bound(&stem, files)
}

/// One file, or a ZIP of several.
fn bound(stem: &str, mut files: Files) -> anyhow::Result<Exported> {
    anyhow::ensure!(
        !files.entries.is_empty(),
        "there is nothing to export yet: run the production first"
    );
    let bytes: usize = files.entries.iter().map(|entry| entry.bytes.len()).sum();
    anyhow::ensure!(
        bytes <= LARGEST,
        "these are {} MB at once: export fewer episodes",
        bytes / 1_000_000
    );
    if files.entries.len() == 1 {
        let entry = files.entries.remove(0);
        return Ok(Exported {
            name: entry.path.rsplit('/').next().unwrap_or_default().to_owned(),
            bytes: entry.bytes,
            left_out: files.left_out,
        });
    }
    Ok(Exported {
        name: format!("{stem}.zip"),
        bytes: zip(&files.entries)?,
        left_out: files.left_out,
    })
}

/// The episodes that were named, else all that have a film.
fn chosen<'a>(
    source: &cuts::Source<'a>,
    episodes: Option<(u32, u32)>,
) -> anyhow::Result<Vec<&'a Board>> {
    let all = source
        .standing
        .episodes
        .iter()
        .map(|episode| &episode.board);
    let boards: Vec<&Board> = match episodes {
        Some((from, to)) => all
            .filter(|board| (from..=to).contains(&board.number))
            .collect(),
        None => all
            .filter(|board| source.selected.contains_key(&graph::film(board.number)))
            .collect(),
    };
    anyhow::ensure!(
        !boards.is_empty(),
        "{} has no such episode, or none is finished: run the production first",
        source.production.title
    );
    Ok(boards)
}

async fn of_series(source: &cuts::Source<'_>, kind: Kind) -> anyhow::Result<Exported> {
    let (key, ending) = match kind {
        Kind::Trailer => (extras::TRAILER, "mp4"),
        _ => (graph::POSTER, "png"),
    };
    let series: String = source.production.title.chars().take(60).collect();
    let name = interchange::names::file(&format!("{series} {}.{ending}", kind.name()));
    let bytes = source.read(key).await?;
    let bytes = source.signed((0, key), &source.production.title, &name, bytes);
    Ok(Exported {
        bytes: bytes.await?.to_vec(),
        name,
        left_out: Vec::new(),
    })
}

async fn one(
    source: &cuts::Source<'_>,
    board: &Board,
    kind: Kind,
    files: &mut Files,
) -> anyhow::Result<()> {
    match kind {
        Kind::Edit | Kind::Otio | Kind::Fcpxml | Kind::Edl | Kind::Jianying => {
            cuts::edit(source, board, kind, files).boxed().await
        }
        Kind::Captions => cuts::captions(source, board, files),
        Kind::Stems => sound::stems(source, board, files).boxed().await,
        Kind::Film => {
            let key = graph::film(board.number);
            let name = format!("{}.mp4", source.cut(board, None)?.stem());
            let bytes = source.read(&key).await?;
            let bytes = source
                .signed((board.number, &key), &board.title, &name, bytes)
                .await?;
            files.entries.push(Entry::new(name, bytes.to_vec()));
            Ok(())
        }
        Kind::Cbz | Kind::Epub | Kind::Webtoon | Kind::Tapas => {
            strips::bound(source, board, kind, files).boxed().await
        }
        Kind::Trailer
        | Kind::Poster
        | Kind::Tiktok
        | Kind::Shorts
        | Kind::Reels
        | Kind::Provenance => Ok(()),
    }
}

/// What a file is, by its name.
pub fn media_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("zip") => "application/zip",
        Some("mp4") => "video/mp4",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some("json") => "application/json",
        Some("epub") => "application/epub+zip",
        Some("cbz") => "application/vnd.comicbook+zip",
        _ => "application/octet-stream",
    }
}
