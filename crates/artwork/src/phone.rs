//! The screen of a phone, as a picture: messages as bubbles, somebody who types, a notification.

use storyboard::shot::Message;
use tiny_skia::Pixmap;

use crate::brush::{Canvas, Fill, PAGE, Tone, rounded};
use crate::text::Faces;
use crate::text::block::{self, Block, Style};
use crate::text::paint::{self, Align};

const INK: Tone = Tone::hex(0x0018_1826);
const OWN: Tone = Tone::hex(0x0034_7cf0);
const THEIRS: Tone = Tone::hex(0x00ff_ffff);
const SIDE: f32 = 96.0;

/// What of a conversation is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// How many messages there are yet, from the oldest.
    pub messages: usize,
    /// Whether the next one is being typed: dots that move.
    pub typing: bool,
    /// For the dots.
    pub ms: u32,
}

/// Draws the screen, phone and all, over the whole picture. `right_to_left` languages mirror nothing: own messages are
/// on the right everywhere. Nothing for a size of zero.
pub fn screen(
    faces: &Faces,
    messages: &[Message],
    language: &str,
    shown: Shown,
    size: crate::Size,
) -> Option<Pixmap> {
    let mut canvas = Canvas::new(size.width, size.height)?;
    let glow = Tone::hex(0x003a_3f78);
    canvas.rect(
        -60.0,
        -60.0,
        PAGE.0 + 120.0,
        PAGE.1 + 120.0,
        Fill::down(0.0, PAGE.1, glow, Tone::hex(0x0010_1028)),
    );
    // The phone itself, larger than the picture at its sides.
    if let Some(path) = rounded(30.0, 110.0, 1020.0, 1700.0, 110.0) {
        canvas.path(&path, Tone::hex(0x0008_0810));
        canvas.stroke(&path, 8.0, Tone::hex(0x0060_6484));
    }
    if let Some(path) = rounded(56.0, 136.0, 968.0, 1648.0, 90.0) {
        canvas.path(
            &path,
            Fill::down(
                136.0,
                1784.0,
                Tone::hex(0x00f2_f1f8),
                Tone::hex(0x00de_e0f0),
            ),
        );
    }
    if let Some(path) = rounded(410.0, 160.0, 260.0, 44.0, 22.0) {
        canvas.path(&path, Tone::hex(0x0008_0810));
    }
    head(&mut canvas, faces, messages, language);
    let bubbles = bubbles(faces, messages, language, shown.messages);
    // The newest stands at the bottom.
    let floor = if shown.typing { 1480.0 } else { 1600.0 };
    let mut y = floor;
    let mut places: Vec<(f32, &Bubble)> = Vec::new();
    for bubble in bubbles.iter().rev() {
        y -= bubble.height();
        if y < 330.0 {
            break;
        }
        places.push((y, bubble));
        y -= 30.0;
    }
    // Few messages stand in the middle, where people look.
    let lift = places
        .last()
        .map_or(0.0, |(top, _)| ((top - 430.0) * 0.5).max(0.0));
    for (y, bubble) in &places {
        bubble.draw(&mut canvas, faces, y - lift);
    }
    if shown.typing {
        let own = messages
            .get(shown.messages)
            .is_some_and(|message| message.own);
        let y = if places.is_empty() {
            900.0
        } else {
            floor - lift + 30.0
        };
        typing(&mut canvas, y, own, shown.ms);
    }
    if let Some(path) = rounded(110.0, 1662.0, 760.0, 76.0, 38.0) {
        canvas.path(&path, Tone::WHITE);
        canvas.stroke(&path, 3.0, Tone::hex(0x00c4_c8dc));
    }
    canvas.ellipse((930.0, 1700.0), 38.0, 38.0, OWN);
    canvas.poly(
        &[
            (914.0, 1680.0),
            (952.0, 1700.0),
            (914.0, 1720.0),
            (922.0, 1700.0),
        ],
        Tone::WHITE,
    );
    Some(canvas.pixmap)
}

fn head(canvas: &mut Canvas, faces: &Faces, messages: &[Message], language: &str) {
    canvas.rect(56.0, 318.0, 968.0, 3.0, Tone::hex(0x00c4_c8dc));
    let Some(other) = messages.iter().find(|message| !message.own) else {
        return;
    };
    let name = block::set(faces, &other.from, language, Style::bold(46.0), 620.0);
    let hue = other.from.bytes().fold(7u64, |sum, byte| {
        sum.wrapping_mul(31).wrapping_add(u64::from(byte))
    });
    let tone = crate::dice::Dice::new(hue).pick(&[
        Tone::hex(0x00e0_708a),
        Tone::hex(0x0050_9ac8),
        Tone::hex(0x0060_b088),
        Tone::hex(0x00d8_9a48),
    ]);
    canvas.ellipse((170.0, 262.0), 44.0, 44.0, tone);
    let initial: String = other.from.chars().take(1).collect();
    let letter = block::set(faces, &initial, language, Style::bold(48.0), 200.0);
    paint::draw(
        canvas,
        faces,
        &letter,
        (170.0 - letter.width() / 2.0, 262.0 - letter.height() / 2.0),
        Align::Left,
        Tone::WHITE,
    );
    if let Some(first) = name.lines.first() {
        let one = Block {
            lines: vec![first.clone()],
            ..name.clone()
        };
        paint::draw(
            canvas,
            faces,
            &one,
            (236.0, 262.0 - one.height() / 2.0),
            Align::Left,
            INK,
        );
    }
}

struct Bubble {
    block: Block,
    own: bool,
}

fn bubbles(faces: &Faces, messages: &[Message], language: &str, count: usize) -> Vec<Bubble> {
    // What does not fit is above the screen anyway.
    let messages = &messages[..count.min(messages.len())];
    let messages = &messages[messages.len().saturating_sub(14)..];
    messages
        .iter()
        .map(|message| {
            let mut block = block::set(faces, &message.text, language, Style::regular(50.0), 640.0);
            block.lines.truncate(14);
            Bubble {
                block,
                own: message.own,
            }
        })
        .collect()
}

impl Bubble {
    fn height(&self) -> f32 {
        self.block.height() + 52.0
    }

    fn draw(&self, canvas: &mut Canvas, faces: &Faces, y: f32) {
        let width = self.block.width().max(60.0) + 76.0;
        let x = if self.own {
            PAGE.0 - SIDE - width
        } else {
            SIDE
        };
        let tone = if self.own { OWN } else { THEIRS };
        if let Some(path) = rounded(x, y, width, self.height(), 44.0) {
            paint::shadow(canvas, &path, 20.0);
            canvas.path(&path, tone);
        }
        let (corner, out) = if self.own {
            (x + width - 46.0, x + width + 16.0)
        } else {
            (x + 46.0, x - 16.0)
        };
        let foot = y + self.height();
        canvas.poly(
            &[
                (corner, foot - 52.0),
                (f32::midpoint(corner, out), foot - 16.0),
                (out, foot),
                (corner, foot),
            ],
            tone,
        );
        let ink = if self.own { Tone::WHITE } else { INK };
        paint::draw(
            canvas,
            faces,
            &self.block,
            (x + 38.0, y + 26.0),
            Align::Left,
            ink,
        );
    }
}

fn typing(canvas: &mut Canvas, y: f32, own: bool, ms: u32) {
    let x = if own { PAGE.0 - SIDE - 190.0 } else { SIDE };
    if let Some(path) = rounded(x, y, 190.0, 96.0, 46.0) {
        canvas.path(&path, if own { OWN } else { THEIRS });
    }
    for dot in 0..3 {
        let beat = ((ms as f32 / 180.0 - dot as f32 * 0.9).sin() * 0.5 + 0.5).powi(2);
        let tone = if own {
            Tone::WHITE
        } else {
            Tone::hex(0x0080_84a0)
        };
        canvas.ellipse(
            (x + 52.0 + dot as f32 * 43.0, y + 50.0 - beat * 14.0),
            13.0,
            13.0,
            tone.alpha(0.5 + 0.5 * beat),
        );
    }
}

/// A notification that slides in at the top of a frame: who writes and what. `share` goes from 0 (hidden) to 1.
pub fn notification(
    frame: &mut Pixmap,
    faces: &Faces,
    message: &Message,
    language: &str,
    share: f32,
) {
    let scale = frame.width() as f32 / PAGE.0;
    let Some(empty) = Pixmap::new(1, 1) else {
        return;
    };
    let mut canvas = Canvas::plain(std::mem::replace(frame, empty));
    canvas.view = tiny_skia::Transform::from_scale(scale, scale);
    let share = share.clamp(0.0, 1.0);
    let y = -220.0 + share * 390.0;
    if let Some(path) = rounded(60.0, y, 960.0, 190.0, 56.0) {
        paint::shadow(&mut canvas, &path, 40.0);
        canvas.path(&path, Tone::hex(0x00f6_f5fb).alpha(0.96));
    }
    if let Some(path) = rounded(94.0, y + 42.0, 106.0, 106.0, 28.0) {
        canvas.path(
            &path,
            Fill::down(
                y + 42.0,
                y + 148.0,
                Tone::hex(0x005c_d06a),
                Tone::hex(0x002a_a050),
            ),
        );
    }
    canvas.ellipse((147.0, y + 92.0), 32.0, 27.0, Tone::WHITE);
    canvas.poly(
        &[(126.0, y + 106.0), (150.0, y + 112.0), (120.0, y + 128.0)],
        Tone::WHITE,
    );
    for (text, style, top, tone) in [
        (&message.from, Style::bold(42.0), 34.0, INK),
        (&message.text, Style::regular(42.0), 94.0, INK.lift(0.2)),
    ] {
        let block = block::set(faces, text, language, style, 760.0);
        if let Some(first) = block.lines.first() {
            let one = Block {
                lines: vec![first.clone()],
                ..block.clone()
            };
            paint::draw(
                &mut canvas,
                faces,
                &one,
                (236.0, y + top),
                Align::Left,
                tone,
            );
        }
    }
    *frame = canvas.pixmap;
}
