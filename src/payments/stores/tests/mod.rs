//! Stores: Apple's by objects that a chain of our own signs, Google's by a server of ours.

mod apple;
mod google;
mod settings;

use money::Currency;
use serde_json::Value;
use sqlx::PgPool;

use crate::books::{self, Kind, Spot};
use crate::config::Config;
use crate::testing::{Device, TestHouse};

async fn house(db: PgPool, settings: &str) -> TestHouse {
    TestHouse::with(db, Config::from_parts("test", settings, []).unwrap()).await
}

/// What an account of the house holds, debits less credits.
async fn holds(house: &TestHouse, kind: Kind, currency: &str) -> i64 {
    let spot = Spot::house(kind, Currency::of(currency).unwrap());
    let balance = books::balance(&house.app, house.id().await, &spot)
        .await
        .unwrap();
    balance.debit()
}

/// What the desk says of the only account with a provider: books, awaited, difference; and whether nothing else is open.
fn account(told: &Value) -> ((i64, i64, i64), bool) {
    let minor = |name: &str| told["accounts"][0][name]["minor"].as_i64().unwrap();
    let empty = |list: &str| told[list].as_array().unwrap().is_empty();
    (
        (minor("books"), minor("awaited"), minor("difference")),
        empty("suspense") && empty("missing") && told["accounts"].as_array().unwrap().len() == 1,
    )
}

/// What all viewers together owe.
async fn owed(house: &TestHouse) -> i64 {
    let accounts: Vec<uuid::Uuid> =
        sqlx::query_scalar("select account_id from book_accounts where kind = 'receivable_viewer'")
            .fetch_all(&house.app.db)
            .await
            .unwrap();
    let found = ::ledger::accounts::get(&house.app.db, &accounts)
        .await
        .unwrap();
    found.iter().map(|account| account.balance.debit()).sum()
}

async fn coins(device: &mut Device) -> (i64, i64) {
    let wallet = device.get("/api/v1/wallet").await.json(200);
    (
        wallet["paid"].as_i64().unwrap(),
        wallet["bonus"].as_i64().unwrap(),
    )
}

/// The pseudonym that the app gives to a store with a purchase.
async fn viewer_key(house: &TestHouse, device: &mut Device) -> String {
    let me: Value = device.get("/api/v1/me").await.json(200);
    let key: uuid::Uuid = sqlx::query_scalar("select viewer_key from people where id = $1::uuid")
        .bind(me["id"].as_str().unwrap())
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    key.to_string()
}

async fn count(house: &TestHouse, query: &'static str) -> i64 {
    sqlx::query_scalar(query)
        .fetch_one(&house.app.db)
        .await
        .unwrap()
}
