//! Text in lines of a given width.

use std::ops::Range;

use unicode_bidi::{BidiInfo, Level};
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation;

use crate::faces::Cut;
use crate::shape::{Setter, Shaped, Sign};
use crate::style::Style;
use crate::words;

/// One line of text, ready to be drawn.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub pieces: Vec<Piece>,
    /// In points.
    pub width: f32,
    pub style: Style,
}

/// Glyphs of one face.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// From the beginning of the line, in points.
    pub x: f32,
    pub cut: Cut,
    pub text: String,
    pub glyphs: Vec<krilla::text::KrillaGlyph>,
    /// For each glyph whether it is there for its text only.
    pub unseen: Vec<bool>,
    /// In units of the text size, from the beginning of the piece.
    pub signs: Vec<Sign>,
}

/// Breaks a text into lines that are at most `width` points wide: where Unicode allows it, and between any two
/// characters where a word is wider than the line. A text always has one line at least.
pub(crate) fn set(setter: &mut Setter<'_>, text: &str, style: Style, width: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    for paragraph in words::clean(text).split('\n') {
        paragraph_lines(setter, paragraph, style, width, &mut lines);
    }
    lines
}

/// The whole text on one line, however wide.
pub(crate) fn set_on_one(setter: &mut Setter<'_>, text: &str, style: Style) -> Line {
    let text = words::clean_line(text);
    let shaped = shaped(setter, &text, style);
    line(setter, &text, style, &shaped, 0..text.trim_end().len())
}

fn shaped(setter: &mut Setter<'_>, text: &str, style: Style) -> Vec<Shaped> {
    setter
        .runs(text, style.bold)
        .iter()
        .map(|run| setter.shape(text, run))
        .collect()
}

fn paragraph_lines(
    setter: &mut Setter<'_>,
    text: &str,
    style: Style,
    width: f32,
    lines: &mut Vec<Line>,
) {
    let shaped = shaped(setter, text, style);
    for range in breaks(text, &advances(text, &shaped), width / style.size) {
        lines.push(line(setter, text, style, &shaped, range));
    }
}

/// The advance of each cluster at the place of its first byte, in units of the text size.
fn advances(text: &str, shaped: &[Shaped]) -> Vec<f32> {
    let mut advances = vec![0.0; text.len()];
    for Shaped { run, glyphs, .. } in shaped {
        for glyph in glyphs {
            advances[run.range.start + glyph.text_range.start] += glyph.x_advance;
        }
    }
    advances
}

/// The ranges of the lines, without the white at their ends.
fn breaks(text: &str, advances: &[f32], width: f32) -> Vec<Range<usize>> {
    let measure = |range: Range<usize>| advances[range].iter().sum::<f32>();
    let mut lines = Vec::new();
    // The line so far, white included, and its width.
    let (mut start, mut end, mut used) = (0, 0, 0.0);
    let mut close = |range: Range<usize>| {
        let kept = text[range.clone()].trim_end_matches(' ').len();
        lines.push(range.start..range.start + kept);
    };
    for (next, opportunity) in linebreaks(text) {
        let word = measure(end..end + text[end..next].trim_end().len());
        if used + word > width && end > start {
            close(start..end);
            (start, used) = (end, 0.0);
        }
        if word > width {
            // No line is wide enough: as many characters as fit.
            for (offset, cluster) in text[end..next].grapheme_indices(true) {
                let at = end + offset;
                let cluster = measure(at..at + cluster.len());
                if used + cluster > width && at > start {
                    close(start..at);
                    (start, used) = (at, 0.0);
                }
                used += cluster;
            }
        } else {
            used += measure(end..next);
        }
        end = next;
        if opportunity == BreakOpportunity::Mandatory {
            close(start..end);
            (start, used) = (end, 0.0);
        }
    }
    if lines.is_empty() {
        lines.push(0..0);
    }
    lines
}

/// A range of a text as a line, its runs in the order in which they stand.
fn line(
    setter: &mut Setter<'_>,
    text: &str,
    style: Style,
    shaped: &[Shaped],
    range: Range<usize>,
) -> Line {
    let mut parts: Vec<Shaped> = Vec::new();
    let first = shaped.partition_point(|whole| whole.run.range.end <= range.start);
    for whole in &shaped[first..] {
        let Some(part) = whole.run.within(&range) else {
            break;
        };
        if part.range == whole.run.range {
            parts.push(whole.clone());
        } else {
            parts.push(setter.shape(text, &part));
        }
    }
    let levels: Vec<Level> = parts.iter().map(|part| part.run.level).collect();
    let mut x = 0.0;
    let pieces = BidiInfo::reorder_visual(&levels)
        .into_iter()
        .map(|place| {
            let part = &parts[place];
            let piece = Piece {
                x,
                cut: part.run.cut,
                text: text[part.run.range.clone()].to_owned(),
                glyphs: part.glyphs.clone(),
                unseen: part.unseen.clone(),
                signs: part.signs.clone(),
            };
            x += part.width() * style.size;
            piece
        })
        .collect();
    Line {
        pieces,
        width: x,
        style,
    }
}
