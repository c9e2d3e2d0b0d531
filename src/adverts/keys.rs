//! The network's keys: fetched when they are needed, kept for a day, asked for again when one is unknown.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use signed::rewarded::{Error, Keys, MAX_KEYS_BYTES, Reward};
use tokio::sync::Mutex;

use crate::errors::AppError;

const TIMEOUT: Duration = Duration::from_secs(5);
/// Whoever sends calls with invented key ids does not make us ask more often.
const ASK_AGAIN: TimeDelta = TimeDelta::minutes(1);

pub struct NetworkKeys {
    http: reqwest::Client,
    url: url::Url,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    keys: Option<Arc<Keys>>,
    asked_at: Option<DateTime<Utc>>,
}

impl NetworkKeys {
    pub fn new(url: url::Url) -> anyhow::Result<Self> {
        ensure!(
            matches!(url.scheme(), "http" | "https"),
            "the setting `adverts.keys_url` is not an address of the web"
        );
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .context("cannot make a client for the advert network's keys")?;
        Ok(Self {
            http,
            url,
            kept: Mutex::default(),
        })
    }

    /// Verifies a call's query as it was received.
    pub async fn verify(&self, query: &str, now: DateTime<Utc>) -> Result<Reward, AppError> {
        // What is no call at all does not make anybody ask for keys.
        signed::rewarded::key_id(query).map_err(|error| refused(&error))?;
        let known = self.kept.lock().await.keys.clone();
        let mut judged = known.map_or(Err(Error::StaleKeys), |keys| {
            keys.verify(query, now.timestamp())
        });
        if matches!(judged, Err(Error::StaleKeys | Error::UnknownKey(_)))
            && let Some(keys) = self.renewed(now).await?
        {
            judged = keys.verify(query, now.timestamp());
        }
        judged.map_err(|error| refused(&error))
    }

    /// New keys, unless they were asked for a moment ago.
    async fn renewed(&self, now: DateTime<Utc>) -> Result<Option<Arc<Keys>>, AppError> {
        let mut kept = self.kept.lock().await;
        if kept.asked_at.is_some_and(|asked| now < asked + ASK_AGAIN) {
            return Ok(kept.keys.clone());
        }
        kept.asked_at = Some(now);
        match self.fetch(now).await {
            Ok(keys) => {
                kept.keys = Some(Arc::new(keys));
                Ok(kept.keys.clone())
            }
            Err(error) => {
                tracing::warn!("the advert network's keys cannot be had: {error:#}");
                // The network calls again later.
                Err(unavailable())
            }
        }
    }

    async fn fetch(&self, now: DateTime<Utc>) -> anyhow::Result<Keys> {
        let mut response = self
            .http
            .get(self.url.clone())
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .map_err(reqwest::Error::without_url)?;
        let mut body = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(reqwest::Error::without_url)?
        {
            ensure!(
                body.len() + chunk.len() <= MAX_KEYS_BYTES,
                "the list is too long"
            );
            body.extend_from_slice(&chunk);
        }
        Ok(Keys::read(&body, now.timestamp())?)
    }
}

fn refused(error: &Error) -> AppError {
    if *error == Error::StaleKeys {
        return unavailable();
    }
    AppError::bad_request(
        "reward_not_signed",
        format!("This call is not the advert network's: {error}."),
        error.remedy(),
    )
}

fn unavailable() -> AppError {
    AppError {
        retry_after_s: Some(60),
        ..AppError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "advert_keys_unavailable",
            "The advert network's keys cannot be had right now.",
            "Call again in a minute.",
        )
    }
}
