//! P1: a bad MAC, a stale or future moment, a missing v1, a second secret and a re-indented body are
//! each handled rightly.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::{fmt::Write, time::Duration};

use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use sha2::Sha256;
use signed::stripe::{Error, Verified, verify};

const NOW: i64 = 1_764_140_000;
const TOLERANCE: Duration = Duration::from_mins(5);
const BODY: &[u8] = br#"{"id":"evt_1","type":"payment_intent.succeeded"}"#;

fn mac(secret: &str, moment: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{moment}.").as_bytes());
    mac.update(body);
    let mut hex = String::new();
    for byte in mac.finalize().into_bytes() {
        write!(hex, "{byte:02x}").unwrap();
    }
    hex
}

fn header(secret: &str, moment: i64, body: &[u8]) -> String {
    format!("t={moment},v1={}", mac(secret, &moment.to_string(), body))
}

fn judge(header: &str, body: &[u8], secrets: &[&str]) -> Result<Verified, Error> {
    verify(header, body, secrets, NOW, TOLERANCE)
}

#[test]
fn a_known_vector_made_elsewhere_is_accepted() {
    // printf '1700000000.{"a":1}' | openssl dgst -sha256 -hmac whsec_test
    let header = "t=1700000000,v1=38877139021993b830af32feea6e18a8da83eb2f6e49ee50bd9e4cf4ca4d3789";
    let good = verify(
        header,
        br#"{"a":1}"#,
        &["whsec_test"],
        1_700_000_000,
        TOLERANCE,
    );
    assert_eq!(good.unwrap().signed_at, 1_700_000_000);
}

#[test]
fn the_moment_is_held_to_the_tolerance_on_both_sides_exactly() {
    for (moment, expected) in [
        (NOW, Ok(())),
        (NOW - 300, Ok(())),
        (NOW + 300, Ok(())),
        (NOW - 301, Err(Error::Stale { seconds: 301 })),
        (NOW + 301, Err(Error::Future { seconds: 301 })),
    ] {
        let got = judge(&header("s", moment, BODY), BODY, &["s"]).map(|_| ());
        assert_eq!(got, expected, "signed at {moment}");
    }
    let header = format!(
        "t=999999999999999999,v1={}",
        mac("s", "999999999999999999", BODY)
    );
    assert!(matches!(
        judge(&header, BODY, &["s"]),
        Err(Error::Future { .. })
    ));
}

#[test]
fn any_of_several_signatures_and_any_of_several_secrets_will_do() {
    let moment = NOW.to_string();
    let header = format!(
        "t={NOW}, v1={}, v0=ignored, v1={}",
        mac("retired", &moment, BODY),
        mac("new", &moment, BODY)
    );
    assert_eq!(judge(&header, BODY, &["new"]).unwrap().secret, 0);
    assert_eq!(
        judge(&header, BODY, &["other", "", "new"]).unwrap().secret,
        2
    );
    assert_eq!(judge(&header, BODY, &["other"]), Err(Error::Mismatch));
    assert_eq!(judge(&header, BODY, &[]), Err(Error::NoSecret));
    assert_eq!(
        judge(&header, BODY, &[""]),
        Err(Error::NoSecret),
        "an empty secret signs nothing"
    );
}

#[test]
fn the_raw_bytes_count_not_the_json_in_them() {
    let header = header("s", NOW, BODY);
    let indented = br#"{ "id":"evt_1", "type":"payment_intent.succeeded" }"#;
    assert_eq!(judge(&header, indented, &["s"]), Err(Error::Mismatch));
    assert_eq!(judge(&header, b"", &["s"]), Err(Error::Mismatch));
    let late = header.replace(&format!("t={NOW}"), &format!("t={}", NOW - 1));
    assert_eq!(
        judge(&late, BODY, &["s"]),
        Err(Error::Mismatch),
        "another moment"
    );
}

#[test]
fn a_forged_stale_header_is_told_only_that_it_does_not_fit() {
    let header = format!("t=1,v1={}", "0".repeat(64));
    assert_eq!(judge(&header, BODY, &["s"]), Err(Error::Mismatch));
}

#[test]
fn hostile_headers_are_refused() {
    let good = mac("s", &NOW.to_string(), BODY);
    let many = format!("t={NOW}{}", format!(",v1={good}").repeat(17));
    for (header, expected) in [
        (String::new(), Error::Malformed),
        ("t".into(), Error::Malformed),
        (format!("v1={good}"), Error::NoMoment),
        (format!("t=,v1={good}"), Error::NoMoment),
        (format!("t=-5,v1={good}"), Error::NoMoment),
        (format!("t=99999999999999999999,v1={good}"), Error::NoMoment),
        (format!("t={NOW},t={NOW},v1={good}"), Error::NoMoment),
        (format!("t={NOW}"), Error::NoSignature),
        (format!("t={NOW},v0={good}"), Error::NoSignature),
        (format!("t={NOW},v1="), Error::NoSignature),
        (format!("t={NOW},v1={}", "é".repeat(32)), Error::NoSignature),
        (format!("t={NOW},v1={}", &good[..62]), Error::NoSignature),
        (many, Error::Malformed),
        (
            format!("t={NOW},v1={good},x={}", "y".repeat(5000)),
            Error::Malformed,
        ),
    ] {
        let got = judge(&header, BODY, &["s"]);
        assert_eq!(got, Err(expected), "{header:.80}");
        assert!(!got.unwrap_err().remedy().is_empty());
    }
}

proptest! {
    #[test]
    fn whatever_the_header_it_is_judged_and_never_accepted_unsigned(header in ".{0,200}", body: Vec<u8>) {
        prop_assert!(judge(&header, &body, &["secret"]).is_err());
    }

    #[test]
    fn any_flipped_bit_of_the_body_is_found(body in prop::collection::vec(any::<u8>(), 1..200), at: prop::sample::Index, bit in 0..8u8) {
        let header = header("secret", NOW, &body);
        prop_assert!(judge(&header, &body, &["secret"]).is_ok());
        let mut changed = body.clone();
        changed[at.index(body.len())] ^= 1 << bit;
        prop_assert_eq!(judge(&header, &changed, &["secret"]), Err(Error::Mismatch));
    }
}
