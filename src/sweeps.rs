//! What a house looks after by itself, now and then again: steps that a crash left between, what falls due by time alone,
//! and what time has made useless.

use std::future::Future;
use std::time::Duration;

use crate::app::App;
use crate::errors::AppResult;
use crate::{
    adverts, campaigns, commissions, market, payments, paywall, people, placements, sharing,
    studio, wallet,
};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);

/// Begins all of it; each goes on until the house closes. They do not wait for each other: a provider that is slow to
/// answer keeps no wallet waiting.
pub fn begin(app: &App) {
    tokio::spawn(every(MINUTE, app.clone(), steps_of_coins));
    tokio::spawn(every(MINUTE, app.clone(), payments));
    tokio::spawn(every(MINUTE, app.clone(), paid_jobs));
    tokio::spawn(every(HOUR, app.clone(), hourly));
}

async fn every<Swept: Future<Output = ()>>(
    period: Duration,
    app: App,
    sweep: impl Fn(App) -> Swept,
) {
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = app.stopping.cancelled() => return,
            _ = ticks.tick() => {}
        }
        sweep(app.clone()).await;
    }
}

async fn steps_of_coins(app: App) {
    tell("wallets", wallet::sweep(&app).await);
    tell("unlocks", paywall::sweep(&app).await);
    tell("adverts", adverts::sweep(&app).await);
}

async fn payments(app: App) {
    payments::sweep(&app).await;
    tell("campaigns", campaigns::sweep(&app).await);
}

async fn paid_jobs(app: App) {
    tell("screeners", market::screeners::sweep(&app).await);
    tell(
        "paid jobs of the studio",
        studio::paid::unfinished::sweep(&app).await,
    );
}

async fn hourly(app: App) {
    tell("ended sessions", people::sweep(&app).await);
    tell(
        "deleted productions",
        studio::productions::sweep(&app).await,
    );
    // Before the shares: what brands owe is shared out too.
    tell("exposures", placements::sweep(&app).await);
    tell("commissions", commissions::sweep(&app).await);
    tell("shares", sharing::sweep(&app).await);
    // So that the provider's fees are in the books.
    tell(
        "the provider's account",
        payments::reconciliation::fetch_all(&app).await,
    );
}

fn tell(what: &str, swept: AppResult<()>) {
    if let Err(error) = swept {
        tracing::warn!("the sweep of {what} failed: {error}");
    }
}
