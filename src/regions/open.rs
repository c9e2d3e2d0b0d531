//! Opening a house: the row, its paywall, its region, in one transaction.

use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::check;
use super::routes::serves_itself;
use super::template::{TEMPLATES, Template, templates};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::houses::{Doubt, LANGUAGES, Region};
use crate::paywall;
use crate::paywall::policy::Policy;

/// What a new house is to be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HouseOpening)]
pub struct Opening {
    /// A short name for the command line: letters, digits and hyphens.
    pub slug: String,
    pub name: String,
    /// One of the ready-made regions.
    pub template: String,
    /// The host names it answers to.
    pub hosts: Vec<String>,
    /// Instead of the region's own.
    #[serde(default)]
    pub tagline: Option<String>,
    /// `#rrggbb`
    #[serde(default)]
    pub accent: Option<String>,
    /// ISO 4217, instead of the region's own.
    #[serde(default)]
    pub currency: Option<String>,
    /// Where it serves, instead of the region's own; an empty list: everywhere.
    #[serde(default)]
    pub territories: Option<Vec<String>>,
    /// In which languages its series are told, instead of the region's own.
    #[serde(default)]
    pub content_languages: Option<Vec<String>>,
    /// Instead of what the machine's settings say.
    #[serde(default)]
    pub doubt: Option<Doubt>,
}

/// Opens a house and says its id. Nothing is kept when anything is refused.
pub async fn open(app: &App, opening: &Opening, by: Option<Uuid>) -> AppResult<Uuid> {
    let template = templates()
        .iter()
        .find(|one| one.key == opening.template)
        .ok_or_else(|| {
            AppError::bad_request(
                "template_unknown",
                format!("There is no region `{}`.", opening.template),
                format!("Take one of {}.", TEMPLATES.join(", ")),
            )
        })?;
    let region = region(template, opening);
    check(&region)?;
    let own = own_territory(template, &region);
    serves_itself(&region, &own)?;
    let currency = opening.currency.as_deref().unwrap_or(&template.currency);
    money::Currency::of(currency).map_err(|error| {
        AppError::bad_request(
            "currency_invalid",
            format!("The house's currency: {error}."),
            error.remedy().to_string(),
        )
    })?;
    let name = opening.name.trim();
    if name.is_empty() || name.chars().count() > 80 {
        return Err(AppError::bad_request(
            "name_invalid",
            "A house has a name of 1 to 80 letters.",
            "Give it one.",
        ));
    }
    if !is_slug(&opening.slug) {
        return Err(AppError::bad_request(
            "slug_invalid",
            format!("`{}` is no short name for a house.", opening.slug),
            "Take up to 40 small letters, digits and hyphens, such as `lima`.",
        ));
    }
    let accent = opening.accent.as_deref().unwrap_or(&template.accent);
    if !is_colour(accent) {
        return Err(colour_invalid(accent));
    }
    if opening.hosts.is_empty() {
        return Err(AppError::bad_request(
            "hosts_missing",
            "A further house needs at least one host name: visitors are told apart by it.",
            "Give it one, such as `lima.example`.",
        ));
    }
    let hosts = hosts(&opening.hosts)?;
    let id = app.random.id();
    let languages: Vec<String> = LANGUAGES.iter().map(|tag| (*tag).to_owned()).collect();
    let mut transaction = app.db.begin().await?;
    hosts_are_free(&mut transaction, id, &hosts).await?;
    let made = sqlx::query!(
        "insert into houses (id, slug, name, tagline, accent, hosts, languages, default_language, currency, territory,
                region, template, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict (slug) do nothing",
        id,
        opening.slug,
        name,
        opening.tagline.as_deref().unwrap_or(&template.tagline),
        accent,
        &hosts,
        &languages,
        template.default_language,
        currency,
        own,
        json!(region),
        template.key,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?
    .rows_affected();
    if made == 0 {
        return Err(AppError::conflict(
            "slug_taken",
            format!("There is a house `{}` already.", opening.slug),
            "Give the new one another short name.",
        ));
    }
    let policy = Policy {
        free: Some(template.free),
        wait_hours: template.wait_hours,
        ..Policy::default()
    };
    paywall::set(app, &mut transaction, id, None, Some(&policy), by).await?;
    transaction.commit().await?;
    app.houses.forget();
    Ok(id)
}

/// The region of the template, with what was changed of it.
fn region(template: &Template, opening: &Opening) -> Region {
    let mut region = template.region.clone();
    if let Some(territories) = &opening.territories {
        region.territories.clone_from(territories);
    }
    if let Some(languages) = &opening.content_languages {
        region.content_languages.clone_from(languages);
    }
    region.doubt = opening.doubt.or(region.doubt);
    region
}

/// Where the house itself is: the template's, or the first that it serves.
fn own_territory(template: &Template, region: &Region) -> String {
    let served = &region.territories;
    if served.is_empty() || served.contains(&template.territory) {
        return template.territory.clone();
    }
    served[0].clone()
}

/// Host names as they are compared: small letters, no port, no doubles.
pub(super) fn hosts(given: &[String]) -> AppResult<Vec<String>> {
    let mut hosts: Vec<String> = Vec::new();
    for host in given {
        let host = host.trim().to_ascii_lowercase();
        let label = |part: &str| {
            !part.is_empty()
                && part.len() <= 63
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if host.len() > 253 || !host.split('.').all(label) {
            return Err(AppError::bad_request(
                "host_invalid",
                format!("`{host}` is no host name."),
                "Write it without `https://` and without a port, such as `lima.example`; names in other scripts as `xn--…`.",
            ));
        }
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    if hosts.len() > 50 {
        return Err(AppError::bad_request(
            "hosts_too_many",
            "A house answers to 50 host names at most.",
            "Leave some away.",
        ));
    }
    Ok(hosts)
}

/// Two houses never answer to the same name.
pub(super) async fn hosts_are_free(
    db: &mut sqlx::PgConnection,
    house_id: Uuid,
    hosts: &[String],
) -> AppResult<()> {
    // One change of host names at a time.
    sqlx::query!("select pg_advisory_xact_lock(hashtext('houses.hosts'))")
        .fetch_one(&mut *db)
        .await?;
    let taken = sqlx::query!(
        "select slug, hosts from houses where id <> $1 and hosts && $2 limit 1",
        house_id,
        hosts
    )
    .fetch_optional(&mut *db)
    .await?;
    match taken {
        None => Ok(()),
        Some(other) => Err(AppError::conflict(
            "host_taken",
            format!(
                "The house `{}` answers to one of these names already.",
                other.slug
            ),
            "Take it away there first, or choose another.",
        )),
    }
}

fn is_slug(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && !text.starts_with('-')
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

pub(super) fn is_colour(text: &str) -> bool {
    text.len() == 7
        && text.starts_with('#')
        && text[1..]
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

pub(super) fn colour_invalid(text: &str) -> AppError {
    AppError::bad_request(
        "colour_invalid",
        format!("`{text}` is no colour."),
        "Write it as `#rrggbb` in small letters, such as `#ff4d6d`.",
    )
}
