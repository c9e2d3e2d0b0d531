//! Which model makes what for a house.

use providers::{Account, Kind, Model};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use storyboard::cast::Presenting;
use utoipa::ToSchema;
use uuid::Uuid;

use super::accounts::{self, Provider};
use crate::app::App;
use crate::errors::AppResult;

/// What a model may make.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
#[schema(as = ModelMakes)]
pub enum Makes {
    Text,
    Voice,
    Still,
    Clip,
}

impl Makes {
    pub const ALL: [Self; 4] = [Self::Text, Self::Voice, Self::Still, Self::Clip];

    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Voice => "voice",
            Self::Still => "still",
            Self::Clip => "clip",
        }
    }

    pub fn kind(self) -> Kind {
        match self {
            Self::Text => Kind::Chat,
            Self::Voice => Kind::Speech,
            Self::Still => Kind::Image,
            Self::Clip => Kind::Video,
        }
    }
}

/// The provider's voices, by whom they suit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ModelVoices)]
pub struct Voices {
    pub feminine: Vec<String>,
    pub masculine: Vec<String>,
    pub neutral: Vec<String>,
}

impl Voices {
    /// The voice of the so-manieth of their kind in the cast; nothing where none are named at all.
    pub fn of(&self, presenting: Presenting, number: usize) -> Option<&str> {
        let own = match presenting {
            Presenting::Feminine => &self.feminine,
            Presenting::Masculine => &self.masculine,
            Presenting::Neutral => &self.neutral,
        };
        let all = [own, &self.neutral, &self.feminine, &self.masculine];
        let list = all.into_iter().find(|list| !list.is_empty())?;
        list.get(number % list.len()).map(String::as_str)
    }
}

/// A model that was chosen, with all that a request needs.
#[derive(Clone, Debug)]
pub struct Chosen {
    pub provider: Provider,
    pub account: Account,
    pub model: Model,
    pub voices: Voices,
    /// Terms under which what it makes may be used.
    pub licence: String,
}

impl Chosen {
    /// What is in digests: another model, another voice, and what was made is stale.
    pub fn maker(&self) -> String {
        format!("{} / {}", self.provider.name, self.model.id)
    }
}

/// The model that makes this for a house; nothing where none is chosen.
pub async fn chosen(app: &App, house_id: Uuid, makes: Makes) -> AppResult<Option<Chosen>> {
    let row = sqlx::query!(
        r#"select provider_id, model as "model: Json<Model>", voices as "voices: Json<Voices>", licence
           from studio_choices where house_id = $1 and makes = $2"#,
        house_id,
        makes.name()
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let (provider, account, _) = accounts::open(app, house_id, row.provider_id).await?;
    Ok(Some(Chosen {
        provider,
        account,
        model: row.model.0,
        voices: row.voices.0,
        licence: row.licence,
    }))
}

/// Writes down that a model has made something for this house.
pub async fn proven(app: &App, house_id: Uuid, makes: Makes, model: &str) -> AppResult<()> {
    sqlx::query!(
        "update studio_choices set proven_at = $4
         where house_id = $1 and makes = $2 and model ->> 'id' = $3 and proven_at is null",
        house_id,
        makes.name(),
        model,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}
