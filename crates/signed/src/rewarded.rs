//! Rewarded adverts, verified by the advert network's server (AdMob and Ad Manager SSV).
//!
//! The network calls `GET …?ad_network=…&…&signature=…&key_id=…`. Signed (ECDSA on P-256, SHA-256) is the query
//! string as it was sent, up to `&signature=`; signature and key id are always the last two, in this order.
//! Its public keys rotate and may be kept for 24 hours. Source: developers.google.com/admob/android/ssv.

use std::{collections::HashMap, time::Duration};

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use p256::{
    ecdsa::{Signature, VerifyingKey, signature::Verifier},
    pkcs8::DecodePublicKey,
};
use serde::Deserialize;

/// Keys older than this are not used: the network may have withdrawn one.
pub const MAX_KEY_AGE: Duration = Duration::from_hours(24);
/// A query longer than this is refused unread.
pub const MAX_QUERY: usize = 8 * 1024;
/// A list of keys longer than this is refused unread.
pub const MAX_KEYS_BYTES: usize = 256 * 1024;
const MAX_KEYS: usize = 256;

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the query does not end in signature and key_id")]
    Malformed,
    #[error("the query names `{0}` twice")]
    Twice(&'static str),
    #[error("the query lacks `{0}` or has a value for it that cannot be read")]
    Field(&'static str),
    #[error("the key {0} is not among the network's keys")]
    UnknownKey(u64),
    #[error("the network's keys were fetched more than 24 hours ago")]
    StaleKeys,
    #[error("the signature does not fit the query")]
    Signature,
    #[error("the list of keys cannot be used: {0}")]
    Keys(&'static str),
}

impl Error {
    /// What the operator can do.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Malformed | Self::Twice(_) | Self::Field(_) | Self::Signature => {
                "Let the network's callback through unchanged: its query must arrive as it was sent."
            }
            Self::UnknownKey(_) | Self::StaleKeys => "Fetch the network's keys again.",
            Self::Keys(_) => {
                "Compare the configured address of the network's keys with its documentation."
            }
        }
    }
}

/// The network's public keys, and when they were fetched.
#[derive(Debug, Clone)]
pub struct Keys {
    keys: HashMap<u64, VerifyingKey>,
    fetched_at: i64,
}

/// A reward that the network vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reward {
    /// The network's name for this reward: once granted, never again.
    pub transaction_id: String,
    pub ad_network: String,
    pub ad_unit: String,
    pub reward_amount: u64,
    pub reward_item: String,
    /// When the advert was watched, in Unix milliseconds.
    pub timestamp: i64,
    /// What the player gave with the advert: who, and for what.
    pub user_id: Option<String>,
    pub custom_data: Option<String>,
}

impl Keys {
    /// Reads `{"keys":[{"keyId":1,"pem":"…","base64":"…"}]}`, fetched at `fetched_at` (Unix seconds).
    pub fn read(json: &[u8], fetched_at: i64) -> Result<Self, Error> {
        #[derive(Deserialize)]
        struct List {
            keys: Vec<Key>,
        }
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Key {
            key_id: u64,
            pem: String,
        }
        if json.len() > MAX_KEYS_BYTES {
            return Err(Error::Keys("it is too long"));
        }
        let list: List = serde_json::from_slice(json)
            .map_err(|_| Error::Keys("it is not JSON with keys, each with keyId and pem"))?;
        if list.keys.is_empty() || list.keys.len() > MAX_KEYS {
            return Err(Error::Keys("it holds no key, or too many"));
        }
        let mut keys = HashMap::new();
        for Key { key_id, pem } in list.keys {
            let key = VerifyingKey::from_public_key_pem(pem.trim())
                .map_err(|_| Error::Keys("a key is not a public key on P-256 in PEM"))?;
            if keys.insert(key_id, key).is_some() {
                return Err(Error::Keys("it holds two keys of one id"));
            }
        }
        Ok(Self { keys, fetched_at })
    }

    /// Whether the keys may still be used at `now` (Unix seconds).
    #[must_use]
    pub fn fresh(&self, now: i64) -> bool {
        now.saturating_sub(self.fetched_at) <= MAX_KEY_AGE.as_secs().cast_signed()
    }

    /// Verifies `query`, the part of the address after `?` byte for byte as received, at `now` (Unix seconds).
    pub fn verify(&self, query: &str, now: i64) -> Result<Reward, Error> {
        let (signed, signature, key_id) = parts(query)?;
        if !self.fresh(now) {
            return Err(Error::StaleKeys);
        }
        let key = self.keys.get(&key_id).ok_or(Error::UnknownKey(key_id))?;
        key.verify(signed.as_bytes(), &signature)
            .map_err(|_| Error::Signature)?;
        read(signed)
    }
}

/// The key that a query says it is signed with; to be looked up, not believed.
pub fn key_id(query: &str) -> Result<u64, Error> {
    parts(query).map(|(_, _, key_id)| key_id)
}

/// What is signed, the signature, and the key's id. The two must come last: anything behind them would be
/// unsigned.
fn parts(query: &str) -> Result<(&str, Signature, u64), Error> {
    if query.len() > MAX_QUERY {
        return Err(Error::Malformed);
    }
    let (rest, key_id) = query.rsplit_once('&').ok_or(Error::Malformed)?;
    let (signed, signature) = rest.rsplit_once('&').ok_or(Error::Malformed)?;
    let key_id = key_id.strip_prefix("key_id=").ok_or(Error::Malformed)?;
    let signature = signature
        .strip_prefix("signature=")
        .ok_or(Error::Malformed)?;
    if key_id.is_empty() || !key_id.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Error::Malformed);
    }
    let key_id = key_id.parse().map_err(|_| Error::Malformed)?;
    let signature = BASE64_URL_SAFE_NO_PAD
        .decode(signature.trim_end_matches('='))
        .map_err(|_| Error::Signature)?;
    let signature = Signature::from_der(&signature).map_err(|_| Error::Signature)?;
    Ok((signed, signature, key_id))
}

fn read(signed: &str) -> Result<Reward, Error> {
    let transaction_id = required(signed, "transaction_id")?;
    if transaction_id.is_empty() || transaction_id.len() > 256 {
        return Err(Error::Field("transaction_id"));
    }
    let number = |name| {
        required(signed, name)?
            .parse::<i64>()
            .ok()
            .filter(|number| *number >= 0)
            .ok_or(Error::Field(name))
    };
    Ok(Reward {
        transaction_id,
        ad_network: required(signed, "ad_network")?,
        ad_unit: required(signed, "ad_unit")?,
        reward_amount: number("reward_amount")?.cast_unsigned(),
        reward_item: required(signed, "reward_item")?,
        timestamp: number("timestamp")?,
        user_id: field(signed, "user_id")?,
        custom_data: field(signed, "custom_data")?,
    })
}

fn required(signed: &str, name: &'static str) -> Result<String, Error> {
    field(signed, name)?.ok_or(Error::Field(name))
}

/// One field of the signed part, decoded. A field that stands there twice is refused, so that nobody reads
/// another value than we do.
fn field(signed: &str, name: &'static str) -> Result<Option<String>, Error> {
    let mut found = None;
    for pair in signed.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if decode(key).as_deref() != Some(name) {
            continue;
        }
        let value = decode(value).ok_or(Error::Field(name))?;
        if found.replace(value).is_some() {
            return Err(Error::Twice(name));
        }
    }
    Ok(found)
}

/// Percent-decoding with `+` for a space; nothing where it is malformed or not UTF-8.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                (high * 16 + low) as u8
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}
