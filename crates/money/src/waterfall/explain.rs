//! A standing in words and numbers, line by line.

use super::{
    standing::{GuaranteeStanding, PayeeStanding, SourceStanding, Standing, TierStanding},
    terms::{Kind, Tier, Waterfall},
};
use crate::Amount;

/// One sentence or more for each source, tier, guarantee and payee, in the order of the flow.
pub fn explain(deal: &Waterfall, standing: &Standing) -> Vec<String> {
    let unless_zero = |amount: Amount, words: &str| {
        let words = if amount.is_zero() { "" } else { words };
        words.replace("{}", &amount.to_string())
    };
    let source = |source: &SourceStanding| {
        let name = source.source.as_deref().unwrap_or("The deal");
        let words = " That is below zero: {} must come in before anybody is paid.";
        let terms = deal
            .sources
            .iter()
            .find(|one| Some(&one.id) == source.source.as_ref());
        let earned = match terms {
            Some(terms) if !terms.territories.is_empty() => {
                format!(", from {}", terms.territories.join(", "))
            }
            Some(_) if deal.is_by_territory() => ", from everywhere else".to_owned(),
            _ => String::new(),
        };
        format!(
            "{name} received {}{earned}.{}",
            source.received,
            unless_zero(source.deficit, words)
        )
    };
    let payee = |payee: &PayeeStanding| {
        let kept_back = unless_zero(payee.kept_back, ", less {} kept back");
        let recovered = unless_zero(payee.recovered, ", plus {} recovered");
        format!(
            "{} is owed {}{kept_back}{recovered}: {}.",
            payee.payee, payee.owed, payee.cash
        )
    };
    let mut lines = Vec::new();
    if !deal.series.is_empty() {
        lines.push(format!(
            "What {} earn runs down together: what one has not recouped is recouped from all (cross-collateral).",
            deal.series.join(", ")
        ));
    }
    lines.extend(standing.sources.iter().map(source));
    let tiers = super::standing::all_tiers(deal).zip(&standing.tiers);
    lines.extend(tiers.map(|(terms, standing)| tier(terms, standing, deal)));
    lines.extend(standing.guarantees.iter().map(guarantee));
    lines.extend(standing.payees.iter().map(payee));
    lines
}

fn tier(terms: &Tier, at: &TierStanding, deal: &Waterfall) -> String {
    let name = at.source.as_ref().map_or_else(
        || at.tier.clone(),
        |source| format!("{source} / {}", at.tier),
    );
    let rule = match terms.kind {
        Kind::Commission => format!("It takes {} off the top", terms.rate),
        Kind::Corridor => format!("It takes {} beside the tiers below", terms.rate),
        Kind::Recoup if terms.rate == crate::Fraction::ONE => "It takes everything".to_owned(),
        Kind::Recoup => format!("It takes {}", terms.rate),
        Kind::Split => "It shares everything out".to_owned(),
    };
    let from = if terms.from > 0 {
        format!(" above {}", Amount::new(terms.from, deal.currency))
    } else {
        String::new()
    };
    let until = match (at.limit, terms.kind) {
        (None, _) => String::new(),
        (Some(limit), Kind::Recoup) if terms.premium == crate::Fraction::ZERO => {
            format!(" until {limit} is recouped")
        }
        (Some(limit), Kind::Recoup) => format!(
            " until {limit} is recouped, a premium of {} included",
            terms.premium
        ),
        (Some(limit), _) => format!(" up to {limit}"),
    };
    let parts: Vec<String> = at
        .parts
        .iter()
        .map(|part| {
            let full = if part.cap == Some(part.amount) {
                " (full)"
            } else {
                ""
            };
            format!("{} {}{full}", part.payee, part.amount)
        })
        .collect();
    let state = match at.limit {
        Some(_) if at.full => " It is full.".to_owned(),
        Some(limit) => limit
            .checked_sub(at.taken)
            .map_or_else(|_| String::new(), |rest| format!(" {rest} to go.")),
        None => String::new(),
    };
    format!(
        "{name}: {} reached it. {rule}{from}{until}: {} ({}).{state} {} flows on.",
        at.reached,
        at.taken,
        parts.join(", "),
        at.flows_on
    )
}

fn guarantee(at: &GuaranteeStanding) -> String {
    let rest = if at.unrecouped.is_zero() {
        "It is recouped.".to_owned()
    } else if at.owed_back_at_end.is_zero() {
        format!(
            "{} is unrecouped, and {} never pays it back.",
            at.unrecouped, at.payee
        )
    } else {
        format!(
            "{} is unrecouped, and {} owes it back when the deal ends.",
            at.unrecouped, at.payee
        )
    };
    format!(
        "{}: {} advanced {} to {}. {} of what {} is owed was kept back for it. {rest}",
        at.guarantee, at.advanced_by, at.amount, at.payee, at.applied, at.payee
    )
}
