//! What a buyer has set aside.

use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

use super::door::Visitor;
use super::not_found;
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::Path;
use crate::people::Person;

/// Set a series aside.
#[utoipa::path(put, operation_id = "add_to_market_shortlist", path = "/api/v1/market/shortlist/{id}", tag = "market",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    visitor: Visitor,
    person: Person,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    visitor.may_see(id)?;
    sqlx::query_scalar!(
        "insert into market_shortlists (person_id, series_id, house_id, added_at)
         select $1, m.series_id, m.house_id, $4 from market_slate_series m where m.series_id = $2 and m.house_id = $3 limit 1
         on conflict (person_id, series_id) do update set house_id = excluded.house_id returning series_id",
        person.id,
        id,
        visitor.house.id,
        app.clock.now()
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| not_found("series"))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take it off again.
#[utoipa::path(delete, operation_id = "take_off_market_shortlist", path = "/api/v1/market/shortlist/{id}", tag = "market",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 403, body = ErrorBody)))]
pub async fn remove(
    State(app): State<App>,
    _: Visitor,
    person: Person,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    sqlx::query!(
        "delete from market_shortlists where person_id = $1 and series_id = $2",
        person.id,
        id
    )
    .execute(&app.db)
    .await?;
    Ok(StatusCode::NO_CONTENT)
}
