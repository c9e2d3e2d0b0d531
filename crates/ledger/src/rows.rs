//! Rows of the database and what they mean.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{Account, Balance, Bound, Class, Hash, Kind, Reference, Transfer};

/// What the database holds is not what the ledger writes.
fn broken(what: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(format!("a ledger row holds an unknown {what}").into())
}

pub(crate) struct AccountRow {
    pub id: Uuid,
    pub ledger_id: Uuid,
    pub class: String,
    pub kind: String,
    pub unit: String,
    pub bound: String,
    pub closed: bool,
    pub created_at: DateTime<Utc>,
    pub debits_posted: i64,
    pub debits_pending: i64,
    pub credits_posted: i64,
    pub credits_pending: i64,
}

impl TryFrom<AccountRow> for Account {
    type Error = sqlx::Error;
    fn try_from(row: AccountRow) -> Result<Self, sqlx::Error> {
        Ok(Account {
            id: row.id,
            ledger_id: row.ledger_id,
            class: Class::of(&row.class).ok_or_else(|| broken("class"))?,
            kind: row.kind,
            unit: row.unit.parse().map_err(|_| broken("unit"))?,
            bound: Bound::of(&row.bound).ok_or_else(|| broken("bound"))?,
            closed: row.closed,
            created_at: row.created_at,
            balance: Balance {
                debits_posted: row.debits_posted,
                debits_pending: row.debits_pending,
                credits_posted: row.credits_posted,
                credits_pending: row.credits_pending,
            },
        })
    }
}

pub(crate) struct TransferRow {
    pub ledger_id: Uuid,
    pub seq: i64,
    pub id: Uuid,
    pub kind: String,
    pub debit_account: Uuid,
    pub credit_account: Uuid,
    pub amount: i64,
    pub unit: String,
    pub pending_id: Option<Uuid>,
    pub timeout_s: Option<i32>,
    pub expires_at: Option<DateTime<Utc>>,
    pub chain_id: Uuid,
    pub chain_at: i16,
    pub chain_len: i16,
    pub reference_kind: String,
    pub reference_id: Uuid,
    pub reference_data: String,
    pub at: DateTime<Utc>,
    pub hash: Vec<u8>,
}

impl TryFrom<TransferRow> for Transfer {
    type Error = sqlx::Error;
    fn try_from(row: TransferRow) -> Result<Self, sqlx::Error> {
        Ok(Transfer {
            ledger_id: row.ledger_id,
            seq: row.seq,
            id: row.id,
            kind: Kind::of(&row.kind).ok_or_else(|| broken("kind"))?,
            debit: row.debit_account,
            credit: row.credit_account,
            amount: row.amount,
            unit: row.unit.parse().map_err(|_| broken("unit"))?,
            pending_id: row.pending_id,
            timeout_s: row
                .timeout_s
                .map(u32::try_from)
                .transpose()
                .map_err(|_| broken("timeout"))?,
            expires_at: row.expires_at,
            chain_id: row.chain_id,
            chain_at: row
                .chain_at
                .try_into()
                .map_err(|_| broken("place in a chain"))?,
            chain_len: row
                .chain_len
                .try_into()
                .map_err(|_| broken("length of a chain"))?,
            reference: Reference {
                kind: row.reference_kind,
                id: row.reference_id,
                data: row.reference_data,
            },
            at: row.at,
            hash: hash(&row.hash)?,
        })
    }
}

pub(crate) fn hash(bytes: &[u8]) -> Result<Hash, sqlx::Error> {
    bytes.try_into().map(Hash).map_err(|_| broken("hash"))
}
