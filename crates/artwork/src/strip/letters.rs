//! Where balloons stand: in reading order, near who speaks, never over a face.

use serde::{Deserialize, Serialize};
use storyboard::Board;
use storyboard::board::{Line, Said};
use storyboard::shot::{Feeling, Framing, Shot, Spot as Stand};

use super::Head;
use crate::brush::Spot;
use crate::text::Faces;
use crate::text::balloons::{Balloon, Voice};

/// A balloon where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed {
    /// Left, top, right, bottom, without the tail.
    pub rect: [f32; 4],
    /// Index of the line.
    pub line: usize,
    /// Where the tail points.
    pub tail: Option<Spot>,
}

/// What there is for the letters of one panel: the strip's width, the white above, the panel's height, in pixels from
/// the panel's top.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub width: f32,
    pub above: f32,
    pub height: f32,
}

/// Sets and places the balloons of a shot. What finds no place in the panel stands below it: nothing is ever laid over a
/// face or another balloon.
pub fn place(
    board: &Board,
    faces: &Faces,
    shot: &Shot,
    heads: &[(String, [f32; 4])],
    room: Room,
) -> Vec<(Placed, Balloon)> {
    let em = room.width * 0.038;
    let mut placed: Vec<(Placed, Balloon)> = Vec::new();
    for &index in &shot.lines {
        let Some(line) = board.lines.get(index) else {
            continue;
        };
        let on_screen = line.manner == Said::TextMessage && !shot.messages.is_empty();
        if on_screen || line.text.trim().is_empty() {
            continue;
        }
        let speaker = heads
            .iter()
            .find(|(character, _)| *character == line.speaker)
            .map(|(_, rect)| *rect)
            .filter(|rect| in_sight(*rect, room));
        let balloon = Balloon::new(
            faces,
            &line.text,
            &board.language,
            voice(line, speaker.is_some()),
            em,
            room.width * 0.56,
        );
        let earlier: Vec<[f32; 4]> = placed.iter().map(|(placed, _)| placed.rect).collect();
        let rect = find(&balloon, speaker, heads, &earlier, room);
        let tail = speaker
            .filter(|_| matches!(line.manner, Said::Dialogue | Said::Phone | Said::VoiceOver))
            .map(|head| mouth(head, rect));
        placed.push((
            Placed {
                rect,
                line: index,
                tail,
            },
            balloon,
        ));
    }
    placed
}

/// Whether enough of a head is in the panel to point at.
fn in_sight(head: [f32; 4], room: Room) -> bool {
    let seen =
        |low: f32, high: f32, end: f32| (high.min(end) - low.max(0.0)) / (high - low).max(1.0);
    seen(head[0], head[2], room.width) > 0.45 && seen(head[1], head[3], room.height) > 0.45
}

/// The side of the face that the balloon is at, at the height of the mouth.
fn mouth(head: [f32; 4], balloon: [f32; 4]) -> Spot {
    let middle = f32::midpoint(head[0], head[2]);
    let from = f32::midpoint(balloon[0], balloon[2]);
    let reach = (head[2] - head[0]) * 0.34;
    (
        middle + (from - middle).clamp(-reach, reach),
        if balloon[3] < head[1] {
            head[1]
        } else {
            head[1] + (head[3] - head[1]) * 0.75
        },
    )
}

fn voice(line: &Line, seen: bool) -> Voice {
    match line.manner {
        Said::VoiceOver if seen => Voice::Thought,
        Said::VoiceOver => Voice::Narration,
        Said::Phone | Said::TextMessage => Voice::Phone,
        Said::Dialogue | Said::OffScreen => match line.feeling {
            Feeling::Whispering => Voice::Whisper,
            Feeling::Furious | Feeling::Shocked if line.text.contains(['!', '！']) => Voice::Shout,
            _ => Voice::Speech,
        },
    }
}

/// The best of a grid of places.
fn find(
    balloon: &Balloon,
    speaker: Option<[f32; 4]>,
    heads: &[(String, [f32; 4])],
    earlier: &[[f32; 4]],
    room: Room,
) -> [f32; 4] {
    let (w, h) = (balloon.width, balloon.height);
    let edge = room.width * 0.02;
    // Reading goes down: a later balloon begins below where the one before begins, and does not stand left of it at
    // the same height.
    let floor = earlier.last().map_or(-room.above * 0.8, |last| {
        last[1] + h.min(last[3] - last[1]) * 0.5
    });
    let mut best: Option<(f32, [f32; 4])> = None;
    for column in 0..=6 {
        let x = edge + (room.width - w - 2.0 * edge).max(0.0) * column as f32 / 6.0;
        for row in 0..40 {
            let y = floor + row as f32 * room.height * 0.03;
            let rect = [x, y, x + w, y + h];
            let gap = room.width * 0.015;
            if earlier.iter().any(|other| overlap(rect, *other, gap))
                || heads.iter().any(|(_, head)| overlap(rect, *head, gap))
            {
                continue;
            }
            if y + h > room.height * 1.12 && row > 0 && y > floor + room.height {
                continue;
            }
            let before = earlier
                .last()
                .is_some_and(|last| y < last[3] && x < last[0]);
            let far = speaker.map_or(0.0, |head| {
                (f32::midpoint(head[0], head[2]) - (x + w / 2.0)).abs()
            });
            let late = y - floor;
            let beyond = (y + h - room.height).max(0.0);
            let cost = far * 0.55 + late + beyond * 0.6 + if before { room.width } else { 0.0 };
            if best.is_none_or(|(least, _)| cost < least) {
                best = Some((cost, rect));
            }
        }
    }
    best.map_or_else(
        || {
            let y = earlier
                .iter()
                .map(|rect| rect[3])
                .fold(room.height, f32::max)
                + room.width * 0.03;
            let x =
                speaker.map_or(room.width / 2.0, |head| f32::midpoint(head[0], head[2])) - w / 2.0;
            let x = x.clamp(edge, (room.width - w - edge).max(edge));
            [x, y, x + w, y + h]
        },
        |(_, rect)| rect,
    )
}

/// Whether two rectangles come nearer than a gap.
pub fn overlap(a: [f32; 4], b: [f32; 4], gap: f32) -> bool {
    a[0] < b[2] + gap && b[0] < a[2] + gap && a[1] < b[3] + gap && b[1] < a[3] + gap
}

/// Where heads are in a shot of which nothing else is known. `aspect` is the still's height over its width.
pub fn guess(shot: &Shot, aspect: f32) -> Vec<Head> {
    let (tall, middle) = match shot.framing {
        Framing::Wide => (0.09, 0.345),
        Framing::TwoShot => (0.17, 0.3),
        Framing::Medium => (0.24, 0.3),
        Framing::OverShoulder => (0.27, 0.315),
        Framing::CloseUp => (0.4, 0.345),
        Framing::ExtremeCloseUp => (0.6, 0.375),
        Framing::Insert | Framing::PhoneScreen | Framing::Card => return Vec::new(),
    };
    let seen = match shot.framing {
        Framing::OverShoulder => shot.people.len().saturating_sub(1).max(1),
        _ => shot.people.len(),
    };
    shot.people
        .iter()
        .take(seen)
        .map(|figure| {
            let x = match figure.spot {
                Stand::FarLeft => 0.14,
                Stand::Left => 0.29,
                Stand::Centre => 0.49,
                Stand::Right => 0.69,
                Stand::FarRight => 0.84,
            };
            let x = match shot.framing {
                Framing::Wide | Framing::TwoShot => x,
                Framing::Medium | Framing::OverShoulder => 0.49 + (x - 0.49) * 0.55,
                _ => 0.49 + (x - 0.49) * 0.3,
            };
            let wide = tall * aspect * 0.42;
            Head {
                character: figure.character.clone(),
                rect: [x - wide, middle - tall / 2.0, x + wide, middle + tall / 2.0],
            }
        })
        .collect()
}
