//! The page of a receipt: for its buyer, and for operators.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use sqlx::types::Json as Column;

use super::{Paper, page, print, shown};
use crate::app::App;
use crate::catalog::language::Language;
use crate::documents;
use crate::errors::{AppError, AppResult};
use crate::extract::Path;
use crate::houses::CurrentHouse;
use crate::people::{MaybePerson, Role};

/// A receipt as a page that prints on one sheet; with `.pdf` behind its number as a document to keep.
pub async fn show(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    MaybePerson(person): MaybePerson,
    Language(language): Language,
    Path(file): Path<String>,
) -> AppResult<Response> {
    let person = person.ok_or_else(unknown)?;
    let (number, printed) = file
        .strip_suffix(".pdf")
        .map_or((file.as_str(), false), |number| (number, true));
    let number: i64 = number.parse().map_err(|_| unknown())?;
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
    if printed {
        let document = print::document(&body.0, &language)?;
        let name = format!("receipt-{}", shown(number));
        return documents::answer(&app.config, document, &name).await;
    }
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
