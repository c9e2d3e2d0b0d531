//! Screenplays as files: read into Fountain, written out.

use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::exports::attachment;
use super::theirs;
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::policy::Producer;
use crate::studio::productions;
use crate::studio::scripts::{self, Format};

#[derive(Deserialize, IntoParams)]
pub struct ScriptFileQuery {
    /// What the file is called: `.fdx`, `.fountain`, `.txt`.
    pub name: String,
}

/// A screenplay that was read from a file. Nothing of it is kept yet.
#[derive(Serialize, ToSchema)]
pub struct ScriptRead {
    /// Fountain.
    pub script: String,
    /// What it calls itself.
    pub title: Option<String>,
    /// Episodes in which something happens.
    pub episodes: i32,
}

#[derive(Deserialize, IntoParams)]
pub struct ScriptFormatQuery {
    #[serde(rename = "as")]
    #[param(inline)]
    pub format: Format,
}

/// Read a screenplay file as Fountain; nothing is kept.
#[utoipa::path(post, operation_id = "read_script_file", path = "/api/v1/studio/scripts", tag = "studio", params(ScriptFileQuery), request_body(content = Vec<u8>, content_type = "application/octet-stream"), responses((status = 200, body = ScriptRead), (status = 400, body = ErrorBody)))]
pub async fn read(
    Producer(_person): Producer,
    Query(query): Query<ScriptFileQuery>,
    body: Body,
) -> AppResult<Json<ScriptRead>> {
    let bytes = axum::body::to_bytes(body, scripts::FILE_MAX)
        .await
        .map_err(|_| scripts::too_large())?;
    let script = scripts::read(&query.name, &bytes)?;
    let text = script.write();
    productions::check_script(&text)?;
    Ok(Json(ScriptRead {
        title: script.title("title").map(str::to_owned),
        episodes: productions::count_episodes(&text),
        script: text,
    }))
}

/// The script of a production as a file.
#[utoipa::path(get, operation_id = "script_file", path = "/api/v1/studio/productions/{id}/script", tag = "studio", params(("id" = Uuid, Path), ScriptFormatQuery), responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = ErrorBody)))]
pub async fn file(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Query(query): Query<ScriptFormatQuery>,
) -> AppResult<Response> {
    let production = theirs(&app, &person, id).await?;
    let format = query.format;
    let name = scripts::file_name(&production.title, format);
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (header::CONTENT_DISPOSITION, attachment(&name)),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((headers, scripts::write(&production.script(), format)).into_response())
}
