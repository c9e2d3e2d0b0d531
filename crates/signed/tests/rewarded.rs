//! C3, the signature's part: signed vectors with a key of our own, bit flips, reordered keys.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

use proptest::prelude::*;
use signed::{
    rewarded::{Error, Keys, Reward},
    testing::AdNetwork,
};

const NOW: i64 = 1_795_670_000;
const QUERY: &str = "ad_network=54&ad_unit=12345678&custom_data=4f1a%2Bx%20y&reward_amount=1&reward_item=episode\
    &timestamp=1795669990000&transaction_id=abc-1&user_id=viewer+7";

fn network() -> AdNetwork {
    AdNetwork::new(7, 3_335_741_209)
}

fn judge(query: &str) -> Result<Reward, Error> {
    Keys::read(&network().keys(), NOW)
        .unwrap()
        .verify(query, NOW)
}

#[test]
fn a_callback_of_the_network_is_read() {
    let reward = judge(&network().sign(QUERY)).unwrap();
    assert_eq!(reward.transaction_id, "abc-1");
    assert_eq!(reward.custom_data.as_deref(), Some("4f1a+x y"));
    assert_eq!(reward.user_id.as_deref(), Some("viewer 7"));
    assert_eq!(
        (reward.reward_amount, reward.timestamp),
        (1, 1_795_669_990_000)
    );
}

#[test]
fn a_callback_without_user_and_data_is_read() {
    let query = "ad_network=1&ad_unit=2&reward_amount=1&reward_item=&timestamp=3&transaction_id=t";
    let reward = judge(&network().sign(query)).unwrap();
    assert_eq!((reward.user_id, reward.custom_data), (None, None));
}

#[test]
fn the_order_of_the_query_is_part_of_what_is_signed() {
    let signed = network().sign(QUERY);
    let (content, tail) = signed.split_once("&signature=").unwrap();
    let mut pairs: Vec<&str> = content.split('&').collect();
    pairs.reverse();
    let reordered = format!("{}&signature={tail}", pairs.join("&"));
    assert_eq!(judge(&reordered), Err(Error::Signature));
    let (signature, key) = tail.split_once('&').unwrap();
    for query in [
        format!("{content}&{key}&signature={signature}"),
        format!("signature={signature}&{content}&{key}"),
        format!("{signed}&user_id=someone-else"),
        format!("{signed}&"),
        format!("{content}&signature={signature}"),
        content.to_owned(),
        String::new(),
        "&".to_owned(),
        format!("signature={signature}&{key}"),
    ] {
        assert_eq!(judge(&query), Err(Error::Malformed), "{query}");
    }
    // The same words in another encoding are not the same bytes.
    let recoded = signed.replace("viewer+7", "viewer%207");
    assert_eq!(judge(&recoded), Err(Error::Signature));
    let lower = signed.replace("%2B", "%2b");
    assert_eq!(judge(&lower), Err(Error::Signature));
}

#[test]
fn keys_are_looked_up_by_their_id_and_grow_old() {
    let signed = network().sign(QUERY);
    let keys = Keys::read(&network().keys(), NOW).unwrap();
    assert!(keys.verify(&signed, NOW + 24 * 3600).is_ok());
    assert_eq!(
        keys.verify(&signed, NOW + 24 * 3600 + 1),
        Err(Error::StaleKeys)
    );
    let other = AdNetwork::new(8, 1);
    assert_eq!(
        keys.verify(&other.sign(QUERY), NOW),
        Err(Error::UnknownKey(1))
    );
    let impostor = AdNetwork::new(8, network().key_id);
    assert_eq!(
        keys.verify(&impostor.sign(QUERY), NOW),
        Err(Error::Signature)
    );
}

#[test]
fn a_field_that_stands_there_twice_or_cannot_be_read_is_refused() {
    for (query, expected) in [
        (
            QUERY.replace("reward_amount=1", "reward_amount=-1"),
            Error::Field("reward_amount"),
        ),
        (
            QUERY.replace("reward_amount=1", "reward_amount=1e3"),
            Error::Field("reward_amount"),
        ),
        (QUERY.replace("=abc-1", "="), Error::Field("transaction_id")),
        (
            QUERY.replace("transaction_id=", "transaction="),
            Error::Field("transaction_id"),
        ),
        (QUERY.replace("viewer+7", "%ff"), Error::Field("user_id")),
        (QUERY.replace("viewer+7", "%4"), Error::Field("user_id")),
        (
            format!("{QUERY}&transaction_id=other"),
            Error::Twice("transaction_id"),
        ),
        (format!("{QUERY}&user%5Fid=other"), Error::Twice("user_id")),
        (format!("{QUERY}&x={}", "y".repeat(9000)), Error::Malformed),
    ] {
        let refused = judge(&network().sign(&query)).unwrap_err();
        assert_eq!(refused, expected, "{query:.120}");
        assert!(!refused.remedy().is_empty());
    }
}

#[test]
fn hostile_lists_of_keys_are_refused() {
    let good = String::from_utf8(network().keys()).unwrap();
    for list in [
        String::new(),
        "{}".to_owned(),
        r#"{"keys":[]}"#.to_owned(),
        r#"{"keys":[{"keyId":1,"pem":""}]}"#.to_owned(),
        r#"{"keys":[{"keyId":-1,"pem":"x"}]}"#.to_owned(),
        good.replace("MFkw", "MFkx"),
        good.replace("PUBLIC KEY", "PRIVATE KEY"),
        good.replace(
            "}]}",
            &format!(
                "}},{}]}}",
                good.trim_start_matches(r#"{"keys":["#)
                    .trim_end_matches("]}")
            ),
        ),
        " ".repeat(300_000),
    ] {
        assert!(
            matches!(Keys::read(list.as_bytes(), NOW), Err(Error::Keys(_))),
            "{list:.200}"
        );
    }
}

proptest! {
    #[test]
    fn any_flipped_bit_is_found(at: prop::sample::Index, bit in 0..7u32) {
        let signed = network().sign(QUERY);
        let mut bytes = signed.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let changed = String::from_utf8(bytes).unwrap();
        prop_assert!(judge(&changed).is_err(), "byte {}", at);
    }

    #[test]
    fn whatever_the_query_it_is_judged(query in ".{0,300}") {
        prop_assert!(judge(&query).is_err());
        let _ = signed::rewarded::key_id(&query);
    }

    #[test]
    fn whatever_was_signed_is_read_back(data in ".{0,60}") {
        let encoded = data.bytes().fold(String::new(), |text, byte| format!("{text}%{byte:02X}"));
        let query = QUERY.replace("4f1a%2Bx%20y", &encoded);
        prop_assert_eq!(judge(&network().sign(&query)).unwrap().custom_data, Some(data));
    }
}
