//! Manifests into files and out of them, by the reference crate `c2pa`, with its own cryptography in Rust.

use std::path::{Path, PathBuf};

use c2pa::{
    BoxedSigner, Builder, BuilderIntent, Context, EphemeralSigner, Reader, SigningAlg,
    ValidationState,
};
use serde::Serialize;
use serde_json::Value;

/// What stands in the test signer's certificate, and by which a reader knows it.
pub const TEST_SIGNER: &str = "cliffhanger-test-signer.invalid";

/// Of masters and renditions.
const FORMAT: &str = "video/mp4";

/// Who signs.
pub enum Identity {
    /// A certificate chain and its key, both PEM, the signer's own certificate first.
    Certificate {
        chain: Vec<u8>,
        key: Vec<u8>,
        algorithm: Algorithm,
    },
    /// A certificate made for this once, whose name says that it proves nothing.
    Test,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    Es256,
    Es384,
    Ps256,
    Ed25519,
}

impl std::str::FromStr for Algorithm {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        match name.to_ascii_lowercase().as_str() {
            "es256" => Ok(Self::Es256),
            "es384" => Ok(Self::Es384),
            "ps256" => Ok(Self::Ps256),
            "ed25519" => Ok(Self::Ed25519),
            _ => Err(Error::Algorithm(name.to_owned())),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(
        "{0} is no algorithm for signing here: take es256, es384, ps256 or ed25519, as the key is"
    )]
    Algorithm(String),
    #[error("the certificate or its key cannot be used: {0}")]
    Identity(Box<c2pa::Error>),
    #[error("{path} cannot be signed: {error}")]
    Sign {
        path: PathBuf,
        error: Box<c2pa::Error>,
    },
    #[error("{path} is there already: signing does not write over files")]
    There { path: PathBuf },
    #[error("the manifest cannot be used: {0}")]
    Manifest(Box<c2pa::Error>),
    #[error("{path} cannot be read: {error}")]
    Read {
        path: PathBuf,
        error: Box<c2pa::Error>,
    },
}

/// What a reader finds in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Found {
    pub verdict: Verdict,
    /// Issuer and common name of the signer's certificate.
    pub signer: Option<String>,
    /// Signed by [`Identity::Test`]: proves nothing.
    pub test: bool,
    pub title: Option<String>,
    /// IPTC addresses that actions name.
    pub sources: Vec<String>,
    /// Codes of what is wrong.
    pub problems: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// There is no manifest.
    None,
    /// The file or the manifest was changed.
    Invalid,
    /// Whole, and signed by somebody whom the reader's list does not know.
    Valid,
    /// Whole, and signed by somebody on the reader's list.
    Trusted,
}

fn signer(identity: &Identity) -> Result<BoxedSigner, Error> {
    match identity {
        Identity::Test => Ok(Box::new(
            EphemeralSigner::new(TEST_SIGNER).map_err(|error| Error::Identity(Box::new(error)))?,
        )),
        Identity::Certificate {
            chain,
            key,
            algorithm,
        } => {
            let algorithm = match algorithm {
                Algorithm::Es256 => SigningAlg::Es256,
                Algorithm::Es384 => SigningAlg::Es384,
                Algorithm::Ps256 => SigningAlg::Ps256,
                Algorithm::Ed25519 => SigningAlg::Ed25519,
            };
            c2pa::create_signer::from_keys(chain, key, algorithm, None)
                .map_err(|error| Error::Identity(Box::new(error)))
        }
    }
}

fn builder(manifest: &Value) -> Result<Builder, Error> {
    Builder::from_context(Context::new())
        .with_definition(manifest.to_string())
        .map_err(|error| Error::Manifest(Box::new(error)))
}

/// Signs an MP4 or PNG into a new file. A fragmented MP4 in one file grows at its head: make playlists of byte ranges from
/// the signed one.
pub fn sign(identity: &Identity, manifest: &Value, from: &Path, to: &Path) -> Result<(), Error> {
    if to.exists() {
        return Err(Error::There {
            path: to.to_owned(),
        });
    }
    let signer = signer(identity)?;
    let signed = builder(manifest)?.sign_file(signer.as_ref(), from, to);
    signed.map(|_| ()).map_err(|error| {
        // Half a file is worse than none; it was not there before.
        let _ = std::fs::remove_file(to);
        Error::Sign {
            path: from.to_owned(),
            error: Box::new(error),
        }
    })
}

/// Signs a rendition of an initialisation segment and fragments beside it, named by a pattern (`segment-*.m4s`), into
/// `to`/NAME, where NAME is that of the folder they lie in. All of them are changed; any of them can be verified alone.
pub fn sign_fragments(
    identity: &Identity,
    manifest: &Value,
    init: &Path,
    fragments: &str,
    to: &Path,
) -> Result<PathBuf, Error> {
    let signer = signer(identity)?;
    let name = init.parent().and_then(Path::file_name).unwrap_or_default();
    let folder = to.join(name);
    if folder.exists() {
        return Err(Error::There { path: folder });
    }
    let signed =
        builder(manifest)?.sign_fragmented_files(signer.as_ref(), init, Path::new(fragments), to);
    match signed {
        Ok(()) => Ok(folder),
        Err(error) => {
            let _ = std::fs::remove_dir_all(&folder);
            Err(Error::Sign {
                path: init.to_owned(),
                error: Box::new(error),
            })
        }
    }
}

/// Signs a rendition that was made from `master` into a new file: what the master's manifest says is handed on as that of
/// its parent, whether it holds or not. Nothing is written and nothing given where the master has none. The head of the
/// file grows, and nothing else of it: fragments keep their bytes, so that byte ranges move by as much as it has grown.
pub fn sign_rendition(
    identity: &Identity,
    title: &str,
    master: &Path,
    from: &Path,
    to: &Path,
) -> Result<Option<()>, Error> {
    if to.exists() {
        return Err(Error::There {
            path: to.to_owned(),
        });
    }
    let open = |path: &Path| {
        std::fs::File::open(path).map_err(|error| Error::Read {
            path: path.to_owned(),
            error: Box::new(error.into()),
        })
    };
    // Files are what their first bytes say, whatever they are called.
    let told = Reader::from_context(Context::new()).with_stream(FORMAT, open(master)?);
    if told.is_err() {
        return Ok(None);
    }
    let manifest = serde_json::json!({
        "title": title,
        "format": FORMAT,
        "claim_generator_info": [{"name": "Cliffhanger", "version": env!("CARGO_PKG_VERSION")}],
    });
    let mut builder = builder(&manifest)?;
    builder.set_intent(BuilderIntent::Edit);
    let parent = serde_json::json!({"title": "master", "relationship": "parentOf"});
    builder
        .add_ingredient_from_stream(parent.to_string(), FORMAT, &mut open(master)?)
        .map(|_| ())
        .and_then(|()| {
            builder
                .add_action(serde_json::json!({"action": "c2pa.transcoded"}))
                .map(|_| ())
        })
        .map_err(|error| Error::Manifest(Box::new(error)))?;
    let signer = signer(identity)?;
    match builder.sign_file(signer.as_ref(), from, to) {
        Ok(_) => Ok(Some(())),
        Err(error) => {
            let _ = std::fs::remove_file(to);
            Err(Error::Sign {
                path: from.to_owned(),
                error: Box::new(error),
            })
        }
    }
}

/// Reads and verifies the manifest of a file. `anchors`: certificates in PEM that are trusted, beside none.
pub fn verify(path: &Path, anchors: Option<&str>) -> Result<Found, Error> {
    read(
        path,
        Reader::from_context(context(anchors)?).with_file(path),
    )
}

/// The same of an initialisation segment with fragments that belong to it.
pub fn verify_fragments(
    init: &Path,
    fragments: &[PathBuf],
    anchors: Option<&str>,
) -> Result<Found, Error> {
    read(
        init,
        Reader::from_context(context(anchors)?).with_fragmented_files(init, &fragments.to_vec()),
    )
}

fn context(anchors: Option<&str>) -> Result<Context, Error> {
    let context = Context::new();
    let Some(anchors) = anchors else {
        return Ok(context);
    };
    let settings = serde_json::json!({"trust": {"user_anchors": anchors}}).to_string();
    context
        .with_settings(settings.as_str())
        .map_err(|error| Error::Identity(Box::new(error)))
}

fn read(path: &Path, reader: Result<Reader, c2pa::Error>) -> Result<Found, Error> {
    let reader = match reader {
        Ok(reader) => reader,
        Err(c2pa::Error::JumbfNotFound) => {
            return Ok(Found {
                verdict: Verdict::None,
                signer: None,
                test: false,
                title: None,
                sources: Vec::new(),
                problems: Vec::new(),
            });
        }
        Err(error) => {
            return Err(Error::Read {
                path: path.to_owned(),
                error: Box::new(error),
            });
        }
    };
    let verdict = match reader.validation_state() {
        ValidationState::Invalid => Verdict::Invalid,
        ValidationState::Valid => Verdict::Valid,
        ValidationState::Trusted => Verdict::Trusted,
    };
    let said: Value = serde_json::from_str(&reader.json()).unwrap_or_default();
    let active = &said["manifests"][said["active_manifest"].as_str().unwrap_or_default()];
    let signature = &active["signature_info"];
    let (issuer, name) = (
        signature["issuer"].as_str(),
        signature["common_name"].as_str(),
    );
    let signer: Vec<&str> = issuer.into_iter().chain(name).collect();
    let mut sources = Vec::new();
    collect(active, &mut sources);
    let problems = reader
        .validation_status()
        .unwrap_or_default()
        .iter()
        .map(|status| status.code().to_owned());
    Ok(Found {
        verdict,
        test: signer.contains(&TEST_SIGNER),
        signer: (!signer.is_empty()).then(|| signer.join(", ")),
        title: active["title"].as_str().map(str::to_owned),
        sources,
        problems: problems.collect(),
    })
}

fn collect(value: &Value, sources: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str() {
                    Some(source) if key == "digitalSourceType" => sources.push(source.to_owned()),
                    _ => collect(value, sources),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, sources)),
        _ => {}
    }
}
