//! What was left undone: by a process that was killed, a provider that was down, a webhook that never came; and what
//! falls due by time alone.

use std::time::Duration;

use crate::app::App;
use crate::errors::AppResult;
use crate::vip;

use super::{card, debts, orders, reconciliation, refunds, stores, stripe};

/// How often it is looked for.
const EVERY: Duration = Duration::from_mins(1);
/// After so many sweeps the provider's account of the money is read, so that its fees are in the books.
const RECONCILED_EVERY: u64 = 60;

/// Sweeps until the house closes.
pub async fn sweep_often(app: App) {
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for minute in 0_u64.. {
        tokio::select! {
            () = app.stopping.cancelled() => return,
            _ = ticks.tick() => {}
        }
        sweep(&app).await;
        if minute.is_multiple_of(RECONCILED_EVERY)
            && let Err(error) = reconciliation::fetch_all(&app).await
        {
            tracing::warn!("the provider's account could not be read: {error}");
        }
    }
}

/// Everything once. What fails is logged, and does not keep the rest from being done.
pub async fn sweep(app: &App) {
    let parts: [(&str, AppResult<()>); 9] = [
        ("webhooks", stripe::hooks::sweep(app).await),
        ("stores' messages", stores::sweep(app).await),
        ("orders", unfinished_orders(app).await),
        ("refunds", refunds::sweep(app).await),
        ("debts", debts::sweep(app).await),
        ("cards", card::sweep(app).await),
        ("provider's subscriptions", stripe::sync::sweep(app).await),
        ("renewals", orders::renew_due(app).await),
        ("days of VIP", vip::earn(app).await),
    ];
    for (what, result) in parts {
        if let Err(error) = result {
            tracing::warn!("the sweep of {what} failed: {error}");
        }
    }
}

/// Asks about orders that nobody spoke of: ever more rarely, until they are a day old.
async fn unfinished_orders(app: &App) -> AppResult<()> {
    let now = app.clock.now();
    let due = sqlx::query!(
        "update orders set asked = asked + 1, ask_at = $1::timestamptz + power(2, least(asked, 6)) * interval '1 minute'
         where id in (select id from orders where state in ('pending', 'paid') and ask_at <= $1
                      order by ask_at limit 200 for update skip locked)
         returning house_id, id",
        now
    )
    .fetch_all(&app.db)
    .await?;
    for one in due {
        if let Err(error) = orders::advance(app, one.house_id, one.id, "sweep").await {
            tracing::warn!(order = %one.id, "an order could not go on: {error}");
        }
    }
    Ok(())
}
