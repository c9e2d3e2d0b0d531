//! What a backer's page asks for.

use axum::extract::State as AppState;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::card::{self, TestCard};
use super::pledge::{self, NewPledge};
use super::shown::{self, Shown, ShownPledge};
use super::{PledgeState, not_found};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::houses::{CurrentHouse, Served};
use crate::people::Person;

#[derive(Serialize, ToSchema)]
pub struct Campaigns {
    /// Those that are open first, at most two hundred.
    pub items: Vec<Shown>,
}

/// A campaign with one's own pledges to it.
#[derive(Serialize, ToSchema)]
pub struct CampaignPage {
    pub campaign: Shown,
    pub pledges: Vec<ShownPledge>,
}

#[derive(Serialize, ToSchema)]
pub struct Pledges {
    pub items: Vec<ShownPledge>,
}

/// That the page is done with the provider's form.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PledgeCard {
    /// Test money only: what becomes of the card.
    pub test_card: Option<TestCard>,
}

/// List campaigns.
#[utoipa::path(get, operation_id = "list_campaigns", path = "/api/v1/campaigns", tag = "campaigns", responses((status = 200, body = Campaigns)))]
pub async fn list(
    AppState(app): AppState<App>,
    CurrentHouse(house): CurrentHouse,
) -> AppResult<Json<Campaigns>> {
    let items = if house.region.features.campaigns {
        shown::campaigns(&app, house.id, None).await?
    } else {
        Vec::new()
    };
    Ok(Json(Campaigns { items }))
}

/// Show a campaign.
#[utoipa::path(get, operation_id = "show_campaign", path = "/api/v1/campaigns/{id}", tag = "campaigns", params(("id" = Uuid, Path)),
    responses((status = 200, body = CampaignPage), (status = 404, body = ErrorBody)))]
pub async fn show(
    AppState(app): AppState<App>,
    person: Person,
    Path(id): Path<Uuid>,
) -> AppResult<Json<CampaignPage>> {
    let campaign = shown::campaign(&app, person.house_id, id).await?;
    let pledges = shown::pledges(&app, person.house_id, person.id, None, Some(id)).await?;
    Ok(Json(CampaignPage { campaign, pledges }))
}

/// Back a campaign: a card is kept, and charged only when the campaign has closed with success.
#[utoipa::path(post, operation_id = "pledge", path = "/api/v1/campaigns/{id}/pledges", tag = "campaigns", params(("id" = Uuid, Path)),
    request_body = NewPledge,
    responses((status = 201, body = ShownPledge), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody),
              (status = 409, body = ErrorBody, description = "`campaign_closed`, `pledge_differs`, `pledges_too_many`")))]
pub async fn back(
    AppState(app): AppState<App>,
    CurrentHouse(house): CurrentHouse,
    person: Person,
    Served(territory): Served,
    Path(id): Path<Uuid>,
    Json(new): Json<NewPledge>,
) -> AppResult<(StatusCode, Json<ShownPledge>)> {
    // What was pledged before goes on: it is closed, charged or given back as it was promised.
    if !house.region.features.campaigns {
        return Err(AppError::not_found(
            "campaigns_not_taken",
            "This house takes no pledges.",
            "Watch what is there already.",
        ));
    }
    let id = pledge::make(&app, &person, id, &territory, &new).await?;
    Ok((StatusCode::CREATED, one(&app, &person, id).await?))
}

/// Say that the card of a pledge was given. From then on the pledge counts.
#[utoipa::path(post, operation_id = "pledge_card_given", path = "/api/v1/pledges/{id}/card", tag = "campaigns", params(("id" = Uuid, Path)),
    request_body = PledgeCard,
    responses((status = 200, body = ShownPledge), (status = 402, body = ErrorBody, description = "`card_failed`"), (status = 404, body = ErrorBody),
              (status = 409, body = ErrorBody, description = "`card_not_confirmed`")))]
pub async fn card_given(
    AppState(app): AppState<App>,
    person: Person,
    Path(id): Path<Uuid>,
    Json(done): Json<PledgeCard>,
) -> AppResult<Json<ShownPledge>> {
    pledge::own(&app, &person, id).await?;
    match card::advance(&app, person.house_id, id, done.test_card).await? {
        PledgeState::Waiting => Err(AppError::conflict(
            "card_not_confirmed",
            "The card is not confirmed yet.",
            "Finish the form, then say so again.",
        )),
        PledgeState::Withdrawn => Err(AppError::new(
            StatusCode::PAYMENT_REQUIRED,
            "card_failed",
            "This card was not taken, or the campaign has closed. Nothing was charged.",
            "Back it again with another card.",
        )),
        _ => one(&app, &person, id).await,
    }
}

/// Take a pledge back, before the campaign closes.
#[utoipa::path(delete, operation_id = "withdraw_pledge", path = "/api/v1/pledges/{id}", tag = "campaigns", params(("id" = Uuid, Path)),
    responses((status = 200, body = ShownPledge), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody, description = "`pledge_not_open`")))]
pub async fn withdraw(
    AppState(app): AppState<App>,
    person: Person,
    Path(id): Path<Uuid>,
) -> AppResult<Json<ShownPledge>> {
    pledge::withdraw(&app, &person, id).await?;
    one(&app, &person, id).await
}

/// List one's own pledges.
#[utoipa::path(get, operation_id = "list_pledges", path = "/api/v1/pledges", tag = "campaigns", responses((status = 200, body = Pledges)))]
pub async fn own(AppState(app): AppState<App>, person: Person) -> AppResult<Json<Pledges>> {
    let items = shown::pledges(&app, person.house_id, person.id, None, None).await?;
    Ok(Json(Pledges { items }))
}

async fn one(app: &App, person: &Person, id: Uuid) -> AppResult<Json<ShownPledge>> {
    let found = shown::pledges(app, person.house_id, person.id, Some(id), None)
        .await?
        .pop();
    found.map(Json).ok_or_else(|| not_found("pledge"))
}
