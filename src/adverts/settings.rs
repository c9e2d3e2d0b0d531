//! What a house allows: how many episodes a day, and for how long they open.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgExecutor;
use utoipa::ToSchema;
use uuid::Uuid;

use super::trusts_the_clock;
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult};
use crate::extract::Json;
use crate::people::policy::Operator;

/// How adverts open episodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AdvertSettings)]
pub struct Settings {
    /// Episodes that a viewer may open with adverts in a day (UTC); 0 turns adverts off.
    #[schema(minimum = 0, maximum = 100)]
    pub daily_cap: i32,
    /// How long such an episode stays open; null: for good.
    #[schema(minimum = 1, maximum = 8760)]
    pub opens_hours: Option<i32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            daily_cap: 5,
            opens_hours: Some(48),
        }
    }
}

/// The settings of a house.
pub async fn of(db: impl PgExecutor<'_>, house_id: Uuid) -> AppResult<Settings> {
    let kept = sqlx::query_as!(
        Settings,
        "select daily_cap, opens_hours from advert_settings where house_id = $1",
        house_id
    )
    .fetch_optional(db)
    .await?;
    Ok(kept.unwrap_or_default())
}

/// The settings, and whether they can be relied on.
#[derive(Serialize, ToSchema)]
#[schema(as = AdvertSettingsKept)]
pub struct SettingsKept {
    #[serde(flatten)]
    pub settings: Settings,
    /// An advert server is set up without the keys of its network: an advert opens an episode once its time has passed,
    /// seen or not.
    pub trusts_the_clock: bool,
}

impl SettingsKept {
    fn of(app: &App, settings: Settings) -> Json<Self> {
        Json(Self {
            settings,
            trusts_the_clock: trusts_the_clock(&app.config.adverts),
        })
    }
}

/// Show how adverts open episodes.
#[utoipa::path(get, operation_id = "show_advert_settings", path = "/api/v1/desk/adverts", tag = "desk",
    responses((status = 200, body = SettingsKept)))]
pub async fn show(
    State(app): State<App>,
    Operator(person): Operator,
) -> AppResult<Json<SettingsKept>> {
    let settings = of(&app.db, person.house_id).await?;
    Ok(SettingsKept::of(&app, settings))
}

/// Change how adverts open episodes.
#[utoipa::path(put, operation_id = "change_advert_settings", path = "/api/v1/desk/adverts", tag = "desk",
    request_body = Settings,
    responses((status = 200, body = SettingsKept), (status = 400, body = crate::errors::ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Operator(person): Operator,
    Json(new): Json<Settings>,
) -> AppResult<Json<SettingsKept>> {
    let hours = new
        .opens_hours
        .is_none_or(|hours| (1..=8760).contains(&hours));
    if !(0..=100).contains(&new.daily_cap) || !hours {
        return Err(AppError::bad_request(
            "advert_settings_invalid",
            "A day has 0 to 100 adverts, and an episode opens for 1 to 8760 hours.",
            "Choose numbers in these ranges; leave the hours empty for good.",
        ));
    }
    let mut transaction = app.db.begin().await?;
    let before = of(&mut *transaction, person.house_id).await?;
    sqlx::query!(
        "insert into advert_settings (house_id, daily_cap, opens_hours, changed_at) values ($1, $2, $3, $4)
         on conflict (house_id) do update
         set daily_cap = excluded.daily_cap, opens_hours = excluded.opens_hours, changed_at = excluded.changed_at",
        person.house_id,
        new.daily_cap,
        new.opens_hours,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    let detail = json!({ "before": before, "after": new });
    audit::note(
        &mut *transaction,
        &app,
        &person,
        "adverts.changed",
        "house",
        person.house_id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok(SettingsKept::of(&app, new))
}
