//! Pictures: clips of shots, stills, the poster.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use artwork::Size;
use artwork::compose::{Artist, CaptionStyle};
use artwork::film::{self, Film};
use artwork::text::zones::{self, Zone};
use bytes::Bytes;
use provenance::label::Label;
use serde_json::json;
use storyboard::Board;
use storyboard::timeline::{Spoken, lay_out};

use super::together::{SIDE_BY_SIDE, together};
use super::watched::{Most, aspect, black, frozen};
use super::{Check, Weight, looks};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::ingest::Workshop;
use crate::studio::label;
use crate::studio::settings::{Captions, Settings};
use crate::studio::shelves::{Kept, Made};
use crate::studio::tools::Tools;

/// The clips of shots of one episode, for the house.
#[expect(clippy::too_many_arguments, reason = "all of them are looked at")]
pub async fn shots(
    app: &App,
    tools: &Arc<Tools>,
    board: &Board,
    spoken: &[Spoken],
    shots: &[usize],
    // What models made of each, where they did.
    sources: &[Option<Kept>],
    settings: &Settings,
    label: Option<&Label>,
    work: &Path,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> anyhow::Result<Vec<Result<Made, String>>> {
    let house = zones::HOUSE;
    shots_for(
        app, tools, board, spoken, shots, sources, settings, label, house, work, progress,
    )
    .await
}

/// The same, with captions inside what a platform leaves free.
#[expect(clippy::too_many_arguments, reason = "all of them are looked at")]
pub async fn shots_for(
    app: &App,
    tools: &Arc<Tools>,
    board: &Board,
    spoken: &[Spoken],
    shots: &[usize],
    sources: &[Option<Kept>],
    settings: &Settings,
    label: Option<&Label>,
    zone: Zone,
    work: &Path,
    progress: &(dyn Fn(usize) + Send + Sync),
) -> anyhow::Result<Vec<Result<Made, String>>> {
    let ffmpeg = Workshop::open(app)?.tools.ffmpeg;
    let captions = match settings.captions {
        Captions::Karaoke => Some(CaptionStyle::Karaoke),
        Captions::Plain => Some(CaptionStyle::Plain),
        Captions::None => None,
    };
    let folder = work.join(format!("shots-{}", board.number));
    tokio::fs::create_dir_all(&folder).await?;
    let with_label = label.map_or(0, |label| label::shots(board, label));
    let mut pictures = Vec::new();
    for (at, source) in shots.iter().zip(sources) {
        pictures.push(match source {
            Some(kept) => {
                let extension = kept.blob_key.rsplit('.').next().unwrap_or("bin");
                let file = folder.join(format!("{at:04}-source.{extension}"));
                tokio::fs::write(&file, app.storage.read(&kept.blob_key).await?).await?;
                Some(file)
            }
            None => None,
        });
    }
    let jobs: Vec<Clip> = shots
        .iter()
        .zip(pictures)
        .filter_map(|(at, source)| {
            let only = board.only(*at)?;
            let said = board.shots[*at]
                .lines
                .iter()
                .map(|line| spoken[*line].clone())
                .collect();
            Some(Clip {
                board: only,
                said,
                captions,
                zone,
                label: label.filter(|_| *at < with_label).cloned(),
                file: folder.join(format!("{at:04}.mp4")),
                source,
            })
        })
        .collect();
    anyhow::ensure!(
        jobs.len() == shots.len(),
        "a shot of the plan is not in its board"
    );
    let (stopping, tools) = (app.stopping.clone(), tools.clone());
    let hands = SIDE_BY_SIDE.div_ceil(jobs.len().max(1));
    let draw = move |job: &Clip| {
        let go_on = |_: u32, _: u32| !stopping.is_cancelled();
        clip(&tools.artist, job, hands, &ffmpeg, &go_on)
    };
    let made = together(jobs, draw, progress).await?;
    tokio::fs::remove_dir_all(&folder).await?;
    anyhow::ensure!(
        !app.stopping.is_cancelled(),
        "stopped; the same command goes on where it was"
    );
    Ok(made)
}

/// What one clip is made from: the last shot of a board that holds no more than it needs. `source`: a picture or footage
/// of it.
struct Clip {
    board: Board,
    said: Vec<Spoken>,
    captions: Option<CaptionStyle>,
    zone: Zone,
    label: Option<Label>,
    file: PathBuf,
    source: Option<PathBuf>,
}

fn clip(
    artist: &Artist,
    job: &Clip,
    // How many may work at it.
    hands: usize,
    ffmpeg: &Path,
    go_on: &(dyn Fn(u32, u32) -> bool + Sync),
) -> Result<Made, String> {
    let began = Instant::now();
    let Clip { board, file, .. } = job;
    let timeline = lay_out(board, &job.said).map_err(|error| error.to_string())?;
    let film = Film {
        artist,
        board,
        timeline: &timeline,
        ffmpeg,
        threads: hands,
        captions: job.captions,
        zone: job.zone,
        label: job.label.as_ref().map(|label| film::Label {
            text: &label.text,
            until_ms: label.until_ms,
        }),
    };
    let last = board.shots.len() - 1;
    let report = match job.source.as_deref() {
        None => film::render_shot(&film, last, file, go_on),
        Some(source) if source.extension().is_some_and(|kind| kind == "png") => {
            let picture = std::fs::read(source).map_err(|error| error.to_string())?;
            let picture =
                artwork::Pixmap::decode_png(&picture).map_err(|error| error.to_string())?;
            film::render_over(&film, last, &film::Picture::Still(&picture), file, go_on)
        }
        Some(source) => {
            film::render_over(&film, last, &film::Picture::Footage(source), file, go_on)
        }
    }
    .map_err(|error| error.to_string())?;
    let bytes = std::fs::read(file).map_err(|error| error.to_string())?;
    let _ = std::fs::remove_file(file);
    let span = timeline
        .shots
        .last()
        .map_or(0, |span| span.end_ms - span.start_ms);
    let wanted = f64::from(span) / 1000.0;
    let measured = f64::from(report.frames) / f64::from(film::RATE);
    let mut checks = vec![Check {
        name: "length".into(),
        value: measured,
        wanted,
        passed: (measured - wanted).abs() < 0.05,
        message: format!("{} frames for {wanted:.3} s", report.frames),
        weight: Weight::Blocks,
    }];
    checks.extend([
        black(report.black_s, Most::DRAWN).with("look at the place and the cards of this shot"),
        frozen(report.frozen_s, Most::DRAWN).with("give this shot a camera move or cut it"),
        aspect(artist.size.width, artist.size.height),
    ]);
    checks.extend(looks::checks(board, last, &report.glance, Weight::Warns));
    Ok(Made {
        bytes: Bytes::from(bytes),
        extension: "mp4",
        facts: json!({ "frames": report.frames, "draw_s": report.draw_s, "lay_s": report.lay_s, "convert_s": report.convert_s, "encode_s": report.encode_s }),
        checks: json!(checks),
        made_by: if job.source.is_some() {
            "cut by Cliffhanger".into()
        } else {
            "drawn by Cliffhanger".into()
        },
        seconds: began.elapsed().as_secs_f32(),
    })
}

/// The picture of the first shot of a board, as PNG.
pub async fn still(tools: Arc<Tools>, only: Board, width: u32) -> AppResult<Vec<u8>> {
    tokio::task::spawn_blocking(move || {
        let artist = tools.artist_of(Size {
            width,
            height: width * 16 / 9,
        });
        let last = only.shots.len().saturating_sub(1);
        artist.still(&only, last, 900).encode_png()
    })
    .await
    .map_err(AppError::internal)?
    .map_err(AppError::internal)
}

/// A picture that stands for an episode, or its first for the series: the face that is felt most, near.
pub async fn poster(
    tools: Arc<Tools>,
    board: Board,
    width: u32,
    label: Option<Label>,
) -> anyhow::Result<Result<Made, String>> {
    let began = Instant::now();
    if board.shots.is_empty() {
        return Ok(Err("the episode has no shot".into()));
    }
    let bytes = tokio::task::spawn_blocking(move || {
        let artist = tools.artist_of(Size {
            width,
            height: width * 16 / 9,
        });
        let mut bare = board;
        for shot in &mut bare.shots {
            shot.card = None;
        }
        let mut picture = artist.poster(&bare);
        if let (Some(label), Some(faces)) = (&label, &tools.faces) {
            artwork::cards::lay_label(&mut picture, faces, &label.text, &bare.language);
        }
        picture.encode_png()
    })
    .await??;
    Ok(Ok(Made {
        bytes: Bytes::from(bytes),
        extension: "png",
        facts: json!({}),
        checks: json!([]),
        made_by: "drawn by Cliffhanger".into(),
        seconds: began.elapsed().as_secs_f32(),
    }))
}
