//! Money that goes back: unspent coins and days to come first; what was used becomes the buyer's debt, never anybody's
//! negative balance.
//!
//! ```text
//! begun → taken (coins or days are gone) → sent (the provider gave the money) → settled (books, credit note)
//! ```
//!
//! As with orders, each step may be repeated, and the sweep goes on with what was left.

use std::collections::HashSet;

use chrono::{DateTime, Duration, Utc};
use ledger::Reference;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::orders::{self, Kind, Order, State as OrderState};
use super::provider::{Provider, ProviderKind};
use super::stripe::Failure;
use super::{receipts, reconciliation};
use crate::app::App;
use crate::books::{self, Entry, Spot, derived};
use crate::errors::{AppError, AppResult};
use crate::{vip, wallet};

/// How long a pledge that was charged may be withdrawn from (Directive 2011/83/EU, article 9). Coins that were not used
/// go back whenever their buyer wants: the law's fourteen days are the least, and the house promises more.
const WITHDRAWAL: Duration = Duration::days(14);
const ASK_AGAIN: Duration = Duration::minutes(1);

/// Why money goes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Cause {
    Withdrawal,
    Desk,
    /// Somebody gave it back at the provider's own desk.
    Provider,
}

/// Where a refund is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
#[schema(as = RefundState)]
pub enum State {
    Begun,
    Taken,
    Sent,
    Settled,
    Failed,
}

/// A refund as it is kept.
#[derive(Clone, Debug)]
pub struct Refund {
    pub id: Uuid,
    pub house_id: Uuid,
    pub order_id: Uuid,
    pub cause: Cause,
    pub everything: bool,
    pub amount: Option<i64>,
    pub state: State,
    pub coins: i64,
    pub net: i64,
    pub tax: i64,
    pub spent: i64,
    pub provider_ref: Option<String>,
}

impl Refund {
    /// All that goes back, in minor units.
    pub fn total(&self) -> i64 {
        self.net + self.tax + if self.everything { self.spent } else { 0 }
    }
}

macro_rules! refunds {
    ($where:literal, $($argument:expr),* $(,)?) => {
        sqlx::query_as!(
            crate::payments::refunds::Refund,
            r#"select id, house_id, order_id, cause as "cause: crate::payments::refunds::Cause", everything, amount,
                state as "state: crate::payments::refunds::State", coins, net, tax, spent, provider_ref
               from refunds where "# + $where,
            $($argument),*
        )
    };
}

/// The orders of which something goes back if their buyer wants it now.
pub async fn withdrawable(app: &App, house_id: Uuid, of: &[Order]) -> AppResult<HashSet<Uuid>> {
    let now = app.clock.now();
    let open: Vec<&Order> = of
        .iter()
        .filter(|order| order.state == OrderState::Settled)
        .filter(|order| may_withdraw(order, now).is_ok() && reachable(app, order.provider))
        .collect();
    let lots: Vec<Uuid> = open.iter().map(|order| lot_of(order)).collect();
    let unspent = wallet::unspent_of(&app.db, house_id, &lots).await?;
    let left = |order: &&Order| match order.kind {
        Kind::Pledge => order.earned_at.is_none(),
        _ => unspent.contains(&lot_of(order)),
    };
    Ok(open
        .into_iter()
        .filter(left)
        .map(|order| order.id)
        .collect())
}

/// Where the coins of an order are.
fn lot_of(order: &Order) -> Uuid {
    order.lot_id.unwrap_or(order.id)
}

/// Whether the house can have this provider give money back.
fn reachable(app: &App, provider: ProviderKind) -> bool {
    matches!(
        (provider, &app.payments),
        (ProviderKind::Test, _) | (ProviderKind::Stripe, Provider::Stripe(_))
    )
}

/// Refuses a withdrawal that is too late, or has nothing to withdraw from.
pub fn may_withdraw(order: &Order, now: DateTime<Utc>) -> AppResult<()> {
    if order.kind == Kind::Vip {
        return Err(AppError::conflict(
            "withdrawal_not_for_vip",
            "A subscription is cancelled rather than withdrawn from.",
            "Cancel it on the VIP page, or ask the house for a refund.",
        ));
    }
    match order.state {
        OrderState::Settled => {}
        OrderState::Refunded => return Ok(()),
        _ => {
            return Err(AppError::conflict(
                "order_not_settled",
                "There is nothing to withdraw from in this order.",
                "Look at the list of your orders.",
            ));
        }
    }
    let late = order.paid_at.is_none_or(|paid| paid + WITHDRAWAL < now);
    if order.kind == Kind::Pledge && late {
        return Err(AppError::conflict(
            "withdrawal_too_late",
            "The fourteen days in which this pledge could be withdrawn from are over.",
            "Ask the house, if the campaign does not keep what it promised.",
        ));
    }
    Ok(())
}

/// What is to go back.
pub struct Wanted {
    pub cause: Cause,
    /// Also what was spent.
    pub everything: bool,
    pub reason: String,
    pub by: Option<Uuid>,
    /// When the provider has given the money already: how it calls that, and how much it was.
    pub given: Option<(String, i64)>,
}

/// Writes a refund down, or finds the one of this order that goes on; gives its id.
pub async fn begin(app: &App, order: &Order, wanted: &Wanted, detail: Value) -> AppResult<Uuid> {
    let mut transaction = app.db.begin().await?;
    let id = begin_in(app, &mut transaction, order, wanted, detail).await?;
    transaction.commit().await?;
    Ok(id)
}

/// The same in the caller's transaction.
pub async fn begin_in(
    app: &App,
    db: &mut PgConnection,
    order: &Order,
    wanted: &Wanted,
    detail: Value,
) -> AppResult<Uuid> {
    let held = orders::hold(&mut *db, order.house_id, order.id).await?;
    let open = sqlx::query_scalar!(
        "select id from refunds where house_id = $1 and order_id = $2 and state in ('begun', 'taken', 'sent')",
        held.house_id,
        held.id
    )
    .fetch_optional(&mut *db)
    .await?;
    if let Some(id) = open {
        return Ok(id);
    }
    let possible = held.state == OrderState::Settled
        || (held.state == OrderState::Refunded && wanted.everything && held.refunded < held.price);
    if !possible {
        return Err(AppError::conflict(
            "nothing_to_refund",
            "There is nothing in this order that could go back.",
            "Look at its history at the desk.",
        ));
    }
    if !reachable(app, held.provider) && wanted.given.is_none() {
        return Err(AppError::conflict(
            "refund_at_the_provider",
            "This purchase is refunded where it was paid; the house cannot do it.",
            "Ask the store or the provider of payments for it.",
        ));
    }
    let (provider_ref, amount) = wanted.given.clone().unzip();
    let (id, now) = (app.random.id(), app.clock.now());
    sqlx::query!(
        "insert into refunds (id, house_id, order_id, cause, everything, state, currency, provider_ref, reason, by_person,
             created_at, ask_at, amount)
         values ($1, $2, $3, $4, $5, 'begun', $6, $7, $8, $9, $10, $11, $12)",
        id,
        held.house_id,
        held.id,
        wanted.cause as Cause,
        wanted.everything,
        held.currency,
        provider_ref,
        wanted.reason,
        wanted.by,
        now,
        now + ASK_AGAIN,
        amount
    )
    .execute(&mut *db)
    .await?;
    let detail = json!({"refund": id, "everything": wanted.everything, "detail": detail});
    orders::change(app, db, &held, held.state, "refund", detail).await?;
    Ok(id)
}

/// Unspent refunds that are in the way of time.
pub async fn sweep(app: &App) -> AppResult<()> {
    let now = app.clock.now();
    let due = sqlx::query!(
        "update refunds set ask_at = $1::timestamptz + interval '5 minutes' where id in (
             select id from refunds where state in ('begun', 'taken', 'sent') and ask_at <= $1
             order by ask_at limit 100 for update skip locked)
         returning house_id, id",
        now
    )
    .fetch_all(&app.db)
    .await?;
    for one in due {
        if let Err(error) = go_on(app, one.house_id, one.id).await {
            tracing::warn!(refund = %one.id, "a refund could not go on: {error}");
        }
    }
    Ok(())
}

/// One refund as far as it can go. The same again does nothing more.
pub async fn go_on(app: &App, house_id: Uuid, id: Uuid) -> AppResult<()> {
    loop {
        let refund = refunds!("house_id = $1 and id = $2", house_id, id)
            .fetch_one(&app.db)
            .await?;
        let order = orders::find(&app.db, house_id, refund.order_id).await?;
        match refund.state {
            State::Begun => take(app, &refund, &order).await?,
            State::Taken => send(app, &refund, &order).await?,
            State::Sent => settle(app, &refund, &order).await?,
            State::Settled | State::Failed => return Ok(()),
        }
    }
}

/// What is left of a sale, and what is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Remains {
    pub coins: i64,
    /// Of what was not used: net and tax.
    pub net: i64,
    pub tax: i64,
    /// Of what was used, tax included.
    pub spent: i64,
}

impl Remains {
    /// How an amount that left already divides: first what was not used, then what was.
    pub fn of_amount(self, amount: i64) -> Self {
        Self {
            spent: amount - self.net - self.tax,
            ..self
        }
    }
}

/// Takes what was not used of a sale away from its buyer, less what refunds gave back before. The same again gives
/// the same.
pub async fn take_back(app: &App, order: &Order, reason: &str, except: Uuid) -> AppResult<Remains> {
    let whole = take_whole(app, order, reason).await?;
    let before = sqlx::query!(
        r#"select coalesce(sum(net), 0)::bigint as "net!", coalesce(sum(tax), 0)::bigint as "tax!",
                  coalesce(sum(spent) filter (where everything), 0)::bigint as "spent!",
                  coalesce(sum(coins), 0)::bigint as "coins!"
           from refunds where house_id = $1 and order_id = $2 and state in ('sent', 'settled') and id <> $3"#,
        order.house_id,
        order.id,
        except
    )
    .fetch_one(&app.db)
    .await?;
    Ok(Remains {
        coins: (whole.coins - before.coins).max(0),
        net: whole.net - before.net,
        tax: whole.tax - before.tax,
        spent: whole.spent - before.spent,
    })
}

async fn take_whole(app: &App, order: &Order, reason: &str) -> AppResult<Remains> {
    if order.kind == Kind::Vip {
        let mut transaction = app.db.begin().await?;
        let stopped =
            vip::stop(&mut transaction, order.house_id, order.id, app.clock.now()).await?;
        transaction.commit().await?;
        // The tax of the days that were: rounded as their money is.
        let tax_earned = match stopped.total {
            0 => 0,
            total => i64::try_from(
                i128::from(order.tax) * i128::from(stopped.earned) / i128::from(total),
            )
            .unwrap_or(order.tax),
        };
        return Ok(Remains {
            coins: 0,
            net: stopped.unearned,
            tax: order.tax - tax_earned,
            spent: stopped.earned + tax_earned,
        });
    }
    if order.kind == Kind::Pledge {
        // What the house has earned is not held any more.
        return Ok(if order.earned_at.is_some() {
            Remains {
                spent: order.price,
                ..Remains::default()
            }
        } else {
            Remains {
                net: order.net,
                tax: order.tax,
                ..Remains::default()
            }
        });
    }
    // Of somebody who was erased: their coins went with them, and count as spent.
    let Some(person_id) = order.person_id else {
        return Ok(Remains {
            spent: order.price,
            ..Remains::default()
        });
    };
    let taken = wallet::take_back(app, order.house_id, person_id, lot_of(order), reason).await?;
    Ok(Remains {
        coins: taken.coins_back,
        net: taken.money_back.minor,
        tax: taken.price_back.minor - taken.money_back.minor,
        spent: order.price - taken.price_back.minor,
    })
}

async fn take(app: &App, refund: &Refund, order: &Order) -> AppResult<()> {
    let reason = if refund.cause == Cause::Withdrawal {
        "withdrawn"
    } else {
        "refund"
    };
    let mut remains = take_back(app, order, reason, refund.id).await?;
    if let Some(amount) = refund.amount {
        remains = remains.of_amount(amount);
        if remains.spent < 0 {
            // The provider gave less than was not used: what was taken goes back, and the amount is owed.
            give_again(app, order, &remains, derived(refund.id, "returned")).await?;
            remains = Remains {
                spent: amount,
                ..Remains::default()
            };
        }
    }
    let total = remains.net + remains.tax + if refund.everything { remains.spent } else { 0 };
    let state = if total > 0 {
        State::Taken
    } else {
        State::Failed
    };
    sqlx::query!(
        "update refunds set state = $3, coins = $4, net = $5, tax = $6, spent = $7, problem = $8
         where house_id = $1 and id = $2 and state = 'begun'",
        refund.house_id,
        refund.id,
        state as State,
        remains.coins,
        remains.net,
        remains.tax,
        remains.spent,
        (total <= 0).then_some("everything was used already")
    )
    .execute(&app.db)
    .await?;
    if state == State::Failed {
        return Err(AppError::conflict(
            "nothing_left",
            "Everything of this order was used already, so nothing goes back.",
            "Ask the house, if something was wrong with it.",
        ));
    }
    Ok(())
}

/// Has the provider give the money, unless it has.
async fn send(app: &App, refund: &Refund, order: &Order) -> AppResult<()> {
    let reference = match (&refund.provider_ref, order.provider, &app.payments) {
        (Some(known), _, _) => known.clone(),
        (None, ProviderKind::Test, _) => format!("test_refund_{}", refund.id.simple()),
        (None, ProviderKind::Stripe, Provider::Stripe(stripe)) => {
            let charge = order.charge_ref.as_deref().unwrap_or_default();
            match stripe.refund(refund.id, charge, refund.total()).await {
                Ok(given) if given.status.as_deref() == Some("failed") => {
                    return refused(app, refund, order, "the provider says that it failed").await;
                }
                Ok(given) => given.id,
                Err(failure @ Failure::Refused { .. }) => {
                    return refused(app, refund, order, &failure.to_string()).await;
                }
                Err(failure) => return Err(failure.into()),
            }
        }
        // Asked again once the provider is in the settings again.
        _ => return Err(Failure::Unknown("it is not set up any more".into()).into()),
    };
    sqlx::query!(
        "update refunds set state = 'sent', provider_ref = $3 where house_id = $1 and id = $2 and state = 'taken'",
        refund.house_id,
        refund.id,
        reference
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// The provider will not give the money: the buyer gets back what was taken.
async fn refused(app: &App, refund: &Refund, order: &Order, why: &str) -> AppResult<()> {
    tracing::warn!(refund = %refund.id, "a refund was refused: {why}");
    let remains = Remains {
        coins: refund.coins,
        net: refund.net,
        tax: refund.tax,
        spent: refund.spent,
    };
    give_again(app, order, &remains, derived(refund.id, "returned")).await?;
    sqlx::query!(
        "update refunds set state = 'failed', problem = $3 where house_id = $1 and id = $2 and state = 'taken'",
        refund.house_id,
        refund.id,
        why.chars().take(500).collect::<String>()
    )
    .execute(&app.db)
    .await?;
    Err(AppError::conflict(
        "refund_refused",
        "The provider of payments refused the refund; nothing has changed.",
        "Look at the payment at the provider's own desk.",
    ))
}

/// Gives back to a buyer what [`take_back`] took: once for an id.
pub async fn give_again(app: &App, order: &Order, remains: &Remains, id: Uuid) -> AppResult<()> {
    if order.kind == Kind::Vip {
        let mut transaction = app.db.begin().await?;
        vip::reopen_period(&mut transaction, order.house_id, order.id, app.clock.now()).await?;
        transaction.commit().await?;
        return Ok(());
    }
    // A pledge has no coins: what it is held for was never taken.
    let Some(person_id) = order.person_id.filter(|_| remains.coins > 0) else {
        return Ok(());
    };
    let purchase = wallet::Purchase {
        id,
        coins: remains.coins,
        bonus: 0,
        bonus_expires_at: None,
        money: order.amount(remains.net)?,
        price: order.amount(remains.net + remains.tax)?,
    };
    wallet::credit(app, order.house_id, person_id, purchase).await?;
    sqlx::query!(
        "update orders set lot_id = $3 where house_id = $1 and id = $2",
        order.house_id,
        order.id,
        id
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// The books of money that leaves for a buyer: what was owed in coins or days, its tax, and the buyer's new debt.
/// Fees of the provider are booked with its account of the money.
pub fn entries(
    order: &Order,
    base: Uuid,
    kind: &str,
    remains: &Remains,
    everything: bool,
) -> AppResult<Vec<Entry>> {
    let currency = order.currency()?;
    let owed = match order.kind {
        Kind::Pack | Kind::Exact => books::Kind::CoinFloat,
        Kind::Vip => books::Kind::VipDeferred,
        Kind::Pledge => books::Kind::PledgesHeld,
    };
    let debtor = order.person_id.unwrap_or(order.id);
    let clearing = Spot::house(order.provider.clearing(), currency);
    let parts = [
        ("net", Spot::house(owed, currency), remains.net),
        (
            "tax",
            Spot::house(books::Kind::TaxPayable, currency),
            remains.tax,
        ),
        (
            "spent",
            Spot::of(books::Kind::ReceivableViewer, debtor, currency),
            if everything { remains.spent } else { 0 },
        ),
    ];
    let entries = parts.into_iter().filter(|part| part.2 > 0);
    Ok(entries
        .map(|(label, debit, amount)| Entry {
            id: derived(base, label),
            debit,
            credit: clearing,
            amount,
            reference: Reference::new(kind, base),
        })
        .collect())
}

async fn settle(app: &App, refund: &Refund, order: &Order) -> AppResult<()> {
    let remains = Remains {
        coins: refund.coins,
        net: refund.net,
        tax: refund.tax,
        spent: refund.spent,
    };
    let entries = entries(order, refund.id, "refund", &remains, refund.everything)?;
    books::post(app, refund.house_id, entries).await?;
    let mut transaction = app.db.begin().await?;
    let held = orders::hold(&mut transaction, order.house_id, order.id).await?;
    let done = sqlx::query!(
        "update refunds set state = 'settled', settled_at = $3 where house_id = $1 and id = $2 and state = 'sent'",
        refund.house_id,
        refund.id,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    sqlx::query!(
        "update orders set refunded = refunded + $3 where house_id = $1 and id = $2",
        held.house_id,
        held.id,
        refund.total()
    )
    .execute(&mut *transaction)
    .await?;
    let number = receipts::issue_refund(app, &mut transaction, &held, refund).await?;
    let detail = json!({"refund": refund.id, "credit_note": number, "minor": refund.total()});
    orders::change(
        app,
        &mut transaction,
        &held,
        OrderState::Refunded,
        "refund",
        detail,
    )
    .await?;
    reconciliation::test_refund_line(app, &mut transaction, &held, refund).await?;
    transaction.commit().await?;
    Ok(())
}
