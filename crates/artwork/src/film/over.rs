//! Shots whose pictures somebody else made, as files that join with those that are drawn.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::encoder::{Encoder, RATE};
use super::watch::Watch;
use super::{Error, Film, Progress, Report, frames, yuv};
use crate::Pixmap;
use crate::compose::Stage;
use crate::compose::blit::Frame;

/// What is shown.
pub enum Picture<'a> {
    /// The camera moves over it as the board says.
    Still(&'a tiny_skia::Pixmap),
    /// A file of as many pixels as the film, 24 pictures a second. Where it ends early its last picture stays.
    Footage(&'a Path),
}

/// One shot, with words over it.
pub fn render_over(
    film: &Film,
    shot: usize,
    picture: &Picture,
    out: &Path,
    progress: Progress,
) -> Result<Report, Error> {
    let started = Instant::now();
    let span = frames(film.timeline, shot);
    let total = span.len() as u32;
    let stage = match picture {
        Picture::Still(still) => film
            .artist
            .stage_of_still(film.board, film.timeline, shot, still),
        Picture::Footage(_) => film
            .artist
            .stage_of_footage(film.board, film.timeline, shot),
    };
    let Some(mut stage) = stage.filter(|_| total > 0) else {
        return Err(Error::Empty);
    };
    if let Some(style) = film.captions {
        film.artist.caption(
            &mut stage,
            film.board,
            film.timeline,
            shot,
            style,
            film.zone,
        );
    }
    let mut footage = match picture {
        Picture::Footage(file) => Some(Footage::open(film, file)?),
        Picture::Still(_) => None,
    };
    let size = film.artist.size;
    let mut encoder = Encoder::start(film.ffmpeg, size, out)?;
    let mut frame = Frame::new(size.width as usize, size.height as usize);
    let mut pixels = Vec::new();
    let mut watch = Watch::default();
    let start = film.timeline.shots[shot].start_ms;
    for (done, number) in span.enumerate() {
        let ms = (u64::from(number) * 1000 / u64::from(RATE)) as u32;
        if let Some(footage) = &mut footage {
            footage.next(&mut stage)?;
        }
        stage.paint(&mut frame, ms.saturating_sub(start), &[]);
        yuv::convert(&frame, &mut pixels);
        encoder.write(&pixels)?;
        watch.see(&pixels, frame.width & !1, frame.height & !1);
        if !progress(done as u32 + 1, total) {
            return Err(Error::Stopped);
        }
    }
    encoder.finish()?;
    Ok(Report {
        frames: total,
        wall_s: started.elapsed().as_secs_f64(),
        black_s: watch.black_s(),
        frozen_s: watch.frozen_s(),
        ..Report::default()
    })
}

/// The picture of a footage at a moment; of a shorter one, its first.
pub fn frame_of(ffmpeg: &Path, file: &Path, ms: u32) -> Result<Pixmap, Error> {
    for at in [ms, 0] {
        let seconds = format!("{}.{:03}", at / 1000, at % 1000);
        let out = Command::new(ffmpeg)
            .args(["-nostdin", "-v", "error", "-ss", &seconds, "-i"])
            .arg(file)
            .args(["-an", "-frames:v", "1", "-c:v", "png"])
            .args(["-f", "image2pipe", "pipe:1"])
            .stdin(Stdio::null())
            .output()
            .map_err(|source| Error::NoFfmpeg {
                path: ffmpeg.to_owned(),
                source,
            })?;
        if let Ok(picture) = Pixmap::decode_png(&out.stdout) {
            return Ok(picture);
        }
    }
    Err(Error::Ffmpeg("the footage has no pictures".into()))
}

/// Pictures of a file, one after the other.
struct Footage {
    child: std::process::Child,
    width: usize,
    height: usize,
    ended: bool,
    seen: bool,
}

impl Footage {
    fn open(film: &Film, file: &Path) -> Result<Self, Error> {
        let size = film.artist.size;
        let (width, height) = (size.width & !1, size.height & !1);
        let child = Command::new(film.ffmpeg)
            .args(["-nostdin", "-v", "error", "-i"])
            .arg(file)
            .args(["-an", "-vf"])
            .arg(format!("fps={RATE},scale={width}:{height}"))
            .args(["-pix_fmt", "rgba", "-f", "rawvideo", "pipe:1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|source| Error::NoFfmpeg {
                path: film.ffmpeg.to_owned(),
                source,
            })?;
        Ok(Self {
            child,
            width: width as usize,
            height: height as usize,
            ended: false,
            seen: false,
        })
    }

    fn next(&mut self, stage: &mut Stage) -> Result<(), Error> {
        if self.ended {
            return Ok(());
        }
        let mut bytes = vec![0; self.width * self.height * 4];
        let read = self
            .child
            .stdout
            .as_mut()
            .map(|pipe| pipe.read_exact(&mut bytes));
        if !matches!(read, Some(Ok(()))) {
            self.ended = true;
            return if self.seen {
                Ok(())
            } else {
                Err(Error::Ffmpeg("the footage has no pictures".into()))
            };
        }
        self.seen = true;
        let pixels = bytes
            .chunks_exact(4)
            .map(|pixel| u32::from_le_bytes([pixel[0], pixel[1], pixel[2], 255]))
            .collect();
        stage.show(Frame {
            width: self.width,
            height: self.height,
            pixels,
        });
        Ok(())
    }
}

impl Drop for Footage {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
