//! The compact form of RFC 7515: header, payload and signature in base64url, joined by points.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use p256::ecdsa::{Signature, signature::Verifier};
use serde::{Deserialize, de::DeserializeOwned};

use super::{Error, Leaf, MAX_BYTES};

pub struct Parts<'a> {
    /// What is signed: header and payload as they were received.
    signed: &'a str,
    payload: Vec<u8>,
    signature: Signature,
    /// DER, the leaf first.
    pub certificates: Vec<Vec<u8>>,
}

/// A field that is named twice makes the header unreadable, so nobody can see another value than we do.
#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    x5c: Vec<String>,
    crit: Option<serde_json::Value>,
}

pub fn read(jws: &str) -> Result<Parts<'_>, Error> {
    if jws.len() > MAX_BYTES {
        return Err(Error::TooLong);
    }
    let (signed, signature) = jws.rsplit_once('.').ok_or(Error::NotJws("no parts"))?;
    let (header, payload) = signed.split_once('.').ok_or(Error::NotJws("two parts"))?;
    let header: Header = serde_json::from_slice(&decode(header, "the header is not base64url")?)
        .map_err(|_| Error::NotJws("the header is not a JSON object with alg and x5c"))?;
    // Before anything else is looked at: no other algorithm is ever tried.
    if header.alg != "ES256" {
        return Err(Error::Algorithm(header.alg.chars().take(20).collect()));
    }
    if header.crit.is_some() {
        return Err(Error::NotJws("the header asks for an extension"));
    }
    if header.x5c.len() != 3 {
        return Err(Error::ChainLength(header.x5c.len()));
    }
    let certificates = header
        .x5c
        .iter()
        .map(|certificate| BASE64_STANDARD.decode(certificate))
        .collect::<Result<_, _>>()
        .map_err(|_| Error::NotJws("a certificate is not base64"))?;
    let payload = decode(payload, "the payload is not base64url")?;
    let signature = decode(signature, "the signature is not base64url")?;
    let signature = Signature::from_slice(&signature).map_err(|_| Error::Signature)?;
    Ok(Parts {
        signed,
        payload,
        signature,
        certificates,
    })
}

impl Parts<'_> {
    pub fn verify(&self, leaf: &Leaf) -> Result<(), Error> {
        leaf.0
            .verify(self.signed.as_bytes(), &self.signature)
            .map_err(|_| Error::Signature)
    }

    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.payload).map_err(|error| Error::Payload(error.to_string()))
    }
}

fn decode(part: &str, otherwise: &'static str) -> Result<Vec<u8>, Error> {
    BASE64_URL_SAFE_NO_PAD
        .decode(part)
        .map_err(|_| Error::NotJws(otherwise))
}
