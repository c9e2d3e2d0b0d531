//! A film with one more sound, a dub that came as a file of its own; and a film without those that are not to be heard.

use std::path::Path;

use crate::child::{address, run_beside as run};
use crate::{Cancel, Limits, MediaError, Source, Tools};

/// How much longer than the film a dub may run, milliseconds: a breath at the end is cut, a scene is not.
pub const LONGER_MS: u64 = 1_000;
/// How much shorter it may end, milliseconds: what follows is silent.
pub const SHORTER_MS: u64 = 10_000;

/// The length of a sound, milliseconds.
///
/// Errors: `empty_file`, `damaged`, `timed_out`, `tool_missing`, `io`.
pub async fn sound_ms(
    tools: &Tools,
    limits: &Limits,
    sound: &Path,
    cancel: &Cancel,
) -> Result<u64, MediaError> {
    let length = std::fs::metadata(sound)
        .map_err(|error| MediaError::io(sound, error))?
        .len();
    if length == 0 {
        return Err(MediaError::EmptyFile);
    }
    let question = [
        "-v",
        "error",
        "-protocol_whitelist",
        "file",
        "-select_streams",
        "a:0",
        "-show_entries",
        "stream=codec_type:format=duration",
        "-of",
        "json",
    ];
    let mut arguments: Vec<String> = question.map(str::to_owned).into();
    arguments.push(address(sound)?);
    let answer = run(limits, &tools.ffprobe, &arguments, sound, cancel).await?;
    let json: serde_json::Value = serde_json::from_slice(&answer)
        .map_err(|_| MediaError::Damaged("its description cannot be read".to_owned()))?;
    if json.pointer("/streams/0").is_none() {
        return Err(MediaError::Damaged("there is no sound in it".to_owned()));
    }
    let seconds = json
        .pointer("/format/duration")
        .and_then(serde_json::Value::as_str)
        .and_then(|text| text.parse::<f64>().ok())
        .filter(|seconds| seconds.is_finite() && *seconds > 0.0)
        .ok_or_else(|| MediaError::Damaged("it does not say how long it is".to_owned()))?;
    Ok((seconds * 1000.0) as u64)
}

/// Writes `output` (Matroska; its folder exists): the film as it is, with `sound` as its track in `language` (BCP 47), in
/// place of one that was there in that language. The picture and the other tracks are copied, not encoded anew.
///
/// Errors: as [`sound_ms`], and `too_large`.
pub async fn add_sound(
    tools: &Tools,
    limits: &Limits,
    (film, source): (&Path, &Source),
    (sound, language): (&Path, &str),
    output: &Path,
    cancel: &Cancel,
) -> Result<(), MediaError> {
    let kept: Vec<usize> = (0..source.audio.len())
        .filter(|at| source.audio[*at].language != language)
        .collect();
    let mut arguments: Vec<String> = ["-nostdin", "-v", "error", "-y"].map(str::to_owned).into();
    for input in [film, sound] {
        arguments.extend(["-protocol_whitelist", "file,pipe", "-i"].map(str::to_owned));
        arguments.push(address(input)?);
    }
    arguments.extend(["-map", "0:v:0"].map(str::to_owned));
    for at in &kept {
        arguments.extend(["-map".to_owned(), format!("0:a:{at}")]);
    }
    arguments.extend(["-map", "1:a:0", "-c", "copy"].map(str::to_owned));
    // Any sound that can be decoded, in a form that loses nothing; it is encoded once, with the ladder.
    arguments.extend([format!("-c:a:{}", kept.len()), "flac".to_owned()]);
    arguments.extend([
        format!("-metadata:s:a:{}", kept.len()),
        format!("language={language}"),
    ]);
    arguments.extend([
        "-t".to_owned(),
        format!("{:.3}", source.duration_ms as f64 / 1000.0),
    ]);
    arguments.extend(["-f", "matroska"].map(str::to_owned));
    arguments.push(format!("file:{}", output.display()));
    run(limits, &tools.ffmpeg, &arguments, output, cancel)
        .await
        .map(|_| ())
}

/// Writes `output` (Matroska; its folder exists): the film as it is, without its sounds in these languages (BCP 47) and without
/// texts, which lie beside it. The same film gives the same bytes.
///
/// Errors: as [`sound_ms`], and `too_large`.
pub async fn leave_out(
    tools: &Tools,
    limits: &Limits,
    (film, source): (&Path, &Source),
    languages: &[String],
    output: &Path,
    cancel: &Cancel,
) -> Result<(), MediaError> {
    let mut arguments: Vec<String> = ["-nostdin", "-v", "error", "-y"].map(str::to_owned).into();
    arguments.extend(["-protocol_whitelist", "file,pipe", "-i"].map(str::to_owned));
    arguments.push(address(film)?);
    arguments.extend(["-map", "0:v:0"].map(str::to_owned));
    for (at, stream) in source.audio.iter().enumerate() {
        if !languages.contains(&stream.language) {
            arguments.extend(["-map".to_owned(), format!("0:a:{at}")]);
        }
    }
    let rest = ["-c", "copy", "-fflags", "+bitexact", "-f", "matroska"];
    arguments.extend(rest.map(str::to_owned));
    arguments.push(format!("file:{}", output.display()));
    run(limits, &tools.ffmpeg, &arguments, output, cancel)
        .await
        .map(|_| ())
}
