//! Whatever the text or the certificates, nothing is accepted that Apple did not sign.
#![no_main]

use chrono::DateTime;
use signed::app_store::{Environment, Root, Verifier, verify_chain};

libfuzzer_sys::fuzz_target!(|input: (&str, Vec<Vec<u8>>)| {
    let (text, mut chain) = input;
    let now = DateTime::from_timestamp(1_795_670_000, 0).expect("in range");
    let verifier = Verifier {
        roots: vec![Root::APPLE_G3],
        bundle_id: "org.example.house".to_owned(),
        environment: Environment::Production,
        app_apple_id: None,
    };
    assert!(verifier.transaction(text, now).is_err());
    assert!(verifier.notification(text, now).is_err());
    // A root that is trusted, so that the certificates before it are read.
    let root = include_bytes!("../../tests/apple/root.der").to_vec();
    chain.truncate(2);
    chain.push(root);
    assert!(verify_chain(&chain, &verifier.roots, now).is_err());
});
