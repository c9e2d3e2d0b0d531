//! One panel: a part of a shot's picture in a frame of ink, what is said in it, what is heard.

use storyboard::Board;
use storyboard::board::Said;
use storyboard::shot::{Effect, Mood};
use tiny_skia::{Pixmap, Transform};

use super::{Choice, Head, Panel, Piece, Still, letters};
use crate::brush::{Canvas, Tone};
use crate::text::{Faces, sounds};

/// Draws the panel of a shot; nothing where the board has no such shot. `still`: its picture without words, about nine by
/// sixteen.
pub fn panel(
    board: &Board,
    faces: &Faces,
    width: u32,
    choice: &Choice,
    still: Still,
) -> Option<Piece> {
    let shot = board.shots.get(choice.shot)?;
    let w = width as f32;
    let margin = if choice.bleed { 0.0 } else { w * 0.045 };
    let panel_width = w - 2.0 * margin;
    let scale = panel_width / still.pixmap.width().max(1) as f32;
    let full = still.pixmap.height() as f32 * scale;
    let height = (choice.height * w).min(full);
    let heads = if still.heads.is_empty() {
        letters::guess(shot, full / panel_width)
    } else {
        still.heads
    };
    let crop = crop(&heads, full, height);
    let seen = |head: &Head| {
        [
            margin + head.rect[0] * panel_width,
            head.rect[1] * full - crop,
            margin + head.rect[2] * panel_width,
            head.rect[3] * full - crop,
        ]
    };
    let faces_seen: Vec<(String, [f32; 4])> = heads
        .iter()
        .map(|head| (head.character.clone(), seen(head)))
        .collect();
    let above = choice.gutter * w;
    let balloons = letters::place(
        board,
        faces,
        shot,
        &faces_seen,
        letters::Room {
            width: w,
            above,
            height,
        },
    );
    let below = balloons
        .iter()
        .map(|(placed, _)| placed.rect[3] + w * 0.03)
        .fold(height, f32::max);
    let total = (above + below).ceil();
    let mut canvas = Canvas::plain(Pixmap::new(width, total as u32)?);
    canvas.rect(0.0, 0.0, w, total, page(shot.mood, &shot.effects));
    canvas.view = Transform::from_translate(0.0, above);
    window(
        &mut canvas,
        &still.pixmap,
        [margin, 0.0, panel_width, height],
        scale,
        crop,
        choice.bleed,
    );
    let mut sound = None;
    if let Some(word) = sounds::word(&shot.action, &board.language) {
        let free = |y: f32| {
            faces_seen
                .iter()
                .all(|(_, head)| y + w * 0.1 < head[1] || y - w * 0.1 > head[3])
        };
        let y = [0.84, 0.7, 0.3, 0.16]
            .into_iter()
            .map(|share| share * height)
            .find(|&y| free(y));
        if let Some(y) = y {
            sounds::draw(
                &mut canvas,
                faces,
                word,
                (w * 0.68, y),
                w * 0.11,
                Tone::hex(0x00f0_4a4a),
            );
            sound = Some(word.to_owned());
        }
    }
    for (placed, balloon) in &balloons {
        let balloon: &crate::text::balloons::Balloon = balloon;
        balloon.draw(
            &mut canvas,
            faces,
            (placed.rect[0], placed.rect[1]),
            placed.tail,
        );
    }
    let panel = Panel {
        rect: [margin, 0.0, margin + panel_width, height],
        shot: Some(choice.shot),
        heads: faces_seen.into_iter().map(|(_, rect)| rect).collect(),
        balloons: balloons.into_iter().map(|(placed, _)| placed).collect(),
        sound,
        text: spoken(board, choice.shot),
    };
    Some(Piece {
        panel: panel.down(above),
        pixmap: canvas.pixmap,
    })
}

/// How far from the still's top a panel begins: heads in its upper middle.
fn crop(heads: &[Head], full: f32, height: f32) -> f32 {
    let (top, bottom) = heads
        .iter()
        .fold((f32::MAX, f32::MIN), |(top, bottom), head| {
            (
                top.min(head.rect[1] * full),
                bottom.max(head.rect[3] * full),
            )
        });
    let middle = if top < bottom {
        f32::midpoint(top, bottom) + height * 0.08
    } else {
        full * 0.46
    };
    (middle - height / 2.0).clamp(0.0, (full - height).max(0.0))
}

/// A part of a picture in a frame of ink. `at` is left, top, width, height.
fn window(canvas: &mut Canvas, picture: &Pixmap, at: [f32; 4], scale: f32, crop: f32, bleed: bool) {
    let [x, y, w, h] = at;
    let Some(rect) = tiny_skia::Rect::from_xywh(x, y, w, h) else {
        return;
    };
    let pattern = tiny_skia::Pattern::new(
        picture.as_ref(),
        tiny_skia::SpreadMode::Pad,
        tiny_skia::FilterQuality::Bilinear,
        1.0,
        Transform::from_row(scale, 0.0, 0.0, scale, x, y - crop),
    );
    let paint = tiny_skia::Paint {
        shader: pattern,
        anti_alias: true,
        ..tiny_skia::Paint::default()
    };
    let view = canvas.view;
    canvas.pixmap.fill_rect(rect, &paint, view, None);
    if !bleed {
        let ink = Tone::hex(0x0014_0c1e);
        canvas.line(
            &[(x, y), (x + w, y), (x + w, y + h), (x, y + h), (x, y)],
            w * 0.006,
            ink,
        );
    }
}

/// The colour of the page between panels: the mood goes on in it.
fn page(mood: Mood, effects: &[Effect]) -> Tone {
    if effects.contains(&Effect::Flashback) {
        return Tone::hex(0x00f2_e6cc);
    }
    match mood {
        Mood::Dread | Mood::Sorrow | Mood::Mystery => Tone::hex(0x0012_0e1a),
        _ => Tone::WHITE,
    }
}

/// What is seen and said in a shot, as sentences.
fn spoken(board: &Board, index: usize) -> String {
    let shot = &board.shots[index];
    let mut parts = Vec::new();
    if let Some(place) = board.places.get(shot.place) {
        parts.push(place.name.clone());
    }
    if let Some(card) = &shot.card {
        parts.push(card.text.clone());
    }
    if !shot.action.trim().is_empty() {
        parts.push(shot.action.trim().to_owned());
    }
    for message in &shot.messages {
        parts.push(format!("{}: {}", message.from, message.text));
    }
    for line in shot.lines.iter().filter_map(|&line| board.lines.get(line)) {
        if line.manner == Said::TextMessage && !shot.messages.is_empty() {
            continue;
        }
        let name = board
            .character(&line.speaker)
            .map_or(line.speaker.as_str(), |character| &character.name);
        parts.push(format!("{name}: {}", line.text));
    }
    parts.join("\n")
}
