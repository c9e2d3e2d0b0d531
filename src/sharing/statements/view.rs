//! A statement for reading: its lines grouped.

use money::Amount;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::StatementSummary;
use crate::books::money::{Money, currency};
use crate::errors::AppResult;

/// A statement. The lines one by one are in its CSV, everything from which they follow in its JSON.
#[derive(Serialize, ToSchema)]
pub struct StatementView {
    #[serde(flatten)]
    pub summary: StatementSummary,
    /// The lines by series, contract version, kind of revenue and tier.
    pub groups: Vec<StatementGroup>,
    pub moves: Vec<StatementMove>,
}

/// Lines of one series, contract version, kind of revenue and tier.
#[derive(Serialize, ToSchema)]
pub struct StatementGroup {
    pub series: String,
    pub contract_version: u64,
    /// Of revenue.
    pub kind: String,
    /// `tier`, `kept_back` (for a guarantee) or `recovered` (of a guarantee).
    pub reason: String,
    pub tier: String,
    pub lines: u64,
    /// Of what the sources count: coins, milliseconds, impressions.
    pub count: i64,
    /// What the lines brought, in the contract's currency.
    pub gross: Money,
    /// What they gave to the payee.
    pub share: Money,
}

/// A payout, or one that came back.
#[derive(Serialize, ToSchema)]
pub struct StatementMove {
    pub payout_id: String,
    /// `approved` or `returned`.
    pub event: String,
    pub at: String,
    pub amount: Money,
}

/// Groups the lines of a proof.
pub fn view(summary: StatementSummary, proof: &Value) -> AppResult<StatementView> {
    let said = &proof["statement"];
    let unit = currency(said["currency"].as_str().unwrap_or_default())?;
    let money = |minor: i64| Money::from(Amount::new(minor, unit));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let at = |value: &Value| value.as_u64().unwrap_or(0) as usize;
    let mut groups: Vec<StatementGroup> = Vec::new();
    for line in list(&said["lines"]) {
        let contract = &said["contracts"][at(&line["contract"])];
        let receipt = &contract["receipts"][at(&line["place"]).saturating_sub(1)];
        let source = line["source"]
            .as_str()
            .map_or_else(String::new, |source| format!("{source} / "));
        let key = (
            text(&contract["series"]),
            contract["version"].as_u64().unwrap_or(0),
            text(&receipt["kind"]),
            text(&line["reason"]),
            format!("{source}{}", text(&line["tier"])),
        );
        let same = |group: &StatementGroup| {
            (
                &group.series,
                group.contract_version,
                &group.kind,
                &group.reason,
                &group.tier,
            ) == (&key.0, key.1, &key.2, &key.3, &key.4)
        };
        let place = groups.iter().position(same).unwrap_or_else(|| {
            groups.push(StatementGroup {
                series: key.0.clone(),
                contract_version: key.1,
                kind: key.2.clone(),
                reason: key.3.clone(),
                tier: key.4.clone(),
                lines: 0,
                count: 0,
                gross: money(0),
                share: money(0),
            });
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.lines += 1;
            group.count = group
                .count
                .saturating_add(receipt["counted"]["count"].as_i64().unwrap_or(0));
            group.gross.minor = group
                .gross
                .minor
                .saturating_add(receipt["amount"].as_i64().unwrap_or(0));
            group.share.minor = group
                .share
                .minor
                .saturating_add(line["amount"].as_i64().unwrap_or(0));
        }
    }
    let moves = list(&said["moves"])
        .iter()
        .map(|one| StatementMove {
            payout_id: text(&one["payout"]),
            event: text(&one["event"]),
            at: text(&one["at"]),
            amount: money(one["amount"].as_i64().unwrap_or(0)),
        })
        .collect();
    Ok(StatementView {
        summary,
        groups,
        moves,
    })
}
