//! Campaigns at the desk.

use axum::extract::State as AppState;
use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use serde::Deserialize;
use serde_json::json;
use sqlx::types::Json as Column;
use utoipa::ToSchema;
use uuid::Uuid;

use super::finish;
use super::reward::{Reward, RewardKind};
use super::routes::Campaigns;
use super::shown::{self, Shown};
use crate::app::App;
use crate::audit;
use crate::books::money::currency;
use crate::catalog::routes::no_such_series;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;

const GOAL_MAX: i64 = 100_000_000_000;
const PITCH_MAX: usize = 4000;
const REWARDS_MAX: usize = 20;
/// The longest that a campaign is open.
const OPEN_MAX: Duration = Duration::days(120);

/// A campaign as it is entered; it is open at once.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCampaign {
    /// The series that is backed; a pilot may be one that nobody sees yet.
    pub series_id: Option<Uuid>,
    pub title: String,
    #[serde(default)]
    pub pitch: String,
    /// ISO 4217
    pub currency: String,
    /// Minor units: below it nobody pays anything.
    pub minimum: i64,
    pub optimum: Option<i64>,
    pub closes_at: DateTime<Utc>,
    /// How long declined cards are tried again, day by day; 7 when left out.
    pub retry_days: Option<i32>,
    #[serde(default)]
    pub rewards: Vec<NewReward>,
}

/// A reward as it is entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReward {
    pub title: String,
    /// Minor units.
    pub from: i64,
    pub kind: RewardKind,
}

/// List campaigns at the desk.
#[utoipa::path(get, operation_id = "list_desk_campaigns", path = "/api/v1/desk/campaigns", tag = "campaigns",
    responses((status = 200, body = Campaigns), (status = 403, body = ErrorBody)))]
pub async fn list(
    AppState(app): AppState<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Campaigns>> {
    let items = shown::campaigns(&app, operator.house_id, None).await?;
    Ok(Json(Campaigns { items }))
}

/// Open a campaign.
#[utoipa::path(post, operation_id = "open_campaign", path = "/api/v1/desk/campaigns", tag = "campaigns", request_body = NewCampaign,
    responses((status = 201, body = Shown), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn open(
    AppState(app): AppState<App>,
    Operator(operator): Operator,
    Json(new): Json<NewCampaign>,
) -> AppResult<(StatusCode, Json<Shown>)> {
    let house_id = operator.house_id;
    let unit = currency(&new.currency)?;
    let retry_days = new.retry_days.unwrap_or(7);
    let rewards = check(&app, &new, retry_days)?;
    if let Some(series_id) = new.series_id {
        sqlx::query_scalar!(
            "select id from series where house_id = $1 and id = $2",
            house_id,
            series_id
        )
        .fetch_optional(&app.db)
        .await?
        .ok_or_else(no_such_series)?;
    }
    let id = app.random.id();
    let mut transaction = app.db.begin().await?;
    sqlx::query!(
        "insert into campaigns (id, house_id, series_id, title, pitch, currency, minimum, optimum, closes_at, retry_days, rewards, state,
             created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', $12)",
        id,
        house_id,
        new.series_id,
        new.title.trim(),
        new.pitch.trim(),
        unit.code(),
        new.minimum,
        new.optimum,
        new.closes_at,
        retry_days,
        Column(&rewards) as _,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    let detail = json!({"title": new.title.trim(), "minimum": new.minimum, "currency": unit.code(), "closes_at": new.closes_at});
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "campaign.opened",
        "campaign",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok((
        StatusCode::CREATED,
        Json(shown::campaign(&app, house_id, id).await?),
    ))
}

fn check(app: &App, new: &NewCampaign, retry_days: i32) -> AppResult<Vec<Reward>> {
    let one_line = |text: &str, most: usize| {
        let count = text.trim().chars().count();
        (1..=most).contains(&count) && !text.trim().chars().any(char::is_control)
    };
    let plain = |letter: char| letter != '\0';
    let goal = |minor: i64| (1..=GOAL_MAX).contains(&minor);
    if !one_line(&new.title, 120)
        || new.pitch.chars().count() > PITCH_MAX
        || !new.pitch.chars().all(plain)
    {
        return Err(AppError::bad_request(
            "text_invalid",
            format!("The title is one line of 1 to 120 characters, the pitch at most {PITCH_MAX}."),
            "Shorten them.",
        ));
    }
    if !goal(new.minimum)
        || new
            .optimum
            .is_some_and(|optimum| !goal(optimum) || optimum < new.minimum)
    {
        return Err(AppError::bad_request(
            "campaign_goal_invalid",
            "The minimum is more than nothing, and the optimum no less than the minimum.",
            "Write both in minor units of the currency.",
        ));
    }
    let now = app.clock.now();
    if new.closes_at <= now || new.closes_at > now + OPEN_MAX || !(0..=30).contains(&retry_days) {
        return Err(AppError::bad_request(
            "campaign_days_invalid",
            "A campaign closes in the future, within 120 days, and tries declined cards for 0 to 30 days.",
            "Correct the days.",
        ));
    }
    let sane = |reward: &NewReward| one_line(&reward.title, 120) && goal(reward.from);
    if new.rewards.len() > REWARDS_MAX || !new.rewards.iter().all(sane) {
        return Err(AppError::bad_request(
            "campaign_rewards_invalid",
            format!("There are at most {REWARDS_MAX} rewards, each with a title and an amount."),
            "Correct the rewards.",
        ));
    }
    let rewards = new.rewards.iter().map(|reward| Reward {
        id: app.random.id(),
        title: reward.title.trim().to_owned(),
        from: reward.from,
        kind: reward.kind,
    });
    Ok(rewards.collect())
}

/// Release what was collected: the money is the house's, and shared by the series' contract.
#[utoipa::path(post, operation_id = "release_campaign", path = "/api/v1/desk/campaigns/{id}/release", tag = "campaigns", params(("id" = Uuid, Path)),
    responses((status = 200, body = Shown), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody),
              (status = 409, body = ErrorBody, description = "`campaign_not_ready`")))]
pub async fn release(
    AppState(app): AppState<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Shown>> {
    finish::release(&app, &operator, id).await?;
    Ok(Json(shown::campaign(&app, operator.house_id, id).await?))
}

/// Cancel a campaign: every backer who was charged gets everything back, nobody else is charged.
#[utoipa::path(post, operation_id = "cancel_campaign", path = "/api/v1/desk/campaigns/{id}/cancel", tag = "campaigns", params(("id" = Uuid, Path)),
    responses((status = 200, body = Shown), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody),
              (status = 409, body = ErrorBody, description = "`campaign_not_ready`")))]
pub async fn cancel(
    AppState(app): AppState<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Shown>> {
    finish::cancel(&app, &operator, id).await?;
    Ok(Json(shown::campaign(&app, operator.house_id, id).await?))
}
