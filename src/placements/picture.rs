//! Where brands are in the picture.

use exposure::Span;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{deals, not_found};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult};
use crate::people::Person;

/// Placements of one episode.
const PLACEMENTS_MAX: i64 = 100;

/// How a brand is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum Prominence {
    Background,
    Foreground,
    /// A character has it in hand.
    Used,
}

/// A placement as it is entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPlacement {
    pub deal_id: Uuid,
    pub episode_id: Uuid,
    /// From where to where in the episode, in milliseconds.
    pub from_ms: i32,
    pub to_ms: i32,
    /// Its share of the picture, in thousandths.
    pub area: i32,
    pub prominence: Prominence,
    #[serde(default)]
    pub spoken: bool,
}

/// A brand inside a shot.
#[derive(Serialize, ToSchema)]
pub struct Placement {
    pub id: Uuid,
    pub deal_id: Uuid,
    pub deal: String,
    pub brand: String,
    pub episode_id: Uuid,
    pub from_ms: i32,
    pub to_ms: i32,
    pub area: i32,
    pub prominence: Prominence,
    pub spoken: bool,
    /// What was counted of it so far.
    pub exposures: i64,
    pub billable: i64,
}

/// An episode with the brands in it.
#[derive(Serialize, ToSchema)]
pub struct PlacedEpisode {
    pub id: Uuid,
    pub number: i32,
    pub title: Option<String>,
    pub duration_ms: i32,
    pub placements: Vec<Placement>,
}

/// The episodes of a series that have a length, each with its placements.
pub(super) async fn of_series(
    app: &App,
    house_id: Uuid,
    series_id: Uuid,
) -> AppResult<Vec<PlacedEpisode>> {
    let episodes = sqlx::query!(
        r#"select e.id, e.number, e.title, p.duration_ms as "duration_ms!" from episodes e
           join packages p on p.episode_id = e.id and p.duration_ms is not null
           where e.house_id = $1 and e.series_id = $2 order by e.number"#,
        house_id,
        series_id
    )
    .fetch_all(&app.db)
    .await?;
    let mut placements = sqlx::query_as!(
        Placement,
        r#"select p.id, p.deal_id, d.title as deal, b.name as brand, p.episode_id, p.from_ms, p.to_ms, p.area,
               p.prominence as "prominence: Prominence", p.spoken, coalesce(sum(l.exposures), 0)::bigint as "exposures!",
               coalesce(sum(l.billable), 0)::bigint as "billable!"
           from placements p join brand_deals d on d.id = p.deal_id join brands b on b.id = d.brand_id
           left join exposure_lines l on l.placement_id = p.id
           where p.house_id = $1 and p.series_id = $2 and p.removed_at is null
           group by p.id, d.id, b.id order by p.from_ms desc, p.id desc"#,
        house_id,
        series_id
    )
    .fetch_all(&app.db)
    .await?;
    let episodes = episodes.into_iter().map(|row| {
        // Taken from the end, so that the first comes first.
        let own = placements.extract_if(.., |one| one.episode_id == row.id);
        let mut own: Vec<Placement> = own.collect();
        own.reverse();
        PlacedEpisode {
            id: row.id,
            number: row.number,
            title: row.title,
            duration_ms: row.duration_ms,
            placements: own,
        }
    });
    Ok(episodes.collect())
}

/// Enters a placement; gives its series.
pub(super) async fn add(app: &App, operator: &Person, new: &NewPlacement) -> AppResult<Uuid> {
    let house_id = operator.house_id;
    let deal = deals::find(&app.db, house_id, new.deal_id).await?;
    let mut transaction = app.db.begin().await?;
    // One at a time for a series, so that two competitors cannot slip in at once.
    let episode = sqlx::query!(
        r#"select e.series_id, s.slug, p.duration_ms as "duration_ms!" from episodes e join series s on s.id = e.series_id
           join packages p on p.episode_id = e.id and p.duration_ms is not null
           where e.house_id = $1 and e.id = $2 for update of s"#,
        house_id,
        new.episode_id
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| not_found("episode that has a length"))?;
    let span = Span {
        from_ms: new.from_ms.into(),
        to_ms: new.to_ms.into(),
    };
    if new.from_ms < 0
        || new.to_ms > episode.duration_ms
        || span.length_ms() < deal.terms.continuous_ms
    {
        return Err(AppError::bad_request(
            "placement_outside",
            format!(
                "The episode is {} ms long, and exposures of this deal are billable from {} ms on.",
                episode.duration_ms, deal.terms.continuous_ms
            ),
            "Place it within the episode, and no shorter than that.",
        ));
    }
    let placement = exposure::Placement {
        span,
        area: u16::try_from(new.area).unwrap_or(u16::MAX),
        spoken: new.spoken,
    };
    if !(0..=1000).contains(&new.area) || !deal.terms.is_noticeable(&placement) {
        return Err(AppError::bad_request(
            "placement_too_small",
            format!(
                "The area is 0 to 1000 thousandths of the picture; this deal asks for {} at least, unless it is spoken.",
                deal.terms.area
            ),
            "Measure the area again, or say that it is spoken.",
        ));
    }
    let rival = sqlx::query!(
        "select b.name, d.starts_on, d.ends_on from placements p join brand_deals d on d.id = p.deal_id join brands b on b.id = d.brand_id
         where p.house_id = $1 and p.series_id = $2 and p.removed_at is null and b.id <> $3 and b.category = $4
           and d.starts_on <= $6 and d.ends_on >= $5 and (d.exclusive or $7) limit 1",
        house_id,
        episode.series_id,
        deal.brand_id,
        deal.category,
        deal.starts_on,
        deal.ends_on,
        deal.exclusive
    )
    .fetch_optional(&mut *transaction)
    .await?;
    if let Some(rival) = rival {
        return Err(AppError::conflict(
            "competitor_placed",
            format!(
                "{} is in this series from {} to {}, sells {} too, and one of the two deals is exclusive.",
                rival.name, rival.starts_on, rival.ends_on, deal.category
            ),
            "Place it in another series, or agree on other days.",
        ));
    }
    let id = app.random.id();
    let written = sqlx::query!(
        "insert into placements (id, house_id, deal_id, series_id, episode_id, from_ms, to_ms, area, prominence, spoken, created_at)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
         where (select count(*) from placements where episode_id = $5 and removed_at is null) < $12",
        id,
        house_id,
        deal.id,
        episode.series_id,
        new.episode_id,
        new.from_ms,
        new.to_ms,
        new.area,
        new.prominence as Prominence,
        new.spoken,
        app.clock.now(),
        PLACEMENTS_MAX
    )
    .execute(&mut *transaction)
    .await?;
    if written.rows_affected() == 0 {
        return Err(AppError::conflict(
            "placements_too_many",
            format!("An episode has at most {PLACEMENTS_MAX} placements."),
            "Remove one first.",
        ));
    }
    let detail = json!({ "deal": deal.id, "episode": new.episode_id, "from_ms": new.from_ms, "to_ms": new.to_ms, "area": new.area });
    audit::note(
        &mut *transaction,
        app,
        operator,
        "placement.added",
        "placement",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok(episode.series_id)
}

/// Takes a placement out of what is counted from now on; gives its series.
pub(super) async fn remove(app: &App, operator: &Person, id: Uuid) -> AppResult<Uuid> {
    let mut transaction = app.db.begin().await?;
    let removed = sqlx::query!(
        "update placements set removed_at = $3 where house_id = $1 and id = $2 and removed_at is null returning series_id, deal_id",
        operator.house_id,
        id,
        app.clock.now()
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| not_found("placement"))?;
    let detail = json!({ "deal": removed.deal_id });
    audit::note(
        &mut *transaction,
        app,
        operator,
        "placement.removed",
        "placement",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok(removed.series_id)
}
