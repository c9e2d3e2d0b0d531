//! A series as its makers see it, with what becomes of each file.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::types::Json as Kept;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::cards::{Image, image};
use super::super::routes::{Credit, Licence};
use super::region::against;
use super::release::Readiness;
use super::{AgeRating, Status, Translation};
use crate::app::App;
use crate::errors::{AppResult, Problem};

/// A series with everything its makers may change or wait for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StudioSeries {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub synopsis: String,
    pub language: String,
    pub status: Status,
    pub publish_at: Option<DateTime<Utc>>,
    pub genres: Vec<String>,
    pub tropes: Vec<String>,
    pub age_rating: AgeRating,
    /// The number under which an authority has it on file.
    pub filing_number: Option<String>,
    pub credit: Option<String>,
    pub licence: Option<Licence>,
    pub credits: Vec<Credit>,
    pub translations: Vec<Translation>,
    /// Its own, or the first episode's.
    pub poster: Option<Image>,
    pub episodes: Vec<StudioEpisode>,
    /// What stands between it and publishing; each code at most once.
    pub problems: Vec<Problem>,
    /// Files that were uploaded and could not be used, latest first. Giving the upload up takes it off.
    pub refused_uploads: Vec<RefusedUpload>,
}

/// A file that could not be used.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RefusedUpload {
    /// Of the upload.
    pub id: Uuid,
    pub file_name: String,
    /// The episode whose file it should have replaced.
    pub episode_id: Option<Uuid>,
    pub problem: Problem,
    pub refused_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StudioEpisode {
    pub id: Uuid,
    pub number: i32,
    pub title: Option<String>,
    pub status: Status,
    /// Its own date in a weekly drop; null comes with the series.
    pub publish_at: Option<DateTime<Utc>>,
    /// Of the file it was made from; empty before there is one.
    pub file_name: String,
    pub package: PackageView,
    pub duration_ms: Option<i32>,
    pub poster: Option<Image>,
    pub text_tracks: Vec<TextTrackView>,
}

/// How far packaging has come.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Package)]
pub struct PackageView {
    pub state: PackageState,
    /// 0 to 1, of the whole ladder.
    pub progress: f32,
    pub stage: Option<String>,
    pub problem: Option<Problem>,
    /// Highest first, sound last.
    pub renditions: Vec<RenditionView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum PackageState {
    Waiting,
    Probing,
    Packaging,
    /// Viewers may watch; larger sizes follow.
    Playable,
    Complete,
    Failed,
    /// Goes on by itself, for example once the disk has room.
    Paused,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Rendition)]
pub struct RenditionView {
    /// `h264`, `av1` or `aac`.
    pub codec: String,
    /// Pixels; 0 for sound.
    pub height: i32,
    pub width: i32,
    pub bytes: i64,
    /// Bits a second, at most.
    pub bandwidth: i64,
    /// VMAF, 0 to 100, where it was measured.
    pub quality: Option<f32>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = StudioTextTrack)]
pub struct TextTrackView {
    pub id: Uuid,
    pub language: String,
    pub label: String,
}

/// Reads series in the order of `ids`, which the caller has authorised; those that are gone are left out.
pub async fn load(app: &App, ids: &[Uuid]) -> AppResult<Vec<StudioSeries>> {
    let now = app.clock.now();
    let mut episodes = episodes(app, ids, now).await?;
    let mut credits: HashMap<Uuid, Vec<Credit>> = HashMap::new();
    let rows = sqlx::query!(
        "select series_id, name, role from credits where series_id = any ($1) order by position",
        ids
    )
    .fetch_all(&app.db)
    .await?;
    for row in rows {
        let (name, role) = (row.name, row.role);
        credits
            .entry(row.series_id)
            .or_default()
            .push(Credit { name, role });
    }
    let mut translations: HashMap<Uuid, Vec<Translation>> = HashMap::new();
    let rows = sqlx::query!(
        "select series_id, language, title, synopsis from series_translations where series_id = any ($1) order by language",
        ids
    )
    .fetch_all(&app.db)
    .await?;
    for row in rows {
        translations
            .entry(row.series_id)
            .or_default()
            .push(Translation {
                language: row.language,
                title: row.title,
                synopsis: row.synopsis,
            });
    }
    let mut refused: HashMap<Uuid, Vec<RefusedUpload>> = HashMap::new();
    let rows = sqlx::query!(
        r#"select id, series_id, episode_id, file_name, problem as "problem!: Kept<Problem>",
                  finished_at as "finished_at!"
           from uploads
           where series_id = any ($1) and problem is not null and finished_at is not null and expires_at > $2
           order by finished_at desc, id"#,
        ids,
        now
    )
    .fetch_all(&app.db)
    .await?;
    for row in rows {
        let upload = RefusedUpload {
            id: row.id,
            file_name: row.file_name,
            episode_id: row.episode_id,
            problem: row.problem.0,
            refused_at: row.finished_at,
        };
        refused.entry(row.series_id).or_default().push(upload);
    }
    let rows = sqlx::query!(
        r#"select s.id, slug, title, synopsis, language, publish_at, withdrawn_at, genres, tropes,
                  age_rating as "age_rating: AgeRating", filing_number, credit, licence_text, licence_url, poster,
                  told_in(s.id) as "told!",
                  (select region - array['logo', 'legal', 'disclosures'] from houses h where h.id = s.house_id) as "region!: sqlx::types::Json<crate::houses::Region>"
           from series s join unnest($1::uuid[]) with ordinality as wanted (id, place) using (id)
           order by wanted.place"#,
        ids
    )
    .fetch_all(&app.db)
    .await?;
    let series = rows.into_iter().map(|row| {
        let mut episodes = episodes.remove(&row.id).unwrap_or_default();
        for (episode, facts) in &mut episodes {
            episode.status = facts.status(row.publish_at, row.withdrawn_at, now);
        }
        let themes: Vec<String> = row.genres.iter().chain(&row.tropes).cloned().collect();
        let readiness = Readiness {
            region: against(
                &row.region,
                &themes,
                row.filing_number.as_deref(),
                &row.told,
            ),
            has_synopsis: !row.synopsis.is_empty(),
            has_genre: !row.genres.is_empty(),
            episodes: episodes
                .iter()
                .filter(|(_, facts)| !facts.withdrawn)
                .count() as i64,
            playable: episodes
                .iter()
                .filter(|(_, facts)| facts.playable && !facts.withdrawn)
                .count() as i64,
        };
        let episodes: Vec<_> = episodes.into_iter().map(|(episode, _)| episode).collect();
        StudioSeries {
            id: row.id,
            slug: row.slug,
            title: row.title,
            synopsis: row.synopsis,
            language: row.language,
            status: Status::of(row.publish_at, row.withdrawn_at, now),
            publish_at: row.publish_at,
            genres: row.genres,
            tropes: row.tropes,
            age_rating: row.age_rating,
            filing_number: row.filing_number,
            credit: row.credit,
            licence: row.licence_text.map(|text| Licence {
                text,
                url: row.licence_url,
            }),
            credits: credits.remove(&row.id).unwrap_or_default(),
            translations: translations.remove(&row.id).unwrap_or_default(),
            poster: image(row.poster)
                .or_else(|| episodes.iter().find_map(|episode| episode.poster.clone())),
            episodes,
            problems: readiness.problems(),
            refused_uploads: refused.remove(&row.id).unwrap_or_default(),
        }
    });
    Ok(series.collect())
}

/// What an episode's status follows from, besides its series.
struct Facts {
    publish_at: Option<DateTime<Utc>>,
    withdrawn_at: Option<DateTime<Utc>>,
    withdrawn: bool,
    playable: bool,
}

impl Facts {
    fn status(
        &self,
        series_publish_at: Option<DateTime<Utc>>,
        series_withdrawn_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Status {
        // The later of the two dates, and the earlier withdrawal.
        let publish_at = series_publish_at.map(|at| self.publish_at.map_or(at, |own| at.max(own)));
        let withdrawn_at = match (series_withdrawn_at, self.withdrawn_at) {
            (Some(series), Some(own)) => Some(series.min(own)),
            (series, own) => series.or(own),
        };
        Status::of(publish_at, withdrawn_at, now)
    }
}

async fn episodes(
    app: &App,
    series_ids: &[Uuid],
    now: DateTime<Utc>,
) -> AppResult<HashMap<Uuid, Vec<(StudioEpisode, Facts)>>> {
    let rows = sqlx::query!(
        r#"select e.id, e.series_id, e.number, e.title, e.publish_at, e.withdrawn_at,
                  coalesce(f.file_name, '') as "file_name!",
                  coalesce(p.state, 'waiting') as "state!: PackageState", coalesce(p.progress, 0) as "progress!",
                  p.stage as "stage?", p.problem as "problem?: Kept<Problem>", p.duration_ms as "duration_ms?",
                  p.poster as "poster?", p.playable_at is not null as "playable!"
           from episodes e
           left join sources f on f.episode_id = e.id
           left join packages p on p.episode_id = e.id
           where e.series_id = any ($1) order by e.number"#,
        series_ids
    )
    .fetch_all(&app.db)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let mut renditions: HashMap<Uuid, Vec<RenditionView>> = HashMap::new();
    let made = sqlx::query!(
        "select episode_id, codec, height, width, bytes, bandwidth, quality from renditions
         where episode_id = any ($1) order by height desc, codec desc, language",
        &ids
    )
    .fetch_all(&app.db)
    .await?;
    for row in made {
        renditions
            .entry(row.episode_id)
            .or_default()
            .push(RenditionView {
                codec: row.codec,
                height: row.height,
                width: row.width,
                bytes: row.bytes,
                bandwidth: row.bandwidth,
                quality: row.quality,
            });
    }
    let mut tracks: HashMap<Uuid, Vec<TextTrackView>> = HashMap::new();
    let texts = sqlx::query!(
        "select id, episode_id, language, label from text_tracks
         where episode_id = any ($1) and kind <> 'chapters' order by language, kind",
        &ids
    )
    .fetch_all(&app.db)
    .await?;
    for row in texts {
        let (id, language, label) = (row.id, row.language, row.label);
        tracks
            .entry(row.episode_id)
            .or_default()
            .push(TextTrackView {
                id,
                language,
                label,
            });
    }
    let mut episodes: HashMap<Uuid, Vec<_>> = HashMap::new();
    for row in rows {
        let facts = Facts {
            publish_at: row.publish_at,
            withdrawn_at: row.withdrawn_at,
            withdrawn: row.withdrawn_at.is_some_and(|at| at <= now),
            playable: row.playable,
        };
        let episode = StudioEpisode {
            id: row.id,
            number: row.number,
            title: row.title,
            status: Status::Draft,
            publish_at: row.publish_at,
            file_name: row.file_name,
            package: PackageView {
                state: row.state,
                progress: row.progress,
                stage: row.stage,
                problem: row.problem.map(|problem| problem.0),
                renditions: renditions.remove(&row.id).unwrap_or_default(),
            },
            duration_ms: row.duration_ms,
            poster: image(row.poster),
            text_tracks: tracks.remove(&row.id).unwrap_or_default(),
        };
        episodes
            .entry(row.series_id)
            .or_default()
            .push((episode, facts));
    }
    Ok(episodes)
}
