//! Implicit metadata as GB 45438-2025 asks for in files: one field `AIGC` that holds JSON.

use serde::{Deserialize, Serialize};

/// Longer values are not read: nobody writes them.
const LONGEST: usize = 16 * 1024;

/// What the field says. Names are the standard's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aigc {
    #[serde(rename = "Label")]
    pub label: Certainty,
    /// Name or code of who had it made.
    #[serde(rename = "ContentProducer")]
    pub producer: String,
    /// Unlike any other of the producer.
    #[serde(rename = "ProduceID")]
    pub produce_id: String,
    /// For the producer's own checks of wholeness.
    #[serde(rename = "ReservedCode1", default)]
    pub reserved_1: String,
    /// Name or code of who spreads it.
    #[serde(rename = "ContentPropagator", default)]
    pub propagator: String,
    #[serde(rename = "PropagateID", default)]
    pub propagate_id: String,
    #[serde(rename = "ReservedCode2", default)]
    pub reserved_2: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Certainty {
    /// It is.
    #[serde(rename = "1")]
    Made,
    /// Its maker says so.
    #[serde(rename = "2")]
    Perhaps,
    /// Somebody found signs of it.
    #[serde(rename = "3")]
    Suspected,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    #[error("the file has no field AIGC")]
    Missing,
    #[error("the field AIGC is too long to be one: {0} bytes")]
    TooLong(usize),
    #[error("the field AIGC cannot be read: {0}")]
    Json(String),
}

impl Aigc {
    /// The field's value.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("names and numbers are JSON")
    }

    /// Arguments for ffmpeg, before the output's name: an MP4 keeps fields that it does not know only when told to. They
    /// are no shell words; hand them over as they are. `copy` as well: streams stay as they are.
    pub fn ffmpeg_arguments(&self) -> Vec<String> {
        vec![
            "-movflags".into(),
            "+use_metadata_tags+faststart".into(),
            "-metadata".into(),
            format!("AIGC={}", self.json()),
        ]
    }

    /// Reads a field's value.
    pub fn read(json: &str) -> Result<Self, Error> {
        if json.len() > LONGEST {
            return Err(Error::TooLong(json.len()));
        }
        serde_json::from_str(json).map_err(|error| Error::Json(error.to_string()))
    }

    /// Finds the field in what `ffprobe -of json -show_entries format_tags` prints.
    pub fn from_ffprobe(report: &str) -> Result<Self, Error> {
        let report: serde_json::Value =
            serde_json::from_str(report).map_err(|error| Error::Json(error.to_string()))?;
        let tags = report["format"]["tags"].as_object();
        let found = tags.and_then(|tags| {
            tags.iter()
                .find(|(key, _)| key.eq_ignore_ascii_case("aigc"))
        });
        let value = found.and_then(|(_, value)| value.as_str());
        Self::read(value.ok_or(Error::Missing)?)
    }
}
