//! Why a signed object is refused.

use chrono::{DateTime, Utc};

/// Which certificate of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    Leaf,
    Intermediate,
    Root,
}

impl std::fmt::Display for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Leaf => "leaf certificate",
            Self::Intermediate => "intermediate certificate",
            Self::Root => "root certificate",
        })
    }
}

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    #[error("cannot be read as one certificate of version 3")]
    Unreadable,
    #[error("was not valid when the object was signed")]
    Expired,
    #[error("was not issued by the next one")]
    Issuer,
    #[error("has a signature that its issuer did not make")]
    Signature,
    #[error("is signed in a way, or has a key, that is not accepted")]
    Algorithm,
    #[error("has no right to issue certificates, or the leaf has it")]
    Authority,
    #[error("does not carry Apple's mark for this use")]
    Mark,
    #[error("carries a critical extension that is not understood")]
    Critical,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("the signed object is longer than {max} bytes", max = super::MAX_BYTES)]
    TooLong,
    #[error("not a signed object of three parts: {0}")]
    NotJws(&'static str),
    #[error("the signed object's algorithm is `{0}`, not ES256")]
    Algorithm(String),
    #[error("the signed object carries {0} certificates, not three")]
    ChainLength(usize),
    #[error("the {which} {flaw}")]
    Chain { which: Certificate, flaw: Flaw },
    #[error("the chain does not end in a pinned root")]
    WrongRoot,
    #[error("the signature does not fit the object")]
    Signature,
    #[error("signed at {0}, which is in the future")]
    Future(DateTime<Utc>),
    #[error("the signed object cannot be used: {0}")]
    Payload(String),
    #[error("the signed object is for the app `{0}`")]
    WrongApp(String),
    #[error("the signed object is from the environment `{0}`")]
    WrongEnvironment(String),
}

impl Error {
    /// What the sender or the operator can do.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::TooLong | Self::NotJws(_) | Self::Payload(_) => {
                "Send the signed object of the store as it came, whole and unchanged."
            }
            Self::Algorithm(_) | Self::ChainLength(_) | Self::Chain { .. } | Self::Signature => {
                "Only what the store itself signed is accepted; fetch the transaction from the store again."
            }
            Self::WrongRoot => {
                "Only Apple's own root is trusted. Objects of Xcode's local tests are not signed by it."
            }
            Self::Future(_) => "Set this machine's clock.",
            Self::WrongApp(_) => "Compare the configured bundle id (and app id) with the app's.",
            Self::WrongEnvironment(_) => {
                "Configure the environment that the app buys in: Production, or Sandbox for test builds."
            }
        }
    }
}
