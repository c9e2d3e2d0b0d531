//! What operators are told, over HTTP.

use ledger::{Reference, Unit};
use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use crate::books::revenue::{Line, RevenueKind, record};
use crate::books::{Entry, Kind, Spot, derived, post};
use crate::people::Role;
use crate::testing::TestHouse;

pub(super) fn usd() -> money::Currency {
    "USD".parse().unwrap()
}

/// A viewer who bought a hundred coins for 4.99 and unlocked thirty of them.
pub(super) async fn with_one_sale(house: &TestHouse, person: Uuid, series: Option<Uuid>) {
    let (app, id) = (&house.app, house.id().await);
    let (order, unlock) = (app.random.id(), app.random.id());
    let entry = |id, debit, credit, amount, reference: &Reference| Entry {
        id,
        debit,
        credit,
        amount,
        reference: reference.clone(),
    };
    let wallet = Spot::of(Kind::WalletCoins, person, Unit::Coin);
    let float = Spot::house(Kind::CoinFloat, usd());
    let bought = Reference::new("order", order);
    let opened = Reference::new("unlock", unlock);
    let sale = vec![
        entry(
            derived(order, "coins"),
            Spot::house(Kind::CoinsIssued, Unit::Coin),
            wallet,
            100,
            &bought,
        ),
        entry(
            derived(order, "money"),
            Spot::house(Kind::ClearingTest, usd()),
            float,
            499,
            &bought,
        ),
    ];
    let used = vec![
        entry(
            derived(unlock, "coins"),
            wallet,
            Spot::house(Kind::CoinsSpent, Unit::Coin),
            30,
            &opened,
        ),
        entry(
            derived(unlock, "money"),
            float,
            Spot::house(Kind::RevenueUnlocks, usd()),
            149,
            &opened,
        ),
    ];
    post(app, id, sale).await.unwrap();
    post(app, id, used).await.unwrap();
    let line = Line {
        id: derived(unlock, "line"),
        house_id: id,
        series_id: series,
        episode_id: None,
        kind: RevenueKind::Unlocks,
        amount: money::Amount::new(149, usd()),
        territory: "US".into(),
        at: app.clock.now(),
        source_kind: "unlock",
        source_id: unlock,
        count: 30,
    };
    record(&app.db, &[line]).await.unwrap();
}

#[sqlx::test]
async fn an_operator_sees_what_is_owned_owed_and_earned(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = house.publish("story", 2, 1).await;
    let mut desk = house.account("operator", Role::Operator).await;
    let mut viewer = house.account("viewer", Role::Viewer).await;
    let me = viewer.get("/api/v1/me").await.json(200);
    with_one_sale(
        &house,
        me["id"].as_str().unwrap().parse().unwrap(),
        Some(series.id),
    )
    .await;

    let seen = desk.get("/api/v1/desk/overview").await.json(200);
    assert_eq!(seen["coins_outstanding"], 70);
    assert_eq!(seen["bonus_outstanding"], 0);
    let dollars = &seen["currencies"][0];
    let money = |minor: i64| json!({ "minor": minor, "currency": "USD", "digits": 2 });
    assert_eq!(dollars["coin_float"], money(350));
    assert_eq!(dollars["clearing"], money(499));
    assert_eq!(
        dollars["today"],
        json!({ "now": money(149), "before": money(0) })
    );

    house.app.clock.advance(chrono::Duration::days(1));
    let seen = desk.get("/api/v1/desk/overview").await.json(200);
    let dollars = &seen["currencies"][0];
    assert_eq!(
        dollars["today"],
        json!({ "now": money(0), "before": money(149) })
    );
    assert_eq!(
        dollars["days_7"],
        json!({ "now": money(149), "before": money(0) })
    );

    for (by, key) in [
        ("kind", "unlocks".to_owned()),
        ("territory", "US".to_owned()),
        ("series", series.id.to_string()),
    ] {
        let path = format!("/api/v1/desk/revenue?by={by}&from=2026-02-28&to=2026-03-02");
        let table = desk.get(&path).await.json(200);
        assert_eq!(
            table["steps"],
            json!(["2026-02-28", "2026-03-01", "2026-03-02"])
        );
        assert_eq!(table["rows"][0]["key"], key);
        assert_eq!(table["rows"][0]["values"], json!([0, 149, 0]));
    }
}

#[sqlx::test]
async fn an_accounts_history_leads_to_both_sides_of_what_was_posted(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut desk = house.account("operator", Role::Operator).await;
    let mut viewer = house.account("viewer", Role::Viewer).await;
    let me = viewer.get("/api/v1/me").await.json(200);
    let person: Uuid = me["id"].as_str().unwrap().parse().unwrap();
    with_one_sale(&house, person, None).await;

    let books = desk
        .get("/api/v1/desk/books/accounts?kind=wallet_coins&unit=COIN")
        .await
        .json(200);
    let kinds: Vec<&str> = books["kinds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["kind"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "coins_issued",
            "wallet_coins",
            "coins_spent",
            "clearing_test",
            "coin_float",
            "revenue_unlocks"
        ]
    );
    let wallet = &books["accounts"][0];
    assert_eq!(wallet["balance"], 70);
    assert_eq!(wallet["owner_name"], "viewer@example.org");

    let address = format!(
        "/api/v1/desk/books/accounts/{}",
        wallet["id"].as_str().unwrap()
    );
    let history = desk.get(&address).await.json(200);
    let lines: Vec<_> = history["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["debit"] == true,
                one["amount"].as_i64().unwrap(),
                one["balance"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(lines, [(true, 30, 70), (false, 100, 100)]);
    let older = format!("{address}?before={}", history["entries"][0]["seq"]);
    let older = desk.get(&older).await.json(200);
    assert_eq!(older["entries"][0]["balance"], 100);

    let transfer = history["entries"][0]["transfer_id"].as_str().unwrap();
    let chain = desk
        .get(&format!("/api/v1/desk/books/transfers/{transfer}"))
        .await
        .json(200);
    let sides: Vec<_> = chain["transfers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["debit"]["kind"].clone(), one["credit"]["kind"].clone()))
        .collect();
    assert_eq!(
        sides,
        [
            (json!("wallet_coins"), json!("coins_spent")),
            (json!("coin_float"), json!("revenue_unlocks")),
        ]
    );
}

#[sqlx::test]
async fn one_houses_desk_never_shows_anothers_books(db: PgPool) {
    let house = TestHouse::new(db).await;
    house.second_house("second.example").await;
    let mut desk = house.account("operator", Role::Operator).await;
    with_one_sale(&house, house.app.random.id(), None).await;
    let books = desk.get("/api/v1/desk/books/accounts").await.json(200);
    let account = books["kinds"][0]["id"].as_str().unwrap().to_owned();
    let address = format!("/api/v1/desk/books/accounts/{account}");
    let transfer = desk.get(&address).await.json(200)["entries"][0]["transfer_id"]
        .as_str()
        .unwrap()
        .to_owned();

    let mut other = house
        .account_at("second.example", "other", Role::Operator)
        .await;
    assert_eq!(other.get(&address).await.refusal(404), "account_not_found");
    let address = format!("/api/v1/desk/books/transfers/{transfer}");
    assert_eq!(other.get(&address).await.refusal(404), "transfer_not_found");
    let books = other
        .get("/api/v1/desk/books/accounts?kind=coin_float")
        .await
        .json(200);
    assert_eq!(books, json!({ "kinds": [], "accounts": [] }));
    let table = other.get("/api/v1/desk/revenue").await.json(200);
    assert_eq!(table["rows"], json!([]));
    let seen = other.get("/api/v1/desk/overview").await.json(200);
    assert_eq!(seen["coins_outstanding"], 0);
    assert_eq!(
        other.get("/api/v1/desk/audit").await.json(200)["items"],
        json!([])
    );
}

#[sqlx::test]
async fn the_audit_log_is_read_by_action_subject_and_day(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut desk = house.account("operator", Role::Operator).await;
    let me = desk.get("/api/v1/me").await.json(200);
    let person = crate::people::Person {
        id: me["id"].as_str().unwrap().parse().unwrap(),
        house_id: house.id().await,
        viewer_key: house.app.random.id(),
        role: Role::Operator,
        settings: json!({}),
    };
    let subject = house.app.random.id();
    for (action, id) in [
        ("price_book.changed", subject),
        ("order.refunded", house.app.random.id()),
    ] {
        crate::audit::note(
            &house.app.db,
            &house.app,
            &person,
            action,
            "thing",
            id,
            json!({ "was": 1 }),
        )
        .await
        .unwrap();
        house.app.clock.advance(chrono::Duration::days(1));
    }
    let mut read = async |query: &str| -> Vec<String> {
        let log = desk
            .get(&format!("/api/v1/desk/audit{query}"))
            .await
            .json(200);
        assert_eq!(
            log["actions"],
            json!(["order.refunded", "price_book.changed"])
        );
        let items = log["items"].as_array().unwrap();
        items
            .iter()
            .map(|one| one["action"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(read("").await, ["order.refunded", "price_book.changed"]);
    assert_eq!(read("?action=order.refunded").await, ["order.refunded"]);
    assert_eq!(
        read(&format!("?subject_id={subject}")).await,
        ["price_book.changed"]
    );
    assert_eq!(read("?from=2026-03-02").await, ["order.refunded"]);
    assert_eq!(read("?to=2026-03-01").await, ["price_book.changed"]);
    assert!(read(&format!("?person_id={subject}")).await.is_empty());
}
