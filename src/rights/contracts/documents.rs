//! Files of a contract: the signed copy, annexes, invoices.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::routes::one;
use super::shown::Contract;
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::policy::Operator;
use crate::rights::files::{self, FileQuery};
use crate::rights::{line, not_found};

/// The most files of one contract.
const FILES_MAX: i64 = 100;

/// Why a file is taken away.
#[derive(Deserialize, ToSchema)]
#[schema(as = RightsDocumentRemoval)]
#[serde(deny_unknown_fields)]
pub struct Removal {
    pub reason: String,
}

/// Keep a file with a contract.
#[utoipa::path(post, operation_id = "add_contract_document", path = "/api/v1/desk/rights/contracts/{id}/documents", tag = "rights",
    params(("id" = Uuid, Path), FileQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Contract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody), (status = 413, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Query(query): Query<FileQuery>,
    body: Body,
) -> AppResult<(StatusCode, Json<Contract>)> {
    let house_id = operator.house_id;
    // Whose contract it is, before bytes are taken in.
    let known = sqlx::query_scalar!(
        r#"select (select count(*) from rights_documents f where f.contract_id = c.id and f.removed_at is null) as "count!"
           from rights_contracts c where c.id = $1 and c.house_id = $2"#,
        id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| not_found("contract"))?;
    if known >= FILES_MAX {
        return Err(AppError::conflict(
            "contract_files_many",
            format!("A contract has at most {FILES_MAX} files."),
            "Take one away first.",
        ));
    }
    let kept = files::keep(&app, &query.name, files::read(body).await?).await?;
    let mut transaction = app.db.begin().await?;
    sqlx::query!(
        "insert into rights_documents (id, house_id, contract_id, file_key, file_digest, file_name, bytes, person_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        app.random.id(),
        house_id,
        id,
        kept.key,
        kept.digest,
        kept.name,
        kept.bytes,
        operator.id,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    let detail = json!({ "file": kept.name, "digest": kept.digest });
    let action = "rights.document_kept";
    let kind = "rights_contract";
    audit::note(&mut *transaction, &app, &operator, action, kind, id, detail).await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, one(&app, house_id, id).await?))
}

/// Fetch a file of a contract.
#[utoipa::path(get, operation_id = "fetch_contract_document", path = "/api/v1/desk/rights/contract-documents/{id}/file", tag = "rights",
    params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn fetch(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Response> {
    let found = sqlx::query!(
        "select file_key, file_name from rights_documents where id = $1 and house_id = $2 and removed_at is null",
        id,
        operator.house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| not_found("file"))?;
    let bytes = app.storage.read(&found.file_key).await?;
    Ok(files::download(&found.file_name, bytes))
}

/// Take a file of a contract away, with a reason. It is kept for whoever asks later.
#[utoipa::path(post, operation_id = "remove_contract_document", path = "/api/v1/desk/rights/contract-documents/{id}/removal",
    tag = "rights", params(("id" = Uuid, Path)), request_body = Removal,
    responses((status = 200, body = Contract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn remove(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(removal): Json<Removal>,
) -> AppResult<Json<Contract>> {
    let house_id = operator.house_id;
    let reason = line(&removal.reason, 400, "reason")?;
    let mut transaction = app.db.begin().await?;
    let gone = sqlx::query!(
        "update rights_documents set removed_by = $3, removed_at = $4, removed_why = $5
         where id = $1 and house_id = $2 and removed_at is null returning contract_id, file_name",
        id,
        house_id,
        operator.id,
        app.clock.now(),
        reason
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| not_found("file"))?;
    let detail = json!({ "file": gone.file_name, "reason": reason });
    let (action, of) = ("rights.document_removed", gone.contract_id);
    let kind = "rights_contract";
    audit::note(&mut *transaction, &app, &operator, action, kind, of, detail).await?;
    transaction.commit().await?;
    one(&app, house_id, of).await
}
