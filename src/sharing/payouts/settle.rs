//! Payouts move money: approved, paid, come back. Ids of transfers are derived from the payout's, so that a step that is
//! tried again after a crash moves nothing twice.

use ledger::Reference;
use money::Currency;
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::PayoutState;
use crate::app::App;
use crate::books::money::currency;
use crate::books::{Entry, Kind, Spot, derived, post};
use crate::errors::{AppError, AppResult};

/// A payout as it is settled.
struct Payout {
    id: Uuid,
    payee_id: Uuid,
    state: PayoutState,
    currency: Currency,
    netted: i64,
    withheld: i64,
    amount: i64,
}

async fn find(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Payout> {
    let row = sqlx::query!(
        r#"select payee_id, state as "state: PayoutState", currency, netted, withheld, amount from payouts where id = $1 and house_id = $2"#,
        id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| super::super::not_found("payout"))?;
    Ok(Payout {
        id,
        payee_id: row.payee_id,
        state: row.state,
        currency: currency(&row.currency)?,
        netted: row.netted,
        withheld: row.withheld,
        amount: row.amount,
    })
}

/// Approves a planned payout: it leaves what is owed, at once or not at all.
pub async fn approve(app: &App, house_id: Uuid, id: Uuid) -> AppResult<()> {
    let held = super::super::hold(app, house_id).await?;
    let payout = find(app, house_id, id).await?;
    match payout.state {
        PayoutState::Planned => leave(app, house_id, &payout).await?,
        PayoutState::Approved => {}
        state => return Err(wrong_state(state)),
    }
    held.commit().await?;
    Ok(())
}

async fn leave(app: &App, house_id: Uuid, payout: &Payout) -> AppResult<()> {
    let payable = Spot::of(Kind::PayablePayee, payout.payee_id, payout.currency);
    let receivable = Spot::of(Kind::ReceivablePayee, payout.payee_id, payout.currency);
    let entries = entries(
        payout,
        &[
            ("netted", payable, receivable, payout.netted),
            (
                "withheld",
                payable,
                Spot::house(Kind::TaxWithheld, payout.currency),
                payout.withheld,
            ),
            (
                "sent",
                payable,
                Spot::house(Kind::PayoutTransit, payout.currency),
                payout.amount,
            ),
        ],
    );
    let transfers = post(app, house_id, entries).await.map_err(|error| {
        if error.code() == "ledger.exceeds_bound" {
            AppError::conflict(
                "payout_outdated",
                "Less is owed now than when this was planned.",
                "Plan the payouts anew.",
            )
        } else {
            error.into()
        }
    })?;
    let ids: Vec<Uuid> = transfers.iter().map(|transfer| transfer.id).collect();
    let moved = -(payout.withheld + payout.amount);
    step(
        app,
        house_id,
        payout,
        PayoutState::Approved,
        moved,
        &ids,
        "",
    )
    .await?;
    if payout.amount == 0 {
        // Everything was set off or withheld: there is nothing to wait for.
        step(app, house_id, payout, PayoutState::Paid, 0, &[], "").await?;
    }
    Ok(())
}

/// Writes down that an approved payout arrived.
pub async fn paid(app: &App, house_id: Uuid, id: Uuid, note: &str) -> AppResult<()> {
    let held = super::super::hold(app, house_id).await?;
    let payout = find(app, house_id, id).await?;
    match payout.state {
        PayoutState::Approved => {
            let (transit, bank) = (
                Spot::house(Kind::PayoutTransit, payout.currency),
                Spot::house(Kind::Bank, payout.currency),
            );
            post(
                app,
                house_id,
                entries(&payout, &[("paid", transit, bank, payout.amount)]),
            )
            .await?;
            step(app, house_id, &payout, PayoutState::Paid, 0, &[], note).await?;
        }
        PayoutState::Paid => {}
        state => return Err(wrong_state(state)),
    }
    held.commit().await?;
    Ok(())
}

/// Takes back a payout that did not arrive, or came back after it had: all of it is owed again, and nothing is withheld of
/// it. What was set off stays set off.
pub async fn returned(app: &App, house_id: Uuid, id: Uuid, note: &str) -> AppResult<()> {
    let held = super::super::hold(app, house_id).await?;
    let payout = find(app, house_id, id).await?;
    let from = match payout.state {
        PayoutState::Approved => Kind::PayoutTransit,
        PayoutState::Paid if payout.amount > 0 => Kind::Bank,
        PayoutState::Returned => return Ok(()),
        state => return Err(wrong_state(state)),
    };
    let payable = Spot::of(Kind::PayablePayee, payout.payee_id, payout.currency);
    let entries = entries(
        &payout,
        &[
            (
                "returned",
                Spot::house(from, payout.currency),
                payable,
                payout.amount,
            ),
            (
                "not_withheld",
                Spot::house(Kind::TaxWithheld, payout.currency),
                payable,
                payout.withheld,
            ),
        ],
    );
    let transfers = post(app, house_id, entries).await?;
    let ids: Vec<Uuid> = transfers.iter().map(|transfer| transfer.id).collect();
    step(
        app,
        house_id,
        &payout,
        PayoutState::Returned,
        payout.withheld + payout.amount,
        &ids,
        note,
    )
    .await?;
    held.commit().await?;
    Ok(())
}

/// Gives up a payout that is only planned.
pub async fn cancel(app: &App, house_id: Uuid, id: Uuid) -> AppResult<()> {
    let held = super::super::hold(app, house_id).await?;
    let payout = find(app, house_id, id).await?;
    match payout.state {
        PayoutState::Planned => cancel_planned(app, house_id, Some(id)).await?,
        PayoutState::Cancelled => {}
        state => return Err(wrong_state(state)),
    }
    held.commit().await?;
    Ok(())
}

/// Gives up what is planned: one, or all of a house. One whose money moved before a crash is approved instead.
pub(super) async fn cancel_planned(app: &App, house_id: Uuid, id: Option<Uuid>) -> AppResult<()> {
    let planned = sqlx::query_scalar!(
        "select id from payouts where house_id = $1 and state = 'planned' and ($2::uuid is null or id = $2) order by id",
        house_id,
        id
    )
    .fetch_all(&app.db)
    .await?;
    for id in planned {
        let payout = find(app, house_id, id).await?;
        let moved = ["netted", "withheld", "sent"].map(|label| derived(id, label));
        if ledger::accounts::transfers(&app.db, &moved)
            .await?
            .is_empty()
        {
            step(app, house_id, &payout, PayoutState::Cancelled, 0, &[], "").await?;
        } else {
            leave(app, house_id, &payout).await?;
        }
    }
    Ok(())
}

fn entries(payout: &Payout, moves: &[(&str, Spot, Spot, i64)]) -> Vec<Entry> {
    let entry = |(label, debit, credit, amount): &(&str, Spot, Spot, i64)| Entry {
        id: derived(payout.id, label),
        debit: *debit,
        credit: *credit,
        amount: *amount,
        reference: Reference::with("payout", payout.id, &json!({"part": label})),
    };
    moves
        .iter()
        .filter(|(.., amount)| *amount > 0)
        .map(entry)
        .collect()
}

async fn step(
    app: &App,
    house_id: Uuid,
    payout: &Payout,
    to: PayoutState,
    moved: i64,
    transfers: &[Uuid],
    note: &str,
) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    sqlx::query!(
        "update payouts set state = $2 where id = $1",
        payout.id,
        to as PayoutState
    )
    .execute(&mut *transaction)
    .await?;
    event(
        &mut transaction,
        app,
        house_id,
        (payout.id, payout.payee_id),
        to,
        moved,
        transfers,
        note,
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}

#[expect(clippy::too_many_arguments, reason = "one row, column by column")]
pub(super) async fn event(
    db: &mut PgConnection,
    app: &App,
    house_id: Uuid,
    (payout_id, payee_id): (Uuid, Uuid),
    event: PayoutState,
    moved: i64,
    transfers: &[Uuid],
    note: &str,
) -> AppResult<()> {
    sqlx::query!(
        "insert into payout_events (id, house_id, payout_id, payee_id, at, event, moved, transfers, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        app.random.id(),
        house_id,
        payout_id,
        payee_id,
        app.clock.now(),
        event as PayoutState,
        moved,
        transfers,
        note
    )
    .execute(db)
    .await?;
    Ok(())
}

fn wrong_state(state: PayoutState) -> AppError {
    let (is, remedy) = match state {
        PayoutState::Planned => ("only planned", "Approve it first."),
        PayoutState::Approved => (
            "approved already",
            "Wait for the bank, then say whether it arrived.",
        ),
        PayoutState::Paid => ("paid already", "If it came back, say that it returned."),
        PayoutState::Returned => ("returned", "Plan the payouts anew."),
        PayoutState::Cancelled => ("cancelled", "Plan the payouts anew."),
    };
    AppError::conflict("payout_state", format!("This payout is {is}."), remedy)
}
