//! Checks a whole ledger again, from nothing but its lines: hashes and order, balances from transfers,
//! bounds at every step, pending transfers, chains. It shares no code with posting but the text that is
//! hashed. The class and kind of an account are words for people and in no hash; everything that amounts
//! depend on is. `verify.py` beside this crate checks an export with nothing of ours at all.

use std::{
    collections::{HashMap, HashSet},
    io::BufRead,
};

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgPool;
use uuid::Uuid;

use crate::{
    Account, Balance, Hash, Kind, Transfer,
    export::{self, ExportError, Line},
    hash::transfer_hash,
};

/// The most findings that are told one by one.
const MAX_FINDINGS: usize = 100;

/// What was looked at and what is wrong. Empty findings: everything is right.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    pub ledgers: u64,
    pub accounts: u64,
    pub transfers: u64,
    pub findings: Vec<Finding>,
    /// All findings, also those beyond the first hundred.
    pub wrong: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub ledger_id: Option<Uuid>,
    /// Of the transfer, where there is one.
    pub seq: Option<i64>,
    pub what: String,
}

/// Checks one ledger, or all of them, as they stand in the database.
pub async fn database(pool: &PgPool, ledger_id: Option<Uuid>) -> Result<Report, ExportError> {
    let mut verifier = Verifier::default();
    export::read(pool, ledger_id, |line| {
        verifier.line(&line);
        Ok(())
    })
    .await?;
    Ok(verifier.finish())
}

/// Checks an export of [`export::Format::Json`].
pub fn file(lines: impl BufRead) -> std::io::Result<Report> {
    let mut verifier = Verifier::default();
    for (number, line) in lines.lines().enumerate() {
        match serde_json::from_str(&line?) {
            Ok(line) => verifier.line(&line),
            Err(error) => verifier.wrong(
                None,
                None,
                format!("line {} cannot be read: {error}", number + 1),
            ),
        }
    }
    Ok(verifier.finish())
}

struct Held {
    debit: Uuid,
    credit: Uuid,
    amount: i64,
    expires_at: Option<DateTime<Utc>>,
}

struct Chain {
    seq: i64,
    hash: Hash,
    at: Option<DateTime<Utc>>,
    /// Id, next place and length of the linked chain that is not complete yet.
    linked: Option<(Uuid, u16, u16)>,
    ended: bool,
}

#[derive(Default)]
struct Verifier {
    report: Report,
    accounts: HashMap<Uuid, (Account, Balance)>,
    chains: HashMap<Uuid, Chain>,
    pending: HashMap<Uuid, Held>,
    ids: HashSet<Uuid>,
}

impl Verifier {
    fn wrong(&mut self, ledger_id: Option<Uuid>, seq: Option<i64>, what: String) {
        self.report.wrong += 1;
        if self.report.findings.len() < MAX_FINDINGS {
            self.report.findings.push(Finding {
                ledger_id,
                seq,
                what,
            });
        }
    }

    fn line(&mut self, line: &Line) {
        match line {
            Line::Account(account) => {
                self.report.accounts += 1;
                let twice = self
                    .accounts
                    .insert(account.id, (account.clone(), Balance::default()))
                    .is_some();
                if twice {
                    self.wrong(
                        Some(account.ledger_id),
                        None,
                        format!("account {} is there twice", account.id),
                    );
                }
            }
            Line::Transfer(transfer) => {
                self.report.transfers += 1;
                for what in self.transfer(transfer) {
                    self.wrong(Some(transfer.ledger_id), Some(transfer.seq), what);
                }
            }
            Line::Head {
                ledger_id,
                seq,
                hash,
                at,
            } => {
                self.report.ledgers += 1;
                let chain = self.chain(*ledger_id);
                let in_time = chain.at.is_none_or(|last| last == *at);
                let right = chain.seq == *seq && chain.hash == *hash && in_time && !chain.ended;
                let complete = chain.linked.is_none();
                chain.ended = true;
                if !right {
                    self.wrong(
                        Some(*ledger_id),
                        Some(*seq),
                        "the head is not the end of the chain".into(),
                    );
                }
                if !complete {
                    self.wrong(
                        Some(*ledger_id),
                        Some(*seq),
                        "the last linked chain is not complete".into(),
                    );
                }
            }
        }
    }

    fn chain(&mut self, ledger_id: Uuid) -> &mut Chain {
        let new = || Chain {
            seq: 0,
            hash: Hash::ZERO,
            at: None,
            linked: None,
            ended: false,
        };
        self.chains.entry(ledger_id).or_insert_with(new)
    }

    /// All that is wrong with the next transfer.
    fn transfer(&mut self, transfer: &Transfer) -> Vec<String> {
        let mut wrong = Vec::new();
        let mut must = |holds: bool, what: &str| {
            if !holds {
                wrong.push(what.to_owned());
            }
        };
        must(self.ids.insert(transfer.id), "its id was there before");
        must(transfer.amount > 0, "its amount is not above zero");
        let chain = self.chain(transfer.ledger_id);
        must(
            transfer.seq == chain.seq + 1,
            "it does not follow the one before",
        );
        must(
            transfer_hash(chain.hash, transfer) == transfer.hash,
            "its hash is not that of its contents after the one before",
        );
        must(
            chain.at.is_none_or(|at| at <= transfer.at),
            "it is older than the one before",
        );
        let link = (transfer.chain_id, transfer.chain_at, transfer.chain_len);
        let follows = chain.linked.map_or(
            transfer.chain_at == 0 && transfer.chain_id == transfer.id,
            |next| next == link,
        );
        must(follows, "its linked chain is torn");
        chain.linked = (transfer.chain_at + 1 < transfer.chain_len).then_some((
            link.0,
            link.1.saturating_add(1),
            link.2,
        ));
        (chain.seq, chain.hash, chain.at) = (transfer.seq, transfer.hash, Some(transfer.at));

        let held = transfer.pending_id.map(|id| self.pending.remove(&id));
        match (transfer.kind, &held) {
            (Kind::Posted, None) => {}
            (Kind::Pending, None) => {
                let expires_at = transfer
                    .timeout_s
                    .map(|seconds| transfer.at + chrono::TimeDelta::seconds(i64::from(seconds)));
                must(
                    transfer.expires_at == expires_at,
                    "it expires at another time than its timeout says",
                );
                let Transfer {
                    debit,
                    credit,
                    amount,
                    ..
                } = *transfer;
                self.pending.insert(
                    transfer.id,
                    Held {
                        debit,
                        credit,
                        amount,
                        expires_at,
                    },
                );
            }
            (Kind::PostPending | Kind::VoidPending | Kind::Expired, Some(Some(held))) => {
                must(
                    (held.debit, held.credit) == (transfer.debit, transfer.credit),
                    "its accounts are not those of what it resolves",
                );
                let whole = transfer.kind != Kind::PostPending;
                must(
                    transfer.amount <= held.amount && (!whole || transfer.amount == held.amount),
                    "its amount is not what was held",
                );
                let due = held
                    .expires_at
                    .is_some_and(|expires_at| expires_at <= transfer.at);
                must(
                    due == (transfer.kind == Kind::Expired),
                    "it resolves on the wrong side of the expiry",
                );
            }
            _ => must(false, "it resolves nothing that is pending"),
        }
        let held = held.flatten().map_or(0, |held| held.amount);
        wrong.extend(self.book(transfer, held));
        wrong
    }

    fn book(&mut self, transfer: &Transfer, held: i64) -> Vec<String> {
        let mut wrong = Vec::new();
        let posts = if matches!(transfer.kind, Kind::Posted | Kind::PostPending) {
            transfer.amount
        } else {
            0
        };
        let holds = if transfer.kind == Kind::Pending {
            transfer.amount
        } else {
            -held
        };
        for (id, debit) in [(transfer.debit, true), (transfer.credit, false)] {
            let Some((account, balance)) = self.accounts.get_mut(&id) else {
                wrong.push(format!("account {id} is not there"));
                continue;
            };
            if account.ledger_id != transfer.ledger_id || account.unit != transfer.unit {
                wrong.push(format!("account {id} is of another ledger or unit"));
            }
            let (posted, pending) = if debit {
                (&mut balance.debits_posted, &mut balance.debits_pending)
            } else {
                (&mut balance.credits_posted, &mut balance.credits_pending)
            };
            *posted = posted.saturating_add(posts);
            *pending = pending.saturating_add(holds);
            if !balance.keeps(account.bound) {
                wrong.push(format!("account {id} crosses its bound"));
            }
        }
        wrong
    }

    fn finish(mut self) -> Report {
        let differ: Vec<(Uuid, Uuid)> = (self.accounts.values())
            .filter(|(account, balance)| account.balance != *balance)
            .map(|(account, _)| (account.ledger_id, account.id))
            .collect();
        for (ledger_id, id) in differ {
            self.wrong(
                Some(ledger_id),
                None,
                format!("the balance of account {id} is not the sum of its transfers"),
            );
        }
        let open: Vec<Uuid> = self
            .chains
            .iter()
            .filter(|(_, chain)| !chain.ended)
            .map(|(id, _)| *id)
            .collect();
        for ledger_id in open {
            self.wrong(
                Some(ledger_id),
                None,
                "the end of the chain is missing".into(),
            );
        }
        self.report
    }
}
