//! Files that belong to a deal and are signed elsewhere: the copy with the other side's signature, and what both have agreed on
//! since. Kept as they came, under the SHA-256 of their bytes; each bears out one thing.

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::held::hold;
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::policy::Operator;
use crate::rights::files::{self, FILE_MAX, FileQuery};
use crate::rights::{line, not_found};

/// A file that was kept.
#[derive(Serialize, ToSchema)]
#[schema(as = DealPaper)]
pub struct Paper {
    pub id: Uuid,
    /// SHA-256 of the file.
    pub digest: String,
}

/// A paper of a deal that bears out nothing yet.
pub async fn unused(
    db: &mut PgConnection,
    house_id: Uuid,
    deal_id: Uuid,
    id: Uuid,
) -> AppResult<Paper> {
    let found = sqlx::query!(
        r#"select p.file_digest, exists (select from rights_signatures s where s.copy_id = p.id)
                  or exists (select from rights_versions v where v.agreement_id = p.id) as "used!"
           from rights_papers p where p.id = $1 and p.deal_id = $2 and p.house_id = $3 for update of p"#,
        id,
        deal_id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| not_found("paper of this deal"))?;
    if found.used {
        return Err(AppError::conflict(
            "paper_used",
            "This paper bears out something else already.",
            "Upload the one that was signed for this.",
        ));
    }
    Ok(Paper {
        id,
        digest: found.file_digest,
    })
}

async fn keep(app: &App, bytes: Bytes) -> AppResult<(String, String)> {
    if bytes.is_empty() {
        return Err(AppError::bad_request(
            "paper_empty",
            "The file is empty.",
            "Choose the signed file again.",
        ));
    }
    let digest = crate::storage::hex(&Sha256::digest(&bytes));
    let key = app.storage.keep_bytes("documents", bytes, "bin").await?;
    Ok((key, digest))
}

/// Keep a file that was signed elsewhere: the copy of a deal's document, or an amendment of its contract.
#[utoipa::path(post, operation_id = "add_deal_paper", path = "/api/v1/desk/rights/deals/{id}/papers", tag = "rights",
    params(("id" = Uuid, Path), FileQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Paper), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 413, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(deal_id): Path<Uuid>,
    Query(query): Query<FileQuery>,
    body: Body,
) -> AppResult<(StatusCode, Json<Paper>)> {
    let bytes = axum::body::to_bytes(body, FILE_MAX).await.map_err(|_| {
        AppError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "paper_too_large",
            format!(
                "This file did not arrive whole, or is larger than {} MB.",
                FILE_MAX >> 20
            ),
            "Scan it smaller.",
        )
    })?;
    let name = line(&query.name, 200, "name of the file")?;
    let mut transaction = app.db.begin().await?;
    hold(&mut transaction, operator.house_id, deal_id).await?;
    let (key, digest) = keep(&app, bytes).await?;
    let id = app.random.id();
    sqlx::query!(
        "insert into rights_papers (id, house_id, deal_id, file_key, file_digest, file_name, person_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        operator.house_id,
        deal_id,
        key,
        digest,
        name,
        operator.id,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    let detail = json!({ "paper": id, "digest": digest });
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "rights.paper_kept",
        "rights_deal",
        deal_id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, Json(Paper { id, digest })))
}

/// Fetch a paper of a deal.
#[utoipa::path(get, operation_id = "fetch_deal_paper", path = "/api/v1/desk/rights/papers/{id}", tag = "rights",
    params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn fetch(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Response> {
    let found = sqlx::query!(
        "select file_key, file_name from rights_papers where id = $1 and house_id = $2",
        id,
        operator.house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| not_found("paper"))?;
    let bytes = app.storage.read(&found.file_key).await?;
    Ok(files::download(&found.file_name, bytes))
}
