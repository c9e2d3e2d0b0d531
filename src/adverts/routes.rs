//! What a viewer's page asks for.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::grant::{Refused, grant, hold};
use super::offer::{self, Offer, Shown};
use super::server::VideoAdvert;
use super::{VALID, day, granted_today, left, settings};
use crate::app::App;
use crate::catalog::cards::{SeriesCard, cards};
use crate::catalog::language::Language;
use crate::errors::{AppError, AppResult};
use crate::extract::{Json, Path};
use crate::houses::CurrentHouse;
use crate::people::Person;
use crate::rights::Sight;

/// How many episodes adverts may still open today.
#[derive(Serialize, ToSchema)]
pub struct Rewards {
    pub cap: i32,
    pub left_today: i64,
    /// When the count begins anew.
    pub resets_at: DateTime<Utc>,
    /// How long an episode that an advert opened stays open; null: for good.
    pub opens_hours: Option<i32>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RewardAsked {
    pub episode_id: Uuid,
}

/// Where an advert comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RewardKind {
    Vast,
    House,
}

/// Who says that it was watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum VerifiedBy {
    /// The advert network, a moment after its end.
    Server,
    /// The house's clock.
    Time,
}

/// An advert that opens an episode once it was watched.
#[derive(Serialize, ToSchema)]
pub struct Reward {
    pub id: Uuid,
    pub episode_id: Uuid,
    pub kind: RewardKind,
    /// How long it must be shown; never longer than the episode.
    pub seconds: i32,
    pub verified_by: VerifiedBy,
    /// Until then it can open the episode.
    pub valid_until: DateTime<Utc>,
    /// What to play, for an advert of the server.
    pub vast: Option<VideoAdvert>,
    /// What to show, for one of the house: another series, or the house itself.
    pub series: Option<SeriesCard>,
}

/// Whether the episode is open.
#[derive(Serialize, ToSchema)]
pub struct RewardDone {
    /// False while the network has not said so yet: ask again in a moment.
    pub granted: bool,
    pub left_today: i64,
}

/// Show how many episodes adverts may still open today.
#[utoipa::path(get, operation_id = "show_rewards", path = "/api/v1/rewards", tag = "adverts",
    responses((status = 200, body = Rewards)))]
pub async fn show(State(app): State<App>, person: Person) -> AppResult<Json<Rewards>> {
    let now = app.clock.now();
    let settings = settings::of(&app.db, person.house_id).await?;
    let granted = granted_today(&app.db, person.house_id, person.id, now).await?;
    let tomorrow = day(now) + chrono::Days::new(1);
    Ok(Json(Rewards {
        cap: settings.daily_cap,
        left_today: left(&settings, granted),
        resets_at: tomorrow.and_time(chrono::NaiveTime::MIN).and_utc(),
        opens_hours: settings.opens_hours,
    }))
}

/// Ask for an advert that opens a locked episode.
#[utoipa::path(post, operation_id = "ask_reward", path = "/api/v1/rewards", tag = "adverts", request_body = RewardAsked,
    responses((status = 200, body = Reward), (status = 404, body = crate::errors::ErrorBody),
        (status = 409, body = crate::errors::ErrorBody)))]
pub async fn ask(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    person: Person,
    sight: Sight,
    Language(language): Language,
    Json(asked): Json<RewardAsked>,
) -> AppResult<Json<Reward>> {
    let offer = offer::make(&app, &house, &person, &sight, asked.episode_id).await?;
    let Offer {
        id,
        episode_id,
        seconds,
        by_server,
        shown,
        offered_at,
    } = offer;
    let (kind, vast, series) = match shown {
        Shown::Vast { advert } => (RewardKind::Vast, Some(*advert), None),
        Shown::House { series_id } => {
            let ids: Vec<Uuid> = series_id.into_iter().collect();
            let cards = cards(
                &app,
                house.id,
                sight.closed(),
                Some(person.id),
                &language,
                &ids,
            )
            .await?;
            (RewardKind::House, None, cards.into_values().next())
        }
    };
    Ok(Json(Reward {
        id,
        episode_id,
        kind,
        seconds,
        verified_by: if by_server {
            VerifiedBy::Server
        } else {
            VerifiedBy::Time
        },
        valid_until: offered_at + VALID,
        vast,
        series,
    }))
}

/// Say that an advert is over. What only the network can say is answered with whether it has.
#[utoipa::path(post, operation_id = "finish_reward", path = "/api/v1/rewards/{id}/done", tag = "adverts",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = RewardDone), (status = 404, body = crate::errors::ErrorBody),
        (status = 409, body = crate::errors::ErrorBody)))]
pub async fn done(
    State(app): State<App>,
    person: Person,
    Path(id): Path<Uuid>,
) -> AppResult<Json<RewardDone>> {
    let house_id = person.house_id;
    let mut transaction = app.db.begin().await?;
    let reward = hold(&mut transaction, house_id, id)
        .await?
        .filter(|reward| reward.person_id == person.id)
        .ok_or_else(|| {
            AppError::not_found(
                "reward_not_found",
                "There is no such advert.",
                "Ask for a new one on the page of the episode.",
            )
        })?;
    let mut granted = reward.state == "granted";
    if !granted && !reward.by_server {
        if reward.state == "passed" {
            return Err(AppError::conflict(
                "advert_passed",
                "Another advert was asked for before this one was over.",
                "Watch that one, or ask for a new one.",
            ));
        }
        let over = reward.offered_at + Duration::seconds(reward.seconds.into());
        let now = app.clock.now();
        if now < over {
            let wait = (over - now)
                .num_milliseconds()
                .unsigned_abs()
                .div_ceil(1000);
            return Err(AppError {
                retry_after_s: Some(wait),
                ..AppError::new(
                    StatusCode::CONFLICT,
                    "advert_not_over",
                    "The advert is not over yet.",
                    format!("Watch it for {wait} s more."),
                )
            });
        }
        granted = match grant(&app, &mut transaction, house_id, &reward).await? {
            Ok(()) => true,
            Err(Refused::Cap) => {
                return Err(AppError::conflict(
                    "adverts_used_up",
                    "No more adverts open episodes today.",
                    "Open it with coins, or come back tomorrow.",
                ));
            }
            Err(_) => {
                return Err(AppError::conflict(
                    "advert_too_late",
                    "This advert was watched too long ago.",
                    "Ask for a new one on the page of the episode.",
                ));
            }
        };
        transaction.commit().await?;
    } else {
        transaction.rollback().await?;
    }
    Ok(Json(RewardDone {
        granted,
        left_today: super::left_today(&app, house_id, person.id).await?,
    }))
}
