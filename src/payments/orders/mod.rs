//! Orders: sales, from the viewer's tap to the receipt.
//!
//! ```text
//! pending → paid → settled → refunded
//!    ↓                ↓ ↑
//!  failed          disputed → lost
//! ```
//!
//! Every step may be repeated: whoever was killed in the middle of one is followed by the sweep, which takes the same
//! step with the same ids. See [`advance`].

mod advance;
mod create;
pub mod desk;
mod limit;
mod pledge;
mod renew;
pub mod routes;
mod settle;

use chrono::{DateTime, Utc};
use money::{Amount, Currency};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::types::Json as Column;
use sqlx::{PgConnection, PgExecutor};
use utoipa::ToSchema;
use uuid::Uuid;

use super::provider::ProviderKind;
use crate::app::App;
use crate::books::money::refused;
use crate::errors::{AppError, AppResult};
use crate::vip::Terms;

pub use advance::{Payment, UNPAID_FOR, advance, fail, paid};
pub use create::{New, insert, no_longer_offered};
pub use limit::{may_pay, paid_this_month};
pub use pledge::{Charge, charge_pledge, earn_pledge};
pub use renew::{charged_by_provider, declined_by_provider, renew_due, retry};

/// Where an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schema(as = OrderState)]
pub enum State {
    /// Waits for the payment.
    Pending,
    /// The provider has the money; the books and the wallet are being told.
    Paid,
    Settled,
    Failed,
    /// Money went back.
    Refunded,
    /// The buyer asked their bank for the money.
    Disputed,
    /// … and got it.
    Lost,
}

/// What is sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schema(as = OrderKind)]
pub enum Kind {
    Pack,
    Exact,
    Vip,
    /// Backing a campaign, charged once it has succeeded.
    Pledge,
}

/// An order as it is kept.
#[derive(Clone, Debug)]
pub struct Order {
    pub id: Uuid,
    pub house_id: Uuid,
    pub person_id: Option<Uuid>,
    pub state: State,
    pub kind: Kind,
    pub item_id: Option<Uuid>,
    pub book_version: i32,
    pub coins: i64,
    pub bonus: i64,
    pub bonus_days: i32,
    pub currency: String,
    pub price: i64,
    pub tax: i64,
    pub net: i64,
    pub territory: String,
    pub provider: ProviderKind,
    pub provider_ref: Option<String>,
    pub charge_ref: Option<String>,
    pub client_secret: Option<String>,
    pub plan: Option<Column<Terms>>,
    pub subscription_id: Option<Uuid>,
    pub period: Option<i32>,
    pub test_outcome: Option<String>,
    pub test_renewals: Option<bool>,
    pub failure: Option<String>,
    pub refunded: i64,
    pub lot_id: Option<Uuid>,
    pub method: Option<String>,
    pub earned_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub paid_at: Option<DateTime<Utc>>,
}

/// Reads orders: what follows `where`, and its arguments.
macro_rules! orders {
    ($where:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            crate::payments::orders::Order,
            r#"select id, house_id, person_id, state as "state: crate::payments::orders::State",
                kind as "kind: crate::payments::orders::Kind", item_id, book_version, coins, bonus, bonus_days, currency, price, tax,
                net, territory, provider as "provider: crate::payments::provider::ProviderKind", provider_ref, charge_ref,
                client_secret, plan as "plan: sqlx::types::Json<crate::vip::Terms>", subscription_id, period, test_outcome, test_renewals, failure, refunded, lot_id, method, earned_at,
                created_at, paid_at
               from orders where "# + $where,
            $($argument),*
        )
    };
}
pub(crate) use orders;

impl Order {
    pub fn currency(&self) -> AppResult<Currency> {
        Currency::of(&self.currency).map_err(refused)
    }

    pub fn amount(&self, minor: i64) -> AppResult<Amount> {
        Ok(Amount::new(minor, self.currency()?))
    }
}

/// One order of a house.
pub async fn find(db: impl PgExecutor<'_>, house_id: Uuid, id: Uuid) -> AppResult<Order> {
    orders!("house_id = $1 and id = $2", house_id, id)
        .fetch_optional(db)
        .await?
        .ok_or_else(unknown)
}

/// The same, held against others who would change it.
pub async fn hold(db: &mut PgConnection, house_id: Uuid, id: Uuid) -> AppResult<Order> {
    orders!("house_id = $1 and id = $2 for update", house_id, id)
        .fetch_optional(db)
        .await?
        .ok_or_else(unknown)
}

pub fn unknown() -> AppError {
    AppError::not_found(
        "order_not_found",
        "There is no such order.",
        "Look at the list of your orders.",
    )
}

/// Moves an order to a state and writes that down, in the caller's transaction.
pub async fn change(
    app: &App,
    db: &mut PgConnection,
    order: &Order,
    state: State,
    cause: &str,
    detail: Value,
) -> AppResult<()> {
    let now = app.clock.now();
    sqlx::query!(
        "with changed as (
             update orders set state = $3,
                 paid_at = case when $3 = 'paid' then $4 else paid_at end,
                 settled_at = case when $3 = 'settled' then coalesce(settled_at, $4) else settled_at end
             where house_id = $1 and id = $2)
         insert into order_events (id, house_id, order_id, at, state, cause, detail) values ($5, $1, $2, $4, $3, $6, $7)",
        order.house_id,
        order.id,
        state as State,
        now,
        app.random.id(),
        cause,
        detail
    )
    .execute(db)
    .await?;
    Ok(())
}
