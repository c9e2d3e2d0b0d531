//! Deciding by a file's first bytes which demuxer may open it.
//!
//! ffmpeg by itself would also try playlists, concat scripts and image lists, which name further files and addresses.

use std::io::Read;
use std::path::Path;

use crate::{Container, Limits, MediaError};

impl Container {
    /// The one demuxer that may open the file, with the options that keep it inside the file.
    pub(crate) fn arguments(self) -> Vec<String> {
        let arguments: &[&str] = match self {
            Self::Mov => &["-f", "mov", "-enable_drefs", "0", "-use_absolute_path", "0"],
            Self::Matroska => &["-f", "matroska"],
        };
        arguments
            .iter()
            .map(|&argument| argument.to_owned())
            .collect()
    }
}

/// The container family of the file, and its size in bytes.
///
/// Errors: `empty_file`, `too_large`, `not_a_video`, `io`.
pub(crate) fn sniff(path: &Path, limits: &Limits) -> Result<(Container, u64), MediaError> {
    let io = |error| MediaError::io(path, error);
    let meta = std::fs::metadata(path).map_err(io)?;
    if !meta.is_file() {
        return Err(MediaError::NotAVideo("it is not a regular file".to_owned()));
    }
    if meta.len() == 0 {
        return Err(MediaError::EmptyFile);
    }
    if meta.len() > limits.source_bytes {
        return Err(MediaError::TooLarge(format!(
            "it has {} MB and the limit is {} MB",
            meta.len() >> 20,
            limits.source_bytes >> 20
        )));
    }
    let mut head = Vec::with_capacity(16);
    std::fs::File::open(path)
        .map_err(io)?
        .take(16)
        .read_to_end(&mut head)
        .map_err(io)?;
    container(&head)
        .map(|container| (container, meta.len()))
        .map_err(|what| MediaError::NotAVideo(what.to_owned()))
}

/// The container family that the first 16 bytes announce, else what they look like.
fn container(head: &[u8]) -> Result<Container, &'static str> {
    const EBML: &[u8] = &[0x1A, 0x45, 0xDF, 0xA3];
    if head.starts_with(EBML) {
        return Ok(Container::Matroska);
    }
    match (head.get(4..8), head.get(8..12)) {
        (Some(b"ftyp"), Some(b"avif" | b"avis" | b"heic" | b"heix" | b"mif1" | b"msf1")) => {
            Err("it is a picture")
        }
        (Some(b"ftyp" | b"moov" | b"mdat" | b"wide" | b"free" | b"skip" | b"pnot"), _) => {
            Ok(Container::Mov)
        }
        _ if head.starts_with(b"#EXTM3U") => Err("it is a playlist"),
        _ if head.starts_with(b"ffconcat") => Err("it is a list of other files"),
        _ if head.starts_with(b"RIFF") => Err("it is an AVI, WAV or WebP file"),
        _ if head.starts_with(b"\x89PNG")
            || head.starts_with(b"\xFF\xD8\xFF")
            || head.starts_with(b"GIF8") =>
        {
            Err("it is a picture")
        }
        _ if head
            .iter()
            .all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace()) =>
        {
            Err("it is a text file")
        }
        _ => Err("its first bytes are not those of a video file"),
    }
}
