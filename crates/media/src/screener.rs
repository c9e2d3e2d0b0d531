//! A copy of an episode for one pair of eyes: a sheet of words that moves over it, and a mark that nobody sees.

use std::path::Path;

use crate::child::{self, Call};
use crate::{Cancel, Limits, MediaError, Tools};

/// The name of the file that is made.
pub const SCREENER: &str = "screener.mp4";
/// Pixels in a second that the sheet moves across and down.
const DRIFT: (u32, u32) = (26, 17);

/// What a copy is made of. All files are our own.
pub struct Screening<'a> {
    /// A rendition: fragmented MP4 with H.264.
    pub video: &'a Path,
    /// AAC.
    pub audio: Option<&'a Path>,
    /// Of the video, in pixels; both are even.
    pub size: (u32, u32),
    pub duration_ms: u64,
    /// A PNG with transparency, and after how many pixels it repeats.
    pub sheet: (&'a Path, (u32, u32)),
    /// What is added to the luma, less 128: as many bytes as the video has pixels.
    pub mark: &'a [u8],
}

/// Makes [`SCREENER`] in `folder`, which exists: one MP4 that plays while it loads. `progress` hears the share that is
/// done, 0 to 1. Gives its size in bytes.
pub async fn screener(
    tools: &Tools,
    limits: &Limits,
    parts: &Screening<'_>,
    folder: &Path,
    cancel: &Cancel,
    mut progress: impl FnMut(f32) + Send,
) -> Result<u64, MediaError> {
    let folder = folder
        .canonicalize()
        .map_err(|error| MediaError::io(folder, error))?;
    let (width, height) = parts.size;
    let mark = folder.join("mark.yuv");
    let grey = vec![128; (width as usize / 2) * (height as usize / 2) * 2];
    std::fs::write(&mark, [parts.mark, &grey].concat())
        .map_err(|error| MediaError::io(&mark, error))?;
    let (sheet, (step, row)) = parts.sheet;
    let graph = format!(
        "[1:v]format=rgba[sheet];[0:v]format=yuv420p[film];\
         [film][sheet]overlay=x='-mod(t*{},{step})':y='-mod(t*{},{row})':eval=frame:format=yuv420:eof_action=repeat[named];\
         [named][2:v]blend=c0_mode=grainmerge:c1_mode=normal:c2_mode=normal:eof_action=repeat,format=yuv420p[out]",
        DRIFT.0, DRIFT.1
    );
    let file = |path: &Path| -> Result<String, MediaError> {
        let path = path
            .canonicalize()
            .map_err(|error| MediaError::io(path, error))?;
        Ok(format!("file:{}", path.display()))
    };
    let mut arguments = strings(&[
        "-nostdin",
        "-hide_banner",
        "-v",
        "error",
        "-nostats",
        "-progress",
        "pipe:1",
        "-y",
    ]);
    let local = ["-protocol_whitelist", "file"];
    let input = |arguments: &mut Vec<String>, before: &[&str], file: String| {
        arguments.extend(strings(&local));
        arguments.extend(strings(before));
        arguments.extend(["-i".to_owned(), file]);
    };
    input(&mut arguments, &["-f", "mov"], file(parts.video)?);
    input(&mut arguments, &["-f", "png_pipe"], file(sheet)?);
    let size = format!("{width}x{height}");
    input(
        &mut arguments,
        &[
            "-f",
            "rawvideo",
            "-pixel_format",
            "yuv420p",
            "-video_size",
            &size,
        ],
        file(&mark)?,
    );
    if let Some(audio) = parts.audio {
        input(&mut arguments, &["-f", "mov"], file(audio)?);
    }
    arguments.extend(["-filter_complex".to_owned(), graph]);
    arguments.extend(strings(&["-map", "[out]"]));
    if parts.audio.is_some() {
        arguments.extend(strings(&["-map", "3:a:0", "-c:a", "copy"]));
    }
    arguments.extend(strings(&[
        "-c:v",
        "libx264",
        "-preset",
        "veryfast",
        "-crf",
        "22",
        "-pix_fmt",
        "yuv420p",
        "-g",
        "60",
        "-map_metadata",
        "-1",
        "-map_chapters",
        "-1",
        "-movflags",
        "+faststart",
        "-f",
        "mp4",
        SCREENER,
    ]));
    let total = parts.duration_ms.max(1) as f32;
    let mut line = Vec::new();
    let call = Call {
        program: &tools.ffmpeg,
        arguments: &arguments,
        folder: &folder,
        limits,
        seconds: None,
        cancel,
        stdout_bytes: 8 << 20,
    };
    child::run(call, |bytes| {
        for &byte in bytes {
            if byte != b'\n' {
                line.push(byte);
                continue;
            }
            let text = String::from_utf8_lossy(&line);
            let at = text
                .strip_prefix("out_time_us=")
                .and_then(|us| us.parse::<f32>().ok());
            if let Some(us) = at {
                progress((us / 1000.0 / total).clamp(0.0, 1.0));
            }
            line.clear();
        }
    })
    .await?;
    let made = folder.join(SCREENER);
    let about = std::fs::metadata(&made).map_err(|error| MediaError::io(&made, error))?;
    Ok(about.len())
}

/// Up to `most` frames of an untrusted film, apart from each other: their luma, `size` pixels each, one after the other.
pub async fn luma(
    tools: &Tools,
    limits: &Limits,
    input: &Path,
    size: (usize, usize),
    most: usize,
    cancel: &Cancel,
) -> Result<Vec<u8>, MediaError> {
    let source = crate::probe(tools, limits, input).await?;
    let io = |error| MediaError::io(input, error);
    let input = input.canonicalize().map_err(io)?;
    let seconds = (source.duration_ms.max(1) as f64 / 1000.0).max(0.1);
    let rate = (most as f64 / seconds).min(4.0);
    let mut arguments = strings(&["-nostdin", "-v", "error", "-protocol_whitelist", "file"]);
    arguments.extend(source.container.arguments());
    arguments.extend(["-i".to_owned(), format!("file:{}", input.display())]);
    arguments.extend([
        "-vf".to_owned(),
        format!(
            "fps={rate:.4},scale={}:{}:flags=area,format=gray",
            size.0, size.1
        ),
    ]);
    arguments.extend(strings(&[
        "-an",
        "-sn",
        "-frames:v",
        &most.to_string(),
        "-f",
        "rawvideo",
        "pipe:1",
    ]));
    let call = Call {
        program: &tools.ffmpeg,
        arguments: &arguments,
        folder: &std::env::temp_dir(),
        limits,
        seconds: None,
        cancel,
        stdout_bytes: size.0 * size.1 * (most + 1),
    };
    child::run(call, |_| {}).await
}

/// A picture of ours (WebP, JPEG, PNG) as JPEG, at most `side` pixels by the short side: for documents.
pub async fn jpeg(
    tools: &Tools,
    limits: &Limits,
    input: &Path,
    side: u32,
    cancel: &Cancel,
) -> Result<Vec<u8>, MediaError> {
    let demuxer = crate::still::sniff(input)?;
    let input = input
        .canonicalize()
        .map_err(|error| MediaError::io(input, error))?;
    let scale = format!(
        "scale=w='if(gt(iw,ih),-2,min(iw,{side}))':h='if(gt(iw,ih),min(ih,{side}),-2)':flags=lanczos,format=yuvj420p"
    );
    let mut arguments = strings(&[
        "-nostdin",
        "-v",
        "error",
        "-protocol_whitelist",
        "file",
        "-f",
        demuxer,
    ]);
    arguments.extend(["-i".to_owned(), format!("file:{}", input.display())]);
    arguments.extend(strings(&[
        "-vf",
        &scale,
        "-frames:v",
        "1",
        "-map_metadata",
        "-1",
        "-q:v",
        "3",
        "-f",
        "mjpeg",
        "pipe:1",
    ]));
    let call = Call {
        program: &tools.ffmpeg,
        arguments: &arguments,
        folder: &std::env::temp_dir(),
        limits,
        seconds: Some(limits.probe_s),
        cancel,
        stdout_bytes: 16 << 20,
    };
    child::run(call, |_| {}).await
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}
