//! The books: a house's chart of accounts on the double-entry ledger, and the one way to post to it.
//!
//! Whoever moves money or coins says from which [`Spot`] to which; accounts are opened on first use. Ids of
//! entries are derived from what they are for ([`derived`]), so that a step that is tried again after a crash
//! posts nothing twice.

mod chart;
pub mod money;
pub mod partners;
pub mod revenue;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};

use ::ledger::{Balance, Bound, Class, Command, Ledger, Move, NewAccount, NewTransfer, Options};
use ::ledger::{Reference, Transfer, Unit};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};

pub use chart::{Kind, Owned};

/// The ledger of this process, and which accounts it knows to be open.
pub struct Books {
    ledger: Ledger,
    open: RwLock<HashSet<Uuid>>,
}

impl Books {
    /// Starts the ledger's queue on the current runtime.
    pub fn start(db: PgPool) -> Self {
        Self::with(db, Options::default())
    }

    pub(crate) fn with(db: PgPool, options: Options) -> Self {
        Self {
            ledger: Ledger::start(db, options),
            open: RwLock::default(),
        }
    }
}

/// One account of a house: what it is for, whose it is, what it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    pub kind: Kind,
    /// The person, payee or brand, for kinds that have one; see [`Kind::owned`].
    pub owner: Option<Uuid>,
    pub unit: Unit,
}

impl Spot {
    /// An account that the house has once.
    pub fn house(kind: Kind, unit: impl Into<Unit>) -> Self {
        assert!(kind.owned() == Owned::House, "{kind:?} has an owner");
        Self {
            kind,
            owner: None,
            unit: unit.into(),
        }
    }

    /// The account of one person, payee, brand or series.
    pub fn of(kind: Kind, owner: Uuid, unit: impl Into<Unit>) -> Self {
        assert!(kind.owned() != Owned::House, "{kind:?} has no owner");
        Self {
            kind,
            owner: Some(owner),
            unit: unit.into(),
        }
    }

    /// The id of the account, the same in every process.
    pub fn account(&self, house_id: Uuid) -> Uuid {
        let owner = self.owner.unwrap_or_default();
        derived(
            house_id,
            &format!("{}:{owner}:{}", self.kind.as_str(), self.unit),
        )
    }
}

/// One movement: `amount` units from the credited account's side to the debited one's.
#[derive(Clone, Debug)]
pub struct Entry {
    /// See [`derived`].
    pub id: Uuid,
    pub debit: Spot,
    pub credit: Spot,
    /// Minor units or coins, above zero.
    pub amount: i64,
    /// What it is for; no personal data, for it stays for ever.
    pub reference: Reference,
}

/// An id for a part of something that has one: always the same for the same base and label.
pub fn derived(base: Uuid, label: &str) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(base.as_bytes());
    hash.update(label.as_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let bytes: [u8; 16] = digest[..16].try_into().expect("half of 32 bytes");
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// Posts entries as one chain, all or none, and returns once they are durable. The same again gives the same;
/// no entries is nothing.
///
/// # Errors
/// What the ledger refuses, such as a wallet that would fall below zero; or that it cannot be reached.
pub async fn post(
    app: &App,
    house_id: Uuid,
    entries: Vec<Entry>,
) -> Result<Vec<Transfer>, ::ledger::Error> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let spots: Vec<Spot> = entries
        .iter()
        .flat_map(|entry| [entry.debit, entry.credit])
        .collect();
    open(app, house_id, &spots).await?;
    let transfers = entries.into_iter().map(|entry| NewTransfer {
        id: entry.id,
        body: Move::Post {
            debit: entry.debit.account(house_id),
            credit: entry.credit.account(house_id),
            amount: entry.amount,
            unit: entry.debit.unit,
        },
        reference: entry.reference,
    });
    let command = Command {
        ledger_id: house_id,
        at: app.clock.now(),
        transfers: transfers.collect(),
    };
    app.books.ledger.post(command).await
}

/// Which side of a movement an account is on that is known by its id alone, such as that of somebody who was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    Debited(Uuid),
    Credited(Uuid),
}

/// Posts one movement between such an account, which is open already, and `other`: once for its id.
pub async fn post_known(
    app: &App,
    house_id: Uuid,
    id: Uuid,
    known: Known,
    other: Spot,
    amount: i64,
    reference: Reference,
) -> Result<(), ::ledger::Error> {
    open(app, house_id, &[other]).await?;
    let (debit, credit) = match known {
        Known::Debited(account) => (account, other.account(house_id)),
        Known::Credited(account) => (other.account(house_id), account),
    };
    let command = Command {
        ledger_id: house_id,
        at: app.clock.now(),
        transfers: vec![NewTransfer {
            id,
            body: Move::Post {
                debit,
                credit,
                amount,
                unit: other.unit,
            },
            reference,
        }],
    };
    app.books.ledger.post(command).await?;
    Ok(())
}

/// Opens the accounts that this process has not seen yet.
async fn open(app: &App, house_id: Uuid, spots: &[Spot]) -> Result<(), ::ledger::Error> {
    let spots = spots.iter().map(|spot| (spot.account(house_id), *spot));
    let mut new: Vec<(Uuid, Spot)> = {
        let known = app
            .books
            .open
            .read()
            .unwrap_or_else(PoisonError::into_inner);
        spots.filter(|(id, _)| !known.contains(id)).collect()
    };
    if new.is_empty() {
        return Ok(());
    }
    new.sort_unstable_by_key(|(id, _)| *id);
    new.dedup_by_key(|(id, _)| *id);
    let accounts: Vec<NewAccount> = new
        .iter()
        .map(|(id, spot)| NewAccount {
            id: *id,
            ledger_id: house_id,
            class: spot.kind.class(),
            kind: spot.kind.as_str().to_owned(),
            unit: spot.unit,
            bound: spot.kind.bound(),
        })
        .collect();
    ::ledger::accounts::open(&app.db, &accounts, app.clock.now()).await?;
    let owner = |wanted: Owned| -> Vec<Option<Uuid>> {
        new.iter()
            .map(|(_, spot)| spot.owner.filter(|_| spot.kind.owned() == wanted))
            .collect()
    };
    // A person who is being erased at this moment has no name here.
    sqlx::query!(
        "insert into book_accounts (account_id, house_id, kind, unit, person_id, payee_id, brand_id, series_id)
         select n.id, $1, n.kind, n.unit, p.id, n.payee, n.brand, n.series
         from unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::uuid[])
             as n (id, kind, unit, person, payee, brand, series)
         left join people p on p.id = n.person and p.house_id = $1
         on conflict do nothing",
        house_id,
        &new.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        &new.iter()
            .map(|(_, spot)| spot.kind.as_str().to_owned())
            .collect::<Vec<_>>(),
        &new.iter()
            .map(|(_, spot)| spot.unit.to_string())
            .collect::<Vec<_>>(),
        &owner(Owned::Person) as &[Option<Uuid>],
        &owner(Owned::Payee) as &[Option<Uuid>],
        &owner(Owned::Brand) as &[Option<Uuid>],
        &owner(Owned::Series) as &[Option<Uuid>],
    )
    .execute(&app.db)
    .await?;
    let mut known = app
        .books
        .open
        .write()
        .unwrap_or_else(PoisonError::into_inner);
    // Wallets come and go by the thousand: what is forgotten is opened again, which changes nothing.
    if known.len() > 100_000 {
        known.clear();
    }
    known.extend(new.into_iter().map(|(id, _)| id));
    Ok(())
}

/// How an account stands; all zero while nothing was ever posted to it.
pub async fn balance(app: &App, house_id: Uuid, spot: &Spot) -> AppResult<Balance> {
    let found = ::ledger::accounts::get(&app.db, &[spot.account(house_id)]).await?;
    Ok(found
        .first()
        .map(|account| account.balance)
        .unwrap_or_default())
}

impl From<::ledger::Error> for AppError {
    /// A refusal that nobody expected is a fault of ours; one that is expected is told by whoever expects it.
    fn from(cause: ::ledger::Error) -> Self {
        Self::internal(cause)
    }
}

/// Makes the accounts of one person another's, in the transaction that joins the two: a viewer logs in on a device
/// that has coins. The accounts' ids stay, so that whoever posts to them still names the first person.
pub async fn pass_on(db: &mut sqlx::PgConnection, from: Uuid, to: Uuid) -> AppResult<()> {
    sqlx::query!(
        "update book_accounts set person_id = $2 where person_id = $1",
        from,
        to
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

/// A person's accounts of one kind, in every unit: their own, and those of devices that became theirs.
pub async fn accounts_of(
    app: &App,
    house_id: Uuid,
    person_id: Uuid,
    kind: Kind,
) -> AppResult<Vec<::ledger::Account>> {
    let ids = sqlx::query_scalar!(
        "select account_id from book_accounts where house_id = $1 and person_id = $2 and kind = $3",
        house_id,
        person_id,
        kind.as_str()
    )
    .fetch_all(&app.db)
    .await?;
    Ok(::ledger::accounts::get(&app.db, &ids).await?)
}
