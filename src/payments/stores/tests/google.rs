//! Google's notifications are a signal: what counts is what its server says of the purchase.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{account, coins, count, holds, viewer_key};
use crate::books::Kind;
use crate::payments::stores;
use crate::people::Role;
use crate::testing::web::Web;
use crate::testing::{Answer, TestHouse};

const SECRET: &str = "a-secret-of-the-push";
const PURCHASE: &str = "/androidpublisher/v3/applications/org.example.house/purchases/products/coins_300/tokens/tok.en-1";

struct Setup {
    house: TestHouse,
    web: Web,
}

impl Setup {
    async fn new(db: PgPool) -> Self {
        let web = Web::start().await;
        web.set(
            "/token",
            200,
            json!({ "access_token": "bearer", "expires_in": 3600 }).to_string(),
        );
        let settings = format!(
            r#"
            [google_play]
            package = "org.example.house"
            api_base = "{0}"
            token_url = "{0}/token"
            push_token = "{SECRET}"
            [google_play.products.coins_300]
            coins = 300
            prices = [{{ country = "GB", territory = "GB", amount = "2.49", currency = "GBP" }}]"#,
            web.base
        );
        Self {
            house: super::house(db, &settings).await,
            web,
        }
    }

    /// What Google says of the purchase from now on.
    fn says(&self, state: i32, acknowledged: i32, viewer: &str) {
        let purchase = json!({
            "kind": "androidpublisher#productPurchase", "purchaseState": state, "acknowledgementState": acknowledged,
            "consumptionState": 0, "orderId": "GPA.1234", "regionCode": "GB", "obfuscatedExternalAccountId": viewer,
        });
        self.web.set(PURCHASE, 200, purchase.to_string());
        self.web.set(&format!("{PURCHASE}:acknowledge"), 204, "");
    }

    async fn push(&self, id: &str, notification: Value) -> Answer {
        let mut data = json!({ "version": "1.0", "packageName": "org.example.house", "eventTimeMillis": "1503349566168" });
        data.as_object_mut()
            .unwrap()
            .extend(notification.as_object().unwrap().clone());
        let body = json!({
            "message": { "data": STANDARD.encode(data.to_string()), "messageId": id, "attributes": {} },
            "subscription": "projects/p/subscriptions/s",
        });
        self.send(
            &format!("/hooks/google-play?token={SECRET}"),
            body.to_string(),
        )
        .await
    }

    async fn send(&self, path: &str, body: String) -> Answer {
        let headers = [
            ("origin", ""),
            ("sec-fetch-site", ""),
            ("content-type", "application/json"),
        ];
        let body = axum::body::Body::from(body);
        self.house
            .device()
            .send(axum::http::Method::POST, path, &headers, body)
            .await
    }

    fn acknowledged(&self) -> usize {
        let asked = self.web.asked();
        asked
            .iter()
            .filter(|line| line.starts_with("POST") && line.ends_with(":acknowledge"))
            .count()
    }
}

fn bought() -> Value {
    json!({ "oneTimeProductNotification": {
        "version": "1.0", "notificationType": 1, "purchaseToken": "tok.en-1", "sku": "coins_300" } })
}

fn voided() -> Value {
    json!({ "voidedPurchaseNotification": {
        "purchaseToken": "tok.en-1", "orderId": "GPA.1234", "productType": 2, "refundType": 1 } })
}

#[sqlx::test]
async fn p3_a_signal_is_followed_by_a_look_and_the_coins_are_given_and_acknowledged(db: PgPool) {
    let setup = Setup::new(db).await;
    let mut viewer = setup.house.device();
    let key = viewer_key(&setup.house, &mut viewer).await;
    setup.says(0, 0, &key);
    setup.push("m-1", bought()).await.json(200);
    assert_eq!(coins(&mut viewer).await, (300, 0));
    assert_eq!(setup.acknowledged(), 1);
    assert_eq!(holds(&setup.house, Kind::ClearingGoogle, "GBP").await, 249);
    setup.says(0, 1, &key);
    for id in ["m-1", "m-1", "m-2", "m-3"] {
        setup.push(id, bought()).await.json(200);
    }
    let claim = json!({ "product_id": "coins_300", "purchase_token": "tok.en-1" });
    let order = viewer
        .post("/api/v1/orders/google-play", claim.clone())
        .await
        .json(200);
    assert_eq!(
        (&order["state"], &order["provider"]["kind"]),
        (&json!("settled"), &json!("google"))
    );
    assert_eq!(coins(&mut viewer).await, (300, 0));
    assert_eq!(setup.acknowledged(), 1);
    let mut thief = setup.house.device();
    assert_eq!(
        thief
            .post("/api/v1/orders/google-play", claim)
            .await
            .refusal(409),
        "purchase_of_another"
    );
    // A voided message is only a signal, too: Google says that all is well.
    setup.push("m-4", voided()).await.json(200);
    assert_eq!(coins(&mut viewer).await, (300, 0));
    setup.says(1, 1, &key);
    for id in ["m-5", "m-6", "m-5"] {
        setup.push(id, voided()).await.json(200);
    }
    assert_eq!(coins(&mut viewer).await, (0, 0));
    assert_eq!(holds(&setup.house, Kind::ClearingGoogle, "GBP").await, 0);
    assert_eq!(holds(&setup.house, Kind::CoinFloat, "GBP").await, 0);
    assert_eq!(count(&setup.house, "select count(*) from refunds").await, 1);
    // Late and out of order: what is gone stays gone.
    setup.push("m-7", bought()).await.json(200);
    assert_eq!(coins(&mut viewer).await, (0, 0));
}

#[sqlx::test]
async fn what_google_did_not_say_in_time_is_asked_again(db: PgPool) {
    let setup = Setup::new(db).await;
    let mut viewer = setup.house.device();
    let key = viewer_key(&setup.house, &mut viewer).await;
    // Down; then up, but the acknowledgement fails.
    setup.web.set(PURCHASE, 503, "");
    setup.push("m-1", bought()).await.json(200);
    assert_eq!(coins(&mut viewer).await, (0, 0));
    setup.says(0, 0, &key);
    setup.web.set(&format!("{PURCHASE}:acknowledge"), 500, "");
    setup.house.app.clock.advance(chrono::Duration::minutes(2));
    stores::sweep(&setup.house.app).await.unwrap();
    assert_eq!(coins(&mut viewer).await, (300, 0));
    assert_eq!(count(&setup.house, "select count(*) from provider_events where processed_at is null and problem is not null").await, 1);
    setup.says(0, 0, &key);
    setup.house.app.clock.advance(chrono::Duration::minutes(5));
    stores::sweep(&setup.house.app).await.unwrap();
    assert_eq!(
        count(
            &setup.house,
            "select count(*) from provider_events where processed_at is null"
        )
        .await,
        0
    );
    assert_eq!(coins(&mut viewer).await, (300, 0));
    assert_eq!(setup.acknowledged(), 2);
}

#[sqlx::test]
async fn what_could_not_be_handled_waits_at_the_desk_and_is_tried_again_there(db: PgPool) {
    let setup = Setup::new(db).await;
    let mut viewer = setup.house.device();
    let mut desk = setup.house.account("boss", Role::Operator).await;
    let key = viewer_key(&setup.house, &mut viewer).await;
    let path = "/api/v1/desk/provider-events";
    let failing = async |desk: &mut crate::testing::Device| {
        let checks = desk.get("/api/v1/desk/books/checks").await.json(200);
        let checks = checks["checks"].as_array().unwrap().clone();
        let check = checks
            .into_iter()
            .find(|check| check["code"] == "events_handled");
        check.unwrap()["wrong"].as_i64().unwrap()
    };
    setup.web.set(PURCHASE, 503, "");
    setup.push("m-1", bought()).await.json(200);
    for _ in 0..10 {
        setup.house.app.clock.advance(chrono::Duration::hours(1));
        stores::sweep(&setup.house.app).await.unwrap();
    }
    // Eleven tries: it is still tried again by itself.
    assert_eq!(desk.get(path).await.json(200), json!([]));
    assert_eq!(failing(&mut desk).await, 0);
    for _ in 0..5 {
        setup.house.app.clock.advance(chrono::Duration::hours(1));
        stores::sweep(&setup.house.app).await.unwrap();
    }
    let stuck = desk.get(path).await.json(200);
    assert_eq!(stuck.as_array().unwrap().len(), 1);
    assert_eq!(
        (
            &stuck[0]["provider"],
            &stuck[0]["event_id"],
            &stuck[0]["attempts"]
        ),
        (&json!("google"), &json!("m-1"), &json!(12))
    );
    assert!(!stuck[0]["problem"].as_str().unwrap().is_empty());
    assert_eq!(failing(&mut desk).await, 1);

    // Google is still down.
    let retry = format!("{path}/retry");
    let wanted = json!({ "provider": "google", "event_id": "m-1" });
    let tried = desk.post(&retry, wanted.clone()).await.json(200);
    assert_eq!(
        (&tried["handled"], &tried["stuck"][0]["attempts"]),
        (&json!(false), &json!(13))
    );
    assert_eq!(tried["problem"], tried["stuck"][0]["problem"]);
    assert_eq!(coins(&mut viewer).await, (0, 0));

    setup.says(0, 0, &key);
    let tried = desk.post(&retry, wanted.clone()).await.json(200);
    assert_eq!(
        tried,
        json!({ "handled": true, "problem": null, "stuck": [] })
    );
    assert_eq!(coins(&mut viewer).await, (300, 0));
    assert_eq!(failing(&mut desk).await, 0);
    assert_eq!(
        desk.post(&retry, wanted).await.refusal(404),
        "event_not_waiting"
    );
    let log = "/api/v1/desk/audit?action=provider_event.retried";
    let log = desk.get(log).await.json(200);
    assert_eq!(log["items"].as_array().unwrap().len(), 2);
}

#[sqlx::test]
async fn a_purchase_that_is_not_paid_yet_or_unknown_gives_nothing(db: PgPool) {
    let setup = Setup::new(db).await;
    let mut viewer = setup.house.device();
    let key = viewer_key(&setup.house, &mut viewer).await;
    let claim = json!({ "product_id": "coins_300", "purchase_token": "tok.en-1" });
    let path = "/api/v1/orders/google-play";
    assert_eq!(
        viewer.post(path, claim.clone()).await.refusal(404),
        "purchase_unknown"
    );
    setup.push("m-0", bought()).await.json(200);
    setup.says(2, 0, &key);
    setup.push("m-1", bought()).await.json(200);
    assert_eq!(
        viewer.post(path, claim.clone()).await.refusal(409),
        "purchase_pending"
    );
    setup.says(1, 0, &key);
    setup.push("m-2", bought()).await.json(200);
    assert_eq!(
        viewer.post(path, claim.clone()).await.refusal(409),
        "purchase_refunded"
    );
    // And once it was cancelled, an answer that says otherwise is not believed any more.
    setup.says(0, 0, &key);
    assert_eq!(
        viewer.post(path, claim).await.refusal(409),
        "purchase_refunded"
    );
    assert_eq!(coins(&mut viewer).await, (0, 0));
    setup.web.set(PURCHASE, 200, "not json");
    let answer = viewer
        .post(
            path,
            json!({ "product_id": "coins_300", "purchase_token": "tok.en-1" }),
        )
        .await;
    assert_eq!(answer.refusal(503), "store_unavailable");
}

#[sqlx::test]
async fn pushes_that_are_not_ours_are_refused(db: PgPool) {
    let setup = Setup::new(db).await;
    let good =
        json!({ "message": { "data": STANDARD.encode(bought().to_string()), "messageId": "m" } })
            .to_string();
    for path in [
        "/hooks/google-play",
        "/hooks/google-play?token=",
        "/hooks/google-play?token=a-secret-of-the-pusg",
    ] {
        assert_eq!(
            setup.send(path, good.clone()).await.refusal(403),
            "push_token_wrong"
        );
    }
    let path = format!("/hooks/google-play?token={SECRET}");
    for body in ["", "{}", "[]", "{\"message\":{}}", "\0"] {
        assert_eq!(
            setup.send(&path, body.to_owned()).await.refusal(400),
            "body_invalid",
            "{body}"
        );
    }
    let with =
        |data: &str, id: &str| json!({ "message": { "data": data, "messageId": id } }).to_string();
    assert_eq!(
        setup.send(&path, with("%%%", "m")).await.refusal(400),
        "purchase_unreadable"
    );
    assert_eq!(
        setup
            .send(&path, with(&STANDARD.encode("{}"), "m"))
            .await
            .refusal(400),
        "body_invalid"
    );
    let other =
        json!({ "packageName": "org.example.other", "testNotification": { "version": "1.0" } })
            .to_string();
    assert_eq!(
        setup
            .send(&path, with(&STANDARD.encode(other), "m"))
            .await
            .refusal(400),
        "package_unknown"
    );
    let test =
        json!({ "packageName": "org.example.house", "testNotification": { "version": "1.0" } })
            .to_string();
    assert_eq!(
        setup
            .send(&path, with(&STANDARD.encode(&test), ""))
            .await
            .refusal(400),
        "event_invalid"
    );
    assert_eq!(
        setup
            .send(&path, with(&STANDARD.encode(&test), &"m".repeat(300)))
            .await
            .refusal(400),
        "event_invalid"
    );
    setup
        .send(&path, with(&STANDARD.encode(&test), "m"))
        .await
        .json(200);
    let mut viewer = setup.house.device();
    for claim in [
        json!({ "product_id": "", "purchase_token": "x" }),
        json!({ "product_id": "coins_300", "purchase_token": "" }),
        json!({ "product_id": "coins_300", "purchase_token": "x".repeat(5000) }),
    ] {
        assert_eq!(
            viewer
                .post("/api/v1/orders/google-play", claim)
                .await
                .refusal(400),
            "purchase_unreadable"
        );
    }
    // A name that means something in an address stays a name.
    let sly = json!({ "product_id": "../../../x", "purchase_token": "../y?z#" });
    assert_eq!(
        viewer
            .post("/api/v1/orders/google-play", sly)
            .await
            .refusal(404),
        "purchase_unknown"
    );
    let asked = setup.web.asked();
    assert!(
        asked
            .iter()
            .filter(|line| !line.ends_with("/token"))
            .all(|line| line.contains("/purchases/products/")),
        "{asked:?}"
    );
}

/// P4: the report names Google's order, which the house knows beside the token; a table does as well.
#[sqlx::test]
async fn p4_a_table_of_the_store_leaves_no_difference(db: PgPool) {
    let setup = Setup::new(db).await;
    let mut operator = setup.house.account("op", Role::Operator).await;
    let mut viewer = setup.house.device();
    let key = viewer_key(&setup.house, &mut viewer).await;
    setup.says(0, 0, &key);
    setup.push("m-1", bought()).await.json(200);
    let told = operator.get("/api/v1/desk/reconciliation").await.json(200);
    assert_eq!(account(&told), ((249, 249, 0), true));
    let day = setup.house.app.clock.now().format("%Y-%m-%d");
    let table = format!(
        "source;at;reference;kind;gross;fee;net;currency\n\
         GPA.1234;{day};charge GPA.1234;sale;2.49;;2.49;GBP\n\
         ;{day};fee GPA.1234;fee;-0.37;;-0.37;GBP\n\
         ;{day};payout;payout;-2.12;;-2.12;GBP\n"
    );
    // No report came for months.
    setup.house.app.clock.advance(chrono::Duration::days(76));
    let told = operator.get("/api/v1/desk/reconciliation").await.json(200);
    assert_eq!(account(&told), ((249, 0, 249), false));
    assert_eq!(
        (&told["missing"][0]["kind"], &told["missing"][0]["provider"]),
        (&json!("order"), &json!("google"))
    );
    let path = "/api/v1/desk/reconciliation/table";
    let bad = json!({ "provider": "google", "csv": table.replace("2.49;;2.49", "2.49;;2,49") });
    assert_eq!(
        operator.post(path, bad).await.refusal(400),
        "report_refused"
    );
    for new in [3, 0] {
        let body = json!({ "provider": "google", "csv": table });
        let taken = operator.post(path, body).await.json(200);
        assert_eq!(
            (&taken["new"], &taken["known"]),
            (&json!(new), &json!(3 - new))
        );
        assert_eq!(account(&taken["reconciliation"]), ((0, 0, 0), true));
        assert_eq!(holds(&setup.house, Kind::Bank, "GBP").await, 212);
        assert_eq!(holds(&setup.house, Kind::ProviderFees, "GBP").await, 37);
        assert_eq!(holds(&setup.house, Kind::ClearingGoogle, "GBP").await, 0);
    }
    assert_eq!(
        count(
            &setup.house,
            "select count(*) from audit_log where action = 'reconciliation.report_taken'"
        )
        .await,
        2
    );
}
