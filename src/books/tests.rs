use ::ledger::Unit;
use sqlx::PgPool;
use uuid::Uuid;

use super::revenue::{Line, RevenueKind, record};
use super::{Entry, Kind, Owned, Reference, Spot, balance, derived, post};
use crate::testing::TestHouse;

fn usd() -> money::Currency {
    "USD".parse().unwrap()
}

fn bought(order: Uuid, person: Uuid) -> Vec<Entry> {
    let reference = Reference::new("order", order);
    vec![
        Entry {
            id: derived(order, "coins"),
            debit: Spot::house(Kind::CoinsIssued, Unit::Coin),
            credit: Spot::of(Kind::WalletCoins, person, Unit::Coin),
            amount: 100,
            reference: reference.clone(),
        },
        Entry {
            id: derived(order, "money"),
            debit: Spot::house(Kind::ClearingTest, usd()),
            credit: Spot::house(Kind::CoinFloat, usd()),
            amount: 499,
            reference,
        },
    ]
}

#[sqlx::test]
async fn what_is_posted_again_is_posted_once_and_a_wallet_never_falls_below_zero(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (app, id) = (&house.app, house.id().await);
    let (order, person) = (app.random.id(), app.random.id());
    for _ in 0..3 {
        post(app, id, bought(order, person)).await.unwrap();
    }
    let wallet = Spot::of(Kind::WalletCoins, person, Unit::Coin);
    assert_eq!(balance(app, id, &wallet).await.unwrap().spendable(), 100);
    let float = Spot::house(Kind::CoinFloat, usd());
    assert_eq!(balance(app, id, &float).await.unwrap().credit(), 499);

    let unlock = app.random.id();
    let spend = |amount| {
        vec![Entry {
            id: derived(unlock, "coins"),
            debit: wallet,
            credit: Spot::house(Kind::CoinsSpent, Unit::Coin),
            amount,
            reference: Reference::new("unlock", unlock),
        }]
    };
    let refusal = post(app, id, spend(101)).await.unwrap_err();
    assert_eq!(refusal.code(), "ledger.exceeds_bound");
    post(app, id, spend(100)).await.unwrap();
    assert_eq!(balance(app, id, &wallet).await.unwrap().spendable(), 0);
}

#[sqlx::test]
async fn an_account_knows_its_person_until_they_are_erased(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut viewer = house.device();
    let me = viewer.get("/api/v1/me").await.json(200);
    let person: Uuid = me["id"].as_str().unwrap().parse().unwrap();
    let id = house.id().await;
    post(&house.app, id, bought(house.app.random.id(), person))
        .await
        .unwrap();
    let owners = || async {
        sqlx::query_scalar::<_, Option<Uuid>>(
            "select person_id from book_accounts where kind = 'wallet_coins'",
        )
        .fetch_all(&house.app.db)
        .await
        .unwrap()
    };
    assert_eq!(owners().await, [Some(person)]);
    sqlx::query("delete from people where id = $1")
        .bind(person)
        .execute(&house.app.db)
        .await
        .unwrap();
    assert_eq!(owners().await, [None]);
}

#[sqlx::test]
async fn revenue_is_written_once_and_never_taken_away(db: PgPool) {
    let house = TestHouse::new(db).await;
    let line = Line {
        id: house.app.random.id(),
        house_id: house.id().await,
        series_id: None,
        episode_id: None,
        kind: RevenueKind::Vip,
        amount: money::Amount::new(70, usd()),
        territory: "US".into(),
        at: house.app.clock.now(),
        source_kind: "subscription_day",
        source_id: house.app.random.id(),
        count: 1,
    };
    let zero = Line {
        id: house.app.random.id(),
        amount: money::Amount::zero(usd()),
        ..line.clone()
    };
    for _ in 0..2 {
        record(&house.app.db, &[line.clone(), zero.clone()])
            .await
            .unwrap();
    }
    let kept: i64 = sqlx::query_scalar("select sum(amount)::bigint from revenue")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(kept, 70);
    assert!(
        sqlx::query("delete from revenue")
            .execute(&house.app.db)
            .await
            .is_err()
    );
}

#[test]
fn the_chart_names_each_kind_once_in_the_ledgers_letters() {
    let mut names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
    let plain = |name: &&str| {
        name.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    assert!(names.iter().all(plain), "{names:?}");
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
    for kind in RevenueKind::ALL {
        assert_eq!(
            kind.account().as_str(),
            format!("revenue_{}", kind.as_str())
        );
        assert_eq!(kind.account().owned(), Owned::House);
    }
}
