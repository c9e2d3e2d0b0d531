//! Models as data: what each can do and what it costs, with the day on which that was noted. Capability is a fact
//! of the model, not of the provider, and what does not fit is refused before a cent is spent.

use serde::{Deserialize, Serialize};

use crate::{
    job::Usage,
    schema::Tier,
    want::{Image, Kind, Speech, Video, Want},
};

/// What the crate knows of the usual models.
const USUAL: &str = include_str!("../data/models.toml");

/// Which protocol a model is spoken to in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    OpenAi,
    ComfyUi,
    Ark,
    Kling,
    Gemini,
    MiniMax,
    Fal,
    Replicate,
    /// Described in TOML ([`crate::adapter::relay`]).
    Relay,
    Wyoming,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    pub id: String,
    pub api: Api,
    pub kind: Kind,
    /// The day on which this was written down.
    pub noted: String,
    /// From where.
    pub source: String,
    /// Whether somebody has run it against the live service. False is shown beside the model.
    #[serde(default)]
    pub verified: bool,
    #[serde(default)]
    pub can: Can,
    #[serde(default)]
    pub price: Price,
    /// For fal, Replicate and `ComfyUI`: the model's own input as JSON with places to fill ([`crate::template`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
}

/// What a model can do. An empty list and a zero say that nothing is known to be excluded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a thing that a model can or cannot do"
)]
pub struct Can {
    /// Lengths of a clip.
    pub seconds: Vec<u32>,
    pub resolutions: Vec<String>,
    pub aspects: Vec<String>,
    /// `1024x1536`
    pub sizes: Vec<String>,
    pub first_frame: bool,
    /// Only together with a first one.
    pub last_frame: bool,
    /// How many pictures it keeps to.
    pub references: usize,
    /// Whether frames and references may come together.
    pub frames_with_references: bool,
    pub sound: bool,
    pub seed: bool,
    pub prompt_chars: usize,
    /// Whether it can be told how to say a line.
    pub manner: bool,
    pub speed: bool,
    /// How it can be made to answer in a form, the surest first.
    pub tiers: Vec<Tier>,
}

/// What it costs, in millionths of the currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "per", rename_all = "snake_case", deny_unknown_fields)]
pub enum Price {
    /// Nobody has noted it; a run says so instead of counting nothing.
    #[default]
    Unknown,
    /// One's own machine.
    Free,
    Image {
        micros: i64,
        currency: String,
    },
    Second {
        micros: i64,
        currency: String,
    },
    /// Of a video: (seconds in + seconds out) × width × height × 24 / 1024 (Ark's rule), for a million.
    VideoTokens {
        micros: i64,
        currency: String,
    },
    /// For a thousand letters.
    Letters {
        micros: i64,
        currency: String,
    },
    /// For a million.
    Tokens {
        micros_in: i64,
        micros_out: i64,
        currency: String,
    },
}

/// Millionths of a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cost {
    pub micros: i64,
    pub currency: String,
}

/// A wish that a model cannot do. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{model} cannot do this: {what}. {remedy}")]
pub struct Refusal {
    /// For programs: `provider.…`.
    pub code: &'static str,
    pub model: String,
    pub what: String,
    pub remedy: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    model: Vec<Model>,
}

/// The models that the crate knows. None was run against its live service unless it says so.
pub fn usual() -> Vec<Model> {
    read(USUAL).expect("a test reads it")
}

/// Reads a list of `[[model]]`; an error names the line.
pub fn read(text: &str) -> Result<Vec<Model>, String> {
    toml::from_str::<Catalogue>(text)
        .map(|catalogue| catalogue.model)
        .map_err(|error| error.to_string())
}

impl Model {
    pub(crate) fn refuse(
        &self,
        code: &'static str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Refusal {
        Refusal {
            code,
            model: self.id.clone(),
            what: what.into(),
            remedy: remedy.into(),
        }
    }

    /// Whether it can do all of what is asked.
    pub fn check(&self, want: &Want) -> Result<(), Refusal> {
        if want.kind() != self.kind {
            let what = format!(
                "it makes {:?}, and {:?} is asked for",
                self.kind,
                want.kind()
            );
            return Err(self.refuse("provider.kind", what, "Choose a model of that kind."));
        }
        match want {
            Want::Chat(chat) => {
                if chat.form.is_some() && self.can.tiers.is_empty() {
                    return Err(self.refuse(
                        "provider.form",
                        "it is not known to answer in a form",
                        "Add `tiers` to the model's entry, or choose another.",
                    ));
                }
                self.prompt(chat.user.chars().count() + chat.system.chars().count())
            }
            Want::Image(image) => self.image(image),
            Want::Video(video) => self.video(video),
            Want::Speech(speech) => self.speech(speech),
        }
    }

    fn prompt(&self, letters: usize) -> Result<(), Refusal> {
        let most = self.can.prompt_chars;
        if most > 0 && letters > most {
            let what = format!("the text has {letters} letters, it takes {most}");
            return Err(self.refuse("provider.prompt", what, "Shorten it."));
        }
        if letters == 0 {
            return Err(self.refuse(
                "provider.prompt",
                "there is no text",
                "Say what is to be made.",
            ));
        }
        Ok(())
    }

    /// That a value is one of those that it offers.
    fn one_of<T: PartialEq + std::fmt::Display>(
        &self,
        code: &'static str,
        name: &str,
        offered: &[T],
        wanted: &T,
    ) -> Result<(), Refusal> {
        if offered.is_empty() || offered.contains(wanted) {
            return Ok(());
        }
        let offered: Vec<String> = offered.iter().map(ToString::to_string).collect();
        let what = format!("{name} {wanted} is none of {}", offered.join(", "));
        Err(self.refuse(
            code,
            what,
            format!("Ask for one of these, or choose a model that offers {wanted}."),
        ))
    }

    fn references(&self, count: usize) -> Result<(), Refusal> {
        if count > self.can.references {
            let what = format!(
                "{count} reference pictures, it keeps to {}",
                self.can.references
            );
            return Err(self.refuse(
                "provider.references",
                what,
                "Give fewer, or choose another model; they are never left out silently.",
            ));
        }
        Ok(())
    }

    fn seed(&self, seed: Option<u64>) -> Result<(), Refusal> {
        if seed.is_some() && !self.can.seed {
            return Err(self.refuse(
                "provider.seed",
                "it takes no seed",
                "Leave the seed out; its takes will differ.",
            ));
        }
        Ok(())
    }

    fn image(&self, image: &Image) -> Result<(), Refusal> {
        self.prompt(image.prompt.chars().count())?;
        self.one_of(
            "provider.size",
            "the size",
            &self.can.sizes,
            &format!("{}x{}", image.width, image.height),
        )?;
        self.seed(image.seed)?;
        self.references(image.references.len())
    }

    fn video(&self, video: &Video) -> Result<(), Refusal> {
        self.prompt(video.prompt.chars().count())?;
        self.one_of(
            "provider.seconds",
            "a length in seconds of",
            &self.can.seconds,
            &video.seconds,
        )?;
        self.one_of(
            "provider.resolution",
            "the resolution",
            &self.can.resolutions,
            &video.resolution,
        )?;
        self.one_of(
            "provider.aspect",
            "the aspect",
            &self.can.aspects,
            &video.aspect,
        )?;
        self.seed(video.seed)?;
        self.references(video.references.len())?;
        let frames = video.first_frame.is_some() || video.last_frame.is_some();
        let says = |what: &str| {
            Err(self.refuse(
                "provider.frames",
                what,
                "Change the shot, or choose another model.",
            ))
        };
        if video.first_frame.is_some() && !self.can.first_frame {
            return says("it takes no first frame");
        }
        if video.last_frame.is_some() && !self.can.last_frame {
            return says("it takes no last frame");
        }
        if video.last_frame.is_some() && video.first_frame.is_none() {
            return says("a last frame needs a first one");
        }
        if frames && !video.references.is_empty() && !self.can.frames_with_references {
            return says("it takes frames or references, not both");
        }
        if video.sound && !self.can.sound {
            return Err(self.refuse(
                "provider.sound",
                "it makes no sound",
                "Turn sound off, and mix it afterwards.",
            ));
        }
        Ok(())
    }

    fn speech(&self, speech: &Speech) -> Result<(), Refusal> {
        self.prompt(speech.text.chars().count())?;
        if speech.voice.trim().is_empty() {
            return Err(self.refuse(
                "provider.voice",
                "no voice is named",
                "Name one of the provider's voices.",
            ));
        }
        if !speech.manner.is_empty() && !self.can.manner {
            return Err(self.refuse(
                "provider.manner",
                "it cannot be told how to say a line",
                "Leave the manner out, or choose another model.",
            ));
        }
        let speed = speech.speed_percent.unwrap_or(100);
        if speed != 100 && !self.can.speed {
            return Err(self.refuse(
                "provider.speed",
                "it speaks at its own speed",
                "Leave the speed out.",
            ));
        }
        if !(25..=400).contains(&speed) {
            return Err(self.refuse(
                "provider.speed",
                format!("a speed of {speed} %"),
                "Ask for 25 to 400 %.",
            ));
        }
        Ok(())
    }

    /// What it will cost at most. Nothing where nobody has noted a price.
    pub fn estimate(&self, want: &Want) -> Option<Cost> {
        let cost = |micros: i64, currency: &str| {
            Some(Cost {
                micros,
                currency: currency.to_owned(),
            })
        };
        match (&self.price, want) {
            (Price::Free, _) => cost(0, ""),
            (Price::Image { micros, currency }, Want::Image(_)) => cost(*micros, currency),
            (Price::Second { micros, currency }, Want::Video(video)) => {
                cost(micros.checked_mul(i64::from(video.seconds))?, currency)
            }
            (Price::VideoTokens { micros, currency }, Want::Video(video)) => {
                let (width, height) = pixels(&video.aspect, &video.resolution)?;
                let tokens =
                    i128::from(video.seconds) * i128::from(width) * i128::from(height) * 24 / 1024;
                let micros = (tokens * i128::from(*micros) + 999_999) / 1_000_000;
                cost(i64::try_from(micros).ok()?, currency)
            }
            (Price::Letters { micros, currency }, Want::Speech(speech)) => {
                let letters = i64::try_from(speech.text.chars().count()).ok()?;
                cost((letters.checked_mul(*micros)? + 999) / 1_000, currency)
            }
            (
                Price::Tokens {
                    micros_in,
                    micros_out,
                    currency,
                },
                Want::Chat(chat),
            ) => {
                // No tokenizer makes more tokens than bytes.
                let form = chat
                    .form
                    .as_ref()
                    .map_or(0, |(_, schema)| schema.to_string().len());
                let bytes = i64::try_from(chat.system.len() + chat.user.len() + form).ok()?;
                let most = bytes
                    .checked_mul(*micros_in)?
                    .checked_add(i64::from(chat.tokens_max).checked_mul(*micros_out)?)?;
                cost((most + 999_999) / 1_000_000, currency)
            }
            _ => None,
        }
    }

    /// What an answer did cost, of the tokens that its server counted. Nothing where it is not paid by them.
    pub fn charged(&self, usage: &Usage) -> Option<Cost> {
        match &self.price {
            Price::Free => Some(Cost {
                micros: 0,
                currency: String::new(),
            }),
            Price::Tokens {
                micros_in,
                micros_out,
                currency,
            } => {
                let all = i128::from(usage.tokens_in) * i128::from(*micros_in)
                    + i128::from(usage.tokens_out) * i128::from(*micros_out);
                Some(Cost {
                    micros: i64::try_from((all + 999_999) / 1_000_000).ok()?,
                    currency: currency.clone(),
                })
            }
            _ => None,
        }
    }
}

/// Width and height of `9:16` at `720p`: the shorter side is the number, and both are even.
pub fn pixels(aspect: &str, resolution: &str) -> Option<(u32, u32)> {
    let (wide, high) = aspect.split_once(':')?;
    let (wide, high): (u32, u32) = (wide.parse().ok()?, high.parse().ok()?);
    let short: u32 = match resolution.to_lowercase().as_str() {
        "4k" => 2160,
        "2k" => 1440,
        other => other.strip_suffix('p')?.parse().ok()?,
    };
    if wide == 0 || high == 0 || wide > 64 || high > 64 || !(16..=4320).contains(&short) {
        return None;
    }
    let long = short * wide.max(high) / wide.min(high) / 2 * 2;
    Some(if wide < high {
        (short, long)
    } else {
        (long, short)
    })
}
