//! Receipts and credit notes: numbered without gaps for each house and year, and never changed.

mod page;
mod print;
pub mod routes;
mod words;

use std::collections::HashMap;

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json as Column;
use sqlx::{PgConnection, PgExecutor};
use uuid::Uuid;

use super::orders::{Kind, Order};
use super::provider::ProviderKind;
use super::refunds::Refund;
use crate::app::App;
use crate::errors::AppResult;
use crate::vip::Period;

/// Numbers are the year times this, plus the number in the year.
const YEAR: i64 = 1_000_000;

/// A receipt as it was issued.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Paper {
    pub house: String,
    pub number: i64,
    pub issued_at: DateTime<Utc>,
    pub order_id: Uuid,
    pub item: PaperItem,
    pub currency: String,
    /// Minor units. Of a credit note: what went back.
    pub net: i64,
    pub tax: i64,
    pub price: i64,
    /// As the law calls it, with its rate; empty where there is none.
    pub tax_name: String,
    pub tax_rate: String,
    /// Tax falls when coins are spent, not now.
    pub tax_deferred: bool,
    pub territory: String,
    pub provider: ProviderKind,
    pub test_money: bool,
    /// Of a credit note: the receipt that it corrects.
    pub corrects: Option<i64>,
}

/// What was sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum PaperItem {
    Coins { coins: i64, bonus: i64 },
    Vip { period: Period },
    Pledge,
}

/// `2026000012` → `2026-000012`
pub fn shown(number: i64) -> String {
    format!("{}-{:06}", number / YEAR, number % YEAR)
}

/// Issues the receipt of a sale in the transaction that settles it; the same again gives the same number.
pub async fn issue_sale(app: &App, db: &mut PgConnection, order: &Order) -> AppResult<i64> {
    let known = number_of_sale(&mut *db, order.house_id, order.id).await?;
    if let Some(number) = known {
        return Ok(number);
    }
    let (net, tax) = (order.net, order.tax);
    issue(app, db, order, None, None, (net, tax, order.price)).await
}

/// Issues the credit note of a refund, likewise.
pub async fn issue_refund(
    app: &App,
    db: &mut PgConnection,
    order: &Order,
    refund: &Refund,
) -> AppResult<i64> {
    let corrects = number_of_sale(&mut *db, order.house_id, order.id).await?;
    let net = refund.total() - refund.tax;
    let parts = (net, refund.tax, refund.total());
    issue(app, db, order, Some(refund.id), corrects, parts).await
}

async fn issue(
    app: &App,
    db: &mut PgConnection,
    order: &Order,
    refund_id: Option<Uuid>,
    corrects: Option<i64>,
    (net, tax, price): (i64, i64, i64),
) -> AppResult<i64> {
    let now = app.clock.now();
    let house = sqlx::query_scalar!("select name from houses where id = $1", order.house_id)
        .fetch_one(&mut *db)
        .await?;
    let decision = sqlx::query!(
        "select name, rate, policy from tax_decisions where house_id = $1 and subject_kind = 'order' and subject_id = $2",
        order.house_id,
        order.id
    )
    .fetch_optional(&mut *db)
    .await?;
    let period = match (&order.plan, order.subscription_id) {
        (Some(plan), _) => Some(plan.period),
        (None, Some(subscription)) => {
            sqlx::query_scalar!(
                r#"select plan_period as "period: Period" from subscriptions where house_id = $1 and id = $2"#,
                order.house_id,
                subscription
            )
            .fetch_optional(&mut *db)
            .await?
        }
        (None, None) => None,
    };
    // The row is the lock: whoever comes second waits, and a transaction that fails gives its number back.
    let last = sqlx::query_scalar!(
        "insert into receipt_counters (house_id, year, last) values ($1, $2, 1)
         on conflict (house_id, year) do update set last = receipt_counters.last + 1 returning last",
        order.house_id,
        now.year()
    )
    .fetch_one(&mut *db)
    .await?;
    let number = i64::from(now.year()) * YEAR + i64::from(last);
    let paper = Paper {
        house,
        number,
        issued_at: now,
        order_id: order.id,
        item: match (order.kind, period) {
            (Kind::Vip, Some(period)) => PaperItem::Vip { period },
            (Kind::Pledge, _) => PaperItem::Pledge,
            _ => PaperItem::Coins {
                coins: order.coins,
                bonus: order.bonus,
            },
        },
        currency: order.currency.clone(),
        net,
        tax,
        price,
        tax_name: decision
            .as_ref()
            .map(|decision| decision.name.clone())
            .unwrap_or_default(),
        tax_rate: decision
            .as_ref()
            .map(|decision| decision.rate.clone())
            .unwrap_or_default(),
        tax_deferred: decision.is_some_and(|decision| decision.policy == "deferred"),
        territory: order.territory.clone(),
        provider: order.provider,
        test_money: order.provider == ProviderKind::Test || app.payments.is_test_money(),
        corrects,
    };
    sqlx::query!(
        "insert into receipts (house_id, number, order_id, refund_id, issued_at, body) values ($1, $2, $3, $4, $5, $6)",
        order.house_id,
        number,
        order.id,
        refund_id,
        now,
        Column(&paper) as _
    )
    .execute(&mut *db)
    .await?;
    Ok(number)
}

/// The number of a sale's receipt, once it is settled.
pub async fn number_of_sale(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    order_id: Uuid,
) -> AppResult<Option<i64>> {
    Ok(sqlx::query_scalar!(
        "select number from receipts where house_id = $1 and order_id = $2 and refund_id is null",
        house_id,
        order_id
    )
    .fetch_optional(db)
    .await?)
}

/// The same of many.
pub async fn numbers_of_sales(
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    orders: &[Uuid],
) -> AppResult<HashMap<Uuid, i64>> {
    let rows = sqlx::query!(
        "select order_id, number from receipts where house_id = $1 and order_id = any ($2) and refund_id is null",
        house_id,
        orders
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.order_id, row.number))
        .collect())
}
