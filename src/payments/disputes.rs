//! Disputes: a buyer asks their bank for the money, and the provider takes it from the house until somebody decides.
//!
//! While one is open the unspent coins are out of the wallet and the whole amount is out of the books; what had been
//! used is the buyer's debt. Won: all of it comes back. Lost: it stays as it is.

use axum::extract::State as AppState;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::debts;
use super::orders::{self, Order, State as OrderState};
use super::refunds::{self, Remains};
use crate::app::App;
use crate::books::money::{Money, currency};
use crate::books::{self, Entry, derived};
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;
use money::Amount;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schema(as = DisputeState)]
pub enum State {
    Opened,
    Won,
    Lost,
}

/// What a provider tells of a dispute.
#[derive(Clone, Debug)]
pub struct Told {
    pub reference: String,
    pub state: State,
    pub reason: String,
    /// Minor units of the order's currency.
    pub amount: i64,
    /// What the provider charges for it.
    pub fee: i64,
}

/// Does what a dispute's state asks for; in whatever order it is told, and however often.
pub async fn apply(app: &App, order: &Order, told: &Told) -> AppResult<()> {
    if told.amount <= 0 || told.amount > order.price {
        return Err(AppError::internal(anyhow::anyhow!(
            "dispute {} is about {} of {}",
            told.reference,
            told.amount,
            order.price
        )));
    }
    let id = derived(order.id, &format!("dispute:{}", told.reference));
    open(app, order, told, id).await?;
    match told.state {
        State::Opened => Ok(()),
        State::Won => close(app, order, id, State::Won).await,
        State::Lost => close(app, order, id, State::Lost).await,
    }
}

async fn open(app: &App, order: &Order, told: &Told, id: Uuid) -> AppResult<()> {
    let known = sqlx::query_scalar!("select 1 from disputes where id = $1", id)
        .fetch_optional(&app.db)
        .await?;
    if known.is_some() {
        return Ok(());
    }
    // A sale that the house has not finished yet is finished first: there is nothing to take back before.
    orders::advance(app, order.house_id, order.id, "dispute").await?;
    let mut remains = refunds::take_back(app, order, "dispute", Uuid::nil())
        .await?
        .of_amount(told.amount);
    if remains.spent < 0 {
        refunds::give_again(app, order, &remains, derived(id, "returned")).await?;
        remains = Remains {
            spent: told.amount,
            ..Remains::default()
        };
    }
    books::post(
        app,
        order.house_id,
        refunds::entries(order, id, "dispute", &remains, true)?,
    )
    .await?;
    let mut transaction = app.db.begin().await?;
    let held = orders::hold(&mut transaction, order.house_id, order.id).await?;
    let written = sqlx::query!(
        "insert into disputes (id, house_id, order_id, provider, provider_ref, state, reason, currency, amount, fee, coins, net,
             tax, spent, opened_at)
         values ($1, $2, $3, $4, $5, 'opened', $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing",
        id,
        held.house_id,
        held.id,
        held.provider.as_str(),
        told.reference,
        told.reason.chars().take(200).collect::<String>(),
        held.currency,
        told.amount,
        told.fee,
        remains.coins,
        remains.net,
        remains.tax,
        remains.spent,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    if written.rows_affected() == 1 {
        let detail = json!({"dispute": id, "minor": told.amount});
        orders::change(
            app,
            &mut transaction,
            &held,
            OrderState::Disputed,
            "dispute",
            detail,
        )
        .await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn close(app: &App, order: &Order, id: Uuid, state: State) -> AppResult<()> {
    let row = sqlx::query!(
        r#"select state as "state: State", coins, net, tax, spent from disputes where house_id = $1 and id = $2"#,
        order.house_id,
        id
    )
    .fetch_one(&app.db)
    .await?;
    if row.state != State::Opened {
        return Ok(());
    }
    let remains = Remains {
        coins: row.coins,
        net: row.net,
        tax: row.tax,
        spent: row.spent,
    };
    if state == State::Won {
        // The money comes back: the same entries the other way round, then the coins or the days.
        let back = refunds::entries(order, id, "dispute", &remains, true)?;
        let back = back.into_iter().map(|entry| Entry {
            id: derived(entry.id, "won"),
            debit: entry.credit,
            credit: entry.debit,
            ..entry
        });
        let back: Vec<Entry> = back.collect();
        debts::reinstate(app, order.house_id, id, &back).await?;
        books::post(app, order.house_id, back).await?;
        refunds::give_again(app, order, &remains, derived(id, "won")).await?;
    }
    let mut transaction = app.db.begin().await?;
    let held = orders::hold(&mut transaction, order.house_id, order.id).await?;
    let closed = sqlx::query!(
        "update disputes set state = $3, closed_at = $4 where house_id = $1 and id = $2 and state = 'opened'",
        held.house_id,
        id,
        state as State,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    if closed.rows_affected() == 1 {
        let next = match (state, held.refunded) {
            (State::Lost, _) => OrderState::Lost,
            (_, 0) => OrderState::Settled,
            _ => OrderState::Refunded,
        };
        let detail = json!({"dispute": id});
        orders::change(app, &mut transaction, &held, next, "dispute", detail).await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// A dispute, as operators see it.
#[derive(Serialize, ToSchema)]
pub struct Dispute {
    pub id: Uuid,
    pub order_id: Uuid,
    pub state: State,
    pub reason: String,
    pub amount: Money,
    pub fee: Money,
    /// What its buyer had used already, and owes while it is open or lost.
    pub owed: Money,
    pub opened_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
}

/// List disputes, the open ones first, at most two hundred.
#[utoipa::path(get, operation_id = "desk_disputes", path = "/api/v1/desk/disputes", tag = "desk", responses((status = 200, body = Vec<Dispute>), (status = 403, body = ErrorBody)))]
pub async fn list(
    AppState(app): AppState<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Vec<Dispute>>> {
    let rows = sqlx::query!(
        r#"select id, order_id, state as "state: State", reason, currency, amount, fee, spent, opened_at, closed_at from disputes
           where house_id = $1 order by state = 'opened' desc, opened_at desc, id limit 200"#,
        operator.house_id
    )
    .fetch_all(&app.db)
    .await?;
    let disputes = rows.into_iter().map(|row| {
        let unit = currency(&row.currency)?;
        Ok(Dispute {
            id: row.id,
            order_id: row.order_id,
            state: row.state,
            reason: row.reason,
            amount: Amount::new(row.amount, unit).into(),
            fee: Amount::new(row.fee, unit).into(),
            owed: Amount::new(row.spent, unit).into(),
            opened_at: row.opened_at,
            closed_at: row.closed_at,
        })
    });
    Ok(Json(disputes.collect::<AppResult<_>>()?))
}
