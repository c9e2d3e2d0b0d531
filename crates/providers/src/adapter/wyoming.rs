//! Wyoming, as Piper and other voices on one's own network speak it: events over TCP (port 10200), each one JSON line
//! `{type, data?, data_length?, payload_length?}`, then the rest of its data, then raw bytes.
//!
//! `synthesize {text, voice}` → `audio-start {rate, width, channels}`, `audio-chunk` with PCM …, `audio-stop`. It has
//! no keys and no encryption: a machine of one's own only.

use serde_json::{Value, json};

use crate::{
    model::{Model, Refusal},
    want::{Speech, Want},
};

/// The longest line, and the longest data or sound of one event, in bytes.
const LINE_MAX: usize = 1 << 20;
const PART_MAX: usize = 16 << 20;
/// All sound of one line: ten minutes at 48 kHz.
const SOUND_MAX: usize = 58 << 20;

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub kind: String,
    pub data: Value,
    pub payload: Vec<u8>,
}

/// What was said is not Wyoming.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the voice server does not speak Wyoming: {0}")]
pub struct NotWyoming(pub String);

impl Event {
    pub fn new(kind: &str, data: Value) -> Self {
        Self {
            kind: kind.into(),
            data,
            payload: Vec::new(),
        }
    }

    /// As it is sent.
    pub fn bytes(&self) -> Vec<u8> {
        let data = self.data.to_string();
        let mut head = json!({ "type": self.kind, "data_length": data.len() });
        if !self.payload.is_empty() {
            head["payload_length"] = json!(self.payload.len());
        }
        let mut bytes = head.to_string().into_bytes();
        bytes.push(b'\n');
        bytes.extend(data.as_bytes());
        bytes.extend(&self.payload);
        bytes
    }

    /// Takes the first event off what has arrived: it, and how many bytes it was. Nothing while it is not whole.
    pub fn read(arrived: &[u8]) -> Result<Option<(Self, usize)>, NotWyoming> {
        let Some(end) = arrived.iter().position(|byte| *byte == b'\n') else {
            return if arrived.len() > LINE_MAX {
                Err(NotWyoming("a line without end".into()))
            } else {
                Ok(None)
            };
        };
        let head: Value = serde_json::from_slice(&arrived[..end])
            .map_err(|_| NotWyoming("a line that is no JSON".into()))?;
        let Some(kind) = head["type"].as_str() else {
            return Err(NotWyoming("an event without a type".into()));
        };
        let length = |key: &str| {
            let length = head[key].as_u64().unwrap_or(0);
            usize::try_from(length)
                .ok()
                .filter(|length| *length <= PART_MAX)
                .ok_or_else(|| NotWyoming(format!("{key} {length}")))
        };
        let (data_length, payload_length) = (length("data_length")?, length("payload_length")?);
        let data_at = end + 1;
        let payload_at = data_at + data_length;
        let all = payload_at + payload_length;
        if arrived.len() < all {
            return Ok(None);
        }
        // Small data stands in the line itself.
        let data = if data_length == 0 {
            head["data"].clone()
        } else {
            serde_json::from_slice(&arrived[data_at..payload_at])
                .map_err(|_| NotWyoming("data that is no JSON".into()))?
        };
        let event = Self {
            kind: kind.to_owned(),
            data,
            payload: arrived[payload_at..all].to_vec(),
        };
        Ok(Some((event, all)))
    }
}

/// What to send for a line.
pub fn synthesize(model: &Model, speech: &Speech) -> Result<Event, Refusal> {
    model.check(&Want::Speech(speech.clone()))?;
    Ok(Event::new(
        "synthesize",
        json!({ "text": speech.text, "voice": { "name": speech.voice } }),
    ))
}

/// Gathers the sound of one line.
#[derive(Default)]
pub struct Hearing {
    format: Option<(u32, u16, u16)>,
    sound: Vec<u8>,
}

impl Hearing {
    /// Takes an event; after the last one, the line as WAV.
    pub fn hear(&mut self, event: Event) -> Result<Option<Vec<u8>>, NotWyoming> {
        match &*event.kind {
            "audio-start" => {
                let number = |key: &str, most: u64| {
                    let number = event.data[key]
                        .as_u64()
                        .filter(|number| (1..=most).contains(number));
                    number.ok_or_else(|| NotWyoming(format!("audio-start without a {key}")))
                };
                self.format = Some((
                    number("rate", 192_000)? as u32,
                    number("width", 4)? as u16,
                    number("channels", 8)? as u16,
                ));
            }
            "audio-chunk" => {
                if self.sound.len() + event.payload.len() > SOUND_MAX {
                    return Err(NotWyoming("a line of more than ten minutes".into()));
                }
                self.sound.extend(event.payload);
            }
            "audio-stop" => {
                let Some(format) = self.format else {
                    return Err(NotWyoming("sound that never began".into()));
                };
                if self.sound.is_empty() {
                    return Err(NotWyoming(
                        "a line without sound; does it have this voice?".into(),
                    ));
                }
                return Ok(Some(wav(format, &self.sound)));
            }
            "error" => {
                let text = event.data["text"].as_str().unwrap_or("it gave no reason");
                return Err(NotWyoming(text.chars().take(200).collect()));
            }
            // News that nobody asked for.
            _ => {}
        }
        Ok(None)
    }
}

/// PCM as a WAV file: rate, bytes of a sample, channels.
fn wav((rate, width, channels): (u32, u16, u16), sound: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(44 + sound.len());
    let length = sound.len() as u32;
    let frame = width * channels;
    file.extend(b"RIFF");
    file.extend((36 + length).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(rate.to_le_bytes());
    file.extend((rate * u32::from(frame)).to_le_bytes());
    file.extend(frame.to_le_bytes());
    file.extend((width * 8).to_le_bytes());
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(sound);
    file
}
