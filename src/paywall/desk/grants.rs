//! What an operator gives to a viewer.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::codes::{BONUS_MAX, far};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::paywall::grants::{self, Grant};
use crate::people::policy::Operator;
use crate::{audit, wallet};

/// What an operator gives to a viewer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantRequest {
    /// Made by the client, so that a second try gives nothing twice; made here when left out.
    pub id: Option<Uuid>,
    pub person_id: Uuid,
    /// One of the three.
    pub episode_id: Option<Uuid>,
    pub series_id: Option<Uuid>,
    pub bonus: Option<i64>,
    /// Why, for the audit log.
    pub note: String,
    /// When it ends; null: never.
    pub until: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct GrantDone {
    pub id: Uuid,
}

/// Give a viewer an episode, a series, or bonus coins.
#[utoipa::path(post, operation_id = "create_grant", path = "/api/v1/desk/grants", tag = "desk", request_body = GrantRequest,
    responses((status = 201, body = GrantDone), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn create_grant(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(request): Json<GrantRequest>,
) -> AppResult<(StatusCode, Json<GrantDone>)> {
    let (now, house_id) = (app.clock.now(), operator.house_id);
    let id = request.id.unwrap_or_else(|| app.random.id());
    let what = [
        request.episode_id.is_some(),
        request.series_id.is_some(),
        request.bonus.is_some(),
    ];
    let sound = what.iter().filter(|there| **there).count() == 1
        && request
            .bonus
            .is_none_or(|bonus| (1..=BONUS_MAX).contains(&bonus))
        && request.note.chars().count() <= 400
        && request.until.is_none_or(|end| end > now && end < far(now));
    if !sound {
        return Err(AppError::bad_request(
            "grant_invalid",
            "This cannot be given.",
            "Give one episode, one series, or up to 1,000,000 bonus coins, with an end in the future or none.",
        ));
    }
    let there = sqlx::query_scalar!(
        "select id from people where id = $1 and house_id = $2",
        request.person_id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?;
    if there.is_none() {
        return Err(AppError::not_found(
            "person_not_found",
            "There is no such viewer in this house.",
            "Look for them in the list of people.",
        ));
    }
    let mut transaction = app.db.begin().await?;
    let person_id = request.person_id;
    if let Some(bonus) = request.bonus {
        let ends = request.until;
        wallet::gift(&app, &mut transaction, house_id, person_id, id, bonus, ends).await?;
    } else {
        let grant = Grant {
            id,
            episode_id: request.episode_id,
            series_id: request.series_id,
            reason: "promotion".into(),
            until: request.until,
        };
        grants::grant(&app, &mut *transaction, house_id, person_id, &grant).await?;
    }
    // Not whom: the log outlives them.
    let detail = serde_json::json!({
        "episode": request.episode_id, "series": request.series_id, "bonus": request.bonus,
        "note": request.note, "until": request.until,
    });
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "grant.made",
        "grant",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    if request.bonus.is_some() {
        wallet::open(&app, id).await?;
    }
    Ok((StatusCode::CREATED, Json(GrantDone { id })))
}
