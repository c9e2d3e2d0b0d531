//! What becomes of the films of a delivery that came: the mezzanine is encoded here; renditions alone are taken as they are
//! where they are as this house makes them, else it makes its own from the largest that is whole.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use delivery::{Codec, Episode, Manifest};
use media::{PlanOptions, ready};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::ingest::{self, Workshop};
use crate::storage::sha256_of;

/// What was done with the film of an episode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// The mezzanine is encoded.
    Mezzanine,
    /// The renditions are taken as they came.
    AsTheyAre,
    /// This house makes its own from this file, for this reason.
    Anew { from: String, why: String },
}

/// The films of a delivery, joined where they came in parts.
#[derive(Debug)]
pub struct Films {
    /// By the number of the episode.
    pub how: BTreeMap<u32, How>,
    /// Films that are not in the folder, with the names that they would have there.
    pub joined: Vec<(String, PathBuf)>,
    /// Where these lie; they go with it.
    _folder: tempfile::TempDir,
}

/// What was done with the films of a delivery, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReceivedFilms {
    /// Episodes that this house has encoded from the film as it was brought.
    pub mezzanine: i32,
    /// Episodes whose renditions were taken as they are.
    pub as_they_are: i32,
    /// Episodes of which this house has made its own renditions.
    pub anew: Vec<MadeAnew>,
}

/// An episode whose renditions were not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MadeAnew {
    pub number: u32,
    pub why: String,
}

impl Films {
    pub fn told(&self) -> ReceivedFilms {
        let mut told = ReceivedFilms::default();
        for (number, how) in &self.how {
            match how {
                How::Mezzanine => told.mezzanine += 1,
                How::AsTheyAre => told.as_they_are += 1,
                How::Anew { why, .. } => told.anew.push(MadeAnew {
                    number: *number,
                    why: why.clone(),
                }),
            }
        }
        told
    }
}

/// Looks at every rendition that stands in the place of a film. An episode of which nothing is whole is an error.
pub async fn prepare(
    app: &App,
    shop: &Workshop,
    house_id: Uuid,
    folder: &Path,
    manifest: &Manifest,
) -> anyhow::Result<Films> {
    let place = tempfile::tempdir_in(shop.path())?;
    let (mut all, mut joined) = (BTreeMap::new(), Vec::new());
    for episode in &manifest.series.episodes {
        let how = if episode.video.is_some() {
            How::Mezzanine
        } else {
            let output = place.path().join(format!("{:03}.mkv", episode.number));
            let how = join(app, shop, house_id, (folder, &output), episode).await;
            joined.push((format!("{:03}.mkv", episode.number), output));
            how.with_context(|| format!("episode {}", episode.number))?
        };
        all.insert(episode.number, how);
    }
    Ok(Films {
        how: all,
        joined,
        _folder: place,
    })
}

/// A rendition of the manifest that is whole.
struct Whole {
    path: PathBuf,
    measured: media::Rendition,
}

async fn join(
    app: &App,
    shop: &Workshop,
    house_id: Uuid,
    (folder, output): (&Path, &Path),
    episode: &Episode,
) -> anyhow::Result<How> {
    let (mut pictures, mut sounds, mut broken) = (Vec::new(), Vec::new(), None);
    for told in &episode.renditions {
        let path = folder.join(&told.file);
        match measure(shop, told, &path).await {
            Ok(measured) if told.codec == Codec::Aac => sounds.push(Whole { path, measured }),
            Ok(measured) => pictures.push(Whole { path, measured }),
            // A smaller picture may stand for a larger one; what is spoken has nothing in its place.
            Err(error) if told.codec == Codec::Aac => {
                return Err(error.context(told.file.clone()));
            }
            Err(error) => broken = Some(format!("{}: {error:#}", told.file)),
        }
    }
    let size = |one: &&Whole| {
        (
            one.measured.height,
            one.measured.codec == media::Codec::H264,
        )
    };
    let Some(best) = pictures.iter().max_by_key(size) else {
        anyhow::bail!(
            "none of its renditions can be used ({}). Ask for a new delivery; nothing was taken in",
            broken.unwrap_or_default()
        );
    };
    let voices: Vec<ready::Sound<'_>> = (sounds.iter())
        .map(|one| ready::Sound {
            file: &one.path,
            language: &one.measured.language,
            label: &one.measured.label,
        })
        .collect();
    let (tools, limits, cancel) = (&shop.tools, &shop.limits, app.stopping.child_token());
    ready::join(tools, limits, &best.path, &voices, output, &cancel).await?;
    let mut film = media::probe(tools, limits, output).await?;
    let from = best.measured.file.clone();
    film.video.rate = best.measured.rate.unwrap_or(film.video.rate);
    let plan = media::plan(&film, &PlanOptions::default())?;
    // One that is cut otherwise is left out: the house makes its own of it when it is wanted.
    let fits = |one: &&Whole| {
        one.measured.codec != media::Codec::Av1 || ready::is_cut_by(&plan, &one.measured)
    };
    let all: Vec<(media::Rendition, PathBuf)> = (pictures.iter().chain(&sounds))
        .filter(fits)
        .map(|one| (one.measured.clone(), one.path.clone()))
        .collect();
    let measured: Vec<media::Rendition> = all.iter().map(|(one, _)| one.clone()).collect();
    let why = broken
        .or_else(|| apart(&measured))
        .or_else(|| ready::unlike(&plan, &measured));
    if let Some(why) = why {
        return Ok(How::Anew { from, why });
    }
    let digest = sha256_of(output).await?;
    ingest::ready::keep(app, house_id, &digest, &all).await?;
    Ok(How::AsTheyAre)
}

/// What a file of the delivery is, held against what is told of it.
async fn measure(
    shop: &Workshop,
    told: &delivery::Rendition,
    path: &Path,
) -> anyhow::Result<media::Rendition> {
    let mut seen = ready::look(&shop.tools, &shop.limits, path).await?;
    anyhow::ensure!(
        seen.codec.as_str() == told.codec.as_str(),
        "it is {}, and not {} as the manifest says",
        seen.codec.as_str(),
        told.codec.as_str()
    );
    anyhow::ensure!(
        seen.duration_ms.abs_diff(told.duration_ms) <= APART_MS,
        "it lasts {:.1} s, and not {:.1} s as the manifest says",
        seen.duration_ms as f64 / 1000.0,
        told.duration_ms as f64 / 1000.0
    );
    if told.codec == Codec::Aac {
        let clean = |text: &str| text.chars().filter(|c| !c.is_control()).take(200).collect();
        seen.language = media::language::normalise(&told.language);
        seen.label = clean(&told.label);
    }
    seen.file.clone_from(&told.file);
    seen.ffmpeg_version = told.encoder.chars().take(200).collect();
    let arguments = told.arguments.iter().take(500);
    seen.arguments = arguments
        .map(|one| one.chars().take(4_000).collect())
        .collect();
    Ok(seen)
}

/// How far lengths may lie apart, milliseconds: what is spoken may end a little before the picture.
const APART_MS: u64 = 300;

/// Why renditions are not of one length.
fn apart(renditions: &[media::Rendition]) -> Option<String> {
    let lengths = || renditions.iter().map(|one| one.duration_ms);
    let (least, most) = (lengths().min()?, lengths().max()?);
    let apart = most - least > APART_MS;
    apart.then(|| "they are not of one length".to_owned())
}
