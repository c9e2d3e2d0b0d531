//! Pictures of strips, under the paywall of their episode.

use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;
use crate::extract::Path;
use crate::houses::CurrentHouse;
use crate::paywall;
use crate::rights::Sight;
use crate::watch::media::{cache, gone};

/// Serve a picture of a strip.
pub async fn picture(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    sight: Sight,
    Path(file): Path<String>,
    mut parts: Parts,
) -> AppResult<Response> {
    if !house.region.features.webcomic {
        return Err(gone());
    }
    let id: Uuid = file
        .strip_suffix(".webp")
        .and_then(|id| id.parse().ok())
        .ok_or_else(gone)?;
    let found = sqlx::query!(
        r#"select s.episode_id, p.blob_key from strip_pictures p join strips s on s.id = p.strip_id
           join open_episodes($1, $2, $4) v on v.episode_id = s.episode_id
           where p.id = $3 and p.house_id = $1"#,
        house.id,
        app.clock.now(),
        id,
        sight.closed()
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(gone)?;
    let pass = paywall::may_fetch(&app, &sight, &mut parts, found.episode_id).await?;
    let bytes = app.storage.read(&found.blob_key).await?;
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("image/webp")),
        (header::CACHE_CONTROL, cache(&pass)),
    ];
    Ok((headers, bytes).into_response())
}
