//! What is decided for a whole production.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a production is made. What is absent is as it begins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ProductionSettings)]
pub struct Settings {
    /// Words in the picture.
    pub captions: Captions,
    /// A line that says that machines drew and spoke it, on the first seconds of each episode, whatever they were. Without
    /// it the house's own rule holds.
    pub label: bool,
    /// The first episode that is not free; nothing: the house's own paywall holds.
    pub paywall: Option<u32>,
    /// Gates that a person must open; others are open.
    pub gates: Vec<Gate>,
    /// Into which languages it goes besides its own.
    pub languages: Vec<Localised>,
}

/// A language that a production is translated into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Localised {
    /// BCP 47.
    pub language: String,
    /// Whether it is spoken too, and not only read.
    #[serde(default)]
    pub dub: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            captions: Captions::Karaoke,
            label: true,
            paywall: None,
            gates: Vec::new(),
            languages: Vec::new(),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Captions {
    /// Each word lights up as it is said.
    Karaoke,
    Plain,
    /// None in the picture; the player still has them.
    None,
}

/// What is looked at before the next is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    Script,
    Shots,
    Stills,
    Clips,
    Episode,
}

impl Gate {
    pub fn name(self) -> &'static str {
        match self {
            Self::Script => "script",
            Self::Shots => "shots",
            Self::Stills => "stills",
            Self::Clips => "clips",
            Self::Episode => "episode",
        }
    }
}
