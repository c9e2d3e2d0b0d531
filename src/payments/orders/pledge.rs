//! Pledges: charged without the backer once a campaign has succeeded, held until what was promised is made, then earned.

use ledger::Reference;
use money::Amount;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Kind, New, State, find, hold, insert};
use crate::app::App;
use crate::books::revenue::{Line, RevenueKind, record};
use crate::books::{self, Entry, Spot, derived};
use crate::errors::AppResult;
use crate::payments::provider::ProviderKind;
use crate::payments::tax::{self, Policy};

/// A pledge that is due.
pub struct Charge<'a> {
    /// Of the order: another for each try.
    pub id: Uuid,
    pub house_id: Uuid,
    pub person_id: Uuid,
    pub campaign_id: Uuid,
    /// All of what is paid.
    pub amount: Amount,
    pub territory: &'a str,
    pub provider: ProviderKind,
    /// The provider's name of the card that was kept.
    pub method: Option<&'a str>,
    /// Test money: whether the card is declined.
    pub test_declines: bool,
}

/// Writes the order of a pledge down, in the transaction that decides that it is due; nothing is charged before that
/// order is advanced. The same again is nothing.
pub async fn charge_pledge(app: &App, db: &mut PgConnection, due: &Charge<'_>) -> AppResult<()> {
    let rate = tax::rate(&mut *db, due.house_id, due.territory, app.clock.now()).await?;
    let within = tax::within(rate.as_ref(), due.amount)?;
    let new = New {
        id: due.id,
        house_id: due.house_id,
        person_id: due.person_id,
        kind: Kind::Pledge,
        item_id: Some(due.campaign_id),
        book_version: 0,
        coins: 0,
        bonus: 0,
        bonus_days: 0,
        price: due.amount,
        tax: within.tax,
        rate: rate.as_ref(),
        policy: Policy::Sale,
        territory: due.territory,
        provider: due.provider,
        provider_ref: None,
        plan: None,
        renews: None,
        evidence: json!({"territory": due.territory, "as_at_pledge": true}),
    };
    insert(app, &mut *db, &new, "campaign").await?;
    let outcome = if due.test_declines {
        "decline"
    } else {
        "succeed"
    };
    let outcome = (due.provider == ProviderKind::Test).then_some(outcome);
    sqlx::query!(
        "update orders set method = $3, test_outcome = coalesce(test_outcome, $4) where house_id = $1 and id = $2",
        due.house_id,
        due.id,
        due.method,
        outcome
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Makes the money of a pledge the house's: it is a pledge's revenue, of `series_id`. Money that went back, or is going
/// back, is left alone. The same again is nothing.
pub async fn earn_pledge(
    app: &App,
    house_id: Uuid,
    order_id: Uuid,
    series_id: Option<Uuid>,
) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    let order = hold(&mut transaction, house_id, order_id).await?;
    if order.earned_at.is_none() {
        let going_back = sqlx::query_scalar!(
            r#"select exists (select from refunds where order_id = $1 and state <> 'failed') as "yes!""#,
            order_id
        )
        .fetch_one(&mut *transaction)
        .await?;
        if order.kind != Kind::Pledge || order.state != State::Settled || going_back {
            return Ok(());
        }
        sqlx::query!(
            "update orders set earned_at = $3 where house_id = $1 and id = $2",
            house_id,
            order_id,
            app.clock.now()
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    book(app, house_id, order_id, series_id).await
}

/// Tells the books: ids are the order's own.
async fn book(app: &App, house_id: Uuid, order_id: Uuid, series_id: Option<Uuid>) -> AppResult<()> {
    let order = find(&app.db, house_id, order_id).await?;
    let net = order.amount(order.net)?;
    let Some(earned_at) = order.earned_at else {
        return Ok(());
    };
    if net.minor > 0 {
        let entry = Entry {
            id: derived(order.id, "earned"),
            debit: Spot::house(books::Kind::PledgesHeld, net.currency),
            credit: Spot::house(RevenueKind::Pledges.account(), net.currency),
            amount: net.minor,
            reference: Reference::new("pledge", order.id),
        };
        books::post(app, house_id, vec![entry]).await?;
    }
    let line = Line {
        id: derived(order.id, "pledge_line"),
        house_id,
        series_id,
        episode_id: None,
        kind: RevenueKind::Pledges,
        amount: net,
        territory: order.territory.clone(),
        at: earned_at,
        source_kind: "pledge",
        source_id: order.id,
        count: 1,
    };
    let mut transaction = app.db.begin().await?;
    record(&mut *transaction, &[line]).await?;
    sqlx::query!(
        "update orders set earned_booked = true where house_id = $1 and id = $2",
        house_id,
        order_id
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}
