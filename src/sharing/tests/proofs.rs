//! Proofs and the script that computes them again.

use std::collections::BTreeMap;

use chrono::Duration;
use ledger::{Hash, Kind, Reference, Transfer, Unit, transfer_hash};
use money::waterfall::Waterfall;
use money::{Allocation, Amount, Currency, Fraction, allocate};
use serde_json::Value;
use uuid::Uuid;

use super::deals::{Draw, KINDS, PAYEES, deal};
use super::moment;
use super::python::{recompute, write};
use crate::sharing::Period;
use crate::sharing::accrue::accruals;
use crate::sharing::contracts::digest;
use crate::sharing::fx::Rate;
use crate::sharing::statements::proof::{
    Before, ContractFacts, Facts, LineFacts, MoveFacts, PoolFacts, ReceiptFacts, build, canonical,
};

const SLATE: [&str; 2] = ["heiress", "haunted"];

/// A statement drawn from a seed: up to three contracts, refunds, moved lines, foreign money, pools, payouts.
fn facts(seed: u64, receipts_most: i64) -> Facts {
    let draw = Draw::seeded(seed);
    let currency: Currency = draw.one_of(&["USD", "JPY", "KWD", "CLF"]).parse().unwrap();
    let payee = *draw.one_of(&PAYEES[..3]);
    let period = Period::read("2026-02").unwrap();
    let rates: Vec<Rate> = ["EUR", "JPY", "KWD"]
        .iter()
        .filter(|from| **from != currency.code())
        .map(|from| Rate {
            id: draw.0.id(),
            from: from.parse().unwrap(),
            to: currency,
            rate: Fraction::new(draw.between(1, 9_999) as u64, draw.between(1, 9_999) as u64)
                .unwrap(),
            on_date: moment("2026-01-01T00:00:00Z").date_naive(),
            source: "the test".into(),
        })
        .collect();
    let series: Vec<Uuid> = (0..3).map(|_| draw.0.id()).collect();
    let pools = pools(&draw, currency, &series);
    let (mut contracts, mut lines) = (Vec::new(), Vec::new());
    let count = draw.between(1, 4) as usize;
    for at in 0..count {
        let mut text = deal(&draw, currency.code(), currency.digits());
        let mut covers = BTreeMap::new();
        if draw.once_in(3) {
            // A slate: two series that recoup for each other, perhaps with tiers of their own.
            text = format!("series = {SLATE:?}\ncross_collateral = true\n{text}");
            if draw.once_in(2) {
                for (kind, slug) in KINDS.iter().zip(SLATE) {
                    text = text.replace(&format!("id = \"{kind}\""), &format!("id = \"{slug}\""));
                }
            }
            for (place, slug) in SLATE.iter().enumerate() {
                covers.insert((*slug).to_owned(), series[(at + place) % series.len()]);
            }
        }
        let deal = Waterfall::read(&text).unwrap();
        let own: Vec<(String, Uuid)> = if covers.is_empty() {
            vec![(String::new(), series[at % series.len()])]
        } else {
            covers.clone().into_iter().collect()
        };
        let mut receipts = receipts(&draw, &deal, currency, &rates, receipts_most);
        for one in &mut receipts {
            one.series_id = Some(draw.one_of(&own).1);
        }
        for (_, series) in &own {
            receipts.extend(pool_receipts(&draw, &deal, currency, *series, &pools));
        }
        for one in &mut receipts {
            let slug = own.iter().find(|(_, id)| Some(*id) == one.series_id);
            let slug = slug.map(|(slug, _)| slug.as_str()).unwrap_or_default();
            if deal.sources.iter().any(|source| source.id == slug) {
                one.source = Some(slug.to_owned());
            }
        }
        let amounts: Vec<(Option<String>, i64)> = receipts
            .iter()
            .map(|one| (one.source.clone(), one.amount))
            .collect();
        for accrual in accruals(&deal, &[], &amounts).unwrap() {
            if accrual.payee == payee && Period::of(receipts[accrual.receipt].at) == period {
                lines.push(LineFacts {
                    contract: at,
                    place: i32::try_from(accrual.receipt + 1).unwrap(),
                    reason: accrual.reason.into(),
                    source: accrual.source,
                    tier: accrual.tier,
                    amount: accrual.amount,
                });
            }
        }
        contracts.push(ContractFacts {
            id: draw.0.id(),
            series_id: covers.is_empty().then(|| own[0].1),
            covers,
            series: format!("Series “{at}” \\ é 漢 🎬"),
            version: 1,
            valid_from: moment("2026-01-01T00:00:00Z").date_naive(),
            digest: digest(&text),
            text,
            receipts,
        });
    }
    let moves: Vec<MoveFacts> = (0..draw.between(0, 3))
        .map(|_| MoveFacts {
            payout_id: draw.0.id(),
            event: "approved".into(),
            at: moment("2026-02-10T10:00:00Z"),
            amount: -draw.between(1, 9_999),
        })
        .collect();
    let net = lines.iter().map(|line| line.amount).sum::<i64>()
        + moves.iter().map(|one| one.amount).sum::<i64>();
    let accounts = [draw.0.id(), draw.0.id()];
    Facts {
        house: (draw.0.id(), "The house".into()),
        payee: (
            draw.0.id(),
            payee.into(),
            "Somebody".into(),
            "producer".into(),
        ),
        period,
        version: if seed.is_multiple_of(3) { 2 } else { 1 },
        supersedes: seed.is_multiple_of(3).then(|| Before {
            id: draw.0.id(),
            version: 1,
            digest: digest("before"),
            closing: draw.between(-500, 500),
        }),
        made_at: moment("2026-03-01T08:00:00.000001Z"),
        currency,
        opening: draw.between(-5_000, 5_000),
        contracts,
        rates,
        pools,
        lines,
        moves,
        transfers: transfers(&draw, currency, accounts, net),
        accounts,
    }
}

fn receipts(
    draw: &Draw,
    deal: &Waterfall,
    currency: Currency,
    rates: &[Rate],
    most: i64,
) -> Vec<ReceiptFacts> {
    let mut made: Vec<ReceiptFacts> = Vec::new();
    for _ in 0..draw.between(1, most) {
        let kind = *draw.one_of(&KINDS);
        let rate = draw.once_in(3).then(|| draw.one_of(rates));
        let minor = if draw.once_in(5) {
            -draw.between(1, 9_000)
        } else {
            draw.between(1, 60_000)
        };
        let gross = Amount::new(minor, rate.map_or(currency, |rate| rate.from));
        let day = draw.between(0, 85);
        let one = ReceiptFacts {
            line_id: draw.0.id(),
            series_id: None,
            taken_back: false,
            source: (!deal.sources.is_empty()).then(|| kind.to_owned()),
            kind: kind.into(),
            territory: "BR".into(),
            at: moment("2026-01-02T00:00:00Z")
                + Duration::hours(24 * day)
                + Duration::microseconds(draw.between(0, 9)),
            source_kind: "unlock".into(),
            source_id: draw.0.id(),
            count: draw.between(1, 99),
            gross,
            rate_id: rate.map(|rate| rate.id),
            amount: rate
                .map_or(gross, |rate| rate.convert(gross).unwrap())
                .minor,
        };
        let back = draw.once_in(6).then(|| ReceiptFacts {
            taken_back: true,
            gross: gross.checked_neg().unwrap(),
            amount: -one.amount,
            source: one.source.clone(),
            kind: one.kind.clone(),
            territory: one.territory.clone(),
            source_kind: one.source_kind.clone(),
            ..one
        });
        made.push(one);
        made.extend(back);
    }
    made
}

fn pools(draw: &Draw, currency: Currency, series: &[Uuid]) -> Vec<PoolFacts> {
    (1..=i32::try_from(draw.between(0, 3)).unwrap())
        .map(|version| PoolFacts {
            id: draw.0.id(),
            month: Period::read("2026-02").unwrap(),
            currency: currency.to_string(),
            territory: "US".into(),
            version,
            total: draw.between(1, 99_999),
            watched: series
                .iter()
                .map(|series| (*series, draw.between(0, 9_999_999)))
                .collect(),
        })
        .collect()
}

fn pool_receipts(
    draw: &Draw,
    deal: &Waterfall,
    currency: Currency,
    series: Uuid,
    pools: &[PoolFacts],
) -> Vec<ReceiptFacts> {
    let mut had = 0;
    let mut made = Vec::new();
    for pool in pools {
        let weights: Vec<u64> = pool.watched.iter().map(|(_, ms)| *ms as u64).collect();
        let parts = allocate(
            Amount::new(pool.total, currency),
            &weights,
            Allocation::LargestRemainder,
        )
        .unwrap();
        let place = pool
            .watched
            .iter()
            .position(|(id, _)| *id == series)
            .unwrap();
        let gets = parts[place].minor;
        if gets != had {
            made.push(ReceiptFacts {
                line_id: draw.0.id(),
                series_id: Some(series),
                taken_back: false,
                source: (!deal.sources.is_empty()).then(|| "vip".to_owned()),
                kind: "vip".into(),
                territory: "US".into(),
                at: pool.month.ends() - Duration::microseconds(1),
                source_kind: "vip_pool".into(),
                source_id: pool.id,
                count: pool.watched[place].1,
                gross: Amount::new(gets - had, currency),
                rate_id: None,
                amount: gets - had,
            });
        }
        had = gets;
    }
    made
}

/// Transfers that come to `net` for the payee, some of them set off between its two accounts.
fn transfers(
    draw: &Draw,
    currency: Currency,
    [payable, receivable]: [Uuid; 2],
    net: i64,
) -> Vec<(Hash, Transfer)> {
    let (ledger_id, other) = (draw.0.id(), draw.0.id());
    let mut moves = vec![(payable, receivable, draw.between(1, 500))];
    match net {
        0 => {}
        1.. => moves.push((other, payable, net)),
        _ => moves.push((receivable, other, -net)),
    }
    let mut seq = draw.between(0, 5_000);
    moves
        .into_iter()
        .map(|(debit, credit, amount)| {
            seq += draw.between(1, 3);
            let (before, id) = (Hash(draw.0.bytes()), draw.0.id());
            let mut transfer = Transfer {
                ledger_id,
                seq,
                id,
                kind: Kind::Posted,
                debit,
                credit,
                amount,
                unit: Unit::Currency(currency),
                pending_id: None,
                timeout_s: None,
                expires_at: None,
                chain_id: id,
                chain_at: 0,
                chain_len: 1,
                reference: Reference::with(
                    "share",
                    draw.0.id(),
                    &serde_json::json!({"period": "2026-02", "é": "\"\\\n"}),
                ),
                at: moment("2026-03-01T08:00:00Z")
                    + Duration::microseconds(draw.between(0, 1_000_000)),
                hash: Hash::ZERO,
            };
            transfer.hash = transfer_hash(before, &transfer);
            (before, transfer)
        })
        .collect()
}

#[test]
fn s1_the_script_computes_400_statements_to_the_same_cents() {
    let proofs: Vec<String> = (0..400)
        .map(|seed| build(&facts(seed, 14)).unwrap().text)
        .collect();
    // There is something in them.
    let lines = |text: &String| {
        serde_json::from_str::<Value>(text).unwrap()["statement"]["lines"]
            .as_array()
            .unwrap()
            .len()
    };
    assert!(proofs.iter().filter(|text| lines(text) > 3).count() > 200);
    let folder = tempfile::tempdir().unwrap();
    let said = recompute(&write(folder.path(), &proofs));
    assert_eq!(said.len(), 400);
    for (seed, said) in said.iter().enumerate() {
        assert_eq!(said, "OK", "seed {seed}");
    }
}

/// Every number within a value, by its pointer.
fn numbers(value: &Value, at: &str, into: &mut Vec<String>) {
    match value {
        Value::Number(_) => into.push(at.to_owned()),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .for_each(|(key, one)| numbers(one, &format!("{at}/{key}"), into)),
        Value::Object(object) => object
            .iter()
            .for_each(|(key, one)| numbers(one, &format!("{at}/{key}"), into)),
        _ => {}
    }
}

/// The same with one number changed, and perhaps the digest of what then stands there.
fn altered(proof: &Value, pointer: &str, new_digest: bool) -> String {
    let mut proof = proof.clone();
    let number = proof.pointer_mut(pointer).unwrap();
    // Foreign money is rounded when it is converted: a unit of it may be nothing.
    let more = if pointer.ends_with("/minor") {
        1_000_000_000_000
    } else {
        1
    };
    *number = (number.as_i64().unwrap() + more).into();
    if new_digest {
        proof["digest"] = digest(&canonical(&proof["statement"])).into();
    }
    canonical(&proof)
}

#[test]
fn s1_every_altered_number_is_found() {
    let mut texts = Vec::new();
    let mut named = Vec::new();
    for seed in 0..8 {
        let proof: Value = serde_json::from_str(&build(&facts(seed, 5)).unwrap().text).unwrap();
        let mut all = Vec::new();
        numbers(&proof, "", &mut all);
        for pointer in all {
            texts.push(altered(&proof, &pointer, false));
            named.push(format!("seed {seed} {pointer}"));
            // With a digest made anew all that money follows from is still found; what the house alone can know, such as how
            // many coins an unlock took, is what the digest is for.
            let key = pointer.rsplit('/').next().unwrap();
            let follows = [
                "amount",
                "minor",
                "opening",
                "earned",
                "moved",
                "closing",
                "difference",
                "place",
                "contract",
                "seq",
                "chain_len",
            ];
            if follows.contains(&key) {
                texts.push(altered(&proof, &pointer, true));
                named.push(format!("seed {seed} {pointer}, digest made anew"));
            }
        }
    }
    assert!(texts.len() > 500, "{}", texts.len());
    let folder = tempfile::tempdir().unwrap();
    let said = recompute(&write(folder.path(), &texts));
    let missed: Vec<&String> = named
        .iter()
        .zip(&said)
        .filter(|(_, said)| *said == "OK")
        .map(|(name, _)| name)
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn what_is_no_proof_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        "",
        "{}",
        "[]",
        "null",
        "{\"statement\": {}}",
        "{\"statement\": {\"format\": \"cliffhanger-statement-1\"}}",
    ];
    let said = recompute(&write(folder.path(), &texts.map(str::to_owned)));
    assert_eq!(said.len(), texts.len());
    assert!(said.iter().all(|said| said != "OK"), "{said:?}");
}

#[test]
fn the_same_facts_are_the_same_bytes_and_the_version_is_no_figure() {
    let first = build(&facts(5, 14)).unwrap();
    assert_eq!(first.text, build(&facts(5, 14)).unwrap().text);
    let mut later = facts(5, 14);
    later.version = 7;
    later.made_at += Duration::days(3);
    let later = build(&later).unwrap();
    assert_eq!(first.figures, later.figures);
    assert_ne!(first.digest, later.digest);
}
