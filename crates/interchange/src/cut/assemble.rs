//! Board, timeline and files become a cut.

use storyboard::shot::{Framing, Shot, Transition};
use storyboard::{Board, Timeline};

use super::{
    AudioTrack, Clip, Cut, File, Files, Marker, Media, Role, Sound, caption, transition_name,
};
use crate::Rate;
use crate::names::{Unique, line};

/// What a dissolve takes, where both files hold enough for it.
const DISSOLVE_MS: u64 = 500;
/// More than any episode; keeps sums far from their limits.
const LONGEST_MS: u32 = 4 * 3_600_000;

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    #[error("the board has {board} {what} and the {of} has {found}: make the {of} from this board")]
    Count {
        what: &'static str,
        of: &'static str,
        board: usize,
        found: usize,
    },
    #[error("the episode has no shots: break its script down first")]
    Empty,
    #[error(
        "shot {shot} does not begin where the one before it ends, or has no length: lay the board out again"
    )]
    Gap { shot: String },
    #[error(
        "shot {shot} lasts {needed} ms and its file holds {held} ms from there: render the shot again"
    )]
    TooShort {
        shot: String,
        needed: u64,
        held: u64,
    },
    #[error("the episode is longer than four hours: it cannot be laid out as one")]
    TooLong,
    #[error("pictures of {width}×{height} are no size: take 16 to 16,384 pixels each way")]
    Size { width: u32, height: u32 },
}

impl Cut {
    /// The edit of an episode. Sounds that go on past its end are cut off there, and sounds that begin later fall away.
    pub fn of(board: &Board, timeline: &Timeline, files: &Files) -> Result<Self, Error> {
        check(board, timeline, files)?;
        let rate = files.rate;
        let mut shelf = Shelf::new(rate);
        let mut video = Vec::new();
        let mut markers = Vec::new();
        let frames = rate.frame_at(u64::from(timeline.length_ms)).max(1);
        for (index, shot) in board.shots.iter().enumerate() {
            let (span, media) = (timeline.shots[index], &files.shots[index]);
            let start = rate.frame_at(u64::from(span.start_ms));
            let end = rate.frame_at(u64::from(span.end_ms)).min(frames);
            if end <= start {
                return Err(Error::Gap {
                    shot: shot.id.clone(),
                });
            }
            let source = rate.frame_at(u64::from(media.lead_ms));
            let needed = u64::from(span.end_ms - span.start_ms);
            let held = u64::from(media.length_ms.saturating_sub(media.lead_ms));
            // A frame more or less is how encoders round.
            if held + rate.millis(1) + 1 < needed {
                return Err(Error::TooShort {
                    shot: shot.id.clone(),
                    needed,
                    held,
                });
            }
            let file = shelf.put(media, source + end - start);
            markers.extend(scene_marker(board, index, start));
            let mut clip = Clip {
                name: line(&shot.id),
                note: line(&shot.action),
                file,
                source,
                start,
                end,
                dissolve: None,
            };
            if shot.transition == Transition::Dissolve {
                clip.dissolve = video
                    .last()
                    .and_then(|before| shelf.dissolve(before, &clip));
            }
            if let (None, Some(name)) = (clip.dissolve, transition_name(shot.transition)) {
                markers.push(Marker {
                    frame: start,
                    name: format!("{name}, in the picture"),
                });
            }
            video.push(clip);
        }
        let mut audio = Vec::new();
        for role in Role::ALL {
            let mut clips = match role {
                Role::Dialogue => dialogue(board, timeline, files, &mut shelf),
                Role::Music => sounds(&files.music, &mut shelf),
                Role::Effects => sounds(&files.effects, &mut shelf),
            };
            clips.retain_mut(|clip| {
                clip.end = clip.end.min(frames);
                clip.start < clip.end
            });
            audio.extend(tracks(role, clips));
        }
        Ok(Self {
            series: board.series.clone(),
            number: board.number,
            title: board.title.clone(),
            language: board.language.clone(),
            rate,
            width: files.width,
            height: files.height,
            frames,
            files: shelf.files,
            video,
            audio,
            captions: caption::of(board, timeline),
            markers,
        })
    }
}

fn check(board: &Board, timeline: &Timeline, files: &Files) -> Result<(), Error> {
    let (shots, lines) = (board.shots.len(), board.lines.len());
    for (what, of, board, found) in [
        ("shots", "timeline", shots, timeline.shots.len()),
        ("lines", "timeline", lines, timeline.lines.len()),
        ("shots", "list of files", shots, files.shots.len()),
        ("lines", "list of files", lines, files.lines.len()),
    ] {
        if board != found {
            return Err(Error::Count {
                what,
                of,
                board,
                found,
            });
        }
    }
    let first = board.shots.first().ok_or(Error::Empty)?;
    let sane = 16..=16_384;
    if !sane.contains(&files.width) || !sane.contains(&files.height) {
        return Err(Error::Size {
            width: files.width,
            height: files.height,
        });
    }
    if timeline.length_ms > LONGEST_MS {
        return Err(Error::TooLong);
    }
    let mut now = 0;
    for (shot, span) in board.shots.iter().zip(&timeline.shots) {
        if span.start_ms != now || span.end_ms <= now {
            return Err(Error::Gap {
                shot: shot.id.clone(),
            });
        }
        now = span.end_ms;
    }
    if now == timeline.length_ms {
        Ok(())
    } else {
        Err(Error::Gap {
            shot: first.id.clone(),
        })
    }
}

/// The files of a cut, each once.
struct Shelf {
    rate: Rate,
    files: Vec<File>,
    names: Unique,
}

impl Shelf {
    fn new(rate: Rate) -> Self {
        Self {
            rate,
            files: Vec::new(),
            names: Unique::default(),
        }
    }

    /// `used`: frames that the clip needs from the file's start on; rounding may ask for one more than it has.
    fn put(&mut self, media: &Media, used: u64) -> usize {
        let ms = u64::from(media.length_ms);
        let nearest = self.rate.frame_at(ms);
        let frames = nearest + u64::from(self.rate.millis(nearest) < ms);
        if let Some(index) = self.files.iter().position(|file| file.key == media.key) {
            self.files[index].frames = self.files[index].frames.max(used);
            return index;
        }
        self.files.push(File {
            key: media.key.clone(),
            path: format!("media/{}", self.names.take(&media.name)),
            name: line(&media.name),
            frames: frames.max(used),
            channels: media.channels,
        });
        self.files.len() - 1
    }

    /// How long a dissolve between two clips may be, where the files hold frames on both sides of the cut.
    fn dissolve(&self, before: &Clip, after: &Clip) -> Option<u64> {
        let half = self.rate.frame_at(DISSOLVE_MS) / 2;
        let tail = self.files[before.file].frames - (before.source + before.frames());
        // Half of a short clip stays as it is, or two dissolves would meet.
        let room = before.frames().min(after.frames()) / 2;
        (half > 0 && tail >= half && after.source >= half && room >= half).then_some(half * 2)
    }
}

fn dialogue(board: &Board, timeline: &Timeline, files: &Files, shelf: &mut Shelf) -> Vec<Clip> {
    let mut clips = Vec::new();
    for (index, said) in board.lines.iter().enumerate() {
        let Some(media) = &files.lines[index] else {
            continue;
        };
        let cue = &timeline.lines[index];
        clips.push(placed(
            shelf,
            media,
            cue.start_ms,
            cue.end_ms,
            &said.id,
            &said.text,
        ));
    }
    clips
}

fn sounds(sounds: &[Sound], shelf: &mut Shelf) -> Vec<Clip> {
    let mut place = |sound: &Sound| {
        placed(
            shelf,
            &sound.media,
            sound.start_ms,
            sound.end_ms,
            &sound.what,
            "",
        )
    };
    sounds.iter().map(&mut place).collect()
}

fn placed(
    shelf: &mut Shelf,
    media: &Media,
    start_ms: u32,
    end_ms: u32,
    name: &str,
    note: &str,
) -> Clip {
    let rate = shelf.rate;
    let start = rate.frame_at(u64::from(start_ms));
    let source = rate.frame_at(u64::from(media.lead_ms));
    let file = shelf.put(media, source + 1);
    let held = shelf.files[file].frames - source;
    let wanted = rate
        .frame_at(u64::from(end_ms))
        .saturating_sub(start)
        .max(1);
    Clip {
        name: line(name),
        note: line(note),
        file,
        source,
        start,
        end: start + wanted.min(held),
        dissolve: None,
    }
}

/// As few tracks as there are sounds at once.
fn tracks(role: Role, mut clips: Vec<Clip>) -> Vec<AudioTrack> {
    clips.sort_by_key(|clip| clip.start);
    let mut tracks: Vec<AudioTrack> = Vec::new();
    for clip in clips {
        let free = tracks
            .iter_mut()
            .find(|track| track.clips.last().is_none_or(|last| last.end <= clip.start));
        if let Some(track) = free {
            track.clips.push(clip);
            continue;
        }
        let name = match tracks.len() {
            0 => role.name().to_owned(),
            more => format!("{} {}", role.name(), more + 1),
        };
        tracks.push(AudioTrack {
            role,
            name,
            clips: vec![clip],
        });
    }
    tracks
}

/// Where a scene begins, and where words stand on a card.
fn scene_marker(board: &Board, index: usize, frame: u64) -> Option<Marker> {
    let shot = &board.shots[index];
    if let (Framing::Card, Some(card)) = (shot.framing, &shot.card) {
        return Some(Marker {
            frame,
            name: line(&format!("Card: {}", card.text)),
        });
    }
    let scene = |shot: &Shot| shot.id.rsplit_once("-t").map(|(scene, _)| scene.to_owned());
    let before = index
        .checked_sub(1)
        .and_then(|before| scene(&board.shots[before]));
    let here = scene(shot);
    let place = board
        .places
        .get(shot.place)
        .map_or("", |place| place.name.as_str());
    (index == 0 || here != before).then(|| Marker {
        frame,
        name: line(&format!("Scene: {place}")),
    })
}
