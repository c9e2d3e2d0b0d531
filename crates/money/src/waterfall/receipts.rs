//! Receipts in their order, and what each of them pays to whom.

use serde::{Deserialize, Serialize};

use super::{
    standing::{Standing, standing},
    terms::Waterfall,
};
use crate::{Amount, Error};

/// Money that came in, or went back when it is below zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The caller's own name for it.
    pub id: String,
    /// One of the deal's sources; none where the deal names none.
    pub source: Option<String>,
    pub amount: Amount,
}

/// What one receipt changed for one payee; below zero when money went back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Posting {
    pub receipt: String,
    pub payee: String,
    pub amount: Amount,
    #[serde(flatten)]
    pub reason: Reason,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "reason")]
pub enum Reason {
    /// Owed by a tier.
    Tier {
        source: Option<String>,
        tier: String,
    },
    /// Kept back from the payee, for a guarantee.
    KeptBack { guarantee: String },
    /// Recovered by whoever advanced the guarantee.
    Recovered { guarantee: String },
}

/// The postings of all receipts, and where the deal stands after them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    pub postings: Vec<Posting>,
    pub standing: Standing,
}

/// Why receipts could not be shared out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    #[error("receipt `{receipt}` names the source `{}`, which the deal does not have", source_name(.named.as_deref()))]
    UnknownSource {
        receipt: String,
        named: Option<String>,
    },
    #[error(transparent)]
    Money(#[from] Error),
}

fn source_name(named: Option<&str>) -> &str {
    named.unwrap_or("(none)")
}

impl ReceiptError {
    /// A name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            ReceiptError::UnknownSource { .. } => "waterfall.unknown_source",
            ReceiptError::Money(error) => error.code(),
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            ReceiptError::UnknownSource { .. } => {
                "Name one of the deal's sources, or none if it has none."
            }
            ReceiptError::Money(error) => error.remedy(),
        }
    }
}

/// Shares receipts out, one after the other. The postings of each receipt add up to what it changed in
/// the money that can be shared out: the receipt itself, save where a source is below zero.
pub fn run(deal: &Waterfall, receipts: &[Receipt]) -> Result<Run, ReceiptError> {
    let mut received = vec![0_i64; deal.sources.len().max(1)];
    let mut before = standing(deal, &received)?;
    let mut postings = Vec::new();
    for receipt in receipts {
        let source = source(deal, receipt)?;
        let zero = Amount::zero(deal.currency);
        let amount = zero.checked_add(receipt.amount)?.minor;
        if let Some(received) = received.get_mut(source) {
            *received = received.checked_add(amount).ok_or(Error::Overflow)?;
        }
        let after = standing(deal, &received)?;
        changes(&receipt.id, &before, &after, &mut postings)?;
        before = after;
    }
    Ok(Run {
        postings,
        standing: before,
    })
}

/// The place of the receipt's source.
pub(super) fn source(deal: &Waterfall, receipt: &Receipt) -> Result<usize, ReceiptError> {
    let unknown = || ReceiptError::UnknownSource {
        receipt: receipt.id.clone(),
        named: receipt.source.clone(),
    };
    match &receipt.source {
        None if deal.sources.is_empty() => Ok(0),
        None => Err(unknown()),
        Some(id) => deal
            .sources
            .iter()
            .position(|source| source.id == *id)
            .ok_or_else(unknown),
    }
}

fn changes(
    receipt: &str,
    before: &Standing,
    after: &Standing,
    into: &mut Vec<Posting>,
) -> Result<(), Error> {
    let mut post = |payee: &str, amount: Amount, reason: Reason| {
        if !amount.is_zero() {
            into.push(Posting {
                receipt: receipt.to_owned(),
                payee: payee.to_owned(),
                amount,
                reason,
            });
        }
    };
    for (before, after) in before.tiers.iter().zip(&after.tiers) {
        for (was, is) in before.parts.iter().zip(&after.parts) {
            let reason = Reason::Tier {
                source: after.source.clone(),
                tier: after.tier.clone(),
            };
            post(&is.payee, is.amount.checked_sub(was.amount)?, reason);
        }
    }
    for (before, after) in before.guarantees.iter().zip(&after.guarantees) {
        let applied = after.applied.checked_sub(before.applied)?;
        let guarantee = after.guarantee.clone();
        post(
            &after.payee,
            applied.checked_neg()?,
            Reason::KeptBack {
                guarantee: guarantee.clone(),
            },
        );
        post(&after.advanced_by, applied, Reason::Recovered { guarantee });
    }
    Ok(())
}
