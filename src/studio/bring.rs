//! Somebody's own file as a take: looked at by a confined child, never in place of another take.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;
use storyboard::Board;
use utoipa::ToSchema;
use uuid::Uuid;

use super::make::brought::{self, By};
use super::make::{self, pictures};
use super::shelves::{self, Kept, Made, Origin};
use super::{Production, boards, graph, label, run};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// Larger files are refused, bytes.
pub const FILE_MAX: usize = 512 << 20;

/// A take that somebody brought.
#[derive(Serialize, ToSchema)]
pub struct BroughtTake {
    pub id: Uuid,
    /// Whether it is used; a check may stand against it.
    pub selected: bool,
    #[schema(value_type = Vec<make::Check>)]
    pub checks: serde_json::Value,
}

/// The file is larger than is taken, or did not come whole.
pub fn too_large() -> AppError {
    AppError::bad_request(
        "take_too_large",
        "This file did not arrive whole, or is larger than 512 MB.",
        "Bring it shorter or smaller.",
    )
}

/// Looks at a file and keeps it as a take of an artifact; used at once, unless a check stands against it. `by`: nobody where
/// it comes from the command line.
pub async fn bring(
    app: &App,
    production: &Production,
    by: Option<Uuid>,
    key: &str,
    file: &[u8],
) -> AppResult<BroughtTake> {
    let tools = app.studio.tools(app, |_| {}).await?;
    let standing = run::standing(app, production, &tools).await?;
    let node = standing.graph.node(key).ok_or_else(|| {
        AppError::not_found(
            "artifact_not_found",
            "The production has no such artifact.",
            "Load the episode anew.",
        )
    })?;
    let kind = node.kind;
    let made = looked_at(app, production, key, kind, file).await?;
    let mut made = made.map_err(|why| {
        AppError::bad_request(
            "take_unusable",
            format!("This file cannot be used here: {why}."),
            "Bring a sound for a line, a picture for a still, a video for a clip or a shot.",
        )
    })?;
    if let Some(facts) = made.facts.as_object_mut() {
        facts.insert("brought".into(), json!(true));
    }
    let origin = Origin {
        brought: true,
        brought_by: by,
        ..Origin::default()
    };
    let ids = (production.house_id, production.id);
    let none = (None, &BTreeMap::new());
    let stored = shelves::keep(app, ids, (key, kind), none, &made, &origin).await?;
    Ok(BroughtTake {
        id: stored.id,
        selected: stored.selected,
        checks: made.checks,
    })
}

async fn looked_at(
    app: &App,
    production: &Production,
    key: &str,
    kind: &str,
    body: &[u8],
) -> AppResult<Result<Made, String>> {
    let by = By {
        name: "brought by somebody",
        licence: "",
    };
    let episodes = boards::all(app, production).await?;
    let place = graph::place(key).and_then(|(number, _, at)| {
        let episode = episodes
            .iter()
            .find(|episode| episode.board.number == number)?;
        Some((&episode.board, at?))
    });
    let selected = shelves::selected(app, production.id).await?;
    let made = match (kind, place) {
        ("voice", Some((board, at))) => {
            let text = board.lines.get(at).map_or("", |line| &*line.text);
            brought::line(app, (text, &board.language), body, &by).await
        }
        ("still", Some(shot)) => brought::still(app, Some(shot), body, &by).await,
        ("clip", Some(shot)) => {
            let length = length_ms(shot, &selected)?;
            brought::clip(app, Some(shot), length, body, &by).await
        }
        ("shot", Some((board, at))) => {
            cut(app, production, (board, at), &selected, body, &by).await
        }
        ("poster", _) => brought::still(app, None, body, &by).await,
        _ => Ok(Err(
            "this artifact is put together of others: bring those".into()
        )),
    };
    made.map_err(AppError::internal)
}

fn length_ms((board, at): (&Board, usize), selected: &BTreeMap<String, Kept>) -> AppResult<u32> {
    let timeline = run::timeline(board, selected)?;
    let span = timeline.shots.get(at);
    Ok(span.map_or(0, |span| span.end_ms.saturating_sub(span.start_ms)))
}

/// Footage as the shot itself: cut to its length, words over it.
async fn cut(
    app: &App,
    production: &Production,
    (board, at): (&Board, usize),
    selected: &BTreeMap<String, Kept>,
    body: &[u8],
    by: &By<'_>,
) -> anyhow::Result<Result<Made, String>> {
    let spoken = run::spoken(board, selected)?;
    let length = length_ms((board, at), selected)?;
    let footage = match brought::clip(app, Some((board, at)), length, body, by).await? {
        Ok(footage) => footage,
        Err(why) => return Ok(Err(why)),
    };
    let blob_key = app
        .storage
        .keep_bytes("studio", footage.bytes.clone(), footage.extension)
        .await?;
    let source = Kept {
        id: Uuid::nil(),
        blob_key,
        facts: json!({}),
    };
    let tools = app.studio.tools(app, |_| {}).await?;
    // Somebody's footage under spoken lines: neither drawn here nor known to be a model's.
    let label = label::of(
        app.config.studio.label,
        board,
        &production.settings,
        provenance::source::Source::Mixed,
    );
    let folder = app
        .config
        .data
        .join("work")
        .join(format!("brought-{}", app.random.id()));
    let cut = pictures::shots(
        app,
        &tools,
        board,
        &spoken,
        &[at],
        &[Some(source)],
        &production.settings,
        label.as_ref(),
        &folder,
        &|_| {},
    )
    .await;
    let _ = tokio::fs::remove_dir_all(&folder).await;
    let made = cut?
        .into_iter()
        .next()
        .unwrap_or_else(|| Err("it was not cut".into()));
    Ok(made.map(|made| Made {
        checks: footage.checks,
        made_by: by.name.to_owned(),
        ..made
    }))
}
