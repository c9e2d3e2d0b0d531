//! Captions: what is said, over a film, at most two lines at a time, the word that is being said in colour.

use storyboard::timeline::Cue;
use tiny_skia::{Pixmap, Transform};
use unicode_script::{Script, UnicodeScript};

use super::block::{self, Block, Style, opportunities};
use super::faces::Faces;
use super::paint::{self, Align};
use super::zones::Zone;
use crate::Size;
use crate::brush::{Canvas, Tone};

/// Characters in a line, of scripts whose characters are as wide as high and of all others: what fits between the house's
/// buttons without being set smaller.
const WIDE_LINE: f32 = 12.0;
const NARROW_LINE: f32 = 22.0;
const LINES: f32 = 2.0;
/// How far the dark edge of letters reaches beyond them, in ems.
const OUTLINE: f32 = 0.22;

/// How captions look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    /// Height of an em in per mille of the picture's width.
    pub size: u16,
    pub tone: Tone,
    /// The word that is being said; nothing: plain.
    pub said: Option<Tone>,
    pub zone: Zone,
}

impl Look {
    /// White, the word that is being said in yellow, where the house leaves room.
    pub const KARAOKE: Look = Look {
        size: 56,
        tone: Tone::WHITE,
        said: Some(Tone::hex(0x00ff_d54a)),
        zone: super::zones::HOUSE,
    };
    pub const PLAIN: Look = Look {
        said: None,
        ..Look::KARAOKE
    };
}

/// What of a line is seen at a moment. Equal states are equal pictures: keep what [`draw`] made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// Bytes of the line's text that are shown.
    pub start: usize,
    pub end: usize,
    /// Bytes of the word that is being said.
    pub word: Option<(usize, usize)>,
}

/// A drawn caption and where its upper left corner lies.
#[derive(Clone, Debug)]
pub struct Picture {
    pub pixmap: Pixmap,
    pub x: i32,
    pub y: i32,
}

/// Cuts a text into pages of at most two lines, as byte ranges; the cut falls after a sentence or a comma where one is
/// near.
pub fn pages(text: &str) -> Vec<(usize, usize)> {
    let load = |part: &str| -> f32 {
        part.trim()
            .chars()
            .map(|c| {
                if wide(c) {
                    1.0 / WIDE_LINE
                } else {
                    1.0 / NARROW_LINE
                }
            })
            .sum()
    };
    let mut pages = Vec::new();
    let places: Vec<usize> = opportunities(text).into_iter().map(|(at, _)| at).collect();
    let mut start = 0;
    let mut best: Option<usize> = None;
    let mut last = 0;
    for &at in &places {
        if load(&text[start..at]) > LINES && last > start {
            let cut = best
                .filter(|&cut| cut > start && load(&text[start..cut]) > LINES * 0.4)
                .unwrap_or(last);
            pages.push((start, cut));
            start = cut;
            best = None;
        }
        // One word longer than a page is shown by halves.
        while load(&text[start..at]) > LINES {
            let mut used = 0.0;
            let cut = text[start..at].char_indices().find_map(|(offset, c)| {
                used += if wide(c) {
                    1.0 / WIDE_LINE
                } else {
                    1.0 / NARROW_LINE
                };
                (used > LINES && offset > 0).then_some(start + offset)
            });
            let Some(cut) = cut else { break };
            pages.push((start, cut));
            start = cut;
        }
        if text[..at].trim_end().ends_with([
            '.', '!', '?', ',', ';', '…', '。', '，', '！', '？', '、', '؟', '،', '।',
        ]) {
            best = Some(at);
        }
        last = at;
    }
    if start < text.len() {
        pages.push((start, text.len()));
    }
    pages.retain(|&(start, end)| !text[start..end].trim().is_empty());
    pages
}

/// Whether a character is about as wide as high.
fn wide(character: char) -> bool {
    matches!(
        character.script(),
        Script::Han | Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo
    ) || matches!(character, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// What is shown of a line at a moment of its episode; nothing before it begins and after it ended. With no words
/// known, pages share the time by their lengths.
pub fn at(text: &str, cue: &Cue, ms: u32) -> Option<State> {
    if ms < cue.start_ms || ms >= cue.end_ms {
        return None;
    }
    let pages = pages(text);
    let fits = |word: &&storyboard::timeline::Word| {
        word.start < word.end
            && text.is_char_boundary(word.start)
            && text.is_char_boundary(word.end)
            && word.end <= text.len()
    };
    let words: Vec<_> = cue.words.iter().filter(fits).collect();
    let word = words.iter().rev().find(|word| word.start_ms <= ms).copied();
    let page = if words.is_empty() {
        let share = f64::from(ms - cue.start_ms) / f64::from((cue.end_ms - cue.start_ms).max(1));
        let byte = (share * text.len() as f64) as usize;
        pages
            .iter()
            .rev()
            .find(|page| page.0 <= byte)
            .or(pages.first())
    } else {
        let byte = word.map_or(0, |word| word.start);
        pages
            .iter()
            .rev()
            .find(|page| page.0 <= byte)
            .or(pages.first())
    }?;
    let said = word.filter(|word| ms < word.end_ms + 120);
    Some(State {
        start: page.0,
        end: page.1,
        word: said.map(|word| (word.start, word.end)),
    })
}

/// Draws what is shown. Nothing if there is nothing to read or the picture has no size.
pub fn draw(
    faces: &Faces,
    text: &str,
    language: &str,
    state: State,
    look: &Look,
    size: Size,
) -> Option<Picture> {
    let shown = text.get(state.start..state.end)?;
    if shown.trim().is_empty() || size.width == 0 || size.height == 0 {
        return None;
    }
    let [left, _, right, bottom] = look.zone.free(size.width, size.height);
    let mut em = f32::from(look.size) * size.width as f32 / 1000.0;
    // The outline of the letters has to stay inside too.
    let room = |em: f32| right - left - 2.0 * OUTLINE * em;
    let mut block = set(faces, shown, language, em, room(em));
    while block.lines.len() > 2 && em > 8.0 {
        em *= 0.92;
        block = set(faces, shown, language, em, room(em));
    }
    let pad = (em * 0.4).ceil();
    let (width, height) = (block.width() + 2.0 * pad, block.height() + 2.0 * pad);
    let mut canvas = Canvas::plain(Pixmap::new(width.ceil() as u32, height.ceil() as u32)?);
    canvas.view = Transform::identity();
    let ink = Tone::hex(0x000c_0a14);
    paint::draw_outlined(
        &mut canvas,
        faces,
        &block,
        (pad, pad),
        Align::Centre,
        (look.tone, ink),
    );
    if let (Some(tone), Some((from, to))) = (look.said, state.word) {
        // `clean` may have dropped characters; where it did not, bytes agree.
        let same = block.text == shown;
        let said = |at: usize| same && (from..to).contains(&(at + state.start));
        if let Some(path) = paint::outlines(faces, &block, (pad, pad), Align::Centre, said) {
            canvas.path(&path, tone);
        }
    }
    let x = f32::midpoint(left, right) - width / 2.0;
    Some(Picture {
        x: x.round() as i32,
        y: (bottom - height).round() as i32,
        pixmap: canvas.pixmap,
    })
}

fn set(faces: &Faces, text: &str, language: &str, em: f32, width: f32) -> Block {
    block::set(faces, text.trim_end(), language, Style::bold(em), width)
}
