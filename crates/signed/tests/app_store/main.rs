//! P2: App Store JWS: ES256 alone, the full chain to a pinned root, bundle and environment checked.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod another_opinion;
mod chain;
mod forged;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use signed::{
    app_store::{Environment, Error, Verifier},
    testing::AppStore,
};

pub const BUNDLE: &str = "org.example.house";

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_670_000, 0).unwrap()
}

pub fn verifier(store: &AppStore) -> Verifier {
    Verifier {
        roots: vec![store.root()],
        bundle_id: BUNDLE.to_owned(),
        environment: Environment::Sandbox,
        app_apple_id: None,
    }
}

pub fn transaction() -> Value {
    json!({
        "transactionId": "2000000000000001", "originalTransactionId": "2000000000000001",
        "bundleId": BUNDLE, "productId": "coins_300", "type": "Consumable", "quantity": 1,
        "purchaseDate": now().timestamp_millis() - 60_000, "signedDate": now().timestamp_millis() - 1000,
        "environment": "Sandbox", "appAccountToken": "7e3fb20b-4cdb-47cc-936d-99d65f608138",
        "inAppOwnershipType": "PURCHASED", "transactionReason": "PURCHASE", "storefront": "GBR",
        "price": 10990, "currency": "GBP", "somethingNew": {"nested": [1, 2]}
    })
}

pub fn renewal() -> Value {
    json!({
        "originalTransactionId": "2000000000000001", "productId": "vip_month", "autoRenewStatus": 1,
        "renewalDate": now().timestamp_millis() + 1000, "environment": "Sandbox",
        "signedDate": now().timestamp_millis() - 1000
    })
}

pub fn notification(kind: &str, data: &Value) -> Value {
    json!({
        "notificationType": kind, "notificationUUID": "002e14d5-51f5-4503-b5a8-c3a1af68eb20", "version": "2.0",
        "signedDate": now().timestamp_millis(), "data": data
    })
}

#[test]
fn a_transaction_of_the_store_is_read() {
    let store = AppStore::new();
    let jws = store.sign(&transaction());
    let read = verifier(&store).transaction(&jws, now()).unwrap();
    assert_eq!(read.transaction_id, "2000000000000001");
    assert_eq!(read.product_id, "coins_300");
    assert_eq!(read.environment, Environment::Sandbox);
    assert_eq!(
        read.app_account_token.as_deref(),
        Some("7e3fb20b-4cdb-47cc-936d-99d65f608138")
    );
    assert_eq!(
        (read.price, read.currency.as_deref()),
        (Some(10990), Some("GBP"))
    );
    assert_eq!(read.revocation_date, None);
}

#[test]
fn a_notification_is_read_with_what_is_nested_in_it() {
    let store = AppStore::new();
    let jws = store.sign(&notification(
        "DID_RENEW",
        &json!({
            "bundleId": BUNDLE, "environment": "Sandbox", "appAppleId": 41, "status": 1,
            "signedTransactionInfo": store.sign(&transaction()),
            "signedRenewalInfo": store.sign(&renewal()),
        }),
    ));
    let mut verifier = verifier(&store);
    let read = verifier.notification(&jws, now()).unwrap();
    assert_eq!(read.kind, "DID_RENEW");
    assert_eq!(read.id, "002e14d5-51f5-4503-b5a8-c3a1af68eb20");
    assert_eq!(read.transaction.unwrap().product_id, "coins_300");
    assert_eq!(read.renewal.unwrap().auto_renew_status, Some(1));
    verifier.app_apple_id = Some(41);
    verifier.notification(&jws, now()).unwrap();
    verifier.app_apple_id = Some(42);
    assert_eq!(
        verifier.notification(&jws, now()),
        Err(Error::WrongApp("41".to_owned()))
    );
}

#[test]
fn a_notification_without_a_purchase_is_read() {
    let store = AppStore::new();
    let jws = store.sign(&notification(
        "TEST",
        &json!({ "bundleId": BUNDLE, "environment": "Sandbox" }),
    ));
    let read = verifier(&store).notification(&jws, now()).unwrap();
    assert_eq!((read.kind.as_str(), read.transaction), ("TEST", None));
    let mut summary = notification("RENEWAL_EXTENSION", &Value::Null);
    summary["summary"] = json!({ "bundleId": BUNDLE, "environment": "Sandbox" });
    verifier(&store)
        .notification(&store.sign(&summary), now())
        .unwrap();
    let mut external = notification("EXTERNAL_PURCHASE_TOKEN", &Value::Null);
    external["externalPurchaseToken"] =
        json!({ "bundleId": BUNDLE, "externalPurchaseId": "SANDBOX_1" });
    verifier(&store)
        .notification(&store.sign(&external), now())
        .unwrap();
    external["externalPurchaseToken"]["externalPurchaseId"] = json!("1");
    assert!(matches!(
        verifier(&store).notification(&store.sign(&external), now()),
        Err(Error::WrongEnvironment(_))
    ));
}

#[test]
fn another_app_and_another_environment_are_refused() {
    let store = AppStore::new();
    let refused = |change: fn(&mut Value)| {
        let mut payload = transaction();
        change(&mut payload);
        verifier(&store)
            .transaction(&store.sign(&payload), now())
            .unwrap_err()
    };
    let wrong = refused(|payload| payload["bundleId"] = json!("org.example.other"));
    assert_eq!(wrong, Error::WrongApp("org.example.other".to_owned()));
    let wrong = refused(|payload| payload["environment"] = json!("Production"));
    assert_eq!(wrong, Error::WrongEnvironment("Production".to_owned()));
    let wrong = refused(|payload| payload["environment"] = json!("Xcode"));
    assert_eq!(wrong, Error::WrongEnvironment("Xcode".to_owned()));
    assert!(matches!(
        refused(|payload| payload["transactionId"] = json!(17)),
        Error::Payload(_)
    ));
    assert!(matches!(
        refused(|payload| payload["signedDate"] = json!(null)),
        Error::Payload(_)
    ));
    // No wrong app hides inside a right notification.
    let mut other = transaction();
    other["bundleId"] = json!("org.example.other");
    let data = json!({
        "bundleId": BUNDLE, "environment": "Sandbox", "signedTransactionInfo": store.sign(&other)
    });
    assert!(matches!(
        verifier(&store).notification(&store.sign(&notification("REFUND", &data)), now()),
        Err(Error::WrongApp(_))
    ));
    // Nor the renewal of another subscription.
    let mut other = renewal();
    other["originalTransactionId"] = json!("2");
    let data = json!({
        "bundleId": BUNDLE, "environment": "Sandbox", "signedTransactionInfo": store.sign(&transaction()),
        "signedRenewalInfo": store.sign(&other)
    });
    assert!(matches!(
        verifier(&store).notification(&store.sign(&notification("DID_RENEW", &data)), now()),
        Err(Error::Payload(_))
    ));
}

#[test]
fn an_old_transaction_counts_as_long_as_its_certificates_were_valid_then() {
    let store = AppStore::new();
    let jws = store.sign(&transaction());
    let late = now() + TimeDelta::days(36_500);
    verifier(&store).transaction(&jws, late).unwrap();
    let early = now() - TimeDelta::minutes(6);
    assert!(matches!(
        verifier(&store).transaction(&jws, early),
        Err(Error::Future(_))
    ));
    verifier(&store)
        .transaction(&jws, now() - TimeDelta::minutes(4))
        .unwrap();
}
