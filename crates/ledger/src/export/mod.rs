//! The ledger in the formats of other tools, and as lines of JSON that anybody can check again.
//!
//! | format | read by | holds |
//! |---|---|---|
//! | [`Format::Json`] | [`crate::verify`], `verify.py` beside this crate | everything: accounts, transfers with their hashes, heads |
//! | [`Format::Beancount`] | `bean-check` | what was posted, and an assertion for each account's balance |
//! | [`Format::Hledger`] | `hledger check` | the same |
//!
//! A debit is written above zero, a credit below, as both tools have it.

mod journal;

use std::io::Write;

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    Account, Hash, Transfer,
    rows::{self, AccountRow, TransferRow},
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One [`Line`] a line.
    Json,
    /// Syntax of Beancount 3 (beancount.github.io/docs/beancount_language_syntax.html).
    Beancount,
    /// Syntax of hledger 1.25 (hledger.org/1.25/hledger.html#journal-format), also under `--strict`.
    Hledger,
}

/// One line of an export: first all accounts, then the transfers of each ledger in their order, then
/// the end of its chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    Account(Account),
    Transfer(Transfer),
    Head {
        ledger_id: Uuid,
        seq: i64,
        hash: Hash,
        at: DateTime<Utc>,
    },
}

/// Why an export ended early.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("the ledger's database does not answer: {0}")]
    Database(#[from] sqlx::Error),
    #[error("the export cannot be written: {0}")]
    Write(#[from] std::io::Error),
}

/// Writes one ledger, or all of them, as of one moment.
pub async fn write(
    pool: &PgPool,
    ledger_id: Option<Uuid>,
    format: Format,
    out: &mut (impl Write + Send),
) -> Result<(), ExportError> {
    match format {
        Format::Json => {
            read(pool, ledger_id, |line| {
                serde_json::to_writer(&mut *out, &line)?;
                out.write_all(b"\n")
            })
            .await
        }
        Format::Beancount | Format::Hledger => {
            let mut journal = journal::Journal::new(format, out)?;
            read(pool, ledger_id, |line| journal.line(&line)).await?;
            journal.finish().map_err(ExportError::Write)
        }
    }
}

/// Reads everything in one snapshot of the database, a row at a time.
pub(crate) async fn read(
    pool: &PgPool,
    ledger_id: Option<Uuid>,
    mut each: impl FnMut(Line) -> std::io::Result<()>,
) -> Result<(), ExportError> {
    let mut snapshot = pool
        .begin_with("begin isolation level repeatable read, read only")
        .await?;
    let mut accounts = sqlx::query_as!(
        AccountRow,
        "select * from ledger_accounts where $1::uuid is null or ledger_id = $1 order by ledger_id, id",
        ledger_id
    )
    .fetch(&mut *snapshot);
    while let Some(row) = accounts.try_next().await? {
        each(Line::Account(Account::try_from(row)?))?;
    }
    drop(accounts);
    let mut transfers = sqlx::query_as!(
        TransferRow,
        r#"select ledger_id, seq, id, kind, debit_account, credit_account, amount, unit, pending_id, timeout_s, expires_at,
            chain_id, chain_at, chain_len, reference_kind, reference_id, reference_data::text as "reference_data!", at, hash
         from ledger_transfers where $1::uuid is null or ledger_id = $1 order by ledger_id, seq"#,
        ledger_id
    )
    .fetch(&mut *snapshot);
    while let Some(row) = transfers.try_next().await? {
        each(Line::Transfer(Transfer::try_from(row)?))?;
    }
    drop(transfers);
    let heads = sqlx::query!(
        "select ledger_id, seq, hash, at from ledger_heads where $1::uuid is null or ledger_id = $1 order by ledger_id",
        ledger_id
    );
    for row in heads.fetch_all(&mut *snapshot).await? {
        each(Line::Head {
            ledger_id: row.ledger_id,
            seq: row.seq,
            hash: rows::hash(&row.hash)?,
            at: row.at,
        })?;
    }
    snapshot.commit().await?;
    Ok(())
}
