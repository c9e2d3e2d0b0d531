//! Looking at a source file with ffprobe.

use std::path::Path;

use serde_json::Value;

use crate::child::{self, Call};
use crate::{
    AudioStream, Cancel, Chapter, Container, Limits, MediaError, Rate, Source, TextStream, Tools,
    Transfer, VideoStream, language, sniff,
};

/// Text codecs that ffmpeg turns into WebVTT; pictures of text (PGS, VobSub) are not among them.
const TEXT_CODECS: [&str; 6] = ["subrip", "srt", "ass", "ssa", "webvtt", "mov_text"];

/// Says what the file holds.
///
/// Errors: `empty_file`, `not_a_video`, `no_video_stream`, `damaged`, `unsupported_codec`, `too_long`, `too_large`,
/// `timed_out`, `tool_missing`, `io`.
pub async fn probe(tools: &Tools, limits: &Limits, path: &Path) -> Result<Source, MediaError> {
    let (container, bytes) = sniff::sniff(path, limits)?;
    let json = ask(
        tools,
        limits,
        container,
        path,
        &[
            "-show_streams",
            "-show_format",
            "-show_chapters",
            "-of",
            "json",
        ],
        limits.probe_s,
    )
    .await?;
    let json: Value = serde_json::from_slice(&json)
        .map_err(|_| MediaError::Damaged("its description cannot be read".to_owned()))?;
    let streams = json["streams"].as_array().cloned().unwrap_or_default();
    let stream = streams
        .iter()
        .find(|stream| {
            stream["codec_type"] == "video" && stream["disposition"]["attached_pic"] != 1
        })
        .ok_or(MediaError::NoVideoStream)?;
    let video = video(stream, limits)?;
    let mut duration_ms =
        milliseconds(&stream["duration"]).or_else(|| milliseconds(&json["format"]["duration"]));
    if duration_ms.is_none() {
        // Browsers record WebM without a length; only its packets know.
        duration_ms = scan(tools, limits, container, path, video.index).await?;
    }
    let duration_ms = duration_ms
        .filter(|&ms| ms > 0)
        .ok_or_else(|| MediaError::Damaged("it has no length".to_owned()))?;
    if duration_ms > limits.duration_ms {
        return Err(MediaError::TooLong {
            duration_ms,
            limit_ms: limits.duration_ms,
        });
    }
    let of_type = |kind: &'static str| {
        streams
            .iter()
            .filter(move |stream| stream["codec_type"] == kind)
    };
    Ok(Source {
        container,
        bytes,
        duration_ms,
        video,
        audio: of_type("audio")
            .filter_map(audio)
            .take(limits.tracks)
            .collect(),
        text: of_type("subtitle")
            .filter_map(text)
            .take(limits.tracks)
            .collect(),
        chapters: json["chapters"]
            .as_array()
            .map(|all| chapters(all, duration_ms))
            .unwrap_or_default(),
        aigc: aigc(&json["format"]["tags"]),
    })
}

/// The field `AIGC`, where it is JSON of a length that somebody may have meant.
fn aigc(tags: &Value) -> Option<String> {
    let mut fields = tags.as_object()?.iter();
    let (_, value) = fields.find(|(name, _)| name.eq_ignore_ascii_case("aigc"))?;
    let text = value.as_str().filter(|text| text.len() <= LONGEST_FIELD)?;
    let json: Value = serde_json::from_str(text).ok()?;
    json.is_object().then(|| json.to_string())
}

/// Bytes: it travels at the beginning of every rendition.
const LONGEST_FIELD: usize = 1024;

/// Runs ffprobe on the file with the one demuxer that may open it, for so many seconds at most.
pub(crate) async fn ask(
    tools: &Tools,
    limits: &Limits,
    container: Container,
    path: &Path,
    questions: &[&str],
    seconds: u64,
) -> Result<Vec<u8>, MediaError> {
    let path = path
        .canonicalize()
        .map_err(|error| MediaError::io(path, error))?;
    let mut arguments: Vec<String> = vec!["-v".into(), "error".into()];
    arguments.extend(["-protocol_whitelist", "file"].map(String::from));
    arguments.extend(container.arguments());
    arguments.extend(questions.iter().map(|&question| question.to_owned()));
    arguments.extend(["-i".to_owned(), format!("file:{}", path.display())]);
    let cancel = Cancel::new();
    let call = Call {
        program: &tools.ffprobe,
        arguments: &arguments,
        folder: &std::env::temp_dir(),
        limits,
        seconds: Some(seconds),
        cancel: &cancel,
        stdout_bytes: 32 << 20,
    };
    child::run(call, |_| {}).await.map_err(|error| match error {
        MediaError::ToolFailed(text) => MediaError::Damaged(text),
        other => other,
    })
}

/// The end of the last video packet, ms.
async fn scan(
    tools: &Tools,
    limits: &Limits,
    container: Container,
    path: &Path,
    index: u32,
) -> Result<Option<u64>, MediaError> {
    let selected = index.to_string();
    let questions = [
        "-select_streams",
        &selected,
        "-show_entries",
        "packet=pts_time,duration_time",
        "-of",
        "csv=p=0",
    ];
    let output = ask(tools, limits, container, path, &questions, limits.probe_s).await?;
    let ends = String::from_utf8_lossy(&output);
    let ends = ends.lines().filter_map(|line| {
        let mut fields = line
            .split(',')
            .map(|field| field.trim().parse::<f64>().ok());
        Some(fields.next()?? + fields.next().flatten().unwrap_or(0.0))
    });
    Ok(ends
        .max_by(f64::total_cmp)
        .map(|end| (end * 1000.0).round().max(0.0) as u64))
}

fn video(stream: &Value, limits: &Limits) -> Result<VideoStream, MediaError> {
    let codec = string(&stream["codec_name"]);
    if codec.is_empty() || codec == "unknown" {
        let tag = string(&stream["codec_tag_string"]);
        return Err(MediaError::UnsupportedCodec(if tag.is_empty() {
            "something unknown".to_owned()
        } else {
            tag
        }));
    }
    let (width, height) = (number(&stream["width"]), number(&stream["height"]));
    if width == 0 || height == 0 {
        return Err(MediaError::Damaged("its picture has no size".to_owned()));
    }
    if u64::from(width) * u64::from(height) > limits.pixels {
        return Err(MediaError::TooLarge(format!(
            "its picture is {width}x{height}"
        )));
    }
    let rotation = rotation(stream);
    let (width, height) = square(width, height, &string(&stream["sample_aspect_ratio"]));
    let (width, height) = if rotation % 180 == 90 {
        (height, width)
    } else {
        (width, height)
    };
    let rate = |key: &str| Rate::parse(stream[key].as_str().unwrap_or_default());
    let (average, base) = (rate("avg_frame_rate"), rate("r_frame_rate"));
    let chosen = average.or(base).unwrap_or(Rate::new(25, 1));
    Ok(VideoStream {
        index: number(&stream["index"]),
        codec,
        width,
        height,
        rotation,
        rate: chosen,
        variable_rate: base
            .is_some_and(|base| (base.fps() - chosen.fps()).abs() > chosen.fps() * 0.005),
        pixel_format: string(&stream["pix_fmt"]),
        transfer: match stream["color_transfer"].as_str() {
            Some("smpte2084") => Transfer::Pq,
            Some("arib-std-b67") => Transfer::Hlg,
            _ => Transfer::Sdr,
        },
        matrix: string(&stream["color_space"]),
        interlaced: matches!(
            stream["field_order"].as_str(),
            Some("tt" | "bb" | "tb" | "bt")
        ),
    })
}

/// Clockwise degrees for display. ffprobe gives the display matrix counter-clockwise; old files carry a `rotate` tag.
fn rotation(stream: &Value) -> u32 {
    let matrix = stream["side_data_list"]
        .as_array()
        .and_then(|list| list.iter().find_map(|data| data["rotation"].as_f64()))
        .map(|degrees| -degrees);
    let tag = || {
        stream["tags"]["rotate"]
            .as_str()
            .and_then(|text| text.parse::<f64>().ok())
    };
    let degrees = matrix.or_else(tag).unwrap_or(0.0);
    // To the nearest quarter turn: nobody films at 7 degrees on purpose.
    ((degrees / 90.0).round() as i64 * 90).rem_euclid(360) as u32
}

/// The size with square pixels: the larger of the two ways, so that nothing is thrown away.
fn square(width: u32, height: u32, aspect: &str) -> (u32, u32) {
    let ratio = aspect
        .split_once(':')
        .and_then(|(x, y)| Some((x.parse::<u32>().ok()?, y.parse::<u32>().ok()?)));
    match ratio {
        Some((x, y)) if x > 0 && y > 0 && x != y => {
            let ratio = (f64::from(x) / f64::from(y)).clamp(0.1, 10.0);
            if ratio > 1.0 {
                ((f64::from(width) * ratio).round() as u32, height)
            } else {
                (width, (f64::from(height) / ratio).round() as u32)
            }
        }
        _ => (width, height),
    }
}

fn audio(stream: &Value) -> Option<AudioStream> {
    let channels = number(&stream["channels"]);
    let codec = string(&stream["codec_name"]);
    (channels > 0 && !codec.is_empty() && codec != "unknown").then(|| AudioStream {
        index: number(&stream["index"]),
        codec,
        channels,
        language: language::normalise(stream["tags"]["language"].as_str().unwrap_or_default()),
        title: title(&stream["tags"]["title"]),
    })
}

fn text(stream: &Value) -> Option<TextStream> {
    let codec = string(&stream["codec_name"]);
    TEXT_CODECS.contains(&codec.as_str()).then(|| TextStream {
        index: number(&stream["index"]),
        codec,
        language: language::normalise(stream["tags"]["language"].as_str().unwrap_or_default()),
        title: title(&stream["tags"]["title"]),
        hearing_impaired: stream["disposition"]["hearing_impaired"] == 1,
    })
}

fn chapters(all: &[Value], duration_ms: u64) -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = all
        .iter()
        .filter_map(|chapter| {
            let start_ms = milliseconds(&chapter["start_time"])?;
            let end_ms = milliseconds(&chapter["end_time"])?.min(duration_ms);
            (start_ms < end_ms).then(|| Chapter {
                start_ms,
                end_ms,
                title: title(&chapter["tags"]["title"]),
            })
        })
        .take(500)
        .collect();
    chapters.sort_by_key(|chapter| chapter.start_ms);
    chapters
}

fn milliseconds(value: &Value) -> Option<u64> {
    let seconds: f64 = value.as_str()?.parse().ok()?;
    (0.0..1e9)
        .contains(&seconds)
        .then(|| (seconds * 1000.0).round() as u64)
}

fn number(value: &Value) -> u32 {
    value.as_u64().and_then(|n| n.try_into().ok()).unwrap_or(0)
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// A title as somebody else wrote it: one line, no control characters, not endless.
fn title(value: &Value) -> String {
    let text = value.as_str().unwrap_or_default();
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(200)
        .collect::<String>()
        .trim()
        .to_owned()
}
