//! A text as lines of glyphs: direction, script, face, shaping, line breaks.

use std::ops::Range;
use std::str::FromStr;

use harfrust::{Direction, ShapeOptions, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

use super::faces::Faces;

/// Longer texts are cut: nobody reads more on one picture, and nothing should be busy for long.
const CHARACTERS_MAX: usize = 4000;

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Style {
    /// Height of an em in pixels.
    pub size: f32,
    pub bold: bool,
    /// Distance of lines, in ems.
    pub leading: f32,
}

impl Style {
    pub fn bold(size: f32) -> Style {
        Style {
            size,
            bold: true,
            leading: 1.28,
        }
    }

    pub fn regular(size: f32) -> Style {
        Style {
            bold: false,
            ..Style::bold(size)
        }
    }
}

/// A glyph where it stands: pixels from the beginning of its line, y downwards from the base line.
#[derive(Clone, Debug, PartialEq)]
pub struct Glyph {
    pub face: usize,
    pub id: u32,
    pub x: f32,
    pub y: f32,
    pub advance: f32,
    /// Byte of the text that it comes from.
    pub at: usize,
}

/// One line, its glyphs from left to right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Line {
    pub glyphs: Vec<Glyph>,
    pub width: f32,
    /// Bytes of the text.
    pub range: Range<usize>,
}

/// A set text.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// What was set: without characters that are no text.
    pub text: String,
    pub lines: Vec<Line>,
    pub style: Style,
    /// Whether the paragraph runs from right to left.
    pub right_to_left: bool,
}

impl Block {
    pub fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }

    pub fn height(&self) -> f32 {
        self.lines.len() as f32 * self.style.size * self.style.leading
    }
}

/// Sets a text in lines of at most `width` pixels: broken where its script allows it, and between any two letters
/// where a word is wider than the line. At least one line, perhaps empty. Lines are about equally long.
pub fn set(faces: &Faces, text: &str, language: &str, style: Style, width: f32) -> Block {
    let text = clean(text);
    let width = if width.is_finite() {
        width.max(style.size)
    } else {
        f32::MAX
    };
    let mut block = Block {
        right_to_left: runs_right_to_left(&text),
        lines: Vec::new(),
        style,
        text,
    };
    let text = block.text.clone();
    let mut from = 0;
    for paragraph in text.split('\n') {
        let range = from..from + paragraph.len();
        let advances = advances(
            &shape(faces, &text, range.clone(), language, &block),
            range.len(),
            from,
        );
        let mut lines = breaks(paragraph, &advances, width);
        if lines.len() > 1 {
            // Nothing is uglier than a last line of one word.
            let total: f32 = advances.iter().sum();
            let count = lines.len();
            for share in [1.0, 1.06, 1.12, 1.2, 1.3] {
                let even = breaks(
                    paragraph,
                    &advances,
                    (total / count as f32 * share).min(width),
                );
                if even.len() == count {
                    lines = even;
                    break;
                }
            }
        }
        for line in lines {
            let range = from + line.start..from + line.end;
            let glyphs = shape(faces, &text, range.clone(), language, &block);
            let width = glyphs.iter().map(|glyph| glyph.advance).sum();
            block.lines.push(Line {
                glyphs,
                width,
                range,
            });
        }
        from += paragraph.len() + 1;
    }
    block
}

/// Leaves out controls and marks that turn the direction of what follows.
pub fn clean(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .take(CHARACTERS_MAX)
        .filter_map(|character| match character {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some('\n'),
            '\t' | '\u{a0}' => Some(' '),
            '\u{202a}'..='\u{202e}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' => None,
            control if control.is_control() => None,
            other => Some(other),
        })
        .collect()
}

fn runs_right_to_left(text: &str) -> bool {
    text.split('\n')
        .map(|line| BidiInfo::new(line, None))
        .find_map(|bidi| bidi.paragraphs.first().map(|paragraph| paragraph.level))
        .is_some_and(|level| level.is_rtl())
}

struct Run {
    range: Range<usize>,
    level: Level,
    face: usize,
    script: Script,
}

/// The glyphs of a part of a text, from left to right, with their places.
fn shape(
    faces: &Faces,
    text: &str,
    range: Range<usize>,
    language: &str,
    block: &Block,
) -> Vec<Glyph> {
    let part = &text[range.clone()];
    let base = if block.right_to_left {
        Level::rtl()
    } else {
        Level::ltr()
    };
    let bidi = BidiInfo::new(part, Some(base));
    let runs = runs(faces, part, &bidi, block.style.bold);
    let levels: Vec<Level> = runs.iter().map(|run| run.level).collect();
    let order = BidiInfo::reorder_visual(&levels);
    let language = harfrust::Language::from_str(language).ok();
    let mut glyphs = Vec::new();
    let mut pen = 0.0;
    for index in order {
        let run = &runs[index];
        let face = faces.get(run.face);
        let font = face.font();
        let shaper = face.shaper.shaper(&font).build();
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(&part[run.range.clone()]);
        buffer.set_pre_context(&part[..run.range.start]);
        buffer.set_post_context(&part[run.range.end..]);
        buffer.set_direction(if run.level.is_rtl() {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        });
        buffer.set_script(
            harfrust::Script::from_str(run.script.short_name()).unwrap_or(harfrust::script::COMMON),
        );
        if let Some(language) = &language {
            buffer.set_language(language.clone());
        }
        let output = shaper.shape(buffer, ShapeOptions::new());
        let scale = block.style.size / (shaper.units_per_em() as f32).max(1.0);
        for (info, position) in output.glyph_infos().iter().zip(output.glyph_positions()) {
            let advance = position.x_advance as f32 * scale;
            glyphs.push(Glyph {
                face: run.face,
                id: info.glyph_id,
                x: pen + position.x_offset as f32 * scale,
                y: -(position.y_offset as f32) * scale,
                advance,
                at: range.start + run.range.start + info.cluster as usize,
            });
            pen += advance;
        }
    }
    glyphs
}

/// Stretches of one face, script and direction, in the order of the text.
fn runs(faces: &Faces, part: &str, bidi: &BidiInfo<'_>, bold: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, character) in part.char_indices() {
        let end = at + character.len_utf8();
        let level = bidi.levels[at];
        let own = character.script();
        let shared = matches!(own, Script::Common | Script::Inherited | Script::Unknown);
        if let Some(run) = runs.last_mut() {
            // Marks, joiners and punctuation stay with what they follow where its face has them.
            let stays = own == Script::Inherited
                || matches!(character, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}')
                || shared && !character.is_alphanumeric() && faces.get(run.face).has(character);
            let face = if stays {
                run.face
            } else {
                faces.find(character, bold)
            };
            let unset = matches!(
                run.script,
                Script::Common | Script::Inherited | Script::Unknown
            );
            if run.level == level && run.face == face && (shared || unset || run.script == own) {
                if unset && !shared {
                    run.script = own;
                }
                run.range.end = end;
                continue;
            }
        }
        runs.push(Run {
            range: at..end,
            level,
            face: faces.find(character, bold),
            script: own,
        });
    }
    runs
}

/// The advance of what begins at each byte.
fn advances(glyphs: &[Glyph], bytes: usize, from: usize) -> Vec<f32> {
    let mut advances = vec![0.0; bytes];
    for glyph in glyphs {
        if let Some(advance) = advances.get_mut(glyph.at - from) {
            *advance += glyph.advance;
        }
    }
    advances
}

/// Where a line may end: after what Unicode allows, and before a Thai or Lao vowel that stands before its syllable,
/// because those scripts write no spaces between words.
pub fn opportunities(text: &str) -> Vec<(usize, bool)> {
    let mut places: Vec<(usize, bool)> = linebreaks(text)
        .map(|(at, kind)| (at, kind == BreakOpportunity::Mandatory))
        .collect();
    let leading = |c: char| matches!(c, '\u{e40}'..='\u{e44}' | '\u{ec0}'..='\u{ec4}');
    let mut before = ' ';
    for (at, character) in text.char_indices() {
        if at > 0 && leading(character) && !leading(before) && !before.is_whitespace() {
            places.push((at, false));
        }
        before = character;
    }
    places.sort_unstable();
    places.dedup_by_key(|place| place.0);
    places
}

/// Ranges of lines, without the spaces at their ends.
fn breaks(text: &str, advances: &[f32], width: f32) -> Vec<Range<usize>> {
    let measure = |range: Range<usize>| advances[range].iter().sum::<f32>();
    let trimmed = |range: Range<usize>| range.start..range.start + text[range].trim_end().len();
    let mut lines = Vec::new();
    let (mut start, mut end) = (0, 0);
    for (next, _) in opportunities(text) {
        if measure(trimmed(start..next)) > width && end > start {
            lines.push(trimmed(start..end));
            start = end;
        }
        // A word wider than a line is cut between letters.
        if measure(trimmed(start..next)) > width {
            let mut used = 0.0;
            let word = start;
            for (offset, letter) in text[word..next].grapheme_indices(true) {
                let at = word + offset;
                let advance = measure(at..at + letter.len());
                if used + advance > width && at > start {
                    lines.push(trimmed(start..at));
                    start = at;
                    used = 0.0;
                }
                used += advance;
            }
        }
        end = next;
    }
    if start < text.len() || lines.is_empty() {
        lines.push(trimmed(start..text.len()));
    }
    lines
}
