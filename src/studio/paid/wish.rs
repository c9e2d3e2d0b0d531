//! What is asked for: a line, a picture or a clip, in words that follow from the board alone.

use std::fmt::Write as _;

use providers::want::{Image, Media, Speech, Video, Want};
use providers::{Model, Refusal};
use serde::{Deserialize, Serialize};
use storyboard::Board;
use storyboard::shot::{Framing, Shot};

use crate::app::App;
use crate::studio::providers::Makes;

/// Upright, as everything here.
const ASPECT: &str = "9:16";
/// How many letters of a prompt say the most.
const PROMPT_MAX: usize = 1800;

/// A wish as it is kept with its job. Pictures that go in are named by where they are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Wish {
    Voice {
        text: String,
        voice: String,
        manner: String,
    },
    Still {
        prompt: String,
        width: u32,
        height: u32,
        reference: Option<String>,
    },
    Clip {
        prompt: String,
        first_frame: Option<String>,
        resolution: String,
        seconds: u32,
        /// What of it the shot needs.
        wanted_ms: u32,
    },
}

impl Wish {
    pub fn makes(&self) -> Makes {
        match self {
            Self::Voice { .. } => Makes::Voice,
            Self::Still { .. } => Makes::Still,
            Self::Clip { .. } => Makes::Clip,
        }
    }

    /// As the provider's model is asked, with the pictures that go in.
    pub async fn want(&self, app: &App) -> anyhow::Result<Want> {
        let mut want = self.bare();
        let picture = match self {
            Self::Still { reference, .. } => reference,
            Self::Clip { first_frame, .. } => first_frame,
            Self::Voice { .. } => &None,
        };
        let Some(key) = picture else { return Ok(want) };
        let media = Media::Bytes {
            media: "image/png".into(),
            bytes: app.storage.read(key).await?.to_vec(),
        };
        match &mut want {
            Want::Image(image) => image.references.push(media),
            Want::Video(video) => video.first_frame = Some(media),
            Want::Chat(_) | Want::Speech(_) => {}
        }
        Ok(want)
    }

    /// The same without the pictures: what it costs does not hang on them.
    pub fn bare(&self) -> Want {
        match self.clone() {
            Self::Voice {
                text,
                voice,
                manner,
            } => Want::Speech(Speech {
                text,
                voice,
                manner,
                speed_percent: None,
            }),
            Self::Still {
                prompt,
                width,
                height,
                ..
            } => Want::Image(Image {
                prompt,
                width,
                height,
                ..Image::default()
            }),
            Self::Clip {
                prompt,
                resolution,
                seconds,
                ..
            } => Want::Video(Video {
                prompt,
                aspect: ASPECT.into(),
                resolution,
                seconds,
                ..Video::default()
            }),
        }
    }

    /// Whether the model can do all of it. What it cannot do is refused before anything is spent.
    pub fn check(&self, model: &Model, with_picture: bool) -> Result<(), Refusal> {
        let mut want = self.bare();
        let stand_in = || Media::Bytes {
            media: "image/png".into(),
            bytes: Vec::new(),
        };
        match &mut want {
            Want::Image(image) if with_picture => image.references.push(stand_in()),
            Want::Video(video) if with_picture => video.first_frame = Some(stand_in()),
            _ => {}
        }
        model.check(&want)
    }
}

/// Whether a shot can be made by a model: people and places, not letters, which models cannot write.
pub fn by_model(shot: &Shot) -> bool {
    !matches!(
        shot.framing,
        Framing::Card | Framing::PhoneScreen | Framing::Insert
    ) && shot.card.is_none()
        && shot.messages.is_empty()
}

/// A line, with the provider's voice.
pub fn voice(board: &Board, at: usize, voice: &str, model: &Model) -> Option<Wish> {
    let line = board.lines.get(at)?;
    let manner = if model.can.manner {
        word(&line.feeling)
    } else {
        String::new()
    };
    Some(Wish::Voice {
        text: line.text.clone(),
        voice: voice.to_owned(),
        manner,
    })
}

/// A picture of a shot. `reference`: the shot as it is drawn here, for models that keep to a picture.
pub fn still(board: &Board, at: usize, model: &Model, reference: Option<String>) -> Option<Wish> {
    let (width, height) = size(model);
    Some(Wish::Still {
        prompt: prompt(board, at)?,
        width,
        height,
        reference: reference.filter(|_| model.can.references > 0),
    })
}

/// A clip that is at least as long as its shot.
pub fn clip(
    board: &Board,
    at: usize,
    model: &Model,
    wanted_ms: u32,
    first_frame: Option<String>,
) -> Option<Wish> {
    let shot = board.shots.get(at)?;
    let moved = word(&shot.camera);
    Some(Wish::Clip {
        prompt: format!("{} Camera: {moved}.", prompt(board, at)?),
        first_frame: first_frame.filter(|_| model.can.first_frame),
        resolution: resolution(model),
        seconds: seconds(model, wanted_ms),
        wanted_ms,
    })
}

/// The shortest clip that the model makes and that is long enough; else as long as is needed, which it then refuses.
pub fn seconds(model: &Model, wanted_ms: u32) -> u32 {
    let needed = wanted_ms.div_ceil(1000).max(1);
    let offered = model.can.seconds.iter().copied();
    offered
        .filter(|length| *length >= needed)
        .min()
        .unwrap_or(needed)
}

/// 720 lines where it has them: what is seen on a phone, at half the price of more.
fn resolution(model: &Model) -> String {
    let offered = &model.can.resolutions;
    ["720p", "768p", "1080p"]
        .into_iter()
        .find(|one| offered.iter().any(|offer| offer == one))
        .map(str::to_owned)
        .or_else(|| offered.first().cloned())
        .unwrap_or_else(|| "720p".into())
}

/// The size that is nearest to upright 9:16.
fn size(model: &Model) -> (u32, u32) {
    let parsed = model.can.sizes.iter().filter_map(|size| {
        let (width, height) = size.split_once('x')?;
        Some((width.parse::<u32>().ok()?, height.parse::<u32>().ok()?))
    });
    let off = |(width, height): &(u32, u32)| {
        (i64::from(*width) * 16 - i64::from(*height) * 9).abs() * 1000 / i64::from((*height).max(1))
    };
    parsed.min_by_key(off).unwrap_or((1080, 1920))
}

/// The shot in words.
pub fn prompt(board: &Board, at: usize) -> Option<String> {
    let shot = board.shots.get(at)?;
    let mut parts = vec![format!(
        "Vertical 9:16 frame of a drama, {} shot, {} mood.",
        word(&shot.framing),
        word(&shot.mood)
    )];
    if let Some(place) = board.places.get(shot.place) {
        parts.push(format!(
            "Place: {} ({}), {}, {}.",
            place.name.to_lowercase(),
            word(&place.kind),
            word(&place.hour),
            word(&place.weather)
        ));
    }
    for figure in &shot.people {
        let Some(person) = board.character(&figure.character) else {
            continue;
        };
        let appearance = &person.appearance;
        let mut about = format!(
            "{}: {} {}",
            person.name,
            word(&appearance.presenting),
            word(&appearance.age)
        );
        for (what, value) in [
            ("hair", &appearance.hair),
            ("hair colour", &appearance.hair_colour),
        ] {
            if let Some(value) = value {
                let _ = write!(about, ", {what} {value}");
            }
        }
        if appearance.glasses {
            about.push_str(", glasses");
        }
        if appearance.beard {
            about.push_str(", beard");
        }
        if let Some(look) = person.look(figure.look.as_deref(), board.number) {
            let _ = write!(
                about,
                ", wears {} in {} and {}",
                word(&look.outfit),
                look.colours[0],
                look.colours[1]
            );
        }
        parts.push(format!(
            "{about}; {}, {}, at {}.",
            word(&figure.pose),
            word(&figure.feeling),
            word(&figure.spot)
        ));
    }
    if let Some(prop) = &shot.prop {
        parts.push(format!("In the picture: {}.", word(&prop.kind)));
    }
    if !shot.action.trim().is_empty() {
        parts.push(shot.action.trim().to_owned());
    }
    parts.push("No captions, no letters, no watermark.".into());
    Some(parts.join(" ").chars().take(PROMPT_MAX).collect())
}

/// `close_up` as `close up`.
fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value)
        .ok()
        .and_then(|value| value.as_str().map(|name| name.replace('_', " ")))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(id: &str) -> Model {
        let usual = providers::model::usual();
        usual.into_iter().find(|model| model.id == id).unwrap()
    }

    fn board() -> Board {
        let script = screenplay::Script::read(crate::studio::tests::making::SCRIPT);
        let options = storyboard::breakdown::Options {
            series: "S".into(),
            language: "en".into(),
            seed: 1,
            cast: None,
        };
        storyboard::breakdown::series(&script, &options).remove(0)
    }

    #[test]
    fn a_clip_is_as_long_as_the_model_makes_them_and_no_shorter_than_its_shot() {
        let ark = model("doubao-seedance-1-0-pro-250528");
        assert_eq!(seconds(&ark, 1), 5);
        assert_eq!(seconds(&ark, 5_000), 5);
        assert_eq!(seconds(&ark, 5_001), 10);
        let wish = clip(&board(), 0, &ark, 12_000, None).unwrap();
        let refused = wish.check(&ark, false).unwrap_err();
        assert_eq!(refused.code, "provider.seconds", "{refused}");
        assert!(
            clip(&board(), 0, &ark, 4_000, None)
                .unwrap()
                .check(&ark, true)
                .is_ok()
        );
    }

    #[test]
    fn a_picture_is_upright_where_the_model_can() {
        assert_eq!(size(&model("gpt-image-1.5")), (1024, 1536));
        assert_eq!(size(&model("doubao-seedream-4-0-250828")), (1080, 1920));
    }

    #[test]
    fn the_words_name_who_is_seen_and_where() {
        let board = board();
        let at = (0..board.shots.len())
            .find(|at| !board.shots[*at].people.is_empty())
            .unwrap();
        let text = prompt(&board, at).unwrap();
        let name = &board.cast[0].name;
        assert!(
            text.contains("convenience store")
                && text.to_lowercase().contains(&name.to_lowercase()),
            "{text}"
        );
        assert!(text.chars().count() <= PROMPT_MAX);
    }
}
