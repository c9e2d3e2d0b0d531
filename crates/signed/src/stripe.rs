//! Webhooks signed in Stripe's scheme: `t=<unix seconds>,v1=<hex>[,v1=<hex>…]`, where each `v1` is
//! HMAC-SHA256 with one secret over `<t>.<raw body>`. Source: docs.stripe.com/webhooks (signatures).

use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A header longer than this is not worth reading: two secrets in rotation make two signatures.
pub const MAX_HEADER: usize = 4096;
/// So many `v1` are tried; the others are refused with the header.
pub const MAX_SIGNATURES: usize = 16;

/// What a good signature says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// When the sender signed, in Unix seconds.
    pub signed_at: i64,
    /// Which of the secrets passed in it was: 0 for the first. A house in rotation sees from it
    /// whether the old secret is still in use.
    pub secret: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the signature header is empty, too long or not of the form t=…,v1=…")]
    Malformed,
    #[error("the signature header states no single moment (t)")]
    NoMoment,
    #[error("the signature header has no v1 signature")]
    NoSignature,
    #[error("no secret is configured")]
    NoSecret,
    #[error("no signature fits the body")]
    Mismatch,
    #[error("the webhook was signed {seconds} s ago")]
    Stale { seconds: i64 },
    #[error("the webhook is signed {seconds} s in the future")]
    Future { seconds: i64 },
}

impl Error {
    /// What the operator can do.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Malformed | Self::NoMoment | Self::NoSignature => {
                "Let the provider send its Stripe-Signature header through unchanged."
            }
            Self::NoSecret => "Configure the webhook's signing secret.",
            Self::Mismatch => {
                "Compare the configured signing secret with the endpoint's, and let no proxy rewrite the body."
            }
            Self::Stale { .. } | Self::Future { .. } => {
                "Set this machine's clock; a late event is sent again with a new signature."
            }
        }
    }
}

/// Whether `body`, byte for byte as received, was signed with one of `secrets` within `tolerance` of `now`
/// (Unix seconds), before or after.
///
/// Every signature is compared with every secret in constant time, and the moment is judged only
/// once a signature fits: a forger learns nothing from the order of refusals.
pub fn verify(
    header: &str,
    body: &[u8],
    secrets: &[&str],
    now: i64,
    tolerance: Duration,
) -> Result<Verified, Error> {
    let (moment, signatures) = read(header)?;
    let secrets: Vec<(usize, &str)> = secrets
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, secret)| !secret.is_empty())
        .collect();
    if secrets.is_empty() {
        return Err(Error::NoSecret);
    }
    let mut fits = None;
    for (index, secret) in secrets {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
            .expect("HMAC takes a key of any length");
        // The moment as it was written: `t=01` and `t=1` are not the same bytes.
        mac.update(moment.as_bytes());
        mac.update(b".");
        mac.update(body);
        for signature in &signatures {
            if mac.clone().verify_slice(signature).is_ok() && fits.is_none() {
                fits = Some(index);
            }
        }
    }
    let secret = fits.ok_or(Error::Mismatch)?;
    let signed_at: i64 = moment.parse().map_err(|_| Error::NoMoment)?;
    let age = now.saturating_sub(signed_at);
    let tolerance = i64::try_from(tolerance.as_secs()).unwrap_or(i64::MAX);
    if age > tolerance {
        return Err(Error::Stale { seconds: age });
    }
    if age < tolerance.saturating_neg() {
        return Err(Error::Future {
            seconds: age.saturating_neg(),
        });
    }
    Ok(Verified { signed_at, secret })
}

/// The moment as written, and the well-formed `v1` signatures. Other schemes (`v0`) are passed over.
fn read(header: &str) -> Result<(&str, Vec<[u8; 32]>), Error> {
    if header.is_empty() || header.len() > MAX_HEADER {
        return Err(Error::Malformed);
    }
    let mut moment = None;
    let mut signatures = Vec::new();
    for item in header.split(',') {
        let (key, value) = item.trim().split_once('=').ok_or(Error::Malformed)?;
        match key {
            "t" => {
                let digits = !value.is_empty()
                    && value.len() <= 18
                    && value.bytes().all(|byte| byte.is_ascii_digit());
                if !digits || moment.replace(value).is_some() {
                    return Err(Error::NoMoment);
                }
            }
            "v1" => {
                if signatures.len() == MAX_SIGNATURES {
                    return Err(Error::Malformed);
                }
                // One that is not hex fits nothing; another beside it may.
                signatures.extend(hex(value));
            }
            _ => {}
        }
    }
    let moment = moment.ok_or(Error::NoMoment)?;
    if signatures.is_empty() {
        return Err(Error::NoSignature);
    }
    Ok((moment, signatures))
}

fn hex(text: &str) -> Option<[u8; 32]> {
    let text = text.as_bytes();
    if text.len() != 64 {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = (high * 16 + low) as u8;
    }
    Some(bytes)
}
