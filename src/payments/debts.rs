//! What viewers owe after money went back for what they had used, and giving up on it.
//!
//! A write-off is decided here, posted to the ledger, then done; the sweep finishes what a crash left between.

use axum::extract::State as AppState;
use chrono::{DateTime, Duration, Utc};
use ledger::{Reference, Refusal};
use money::Amount;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::books::money::{Money, MoneySent, currency};
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;

/// A step that is older than this is nobody's any more.
const LEFT_ALONE: Duration = Duration::seconds(30);

/// What a viewer owes.
#[derive(Serialize, ToSchema)]
pub struct Receivable {
    /// Of the debtor's account in the books.
    pub id: Uuid,
    /// Null: erased; nothing says any more who it was.
    pub person_id: Option<Uuid>,
    pub owed: Money,
    /// Given up so far.
    pub written_off: Money,
    /// When the last of it came to be.
    pub since: Option<DateTime<Utc>>,
}

/// List what viewers owe, the largest debts first, at most two hundred.
#[utoipa::path(get, operation_id = "desk_receivables", path = "/api/v1/desk/receivables", tag = "desk",
    responses((status = 200, body = Vec<Receivable>), (status = 403, body = ErrorBody)))]
pub async fn list(
    AppState(app): AppState<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Vec<Receivable>>> {
    Ok(Json(receivables(&app, operator.house_id, None).await?))
}

/// Those that are owed or were given up; or the one that is asked for.
async fn receivables(
    app: &App,
    house_id: Uuid,
    account: Option<Uuid>,
) -> AppResult<Vec<Receivable>> {
    let rows = sqlx::query!(
        r#"select b.account_id, b.person_id, a.unit, (a.debits_posted - a.credits_posted)::bigint as "owed!",
               coalesce(w.amount, 0)::bigint as "written_off!",
               (select max(t.at) from ledger_transfers t where t.ledger_id = $1 and t.debit_account = a.id) as since
           from book_accounts b join ledger_accounts a on a.id = b.account_id
           left join (select account_id, sum(amount) as amount from write_offs where house_id = $1 and state = 'done'
                      group by account_id) w on w.account_id = b.account_id
           where b.house_id = $1 and b.kind = 'receivable_viewer'
             and (b.account_id = $2 or ($2::uuid is null and (a.debits_posted > a.credits_posted or w.amount > 0)))
           order by 4 desc, 1 limit 200"#,
        house_id,
        account
    )
    .fetch_all(&app.db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unit = currency(&row.unit)?;
            Ok(Receivable {
                id: row.account_id,
                person_id: row.person_id,
                owed: Amount::new(row.owed, unit).into(),
                written_off: Amount::new(row.written_off, unit).into(),
                since: row.since,
            })
        })
        .collect()
}

/// A debt that is given up.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewWriteOff {
    /// Made by the client: the same again is the same write-off.
    pub id: Uuid,
    /// At most what is owed.
    pub amount: MoneySent,
    /// For the audit log, up to 200 letters; nothing personal.
    pub reason: String,
}

/// Give up on what a viewer owes: a loss of the house.
#[utoipa::path(post, operation_id = "write_off_receivable", path = "/api/v1/desk/receivables/{id}/write-off", tag = "desk",
    params(("id" = Uuid, Path)), request_body = NewWriteOff,
    responses((status = 200, body = Receivable), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
              (status = 404, body = ErrorBody), (status = 409, body = ErrorBody, description = "`more_than_owed`, `write_off_differs`")))]
pub async fn write_off(
    AppState(app): AppState<App>,
    Operator(operator): Operator,
    Path(account): Path<Uuid>,
    Json(new): Json<NewWriteOff>,
) -> AppResult<Json<Receivable>> {
    let house_id = operator.house_id;
    let (amount, reason) = (new.amount.amount()?, new.reason.trim());
    if reason.is_empty() || reason.chars().count() > 200 || amount.minor <= 0 {
        return Err(AppError::bad_request(
            "write_off_invalid",
            "A write-off has an amount above zero, and a reason of 1 to 200 letters.",
            "Correct the amount, or say why nobody will pay it.",
        ));
    }
    let found = receivables(&app, house_id, Some(account)).await?;
    let owed = found.first().ok_or_else(unknown)?;
    if owed.owed.currency != amount.currency.code() {
        return Err(AppError::bad_request(
            "currency_differs",
            format!("This debt is in {}.", owed.owed.currency),
            "Write it off in its own currency.",
        ));
    }
    // Two houses may be sent the same id.
    let id = derived(house_id, &format!("write_off:{}", new.id));
    let mut transaction = app.db.begin().await?;
    let written = sqlx::query!(
        "insert into write_offs (id, house_id, account_id, amount, currency, reason, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing",
        id,
        house_id,
        account,
        amount.minor,
        amount.currency.code(),
        reason,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    if written.rows_affected() == 1 {
        let detail = json!({ "account": account, "amount": amount.to_string(), "reason": reason });
        audit::note(
            &mut *transaction,
            &app,
            &operator,
            "receivable.written_off",
            "write_off",
            id,
            detail,
        )
        .await?;
    }
    transaction.commit().await?;
    let kept = sqlx::query!(
        "select account_id, amount, currency from write_offs where id = $1",
        id
    )
    .fetch_one(&app.db)
    .await?;
    if (kept.account_id, kept.amount, &*kept.currency)
        != (account, amount.minor, amount.currency.code())
    {
        return Err(AppError::conflict(
            "write_off_differs",
            "Another debt was written off under this id.",
            "Use a new id for another write-off.",
        ));
    }
    if !finish(&app, id).await? {
        return Err(AppError::conflict(
            "more_than_owed",
            "So much is not owed; nothing was written off.",
            "Load the list again: it may have been paid or written off meanwhile.",
        ));
    }
    let now = receivables(&app, house_id, Some(account)).await?;
    Ok(Json(now.into_iter().next().ok_or_else(unknown)?))
}

fn unknown() -> AppError {
    AppError::not_found(
        "receivable_not_found",
        "There is no such debt in this house.",
        "Look for it in the list of what viewers owe.",
    )
}

/// Posts a write-off; false when the ledger refused it, because so much is not owed.
async fn finish(app: &App, id: Uuid) -> AppResult<bool> {
    let row = sqlx::query!(
        "select house_id, account_id, amount, currency, state from write_offs where id = $1",
        id
    )
    .fetch_one(&app.db)
    .await?;
    if row.state != "held" {
        return Ok(row.state == "done");
    }
    let known = books::Known {
        id: derived(id, "loss"),
        debit: Spot::house(Kind::Losses, currency(&row.currency)?),
        credit: row.account_id,
        amount: row.amount,
        reference: Reference::new("write_off", id),
    };
    let state = match books::post_from(app, row.house_id, known).await {
        Ok(()) => "done",
        Err(ledger::Error::Refused {
            refusal: Refusal::ExceedsBound { .. },
            ..
        }) => "refused",
        Err(error) => return Err(error.into()),
    };
    sqlx::query!(
        "update write_offs set state = $2 where id = $1 and state = 'held'",
        id,
        state
    )
    .execute(&app.db)
    .await?;
    Ok(state == "done")
}

/// Finishes what a crash left.
pub async fn sweep(app: &App) -> AppResult<()> {
    let held = sqlx::query_scalar!(
        "select id from write_offs where state = 'held' and created_at <= $1 order by created_at limit 200",
        app.clock.now() - LEFT_ALONE
    )
    .fetch_all(&app.db)
    .await?;
    for id in held {
        if let Err(error) = finish(app, id).await {
            tracing::error!(write_off = %id, "a debt was not written off: {error}");
        }
    }
    Ok(())
}

/// Makes a debt what it was, as far as it was written off, when money comes for it after all: `entries` credit it. Once
/// for an id; nothing when they were posted already.
pub async fn reinstate(app: &App, house_id: Uuid, id: Uuid, entries: &[Entry]) -> AppResult<()> {
    let pays = |entry: &&Entry| entry.credit.kind == Kind::ReceivableViewer;
    let Some(entry) = entries.iter().find(pays) else {
        return Ok(());
    };
    let posted = ledger::accounts::transfers(&app.db, &[entry.id]).await?;
    let owed = books::balance(app, house_id, &entry.credit).await?.debit();
    let missing = entry.amount - owed;
    if !posted.is_empty() || missing <= 0 {
        return Ok(());
    }
    let back = Entry {
        id: derived(id, "reinstated"),
        debit: entry.credit,
        credit: Spot {
            kind: Kind::Losses,
            owner: None,
            unit: entry.credit.unit,
        },
        amount: missing,
        reference: Reference::new("reinstated", id),
    };
    books::post(app, house_id, vec![back]).await?;
    Ok(())
}
