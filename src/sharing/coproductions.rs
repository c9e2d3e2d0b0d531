//! Co-productions of a series: what each member brings and keeps, and the contract that follows from it.
//!
//! Terms are versions, never edited: a new one writes a new version of the series' contract in the same transaction, so
//! that what the parties agreed and what is shared out are one. A version that was only tried leaves nothing behind.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use coproduction::{Judgement, Problem, Terms, judge, treaties, treaty};
use serde::{Deserialize, Serialize};
use sqlx::types::Json as Kept;
use utoipa::ToSchema;
use uuid::Uuid;

use super::contracts::{NewShareContract, Subject, read, series_title, write_in};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;

/// Terms to try, or to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCoproduction {
    /// The terms hold from this day on, and their territories are read as they are meant on it.
    pub valid_from: NaiveDate,
    pub terms: Terms,
}

/// What terms come to.
#[derive(Serialize, ToSchema)]
pub struct CoproductionResult {
    pub members: Vec<CoproductionShare>,
    /// The contract in the waterfall language.
    pub text: String,
    /// Held against the treaty that the terms name.
    pub treaty: Option<Judgement>,
}

#[derive(Serialize, ToSchema)]
pub struct CoproductionShare {
    pub payee: String,
    pub name: String,
    /// Money and in kind together, in the currency of the terms.
    pub brings: crate::books::money::Money,
    /// Of all contributions, in ten-thousandths.
    pub share_bp: u32,
    /// ISO 3166-1 codes.
    pub keeps: Vec<String>,
}

/// A version of a series' co-production.
#[derive(Serialize, ToSchema)]
pub struct Coproduction {
    pub id: Uuid,
    pub version: i32,
    pub valid_from: NaiveDate,
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
    let rows = sqlx::query!(
        r#"select id, version, valid_from, terms as "terms: Kept<Terms>", contract_id, created_at from coproductions
           where house_id = $1 and series_id = $2 order by version desc"#,
        operator.house_id,
        series_id
    )
    .fetch_all(&app.db)
    .await?;
    let items = rows.into_iter().map(|row| Coproduction {
        id: row.id,
        version: row.version,
        valid_from: row.valid_from,
        contract_id: row.contract_id,
        created_at: row.created_at,
        result: result(&row.terms, row.valid_from).ok(),
        terms: row.terms.0,
    });
    Ok(Json(Coproductions {
        items: items.collect(),
    }))
}

/// Try terms: the members' shares, the contract that follows, and what a treaty's rules say. Nothing is kept.
#[utoipa::path(post, operation_id = "try_coproduction", path = "/api/v1/desk/coproductions/try", tag = "sharing", request_body = NewCoproduction,
    responses((status = 200, body = CoproductionResult), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn try_out(
    Operator(_operator): Operator,
    Json(new): Json<NewCoproduction>,
) -> AppResult<Json<CoproductionResult>> {
    let valid_from = super::day(new.valid_from)?;
    Ok(Json(result(&new.terms, valid_from)?))
}

/// Keep terms as the next version, with the contract that follows from them.
#[utoipa::path(post, operation_id = "add_coproduction", path = "/api/v1/desk/series/{id}/coproductions", tag = "sharing",
    params(("id" = Uuid, Path)), request_body = NewCoproduction,
    responses((status = 201, body = Coproduction), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(series_id): Path<Uuid>,
    Json(new): Json<NewCoproduction>,
) -> AppResult<(StatusCode, Json<Coproduction>)> {
    let house_id = operator.house_id;
    let title = series_title(&app, house_id, series_id).await?;
    let valid_from = super::day(new.valid_from)?;
    let result = result(&new.terms, valid_from)?;
    let deal = read(&result.text)?;
    let contract = NewShareContract {
        valid_from,
        text: result.text.clone(),
    };
    let about = Subject::series(series_id, title);
    let (mut held, contract_id) = write_in(&app, &operator, &about, &deal, contract).await?;
    let (id, now) = (app.random.id(), app.clock.now());
    let version = sqlx::query_scalar!(
        "insert into coproductions (id, house_id, series_id, version, valid_from, terms, contract_id, created_by, created_at)
         select $1, $2, $3, coalesce(max(version), 0) + 1, $4, $5, $6, $7, $8 from coproductions
         where house_id = $2 and series_id = $3 returning version",
        id,
        house_id,
        series_id,
        valid_from,
        Kept(&new.terms) as _,
        contract_id,
        operator.id,
        now
    )
    .fetch_one(&mut *held.transaction)
    .await?;
    held.commit().await?;
    let made = Coproduction {
        id,
        version,
        valid_from,
        terms: new.terms,
        contract_id,
        created_at: now,
        result: Some(result),
    };
    Ok((StatusCode::CREATED, Json(made)))
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

fn result(terms: &Terms, on: NaiveDate) -> AppResult<CoproductionResult> {
    let day = on.to_string().parse().map_err(AppError::internal)?;
    let checked = terms.check(day).map_err(refused)?;
    let text = coproduction::deal(terms, &checked).map_err(refused)?;
    let named = terms
        .treaty
        .as_deref()
        .map(str::trim)
        .filter(|id| !id.is_empty());
    let judged = match named {
        None => None,
        Some(id) => {
            let known = treaty(id).ok_or_else(|| {
                AppError::bad_request(
                    "treaty_unknown",
                    "`treaty`: there is no such treaty here.",
                    "Choose one of the list, or none.",
                )
            })?;
            Some(judge(known, &checked))
        }
    };
    let members = checked.members.iter().map(|one| CoproductionShare {
        payee: one.payee.clone(),
        name: one.name.clone(),
        brings: one.brings.into(),
        share_bp: one.share_bp(checked.total),
        keeps: one.kept_codes().into_iter().map(str::to_owned).collect(),
    });
    Ok(CoproductionResult {
        members: members.collect(),
        text,
        treaty: judged,
    })
}

fn refused(problem: Problem) -> AppError {
    let message = if problem.field.is_empty() {
        problem.message
    } else {
        format!("`{}`: {}", problem.field, problem.message)
    };
    AppError::bad_request("coproduction_invalid", message, problem.remedy)
}
