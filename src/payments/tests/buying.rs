//! Buying with test money, and everything that may go wrong between the tap and the receipt.

use axum::http::Method;
use chrono::Duration;
use ledger::Unit;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Market, text};
use crate::books::Kind;
use crate::people::Role;

#[sqlx::test]
async fn a_pack_is_bought_with_test_money_and_everybody_agrees(db: PgPool) {
    let mut market = Market::new(db).await;
    let shop = market.shop().await;
    assert_eq!(
        (
            &shop["test_money"],
            &shop["provider"]["kind"],
            &shop["tax_included"]
        ),
        (&json!(true), &json!("test"), &json!(true))
    );
    assert_eq!(
        shop["packs"][1]["price"],
        json!({"minor": 299, "currency": "USD", "digits": 2})
    );
    let wanted = market.pack(1).await;
    let order = market.buy(&wanted).await;
    assert_eq!(
        (
            &order["state"],
            &order["coins"],
            &order["bonus"],
            &order["receipt"]
        ),
        (
            &json!("settled"),
            &json!(300),
            &json!(15),
            &json!(2_026_000_001_i64)
        )
    );
    assert_eq!(market.wallet().await, (300, 15));
    assert_eq!(market.theirs(Kind::WalletCoins, Unit::Coin).await, 300);
    assert_eq!(market.theirs(Kind::WalletBonus, Unit::Bonus).await, 15);
    assert_eq!(market.books(Kind::ClearingTest).await, 299);
    assert_eq!(market.books(Kind::CoinFloat).await, 299);
    let list = market.viewer.get("/api/v1/orders").await.json(200);
    assert_eq!(list[0]["receipt"], 2_026_000_001_i64);
    let history = market.viewer.get("/api/v1/wallet/history").await.json(200);
    assert_eq!(history["entries"][0]["receipt"], 2_026_000_001_i64);
    assert!(market.reconciled().await);
}

#[sqlx::test]
async fn the_same_tap_is_one_order_however_often_it_comes(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.pack(0).await;
    let order = market.buy(&wanted).await;
    for _ in 0..3 {
        let again = market.viewer.post("/api/v1/orders", wanted.clone()).await;
        assert_eq!(again.json(200), market.order(&order).await);
        market.pay(&order, "succeed").await.json(200);
        market.pay(&order, "decline").await.json(200);
        market.sweep().await;
    }
    assert_eq!(market.wallet().await, (100, 0));
    assert_eq!(market.books(Kind::CoinFloat).await, 99);
    // Another wish under the same id is refused, whoever has it.
    let mut other = market.plan(0).await;
    other["id"] = wanted["id"].clone();
    let answer = market.viewer.post("/api/v1/orders", other).await;
    assert_eq!(answer.refusal(409), "order_id_taken");
    let mut stranger = market.house.account("stranger", Role::Viewer).await;
    let answer = stranger.post("/api/v1/orders", wanted.clone()).await;
    assert_eq!(answer.refusal(409), "order_id_taken");
    let path = format!("/api/v1/orders/{}", text(&wanted["id"]));
    for path in [path.clone(), format!("{path}/nothing")] {
        assert_eq!(stranger.get(&path).await.status, 404);
    }
}

#[sqlx::test]
async fn nobody_is_charged_more_than_they_were_shown(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.pack(0).await;
    let book = market
        .operator
        .get("/api/v1/desk/price-book")
        .await
        .json(200);
    let mut dearer = book.clone();
    dearer["book"]["shelves"][0]["packs"][0]["price"] = json!(149);
    let body = json!({"version": book["version"], "book": dearer["book"]});
    market
        .operator
        .put("/api/v1/desk/price-book", body.clone())
        .await
        .json(200);
    assert_eq!(
        market
            .operator
            .put("/api/v1/desk/price-book", body)
            .await
            .refusal(409),
        "price_book_changed"
    );
    let answer = market.viewer.post("/api/v1/orders", wanted).await;
    assert_eq!(answer.refusal(409), "price_changed");
    assert_eq!(market.books(Kind::ClearingTest).await, 0);
    // An order that was made keeps its price.
    let wanted = market.pack(0).await;
    let order = market.viewer.post("/api/v1/orders", wanted).await.json(200);
    let mut dearest = dearer["book"].clone();
    dearest["shelves"][0]["packs"][0]["price"] = json!(9_999);
    let body = json!({"version": 2, "book": dearest});
    market
        .operator
        .put("/api/v1/desk/price-book", body)
        .await
        .json(200);
    let paid = market.pay(&order, "succeed").await.json(200);
    assert_eq!(paid["price"]["minor"], 149);
    assert_eq!(market.books(Kind::ClearingTest).await, 149);
}

#[sqlx::test]
async fn what_is_not_sold_here_is_refused_with_what_is(db: PgPool) {
    let mut market = Market::new(db).await;
    let good = market.pack(0).await;
    let change = |at: &str, value: Value| {
        let mut body = good.clone();
        *body.pointer_mut(at).unwrap() = value;
        body
    };
    for (body, status, code) in [
        (
            change("/expected/currency", json!("EUR")),
            400,
            "currency_not_sold",
        ),
        (
            change("/expected/currency", json!("XAU")),
            400,
            "money.unknown_currency",
        ),
        (
            change("/expected/currency", json!("usd")),
            400,
            "money.unknown_currency",
        ),
        (change("/expected/minor", json!(1)), 409, "price_changed"),
        (
            change("/expected/minor", json!(i64::MAX)),
            409,
            "price_changed",
        ),
        (change("/expected/minor", json!(-99)), 409, "price_changed"),
        (change("/expected/minor", json!(0.99)), 400, "body_invalid"),
        (
            change("/item/pack_id", json!(market.id)),
            404,
            "not_on_sale",
        ),
        (
            change("/item", json!({"kind": "vip", "plan_id": market.id})),
            404,
            "not_on_sale",
        ),
        (
            change("/item", json!({"kind": "exact", "coins": 55})),
            400,
            "coins_not_sold",
        ),
        (
            change("/item", json!({"kind": "exact", "coins": 0})),
            400,
            "coins_not_sold",
        ),
        (
            change("/item", json!({"kind": "exact", "coins": -50})),
            400,
            "coins_not_sold",
        ),
        (
            change("/item", json!({"kind": "exact", "coins": i64::MAX})),
            400,
            "coins_not_sold",
        ),
        (
            change("/item", json!({"kind": "house"})),
            400,
            "body_invalid",
        ),
        (
            change("/id", json!("00000000-0000-0000-0000-000000000000")),
            400,
            "order_id_invalid",
        ),
    ] {
        let answer = market.viewer.post("/api/v1/orders", body.clone()).await;
        assert_eq!(answer.refusal(status), code, "{body}");
    }
    // A shelf for one territory only: elsewhere nothing is sold.
    let book = market
        .operator
        .get("/api/v1/desk/price-book")
        .await
        .json(200);
    let mut far = book["book"].clone();
    far["shelves"][0]["territory"] = json!("JP");
    let body = json!({"version": book["version"], "book": far});
    market
        .operator
        .put("/api/v1/desk/price-book", body)
        .await
        .json(200);
    assert_eq!(
        market.viewer.get("/api/v1/shop").await.refusal(404),
        "not_sold_here"
    );
    let answer = market.viewer.post("/api/v1/orders", good).await;
    assert_eq!(answer.refusal(404), "not_sold_here");
    let kept: i64 = sqlx::query_scalar("select count(*) from orders")
        .fetch_one(&market.house.app.db)
        .await
        .unwrap();
    assert_eq!(kept, 0);
}

#[sqlx::test]
async fn exact_coins_cost_what_the_shop_says(db: PgPool) {
    let mut market = Market::new(db).await;
    let shop = market.shop().await;
    let unit = &shop["exact"]["coins_for"];
    assert_eq!(
        (&unit["coins"], &unit["price"]["minor"]),
        (&json!(10), &json!(10))
    );
    let price = json!({"minor": 70, "currency": "USD"});
    let wanted = market.wanted(json!({"kind": "exact", "coins": 70}), &price);
    market.buy(&wanted).await;
    assert_eq!(market.wallet().await, (70, 0));
    let anonymous = market.house.device();
    market.viewer = anonymous;
    let wanted = market.wanted(json!({"kind": "exact", "coins": 70}), &price);
    let order = market.buy(&wanted).await;
    assert_eq!(order["state"], "settled", "nobody needs an account to buy");
}

#[sqlx::test]
async fn a_declined_payment_leaves_nothing_behind(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.pack(0).await;
    let order = market.viewer.post("/api/v1/orders", wanted).await.json(200);
    assert_eq!(
        market.pay(&order, "decline").await.refusal(402),
        "card_declined"
    );
    assert_eq!(
        market.pay(&order, "succeed").await.refusal(402),
        "card_declined"
    );
    let order = market.order(&order).await;
    assert_eq!(
        (&order["state"], &order["failure"]),
        (&json!("failed"), &json!("declined"))
    );
    assert_eq!(
        (
            market.wallet().await,
            market.books(Kind::ClearingTest).await
        ),
        ((0, 0), 0)
    );
    // One that nobody pays ends after a day.
    let wanted = market.pack(0).await;
    let order = market.viewer.post("/api/v1/orders", wanted).await.json(200);
    market.advance(Duration::hours(25));
    market.sweep().await;
    assert_eq!(market.order(&order).await["failure"], "expired");
}

/// P3/C1: whoever is killed between the provider's yes and our record is followed by the sweep.
#[sqlx::test]
async fn a_process_killed_at_any_step_ends_with_the_right_balances(db: PgPool) {
    let mut market = Market::new(db).await;
    // At each step: what the killed process had done.
    for step in 0..4 {
        let wanted = market.pack(0).await;
        let order = market.viewer.post("/api/v1/orders", wanted).await.json(200);
        let (app, db) = (market.house.app.clone(), market.house.app.db.clone());
        let id: uuid::Uuid = text(&order["id"]).parse().unwrap();
        // The provider's yes.
        sqlx::query("update orders set test_outcome = 'succeed' where id = $1")
            .bind(id)
            .execute(&db)
            .await
            .unwrap();
        if step >= 1 {
            let found = crate::payments::orders::find(&db, market.id, id)
                .await
                .unwrap();
            let payment = crate::payments::orders::Payment {
                charge_ref: Some(format!("test_{}", id.simple())),
                ..Default::default()
            };
            crate::payments::orders::paid(&app, &found, &payment, "buyer")
                .await
                .unwrap();
        }
        if step >= 2 {
            // Settled, but for the last transaction.
            sqlx::query("create function stop() returns trigger language plpgsql as $$ begin raise exception 'killed'; end $$")
                .execute(&db)
                .await
                .unwrap();
            sqlx::query("create trigger stop before insert on receipts for each row execute function stop()")
                .execute(&db)
                .await
                .unwrap();
            crate::payments::orders::advance(&app, market.id, id, "buyer")
                .await
                .unwrap_err();
            sqlx::query("drop function stop cascade")
                .execute(&db)
                .await
                .unwrap();
        }
        let waiting = step < 3;
        if waiting {
            assert_ne!(
                crate::payments::orders::find(&db, market.id, id)
                    .await
                    .unwrap()
                    .state,
                crate::payments::orders::State::Settled
            );
        }
        market.advance(Duration::minutes(2));
        market.sweep().await;
        let after = market.order(&order).await;
        assert_eq!(after["state"], "settled", "step {step}");
        let bought = i64::from(step) + 1;
        assert_eq!(market.wallet().await, (100 * bought, 0), "step {step}");
        assert_eq!(
            market.books(Kind::CoinFloat).await,
            99 * bought,
            "step {step}"
        );
        assert_eq!(
            after["receipt"],
            2_026_000_000 + bought,
            "no gap in the numbers"
        );
    }
    assert!(market.reconciled().await);
}

#[sqlx::test]
async fn a_hundred_taps_at_once_are_one_purchase(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.pack(0).await;
    let order = market.viewer.post("/api/v1/orders", wanted).await.json(200);
    let path = format!("/api/v1/orders/{}/test-payment", text(&order["id"]));
    let mut taps = Vec::new();
    for _ in 0..100 {
        let mut device = market.house.device();
        device.cookie = market.viewer.cookie.clone();
        let path = path.clone();
        taps.push(async move {
            device
                .post(&path, json!({"outcome": "succeed"}))
                .await
                .status
        });
    }
    let answers = futures_util::future::join_all(taps).await;
    assert!(
        answers.iter().all(|status| status.as_u16() == 200),
        "{answers:?}"
    );
    assert_eq!(market.wallet().await, (100, 0));
    assert_eq!(market.books(Kind::CoinFloat).await, 99);
    let receipts: i64 = sqlx::query_scalar("select count(*) from receipts")
        .fetch_one(&market.house.app.db)
        .await
        .unwrap();
    assert_eq!(receipts, 1);
}

#[sqlx::test]
async fn receipts_have_no_gaps_and_only_their_buyer_and_operators_see_them(db: PgPool) {
    let mut market = Market::new(db).await;
    let mut orders = Vec::new();
    for _ in 0..8 {
        let wanted = market.pack(0).await;
        orders.push(market.viewer.post("/api/v1/orders", wanted).await.json(200));
    }
    // All at once.
    let mut taps = Vec::new();
    for order in &orders {
        let mut device = market.house.device();
        device.cookie = market.viewer.cookie.clone();
        let path = format!("/api/v1/orders/{}/test-payment", text(&order["id"]));
        taps.push(async move {
            device
                .post(&path, json!({"outcome": "succeed"}))
                .await
                .json(200)
        });
    }
    let paid = futures_util::future::join_all(taps).await;
    let mut numbers: Vec<i64> = paid
        .iter()
        .map(|order| order["receipt"].as_i64().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (2_026_000_001..=2_026_000_008).collect::<Vec<_>>());
    let page = market.viewer.get("/receipts/2026000003").await;
    let html = String::from_utf8(page.bytes.clone()).unwrap();
    assert_eq!(page.status, 200);
    assert!(
        page.headers["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
    assert!(
        html.contains("2026-000003") && html.contains("0.99 USD"),
        "{html}"
    );
    assert!(html.contains("class=\"test\""), "test money is stamped");
    let arabic = market
        .viewer
        .send(
            Method::GET,
            "/receipts/2026000003?lang=ar",
            &[],
            axum::body::Body::empty(),
        )
        .await;
    assert!(
        String::from_utf8(arabic.bytes)
            .unwrap()
            .contains("dir=\"rtl\"")
    );
    assert_eq!(
        market.operator.get("/receipts/2026000003").await.status,
        200
    );
    assert_eq!(market.viewer.get("/receipts/receipt.css").await.status, 200);
    let mut stranger = market.house.account("stranger", Role::Viewer).await;
    for path in [
        "/receipts/2026000003",
        "/receipts/2026000999",
        "/receipts/-1",
        "/receipts/x",
        "/receipts/99999999999999999999",
    ] {
        assert_eq!(stranger.get(path).await.status, 404, "{path}");
        assert_eq!(market.house.device().get(path).await.status, 404, "{path}");
    }
    // Another house's operator is nobody here.
    let second = market.house.second_house("second.example").await;
    let mut boss = market
        .house
        .account_at("second.example", "boss2", Role::Operator)
        .await;
    assert_eq!(boss.get("/receipts/2026000003").await.status, 404);
    let theirs = boss.get("/api/v1/desk/orders").await.json(200);
    assert_eq!(theirs["orders"], json!([]), "{second}");
    let path = format!("/api/v1/desk/orders/{}", text(&orders[0]["id"]));
    assert_eq!(boss.get(&path).await.refusal(404), "order_not_found");
    let answer = boss
        .post(&format!("{path}/refund"), json!({"reason": "x"}))
        .await;
    assert_eq!(answer.refusal(404), "order_not_found");
}

#[sqlx::test]
async fn what_a_device_bought_becomes_the_accounts(db: PgPool) {
    let mut market = Market::new(db).await;
    market.viewer = market.house.device();
    let wanted = market.pack(0).await;
    let order = market.buy(&wanted).await;
    let login = json!({"email": "buyer@example.org", "password": crate::testing::PASSWORD});
    market
        .viewer
        .post("/api/v1/auth/login", login)
        .await
        .json(200);
    assert_eq!(market.order(&order).await["state"], "settled");
    assert_eq!(market.wallet().await, (100, 0));
    let path = format!("/api/v1/orders/{}/withdraw", text(&order["id"]));
    let after = market.viewer.post(&path, json!({})).await.json(200);
    assert_eq!(
        (&after["state"], &after["refunded"]["minor"]),
        (&json!("refunded"), &json!(99))
    );
    assert_eq!(market.wallet().await, (0, 0));
}

#[sqlx::test]
async fn an_erased_buyers_sale_stays_without_them(db: PgPool) {
    let mut market = Market::new(db).await;
    let wanted = market.pack(0).await;
    let order = market.buy(&wanted).await;
    market.viewer.delete("/api/v1/me").await;
    let path = format!("/api/v1/desk/orders/{}", text(&order["id"]));
    let kept = market.operator.get(&path).await.json(200);
    assert_eq!(
        (&kept["person_id"], &kept["price"]["minor"]),
        (&Value::Null, &json!(99))
    );
    let text = kept.to_string();
    assert!(!text.contains(&market.person.to_string()), "{text}");
}
