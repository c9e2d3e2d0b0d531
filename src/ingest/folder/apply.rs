//! Taking a planned folder in.

use anyhow::Context;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::listing::FileProblem;
use super::manifest::Publish;
use super::plan::{Change, EpisodePlan, FolderPlan};
use crate::app::App;
use crate::catalog::studio::{self, NewSeries, Release, SeriesChange, Weekly};
use crate::errors::AppResult;
use crate::ingest::intake::{self, NewSource, Number};
use crate::ingest::poster;
use crate::ingest::problem::{of_app, of_media};
use crate::ingest::sidecars::{self, NewSidecar};
use crate::ingest::workshop::Workshop;
use crate::paywall;

/// An episode of the folder that the house has now.
#[derive(Clone, Debug)]
pub struct Taken {
    pub episode_id: Uuid,
    pub number: i32,
    pub file: String,
    pub change: Change,
}

#[derive(Debug)]
pub struct Applied {
    pub series_id: Uuid,
    /// Whether the series was made just now.
    pub new_series: bool,
    pub episodes: Vec<Taken>,
    /// Subtitles and posters that were taken in because they are new or changed.
    pub extras: usize,
    pub problems: Vec<FileProblem>,
}

/// Changes the house as planned. A file that cannot be used is reported and the others go on; the caller puts the
/// episodes on the queue.
pub async fn apply(
    app: &App,
    shop: &Workshop,
    plan: &FolderPlan,
    publish_now: bool,
) -> anyhow::Result<Applied> {
    let usable = |episode: &&EpisodePlan| episode.problem.is_none();
    if plan.series_id.is_none() && !plan.episodes.iter().any(|episode| usable(&episode)) {
        return Ok(Applied {
            series_id: Uuid::nil(),
            new_series: false,
            episodes: Vec::new(),
            extras: 0,
            problems: plan.all_problems(),
        });
    }
    let series_id = series(app, plan).await?;
    let mut applied = Applied {
        series_id,
        new_series: plan.series_id.is_none(),
        episodes: Vec::new(),
        extras: 0,
        problems: plan.all_problems(),
    };
    for episode in plan.episodes.iter().filter(usable) {
        match take(app, plan, series_id, episode).await {
            Ok(taken) => applied.episodes.push(taken),
            Err(refusal) if refusal.status.is_client_error() => {
                applied.problems.push(FileProblem {
                    file: episode.video.name.clone(),
                    problem: of_app(&refusal),
                });
            }
            Err(error) => return Err(error).context(episode.video.name.clone()),
        }
    }
    translate_titles(app, plan, &applied).await?;
    extras(app, shop, plan, &mut applied).await?;
    if let Some(release) = release(app, plan, series_id, publish_now).await? {
        let mut tx = app.db.begin().await?;
        studio::publish_when_playable(app, &mut tx, plan.house_id, series_id, &release).await?;
        tx.commit().await?;
    }
    let manifest = plan.listing.manifest_bytes.as_deref().map(digest);
    sqlx::query!(
        "update folders set manifest = $3, read_at = $4 where house_id = $1 and path = $2",
        plan.house_id,
        path(plan),
        manifest,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(applied)
}

fn path(plan: &FolderPlan) -> String {
    plan.listing.folder.to_string_lossy().into_owned()
}

fn digest(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// Finds or makes the series, and tells it what `series.toml` says if that is news.
async fn series(app: &App, plan: &FolderPlan) -> AppResult<Uuid> {
    let mut tx = app.db.begin().await?;
    let series_id = if let Some(id) = plan.series_id {
        id
    } else {
        let new = NewSeries {
            title: plan.title.clone(),
            language: plan.language.clone(),
            synopsis: String::new(),
        };
        studio::create_series(app, &mut tx, plan.house_id, None, &new).await?
    };
    let (path, now) = (path(plan), app.clock.now());
    let known = sqlx::query_scalar!(
        "insert into folders (house_id, path, series_id, read_at) values ($1, $2, $3, $4)
         on conflict (house_id, path) do update set read_at = $4
         returning manifest",
        plan.house_id,
        path,
        series_id,
        now
    )
    .fetch_one(&mut *tx)
    .await?;
    let listing = &plan.listing;
    let news = listing.manifest_bytes.as_deref().map(digest);
    if news.is_some() && news != known {
        let change: SeriesChange = listing.manifest.series_change();
        studio::change_series(app, &mut tx, plan.house_id, series_id, &change).await?;
        retitle(app, &mut tx, plan, series_id).await?;
        if let Some(policy) = &listing.manifest.paywall {
            paywall::set(
                app,
                &mut tx,
                plan.house_id,
                Some(series_id),
                Some(policy),
                None,
            )
            .await?;
        }
    }
    tx.commit().await?;
    Ok(series_id)
}

/// Gives episodes that are there already the titles that `series.toml` has for them.
async fn retitle(
    app: &App,
    tx: &mut sqlx::PgConnection,
    plan: &FolderPlan,
    series_id: Uuid,
) -> AppResult<()> {
    let episodes = sqlx::query!(
        "select id, number, title from episodes where series_id = $1",
        series_id
    )
    .fetch_all(&mut *tx)
    .await?;
    for episode in episodes {
        if let Some(title) = plan.listing.manifest.episode_title(episode.number)
            && episode.title.as_deref() != Some(title)
        {
            studio::change_episode_title(app, tx, plan.house_id, episode.id, Some(title)).await?;
        }
    }
    Ok(())
}

/// Gives episodes the titles that `series.toml` has for them in other languages, where that or the episode is news.
async fn translate_titles(app: &App, plan: &FolderPlan, applied: &Applied) -> anyhow::Result<()> {
    let known = sqlx::query_scalar!(
        "select manifest from folders where house_id = $1 and path = $2",
        plan.house_id,
        path(plan)
    )
    .fetch_one(&app.db)
    .await?;
    let news = plan.listing.manifest_bytes.as_deref().map(digest) != known;
    let mut tx = app.db.begin().await?;
    for taken in &applied.episodes {
        if !news && taken.change != Change::New {
            continue;
        }
        for (language, title) in plan.listing.manifest.titles_of(taken.number) {
            let of = (plan.house_id, taken.episode_id);
            studio::set_episode_title(app, &mut tx, of, language, Some(title)).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn take(
    app: &App,
    plan: &FolderPlan,
    series_id: Uuid,
    episode: &EpisodePlan,
) -> AppResult<Taken> {
    let new = NewSource {
        house_id: plan.house_id,
        series_id,
        number: Number::Preferably(episode.number),
        title: episode.title.as_deref(),
        file: &episode.video.path,
        file_name: &episode.video.name,
        framing: episode.framing,
    };
    let mut number = episode.number;
    let episode_id = match episode.change {
        Change::New => {
            let added = intake::add_source(app, &new).await?;
            number = added.number;
            added.id
        }
        Change::Changed(id) => {
            intake::replace_source(app, id, &new).await?;
            id
        }
        Change::Again(id) => {
            intake::retry(app, plan.house_id, id, episode.framing).await?;
            id
        }
        Change::Same(id) => id,
    };
    Ok(Taken {
        episode_id,
        number,
        file: episode.video.name.clone(),
        change: episode.change,
    })
}

/// Subtitles and the poster.
async fn extras(
    app: &App,
    shop: &Workshop,
    plan: &FolderPlan,
    applied: &mut Applied,
) -> anyhow::Result<()> {
    let (house_id, series_id) = (plan.house_id, applied.series_id);
    for subtitles in &plan.listing.subtitles {
        // The number that the file's video has in the house, which may be another than in the folder.
        let place = plan
            .episodes
            .iter()
            .find(|episode| episode.video.number == subtitles.number);
        let taken = place.and_then(|place| {
            let mut episodes = applied.episodes.iter();
            episodes.find(|taken| taken.file == place.video.name)
        });
        let number = taken.map_or(subtitles.number, |taken| taken.number);
        let add = async {
            let about = tokio::fs::metadata(&subtitles.path).await?;
            anyhow::ensure!(about.len() <= media::subtitles::MAX_BYTES as u64);
            Ok(tokio::fs::read(&subtitles.path).await?)
        };
        let refused =
            |what: &str| of_media(&media::MediaError::SubtitleUnreadable(what.to_owned()));
        let problem = match add.await {
            Err(_) => Some(refused("it is not a file of at most 4 MB")),
            Ok(bytes) => {
                let new = NewSidecar {
                    house_id,
                    series_id,
                    number,
                    language: subtitles.language.as_deref(),
                    kind: subtitles.kind,
                    bytes: &bytes,
                };
                match sidecars::add(app, &new).await {
                    Ok(changed) => {
                        applied.extras += usize::from(changed);
                        None
                    }
                    Err(refusal) if refusal.status.is_client_error() => Some(of_app(&refusal)),
                    Err(error) => return Err(error.into()),
                }
            }
        };
        applied.problems.extend(problem.map(|problem| FileProblem {
            file: subtitles.name.clone(),
            problem,
        }));
    }
    let Some(file) = &plan.listing.poster else {
        return Ok(());
    };
    let sha256 = crate::storage::sha256_of(file).await?.to_vec();
    let known = sqlx::query_scalar!(
        "select poster from folders where house_id = $1 and path = $2",
        house_id,
        path(plan)
    )
    .fetch_one(&app.db)
    .await?;
    if known.as_ref() == Some(&sha256) {
        return Ok(());
    }
    match poster::set(app, shop, house_id, series_id, file).await {
        Ok(()) => applied.extras += 1,
        Err(poster::Refused::Picture(error)) => {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            applied.problems.push(FileProblem {
                file: name.into_owned(),
                problem: of_media(&error),
            });
            return Ok(());
        }
        Err(poster::Refused::House(error)) => return Err(error.into()),
    }
    sqlx::query!(
        "update folders set poster = $3 where house_id = $1 and path = $2",
        house_id,
        path(plan),
        sha256
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// How the series is to come out, where that is still to be done.
async fn release(
    app: &App,
    plan: &FolderPlan,
    series_id: Uuid,
    publish_now: bool,
) -> anyhow::Result<Option<Release>> {
    let row = sqlx::query!(
        "select s.publish_at, f.manifest from series s
         left join folders f on f.series_id = s.id and f.path = $2 and f.house_id = s.house_id
         where s.id = $1",
        series_id,
        path(plan)
    )
    .fetch_one(&app.db)
    .await?;
    let now = app.clock.now();
    let publish = if publish_now {
        Publish::Now
    } else if plan.listing.manifest_bytes.as_deref().map(digest) == row.manifest {
        // Said before, and done then; what the studio has changed since stays.
        return Ok(None);
    } else {
        plan.listing.manifest.publish
    };
    let out = row.publish_at.is_some_and(|at| at <= now);
    Ok(match publish {
        Publish::Draft => None,
        Publish::Now | Publish::At(_) if out => None,
        Publish::Now => Some(Release::default()),
        Publish::At(at) => Some(Release {
            at: Some(at).filter(|at| *at > now),
            weekly: None,
        }),
        Publish::Weekly { per_week, from } => Some(Release {
            at: None,
            weekly: Some(Weekly {
                per_week,
                from: from.max(now),
            }),
        }),
    })
}
