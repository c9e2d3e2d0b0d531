//! App Store signed transactions, renewal infos and server notifications (version 2).
//!
//! Each is a compact JWS whose header carries its certificates (`x5c`). Accepted is ES256 alone, and only
//! a chain of three whose last one is the pinned root. Sources: RFC 7515, RFC 5280, Apple's "App Store
//! Server API" (JWSTransaction, JWSRenewalInfo) and "App Store Server Notifications" (signedPayload).

mod chain;
mod error;
mod jws;
mod payload;

use chrono::{DateTime, TimeDelta, Utc};

pub use chain::{Leaf, Root, verify as verify_chain};
pub use error::{Certificate, Error, Flaw};
pub use payload::{Environment, Notification, RenewalInfo, Transaction};
use payload::{Millis, NotificationPayload};

/// A signed object longer than this is refused unread. A notification holds two more inside.
pub const MAX_BYTES: usize = 128 * 1024;

/// So much may Apple's clock be ahead of ours.
const SKEW: TimeDelta = TimeDelta::minutes(5);

/// What a house accepts: whose signature, for which app, from which of Apple's environments.
#[derive(Debug, Clone)]
pub struct Verifier {
    /// Any of these; more than one only while Apple changes its root.
    pub roots: Vec<Root>,
    pub bundle_id: String,
    pub environment: Environment,
    /// Apple's number of the app. Where it is known, a notification must name it.
    pub app_apple_id: Option<i64>,
}

impl Verifier {
    /// A purchase as the device or a notification hands it over.
    pub fn transaction(&self, jws: &str, now: DateTime<Utc>) -> Result<Transaction, Error> {
        let transaction: Transaction = self.open(jws, now)?;
        self.same_app(Some(&transaction.bundle_id), Some(&transaction.environment))?;
        Ok(transaction)
    }

    /// What a subscription will do next. It names no bundle: believe it only beside a transaction of the app
    /// with the same `original_transaction_id`, as [`Self::notification`] checks.
    pub fn renewal(&self, jws: &str, now: DateTime<Utc>) -> Result<RenewalInfo, Error> {
        let renewal: RenewalInfo = self.open(jws, now)?;
        self.same_environment(Some(&renewal.environment))?;
        Ok(renewal)
    }

    /// A server notification with what is nested in it, each signature verified by itself.
    pub fn notification(&self, jws: &str, now: DateTime<Utc>) -> Result<Notification, Error> {
        let payload: NotificationPayload = self.open(jws, now)?;
        let about = payload.about();
        self.same_app(about.bundle_id, about.environment)?;
        if self.app_apple_id.is_some() && self.app_apple_id != about.app_apple_id {
            return Err(Error::WrongApp(
                about
                    .app_apple_id
                    .map_or_else(|| "no app".to_owned(), |id| id.to_string()),
            ));
        }
        let data = payload.data.as_ref();
        let transaction = data
            .and_then(|data| data.signed_transaction_info.as_deref())
            .map(|jws| self.transaction(jws, now))
            .transpose()?;
        let renewal = data
            .and_then(|data| data.signed_renewal_info.as_deref())
            .map(|jws| self.renewal(jws, now))
            .transpose()?;
        if let (Some(transaction), Some(renewal)) = (&transaction, &renewal)
            && transaction.original_transaction_id != renewal.original_transaction_id
        {
            return Err(Error::Payload(
                "the renewal is of another subscription than the transaction".to_owned(),
            ));
        }
        Ok(payload.with(transaction, renewal))
    }

    /// Verifies the signature and reads the payload. The certificates must have been valid when Apple
    /// signed, as Apple's own libraries judge without a network: a transaction may be shown long after
    /// its certificate has run out.
    fn open<T: serde::de::DeserializeOwned>(
        &self,
        jws: &str,
        now: DateTime<Utc>,
    ) -> Result<T, Error> {
        let parts = jws::read(jws)?;
        let Millis { signed_date } = parts.payload()?;
        let signed_at = DateTime::from_timestamp_millis(signed_date)
            .ok_or_else(|| Error::Payload("signedDate is out of range".to_owned()))?;
        if signed_at > now + SKEW {
            return Err(Error::Future(signed_at));
        }
        let leaf = verify_chain(&parts.certificates, &self.roots, signed_at)?;
        parts.verify(&leaf)?;
        parts.payload()
    }

    fn same_app(
        &self,
        bundle_id: Option<&str>,
        environment: Option<&Environment>,
    ) -> Result<(), Error> {
        if bundle_id != Some(self.bundle_id.as_str()) {
            return Err(Error::WrongApp(bundle_id.unwrap_or("no app").to_owned()));
        }
        self.same_environment(environment)
    }

    fn same_environment(&self, environment: Option<&Environment>) -> Result<(), Error> {
        if environment == Some(&self.environment) {
            return Ok(());
        }
        Err(Error::WrongEnvironment(
            environment.map_or_else(|| "none".to_owned(), Environment::to_string),
        ))
    }
}
