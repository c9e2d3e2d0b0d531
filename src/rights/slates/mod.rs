//! Partners' slates: a group of series of one party, with the terms that are common to them.
//!
//! The terms say what a deal about any of these series begins with: blocks of rights without their series, and the fee of one
//! series. A deal that is made from a slate keeps its own copy, and goes its own way from there: a changed slate changes no deal.
//! A share contract named by the fee is common to the deals, so that the guarantees of all its series are kept back from what
//! all of them earn (cross-collateral).

mod kept;
pub mod routes;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::block::{Block, Direction};
use super::deals::DealStatus;
use super::terms::fee::Fee;
use crate::errors::{AppError, AppResult};

/// Series in one slate.
const SERIES_MAX: usize = 200;

/// A partner's group of series, and its terms.
#[derive(Serialize, ToSchema)]
#[schema(as = PartnerSlate)]
pub struct Slate {
    pub id: Uuid,
    pub name: String,
    pub direction: Direction,
    pub party_id: Uuid,
    pub party: String,
    pub note: String,
    /// Blocks of rights without their series.
    pub terms: Vec<Block>,
    /// Of one series.
    pub fee: Fee,
    /// In their order.
    pub series: Vec<Member>,
}

/// A series of a slate, and how far it is.
#[derive(Serialize, Deserialize, ToSchema)]
#[schema(as = PartnerSlateSeries)]
pub struct Member {
    pub series_id: Uuid,
    pub title: String,
    /// Its newest deal from this slate that was not declined.
    pub deal_id: Option<Uuid>,
    pub deal: Option<String>,
    pub status: Option<DealStatus>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PartnerSlates)]
pub struct Slates {
    /// By party, then by name.
    pub items: Vec<Slate>,
}

/// A slate as somebody writes it.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewPartnerSlate)]
#[serde(deny_unknown_fields)]
pub struct NewSlate {
    pub name: String,
    pub direction: Direction,
    pub party_id: Uuid,
    #[serde(default)]
    pub note: String,
    /// Blocks of rights; their series and episodes are left empty, since they are those of the slate.
    pub terms: Vec<Block>,
    /// Of one series; it has no instalments yet.
    pub fee: Fee,
    /// In their order.
    pub series_ids: Vec<Uuid>,
}

/// A deal about series of a slate, on its terms.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewPartnerSlateDeal)]
#[serde(deny_unknown_fields)]
pub struct NewSlateDeal {
    pub name: String,
    pub series_ids: Vec<Uuid>,
    #[serde(default)]
    pub note: String,
}

/// The blocks of a deal: the terms, about these series.
fn about(terms: &[Block], series: &[Uuid]) -> Vec<Block> {
    let of = |block: &Block| Block {
        series_ids: series.to_vec(),
        ..block.clone()
    };
    terms.iter().map(of).collect()
}

/// The fee of so many series: a sum is paid for each, a part is a part of whatever all of them earn.
fn fee_for(fee: &Fee, series: usize) -> AppResult<Fee> {
    let times = |minor: i64| {
        let sum = i64::try_from(series)
            .ok()
            .and_then(|n| minor.checked_mul(n));
        sum.ok_or_else(|| {
            AppError::bad_request(
                "fee_invalid",
                "The fee of so many series is too large.",
                "Make several deals of them.",
            )
        })
    };
    Ok(Fee {
        amount: fee.amount.map(times).transpose()?,
        ..fee.clone()
    })
}
