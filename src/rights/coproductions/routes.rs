//! The desk's co-productions. A version that was only tried leaves nothing behind.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use coproduction::{Terms, treaties};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json as Kept;
use utoipa::ToSchema;
use uuid::Uuid;

use super::outcome::{CoproductionResult, check, result};
use super::{kept, members};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;
use crate::rights::{book, not_found};
use crate::sharing;
use crate::sharing::collection::{CollectionAccount, accounts};
use crate::sharing::contracts::{NewShareContract, next_collecting, series_title};

/// Terms to try, or to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCoproduction {
    /// The terms hold from this day on, and their territories are read as they are meant on it.
    pub valid_from: NaiveDate,
    pub terms: Terms,
}

/// A version of a series' co-production.
#[derive(Serialize, ToSchema)]
pub struct Coproduction {
    pub id: Uuid,
    pub version: i32,
    pub valid_from: NaiveDate,
    /// The first day on which it does not hold any more: that of the next version, or the end of the agreement.
    pub until: Option<NaiveDate>,
    pub terms: Terms,
    /// The contract that it wrote.
    pub contract_id: Uuid,
    pub created_at: DateTime<Utc>,
    /// None where its words cannot be read any more; the contract that it wrote holds.
    pub result: Option<CoproductionResult>,
}

#[derive(Serialize, ToSchema)]
pub struct Coproductions {
    /// The newest version first.
    pub items: Vec<Coproduction>,
    /// Its collection account, in each currency that it was agreed in.
    pub accounts: Vec<CollectionAccount>,
}

/// A treaty whose rules terms can be held against.
#[derive(Serialize, ToSchema)]
pub struct CoproductionTreaty {
    pub id: &'static str,
    pub name: &'static str,
    pub parties: &'static [String],
    /// What it is about, and what is known of it.
    pub about: &'static str,
    pub in_force: bool,
}

#[derive(Serialize, ToSchema)]
pub struct CoproductionTreaties {
    pub items: Vec<CoproductionTreaty>,
}

/// List the versions of a series' co-production.
#[utoipa::path(get, operation_id = "list_coproductions", path = "/api/v1/desk/series/{id}/coproductions", tag = "sharing",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Coproductions), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(series_id): Path<Uuid>,
) -> AppResult<Json<Coproductions>> {
    series_title(&app, operator.house_id, series_id).await?;
    shown(&app, operator.house_id, series_id).await.map(Json)
}

async fn shown(app: &App, house_id: Uuid, series_id: Uuid) -> AppResult<Coproductions> {
    let rows = sqlx::query!(
        r#"select c.id, c.version, c.valid_from, c.terms as "terms: Kept<Terms>", c.contract_id, c.created_at, u.until
           from coproductions c join coproduction_windows($1, 'infinity') u on u.id = c.id
           where c.house_id = $1 and c.series_id = $2 order by c.version desc"#,
        house_id,
        series_id
    )
    .fetch_all(&app.db)
    .await?;
    let items = rows.into_iter().map(|row| Coproduction {
        id: row.id,
        version: row.version,
        valid_from: row.valid_from,
        until: row.until,
        contract_id: row.contract_id,
        created_at: row.created_at,
        result: check(&row.terms, row.valid_from)
            .and_then(|checked| result(&row.terms, &checked))
            .ok(),
        terms: row.terms.0,
    });
    Ok(Coproductions {
        items: items.collect(),
        accounts: accounts(app, house_id, series_id).await?,
    })
}

/// Try terms: the members' shares, the contract that follows, and what a treaty's rules say. Nothing is kept.
#[utoipa::path(post, operation_id = "try_coproduction", path = "/api/v1/desk/coproductions/try", tag = "sharing", request_body = NewCoproduction,
    responses((status = 200, body = CoproductionResult), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn try_out(
    Operator(_operator): Operator,
    Json(new): Json<NewCoproduction>,
) -> AppResult<Json<CoproductionResult>> {
    let checked = check(&new.terms, sharing::day(new.valid_from)?)?;
    Ok(Json(result(&new.terms, &checked)?))
}

/// Keep terms as the next version, with the contract that follows from them. What a member keeps is out to that member alone from
/// its first day on; refused where somebody else has it.
#[utoipa::path(post, operation_id = "add_coproduction", path = "/api/v1/desk/series/{id}/coproductions", tag = "sharing",
    params(("id" = Uuid, Path)), request_body = NewCoproduction,
    responses((status = 201, body = Coproduction), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody, description = "A contract is in the way of what a member keeps")))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(series_id): Path<Uuid>,
    Json(new): Json<NewCoproduction>,
) -> AppResult<(StatusCode, Json<Coproduction>)> {
    let house_id = operator.house_id;
    let valid_from = sharing::day(new.valid_from)?;
    let checked = check(&new.terms, valid_from)?;
    let contract = NewShareContract {
        valid_from,
        text: result(&new.terms, &checked)?.text,
    };
    let (mut held, contract_id) = next_collecting(&app, &operator, series_id, contract).await?;
    let db = &mut *held.transaction;
    book::changed(db, house_id).await?;
    let id = app.random.id();
    sqlx::query!(
        "insert into coproductions (id, house_id, series_id, version, valid_from, terms, contract_id, created_by, created_at)
         select $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6, $7, $8 from coproductions
         where house_id = $2 and series_id = $3",
        id,
        house_id,
        series_id,
        valid_from,
        Kept(&new.terms) as _,
        contract_id,
        operator.id,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    members::write(db, house_id, id, &checked.members).await?;
    kept::refuse(&app, db, house_id, series_id, id).await?;
    held.commit().await?;
    app.rights.forget(house_id);
    let all = shown(&app, house_id, series_id).await?.items;
    let made = all.into_iter().find(|one| one.id == id);
    let made = made.ok_or_else(|| not_found("co-production"))?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// The end of an agreement.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CoproductionEnding {
    /// The first day on which nobody keeps or decides anything by it, as each territory lives it.
    pub ends_on: NaiveDate,
}

/// End a series' co-production: what its members keep is the house's again, and nobody's consent is asked for. What it earns is
/// shared by its contract until that has a new version; terms that are kept later begin anew.
#[utoipa::path(post, operation_id = "end_coproduction", path = "/api/v1/desk/series/{id}/coproductions/ending", tag = "sharing",
    params(("id" = Uuid, Path)), request_body = CoproductionEnding,
    responses((status = 200, body = Coproductions), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn end(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(series_id): Path<Uuid>,
    Json(sent): Json<CoproductionEnding>,
) -> AppResult<Json<Coproductions>> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    series_title(&app, house_id, series_id).await?;
    if sharing::day(sent.ends_on)? < now.date_naive() {
        return Err(AppError::bad_request(
            "coproduction_end_past",
            "A co-production cannot end in the past.",
            "Choose today, or a day that has yet to come.",
        ));
    }
    let mut transaction = app.db.begin().await?;
    book::changed(&mut transaction, house_id).await?;
    let last = sqlx::query!(
        r#"select c.version, u.until from coproductions c join coproduction_windows($1, 'infinity') u on u.id = c.id
           where c.house_id = $1 and c.series_id = $2 order by c.version desc limit 1"#,
        house_id,
        series_id
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| not_found("co-production"))?;
    if let Some(day) = last.until.filter(|day| *day <= sent.ends_on) {
        return Err(AppError::conflict(
            "coproduction_end_set",
            format!("It ends on {day} already."),
            "Choose an earlier day, or keep new terms to go on.",
        ));
    }
    sqlx::query!(
        "insert into coproduction_endings (id, house_id, series_id, version, ends_on, person_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        app.random.id(),
        house_id,
        series_id,
        last.version,
        sent.ends_on,
        operator.id,
        now
    )
    .execute(&mut *transaction)
    .await?;
    let detail = json!({ "version": last.version, "ends_on": sent.ends_on });
    let (action, kind) = ("coproduction.ended", "series");
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        action,
        kind,
        series_id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    app.rights.forget(house_id);
    shown(&app, house_id, series_id).await.map(Json)
}

/// List the treaties whose rules are known, however surely.
#[utoipa::path(get, operation_id = "list_treaties", path = "/api/v1/desk/treaties", tag = "sharing",
    responses((status = 200, body = CoproductionTreaties), (status = 403, body = ErrorBody)))]
pub async fn known_treaties(
    Operator(_operator): Operator,
) -> AppResult<Json<CoproductionTreaties>> {
    let items = treaties().iter().map(|one| CoproductionTreaty {
        id: &one.id,
        name: &one.name,
        parties: &one.parties,
        about: &one.about,
        in_force: one.in_force,
    });
    Ok(Json(CoproductionTreaties {
        items: items.collect(),
    }))
}
