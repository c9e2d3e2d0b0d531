//! What a contract would give to whom, before anybody signs it.

use money::waterfall::{Standing, curve, explain, standing};
use money::{Allocation, Amount};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::books::money::{Money, refused};
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;

/// A deal to try.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DryRun {
    /// The deal in TOML.
    pub text: String,
    /// Money to share out, in the deal's currency, such as `250000.00`.
    #[schema(example = "250000.00")]
    pub gross: String,
    /// How much of it comes from each of the deal's sources, in proportion; all alike by default.
    #[serde(default)]
    pub mix: Vec<MixPart>,
    /// Points of the curve, 1 to 200.
    pub steps: Option<u32>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MixPart {
    pub source: String,
    pub weight: u32,
}

/// What the deal gives.
#[derive(Serialize, ToSchema)]
pub struct DryRunResult {
    pub name: String,
    pub currency: String,
    pub payees: Vec<String>,
    pub sources: Vec<String>,
    /// Of a slate: its series, each of which recoups for all.
    pub series: Vec<String>,
    /// Tier by tier, in words and numbers.
    pub explanation: Vec<String>,
    pub gross: Money,
    /// At the stated gross.
    pub shares: Vec<DryRunShare>,
    /// Who gets what as gross grows, from zero to the stated gross.
    pub curve: Vec<CurvePoint>,
}

#[derive(Serialize, ToSchema)]
pub struct DryRunShare {
    pub payee: String,
    /// By the tiers.
    pub owed: Money,
    /// For guarantees that were advanced to the payee.
    pub kept_back: Money,
    /// Of guarantees that the payee advanced.
    pub recovered: Money,
    /// `owed - kept_back + recovered`
    pub cash: Money,
}

#[derive(Serialize, ToSchema)]
pub struct CurvePoint {
    pub gross: Money,
    /// In the order of `payees`.
    pub cash: Vec<Money>,
}

/// Try a deal: what a gross would give to whom, tier by tier, and the curve up to it. Nothing is kept.
#[utoipa::path(post, operation_id = "dry_run_contract", path = "/api/v1/desk/contracts/dry-run", tag = "sharing", request_body = DryRun,
    responses((status = 200, body = DryRunResult), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn dry_run(
    Operator(_operator): Operator,
    Json(wanted): Json<DryRun>,
) -> AppResult<Json<DryRunResult>> {
    let deal = super::contracts::read(&wanted.text)?;
    let gross = Amount::parse(wanted.gross.trim(), deal.currency).map_err(refused)?;
    if gross.minor < 0 {
        return Err(AppError::bad_request(
            "gross_invalid",
            "The gross is below zero.",
            "Write an amount of zero or more.",
        ));
    }
    let mix = mix(&deal, &wanted.mix)?;
    let steps = wanted.steps.unwrap_or(50).clamp(1, 200);
    let points = curve(&deal, &mix, gross, steps).map_err(refused)?;
    let parts = money::allocate(gross, &mix, Allocation::Running).map_err(refused)?;
    let received: Vec<i64> = parts.into_iter().map(|part| part.minor).collect();
    let end = standing(&deal, &received).map_err(refused)?;
    Ok(Json(DryRunResult {
        explanation: explain(&deal, &end),
        shares: shares(&end),
        curve: points
            .into_iter()
            .map(|point| CurvePoint {
                gross: point.gross.into(),
                cash: point
                    .standing
                    .payees
                    .iter()
                    .map(|payee| payee.cash.into())
                    .collect(),
            })
            .collect(),
        gross: gross.into(),
        name: deal.name,
        currency: deal.currency.to_string(),
        payees: deal.payees,
        series: deal.series,
        sources: deal.sources.into_iter().map(|source| source.id).collect(),
    }))
}

fn shares(end: &Standing) -> Vec<DryRunShare> {
    end.payees
        .iter()
        .map(|payee| DryRunShare {
            payee: payee.payee.clone(),
            owed: payee.owed.into(),
            kept_back: payee.kept_back.into(),
            recovered: payee.recovered.into(),
            cash: payee.cash.into(),
        })
        .collect()
}

/// One weight for each source of the deal, or for its one nameless source.
fn mix(deal: &money::waterfall::Waterfall, parts: &[MixPart]) -> AppResult<Vec<u64>> {
    let count = deal.sources.len().max(1);
    if parts.is_empty() || deal.sources.is_empty() {
        return Ok(vec![1; count]);
    }
    let mut weights = vec![0_u64; count];
    for part in parts {
        let place = deal
            .sources
            .iter()
            .position(|source| source.id == part.source);
        let weight = place
            .and_then(|place| weights.get_mut(place))
            .ok_or_else(|| {
                AppError::bad_request(
                    "mix_source_unknown",
                    format!(
                        "The deal has no source `{}`.",
                        part.source.chars().take(64).collect::<String>()
                    ),
                    "Name the sources of the deal.",
                )
            })?;
        *weight = weight.saturating_add(u64::from(part.weight));
    }
    Ok(weights)
}
