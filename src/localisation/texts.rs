//! Titles, synopses and covers of a series by language: what viewers of that language see.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::table::{self, Series};
use crate::app::App;
use crate::audit;
use crate::catalog::studio::{self, Translation, language_of};
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::ingest::poster::{self, Refused};
use crate::people::policy::Operator;

/// Bytes of a picture.
const PICTURE_MAX: usize = 20 << 20;

/// Title and synopsis in one language.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LocalisationWords)]
pub struct Words {
    pub title: String,
    pub synopsis: String,
    /// What stood there when it was opened; null: nothing did.
    pub before: Option<Before>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LocalisationWordsBefore)]
pub struct Before {
    pub title: String,
    pub synopsis: String,
}

/// Set title and synopsis in a language.
#[utoipa::path(put, operation_id = "set_localisation_words", path = "/api/v1/desk/localisation/series/{id}/texts/{language}", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path)), request_body = Words,
    responses((status = 200, body = Series), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn set(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
    Json(words): Json<Words>,
) -> AppResult<Json<Series>> {
    let language = language_of(&language)?;
    let new = Translation {
        language: language.clone(),
        title: words.title,
        synopsis: words.synopsis,
    };
    let before = words.before.as_ref();
    let before = before.map(|before| (&*before.title, &*before.synopsis));
    let mut tx = app.db.begin().await?;
    studio::set_text(&app, &mut tx, (operator.house_id, id), &new, before).await?;
    let detail = json!({ "language": language });
    audit::note(
        &mut *tx,
        &app,
        &operator,
        "localisation.words",
        "series",
        id,
        detail,
    )
    .await?;
    tx.commit().await?;
    table::read(&app, &operator, id).await.map(Json)
}

/// Set the cover for viewers of a language, from a picture file; in the series' own, its poster.
#[utoipa::path(put, operation_id = "set_localisation_cover", path = "/api/v1/desk/localisation/series/{id}/covers/{language}", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Series), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 413, body = ErrorBody), (status = 422, body = ErrorBody)))]
pub async fn cover(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
    body: Body,
) -> AppResult<Json<Series>> {
    let language = language_of(&language)?;
    let is_own = table::spoken(&app, operator.house_id, id).await? == language;
    let bytes = axum::body::to_bytes(body, PICTURE_MAX).await.map_err(|_| {
        AppError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "picture_too_large",
            "This picture did not arrive whole, or is larger than 20 MB.",
            "Make it smaller, and choose it again.",
        )
    })?;
    let shop = app.uploads.shop(&app).await?;
    let file = shop.path().join(format!("cover-{}", app.random.id()));
    tokio::fs::write(&file, &bytes)
        .await
        .map_err(AppError::internal)?;
    let set = if is_own {
        poster::set(&app, shop, operator.house_id, id, &file).await
    } else {
        poster::set_cover(&app, shop, (operator.house_id, id), &language, &file).await
    };
    let _ = tokio::fs::remove_file(&file).await;
    set.map_err(|refused| match refused {
        Refused::House(error) => error,
        Refused::Picture(error) if error.is_temporary() => AppError::internal(error),
        Refused::Picture(error) => AppError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "picture_unreadable",
            format!("This file cannot be used as a cover: {error}"),
            "Choose a JPEG, PNG or WebP. Nothing has been changed.",
        ),
    })?;
    let detail = json!({ "language": language });
    audit::note(
        &app.db,
        &app,
        &operator,
        "localisation.cover",
        "series",
        id,
        detail,
    )
    .await?;
    table::read(&app, &operator, id).await.map(Json)
}

/// Take the cover of a language away: its viewers see the series' own again.
#[utoipa::path(delete, operation_id = "remove_localisation_cover", path = "/api/v1/desk/localisation/series/{id}/covers/{language}", tag = "localisation",
    params(("id" = Uuid, Path), ("language" = String, Path)),
    responses((status = 200, body = Series), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn uncover(
    State(app): State<App>,
    Operator(operator): Operator,
    Path((id, language)): Path<(Uuid, String)>,
) -> AppResult<Json<Series>> {
    let language = language_of(&language)?;
    let mut tx = app.db.begin().await?;
    studio::set_cover(&mut tx, (operator.house_id, id), &language, None).await?;
    let detail = json!({ "language": language, "removed": true });
    audit::note(
        &mut *tx,
        &app,
        &operator,
        "localisation.cover",
        "series",
        id,
        detail,
    )
    .await?;
    tx.commit().await?;
    table::read(&app, &operator, id).await.map(Json)
}
