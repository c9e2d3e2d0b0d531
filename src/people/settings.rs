//! How a person likes to watch.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::errors::{AppError, AppResult};
use crate::extract::given;
use crate::language;

/// A person's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Settings {
    /// Of titles and of the interface; null follows the browser.
    pub language: Option<String>,
    pub captions_on: bool,
    /// Null follows `language`.
    pub captions_language: Option<String>,
    pub captions_size: CaptionsSize,
    pub audio_language: Option<String>,
    pub data_saver: bool,
    pub quality: Quality,
    pub autoplay_next: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum CaptionsSize {
    S,
    M,
    L,
}

/// The short side of the picture, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Quality {
    #[serde(rename = "auto")]
    Auto,
    #[serde(rename = "360")]
    P360,
    #[serde(rename = "480")]
    P480,
    #[serde(rename = "720")]
    P720,
    #[serde(rename = "1080")]
    P1080,
}

/// What is to change; what is absent stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsChange {
    #[serde(default, deserialize_with = "given")]
    pub language: Option<Option<String>>,
    pub captions_on: Option<bool>,
    #[serde(default, deserialize_with = "given")]
    pub captions_language: Option<Option<String>>,
    pub captions_size: Option<CaptionsSize>,
    #[serde(default, deserialize_with = "given")]
    pub audio_language: Option<Option<String>>,
    pub data_saver: Option<bool>,
    pub quality: Option<Quality>,
    pub autoplay_next: Option<bool>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            language: None,
            captions_on: true,
            captions_language: None,
            captions_size: CaptionsSize::M,
            audio_language: None,
            data_saver: false,
            quality: Quality::Auto,
            autoplay_next: true,
        }
    }
}

impl Settings {
    /// Reads what is kept: only what differs from the defaults is, so a default may change later.
    pub fn kept(kept: serde_json::Value) -> Self {
        let mut settings = serde_json::json!(Self::default());
        if let (Some(settings), serde_json::Value::Object(kept)) = (settings.as_object_mut(), kept)
        {
            settings.extend(kept);
        }
        serde_json::from_value(settings).unwrap_or_default()
    }

    /// What to keep of it.
    pub fn to_keep(&self) -> serde_json::Value {
        let defaults = serde_json::json!(Self::default());
        let mut settings = serde_json::json!(self);
        if let Some(settings) = settings.as_object_mut() {
            settings.retain(|key, value| defaults.get(key) != Some(value));
        }
        settings
    }

    /// The settings after a change; languages get their canonical spelling.
    pub fn changed(self, change: SettingsChange) -> AppResult<Self> {
        Ok(Self {
            language: tag(change.language, self.language)?,
            captions_on: change.captions_on.unwrap_or(self.captions_on),
            captions_language: tag(change.captions_language, self.captions_language)?,
            captions_size: change.captions_size.unwrap_or(self.captions_size),
            audio_language: tag(change.audio_language, self.audio_language)?,
            data_saver: change.data_saver.unwrap_or(self.data_saver),
            quality: change.quality.unwrap_or(self.quality),
            autoplay_next: change.autoplay_next.unwrap_or(self.autoplay_next),
        })
    }
}

fn tag(wanted: Option<Option<String>>, current: Option<String>) -> AppResult<Option<String>> {
    match wanted {
        None => Ok(current),
        Some(None) => Ok(None),
        Some(Some(tag)) => language::canonical(&tag).map(Some).ok_or_else(|| {
            AppError::bad_request(
                "language_unknown",
                "That is not a language tag.",
                "Use a BCP 47 tag such as en, zh-Hans or pt-BR.",
            )
        }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Quality, Settings};

    #[test]
    fn only_what_differs_is_kept_and_reads_back() {
        let settings = Settings {
            quality: Quality::P720,
            language: Some("pt-BR".into()),
            ..Settings::default()
        };
        assert_eq!(
            settings.to_keep(),
            json!({ "quality": "720", "language": "pt-BR" })
        );
        assert_eq!(Settings::kept(settings.to_keep()), settings);
    }

    #[test]
    fn what_cannot_be_read_is_as_good_as_nothing() {
        for kept in [
            json!(null),
            json!([]),
            json!({ "quality": "9000" }),
            json!({ "captions_on": "yes" }),
        ] {
            assert_eq!(Settings::kept(kept), Settings::default());
        }
    }
}
