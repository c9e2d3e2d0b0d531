//! The seller's side of screeners.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::sweep;
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::market::invitations::Link;
use crate::market::{days, email, line, not_found};
use crate::people::policy::Operator;
use crate::people::session;

const OPENINGS_MAX: i32 = 1_000;

#[derive(Deserialize, ToSchema)]
#[schema(as = NewScreener)]
#[serde(deny_unknown_fields)]
pub struct NewScreener {
    pub series_id: Uuid,
    /// All that are ready when empty.
    #[serde(default)]
    pub episode_ids: Vec<Uuid>,
    /// Stands in the picture.
    pub name: String,
    pub email: String,
    /// How long the link holds, 1 to 365.
    pub days: i64,
    /// On how many devices it may be opened; null: on any number.
    pub openings_max: Option<i32>,
}

/// A screener, at the desk. Its link is shown only when it is made.
#[derive(Serialize, ToSchema)]
pub struct Screener {
    pub id: Uuid,
    pub series_id: Uuid,
    pub title: String,
    pub name: String,
    pub email: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub openings: i32,
    pub openings_max: Option<i32>,
    pub episodes: i64,
    /// The last first.
    pub views: Vec<View>,
}

/// What somebody watched on a device.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = ScreenerView)]
pub struct View {
    /// The number of the episode.
    pub number: i32,
    /// Which of the devices that the link was opened on, from 1.
    pub device: i32,
    pub begun_at: DateTime<Utc>,
    pub last_at: DateTime<Utc>,
    pub furthest_ms: i32,
    pub duration_ms: i32,
    pub watched_ms: i64,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Screeners)]
pub struct Screeners {
    /// The newest first.
    pub items: Vec<Screener>,
}

/// List screeners with what was watched of them.
#[utoipa::path(get, operation_id = "list_screeners", path = "/api/v1/desk/market/screeners", tag = "market",
    responses((status = 200, body = Screeners), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Screeners>> {
    let rows = sqlx::query!(
        r#"select c.id, c.series_id, s.title, c.name, c.email, c.created_at, c.expires_at, c.revoked_at, c.openings, c.openings_max,
                  (select count(*) from screener_episodes e where e.screener_id = c.id) as "episodes!",
                  coalesce((
                      select jsonb_agg(jsonb_build_object('number', e.number, 'device', o.device, 'begun_at', v.begun_at,
                                 'last_at', v.last_at, 'furthest_ms', v.furthest_ms, 'watched_ms', v.watched_ms,
                                 'duration_ms', coalesce(p.duration_ms, 0)) order by v.last_at desc)
                      from screener_views v join episodes e on e.id = v.episode_id join packages p on p.episode_id = e.id
                      join (select person_id, (row_number() over (order by at, person_id))::int as device
                            from screener_openings where screener_id = c.id) o on o.person_id = v.person_id
                      where v.screener_id = c.id), '[]') as "views!: sqlx::types::Json<Vec<View>>"
           from screeners c join series s on s.id = c.series_id
           where c.house_id = $1 order by c.created_at desc, c.id limit 500"#,
        operator.house_id
    )
    .fetch_all(&app.db)
    .await?;
    let items = rows.into_iter().map(|row| Screener {
        id: row.id,
        series_id: row.series_id,
        title: row.title,
        name: row.name,
        email: row.email,
        created_at: row.created_at,
        expires_at: row.expires_at,
        revoked_at: row.revoked_at,
        openings: row.openings,
        openings_max: row.openings_max,
        episodes: row.episodes,
        views: row.views.0,
    });
    Ok(Json(Screeners {
        items: items.collect(),
    }))
}

/// Make a screener for a recipient.
#[utoipa::path(post, operation_id = "add_screener", path = "/api/v1/desk/market/screeners", tag = "market", request_body = NewScreener,
    responses((status = 201, body = Link), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewScreener>,
) -> AppResult<(StatusCode, Json<Link>)> {
    let (name, email) = (line(&new.name, 60, "name")?, email(&new.email)?);
    if new
        .openings_max
        .is_some_and(|most| !(1..=OPENINGS_MAX).contains(&most))
    {
        return Err(AppError::bad_request(
            "openings_invalid",
            format!("A link is opened on 1 to {OPENINGS_MAX} devices."),
            "Give a number between, or none for any number.",
        ));
    }
    let (id, token, now) = (app.random.id(), session::new_token(&app), app.clock.now());
    let hash = session::hash_token(&token);
    let expires_at = now + days(new.days)?;
    let seed = app.random.bytes::<32>();
    let mut transaction = app.db.begin().await?;
    sqlx::query_scalar!(
        "insert into screeners (id, house_id, series_id, name, email, token_hash, seed, created_by, created_at, expires_at, openings_max)
         select $1, $2, s.id, $4, $5, $6, $7, $8, $9, $10, $11 from series s where s.id = $3 and s.house_id = $2 returning id",
        id,
        operator.house_id,
        new.series_id,
        name,
        email,
        hash.as_slice(),
        seed.as_slice(),
        operator.id,
        now,
        expires_at,
        new.openings_max
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| not_found("series"))?;
    let put = sqlx::query!(
        "insert into screener_episodes (screener_id, episode_id, house_id)
         select $1, e.id, $2 from episodes e join packages p on p.episode_id = e.id
         where e.series_id = $3 and e.house_id = $2 and p.playable_at is not null
           and (cardinality($4::uuid[]) = 0 or e.id = any ($4))",
        id,
        operator.house_id,
        new.series_id,
        &new.episode_ids
    )
    .execute(&mut *transaction)
    .await?;
    if put.rows_affected() == 0 {
        return Err(AppError::bad_request(
            "screener_empty",
            "None of these episodes is ready to be watched.",
            "Wait until they are packaged, or choose others of the series.",
        ));
    }
    let detail = json!({ "series_id": new.series_id, "expires_at": expires_at, "episodes": put.rows_affected() });
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "market.screener_made",
        "screener",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    let base = crate::houses::address(&app, operator.house_id).await?;
    let link = format!("{base}/screener#{token}");
    Ok((
        StatusCode::CREATED,
        Json(Link {
            id,
            link,
            expires_at,
        }),
    ))
}

/// Withdraw a screener: it plays nowhere any more, and its copies are deleted.
#[utoipa::path(delete, operation_id = "revoke_screener", path = "/api/v1/desk/market/screeners/{id}", tag = "market",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn revoke(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let mut transaction = app.db.begin().await?;
    sqlx::query_scalar!(
        "update screeners set revoked_at = coalesce(revoked_at, $3) where id = $1 and house_id = $2 returning id",
        id,
        operator.house_id,
        app.clock.now()
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| not_found("screener"))?;
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "market.screener_revoked",
        "screener",
        id,
        json!({}),
    )
    .await?;
    transaction.commit().await?;
    sweep::clear(&app, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
