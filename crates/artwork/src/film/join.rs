//! Clips and a mix into one episode, without encoding the pictures again.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::{Error, encoder};

/// Joins clips that [`super::render_shot`] made, in their order, and lays a mix under them (AAC, 48 kHz). Without a mix
/// the film stays silent. `fields` are written as its metadata, under whatever names.
pub fn join(
    ffmpeg: &Path,
    clips: &[PathBuf],
    mix: Option<&Path>,
    fields: &[(&str, String)],
    out: &Path,
) -> Result<(), Error> {
    if clips.is_empty() {
        return Err(Error::Empty);
    }
    let list = out.with_extension("clips.txt");
    let mut text = String::from("ffconcat version 1.0\n");
    for clip in clips {
        let path = std::path::absolute(clip).map_err(|source| Error::File {
            path: clip.clone(),
            source,
        })?;
        let path = path.display().to_string().replace('\'', "'\\''");
        let _ = writeln!(text, "file '{path}'");
    }
    std::fs::write(&list, text).map_err(|source| Error::File {
        path: list.clone(),
        source,
    })?;
    let mut arguments: Vec<std::ffi::OsString> =
        ["-loglevel", "error", "-f", "concat", "-safe", "0", "-i"]
            .map(Into::into)
            .into();
    arguments.push(list.clone().into());
    if let Some(mix) = mix {
        arguments.push("-i".into());
        arguments.push(mix.into());
        arguments.extend(
            [
                "-map", "0:v:0", "-map", "1:a:0", "-c:a", "aac", "-b:a", "160k", "-ar", "48000",
            ]
            .map(Into::into),
        );
    }
    arguments.extend(
        [
            "-c:v",
            "copy",
            "-video_track_timescale",
            "24000",
            "-movflags",
            "+faststart+use_metadata_tags",
            "-fflags",
            "+bitexact",
            "-flags:a",
            "+bitexact",
            "-f",
            "mp4",
        ]
        .map(Into::into),
    );
    for (name, value) in fields {
        arguments.extend(["-metadata".into(), format!("{name}={value}").into()]);
    }
    arguments.push(out.into());
    let result = encoder::run(ffmpeg, &arguments);
    std::fs::remove_file(&list).ok();
    result.map(|_| ())
}
