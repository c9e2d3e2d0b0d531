//! Finding ffmpeg and ffprobe.

use std::path::{Path, PathBuf};

use crate::MediaError;

/// The ffmpeg and ffprobe that do the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tools {
    /// Absolute path of ffmpeg.
    pub ffmpeg: PathBuf,
    /// Absolute path of ffprobe.
    pub ffprobe: PathBuf,
    /// First line of `ffmpeg -version`.
    pub version: String,
    /// Whether AVIF pictures can be written.
    pub avif: bool,
    /// Whether SVT-AV1 is built in.
    pub av1: bool,
    /// Nothing: renditions are not signed.
    pub signer: Option<Signer>,
}

/// Hands on what a source's manifest (C2PA) says of it: `program rendition TITLE SOURCE IN OUT`, which writes OUT as IN
/// with a longer head, or prints `null` where there is nothing to hand on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    pub program: PathBuf,
    /// Whether what it cannot sign is refused; else it goes out as it is.
    pub must: bool,
}

impl Tools {
    /// Uses the given programs, or those on `PATH`, and starts ffmpeg once to see what it can do.
    ///
    /// Fails with `tool_missing` when one is not there, does not start, or lacks libx264, AAC, WebP or zscale.
    pub fn find(ffmpeg: Option<&Path>, ffprobe: Option<&Path>) -> Result<Self, MediaError> {
        let ffmpeg = locate("ffmpeg", ffmpeg)?;
        let ffprobe = locate("ffprobe", ffprobe)?;
        let version = ask(&ffmpeg, "-version")?
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        ask(&ffprobe, "-version")?;
        let encoders = ask(&ffmpeg, "-encoders")?;
        let filters = ask(&ffmpeg, "-filters")?;
        let muxers = ask(&ffmpeg, "-muxers")?;
        let has = |list: &str, name: &str| {
            list.lines()
                .any(|line| line.split_whitespace().nth(1) == Some(name))
        };
        for encoder in ["libx264", "aac", "libwebp"] {
            if !has(&encoders, encoder) {
                return Err(MediaError::ToolMissing(format!(
                    "ffmpeg with the {encoder} encoder"
                )));
            }
        }
        if !has(&filters, "zscale") {
            return Err(MediaError::ToolMissing(
                "ffmpeg with the zscale filter".to_owned(),
            ));
        }
        Ok(Self {
            avif: has(&muxers, "avif") && has(&encoders, "libaom-av1"),
            av1: has(&encoders, "libsvtav1"),
            ffmpeg,
            ffprobe,
            version,
            signer: None,
        })
    }
}

fn locate(name: &str, given: Option<&Path>) -> Result<PathBuf, MediaError> {
    let missing = |what: String| MediaError::ToolMissing(what);
    if let Some(path) = given {
        return path
            .canonicalize()
            .map_err(|_| missing(path.display().to_string()));
    }
    std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
        .and_then(|path| std::path::absolute(path).ok())
        .ok_or_else(|| missing(name.to_owned()))
}

fn ask(program: &Path, question: &str) -> Result<String, MediaError> {
    let output = std::process::Command::new(program)
        .args(["-hide_banner", question])
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(|_| MediaError::ToolMissing(program.display().to_string()))?;
    if !output.status.success() {
        return Err(MediaError::ToolMissing(format!(
            "a working {}",
            program.display()
        )));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
