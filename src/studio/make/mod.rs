//! Making artifacts. Each function takes what a board says and what was made before, and gives bytes with what has to be
//! known of them; nothing here looks at the database.

pub mod brought;
pub mod captions;
pub mod dub;
pub mod film;
pub mod hooks;
pub mod join;
pub mod mix;
pub mod palette;
pub mod pictures;
pub mod trailer;
pub mod voice;

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
    /// `silence`, `clipping`, `black`, `frozen`, `aspect`, `length`, `palette`
    pub name: String,
    pub value: f64,
    /// What it should be at most or at least.
    pub wanted: f64,
    pub passed: bool,
    pub message: String,
}
