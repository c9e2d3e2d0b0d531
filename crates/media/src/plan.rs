//! What will be made of a source. Pure.

use serde::{Deserialize, Serialize};

use crate::{Container, MediaError, Rate, Source, Transfer, VideoStream, language};

/// The ladder, by short side in pixels.
pub const RUNGS: [u32; 4] = [1080, 720, 480, 360];

/// The short side of the rung that is made first: the one that is soonest there
/// (`docs/decisions/0003-ladder.md`). Players start on a larger one as soon as there is one.
pub const FIRST_RUNG: u32 = 360;

/// How a picture becomes vertical.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Framing {
    /// Unchanged.
    AsIs,
    /// The left 9:16 of the picture.
    CropLeft,
    /// The middle 9:16 of the picture.
    CropCenter,
    /// The right 9:16 of the picture.
    CropRight,
    /// The whole picture, 9:16 by a blurred copy of itself above and below.
    Blur,
}

impl Framing {
    /// `as-is`, `crop-left`, `crop-center`, `crop-right` or `blur`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AsIs => "as-is",
            Self::CropLeft => "crop-left",
            Self::CropCenter => "crop-center",
            Self::CropRight => "crop-right",
            Self::Blur => "blur",
        }
    }
}

impl std::str::FromStr for Framing {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [
            Self::AsIs,
            Self::CropLeft,
            Self::CropCenter,
            Self::CropRight,
            Self::Blur,
        ]
        .into_iter()
        .find(|framing| framing.as_str() == text)
        .ok_or(())
    }
}

/// What the caller may choose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanOptions {
    /// How a landscape source becomes vertical; ignored for others. `AsIs` keeps it landscape.
    pub framing: Option<Framing>,
    /// BCP 47 language of audio tracks that do not say theirs.
    pub language: Option<String>,
}

/// One size of the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// Pixels, even.
    pub width: u32,
    /// Pixels, even.
    pub height: u32,
    /// Constant frame rate.
    pub rate: Rate,
}

impl Rung {
    /// The short side, by which rungs are named.
    pub fn short_side(&self) -> u32 {
        self.width.min(self.height)
    }
}

/// One audio rendition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AudioPlan {
    /// Stream index in the source; `None` for made silence.
    pub stream: Option<u32>,
    /// BCP 47 language, unique in the plan.
    pub language: String,
    /// A name that a viewer can choose by.
    pub label: String,
}

/// What will be made of a source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Demuxer family of the source.
    pub container: Container,
    /// Length of the episode, ms.
    pub duration_ms: u64,
    /// The source's picture.
    pub video: VideoStream,
    /// How it becomes vertical.
    pub framing: Framing,
    /// The ladder, largest first; never empty, and every width, height and aspect follows the source.
    pub rungs: Vec<Rung>,
    /// Which of `rungs` is made first.
    pub first: usize,
    /// Audio renditions; never empty.
    pub audio: Vec<AudioPlan>,
    /// The source's field `AIGC`: every rendition carries it on.
    #[serde(default)]
    pub aigc: Option<String>,
}

impl Plan {
    /// Whether the source's light has to be mapped to standard range.
    pub fn tone_mapped(&self) -> bool {
        self.video.transfer != Transfer::Sdr
    }

    /// The frame rate of the top rung; all others have it or its half.
    pub fn rate(&self) -> Rate {
        self.rungs[0].rate
    }

    /// Frames in the first segment of a rendition with this rate; every later segment has twice as many.
    ///
    /// Counted in frames, not seconds, so that rungs with half the rate cut at the same instants.
    pub fn first_segment_frames(&self, rate: Rate) -> u32 {
        let base = self
            .rungs
            .iter()
            .map(|rung| rung.rate)
            .min_by(|a, b| a.fps().total_cmp(&b.fps()));
        let base = base.unwrap_or(rate);
        let frames = (base.fps().round() as u32).max(1);
        if rate.fps() > base.fps() * 1.5 {
            frames * 2
        } else {
            frames
        }
    }
}

/// Decides the ladder, the framing and the audio.
///
/// Errors: `landscape_source` when nobody chose a framing, `unsupported_shape`, `too_large`.
pub fn plan(source: &Source, options: &PlanOptions) -> Result<Plan, MediaError> {
    let (width, height) = (source.video.width, source.video.height);
    let framing = if width > height {
        options
            .framing
            .ok_or(MediaError::LandscapeSource { width, height })?
    } else {
        Framing::AsIs
    };
    let (width, height) = snapped(framed(width, height, framing));
    let (short, long) = (width.min(height), width.max(height));
    if short < 16 || long > short * 3 {
        return Err(MediaError::UnsupportedShape { width, height });
    }
    let full = capped(source.video.rate.tidied());
    let rungs: Vec<Rung> = sides(short)
        .into_iter()
        .map(|side| {
            let other = even(f64::from(long) * f64::from(side) / f64::from(short));
            let (width, height) = if width <= height {
                (side, other)
            } else {
                (other, side)
            };
            Rung {
                width,
                height,
                rate: full,
            }
        })
        .map(|rung| {
            if full.fps() > 32.0 && rung.short_side() < 720 {
                Rung {
                    rate: full.halved(),
                    ..rung
                }
            } else {
                rung
            }
        })
        .collect();
    let first = (0..rungs.len())
        .min_by_key(|&index| rungs[index].short_side().abs_diff(FIRST_RUNG))
        .expect("a ladder has at least one rung");
    Ok(Plan {
        container: source.container,
        duration_ms: source.duration_ms,
        video: source.video.clone(),
        framing,
        rungs,
        first,
        audio: audio(source, options),
        aigc: source.aigc.clone(),
    })
}

/// The size of the picture after framing, not yet even.
fn framed(width: u32, height: u32, framing: Framing) -> (u32, u32) {
    match framing {
        Framing::AsIs => (width, height),
        // 9:16 of the full height.
        Framing::CropLeft | Framing::CropCenter | Framing::CropRight => {
            (even(f64::from(height) * 9.0 / 16.0), height)
        }
        // As wide as the short side would be in a vertical shot of the same class: 1920x1080 becomes 1080x1920.
        Framing::Blur => (
            even(f64::from(height)),
            even(f64::from(height) * 16.0 / 9.0),
        ),
    }
}

/// Exactly 9:16 where the picture is within half a percent of it: editors round, and pixels are seldom quite square.
fn snapped((width, height): (u32, u32)) -> (u32, u32) {
    let off = f64::from(height) * 9.0 / (f64::from(width) * 16.0) - 1.0;
    if off.abs() <= 0.005 {
        (width, even(f64::from(width) * 16.0 / 9.0))
    } else {
        (width, height)
    }
}

/// The short sides: the standard ones that the source fills, below a top one of its own where it lies clearly between.
fn sides(short: u32) -> Vec<u32> {
    let mut sides: Vec<u32> = RUNGS.into_iter().filter(|&rung| rung <= short).collect();
    let own = (short & !1).max(2).min(RUNGS[0]);
    match sides.first() {
        None => sides.push(own),
        // Less than a fifth more than the next rung is not worth an encode.
        Some(&top) if own * 5 >= top * 6 => sides.insert(0, own),
        Some(_) => {}
    }
    sides
}

/// At most 60 frames a second; faster sources are halved until they fit.
fn capped(rate: Rate) -> Rate {
    let mut rate = rate;
    while rate.fps() > 60.5 {
        if rate.fps() > 240.0 {
            return Rate::new(60, 1);
        }
        rate = rate.halved();
    }
    if rate.fps() < 1.0 {
        Rate::new(1, 1)
    } else {
        rate
    }
}

/// The nearest even number, at least 2.
fn even(value: f64) -> u32 {
    ((value / 2.0).round() as u32 * 2).max(2)
}

fn audio(source: &Source, options: &PlanOptions) -> Vec<AudioPlan> {
    let default = options
        .language
        .as_deref()
        .map_or_else(|| "und".to_owned(), language::normalise);
    let mut audio: Vec<AudioPlan> = Vec::new();
    for stream in &source.audio {
        let said = if stream.language == "und" {
            &default
        } else {
            &stream.language
        };
        let taken: Vec<&str> = audio.iter().map(|track| track.language.as_str()).collect();
        let language = language::distinct(said, &taken);
        let label = if stream.title.is_empty() {
            language.clone()
        } else {
            stream.title.clone()
        };
        audio.push(AudioPlan {
            stream: Some(stream.index),
            language,
            label,
        });
    }
    if audio.is_empty() {
        audio.push(AudioPlan {
            stream: None,
            language: default.clone(),
            label: default,
        });
    }
    audio
}
