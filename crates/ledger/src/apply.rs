//! The rules, without a database: what a command does to the accounts that were read.
//!
//! [`State`] holds what a batch needs (heads, accounts, transfers with the ids in question, pending ones)
//! and what it will write. One command at a time is applied to it, all or none of its transfers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    Account, Balance, Command, Error, Field, Hash, Kind, Move, NewTransfer, Reference, Refusal,
    Transfer, Unit, hash::transfer_hash,
};

/// The end of one chain.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub seq: i64,
    pub hash: Hash,
    pub at: DateTime<Utc>,
}

/// All that a batch reads and will write. `B-` maps give one order of locks and of writes.
#[derive(Default)]
pub(crate) struct State {
    pub heads: BTreeMap<Uuid, Head>,
    pub accounts: BTreeMap<Uuid, Account>,
    /// Transfers whose ids a command names, as its own or as pending, and all that the batch makes.
    pub known: HashMap<Uuid, Transfer>,
    /// Pending id to the kind of what resolved it.
    pub resolved: HashMap<Uuid, Kind>,
    /// Pending transfers that are not resolved, of those that are known or due.
    pub open: BTreeMap<Uuid, Option<DateTime<Utc>>>,
    /// To be written, in the order of each chain.
    pub made: Vec<Transfer>,
    pub touched: BTreeSet<Uuid>,
}

/// A transfer with its accounts found, before it has a place in the chain.
struct Draft {
    kind: Kind,
    debit: Uuid,
    credit: Uuid,
    amount: i64,
    unit: Unit,
    pending_id: Option<Uuid>,
    timeout_s: Option<u32>,
    /// What the resolution of a pending transfer releases.
    held: i64,
}

impl State {
    /// Applies one command, or refuses it and changes nothing; sent again, gives what was recorded.
    pub fn apply(&mut self, command: &Command) -> Result<Vec<Transfer>, Error> {
        let chain = command
            .transfers
            .first()
            .map_or(Uuid::nil(), |first| first.id);
        if let Some(recorded) = self.recorded(command, chain)? {
            return Ok(recorded);
        }
        let Some(now) = self.now(command.ledger_id, command.at) else {
            return Err(Error::refused(0, unknown_first(command)));
        };
        self.expire(command.ledger_id, now);

        let head = self.heads[&command.ledger_id].clone();
        let mut undo = Undo {
            accounts: Vec::new(),
            made: self.made.len(),
            head,
        };
        let mut recorded = Vec::with_capacity(command.transfers.len());
        for (at, transfer) in command.transfers.iter().enumerate() {
            let booked = self
                .draft(command.ledger_id, transfer, now)
                .and_then(|draft| Ok((self.book(&draft)?, draft)));
            let (before, draft) = match booked {
                Ok(booked) => booked,
                Err(refusal) => {
                    self.roll_back(command.ledger_id, undo);
                    return Err(Error::refused(at, refusal));
                }
            };
            undo.accounts.extend(before);
            let link = (chain, at as u16, command.transfers.len() as u16);
            recorded.push(self.record(
                command.ledger_id,
                transfer.id,
                &draft,
                &transfer.reference,
                link,
                now,
            ));
        }
        Ok(recorded)
    }

    /// What an earlier sending of the command recorded, when its ids are there.
    fn recorded(&self, command: &Command, chain: Uuid) -> Result<Option<Vec<Transfer>>, Error> {
        let there: Vec<Option<&Transfer>> = command
            .transfers
            .iter()
            .map(|transfer| self.known.get(&transfer.id))
            .collect();
        if there.iter().all(Option::is_none) {
            return Ok(None);
        }
        let mut recorded = Vec::with_capacity(there.len());
        for (at, (asked, found)) in command.transfers.iter().zip(there).enumerate() {
            let differs = |field| Error::refused(at, Refusal::ExistsWithDifferent(field));
            let found = found.ok_or_else(|| differs(Field::Chain))?;
            if let Some(field) = self.difference(command, asked, found) {
                return Err(differs(field));
            }
            let link = (
                found.chain_id,
                usize::from(found.chain_at),
                usize::from(found.chain_len),
            );
            if link != (chain, at, command.transfers.len()) {
                return Err(differs(Field::Chain));
            }
            recorded.push(found.clone());
        }
        Ok(Some(recorded))
    }

    /// The first field in which a recorded transfer is not what is asked for now.
    fn difference(
        &self,
        command: &Command,
        asked: &NewTransfer,
        found: &Transfer,
    ) -> Option<Field> {
        if found.ledger_id != command.ledger_id {
            return Some(Field::Ledger);
        }
        let whole = |pending: &Uuid| self.known.get(pending).map_or(0, |held| held.amount);
        let (kind, accounts, pending_id, timeout_s, amount) = match &asked.body {
            Move::Post {
                debit,
                credit,
                amount,
                unit,
            } => (
                Kind::Posted,
                Some((debit, credit, unit)),
                None,
                None,
                *amount,
            ),
            Move::Pending {
                debit,
                credit,
                amount,
                unit,
                timeout_s,
            } => (
                Kind::Pending,
                Some((debit, credit, unit)),
                None,
                *timeout_s,
                *amount,
            ),
            Move::PostPending { pending_id, amount } => (
                Kind::PostPending,
                None,
                Some(*pending_id),
                None,
                amount.unwrap_or_else(|| whole(pending_id)),
            ),
            Move::VoidPending { pending_id } => (
                Kind::VoidPending,
                None,
                Some(*pending_id),
                None,
                found.amount,
            ),
        };
        let (debit, credit, unit) = accounts.unwrap_or((&found.debit, &found.credit, &found.unit));
        let same_data = || {
            let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
            found.reference.data == asked.reference.data
                || value(&found.reference.data) == value(&asked.reference.data)
        };
        let checks = [
            (found.kind == kind, Field::Kind),
            (found.pending_id == pending_id, Field::PendingId),
            (found.debit == *debit, Field::Debit),
            (found.credit == *credit, Field::Credit),
            (found.amount == amount, Field::Amount),
            (found.unit == *unit, Field::Unit),
            (found.timeout_s == timeout_s, Field::Timeout),
            (
                found.reference.kind == asked.reference.kind,
                Field::ReferenceKind,
            ),
            (found.reference.id == asked.reference.id, Field::ReferenceId),
            (same_data(), Field::ReferenceData),
        ];
        checks
            .into_iter()
            .find(|(same, _)| !same)
            .map(|(_, field)| field)
    }

    /// The time at which something that arrives at `at` is recorded: never before the last record's.
    pub fn now(&self, ledger_id: Uuid, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.heads.get(&ledger_id).map(|head| head.at.max(at))
    }

    /// Releases what is due at `at`, in the order of the moments at which it fell due.
    pub fn expire(&mut self, ledger_id: Uuid, at: DateTime<Utc>) {
        let Some(now) = self.now(ledger_id, at) else {
            return;
        };
        let of_ledger = |id: &Uuid| {
            self.known
                .get(id)
                .is_some_and(|pending| pending.ledger_id == ledger_id)
        };
        let mut due: Vec<(DateTime<Utc>, Uuid)> = (self.open.iter())
            .filter_map(|(id, expires_at)| Some(((*expires_at)?, *id)))
            .filter(|(expires_at, id)| *expires_at <= now && of_ledger(id))
            .collect();
        due.sort_unstable();
        for (_, id) in due {
            let pending = self.known[&id].clone();
            let draft = Draft {
                kind: Kind::Expired,
                debit: pending.debit,
                credit: pending.credit,
                amount: pending.amount,
                unit: pending.unit,
                pending_id: Some(id),
                timeout_s: None,
                held: pending.amount,
            };
            self.book(&draft)
                .expect("releasing what is held keeps every bound");
            let own = expiry_id(id);
            self.record(ledger_id, own, &draft, &pending.reference, (own, 0, 1), now);
        }
    }

    /// Finds the accounts and checks everything but the balances.
    fn draft(
        &self,
        ledger_id: Uuid,
        transfer: &NewTransfer,
        now: DateTime<Utc>,
    ) -> Result<Draft, Refusal> {
        let (kind, debit, credit, amount, unit, timeout_s) = match &transfer.body {
            Move::Post {
                debit,
                credit,
                amount,
                unit,
            } => (Kind::Posted, *debit, *credit, *amount, *unit, None),
            Move::Pending {
                debit,
                credit,
                amount,
                unit,
                timeout_s,
            } => (Kind::Pending, *debit, *credit, *amount, *unit, *timeout_s),
            Move::PostPending { pending_id, amount } => {
                return self.resolution(ledger_id, Kind::PostPending, *pending_id, *amount, now);
            }
            Move::VoidPending { pending_id } => {
                return self.resolution(ledger_id, Kind::VoidPending, *pending_id, None, now);
            }
        };
        for id in [debit, credit] {
            let account = self
                .accounts
                .get(&id)
                .filter(|account| account.ledger_id == ledger_id)
                .ok_or(Refusal::UnknownAccount(id))?;
            if account.unit != unit {
                return Err(Refusal::OtherUnit(id));
            }
            if account.closed {
                return Err(Refusal::Closed(id));
            }
        }
        Ok(Draft {
            kind,
            debit,
            credit,
            amount,
            unit,
            pending_id: None,
            timeout_s,
            held: 0,
        })
    }

    fn resolution(
        &self,
        ledger_id: Uuid,
        kind: Kind,
        id: Uuid,
        amount: Option<i64>,
        now: DateTime<Utc>,
    ) -> Result<Draft, Refusal> {
        let pending = self
            .known
            .get(&id)
            .filter(|pending| pending.ledger_id == ledger_id)
            .ok_or(Refusal::UnknownPending(id))?;
        if pending.kind != Kind::Pending {
            return Err(Refusal::NotPending(id));
        }
        match self.resolved.get(&id) {
            Some(Kind::PostPending) => return Err(Refusal::AlreadyPosted(id)),
            Some(Kind::VoidPending) => return Err(Refusal::AlreadyVoided(id)),
            Some(_) => return Err(Refusal::Expired(id)),
            None => {}
        }
        // Kept in release: `expire` has just resolved everything that is due.
        assert!(pending.expires_at.is_none_or(|expires_at| expires_at > now));
        let held = pending.amount;
        let amount = amount.unwrap_or(held);
        if amount > held {
            return Err(Refusal::AboveHeld { held });
        }
        let (debit, credit, unit) = (pending.debit, pending.credit, pending.unit);
        Ok(Draft {
            kind,
            debit,
            credit,
            amount,
            unit,
            pending_id: Some(id),
            timeout_s: None,
            held,
        })
    }

    /// Changes the two balances and gives what they were, or refuses and changes neither.
    fn book(&mut self, draft: &Draft) -> Result<[(Uuid, Balance); 2], Refusal> {
        let posted = match draft.kind {
            Kind::Posted | Kind::PostPending => draft.amount,
            Kind::Pending | Kind::VoidPending | Kind::Expired => 0,
        };
        let pending = if draft.kind == Kind::Pending {
            draft.amount
        } else {
            -draft.held
        };
        let changed = [(draft.debit, true), (draft.credit, false)].map(|(id, debit)| {
            let account = &self.accounts[&id];
            let mut balance = account.balance;
            let (posts, holds) = if debit {
                (&mut balance.debits_posted, &mut balance.debits_pending)
            } else {
                (&mut balance.credits_posted, &mut balance.credits_pending)
            };
            *posts = posts.checked_add(posted).ok_or(Refusal::Overflow(id))?;
            *holds = holds.checked_add(pending).ok_or(Refusal::Overflow(id))?;
            // Kept in release: nothing is released that was not held.
            assert!(
                *posts >= 0 && *holds >= 0,
                "account {id} would hold less than nothing"
            );
            if !balance.keeps(account.bound) {
                let before = account.balance;
                let left = if debit {
                    before.spendable()
                } else {
                    before.debits_posted - before.credits_posted - before.credits_pending
                };
                return Err(Refusal::ExceedsBound {
                    account: id,
                    available: left,
                    missing: draft.amount - left,
                });
            }
            Ok((id, balance))
        });
        let [debit, credit] = changed;
        Ok([debit?, credit?].map(|(id, balance)| {
            let account = self.accounts.get_mut(&id).expect("it was read above");
            self.touched.insert(id);
            (id, std::mem::replace(&mut account.balance, balance))
        }))
    }

    /// Gives the transfer its place in the chain.
    fn record(
        &mut self,
        ledger_id: Uuid,
        id: Uuid,
        draft: &Draft,
        reference: &Reference,
        link: (Uuid, u16, u16),
        now: DateTime<Utc>,
    ) -> Transfer {
        let head = self
            .heads
            .get_mut(&ledger_id)
            .expect("the head was found before");
        let (chain_id, chain_at, chain_len) = link;
        let mut transfer = Transfer {
            ledger_id,
            seq: head.seq + 1,
            id,
            kind: draft.kind,
            debit: draft.debit,
            credit: draft.credit,
            amount: draft.amount,
            unit: draft.unit,
            pending_id: draft.pending_id,
            timeout_s: draft.timeout_s,
            expires_at: draft
                .timeout_s
                .map(|seconds| now + TimeDelta::seconds(i64::from(seconds))),
            chain_id,
            chain_at,
            chain_len,
            reference: reference.clone(),
            at: now,
            hash: Hash::ZERO,
        };
        transfer.hash = transfer_hash(head.hash, &transfer);
        *head = Head {
            seq: transfer.seq,
            hash: transfer.hash,
            at: now,
        };
        match transfer.pending_id {
            Some(pending) => {
                self.open.remove(&pending);
                self.resolved.insert(pending, transfer.kind);
            }
            None if transfer.kind == Kind::Pending => {
                self.open.insert(id, transfer.expires_at);
            }
            None => {}
        }
        self.known.insert(id, transfer.clone());
        self.made.push(transfer.clone());
        transfer
    }

    /// Takes back what the first transfers of a chain did.
    fn roll_back(&mut self, ledger_id: Uuid, undo: Undo) {
        for (id, balance) in undo.accounts.into_iter().rev() {
            if let Some(account) = self.accounts.get_mut(&id) {
                account.balance = balance;
            }
        }
        for transfer in self.made.split_off(undo.made).into_iter().rev() {
            self.known.remove(&transfer.id);
            self.open.remove(&transfer.id);
            if let Some(pending) = transfer.pending_id {
                self.resolved.remove(&pending);
                self.open.insert(pending, self.known[&pending].expires_at);
            }
        }
        self.heads.insert(ledger_id, undo.head);
    }
}

/// Why a command to a ledger that is not there cannot be posted.
fn unknown_first(command: &Command) -> Refusal {
    match command.transfers.first().map(|transfer| &transfer.body) {
        Some(Move::Post { debit, .. } | Move::Pending { debit, .. }) => {
            Refusal::UnknownAccount(*debit)
        }
        Some(Move::PostPending { pending_id, .. } | Move::VoidPending { pending_id }) => {
            Refusal::UnknownPending(*pending_id)
        }
        None => Refusal::Empty,
    }
}

struct Undo {
    accounts: Vec<(Uuid, Balance)>,
    made: usize,
    head: Head,
}

/// The id of the transfer that the ledger writes when a pending one expires: version 8, from the
/// first bytes of SHA-256 over `expired` and the id.
pub(crate) fn expiry_id(pending: Uuid) -> Uuid {
    use sha2::{Digest, Sha256};
    let digest = Sha256::new()
        .chain_update("expired")
        .chain_update(pending)
        .finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
