//! Many commands in one transaction: read what they need, apply the rules, write what they made.
//!
//! The heads of the ledgers are locked first, in order of their ids; then the accounts, in order of
//! theirs. Two processes that post to one ledger wait for each other at its head, so nothing that is
//! read afterwards can change underneath.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgPool, Postgres, Transaction};
use uuid::Uuid;

use crate::{
    Account, Balance, Command, Error, Kind, Move, Transfer, Unit,
    apply::{Head, State},
    rows::{self, AccountRow, TransferRow},
};

/// The most pending transfers released in one transaction.
const MAX_DUE: i64 = 4_096;

/// What came of a command.
pub(crate) type Outcome = Result<Vec<Transfer>, Error>;

/// Posts all commands that can be posted, and commits. Only releases what is due, where a command has no
/// transfers. Tried again after any error it gives the same.
pub(crate) async fn commit(
    pool: &PgPool,
    commands: &[&Command],
) -> Result<Vec<Outcome>, sqlx::Error> {
    loop {
        let mut transaction = pool.begin().await?;
        let (mut state, all_due) = read(&mut transaction, commands).await?;
        let before: BTreeMap<Uuid, Balance> = state
            .accounts
            .iter()
            .map(|(id, account)| (*id, account.balance))
            .collect();
        if !all_due {
            // More is due than fits into this transaction: release that much first.
            for (ledger_id, at) in times(commands) {
                state.expire(ledger_id, at);
            }
            check(&state, &before);
            write(&mut transaction, &state).await?;
            transaction.commit().await?;
            continue;
        }
        let outcomes = commands
            .iter()
            .map(|command| outcome(&mut state, command))
            .collect();
        check(&state, &before);
        if state.made.is_empty() {
            transaction.rollback().await?;
        } else {
            write(&mut transaction, &state).await?;
            transaction.commit().await?;
        }
        return Ok(outcomes);
    }
}

fn outcome(state: &mut State, command: &Command) -> Outcome {
    if command.transfers.is_empty() {
        state.expire(command.ledger_id, command.at);
        return Ok(Vec::new());
    }
    state.apply(command)
}

/// The latest time that a command of the batch brings to each ledger, in order of the ledgers.
fn times(commands: &[&Command]) -> BTreeMap<Uuid, DateTime<Utc>> {
    let mut times = BTreeMap::new();
    for command in commands {
        let time = times.entry(command.ledger_id).or_insert(command.at);
        *time = command.at.max(*time);
    }
    times
}

/// Reads and locks what the commands need; says whether all that is due was read.
async fn read(
    transaction: &mut Transaction<'_, Postgres>,
    commands: &[&Command],
) -> Result<(State, bool), sqlx::Error> {
    let mut state = State::default();
    let times = times(commands);
    let ledgers: Vec<Uuid> = times.keys().copied().collect();
    let heads = sqlx::query!(
        "select ledger_id, seq, hash, at from ledger_heads where ledger_id = any($1) order by ledger_id for update",
        &ledgers
    );
    for row in heads.fetch_all(&mut **transaction).await? {
        state.heads.insert(
            row.ledger_id,
            Head {
                seq: row.seq,
                hash: rows::hash(&row.hash)?,
                at: row.at,
            },
        );
    }
    let now: Vec<DateTime<Utc>> = times
        .iter()
        .map(|(ledger_id, at)| state.now(*ledger_id, *at).unwrap_or(*at))
        .collect();
    let due = sqlx::query_scalar!(
        "select pending.id from unnest($1::uuid[], $2::timestamptz[]) as wanted (ledger_id, at)
         join ledger_pending pending on pending.ledger_id = wanted.ledger_id and pending.expires_at <= wanted.at
         order by pending.expires_at, pending.id limit $3",
        &ledgers,
        &now,
        MAX_DUE
    )
    .fetch_all(&mut **transaction)
    .await?;
    let all_due = due.len() < MAX_DUE as usize;

    let mut own = Vec::new();
    let mut pending = due;
    let mut accounts = Vec::new();
    for transfer in commands.iter().flat_map(|command| &command.transfers) {
        own.push(transfer.id);
        match &transfer.body {
            Move::Post { debit, credit, .. } | Move::Pending { debit, credit, .. } => {
                accounts.extend([*debit, *credit]);
            }
            Move::PostPending { pending_id, .. } | Move::VoidPending { pending_id } => {
                pending.push(*pending_id);
            }
        }
    }
    read_transfers(transaction, &mut state, own, pending).await?;
    let of_pending = state.open.keys().filter_map(|id| state.known.get(id));
    accounts.extend(of_pending.flat_map(|pending| [pending.debit, pending.credit]));
    accounts.sort_unstable();
    accounts.dedup();
    let rows = sqlx::query_as!(
        AccountRow,
        "select * from ledger_accounts where id = any($1) order by id for no key update",
        &accounts
    );
    for row in rows.fetch_all(&mut **transaction).await? {
        state.accounts.insert(row.id, Account::try_from(row)?);
    }
    Ok((state, all_due))
}

/// Transfers with the commands' own ids and those they resolve, and what became of the latter.
async fn read_transfers(
    connection: &mut PgConnection,
    state: &mut State,
    mut ids: Vec<Uuid>,
    pending: Vec<Uuid>,
) -> Result<(), sqlx::Error> {
    ids.extend(&pending);
    let rows = sqlx::query_as!(
        TransferRow,
        r#"select ledger_id, seq, id, kind, debit_account, credit_account, amount, unit, pending_id, timeout_s, expires_at,
            chain_id, chain_at, chain_len, reference_kind, reference_id, reference_data::text as "reference_data!", at, hash
         from ledger_transfers where id = any($1)"#,
        &ids
    );
    for row in rows.fetch_all(&mut *connection).await? {
        state.known.insert(row.id, Transfer::try_from(row)?);
    }
    // A command sent again resolves nothing, but the pending transfer is compared with.
    let more: Vec<Uuid> = pending
        .into_iter()
        .filter(|id| state.known.contains_key(id))
        .collect();
    if more.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query!(
        "select id, expires_at from ledger_pending where id = any($1)",
        &more
    );
    for row in rows.fetch_all(&mut *connection).await? {
        state.open.insert(row.id, row.expires_at);
    }
    let rows = sqlx::query!(
        r#"select pending_id as "pending_id!", kind from ledger_transfers where pending_id = any($1)"#,
        &more
    );
    for row in rows.fetch_all(connection).await? {
        let kind = Kind::of(&row.kind)
            .ok_or_else(|| sqlx::Error::Decode("a transfer of an unknown kind".into()))?;
        state.resolved.insert(row.pending_id, kind);
    }
    Ok(())
}

/// Debits equal credits in every unit, and every bound is kept. Stays on in release: rather no ledger
/// than a wrong one.
fn check(state: &State, before: &BTreeMap<Uuid, Balance>) {
    let mut units: BTreeMap<Unit, [i128; 4]> = BTreeMap::new();
    for id in &state.touched {
        let account = &state.accounts[id];
        assert!(
            account.balance.keeps(account.bound),
            "account {id} would cross its bound"
        );
        let sides = |balance: &Balance| {
            [
                balance.debits_posted,
                balance.credits_posted,
                balance.debits_pending,
                balance.credits_pending,
            ]
            .map(i128::from)
        };
        let sums = units.entry(account.unit).or_default();
        for ((sum, after), before) in sums
            .iter_mut()
            .zip(sides(&account.balance))
            .zip(sides(&before[id]))
        {
            *sum += after - before;
        }
    }
    for transfer in &state.made {
        if matches!(transfer.kind, Kind::Posted | Kind::PostPending) {
            let sums = units.entry(transfer.unit).or_default();
            sums[0] -= i128::from(transfer.amount);
            sums[1] -= i128::from(transfer.amount);
        }
    }
    for (unit, [debits, credits, debits_pending, credits_pending]) in units {
        assert!(
            debits == 0 && credits == 0,
            "posted sums of {unit} would not be those of the transfers"
        );
        assert_eq!(
            debits_pending, credits_pending,
            "pending debits and credits of {unit} would differ"
        );
    }
}

async fn write(
    transaction: &mut Transaction<'_, Postgres>,
    state: &State,
) -> Result<(), sqlx::Error> {
    write_transfers(transaction, &state.made).await?;
    let touched: Vec<&Account> = state.touched.iter().map(|id| &state.accounts[id]).collect();
    let column = |of: fn(&Balance) -> i64| {
        touched
            .iter()
            .map(|account| of(&account.balance))
            .collect::<Vec<i64>>()
    };
    let updated = sqlx::query!(
        "update ledger_accounts account set debits_posted = new.debits_posted, debits_pending = new.debits_pending,
            credits_posted = new.credits_posted, credits_pending = new.credits_pending
         from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
            as new (id, debits_posted, debits_pending, credits_posted, credits_pending)
         where account.id = new.id",
        &touched.iter().map(|account| account.id).collect::<Vec<_>>(),
        &column(|balance| balance.debits_posted),
        &column(|balance| balance.debits_pending),
        &column(|balance| balance.credits_posted),
        &column(|balance| balance.credits_pending),
    );
    let updated = updated.execute(&mut **transaction).await?.rows_affected();
    assert_eq!(
        updated,
        touched.len() as u64,
        "every account that was touched is written"
    );
    write_pending(transaction, state).await?;
    let heads: Vec<(&Uuid, &Head)> = state.heads.iter().collect();
    sqlx::query!(
        "update ledger_heads head set seq = new.seq, hash = new.hash, at = new.at
         from unnest($1::uuid[], $2::bigint[], $3::bytea[], $4::timestamptz[]) as new (ledger_id, seq, hash, at)
         where head.ledger_id = new.ledger_id and head.seq < new.seq",
        &heads.iter().map(|(id, _)| **id).collect::<Vec<_>>(),
        &heads.iter().map(|(_, head)| head.seq).collect::<Vec<_>>(),
        &heads.iter().map(|(_, head)| head.hash.0.to_vec()).collect::<Vec<_>>(),
        &heads.iter().map(|(_, head)| head.at).collect::<Vec<_>>(),
    )
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

async fn write_transfers(
    connection: &mut PgConnection,
    made: &[Transfer],
) -> Result<(), sqlx::Error> {
    fn column<'a, T>(made: &'a [Transfer], of: impl Fn(&'a Transfer) -> T) -> Vec<T> {
        made.iter().map(of).collect()
    }
    let units: Vec<String> = column(made, |one| one.unit.to_string());
    sqlx::query!(
        "insert into ledger_transfers (ledger_id, seq, id, kind, debit_account, credit_account, amount, unit, pending_id,
            timeout_s, expires_at, chain_id, chain_at, chain_len, reference_kind, reference_id, reference_data, at, hash)
         select ledger_id, seq, id, kind, debit, credit, amount, unit, pending_id, timeout_s, expires_at, chain_id, chain_at,
            chain_len, reference_kind, reference_id, reference_data::json, at, hash
         from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::bigint[], $8::text[],
            $9::uuid[], $10::integer[], $11::timestamptz[], $12::uuid[], $13::smallint[], $14::smallint[], $15::text[],
            $16::uuid[], $17::text[], $18::timestamptz[], $19::bytea[])
            as new (ledger_id, seq, id, kind, debit, credit, amount, unit, pending_id, timeout_s, expires_at, chain_id,
            chain_at, chain_len, reference_kind, reference_id, reference_data, at, hash)",
        &column(made, |one| one.ledger_id),
        &column(made, |one| one.seq),
        &column(made, |one| one.id),
        &column(made, |one| one.kind.as_str()) as &[&str],
        &column(made, |one| one.debit),
        &column(made, |one| one.credit),
        &column(made, |one| one.amount),
        &units,
        &column(made, |one| one.pending_id) as &[Option<Uuid>],
        &column(made, |one| one.timeout_s.map(|seconds| seconds as i32)) as &[Option<i32>],
        &column(made, |one| one.expires_at) as &[Option<DateTime<Utc>>],
        &column(made, |one| one.chain_id),
        &column(made, |one| one.chain_at as i16),
        &column(made, |one| one.chain_len as i16),
        &column(made, |one| one.reference.kind.as_str()) as &[&str],
        &column(made, |one| one.reference.id),
        &column(made, |one| one.reference.data.as_str()) as &[&str],
        &column(made, |one| one.at),
        &column(made, |one| one.hash.0.as_slice()) as &[&[u8]],
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_pending(connection: &mut PgConnection, state: &State) -> Result<(), sqlx::Error> {
    let opened: Vec<&Transfer> = state
        .made
        .iter()
        .filter(|one| one.kind == Kind::Pending && state.open.contains_key(&one.id))
        .collect();
    if !opened.is_empty() {
        sqlx::query!(
            "insert into ledger_pending (id, ledger_id, expires_at) select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[])",
            &opened.iter().map(|one| one.id).collect::<Vec<_>>(),
            &opened.iter().map(|one| one.ledger_id).collect::<Vec<_>>(),
            &opened.iter().map(|one| one.expires_at).collect::<Vec<_>>() as &[Option<DateTime<Utc>>],
        )
        .execute(&mut *connection)
        .await?;
    }
    let resolved: Vec<Uuid> = state.made.iter().filter_map(|one| one.pending_id).collect();
    if !resolved.is_empty() {
        sqlx::query!("delete from ledger_pending where id = any($1)", &resolved)
            .execute(connection)
            .await?;
    }
    Ok(())
}
