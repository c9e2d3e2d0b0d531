//! Exports: asked for, looked at, fetched.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::theirs;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Producer;
use crate::studio::exports::{self, Kind, Options, Wanted, queue};

/// An export, made or being made.
#[derive(Serialize, ToSchema)]
pub struct ExportView {
    pub id: Uuid,
    pub kind: String,
    /// Both included; nothing: all that were finished.
    pub first: Option<i32>,
    pub last: Option<i32>,
    /// `waiting`, `running`, `done` or `failed`
    pub state: String,
    pub done: i32,
    pub total: i32,
    pub doing: String,
    pub problem: Option<String>,
    pub name: Option<String>,
    pub bytes: Option<i64>,
    /// What could not be written, or would be refused, as sentences.
    pub left_out: Vec<String>,
    pub asked_at: DateTime<Utc>,
}

/// What is there, and what can be asked for.
#[derive(Serialize, ToSchema)]
pub struct Exports {
    pub kinds: Vec<Kind>,
    /// The last first.
    pub exports: Vec<ExportView>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExportBody {
    pub kind: Kind,
    /// Both included; nothing: all that are finished.
    pub first: Option<u32>,
    pub last: Option<u32>,
    #[serde(default)]
    pub options: Options,
}

/// List exports of a production.
#[utoipa::path(get, operation_id = "list_exports", path = "/api/v1/studio/productions/{id}/exports", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = Exports), (status = 404, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Exports>> {
    let production = theirs(&app, &person, id).await?;
    let exports = sqlx::query_as!(
        ExportView,
        "select id, kind, first, last, state, done, total, doing, problem, name, bytes, left_out, asked_at
         from production_exports where house_id = $1 and production_id = $2 order by place desc limit 50",
        person.house_id,
        production.id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Json(Exports {
        kinds: Kind::ALL.to_vec(),
        exports,
    }))
}

/// Ask for an export.
#[utoipa::path(post, operation_id = "ask_for_export", path = "/api/v1/studio/productions/{id}/exports", tag = "studio", params(("id" = Uuid, Path)), request_body = ExportBody, responses((status = 202, body = AskedExport), (status = 400, body = ErrorBody)))]
pub async fn ask(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Json(body): Json<ExportBody>,
) -> AppResult<(StatusCode, Json<AskedExport>)> {
    let production = theirs(&app, &person, id).await?;
    let wanted = Wanted::of(body.kind, (body.first, body.last), body.options)?;
    let id = queue::ask(&app, &production, &wanted).await?;
    Ok((StatusCode::ACCEPTED, Json(AskedExport { id })))
}

#[derive(Serialize, ToSchema)]
pub struct AskedExport {
    pub id: Uuid,
}

/// The file of an export.
#[utoipa::path(get, operation_id = "export_file", path = "/api/v1/studio/productions/{id}/exports/{export_id}/file", tag = "studio", params(("id" = Uuid, Path), ("export_id" = Uuid, Path)), responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = ErrorBody)))]
pub async fn file(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, export_id)): Path<(Uuid, Uuid)>,
) -> AppResult<Response> {
    let production = theirs(&app, &person, id).await?;
    let row = sqlx::query!(
        r#"select name as "name!", blob_key as "blob_key!", bytes as "bytes!" from production_exports
           where house_id = $1 and production_id = $2 and id = $3 and state = 'done' and blob_key is not null"#,
        person.house_id,
        production.id,
        export_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| {
        AppError::not_found(
            "export_not_found",
            "There is no such export, or it is not done.",
            "Look at the list of exports.",
        )
    })?;
    let size = row.bytes as u64;
    let body = Body::from_stream(app.storage.stream(row.blob_key, 0..size));
    let mut response = (
        [
            (header::CONTENT_TYPE, exports::media_type(&row.name)),
            (header::CACHE_CONTROL, "private, no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ],
        body,
    )
        .into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
    if let Ok(named) = HeaderValue::from_str(&attachment(&row.name)) {
        headers.insert(header::CONTENT_DISPOSITION, named);
    }
    Ok(response)
}

/// A name in whatever script (RFC 6266, 5987).
pub(super) fn attachment(name: &str) -> String {
    let encoded: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    format!("attachment; filename*=UTF-8''{encoded}")
}
