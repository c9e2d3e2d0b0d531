//! The page of a receipt: for its buyer, and for operators.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sqlx::types::Json as Column;

use super::{Paper, page};
use crate::app::App;
use crate::catalog::language::Language;
use crate::errors::{AppError, AppResult};
use crate::extract::Path;
use crate::houses::CurrentHouse;
use crate::people::{MaybePerson, Role};

/// A receipt as a page that prints on one sheet.
pub async fn show(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    MaybePerson(person): MaybePerson,
    Language(language): Language,
    Path(number): Path<i64>,
) -> AppResult<Response> {
    let person = person.ok_or_else(unknown)?;
    let body = sqlx::query_scalar!(
        r#"select r.body as "body: Column<Paper>" from receipts r join orders o on o.id = r.order_id
           where r.house_id = $1 and r.number = $2 and (o.person_id = $3 or $4)"#,
        house.id,
        number,
        person.id,
        person.role == Role::Operator
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(unknown)?;
    let html = page::html(&body.0, &language)?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::VARY, "accept-language, cookie"),
    ];
    Ok((headers, html).into_response())
}

/// How receipts look.
pub async fn style() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=3600"),
        ],
        include_str!("receipt.css"),
    )
}

fn unknown() -> AppError {
    AppError::not_found(
        "receipt_not_found",
        "There is no such receipt here.",
        "Log in with the account that made the purchase.",
    )
}
