//! Payouts: what is owed is planned, shown, approved, sent, and known to have arrived or come back.

mod plan;
pub mod routes;
mod settle;

#[cfg(test)]
pub(super) use settle::approve;

use chrono::{DateTime, Utc};
use money::Amount;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::books::money::{Money, currency};
use crate::errors::AppResult;

/// Where a payout is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum PayoutState {
    /// Shown; no money has moved.
    Planned,
    /// In the books as sent; to be paid by the bank.
    Approved,
    Paid,
    /// Came back; owed again.
    Returned,
    /// Replaced by a later plan, or not wanted.
    Cancelled,
}

/// A payout: `payable = held + netted + withheld + amount`.
#[derive(Serialize, ToSchema)]
pub struct PayoutView {
    pub id: Uuid,
    pub payee_id: Uuid,
    pub payee_code: String,
    pub payee_name: String,
    pub payout_reference: String,
    pub state: PayoutState,
    /// Owed when it was planned.
    pub payable: Money,
    /// Of that: on hold.
    pub held: Money,
    /// Set off against what the payee owes.
    pub netted: Money,
    /// For a tax office.
    pub withheld: Money,
    /// Paid.
    pub amount: Money,
    #[schema(example = "15 %")]
    pub withholding: String,
    /// Whose tax office.
    pub territory: String,
    pub planned_at: DateTime<Utc>,
    pub events: Vec<PayoutEvent>,
}

#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct PayoutEvent {
    pub event: PayoutState,
    pub at: DateTime<Utc>,
    pub note: String,
}

/// Payouts of a house: all, one, of a payee, in a state, planned at a moment.
#[derive(Clone, Copy, Default)]
pub(super) struct Wanted {
    pub id: Option<Uuid>,
    pub payee_id: Option<Uuid>,
    pub state: Option<PayoutState>,
}

/// The newest first, at most five hundred.
pub(super) async fn list(app: &App, house_id: Uuid, wanted: Wanted) -> AppResult<Vec<PayoutView>> {
    let rows = sqlx::query!(
        r#"select o.id, o.payee_id, y.code, y.name, y.payout_reference, o.state as "state: PayoutState", o.currency, payable, held, netted,
               withheld, amount, o.withholding, o.territory, planned_at,
               (select coalesce(jsonb_agg(jsonb_build_object('event', event, 'at', at, 'note', note) order by at, e.id), '[]')
                from payout_events e where e.payout_id = o.id) as "events!"
           from payouts o join payees y on y.id = o.payee_id
           where o.house_id = $1 and ($2::uuid is null or o.id = $2) and ($3::uuid is null or o.payee_id = $3)
             and ($4::text is null or o.state = $4)
           order by planned_at desc, y.name, o.id limit 500"#,
        house_id,
        wanted.id,
        wanted.payee_id,
        wanted.state as Option<PayoutState>
    )
    .fetch_all(&app.db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unit = currency(&row.currency)?;
            let money = |minor| Money::from(Amount::new(minor, unit));
            Ok(PayoutView {
                id: row.id,
                payee_id: row.payee_id,
                payee_code: row.code,
                payee_name: row.name,
                payout_reference: row.payout_reference,
                state: row.state,
                payable: money(row.payable),
                held: money(row.held),
                netted: money(row.netted),
                withheld: money(row.withheld),
                amount: money(row.amount),
                withholding: super::payees::shown(&row.withholding),
                territory: row.territory,
                planned_at: row.planned_at,
                events: serde_json::from_value(row.events).map_err(anyhow::Error::from)?,
            })
        })
        .collect()
}
