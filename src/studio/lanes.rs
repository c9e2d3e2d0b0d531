//! What is heard in an episode and when, lane by lane, for the timeline.

use serde::Serialize;
use storyboard::shot::Mood;
use utoipa::ToSchema;
use uuid::Uuid;

use super::boards::Episode;
use super::make::mix;
use super::{Production, graph, peaks, run, shelves};
use crate::app::App;
use crate::errors::AppResult;

/// An episode's sound.
#[derive(Serialize, ToSchema)]
#[schema(as = SoundLanes)]
pub struct Lanes {
    pub length_ms: u32,
    /// Milliseconds of each peak.
    pub peak_ms: u32,
    /// The take that is played; nothing: not mixed yet.
    pub mix: Option<Uuid>,
    /// Of the mix.
    pub peaks: Vec<u8>,
    /// Lines that have been spoken.
    pub lines: Vec<SpokenLine>,
    pub music: Vec<MusicSpan>,
    pub effects: Vec<EffectSpan>,
}

#[derive(Serialize, ToSchema)]
pub struct SpokenLine {
    /// Its place in the board, from 0.
    pub line: usize,
    pub start_ms: u32,
    pub end_ms: u32,
    pub take: Uuid,
    /// How loud, 0 to 255.
    pub peaks: Vec<u8>,
}

#[derive(Serialize, ToSchema)]
pub struct MusicSpan {
    pub start_ms: u32,
    pub end_ms: u32,
    #[schema(value_type = String)]
    pub mood: Mood,
}

#[derive(Serialize, ToSchema)]
pub struct EffectSpan {
    pub start_ms: u32,
    pub end_ms: u32,
    #[schema(value_type = String)]
    pub effect: sound::effects::Effect,
}

/// The lanes of one episode, as far as it has been spoken and mixed.
pub async fn of(app: &App, production: &Production, episode: &Episode) -> AppResult<Lanes> {
    let board = &episode.board;
    let selected = shelves::selected(app, production.id).await?;
    let timeline = run::timeline(board, &selected)?;
    let mut lines = Vec::new();
    for (line, cue) in timeline.lines.iter().enumerate() {
        let Some(kept) = selected.get(&graph::voice(board.number, line)) else {
            continue;
        };
        lines.push(SpokenLine {
            line,
            start_ms: cue.start_ms,
            end_ms: cue.end_ms,
            take: kept.id,
            peaks: peaks::of(app, production, kept).await?,
        });
    }
    let mixed = selected.get(&graph::mix(board.number));
    Ok(Lanes {
        length_ms: timeline.length_ms,
        peak_ms: peaks::PEAK_MS,
        mix: mixed.map(|kept| kept.id),
        peaks: match mixed {
            Some(kept) => peaks::of(app, production, kept).await?,
            None => Vec::new(),
        },
        lines,
        music: mix::moods(board, &timeline)
            .into_iter()
            .map(|(mood, start_ms, end_ms, _)| MusicSpan {
                start_ms,
                end_ms,
                mood,
            })
            .collect(),
        effects: mix::heard(board, &timeline)
            .into_iter()
            .map(|heard| EffectSpan {
                start_ms: heard.start_ms,
                end_ms: (heard.start_ms + heard.length_ms).min(timeline.length_ms),
                effect: heard.effect,
            })
            .collect(),
    })
}
