//! Poster, thumbhash and scrub sprites.

use super::run::{Stage, finished, strings};
use super::{Job, filters};
use crate::{Artwork, MediaError, Picture, Rendition, Rung, Sprite};

/// Widest poster, by the short side.
const POSTER_SIDE: u32 = 720;
/// Short side of the poster for feeds.
const SMALL_SIDE: u32 = 360;
/// Long side of the picture that the thumbhash is made of.
const HASH_SIDE: u32 = 100;
/// Short side of a sprite tile.
const TILE_SIDE: u32 = 90;
/// Most tiles in a sheet; longer episodes take every second keyframe, every third, ….
const MAX_TILES: u32 = 120;
/// How far to look for a frame that shows something, ms.
const SEARCH_MS: u64 = 10_000;
/// Frames looked at in a second of searching.
const SEARCH_RATE: u64 = 4;

/// Makes the poster from the source and the sprites from `video`, a video rendition that is finished.
///
/// The poster is the very first frame, so that nothing jumps when playing begins; where that is black or of one
/// colour, the first that is not, within ten seconds.
pub async fn artwork(
    job: &Job<'_>,
    video: &Rendition,
    mut progress: impl FnMut(f32) + Send,
) -> Result<Artwork, MediaError> {
    if let Some(done) = finished(job, "artwork") {
        return Ok(done);
    }
    let stage = Stage::start(job, "artwork")?;
    let mut made = poster(&stage, 0).await?;
    progress(0.3);
    if made.contrast.is_dull() {
        let poster_ms = first_true_frame(&stage).await?;
        if poster_ms > 0 {
            made = poster(&stage, poster_ms).await?;
        }
    }
    progress(0.6);
    let sprite = sprite(&stage, video).await?;
    let publish = |file: &str, size: (u32, u32)| -> Result<Picture, MediaError> {
        Ok(Picture {
            file: file.to_owned(),
            width: size.0,
            height: size.1,
            bytes: stage.publish(file)?,
        })
    };
    let artwork = Artwork {
        poster_ms: made.at_ms,
        poster_webp: publish("poster.webp", made.size)?,
        poster_small: publish("poster-small.webp", made.small)?,
        poster_avif: if job.tools.avif {
            Some(publish("poster.avif", made.size)?)
        } else {
            None
        },
        thumbhash: made.thumbhash,
        sprite: Some(Sprite {
            bytes: stage.publish("sprite.webp")?,
            ..sprite
        }),
    };
    progress(1.0);
    let mut files = vec!["poster.webp", "poster-small.webp", "sprite.webp"];
    files.extend(job.tools.avif.then_some("poster.avif"));
    stage.finish(&files, artwork)
}

/// How much a small grey picture shows.
#[derive(Clone, Copy)]
struct Contrast {
    mean: f64,
    deviation: f64,
}

impl Contrast {
    fn of(luma: impl Iterator<Item = f64> + Clone) -> Self {
        let count = luma.clone().count().max(1) as f64;
        let mean = luma.clone().sum::<f64>() / count;
        let variance = luma.map(|value| (value - mean).powi(2)).sum::<f64>() / count;
        Self {
            mean,
            deviation: variance.sqrt(),
        }
    }

    /// Black, or nearly one colour (of 255).
    fn is_dull(self) -> bool {
        self.mean < 20.0 || self.deviation < 10.0
    }
}

struct Poster {
    at_ms: u64,
    size: (u32, u32),
    small: (u32, u32),
    thumbhash: Vec<u8>,
    contrast: Contrast,
}

async fn poster(stage: &Stage<'_>, at_ms: u64) -> Result<Poster, MediaError> {
    let plan = stage.job.plan;
    let top = plan.rungs[0];
    let size = within(top, POSTER_SIDE);
    let small = within(top, SMALL_SIDE);
    let hash = fit(top, HASH_SIDE);
    let rung = Rung {
        width: size.0,
        height: size.1,
        rate: plan.rate(),
    };
    let avif = stage.job.tools.avif;
    let graph = format!(
        "{};[p]split={}[full]{}[a][b];[a]scale={}:{}:flags=bicubic[small];[b]scale={}:{}:flags=area,format=rgba[hash]",
        filters::picture(plan, &rung, "p"),
        if avif { 4 } else { 3 },
        if avif { "[same]" } else { "" },
        small.0,
        small.1,
        hash.0,
        hash.1,
    );
    let mut arguments = vec!["-filter_complex".to_owned(), graph];
    let mut output = |label: &str, encoder: &[&str]| {
        arguments.extend(strings(&[
            "-map",
            &format!("[{label}]"),
            "-frames:v",
            "1",
            "-map_chapters",
            "-1",
            "-map_metadata",
            "-1",
        ]));
        arguments.extend(strings(encoder));
    };
    let webp = [
        "-c:v",
        "libwebp",
        "-quality",
        "80",
        "-compression_level",
        "5",
        "-f",
        "webp",
    ];
    output("full", &[&webp[..], &["poster.webp"]].concat());
    output("small", &[&webp[..], &["poster-small.webp"]].concat());
    output("hash", &["-c:v", "rawvideo", "-f", "rawvideo", "hash.rgba"]);
    if avif {
        let still = [
            "-c:v",
            "libaom-av1",
            "-still-picture",
            "1",
            "-crf",
            "30",
            "-cpu-used",
            "6",
            "-f",
            "avif",
        ];
        output("same", &[&still[..], &["poster.avif"]].concat());
    }
    let seek = format!("{:.3}", at_ms as f64 / 1000.0);
    let before: &[&str] = if at_ms > 0 { &["-ss", &seek] } else { &[] };
    stage.ffmpeg(before, arguments, |_| {}).await?;
    let path = stage.path("hash.rgba");
    let rgba = std::fs::read(&path).map_err(|error| MediaError::io(path, error))?;
    if rgba.len() != (hash.0 * hash.1 * 4) as usize {
        return Err(MediaError::Damaged(
            "not one frame of it can be read".to_owned(),
        ));
    }
    let luma = rgba
        .chunks_exact(4)
        .map(|p| 0.2126 * f64::from(p[0]) + 0.7152 * f64::from(p[1]) + 0.0722 * f64::from(p[2]));
    Ok(Poster {
        at_ms,
        size,
        small,
        contrast: Contrast::of(luma),
        thumbhash: thumbhash::rgba_to_thumb_hash(hash.0 as usize, hash.1 as usize, &rgba),
    })
}

/// When the first frame comes that is not dull, ms; else when the liveliest does.
async fn first_true_frame(stage: &Stage<'_>) -> Result<u64, MediaError> {
    const SIDE: usize = 32;
    let graph = format!(
        "[0:{}]fps={SEARCH_RATE}:start_time=0,scale={SIDE}:{SIDE}:flags=area,format=gray[g]",
        stage.job.plan.video.index
    );
    let length = format!(
        "{:.3}",
        SEARCH_MS.min(stage.job.plan.duration_ms) as f64 / 1000.0
    );
    let arguments = strings(&[
        "-filter_complex",
        &graph,
        "-map",
        "[g]",
        "-t",
        &length,
        "-f",
        "rawvideo",
        "search.gray",
    ]);
    stage.ffmpeg(&[], arguments, |_| {}).await?;
    let path = stage.path("search.gray");
    let frames = std::fs::read(&path).map_err(|error| MediaError::io(path, error))?;
    let contrasts: Vec<Contrast> = frames
        .chunks_exact(SIDE * SIDE)
        .map(|frame| Contrast::of(frame.iter().map(|&value| f64::from(value))))
        .collect();
    let liveliest = || {
        (0..contrasts.len())
            .max_by(|&a, &b| contrasts[a].deviation.total_cmp(&contrasts[b].deviation))
    };
    let chosen = contrasts
        .iter()
        .position(|contrast| !contrast.is_dull())
        .or_else(liveliest)
        .unwrap_or(0);
    Ok(chosen as u64 * 1000 / SEARCH_RATE)
}

/// A sheet of the keyframes at 1, 3, 5 … s, each the middle of the two seconds that it stands for.
async fn sprite(stage: &Stage<'_>, video: &Rendition) -> Result<Sprite, MediaError> {
    let plan = stage.job.plan;
    let keyframes = video.segments.len() as u32;
    // The one at 0 is left out where there are others.
    let skip = u32::from(keyframes > 1);
    let step = (keyframes - skip).div_ceil(MAX_TILES).max(1);
    let count = (keyframes - skip).div_ceil(step);
    let columns = count.min(10);
    let rows = count.div_ceil(columns);
    let top = plan.rungs[0];
    let scale = f64::from(TILE_SIDE.min(top.short_side())) / f64::from(top.short_side());
    let side = |pixels: u32| (f64::from(pixels) * scale).round().max(1.0) as u32;
    let (tile_width, tile_height) = (side(top.width), side(top.height));
    let rate = plan.rate();
    let interval = f64::from(plan.first_segment_frames(rate)) * 2.0 / rate.fps() * f64::from(step);
    let input = stage
        .job
        .output
        .canonicalize()
        .map_err(|error| MediaError::io(stage.job.output, error))?
        .join(&video.file);
    let filter = format!(
        "select='gte(n,{skip})*not(mod(n-{skip},{step}))',scale={tile_width}:{tile_height}:flags=area,tile={columns}x{rows}"
    );
    let mut arguments = strings(&[
        "-skip_frame",
        "nokey",
        "-f",
        "mov",
        "-i",
        &format!("file:{}", input.display()),
    ]);
    arguments.extend(strings(&[
        "-vf",
        &filter,
        "-fps_mode",
        "passthrough",
        "-frames:v",
        "1",
        "-c:v",
        "libwebp",
    ]));
    arguments.extend(strings(&["-quality", "60", "-f", "webp", "sprite.webp"]));
    stage.ffmpeg_on_own(arguments).await?;
    Ok(Sprite {
        file: "sprite.webp".to_owned(),
        columns,
        rows,
        tile_width,
        tile_height,
        interval_ms: (interval * 1000.0).round() as u64,
        count,
        bytes: 0,
    })
}

/// The rung's size, made smaller to this short side where it is larger; even.
fn within(rung: Rung, side: u32) -> (u32, u32) {
    let scale = (f64::from(side) / f64::from(rung.short_side())).min(1.0);
    let even = |pixels: u32| ((f64::from(pixels) * scale / 2.0).round() as u32 * 2).max(2);
    (even(rung.width), even(rung.height))
}

/// The rung's size, made to fit a square.
fn fit(rung: Rung, side: u32) -> (u32, u32) {
    let scale = f64::from(side) / f64::from(rung.width.max(rung.height));
    let fitted = |pixels: u32| ((f64::from(pixels) * scale).round() as u32).clamp(1, side);
    (fitted(rung.width), fitted(rung.height))
}
