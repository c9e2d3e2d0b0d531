//! What has changed: rights that the house has gained and lost since a day; and what its contracts say against each other.

use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use rights::{Area, Book, Clash, Conflict, ContractId, Kind, Window, changes};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::block::{moment, time};
use super::book;
use super::catalogue::Catalogue;
use super::conflicts::{Conflicts, lifted, shown};
use super::free::{Wanted, names_of};
use super::reach::Reach;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Query};
use crate::people::policy::Operator;

/// The longest that is looked ahead for what was gained and lost.
const AHEAD_DAYS: i64 = 366 * 10;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ChangesQuery {
    standing: Wanted,
    /// The first moment of this day, UTC.
    since: NaiveDate,
}

/// What has another standing now than it had.
#[derive(Serialize, ToSchema)]
pub struct RightsChanges {
    pub items: Vec<RightsChange>,
}

#[derive(Serialize, ToSchema)]
pub struct RightsChange {
    pub titles: Vec<String>,
    /// The time for which it holds, from now on; null: without end.
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    pub gained: Reach,
    pub lost: Reach,
}

/// What was gained and lost since a day: contracts that came into force, were amended, have ended or were taken back, series that are new. What is
/// kept for somebody while a deal is talked about counts neither then nor now.
#[utoipa::path(get, operation_id = "list_rights_changes", path = "/api/v1/desk/rights/changes", tag = "rights", params(ChangesQuery),
    responses((status = 200, body = RightsChanges), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(query): Query<ChangesQuery>,
) -> AppResult<Json<RightsChanges>> {
    let now = app.clock.now();
    let then = super::day(query.since)?
        .and_time(chrono::NaiveTime::MIN)
        .and_utc();
    let mut transaction = app.db.begin().await?;
    let (before, after, catalogue) = books(&mut transaction, operator.house_id, then).await?;
    transaction.commit().await?;
    let ahead = now + chrono::Duration::days(AHEAD_DAYS);
    let within = Window::new(moment(now), moment(ahead)).map_err(AppError::internal)?;
    let standing = query.standing.standing();
    let universe = after.universe();
    let part = |area: &Area| Reach::of(universe, area);
    let found = changes(&before, &after, standing, within, moment(now));
    let items = found.iter().map(|change| RightsChange {
        titles: names_of(universe, &catalogue, &change.titles),
        from: time(change.window.start()),
        until: time(change.window.end()).filter(|end| *end < ahead),
        gained: part(&change.gained),
        lost: part(&change.lost),
    });
    Ok(Json(RightsChanges {
        items: items.collect(),
    }))
}

/// The house's book as it was and as it is, over one universe, in which a number means the same in both.
async fn books(
    db: &mut PgConnection,
    house_id: Uuid,
    then: DateTime<Utc>,
) -> AppResult<(Book, Book, Catalogue)> {
    let (was, is) = (
        book::counted(db, house_id, Some(then)).await?,
        book::counted(db, house_id, None).await?,
    );
    let mut licensed_then = book::licensed_in(db, house_id, Some(then)).await?;
    let licensed = book::licensed_in(db, house_id, None).await?;
    let mut about = book::under_contract(&was, &licensed);
    about.extend(book::under_contract(&is, &licensed));
    let (mut universe, catalogue) = Catalogue::read(db, house_id, &about).await?;
    // A series that was not here yet was not the house's own either.
    licensed_then.extend(
        sqlx::query_scalar!(
            "select id from series where house_id = $1 and created_at > $2",
            house_id,
            then
        )
        .fetch_all(&mut *db)
        .await?,
    );
    let before = book::claims(&mut universe, &catalogue, &was, &licensed_then)?;
    let earlier = universe.clone();
    let after = book::claims(&mut universe, &catalogue, &is, &licensed)?;
    Ok((
        Book::new(earlier, before).map_err(AppError::internal)?,
        Book::new(universe, after).map_err(AppError::internal)?,
        catalogue,
    ))
}

/// What the contracts of the house say against each other: a right that is given on and not held any more, or given twice.
#[utoipa::path(get, operation_id = "list_rights_faults", path = "/api/v1/desk/rights/faults", tag = "rights",
    responses((status = 200, body = Conflicts), (status = 403, body = ErrorBody)))]
pub async fn faults(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Conflicts>> {
    let mut transaction = app.db.begin().await?;
    let rights = book::read(&mut transaction, operator.house_id, &[], &[]).await?;
    let lifted = lifted(&mut transaction, operator.house_id).await?;
    transaction.commit().await?;
    let now = moment(app.clock.now());
    let id_of = |contract: ContractId| rights.contracts.get(contract.0 as usize).copied().flatten();
    let mut items = Vec::new();
    for (claim, conflicts) in rights.book.audit(now) {
        let claim = &rights.book.claims()[claim];
        // What is over cannot be mended.
        if claim.window.end() <= now {
            continue;
        }
        let name = rights
            .book
            .universe()
            .contract_name(claim.contract)
            .to_owned();
        let own = id_of(claim.contract);
        let keeps = matches!(claim.kind, Kind::Option { .. } | Kind::FirstRefusal { .. });
        // What is kept for somebody is not against what they bought themselves, or declined.
        let stands = |conflict: &Conflict| {
            let pair = own.zip(conflict.contract.and_then(id_of));
            pair.is_none_or(|(own, other)| {
                let mine = conflict.clash == Clash::Reserved && lifted.contains(&(other, own));
                let theirs = keeps && lifted.contains(&(own, other));
                !(mine || theirs)
            })
        };
        items.extend(conflicts.into_iter().filter(stands).map(|conflict| {
            let mut one = shown(&rights, conflict);
            one.sentence = format!("{name}: {}", one.sentence);
            one
        }));
    }
    Ok(Json(Conflicts { items }))
}
