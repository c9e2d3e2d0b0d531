//! Territories that a partner keeps: out to that partner alone, as the book of rights counts it.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::members::partners;
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::rights::block::Direction;
use crate::rights::book::Counted;
use crate::rights::conflicts;

/// What stands in the way of a partner who keeps what is the series' own: somebody else has it, or was promised it. Whether the
/// house holds it is no question, since it is not the house that gives it.
const IN_THE_WAY: [&str; 4] = [
    "rights.overlap_out",
    "rights.held_back",
    "rights.reserved",
    "rights.runs",
];

/// What partners keep, as contracts out; `then`: as it was known at that time.
pub(in crate::rights) async fn counted(
    db: &mut PgConnection,
    house_id: Uuid,
    then: Option<DateTime<Utc>>,
) -> AppResult<Vec<Counted>> {
    let mut found = Vec::new();
    for one in partners(db, house_id, then).await? {
        if let Some(block) = one.all_in(&one.keeps)? {
            found.push(Counted {
                id: one.id,
                reference: format!("{} (co-production, kept by {})", one.agreement, one.name),
                direction: Direction::Out,
                ended_at: None,
                blocks: vec![block],
            });
        }
    }
    Ok(found)
}

/// Refuses a version by which a partner keeps what somebody else has.
pub(super) async fn refuse(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    series_id: Uuid,
    id: Uuid,
) -> AppResult<()> {
    let all = partners(db, house_id, None).await?;
    let of_series = all.iter().filter(|one| one.series_id == series_id);
    let but: Vec<Uuid> = of_series.map(|one| one.id).collect();
    for one in all.iter().filter(|one| one.id == id) {
        let Some(block) = one.all_in(&one.keeps)? else {
            continue;
        };
        let against = (&but[..], None);
        let found = conflicts::find(app, db, house_id, against, Direction::Out, &[block]).await?;
        let now = app.clock.now();
        let mut standing = found.into_iter().filter(|one| {
            // What is over is in nobody's way.
            IN_THE_WAY.contains(&one.code.as_str()) && one.until.is_none_or(|until| until > now)
        });
        if let Some(first) = standing.next() {
            let more = match standing.count() {
                0 => String::new(),
                count => format!(" ({count} more)"),
            };
            return Err(AppError::conflict(
                "coproduction_kept_sold",
                format!(
                    "{} cannot keep what somebody else has: {}{more}",
                    one.name, first.sentence
                ),
                "Take it out of what the member keeps, or end that contract first.",
            ));
        }
    }
    Ok(())
}
