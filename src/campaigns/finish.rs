//! How a campaign ends: its money becomes the house's, or goes back to every backer.

use serde_json::json;
use uuid::Uuid;

use super::collect::{end, note};
use super::{Campaign, PledgeState, State, find, hold, hold_pledge, pledges};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult};
use crate::payments::orders;
use crate::payments::refunds::{self, Cause, Wanted};
use crate::people::Person;

/// Says that the money is the house's: the series is made. Only once all that could be collected is.
pub(super) async fn release(app: &App, operator: &Person, id: Uuid) -> AppResult<()> {
    change(
        app,
        operator,
        id,
        State::Released,
        &[State::Collected],
        "campaign.released",
    )
    .await?;
    go_on(app, operator.house_id, id).await
}

/// Gives the campaign up: who was not charged never is, who was gets everything back.
pub(super) async fn cancel(app: &App, operator: &Person, id: Uuid) -> AppResult<()> {
    let from = [State::Open, State::Collecting, State::Collected];
    change(
        app,
        operator,
        id,
        State::Cancelled,
        &from,
        "campaign.cancelled",
    )
    .await?;
    go_on(app, operator.house_id, id).await
}

async fn change(
    app: &App,
    operator: &Person,
    id: Uuid,
    to: State,
    from: &[State],
    action: &str,
) -> AppResult<()> {
    let house_id = operator.house_id;
    let mut transaction = app.db.begin().await?;
    let campaign = hold(&mut transaction, house_id, id).await?;
    if campaign.state == to {
        return Ok(());
    }
    if !from.contains(&campaign.state) {
        return Err(AppError::conflict(
            "campaign_not_ready",
            "The campaign is not where this can be done.",
            "Release it once all is collected; cancel it before it is released.",
        ));
    }
    sqlx::query!(
        "update campaigns set state = $3, closed_at = coalesce(closed_at, $4) where house_id = $1 and id = $2",
        house_id,
        id,
        to as State,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    if to == State::Cancelled {
        // Whoever has no order is never charged: orders are written down only while the campaign is held.
        sqlx::query!(
            "update pledges set state = 'lapsed', client_secret = null
             where house_id = $1 and campaign_id = $2 and state in ('waiting', 'pledged') and order_id is null",
            house_id,
            id
        )
        .execute(&mut *transaction)
        .await?;
    }
    audit::note(
        &mut *transaction,
        app,
        operator,
        action,
        "campaign",
        id,
        json!({}),
    )
    .await?;
    transaction.commit().await?;
    Ok(())
}

/// Goes on with what a crash or a provider left open.
pub(super) async fn sweep(app: &App) -> AppResult<()> {
    let open = sqlx::query!(
        r#"select distinct c.house_id, c.id from campaigns c join pledges p on p.campaign_id = c.id
           left join orders o on o.id = p.order_id
           where (c.state = 'cancelled' and p.state in ('pledged', 'collected'))
              or (c.state = 'released' and p.state = 'collected' and o.state = 'settled' and not o.earned_booked)"#
    )
    .fetch_all(&app.db)
    .await?;
    for one in open {
        if let Err(error) = go_on(app, one.house_id, one.id).await {
            tracing::warn!(campaign = %one.id, "a campaign could not be finished: {error}");
        }
    }
    Ok(())
}

/// Every pledge of a campaign that was released or cancelled as far as it can go. The same again does nothing more.
async fn go_on(app: &App, house_id: Uuid, id: Uuid) -> AppResult<()> {
    let campaign = find(&app.db, house_id, id).await?;
    let open = pledges!(
        "house_id = $1 and campaign_id = $2 and state in ('pledged', 'collected') and order_id is not null order by id",
        house_id,
        id
    )
    .fetch_all(&app.db)
    .await?;
    let mut first_problem = None;
    for pledge in open {
        let Some(order_id) = pledge.order_id else {
            continue;
        };
        let done = match campaign.state {
            State::Released => {
                orders::earn_pledge(app, house_id, order_id, campaign.series_id).await
            }
            _ => give_back(app, &campaign, pledge.id, order_id).await,
        };
        if let Err(error) = done {
            tracing::warn!(pledge = %pledge.id, "a pledge could not be finished: {error}");
            first_problem.get_or_insert(error);
        }
    }
    first_problem.map_or(Ok(()), Err)
}

/// Gives one backer everything back, once: a charge that is under way is waited for.
async fn give_back(
    app: &App,
    campaign: &Campaign,
    pledge_id: Uuid,
    order_id: Uuid,
) -> AppResult<()> {
    let house_id = campaign.house_id;
    let mut order = orders::advance(app, house_id, order_id, "campaign").await?;
    note(app, house_id, pledge_id).await?;
    if order.state == orders::State::Settled {
        let wanted = Wanted {
            cause: Cause::Desk,
            everything: true,
            reason: "the campaign was cancelled".to_owned(),
            by: None,
            given: None,
        };
        let refund = refunds::begin(app, &order, &wanted, json!({"campaign": campaign.id})).await?;
        refunds::go_on(app, house_id, refund).await?;
        order = orders::find(&app.db, house_id, order_id).await?;
    }
    if order.state == orders::State::Refunded {
        let mut transaction = app.db.begin().await?;
        let pledge = hold_pledge(&mut transaction, house_id, pledge_id).await?;
        if pledge.state == PledgeState::Collected {
            end(&mut transaction, &pledge, PledgeState::Refunded).await?;
        }
        transaction.commit().await?;
    }
    Ok(())
}
