//! What others know a series of the house by: its EIDR, and what licensors call it.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{book, not_found};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;

/// What a series is known by.
#[derive(Serialize, ToSchema)]
#[schema(as = TitleIdentifiers)]
pub struct Identifiers {
    /// Its EIDR, written `10.5240/XXXX-XXXX-XXXX-XXXX-XXXX-C`; avails that the house writes carry it.
    pub eidr: Option<String>,
    /// ALIDs and content identifiers that licensors' files have used for it.
    pub others: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewTitleIdentifiers)]
#[serde(deny_unknown_fields)]
pub struct New {
    /// Null: it has none.
    pub eidr: Option<String>,
}

async fn read(db: &mut PgConnection, house_id: Uuid, series_id: Uuid) -> AppResult<Identifiers> {
    sqlx::query_scalar!(
        "select id from series where id = $1 and house_id = $2",
        series_id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| not_found("series"))?;
    let rows = sqlx::query!(
        "select scheme, value from title_identifiers where house_id = $1 and series_id = $2 order by created_at desc, value limit 100",
        house_id,
        series_id
    )
    .fetch_all(&mut *db)
    .await?;
    let (own, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| row.scheme == "eidr");
    Ok(Identifiers {
        eidr: own.into_iter().next().map(|row| row.value),
        others: others.into_iter().map(|row| row.value).collect(),
    })
}

/// Show what a series is known by.
#[utoipa::path(get, operation_id = "show_title_identifiers", path = "/api/v1/desk/rights/titles/{id}/identifiers", tag = "rights",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Identifiers), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(series_id): Path<Uuid>,
) -> AppResult<Json<Identifiers>> {
    let mut db = app.db.acquire().await?;
    Ok(Json(read(&mut db, operator.house_id, series_id).await?))
}

/// Say a series' EIDR.
#[utoipa::path(put, operation_id = "set_title_identifiers", path = "/api/v1/desk/rights/titles/{id}/identifiers", tag = "rights",
    params(("id" = Uuid, Path)), request_body = New,
    responses((status = 200, body = Identifiers), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn set(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(series_id): Path<Uuid>,
    Json(new): Json<New>,
) -> AppResult<Json<Identifiers>> {
    let house_id = operator.house_id;
    let eidr = new.eidr.map(|text| text.trim().to_ascii_uppercase());
    let eidr = eidr.filter(|text| !text.is_empty());
    if eidr
        .as_deref()
        .is_some_and(|text| !::avails::eidr::is_valid(text))
    {
        return Err(AppError::bad_request(
            "eidr_invalid",
            "That is no EIDR, or a character of it is wrong: its last one does not fit the others.",
            "Copy it from the registry, such as 10.5240/7791-8534-2C23-9030-8610-5.",
        ));
    }
    let mut transaction = app.db.begin().await?;
    read(&mut transaction, house_id, series_id).await?;
    sqlx::query!(
        "delete from title_identifiers where house_id = $1 and series_id = $2 and scheme = 'eidr' and value is distinct from $3",
        house_id,
        series_id,
        eidr
    )
    .execute(&mut *transaction)
    .await?;
    if let Some(eidr) = &eidr {
        let whose = sqlx::query_scalar!(
            "insert into title_identifiers (house_id, scheme, value, series_id, created_at) values ($1, 'eidr', $2, $3, $4)
             on conflict (house_id, scheme, value) do update set value = excluded.value returning series_id",
            house_id,
            eidr,
            series_id,
            app.clock.now()
        )
        .fetch_one(&mut *transaction)
        .await?;
        if whose != series_id {
            return Err(AppError::conflict(
                "eidr_taken",
                "Another series of the house has this EIDR.",
                "Take it from that one first, or check which of them it names.",
            ));
        }
    }
    book::changed(&mut transaction, house_id).await?;
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "title.identified",
        "series",
        series_id,
        json!({ "eidr": eidr }),
    )
    .await?;
    let now = read(&mut transaction, house_id, series_id).await?;
    transaction.commit().await?;
    Ok(Json(now))
}
