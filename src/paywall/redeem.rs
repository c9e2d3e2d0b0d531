//! Redeeming a gift code.

use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::gifts::{self, GiftGiven};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::houses::CurrentHouse;
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
    CurrentHouse(house): CurrentHouse,
    person: Person,
    Json(request): Json<RedeemRequest>,
) -> AppResult<Json<GiftGiven>> {
    if !house.region.features.gift_codes {
        return Err(AppError::not_found(
            "gifts_not_taken",
            "This house takes no gift codes.",
            "Ask those who gave it to you which house it is for.",
        ));
    }
    Ok(Json(gifts::redeem(&app, &person, &request.code).await?))
}
