//! Houses: which one a request is for, and what it is called.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use chrono::{DateTime, Duration, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use crate::app::App;
use crate::clock::{Clock, Random};
use crate::config;
use crate::errors::{AppError, AppResult};

mod locale;
pub mod ratings;
pub mod region;
pub mod routes;
mod territory;
#[cfg(test)]
mod tests;

/// How long a process may go on with what it has read of a house.
const CACHED_FOR: Duration = Duration::seconds(5);

/// One branded service, as requests need it.
#[derive(Clone, Debug)]
pub struct House {
    pub id: Uuid,
    pub name: String,
    pub tagline: String,
    pub accent: String,
    pub languages: Vec<String>,
    pub default_language: String,
    /// ISO 4217: what it sells in.
    pub currency: String,
    /// ISO 3166-1 alpha-2: where a viewer is taken to be when nobody says.
    pub territory: String,
    pub region: sqlx::types::Json<Region>,
}

/// What was read of a house, and until when it is believed.
type Known = (DateTime<Utc>, Arc<House>);

/// The houses of this process, by host name.
#[derive(Default)]
pub struct Houses {
    by_host: RwLock<HashMap<String, Known>>,
}

impl Houses {
    /// The house that answers to `host` (a name without a port).
    pub async fn find(&self, app: &App, host: &str) -> AppResult<Arc<House>> {
        let now = app.clock.now();
        let host = host.to_ascii_lowercase();
        {
            let cache = self.by_host.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((until, house)) = cache.get(&host)
                && now < *until
            {
                return Ok(house.clone());
            }
        }
        let house = sqlx::query_as!(
            House,
            r#"select id, name, tagline, accent, languages, default_language, currency, territory,
                      region as "region: sqlx::types::Json<Region>" from houses
             where $1 = any (hosts) or hosts = '{}'
             order by ($1 = any (hosts)) desc, created_at limit 1"#,
            host
        )
        .fetch_optional(&app.db)
        .await?
        .ok_or_else(|| {
            AppError::not_found(
                "house_not_found",
                "No house answers to this address.",
                "Check the address, or add it to a house's host names.",
            )
        })?;
        let house = Arc::new(house);
        let mut cache = self.by_host.write().unwrap_or_else(PoisonError::into_inner);
        // Anyone may send any Host header: the cache is bounded.
        if cache.len() >= 1_000 {
            cache.clear();
        }
        cache.insert(host, (now + CACHED_FOR, house.clone()));
        Ok(house)
    }

    /// What this process has read of houses is read anew: somebody has changed one here.
    pub fn forget(&self) {
        self.by_host
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
    }
}

pub use region::Region;
pub use territory::{Doubt, Places, Served, Territory, Whereabouts, is_territory};

/// Extracts the house that the request is for, by its host name.
pub struct CurrentHouse(pub Arc<House>);

impl FromRequestParts<App> for CurrentHouse {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        if let Some(house) = parts.extensions.get::<Arc<House>>() {
            return Ok(Self(house.clone()));
        }
        let authority = parts
            .uri
            .authority()
            .map(|authority| authority.host().to_owned())
            .or_else(|| Some(host_name(parts.headers.get(header::HOST)?.to_str().ok()?).to_owned()))
            .unwrap_or_default();
        let house = app.houses.find(app, &authority).await?;
        parts.extensions.insert(house.clone());
        Ok(Self(house))
    }
}

/// `house.example:8080` → `house.example`; `[::1]:80` → `[::1]`.
pub fn host_name(host: &str) -> &str {
    let port = host.rfind(':').filter(|at| !host[*at..].contains(']'));
    port.map_or(host, |at| &host[..at])
}

/// How people reach a house, without a slash at the end: the address of the settings, under the house's own name where
/// that address is another one's.
pub async fn address(app: &App, house_id: Uuid) -> AppResult<String> {
    let hosts = sqlx::query_scalar!("select hosts from houses where id = $1", house_id)
        .fetch_one(&app.db)
        .await?;
    let mut url = app.config.public_url.clone();
    let there = url.host_str().unwrap_or_default().to_owned();
    if let Some(first) = hosts.first()
        && !hosts.contains(&there)
    {
        // A host name was checked when it was set.
        let _ = url.set_host(Some(first));
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// Makes the first house when there is none, and returns the id of the oldest.
pub async fn ensure_first(
    db: &PgPool,
    clock: &Clock,
    random: &Random,
    settings: &config::House,
) -> anyhow::Result<Uuid> {
    let languages: Vec<String> = LANGUAGES
        .iter()
        .map(|language| (*language).to_owned())
        .collect();
    anyhow::ensure!(
        languages.contains(&settings.language),
        "the house's language `{}` is not one of {}",
        settings.language,
        LANGUAGES.join(", ")
    );
    money::Currency::of(&settings.currency)
        .map_err(|error| anyhow::anyhow!("the house's currency: {error}. {}", error.remedy()))?;
    anyhow::ensure!(
        is_territory(&settings.territory),
        "the house's territory `{}` is not two capital letters of ISO 3166-1, such as US, GB or BR",
        settings.territory
    );
    sqlx::query!(
        "insert into houses (id, slug, name, tagline, languages, default_language, currency, territory, created_at)
         select $1, 'main', $2, $3, $4, $5, $6, $7, $8 where not exists (select from houses)
         on conflict (slug) do nothing",
        random.id(),
        settings.name,
        settings.tagline,
        &languages,
        settings.language,
        settings.currency,
        settings.territory,
        clock.now()
    )
    .execute(db)
    .await?;
    Ok(
        sqlx::query_scalar!("select id from houses order by created_at limit 1")
            .fetch_one(db)
            .await?,
    )
}

/// The languages that the interface speaks, as BCP 47 tags.
pub const LANGUAGES: &[&str] = &[
    "en", "zh", "es", "pt", "hi", "ko", "ar", "de", "fr", "id", "th", "fil", "te",
];
