//! The desk's files of avails.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::imports::{self, Detail, Imports};
use super::titles::{self, Tie};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::policy::Operator;

/// The largest file, bytes. What it unpacks to is bounded while it unpacks.
const FILE_MAX: usize = 32 << 20;

/// Whose file it is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NewImport {
    /// The licensor.
    party_id: Uuid,
    /// What the file is called.
    name: String,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ImportQuery {
    /// Changes from so many on; a page shows 500.
    #[serde(default)]
    from: usize,
}

/// Bring a licensor's avails: a workbook (1.7 to 1.9) or XML (2.1 to 2.7). It is read, checked and compared with what was applied
/// of that party before; nothing else changes.
#[utoipa::path(post, operation_id = "import_avails", path = "/api/v1/desk/rights/avails/imports", tag = "rights", params(NewImport),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Detail), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 413, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(query): Query<NewImport>,
    body: Body,
) -> AppResult<(StatusCode, Json<Detail>)> {
    let bytes = axum::body::to_bytes(body, FILE_MAX).await.map_err(|_| {
        AppError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "avails_file_too_large",
            format!(
                "This file did not arrive whole, or is larger than {} MB.",
                FILE_MAX >> 20
            ),
            "Split it by territory or by licensor.",
        )
    })?;
    let house_id = operator.house_id;
    let id = imports::take(
        &app,
        house_id,
        query.party_id,
        &query.name,
        bytes,
        Some(&operator),
    )
    .await?;
    let mut db = app.db.acquire().await?;
    let detail = imports::show(&mut db, house_id, id, 0).await?;
    Ok((StatusCode::CREATED, Json(detail)))
}

/// List the files of avails that came in.
#[utoipa::path(get, operation_id = "list_avail_imports", path = "/api/v1/desk/rights/avails/imports", tag = "rights",
    responses((status = 200, body = Imports), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Imports>> {
    let mut db = app.db.acquire().await?;
    let items = imports::list(&mut db, operator.house_id, None).await?;
    Ok(Json(Imports { items }))
}

/// Show a file of avails: what is wrong with it, and what it changes.
#[utoipa::path(get, operation_id = "show_avail_import", path = "/api/v1/desk/rights/avails/imports/{id}", tag = "rights",
    params(("id" = Uuid, Path), ImportQuery),
    responses((status = 200, body = Detail), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Query(query): Query<ImportQuery>,
) -> AppResult<Json<Detail>> {
    let mut db = app.db.acquire().await?;
    let detail = imports::show(&mut db, operator.house_id, id, query.from).await?;
    Ok(Json(detail))
}

/// Apply a file of avails, all of it or nothing. Refused where it has errors, or where another file of the party was applied since
/// it was compared.
#[utoipa::path(post, operation_id = "apply_avail_import", path = "/api/v1/desk/rights/avails/imports/{id}/apply", tag = "rights",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Detail), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn apply(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Detail>> {
    imports::apply(&app, operator.house_id, id, Some(&operator)).await?;
    let mut db = app.db.acquire().await?;
    let detail = imports::show(&mut db, operator.house_id, id, 0).await?;
    Ok(Json(detail))
}

/// Say which series of this house a title on offer is, or take it into the catalogue as a draft.
#[utoipa::path(put, operation_id = "tie_avail_title", path = "/api/v1/desk/rights/avails/titles/{id}/series", tag = "rights",
    params(("id" = Uuid, Path)), request_body = Tie,
    responses((status = 204), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody),
        (status = 409, body = ErrorBody)))]
pub async fn tie(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(tie): Json<Tie>,
) -> AppResult<StatusCode> {
    let mut transaction = app.db.begin().await?;
    titles::tie(&app, &mut transaction, &operator, id, tie).await?;
    transaction.commit().await?;
    app.rights.forget(operator.house_id);
    Ok(StatusCode::NO_CONTENT)
}
