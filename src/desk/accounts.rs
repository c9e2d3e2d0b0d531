//! The accounts of the books, and the history of one.

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{BookAccountRef, grows_by_debit};
use crate::app::App;
use crate::books::Kind;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::policy::Operator;

const PAGE: i64 = 100;

/// An account of the books, as it stands.
#[derive(Serialize, ToSchema)]
pub struct BookAccount {
    #[serde(flatten)]
    pub account: BookAccountRef,
    /// `asset`, `liability`, `equity`, `income` or `expense`.
    pub class: String,
    /// A currency, `COIN` or `BONUS`.
    pub unit: String,
    /// Decimals of the unit.
    pub digits: u8,
    /// Minor units or coins, posted.
    pub debits: i64,
    pub credits: i64,
    /// Held and not yet posted.
    pub debits_pending: i64,
    pub credits_pending: i64,
    /// By how much the side on which such an account grows is ahead.
    pub balance: i64,
    /// How many accounts this line sums up: of one kind and unit, each with an owner of its own.
    pub accounts: i64,
}

#[derive(Serialize, ToSchema)]
pub struct BookAccounts {
    /// One line for every kind and unit, in the order of the chart of accounts.
    pub kinds: Vec<BookAccount>,
    /// The accounts of the kind that was asked for, the fullest first, at most a hundred.
    pub accounts: Vec<BookAccount>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AccountsWanted {
    /// Also list the accounts of this kind one by one.
    kind: Option<String>,
    unit: Option<String>,
}

struct Row {
    id: Uuid,
    class: String,
    kind: String,
    unit: String,
    debits: i64,
    credits: i64,
    debits_pending: i64,
    credits_pending: i64,
    accounts: i64,
    owner_id: Option<Uuid>,
    owner_name: Option<String>,
}

impl From<Row> for BookAccount {
    fn from(row: Row) -> Self {
        let sign = if grows_by_debit(&row.class) { 1 } else { -1 };
        let digits = row.unit.parse().map_or(0, ledger::Unit::digits);
        Self {
            account: BookAccountRef {
                id: row.id,
                kind: row.kind,
                owner_id: row.owner_id,
                owner_name: row.owner_name,
            },
            balance: sign * (row.debits - row.credits),
            class: row.class,
            unit: row.unit,
            digits,
            debits: row.debits,
            credits: row.credits,
            debits_pending: row.debits_pending,
            credits_pending: row.credits_pending,
            accounts: row.accounts,
        }
    }
}

/// List what the books hold, by kind of account; with `kind` also each account of that kind.
#[utoipa::path(
    get, operation_id = "list_book_accounts", path = "/api/v1/desk/books/accounts", tag = "desk", params(AccountsWanted),
    responses((status = 200, body = BookAccounts), (status = 403, body = ErrorBody))
)]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(wanted): Query<AccountsWanted>,
) -> AppResult<Json<BookAccounts>> {
    let mut kinds = sqlx::query_as!(
        Row,
        r#"select (array_agg(id order by id))[1] as "id!", min(class) as "class!", kind, unit, sum(debits_posted)::bigint as "debits!",
               sum(credits_posted)::bigint as "credits!", sum(debits_pending)::bigint as "debits_pending!",
               sum(credits_pending)::bigint as "credits_pending!", count(*) as "accounts!", null::uuid as owner_id, null as owner_name
           from ledger_accounts where ledger_id = $1 group by kind, unit"#,
        operator.house_id
    )
    .fetch_all(&app.db)
    .await?;
    let place = |kind: &str| Kind::ALL.iter().position(|one| one.as_str() == kind);
    kinds.sort_by_key(|row| (place(&row.kind), row.unit.clone()));
    let accounts = match &wanted.kind {
        None => Vec::new(),
        Some(kind) => one_by_one(&app, operator.house_id, kind, wanted.unit.as_deref()).await?,
    };
    Ok(Json(BookAccounts {
        kinds: kinds.into_iter().map(Into::into).collect(),
        accounts: accounts.into_iter().map(Into::into).collect(),
    }))
}

async fn one_by_one(
    app: &App,
    house_id: Uuid,
    kind: &str,
    unit: Option<&str>,
) -> AppResult<Vec<Row>> {
    Ok(sqlx::query_as!(
        Row,
        r#"select a.id, a.class, a.kind, a.unit, a.debits_posted as debits, a.credits_posted as credits, a.debits_pending,
               a.credits_pending, 1::bigint as "accounts!", coalesce(b.person_id, b.payee_id) as owner_id,
               coalesce(y.name, p.display_name, p.email) as owner_name
           from ledger_accounts a
           left join book_accounts b on b.account_id = a.id and b.house_id = a.ledger_id
           left join people p on p.id = b.person_id and p.house_id = a.ledger_id
           left join payees y on y.id = b.payee_id and y.house_id = a.ledger_id
           where a.ledger_id = $1 and a.kind = $2 and ($3::text is null or a.unit = $3)
           order by abs(a.debits_posted - a.credits_posted) desc, a.id limit $4"#,
        house_id,
        kind,
        unit,
        PAGE
    )
    .fetch_all(&app.db)
    .await?)
}

#[derive(Serialize, ToSchema)]
pub struct BookHistory {
    pub account: BookAccount,
    /// The newest first.
    pub entries: Vec<BookEntry>,
    /// Pass as `before` for the entries before these.
    pub next: Option<i64>,
}

/// A transfer, as one of its accounts sees it.
#[derive(Serialize, ToSchema)]
pub struct BookEntry {
    /// Place in the house's chain of transfers.
    pub seq: i64,
    pub transfer_id: Uuid,
    pub at: DateTime<Utc>,
    /// `posted`, `pending`, `post_pending`, `void_pending` or `expired`.
    pub kind: String,
    /// Whether this account was debited.
    pub debit: bool,
    pub amount: i64,
    /// The account on the other side.
    pub other: BookAccountRef,
    pub reference_kind: String,
    pub reference_id: Uuid,
    /// How many transfers were posted together with this one, itself included.
    pub chain: i16,
    /// The account's balance after it.
    pub balance: i64,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct HistoryWanted {
    /// Entries before this place.
    before: Option<i64>,
}

/// Show an account and what was posted to it.
#[utoipa::path(
    get, operation_id = "show_book_account", path = "/api/v1/desk/books/accounts/{id}", tag = "desk",
    params(("id" = Uuid, Path), HistoryWanted),
    responses((status = 200, body = BookHistory), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody))
)]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Query(wanted): Query<HistoryWanted>,
) -> AppResult<Json<BookHistory>> {
    let house_id = operator.house_id;
    let account: BookAccount = sqlx::query_as!(
        Row,
        r#"select a.id, a.class, a.kind, a.unit, a.debits_posted as debits, a.credits_posted as credits, a.debits_pending,
               a.credits_pending, 1::bigint as "accounts!", coalesce(b.person_id, b.payee_id) as owner_id,
               coalesce(y.name, p.display_name, p.email) as owner_name
           from ledger_accounts a
           left join book_accounts b on b.account_id = a.id and b.house_id = a.ledger_id
           left join people p on p.id = b.person_id and p.house_id = a.ledger_id
           left join payees y on y.id = b.payee_id and y.house_id = a.ledger_id
           where a.ledger_id = $1 and a.id = $2"#,
        house_id,
        id
    )
    .fetch_optional(&app.db)
    .await?
    .map(Into::into)
    .ok_or_else(|| {
        AppError::not_found(
            "account_not_found",
            "There is no such account in the books of this house.",
            "Look for it in the list of accounts.",
        )
    })?;
    // What was posted after the page, so that every line can say the balance that it left behind.
    let later = sqlx::query_scalar!(
        r#"select coalesce(sum(case when debit_account = $2 then amount else -amount end), 0)::bigint as "sum!"
           from ledger_transfers
           where ledger_id = $1 and (debit_account = $2 or credit_account = $2) and seq >= $3 and kind in ('posted', 'post_pending')"#,
        house_id,
        id,
        wanted.before.unwrap_or(i64::MAX)
    )
    .fetch_one(&app.db)
    .await?;
    let sign = if grows_by_debit(&account.class) {
        1
    } else {
        -1
    };
    let entries = entries(
        &app,
        house_id,
        id,
        wanted.before,
        sign,
        account.balance - sign * later,
    );
    let entries = entries.await?;
    let full = i64::try_from(entries.len()).is_ok_and(|count| count == PAGE);
    Ok(Json(BookHistory {
        account,
        next: entries.last().map(|last| last.seq).filter(|_| full),
        entries,
    }))
}

/// A page of an account's entries; `balance` is the account's after the first of them.
async fn entries(
    app: &App,
    house_id: Uuid,
    id: Uuid,
    before: Option<i64>,
    sign: i64,
    mut balance: i64,
) -> AppResult<Vec<BookEntry>> {
    let rows = sqlx::query!(
        r#"select t.seq, t.id, t.at, t.kind, t.debit_account = $2 as "debit!", t.amount, t.reference_kind, t.reference_id, t.chain_len,
               o.id as other_id, o.kind as other_kind, coalesce(b.person_id, b.payee_id) as owner_id,
               coalesce(y.name, p.display_name, p.email) as owner_name
           from ledger_transfers t
           join ledger_accounts o on o.id = case when t.debit_account = $2 then t.credit_account else t.debit_account end
           left join book_accounts b on b.account_id = o.id and b.house_id = t.ledger_id
           left join people p on p.id = b.person_id and p.house_id = t.ledger_id
           left join payees y on y.id = b.payee_id and y.house_id = t.ledger_id
           where t.ledger_id = $1 and (t.debit_account = $2 or t.credit_account = $2) and ($3::bigint is null or t.seq < $3)
           order by t.seq desc limit $4"#,
        house_id,
        id,
        before,
        PAGE
    )
    .fetch_all(&app.db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let after = balance;
            if matches!(row.kind.as_str(), "posted" | "post_pending") {
                balance -= if row.debit {
                    sign * row.amount
                } else {
                    -sign * row.amount
                };
            }
            BookEntry {
                seq: row.seq,
                transfer_id: row.id,
                at: row.at,
                kind: row.kind,
                debit: row.debit,
                amount: row.amount,
                other: BookAccountRef {
                    id: row.other_id,
                    kind: row.other_kind,
                    owner_id: row.owner_id,
                    owner_name: row.owner_name,
                },
                reference_kind: row.reference_kind,
                reference_id: row.reference_id,
                chain: row.chain_len,
                balance: after,
            }
        })
        .collect())
}
