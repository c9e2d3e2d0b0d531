//! A house in which something was bought, unlocked and subscribed to: every check passes, and each finds its own fault.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::desk::checks::all;
use crate::people::Role;
use crate::testing::{Device, TestHouse};

async fn buy(house: &TestHouse, viewer: &mut Device, item: Value, price: &Value) {
    let id = house.app.random.id();
    let expected = json!({ "minor": price["minor"], "currency": price["currency"] });
    let wanted = json!({ "id": id, "item": item, "expected": expected });
    let order = viewer.post("/api/v1/orders", wanted).await;
    assert!(
        order.status.is_success(),
        "{}",
        String::from_utf8_lossy(&order.bytes)
    );
    let paid = viewer
        .post(
            &format!("/api/v1/orders/{id}/test-payment"),
            json!({ "outcome": "succeed" }),
        )
        .await
        .json(200);
    assert_eq!(paid["state"], "settled");
}

/// A viewer bought the first pack, unlocked an episode at thirty coins, and subscribed.
async fn lively(house: &TestHouse) -> Device {
    let series = house.publish("story", 3, 1).await;
    let mut desk = house.account("operator", Role::Operator).await;
    let mut viewer = house.account("viewer", Role::Viewer).await;
    desk.put(
        "/api/v1/desk/paywalls",
        json!({ "policy": { "free": 1, "price": 30 } }),
    )
    .await
    .json(200);
    let shop = viewer.get("/api/v1/shop").await.json(200);
    let (pack, plan) = (&shop["packs"][0], &shop["plans"][0]);
    let item = json!({ "kind": "pack", "pack_id": pack["id"] });
    buy(house, &mut viewer, item, &pack["price"]).await;
    let unlock =
        json!({ "series_id": series.id, "kind": "episode", "episode": 2, "expected_coins": 30 });
    let key = house.app.random.id().to_string();
    let headers = [
        ("content-type", "application/json"),
        ("idempotency-key", &*key),
    ];
    let unlocked = viewer
        .send(
            Method::POST,
            "/api/v1/unlocks",
            &headers,
            Body::from(unlock.to_string()),
        )
        .await
        .json(200);
    assert_eq!(unlocked["coins"], 30);
    let first = plan["intro"].get("price").unwrap_or(&plan["price"]).clone();
    let item = json!({ "kind": "vip", "plan_id": plan["id"] });
    buy(house, &mut viewer, item, &first).await;
    desk
}

async fn failing(house: &TestHouse) -> Vec<&'static str> {
    let checks = all(&house.app, house.id().await).await.unwrap();
    let failed = checks.iter().filter(|check| !check.passed);
    failed.map(|check| check.code).collect()
}

#[sqlx::test]
async fn every_check_passes_and_each_finds_its_own_fault(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut desk = lively(&house).await;
    desk.post("/api/v1/desk/reconciliation/fetch", json!({}))
        .await
        .json(200);
    let told = desk.get("/api/v1/desk/books/checks").await.json(200);
    assert_eq!(told["passed"], true, "{told:#}");
    for check in told["checks"].as_array().unwrap() {
        let idle = [
            "events_handled",
            "nothing_held_too_long",
            "payees_match",
            "payouts_in_transit",
        ];
        let compared = check["compared"].as_i64().unwrap();
        let code = check["code"].as_str().unwrap();
        assert!(compared > 0 || idle.contains(&code), "{check}");
        assert_eq!(check["waiting"], 0, "{check}");
    }

    let faults = [
        (
            "wallets_match_lots",
            "update lots set coins_used = coins_used + 1",
            "update lots set coins_used = coins_used - 1",
        ),
        (
            "float_matches_lots",
            "update lots set money_used = money_used + 1",
            "update lots set money_used = money_used - 1",
        ),
        (
            "unlocks_match_books",
            "update unlocks set paid = paid - 1, coins = coins - 1 where paid > 0",
            "update unlocks set paid = paid + 1, coins = coins + 1",
        ),
        (
            "orders_settled_once",
            "update orders set price = price + 1, net = net + 1",
            "update orders set price = price - 1, net = net - 1",
        ),
        (
            "receipts_without_gaps",
            "update receipt_counters set last = last + 1",
            "update receipt_counters set last = last - 1",
        ),
        (
            "vip_matches_periods",
            "update vip_periods set earned = earned + 1",
            "update vip_periods set earned = earned - 1",
        ),
        (
            "revenue_matches",
            "update revenue set amount = amount + 1",
            "update revenue set amount = amount - 1",
        ),
    ];
    for (code, fault, repair) in faults {
        sqlx::query(fault).execute(&house.app.db).await.unwrap();
        let found = failing(&house).await;
        assert!(found.contains(&code), "{code}: {found:?}");
        sqlx::query(repair).execute(&house.app.db).await.unwrap();
        assert!(failing(&house).await.is_empty(), "{code}");
    }
}

#[sqlx::test]
async fn money_that_the_books_do_not_know_is_found(db: PgPool) {
    let house = TestHouse::new(db).await;
    let (id, payee, payout) = (
        house.id().await,
        house.app.random.id(),
        house.app.random.id(),
    );
    let now = house.app.clock.now();
    let statements = [
        "insert into provider_balance_lines (house_id, provider, ref, kind, currency, gross, fee, net, at, fetched_at, problem)
         values ($1, 'test', 'line', 'charge', 'USD', 100, 0, 100, $4, $4, 'nobody knows it')",
        "insert into provider_events (house_id, provider, event_id, kind, body, received_at, try_at, attempts, problem)
         values ($1, 'apple', 'one', 'REFUND', '', $4, $4, 12, 'it makes no sense')",
        "insert into payees (id, house_id, code, name, kind, currency, territory, created_at, updated_at)
         values ($2, $1, 'north-star', 'North Star', 'producer', 'USD', 'US', $4, $4)",
        "insert into payouts (id, house_id, payee_id, state, currency, payable, held, netted, withheld, amount, withholding, territory, planned_at)
         values ($3, $1, $2, 'approved', 'USD', 500, 0, 0, 0, 500, '0/1', 'US', $4)",
        "insert into payout_events (id, house_id, payout_id, payee_id, at, event, moved) values ($3, $1, $3, $2, $4, 'approved', -500)",
    ];
    for statement in statements {
        // Every statement names all four, so that they are bound alike.
        let all = format!(
            "with given as (select $1::uuid, $2::uuid, $3::uuid, $4::timestamptz) {statement}"
        );
        sqlx::query(sqlx::AssertSqlSafe(all))
            .bind(id)
            .bind(payee)
            .bind(payout)
            .bind(now)
            .execute(&house.app.db)
            .await
            .unwrap();
    }
    assert_eq!(
        failing(&house).await,
        [
            "nothing_in_suspense",
            "events_handled",
            "payees_match",
            "payouts_in_transit"
        ]
    );
}
