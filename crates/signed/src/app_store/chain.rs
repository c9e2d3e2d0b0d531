//! The chain of certificates to a pinned root, as RFC 5280 asks for it and with Apple's marks.
//!
//! What Apple uses and nothing else: three certificates, ECDSA on P-256 or P-384 with SHA-256 or
//! SHA-384. Revocation is not asked for: that would need the network.

use chrono::{DateTime, Utc};
use p256::ecdsa::signature::hazmat::PrehashVerifier;
use sha2::{Digest, Sha256, Sha384};
use x509_parser::{
    asn1_rs::{Oid, oid},
    certificate::X509Certificate,
    extensions::ParsedExtension,
    oid_registry::{
        OID_EC_P256, OID_KEY_TYPE_EC_PUBLIC_KEY, OID_NIST_EC_P384, OID_SIG_ECDSA_WITH_SHA256,
        OID_SIG_ECDSA_WITH_SHA384,
    },
    prelude::FromDer,
    time::ASN1Time,
    x509::X509Version,
};

use super::{Certificate, Error, Flaw};

/// Apple's mark on the intermediate that issues for the App Store (Worldwide Developer Relations).
const MARK_OF_INTERMEDIATE: Oid<'static> = oid!(1.2.840.113635.100.6.2.1);
/// Apple's mark on the leaf that signs App Store receipts and transactions.
const MARK_OF_LEAF: Oid<'static> = oid!(1.2.840.113635.100.6.11.1);

/// A root certificate, named by the SHA-256 of its DER form. The certificate itself comes with the chain.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Root(pub [u8; 32]);

impl Root {
    /// Apple Root CA - G3, valid from 30 April 2014 to 30 April 2039.
    pub const APPLE_G3: Self = Self(APPLE_G3_SHA256);

    #[must_use]
    pub fn of(der: &[u8]) -> Self {
        Self(Sha256::digest(der).into())
    }
}

impl std::fmt::Debug for Root {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Root(")?;
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

const APPLE_G3_SHA256: [u8; 32] = [
    0x63, 0x34, 0x3a, 0xbf, 0xb8, 0x9a, 0x6a, 0x03, 0xeb, 0xb5, 0x7e, 0x9b, 0x3f, 0x5f, 0xa7, 0xbe,
    0x7c, 0x4f, 0x5c, 0x75, 0x6f, 0x30, 0x17, 0xb3, 0xa8, 0xc4, 0x88, 0xc3, 0x65, 0x3e, 0x91, 0x79,
];

/// The key that a verified chain leads to.
#[derive(Debug, Clone)]
pub struct Leaf(pub(super) p256::ecdsa::VerifyingKey);

/// Follows `chain` (DER; leaf, intermediate, root) to one of `roots`, all of it valid at `at`.
pub fn verify(chain: &[Vec<u8>], roots: &[Root], at: DateTime<Utc>) -> Result<Leaf, Error> {
    let [leaf, intermediate, root] = chain else {
        return Err(Error::ChainLength(chain.len()));
    };
    if !roots.contains(&Root::of(root)) {
        return Err(Error::WrongRoot);
    }
    let at = ASN1Time::from_timestamp(at.timestamp())
        .map_err(|_| Error::Payload("signedDate is out of range".to_owned()))?;
    let root = read(root, Certificate::Root, at)?;
    let intermediate = read(intermediate, Certificate::Intermediate, at)?;
    let leaf = read(leaf, Certificate::Leaf, at)?;

    issued(&root, Certificate::Root, &root)?;
    issued(&intermediate, Certificate::Intermediate, &root)?;
    issued(&leaf, Certificate::Leaf, &intermediate)?;

    authority(&root, Certificate::Root, 1)?;
    authority(&intermediate, Certificate::Intermediate, 0)?;
    let leaf_flaw = |flaw| Error::Chain {
        which: Certificate::Leaf,
        flaw,
    };
    if leaf.is_ca()
        || leaf
            .key_usage()
            .ok()
            .flatten()
            .is_some_and(|usage| !usage.value.digital_signature())
    {
        return Err(leaf_flaw(Flaw::Authority));
    }
    marked(
        &intermediate,
        Certificate::Intermediate,
        &MARK_OF_INTERMEDIATE,
    )?;
    marked(&leaf, Certificate::Leaf, &MARK_OF_LEAF)?;

    if curve(&leaf) != Some(Curve::P256) {
        return Err(leaf_flaw(Flaw::Algorithm));
    }
    p256::ecdsa::VerifyingKey::from_sec1_bytes(&leaf.public_key().subject_public_key.data)
        .map(Leaf)
        .map_err(|_| leaf_flaw(Flaw::Algorithm))
}

fn read(der: &[u8], which: Certificate, at: ASN1Time) -> Result<X509Certificate<'_>, Error> {
    let refuse = |flaw| Err(Error::Chain { which, flaw });
    let Ok((rest, certificate)) = X509Certificate::from_der(der) else {
        return refuse(Flaw::Unreadable);
    };
    // `extensions_map` refuses an extension that stands there twice.
    if !rest.is_empty()
        || certificate.version() != X509Version::V3
        || certificate.extensions_map().is_err()
    {
        return refuse(Flaw::Unreadable);
    }
    if !certificate.validity().is_valid_at(at) {
        return refuse(Flaw::Expired);
    }
    let understood = |extension: &ParsedExtension<'_>| {
        matches!(
            extension,
            ParsedExtension::BasicConstraints(_) | ParsedExtension::KeyUsage(_)
        )
    };
    if certificate
        .extensions()
        .iter()
        .any(|extension| extension.critical && !understood(extension.parsed_extension()))
    {
        return refuse(Flaw::Critical);
    }
    Ok(certificate)
}

/// Issuer's name and signature.
fn issued(
    certificate: &X509Certificate<'_>,
    which: Certificate,
    issuer: &X509Certificate<'_>,
) -> Result<(), Error> {
    let refuse = |flaw| Err(Error::Chain { which, flaw });
    if certificate.issuer().as_raw() != issuer.subject().as_raw() {
        return refuse(Flaw::Issuer);
    }
    // The outer one stands outside of what is signed.
    if certificate.tbs_certificate.signature != certificate.signature_algorithm {
        return refuse(Flaw::Algorithm);
    }
    if certificate.signature_value.unused_bits != 0 {
        return refuse(Flaw::Signature);
    }
    let algorithm = &certificate.signature_algorithm.algorithm;
    let signed = certificate.tbs_certificate.as_ref();
    let digest = if *algorithm == OID_SIG_ECDSA_WITH_SHA256 {
        Sha256::digest(signed).to_vec()
    } else if *algorithm == OID_SIG_ECDSA_WITH_SHA384 {
        Sha384::digest(signed).to_vec()
    } else {
        return refuse(Flaw::Algorithm);
    };
    let key = &issuer.public_key().subject_public_key.data;
    let signature = &certificate.signature_value.data;
    let fits = match curve(issuer) {
        Some(Curve::P256) => p256::ecdsa::VerifyingKey::from_sec1_bytes(key).and_then(|key| {
            key.verify_prehash(&digest, &p256::ecdsa::Signature::from_der(signature)?)
        }),
        Some(Curve::P384) => p384::ecdsa::VerifyingKey::from_sec1_bytes(key).and_then(|key| {
            key.verify_prehash(&digest, &p384::ecdsa::Signature::from_der(signature)?)
        }),
        None => return refuse(Flaw::Algorithm),
    };
    fits.or(refuse(Flaw::Signature))
}

/// Whether the certificate may issue others, with `below` more authorities under it.
fn authority(
    certificate: &X509Certificate<'_>,
    which: Certificate,
    below: u32,
) -> Result<(), Error> {
    let constraints = certificate.basic_constraints().ok().flatten();
    let may = constraints.is_some_and(|constraints| {
        constraints.value.ca
            && constraints
                .value
                .path_len_constraint
                .is_none_or(|length| length >= below)
    });
    let signs = certificate
        .key_usage()
        .ok()
        .flatten()
        .is_none_or(|usage| usage.value.key_cert_sign());
    if may && signs {
        return Ok(());
    }
    Err(Error::Chain {
        which,
        flaw: Flaw::Authority,
    })
}

fn marked(
    certificate: &X509Certificate<'_>,
    which: Certificate,
    mark: &Oid<'_>,
) -> Result<(), Error> {
    match certificate.get_extension_unique(mark) {
        Ok(Some(_)) => Ok(()),
        _ => Err(Error::Chain {
            which,
            flaw: Flaw::Mark,
        }),
    }
}

#[derive(PartialEq)]
enum Curve {
    P256,
    P384,
}

fn curve(certificate: &X509Certificate<'_>) -> Option<Curve> {
    let algorithm = &certificate.public_key().algorithm;
    if algorithm.algorithm != OID_KEY_TYPE_EC_PUBLIC_KEY {
        return None;
    }
    let curve = algorithm.parameters.as_ref()?.as_oid().ok()?;
    if curve == OID_EC_P256 {
        Some(Curve::P256)
    } else if curve == OID_NIST_EC_P384 {
        Some(Curve::P384)
    } else {
        None
    }
}
