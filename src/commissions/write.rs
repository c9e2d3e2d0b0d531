//! Writing commissions down.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Status;
use super::steps::{hold, write};
use crate::app::App;
use crate::books::money::currency;
use crate::catalog::routes::no_such_series;
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::rights::contracts;

const MINOR_MAX: i64 = 100_000_000_000;
const MILESTONES_MAX: usize = 60;

/// A commission as a draft.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewCommission)]
#[serde(deny_unknown_fields)]
pub struct NewCommission {
    pub name: String,
    /// The partner, as in contracts.
    pub party_id: Uuid,
    /// Left out until there is one.
    pub series_id: Option<Uuid>,
    #[serde(default)]
    pub brief: String,
    /// How many are to be made.
    pub episodes: i32,
    /// ISO 4217
    pub currency: String,
    /// Minor units; the milestones add up to it.
    pub budget: i64,
    pub milestones: Vec<NewMilestone>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewCommissionMilestone)]
#[serde(deny_unknown_fields)]
pub struct NewMilestone {
    pub name: String,
    pub due_on: Option<NaiveDate>,
    pub minor: i64,
    /// Met once so many episodes are accepted; left out: once an operator says so.
    pub episodes: Option<i32>,
}

/// A text of one line.
pub fn line(text: &str, most: usize, what: &str) -> AppResult<String> {
    let text = text.trim();
    if !text.is_empty() && text.chars().count() <= most && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(AppError::bad_request(
        "text_invalid",
        format!("The {what} is not one line of at most {most} characters."),
        "Fill it in, shorten it, and take out characters that cannot be seen.",
    ))
}

fn check(new: &NewCommission) -> AppResult<()> {
    currency(&new.currency)?;
    if !(1..=10_000).contains(&new.episodes) {
        return Err(AppError::bad_request(
            "commission_episodes",
            "A commission is of 1 to 10000 episodes.",
            "Say how many are to be made.",
        ));
    }
    if new.brief.chars().count() > 8_000 || new.brief.contains('\0') {
        return Err(AppError::bad_request(
            "commission_brief",
            "The brief is longer than 8000 characters.",
            "Shorten it, and say where the rest lies.",
        ));
    }
    let sane = |one: &NewMilestone| {
        (1..=MINOR_MAX).contains(&one.minor)
            && one
                .due_on
                .is_none_or(|day| (1970..2200).contains(&day.year()))
            && one
                .episodes
                .is_none_or(|count| (1..=new.episodes).contains(&count))
    };
    let total: i64 = new
        .milestones
        .iter()
        .map(|one| one.minor.clamp(0, MINOR_MAX))
        .sum();
    let counted = (1..=MILESTONES_MAX).contains(&new.milestones.len());
    if !counted || !new.milestones.iter().all(sane) || total != new.budget {
        return Err(AppError::bad_request(
            "milestones_invalid",
            "The milestones do not add up to the budget, or one of them is not sound.",
            "Give each a sum, a day of the years 1970 to 2199, and no more episodes than are made.",
        ));
    }
    Ok(())
}

async fn owned(db: &mut PgConnection, house_id: Uuid, new: &NewCommission) -> AppResult<()> {
    contracts::party(db, house_id, new.party_id).await?;
    let Some(series_id) = new.series_id else {
        return Ok(());
    };
    sqlx::query_scalar!(
        "select id from series where id = $1 and house_id = $2",
        series_id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .map(|_| ())
    .ok_or_else(no_such_series)
}

/// Writes a draft, and gives its id.
pub async fn create(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    new: &NewCommission,
) -> AppResult<Uuid> {
    let (house_id, now, id) = (operator.house_id, app.clock.now(), app.random.id());
    let name = line(&new.name, 120, "name")?;
    check(new)?;
    owned(db, house_id, new).await?;
    let kept = sqlx::query!(
        "insert into commissions (id, house_id, name, party_id, series_id, brief, episodes, currency, budget, status,
             created_by, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft', $10, $11, $11) on conflict (house_id, name) do nothing",
        id,
        house_id,
        name,
        new.party_id,
        new.series_id,
        new.brief.trim(),
        new.episodes,
        new.currency,
        new.budget,
        operator.id,
        now
    )
    .execute(&mut *db)
    .await?;
    if kept.rows_affected() == 0 {
        return Err(AppError::conflict(
            "commission_known",
            format!("There is a commission {name} already."),
            "Give it another name, or go on with that one.",
        ));
    }
    milestones(app, db, house_id, id, &new.milestones).await?;
    write(app, db, operator, id, Status::Draft, "").await?;
    Ok(id)
}

async fn milestones(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    id: Uuid,
    all: &[NewMilestone],
) -> AppResult<()> {
    for (position, one) in all.iter().enumerate() {
        sqlx::query!(
            "insert into commission_milestones (id, house_id, commission_id, position, name, due_on, minor, episodes)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            app.random.id(),
            house_id,
            id,
            position as i32,
            line(&one.name, 120, "name of a milestone")?,
            one.due_on,
            one.minor,
            one.episodes
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// What a commission's series is, once there is one.
#[derive(Deserialize, ToSchema)]
#[schema(as = CommissionSeries)]
#[serde(deny_unknown_fields)]
pub struct Tied {
    pub series_id: Uuid,
}

/// Says which series it has become.
pub async fn tie(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    series_id: Uuid,
) -> AppResult<()> {
    let house_id = operator.house_id;
    let held = hold(db, house_id, id).await?;
    let known = sqlx::query!(
        "update commissions set series_id = $3, updated_at = $4
         where id = $1 and house_id = $2 and exists (select from series s where s.id = $3 and s.house_id = $2)",
        id,
        house_id,
        series_id,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    if known.rows_affected() == 0 {
        return Err(no_such_series());
    }
    write(app, db, operator, id, held.status, "").await
}
