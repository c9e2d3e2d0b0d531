//! Appending a request's body to an upload.

use std::io::SeekFrom;
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use futures_util::StreamExt;
use tokio::fs::File;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};
use tokio_util::sync::CancellationToken;

use super::{LIFETIME, Upload};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// Bytes after which what has come is made durable, so that a lost connection costs no more.
const DURABLE_EVERY: u64 = 8 << 20;
/// A connection that is silent for this long is dead.
const SILENCE_MAX: Duration = Duration::from_mins(1);

/// Writes `body` from `offset` on, to the end, the connection's end or a newer request. Returns the new offset; what
/// came is kept in every case but one: more than was announced.
pub async fn append(
    app: &App,
    upload: &Upload,
    file: std::fs::File,
    offset: u64,
    body: Body,
    turn: &CancellationToken,
) -> AppResult<u64> {
    // What lies behind the offset was never confirmed.
    file.set_len(offset).map_err(disk)?;
    let mut file = File::from_std(file);
    file.seek(SeekFrom::Start(offset)).await.map_err(disk)?;
    let total = upload.bytes_total as u64;
    let (mut at, mut durable) = (offset, offset);
    let mut body = body.into_data_stream();
    let mut ended = loop {
        let chunk = tokio::select! {
            () = turn.cancelled() => break Err(taken_over()),
            () = app.stopping.cancelled() => break Ok(()),
            chunk = tokio::time::timeout(SILENCE_MAX, body.next()) => chunk,
        };
        let chunk = match chunk {
            Ok(Some(Ok(chunk))) => chunk,
            Ok(None) => break Ok(()),
            Ok(Some(Err(_))) | Err(_) => break Err(cut_off()),
        };
        if at + chunk.len() as u64 > total {
            break Err(too_many_bytes());
        }
        if let Err(error) = file.write_all(&chunk).await {
            break Err(disk(error));
        }
        at += chunk.len() as u64;
        if at - durable >= DURABLE_EVERY {
            confirm(app, upload, &mut file, at).await?;
            durable = at;
        }
    };
    // Writes go on in the background: only now it is known whether they went well.
    if let Err(error) = file.flush().await {
        ended = Err(disk(error));
    }
    // After a failed write the file's length is what counts.
    let length = file.metadata().await.map_or(durable, |about| about.len());
    let written = length.min(at);
    confirm(app, upload, &mut file, written).await?;
    ended.map(|()| written)
}

/// First the bytes, then the row that promises them.
async fn confirm(app: &App, upload: &Upload, file: &mut File, at: u64) -> AppResult<()> {
    file.flush().await.map_err(disk)?;
    file.sync_data().await.map_err(disk)?;
    sqlx::query!(
        "update uploads set bytes_received = $2, expires_at = $3 where id = $1",
        upload.id,
        at as i64,
        app.clock.now() + LIFETIME
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

pub fn disk(error: std::io::Error) -> AppError {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    if matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge) {
        return disk_full();
    }
    AppError::internal(error)
}

pub fn disk_full() -> AppError {
    AppError::new(
        StatusCode::INSUFFICIENT_STORAGE,
        "disk_full",
        "The house has no room for this file.",
        "Ask the operator to make room, then go on with the upload.",
    )
}

fn too_many_bytes() -> AppError {
    AppError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "upload_too_long",
        "More bytes came than were announced.",
        "Begin the upload again.",
    )
}

fn cut_off() -> AppError {
    AppError::bad_request(
        "upload_cut_off",
        "The connection ended before the bytes did.",
        "Go on from where the upload stands.",
    )
}

fn taken_over() -> AppError {
    AppError::conflict(
        "upload_taken_over",
        "Another request goes on with this upload.",
        "Go on from where the upload stands.",
    )
}
