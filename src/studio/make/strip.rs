//! The episode as a webcomic: panels, and the strip that is put together of them.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use artwork::Size;
use artwork::compose::blit::Frame;
use artwork::palette::glance;
use artwork::strip::{Choice, Panel, Piece, Still};
use bytes::Bytes;
use provenance::label::Label;
use serde::{Deserialize, Serialize};
use serde_json::json;
use storyboard::Board;

use super::together::together;
use super::{Weight, looks};
use crate::app::App;
use crate::ingest::Workshop;
use crate::studio::shelves::{Kept, Made};
use crate::studio::tools::Tools;

/// Width of a strip in pixels: what most platforms take.
const WIDTH: u32 = 800;
const SLICE_HEIGHT: u32 = 1280;
/// After the beginning of a shot, where who comes in has come in, milliseconds.
const SEEN_MS: u32 = 900;

/// A picture of a strip.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StripSlice {
    /// Where its bytes are kept.
    pub blob_key: String,
    pub width: u32,
    pub height: u32,
}

/// A strip as it is kept: its pictures lie beside each other in the store.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StripFacts {
    pub slices: Vec<StripSlice>,
    /// What somebody reads who cannot see it.
    pub text: String,
    pub panels: usize,
}

/// A panel as it is kept: a picture as wide as the strip, and where in it what is.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct PanelFacts {
    panel: Panel,
}

/// What a model made of a shot.
enum Source {
    /// A PNG.
    Picture(Bytes),
    Footage(PathBuf),
}

impl Source {
    /// `folder`: for what has to lie in a file.
    async fn of(app: &App, kept: &Kept, folder: &Path) -> anyhow::Result<Self> {
        let bytes = app.storage.read(&kept.blob_key).await?;
        let ending = Path::new(&kept.blob_key).extension();
        if ending.is_some_and(|ending| ending == "png") {
            return Ok(Self::Picture(bytes));
        }
        let file = folder.join(kept.blob_key.replace('/', "-"));
        tokio::fs::write(&file, bytes).await?;
        Ok(Self::Footage(file))
    }

    fn picture(&self, ffmpeg: &Path) -> Result<artwork::Pixmap, String> {
        match self {
            Self::Picture(png) => {
                artwork::Pixmap::decode_png(png).map_err(|error| error.to_string())
            }
            Self::Footage(file) => {
                artwork::film::frame_of(ffmpeg, file, SEEN_MS).map_err(|error| error.to_string())
            }
        }
    }
}

fn no_letters() -> String {
    format!(
        "there are no letters for balloons. {}",
        crate::documents::REMEDY
    )
}

/// Panels of an episode, by their shots. `sources`: what models made of each, where they did; the others are drawn.
pub async fn panels(
    app: &App,
    tools: &Arc<Tools>,
    board: &Board,
    shots: &[usize],
    sources: &[Option<Kept>],
    work: &Path,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> anyhow::Result<Vec<Result<Made, String>>> {
    let Some(faces) = tools.faces.clone() else {
        return Ok(shots.iter().map(|_| Err(no_letters())).collect());
    };
    let ffmpeg = Workshop::open(app)?.tools.ffmpeg;
    let choices = artwork::strip::panels(board);
    let folder = work.join(format!("panels-{}", board.number));
    tokio::fs::create_dir_all(&folder).await?;
    let mut jobs: Vec<(Board, Choice, Option<Source>)> = Vec::new();
    for (shot, source) in shots.iter().zip(sources) {
        let Some((board, choice)) = alone(board, &choices, *shot) else {
            continue;
        };
        let source = match source {
            Some(kept) => Some(Source::of(app, kept, &folder).await?),
            None => None,
        };
        jobs.push((board, choice, source));
    }
    anyhow::ensure!(
        jobs.len() == shots.len(),
        "a panel of the plan is not in its board"
    );
    let artist = tools.artist_of(Size {
        width: WIDTH,
        height: WIDTH * 16 / 9,
    });
    let draw = move |(board, choice, source): &(Board, Choice, Option<Source>)| {
        let began = Instant::now();
        let mut bare = board.clone();
        for shot in &mut bare.shots {
            shot.card = None;
        }
        let (pixmap, heads) = match source {
            Some(source) => (source.picture(&ffmpeg)?, Vec::new()),
            None => (artist.still(&bare, 0, SEEN_MS), artist.heads(&bare, 0)),
        };
        let checks = looks::checks(&bare, 0, &glance(&Frame::of(&pixmap)), Weight::Warns);
        let still = Still { pixmap, heads };
        let Piece { pixmap, panel } = artwork::strip::panel(board, &faces, WIDTH, choice, still)
            .ok_or("the panel has no size")?;
        let bytes = pixmap.encode_png().map_err(|error| error.to_string())?;
        Ok(Made {
            bytes: Bytes::from(bytes),
            extension: "png",
            facts: json!(PanelFacts { panel }),
            checks: json!(checks),
            made_by: match source {
                Some(_) => "lettered by Cliffhanger".into(),
                None => "drawn by Cliffhanger".into(),
            },
            seconds: began.elapsed().as_secs_f32(),
        })
    };
    let made = together(jobs, draw, progress).await?;
    tokio::fs::remove_dir_all(&folder).await?;
    Ok(made)
}

/// A board of one shot, and its panel.
fn alone(board: &Board, choices: &[Choice], shot: usize) -> Option<(Board, Choice)> {
    let choice = choices.iter().find(|choice| choice.shot == shot)?;
    let alone = Choice {
        shot: 0,
        ..choice.clone()
    };
    Some((board.panel(shot)?, alone))
}

/// A picture of somebody's as a panel, its words over it: its bytes and what is known of it.
pub async fn lettered(
    tools: &Arc<Tools>,
    board: &Board,
    shot: usize,
    png: Bytes,
) -> anyhow::Result<Result<(Bytes, serde_json::Value), String>> {
    let Some(faces) = tools.faces.clone() else {
        return Ok(Err(no_letters()));
    };
    let Some((board, choice)) = alone(board, &artwork::strip::panels(board), shot) else {
        return Ok(Err("this shot has no panel".into()));
    };
    tokio::task::spawn_blocking(move || {
        let still = Still::from(artwork::Pixmap::decode_png(&png)?);
        let Some(Piece { pixmap, panel }) =
            artwork::strip::panel(&board, &faces, WIDTH, &choice, still)
        else {
            return Ok(Err("the panel has no size".into()));
        };
        let facts = serde_json::to_value(PanelFacts { panel })?;
        Ok(Ok((Bytes::from(pixmap.encode_png()?), facts)))
    })
    .await?
}

/// The episode as a webcomic, of panels that are drawn.
pub async fn strip(
    app: &App,
    tools: &Arc<Tools>,
    board: &Board,
    panels: &[&Kept],
    label: Option<Label>,
) -> anyhow::Result<Result<Made, String>> {
    let began = Instant::now();
    let Some(faces) = tools.faces.clone() else {
        return Ok(Err(no_letters()));
    };
    let mut stored = Vec::new();
    for kept in panels {
        let facts: PanelFacts = serde_json::from_value(kept.facts.clone())?;
        stored.push((app.storage.read(&kept.blob_key).await?, facts.panel));
    }
    let board = board.clone();
    let (pictures, text, panels) = tokio::task::spawn_blocking(move || {
        let mut pieces = Vec::new();
        for (png, panel) in stored {
            let pixmap = artwork::Pixmap::decode_png(&png)?;
            pieces.push(Piece { pixmap, panel });
        }
        let text = label.as_ref().map(|label| label.text.as_str());
        let strip = artwork::strip::assemble(&board, &faces, WIDTH, text, pieces);
        let mut pictures = Vec::new();
        for slice in strip.slices(SLICE_HEIGHT) {
            pictures.push((slice.encode_png()?, slice.width(), slice.height()));
        }
        anyhow::Ok((pictures, strip.text(), strip.panels.len()))
    })
    .await??;
    let mut facts = StripFacts {
        slices: Vec::new(),
        text,
        panels,
    };
    for (png, width, height) in pictures {
        let blob_key = app
            .storage
            .keep_bytes("studio", Bytes::from(png), "png")
            .await?;
        facts.slices.push(StripSlice {
            blob_key,
            width,
            height,
        });
    }
    Ok(Ok(Made {
        bytes: Bytes::from(serde_json::to_vec(&facts)?),
        extension: "json",
        facts: serde_json::to_value(&facts)?,
        checks: json!([]),
        made_by: "drawn by Cliffhanger".into(),
        seconds: began.elapsed().as_secs_f32(),
    }))
}
