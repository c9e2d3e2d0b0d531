//! From characters to glyphs: which face, which script, which direction, and the shaper's work.

use std::collections::HashMap;
use std::ops::Range;
use std::str::FromStr;

use harfrust::{
    BufferClusterLevel, Direction, Language, ShapeOptions, ShapePlan, Shaper, UnicodeBuffer,
};
use krilla::text::{GlyphId, KrillaGlyph};
use skrifa::MetadataProvider;
use skrifa::charmap::Charmap;
use unicode_bidi::{BidiInfo, Level};
use unicode_script::{Script, UnicodeScript};

use crate::faces::{Cut, Face, Faces};
use crate::unfold::Unfolded;
use crate::words;

/// Sets texts for one document. Keeps the shaper's plans, which are dear to make.
pub(crate) struct Setter<'a> {
    pub(crate) faces: &'a Faces,
    order: Vec<usize>,
    pub(crate) charmaps: Vec<Charmap<'a>>,
    shapers: Vec<Shaper<'a>>,
    /// Of each face, the glyphs without width that can stand for characters, and those that they stand for.
    pub(crate) narrow: Vec<Vec<GlyphId>>,
    pub(crate) narrow_taken: Vec<Vec<char>>,
    plans: HashMap<(usize, bool, Script), ShapePlan>,
    language: Option<Language>,
    pub(crate) right_to_left: bool,
}

/// A stretch of text in one face, script and direction.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    pub range: Range<usize>,
    pub level: Level,
    pub cut: Cut,
    script: Script,
}

/// A run with its glyphs, in the order in which they stand from left to right. Positions are in units of the text size,
/// the glyphs' ranges count from the beginning of the run.
#[derive(Clone, Debug)]
pub(crate) struct Shaped {
    pub run: Run,
    pub glyphs: Vec<KrillaGlyph>,
    /// For each glyph whether it is there for its text only.
    pub unseen: Vec<bool>,
    pub signs: Vec<Sign>,
}

/// A glyph that is drawn beside the text and is no text itself, from the beginning of its run.
#[derive(Clone, Debug)]
pub(crate) struct Sign {
    pub x: f32,
    pub y: f32,
    pub glyph: KrillaGlyph,
}

impl<'a> Setter<'a> {
    pub(crate) fn new(faces: &'a Faces, language: &str, right_to_left: bool) -> Self {
        let all = || (0..faces.len()).map(|face| faces.get(face));
        Setter {
            faces,
            order: faces.order(language),
            charmaps: all().map(|face| face.parsed().charmap()).collect(),
            shapers: all()
                .map(|face| face.shaper.shaper(&face.parsed()).build())
                .collect(),
            narrow: all().map(Face::narrow).collect(),
            narrow_taken: vec![Vec::new(); faces.len()],
            plans: HashMap::new(),
            language: Language::from_str(language).ok(),
            right_to_left,
        }
    }

    /// The runs of a paragraph (a text without line feeds), in logical order.
    pub(crate) fn runs(&self, text: &str, bold: bool) -> Vec<Run> {
        let base = if words::runs_right_to_left(text, self.right_to_left) {
            Level::rtl()
        } else {
            Level::ltr()
        };
        let bidi = BidiInfo::new(text, Some(base));
        let mut runs: Vec<Run> = Vec::new();
        // The face before it is thickened: fallback goes by regular faces.
        let mut regular = usize::MAX;
        for (at, character) in text.char_indices() {
            let end = at + character.len_utf8();
            let level = bidi.levels[at];
            let own = character.script();
            let shared = matches!(own, Script::Common | Script::Inherited | Script::Unknown);
            let previous = runs.last_mut();
            let script = match &previous {
                Some(run) if shared => run.script,
                _ => own,
            };
            let before = previous.as_ref().map(|_| regular);
            let face = self.face_for(character, before);
            if let Some(run) = previous
                && run.level == level
                && regular == face
            {
                if run.script == script {
                    run.range.end = end;
                    continue;
                }
                // What stood before the first letter takes the letter's script.
                if matches!(
                    run.script,
                    Script::Common | Script::Inherited | Script::Unknown
                ) {
                    run.script = script;
                    run.range.end = end;
                    continue;
                }
            }
            regular = face;
            runs.push(Run {
                range: at..end,
                level,
                cut: Cut {
                    face,
                    thickened: false,
                },
                script,
            });
        }
        if bold {
            for run in &mut runs {
                run.cut = self.faces.bold(run.cut.face, &text[run.range.clone()]);
            }
        }
        runs
    }

    /// The first face that has the character. Marks, joiners, spaces and punctuation stay with what they follow, so
    /// that they are shaped together; letters and digits do not, so that figures look alike all over a page.
    fn face_for(&self, character: char, before: Option<usize>) -> usize {
        if let Some(before) = before {
            let follows = words::invisible(character)
                || (!character.is_alphanumeric() || character.script() == Script::Inherited)
                    && self.charmaps[before].map(character).is_some();
            if follows {
                return before;
            }
        }
        self.order
            .iter()
            .copied()
            .find(|&face| self.charmaps[face].map(character).is_some())
            // A box.
            .unwrap_or_else(|| self.order.first().copied().unwrap_or_default())
    }

    /// Shapes a run. What stands beside it in the text lets letters join over the edge.
    pub(crate) fn shape(&mut self, text: &str, run: &Run) -> Shaped {
        let part = &text[run.range.clone()];
        let right_to_left = run.level.is_rtl();
        let face = run.cut.face;
        let direction = if right_to_left {
            Direction::RightToLeft
        } else {
            Direction::LeftToRight
        };
        let script =
            harfrust::Script::from_str(run.script.short_name()).unwrap_or(harfrust::script::COMMON);
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(part);
        buffer.set_pre_context(&text[..run.range.start]);
        buffer.set_post_context(&text[run.range.end..]);
        buffer.set_direction(direction);
        buffer.set_script(script);
        if let Some(language) = &self.language {
            buffer.set_language(language.clone());
        }
        if right_to_left {
            buffer.set_cluster_level(BufferClusterLevel::MonotoneCharacters);
        }
        let shaper = &self.shapers[face];
        let plan = self
            .plans
            .entry((face, right_to_left, run.script))
            .or_insert_with(|| {
                ShapePlan::new(shaper, direction, Some(script), self.language.as_ref(), &[])
            });
        let output = shaper.shape(buffer, ShapeOptions::new().plan(Some(plan)));

        let infos = output.glyph_infos();
        let mut starts: Vec<usize> = infos.iter().map(|info| info.cluster as usize).collect();
        starts.sort_unstable();
        starts.dedup();
        let em = (shaper.units_per_em() as f32).max(1.0);
        let glyphs = infos
            .iter()
            .zip(output.glyph_positions())
            .map(|(info, position)| {
                let start = info.cluster as usize;
                let after = starts.partition_point(|&other| other <= start);
                let end = starts.get(after).copied().unwrap_or(part.len());
                KrillaGlyph::new(
                    GlyphId::new(info.glyph_id),
                    position.x_advance as f32 / em,
                    position.x_offset as f32 / em,
                    position.y_offset as f32 / em,
                    0.0,
                    start..end,
                    None,
                )
            })
            .collect();
        let unfolded = if right_to_left {
            self.unfold(glyphs, part, face)
        } else {
            Unfolded {
                unseen: vec![false; glyphs.len()],
                glyphs,
                signs: Vec::new(),
            }
        };
        Shaped {
            run: run.clone(),
            glyphs: unfolded.glyphs,
            unseen: unfolded.unseen,
            signs: unfolded.signs,
        }
    }
}

impl Shaped {
    /// Width in units of the text size.
    pub(crate) fn width(&self) -> f32 {
        self.glyphs.iter().map(|glyph| glyph.x_advance).sum()
    }
}

impl Run {
    /// The part of a run that lies in a range of the text.
    pub(crate) fn within(&self, range: &Range<usize>) -> Option<Run> {
        let part = self.range.start.max(range.start)..self.range.end.min(range.end);
        (part.start < part.end).then(|| Run {
            range: part,
            ..self.clone()
        })
    }
}
