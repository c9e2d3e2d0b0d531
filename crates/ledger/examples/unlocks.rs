//! Durable unlocks a second: the ledger's groups beside one transaction per unlock, in turns, on the
//! Postgres of `DATABASE_URL`. Prints one JSON object. See `bench/ledger/run`.
//!
//! An unlock is two linked transfers: coins from the viewer's bounded wallet to the house's spent coins,
//! and money from what the house owes for coins to what it has earned. Three of its four accounts are the
//! same for everybody, as they are in a house.

#![allow(clippy::unwrap_used, reason = "a measurement that fails, stops")]
#![expect(clippy::disallowed_methods, reason = "a measurement asks for the time")]

use std::{sync::Arc, time::Instant};

use chrono::Utc;
use ledger::{
    Bound, Class, Command, Ledger, Move, NewAccount, NewTransfer, Options, Reference, Unit,
    accounts,
};
use sqlx::{PgPool, postgres::PgPoolOptions};
use uuid::Uuid;

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

fn id(kind: u64, number: u64) -> Uuid {
    let spread = (u128::from(kind) << 64 | u128::from(number))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835);
    uuid::Builder::from_random_bytes(spread.to_be_bytes()).into_uuid()
}

struct House {
    id: Uuid,
    wallets: Vec<Uuid>,
    sold: Uuid,
    spent: Uuid,
    owed: Uuid,
    earned: Uuid,
}

impl House {
    async fn open(pool: &PgPool, wallets: usize) -> Self {
        let house = id(1, 1);
        let usd: Unit = "USD".parse().unwrap();
        let own = |number, class, kind: &str, unit, bound| NewAccount {
            id: id(2, number),
            ledger_id: house,
            class,
            kind: kind.into(),
            unit,
            bound,
        };
        let mut all = vec![
            own(1, Class::Asset, "sold_coins", Unit::Coin, Bound::None),
            own(2, Class::Income, "spent_coins", Unit::Coin, Bound::None),
            own(3, Class::Liability, "owed_for_coins", usd, Bound::None),
            own(4, Class::Income, "earned", usd, Bound::None),
        ];
        all.extend((0..wallets as u64).map(|at| {
            own(
                100 + at,
                Class::Liability,
                "wallet",
                Unit::Coin,
                Bound::DebitsMustNotExceedCredits,
            )
        }));
        for some in all.chunks(ledger::MAX_ACCOUNTS) {
            accounts::open(pool, some, Utc::now()).await.unwrap();
        }
        let ids: Vec<Uuid> = all.iter().map(|account| account.id).collect();
        Self {
            id: house,
            wallets: ids[4..].to_vec(),
            sold: ids[0],
            spent: ids[1],
            owed: ids[2],
            earned: ids[3],
        }
    }

    fn transfer(id: Uuid, debit: Uuid, credit: Uuid, amount: i64, unit: Unit) -> NewTransfer {
        NewTransfer {
            id,
            body: Move::Post {
                debit,
                credit,
                amount,
                unit,
            },
            reference: Reference::new("unlock", id),
        }
    }

    async fn fund(&self, ledger: &Ledger) {
        for (at, some) in self.wallets.chunks(ledger::MAX_CHAIN).enumerate() {
            let transfers = some.iter().enumerate();
            let transfers = transfers.map(|(number, wallet)| {
                Self::transfer(
                    id(3, (at << 32 | number) as u64),
                    self.sold,
                    *wallet,
                    1_000_000,
                    Unit::Coin,
                )
            });
            let command = Command {
                ledger_id: self.id,
                at: Utc::now(),
                transfers: transfers.collect(),
            };
            ledger.post(command).await.unwrap();
        }
    }

    fn unlock(&self, viewer: usize, number: u64) -> Command {
        let wallet = self.wallets[viewer % self.wallets.len()];
        let usd: Unit = "USD".parse().unwrap();
        let transfers = vec![
            Self::transfer(id(4, number), wallet, self.spent, 60, Unit::Coin),
            Self::transfer(id(5, number), self.owed, self.earned, 49, usd),
        ];
        Command {
            ledger_id: self.id,
            at: Utc::now(),
            transfers,
        }
    }
}

/// Seconds that all took together, and milliseconds of each.
struct Measured {
    seconds: f64,
    each: Vec<f64>,
}

impl Measured {
    fn json(mut self) -> serde_json::Value {
        self.each.sort_by(f64::total_cmp);
        let at = |share: f64| self.each[((self.each.len() - 1) as f64 * share) as usize];
        let rounded = |value: f64| (value * 100.0).round() / 100.0;
        serde_json::json!({
            "unlocks": self.each.len(),
            "per_second": (self.each.len() as f64 / self.seconds).round(),
            "p50_ms": rounded(at(0.5)),
            "p99_ms": rounded(at(0.99)),
        })
    }
}

/// So many callers, each with the next unlock as soon as the last is durable.
async fn drive<F: Future<Output = ()> + Send>(
    callers: usize,
    each: usize,
    unlock: impl Fn(usize, usize) -> F + Send + Sync + 'static,
) -> Measured {
    let unlock = Arc::new(unlock);
    let begin = Instant::now();
    let callers: Vec<_> = (0..callers)
        .map(|caller| {
            let unlock = unlock.clone();
            tokio::spawn(async move {
                let mut times = Vec::with_capacity(each);
                for at in 0..each {
                    let begin = Instant::now();
                    unlock(caller, at).await;
                    times.push(begin.elapsed().as_secs_f64() * 1000.0);
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for caller in callers {
        times.extend(caller.await.unwrap());
    }
    Measured {
        seconds: begin.elapsed().as_secs_f64(),
        each: times,
    }
}

/// Unlocks through the ledger; no two rounds share an id.
async fn grouped(
    house: &Arc<House>,
    ledger: &Ledger,
    round: usize,
    callers: usize,
    each: usize,
) -> serde_json::Value {
    let (house, ledger) = (house.clone(), ledger.clone());
    let measured = drive(callers, each, move |caller, at| {
        let command = house.unlock(caller * 31 + at, (round << 48 | caller << 24 | at) as u64);
        let ledger = ledger.clone();
        async move {
            ledger.post(command).await.unwrap();
        }
    });
    measured.await.json()
}

/// The same writes by hand, a transaction each, without a hash chain: lock, check, two rows, four sums.
async fn alone(pool: &PgPool, house: &House, viewer: usize, number: u64) {
    let wallet = house.wallets[viewer % house.wallets.len()];
    let mut transaction = pool.begin().await.unwrap();
    let left: i64 =
        sqlx::query_scalar("select credits - debits from plain_accounts where id = $1 for update")
            .bind(wallet)
            .fetch_one(&mut *transaction)
            .await
            .unwrap();
    assert!(left >= 60);
    for (own, debit, credit, amount, unit) in [
        (id(6, number), wallet, house.spent, 60_i64, "COIN"),
        (id(7, number), house.owed, house.earned, 49, "USD"),
    ] {
        sqlx::query("insert into plain_transfers (id, debit, credit, amount, unit, reference, at) values ($1, $2, $3, $4, $5, $6, $7)")
            .bind(own).bind(debit).bind(credit).bind(amount).bind(unit).bind(own).bind(Utc::now())
            .execute(&mut *transaction)
            .await
            .unwrap();
        sqlx::query("update plain_accounts set debits = debits + $2 where id = $1")
            .bind(debit)
            .bind(amount)
            .execute(&mut *transaction)
            .await
            .unwrap();
        sqlx::query("update plain_accounts set credits = credits + $2 where id = $1")
            .bind(credit)
            .bind(amount)
            .execute(&mut *transaction)
            .await
            .unwrap();
    }
    transaction.commit().await.unwrap();
}

async fn plain_tables(pool: &PgPool) {
    sqlx::raw_sql(
        "create table plain_accounts (id uuid primary key, debits bigint not null default 0, credits bigint not null default 0);
         create table plain_transfers (id uuid primary key, debit uuid not null, credit uuid not null, amount bigint not null,
            unit text not null, reference uuid not null, at timestamptz not null);
         create index on plain_transfers (debit);
         create index on plain_transfers (credit);
         insert into plain_accounts (id, debits, credits) select id, debits_posted, credits_posted from ledger_accounts",
    )
    .execute(pool)
    .await
    .unwrap();
}

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let url = std::env::var("DATABASE_URL").unwrap();
    let (callers, each, rounds) = (
        number("CALLERS", 1_000),
        number("EACH", 30),
        number("ROUNDS", 3),
    );
    let (connections, alone_each) = (number("CONNECTIONS", 64), number("ALONE_EACH", 40));
    let pool = PgPoolOptions::new()
        .max_connections(connections as u32)
        .connect(&url)
        .await
        .unwrap();
    let fsync: String = sqlx::query_scalar("show fsync")
        .fetch_one(&pool)
        .await
        .unwrap();
    let synchronous: String = sqlx::query_scalar("show synchronous_commit")
        .fetch_one(&pool)
        .await
        .unwrap();
    sqlx::raw_sql(include_str!(
        "../../../migrations/20261122000020_ledger.sql"
    ))
    .execute(&pool)
    .await
    .unwrap();
    let ledger = Ledger::start(pool.clone(), Options::default());
    let house = Arc::new(House::open(&pool, 20_000).await);
    house.fund(&ledger).await;
    plain_tables(&pool).await;

    let mut measured = Vec::new();
    for round in 0..rounds {
        let number = move |caller: usize, at: usize| (round << 48 | caller << 24 | at) as u64;
        let many = grouped(&house, &ledger, round, callers, each).await;
        // As many callers as the other side has, for their latencies beside each other.
        let alike = grouped(&house, &ledger, round + 1_000, connections, each * 4).await;
        let (own, connection) = (house.clone(), pool.clone());
        let singly = drive(connections, alone_each, move |caller, at| {
            let (house, pool) = (own.clone(), connection.clone());
            async move { alone(&pool, &house, caller * 31 + at, number(caller, at)).await }
        });
        measured.push(
            serde_json::json!({ "grouped": many, "grouped_same_callers": alike, "one_transaction_each": singly.await.json() }),
        );
    }
    let report = ledger::verify::database(&pool, None).await.unwrap();
    assert_eq!(report.findings, []);
    let results = serde_json::json!({
        "fsync": fsync, "synchronous_commit": synchronous, "callers": callers, "connections": connections,
        "verified_transfers": report.transfers, "rounds": measured,
    });
    println!("{results}");
}
