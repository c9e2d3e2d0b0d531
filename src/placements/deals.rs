//! What was agreed with a brand.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use exposure::{Price, Terms};
use money::{Amount, Currency};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgExecutor;
use sqlx::types::Json as Column;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{brands, line, not_found};
use crate::app::App;
use crate::audit;
use crate::books::money::{Money, currency};
use crate::errors::{AppError, AppResult};
use crate::houses::region::Disclosure;
use crate::houses::{Region, is_territory};
use crate::people::Person;

/// The most of any price, in minor units.
const PRICE_MAX: i64 = 100_000_000_000;
const DISCLOSURE_MAX: usize = 200;
/// The longest that a deal lasts.
const DAYS_MAX: i64 = 366 * 5;

/// A deal as it is entered. Prices are net of tax, in minor units of its currency.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBrandDeal {
    pub brand_id: Uuid,
    pub title: String,
    /// Days (UTC), both included.
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    /// ISO 4217
    pub currency: String,
    /// For all of it, earned evenly day by day.
    #[serde(default)]
    pub flat: i64,
    /// For a thousand billable exposures.
    #[serde(default)]
    pub per_thousand: i64,
    /// The most that exposures ever cost.
    pub cap: Option<i64>,
    /// How long without a break makes an exposure billable; 2000 when left out.
    pub continuous_ms: Option<i64>,
    /// The least share of the picture, in thousandths; 15 when left out.
    pub area: Option<i32>,
    /// Billable exposures of a placement for each viewer and day; 0, or left out: no limit.
    #[serde(default)]
    pub per_viewer_day: i32,
    /// Where the brand is lawful (ISO 3166-1 alpha-2); empty: everywhere.
    #[serde(default)]
    pub territories: Vec<String>,
    /// No other brand of its category in the same series at the same time.
    #[serde(default)]
    pub exclusive: bool,
    /// What viewers are told, by territory; under `*` for all others. Without `*` they are told the house's own line.
    #[serde(default)]
    pub disclosures: BTreeMap<String, String>,
}

/// A deal, and what it came to so far.
#[derive(Serialize, ToSchema)]
pub struct BrandDeal {
    pub id: Uuid,
    pub brand_id: Uuid,
    pub brand: String,
    pub title: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub flat: Money,
    pub per_thousand: Money,
    pub cap: Option<Money>,
    pub continuous_ms: i64,
    pub area: i32,
    pub per_viewer_day: i32,
    pub territories: Vec<String>,
    pub exclusive: bool,
    pub disclosures: BTreeMap<String, String>,
    pub placements: i64,
    /// The last day that was counted.
    pub counted_until: Option<NaiveDate>,
    pub exposures: i64,
    pub billable: i64,
    pub counted_ms: i64,
    pub billed: Money,
}

/// A deal as counting needs it.
pub(super) struct Agreed {
    pub id: Uuid,
    pub house_id: Uuid,
    pub brand_id: Uuid,
    pub category: String,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub exclusive: bool,
    pub currency: Currency,
    pub flat: Amount,
    pub price: Price,
    pub terms: Terms,
}

pub(super) async fn find(db: impl PgExecutor<'_>, house_id: Uuid, id: Uuid) -> AppResult<Agreed> {
    let row = sqlx::query!(
        "select d.*, b.category from brand_deals d join brands b on b.id = d.brand_id where d.house_id = $1 and d.id = $2",
        house_id,
        id
    )
    .fetch_optional(db)
    .await?
    .ok_or_else(|| not_found("deal"))?;
    let currency = currency(&row.currency)?;
    let amount = |minor| Amount::new(minor, currency);
    Ok(Agreed {
        id,
        house_id,
        brand_id: row.brand_id,
        category: row.category,
        starts_on: row.starts_on,
        ends_on: row.ends_on,
        exclusive: row.exclusive,
        currency,
        flat: amount(row.flat),
        price: Price {
            per_thousand: amount(row.per_thousand),
            cap: row.cap.map(amount),
        },
        terms: Terms {
            continuous_ms: row.continuous_ms,
            area: u16::try_from(row.area).unwrap_or(u16::MAX),
            per_viewer_day: u32::try_from(row.per_viewer_day).unwrap_or(0),
            lawful: row.territories,
        },
    })
}

/// Every deal of a house, the newest first; or one.
pub(super) async fn list(
    app: &App,
    house_id: Uuid,
    only: Option<Uuid>,
) -> AppResult<Vec<BrandDeal>> {
    let rows = sqlx::query!(
        r#"select d.id, d.brand_id, b.name, d.title, d.starts_on, d.ends_on, d.currency, d.flat, d.per_thousand, d.cap,
               d.continuous_ms, d.area, d.per_viewer_day, d.territories, d.exclusive,
               d.disclosures as "disclosures: Column<BTreeMap<String, String>>",
               (select count(*) from placements p where p.deal_id = d.id and p.removed_at is null) as "placements!",
               (select max(day) from exposure_days e where e.deal_id = d.id) as counted_until,
               coalesce(l.exposures, 0) as "exposures!", coalesce(l.billable, 0) as "billable!",
               coalesce(l.counted_ms, 0) as "counted_ms!", coalesce(l.billed, 0) as "billed!"
           from brand_deals d join brands b on b.id = d.brand_id
           left join lateral (select sum(exposures)::bigint as exposures, sum(billable)::bigint as billable,
               sum(counted_ms)::bigint as counted_ms, sum(flat + amount)::bigint as billed
               from exposure_lines where deal_id = d.id) l on true
           where d.house_id = $1 and ($2::uuid is null or d.id = $2) order by d.starts_on desc, d.id limit 1000"#,
        house_id,
        only
    )
    .fetch_all(&app.db)
    .await?;
    let mut deals = Vec::with_capacity(rows.len());
    for row in rows {
        let unit = currency(&row.currency)?;
        let money = |minor| Money::from(Amount::new(minor, unit));
        deals.push(BrandDeal {
            id: row.id,
            brand_id: row.brand_id,
            brand: row.name,
            title: row.title,
            starts_on: row.starts_on,
            ends_on: row.ends_on,
            flat: money(row.flat),
            per_thousand: money(row.per_thousand),
            cap: row.cap.map(money),
            continuous_ms: row.continuous_ms,
            area: row.area,
            per_viewer_day: row.per_viewer_day,
            territories: row.territories,
            exclusive: row.exclusive,
            disclosures: row.disclosures.0,
            placements: row.placements,
            counted_until: row.counted_until,
            exposures: row.exposures,
            billable: row.billable,
            counted_ms: row.counted_ms,
            billed: money(row.billed),
        });
    }
    Ok(deals)
}

pub(super) async fn one(app: &App, house_id: Uuid, id: Uuid) -> AppResult<BrandDeal> {
    let found = list(app, house_id, Some(id)).await?.pop();
    found.ok_or_else(|| not_found("deal"))
}

pub(super) async fn add(app: &App, operator: &Person, new: NewBrandDeal) -> AppResult<BrandDeal> {
    let house_id = operator.house_id;
    let brand = brands::one(app, house_id, new.brand_id).await?;
    let title = line(&new.title, 120, "title")?;
    let unit = currency(&new.currency)?;
    let continuous_ms = new.continuous_ms.unwrap_or(2_000);
    let area = new.area.unwrap_or(15);
    check(&new, continuous_ms, area)?;
    let mut disclosures = BTreeMap::new();
    for (territory, text) in &new.disclosures {
        if territory != "*" && !is_territory(territory) {
            return Err(no_territory(territory));
        }
        disclosures.insert(territory.clone(), line(text, DISCLOSURE_MAX, "disclosure")?);
    }
    if !disclosures.contains_key("*") && !house_says(app, house_id).await? {
        return Err(AppError::bad_request(
            "disclosure_missing",
            "Viewers must be told that a brand paid to be in the story, and the house has no line of its own for it.",
            "Write what they are told, or give the house a line on its page House.",
        ));
    }
    let id = app.random.id();
    let mut transaction = app.db.begin().await?;
    sqlx::query!(
        "insert into brand_deals (id, house_id, brand_id, title, starts_on, ends_on, currency, flat, per_thousand, cap, continuous_ms,
             area, per_viewer_day, territories, exclusive, disclosures, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        id,
        house_id,
        brand.id,
        title,
        new.starts_on,
        new.ends_on,
        unit.code(),
        new.flat,
        new.per_thousand,
        new.cap,
        continuous_ms,
        area,
        new.per_viewer_day,
        &new.territories,
        new.exclusive,
        Column(&disclosures) as _,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    let detail = json!({ "brand": brand.id, "title": title, "flat": new.flat, "per_thousand": new.per_thousand, "cap": new.cap,
        "currency": unit.code(), "starts_on": new.starts_on, "ends_on": new.ends_on });
    audit::note(
        &mut *transaction,
        app,
        operator,
        "brand_deal.added",
        "brand_deal",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    one(app, house_id, id).await
}

/// Whether the house has a line for brands in the picture.
async fn house_says(app: &App, house_id: Uuid) -> AppResult<bool> {
    let region = sqlx::query_scalar!(
        r#"select region as "region: Column<Region>" from houses where id = $1"#,
        house_id
    )
    .fetch_one(&app.db)
    .await?;
    Ok(region.says(Disclosure::Placement))
}

fn check(new: &NewBrandDeal, continuous_ms: i64, area: i32) -> AppResult<()> {
    let price = |minor: i64| (0..=PRICE_MAX).contains(&minor);
    if !price(new.flat) || !price(new.per_thousand) || !new.cap.is_none_or(price) {
        return Err(AppError::bad_request(
            "deal_price_invalid",
            "A price is below zero, or larger than any deal.",
            "Write prices in minor units of the currency, from 0 on.",
        ));
    }
    let years = 2000..2200;
    let days = (new.ends_on - new.starts_on).num_days() + 1;
    if !years.contains(&new.starts_on.year()) || !(1..=DAYS_MAX).contains(&days) {
        return Err(AppError::bad_request(
            "deal_days_invalid",
            "A deal lasts from a day to the same or a later one, at most five years.",
            "Correct the days.",
        ));
    }
    let sane = (500..=60_000).contains(&continuous_ms)
        && (0..=1000).contains(&area)
        && (0..=1000).contains(&new.per_viewer_day);
    if !sane {
        return Err(AppError::bad_request(
            "deal_counting_invalid",
            "Exposures are billable after 500 to 60000 ms, from an area of 0 to 1000 thousandths on, 0 to 1000 times a viewer and day.",
            "Correct these numbers, or leave them out.",
        ));
    }
    match new.territories.iter().find(|code| !is_territory(code)) {
        Some(code) => Err(no_territory(code)),
        None if new.territories.len() > 300 => Err(no_territory("300 of them")),
        None => Ok(()),
    }
}

fn no_territory(what: &str) -> AppError {
    let what: String = what.chars().take(20).collect();
    AppError::bad_request(
        "territory_unknown",
        format!("`{what}` is not a territory."),
        "Write two capital letters of ISO 3166-1, such as US, GB or BR.",
    )
}
