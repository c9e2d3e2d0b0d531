//! Redeeming a gift code.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::gifts::{self, GiftGiven};
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::Person;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemRequest {
    #[schema(example = "7ZQ4-M0XK-2B9C-TTHR")]
    pub code: String,
}

/// Redeem a gift code.
#[utoipa::path(post, operation_id = "redeem_gift", path = "/api/v1/gifts/redeem", tag = "wallet", request_body = RedeemRequest,
    responses((status = 200, body = GiftGiven), (status = 404, body = ErrorBody, description = "`gift_unknown`"),
              (status = 409, body = ErrorBody, description = "`gift_used`, `gift_expired`")))]
pub async fn redeem(
    State(app): State<App>,
    person: Person,
    Json(request): Json<RedeemRequest>,
) -> AppResult<Json<GiftGiven>> {
    Ok(Json(gifts::redeem(&app, &person, &request.code).await?))
}
