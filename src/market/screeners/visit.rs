//! The recipient's side of a screener: no account, one link.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::copies::{self, Copy};
use crate::app::App;
use crate::catalog::cards::{Image, image};
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::houses::CurrentHouse;
use crate::market::invitations::{Token, over};
use crate::people::{MaybePerson, Person, session};
use crate::watch::media::{gone, serve};

/// The most that one report may say was watched, in ms: pages tell every few seconds.
const REPORT_MAX_MS: i64 = 60_000;

/// What a recipient sees.
#[derive(Serialize, ToSchema)]
pub struct Screening {
    pub id: Uuid,
    /// For whom: it stands in the picture.
    pub name: String,
    pub title: String,
    pub synopsis: String,
    pub poster: Option<Image>,
    pub expires_at: DateTime<Utc>,
    pub episodes: Vec<ScreeningEpisode>,
}

#[derive(Serialize, ToSchema)]
pub struct ScreeningEpisode {
    pub id: Uuid,
    pub number: i32,
    pub title: Option<String>,
    pub duration_ms: i32,
    pub poster: Option<Image>,
    /// How far it was watched on this device.
    pub furthest_ms: i32,
    pub copy: Copy,
}

/// What was watched since the report before.
#[derive(Deserialize, ToSchema)]
#[schema(as = ScreeningReport)]
#[serde(deny_unknown_fields)]
pub struct Report {
    pub episode_id: Uuid,
    pub position_ms: i32,
    pub watched_ms: i64,
}

/// Refuses whoever has not opened the link of a screener that still holds.
async fn guest(app: &App, house_id: Uuid, person: Option<&Person>, id: Uuid) -> AppResult<Uuid> {
    let person = person.ok_or_else(over)?;
    sqlx::query_scalar!(
        "select o.person_id from screener_openings o join screeners c on c.id = o.screener_id
         where o.screener_id = $1 and o.person_id = $2 and c.house_id = $3 and c.revoked_at is null and c.expires_at > $4",
        id,
        person.id,
        house_id,
        app.clock.now()
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(over)
}

/// Open a screener by its link. On the same device it may be opened again.
#[utoipa::path(post, operation_id = "open_screener", path = "/api/v1/screeners/open", tag = "market", request_body = Token,
    responses((status = 200, body = Screening), (status = 409, body = ErrorBody), (status = 410, body = ErrorBody)))]
pub async fn open(
    State(app): State<App>,
    person: Person,
    Json(token): Json<Token>,
) -> AppResult<Json<Screening>> {
    let hash = session::hash_token(token.token.trim());
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    // Held, so that of two devices at once only one takes the last place.
    let found = sqlx::query!(
        "select id, openings, openings_max from screeners
         where token_hash = $1 and house_id = $2 and revoked_at is null and expires_at > $3 for update",
        hash.as_slice(),
        person.house_id,
        now
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(over)?;
    let opened = sqlx::query!(
        "insert into screener_openings (screener_id, person_id, house_id, at) values ($1, $2, $3, $4) on conflict do nothing",
        found.id,
        person.id,
        person.house_id,
        now
    )
    .execute(&mut *transaction)
    .await?;
    if opened.rows_affected() > 0 {
        if found
            .openings_max
            .is_some_and(|most| found.openings >= most)
        {
            return Err(AppError::conflict(
                "screener_used_up",
                "This link was opened on as many devices as it is for.",
                "Open it where you did before, or ask whoever sent it to you for a new one.",
            ));
        }
        sqlx::query!(
            "update screeners set openings = openings + 1 where id = $1",
            found.id
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    read(&app, found.id, person.id).await.map(Json)
}

/// Show a screener that was opened on this device.
#[utoipa::path(get, operation_id = "show_screening", path = "/api/v1/screeners/{id}", tag = "market", params(("id" = Uuid, Path)),
    responses((status = 200, body = Screening), (status = 410, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    MaybePerson(person): MaybePerson,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Screening>> {
    let guest = guest(&app, house.id, person.as_ref(), id).await?;
    read(&app, id, guest).await.map(Json)
}

async fn read(app: &App, id: Uuid, person_id: Uuid) -> AppResult<Screening> {
    let screener = sqlx::query!(
        "select c.name, c.expires_at, s.title, s.synopsis, s.poster from screeners c join series s on s.id = c.series_id where c.id = $1",
        id
    )
    .fetch_one(&app.db)
    .await?;
    let rows = sqlx::query!(
        r#"select e.id, e.number, e.title, coalesce(p.duration_ms, 0) as "duration_ms!", p.poster,
                  coalesce(v.furthest_ms, 0) as "furthest_ms!", k.state as "state?", k.progress as "progress?"
           from screener_episodes x join episodes e on e.id = x.episode_id join packages p on p.episode_id = e.id
           left join screener_copies k on k.screener_id = x.screener_id and k.episode_id = e.id
           left join screener_views v on v.screener_id = x.screener_id and v.episode_id = e.id and v.person_id = $2
           where x.screener_id = $1 order by e.number"#,
        id,
        person_id
    )
    .fetch_all(&app.db)
    .await?;
    let first = rows.first().and_then(|row| row.poster.clone());
    let episodes = rows.into_iter().map(|row| ScreeningEpisode {
        id: row.id,
        number: row.number,
        title: row.title,
        duration_ms: row.duration_ms,
        poster: image(row.poster),
        furthest_ms: row.furthest_ms,
        copy: Copy::of(id, row.id, row.state.as_deref(), row.progress),
    });
    Ok(Screening {
        id,
        name: screener.name,
        title: screener.title,
        synopsis: screener.synopsis,
        poster: image(screener.poster.or(first)),
        expires_at: screener.expires_at,
        episodes: episodes.collect(),
    })
}

/// Ask for the copy of an episode; asked again, it says how far it is.
#[utoipa::path(post, operation_id = "prepare_screening", path = "/api/v1/screeners/{id}/episodes/{episode_id}", tag = "market",
    params(("id" = Uuid, Path), ("episode_id" = Uuid, Path)),
    responses((status = 200, body = Copy), (status = 404, body = ErrorBody), (status = 410, body = ErrorBody)))]
pub async fn prepare(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    MaybePerson(person): MaybePerson,
    Path((id, episode_id)): Path<(Uuid, Uuid)>,
) -> AppResult<Json<Copy>> {
    guest(&app, house.id, person.as_ref(), id).await?;
    copies::ask(&app, house.id, id, episode_id).await.map(Json)
}

/// Tell what was watched.
#[utoipa::path(post, operation_id = "report_screening", path = "/api/v1/screeners/{id}/views", tag = "market",
    params(("id" = Uuid, Path)), request_body = Report,
    responses((status = 204), (status = 404, body = ErrorBody), (status = 410, body = ErrorBody)))]
pub async fn report(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    MaybePerson(person): MaybePerson,
    Path(id): Path<Uuid>,
    Json(report): Json<Report>,
) -> AppResult<StatusCode> {
    let person_id = guest(&app, house.id, person.as_ref(), id).await?;
    sqlx::query_scalar!(
        "insert into screener_views (screener_id, person_id, episode_id, house_id, begun_at, last_at, furthest_ms, watched_ms)
         select x.screener_id, $2, x.episode_id, x.house_id, $4, $4, least($5::int, coalesce(p.duration_ms, 0)), $6
         from screener_episodes x join packages p on p.episode_id = x.episode_id
         where x.screener_id = $1 and x.episode_id = $3
         on conflict (screener_id, person_id, episode_id) do update set
             last_at = excluded.last_at, furthest_ms = greatest(screener_views.furthest_ms, excluded.furthest_ms),
             watched_ms = screener_views.watched_ms + excluded.watched_ms
         returning episode_id",
        id,
        person_id,
        report.episode_id,
        app.clock.now(),
        report.position_ms.max(0),
        report.watched_ms.clamp(0, REPORT_MAX_MS)
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| crate::market::not_found("episode"))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Serve a copy, or the range of it that is asked for, to a device that opened its link.
pub async fn file(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    MaybePerson(person): MaybePerson,
    Path((id, file)): Path<(Uuid, String)>,
    headers: HeaderMap,
) -> AppResult<Response> {
    let episode_id: Uuid = file
        .strip_suffix(".mp4")
        .and_then(|id| id.parse().ok())
        .ok_or_else(gone)?;
    guest(&app, house.id, person.as_ref(), id).await?;
    let found = sqlx::query!(
        r#"select blob_key as "blob_key!", bytes as "bytes!" from screener_copies
           where screener_id = $1 and episode_id = $2 and state = 'ready'"#,
        id,
        episode_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(gone)?;
    let cache = HeaderValue::from_static("private, no-store");
    serve(
        &app,
        found.blob_key,
        found.bytes as u64,
        "video/mp4",
        cache,
        &headers,
    )
    .await
}
