//! A paid order: the books, then the coins or the days, then the receipt.

use chrono::Duration;
use ledger::Reference;
use serde_json::json;

use super::{Kind, Order, State, change, hold};
use crate::app::App;
use crate::books::{self, Entry, Spot, derived};
use crate::errors::{AppError, AppResult};
use crate::payments::{receipts, reconciliation};
use crate::vip::{self, Bought, Paid};
use crate::wallet::{self, Purchase};

/// What the books say of a sale: the provider's money is owed in coins or days, and in tax. One chain.
fn entries(order: &Order) -> AppResult<Vec<Entry>> {
    let currency = order.currency()?;
    let owed = match order.kind {
        Kind::Pack | Kind::Exact => books::Kind::CoinFloat,
        Kind::Vip => books::Kind::VipDeferred,
        Kind::Pledge => books::Kind::PledgesHeld,
    };
    let entry = |label, credit, amount| Entry {
        id: derived(order.id, label),
        debit: Spot::house(order.provider.clearing(), currency),
        credit: Spot::house(credit, currency),
        amount,
        reference: Reference::new("order", order.id),
    };
    let both = [
        entry("net", owed, order.net),
        entry("tax", books::Kind::TaxPayable, order.tax),
    ];
    Ok(both.into_iter().filter(|entry| entry.amount > 0).collect())
}

/// Settles it. Every part may have been done before: ids are the order's own.
pub async fn settle(app: &App, order: &Order, cause: &str) -> AppResult<()> {
    books::post(app, order.house_id, entries(order)?).await?;
    if let (Kind::Pack | Kind::Exact, Some(person_id)) = (order.kind, order.person_id) {
        let expires = (order.bonus_days > 0 && order.bonus > 0)
            .then(|| order.paid_at.unwrap_or_else(|| app.clock.now()))
            .map(|from| from + Duration::days(i64::from(order.bonus_days)));
        let purchase = Purchase {
            id: order.id,
            coins: order.coins,
            bonus: order.bonus,
            bonus_expires_at: expires,
            money: order.amount(order.net)?,
            price: order.amount(order.price)?,
        };
        wallet::credit(app, order.house_id, person_id, purchase).await?;
    }
    let mut transaction = app.db.begin().await?;
    let held = hold(&mut transaction, order.house_id, order.id).await?;
    if held.state != State::Paid {
        return Ok(());
    }
    if held.kind == Kind::Vip {
        give_days(app, &mut transaction, &held).await?;
    }
    let number = receipts::issue_sale(app, &mut transaction, &held).await?;
    wallet::set_receipt(&mut *transaction, held.id, number).await?;
    let cause_and_receipt = json!({"receipt": number});
    change(
        app,
        &mut transaction,
        &held,
        State::Settled,
        cause,
        cause_and_receipt,
    )
    .await?;
    reconciliation::test_line(app, &mut transaction, &held).await?;
    transaction.commit().await?;
    Ok(())
}

async fn give_days(app: &App, db: &mut sqlx::PgConnection, order: &Order) -> AppResult<()> {
    let now = app.clock.now();
    let net = order.amount(order.net)?;
    if let (Some(subscription_id), Some(number)) = (order.subscription_id, order.period) {
        let paid = Paid {
            order_id: order.id,
            subscription_id,
            number,
            net,
        };
        return vip::renew(db, order.house_id, &paid, now).await;
    }
    let (Some(plan_id), Some(terms)) = (order.item_id, &order.plan) else {
        return Err(AppError::internal(anyhow::anyhow!(
            "order {} is for no plan",
            order.id
        )));
    };
    let bought = Bought {
        order_id: order.id,
        house_id: order.house_id,
        person_id: order.person_id,
        plan_id,
        terms: terms.0,
        book_version: order.book_version,
        territory: order.territory.clone(),
        provider: order.provider.as_str(),
        test_declines: order.test_renewals == Some(false),
        net,
    };
    vip::begin(db, &bought, now).await?;
    sqlx::query!(
        "update orders set subscription_id = $2, period = 0 where id = $1",
        order.id,
        order.id
    )
    .execute(db)
    .await?;
    Ok(())
}
