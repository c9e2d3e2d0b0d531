//! A picture that somebody brings, such as a poster: made small, into the formats that are served.

use std::io::Read;
use std::path::Path;

use crate::child::{self, Call};
use crate::{Cancel, Limits, MediaError, Picture, Tools};

/// Largest picture file, bytes.
const MAX_BYTES: u64 = 32 << 20;
/// Short side of the result, pixels.
const SIDE: u32 = 720;
/// Long side of the picture that the thumbhash is made of.
const HASH_SIDE: u32 = 100;

/// A picture ready to be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Still {
    /// WebP.
    pub webp: Picture,
    /// AVIF, as large; `None` where this ffmpeg cannot write AVIF.
    pub avif: Option<Picture>,
    /// [ThumbHash](https://evanw.github.io/thumbhash/), 5 to 25 bytes.
    pub thumbhash: Vec<u8>,
}

/// Makes a WebP and an AVIF of a JPEG, PNG or WebP picture, at most 720 pixels by the short side, in `output`, a
/// folder that exists. What the file says about its maker and place is left out.
///
/// Errors: `empty_file`, `not_a_picture`, `too_large`, `damaged`, `timed_out`, `disk_full`, `tool_missing`, `io`.
pub async fn still(
    tools: &Tools,
    limits: &Limits,
    input: &Path,
    output: &Path,
    cancel: &Cancel,
) -> Result<Still, MediaError> {
    let demuxer = sniff(input)?;
    let io = |error| MediaError::io(input, error);
    let input = input.canonicalize().map_err(io)?;
    let output = output
        .canonicalize()
        .map_err(|error| MediaError::io(output, error))?;
    let graph = format!(
        "[0:v]scale=w='if(gt(iw,ih),-2,trunc(min(iw,{SIDE})/2)*2)':h='if(gt(iw,ih),trunc(min(ih,{SIDE})/2)*2,-2)':flags=bicubic,\
         setsar=1,format=yuv420p,split={}[webp]{}",
        if tools.avif { 2 } else { 1 },
        if tools.avif { "[avif]" } else { "" },
    );
    let mut arguments = strings(&[
        "-nostdin",
        "-v",
        "error",
        "-y",
        "-protocol_whitelist",
        "file",
    ]);
    arguments.extend(strings(&[
        "-f",
        demuxer,
        "-i",
        &format!("file:{}", input.display()),
    ]));
    arguments.extend(["-filter_complex".to_owned(), graph]);
    let mut to = |label: &str, encoder: &[&str]| {
        arguments.extend(strings(&[
            "-map",
            label,
            "-frames:v",
            "1",
            "-map_metadata",
            "-1",
        ]));
        arguments.extend(strings(encoder));
    };
    to(
        "[webp]",
        &[
            "-c:v",
            "libwebp",
            "-quality",
            "82",
            "-f",
            "webp",
            "still.webp",
        ],
    );
    if tools.avif {
        let aom = [
            "-c:v",
            "libaom-av1",
            "-still-picture",
            "1",
            "-crf",
            "28",
            "-cpu-used",
            "6",
        ];
        to(
            "[avif]",
            &[&aom[..], &["-f", "avif", "still.avif"]].concat(),
        );
    }
    let run = async |program: &Path, arguments: &[String]| {
        let call = Call {
            program,
            arguments,
            folder: &output,
            limits,
            seconds: Some(limits.probe_s),
            cancel,
            stdout_bytes: 1 << 20,
        };
        child::run(call, |_| {}).await
    };
    run(&tools.ffmpeg, &arguments).await.map_err(damaged)?;

    let made = [
        "-protocol_whitelist",
        "file,pipe",
        "-f",
        "webp_pipe",
        "-i",
        "file:still.webp",
    ];
    let mut question = strings(&[
        "-v",
        "error",
        "-show_entries",
        "stream=width,height",
        "-of",
        "csv=p=0",
    ]);
    question.extend(strings(&made));
    let (width, height) = size(&run(&tools.ffprobe, &question).await?)?;
    let scale = f64::from(HASH_SIDE) / f64::from(width.max(height));
    let side = |pixels: u32| ((f64::from(pixels) * scale).round() as u32).clamp(1, HASH_SIDE);
    let (hash_width, hash_height) = (side(width), side(height));
    let mut small = strings(&["-nostdin", "-v", "error"]);
    small.extend(strings(&made));
    let filter = format!("scale={hash_width}:{hash_height}:flags=area,format=rgba");
    small.extend(strings(&[
        "-vf",
        &filter,
        "-frames:v",
        "1",
        "-f",
        "rawvideo",
        "pipe:1",
    ]));
    let rgba = run(&tools.ffmpeg, &small).await?;
    if rgba.len() != (hash_width * hash_height * 4) as usize {
        return Err(MediaError::Damaged(
            "it cannot be read to its end".to_owned(),
        ));
    }
    let picture = |file: &str| {
        let path = output.join(file);
        let about = std::fs::metadata(&path).map_err(|error| MediaError::io(path, error))?;
        let (file, bytes) = (file.to_owned(), about.len());
        Ok::<_, MediaError>(Picture {
            file,
            width,
            height,
            bytes,
        })
    };
    Ok(Still {
        webp: picture("still.webp")?,
        avif: tools.avif.then(|| picture("still.avif")).transpose()?,
        thumbhash: thumbhash::rgba_to_thumb_hash(hash_width as usize, hash_height as usize, &rgba),
    })
}

/// `720,1280` as numbers.
fn size(answer: &[u8]) -> Result<(u32, u32), MediaError> {
    let answer = String::from_utf8_lossy(answer);
    let mut numbers = answer
        .trim()
        .split(',')
        .map(|number| number.trim().parse().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(width @ 1..), Some(height @ 1..)) => Ok((width, height)),
        _ => Err(MediaError::Damaged("it has no size".to_owned())),
    }
}

/// The one demuxer that may open the file.
pub(crate) fn sniff(path: &Path) -> Result<&'static str, MediaError> {
    let io = |error| MediaError::io(path, error);
    let about = std::fs::metadata(path).map_err(io)?;
    if about.len() == 0 {
        return Err(MediaError::EmptyFile);
    }
    if about.len() > MAX_BYTES {
        let (has, limit) = (about.len() >> 20, MAX_BYTES >> 20);
        return Err(MediaError::TooLarge(format!(
            "it has {has} MB and the limit is {limit} MB"
        )));
    }
    let mut head = Vec::new();
    std::fs::File::open(path)
        .map_err(io)?
        .take(12)
        .read_to_end(&mut head)
        .map_err(io)?;
    match &head[..] {
        [0xFF, 0xD8, 0xFF, ..] => Ok("jpeg_pipe"),
        [0x89, b'P', b'N', b'G', ..] => Ok("png_pipe"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => Ok("webp_pipe"),
        _ => Err(MediaError::NotAPicture),
    }
}

/// A file that looks like a picture and is none.
fn damaged(error: MediaError) -> MediaError {
    match error {
        MediaError::ToolFailed(why) => MediaError::Damaged(why),
        other => other,
    }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}
