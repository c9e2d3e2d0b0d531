//! P2: App Store objects are believed only when Apple's chain signed them, for this app and environment, and count once.

use serde_json::{Value, json};
use signed::testing::AppStore;
use sqlx::PgPool;

use super::{account, coins, count, holds, owed, viewer_key};
use crate::books::Kind;
use crate::people::Role;
use crate::testing::{Answer, Device, TestHouse};

const CLAIM: &str = "/api/v1/orders/app-store";

struct Setup {
    house: TestHouse,
    store: AppStore,
    // Deleted with the setup.
    _root: tempfile::NamedTempFile,
}

impl Setup {
    async fn new(db: PgPool) -> Self {
        let store = AppStore::new();
        let root = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(root.path(), &store.chain[2]).unwrap();
        let settings = format!(
            r#"
            [app_store]
            bundle_id = "org.example.house"
            environment = "Sandbox"
            root_certificate = "{}"
            [app_store.products.coins_300]
            coins = 300
            bonus = 30
            prices = [
                {{ country = "USA", territory = "US", amount = "2.99", currency = "USD" }},
                {{ country = "JPN", territory = "JP", amount = "450", currency = "JPY" }},
            ]"#,
            root.path().display()
        );
        Self {
            house: super::house(db, &settings).await,
            store,
            _root: root,
        }
    }

    fn transaction(&self, id: &str, viewer: &str) -> Value {
        let now = self.house.app.clock.now().timestamp_millis();
        json!({
            "transactionId": id, "originalTransactionId": id, "bundleId": "org.example.house",
            "productId": "coins_300", "type": "Consumable", "quantity": 1, "purchaseDate": now - 5000,
            "signedDate": now - 1000, "environment": "Sandbox", "appAccountToken": viewer, "storefront": "USA",
            "price": 2990, "currency": "USD",
        })
    }

    fn notification(&self, uuid: u32, kind: &str, transaction: &Value) -> Value {
        let signed = self.store.sign(&json!({
            "notificationType": kind, "notificationUUID": format!("002e14d5-51f5-4503-b5a8-{uuid:012}"), "version": "2.0",
            "signedDate": self.house.app.clock.now().timestamp_millis(),
            "data": {
                "bundleId": "org.example.house", "environment": "Sandbox",
                "signedTransactionInfo": self.store.sign(transaction),
            },
        }));
        json!({ "signedPayload": signed })
    }

    /// As Apple sends it: no browser, no cookie.
    async fn hear(&self, body: &Value) -> Answer {
        self.house
            .device()
            .send(
                axum::http::Method::POST,
                "/hooks/app-store",
                &[
                    ("origin", ""),
                    ("sec-fetch-site", ""),
                    ("content-type", "application/json"),
                ],
                axum::body::Body::from(body.to_string()),
            )
            .await
    }

    async fn claim(&self, device: &mut Device, transaction: &Value) -> Answer {
        let body = json!({ "signed_transaction": self.store.sign(transaction) });
        device.post(CLAIM, body).await
    }
}

#[sqlx::test]
async fn p2_a_signed_transaction_gives_its_coins_once_and_to_one_viewer(db: PgPool) {
    let setup = Setup::new(db).await;
    let mut viewer = setup.house.device();
    let key = viewer_key(&setup.house, &mut viewer).await;
    let transaction = setup.transaction("2000001", &key);
    let order = setup.claim(&mut viewer, &transaction).await.json(200);
    assert_eq!(order["state"], "settled");
    assert_eq!(
        (&order["coins"], &order["bonus"]),
        (&json!(300), &json!(30))
    );
    assert_eq!(
        order["price"],
        json!({ "minor": 299, "currency": "USD", "digits": 2 })
    );
    assert_eq!(order["provider"]["kind"], "apple");
    for _ in 0..3 {
        let again = setup.claim(&mut viewer, &transaction).await.json(200);
        assert_eq!(again["id"], order["id"]);
    }
    assert_eq!(coins(&mut viewer).await, (300, 30));
    assert_eq!(holds(&setup.house, Kind::ClearingApple, "USD").await, 299);
    assert_eq!(holds(&setup.house, Kind::CoinFloat, "USD").await, -299);
    assert_eq!(
        holds(&setup.house, Kind::TaxPayable, "USD").await,
        0,
        "the store is the seller, and pays the tax"
    );
    let mut thief = setup.house.device();
    assert_eq!(
        setup.claim(&mut thief, &transaction).await.refusal(409),
        "purchase_of_another"
    );
    // Nor when the app named nobody: who was first has it.
    let mut nobodys = setup.transaction("2000002", &key);
    nobodys.as_object_mut().unwrap().remove("appAccountToken");
    setup.claim(&mut viewer, &nobodys).await.json(200);
    assert_eq!(
        setup.claim(&mut thief, &nobodys).await.refusal(409),
        "purchase_of_another"
    );
    assert_eq!(coins(&mut thief).await, (0, 0));
    // In another country, at the price of that country.
    let mut japanese = setup.transaction("2000003", &key);
    japanese["storefront"] = json!("JPN");
    japanese["quantity"] = json!(2);
    let order = setup.claim(&mut viewer, &japanese).await.json(200);
    assert_eq!(
        order["price"],
        json!({ "minor": 900, "currency": "JPY", "digits": 0 })
    );
    assert_eq!(order["coins"], 600);
}

#[sqlx::test]
async fn p2_a_notification_gives_the_coins_too_and_counts_once_by_its_uuid(db: PgPool) {
    let setup = Setup::new(db).await;
    let mut viewer = setup.house.device();
    let key = viewer_key(&setup.house, &mut viewer).await;
    let transaction = setup.transaction("2000001", &key);
    let charge = setup.notification(1, "ONE_TIME_CHARGE", &transaction);
    for _ in 0..3 {
        setup.hear(&charge).await.json(200);
    }
    setup
        .hear(&setup.notification(2, "ONE_TIME_CHARGE", &transaction))
        .await
        .json(200);
    setup.claim(&mut viewer, &transaction).await.json(200);
    assert_eq!(coins(&mut viewer).await, (300, 30));
    assert_eq!(count(&setup.house, "select count(*) from orders").await, 1);
    assert_eq!(
        count(
            &setup.house,
            "select count(*) from provider_events where processed_at is not null"
        )
        .await,
        2
    );
    // A test, a question, and a subscription ask for nothing.
    for (uuid, kind) in [(3, "TEST"), (4, "CONSUMPTION_REQUEST"), (5, "DID_RENEW")] {
        setup
            .hear(&setup.notification(uuid, kind, &transaction))
            .await
            .json(200);
    }
    assert_eq!(coins(&mut viewer).await, (300, 30));
}

#[sqlx::test]
async fn p2_claims_and_notifications_at_the_same_moment_give_the_coins_once(db: PgPool) {
    let setup = Setup::new(db).await;
    let mut viewer = setup.house.device();
    let key = viewer_key(&setup.house, &mut viewer).await;
    let transaction = setup.transaction("2000001", &key);
    let claims = (0..10).map(|_| {
        let mut device = setup.house.device();
        device.cookie.clone_from(&viewer.cookie);
        let (setup, transaction) = (&setup, &transaction);
        async move { setup.claim(&mut device, transaction).await.status.as_u16() }
    });
    let told: Vec<Value> = (0..10)
        .map(|n| setup.notification(n, "ONE_TIME_CHARGE", &transaction))
        .collect();
    let heard = told
        .iter()
        .map(|body| async { setup.hear(body).await.status.as_u16() });
    let (claims, heard) = tokio::join!(
        futures_util::future::join_all(claims),
        futures_util::future::join_all(heard)
    );
    assert!(
        claims.iter().chain(&heard).all(|status| *status == 200),
        "{claims:?} {heard:?}"
    );
    assert_eq!(coins(&mut viewer).await, (300, 30));
    assert_eq!(holds(&setup.house, Kind::ClearingApple, "USD").await, 299);
}

#[sqlx::test]
async fn p3_a_refund_takes_unspent_coins_and_what_was_spent_is_owed(db: PgPool) {
    let setup = Setup::new(db).await;
    let story = setup.house.publish("story", 5, 3).await;
    let mut operator = setup.house.account("op", Role::Operator).await;
    let policy = json!({ "policy": { "free": 1, "price": 100 } });
    operator
        .put("/api/v1/desk/paywalls", policy)
        .await
        .json(200);
    let mut viewer = setup.house.device();
    let key = viewer_key(&setup.house, &mut viewer).await;
    let transaction = setup.transaction("2000001", &key);
    setup.claim(&mut viewer, &transaction).await.json(200);
    let spend = json!({ "spend_order": "paid_first" });
    viewer.patch("/api/v1/wallet", spend).await.json(200);
    let unlock = json!({
        "series_id": story.id, "kind": "episode", "episode": 2, "expected_coins": 100
    });
    let unlocked = viewer
        .send(
            axum::http::Method::POST,
            "/api/v1/unlocks",
            &[
                ("content-type", "application/json"),
                ("idempotency-key", "7e3fb20b-4cdb-47cc-936d-99d65f608138"),
            ],
            axum::body::Body::from(unlock.to_string()),
        )
        .await;
    unlocked.json(200);
    let mut refunded = transaction.clone();
    refunded["revocationDate"] = json!(setup.house.app.clock.now().timestamp_millis());
    for uuid in 1..=3 {
        let refund = setup.notification(uuid, "REFUND", &refunded);
        setup.hear(&refund).await.json(200);
        setup.hear(&refund).await.json(200);
    }
    assert_eq!(coins(&mut viewer).await.0, 0);
    assert_eq!(holds(&setup.house, Kind::ClearingApple, "USD").await, 0);
    assert_eq!(holds(&setup.house, Kind::CoinFloat, "USD").await, 0);
    assert_eq!(
        owed(&setup.house).await,
        99,
        "299 cents for 300 coins, 100 of which were spent"
    );
    assert_eq!(
        count(
            &setup.house,
            "select count(*) from refunds where state = 'settled'"
        )
        .await,
        1
    );
    let problems = count(
        &setup.house,
        "select count(*) from provider_events where processed_at is null",
    )
    .await;
    assert_eq!(problems, 0);
}

#[sqlx::test]
async fn p2_what_was_refunded_before_it_was_claimed_gives_nothing(db: PgPool) {
    let setup = Setup::new(db).await;
    let mut viewer = setup.house.device();
    let key = viewer_key(&setup.house, &mut viewer).await;
    // The refund overtakes the purchase.
    let transaction = setup.transaction("2000001", &key);
    let mut refunded = transaction.clone();
    refunded["revocationDate"] = json!(setup.house.app.clock.now().timestamp_millis());
    setup
        .hear(&setup.notification(1, "REFUND", &refunded))
        .await
        .json(200);
    assert_eq!(
        setup.claim(&mut viewer, &transaction).await.refusal(409),
        "purchase_refunded",
        "an old copy of the transaction"
    );
    assert_eq!(
        setup.claim(&mut viewer, &refunded).await.refusal(409),
        "purchase_refunded"
    );
    setup
        .hear(&setup.notification(2, "ONE_TIME_CHARGE", &transaction))
        .await
        .json(200);
    assert_eq!(coins(&mut viewer).await, (0, 0));
    assert_eq!(count(&setup.house, "select count(*) from orders").await, 0);
}

#[sqlx::test]
async fn p2_what_apple_did_not_sign_for_this_app_is_refused(db: PgPool) {
    let setup = Setup::new(db).await;
    let mut viewer = setup.house.device();
    let key = viewer_key(&setup.house, &mut viewer).await;
    let good = setup.transaction("2000001", &key);
    let changed = |name: &str, value: Value| {
        let mut payload = good.clone();
        payload[name] = value;
        payload
    };
    let forger = AppStore::new();
    let jws = setup.store.sign(&good);
    let parts: Vec<&str> = jws.split('.').collect();
    for bad in [
        forger.sign(&good),
        setup.store.sign_under(&json!({ "alg": "none" }), &good),
        setup.store.sign_under(&json!({ "alg": "HS256" }), &good),
        setup.store.sign_under(&json!({ "alg": "ES256" }), &good),
        setup
            .store
            .sign(&changed("bundleId", json!("org.example.other"))),
        setup
            .store
            .sign(&changed("environment", json!("Production"))),
        setup.store.sign(&changed("environment", json!("Xcode"))),
        setup.store.sign(&changed("signedDate", json!(i64::MAX))),
        setup.store.sign(&changed("transactionId", json!(7))),
        AppStore::bent(|plan| plan.leaf.custom_extensions.clear()).sign(&good),
        format!("{}.{}.", parts[0], parts[1]),
        jws[..jws.len() - 10].to_owned(),
        String::new(),
        "x".repeat(200_000),
        "a.b.c".to_owned(),
    ] {
        let refused = viewer
            .post(CLAIM, json!({ "signed_transaction": bad }))
            .await;
        assert_eq!(refused.refusal(400), "not_signed_by_store", "{bad:.60}");
        let heard = setup.hear(&json!({ "signedPayload": bad })).await;
        assert_eq!(heard.refusal(400), "not_signed_by_store", "{bad:.60}");
    }
    for body in [
        json!({}),
        json!([]),
        json!({ "signed_transaction": 7 }),
        json!({ "signed_transaction": null }),
    ] {
        assert_eq!(
            viewer.post(CLAIM, body.clone()).await.refusal(400),
            "body_invalid"
        );
        assert_eq!(setup.hear(&body).await.refusal(400), "body_invalid");
    }
    // Signed, but nothing that the house sells.
    for unsold in [
        changed("productId", json!("coins_9000")),
        changed("type", json!("Auto-Renewable Subscription")),
    ] {
        assert_eq!(
            setup.claim(&mut viewer, &unsold).await.refusal(400),
            "product_unknown"
        );
    }
    for quantity in [0, 101] {
        let many = changed("quantity", json!(quantity));
        assert_eq!(
            setup.claim(&mut viewer, &many).await.refusal(400),
            "quantity_unusual"
        );
    }
    assert_eq!(coins(&mut viewer).await, (0, 0));
    assert_eq!(
        count(&setup.house, "select count(*) from provider_events").await,
        0
    );
    // Another house of the process does not know this viewer.
    setup.house.second_house("second.example").await;
    let mut elsewhere = setup.house.device().at("second.example");
    assert_eq!(
        setup.claim(&mut elsewhere, &good).await.refusal(409),
        "purchase_of_another"
    );
}

/// Bank, fees, and what lies with the store.
async fn stand(house: &TestHouse) -> (i64, i64, i64) {
    (
        holds(house, Kind::Bank, "USD").await,
        holds(house, Kind::ProviderFees, "USD").await,
        holds(house, Kind::ClearingApple, "USD").await,
    )
}

/// P4: what was sold, what came back, what Apple kept and what it paid out.
#[sqlx::test]
async fn p4_a_report_of_the_store_leaves_no_difference_and_counts_once(db: PgPool) {
    const LINES: &str = "/api/v1/desk/reconciliation/lines";
    let setup = Setup::new(db).await;
    let mut operator = setup.house.account("op", Role::Operator).await;
    let mut viewer = setup.house.device();
    let key = viewer_key(&setup.house, &mut viewer).await;
    let report = |lines: &Value| json!({ "provider": "apple", "lines": lines });
    let at = setup.house.app.clock.now();
    let row = |reference: &str, kind: &str, gross: i64, fee: i64, source: Value| {
        json!({ "reference": reference, "kind": kind, "gross": gross, "fee": fee, "net": gross - fee, "currency": "USD",
                "at": at, "source": source })
    };
    for id in ["2000001", "2000002"] {
        let transaction = setup.transaction(id, &key);
        setup.claim(&mut viewer, &transaction).await.json(200);
    }
    let mut refunded = setup.transaction("2000002", &key);
    refunded["revocationDate"] = json!(at.timestamp_millis());
    setup
        .hear(&setup.notification(1, "REFUND", &refunded))
        .await
        .json(200);
    let told = operator.get("/api/v1/desk/reconciliation").await.json(200);
    assert_eq!(account(&told), ((299, 299, 0), true), "a report may come");

    let good = json!([
        row("1", "sale", 299, 90, json!("2000001")),
        row("2", "sale", 299, 90, json!("2000002")),
        row("3", "refund", -299, -90, json!("2000002")),
        row("4", "payout", -200, 0, Value::Null),
    ]);
    // One row that is wrong, and nothing is taken.
    let long = "x".repeat(256);
    for (name, value, said) in [
        ("gross", json!(-299), "Row 2: its net is"),
        (
            "net",
            json!(210),
            "Row 2: its net is 2.10, but its gross less its fee is 2.09",
        ),
        ("net", json!(i64::MAX), "Row 2: an amount is larger"),
        ("currency", json!("XXZ"), "Row 2: "),
        (
            "reference",
            json!("1"),
            "Row 2: it has the reference of row 1",
        ),
        ("reference", json!(" "), "Row 2: its reference is empty"),
        (
            "reference",
            json!("a\u{0}b"),
            "Row 2: its reference is empty",
        ),
        ("reference", json!(long), "Row 2: its reference is empty"),
        (
            "source",
            Value::Null,
            "Row 2: a sale or a refund needs its source",
        ),
        ("at", json!("2126-01-01T00:00:00Z"), "Row 2: its time"),
        ("at", json!("1926-01-01T00:00:00Z"), "Row 2: its time"),
        (
            "kind",
            json!("refund"),
            "Row 2: the gross of a refund is below zero",
        ),
    ] {
        let mut bad = good.clone();
        bad[1][name] = value;
        let answer = operator.post(LINES, report(&bad)).await;
        assert_eq!(answer.refusal(400), "report_refused", "{name}");
        let text = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert!(text.contains(said), "{name}: {text}");
    }
    for body in [
        report(&json!([])),
        json!({ "provider": "stripe", "lines": good }),
        json!({ "provider": "apple", "lines": [{ "reference": "1" }] }),
        json!({ "provider": "apple" }),
    ] {
        let answer = operator.post(LINES, body).await;
        assert!(answer.status.is_client_error(), "{}", answer.status);
    }
    assert_eq!(
        count(&setup.house, "select count(*) from provider_balance_lines").await,
        0
    );

    for counts in [(4, 0), (0, 4)] {
        let taken = operator.post(LINES, report(&good)).await.json(200);
        assert_eq!(
            (&taken["new"], &taken["known"], &taken["changed"]),
            (&json!(counts.0), &json!(counts.1), &json!(0))
        );
        assert_eq!(account(&taken["reconciliation"]), ((9, 0, 0), true));
        assert_eq!(stand(&setup.house).await, (200, 90, 9));
    }
    // What is booked is not changed by another report; what waits is.
    let mut other = good.clone();
    other[0] = row("1", "sale", 299, 89, json!("2000001"));
    let answer = operator.post(LINES, report(&other)).await;
    assert_eq!(answer.refusal(400), "report_refused");
    let wrong = json!([row("5", "sale", 299, 90, json!("2000009"))]);
    let taken = operator.post(LINES, report(&wrong)).await.json(200);
    assert_eq!(
        taken["reconciliation"]["suspense"][0]["problem"],
        "No sale of this house was paid with it."
    );
    let right = json!([
        row("5", "adjustment", -4, 0, Value::Null),
        row("6", "fee", -6, 0, Value::Null),
        row("7", "fee", 1, 0, Value::Null),
    ]);
    let taken = operator.post(LINES, report(&right)).await.json(200);
    assert_eq!((&taken["new"], &taken["changed"]), (&json!(2), &json!(1)));
    assert_eq!(account(&taken["reconciliation"]), ((0, 0, 0), true));
    assert_eq!(stand(&setup.house).await, (200, 99, 0));
}
