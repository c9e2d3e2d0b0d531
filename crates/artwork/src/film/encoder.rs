//! The encoder: an ffmpeg that reads pictures from its standard input.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use super::Error;
use crate::Size;

/// Pictures a second.
pub const RATE: u32 = 24;

pub struct Encoder {
    child: Child,
    stdin: Option<ChildStdin>,
}

impl Encoder {
    /// Writes a silent H.264 file. Files made at one size join without being encoded again: the same settings, and no
    /// picture leans on one of another file.
    pub fn start(ffmpeg: &Path, size: Size, out: &Path) -> Result<Self, Error> {
        let mut command = Command::new(ffmpeg);
        command
            .args(["-hide_banner", "-loglevel", "error", "-nostdin", "-y"])
            .args([
                "-f",
                "rawvideo",
                "-pix_fmt",
                "yuv420p",
                "-color_range",
                "tv",
                "-colorspace",
                "bt709",
            ])
            .args(["-s", &format!("{}x{}", size.width & !1, size.height & !1)])
            .args(["-r", &RATE.to_string(), "-i", "pipe:0"])
            .args([
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-crf",
                "22",
                // What drawn pictures gain most from, at a fifth of what they cost. The ladder encodes once more.
                "-x264-params",
                "cabac=1:no-deblock=0:8x8dct=1:subme=1:weightp=0",
                "-pix_fmt",
                "yuv420p",
            ])
            .args([
                "-g",
                "48",
                "-flags",
                "+cgop",
                "-color_primaries",
                "bt709",
                "-color_trc",
                "bt709",
                "-colorspace",
                "bt709",
            ])
            .args([
                "-video_track_timescale",
                "24000",
                "-movflags",
                "+faststart",
                "-fflags",
                "+bitexact",
                "-map_metadata",
                "-1",
                "-f",
                "mp4",
            ])
            .arg(out)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|source| Error::NoFfmpeg {
            path: ffmpeg.to_owned(),
            source,
        })?;
        let stdin = child.stdin.take();
        Ok(Self { child, stdin })
    }

    /// One picture, as [`super::yuv`] makes them.
    pub fn write(&mut self, picture: &[u8]) -> Result<(), Error> {
        let written = self
            .stdin
            .as_mut()
            .map_or(Ok(()), |stdin| stdin.write_all(picture));
        if let Err(source) = written {
            // What ffmpeg itself says is worth more than a broken pipe.
            return Err(self.said().unwrap_or(Error::Pipe(source)));
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<(), Error> {
        drop(self.stdin.take());
        self.said().map_or(Ok(()), Err)
    }

    fn said(&mut self) -> Option<Error> {
        drop(self.stdin.take());
        let mut text = String::new();
        if let Some(stderr) = self.child.stderr.as_mut() {
            stderr.take(4000).read_to_string(&mut text).ok();
        }
        match self.child.wait() {
            Ok(status) if status.success() => None,
            _ => Some(Error::Ffmpeg(text.trim().to_owned())),
        }
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        drop(self.stdin.take());
        if matches!(self.child.try_wait(), Ok(None)) {
            self.child.kill().ok();
            self.child.wait().ok();
        }
    }
}

/// Runs ffmpeg to its end; gives what it wrote to its standard error.
pub fn run<S: AsRef<OsStr>>(
    ffmpeg: &Path,
    arguments: impl IntoIterator<Item = S>,
) -> Result<String, Error> {
    let output = Command::new(ffmpeg)
        .args(["-hide_banner", "-nostdin", "-y"])
        .args(arguments)
        .output()
        .map_err(|source| Error::NoFfmpeg {
            path: ffmpeg.to_owned(),
            source,
        })?;
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() {
        Ok(text)
    } else {
        let tail: String = text
            .lines()
            .rev()
            .take(6)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
            .join("\n");
        Err(Error::Ffmpeg(tail))
    }
}
