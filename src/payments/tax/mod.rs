//! Tax: what is due on a sale, why, and the report of it.
//!
//! Each sale has one decision. Where coins are single-purpose vouchers (and for every subscription) tax falls on the
//! sale; where they are multi-purpose ones the sale's decision says that it is left to the redemption, and each
//! unlock decides for the money that it redeems. Never both, never neither.

mod redemption;
mod report;
pub mod routes;

use chrono::{DateTime, Utc};
use money::tax::Taxed;
use money::{Amount, Fraction, Rounding};
use serde_json::Value;
use sqlx::PgExecutor;
use uuid::Uuid;

use crate::books::money::refused;
use crate::errors::AppResult;

pub use redemption::{Redemption, on_redemption, undo_redemption};

/// A rate that holds somewhere at some time.
#[derive(Clone, Debug)]
pub struct Rate {
    /// As receipts call it.
    pub name: String,
    pub rate: Fraction,
    /// Whether prices in the book hold it already.
    pub inclusive: bool,
}

/// When tax falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    Sale,
    /// At the sale of a multi-purpose voucher: nothing yet.
    Deferred,
    Redemption,
}

impl Policy {
    fn as_str(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Deferred => "deferred",
            Self::Redemption => "redemption",
        }
    }
}

/// The rate of a territory at a moment, if it has one.
pub async fn rate(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    territory: &str,
    at: DateTime<Utc>,
) -> AppResult<Option<Rate>> {
    let row = sqlx::query!(
        "select name, rate, inclusive from tax_rates
         where house_id = $1 and territory = $2 and from_day <= $3 and (until_day is null or until_day > $3)
         order by from_day desc, id limit 1",
        house_id,
        territory,
        at.date_naive()
    )
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        Ok(Rate {
            name: row.name,
            rate: row.rate.parse().map_err(refused)?,
            inclusive: row.inclusive,
        })
    })
    .transpose()
}

/// What a price of the book comes to: what is charged, the tax in it, and the rest; half to even.
pub fn taxed(rate: Option<&Rate>, price: Amount) -> AppResult<Taxed> {
    match rate {
        None => money::tax::inclusive(price, Fraction::ZERO, Rounding::HalfEven),
        Some(rate) if rate.inclusive => money::tax::inclusive(price, rate.rate, Rounding::HalfEven),
        Some(rate) => money::tax::exclusive(price, rate.rate, Rounding::HalfEven),
    }
    .map_err(refused)
}

/// The tax within a price that is agreed on already, such as a renewal's.
pub fn within(rate: Option<&Rate>, gross: Amount) -> AppResult<Taxed> {
    let rate = rate.map_or(Fraction::ZERO, |rate| rate.rate);
    money::tax::inclusive(gross, rate, Rounding::HalfEven).map_err(refused)
}

/// A decision to be written down.
pub struct Decision<'a> {
    pub house_id: Uuid,
    pub subject_kind: &'static str,
    pub subject_id: Uuid,
    pub policy: Policy,
    pub territory: &'a str,
    pub rate: Option<&'a Rate>,
    pub net: Amount,
    pub tax: Amount,
    pub evidence: Value,
}

/// Writes a decision down, in the transaction that makes it; the first one stays.
pub async fn decide(
    db: impl PgExecutor<'_>,
    at: DateTime<Utc>,
    decision: &Decision<'_>,
) -> AppResult<()> {
    let rate = decision.rate;
    sqlx::query!(
        "insert into tax_decisions (house_id, subject_kind, subject_id, policy, territory, name, rate, inclusive, currency, net,
             tax, evidence, decided_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing",
        decision.house_id,
        decision.subject_kind,
        decision.subject_id,
        decision.policy.as_str(),
        decision.territory,
        rate.map_or("", |rate| &rate.name),
        rate.map_or(Fraction::ZERO, |rate| rate.rate).to_string(),
        rate.is_none_or(|rate| rate.inclusive),
        decision.net.currency.code(),
        decision.net.minor,
        decision.tax.minor,
        decision.evidence,
        at
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Adds what became known of where a buyer is, such as the country of the card; the decision itself stays.
pub async fn add_evidence(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    order_id: Uuid,
    evidence: &Value,
) -> AppResult<()> {
    sqlx::query!(
        "update tax_decisions set evidence = evidence || $3
         where house_id = $1 and subject_kind = 'order' and subject_id = $2",
        house_id,
        order_id,
        evidence
    )
    .execute(db)
    .await?;
    Ok(())
}
