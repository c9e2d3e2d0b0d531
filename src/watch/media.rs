//! Serving what is played: renditions by byte range, playlists, text, pictures.

use std::ops::Range;

use axum::body::Body;
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::extract::Path;
use crate::houses::CurrentHouse;
use crate::paywall::{self, Pass};
use crate::rights::Sight;

/// Blobs are content-addressed: what is at an address never changes.
pub const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// A rendition's address names a row, whose bytes never change either; a shared cache must not keep
/// what one viewer was let to see.
const FOR_ONE_VIEWER: HeaderValue = HeaderValue::from_static("private, max-age=86400, immutable");
/// What a viewer had to open: a browser that is handed to somebody else asks again.
const FOR_ITS_VIEWER: HeaderValue = HeaderValue::from_static("private, max-age=3600");
/// Ranges up to this size are answered from memory: a segment is far smaller.
const IN_MEMORY_BYTES: u64 = 4 << 20;

pub fn gone() -> AppError {
    AppError::not_found(
        "media_not_found",
        "This cannot be played now.",
        "Reload the page.",
    )
}

/// Serve a rendition, or the range of it that is asked for.
pub async fn rendition(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    sight: Sight,
    Path(file): Path<String>,
    mut parts: Parts,
) -> AppResult<Response> {
    let id: Uuid = file
        .strip_suffix(".mp4")
        .and_then(|id| id.parse().ok())
        .ok_or_else(gone)?;
    let found = sqlx::query!(
        r#"select v.series_id as "series_id!", r.episode_id as "episode_id!", r.language as "language!",
                  r.blob_key as "blob_key!", r.bytes as "bytes!", r.codec as "codec!"
           from heard_renditions r join open_episodes($1, $2, $4) v on v.episode_id = r.episode_id
           where r.id = $3 and r.house_id = $1"#,
        house.id,
        app.clock.now(),
        id,
        sight.closed()
    )
    .fetch_optional(&app.db)
    .await?
    .filter(|found| sight.track(found.series_id, found.episode_id, &found.language))
    .ok_or_else(gone)?;
    let pass = paywall::may_fetch(&app, &sight, &mut parts, found.episode_id).await?;
    let kind = if found.codec == "aac" {
        "audio/mp4"
    } else {
        "video/mp4"
    };
    serve(
        &app,
        found.blob_key,
        found.bytes as u64,
        kind,
        cache(&pass),
        &parts.headers,
    )
    .await
}

/// How long what was served may be kept: what somebody had to open, only until they log out.
pub fn cache(pass: &Pass) -> HeaderValue {
    match pass {
        Pass::Free => FOR_ONE_VIEWER,
        Pass::Own(_) => FOR_ITS_VIEWER,
    }
}

/// Serve a picture.
pub async fn art(
    State(app): State<App>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> AppResult<Response> {
    let kind = match file.rsplit_once('.') {
        Some((name, "webp")) if is_digest(name) => "image/webp",
        Some((name, "avif")) if is_digest(name) => "image/avif",
        Some((name, "jpg")) if is_digest(name) => "image/jpeg",
        _ => return Err(gone()),
    };
    let key = format!("art/{file}");
    let size = app.storage.size(&key).await?;
    serve(&app, key, size, kind, FOR_EVER, &headers).await
}

fn is_digest(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Serve captions, subtitles or chapters as WebVTT.
pub async fn text(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    sight: Sight,
    Path(file): Path<String>,
    mut parts: Parts,
) -> AppResult<Response> {
    let id: Uuid = file
        .strip_suffix(".vtt")
        .and_then(|id| id.parse().ok())
        .ok_or_else(gone)?;
    let found = sqlx::query!(
        r#"select v.series_id as "series_id!", t.episode_id, t.language, t.blob_key
           from text_tracks t join open_episodes($1, $2, $4) v on v.episode_id = t.episode_id
           where t.id = $3 and t.house_id = $1"#,
        house.id,
        app.clock.now(),
        id,
        sight.closed()
    )
    .fetch_optional(&app.db)
    .await?
    .filter(|found| sight.track(found.series_id, found.episode_id, &found.language))
    .ok_or_else(gone)?;
    let pass = paywall::may_fetch(&app, &sight, &mut parts, found.episode_id).await?;
    let bytes = app.storage.read(&found.blob_key).await?;
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/vtt; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, cache(&pass)),
    ];
    Ok((headers, bytes).into_response())
}

/// A blob, or the range of it that is asked for.
pub async fn serve(
    app: &App,
    key: String,
    size: u64,
    kind: &'static str,
    cache: HeaderValue,
    headers: &HeaderMap,
) -> AppResult<Response> {
    let wanted = headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok());
    let range = match wanted.map(|range| parse_range(range, size)) {
        None | Some(Asked::Whole) => None,
        Some(Asked::Part(range)) => Some(range),
        Some(Asked::Nothing) => {
            let unsatisfied = format!("bytes */{size}");
            return Ok((
                StatusCode::RANGE_NOT_SATISFIABLE,
                [(header::CONTENT_RANGE, unsatisfied)],
            )
                .into_response());
        }
    };
    let sent = range.clone().unwrap_or(0..size);
    let length = sent.end - sent.start;
    let body = if length <= IN_MEMORY_BYTES {
        Body::from(app.storage.read_range(&key, sent.clone()).await?)
    } else {
        Body::from_stream(app.storage.stream(key, sent.clone()))
    };
    let mut response = Response::new(body);
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    answer.insert(header::CACHE_CONTROL, cache);
    answer.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if range.is_some() {
        let part = format!("bytes {}-{}/{size}", sent.start, sent.end - 1);
        answer.insert(
            header::CONTENT_RANGE,
            HeaderValue::from_str(&part).expect("digits"),
        );
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Asked {
    /// No range that we serve: several ranges, another unit, or not readable, all of which RFC 9110
    /// (14.2) lets a server ignore.
    Whole,
    Part(Range<u64>),
    /// A range past the end.
    Nothing,
}

fn parse_range(header: &str, size: u64) -> Asked {
    let Some((first, last)) = header
        .strip_prefix("bytes=")
        .and_then(|range| range.split_once('-'))
    else {
        return Asked::Whole;
    };
    let number = |text: &str| {
        text.parse::<u64>()
            .ok()
            .filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()))
    };
    match (first, last) {
        ("", last) => match number(last) {
            None => Asked::Whole,
            Some(0) => Asked::Nothing,
            Some(_) if size == 0 => Asked::Nothing,
            Some(length) => Asked::Part(size.saturating_sub(length)..size),
        },
        (first, "") => match number(first) {
            None => Asked::Whole,
            Some(first) if first >= size => Asked::Nothing,
            Some(first) => Asked::Part(first..size),
        },
        (first, last) => match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last && first < size => {
                Asked::Part(first..size.min(last.saturating_add(1)))
            }
            (Some(first), Some(last)) if first <= last => Asked::Nothing,
            _ => Asked::Whole,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, parse_range};

    #[test]
    fn ranges_are_read_as_rfc_9110_says() {
        for (header, asked) in [
            ("bytes=0-0", Asked::Part(0..1)),
            ("bytes=2-", Asked::Part(2..10)),
            ("bytes=-3", Asked::Part(7..10)),
            ("bytes=-99", Asked::Part(0..10)),
            ("bytes=8-99", Asked::Part(8..10)),
            ("bytes=8-18446744073709551615", Asked::Part(8..10)),
            ("bytes=10-", Asked::Nothing),
            ("bytes=10-12", Asked::Nothing),
            ("bytes=-0", Asked::Nothing),
            ("bytes=5-2", Asked::Whole),
            ("bytes=0-1,4-5", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("bytes=", Asked::Whole),
            ("items=0-1", Asked::Whole),
        ] {
            assert_eq!(parse_range(header, 10), asked, "{header}");
        }
    }

    #[test]
    fn an_empty_file_has_no_range() {
        assert_eq!(parse_range("bytes=0-", 0), Asked::Nothing);
        assert_eq!(parse_range("bytes=-1", 0), Asked::Nothing);
    }
}
