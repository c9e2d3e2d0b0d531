//! Files that operators keep with rights: whatever they are, they are kept as they came and fetched as a download.

use axum::body::{Body, Bytes};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use super::line;
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// The largest file, bytes.
pub const FILE_MAX: usize = 32 << 20;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// What the file is called.
    pub name: String,
}

/// A file that is kept.
pub struct Kept {
    pub key: String,
    /// SHA-256 of its bytes.
    pub digest: String,
    pub name: String,
    pub bytes: i64,
}

/// Reads what was sent, whole.
pub async fn read(body: Body) -> AppResult<Bytes> {
    axum::body::to_bytes(body, FILE_MAX).await.map_err(|_| {
        AppError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "title_file_too_large",
            format!(
                "This file did not arrive whole, or is larger than {} MB.",
                FILE_MAX >> 20
            ),
            "Scan it smaller, or write down where it lies.",
        )
    })
}

/// Keeps a file.
pub async fn keep(app: &App, name: &str, bytes: Bytes) -> AppResult<Kept> {
    let name = line(name, 200, "name of the file")?;
    if bytes.is_empty() {
        return Err(AppError::bad_request(
            "title_file_empty",
            "The file is empty.",
            "Choose the document's file again.",
        ));
    }
    let digest = crate::storage::hex(&Sha256::digest(&bytes));
    let size = bytes.len() as i64;
    Ok(Kept {
        key: app.storage.keep_bytes("documents", bytes, "bin").await?,
        digest,
        name,
        bytes: size,
    })
}

/// A file on its way out. Whatever it is, a browser keeps it and does not open it here.
pub fn download(name: &str, bytes: Bytes) -> Response {
    let safe: String = name
        .chars()
        .map(|one| {
            if one.is_ascii_alphanumeric() || ".-_".contains(one) {
                one
            } else {
                '_'
            }
        })
        .collect();
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{safe}\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}
