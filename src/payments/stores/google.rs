//! Google Play's interface, as far as the house needs it: look at a purchase, say that it was given.
//! Source: developers.google.com/android-publisher (purchases.products).

use std::collections::HashMap;
use std::time::Duration;

use anyhow::{Context, ensure};
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;
use url::Url;

use super::products::{self, Product};
use crate::config::{self, Secret};
use crate::errors::{AppError, AppResult};

const TIMEOUT: Duration = Duration::from_secs(10);
const ANSWER_MAX: usize = 64 * 1024;

/// Google, as this house knows it.
pub struct Google {
    http: reqwest::Client,
    pub package: String,
    base: Url,
    access_token: Option<Secret>,
    token_url: Option<Url>,
    fetched: Mutex<Option<(String, DateTime<Utc>)>>,
    push_token: Secret,
    pub products: HashMap<String, Product>,
}

/// A purchase as Google keeps it (`ProductPurchase`).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bought {
    /// 0: purchased, 1: cancelled, 2: pending.
    pub purchase_state: i32,
    /// 0: not yet, 1: acknowledged.
    #[serde(default)]
    pub acknowledgement_state: i32,
    pub quantity: Option<u32>,
    pub region_code: Option<String>,
    pub order_id: Option<String>,
    /// What the app gave with the purchase: the viewer's key.
    pub obfuscated_external_account_id: Option<String>,
}

#[derive(Deserialize)]
struct Token {
    access_token: String,
    expires_in: i64,
}

impl Google {
    pub fn of(settings: &config::GooglePlay) -> anyhow::Result<Option<Self>> {
        let Some(package) = settings.package.clone().filter(|name| !name.is_empty()) else {
            return Ok(None);
        };
        let push_token = settings
            .push_token
            .clone()
            .filter(|token| token.0.len() >= 16);
        let push_token = push_token
            .context("`push_token`, of 16 letters or more, is what the push address ends in")?;
        for url in [Some(&settings.api_base), settings.token_url.as_ref()]
            .into_iter()
            .flatten()
        {
            ensure!(
                matches!(url.scheme(), "http" | "https"),
                "`{url}` is not an address of the web"
            );
        }
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .context("cannot make a client for Google Play")?;
        Ok(Some(Self {
            http,
            package,
            base: settings.api_base.clone(),
            access_token: settings.access_token.clone(),
            token_url: settings.token_url.clone(),
            fetched: Mutex::default(),
            push_token,
            products: products::read(&settings.products, 2)?,
        }))
    }

    /// Whether a push names our secret; compared by hash, so that no time tells how much of it was right.
    pub fn is_push_token(&self, token: &str) -> bool {
        Sha256::digest(token.as_bytes()) == Sha256::digest(self.push_token.0.as_bytes())
    }

    /// Looks at a purchase; none where Google knows of none.
    pub async fn look(
        &self,
        product: &str,
        token: &str,
        now: DateTime<Utc>,
    ) -> AppResult<Option<Bought>> {
        let (status, body) = self
            .ask(reqwest::Method::GET, product, token, "", now)
            .await?;
        match status {
            200 => serde_json::from_slice(&body)
                .map(Some)
                .map_err(|error| unavailable(&format!("its answer cannot be read: {error}"))),
            400 | 404 | 410 => Ok(None),
            _ => Err(unavailable(&format!("it answered {status}"))),
        }
    }

    /// Says that the coins were given: a purchase that nobody acknowledges in three days is refunded.
    pub async fn acknowledge(
        &self,
        product: &str,
        token: &str,
        now: DateTime<Utc>,
    ) -> AppResult<()> {
        let (status, _) = self
            .ask(reqwest::Method::POST, product, token, ":acknowledge", now)
            .await?;
        if (200..300).contains(&status) {
            return Ok(());
        }
        Err(unavailable(&format!("it answered {status}")))
    }

    async fn ask(
        &self,
        method: reqwest::Method,
        product: &str,
        token: &str,
        verb: &str,
        now: DateTime<Utc>,
    ) -> AppResult<(u16, Vec<u8>)> {
        let mut address = self.base.clone();
        address
            .path_segments_mut()
            .map_err(|()| {
                AppError::internal(anyhow::anyhow!("`google_play.api_base` takes no path"))
            })?
            .pop_if_empty()
            .extend([
                "androidpublisher",
                "v3",
                "applications",
                &self.package,
                "purchases",
                "products",
                product,
                "tokens",
            ])
            .push(&format!("{token}{verb}"));
        let mut request = self.http.request(method, address);
        if let Some(bearer) = self.bearer(now).await? {
            request = request.bearer_auth(bearer);
        }
        send(request).await
    }

    /// What requests are made with: of the settings, or of the machine's own identity.
    async fn bearer(&self, now: DateTime<Utc>) -> AppResult<Option<String>> {
        let Some(url) = &self.token_url else {
            return Ok(self.access_token.as_ref().map(|token| token.0.clone()));
        };
        let mut fetched = self.fetched.lock().await;
        if let Some((token, until)) = &*fetched
            && now < *until
        {
            return Ok(Some(token.clone()));
        }
        let request = self
            .http
            .get(url.clone())
            .header("metadata-flavor", "Google");
        let (status, body) = send(request).await?;
        let token: Token = (status == 200)
            .then(|| serde_json::from_slice(&body).ok())
            .flatten()
            .ok_or_else(|| unavailable("no access token can be had"))?;
        let lasts = TimeDelta::seconds(token.expires_in.clamp(60, 3600) - 30);
        *fetched = Some((token.access_token.clone(), now + lasts));
        Ok(Some(token.access_token))
    }
}

async fn send(request: reqwest::RequestBuilder) -> AppResult<(u16, Vec<u8>)> {
    let told = |error: reqwest::Error| unavailable(&error.without_url().to_string());
    let mut response = request.send().await.map_err(told)?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(told)? {
        if body.len() + chunk.len() > ANSWER_MAX {
            return Err(unavailable("its answer is too long"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok((response.status().as_u16(), body))
}

fn unavailable(why: &str) -> AppError {
    AppError {
        retry_after_s: Some(60),
        cause: Some(anyhow::anyhow!("Google Play: {why}")),
        ..AppError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "store_unavailable",
            "The store does not answer right now.",
            "Try again in a minute; the purchase is not lost.",
        )
    }
}
