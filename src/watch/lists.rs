//! What a viewer keeps: their list, their likes, their history; and what they report.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::app::App;
use crate::catalog::cards::{SeriesCard, cards, cards_in_order, image};
use crate::catalog::language::Language;
use crate::catalog::routes::{EpisodeCard, no_such_series};
use crate::errors::{AppError, AppResult};
use crate::extract::{Json, Path, Query};
use crate::houses::CurrentHouse;
use crate::paywall;
use crate::people::Person;
use crate::rights::Sight;

const LIST_LENGTH_MAX: i64 = 500;
const HISTORY_PAGE: i64 = 30;

#[derive(Serialize, ToSchema)]
pub struct MyList {
    /// What was added last comes first.
    pub items: Vec<SeriesCard>,
}

/// Show the viewer's list.
#[utoipa::path(get, path = "/api/v1/my-list", tag = "watch", responses((status = 200, body = MyList)))]
pub async fn my_list(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    person: Person,
    sight: Sight,
    Language(language): Language,
) -> AppResult<Json<MyList>> {
    let ids = sqlx::query_scalar!(
        "select series_id from my_list where person_id = $1 order by added_at desc, series_id limit $2",
        person.id,
        LIST_LENGTH_MAX
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Json(MyList {
        items: cards_in_order(
            &app,
            house.id,
            sight.closed(),
            Some(person.id),
            &language,
            &ids,
        )
        .await?,
    }))
}

/// Put a series on the viewer's list.
#[utoipa::path(put, path = "/api/v1/my-list/{series_id}", tag = "watch", params(("series_id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = crate::errors::ErrorBody)))]
pub async fn add_to_list(
    State(app): State<App>,
    person: Person,
    Path(series_id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let found = sqlx::query!(
        "with found as (select id from series where id = $2 and house_id = $3),
              added as (insert into my_list (person_id, series_id, house_id, added_at)
                        select $1, id, $3, $4 from found on conflict do nothing)
         select id from found",
        person.id,
        series_id,
        person.house_id,
        app.clock.now()
    )
    .fetch_optional(&app.db)
    .await?;
    found
        .map(|_| StatusCode::NO_CONTENT)
        .ok_or_else(no_such_series)
}

/// Take a series off the viewer's list.
#[utoipa::path(delete, path = "/api/v1/my-list/{series_id}", tag = "watch", params(("series_id" = Uuid, Path)), responses((status = 204)))]
pub async fn remove_from_list(
    State(app): State<App>,
    person: Person,
    Path(series_id): Path<Uuid>,
) -> AppResult<StatusCode> {
    sqlx::query!(
        "delete from my_list where person_id = $1 and series_id = $2",
        person.id,
        series_id
    )
    .execute(&app.db)
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an episode's heart shows.
#[derive(Serialize, ToSchema)]
pub struct Like {
    pub liked: bool,
    pub like_count: i64,
}

/// Like an episode.
#[utoipa::path(put, path = "/api/v1/episodes/{id}/like", tag = "watch", params(("id" = Uuid, Path)),
    responses((status = 200, body = Like), (status = 404, body = crate::errors::ErrorBody)))]
pub async fn like(
    State(app): State<App>,
    person: Person,
    sight: Sight,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Like>> {
    must_be_open(&app, &sight, id).await?;
    sqlx::query!(
        "insert into likes (person_id, episode_id, house_id, liked_at) values ($1, $2, $3, $4) on conflict do nothing",
        person.id,
        id,
        person.house_id,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(Json(Like {
        liked: true,
        like_count: like_count(&app, id).await?,
    }))
}

/// Take a like back.
#[utoipa::path(delete, path = "/api/v1/episodes/{id}/like", tag = "watch", params(("id" = Uuid, Path)), responses((status = 200, body = Like)))]
pub async fn unlike(
    State(app): State<App>,
    person: Person,
    sight: Sight,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Like>> {
    must_be_open(&app, &sight, id).await?;
    sqlx::query!(
        "delete from likes where person_id = $1 and episode_id = $2",
        person.id,
        id
    )
    .execute(&app.db)
    .await?;
    Ok(Json(Like {
        liked: false,
        like_count: like_count(&app, id).await?,
    }))
}

async fn like_count(app: &App, episode_id: Uuid) -> AppResult<i64> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from likes where episode_id = $1"#,
        episode_id
    );
    Ok(count.fetch_one(&app.db).await?)
}

async fn must_be_open(app: &App, sight: &Sight, episode_id: Uuid) -> AppResult<()> {
    let open = sqlx::query_scalar!(
        r#"select exists (select from open_episodes($1, $2, $4) v where v.episode_id = $3) as "open!""#,
        sight.house_id,
        app.clock.now(),
        episode_id,
        sight.closed()
    )
    .fetch_one(&app.db)
    .await?;
    if open {
        return Ok(());
    }
    Err(AppError::not_found(
        "episode_not_found",
        "This episode cannot be watched now.",
        "Choose another one on the page of the series.",
    ))
}

#[derive(Deserialize, IntoParams)]
pub struct HistoryQuery {
    /// Only what was watched before this moment: `watched_at` of the last item gives the next page.
    before: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct History {
    pub items: Vec<HistoryItem>,
    pub more: bool,
}

/// The last episode watched of a series.
#[derive(Serialize, ToSchema)]
pub struct HistoryItem {
    pub series: SeriesCard,
    pub episode: EpisodeCard,
    pub watched_at: DateTime<Utc>,
}

/// Show what the viewer watched, latest first.
#[utoipa::path(get, path = "/api/v1/history", tag = "watch", params(HistoryQuery), responses((status = 200, body = History)))]
pub async fn history(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    person: Person,
    sight: Sight,
    Language(language): Language,
    Query(query): Query<HistoryQuery>,
) -> AppResult<Json<History>> {
    let now = app.clock.now();
    // Postgres knows fewer years than a request may name.
    let latest = now + chrono::Duration::days(1);
    let before = query
        .before
        .map_or(latest, |before| before.clamp(DateTime::UNIX_EPOCH, latest));
    let rows = sqlx::query!(
        r#"select last.*, v.number as "number!", episode_title(v.episode_id, v.title, $7) as title,
                  v.duration_ms as "duration_ms!", v.poster
           from (select distinct on (p.series_id) p.series_id, p.episode_id, p.position_ms, p.completed, p.updated_at
                 from progress p where p.person_id = $3 and p.in_history
                 order by p.series_id, p.updated_at desc) last
           join open_episodes($1, $2, $6) v on v.episode_id = last.episode_id
           where last.updated_at < $4 order by last.updated_at desc limit $5"#,
        house.id,
        now,
        person.id,
        before,
        HISTORY_PAGE + 1,
        sight.closed(),
        language
    )
    .fetch_all(&app.db)
    .await?;
    let more = rows.len() as i64 > HISTORY_PAGE;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.series_id).collect();
    let mut cards = cards(
        &app,
        house.id,
        sight.closed(),
        Some(person.id),
        &language,
        &ids,
    )
    .await?;
    let episodes: Vec<Uuid> = rows.iter().map(|row| row.episode_id).collect();
    let access = paywall::access(&app, &sight, Some(&person), &episodes).await?;
    let items = rows
        .into_iter()
        .take(HISTORY_PAGE as usize)
        .filter_map(|row| {
            let episode = EpisodeCard {
                locked: access
                    .get(&row.episode_id)
                    .is_none_or(paywall::Access::is_locked),
                id: row.episode_id,
                number: row.number,
                title: row.title,
                duration_ms: row.duration_ms,
                poster: image(row.poster),
                position_ms: row.position_ms,
                completed: row.completed,
            };
            Some(HistoryItem {
                series: cards.remove(&row.series_id)?,
                episode,
                watched_at: row.updated_at,
            })
        });
    Ok(Json(History {
        items: items.collect(),
        more,
    }))
}

/// Remove a series from the viewer's history; where they stopped is kept for resuming.
#[utoipa::path(delete, path = "/api/v1/history/{series_id}", tag = "watch", params(("series_id" = Uuid, Path)), responses((status = 204)))]
pub async fn forget(
    State(app): State<App>,
    person: Person,
    Path(series_id): Path<Uuid>,
) -> AppResult<StatusCode> {
    sqlx::query!(
        "update progress set in_history = false where person_id = $1 and series_id = $2",
        person.id,
        series_id
    )
    .execute(&app.db)
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Put a series back into the viewer's history: undoes the removal.
#[utoipa::path(put, path = "/api/v1/history/{series_id}", tag = "watch", params(("series_id" = Uuid, Path)), responses((status = 204)))]
pub async fn remember(
    State(app): State<App>,
    person: Person,
    Path(series_id): Path<Uuid>,
) -> AppResult<StatusCode> {
    sqlx::query!(
        "update progress set in_history = true where person_id = $1 and series_id = $2",
        person.id,
        series_id
    )
    .execute(&app.db)
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Empty the viewer's history.
#[utoipa::path(delete, path = "/api/v1/history", tag = "watch", responses((status = 204)))]
pub async fn forget_all(State(app): State<App>, person: Person) -> AppResult<StatusCode> {
    sqlx::query!(
        "update progress set in_history = false where person_id = $1",
        person.id
    )
    .execute(&app.db)
    .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What is wrong with an episode.
#[derive(Deserialize, ToSchema)]
pub struct Report {
    pub reason: ReportReason,
    #[serde(default)]
    pub detail: String,
}

#[derive(Clone, Copy, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum ReportReason {
    Broken,
    Captions,
    Audio,
    Rights,
    Offensive,
    Other,
}

/// Report a problem with an episode.
#[utoipa::path(post, path = "/api/v1/episodes/{id}/reports", tag = "watch", params(("id" = Uuid, Path)),
    request_body = Report, responses((status = 201), (status = 404, body = crate::errors::ErrorBody)))]
pub async fn report(
    State(app): State<App>,
    person: Person,
    sight: Sight,
    Path(id): Path<Uuid>,
    Json(report): Json<Report>,
) -> AppResult<StatusCode> {
    must_be_open(&app, &sight, id).await?;
    let detail: String = report
        .detail
        .chars()
        .filter(|c| *c != '\0')
        .take(2000)
        .collect();
    sqlx::query!(
        "insert into reports (id, house_id, episode_id, person_id, reason, detail, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        app.random.id(),
        person.house_id,
        id,
        person.id,
        report.reason as ReportReason,
        detail,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(StatusCode::CREATED)
}
