//! Sharing: who has a share in what series earn, and what they are paid.
//!
//! A *contract* is a text of the waterfall language ([`money::waterfall`]) about one series, or about several that recoup
//! for each other (a *slate*), valid from a date; its
//! *payees* are participants of the house. Revenue lines ([`crate::books::revenue`]) become *receipts* of the contract
//! that was valid when they were earned, in the order in which they arrived, and never change after. What a receipt
//! gives to whom is an *accrual*: the difference between two standings of the waterfall, each a function of the sums so
//! far. Accruals are posted to the payees' accounts in the ledger; a correction is a further receipt, below zero, and
//! takes from what is owed, then makes the payee owe. *Statements* freeze a payee's month with everything that is
//! needed to compute it again (`scripts/recompute-statement.py` does); *payouts* settle what is owed.

pub mod accruals;
mod accrue;
pub mod collection;
pub mod contracts;
pub mod dry_run;
pub mod fx;
pub mod payees;
pub mod payouts;
mod period;
mod pool;
mod post;
mod shown;
pub mod slates;
pub mod statements;
#[cfg(test)]
mod tests;
mod watched;

use chrono::{Datelike, NaiveDate};
use sqlx::{Postgres, Transaction};
use tokio::sync::{Mutex, MutexGuard};
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};

pub use accrue::run;
pub use period::Period;
pub use statements::close::close;

/// Shares out what was earned, in every house that has contracts; again and again.
pub async fn sweep(app: &App) -> AppResult<()> {
    let houses = sqlx::query_scalar!("select distinct house_id from share_contracts")
        .fetch_all(&app.db)
        .await?;
    for house_id in houses {
        run(app, house_id).await?;
    }
    Ok(())
}

/// Held while shares or payouts of a house are computed and posted, so that two who do it do not meet. What is done
/// meanwhile is committed by transactions of its own.
pub struct Held {
    /// Holds the house's row against other processes. Let go of before the turn is.
    pub transaction: Transaction<'static, Postgres>,
    /// One at a time in this process: those who wait hold no connection that the one who works may need.
    _turn: MutexGuard<'static, ()>,
}

static TURN: Mutex<()> = Mutex::const_new(());

async fn hold(app: &App, house_id: Uuid) -> AppResult<Held> {
    let turn = TURN.lock().await;
    let mut transaction = app.db.begin().await?;
    sqlx::query!(
        "insert into share_runs (house_id) values ($1) on conflict do nothing",
        house_id
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query_scalar!(
        "select house_id from share_runs where house_id = $1 for update",
        house_id
    )
    .fetch_one(&mut *transaction)
    .await?;
    Ok(Held {
        transaction,
        _turn: turn,
    })
}

impl Held {
    pub async fn commit(self) -> AppResult<()> {
        Ok(self.transaction.commit().await?)
    }
}

/// A day that somebody sent, if it can be one of a contract or a rate.
pub fn day(date: NaiveDate) -> AppResult<NaiveDate> {
    if (2000..2200).contains(&date.year()) {
        return Ok(date);
    }
    Err(AppError::bad_request(
        "date_invalid",
        "That day is not in the years 2000 to 2199.",
        "Write the day as YYYY-MM-DD.",
    ))
}

/// A text of one line that somebody sent, trimmed.
fn line(text: &str, most: usize, what: &str) -> AppResult<String> {
    let text = text.trim();
    if text.chars().count() <= most && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(AppError::bad_request(
        "text_invalid",
        format!("The {what} is not one line of at most {most} characters."),
        "Shorten it and take out characters that cannot be seen.",
    ))
}

/// An id that is not here, or belongs to another house.
fn not_found(what: &str) -> AppError {
    AppError::not_found(
        "not_in_the_books",
        format!("There is no such {what} in this house."),
        "Look for it at the desk.",
    )
}
