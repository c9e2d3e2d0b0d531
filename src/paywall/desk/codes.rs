//! Gift codes.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::policies::must_be_ours;
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::paywall::gifts::{self, GiftCode, NewCodes};
use crate::people::policy::Operator;

const CODES_MAX: i64 = 1_000;
pub(super) const BONUS_MAX: i64 = 1_000_000;
const DAYS_MAX: i32 = 3_650;

/// Codes to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GiftCodesRequest {
    /// What they are for, for the operators.
    pub label: String,
    /// How many; 1 when left out, at most 1,000.
    pub count: Option<i64>,
    /// Bonus coins.
    #[serde(default)]
    pub bonus: i64,
    /// After so many days the bonus coins expire; null: never.
    pub bonus_days: Option<i32>,
    /// A series that is opened.
    pub series_id: Option<Uuid>,
    /// For so many days; null: for good.
    pub series_days: Option<i32>,
    /// How many people may use a code, each once; 1 when left out.
    pub uses_max: Option<i32>,
    pub expires_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct NewGiftCodes {
    pub codes: Vec<NewGiftCode>,
}

/// A code, told for the only time: it is not kept.
#[derive(Serialize, ToSchema)]
pub struct NewGiftCode {
    pub id: Uuid,
    #[schema(example = "7ZQ4-M0XK-2B9C-TTHR")]
    pub code: String,
}

/// List the gift codes.
#[utoipa::path(get, operation_id = "list_gift_codes", path = "/api/v1/desk/gift-codes", tag = "desk", responses((status = 200, body = [GiftCode])))]
pub async fn list_codes(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Vec<GiftCode>>> {
    Ok(Json(gifts::list(&app, operator.house_id).await?))
}

/// Make gift codes.
#[utoipa::path(post, operation_id = "create_gift_codes", path = "/api/v1/desk/gift-codes", tag = "desk", request_body = GiftCodesRequest,
    responses((status = 201, body = NewGiftCodes), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn create_codes(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(request): Json<GiftCodesRequest>,
) -> AppResult<(StatusCode, Json<NewGiftCodes>)> {
    let now = app.clock.now();
    let new = NewCodes {
        label: request.label.trim().to_owned(),
        count: request.count.unwrap_or(1),
        bonus: request.bonus,
        bonus_days: request.bonus_days,
        series_id: request.series_id,
        series_days: request.series_days,
        uses_max: request.uses_max.unwrap_or(1),
        expires_at: request.expires_at,
    };
    let days = |days: Option<i32>| days.is_none_or(|days| (1..=DAYS_MAX).contains(&days));
    let sound = (1..=80).contains(&new.label.chars().count())
        && (1..=CODES_MAX).contains(&new.count)
        && (0..=BONUS_MAX).contains(&new.bonus)
        && (1..=1_000_000).contains(&new.uses_max)
        && days(new.bonus_days)
        && days(new.series_days)
        && new.expires_at.is_none_or(|end| end > now && end < far(now))
        && (new.bonus > 0 || new.series_id.is_some());
    if !sound {
        return Err(AppError::bad_request(
            "gift_invalid",
            "These gift codes cannot be made.",
            "A code has a label of up to 80 characters, up to 1,000,000 bonus coins or a series, whole days up to \
             3,650, an end in the future, and up to 1,000 are made at once.",
        ));
    }
    if let Some(series_id) = new.series_id {
        must_be_ours(&app, operator.house_id, series_id).await?;
    }
    let mut transaction = app.db.begin().await?;
    let codes = gifts::create(&app, &mut transaction, operator.house_id, operator.id, &new).await?;
    for (id, _) in &codes {
        let detail = serde_json::json!({
            "label": new.label, "bonus": new.bonus, "series": new.series_id, "uses_max": new.uses_max,
        });
        audit::note(
            &mut *transaction,
            &app,
            &operator,
            "gift_code.made",
            "gift_code",
            *id,
            detail,
        )
        .await?;
    }
    transaction.commit().await?;
    let codes = codes.into_iter().map(|(id, code)| NewGiftCode { id, code });
    Ok((
        StatusCode::CREATED,
        Json(NewGiftCodes {
            codes: codes.collect(),
        }),
    ))
}

/// The end of what anybody means seriously.
pub(super) fn far(now: DateTime<Utc>) -> DateTime<Utc> {
    now + chrono::Duration::days(365 * 20)
}
