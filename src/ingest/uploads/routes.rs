//! The tus protocol, version 1.0.0.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::time::Duration;
use uuid::Uuid;

use super::append::{append, disk, disk_full};
use super::finish::finish;
use super::{Held, LIFETIME, Locked, Upload, forget, hold, make_file};
use crate::app::App;
use crate::catalog::studio;
use crate::errors::{AppError, AppResult};
use crate::extract::Path;
use crate::ingest::folder::names;
use crate::ingest::workshop::free_bytes;
use crate::people::Person;
use crate::people::policy::Producer;

const PATH: &str = "/api/v1/studio/uploads";
const VERSION: &str = "1.0.0";
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// Unfinished uploads of one person.
const OPEN_MAX: i64 = 1_000;
/// Kept free for everything else, bytes.
const RESERVE_BYTES: u64 = 256 << 20;
/// How long a request waits for the one before it to let go.
const TURN: Duration = Duration::from_secs(5);

/// Say which parts of the tus protocol are spoken here.
#[utoipa::path(options, operation_id = "upload_options", path = "/api/v1/studio/uploads", tag = "studio", responses((status = 204, description = "Headers say it.")))]
pub async fn options(State(app): State<App>) -> Response {
    answer(
        StatusCode::NO_CONTENT,
        [
            (HeaderName::from_static("tus-version"), VERSION.to_owned()),
            (
                HeaderName::from_static("tus-extension"),
                "creation,termination,expiration".to_owned(),
            ),
            (
                HeaderName::from_static("tus-max-size"),
                app.config.limits.source_bytes.to_string(),
            ),
        ],
    )
}

/// Begin an upload to a series: a video, subtitles (`01.en.srt`) or a poster.
#[utoipa::path(post, operation_id = "begin_upload", path = "/api/v1/studio/uploads", tag = "studio",
    params(
        ("Tus-Resumable" = String, Header, description = "1.0.0"),
        ("Upload-Length" = u64, Header, description = "Bytes of the file."),
        ("Upload-Metadata" = String, Header, description = "`filename` and `series_id`, each with its value in base64; with `episode_id` the file replaces that of an episode, which viewers go on watching until the new one is playable."),
    ),
    responses((status = 201, description = "`Location` is where the bytes go.")))]
pub async fn create(
    State(app): State<App>,
    Producer(person): Producer,
    headers: HeaderMap,
) -> AppResult<Response> {
    check_version(&headers)?;
    let bytes = number(&headers, &LENGTH)?;
    let limit = app.config.limits.source_bytes;
    if bytes > limit {
        return Err(AppError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "file_too_large",
            format!(
                "The file has {} MB; {} MB are allowed.",
                bytes >> 20,
                limit >> 20
            ),
            "Export it at a lower bit rate.",
        ));
    }
    if bytes == 0 {
        return Err(AppError::bad_request(
            "empty_file",
            "The file is empty.",
            "Export the file again.",
        ));
    }
    if free_bytes(&app.config.data).is_some_and(|free| free < bytes + RESERVE_BYTES) {
        return Err(disk_full());
    }
    let metadata = metadata(&headers)?;
    let series_id = metadata.series_id;
    studio::check(&app, &person, series_id).await?;
    if let Some(episode_id) = metadata.episode_id
        && studio::series_of(&app, &person, episode_id).await? != series_id
    {
        return Err(AppError::not_found(
            "episode_not_found",
            "There is no such episode in this series.",
            "Reload the page of the series.",
        ));
    }
    let open = sqlx::query_scalar!(
        r#"select count(*) as "count!" from uploads where person_id = $1 and finished_at is null"#,
        person.id
    );
    if open.fetch_one(&app.db).await? >= OPEN_MAX {
        return Err(AppError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_uploads",
            "Very many uploads have been begun and not ended.",
            "Let those that run end first.",
        ));
    }
    let (id, now) = (app.random.id(), app.clock.now());
    sqlx::query!(
        "insert into uploads (id, house_id, series_id, person_id, file_name, bytes_total, created_at, expires_at, episode_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        id,
        person.house_id,
        series_id,
        person.id,
        metadata.file_name,
        bytes as i64,
        now,
        now + LIFETIME,
        metadata.episode_id
    )
    .execute(&app.db)
    .await?;
    Ok(answer(
        StatusCode::CREATED,
        [
            (LOCATION, format!("{PATH}/{id}")),
            (EXPIRES, http_date(now + LIFETIME)),
        ],
    ))
}

/// Ask how much of an upload is here.
#[utoipa::path(head, operation_id = "look_at_upload", path = "/api/v1/studio/uploads/{id}", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = 200, description = "`Upload-Offset` and `Upload-Length` say it."),
        (status = 410, description = "The file could not be used: the series says why.")))]
pub async fn look(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> AppResult<Response> {
    check_version(&headers)?;
    let upload = owned(&app, &person, id).await?;
    // Who asks has lost the connection: what came over it is counted before the answer.
    let turn = app.uploads.take_turn(id);
    let held = wait_for(&app, id).await;
    app.uploads.end_turn(id, &turn);
    held?;
    let upload = Upload::read(&app, id).await?.unwrap_or(upload);
    if let Some(refusal) = upload.refusal() {
        return Err(refusal);
    }
    let offset = upload.offset(&app);
    Ok(answer(
        StatusCode::OK,
        [
            (OFFSET, offset.to_string()),
            (LENGTH, upload.bytes_total.to_string()),
            (EXPIRES, http_date(upload.expires_at)),
            (CACHE_CONTROL, "no-store".to_owned()),
        ],
    ))
}

/// Add bytes to an upload. With the last one the file is taken in; one that cannot be used is refused with the reason.
#[utoipa::path(patch, operation_id = "add_to_upload", path = "/api/v1/studio/uploads/{id}", tag = "studio",
    params(("id" = Uuid, Path), ("Upload-Offset" = u64, Header, description = "How many bytes are here already.")),
    request_body(content_type = "application/offset+octet-stream"),
    responses((status = 204, description = "`Upload-Offset` says how many bytes are here now.")))]
pub async fn add(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
    body: Body,
) -> AppResult<Response> {
    check_version(&headers)?;
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    if kind != Some(b"application/offset+octet-stream") {
        return Err(AppError::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_an_upload",
            "The body is not a piece of an upload.",
            "Send it with Content-Type: application/offset+octet-stream.",
        ));
    }
    let offset = number(&headers, &OFFSET)?;
    owned(&app, &person, id).await?;
    let turn = app.uploads.take_turn(id);
    let task = {
        let (app, headers) = (app.clone(), headers.clone());
        // Apart from the request: when its connection is lost, what has come is still written down.
        tokio::spawn(async move {
            let done = add_locked(&app, id, offset, &headers, body, &turn).await;
            app.uploads.end_turn(id, &turn);
            done
        })
    };
    let (at, expires_at) = task.await.map_err(AppError::internal)??;
    Ok(answer(
        StatusCode::NO_CONTENT,
        [(OFFSET, at.to_string()), (EXPIRES, http_date(expires_at))],
    ))
}

async fn add_locked(
    app: &App,
    id: Uuid,
    offset: u64,
    headers: &HeaderMap,
    body: Body,
    turn: &tokio_util::sync::CancellationToken,
) -> AppResult<(u64, chrono::DateTime<chrono::Utc>)> {
    let read = async || Upload::read(app, id).await?.ok_or_else(upload_not_found);
    if read().await?.finished_at.is_none() {
        make_file(app, id).map_err(disk)?;
    }
    let file = wait_for(app, id).await?;
    let upload = read().await?;
    if let Some(refusal) = upload.refusal() {
        return Err(refusal);
    }
    let here = upload.offset(app);
    if offset != here {
        return Err(AppError::conflict(
            "wrong_offset",
            format!("The upload stands at byte {here}, not {offset}."),
            "Go on from where the upload stands.",
        ));
    }
    let expires_at = app.clock.now() + LIFETIME;
    let Some(file) = file.filter(|_| upload.finished_at.is_none()) else {
        return Ok((here, expires_at));
    };
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok());
    let announced = announced
        .and_then(|length| length.parse::<u64>().ok())
        .unwrap_or(0);
    if offset.saturating_add(announced) > upload.bytes_total as u64 {
        return Err(AppError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "upload_too_long",
            "More bytes are to come than were announced.",
            "Begin the upload again.",
        ));
    }
    let bytes = file.0.try_clone().map_err(disk)?;
    let at = append(app, &upload, bytes, offset, body, turn).await?;
    if at == upload.bytes_total as u64 {
        let shop = app.uploads.shop(app).await?;
        finish(app, shop, &upload).await?;
    }
    drop(file);
    Ok((at, expires_at))
}

/// Give up an upload.
#[utoipa::path(delete, operation_id = "give_up_upload", path = "/api/v1/studio/uploads/{id}", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = 204, description = "It is gone.")))]
pub async fn give_up(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> AppResult<Response> {
    check_version(&headers)?;
    owned(&app, &person, id).await?;
    let turn = app.uploads.take_turn(id);
    let held = wait_for(&app, id).await;
    app.uploads.end_turn(id, &turn);
    held?;
    forget(&app, id).await?;
    Ok(answer(StatusCode::NO_CONTENT, []))
}

/// Waits until the request before this one has let go of the file.
async fn wait_for(app: &App, id: Uuid) -> AppResult<Option<Locked>> {
    let locked = async {
        loop {
            match hold(app, id).map_err(disk)? {
                Held::Yes(file) => return Ok(Some(file)),
                Held::NoFile => return Ok(None),
                Held::Busy => {}
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(TURN, locked)
        .await
        .unwrap_or_else(|_| {
            let mut busy = AppError::new(
                StatusCode::LOCKED,
                "upload_busy",
                "Another request is at work on this upload.",
                "Try again in a moment.",
            );
            busy.retry_after_s = Some(2);
            Err(busy)
        })
}

/// The upload, if this person may change its series; somebody else's is as if it were not there.
async fn owned(app: &App, person: &Person, id: Uuid) -> AppResult<Upload> {
    let upload = Upload::read(app, id).await?.ok_or_else(upload_not_found)?;
    match studio::check(app, person, upload.series_id).await {
        Ok(()) => Ok(upload),
        Err(refusal) if refusal.status == StatusCode::NOT_FOUND => Err(upload_not_found()),
        Err(error) => Err(error),
    }
}

fn upload_not_found() -> AppError {
    AppError::not_found(
        "upload_not_found",
        "There is no such upload, or its time is over.",
        "Begin the upload again.",
    )
}

fn check_version(headers: &HeaderMap) -> AppResult<()> {
    if headers.get(RESUMABLE).map(HeaderValue::as_bytes) == Some(VERSION.as_bytes()) {
        return Ok(());
    }
    Err(AppError::new(
        StatusCode::PRECONDITION_FAILED,
        "tus_version",
        "This version of the upload protocol is not spoken here.",
        "Send Tus-Resumable: 1.0.0.",
    ))
}

fn number(headers: &HeaderMap, name: &HeaderName) -> AppResult<u64> {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    // Digits only: `parse` would take a plus sign.
    let number = text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    number
        .and_then(|text| text.parse().ok())
        .filter(|number| i64::try_from(*number).is_ok())
        .ok_or_else(|| {
            AppError::bad_request(
                "header_missing",
                format!("The header {name} is missing or is not a number."),
                "Send it as the tus protocol says.",
            )
        })
}

struct Metadata {
    file_name: String,
    series_id: Uuid,
    episode_id: Option<Uuid>,
}

/// `filename MDEubXA0,series_id Li4u` and perhaps `,episode_id Li4u`
fn metadata(headers: &HeaderMap) -> AppResult<Metadata> {
    let refused = |what: &str| {
        AppError::bad_request(
            "metadata_missing",
            format!("Upload-Metadata has no {what} that can be read."),
            "Send `filename` and `series_id`, each with its value in base64.",
        )
    };
    let text = headers
        .get(METADATA)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let value = |wanted: &str| {
        let mut pairs = text
            .split(',')
            .filter_map(|pair| pair.trim().split_once(' '));
        let (_, value) = pairs.find(|(key, _)| *key == wanted)?;
        String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()
    };
    let file_name = value("filename").ok_or_else(|| refused("filename"))?;
    let series_id = value("series_id").and_then(|id| id.parse().ok());
    let episode_id = match value("episode_id") {
        Some(id) => Some(id.parse().map_err(|_| refused("episode_id"))?),
        None => None,
    };
    Ok(Metadata {
        episode_id,
        file_name: names::presentable(&file_name),
        series_id: series_id.ok_or_else(|| refused("series_id"))?,
    })
}

/// RFC 9110, section 5.6.7.
fn http_date(at: chrono::DateTime<chrono::Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn answer<const N: usize>(status: StatusCode, headers: [(HeaderName, String); N]) -> Response {
    let mut response = status.into_response();
    let all = response.headers_mut();
    all.insert(RESUMABLE, HeaderValue::from_static(VERSION));
    for (name, value) in headers {
        if let Ok(value) = value.parse() {
            all.insert(name, value);
        }
    }
    response
}
