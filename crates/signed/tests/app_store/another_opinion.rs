//! Apple's own library for servers judges the same objects, and says the same as ours.

use std::{path::PathBuf, process::Command};

use base64::{Engine, prelude::BASE64_STANDARD};
use rcgen::{IsCa, date_time_ymd};
use serde_json::{Value, json};
use signed::testing::{AppStore, Plan};

use crate::{BUNDLE, notification, now, renewal, transaction, verifier};

/// Reads cases from standard input, prints one verdict a line.
const SCRIPT: &str = r#"
import base64, json, sys
from appstoreserverlibrary.signed_data_verifier import SignedDataVerifier, VerificationException
from appstoreserverlibrary.models.Environment import Environment
for case in json.load(sys.stdin):
    verifier = SignedDataVerifier([base64.b64decode(case["root"])], False, Environment.SANDBOX, case["bundle"])
    try:
        verify = {"transaction": verifier.verify_and_decode_signed_transaction,
                  "renewal": verifier.verify_and_decode_renewal_info,
                  "notification": verifier.verify_and_decode_notification}[case["kind"]]
        verify(case["jws"])
        print("accepted")
    except VerificationException as refusal:
        print("refused", refusal.status.name)
"#;

/// The Python environment of the cache, when Apple's library is in it; otherwise nothing and a loud word, or a
/// failure where `SIGNED_TOOLS=required` says so.
fn python() -> Option<PathBuf> {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let cache = std::env::var_os("CLIFFHANGER_CACHE")
        .map_or_else(|| home.join(".cache/cliffhanger"), PathBuf::from);
    let python = cache.join("py/bin/python3");
    let there = Command::new(&python)
        .args(["-c", "import appstoreserverlibrary"])
        .output()
        .is_ok_and(|done| done.status.success());
    if !there {
        let required = std::env::var_os("SIGNED_TOOLS").is_some_and(|value| value == "required");
        assert!(!required, "app-store-server-library is not installed");
        eprintln!(
            "*** SKIPPED: app-store-server-library is not installed, so nobody else judged ***"
        );
    }
    there.then_some(python)
}

struct Case {
    kind: &'static str,
    root: Vec<u8>,
    jws: String,
    ours: bool,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |kind, trusted: &AppStore, jws: String| {
        let verifier = verifier(trusted);
        let ours = match kind {
            "transaction" => verifier.transaction(&jws, now()).is_ok(),
            "renewal" => verifier.renewal(&jws, now()).is_ok(),
            _ => verifier.notification(&jws, now()).is_ok(),
        };
        cases.push(Case {
            kind,
            root: trusted.chain[2].clone(),
            jws,
            ours,
        });
    };
    let (store, other) = (AppStore::new(), AppStore::new());
    add("transaction", &store, store.sign(&transaction()));
    add("renewal", &store, store.sign(&renewal()));
    let data = json!({
        "bundleId": BUNDLE, "environment": "Sandbox", "appAppleId": 41,
        "signedTransactionInfo": store.sign(&transaction()),
    });
    add(
        "notification",
        &store,
        store.sign(&notification("REFUND", &data)),
    );

    add("transaction", &other, store.sign(&transaction()));
    let changes: [fn(&mut Value); 2] = [
        |payload| payload["bundleId"] = json!("org.example.other"),
        |payload| payload["environment"] = json!("Production"),
    ];
    for change in changes {
        let mut payload = transaction();
        change(&mut payload);
        add("transaction", &store, store.sign(&payload));
    }
    let x5c = store.chain.clone().map(|der| BASE64_STANDARD.encode(der));
    for header in [
        json!({ "alg": "none", "x5c": x5c }),
        json!({ "alg": "HS256", "x5c": x5c }),
        json!({ "alg": "ES256" }),
        json!({ "alg": "ES256", "x5c": x5c[..2] }),
        json!({ "alg": "ES256", "x5c": [x5c[1], x5c[0], x5c[2]] }),
    ] {
        add(
            "transaction",
            &store,
            store.sign_under(&header, &transaction()),
        );
    }
    let header = json!({ "alg": "ES256", "x5c": x5c });
    add(
        "transaction",
        &store,
        other.sign_under(&header, &transaction()),
    );
    let jws = store.sign(&transaction());
    add("transaction", &store, jws[..jws.len() - 8].to_owned());
    let bends: [fn(&mut Plan); 5] = [
        |plan| plan.leaf.custom_extensions.clear(),
        |plan| plan.intermediate.custom_extensions.clear(),
        |plan| plan.leaf.not_after = date_time_ymd(2024, 1, 1),
        |plan| plan.intermediate.not_before = date_time_ymd(2030, 1, 1),
        |plan| plan.intermediate.is_ca = IsCa::ExplicitNoCa,
    ];
    for bend in bends {
        let bent = AppStore::bent(bend);
        add("transaction", &bent, bent.sign(&transaction()));
    }
    cases
}

#[test]
fn apples_library_judges_alike() {
    let Some(python) = python() else {
        return;
    };
    let cases = cases();
    let input: Vec<Value> = cases
        .iter()
        .map(|case| {
            json!({
                "kind": case.kind, "bundle": BUNDLE, "jws": case.jws,
                "root": BASE64_STANDARD.encode(&case.root),
            })
        })
        .collect();
    let mut file = tempfile::tempfile().unwrap();
    std::io::Write::write_all(&mut file, json!(input).to_string().as_bytes()).unwrap();
    std::io::Seek::rewind(&mut file).unwrap();
    let done = Command::new(python)
        .args(["-c", SCRIPT])
        .stdin(file)
        .output()
        .unwrap();
    let verdicts = String::from_utf8(done.stdout).unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let verdicts: Vec<&str> = verdicts.lines().collect();
    assert_eq!(verdicts.len(), cases.len());
    for (number, (case, verdict)) in cases.iter().zip(&verdicts).enumerate() {
        assert_eq!(
            case.ours,
            *verdict == "accepted",
            "case {number}: Apple's library {verdict}"
        );
    }
    assert_eq!(cases.iter().filter(|case| case.ours).count(), 3);
}
