//! The trailer: what the first episodes open with and end on, then the name of the series.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use artwork::film::{self, Film, Label};
use bytes::Bytes;
use serde_json::json;
use sound::music::{self, Ending};
use storyboard::Board;
use storyboard::shot::{Card, CardKind, Framing, Mood, Move, Shot, Transition};
use storyboard::timeline::{Span, Timeline};

use super::join::{self, Joined, Programme};
use super::{FilmFacts, hooks};
use crate::app::App;
use crate::ingest::Workshop;
use crate::studio::shelves::{Kept, Made};
use crate::studio::tools::Tools;
use crate::studio::{graph, run};

/// How long the end card stands.
const CARD_MS: u32 = 3_000;

/// Cuts a trailer from the shots and mixes of the first episodes.
pub async fn trailer(
    app: &App,
    tools: &Arc<Tools>,
    boards: &[&Board],
    selected: &BTreeMap<String, Kept>,
    fields: Vec<(&'static str, String)>,
    work: &Path,
) -> anyhow::Result<Result<Made, String>> {
    let began = Instant::now();
    let Some(first) = boards.first() else {
        return Ok(Err("there is no episode to cut it from".into()));
    };
    let mut clips = Vec::new();
    let mut programme = Programme::default();
    let mut length_ms = 0;
    for board in boards {
        let timeline = run::timeline(board, selected)?;
        let Some(mix) = selected.get(&graph::mix(board.number)) else {
            return Ok(Err(format!("episode {} is not mixed", board.number)));
        };
        let mix = join::mix(app, &mix.blob_key).await?;
        for stretch in hooks::shots(board)
            .into_iter()
            .filter(|shots| !shots.is_empty())
        {
            let spans = &timeline.shots[stretch.clone()];
            let span = Span {
                start_ms: spans[0].start_ms,
                end_ms: spans[spans.len() - 1].end_ms,
            };
            for at in stretch {
                let Some(clip) = selected.get(&graph::shot(board.number, at)) else {
                    return Ok(Err(format!(
                        "a shot of episode {} is not drawn",
                        board.number
                    )));
                };
                clips.push(app.storage.read(&clip.blob_key).await?);
            }
            programme.stretch(&mix, span);
            length_ms += span.end_ms - span.start_ms;
        }
    }
    let card = Card {
        kind: CardKind::Title,
        text: first.series.clone(),
        below: Some(app.config.house.name.clone()),
    };
    clips.push(card_clip(app, tools, first, card, CARD_MS, None, work).await?);
    let sting = music::cue(
        Mood::Dread,
        f64::from(CARD_MS) / 1000.0,
        u64::from(length_ms),
        Ending::Sting,
    );
    programme.stretch(
        &sting,
        Span {
            start_ms: 0,
            end_ms: CARD_MS,
        },
    );
    length_ms += CARD_MS;
    let folder = work.join("trailer");
    let Joined { bytes, .. } =
        match join::join(app, clips, programme.wav(), fields, &folder).await? {
            Ok(joined) => joined,
            Err(why) => return Ok(Err(why)),
        };
    Ok(Ok(Made {
        bytes,
        extension: "mp4",
        facts: serde_json::to_value(FilmFacts { length_ms })?,
        checks: json!([]),
        made_by: "cut by Cliffhanger".into(),
        seconds: began.elapsed().as_secs_f32(),
    }))
}

/// A card as a clip that joins with the shots of `beside`.
pub async fn card_clip(
    app: &App,
    tools: &Arc<Tools>,
    beside: &Board,
    card: Card,
    length_ms: u32,
    label: Option<String>,
    work: &Path,
) -> anyhow::Result<Bytes> {
    let shot = Shot {
        id: "card".into(),
        script_line: 0,
        place: 0,
        framing: Framing::Card,
        people: Vec::new(),
        prop: None,
        messages: Vec::new(),
        camera: Move::PushIn,
        effects: Vec::new(),
        transition: Transition::Cut,
        lines: Vec::new(),
        action: String::new(),
        hold_ms: length_ms,
        card: Some(card),
        mood: Mood::Dread,
    };
    drawn(app, tools, beside, shot, length_ms, label, work).await
}

/// Draws a shot that no episode has.
pub async fn drawn(
    app: &App,
    tools: &Arc<Tools>,
    beside: &Board,
    shot: Shot,
    length_ms: u32,
    label: Option<String>,
    work: &Path,
) -> anyhow::Result<Bytes> {
    let ffmpeg = Workshop::open(app)?.tools.ffmpeg;
    let board = Board {
        shots: vec![shot],
        lines: Vec::new(),
        ..beside.clone()
    };
    let file = work.join(format!("card-{}.mp4", app.random.id()));
    let tools = tools.clone();
    tokio::task::spawn_blocking(move || {
        let timeline = Timeline {
            length_ms,
            shots: vec![Span {
                start_ms: 0,
                end_ms: length_ms,
            }],
            lines: Vec::new(),
        };
        let film = Film {
            artist: &tools.artist,
            board: &board,
            timeline: &timeline,
            ffmpeg: &ffmpeg,
            threads: 1,
            captions: None,
            zone: artwork::text::zones::HOUSE,
            label: label.as_deref().map(|text| Label {
                text,
                until_ms: u32::MAX,
            }),
        };
        film::render_shot(&film, 0, &file, &|_, _| true)?;
        let bytes = Bytes::from(std::fs::read(&file)?);
        let _ = std::fs::remove_file(&file);
        anyhow::Ok(bytes)
    })
    .await?
}
