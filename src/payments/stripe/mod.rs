//! Stripe, as far as the house needs it: a thin client of its HTTP interface (docs.stripe.com/api).
//!
//! Every change is asked for with an idempotency key that is derived from what it is for, and carries our id in its
//! metadata: whoever was killed between the provider's yes and our record asks again, and gets the first answer.

mod billing;
pub mod hooks;
mod intents;
pub mod sync;
mod whose;

use std::time::Duration;

use anyhow::{Context, ensure};
use axum::http::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::config;
use crate::errors::AppError;

pub use billing::Invoice;
pub use intents::BalanceLine;

/// How long an answer may take before the outcome counts as unknown.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The version of the interface that this client was written to.
const VERSION: &str = "2024-06-20";
/// No answer that we ask for is longer.
const ANSWER_MAX: usize = 4 << 20;

/// A client with its keys.
pub struct Stripe {
    http: reqwest::Client,
    base: url::Url,
    key: config::Secret,
    pub publishable_key: Option<String>,
    pub webhook_secrets: Vec<config::Secret>,
}

/// Why there is no answer to work with.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Nobody knows whether it was done: ask again with the same key.
    #[error("the provider does not answer: {0}")]
    Unknown(String),
    /// It was not done, and asking the same again is no use.
    #[error("the provider refused ({status}, {code}): {message}")]
    Refused {
        status: u16,
        code: String,
        message: String,
    },
}

impl Failure {
    fn unknown(error: &impl std::fmt::Display) -> Self {
        Self::Unknown(error.to_string())
    }

    /// Whether the card, rather than the request, was refused.
    pub fn is_decline(&self) -> bool {
        matches!(self, Self::Refused { status: 402, .. })
    }

    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }
}

impl From<Failure> for AppError {
    fn from(failure: Failure) -> Self {
        let sorry = match &failure {
            Failure::Unknown(_) => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "provider_unavailable",
                "The provider of payments does not answer right now.",
                "Try again in a moment; nothing is charged twice.",
            ),
            refused if refused.is_decline() => Self::new(
                StatusCode::PAYMENT_REQUIRED,
                "card_declined",
                "The card was declined.",
                "Try another card, or ask your bank.",
            ),
            Failure::Refused { .. } => Self::new(
                StatusCode::BAD_GATEWAY,
                "provider_refused",
                "The provider of payments refused the request.",
                "Nothing was charged. Try again later, or tell the operator of the house.",
            ),
        };
        Self {
            cause: Some(failure.into()),
            retry_after_s: (sorry.status == StatusCode::SERVICE_UNAVAILABLE).then_some(5),
            ..sorry
        }
    }
}

#[derive(Deserialize)]
struct Refusal {
    error: RefusalDetail,
}

#[derive(Deserialize)]
struct RefusalDetail {
    #[serde(default)]
    code: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    message: Option<String>,
}

/// A page of things.
#[derive(Deserialize)]
pub struct List<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

impl Stripe {
    /// The client that the settings ask for, if they name a key.
    pub fn of(settings: &config::Stripe) -> anyhow::Result<Option<Self>> {
        let Some(key) = settings.secret_key.clone().filter(|key| !key.0.is_empty()) else {
            return Ok(None);
        };
        ensure!(
            matches!(settings.api_base.scheme(), "http" | "https"),
            "the setting `stripe.api_base` is not a web address"
        );
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .context("cannot make a client for Stripe")?;
        Ok(Some(Self {
            http,
            base: settings.api_base.clone(),
            key,
            publishable_key: settings.publishable_key.clone(),
            webhook_secrets: settings.webhook_secrets.clone(),
        }))
    }

    /// Whether its money is for testing.
    pub fn is_test_mode(&self) -> bool {
        self.key.0.contains("_test_")
    }

    /// Reads something.
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, Failure> {
        let mut address = self.address(path)?;
        if !query.is_empty() {
            address.query_pairs_mut().extend_pairs(query);
        }
        self.send(self.http.get(address)).await
    }

    /// Changes something, once for each key.
    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &[(&str, &str)],
        idempotency_key: &str,
    ) -> Result<T, Failure> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let request = self
            .http
            .post(self.address(path)?)
            .header("idempotency-key", idempotency_key)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        self.send(request).await
    }

    /// The address of something; ids that came from elsewhere stay in their place.
    fn address(&self, path: &str) -> Result<url::Url, Failure> {
        let mut address = self.base.clone();
        address
            .path_segments_mut()
            .map_err(|()| Failure::Unknown("the provider's address takes no path".into()))?
            .pop_if_empty()
            .extend(path.trim_start_matches('/').split('/'));
        Ok(address)
    }

    async fn send<T: DeserializeOwned>(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<T, Failure> {
        let mut response = request
            .bearer_auth(&self.key.0)
            .header("stripe-version", VERSION)
            .send()
            .await
            .map_err(|error| Failure::unknown(&error.without_url()))?;
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| Failure::unknown(&error.without_url()))?
        {
            if body.len() + chunk.len() > ANSWER_MAX {
                return Err(Failure::Unknown("its answer is too long".into()));
            }
            body.extend_from_slice(&chunk);
        }
        match status {
            200..300 => serde_json::from_slice(&body)
                .map_err(|error| Failure::Unknown(format!("its answer cannot be read: {error}"))),
            // Busy, or still at work on the same key: it says nothing about the outcome.
            409 | 429 | 500.. => Err(Failure::Unknown(format!("it answered {status}"))),
            _ => {
                let told = serde_json::from_slice::<Refusal>(&body).ok();
                let told = told.map(|refusal| refusal.error);
                let code = told
                    .as_ref()
                    .and_then(|told| told.code.clone().or_else(|| told.kind.clone()));
                Err(Failure::Refused {
                    status,
                    code: code.unwrap_or_default(),
                    message: told.and_then(|told| told.message).unwrap_or_default(),
                })
            }
        }
    }
}
