//! Opening something for a viewer without coins.

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};

/// What is opened, why, and for how long.
#[derive(Clone, Debug)]
pub struct Grant {
    pub id: Uuid,
    /// One of the two.
    pub episode_id: Option<Uuid>,
    pub series_id: Option<Uuid>,
    /// `advert`, `promotion`, `gift`, or another word of small letters.
    pub reason: String,
    /// None: for good.
    pub until: Option<DateTime<Utc>>,
}

/// Opens it, once for the grant's id. What or whom the house does not have is refused.
pub async fn grant(
    app: &App,
    db: impl PgExecutor<'_>,
    house_id: Uuid,
    person_id: Uuid,
    grant: &Grant,
) -> AppResult<()> {
    let now = app.clock.now();
    if grant.episode_id.is_some() == grant.series_id.is_some() {
        return Err(AppError::bad_request(
            "grant_invalid",
            "A grant is for one episode or for one series.",
            "Name one of the two.",
        ));
    }
    if grant.until.is_some_and(|until| until <= now) {
        return Err(AppError::bad_request(
            "grant_over",
            "This grant would be over already.",
            "Choose an end in the future, or none.",
        ));
    }
    let made = sqlx::query_scalar!(
        r#"insert into grants (id, house_id, person_id, episode_id, series_id, reason, starts_at, until, created_at)
           select $1, $2, p.id, e.id, s.id, $6, $7, $8, $7
           from people p
           left join episodes e on e.id = $4 and e.house_id = $2
           left join series s on s.id = $5 and s.house_id = $2
           where p.id = $3 and p.house_id = $2 and (e.id is not null or s.id is not null)
           on conflict (id) do update set id = excluded.id
           returning house_id = $2 and person_id = $3 as "made!""#,
        grant.id,
        house_id,
        person_id,
        grant.episode_id,
        grant.series_id,
        grant.reason,
        now,
        grant.until
    )
    .fetch_optional(db)
    .await?;
    if made == Some(true) {
        return Ok(());
    }
    Err(AppError::not_found(
        "grant_of_nothing",
        "There is no such viewer, episode or series in this house.",
        "Check the ids.",
    ))
}
