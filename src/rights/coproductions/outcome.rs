//! What the terms of a co-production come to.

use chrono::NaiveDate;
use coproduction::{Checked, Judgement, Problem, Terms, judge, treaty};
use serde::Serialize;
use utoipa::ToSchema;

use crate::errors::{AppError, AppResult};
use crate::rights::contracts::codes;

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
    /// ISO 3166-1 codes: where no licence is signed without their consent.
    pub approves: Vec<String>,
}

/// Terms as they are meant on a day.
pub fn check(terms: &Terms, on: NaiveDate) -> AppResult<Checked> {
    let day = on.to_string().parse().map_err(AppError::internal)?;
    terms.check(day).map_err(refused)
}

/// What they come to.
pub fn result(terms: &Terms, checked: &Checked) -> AppResult<CoproductionResult> {
    let text = coproduction::deal(terms, checked).map_err(refused)?;
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
            Some(judge(known, checked))
        }
    };
    let members = checked.members.iter().map(|one| CoproductionShare {
        payee: one.payee.clone(),
        name: one.name.clone(),
        brings: one.brings.into(),
        share_bp: one.share_bp(checked.total),
        keeps: one.kept_codes().into_iter().map(str::to_owned).collect(),
        approves: codes(one.approves),
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
