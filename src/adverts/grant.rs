//! Opening the episode: once for a reward, never above the day's cap.

use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::settings::{self, Settings};
use super::{VALID, day};
use crate::app::App;
use crate::errors::AppResult;
use crate::paywall::{self, Grant};

/// Why an advert opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// There is no such reward.
    Unknown,
    AnotherViewer,
    /// The house's own advert is not the network's to vouch for.
    NotByNetwork,
    Again,
    Late,
    Cap,
}

impl Refused {
    /// As it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::AnotherViewer => "another_viewer",
            Self::NotByNetwork => "not_by_network",
            Self::Again => "again",
            Self::Late => "late",
            Self::Cap => "cap",
        }
    }
}

/// A reward as it is kept, held against others who would grant it.
pub struct Held {
    pub id: Uuid,
    pub person_id: Uuid,
    pub viewer_key: Uuid,
    pub episode_id: Uuid,
    pub series_id: Uuid,
    pub by_server: bool,
    pub seconds: i32,
    pub state: String,
    pub territory: String,
    pub offered_at: DateTime<Utc>,
}

pub async fn hold(db: &mut PgConnection, house_id: Uuid, id: Uuid) -> AppResult<Option<Held>> {
    let row = sqlx::query_as!(
        Held,
        r#"select r.id, r.person_id, p.viewer_key, r.episode_id, e.series_id, r.verified_by = 'server' as "by_server!",
                  r.seconds, r.state, r.territory, r.offered_at
           from rewards r join people p on p.id = r.person_id join episodes e on e.id = r.episode_id
           where r.house_id = $1 and r.id = $2 for update of r"#,
        house_id,
        id
    )
    .fetch_optional(db)
    .await?;
    Ok(row)
}

/// Opens the episode of a verified reward, in the caller's transaction.
pub async fn grant(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    reward: &Held,
) -> AppResult<Result<(), Refused>> {
    let now = app.clock.now();
    if reward.state == "granted" {
        return Ok(Err(Refused::Again));
    }
    if now > reward.offered_at + VALID {
        return Ok(Err(Refused::Late));
    }
    let settings = settings::of(&mut *db, house_id).await?;
    if !count(&mut *db, house_id, reward.person_id, now, &settings).await? {
        return Ok(Err(Refused::Cap));
    }
    let opened = Grant {
        id: reward.id,
        episode_id: Some(reward.episode_id),
        series_id: None,
        reason: "advert".into(),
        until: settings
            .opens_hours
            .map(|hours| now + Duration::hours(hours.into())),
    };
    paywall::grant(app, &mut *db, house_id, reward.person_id, &opened).await?;
    sqlx::query!(
        "update rewards set state = 'granted', granted_at = $3 where house_id = $1 and id = $2",
        house_id,
        reward.id,
        now
    )
    .execute(db)
    .await?;
    Ok(Ok(()))
}

/// Takes one of the day's adverts, if one is left. One statement: however many ask at once, none goes over the cap.
async fn count(
    db: &mut PgConnection,
    house_id: Uuid,
    person_id: Uuid,
    now: DateTime<Utc>,
    settings: &Settings,
) -> AppResult<bool> {
    let taken = sqlx::query_scalar!(
        "insert into reward_days (person_id, day, house_id, granted) select $1, $2, $3, 1 where $4 > 0
         on conflict (person_id, day) do update set granted = reward_days.granted + 1 where reward_days.granted < $4
         returning granted",
        person_id,
        day(now),
        house_id,
        settings.daily_cap
    )
    .fetch_optional(db)
    .await?;
    Ok(taken.is_some())
}
