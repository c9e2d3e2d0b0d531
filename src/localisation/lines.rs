//! Captions as the editor sends them, and as they are kept: sorted by time, their text clean WebVTT. And how each is
//! judged.

use media::subtitles::judge::{self, Judged};
use media::subtitles::{self, Cue};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::limits::Reading;
use crate::catalog::studio::language_of;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;

/// Captions of a track: far more than an episode of three minutes has.
pub const LINES_MAX: usize = 2_000;
/// Letters of a caption.
const TEXT_MAX: usize = 1_000;
/// Longest film, ms.
const TIME_MAX: u64 = 24 * 3_600_000;

/// A caption.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CaptionLine)]
pub struct Line {
    /// Milliseconds from the beginning.
    pub start_ms: u64,
    pub end_ms: u64,
    /// WebVTT cue settings, such as `line:0`.
    #[serde(default)]
    pub settings: String,
    /// Lines separated by `\n`; may be empty in a draft. `<i>`, `<b>` and the other tags of WebVTT stand for themselves.
    pub text: String,
}

impl Line {
    pub fn of(cue: &Cue) -> Self {
        Self {
            start_ms: cue.start_ms,
            end_ms: cue.end_ms,
            settings: cue.settings.clone(),
            text: subtitles::typed(&cue.text),
        }
    }

    pub fn cue(&self) -> Cue {
        Cue {
            start_ms: self.start_ms,
            end_ms: self.end_ms,
            settings: subtitles::settings(&self.settings),
            text: subtitles::cleaned(&self.text),
        }
    }
}

/// What is kept in the database: cue text as it is, times in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub start_ms: u64,
    pub end_ms: u64,
    pub settings: String,
    pub text: String,
}

impl From<Cue> for Kept {
    fn from(cue: Cue) -> Self {
        Self {
            start_ms: cue.start_ms,
            end_ms: cue.end_ms,
            settings: cue.settings,
            text: cue.text,
        }
    }
}

impl From<Kept> for Cue {
    fn from(kept: Kept) -> Self {
        Self {
            start_ms: kept.start_ms,
            end_ms: kept.end_ms,
            settings: kept.settings,
            text: kept.text,
        }
    }
}

/// Lines that can be kept, as cues in their order; else which one cannot, and why.
pub fn taken(lines: &[Line]) -> AppResult<Vec<Cue>> {
    let refused =
        |what: String, remedy: &str| Err(AppError::bad_request("captions_invalid", what, remedy));
    if lines.len() > LINES_MAX {
        return refused(
            format!("These are more than {LINES_MAX} captions."),
            "Send those of one episode.",
        );
    }
    for (at, line) in lines.iter().enumerate() {
        let number = at + 1;
        if line.end_ms < line.start_ms || line.end_ms > TIME_MAX {
            return refused(
                format!("Caption {number} ends before it begins, or after a day."),
                "Correct its times.",
            );
        }
        if line.text.chars().count() > TEXT_MAX || line.settings.len() > 200 {
            return refused(
                format!("Caption {number} has more than {TEXT_MAX} letters."),
                "Shorten it, or make several of it.",
            );
        }
    }
    let mut cues: Vec<Cue> = lines.iter().map(Line::cue).collect();
    cues.sort_by_key(|cue| cue.start_ms);
    Ok(cues)
}

/// What is judged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CaptionsToJudge)]
pub struct Draft {
    /// BCP 47.
    pub language: String,
    pub lines: Vec<Line>,
}

/// How captions are judged: what the language's readers can follow, and each caption measured.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaptionJudgement)]
pub struct Judgement {
    /// Characters a second, at most.
    pub speed_max: f64,
    /// Characters of a line, at most.
    pub line_max: f64,
    pub lines: Vec<JudgedLine>,
}

/// One caption, measured.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JudgedCaption)]
pub struct JudgedLine {
    pub characters: usize,
    /// Characters a second.
    pub speed: f64,
    /// Of its longest line, in characters.
    pub longest: f64,
    pub lines: usize,
    /// Milliseconds since the one before; less than nothing where they overlap.
    pub gap_ms: Option<i64>,
    pub faults: Vec<LineFault>,
}

/// What is wrong with a caption.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CaptionFault)]
pub struct LineFault {
    /// `empty`, `backwards`, `fast`, `long`, `lines`, `short`, `slow`, `gap` or `overlap`.
    #[schema(value_type = String)]
    pub kind: judge::FaultKind,
    /// Characters a second, characters, lines or milliseconds.
    pub value: f64,
    pub limit: f64,
    /// Whether viewers cannot have it so; the others are advice.
    pub grave: bool,
}

impl From<Judged> for JudgedLine {
    fn from(judged: Judged) -> Self {
        Self {
            characters: judged.characters,
            speed: judged.speed,
            longest: judged.longest,
            lines: judged.lines,
            gap_ms: judged.gap_ms,
            faults: judged
                .faults
                .into_iter()
                .map(|fault| LineFault {
                    kind: fault.kind,
                    value: fault.value,
                    limit: fault.limit,
                    grave: fault.kind.is_grave(),
                })
                .collect(),
        }
    }
}

/// Judges cues in their order.
pub fn judged(cues: &[Cue], language: &str) -> Judgement {
    Reading::of(language).with(|limits| Judgement {
        speed_max: limits.speed,
        line_max: limits.line,
        lines: judge::judge(cues, limits)
            .into_iter()
            .map(JudgedLine::from)
            .collect(),
    })
}

/// Judge captions that nobody has saved yet, in the order in which they are sent.
#[utoipa::path(post, operation_id = "judge_captions", path = "/api/v1/desk/localisation/checks", tag = "localisation", request_body = Draft,
    responses((status = 200, body = Judgement), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn check(
    Operator(_operator): Operator,
    Json(draft): Json<Draft>,
) -> AppResult<Json<Judgement>> {
    let language = language_of(&draft.language)?;
    if draft.lines.len() > LINES_MAX {
        taken(&draft.lines)?;
    }
    // What cannot be kept is measured all the same: that is how whoever types sees it.
    let cues: Vec<Cue> = draft.lines.iter().map(Line::cue).collect();
    Ok(Json(judged(&cues, &language)))
}
