//! App stores: coins that were bought inside an app.
//!
//! The store is the seller there: it takes the money, the tax and its commission, and pays out what is left. An order
//! is booked at the price that the settings state for the store's country, with no tax of ours; what the store kept is
//! its fee, booked when it pays out. What a store's message says of prices is kept as evidence and never booked.
//!
//! A purchase gives its coins once, whoever tells of it first: the app that shows its receipt, or the store.

mod apple;
mod claim;
mod google;
mod products;
#[cfg(test)]
mod tests;

pub mod app_store;
pub mod google_play;

use anyhow::Context;
use axum::http::StatusCode;
use uuid::Uuid;

use crate::app::App;
use crate::config::Config;
use crate::errors::{AppError, AppResult};
use crate::payments::events::ATTEMPTS_MAX;
use apple::Apple;
use google::Google;

/// The stores of the settings.
pub struct Stores {
    apple: Option<Apple>,
    google: Option<Google>,
}

impl Stores {
    /// Checks the settings.
    pub fn of(config: &Config) -> anyhow::Result<Self> {
        Ok(Self {
            apple: Apple::of(&config.app_store).context("in the settings [app_store]")?,
            google: Google::of(&config.google_play).context("in the settings [google_play]")?,
        })
    }

    fn apple(&self) -> AppResult<&Apple> {
        self.apple
            .as_ref()
            .ok_or_else(|| not_sold_there("the App Store", "app_store"))
    }

    fn google(&self) -> AppResult<&Google> {
        self.google
            .as_ref()
            .ok_or_else(|| not_sold_there("Google Play", "google_play"))
    }
}

fn not_sold_there(store: &str, table: &str) -> AppError {
    AppError::not_found(
        "store_unknown",
        format!("This house sells nothing on {store}."),
        format!("Fill in `[{table}]` in the settings."),
    )
}

/// A message of a store as it is kept.
struct Message<'a> {
    provider: &'static str,
    id: &'a str,
    kind: &'a str,
    body: &'a [u8],
}

/// Keeps a message, once for its id; false when it had come before.
async fn keep(app: &App, house_id: Uuid, message: &Message<'_>) -> AppResult<bool> {
    if message.id.is_empty() || message.id.len() > 255 || message.kind.len() > 255 {
        return Err(AppError::bad_request(
            "event_invalid",
            "The message has no id of a usual length.",
            "Send messages as the store makes them.",
        ));
    }
    let kept = sqlx::query!(
        "insert into provider_events (house_id, provider, event_id, kind, body, received_at, try_at)
         values ($1, $2, $3, $4, $5, $6, $6) on conflict do nothing",
        house_id,
        message.provider,
        message.id,
        message.kind,
        message.body,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(kept.rows_affected() > 0)
}

/// Does what a kept message asks for, unless that is done. Answered with success even where it could not be done: it
/// is kept, and tried again.
pub(super) async fn process(
    app: &App,
    house_id: Uuid,
    provider: &'static str,
    id: &str,
) -> AppResult<StatusCode> {
    let now = app.clock.now();
    let row = sqlx::query!(
        "update provider_events set attempts = attempts + 1,
             try_at = $4::timestamptz + least(attempts + 1, 60) * interval '1 minute'
         where house_id = $1 and provider = $2 and event_id = $3 and processed_at is null returning body",
        house_id,
        provider,
        id,
        now
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else {
        return Ok(StatusCode::OK);
    };
    let result = match provider {
        "apple" => app_store::handle(app, house_id, &row.body).await,
        _ => google_play::handle(app, house_id, &row.body).await,
    };
    let problem = result.err().map(|error| match &error.cause {
        Some(cause) => format!("{error}: {cause:#}"),
        None => error.to_string(),
    });
    if let Some(problem) = &problem {
        tracing::warn!(
            provider,
            event = id,
            "a store's message waits to be tried again: {problem}"
        );
    }
    sqlx::query!(
        "update provider_events set processed_at = case when $4::text is null then $5::timestamptz end, problem = $4
         where house_id = $1 and provider = $2 and event_id = $3",
        house_id,
        provider,
        id,
        problem.map(|problem| problem.chars().take(500).collect::<String>()),
        now
    )
    .execute(&app.db)
    .await?;
    Ok(StatusCode::OK)
}

/// Tries again what could not be done.
pub async fn sweep(app: &App) -> AppResult<()> {
    let waiting = sqlx::query!(
        "select house_id, provider, event_id from provider_events
         where provider in ('apple', 'google') and processed_at is null and try_at <= $1 and attempts < $2
         order by try_at limit 100",
        app.clock.now(),
        ATTEMPTS_MAX
    )
    .fetch_all(&app.db)
    .await?;
    for one in waiting {
        let provider = if one.provider == "apple" {
            "apple"
        } else {
            "google"
        };
        process(app, one.house_id, provider, &one.event_id).await?;
    }
    Ok(())
}
