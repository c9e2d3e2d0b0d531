//! What others made, in the form that a studio works with: pictures, clips and sounds of any known kind, decoded by a
//! confined child and written anew, so that nothing of the file they came in is left.

use std::path::Path;

use crate::child::{address, run_beside as run};
use crate::{Cancel, Limits, MediaError, Tools};

/// What came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Picture,
    Footage,
    Sound,
    /// Sound that keeps its left and its right.
    Programme,
    /// Pictures with their sound.
    Film,
}

impl Sort {
    fn is_seen(self) -> bool {
        matches!(self, Self::Picture | Self::Footage | Self::Film)
    }

    /// Streams of which it needs one, as ffprobe selects them.
    fn needs(self) -> &'static [&'static str] {
        match self {
            Self::Picture | Self::Footage => &["v:0"],
            Self::Sound | Self::Programme => &["a:0"],
            Self::Film => &["v:0", "a:0"],
        }
    }
}

/// As it came, before it was written anew.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Came {
    /// Pixels; 0 of a sound.
    pub width: u32,
    pub height: u32,
    /// 0 of a picture.
    pub seconds: f64,
}

/// Pixels and pictures a second of what is written.
pub const WIDTH: u32 = 1080;
pub const HEIGHT: u32 = 1920;
const RATE: u32 = 24;
/// Samples a second.
const SOUND_RATE: u32 = 48_000;

/// Writes `output` (its folder exists): a PNG, an MP4 without sound or one with it, of 1080 × 1920, filled and cut at the
/// sides; or a WAV of one channel, or of two.
///
/// Errors: `empty_file`, `damaged`, `too_large`, `timed_out`, `tool_missing`, `io`.
pub async fn conform(
    tools: &Tools,
    limits: &Limits,
    sort: Sort,
    input: &Path,
    output: &Path,
    cancel: &Cancel,
) -> Result<Came, MediaError> {
    let came = look(tools, limits, sort, input, output, cancel).await?;
    if u64::from(came.width) * u64::from(came.height) > limits.pixels {
        return Err(MediaError::TooLarge(format!(
            "its pictures are {} x {} pixels",
            came.width, came.height
        )));
    }
    if came.seconds * 1000.0 > limits.duration_ms as f64 {
        return Err(MediaError::TooLong {
            duration_ms: (came.seconds * 1000.0) as u64,
            limit_ms: limits.duration_ms,
        });
    }
    let fill = format!(
        "scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=increase:flags=lanczos,crop={WIDTH}:{HEIGHT},setsar=1"
    );
    let filter = format!("{fill},fps={RATE},format=yuv420p");
    let rate = SOUND_RATE.to_string();
    let how: Vec<&str> = match sort {
        Sort::Picture => vec![
            "-map",
            "0:v:0",
            "-frames:v",
            "1",
            "-vf",
            &fill,
            "-c:v",
            "png",
            "-f",
            "image2",
            "-update",
            "1",
        ],
        Sort::Footage => vec![
            "-map",
            "0:v:0",
            "-an",
            "-vf",
            &filter,
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            "-crf",
            "16",
            "-movflags",
            "+faststart",
            "-f",
            "mp4",
        ],
        Sort::Film => vec![
            "-map",
            "0:v:0",
            "-map",
            "0:a:0",
            "-vf",
            &filter,
            "-c:v",
            "libx264",
            "-preset",
            "veryfast",
            "-crf",
            "16",
            "-c:a",
            "aac",
            "-b:a",
            "192k",
            "-ac",
            "2",
            "-ar",
            &rate,
            "-movflags",
            "+faststart",
            "-f",
            "mp4",
        ],
        Sort::Sound | Sort::Programme => vec![
            "-map",
            "0:a:0",
            "-vn",
            "-ac",
            if sort == Sort::Sound { "1" } else { "2" },
            "-ar",
            &rate,
            "-c:a",
            "pcm_s16le",
            "-f",
            "wav",
        ],
    };
    let mut arguments = opened(input)?;
    arguments.extend(how.into_iter().map(str::to_owned));
    arguments.extend(["-map_metadata", "-1", "-fflags", "+bitexact"].map(str::to_owned));
    arguments.push(format!("file:{}", name(output)?));
    run(limits, &tools.ffmpeg, &arguments, output, cancel).await?;
    Ok(came)
}

/// `count` pictures, evenly spread, of `width` × `height` pixels, three bytes each: what colours are measured on.
pub async fn glances(
    tools: &Tools,
    limits: &Limits,
    input: &Path,
    (width, height): (u32, u32),
    every_s: f64,
    cancel: &Cancel,
) -> Result<Vec<u8>, MediaError> {
    let mut arguments = opened(input)?;
    let filter =
        format!("fps=1/{every_s:.3}:round=up,scale={width}:{height}:flags=area,format=rgb24");
    arguments.extend(
        [
            "-map",
            "0:v:0",
            "-vf",
            &filter,
            "-frames:v",
            "8",
            "-f",
            "rawvideo",
            "pipe:1",
        ]
        .map(str::to_owned),
    );
    run(limits, &tools.ffmpeg, &arguments, input, cancel).await
}

async fn look(
    tools: &Tools,
    limits: &Limits,
    sort: Sort,
    input: &Path,
    output: &Path,
    cancel: &Cancel,
) -> Result<Came, MediaError> {
    let length = std::fs::metadata(input)
        .map_err(|error| MediaError::io(input, error))?
        .len();
    if length == 0 {
        return Err(MediaError::EmptyFile);
    }
    let mut came = Came::default();
    // The pictures last: their size is what is told.
    for kind in sort.needs().iter().rev() {
        came = described(tools, limits, (sort, kind), input, output, cancel).await?;
    }
    if sort.is_seen() && (came.width == 0 || came.height == 0) {
        return Err(MediaError::Damaged("it has no size".to_owned()));
    }
    Ok(came)
}

/// One of its streams.
async fn described(
    tools: &Tools,
    limits: &Limits,
    (sort, kind): (Sort, &str),
    input: &Path,
    output: &Path,
    cancel: &Cancel,
) -> Result<Came, MediaError> {
    let mut question: Vec<String> = [
        "-v",
        "error",
        "-protocol_whitelist",
        "file",
        "-select_streams",
        kind,
        "-show_entries",
        "stream=width,height:format=duration",
        "-of",
        "json",
    ]
    .map(str::to_owned)
    .into();
    question.push(address(input)?);
    let answer = run(limits, &tools.ffprobe, &question, output, cancel).await?;
    let json: serde_json::Value = serde_json::from_slice(&answer)
        .map_err(|_| MediaError::Damaged("its description cannot be read".to_owned()))?;
    let stream = json.pointer("/streams/0").ok_or_else(|| {
        let what = if kind == "a:0" { "sound" } else { "picture" };
        MediaError::Damaged(format!("there is no {what} in it"))
    })?;
    let side = |key: &str| stream[key].as_u64().unwrap_or(0) as u32;
    let seconds = json
        .pointer("/format/duration")
        .and_then(serde_json::Value::as_str)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0.0);
    Ok(Came {
        width: side("width"),
        height: side("height"),
        seconds: if sort == Sort::Picture { 0.0 } else { seconds },
    })
}

fn opened(input: &Path) -> Result<Vec<String>, MediaError> {
    let mut arguments: Vec<String> = [
        "-nostdin",
        "-v",
        "error",
        "-y",
        "-protocol_whitelist",
        "file,pipe",
        "-i",
    ]
    .map(str::to_owned)
    .into();
    arguments.push(address(input)?);
    Ok(arguments)
}

fn name(output: &Path) -> Result<String, MediaError> {
    let name = output
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    name.ok_or_else(|| MediaError::Damaged("it has no name".to_owned()))
}
