//! What can go wrong, in one sentence each, with what to do about it.

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The voices' packages could not be had, or not run.
    #[error(transparent)]
    Packages(#[from] models::Error),
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
            Self::Packages(error) => format!("{} Until then espeak-ng speaks.", error.remedy()),
            Self::Model(_) => {
                "Empty the voices' cache folder and try again, or let espeak-ng speak.".into()
            }
            Self::NoEspeak(_) => {
                "Install the package espeak-ng (apt-get install espeak-ng).".into()
            }
            Self::Espeak(_) => "Check the line's language and its characters.".into(),
            Self::NoSuchVoice(_) => "Take an id from sound::voices::ALL.".into(),
            Self::NothingToSay(_) => {
                "Write words, or make it a text message, which is read and not spoken.".into()
            }
            Self::TooLong(_) => format!(
                "Cut it into lines of at most {} characters.",
                crate::voices::LONGEST
            ),
            Self::Wav(_) => "Save it as WAV: PCM of 16, 24 or 32 bits, or 32-bit float.".into(),
            Self::Mix(_) => "Shorten the episode or mend the times.".into(),
        }
    }
}
