//! A small set of books to test with.

use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use ledger::{
    Balance, Bound, Class, Command, Error, Ledger, Move, NewAccount, NewTransfer, Options,
    Reference, Refusal, Transfer, Unit, accounts,
};
use sqlx::PgPool;
use uuid::Uuid;

/// Ids that do not depend on chance.
pub fn id(number: u64) -> Uuid {
    let spread = u128::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    uuid::Builder::from_random_bytes(spread.to_be_bytes()).into_uuid()
}

pub fn moment(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_900_000_000 + seconds, 0).unwrap()
}

pub fn unit(code: &str) -> Unit {
    code.parse().unwrap()
}

pub async fn schema(pool: &PgPool) {
    let sql = include_str!("../../../../migrations/20261122000020_ledger.sql");
    sqlx::raw_sql(sql).execute(pool).await.unwrap();
}

pub struct Books {
    pub pool: PgPool,
    pub ledger: Ledger,
    pub id: Uuid,
    next: AtomicU64,
}

impl Books {
    pub async fn new(pool: PgPool) -> Self {
        schema(&pool).await;
        Self {
            ledger: Ledger::start(pool.clone(), Options::default()),
            pool,
            id: id(1),
            next: AtomicU64::new(1000),
        }
    }

    pub fn fresh(&self) -> Uuid {
        id(self.next.fetch_add(1, Ordering::Relaxed))
    }

    pub async fn account(&self, kind: &str, code: &str, bound: Bound) -> Uuid {
        let class = if bound == Bound::DebitsMustNotExceedCredits {
            Class::Liability
        } else {
            Class::Asset
        };
        let account = NewAccount {
            id: self.fresh(),
            ledger_id: self.id,
            class,
            kind: kind.into(),
            unit: unit(code),
            bound,
        };
        accounts::open(&self.pool, &[account], moment(0))
            .await
            .unwrap()[0]
            .id
    }

    /// A bounded wallet with so many coins, and where they go when they are spent.
    pub async fn wallet(&self, coins: i64) -> (Uuid, Uuid) {
        let source = self.account("sold_coins", "COIN", Bound::None).await;
        let wallet = self
            .account("wallet", "COIN", Bound::DebitsMustNotExceedCredits)
            .await;
        let spent = self.account("spent_coins", "COIN", Bound::None).await;
        if coins > 0 {
            self.post(0, vec![self.transfer(source, wallet, coins)])
                .await
                .unwrap();
        }
        (wallet, spent)
    }

    pub fn transfer(&self, debit: Uuid, credit: Uuid, amount: i64) -> NewTransfer {
        self.with(Move::Post {
            debit,
            credit,
            amount,
            unit: Unit::Coin,
        })
    }

    pub fn with(&self, body: Move) -> NewTransfer {
        NewTransfer {
            id: self.fresh(),
            body,
            reference: Reference::new("unlock", id(7)),
        }
    }

    pub fn hold(
        &self,
        debit: Uuid,
        credit: Uuid,
        amount: i64,
        timeout_s: Option<u32>,
    ) -> NewTransfer {
        self.with(Move::Pending {
            debit,
            credit,
            amount,
            unit: Unit::Coin,
            timeout_s,
        })
    }

    pub fn command(&self, seconds: i64, transfers: Vec<NewTransfer>) -> Command {
        Command {
            ledger_id: self.id,
            at: moment(seconds),
            transfers,
        }
    }

    pub async fn post(
        &self,
        seconds: i64,
        transfers: Vec<NewTransfer>,
    ) -> Result<Vec<Transfer>, Error> {
        self.ledger.post(self.command(seconds, transfers)).await
    }

    pub async fn post_at(
        &self,
        at: DateTime<Utc>,
        transfers: Vec<NewTransfer>,
    ) -> Result<Vec<Transfer>, Error> {
        self.ledger
            .post(Command {
                ledger_id: self.id,
                at,
                transfers,
            })
            .await
    }

    /// Why it was refused.
    pub async fn refusal(&self, seconds: i64, transfers: Vec<NewTransfer>) -> Refusal {
        match self.post(seconds, transfers).await {
            Err(Error::Refused { refusal, .. }) => refusal,
            other => panic!("not refused: {other:?}"),
        }
    }

    pub async fn balance(&self, account: Uuid) -> Balance {
        accounts::get(&self.pool, &[account]).await.unwrap()[0].balance
    }

    pub async fn verified(&self) {
        let report = ledger::verify::database(&self.pool, None).await.unwrap();
        assert_eq!(report.findings, []);
    }
}

pub fn micros(count: i64) -> TimeDelta {
    TimeDelta::microseconds(count)
}
