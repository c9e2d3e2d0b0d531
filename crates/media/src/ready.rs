//! Renditions that somebody else made: whether a file is whole and plays, and whether several are a ladder as ours.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use serde_json::Value;

use crate::child::{address, run_beside};
use crate::fmp4::{self, BoxError, Movie};
use crate::{
    Cancel, Codec, Container, Limits, MediaError, Plan, Rate, Rendition, Segment, Tools, playlists,
    probe, sniff,
};

/// How far a cut, the beginning or a neighbour may be off, ms: a frame of sound, a rounding.
const NEAR_MS: u64 = 60;

/// Reads every box of a rendition and decodes its picture to the end. What it says is measured, save language, label and
/// how it was made, which are left empty.
///
/// Errors: `empty_file`, `not_a_video`, `damaged`, `unsupported_codec`, `too_long`, `too_large`, `timed_out`,
/// `tool_missing`, `io`.
pub async fn look(tools: &Tools, limits: &Limits, path: &Path) -> Result<Rendition, MediaError> {
    let (container, bytes) = sniff::sniff(path, limits)?;
    if container != Container::Mov {
        return Err(MediaError::NotAVideo("it is no MP4".to_owned()));
    }
    let of = path.to_owned();
    let read = tokio::task::spawn_blocking(move || {
        let mut file = BufReader::new(File::open(of)?);
        Ok((fmp4::read(&mut file)?, fmp4::fragments(&mut file)?))
    });
    let (movie, (init_bytes, fragments)) =
        read.await
            .expect("reading does not panic")
            .map_err(|error| match error {
                BoxError::Io(error) => MediaError::io(path, error),
                other => MediaError::Damaged(other.to_string()),
            })?;
    let codec = match movie.codecs.get(..4) {
        Some("avc1") => Codec::H264,
        Some("av01") => Codec::Av1,
        Some("mp4a") => Codec::Aac,
        _ => return Err(MediaError::UnsupportedCodec(movie.codecs)),
    };
    let segments = segments(&movie, &fragments)?;
    let duration_ms = segments
        .last()
        .map_or(0, |one| one.start_ms + one.duration_ms);
    if duration_ms > limits.duration_ms {
        return Err(MediaError::TooLong {
            duration_ms,
            limit_ms: limits.duration_ms,
        });
    }
    decoded(tools, limits, path, codec, &movie).await?;
    let average = playlists::average_bandwidth(&segments);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Ok(Rendition {
        codec,
        width: movie.width,
        height: movie.height,
        rate: rate(&movie).filter(|_| codec != Codec::Aac),
        language: String::new(),
        label: String::new(),
        channels: movie.channels,
        bandwidth: playlists::peak_bandwidth(&segments).max(average),
        average_bandwidth: average,
        bytes,
        duration_ms,
        file: name.into_owned(),
        init_bytes,
        segments,
        mime: movie.codecs,
        ffmpeg_version: String::new(),
        arguments: Vec::new(),
        quality: None,
    })
}

/// Each fragment as a segment: it begins where decoding can, and the next one where it ends.
fn segments(movie: &Movie, fragments: &[(u64, u64)]) -> Result<Vec<Segment>, MediaError> {
    let damaged = |what: &str| MediaError::Damaged(what.to_owned());
    let ms = |ticks: u64| {
        let scale = u128::from(movie.timescale);
        ((u128::from(ticks) * 1000 + scale / 2) / scale) as u64
    };
    let mut segments: Vec<Segment> = Vec::new();
    let mut rest = movie.samples.as_slice();
    for &(offset, bytes) in fragments {
        let inside = rest.partition_point(|sample| {
            sample.offset >= offset && sample.offset + u64::from(sample.bytes) <= offset + bytes
        });
        let (part, others) = rest.split_at(inside);
        rest = others;
        let (Some(first), Some(last)) = (part.first(), part.last()) else {
            return Err(damaged("a segment of it is empty"));
        };
        if !first.sync {
            return Err(damaged(
                "a segment of it does not begin with a whole picture",
            ));
        }
        let start_ms = ms(first.decode_time);
        let before = segments
            .last()
            .map_or(0, |one| one.start_ms + one.duration_ms);
        if start_ms.abs_diff(before) > NEAR_MS {
            let seconds = before as f64 / 1000.0;
            return Err(MediaError::Damaged(format!(
                "something is missing at second {seconds:.1}"
            )));
        }
        segments.push(Segment {
            offset,
            bytes,
            start_ms,
            duration_ms: ms(last.decode_time + u64::from(last.duration)).saturating_sub(start_ms),
        });
    }
    if !rest.is_empty() || segments.is_empty() {
        return Err(damaged("its segments do not hold what they say"));
    }
    Ok(segments)
}

/// Holds the file against what ffprobe decodes of it.
async fn decoded(
    tools: &Tools,
    limits: &Limits,
    path: &Path,
    codec: Codec,
    movie: &Movie,
) -> Result<(), MediaError> {
    let questions = ["-show_streams", "-count_frames", "-of", "json"];
    let seconds = limits.wall_s;
    let answer = probe::ask(tools, limits, Container::Mov, path, &questions, seconds).await?;
    let json: Value = serde_json::from_slice(&answer)
        .map_err(|_| MediaError::Damaged("its description cannot be read".to_owned()))?;
    let stream = &json["streams"][0];
    let frames = stream["nb_read_frames"]
        .as_str()
        .and_then(|text| text.parse::<usize>().ok())
        .unwrap_or(0);
    // A decoder of sound keeps the first frame to itself.
    let least = match codec {
        Codec::Aac => movie.samples.len().saturating_sub(2),
        Codec::H264 | Codec::Av1 => movie.samples.len(),
    };
    if stream["codec_name"] != codec.as_str() || frames < least {
        return Err(MediaError::Damaged(format!(
            "{frames} of its {} frames can be decoded",
            movie.samples.len()
        )));
    }
    let plain = codec == Codec::Aac || stream["pix_fmt"] == "yuv420p";
    if !plain {
        let said = stream["pix_fmt"].as_str().unwrap_or_default();
        return Err(MediaError::UnsupportedCodec(
            said.chars().take(40).collect(),
        ));
    }
    Ok(())
}

/// The frame rate, where it is constant.
fn rate(movie: &Movie) -> Option<Rate> {
    let (last, others) = movie.samples.split_last()?;
    let first = others.first().unwrap_or(last);
    let constant = first.duration > 0 && others.iter().all(|one| one.duration == first.duration);
    constant.then(|| Rate::new(movie.timescale, first.duration).tidied())
}

/// Why these are not the ladder that is made by a plan; nothing: they may stand in its place.
pub fn unlike(plan: &Plan, renditions: &[Rendition]) -> Option<String> {
    let h264 = renditions.iter().filter(|one| one.codec == Codec::H264);
    let h264: Vec<&Rendition> = h264.collect();
    for rung in &plan.rungs {
        let near = |one: &&&Rendition| {
            one.width.abs_diff(rung.width) <= 2 && one.height.abs_diff(rung.height) <= 2
        };
        let size = format!("{} x {}", rung.width, rung.height);
        let Some(one) = h264.iter().find(near) else {
            return Some(format!("there is none of {size}"));
        };
        let fps = one.rate.map_or(0.0, Rate::fps);
        if (fps - rung.rate.fps()).abs() > rung.rate.fps() * 0.01 {
            return Some(format!("{size} has another frame rate"));
        }
    }
    if h264.len() != plan.rungs.len() {
        return Some("there are sizes that this house does not make".to_owned());
    }
    if !renditions.iter().any(|one| one.codec == Codec::Aac) {
        return Some("there is no sound".to_owned());
    }
    let cut = renditions.iter().find(|one| !is_cut_by(plan, one));
    cut.map(|one| format!("{} is cut at other instants", one.file))
}

/// Whether a rendition is cut where those of the plan are, so that a player may change from one to the other.
pub fn is_cut_by(plan: &Plan, rendition: &Rendition) -> bool {
    let rate = plan.rate();
    let first = f64::from(plan.first_segment_frames(rate)) * 1000.0 / rate.fps();
    let mut starts = rendition
        .segments
        .iter()
        .map(|one| one.start_ms)
        .enumerate();
    let wanted = |n: usize| match n {
        0 => 0.0,
        n => first * (2 * n - 1) as f64,
    };
    let ends = rendition.duration_ms as f64;
    // A sound may end after the picture that it is cut by.
    let whole = wanted(rendition.segments.len()) + first / 2.0 >= ends;
    whole && starts.all(|(n, start)| (start as f64 - wanted(n)).abs() <= NEAR_MS as f64)
}

/// A sound as it is joined to a picture.
#[derive(Clone, Copy, Debug)]
pub struct Sound<'a> {
    pub file: &'a Path,
    /// BCP 47.
    pub language: &'a str,
    pub label: &'a str,
}

/// Writes `output` (Matroska; its folder exists): the picture of a rendition with these sounds, copied as they are. The same
/// files give the same bytes.
///
/// Errors: `damaged`, `too_large`, `timed_out`, `tool_missing`, `io`.
pub async fn join(
    tools: &Tools,
    limits: &Limits,
    picture: &Path,
    sounds: &[Sound<'_>],
    output: &Path,
    cancel: &Cancel,
) -> Result<(), MediaError> {
    let mut arguments: Vec<String> = ["-nostdin", "-v", "error", "-y"].map(str::to_owned).into();
    let files = std::iter::once(picture).chain(sounds.iter().map(|one| one.file));
    for file in files {
        arguments.extend(["-protocol_whitelist", "file,pipe", "-i"].map(str::to_owned));
        arguments.push(address(file)?);
    }
    arguments.extend(["-map", "0:v:0"].map(str::to_owned));
    for (at, one) in sounds.iter().enumerate() {
        arguments.extend(["-map".to_owned(), format!("{}:a:0", at + 1)]);
        for (name, value) in [("language", one.language), ("title", one.label)] {
            let field = format!("{name}={value}");
            arguments.extend([format!("-metadata:s:a:{at}"), field]);
        }
    }
    let rest = ["-c", "copy", "-fflags", "+bitexact", "-f", "matroska"];
    arguments.extend(rest.map(str::to_owned));
    arguments.push(format!("file:{}", output.display()));
    run_beside(limits, &tools.ffmpeg, &arguments, output, cancel)
        .await
        .map(|_| ())
}
