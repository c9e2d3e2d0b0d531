//! The same rules, naively: a list of what was recorded, and every sum made anew from it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use ledger::{Balance, Bound, Command, Kind, Move, Transfer, Unit};
use uuid::Uuid;

#[derive(Clone, Debug)]
pub struct Entry {
    pub id: Uuid,
    pub kind: Kind,
    pub debit: Uuid,
    pub credit: Uuid,
    pub amount: i64,
    pub pending: Option<Uuid>,
    pub expires: Option<DateTime<Utc>>,
    pub at: DateTime<Utc>,
}

/// What was refused: its place and the code of the refusal.
pub type Answer = Result<Vec<Uuid>, (usize, &'static str)>;

#[derive(Default)]
pub struct Model {
    pub accounts: BTreeMap<Uuid, (Unit, Bound, bool)>,
    pub log: Vec<Entry>,
    commands: Vec<Command>,
}

impl Model {
    pub fn post(&mut self, command: &Command) -> Answer {
        if let Some(answer) = self.again(command) {
            return answer;
        }
        let now = self.last().max(command.at);
        self.expire(now);
        let before = self.log.len();
        for (place, asked) in command.transfers.iter().enumerate() {
            if let Err(code) = self.one(asked.id, &asked.body, now) {
                self.log.truncate(before);
                return Err((place, code));
            }
        }
        self.commands.push(command.clone());
        Ok(command.transfers.iter().map(|one| one.id).collect())
    }

    /// Nothing is recorded before this: the last record, or the opening of the ledger.
    pub fn last(&self) -> DateTime<Utc> {
        self.log
            .last()
            .map_or(crate::books::moment(0), |entry| entry.at)
    }

    fn again(&self, command: &Command) -> Option<Answer> {
        let known = |id: Uuid| {
            self.commands
                .iter()
                .find(|one| one.transfers.iter().any(|other| other.id == id))
        };
        let earlier = command.transfers.iter().find_map(|one| known(one.id))?;
        let ids = command.transfers.iter().map(|one| one.id).collect();
        // An amount that is left out means all that is held: two ways to say the same.
        let whole = |body: &Move| match body {
            Move::PostPending {
                pending_id,
                amount: None,
            } => {
                let held = self
                    .log
                    .iter()
                    .find(|entry| entry.id == *pending_id)
                    .map(|entry| entry.amount);
                Move::PostPending {
                    pending_id: *pending_id,
                    amount: held,
                }
            }
            body => body.clone(),
        };
        for (place, asked) in command.transfers.iter().enumerate() {
            let same = earlier.transfers.get(place).is_some_and(|first| {
                (first.id, &first.reference) == (asked.id, &asked.reference)
                    && whole(&first.body) == whole(&asked.body)
            });
            if !same || earlier.transfers.len() != command.transfers.len() {
                return Some(Err((place, "ledger.exists_with_different")));
            }
        }
        Some(Ok(ids))
    }

    pub fn expire(&mut self, now: DateTime<Utc>) {
        let mut due: Vec<Entry> = self
            .open(now)
            .into_iter()
            .filter(|entry| entry.expires.is_some_and(|at| at <= now))
            .collect();
        due.sort_by_key(|entry| (entry.expires, entry.id));
        for entry in due {
            let expired = Entry {
                id: Uuid::nil(),
                kind: Kind::Expired,
                pending: Some(entry.id),
                expires: None,
                at: now,
                ..entry
            };
            self.log.push(expired);
        }
    }

    /// Pending entries that nothing has resolved by `at`.
    pub fn open(&self, at: DateTime<Utc>) -> Vec<Entry> {
        let by_then = || self.log.iter().filter(|entry| entry.at <= at);
        let resolved = |id| by_then().any(|entry| entry.pending == Some(id));
        by_then()
            .filter(|entry| entry.kind == Kind::Pending && !resolved(entry.id))
            .cloned()
            .collect()
    }

    fn one(&mut self, id: Uuid, body: &Move, now: DateTime<Utc>) -> Result<(), &'static str> {
        let mut entry = match body {
            Move::Post {
                debit,
                credit,
                amount,
                unit,
            }
            | Move::Pending {
                debit,
                credit,
                amount,
                unit,
                ..
            } => {
                for id in [debit, credit] {
                    let (own, _, closed) = self.accounts.get(id).ok_or("ledger.unknown_account")?;
                    if own != unit {
                        return Err("ledger.other_unit");
                    }
                    if *closed {
                        return Err("ledger.closed");
                    }
                }
                Entry {
                    id,
                    kind: Kind::Posted,
                    debit: *debit,
                    credit: *credit,
                    amount: *amount,
                    pending: None,
                    expires: None,
                    at: now,
                }
            }
            Move::PostPending { pending_id, amount } => {
                self.resolution(id, *pending_id, *amount, Kind::PostPending, now)?
            }
            Move::VoidPending { pending_id } => {
                self.resolution(id, *pending_id, None, Kind::VoidPending, now)?
            }
        };
        if let Move::Pending { timeout_s, .. } = body {
            entry.kind = Kind::Pending;
            entry.expires = timeout_s.map(|seconds| now + TimeDelta::seconds(i64::from(seconds)));
        }
        let accounts = [entry.debit, entry.credit];
        self.log.push(entry);
        let kept = accounts
            .iter()
            .all(|id| self.balance(*id, now).keeps(self.accounts[id].1));
        if kept {
            Ok(())
        } else {
            Err("ledger.exceeds_bound")
        }
    }

    fn resolution(
        &self,
        id: Uuid,
        pending: Uuid,
        amount: Option<i64>,
        kind: Kind,
        now: DateTime<Utc>,
    ) -> Result<Entry, &'static str> {
        let held = self
            .log
            .iter()
            .find(|entry| entry.id == pending)
            .ok_or("ledger.unknown_pending")?;
        if held.kind != Kind::Pending {
            return Err("ledger.not_pending");
        }
        match self
            .log
            .iter()
            .find(|entry| entry.pending == Some(pending))
            .map(|entry| entry.kind)
        {
            Some(Kind::PostPending) => return Err("ledger.already_posted"),
            Some(Kind::VoidPending) => return Err("ledger.already_voided"),
            Some(_) => return Err("ledger.expired"),
            None => {}
        }
        let amount = amount.unwrap_or(held.amount);
        if amount > held.amount {
            return Err("ledger.above_held");
        }
        Ok(Entry {
            id,
            kind,
            pending: Some(pending),
            amount,
            expires: None,
            at: now,
            ..held.clone()
        })
    }

    pub fn balance(&self, id: Uuid, at: DateTime<Utc>) -> Balance {
        let mut balance = Balance::default();
        for entry in self.log.iter().filter(|entry| {
            entry.at <= at && matches!(entry.kind, Kind::Posted | Kind::PostPending)
        }) {
            balance.debits_posted += if entry.debit == id { entry.amount } else { 0 };
            balance.credits_posted += if entry.credit == id { entry.amount } else { 0 };
        }
        for entry in self
            .open(at)
            .iter()
            .filter(|entry| entry.expires.is_none_or(|expires| expires > at))
        {
            balance.debits_pending += if entry.debit == id { entry.amount } else { 0 };
            balance.credits_pending += if entry.credit == id { entry.amount } else { 0 };
        }
        balance
    }

    /// Whether a recorded transfer is the one in the list at its place.
    pub fn agrees(&self, transfer: &Transfer) -> bool {
        let Some(entry) = usize::try_from(transfer.seq - 1)
            .ok()
            .and_then(|at| self.log.get(at))
        else {
            return false;
        };
        let own = (
            entry.kind,
            entry.debit,
            entry.credit,
            entry.amount,
            entry.pending,
            entry.expires,
            entry.at,
        );
        let Transfer {
            kind,
            debit,
            credit,
            amount,
            pending_id,
            expires_at,
            at,
            ..
        } = *transfer;
        (entry.id == transfer.id || kind == Kind::Expired)
            && own == (kind, debit, credit, amount, pending_id, expires_at, at)
    }
}
