//! The wallet and the books, through whatever may happen.

use chrono::Duration;
use ledger::Reference;
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use crate::books::{self, Entry, Kind, Spot, derived};
use crate::paywall::tests::{
    books_agree, buy_coins, give_coins, person_of, set_paywall, unlock, usd,
};
use crate::people::Person;
use crate::testing::TestHouse;
use crate::wallet::{self, Purchase};

/// What payments does with a refund: the unspent money leaves the float.
async fn refund(house: &TestHouse, person: &Person, lot: Uuid) {
    let back = wallet::take_back(&house.app, person.house_id, person.id, lot, "refund")
        .await
        .unwrap();
    assert_eq!(
        back.money_back.minor + back.money_spent.minor,
        back.price_back.minor + back.price_spent.minor
    );
    if back.money_back.minor > 0 {
        let entry = Entry {
            id: derived(lot, "refund"),
            debit: Spot::house(Kind::CoinFloat, usd(0).currency),
            credit: Spot::house(Kind::ClearingTest, usd(0).currency),
            amount: back.money_back.minor,
            reference: Reference::new("refund", lot),
        };
        books::post(&house.app, person.house_id, vec![entry])
            .await
            .unwrap();
    }
}

#[sqlx::test]
async fn c1_purchases_unlocks_refunds_and_expiries_in_any_order_leave_the_books_equal_to_the_wallets(
    db: PgPool,
) {
    let house = TestHouse::new(db).await;
    let series = house.publish("story", 60, 1).await;
    set_paywall(
        &house,
        None,
        json!({ "free": 0, "price": 7, "next_ten": 60 }),
    )
    .await;
    sqlx::query("update houses set breakage_months = 1")
        .execute(&house.app.db)
        .await
        .unwrap();
    let mut viewers = Vec::new();
    for _ in 0..3 {
        let mut device = house.device();
        let person = person_of(&house, &mut device).await;
        viewers.push((device, person, Vec::new(), 1_u32));
    }
    let draw = |most: u64| u64::from_be_bytes(house.app.random.bytes()) % most;
    for step in 0..120_u32 {
        let (device, person, lots, next) = &mut viewers[draw(3) as usize];
        match draw(7) {
            0 => {
                let coins = 1 + draw(40) as i64;
                let minor = 1 + draw(99) as i64;
                lots.push(buy_coins(&house, person, coins, draw(10) as i64, minor).await);
            }
            1 => {
                let ends = house.app.clock.now() + Duration::hours(1 + draw(30) as i64);
                let id = house.app.random.id();
                for _ in 0..2 {
                    give_coins(&house, person, id, 1 + i64::from(step), Some(ends)).await;
                }
            }
            2 if !lots.is_empty() => {
                let lot = lots.remove(draw(lots.len() as u64) as usize);
                for _ in 0..2 {
                    refund(&house, person, lot).await;
                }
            }
            3 => {
                house.app.clock.advance(Duration::hours(draw(5) as i64));
                wallet::sweep(&house.app).await.unwrap();
            }
            4 => {
                house.app.clock.advance(Duration::days(draw(50) as i64));
                wallet::sweep(&house.app).await.unwrap();
            }
            _ => {
                let answer = unlock(
                    device,
                    house.app.random.id(),
                    series.id,
                    "episode",
                    *next,
                    7,
                )
                .await;
                assert!(
                    [200, 402].contains(&answer.status.as_u16()),
                    "{}",
                    answer.status
                );
                *next += u32::from(answer.status == 200);
            }
        }
        if step % 10 == 0 {
            books_agree(&house).await;
        }
    }
    books_agree(&house).await;
    let unlocked: i64 = sqlx::query_scalar("select count(*) from unlocks where state = 'done'")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert!(unlocked > 5, "{unlocked}");
    let came_back: i64 = sqlx::query_scalar("select count(*) from breakages where amount < 0")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert!(came_back > 1, "{came_back}");
    let report = ledger::verify::database(&house.app.db, Some(house.id().await))
        .await
        .unwrap();
    assert_eq!(report.findings, []);
}

#[sqlx::test]
async fn a_credit_is_given_once_and_another_under_its_id_is_refused(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    let id = buy_coins(&house, &person, 100, 10, 99).await;
    let purchase = |coins| Purchase {
        id,
        coins,
        bonus: 10,
        bonus_expires_at: None,
        money: usd(99),
        price: usd(99),
    };
    let at_once =
        (0..10).map(|_| wallet::credit(&house.app, person.house_id, person.id, purchase(100)));
    for done in futures_util::future::join_all(at_once).await {
        done.unwrap();
    }
    // Ten at once of an order that is new.
    let new = Purchase {
        id: house.app.random.id(),
        money: usd(0),
        price: usd(0),
        ..purchase(3)
    };
    let at_once = (0..10).map(|_| wallet::credit(&house.app, person.house_id, person.id, new));
    for done in futures_util::future::join_all(at_once).await {
        done.unwrap();
    }
    let refusal = wallet::credit(&house.app, person.house_id, person.id, purchase(101))
        .await
        .unwrap_err();
    assert_eq!(refusal.code, "lot_differs");
    books_agree(&house).await;
    // A crash between the lot and the ledger.
    let late = Purchase {
        id: house.app.random.id(),
        ..purchase(7)
    };
    sqlx::query(
        "insert into lots (id, house_id, person_id, holder, kind, coins, bonus, currency, money, price, created_at)
         values ($1, $2, $3, $3, 'bought', 7, 10, 'USD', 0, 0, $4)",
    )
    .bind(late.id)
    .bind(person.house_id)
    .bind(person.id)
    .bind(house.app.clock.now())
    .execute(&house.app.db)
    .await
    .unwrap();
    assert_eq!(
        wallet::balance(&house.app, person.house_id, person.id)
            .await
            .unwrap()
            .paid,
        103
    );
    house.app.clock.advance(Duration::minutes(1));
    wallet::sweep(&house.app).await.unwrap();
    assert_eq!(
        wallet::balance(&house.app, person.house_id, person.id)
            .await
            .unwrap()
            .paid,
        110
    );
    books_agree(&house).await;
}

#[sqlx::test]
async fn a_history_is_read_page_by_page_and_is_nobody_elses(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("story", 9, 1).await;
    set_paywall(&house, None, json!({ "free": 0, "price": 7 })).await;
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    let lot = buy_coins(&house, &person, 100, 10, 99).await;
    wallet::set_receipt(&house.app.db, lot, 41).await.unwrap();
    for number in 1..=6 {
        house.app.clock.advance(Duration::seconds(1));
        unlock(
            &mut device,
            house.app.random.id(),
            series.id,
            "episode",
            number,
            7,
        )
        .await
        .json(200);
    }
    let (mut before, mut seen) = (String::new(), Vec::new());
    loop {
        let page = device
            .get(&format!("/api/v1/wallet/history?limit=2{before}"))
            .await
            .json(200);
        seen.extend(page["entries"].as_array().unwrap().clone());
        match page["next"].as_str() {
            Some(next) => before = format!("&before={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 7);
    let sum = |key: &str| {
        seen.iter()
            .map(|one| one[key].as_i64().unwrap())
            .sum::<i64>()
    };
    assert_eq!((sum("paid"), sum("bonus")), (68, 0));
    assert_eq!(
        (
            &seen[6]["kind"],
            &seen[6]["receipt"],
            &seen[6]["money"]["minor"]
        ),
        (&json!("bought"), &json!(41), &json!(99))
    );
    assert_eq!(
        (&seen[0]["series"]["slug"], &seen[0]["episodes"]),
        (&json!("story"), &json!([6]))
    );
    let wallet = device.get("/api/v1/wallet").await.json(200);
    assert_eq!(
        (&wallet["coin_value"]["minor"], &wallet["currency"]),
        (&json!(1), &json!("USD")),
        "0.99 cents, rounded up"
    );
    let other = house.device().get("/api/v1/wallet/history").await.json(200);
    assert_eq!(other["entries"], json!([]));
    for wrong in [
        "x",
        "1.x",
        "1",
        ".",
        "-99999999999999999.00000000-0000-0000-0000-000000000000",
    ] {
        let answer = device
            .get(&format!("/api/v1/wallet/history?before={wrong}"))
            .await;
        assert_eq!(answer.refusal(400), "page_invalid", "{wrong}");
    }
}
