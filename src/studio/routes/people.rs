//! Real people in a production, and records of what was released.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::theirs;
use crate::app::App;
use crate::consents;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Producer;
use crate::studio::people::{self, Real};
use crate::studio::{Production, boards};

/// A character of the cast; who they are, where they are somebody.
#[derive(Serialize, ToSchema)]
pub struct RealPerson {
    pub character: String,
    /// As it is shown.
    pub name: String,
    pub person: Option<String>,
    /// `voice`, `likeness`
    pub uses: Vec<String>,
    pub consent_id: Option<Uuid>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RealBody {
    /// As in the consent.
    pub person: String,
    /// `voice`, `likeness`
    pub uses: Vec<String>,
    /// Nothing is refused: nobody real is shown without one.
    pub consent_id: Option<Uuid>,
}

/// The cast, and who of it is somebody real.
pub async fn cast(app: &App, production: &Production) -> AppResult<Vec<RealPerson>> {
    let real = people::all(app, production.id).await?;
    let mut members: Vec<RealPerson> = Vec::new();
    for board in boards::all(app, production)
        .await?
        .iter()
        .map(|episode| &episode.board)
    {
        for one in &board.cast {
            if members.iter().any(|known| known.character == one.id) {
                continue;
            }
            let somebody = real.iter().find(|real| real.character == one.id);
            members.push(RealPerson {
                character: one.id.clone(),
                name: one.name.clone(),
                person: somebody.map(|real| real.person.clone()),
                uses: somebody
                    .map(|real| consents::names(&real.uses))
                    .unwrap_or_default(),
                consent_id: somebody.map(|real| real.consent_id),
            });
        }
    }
    // Those that are somebody come first.
    members.sort_by_key(|one| one.person.is_none());
    Ok(members)
}

/// List the cast, and who of it is a real person.
#[utoipa::path(get, operation_id = "list_real_people", path = "/api/v1/studio/productions/{id}/people", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<RealPerson>), (status = 404, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Vec<RealPerson>>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(cast(&app, &production).await?))
}

/// Say that a character is a real person, who has agreed.
#[utoipa::path(put, operation_id = "set_real_person", path = "/api/v1/studio/productions/{id}/people/{character}", tag = "studio", params(("id" = Uuid, Path), ("character" = String, Path)), request_body = RealBody, responses((status = 200, body = Vec<RealPerson>), (status = 409, body = ErrorBody)))]
pub async fn set(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, character)): Path<(Uuid, String)>,
    Json(body): Json<RealBody>,
) -> AppResult<Json<Vec<RealPerson>>> {
    let production = theirs(&app, &person, id).await?;
    mark(&app, &production, &character, &body).await?;
    Ok(Json(cast(&app, &production).await?))
}

/// Marks a character of the cast as a real person.
pub async fn mark(
    app: &App,
    production: &Production,
    character: &str,
    body: &RealBody,
) -> AppResult<()> {
    let uses = consents::uses(&body.uses);
    let known = cast(app, production).await?;
    let in_cast = known.iter().any(|one| one.character == character);
    if !in_cast || uses.is_empty() || uses.len() != body.uses.len() || body.person.contains('\0') {
        return Err(AppError::bad_request(
            "bad_person",
            "Nobody of the cast is called that, or neither their voice nor their likeness is named.",
            "Choose a character, and voice, likeness or both.",
        ));
    }
    let real = Real {
        character: character.to_owned(),
        person: body.person.trim().to_owned(),
        uses,
        consent_id: body.consent_id.unwrap_or_default(),
    };
    people::set(app, production, &real).await
}

/// Say that a character is nobody real.
#[utoipa::path(delete, operation_id = "forget_real_person", path = "/api/v1/studio/productions/{id}/people/{character}", tag = "studio", params(("id" = Uuid, Path), ("character" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn forget(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, character)): Path<(Uuid, String)>,
) -> AppResult<StatusCode> {
    let production = theirs(&app, &person, id).await?;
    people::forget(&app, &production, &character).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A release of a production.
#[derive(Serialize, ToSchema)]
pub struct ReleaseView {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub title: String,
    /// Records in its `provenance.json`: one of the series, one of each episode.
    pub records: i32,
    /// Files that were signed for it.
    pub signed: i32,
    /// Whether a test signer signed any of them: whole they are then, and in nobody's name.
    pub by_test_signer: bool,
}

/// List the releases of a production, the last first.
#[utoipa::path(get, operation_id = "list_releases", path = "/api/v1/studio/productions/{id}/releases", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<ReleaseView>), (status = 404, body = ErrorBody)))]
pub async fn releases(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Vec<ReleaseView>>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(released(&app, &production).await?))
}

/// The releases of a production, the last first.
pub async fn released(app: &App, production: &Production) -> AppResult<Vec<ReleaseView>> {
    Ok(sqlx::query_as!(
        ReleaseView,
        r#"select id, at, title, jsonb_array_length(records) as "records!", jsonb_array_length(signed) as "signed!",
                  signed @? '$[*] ? (@.found.test == true)' as "by_test_signer!"
           from production_releases where house_id = $1 and production_id = $2 order by at desc, id desc limit 100"#,
        production.house_id,
        production.id
    )
    .fetch_all(&app.db)
    .await?)
}

/// `provenance.json` of a release: how each episode had been made.
#[utoipa::path(get, operation_id = "release_provenance", path = "/api/v1/studio/productions/{id}/releases/{release_id}/provenance", tag = "studio", params(("id" = Uuid, Path), ("release_id" = Uuid, Path)), responses((status = 200, content_type = "application/json"), (status = 404, body = ErrorBody)))]
pub async fn record(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, release_id)): Path<(Uuid, Uuid)>,
) -> AppResult<Response> {
    let production = theirs(&app, &person, id).await?;
    let found = sqlx::query!(
        "select records, signed from production_releases where house_id = $1 and production_id = $2 and id = $3",
        person.house_id,
        production.id,
        release_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| {
        AppError::not_found(
            "release_not_found",
            "There is no such release.",
            "Load the list of releases anew.",
        )
    })?;
    let whole = serde_json::json!({ "records": found.records, "signed": found.signed });
    let text = serde_json::to_string_pretty(&whole).map_err(AppError::internal)?;
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"provenance.json\"",
        ),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, text).into_response())
}
