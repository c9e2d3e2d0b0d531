//! Accounts: opening, closing, balances now and as of a moment, history.

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    Account, Balance, Error, Field, MAX_ACCOUNTS, NewAccount, Refusal, Transfer,
    queue::is_kind,
    rows::{AccountRow, TransferRow},
};

/// Opens accounts, all or none, and gives them as they stand. The same again gives the same; an id that
/// exists with another body is refused.
pub async fn open(
    pool: &PgPool,
    accounts: &[NewAccount],
    at: DateTime<Utc>,
) -> Result<Vec<Account>, Error> {
    if accounts.len() > MAX_ACCOUNTS {
        return Err(Error::refused(
            MAX_ACCOUNTS,
            Refusal::Limit {
                what: "the list",
                max: MAX_ACCOUNTS as i64,
            },
        ));
    }
    if let Some(place) = accounts.iter().position(|account| !is_kind(&account.kind)) {
        return Err(Error::refused(
            place,
            Refusal::Malformed(Field::AccountKind),
        ));
    }
    // In order of their ids, so that two callers with the same accounts do not wait for each other in a ring.
    let mut sorted: Vec<&NewAccount> = accounts.iter().collect();
    sorted.sort_by_key(|account| account.id);
    let mut ledgers: Vec<Uuid> = accounts.iter().map(|account| account.ledger_id).collect();
    ledgers.sort_unstable();
    ledgers.dedup();
    let mut transaction = pool.begin().await?;
    sqlx::query!("insert into ledger_heads (ledger_id, at) select *, $2 from unnest($1::uuid[]) on conflict do nothing", &ledgers, at)
        .execute(&mut *transaction)
        .await?;
    sqlx::query!(
        "insert into ledger_accounts (id, ledger_id, class, kind, unit, bound, created_at)
         select *, $7 from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
         on conflict do nothing",
        &sorted.iter().map(|account| account.id).collect::<Vec<_>>(),
        &sorted.iter().map(|account| account.ledger_id).collect::<Vec<_>>(),
        &sorted.iter().map(|account| account.class.to_string()).collect::<Vec<_>>(),
        &sorted.iter().map(|account| account.kind.clone()).collect::<Vec<_>>(),
        &sorted.iter().map(|account| account.unit.to_string()).collect::<Vec<_>>(),
        &sorted.iter().map(|account| account.bound.to_string()).collect::<Vec<_>>(),
        at,
    )
    .execute(&mut *transaction)
    .await?;
    let ids: Vec<Uuid> = accounts.iter().map(|account| account.id).collect();
    let rows = sqlx::query_as!(
        AccountRow,
        "select * from ledger_accounts where id = any($1)",
        &ids
    );
    let rows = rows.fetch_all(&mut *transaction).await?;
    let found: Vec<Account> = rows
        .into_iter()
        .map(Account::try_from)
        .collect::<Result<_, _>>()?;
    let mut opened = Vec::with_capacity(accounts.len());
    for (place, asked) in accounts.iter().enumerate() {
        let account = found
            .iter()
            .find(|account| account.id == asked.id)
            .ok_or_else(|| sqlx::Error::RowNotFound)?;
        if let Some(field) = difference(asked, account) {
            return Err(Error::refused(place, Refusal::ExistsWithDifferent(field)));
        }
        opened.push(account.clone());
    }
    transaction.commit().await?;
    Ok(opened)
}

fn difference(asked: &NewAccount, found: &Account) -> Option<Field> {
    let checks = [
        (asked.ledger_id == found.ledger_id, Field::Ledger),
        (asked.class == found.class, Field::Class),
        (asked.kind == found.kind, Field::AccountKind),
        (asked.unit == found.unit, Field::Unit),
        (asked.bound == found.bound, Field::Bound),
    ];
    checks
        .into_iter()
        .find(|(same, _)| !same)
        .map(|(_, field)| field)
}

/// Closes an account to new transfers; says whether it exists.
pub async fn close(pool: &PgPool, id: Uuid) -> Result<bool, Error> {
    let done = sqlx::query!("update ledger_accounts set closed = true where id = $1", id)
        .execute(pool)
        .await;
    Ok(done?.rows_affected() > 0)
}

/// The accounts with these ids, as they stand, in no order.
pub async fn get(pool: &PgPool, ids: &[Uuid]) -> Result<Vec<Account>, Error> {
    let rows = sqlx::query_as!(
        AccountRow,
        "select * from ledger_accounts where id = any($1)",
        ids
    );
    let rows = rows.fetch_all(pool).await?;
    Ok(rows
        .into_iter()
        .map(Account::try_from)
        .collect::<Result<_, _>>()?)
}

/// A page of a ledger's accounts in order of their ids, after one of them.
pub async fn list(
    pool: &PgPool,
    ledger_id: Uuid,
    kind: Option<&str>,
    after: Option<Uuid>,
    limit: u32,
) -> Result<Vec<Account>, Error> {
    let rows = sqlx::query_as!(
        AccountRow,
        "select * from ledger_accounts
         where ledger_id = $1 and ($2::text is null or kind = $2) and ($3::uuid is null or id > $3) order by id limit $4",
        ledger_id,
        kind,
        after,
        i64::from(limit)
    );
    let rows = rows.fetch_all(pool).await?;
    Ok(rows
        .into_iter()
        .map(Account::try_from)
        .collect::<Result<_, _>>()?)
}

/// What an account's balance was at a moment: what was recorded by then, and what was pending and not
/// yet expired then. `None` when there is no such account.
pub async fn balance_at(
    pool: &PgPool,
    id: Uuid,
    at: DateTime<Utc>,
) -> Result<Option<Balance>, Error> {
    let row = sqlx::query_as!(
        Balance,
        r#"select
            coalesce(sum(amount) filter (where debit and posts), 0)::bigint as "debits_posted!",
            coalesce(sum(amount) filter (where debit and holds), 0)::bigint as "debits_pending!",
            coalesce(sum(amount) filter (where not debit and posts), 0)::bigint as "credits_posted!",
            coalesce(sum(amount) filter (where not debit and holds), 0)::bigint as "credits_pending!"
         from ledger_accounts account
         left join lateral (
            select amount, debit_account = account.id as debit, kind in ('posted', 'post_pending') as posts,
                kind = 'pending' and (expires_at is null or expires_at > $2) and not exists (
                    select from ledger_transfers resolution where resolution.pending_id = transfer.id and resolution.at <= $2
                ) as holds
            from ledger_transfers transfer
            where (debit_account = account.id or credit_account = account.id) and at <= $2
         ) as own on true
         where account.id = $1 group by account.id"#,
        id,
        at
    );
    Ok(row.fetch_optional(pool).await?)
}

/// A page of an account's transfers, the newest first, before a place in the chain.
pub async fn history(
    pool: &PgPool,
    id: Uuid,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Transfer>, Error> {
    let rows = sqlx::query_as!(
        TransferRow,
        r#"select ledger_id, seq, id, kind, debit_account, credit_account, amount, unit, pending_id, timeout_s, expires_at,
            chain_id, chain_at, chain_len, reference_kind, reference_id, reference_data::text as "reference_data!", at, hash
         from ledger_transfers
         where (debit_account = $1 or credit_account = $1) and ($2::bigint is null or seq < $2) order by seq desc limit $3"#,
        id,
        before,
        i64::from(limit)
    );
    let rows = rows.fetch_all(pool).await?;
    Ok(rows
        .into_iter()
        .map(Transfer::try_from)
        .collect::<Result<_, _>>()?)
}

/// The transfers with these ids, in no order.
pub async fn transfers(pool: &PgPool, ids: &[Uuid]) -> Result<Vec<Transfer>, Error> {
    let rows = sqlx::query_as!(
        TransferRow,
        r#"select ledger_id, seq, id, kind, debit_account, credit_account, amount, unit, pending_id, timeout_s, expires_at,
            chain_id, chain_at, chain_len, reference_kind, reference_id, reference_data::text as "reference_data!", at, hash
         from ledger_transfers where id = any($1)"#,
        ids
    );
    let rows = rows.fetch_all(pool).await?;
    Ok(rows
        .into_iter()
        .map(Transfer::try_from)
        .collect::<Result<_, _>>()?)
}
