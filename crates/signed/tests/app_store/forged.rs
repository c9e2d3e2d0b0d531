//! What forgers send.

use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD},
};
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use serde_json::{Value, json};
use sha2::Sha256;
use signed::{
    app_store::{Error, Transaction},
    testing::AppStore,
};

use crate::{now, transaction, verifier};

fn judge(store: &AppStore, jws: &str) -> Result<Transaction, Error> {
    verifier(store).transaction(jws, now())
}

fn x5c(store: &AppStore) -> Value {
    json!(store.chain.clone().map(|der| BASE64_STANDARD.encode(der)))
}

#[test]
fn no_other_algorithm_is_tried() {
    let store = AppStore::new();
    for alg in [
        "none", "None", "", "HS256", "ES384", "RS256", "es256", "ES256K",
    ] {
        let header = json!({ "alg": alg, "x5c": x5c(&store) });
        let jws = store.sign_under(&header, &transaction());
        assert_eq!(
            judge(&store, &jws).unwrap_err(),
            Error::Algorithm(alg.to_owned())
        );
        let unsigned = format!("{}.", jws.rsplit_once('.').unwrap().0);
        assert_eq!(
            judge(&store, &unsigned).unwrap_err(),
            Error::Algorithm(alg.to_owned())
        );
    }
    // The classic: HMAC with the public certificate as its secret.
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!(
        "{}.{}",
        part(&json!({ "alg": "HS256", "x5c": x5c(&store) })),
        part(&transaction())
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(&store.chain[0]).unwrap();
    mac.update(signed.as_bytes());
    let jws = format!(
        "{signed}.{}",
        BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    );
    assert_eq!(
        judge(&store, &jws).unwrap_err(),
        Error::Algorithm("HS256".to_owned())
    );
}

#[test]
fn the_key_comes_from_the_chain_alone() {
    let (store, forger) = (AppStore::new(), AppStore::new());
    let headers = [
        json!({ "alg": "ES256" }),
        json!({ "alg": "ES256", "x5c": [] }),
        json!({ "alg": "ES256", "jwk": { "kty": "EC" }, "jku": "https://forger.example/keys" }),
    ];
    for header in headers {
        let jws = forger.sign_under(&header, &transaction());
        assert_eq!(judge(&store, &jws).unwrap_err(), Error::ChainLength(0));
    }
    // The forger's own chain, and the forger's signature under the store's chain.
    assert_eq!(
        judge(&store, &forger.sign(&transaction())).unwrap_err(),
        Error::WrongRoot
    );
    let header = json!({ "alg": "ES256", "x5c": x5c(&store) });
    assert_eq!(
        judge(&store, &forger.sign_under(&header, &transaction())).unwrap_err(),
        Error::Signature
    );
    let header = json!({ "alg": "ES256", "x5c": x5c(&store), "crit": ["b64"] });
    assert!(matches!(
        judge(&store, &store.sign_under(&header, &transaction())),
        Err(Error::NotJws(_))
    ));
}

#[test]
fn another_payload_under_a_good_signature_is_refused() {
    let store = AppStore::new();
    let jws = store.sign(&transaction());
    let mut dearer = transaction();
    dearer["productId"] = json!("coins_9000");
    let parts: Vec<&str> = jws.split('.').collect();
    let payload = BASE64_URL_SAFE_NO_PAD.encode(dearer.to_string());
    let forged = [parts[0], &payload, parts[2]].join(".");
    assert_eq!(judge(&store, &forged).unwrap_err(), Error::Signature);
}

#[test]
fn whatever_is_cut_off_it_is_refused_with_a_remedy() {
    let store = AppStore::new();
    let jws = store.sign(&transaction());
    judge(&store, &jws).unwrap();
    for length in (0..jws.len()).step_by(3) {
        let refused = judge(&store, &jws[..length]).unwrap_err();
        assert!(!refused.remedy().is_empty() && !refused.to_string().is_empty());
    }
    for text in ["", ".", "..", "...", "a.b.c", "e30.e30.e30", "{}.{}.{}"] {
        assert!(judge(&store, text).is_err(), "{text}");
    }
    assert_eq!(
        judge(&store, &"a".repeat(200_000)).unwrap_err(),
        Error::TooLong
    );
    assert!(judge(&store, &format!("{jws}.")).is_err());
    assert!(judge(&store, &format!("{jws}=")).is_err());
    assert!(judge(&store, &format!(" {jws}")).is_err());
}

#[test]
fn a_header_that_says_two_things_is_refused() {
    let store = AppStore::new();
    let header = format!(r#"{{"alg":"none","alg":"ES256","x5c":{}}}"#, x5c(&store));
    let jws = store.sign(&transaction());
    let rest = jws.split_once('.').unwrap().1;
    let doubled = format!("{}.{rest}", BASE64_URL_SAFE_NO_PAD.encode(header));
    assert!(matches!(judge(&store, &doubled), Err(Error::NotJws(_))));
}

thread_local! {
    static STORE: (AppStore, String) = {
        let store = AppStore::new();
        let jws = store.sign(&transaction());
        (store, jws)
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_changed_letter_is_found(at: prop::sample::Index, letter in "[A-Za-z0-9_-]") {
        STORE.with(|(store, jws)| {
            let at = at.index(jws.len());
            prop_assume!(jws[at..=at] != *letter);
            let mut changed = jws.clone();
            changed.replace_range(at..=at, &letter);
            prop_assert!(judge(store, &changed).is_err(), "letter {at}");
            Ok(())
        })?;
    }

    #[test]
    fn whatever_the_text_it_is_judged(text in ".{0,300}") {
        STORE.with(|(store, _)| assert!(judge(store, &text).is_err()));
    }
}
