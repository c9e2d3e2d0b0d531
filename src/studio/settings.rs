//! What is decided for a whole production.

use production::budget::Caps;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::errors::{AppError, AppResult};

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
    /// Gates that must be opened; others are open.
    pub gates: Vec<Gate>,
    /// Into which languages it goes besides its own.
    pub languages: Vec<Localised>,
    /// Of these, those that need nobody: they open when all before them is made and no check has failed.
    pub gates_by_checks: Vec<Gate>,
    /// What the models make that the house has chosen; the rest is drawn and spoken here.
    pub models: UsedModels,
    pub budget: Budget,
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

/// What is made by models of others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct UsedModels {
    pub voice: bool,
    pub still: bool,
    pub clip: bool,
}

/// What may be spent, in millionths of one currency. Nothing: no cap of that kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ProductionBudget)]
pub struct Budget {
    /// ISO 4217. A model that is paid in another is refused.
    pub currency: String,
    pub shot: Option<i64>,
    pub episode: Option<i64>,
    pub series: Option<i64>,
    /// From midnight UTC.
    pub day: Option<i64>,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            currency: "USD".into(),
            shot: None,
            episode: None,
            series: None,
            day: None,
        }
    }
}

impl Budget {
    pub fn caps(&self) -> Caps {
        Caps {
            shot: self.shot,
            episode: self.episode,
            series: self.series,
            day: self.day,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            captions: Captions::Karaoke,
            label: true,
            paywall: None,
            gates: Vec::new(),
            languages: Vec::new(),
            gates_by_checks: Vec::new(),
            models: UsedModels::default(),
            budget: Budget::default(),
        }
    }
}

impl Settings {
    /// The last episode that is free: its ending has to sell the next. Nothing where none is free, or none is said.
    pub fn last_free(&self) -> Option<usize> {
        let first_locked = self.paywall? as usize;
        first_locked.checked_sub(1).filter(|last| *last > 0)
    }

    /// Whether they can be kept.
    pub fn check(&self) -> AppResult<()> {
        let budget = &self.budget;
        let currency = &budget.currency;
        if currency.len() != 3 || !currency.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return Err(AppError::bad_request(
                "bad_currency",
                "A budget is in a currency of three letters.",
                "Write it as ISO 4217 does, such as USD.",
            ));
        }
        let caps = [budget.shot, budget.episode, budget.series, budget.day];
        if caps.into_iter().flatten().any(|cap| cap < 0) {
            return Err(AppError::bad_request(
                "bad_cap",
                "A cap is at least 0.",
                "Leave it empty where there shall be none.",
            ));
        }
        Ok(())
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gate {
    Script,
    Shots,
    Stills,
    Clips,
    Episode,
}

impl Gate {
    pub const ALL: [Self; 5] = [
        Self::Script,
        Self::Shots,
        Self::Stills,
        Self::Clips,
        Self::Episode,
    ];

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
