//! What a viewer is shown to open an episode.

use serde::{Deserialize, Serialize};
use sqlx::PgExecutor;
use uuid::Uuid;

use super::server::{Ask, VideoAdvert};
use super::{VALID, granted_today, left, settings};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::houses::House;
use crate::paywall::{self, Access};
use crate::people::Person;
use crate::rights::Sight;

/// How long the house's own advert is shown, unless the episode is shorter.
const HOUSE_SECONDS: i32 = 15;
/// Adverts that a viewer may ask for in a day, watched or not.
const OFFERS_MAX: i64 = 100;

/// What is shown, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Shown {
    Vast {
        advert: Box<VideoAdvert>,
    },
    /// Another series of the house, or the house itself.
    House {
        series_id: Option<Uuid>,
    },
}

/// An advert on offer.
#[derive(Clone, Debug)]
pub struct Offer {
    pub id: Uuid,
    pub episode_id: Uuid,
    pub seconds: i32,
    pub by_server: bool,
    pub shown: Shown,
    pub offered_at: chrono::DateTime<chrono::Utc>,
}

/// Offers an advert for a locked episode. The one that is running for the same episode goes on; one for another
/// episode ends.
pub async fn make(
    app: &App,
    house: &House,
    person: &Person,
    sight: &Sight,
    episode_id: Uuid,
) -> AppResult<Offer> {
    let now = app.clock.now();
    let episode = sqlx::query!(
        r#"select series_id as "series_id!", duration_ms as "duration_ms!"
           from open_episodes($1, $2, $4) where episode_id = $3"#,
        house.id,
        now,
        episode_id,
        sight.closed()
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| {
        AppError::not_found(
            "episode_not_found",
            "This episode cannot be watched now.",
            "Choose another one on the page of the series.",
        )
    })?;
    let access = paywall::access(app, sight, Some(person), &[episode_id]).await?;
    if !matches!(access.get(&episode_id), Some(Access::Locked { .. })) {
        return Err(AppError::conflict(
            "episode_not_locked",
            "This episode is open already.",
            "Watch it.",
        ));
    }
    if !sight.doors(episode.series_id, episode_id).advert {
        return Err(AppError::conflict(
            "no_advert",
            "Adverts may not open this series where you are.",
            "See what else opens it on its page.",
        ));
    }
    if let Some(running) = running(&app.db, app, person, episode_id).await? {
        return Ok(running);
    }
    let settings = settings::of(&app.db, house.id).await?;
    let granted = granted_today(&app.db, house.id, person.id, now).await?;
    if left(&settings, granted) == 0 {
        return Err(used_up());
    }
    let longest_ms = u64::try_from(episode.duration_ms).unwrap_or_default();
    if longest_ms < 1000 {
        return Err(AppError::conflict(
            "no_advert",
            "There is no advert as short as this episode.",
            "Open it with coins.",
        ));
    }
    let id = app.random.id();
    let ask = Ask {
        reward_id: id,
        viewer_key: person.viewer_key,
        longest_ms,
        now,
        cache_buster: u64::from_be_bytes(app.random.bytes()),
    };
    let found = match &app.adverts.server {
        Some(server) => server.choose(&ask).await,
        None => None,
    };
    let (shown, seconds, by_server) = if let Some(advert) = found {
        let seconds = i32::try_from(advert.duration_ms.div_ceil(1000)).unwrap_or(i32::MAX);
        let advert = Box::new(advert);
        (
            Shown::Vast { advert },
            seconds,
            app.adverts.network.is_some(),
        )
    } else {
        let series_id = another_series(app, sight, episode.series_id).await?;
        let seconds = HOUSE_SECONDS.min(episode.duration_ms / 1000);
        (Shown::House { series_id }, seconds, false)
    };
    let offer = Offer {
        id,
        episode_id,
        seconds,
        by_server,
        shown,
        offered_at: now,
    };
    keep(app, house.id, person, &sight.territory, offer).await
}

fn used_up() -> AppError {
    AppError::conflict(
        "adverts_used_up",
        "No more adverts open episodes today.",
        "Open it with coins, or come back tomorrow.",
    )
}

/// The offer that is running for an episode.
async fn running(
    db: impl PgExecutor<'_>,
    app: &App,
    person: &Person,
    episode_id: Uuid,
) -> AppResult<Option<Offer>> {
    let row = sqlx::query!(
        "select id, seconds, verified_by, shown, offered_at from rewards
         where house_id = $1 and person_id = $2 and episode_id = $3 and state = 'offered' and offered_at > $4",
        person.house_id,
        person.id,
        episode_id,
        app.clock.now() - VALID
    )
    .fetch_optional(db)
    .await?;
    let offer = row.and_then(|row| {
        Some(Offer {
            id: row.id,
            episode_id,
            seconds: row.seconds,
            by_server: row.verified_by == "server",
            shown: serde_json::from_value(row.shown).ok()?,
            offered_at: row.offered_at,
        })
    });
    Ok(offer)
}

/// Writes an offer down and ends the one before. Of two at the same moment the first stays.
async fn keep(
    app: &App,
    house_id: Uuid,
    person: &Person,
    territory: &str,
    offer: Offer,
) -> AppResult<Offer> {
    let mut transaction = app.db.begin().await?;
    // Two devices of one viewer, one after the other.
    sqlx::query!("select id from people where id = $1 for update", person.id)
        .fetch_optional(&mut *transaction)
        .await?;
    if let Some(first) = running(&mut *transaction, app, person, offer.episode_id).await? {
        return Ok(first);
    }
    let asked = sqlx::query_scalar!(
        r#"select count(*) as "count!" from rewards where house_id = $1 and person_id = $2 and offered_at > $3"#,
        house_id,
        person.id,
        offer.offered_at - chrono::Duration::days(1)
    )
    .fetch_one(&mut *transaction)
    .await?;
    if asked >= OFFERS_MAX {
        return Err(AppError {
            retry_after_s: Some(3600),
            ..AppError::new(
                axum::http::StatusCode::TOO_MANY_REQUESTS,
                "adverts_asked_too_often",
                "Too many adverts were asked for today.",
                "Come back tomorrow.",
            )
        });
    }
    sqlx::query!(
        "update rewards set state = 'passed' where house_id = $1 and person_id = $2 and state = 'offered'",
        house_id,
        person.id
    )
    .execute(&mut *transaction)
    .await?;
    let kind = match offer.shown {
        Shown::Vast { .. } => "vast",
        Shown::House { .. } => "house",
    };
    sqlx::query!(
        "insert into rewards (id, house_id, person_id, episode_id, kind, verified_by, seconds, territory, state, shown, offered_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'offered', $9, $10)",
        offer.id,
        house_id,
        person.id,
        offer.episode_id,
        kind,
        if offer.by_server { "server" } else { "time" },
        offer.seconds,
        territory,
        serde_json::to_value(&offer.shown).map_err(AppError::internal)?,
        offer.offered_at
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(offer)
}

/// What the house's own advert shows: its newest other series.
async fn another_series(app: &App, sight: &Sight, but: Uuid) -> AppResult<Option<Uuid>> {
    let found = sqlx::query_scalar!(
        r#"select series_id as "series_id!" from open_episodes($1, $2, $4)
           where series_id <> $3 order by published_at desc, series_id limit 1"#,
        sight.house_id,
        app.clock.now(),
        but,
        sight.closed()
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(found)
}
