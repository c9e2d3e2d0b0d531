//! Frames to a file: shots are drawn side by side, encoded in order.

pub mod checks;
mod encoder;
mod join;
mod over;
mod watch;
pub mod yuv;

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use storyboard::{Board, Timeline};

use crate::Size;
use crate::compose::blit::Frame;
use crate::compose::{Artist, Speech, Stage, speech};
use encoder::Encoder;
pub use encoder::RATE;
pub use join::join;
pub use over::{Picture, frame_of, render_over};
use watch::Watch;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{path} could not be started: install ffmpeg or say where it is ({source})")]
    NoFfmpeg {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("ffmpeg refused: {0}")]
    Ffmpeg(String),
    #[error("ffmpeg stopped reading pictures: {0}")]
    Pipe(std::io::Error),
    #[error("{path}: {source}")]
    File {
        path: PathBuf,
        source: std::io::Error,
    },
    #[error(
        "the board has {shots} shots and the timeline {spans}: lay the timeline out from this board"
    )]
    OtherTimeline { shots: usize, spans: usize },
    #[error("there is nothing to draw: the board has no shot of which a frame is seen")]
    Empty,
    #[error("the film was stopped")]
    Stopped,
}

/// What is drawn, and with what.
#[derive(Clone, Copy)]
pub struct Film<'a> {
    pub artist: &'a Artist,
    pub board: &'a Board,
    pub timeline: &'a Timeline,
    pub ffmpeg: &'a Path,
    /// Shots drawn at the same time; 0 is one for each core. Those that find no shot of their own help with another's.
    pub threads: usize,
    /// Words burnt into the picture.
    pub captions: Option<crate::compose::CaptionStyle>,
    /// Where they are shown, which says where they may stand.
    pub zone: crate::text::zones::Zone,
    /// How it was made, on every shot that is drawn.
    pub label: Option<Label<'a>>,
}

/// A label, and how long it is seen from a shot's beginning.
#[derive(Clone, Copy, Debug)]
pub struct Label<'a> {
    pub text: &'a str,
    pub until_ms: u32,
}

/// What was made, and where the time went. Seconds of drawing are summed over all threads.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub frames: u32,
    /// Frames that were the same as the one before and cost nothing.
    pub repeated: u32,
    /// Drawing people, places and words, once a shot.
    pub draw_s: f64,
    /// Laying sheets, each frame.
    pub lay_s: f64,
    /// Turning pixels into those of a film.
    pub convert_s: f64,
    /// Waiting for the encoder to take them.
    pub encode_s: f64,
    pub wall_s: f64,
    /// Seconds of black.
    pub black_s: f64,
    /// The longest time in which nothing moved, in seconds.
    pub frozen_s: f64,
    /// The picture in the middle of the last shot that was drawn, as small as [`crate::palette::GLANCE`].
    pub glance: Vec<u8>,
}

/// How many frames of all are written; return `false` to stop.
pub type Progress<'a> = &'a (dyn Fn(u32, u32) -> bool + Sync);

/// Draws shots of a board into one silent H.264 file; `None` draws all.
pub fn render(
    film: &Film,
    shots: Option<Range<usize>>,
    out: &Path,
    progress: Progress,
) -> Result<Report, Error> {
    let (board, timeline) = (film.board, film.timeline);
    if board.shots.len() != timeline.shots.len() {
        return Err(Error::OtherTimeline {
            shots: board.shots.len(),
            spans: timeline.shots.len(),
        });
    }
    let all = 0..board.shots.len();
    let range = shots.map_or(all.clone(), |shots| {
        shots.start.min(all.end)..shots.end.min(all.end)
    });
    let total: u32 = range
        .clone()
        .map(|index| frames(timeline, index).len() as u32)
        .sum();
    if total == 0 {
        return Err(Error::Empty);
    }
    let started = Instant::now();
    let mut encoder = Encoder::start(film.ffmpeg, film.artist.size, out)?;
    let mut watch = Watch::default();
    let threads = if film.threads == 0 {
        std::thread::available_parallelism().map_or(2, usize::from)
    } else {
        film.threads
    };
    let hands = (threads / range.len().max(1)).max(1);
    let pool = Pool::default();
    let sums = Mutex::new(Report::default());
    let next = AtomicUsize::new(range.start);
    let stop = AtomicBool::new(false);
    // Room for a second and a half of pictures of each shot: enough to draw ahead, little enough to hold.
    let (senders, receivers): (Vec<_>, Vec<Receiver<Arc<Vec<u8>>>>) =
        range.clone().map(|_| sync_channel(36)).unzip();
    let senders: Vec<_> = senders
        .into_iter()
        .map(|sender| Mutex::new(Some(sender)))
        .collect();
    let result = std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, range.len().max(1)) {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= range.end {
                        break;
                    }
                    let Some(sender) = senders[index - range.start]
                        .lock()
                        .ok()
                        .and_then(|mut sender| sender.take())
                    else {
                        break;
                    };
                    let report = draw_shot(film, index, hands, &sender, &pool);
                    if let Ok(mut sums) = sums.lock() {
                        sums.draw_s += report.draw_s;
                        sums.lay_s += report.lay_s;
                        sums.convert_s += report.convert_s;
                        sums.repeated += report.repeated;
                        sums.glance = report.glance;
                    }
                }
            });
        }
        let written = write_all(
            receivers,
            (&mut encoder, &mut watch),
            film.artist.size,
            &pool,
            total,
            progress,
        );
        stop.store(true, Ordering::Relaxed);
        written
    });
    let encode = Instant::now();
    let mut encode_s = result?;
    encoder.finish()?;
    encode_s += encode.elapsed().as_secs_f64();
    let sums = sums.into_inner().unwrap_or_default();
    Ok(Report {
        frames: total,
        encode_s,
        wall_s: started.elapsed().as_secs_f64(),
        black_s: watch.black_s(),
        frozen_s: watch.frozen_s(),
        ..sums
    })
}

/// One shot as a file of its own: an artifact that joins with the others by [`join`].
pub fn render_shot(
    film: &Film,
    shot: usize,
    out: &Path,
    progress: Progress,
) -> Result<Report, Error> {
    render(film, Some(shot..shot + 1), out, progress)
}

/// The frames of a shot, counted from the beginning of the episode.
fn frames(timeline: &Timeline, shot: usize) -> Range<u32> {
    let at = |ms: u32| (u64::from(ms) * u64::from(RATE)).div_ceil(1000) as u32;
    timeline.shots.get(shot).map_or(0..0, |span| {
        at(span.start_ms)..at(span.end_ms).max(at(span.start_ms))
    })
}

/// Frames that one hand paints before the next hand's turn: few, so that little is held; enough that hands seldom wait.
const TURN: usize = 8;

/// Draws a shot and paints its frames in their order, by `hands` at once.
fn draw_shot(
    film: &Film,
    index: usize,
    hands: usize,
    sender: &SyncSender<Arc<Vec<u8>>>,
    pool: &Pool,
) -> Report {
    let clock = Instant::now();
    let Some(mut stage) = film.artist.stage_joined(film.board, film.timeline, index) else {
        return Report::default();
    };
    if let Some(style) = film.captions {
        film.artist.caption(
            &mut stage,
            film.board,
            film.timeline,
            index,
            style,
            film.zone,
        );
    }
    if let Some(Label { text, until_ms }) = film.label {
        let language = &film.board.language;
        film.artist.label(&mut stage, text, language, 0, until_ms);
    }
    let draw_s = clock.elapsed().as_secs_f64();
    let span = frames(film.timeline, index);
    let shot = Shot {
        film,
        index,
        middle: span.start.midpoint(span.end),
        speech: speech(film.board, film.timeline, index),
        pool,
    };
    let numbers: Vec<u32> = span.collect();
    let report = if hands < 2 || numbers.len() <= TURN {
        shot.paint(&mut stage, &numbers, sender)
    } else {
        shot.paint_in_turns(&stage, &numbers, hands, sender)
    };
    Report { draw_s, ..report }
}

/// A shot whose sheets are drawn, to be painted frame by frame.
struct Shot<'a> {
    film: &'a Film<'a>,
    index: usize,
    /// The frame that is glanced at.
    middle: u32,
    speech: Speech<'a>,
    pool: &'a Pool,
}

impl Shot<'_> {
    /// Hands that each have sheets of their own paint a few frames in turn.
    fn paint_in_turns(
        &self,
        stage: &Stage,
        numbers: &[u32],
        hands: usize,
        sender: &SyncSender<Arc<Vec<u8>>>,
    ) -> Report {
        std::thread::scope(|scope| {
            let hands: Vec<_> = (0..hands)
                .map(|hand| {
                    let own: Vec<u32> = numbers
                        .chunks(TURN)
                        .skip(hand)
                        .step_by(hands)
                        .flatten()
                        .copied()
                        .collect();
                    let (painted, pictures) = sync_channel(2 * TURN);
                    let mut stage = stage.clone();
                    let painter = scope.spawn(move || self.paint(&mut stage, &own, &painted));
                    (painter, pictures)
                })
                .collect();
            'frames: for (turn, numbers) in numbers.chunks(TURN).enumerate() {
                let (_, pictures) = &hands[turn % hands.len()];
                for _ in numbers {
                    // A hand that stopped, or nobody who takes more: what is there is the shot.
                    let Ok(picture) = pictures.recv() else {
                        break 'frames;
                    };
                    if sender.send(picture).is_err() {
                        break 'frames;
                    }
                }
            }
            let mut report = Report::default();
            for (painter, pictures) in hands {
                drop(pictures);
                let Ok(own) = painter.join() else { continue };
                report.repeated += own.repeated;
                report.lay_s += own.lay_s;
                report.convert_s += own.convert_s;
                if !own.glance.is_empty() {
                    report.glance = own.glance;
                }
            }
            report
        })
    }

    /// Paints frames by their numbers, counted from the beginning of the episode.
    fn paint(
        &self,
        stage: &mut Stage,
        numbers: &[u32],
        sender: &SyncSender<Arc<Vec<u8>>>,
    ) -> Report {
        let mut report = Report::default();
        let Size { width, height } = self.film.artist.size;
        let start = self.film.timeline.shots[self.index].start_ms;
        let mut frame = Frame::new(width as usize, height as usize);
        let mut last: Option<Arc<Vec<u8>>> = None;
        for &number in numbers {
            let ms = (u64::from(number) * 1000 / u64::from(RATE)) as u32;
            let clock = Instant::now();
            let changed = stage.paint(&mut frame, ms.saturating_sub(start), &self.speech.at(ms));
            report.lay_s += clock.elapsed().as_secs_f64();
            if number == self.middle {
                report.glance = crate::palette::glance(&frame);
            }
            let picture = match last.take() {
                Some(last) if !changed => {
                    report.repeated += 1;
                    last
                }
                _ => {
                    let clock = Instant::now();
                    let mut picture = self.pool.take();
                    yuv::convert(&frame, &mut picture);
                    report.convert_s += clock.elapsed().as_secs_f64();
                    Arc::new(picture)
                }
            };
            last = Some(Arc::clone(&picture));
            if sender.send(picture).is_err() {
                break;
            }
        }
        report
    }
}

fn write_all(
    receivers: Vec<Receiver<Arc<Vec<u8>>>>,
    (encoder, watch): (&mut Encoder, &mut Watch),
    size: Size,
    pool: &Pool,
    total: u32,
    progress: Progress,
) -> Result<f64, Error> {
    let (width, height) = (size.width as usize & !1, size.height as usize & !1);
    let (mut done, mut seconds) = (0, 0.0);
    for receiver in receivers {
        for picture in receiver {
            let clock = Instant::now();
            encoder.write(&picture)?;
            seconds += clock.elapsed().as_secs_f64();
            watch.see(&picture, width, height);
            pool.give(picture);
            done += 1;
            if !progress(done, total) {
                return Err(Error::Stopped);
            }
        }
    }
    Ok(seconds)
}

/// Buffers that were used once and may be used again.
#[derive(Default)]
struct Pool(Mutex<Vec<Vec<u8>>>);

impl Pool {
    fn take(&self) -> Vec<u8> {
        self.0
            .lock()
            .ok()
            .and_then(|mut buffers| buffers.pop())
            .unwrap_or_default()
    }

    fn give(&self, picture: Arc<Vec<u8>>) {
        if let (Ok(buffer), Ok(mut buffers)) = (Arc::try_unwrap(picture), self.0.lock()) {
            buffers.push(buffer);
        }
    }
}
