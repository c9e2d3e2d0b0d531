//! The hash chain.
//!
//! `hash = SHA-256(hash of the transfer before || text)`, the first over 32 zero bytes; `text` is UTF-8,
//! these values joined by a line feed, absent ones as `-`, times as microseconds since 1970:
//!
//! ```text
//! ledger id, seq, id, kind, debit account, credit account, amount, unit, pending id, timeout in seconds,
//! expires at, chain id, chain place, chain length, reference kind, reference id, reference JSON, at
//! ```

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Transfer;

/// 32 bytes, written as hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Before the first transfer.
    pub const ZERO: Self = Self([0; 32]);
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl TryFrom<String> for Hash {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let wrong = "a hash has 64 hexadecimal digits";
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong);
        }
        let mut bytes = [0; 32];
        for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| wrong)?;
        }
        Ok(Self(bytes))
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> Self {
        hash.to_string()
    }
}

/// The hash of a transfer after the one before; the transfer's own `hash` is not looked at.
pub fn transfer_hash(before: Hash, transfer: &Transfer) -> Hash {
    let absent = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    let micros = |at: DateTime<Utc>| at.timestamp_micros().to_string();
    let text = [
        transfer.ledger_id.to_string(),
        transfer.seq.to_string(),
        transfer.id.to_string(),
        transfer.kind.to_string(),
        transfer.debit.to_string(),
        transfer.credit.to_string(),
        transfer.amount.to_string(),
        transfer.unit.to_string(),
        absent(transfer.pending_id.map(|id| id.to_string())),
        absent(transfer.timeout_s.map(|seconds| seconds.to_string())),
        absent(transfer.expires_at.map(micros)),
        transfer.chain_id.to_string(),
        transfer.chain_at.to_string(),
        transfer.chain_len.to_string(),
        transfer.reference.kind.clone(),
        transfer.reference.id.to_string(),
        transfer.reference.data.clone(),
        micros(transfer.at),
    ]
    .join("\n");
    let digest = Sha256::new()
        .chain_update(before.0)
        .chain_update(text)
        .finalize();
    Hash(digest.into())
}
