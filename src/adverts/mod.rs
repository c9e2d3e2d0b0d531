//! Rewarded adverts: a viewer watches one, and the episode opens.
//!
//! Whether it was watched is never the player's word alone: the advert network says so in a signed call, or, where
//! there is no network, so much time has passed on the house's own clock. Once for each of the network's transactions,
//! never more often in a day than the house allows, and never with an advert that is longer than the episode.

mod grant;
pub mod hook;
mod keys;
mod offer;
mod revenue;
pub mod routes;
mod server;
pub mod settings;
#[cfg(test)]
mod tests;

use anyhow::Context;
use axum::http::HeaderValue;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use crate::app::App;
use crate::config;
use crate::errors::AppResult;
use crate::security;
use keys::NetworkKeys;
use server::Server;
use settings::Settings;

pub use revenue::sweep;

/// An advert that nobody vouched for by then opens nothing any more.
const VALID: Duration = Duration::hours(1);

/// What the settings name.
pub struct Adverts {
    server: Option<Server>,
    network: Option<NetworkKeys>,
    ad_units: Vec<String>,
    price: Option<revenue::Price>,
    /// The content policy of pages that may show the server's adverts.
    pub policy: Option<HeaderValue>,
}

impl Adverts {
    /// Checks the settings.
    pub fn of(settings: &config::Adverts) -> anyhow::Result<Self> {
        let server = settings
            .server
            .as_deref()
            .map(|tag| Server::new(tag, &settings.hosts))
            .transpose()
            .context("in the settings [adverts]")?;
        anyhow::ensure!(
            settings.keys_url.is_none() || !settings.ad_units.is_empty(),
            "the setting `adverts.keys_url` needs `adverts.ad_units`: the network's keys sign for every publisher"
        );
        Ok(Self {
            policy: server
                .as_ref()
                .map(|server| security::policy_with(&server.origins()))
                .transpose()?,
            server,
            network: settings
                .keys_url
                .clone()
                .map(NetworkKeys::new)
                .transpose()?,
            ad_units: settings.ad_units.clone(),
            price: settings
                .price_per_impression
                .as_deref()
                .map(revenue::Price::read)
                .transpose()?,
        })
    }
}

/// What whoever runs a house is told when a paid advert opens an episode though nobody but the clock vouches for it.
pub const TRUSTS_THE_CLOCK: &str = "adverts of the server open an episode once their time has passed, seen or not, because no \
    network signs for them; set `adverts.keys_url` and `adverts.ad_units`, or turn adverts off at the desk";

/// Whether adverts of a server open episodes by their time alone.
pub fn trusts_the_clock(settings: &config::Adverts) -> bool {
    settings.server.is_some() && settings.keys_url.is_none()
}

/// A viewer's day, which begins at midnight UTC.
fn day(now: DateTime<Utc>) -> NaiveDate {
    now.date_naive()
}

/// How many episodes a viewer may still open with adverts today.
pub async fn left_today(app: &App, house_id: Uuid, person_id: Uuid) -> AppResult<i64> {
    let settings = settings::of(&app.db, house_id).await?;
    let granted = granted_today(&app.db, house_id, person_id, app.clock.now()).await?;
    Ok(left(&settings, granted))
}

fn left(settings: &Settings, granted: i32) -> i64 {
    i64::from((settings.daily_cap - granted).max(0))
}

async fn granted_today(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    person_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<i32> {
    let granted = sqlx::query_scalar!(
        "select granted from reward_days where house_id = $1 and person_id = $2 and day = $3",
        house_id,
        person_id,
        day(now)
    )
    .fetch_optional(db)
    .await?;
    Ok(granted.unwrap_or(0))
}

/// Moves what a device's anonymous viewer opened into an account. The days' counts add up; an advert that is being
/// watched goes on, unless the account watches one.
pub async fn merge(db: &mut PgConnection, from: Uuid, into: Uuid) -> AppResult<()> {
    sqlx::query!(
        "insert into reward_days (person_id, day, house_id, granted)
         select $2, day, house_id, granted from reward_days where person_id = $1
         on conflict (person_id, day) do update set granted = reward_days.granted + excluded.granted",
        from,
        into
    )
    .execute(&mut *db)
    .await?;
    sqlx::query!(
        "update rewards set person_id = $2,
             state = case when state = 'offered' and exists (
                 select from rewards other where other.person_id = $2 and other.state = 'offered') then 'passed' else state end
         where person_id = $1",
        from,
        into
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}
