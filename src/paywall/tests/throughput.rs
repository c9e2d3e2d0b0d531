//! A measurement, not a test: how many unlocks a second the whole house makes durable. `bench/house/run` runs it.
//!
//! An unlock is what a viewer's tap asks for: what is open and what it costs, the wallet's lock, coins reserved, the
//! chain of transfers, the episode opened, the line of revenue. Beside it, in turns, the same house with a ledger that
//! takes one command into each of its transactions.

use std::time::Instant;

use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::postgres::PgPoolOptions;
use uuid::Uuid;

use super::{books_agree, buy_coins, person_of, set_paywall, sight_of};
use crate::app::App;
use crate::config::Config;
use crate::paywall::unlock::{OfferKind, Wanted, unlock};
use crate::people::Person;
use crate::testing::TestHouse;

/// Coins of an episode.
const PRICE: i64 = 10;
/// Viewers who are made ready at once.
const CHUNK: usize = 32;

fn number(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// Viewers with the coins for so many episodes.
async fn viewers(house: &TestHouse, count: usize, each: usize) -> Vec<Person> {
    let coins = PRICE * i64::try_from(each).unwrap();
    let mut made = Vec::new();
    while made.len() < count {
        let some = (0..CHUNK.min(count - made.len())).map(|_| async {
            let person = person_of(house, &mut house.device()).await;
            buy_coins(house, &person, coins, 0, coins).await;
            person
        });
        made.extend(join_all(some).await);
    }
    made
}

/// Each viewer unlocks one episode after the other, all viewers at once.
async fn drive(app: &App, series: Uuid, viewers: Vec<Person>, each: usize) -> Value {
    let count = viewers.len() * each;
    let begin = Instant::now();
    let viewers: Vec<_> = viewers
        .into_iter()
        .map(|person| {
            let app = app.clone();
            tokio::spawn(async move {
                let sight = sight_of(&app, person.house_id);
                let mut times = Vec::with_capacity(each);
                for episode in 0..each {
                    let wanted = Wanted {
                        series_id: series,
                        kind: OfferKind::Episode,
                        number: i32::try_from(episode).unwrap() + 1,
                        expected_coins: PRICE,
                        key: app.random.id(),
                    };
                    let begin = Instant::now();
                    unlock(&app, &person, &sight, &wanted).await.unwrap();
                    times.push(begin.elapsed().as_micros());
                }
                times
            })
        })
        .collect();
    let mut times = Vec::with_capacity(count);
    for viewer in viewers {
        times.extend(viewer.await.unwrap());
    }
    let micros = begin.elapsed().as_micros();
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100] / 1_000;
    json!({
        "unlocks": count,
        "per_second": u128::try_from(count).unwrap() * 1_000_000 / micros,
        "p50_ms": at(50),
        "p99_ms": at(99),
    })
}

async fn measure() {
    let (count, each) = (number("VIEWERS", 256), number("EACH", 8));
    let (rounds, connections) = (number("ROUNDS", 3), number("CONNECTIONS", 32));
    let db = PgPoolOptions::new()
        .max_connections(u32::try_from(connections).unwrap())
        .acquire_timeout(std::time::Duration::from_mins(2))
        .connect(&std::env::var("DATABASE_URL").unwrap())
        .await
        .unwrap();
    crate::db::migrate(&db).await.unwrap();
    let fsync: String = sqlx::query_scalar("show fsync")
        .fetch_one(&db)
        .await
        .unwrap();
    let house = TestHouse::with(db, Config::default()).await;
    let episodes = i32::try_from(each).unwrap();
    let series = house.publish("story", episodes, 1).await.id;
    set_paywall(&house, Some(series), json!({ "free": 0, "price": PRICE })).await;
    let one_each = house.beside(ledger::Options {
        batch: 1,
        ..ledger::Options::default()
    });
    let mut measured = Vec::new();
    for _ in 0..rounds {
        let both = [
            viewers(&house, count, each).await,
            viewers(&house, count, each).await,
        ];
        let [first, second] = both;
        let grouped = drive(&house.app, series, first, each).await;
        let alone = drive(&one_each, series, second, each).await;
        measured.push(json!({ "grouped": grouped, "one_transaction_each": alone }));
    }
    let opened: i64 = sqlx::query_scalar("select count(*) from unlocks where state = 'done'")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(usize::try_from(opened).unwrap(), 2 * rounds * count * each);
    books_agree(&house).await;
    let settings =
        json!({ "viewers": count, "each": each, "connections": connections, "fsync": fsync });
    println!("{}", json!({ "settings": settings, "rounds": measured }));
}

#[test]
#[ignore = "a measurement, on the empty Postgres of DATABASE_URL: bench/house/run"]
fn unlocks_a_second() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        // Unoptimised, a house at work is deeper than the usual two megabytes.
        .thread_stack_size(8 << 20)
        .enable_all()
        .build()
        .unwrap();
    // In a task, for the thread of a test has the usual stack.
    runtime.block_on(async { tokio::spawn(measure()).await.unwrap() });
}
