//! When a series may be seen: at once, at a time, week by week; withdrawn, and back again.
//!
//! State is derived from dates, so that nothing has to run for a series to appear. An episode is
//! seen from its date on and never before its first rung is playable.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::region::against;
use super::series::lock_series;
use crate::app::App;
use crate::errors::{AppError, AppResult, Problem};
use crate::houses::Region;

/// Clocks differ: a date this little in the past means now.
const PAST_MAX: Duration = Duration::minutes(5);
/// Dates further ahead are slips of the pen.
const AHEAD_MAX: Duration = Duration::days(366 * 5);

/// Where a series or an episode stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Draft,
    Scheduled,
    Published,
    Withdrawn,
}

impl Status {
    pub fn of(
        publish_at: Option<DateTime<Utc>>,
        withdrawn_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Self {
        match publish_at {
            _ if withdrawn_at.is_some_and(|at| at <= now) => Self::Withdrawn,
            None => Self::Draft,
            Some(at) if at > now => Self::Scheduled,
            Some(_) => Self::Published,
        }
    }
}

/// How a series comes out; neither given means now.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// All of it at this time.
    pub at: Option<DateTime<Utc>>,
    pub weekly: Option<Weekly>,
}

/// So many episodes at `from`, as many again each seven days later.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Weekly {
    /// 1 to 100.
    pub per_week: u16,
    pub from: DateTime<Utc>,
}

/// What has to be there before a series is published.
pub(super) struct Readiness {
    pub has_synopsis: bool,
    pub has_genre: bool,
    pub episodes: i64,
    pub playable: i64,
    /// What the house's region has against it.
    pub region: Vec<Problem>,
}

/// Refuses with everything that is missing.
pub(super) fn not_ready(problems: &[Problem]) -> AppResult<()> {
    if problems.is_empty() {
        return Ok(());
    }
    let list = |part: fn(&Problem) -> &str| problems.iter().map(part).collect::<Vec<_>>().join(" ");
    Err(AppError::conflict(
        "series_not_ready",
        format!(
            "The series cannot be published: {}",
            list(|problem| &problem.message)
        ),
        list(|problem| &problem.remedy),
    ))
}

impl Readiness {
    /// Everything that is missing, in the order in which to see to it.
    pub fn problems(&self) -> Vec<Problem> {
        let problem = |code: &str, message: &str, remedy: &str| Problem {
            code: code.into(),
            message: message.into(),
            remedy: remedy.into(),
        };
        let mut problems = Vec::new();
        if self.episodes == 0 {
            problems.push(problem(
                "no_episodes",
                "It has no episodes.",
                "Upload at least one.",
            ));
        } else if self.playable == 0 {
            problems.push(problem(
                "nothing_playable",
                "No episode can be played yet.",
                "Wait until the first one is ready, or see what stopped it.",
            ));
        }
        if !self.has_synopsis {
            problems.push(problem(
                "no_synopsis",
                "It has no synopsis.",
                "Say in a line or two what it is about.",
            ));
        }
        if !self.has_genre {
            problems.push(problem(
                "no_genre",
                "It has no genre.",
                "Choose at least one.",
            ));
        }
        problems.extend(self.region.iter().cloned());
        problems
    }
}

/// Whether viewers see a series, or will on its date.
pub async fn is_published(app: &App, series_id: Uuid) -> AppResult<bool> {
    let published = sqlx::query_scalar!(
        r#"select publish_at is not null and withdrawn_at is null as "published!" from series where id = $1"#,
        series_id
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(published.unwrap_or(false))
}

/// Publishes a series that is ready; refuses with everything that is missing.
/// Publishing what was withdrawn brings it back.
pub async fn publish(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
    release: &Release,
) -> AppResult<()> {
    lock_series(db, house_id, series_id).await?;
    let row = sqlx::query!(
        r#"select s.synopsis <> '' as "has_synopsis!", cardinality(s.genres) > 0 as "has_genre!",
                  count(e.id) as "episodes!", count(p.playable_at) as "playable!"
           from series s
           left join episodes e on e.series_id = s.id and e.withdrawn_at is null
           left join packages p on p.episode_id = e.id
           where s.id = $1 group by s.id"#,
        series_id
    )
    .fetch_one(&mut *db)
    .await?;
    let readiness = Readiness {
        has_synopsis: row.has_synopsis,
        has_genre: row.has_genre,
        episodes: row.episodes,
        playable: row.playable,
        // Looked at below, for whatever is published.
        region: Vec::new(),
    };
    not_ready(&readiness.problems())?;
    publish_when_playable(app, db, house_id, series_id, release).await
}

/// Publishes without asking for readiness, save for what the region forbids: viewers see the series from its first
/// playable episode on.
pub async fn publish_when_playable(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
    release: &Release,
) -> AppResult<()> {
    let now = app.clock.now();
    lock_series(db, house_id, series_id).await?;
    let series = sqlx::query!(
        r#"select publish_at, withdrawn_at, s.genres || s.tropes as "themes!", filing_number,
                  h.region as "region: sqlx::types::Json<Region>",
                  told_in(s.id) as "told!"
           from series s join houses h on h.id = s.house_id where s.id = $1"#,
        series_id
    )
    .fetch_one(&mut *db)
    .await?;
    not_ready(&against(
        &series.region,
        &series.themes,
        series.filing_number.as_deref(),
        &series.told,
    ))?;
    let out = Status::of(series.publish_at, series.withdrawn_at, now) == Status::Published;
    let from = match (release.at, &release.weekly) {
        (Some(_), Some(_)) => {
            return Err(AppError::bad_request(
                "release_unclear",
                "Both a time and weekly drops are given.",
                "Give one of them.",
            ));
        }
        (Some(_), None) if out => {
            return Err(AppError::conflict(
                "already_published",
                "The series is published already.",
                "Withdraw it first to give it another date.",
            ));
        }
        (Some(at), None) => date(at, now)?,
        (None, Some(weekly)) => date(weekly.from, now)?,
        (None, None) => now,
    };
    // What is out, or was, keeps its date: coming back does not make a series new.
    let publish_at = match series.publish_at {
        Some(before) if before <= now && (out || from <= now) => before,
        _ => from,
    };
    sqlx::query!(
        "update series set publish_at = $2, withdrawn_at = null, updated_at = $3 where id = $1",
        series_id,
        publish_at,
        now
    )
    .execute(&mut *db)
    .await?;
    if let Some(weekly) = &release.weekly {
        return drop_weekly(db, series_id, weekly.per_week, from, out, now).await;
    }
    sqlx::query!(
        "update episodes set publish_at = null where series_id = $1 and publish_at > $2",
        series_id,
        now
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

/// Dates the episodes that are not out yet.
async fn drop_weekly(
    db: &mut PgConnection,
    series_id: Uuid,
    per_week: u16,
    from: DateTime<Utc>,
    out: bool,
    now: DateTime<Utc>,
) -> AppResult<()> {
    if !(1..=100).contains(&per_week) {
        return Err(AppError::bad_request(
            "release_unclear",
            format!("{per_week} episodes a week cannot be."),
            "Choose from 1 to 100 episodes a week.",
        ));
    }
    sqlx::query!(
        "with waiting as (
             select e.id, row_number() over (order by e.number) - 1 as place
             from episodes e left join packages p on p.episode_id = e.id
             where e.series_id = $1
               and not ($4 and p.playable_at is not null and coalesce(e.publish_at <= $5, true))
         )
         update episodes set publish_at = $2::timestamptz + (waiting.place / $3) * interval '168 hours'
         from waiting where waiting.id = episodes.id",
        series_id,
        from,
        i64::from(per_week),
        out,
        now
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

fn date(at: DateTime<Utc>, now: DateTime<Utc>) -> AppResult<DateTime<Utc>> {
    if at < now - PAST_MAX {
        return Err(AppError::bad_request(
            "date_past",
            "That date has passed.",
            "Choose a date ahead, or publish now.",
        ));
    }
    if at > now + AHEAD_MAX {
        return Err(AppError::bad_request(
            "date_far",
            "That date is more than five years ahead.",
            "Check the year.",
        ));
    }
    Ok(at.max(now))
}

/// Takes a series from everybody's sight; its data and its viewers' places stay.
pub async fn withdraw(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
) -> AppResult<()> {
    lock_series(db, house_id, series_id).await?;
    let withdrawn = sqlx::query!(
        "update series set withdrawn_at = coalesce(withdrawn_at, $2), updated_at = $2
         where id = $1 and publish_at is not null",
        series_id,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    if withdrawn.rows_affected() == 0 {
        return Err(AppError::conflict(
            "series_is_draft",
            "The series is a draft: nobody sees it.",
            "Delete it if it is not wanted.",
        ));
    }
    Ok(())
}
