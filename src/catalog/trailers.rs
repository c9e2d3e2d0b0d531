//! The trailer of a series: one film, free for everybody who can see the series.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;
use crate::extract::Path;
use crate::houses::CurrentHouse;
use crate::ingest::blobs;
use crate::rights::Sight;
use crate::watch::media::{FOR_EVER, gone, serve};

/// Area of the blob store.
pub const TRAILERS: &str = "trailers";

/// A trailer, ready to play.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SeriesTrailer)]
pub struct Trailer {
    /// Address of an MP4.
    pub url: String,
    pub duration_ms: i32,
}

/// That of a series.
pub async fn of(app: &App, house_id: Uuid, series_id: Uuid) -> AppResult<Option<Trailer>> {
    let row = sqlx::query!(
        "select id, duration_ms from series_trailers where house_id = $1 and series_id = $2",
        house_id,
        series_id
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(row.map(|row| Trailer {
        url: format!("/media/trailers/{}.mp4", row.id),
        duration_ms: row.duration_ms,
    }))
}

/// Of what the trailer of a series was made, where that was said.
pub async fn made_of(app: &App, house_id: Uuid, series_id: Uuid) -> AppResult<Option<String>> {
    let made_of = sqlx::query_scalar!(
        "select made_of from series_trailers where house_id = $1 and series_id = $2",
        house_id,
        series_id
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(made_of.flatten())
}

/// Makes these bytes of an MP4 the trailer of a series. The same again keeps its address.
pub async fn set(
    app: &App,
    (house_id, series_id): (Uuid, Uuid),
    made_of: &str,
    bytes: bytes::Bytes,
    duration_ms: i32,
) -> AppResult<()> {
    let size = bytes.len() as i64;
    let key = app.storage.keep_bytes(TRAILERS, bytes, "mp4").await?;
    let mut tx = app.db.begin().await?;
    blobs::hold(app, &mut tx, [key.as_str()].into_iter()).await?;
    sqlx::query!(
        "insert into series_trailers (series_id, house_id, id, blob_key, bytes, duration_ms, updated_at, made_of)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (series_id) do update
         set id = excluded.id, blob_key = excluded.blob_key, bytes = excluded.bytes,
             duration_ms = excluded.duration_ms, updated_at = excluded.updated_at, made_of = excluded.made_of
         where series_trailers.blob_key <> excluded.blob_key",
        series_id,
        house_id,
        app.random.id(),
        key,
        size,
        duration_ms,
        app.clock.now(),
        made_of
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Serve a trailer, or the range of it that is asked for.
pub async fn file(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    sight: Sight,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> AppResult<Response> {
    let id: Uuid = file
        .strip_suffix(".mp4")
        .and_then(|id| id.parse().ok())
        .ok_or_else(gone)?;
    let found = sqlx::query!(
        r#"select t.blob_key, t.bytes from series_trailers t
           where t.id = $3 and t.house_id = $1
             and exists (select from open_episodes($1, $2, $4) v where v.series_id = t.series_id)"#,
        house.id,
        app.clock.now(),
        id,
        sight.closed()
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(gone)?;
    let size = found.bytes as u64;
    serve(&app, found.blob_key, size, "video/mp4", FOR_EVER, &headers).await
}
