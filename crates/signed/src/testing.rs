//! Stores and advert networks that sign, for tests: their own certificates and keys, made anew each time.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use p256::{
    ecdsa::{Signature, SigningKey, signature::Signer},
    pkcs8::{DecodePrivateKey, EncodePublicKey, LineEnding},
};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, date_time_ymd,
};
use serde_json::{Value, json};

use crate::app_store::Root;

/// A store with Apple's kind of chain: root and intermediate on P-384, leaf on P-256, Apple's marks.
pub struct AppStore {
    /// DER; leaf, intermediate, root.
    pub chain: [Vec<u8>; 3],
    key: SigningKey,
}

/// What the certificates will say; a test bends it.
pub struct Plan {
    pub root: CertificateParams,
    pub intermediate: CertificateParams,
    pub leaf: CertificateParams,
}

pub const MARK_OF_INTERMEDIATE: &[u64] = &[1, 2, 840, 113_635, 100, 6, 2, 1];
pub const MARK_OF_LEAF: &[u64] = &[1, 2, 840, 113_635, 100, 6, 11, 1];

/// An extension that only marks: its content is an ASN.1 null.
pub fn mark(oid: &[u64]) -> CustomExtension {
    CustomExtension::from_oid_content(oid, vec![5, 0])
}

impl AppStore {
    /// Certificates that are valid from 2020 to 2040.
    pub fn new() -> Self {
        Self::bent(|_| {})
    }

    pub fn bent(bend: impl FnOnce(&mut Plan)) -> Self {
        let params = |name: &str, is_ca: IsCa, usages: &[KeyUsagePurpose], marks: &[&[u64]]| {
            let mut params = CertificateParams::default();
            params.distinguished_name = DistinguishedName::new();
            params.distinguished_name.push(DnType::CommonName, name);
            params.not_before = date_time_ymd(2020, 1, 1);
            params.not_after = date_time_ymd(2040, 1, 1);
            params.is_ca = is_ca;
            params.key_usages = usages.to_vec();
            params.custom_extensions = marks.iter().map(|oid| mark(oid)).collect();
            params.use_authority_key_identifier_extension = true;
            params
        };
        let issues = [KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let mut plan = Plan {
            root: params(
                "Test Root",
                IsCa::Ca(BasicConstraints::Unconstrained),
                &issues,
                &[],
            ),
            intermediate: params(
                "Test Relations",
                IsCa::Ca(BasicConstraints::Constrained(0)),
                &issues,
                &[MARK_OF_INTERMEDIATE],
            ),
            leaf: params(
                "Test Signing",
                IsCa::ExplicitNoCa,
                &[KeyUsagePurpose::DigitalSignature],
                &[MARK_OF_LEAF],
            ),
        };
        bend(&mut plan);
        let big = || KeyPair::generate_for(&PKCS_ECDSA_P384_SHA384).unwrap();
        let (root_key, intermediate_key) = (big(), big());
        let leaf_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
        let root = plan.root.self_signed(&root_key).unwrap();
        let issuer = Issuer::new(plan.root, root_key);
        let intermediate = plan
            .intermediate
            .signed_by(&intermediate_key, &issuer)
            .unwrap();
        let issuer = Issuer::new(plan.intermediate, intermediate_key);
        let leaf = plan.leaf.signed_by(&leaf_key, &issuer).unwrap();
        Self {
            chain: [&leaf, &intermediate, &root].map(|certificate| certificate.der().to_vec()),
            key: SigningKey::from_pkcs8_der(leaf_key.serialized_der()).unwrap(),
        }
    }

    pub fn root(&self) -> Root {
        Root::of(&self.chain[2])
    }

    pub fn sign(&self, payload: &Value) -> String {
        let x5c = self.chain.clone().map(|der| BASE64_STANDARD.encode(der));
        self.sign_under(&json!({ "alg": "ES256", "x5c": x5c }), payload)
    }

    /// Under whatever header a forger would write.
    pub fn sign_under(&self, header: &Value, payload: &Value) -> String {
        let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(header), part(payload));
        let signature: Signature = self.key.sign(signed.as_bytes());
        format!(
            "{signed}.{}",
            BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes())
        )
    }
}

impl Default for AppStore {
    fn default() -> Self {
        Self::new()
    }
}

/// An advert network with one key.
pub struct AdNetwork {
    key: SigningKey,
    pub key_id: u64,
}

impl AdNetwork {
    /// The same key for the same seed.
    pub fn new(seed: u8, key_id: u64) -> Self {
        Self {
            key: SigningKey::from_slice(&[seed.max(1); 32]).unwrap(),
            key_id,
        }
    }

    /// Its list of keys, as the network publishes it.
    pub fn keys(&self) -> Vec<u8> {
        let public = self.key.verifying_key();
        let pem = public.to_public_key_pem(LineEnding::LF).unwrap();
        let der = public.to_public_key_der().unwrap();
        let base64 = BASE64_STANDARD.encode(der.as_bytes());
        json!({ "keys": [{ "keyId": self.key_id, "pem": pem, "base64": base64 }] })
            .to_string()
            .into_bytes()
    }

    /// The query with its signature behind it.
    pub fn sign(&self, query: &str) -> String {
        let signature: p256::ecdsa::DerSignature = self.key.sign(query.as_bytes());
        let signature = BASE64_URL_SAFE_NO_PAD.encode(signature.as_bytes());
        format!("{query}&signature={signature}&key_id={}", self.key_id)
    }
}
