//! What moves a commission on: its states, its episodes, its milestones.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::write::line;
use super::{Status, not_found, wrong_state};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult};
use crate::people::Person;

#[derive(Deserialize, ToSchema)]
#[schema(as = NewCommissionStep)]
#[serde(deny_unknown_fields)]
pub struct NewStep {
    /// `agreed`, `in_production`, `closed` or `cancelled`
    pub status: Status,
    #[serde(default)]
    pub note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[schema(as = CommissionVerdict)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Verdict {
    Accepted,
    Returned,
}

/// What is said of an episode.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewCommissionReview)]
#[serde(deny_unknown_fields)]
pub struct NewReview {
    pub verdict: Verdict,
    /// What is wrong with it, where it goes back.
    #[serde(default)]
    pub note: String,
}

/// A commission that is held while it changes.
pub struct Held {
    pub name: String,
    pub status: Status,
    pub episodes: i32,
}

pub async fn hold(db: &mut PgConnection, house_id: Uuid, id: Uuid) -> AppResult<Held> {
    sqlx::query_as!(
        Held,
        r#"select name, status as "status: Status", episodes from commissions where id = $1 and house_id = $2 for update"#,
        id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(not_found)
}

/// Writes down that a commission has come so far.
pub async fn write(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    status: Status,
    note: &str,
) -> AppResult<()> {
    let note = match note.trim() {
        "" => String::new(),
        note => line(note, 400, "note")?,
    };
    sqlx::query!(
        "with moved as (update commissions set status = $2, updated_at = $6 where id = $1 returning id)
         insert into commission_steps (commission_id, number, house_id, status, note, person_id, at)
         select moved.id, coalesce((select max(number) from commission_steps where commission_id = $1), 0) + 1, $3, $2, $4, $5, $6
         from moved",
        id,
        status as Status,
        operator.house_id,
        note,
        operator.id,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    let detail = json!({ "status": status });
    audit::note(
        &mut *db,
        app,
        operator,
        "commission.moved",
        "commission",
        id,
        detail,
    )
    .await
}

/// Takes a step.
pub async fn step(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    new: &NewStep,
) -> AppResult<()> {
    let held = hold(db, operator.house_id, id).await?;
    if !held.status.leads_to(new.status) {
        return Err(wrong_state(&held.name));
    }
    if new.status == Status::Closed {
        let open = sqlx::query_scalar!(
            r#"select count(*) as "open!" from commission_milestones where commission_id = $1 and paid_at is null"#,
            id
        )
        .fetch_one(&mut *db)
        .await?;
        if open > 0 {
            return Err(AppError::conflict(
                "commission_unpaid",
                format!(
                    "Commission {} has {open} milestones that are not paid.",
                    held.name
                ),
                "Write their payments down first.",
            ));
        }
    }
    write(app, db, operator, id, new.status, &new.note).await
}

/// Accepts an episode, or sends it back with a note; milestones that wait for accepted episodes are met by it.
pub async fn review(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    (id, episode): (Uuid, i32),
    new: &NewReview,
) -> AppResult<()> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    let held = hold(db, house_id, id).await?;
    if !held.status.runs() {
        return Err(wrong_state(&held.name));
    }
    if !(1..=held.episodes).contains(&episode) {
        return Err(AppError::not_found(
            "commission_episode_unknown",
            format!("Commission {} is of {} episodes.", held.name, held.episodes),
            "Choose one of these.",
        ));
    }
    let note = new.note.trim();
    if new.verdict == Verdict::Returned && note.is_empty() {
        return Err(AppError::bad_request(
            "return_without_note",
            "What goes back goes back with a note.",
            "Say what is wrong with it.",
        ));
    }
    if note.chars().count() > 2_000 || note.contains('\0') {
        return Err(AppError::bad_request(
            "text_invalid",
            "The note is longer than 2000 characters.",
            "Shorten it.",
        ));
    }
    let last = sqlx::query_scalar!(
        r#"select verdict as "verdict: Verdict" from commission_reviews
           where commission_id = $1 and episode = $2 order by turn desc limit 1"#,
        id,
        episode
    )
    .fetch_optional(&mut *db)
    .await?;
    if last == Some(Verdict::Accepted) {
        return Err(AppError::conflict(
            "episode_accepted",
            format!("Episode {episode} is accepted; what was owed for it stands."),
            "Reload the page to see how it stands.",
        ));
    }
    sqlx::query!(
        "insert into commission_reviews (commission_id, episode, turn, house_id, verdict, note, person_id, at)
         select $1, $2, coalesce(max(turn), 0) + 1, $3, $4, $5, $6, $7
         from commission_reviews where commission_id = $1 and episode = $2",
        id,
        episode,
        house_id,
        new.verdict as Verdict,
        note,
        operator.id,
        now
    )
    .execute(&mut *db)
    .await?;
    let detail = json!({ "episode": episode, "verdict": new.verdict });
    audit::note(
        &mut *db,
        app,
        operator,
        "commission.reviewed",
        "commission",
        id,
        detail,
    )
    .await?;
    if new.verdict == Verdict::Returned {
        return Ok(());
    }
    let accepted = sqlx::query_scalar!(
        r#"select count(*) as "count!" from commission_reviews where commission_id = $1 and verdict = 'accepted'"#,
        id
    )
    .fetch_one(&mut *db)
    .await?;
    sqlx::query!(
        "update commission_milestones set met_at = $3, met_by = $4
         where commission_id = $1 and episodes <= $2::bigint and met_at is null",
        id,
        accepted,
        now,
        operator.id
    )
    .execute(&mut *db)
    .await?;
    if accepted == i64::from(held.episodes) && held.status != Status::Delivered {
        write(app, db, operator, id, Status::Delivered, "").await?;
    }
    Ok(())
}

/// Says that a milestone is met which waits for no episodes.
pub async fn meet(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    (id, milestone): (Uuid, Uuid),
) -> AppResult<()> {
    let held = hold(db, operator.house_id, id).await?;
    if !held.status.runs() {
        return Err(wrong_state(&held.name));
    }
    let met = sqlx::query!(
        "update commission_milestones set met_at = $3, met_by = $4
         where commission_id = $1 and id = $2 and episodes is null and met_at is null",
        id,
        milestone,
        app.clock.now(),
        operator.id
    )
    .execute(&mut *db)
    .await?;
    moved(met.rows_affected())?;
    note(app, db, operator, "commission.milestone_met", id, milestone).await
}

#[derive(Deserialize, ToSchema)]
#[schema(as = CommissionPayment)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// What one would look for at the bank.
    pub note: String,
}

/// Says that a milestone was paid.
pub async fn pay(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    (id, milestone): (Uuid, Uuid),
    payment: &Payment,
) -> AppResult<()> {
    hold(db, operator.house_id, id).await?;
    let said = line(&payment.note, 200, "note")?;
    let paid = sqlx::query!(
        "update commission_milestones set paid_at = $3, paid_by = $4, paid_note = $5
         where commission_id = $1 and id = $2 and met_at is not null and paid_at is null",
        id,
        milestone,
        app.clock.now(),
        operator.id,
        said
    )
    .execute(&mut *db)
    .await?;
    moved(paid.rows_affected())?;
    note(
        app,
        db,
        operator,
        "commission.milestone_paid",
        id,
        milestone,
    )
    .await
}

fn moved(rows: u64) -> AppResult<()> {
    if rows > 0 {
        return Ok(());
    }
    Err(AppError::conflict(
        "milestone_state",
        "There is no such milestone, or it has not come that far, or further already.",
        "Reload the page to see how it stands.",
    ))
}

async fn note(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    action: &str,
    id: Uuid,
    milestone: Uuid,
) -> AppResult<()> {
    let detail = json!({ "milestone": milestone });
    audit::note(&mut *db, app, operator, action, "commission", id, detail).await
}
