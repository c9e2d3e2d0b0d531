//! Characters: the same face in every mood, look and pose.

use serde::{Deserialize, Serialize};

/// Somebody of the cast.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Character {
    /// The cue in the script, in lower case with dashes: `old-mrs-gu`. Stable over the series.
    pub id: String,
    /// As it is shown to people: `Old Mrs. Gu`.
    pub name: String,
    pub appearance: Appearance,
    /// At least one; the first is worn where the script names none.
    pub looks: Vec<Look>,
    /// The name of a voice in the voice table of who speaks (`af_heart`), or nothing: one is chosen that fits.
    pub voice: Option<String>,
}

/// What does not change with clothes or mood. Everything that is not said here is chosen from the seed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Appearance {
    /// Chooses face, hair and proportions where nothing below says otherwise. The same seed is the same person.
    #[serde(with = "crate::seed")]
    pub seed: u64,
    pub presenting: Presenting,
    pub age: Age,
    /// From 0 (lightest) to 7 (darkest).
    pub skin: u8,
    /// Name of a hair part of the asset pack.
    #[serde(default)]
    pub hair: Option<String>,
    /// `#rrggbb`
    #[serde(default)]
    pub hair_colour: Option<String>,
    #[serde(default)]
    pub glasses: bool,
    #[serde(default)]
    pub beard: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presenting {
    Feminine,
    Masculine,
    Neutral,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Age {
    Child,
    Young,
    Adult,
    Old,
}

/// What somebody wears in episodes `from` to `to`, both included.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Look {
    /// `work`, `red-dress`
    pub id: String,
    pub outfit: Outfit,
    /// `#rrggbb` of the main garment and of what goes with it.
    pub colours: [String; 2],
    #[serde(default = "first")]
    pub from: u32,
    /// Nothing: to the end.
    #[serde(default)]
    pub to: Option<u32>,
}

fn first() -> u32 {
    1
}

/// Kinds of clothes, apart from their colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outfit {
    Casual,
    Shirt,
    Suit,
    Dress,
    Gown,
    Hoodie,
    Coat,
    Uniform,
    Scrubs,
    Robe,
    Sportswear,
    Apron,
}

impl Character {
    /// What they wear in an episode: the look of that name, else the first that is valid, else the first.
    pub fn look(&self, id: Option<&str>, episode: u32) -> Option<&Look> {
        let valid = |look: &&Look| look.from <= episode && look.to.is_none_or(|to| episode <= to);
        id.and_then(|id| self.looks.iter().find(|look| look.id == id))
            .or_else(|| self.looks.iter().find(valid))
            .or_else(|| self.looks.first())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_comes_through_a_browser_whole() {
        let face = Appearance {
            seed: u64::MAX - 1,
            presenting: Presenting::Neutral,
            age: Age::Old,
            skin: 3,
            hair: None,
            hair_colour: None,
            glasses: false,
            beard: false,
        };
        let json = serde_json::to_string(&face).unwrap();
        assert!(json.contains("\"18446744073709551614\""), "{json}");
        assert_eq!(serde_json::from_str::<Appearance>(&json).unwrap(), face);
        let before = json.replace("\"18446744073709551614\"", "7");
        assert_eq!(serde_json::from_str::<Appearance>(&before).unwrap().seed, 7);
        let bad = json.replace("18446744073709551614", "-1");
        assert!(serde_json::from_str::<Appearance>(&bad).is_err());
    }
}
