//! What the editor plays: the smallest picture of an episode and its sound, before any viewer may see it.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Place;
use crate::app::App;
use crate::errors::AppResult;
use crate::extract::Path;
use crate::people::policy::Operator;
use crate::watch::media::{gone, serve};

/// Who works at the desk may change, and what they saw must not stay.
const FOR_THE_DESK: HeaderValue = HeaderValue::from_static("private, max-age=300");

/// Files of fragmented MP4, to be put one beside the other.
#[derive(Serialize, ToSchema)]
#[schema(as = LocalisationMedia)]
pub struct Playable {
    pub video: Option<PlayableFile>,
    /// The language that is spoken comes first.
    pub audio: Vec<PlayableFile>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = LocalisationFile)]
pub struct PlayableFile {
    pub url: String,
    /// Such as `video/mp4; codecs="avc1.64001f"`.
    pub mime: String,
    /// Empty where nobody has said it.
    pub language: String,
}

pub(super) async fn playable(app: &App, place: &Place) -> AppResult<Playable> {
    let rows = sqlx::query!(
        "select id, codec, mime, language from renditions
         where house_id = $1 and episode_id = $2 and codec in ('h264', 'aac')
         order by height, (language = $3) desc, language",
        place.house_id,
        place.episode_id,
        place.spoken
    )
    .fetch_all(&app.db)
    .await?;
    let (mut video, mut audio) = (None, Vec::new());
    for row in rows {
        let file = PlayableFile {
            url: format!("/media/localisation/{}.mp4", row.id),
            mime: row.mime,
            language: row.language,
        };
        if row.codec == "aac" {
            audio.push(file);
        } else if video.is_none() {
            video = Some(file);
        }
    }
    Ok(Playable { video, audio })
}

/// Serve a rendition to who runs the house.
pub async fn file(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> AppResult<Response> {
    let id: Uuid = file
        .strip_suffix(".mp4")
        .and_then(|id| id.parse().ok())
        .ok_or_else(gone)?;
    let found = sqlx::query!(
        "select blob_key, bytes, codec from renditions where id = $1 and house_id = $2",
        id,
        operator.house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(gone)?;
    let kind = if found.codec == "aac" {
        "audio/mp4"
    } else {
        "video/mp4"
    };
    let bytes = found.bytes as u64;
    serve(&app, found.blob_key, bytes, kind, FOR_THE_DESK, &headers).await
}
