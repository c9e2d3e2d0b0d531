//! What a folder means for the house: which series it is, which files are new, and what will be made of each.

use media::{Framing, PlanOptions, Source};
use sqlx::types::Json;
use uuid::Uuid;

use super::listing::{FileProblem, Listing, Video};
use crate::app::App;
use crate::errors::Problem;
use crate::ingest::problem::of_media;
use crate::ingest::vertical_framing;
use crate::ingest::workshop::Workshop;
use crate::storage::sha256_of;

/// What a file means for the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    New,
    /// The episode has this file already.
    Same(Uuid),
    /// The episode had another one.
    Changed(Uuid),
    /// The episode has this file, but is to be packaged again: it failed, or its framing changed.
    Again(Uuid),
}

#[derive(Debug)]
pub struct EpisodePlan {
    pub video: Video,
    pub number: i32,
    pub title: Option<String>,
    pub change: Change,
    pub framing: Option<Framing>,
    pub source: Option<Source>,
    pub plan: Option<media::Plan>,
    /// Languages of the subtitle files beside it, empty for the series' own.
    pub subtitles: Vec<String>,
    /// Why it cannot be taken in.
    pub problem: Option<Problem>,
}

#[derive(Debug)]
pub struct FolderPlan {
    pub listing: Listing,
    pub house_id: Uuid,
    /// None: a new series.
    pub series_id: Option<Uuid>,
    pub title: String,
    pub language: String,
    pub episodes: Vec<EpisodePlan>,
    /// Files that cannot be used for another reason than what is in them.
    pub problems: Vec<FileProblem>,
}

impl FolderPlan {
    /// Every file that cannot be used, in the order of names.
    pub fn all_problems(&self) -> Vec<FileProblem> {
        let of_episodes = self.episodes.iter().filter_map(|episode| {
            Some(FileProblem {
                file: episode.video.name.clone(),
                problem: episode.problem.clone()?,
            })
        });
        let mut all: Vec<_> = self.problems.iter().cloned().chain(of_episodes).collect();
        all.sort_by(|a, b| super::names::natural(&a.file, &b.file));
        all
    }
}

/// An episode that the house has.
struct Known {
    episode_id: Uuid,
    number: i32,
    file_name: String,
    sha256: Vec<u8>,
    framing: Option<String>,
    probe: Option<Json<Source>>,
    failed: bool,
}

/// Compares the folder with the house and looks into every file that is not known yet.
pub async fn plan(
    app: &App,
    shop: &Workshop,
    house_id: Uuid,
    listing: Listing,
    framing: Option<Framing>,
) -> anyhow::Result<FolderPlan> {
    let mut digests = Vec::new();
    for video in &listing.videos {
        digests.push(sha256_of(&video.path).await.ok());
    }
    let series_id = find_series(app, house_id, &listing, &digests).await?;
    let series = match series_id {
        Some(id) => sqlx::query!("select title, language from series where id = $1", id)
            .fetch_optional(&app.db)
            .await?
            .map(|row| (row.title, row.language)),
        None => None,
    };
    let (title, language) = if let Some((title, language)) = series {
        (
            listing.manifest.title.clone().unwrap_or(title),
            listing.manifest.language.clone().unwrap_or(language),
        )
    } else {
        let house = sqlx::query_scalar!(
            "select default_language from houses where id = $1",
            house_id
        );
        let own = house.fetch_one(&app.db).await?;
        (
            listing.title(),
            listing.manifest.language.clone().unwrap_or(own),
        )
    };
    let mut known = match series_id {
        Some(id) => known(app, id).await?,
        None => Vec::new(),
    };
    let matches = matches(&listing.videos, &digests, &mut known);
    let wanted_framing = framing.or(listing.manifest.framing);
    let subtitles = listing.subtitles_by_number();

    let mut episodes = Vec::new();
    for ((video, digest), found) in listing.videos.iter().zip(&digests).zip(matches) {
        let stored = found.as_ref().and_then(|known| known.framing.as_deref());
        let framing = wanted_framing.or(stored.and_then(vertical_framing));
        let (change, number, probed) = match found {
            None => (Change::New, video.number, None),
            Some(known) => {
                let same = digest
                    .as_ref()
                    .is_some_and(|digest| digest[..] == known.sha256[..]);
                let reframed = framing.map(Framing::as_str) != known.framing.as_deref();
                let landscape = known
                    .probe
                    .as_ref()
                    .is_some_and(|source| source.video.width > source.video.height);
                let change = match same {
                    false => Change::Changed(known.episode_id),
                    true if known.failed || (reframed && landscape) => {
                        Change::Again(known.episode_id)
                    }
                    true => Change::Same(known.episode_id),
                };
                (
                    change,
                    known.number,
                    known.probe.filter(|_| same).map(|probe| probe.0),
                )
            }
        };
        let languages = subtitles.get(&video.number).into_iter().flatten();
        let mut episode = EpisodePlan {
            video: video.clone(),
            number,
            title: listing.manifest.episode_title(number).map(str::to_owned),
            change,
            framing,
            source: None,
            plan: None,
            subtitles: languages
                .map(|one| one.language.clone().unwrap_or_default())
                .collect(),
            problem: None,
        };
        let source = match probed {
            Some(source) => Ok(source),
            None => media::probe(&shop.tools, &shop.limits, &video.path).await,
        };
        let planned = source.and_then(|source| {
            let language = Some(language.clone());
            let plan = media::plan(&source, &PlanOptions { framing, language });
            episode.source = Some(source);
            plan
        });
        match planned {
            Ok(plan) => episode.plan = Some(plan),
            Err(error) => episode.problem = Some(of_media(&error)),
        }
        episodes.push(episode);
    }
    let problems = listing.problems.clone();
    Ok(FolderPlan {
        listing,
        house_id,
        series_id,
        title,
        language,
        episodes,
        problems,
    })
}

/// The series that was read from this folder; else, where the folder was moved, the one that has its files.
async fn find_series(
    app: &App,
    house_id: Uuid,
    listing: &Listing,
    digests: &[Option<[u8; 32]>],
) -> sqlx::Result<Option<Uuid>> {
    let path = listing.folder.to_string_lossy().into_owned();
    let by_path = sqlx::query_scalar!(
        "select series_id from folders where house_id = $1 and path = $2",
        house_id,
        path
    )
    .fetch_optional(&app.db)
    .await?;
    if by_path.is_some() {
        return Ok(by_path);
    }
    let digests: Vec<Vec<u8>> = digests
        .iter()
        .flatten()
        .map(|digest| digest.to_vec())
        .collect();
    sqlx::query_scalar!(
        "select e.series_id from sources src
         join episodes e on e.id = src.episode_id
         join folders f on f.series_id = e.series_id
         where src.house_id = $1 and src.sha256 = any ($2)
         group by e.series_id order by count(distinct src.episode_id) desc, e.series_id limit 1",
        house_id,
        &digests
    )
    .fetch_optional(&app.db)
    .await
}

async fn known(app: &App, series_id: Uuid) -> sqlx::Result<Vec<Known>> {
    sqlx::query_as!(
        Known,
        r#"select e.id as episode_id, e.number, s.file_name, s.sha256, s.framing, s.probe as "probe: Json<Source>",
                  p.state = 'failed' as "failed!"
           from episodes e join sources s on s.episode_id = e.id join packages p on p.episode_id = e.id
           where e.series_id = $1 order by e.number"#,
        series_id
    )
    .fetch_all(&app.db)
    .await
}

/// For each file the episode that it is: by its bytes, else by its name, else by its number.
fn matches(
    videos: &[Video],
    digests: &[Option<[u8; 32]>],
    known: &mut Vec<Known>,
) -> Vec<Option<Known>> {
    type Same = fn(&Video, Option<&[u8; 32]>, &Known) -> bool;
    let rules: [Same; 4] = [
        |video, digest, known| {
            digest.is_some_and(|d| d[..] == known.sha256[..]) && video.name == known.file_name
        },
        |_, digest, known| digest.is_some_and(|d| d[..] == known.sha256[..]),
        |video, _, known| video.name == known.file_name,
        |video, _, known| video.leading == Some(known.number),
    ];
    let mut found: Vec<Option<Known>> = videos.iter().map(|_| None).collect();
    for rule in rules {
        for (at, video) in videos.iter().enumerate() {
            if found[at].is_some() {
                continue;
            }
            let place = known
                .iter()
                .position(|known| rule(video, digests[at].as_ref(), known));
            found[at] = place.map(|place| known.remove(place));
        }
    }
    found
}
