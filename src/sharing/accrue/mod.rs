//! Accruals: revenue lines become receipts of contracts, and receipts give shares.

use chrono::DateTime;
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;
use crate::sharing::post;

mod due;
mod receive;
mod shares;
mod write;

pub(in crate::sharing) use shares::{accruals, unshared};

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Receipts that contracts took in.
    pub received: usize,
    /// Of those: taken back from a contract because another one holds.
    pub taken_back: usize,
    /// Postings that went to the ledger.
    pub posted: usize,
}

/// Shares out everything that is not shared yet, as far as there are contracts and rates for it. May be ended at any
/// moment and run again: nothing is shared or posted twice.
pub async fn run(app: &App, house_id: Uuid) -> AppResult<Ran> {
    let mut held = crate::sharing::hold(app, house_id).await?;
    let ran = run_held(app, house_id).await?;
    sqlx::query!(
        "update share_runs set ran_at = $2 where house_id = $1",
        house_id,
        app.clock.now()
    )
    .execute(&mut *held.transaction)
    .await?;
    held.commit().await?;
    Ok(ran)
}

/// The same for who holds the house's shares already.
pub(in crate::sharing) async fn run_held(app: &App, house_id: Uuid) -> AppResult<Ran> {
    let mut ran = Ran::default();
    let mut after = (DateTime::UNIX_EPOCH, Uuid::nil());
    loop {
        let page = due::page(app, house_id, after).await?;
        let Some(last) = page.last() else { break };
        after = (last.at, last.id);
        let (received, taken_back) = receive::receive(app, house_id, page).await?;
        ran.received += received;
        ran.taken_back += taken_back;
    }
    ran.posted = post::post_open(app, house_id).await?;
    Ok(ran)
}
