//! The proof of a statement: everything from which every cent of it can be computed again. Pure.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use ledger::{Hash, Transfer};
use money::{Amount, Currency};
use serde_json::{Value, json};
use uuid::Uuid;

use super::super::Period;
use super::super::contracts::digest;
use super::super::fx::Rate;

/// What a statement is made from.
pub struct Facts {
    pub house: (Uuid, String),
    /// Id, code, name, kind.
    pub payee: (Uuid, String, String, String),
    pub period: Period,
    pub version: i32,
    pub supersedes: Option<Before>,
    pub made_at: DateTime<Utc>,
    pub currency: Currency,
    /// What was owed, less what the payee owed, before the first moment of the period.
    pub opening: i64,
    pub contracts: Vec<ContractFacts>,
    pub rates: Vec<Rate>,
    pub pools: Vec<PoolFacts>,
    pub lines: Vec<LineFacts>,
    pub moves: Vec<MoveFacts>,
    /// The payee's accounts in the ledger: what is owed to it, what it owes.
    pub accounts: [Uuid; 2],
    /// Transfers of the period that touch them, each after the hash of the one before it in the ledger.
    pub transfers: Vec<(Hash, Transfer)>,
}

/// The version that this one replaces.
#[derive(Clone)]
pub struct Before {
    pub id: Uuid,
    pub version: i32,
    pub digest: String,
    pub closing: i64,
}

/// A contract and everything that it has received so far.
pub struct ContractFacts {
    pub id: Uuid,
    /// None: about the series of a slate.
    pub series_id: Option<Uuid>,
    /// The title of the series, or the name of the slate's deal.
    pub series: String,
    /// The series of a slate, by the words for them.
    pub covers: BTreeMap<String, Uuid>,
    pub version: i32,
    pub valid_from: NaiveDate,
    pub text: String,
    pub digest: String,
    pub receipts: Vec<ReceiptFacts>,
}

pub struct ReceiptFacts {
    pub line_id: Uuid,
    pub series_id: Option<Uuid>,
    pub taken_back: bool,
    pub source: Option<String>,
    pub kind: String,
    pub territory: String,
    pub at: DateTime<Utc>,
    pub source_kind: String,
    pub source_id: Uuid,
    pub count: i64,
    pub gross: Amount,
    pub rate_id: Option<Uuid>,
    pub amount: i64,
}

/// A month's subscriptions in one currency and territory, and by what they were shared.
pub struct PoolFacts {
    pub id: Uuid,
    pub month: Period,
    pub currency: String,
    pub territory: String,
    pub version: i32,
    pub total: i64,
    pub watched: Vec<(Uuid, i64)>,
}

/// What one receipt gave to the payee.
pub struct LineFacts {
    /// Place in [`Facts::contracts`].
    pub contract: usize,
    /// Place among its receipts, from 1.
    pub place: i32,
    pub reason: String,
    pub source: Option<String>,
    pub tier: String,
    pub amount: i64,
}

/// A payout, or one that came back.
pub struct MoveFacts {
    pub payout_id: Uuid,
    pub event: String,
    pub at: DateTime<Utc>,
    pub amount: i64,
}

/// A statement ready to be published.
pub struct Proof {
    pub text: String,
    pub digest: String,
    pub figures: String,
    pub earned: i64,
    pub moved: i64,
    pub closing: i64,
    pub difference: i64,
}

/// The rules by which the numbers follow from each other, for whoever reads the proof.
const RULES: [&str; 7] = [
    "Series of one contract run down it together; each receipt names its series, and comes from its territory's source where the contract parts them so, else from the series' own where it has one, else from that of its kind.",
    "Receipts run down the contract in their order; what one gives is the difference between two standings, each a function of the sums so far.",
    "A tier takes its rate of what reaches it to the nearest minor unit, halves up; within it each payee takes its part of what is left, to the nearest minor unit, halves up, and the last takes the rest.",
    "Whoever is full leaves, and the others share what remains; premiums are rounded to the nearest minor unit, halves up.",
    "Each receipt of another currency is converted by its stated rate, to the nearest minor unit, halves to even.",
    "Subscriptions of a month are shared by milliseconds watched of locked episodes, each moment of a viewer and episode once; parts are rounded down, and what is left goes to the largest remainders, of equal ones to the first listed.",
    "The digest is SHA-256 of the statement as JSON with sorted keys, without spaces, in UTF-8.",
];

/// Builds the proof; fails only where sums do not fit into 64 bits.
pub fn build(facts: &Facts) -> Option<Proof> {
    let earned = sum(facts.lines.iter().map(|line| line.amount))?;
    let moved = sum(facts.moves.iter().map(|one| one.amount))?;
    let closing = facts.opening.checked_add(earned)?.checked_add(moved)?;
    let difference = facts
        .supersedes
        .as_ref()
        .map_or(Some(0), |before| closing.checked_sub(before.closing))?;
    let lines: Vec<Value> = facts.lines.iter().map(line).collect();
    let moves: Vec<Value> = facts.moves.iter().map(a_move).collect();
    let figures = canonical(&json!({"opening": facts.opening, "lines": lines, "moves": moves}));
    let statement = json!({
        "format": "cliffhanger-statement-1",
        "house": {"id": facts.house.0, "name": facts.house.1},
        "payee": {"id": facts.payee.0, "code": facts.payee.1, "name": facts.payee.2, "kind": facts.payee.3},
        "period": facts.period.to_string(),
        "version": facts.version,
        "supersedes": facts.supersedes.as_ref().map(|before| json!({
            "id": before.id, "version": before.version, "digest": before.digest, "closing": before.closing,
        })),
        "made_at": time(facts.made_at),
        "rules": RULES,
        "currency": facts.currency,
        "digits": facts.currency.digits(),
        "opening": facts.opening,
        "earned": earned,
        "moved": moved,
        "closing": closing,
        "difference": difference,
        "contracts": facts.contracts.iter().map(contract).collect::<Vec<_>>(),
        "rates": facts.rates.iter().map(rate).collect::<Vec<_>>(),
        "pools": facts.pools.iter().map(pool).collect::<Vec<_>>(),
        "lines": lines,
        "moves": moves,
        "ledger": {
            "payable": facts.accounts[0],
            "receivable": facts.accounts[1],
            "transfers": facts.transfers.iter().map(transfer).collect::<Vec<_>>(),
        },
    });
    let digest_of = digest(&canonical(&statement));
    Some(Proof {
        text: canonical(&json!({"digest": digest_of, "statement": statement})),
        digest: digest_of,
        figures: digest(&figures),
        earned,
        moved,
        closing,
        difference,
    })
}

fn sum(mut amounts: impl Iterator<Item = i64>) -> Option<i64> {
    amounts.try_fold(0, i64::checked_add)
}

fn contract(one: &ContractFacts) -> Value {
    json!({
        "id": one.id,
        "series_id": one.series_id,
        "series": one.series,
        "covers": one.covers,
        "version": one.version,
        "valid_from": one.valid_from,
        "digest": one.digest,
        "text": one.text,
        "receipts": one.receipts.iter().enumerate().map(receipt).collect::<Vec<_>>(),
    })
}

fn receipt((at, one): (usize, &ReceiptFacts)) -> Value {
    json!({
        "place": at + 1,
        "line": one.line_id,
        "series_id": one.series_id,
        "taken_back": one.taken_back,
        "period": Period::of(one.at).to_string(),
        "source": one.source,
        "kind": one.kind,
        "territory": one.territory,
        "at": time(one.at),
        "counted": {"kind": one.source_kind, "id": one.source_id, "count": one.count},
        "gross": {"minor": one.gross.minor, "currency": one.gross.currency, "digits": one.gross.currency.digits()},
        "rate": one.rate_id,
        "amount": one.amount,
    })
}

fn rate(one: &Rate) -> Value {
    json!({"id": one.id, "from": one.from, "to": one.to, "rate": one.rate, "on_date": one.on_date, "source": one.source})
}

fn pool(one: &PoolFacts) -> Value {
    let watched = |(series_id, ms): &(Uuid, i64)| json!({"series_id": series_id, "watched_ms": ms});
    json!({
        "id": one.id,
        "month": one.month.to_string(),
        "currency": one.currency,
        "territory": one.territory,
        "version": one.version,
        "total": one.total,
        "watched": one.watched.iter().map(watched).collect::<Vec<_>>(),
    })
}

fn line(one: &LineFacts) -> Value {
    json!({"contract": one.contract, "place": one.place, "reason": one.reason, "source": one.source, "tier": one.tier, "amount": one.amount})
}

fn a_move(one: &MoveFacts) -> Value {
    json!({"payout": one.payout_id, "event": one.event, "at": time(one.at), "amount": one.amount})
}

fn transfer((before, one): &(Hash, Transfer)) -> Value {
    let mut value = serde_json::to_value(one).unwrap_or_default();
    if let Some(value) = value.as_object_mut() {
        value.insert("before".into(), json!(before.to_string()));
        value.insert("at".into(), json!(time(one.at)));
    }
    value
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// JSON with sorted keys and without spaces: one text for one value.
pub fn canonical(value: &Value) -> String {
    match value {
        Value::Object(object) => {
            let mut keys: Vec<&String> = object.keys().collect();
            keys.sort_unstable();
            let pairs: Vec<String> = keys
                .into_iter()
                .map(|key| format!("{}:{}", Value::from(key.as_str()), canonical(&object[key])))
                .collect();
            format!("{{{}}}", pairs.join(","))
        }
        Value::Array(list) => format!(
            "[{}]",
            list.iter().map(canonical).collect::<Vec<_>>().join(",")
        ),
        plain => plain.to_string(),
    }
}
