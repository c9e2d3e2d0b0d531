//! A board as a webcomic: one vertical strip of panels with balloons, ready to be cut into slices.
//!
//! | module | what |
//! |---|---|
//! | `choose` | which shots become panels, how high, how far apart |
//! | `letters` | where balloons stand: in reading order, near who speaks, never over a face |
//! | [`slices`] | the strip cut to the sizes that platforms take |

mod choose;
mod letters;
pub mod slices;

use storyboard::Board;
use storyboard::board::Said;
use storyboard::shot::{CardKind, Effect, Mood};
use tiny_skia::{Pixmap, Transform};

use crate::brush::{Canvas, Fill, Tone};
use crate::text::block::{self, Style};
use crate::text::paint::{self, Align};
use crate::text::{Faces, sounds};
use crate::{Size, cards};

pub use letters::Placed;

/// The picture of a shot without words, and where faces are in it.
pub struct Still {
    pub pixmap: Pixmap,
    /// Nothing known: they are guessed from the framing.
    pub heads: Vec<Head>,
}

impl From<Pixmap> for Still {
    fn from(pixmap: Pixmap) -> Still {
        Still {
            pixmap,
            heads: Vec::new(),
        }
    }
}

/// A head in a still.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Id of the character.
    pub character: String,
    /// Left, top, right, bottom as shares of the still's width and height.
    pub rect: [f32; 4],
}

/// A panel of a strip; positions are pixels of the whole strip.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Left, top, right, bottom.
    pub rect: [f32; 4],
    /// Index of the shot; nothing for the first and the last panel.
    pub shot: Option<usize>,
    pub balloons: Vec<Placed>,
    /// Faces that must stay visible.
    pub heads: Vec<[f32; 4]>,
    pub sound: Option<String>,
    /// What somebody reads who cannot see it.
    pub text: String,
}

/// A whole episode.
pub struct Strip {
    pub width: u32,
    pub height: u32,
    pub panels: Vec<Panel>,
    /// Pictures that lie below each other without a gap.
    pub(crate) parts: Vec<Pixmap>,
}

/// How narrow and how wide a strip may be, in pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 200..=2000;

/// Draws a board as a strip `width` pixels wide (clamped to 200 to 2000). `still` is asked for the picture of a shot,
/// by its index, about nine by sixteen; once for each panel, in order. `label` says how it was made, on the first panel
/// and on the last.
pub fn draw(
    board: &Board,
    faces: &Faces,
    width: u32,
    label: Option<&str>,
    mut still: impl FnMut(usize) -> Still,
) -> Strip {
    let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
    let mut strip = Strip {
        width,
        height: 0,
        panels: Vec::new(),
        parts: Vec::new(),
    };
    let title = format!("{}\n{} · {}", board.series, board.number, board.title);
    bookend(&mut strip, faces, board, CardKind::Title, &title, label);
    for choice in choose::panels(board) {
        let picture = still(choice.shot);
        panel(&mut strip, board, faces, &choice, picture);
    }
    bookend(
        &mut strip,
        faces,
        board,
        CardKind::End,
        cards::to_be_continued(&board.language),
        label,
    );
    strip
}

/// The panel before the first and after the last.
fn bookend(
    strip: &mut Strip,
    faces: &Faces,
    board: &Board,
    kind: CardKind,
    text: &str,
    label: Option<&str>,
) {
    let w = strip.width as f32;
    let height = (w * if kind == CardKind::Title { 0.9 } else { 0.62 }).round();
    let Some(pixmap) = Pixmap::new(strip.width, height as u32) else {
        return;
    };
    let mut canvas = Canvas::plain(pixmap);
    let tone = Tone::hex(0x007a_3a70);
    canvas.rect(
        0.0,
        0.0,
        w,
        height,
        Fill::down(0.0, height, tone.lift(-0.75), tone.lift(-0.1)),
    );
    canvas.glow((w / 2.0, height), w * 0.8, tone.lift(0.3).alpha(0.5));
    let ink = Tone::hex(0x0014_0a22);
    let mut y = height * 0.26;
    for (line, text) in text.split('\n').enumerate() {
        let mut em = w * if line == 0 { 0.092 } else { 0.05 };
        let mut block = block::set(faces, text, &board.language, Style::bold(em), w * 0.84);
        while block.height() > height * 0.5 && em > 6.0 {
            em *= 0.85;
            block = block::set(faces, text, &board.language, Style::bold(em), w * 0.84);
        }
        let front = if line == 0 {
            Tone::WHITE
        } else {
            Tone::hex(0x00ff_d27a)
        };
        paint::draw_outlined(
            &mut canvas,
            faces,
            &block,
            (w / 2.0 - block.width() / 2.0, y),
            Align::Centre,
            (front, ink),
        );
        y += block.height() + w * 0.03;
    }
    if let Some(label) = label {
        // A twentieth of the width, as films have it.
        let em = w * f32::from(cards::LABEL_HEIGHT) / 1000.0;
        let block = block::set(faces, label, &board.language, Style::bold(em), w * 0.9);
        let at = (
            w / 2.0 - block.width() / 2.0,
            height - block.height() - w * 0.035,
        );
        paint::draw_outlined(
            &mut canvas,
            faces,
            &block,
            at,
            Align::Centre,
            (Tone::WHITE, ink),
        );
    }
    let top = strip.height as f32;
    strip.panels.push(Panel {
        rect: [0.0, top, w, top + height],
        shot: None,
        balloons: Vec::new(),
        heads: Vec::new(),
        sound: None,
        text: text.replace('\n', ". "),
    });
    strip.height += canvas.pixmap.height();
    strip.parts.push(canvas.pixmap);
}

fn panel(strip: &mut Strip, board: &Board, faces: &Faces, choice: &choose::Choice, still: Still) {
    let shot = &board.shots[choice.shot];
    let w = strip.width as f32;
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
    let Some(pixmap) = Pixmap::new(strip.width, total as u32) else {
        return;
    };
    let mut canvas = Canvas::plain(pixmap);
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
    let top = strip.height as f32 + above;
    let down = |rect: [f32; 4]| [rect[0], rect[1] + top, rect[2], rect[3] + top];
    strip.panels.push(Panel {
        rect: down([margin, 0.0, margin + panel_width, height]),
        shot: Some(choice.shot),
        heads: faces_seen.iter().map(|(_, rect)| down(*rect)).collect(),
        balloons: balloons
            .into_iter()
            .map(|(placed, _)| Placed {
                rect: down(placed.rect),
                tail: placed.tail.map(|(x, y)| (x, y + top)),
                ..placed
            })
            .collect(),
        sound,
        text: spoken(board, choice.shot),
    });
    strip.height += canvas.pixmap.height();
    strip.parts.push(canvas.pixmap);
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

impl Strip {
    /// What screen readers read: a paragraph for each panel.
    pub fn text(&self) -> String {
        self.panels
            .iter()
            .map(|panel| panel.text.as_str())
            .collect::<Vec<_>>()
            .join("\n\n")
    }

    /// Its size as a picture.
    pub fn size(&self) -> Size {
        Size {
            width: self.width,
            height: self.height,
        }
    }
}
