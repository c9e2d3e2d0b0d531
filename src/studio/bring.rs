//! Somebody's own file as a take: looked at by a confined child, never in place of another take.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::FutureExt as _;
use serde::Serialize;
use serde_json::json;
use storyboard::Board;
use utoipa::ToSchema;
use uuid::Uuid;

use super::make::brought::{self, By};
use super::make::{self, VoiceFacts, pictures};
use super::run::Standing;
use super::shelves::{self, Kept, Made, Origin};
use super::tools::Tools;
use super::{Production, extras, graph, label, run};
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
    let made = looked_at(app, production, (&tools, &standing), (key, kind), file).await?;
    let mut made = made.map_err(|why| {
        AppError::bad_request(
            "take_unusable",
            format!("This file cannot be used here: {why}."),
            "Bring a sound for lines and mixes, a picture for stills, panels and posters, a video for clips, shots and films, a subtitle file for captions.",
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
    (tools, standing): (&Arc<Tools>, &Standing),
    (key, kind): (&str, &str),
    file: &[u8],
) -> AppResult<Result<Made, String>> {
    let by = By {
        name: "brought by somebody",
        licence: "",
    };
    let selected = shelves::selected(app, production.id).await?;
    let (number, at) = graph::place(key).map_or((0, None), |(number, _, at)| (number, at));
    let made = match (kind, standing.board(number), at) {
        ("voice", Some(board), Some(at)) => {
            let text = board.lines.get(at).map_or("", |line| &*line.text);
            brought::line(app, (text, &board.language), file, &by).await
        }
        ("dub", Some(board), Some(at)) => {
            dubbed(app, standing, (board, at), key, &selected, file, &by).await
        }
        ("still", Some(board), Some(at)) => brought::still(app, Some((board, at)), file, &by).await,
        ("panel", Some(board), Some(at)) => {
            brought::panel(app, tools, (board, at), file, &by).await
        }
        ("clip", Some(board), Some(at)) => {
            let length = length_ms((board, at), &selected)?;
            brought::clip(app, Some((board, at)), length, file, &by).await
        }
        ("shot", Some(board), Some(at)) => {
            cut(app, production, (board, at), &selected, file, &by).await
        }
        ("poster" | "thumbnail", ..) => brought::still(app, None, file, &by).await,
        ("mix" | "dub mix", Some(board), _) => {
            let length = run::timeline(board, &selected)?.length_ms;
            brought::programme(app, length, file, &by).await
        }
        ("captions" | "translation", Some(board), _) => {
            let length = run::timeline(board, &selected)?.length_ms;
            let other = extras::language(key);
            let language = other.unwrap_or(&board.language);
            Ok(brought::words(language, other.is_some(), length, file, &by))
        }
        ("film", Some(board), _) => {
            let length = run::timeline(board, &selected)?.length_ms;
            brought::whole(app, Some(length), file, &by).boxed().await
        }
        ("trailer", ..) => brought::whole(app, None, file, &by).boxed().await,
        _ => Ok(Err(
            "this artifact is put together of others: bring those".into()
        )),
    };
    made.map_err(AppError::internal)
}

/// A line in another language, which has the time that the original leaves.
async fn dubbed(
    app: &App,
    standing: &Standing,
    (board, at): (&Board, usize),
    key: &str,
    selected: &BTreeMap<String, Kept>,
    file: &[u8],
    by: &By<'_>,
) -> anyhow::Result<Result<Made, String>> {
    let other = extras::language(key)
        .and_then(|language| standing.translations.board(board, language))
        .ok_or_else(|| anyhow::anyhow!("{key} has no translation"))?;
    let Some(own) = selected.get(&graph::voice(board.number, at)) else {
        return Ok(Err("the original of this line is not spoken yet".into()));
    };
    let own: VoiceFacts = serde_json::from_value(own.facts.clone())?;
    let room = own.spoken.length_ms + make::hooks::pause_after(board, at);
    let text = other.lines.get(at).map_or("", |line| &*line.text);
    let made = brought::line(app, (text, &other.language), file, by).await?;
    Ok(made.map(|mut made| {
        make::dub::measured(&mut made, room);
        made
    }))
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
