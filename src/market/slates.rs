//! Slates: series that are offered together, in an order; and each series in one sentence.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use sqlx::types::Json as Kept;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{line, not_found, prose};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;

/// Series in one slate.
const SERIES_MAX: usize = 200;
/// Characters of a logline: one sentence.
const LOGLINE_MAX: usize = 300;

/// A group of series.
#[derive(Serialize, ToSchema)]
#[schema(as = MarketSlate)]
pub struct Slate {
    pub id: Uuid,
    pub name: String,
    pub intro: String,
    /// Lower comes first.
    pub position: i32,
    pub series_ids: Vec<Uuid>,
    /// Whose slate it is; null: the house's own.
    pub producer_id: Option<Uuid>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewMarketSlate)]
#[serde(deny_unknown_fields)]
pub struct NewSlate {
    pub name: String,
    #[serde(default)]
    pub intro: String,
    /// Lower comes first.
    #[serde(default)]
    pub position: i32,
    /// In their order.
    pub series_ids: Vec<Uuid>,
    /// The producer whose slate it is.
    #[serde(default)]
    pub producer_id: Option<Uuid>,
}

/// A series in one sentence, by language (BCP 47).
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = MarketLoglines)]
#[serde(deny_unknown_fields)]
pub struct Loglines {
    pub lines: BTreeMap<String, String>,
}

pub(super) async fn read(app: &App, house_id: Uuid) -> AppResult<Vec<Slate>> {
    Ok(sqlx::query_as!(
        Slate,
        r#"select s.id, s.name, s.intro, s.position, s.producer_id,
                  array(select m.series_id from market_slate_series m where m.slate_id = s.id order by m.position) as "series_ids!"
           from market_slates s where s.house_id = $1 order by s.position, s.created_at, s.id"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?)
}

async fn one(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Json<Slate>> {
    let all = read(app, house_id).await?;
    let found = all.into_iter().find(|slate| slate.id == id);
    found.map(Json).ok_or_else(|| not_found("slate"))
}

/// Puts these series into a slate, in this order, in place of what was there.
async fn fill(db: &mut PgConnection, house_id: Uuid, id: Uuid, series: &[Uuid]) -> AppResult<()> {
    if series.len() > SERIES_MAX {
        return Err(AppError::bad_request(
            "slate_too_long",
            format!("A slate has at most {SERIES_MAX} series."),
            "Make two of it.",
        ));
    }
    sqlx::query!("delete from market_slate_series where slate_id = $1", id)
        .execute(&mut *db)
        .await?;
    let put = sqlx::query!(
        "insert into market_slate_series (slate_id, series_id, house_id, position)
         select $1, s.id, $2, w.position::int from unnest($3::uuid[]) with ordinality w (id, position)
         join series s on s.id = w.id and s.house_id = $2 on conflict do nothing",
        id,
        house_id,
        series
    )
    .execute(&mut *db)
    .await?;
    if put.rows_affected() as usize != series.len() {
        return Err(AppError::bad_request(
            "series_unknown",
            "A series of the slate is not of this house, or is named twice.",
            "Reload the page and choose again.",
        ));
    }
    Ok(())
}

fn known(name: &str) -> AppError {
    AppError::conflict(
        "slate_known",
        format!("There is a slate {name} already."),
        "Give it another name, or change that one.",
    )
}

/// Make a slate.
#[utoipa::path(post, operation_id = "add_market_slate", path = "/api/v1/desk/market/slates", tag = "market", request_body = NewSlate,
    responses((status = 201, body = Slate), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewSlate>,
) -> AppResult<(StatusCode, Json<Slate>)> {
    let (house_id, id) = (operator.house_id, app.random.id());
    let name = line(&new.name, 120, "name")?;
    let intro = prose(&new.intro, 2000, "introduction")?;
    let mut transaction = app.db.begin().await?;
    let made = sqlx::query!(
        "insert into market_slates (id, house_id, name, intro, position, created_at, producer_id)
         values ($1, $2, $3, $4, $5, $6, (select id from market_producers where id = $7 and house_id = $2))
         on conflict (house_id, name) do nothing",
        id,
        house_id,
        name,
        intro,
        new.position,
        app.clock.now(),
        new.producer_id
    )
    .execute(&mut *transaction)
    .await?;
    if made.rows_affected() == 0 {
        return Err(known(&name));
    }
    fill(&mut transaction, house_id, id, &new.series_ids).await?;
    let detail = json!({ "name": name, "series": new.series_ids.len() });
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "market.slate_made",
        "market_slate",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, one(&app, house_id, id).await?))
}

/// Change a slate: its name, its words, its series and their order.
#[utoipa::path(put, operation_id = "change_market_slate", path = "/api/v1/desk/market/slates/{id}", tag = "market",
    params(("id" = Uuid, Path)), request_body = NewSlate,
    responses((status = 200, body = Slate), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<NewSlate>,
) -> AppResult<Json<Slate>> {
    let house_id = operator.house_id;
    let name = line(&new.name, 120, "name")?;
    let intro = prose(&new.intro, 2000, "introduction")?;
    let mut transaction = app.db.begin().await?;
    let taken = sqlx::query_scalar!(
        r#"select exists (select from market_slates where house_id = $1 and name = $2 and id <> $3) as "taken!""#,
        house_id,
        name,
        id
    )
    .fetch_one(&mut *transaction)
    .await?;
    if taken {
        return Err(known(&name));
    }
    let changed = sqlx::query!(
        "update market_slates set name = $3, intro = $4, position = $5,
                producer_id = (select id from market_producers where id = $6 and house_id = $2)
         where id = $1 and house_id = $2",
        id,
        house_id,
        name,
        intro,
        new.position,
        new.producer_id
    )
    .execute(&mut *transaction)
    .await?;
    if changed.rows_affected() == 0 {
        return Err(not_found("slate"));
    }
    fill(&mut transaction, house_id, id, &new.series_ids).await?;
    let detail = json!({ "name": name, "series": new.series_ids.len() });
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "market.slate_changed",
        "market_slate",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    one(&app, house_id, id).await
}

/// Take a slate off the market. Its series stay in the house.
#[utoipa::path(delete, operation_id = "remove_market_slate", path = "/api/v1/desk/market/slates/{id}", tag = "market",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn remove(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let mut transaction = app.db.begin().await?;
    let name = sqlx::query_scalar!(
        "delete from market_slates where id = $1 and house_id = $2 returning name",
        id,
        operator.house_id
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| not_found("slate"))?;
    let detail = json!({ "name": name });
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "market.slate_removed",
        "market_slate",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Show a series in one sentence.
#[utoipa::path(get, operation_id = "show_market_loglines", path = "/api/v1/desk/market/series/{id}/loglines", tag = "market",
    params(("id" = Uuid, Path)), responses((status = 200, body = Loglines), (status = 403, body = ErrorBody)))]
pub async fn loglines(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Loglines>> {
    let kept = sqlx::query_scalar!(
        r#"select lines as "lines: Kept<BTreeMap<String, String>>" from market_loglines where series_id = $1 and house_id = $2"#,
        id,
        operator.house_id
    )
    .fetch_optional(&app.db)
    .await?;
    let lines = kept.map(|kept| kept.0).unwrap_or_default();
    Ok(Json(Loglines { lines }))
}

/// Say a series in one sentence, by language.
#[utoipa::path(put, operation_id = "set_market_loglines", path = "/api/v1/desk/market/series/{id}/loglines", tag = "market",
    params(("id" = Uuid, Path)), request_body = Loglines,
    responses((status = 200, body = Loglines), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn set_loglines(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<Loglines>,
) -> AppResult<Json<Loglines>> {
    let mut lines = BTreeMap::new();
    for (tag, text) in new
        .lines
        .into_iter()
        .filter(|(_, text)| !text.trim().is_empty())
    {
        let tag = crate::language::canonical(&tag).ok_or_else(|| {
            AppError::bad_request(
                "language_invalid",
                "That is no language.",
                "Write a tag such as en, pt-BR or zh.",
            )
        })?;
        lines.insert(tag, line(&text, LOGLINE_MAX, "logline")?);
    }
    let mut transaction = app.db.begin().await?;
    let set = sqlx::query!(
        "insert into market_loglines (series_id, house_id, lines) select id, house_id, $3 from series where id = $1 and house_id = $2
         on conflict (series_id) do update set lines = excluded.lines",
        id,
        operator.house_id,
        Kept(&lines) as _
    )
    .execute(&mut *transaction)
    .await?;
    if set.rows_affected() == 0 {
        return Err(not_found("series"));
    }
    let detail = json!({ "languages": lines.keys().collect::<Vec<_>>() });
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "market.logline_set",
        "series",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok(Json(Loglines { lines }))
}
