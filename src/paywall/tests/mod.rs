mod desk;
mod gifts;
mod locked;
mod policies;
mod sheet;
mod throughput;
mod unlocks;

use axum::body::Body;
use axum::http::Method;
use chrono::{DateTime, Utc};
use ledger::Reference;
use money::Amount;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::books::{self, Entry, Kind, Spot, derived};
use crate::people::{Person, Role};
use crate::testing::{Answer, Device, TestHouse};
use crate::wallet::{self, Purchase};

/// What a viewer sees of a house without contracts.
pub fn sight_of(app: &crate::app::App, house_id: Uuid) -> crate::rights::Sight {
    crate::rights::Sight::open(house_id, app.clock.now())
}

pub fn usd(minor: i64) -> Amount {
    Amount::new(minor, "USD".parse().unwrap())
}

/// The viewer of a device.
pub async fn person_of(house: &TestHouse, device: &mut Device) -> Person {
    let me = device.get("/api/v1/me").await.json(200);
    let id: Uuid = me["id"].as_str().unwrap().parse().unwrap();
    let (house_id, viewer_key) =
        sqlx::query_as("select house_id, viewer_key from people where id = $1")
            .bind(id)
            .fetch_one(&house.app.db)
            .await
            .unwrap();
    Person {
        id,
        house_id,
        viewer_key,
        role: Role::Viewer,
        settings: json!({}),
    }
}

/// A settled purchase: `minor` cents come into the float, then the coins into the wallet.
pub async fn buy_coins(
    house: &TestHouse,
    person: &Person,
    coins: i64,
    bonus: i64,
    minor: i64,
) -> Uuid {
    let id = house.app.random.id();
    let entry = Entry {
        id: derived(id, "money"),
        debit: Spot::house(Kind::ClearingTest, usd(0).currency),
        credit: Spot::house(Kind::CoinFloat, usd(0).currency),
        amount: minor,
        reference: Reference::new("order", id),
    };
    books::post(&house.app, person.house_id, vec![entry])
        .await
        .unwrap();
    let purchase = Purchase {
        id,
        coins,
        bonus,
        bonus_expires_at: None,
        money: usd(minor),
        price: usd(minor),
    };
    wallet::credit(&house.app, person.house_id, person.id, purchase)
        .await
        .unwrap();
    id
}

/// Bonus coins, as a gift code or an operator gives them.
pub async fn give_coins(
    house: &TestHouse,
    person: &Person,
    id: Uuid,
    bonus: i64,
    ends: Option<DateTime<Utc>>,
) {
    let mut db = house.app.db.acquire().await.unwrap();
    wallet::gift(
        &house.app,
        &mut db,
        person.house_id,
        person.id,
        id,
        bonus,
        ends,
    )
    .await
    .unwrap();
    drop(db);
    wallet::open(&house.app, id).await.unwrap();
}

/// Sets the paywall of a series, or of the house.
pub async fn set_paywall(house: &TestHouse, series_id: Option<Uuid>, policy: Value) {
    let policy = serde_json::from_value(policy).unwrap();
    let mut db = house.app.db.acquire().await.unwrap();
    let house_id = house.id().await;
    super::set(
        &house.app,
        &mut db,
        house_id,
        series_id,
        Some(&policy),
        None,
    )
    .await
    .unwrap();
}

pub async fn unlock(
    device: &mut Device,
    key: Uuid,
    series_id: Uuid,
    kind: &str,
    episode: u32,
    expected: i64,
) -> Answer {
    let body = json!({
        "series_id": series_id, "kind": kind, "episode": episode, "expected_coins": expected,
    });
    let key = key.to_string();
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", &*key),
    ];
    device
        .send(
            Method::POST,
            "/api/v1/unlocks",
            &headers,
            Body::from(body.to_string()),
        )
        .await
}

/// Holds in every house at every moment: what lots say is what the ledger says, coin for coin and cent for cent.
pub async fn books_agree(house: &TestHouse) {
    let (app, house_id) = (&house.app, house.id().await);
    let lots: Vec<(Uuid, i64, i64)> = sqlx::query_as(
        "select holder, sum(coins - coins_used - coins_back)::bigint,
                sum(bonus - bonus_used - bonus_back - bonus_expired)::bigint
         from lots where state = 'open' group by holder",
    )
    .fetch_all(&app.db)
    .await
    .unwrap();
    let spendable = |kind: Kind, holder: Uuid, unit: ledger::Unit| {
        let spot = Spot::of(kind, holder, unit);
        async move {
            books::balance(app, house_id, &spot)
                .await
                .unwrap()
                .spendable()
        }
    };
    for (holder, coins, bonus) in lots {
        let (coin, given) = (ledger::Unit::Coin, ledger::Unit::Bonus);
        assert_eq!(spendable(Kind::WalletCoins, holder, coin).await, coins);
        assert_eq!(spendable(Kind::WalletBonus, holder, given).await, bonus);
    }
    let (float, spent, broken): (i64, i64, i64) = sqlx::query_as(
        "select coalesce(sum(case when coins_back > 0 then 0 else money - money_used - broken end), 0)::bigint,
                coalesce(sum(money_used), 0)::bigint, coalesce(sum(broken), 0)::bigint
         from lots where state = 'open'",
    )
    .fetch_one(&app.db)
    .await
    .unwrap();
    let house_account = |kind: Kind| {
        let spot = Spot::house(kind, usd(0).currency);
        async move { books::balance(app, house_id, &spot).await.unwrap().credit() }
    };
    assert_eq!(
        house_account(Kind::CoinFloat).await,
        float,
        "the float is what unspent coins were paid with"
    );
    assert_eq!(house_account(Kind::RevenueUnlocks).await, spent);
    assert_eq!(house_account(Kind::RevenueBreakage).await, broken);
    let lines: i64 = sqlx::query_scalar(
        "select coalesce(sum(amount), 0)::bigint from revenue where kind = 'unlocks'",
    )
    .fetch_one(&app.db)
    .await
    .unwrap();
    assert_eq!(lines, spent, "each cent of revenue has its line");
    let differing: i64 = sqlx::query_scalar(
        "select count(*) from (
             select p.id,
                    (select coalesce(sum(paid), 0) from wallet_entries e where e.person_id = p.id) as paid,
                    (select coalesce(sum(bonus), 0) from wallet_entries e where e.person_id = p.id) as bonus,
                    (select coalesce(sum(coins - coins_used - coins_back), 0) from lots l where l.person_id = p.id) as coins,
                    (select coalesce(sum(l.bonus - bonus_used - bonus_back - bonus_expired), 0) from lots l
                     where l.person_id = p.id) as given
             from people p) sums where paid <> coins or bonus <> given",
    )
    .fetch_one(&app.db)
    .await
    .unwrap();
    assert_eq!(differing, 0, "a history adds up to its wallet");
}
