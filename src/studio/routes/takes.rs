//! Takes: compared, selected, locked.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::theirs;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::policy::Producer;
use crate::studio::{Production, another, make, peaks, run, shelves};
use crate::watch::media;

/// Steps of a drawn sound.
const WAVE: usize = 240;

/// One way in which an artifact came out.
#[derive(Serialize, ToSchema)]
pub struct TakeView {
    pub id: Uuid,
    /// From 1, the oldest first: the number that it keeps.
    pub number: i64,
    pub made_by: String,
    pub created_at: DateTime<Utc>,
    pub selected: bool,
    pub locked: bool,
    /// What was measured.
    #[schema(value_type = Vec<crate::studio::make::Check>)]
    pub checks: serde_json::Value,
    /// What a check has against it, in a sentence: it is used only if somebody selects it.
    pub against: Option<String>,
    pub seconds: f32,
    /// Millionths of the currency, which is empty where nothing was paid.
    pub cost_micros: i64,
    pub currency: String,
    pub media: Media,
    /// Pictures of a strip, each of them a `page` of its file.
    pub pages: usize,
    /// How long it is, where it is known.
    pub length_ms: Option<u32>,
    /// Of a sound: how loud along the way, 0 to 255.
    #[schema(value_type = Vec<u32>)]
    pub peaks: Vec<u8>,
}

/// How a take is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TakeMedia)]
pub enum Media {
    Sound,
    Picture,
    Film,
    Text,
    /// Pictures one under the other.
    Strip,
}

impl Media {
    fn of(kind: &str, blob_key: &str) -> Self {
        match blob_key.rsplit_once('.').map(|(_, extension)| extension) {
            _ if kind == "strip" => Self::Strip,
            Some("wav" | "mp3" | "m4a" | "ogg" | "flac") => Self::Sound,
            Some("png" | "jpg" | "webp") => Self::Picture,
            Some("mp4" | "webm" | "mov") => Self::Film,
            _ => Self::Text,
        }
    }
}

/// An artifact in the list of all.
#[derive(Serialize, ToSchema)]
pub struct ArtifactRow {
    pub key: String,
    /// `voice`, `dub`, `still`, `clip`, `shot`, `mix`, `film`, …
    pub kind: String,
    /// `current`, `stale`, `missing`, `blocked` or `failed`
    pub state: String,
    pub takes: usize,
    /// Number of the take that is used.
    pub in_use: Option<usize>,
    /// Of the take that is used, else of the last: how long it is, and what is measured and not as it should be.
    pub length_ms: Option<u32>,
    pub failing: Vec<make::Check>,
    /// Of all its takes, millionths of the currency.
    pub cost_micros: i64,
    pub currency: String,
}

/// An artifact with its takes.
#[derive(Serialize, ToSchema)]
pub struct ArtifactView {
    pub key: String,
    /// `current`, `stale`, `missing`, `blocked` or `failed`
    pub state: String,
    /// Why, in sentences.
    pub why: Vec<String>,
    /// It comes out otherwise when it is made again of the same: one more take of it can be asked for.
    pub varies: bool,
    /// What one more take would cost at most, millionths of the production's currency.
    pub next_micros: i64,
    pub currency: String,
    pub takes: Vec<TakeView>,
}

#[derive(Deserialize, IntoParams)]
pub struct PageQuery {
    /// Of a strip: which of its pictures, from 0.
    pub page: Option<usize>,
}

#[derive(Deserialize, IntoParams)]
pub struct ArtifactQuery {
    /// `e01/shot/t03`
    pub key: String,
}

/// Show an artifact and its takes.
#[utoipa::path(get, operation_id = "show_artifact", path = "/api/v1/studio/productions/{id}/artifact", tag = "studio", params(("id" = Uuid, Path), ArtifactQuery), responses((status = 200, body = ArtifactView), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Query(query): Query<ArtifactQuery>,
) -> AppResult<Json<ArtifactView>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(view(&app, &production, &query.key).await?))
}

/// An artifact with its takes.
pub async fn view(app: &App, production: &Production, key: &str) -> AppResult<ArtifactView> {
    let tools = app.studio.tools(app, |_| {}).await?;
    let standing = run::standing(app, production, &tools).await?;
    let states = standing.graph.states(&standing.shelves, &standing.closed);
    let state = states.get(key).ok_or_else(|| {
        AppError::not_found(
            "artifact_not_found",
            "The production has no such artifact.",
            "Load the episode anew.",
        )
    })?;
    let rows = sqlx::query!(
        r#"select id, row_number() over (order by created_at, id) as "number!", kind, made_by, created_at, selected, locked,
                  checks, seconds, cost_micros, currency, blob_key, facts,
                  coalesce(facts -> 'length_ms', facts #> '{spoken,length_ms}') as length_ms
           from production_takes where production_id = $1 and key = $2 order by created_at desc, id desc limit 200"#,
        production.id,
        key
    )
    .fetch_all(&app.db)
    .await?;
    let mut takes = Vec::new();
    for row in rows {
        let media = Media::of(&row.kind, &row.blob_key);
        let heard = media == Media::Sound
            && std::path::Path::new(&row.blob_key)
                .extension()
                .is_some_and(|extension| extension == "wav");
        // A sound that cannot be measured can still be played.
        let peaks = if heard {
            let measured = peaks::of_file(app, production, row.id, &row.blob_key).await;
            measured.unwrap_or_default()
        } else {
            Vec::new()
        };
        let pages = row.facts["slices"].as_array().map_or(0, Vec::len);
        takes.push(TakeView {
            id: row.id,
            number: row.number,
            made_by: row.made_by,
            created_at: row.created_at,
            selected: row.selected,
            locked: row.locked,
            against: make::against(&row.checks),
            checks: row.checks,
            seconds: row.seconds,
            cost_micros: row.cost_micros,
            currency: row.currency,
            media,
            pages,
            length_ms: if peaks.is_empty() {
                row.length_ms.as_ref().and_then(milliseconds)
            } else {
                Some(peaks.len() as u32 * peaks::PEAK_MS)
            },
            peaks: peaks::at_most(&peaks, WAVE),
        });
    }
    let node = standing.graph.node(key);
    Ok(ArtifactView {
        state: state.name().to_owned(),
        varies: node.is_some_and(|node| another::varies(&standing, node)),
        next_micros: node.map_or(0, |node| node.cost_micros),
        currency: production.settings.budget.currency.clone(),
        why: standing.graph.why(key, &standing.shelves, &standing.closed),
        key: key.to_owned(),
        takes,
    })
}

/// All artifacts of a production in their order, with how many takes each has.
#[utoipa::path(get, operation_id = "list_artifacts", path = "/api/v1/studio/productions/{id}/artifacts", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<ArtifactRow>), (status = 404, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Vec<ArtifactRow>>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(all(&app, &production).await?))
}

/// All artifacts, with how many takes each has.
pub async fn all(app: &App, production: &Production) -> AppResult<Vec<ArtifactRow>> {
    let tools = app.studio.tools(app, |_| {}).await?;
    let standing = run::standing(app, production, &tools).await?;
    let states = standing.graph.states(&standing.shelves, &standing.closed);
    let mut known = in_short(app, production.id).await?;
    let nodes = standing.graph.nodes().iter();
    let rows = nodes.map(|node| {
        let known = known.remove(&node.key).unwrap_or_default();
        ArtifactRow {
            key: node.key.clone(),
            kind: node.kind.to_owned(),
            state: states[&node.key].name().to_owned(),
            takes: known.takes,
            in_use: known.in_use,
            length_ms: known.length_ms,
            failing: known.failing,
            cost_micros: known.cost_micros,
            currency: known.currency,
        }
    });
    Ok(rows.collect())
}

/// The takes of an artifact, taken together.
#[derive(Default)]
struct InShort {
    takes: usize,
    in_use: Option<usize>,
    length_ms: Option<u32>,
    failing: Vec<make::Check>,
    cost_micros: i64,
    currency: String,
}

async fn in_short(app: &App, production_id: Uuid) -> AppResult<BTreeMap<String, InShort>> {
    let rows = sqlx::query!(
        r#"select key, selected, checks, cost_micros, currency,
                  coalesce(facts -> 'length_ms', facts #> '{spoken,length_ms}') as length_ms
           from production_takes where production_id = $1 order by created_at, id"#,
        production_id
    )
    .fetch_all(&app.db)
    .await?;
    let mut all: BTreeMap<String, InShort> = BTreeMap::new();
    for row in rows {
        let own = all.entry(row.key).or_default();
        own.takes += 1;
        own.cost_micros = own.cost_micros.saturating_add(row.cost_micros);
        if own.currency.is_empty() {
            own.currency = row.currency;
        }
        if row.selected {
            own.in_use = Some(own.takes);
        }
        if row.selected || own.in_use.is_none() {
            own.length_ms = row.length_ms.as_ref().and_then(milliseconds);
            own.failing = make::failing(row.checks);
        }
    }
    Ok(all)
}

/// How long a take is, where that was written down when it was made.
fn milliseconds(length: &serde_json::Value) -> Option<u32> {
    length
        .as_u64()
        .and_then(|length| u32::try_from(length).ok())
}

/// Use another take.
#[utoipa::path(put, operation_id = "select_take", path = "/api/v1/studio/productions/{id}/takes/{take_id}/selected", tag = "studio", params(("id" = Uuid, Path), ("take_id" = Uuid, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn select(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, take_id)): Path<(Uuid, Uuid)>,
) -> AppResult<StatusCode> {
    let production = theirs(&app, &person, id).await?;
    shelves::select(&app, &production, take_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LockBody {
    pub key: String,
    pub locked: bool,
}

/// Keep the selected take of an artifact whatever changes, or let it go.
#[utoipa::path(put, operation_id = "lock_artifact", path = "/api/v1/studio/productions/{id}/lock", tag = "studio", params(("id" = Uuid, Path)), request_body = LockBody, responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn lock(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(body): Json<LockBody>,
) -> AppResult<StatusCode> {
    let production = theirs(&app, &person, id).await?;
    if shelves::lock(&app, &production, &body.key, body.locked).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(AppError::not_found(
            "take_not_found",
            "Nothing of this artifact is selected.",
            "Make it first.",
        ))
    }
}

/// The bytes of a take.
#[utoipa::path(get, operation_id = "take_file", path = "/api/v1/studio/productions/{id}/takes/{take_id}/file", tag = "studio", params(("id" = Uuid, Path), ("take_id" = Uuid, Path), PageQuery), responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = ErrorBody)))]
pub async fn file(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, take_id)): Path<(Uuid, Uuid)>,
    Query(query): Query<PageQuery>,
    headers: HeaderMap,
) -> AppResult<Response> {
    let production = theirs(&app, &person, id).await?;
    let take = sqlx::query!(
        "select blob_key, facts from production_takes where production_id = $1 and id = $2",
        production.id,
        take_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| {
        AppError::not_found(
            "take_not_found",
            "There is no such take.",
            "Load the takes of this artifact anew.",
        )
    })?;
    let key = match query.page {
        None => take.blob_key,
        Some(page) => take.facts["slices"][page]["blob_key"]
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| {
                AppError::not_found(
                    "page_not_found",
                    "This take has no such picture.",
                    "Count them from 0.",
                )
            })?,
    };
    served(&app, &key, &headers).await
}

/// A blob of the studio, or the range of it that is asked for, with the type that its name says.
pub async fn served(app: &App, key: &str, headers: &HeaderMap) -> AppResult<Response> {
    let size = app.storage.size(key).await.map_err(AppError::internal)?;
    let kind = match key.rsplit_once('.').map(|(_, extension)| extension) {
        Some("mp4") => "video/mp4",
        Some("wav") => "audio/wav",
        Some("jpg") => "image/jpeg",
        Some("png") => "image/png",
        Some("vtt") => "text/vtt",
        Some("zip") => "application/zip",
        _ => "application/octet-stream",
    };
    let kept = HeaderValue::from_static("private, max-age=31536000, immutable");
    let mut answer = media::serve(app, key.to_owned(), size, kind, kept, headers).await?;
    answer.headers_mut().insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    Ok(answer)
}
