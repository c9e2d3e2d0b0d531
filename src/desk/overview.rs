//! How the house stands, on one page.

use axum::extract::State;
use chrono::{DateTime, Duration, Utc};
use ledger::Unit;
use money::{Amount, Currency};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::period::midnight;
use crate::app::App;
use crate::books::Kind;
use crate::books::money::{Money, currency};
use crate::errors::{AppResult, ErrorBody};
use crate::extract::Json;
use crate::houses::CurrentHouse;
use crate::people::policy::Operator;

#[derive(Serialize, ToSchema)]
pub struct DeskOverview {
    pub at: DateTime<Utc>,
    /// What the house sells in.
    pub currency: String,
    /// Paid coins that are not spent yet.
    pub coins_outstanding: i64,
    /// Bonus coins that are neither spent nor expired.
    pub bonus_outstanding: i64,
    /// One for every currency of the books, the house's own first.
    pub currencies: Vec<DeskStanding>,
}

/// How the house stands in one currency.
#[derive(Serialize, ToSchema)]
pub struct DeskStanding {
    pub currency: String,
    pub digits: u8,
    /// Revenue since midnight UTC, beside yesterday's up to the same time.
    pub today: DeskCompared,
    /// Revenue of this day and the six before it, beside the seven before those.
    pub days_7: DeskCompared,
    /// The same of thirty days.
    pub days_30: DeskCompared,
    pub bank: Money,
    /// On its way from providers, ad servers and partners.
    pub clearing: Money,
    /// What outstanding coins were paid with: the contract liability.
    pub coin_float: Money,
    /// Subscription days that are paid and still to come.
    pub vip_deferred: Money,
    pub tax_payable: Money,
    /// Owed by viewers after refunds of what they had watched, and by payees after corrections.
    pub receivables: Money,
    /// Owed to payees.
    pub payables: Money,
    /// Sent to payees, not yet known to have arrived.
    pub payout_transit: Money,
    pub provider_fees: Money,
    pub losses: Money,
}

#[derive(Serialize, ToSchema)]
pub struct DeskCompared {
    pub now: Money,
    pub before: Money,
}

/// Kind, unit, and by how much the account's own side is ahead.
type Sum = (String, Unit, i64);

/// Balances, coins outstanding and what they are worth, and revenue of today, seven and thirty days.
#[utoipa::path(
    get, operation_id = "desk_overview", path = "/api/v1/desk/overview", tag = "desk",
    responses((status = 200, body = DeskOverview), (status = 403, body = ErrorBody))
)]
pub async fn show(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    Operator(operator): Operator,
) -> AppResult<Json<DeskOverview>> {
    let sums = sums(&app, operator.house_id).await?;
    let mut currencies: Vec<Currency> = sums
        .iter()
        .filter_map(|(_, unit, _)| match unit {
            Unit::Currency(currency) => Some(*currency),
            Unit::Coin | Unit::Bonus => None,
        })
        .collect();
    let own = currency(&house.currency)?;
    currencies.push(own);
    currencies.sort_unstable_by_key(|one| (*one != own, one.to_string()));
    currencies.dedup();
    let coins = |kind: Kind, unit: Unit| -> i64 {
        sums.iter()
            .filter(|one| one.0 == kind.as_str() && one.1 == unit)
            .map(|one| one.2)
            .sum()
    };
    let mut standings = Vec::new();
    for currency in currencies {
        standings.push(standing(&app, operator.house_id, currency, &sums).await?);
    }
    Ok(Json(DeskOverview {
        at: app.clock.now(),
        currency: house.currency.clone(),
        coins_outstanding: coins(Kind::WalletCoins, Unit::Coin),
        bonus_outstanding: coins(Kind::WalletBonus, Unit::Bonus),
        currencies: standings,
    }))
}

async fn sums(app: &App, house_id: Uuid) -> AppResult<Vec<Sum>> {
    let rows = sqlx::query!(
        r#"select kind, unit,
               (case when min(class) in ('asset', 'expense') then 1 else -1 end * sum(debits_posted - credits_posted))::bigint as "ahead!"
           from ledger_accounts where ledger_id = $1 group by kind, unit"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unit = row.unit.parse().map_err(anyhow::Error::from)?;
            Ok((row.kind, unit, row.ahead))
        })
        .collect()
}

async fn standing(
    app: &App,
    house_id: Uuid,
    currency: Currency,
    sums: &[Sum],
) -> AppResult<DeskStanding> {
    let of = |wanted: &[Kind]| -> Money {
        let minor = sums
            .iter()
            .filter(|(kind, unit, _)| {
                *unit == Unit::Currency(currency) && wanted.iter().any(|one| one.as_str() == kind)
            })
            .map(|one| one.2)
            .sum();
        Amount::new(minor, currency).into()
    };
    Ok(DeskStanding {
        currency: currency.to_string(),
        digits: currency.digits(),
        today: compared(app, house_id, currency, 1).await?,
        days_7: compared(app, house_id, currency, 7).await?,
        days_30: compared(app, house_id, currency, 30).await?,
        bank: of(&[Kind::Bank]),
        clearing: of(&[
            Kind::ClearingTest,
            Kind::ClearingStripe,
            Kind::ClearingApple,
            Kind::ClearingGoogle,
            Kind::ClearingAdverts,
            Kind::ClearingPartners,
        ]),
        coin_float: of(&[Kind::CoinFloat]),
        vip_deferred: of(&[Kind::VipDeferred]),
        tax_payable: of(&[Kind::TaxPayable]),
        receivables: of(&[Kind::ReceivableViewer, Kind::ReceivablePayee]),
        payables: of(&[Kind::PayablePayee, Kind::PayablePartners]),
        payout_transit: of(&[Kind::PayoutTransit]),
        provider_fees: of(&[Kind::ProviderFees]),
        losses: of(&[Kind::Losses]),
    })
}

/// Revenue of so many days that end now, and of as many before.
async fn compared(
    app: &App,
    house_id: Uuid,
    currency: Currency,
    days: i64,
) -> AppResult<DeskCompared> {
    let now = app.clock.now();
    let begin = midnight(now.date_naive()) - Duration::days(days - 1);
    let back = Duration::days(days);
    let row = sqlx::query!(
        r#"select coalesce(sum(amount) filter (where at >= $3 and at <= $4), 0)::bigint as "now!",
               coalesce(sum(amount) filter (where at >= $5 and at <= $6), 0)::bigint as "before!"
           from revenue where house_id = $1 and currency = $2 and at >= $5 and at <= $4"#,
        house_id,
        currency.to_string(),
        begin,
        now,
        begin - back,
        now - back
    )
    .fetch_one(&app.db)
    .await?;
    Ok(DeskCompared {
        now: Amount::new(row.now, currency).into(),
        before: Amount::new(row.before, currency).into(),
    })
}
