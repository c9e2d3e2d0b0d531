//! The audit log: who did what at the desk.

use serde_json::Value;
use sqlx::PgExecutor;
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;
use crate::people::Person;

/// Writes down that somebody did something, in the transaction that does it. `action` is `area.verb`, such as
/// `paywall.changed`; `detail` holds what it was before and after, and nothing personal.
pub async fn note(
    db: impl PgExecutor<'_>,
    app: &App,
    person: &Person,
    action: &str,
    subject_kind: &str,
    subject_id: Uuid,
    detail: Value,
) -> AppResult<()> {
    sqlx::query!(
        "insert into audit_log (id, house_id, at, person_id, role, action, subject_kind, subject_id, detail)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        app.random.id(),
        person.house_id,
        app.clock.now(),
        person.id,
        person.role as _,
        action,
        subject_kind,
        subject_id,
        detail
    )
    .execute(db)
    .await?;
    Ok(())
}

/// The same where it was done at the terminal of the house's machine, by whoever may work there.
pub async fn note_terminal(
    db: impl PgExecutor<'_>,
    app: &App,
    house_id: Uuid,
    action: &str,
    (subject_kind, subject_id): (&str, Uuid),
    detail: Value,
) -> AppResult<()> {
    sqlx::query!(
        "insert into audit_log (id, house_id, at, person_id, role, action, subject_kind, subject_id, detail)
         values ($1, $2, $3, null, 'terminal', $4, $5, $6, $7)",
        app.random.id(),
        house_id,
        app.clock.now(),
        action,
        subject_kind,
        subject_id,
        detail
    )
    .execute(db)
    .await?;
    Ok(())
}
