//! Making artifacts. Each function takes what a board says and what was made before, and gives bytes with what has to be
//! known of them; nothing here looks at the database.

pub mod brought;
pub mod captions;
pub mod dub;
mod eyes;
pub mod film;
pub mod hooks;
pub mod join;
pub mod judged;
mod listener;
pub mod looks;
pub mod mix;
pub mod pictures;
pub mod strip;
pub mod together;
pub mod trailer;
pub mod voice;
mod watched;

use serde::{Deserialize, Serialize};
use storyboard::timeline::Spoken;

/// What is known of the sound of a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VoiceFacts {
    pub spoken: Spoken,
    /// Why another voice spoke than was wanted.
    pub instead: Option<String>,
    pub licence: String,
}

/// What is known of a film.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FilmFacts {
    pub length_ms: u32,
}

/// Something measured about a take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = TakeCheck)]
pub struct Check {
    /// `silence`, `clipping`, `words`, `flagged`, `nudity`, `black`, `dark`, `frozen`, `aspect`, `length`, `palette`, `face`
    pub name: String,
    pub value: f64,
    /// What it should be at most or at least.
    pub wanted: f64,
    pub passed: bool,
    pub message: String,
    #[serde(default)]
    pub weight: Weight,
}

impl Check {
    /// The same, with what somebody can do about it.
    #[must_use]
    fn with(self, advice: &str) -> Self {
        Self {
            message: format!("{}: {advice}", self.message),
            ..self
        }
    }
}

/// What a check does where it is not passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TakeCheckWeight)]
pub enum Weight {
    /// The take is kept and not used, unless somebody says so.
    #[default]
    Blocks,
    /// It is told.
    Warns,
    /// Nothing: nobody here can measure it, and the message says why.
    NotMeasured,
}

/// What is measured of a take and is not as it should be.
pub fn failing(checks: serde_json::Value) -> Vec<Check> {
    let checks: Vec<Check> = serde_json::from_value(checks).unwrap_or_default();
    checks.into_iter().filter(|check| !check.passed).collect()
}

/// What stands against a take: the first check that blocks it, as a sentence.
pub fn against(checks: &serde_json::Value) -> Option<String> {
    let checks: Vec<Check> = serde_json::from_value(checks.clone()).unwrap_or_default();
    let failed = checks
        .into_iter()
        .find(|check| !check.passed && check.weight == Weight::Blocks)?;
    Some(format!(
        "{}: {}. Look at the take: use it all the same, or ask for another",
        failed.name, failed.message
    ))
}
