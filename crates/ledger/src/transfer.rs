//! Transfers: what is asked for, and what was recorded.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Hash,
    types::{Unit, texts},
};

/// What the caller wants to find again: a kind, an id, and a little JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// `[a-z][a-z0-9_]*`, at most [`crate::MAX_KIND`] bytes.
    pub kind: String,
    pub id: Uuid,
    /// JSON text, at most [`crate::MAX_REFERENCE`] bytes.
    pub data: String,
}

impl Reference {
    pub fn new(kind: &str, id: Uuid) -> Self {
        Self {
            kind: kind.to_owned(),
            id,
            data: "{}".to_owned(),
        }
    }

    pub fn with(kind: &str, id: Uuid, data: &serde_json::Value) -> Self {
        Self {
            kind: kind.to_owned(),
            id,
            data: data.to_string(),
        }
    }
}

/// Transfers to be posted together, all or none: a linked chain, or just one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    pub ledger_id: Uuid,
    /// The caller's time.
    pub at: DateTime<Utc>,
    pub transfers: Vec<NewTransfer>,
}

/// One transfer of a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTransfer {
    /// Given by the client, and the key to trying again. Version 8 is kept for the ledger itself.
    pub id: Uuid,
    pub body: Move,
    pub reference: Reference,
}

/// What a transfer does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// Moves an amount at once.
    Post {
        debit: Uuid,
        credit: Uuid,
        amount: i64,
        unit: Unit,
    },
    /// Holds an amount, until it is posted or voided, or until so many seconds have passed.
    Pending {
        debit: Uuid,
        credit: Uuid,
        amount: i64,
        unit: Unit,
        timeout_s: Option<u32>,
    },
    /// Posts what is held, or a part of it; the rest is released.
    PostPending {
        pending_id: Uuid,
        amount: Option<i64>,
    },
    /// Releases what is held.
    VoidPending { pending_id: Uuid },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Posted,
    Pending,
    PostPending,
    VoidPending,
    /// Written by the ledger when a pending transfer's time has passed.
    Expired,
}
texts!(Kind {
    Posted = "posted",
    Pending = "pending",
    PostPending = "post_pending",
    VoidPending = "void_pending",
    Expired = "expired",
});

/// A transfer as recorded. It never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    pub ledger_id: Uuid,
    /// Place in the ledger's chain, from 1, without gaps.
    pub seq: i64,
    pub id: Uuid,
    pub kind: Kind,
    pub debit: Uuid,
    pub credit: Uuid,
    /// Above zero. Of a voided or expired transfer: what was held.
    pub amount: i64,
    pub unit: Unit,
    pub pending_id: Option<Uuid>,
    pub timeout_s: Option<u32>,
    pub expires_at: Option<DateTime<Utc>>,
    /// The id of the first transfer of the chain, the place in it, and how many it has.
    pub chain_id: Uuid,
    pub chain_at: u16,
    pub chain_len: u16,
    pub reference: Reference,
    pub at: DateTime<Utc>,
    pub hash: Hash,
}
