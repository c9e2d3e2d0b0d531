//! What always holds of prices, whatever the policy.

use chrono::{DateTime, Duration, Utc};
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use crate::paywall::policy::{Arm, Discount, NO_ARM, Policy, Price, Step, Window};
use crate::paywall::quote::{Standing, quote};
use crate::testing::morning;

fn any_price() -> impl Strategy<Value = Price> {
    prop_oneof![
        (0_i64..200).prop_map(Price::Flat),
        prop::collection::btree_map(1_u32..60, 0_i64..200, 1..6).prop_map(|steps| {
            let step = |(from, coins)| Step { from, coins };
            Price::Curve(steps.into_iter().map(step).collect())
        }),
    ]
}

fn moment(hours: i64) -> DateTime<Utc> {
    morning() + Duration::hours(hours)
}

prop_compose! {
    fn any_policy()(
        free in prop::option::weighted(0.9, 0_u32..30),
        price in any_price(),
        next_ten in prop::option::of(1_i64..3_000),
        series_price in prop::option::of(1_i64..9_000),
        discounts in prop::collection::vec((1_u32..100, 0_i64..50, 1_i64..50), 0..3),
        windows in prop::collection::vec((0_i64..50, 1_i64..50, prop::option::of(1_u32..40)), 0..3),
    ) -> Policy {
        Policy {
            free, price, next_ten, series_price,
            discounts: discounts.into_iter().map(|(percent, from, hours)| Discount {
                percent, from: moment(from), until: moment(from + hours),
            }).collect(),
            windows: windows.into_iter().map(|(from, hours, first)| Window {
                from: moment(from), until: moment(from + hours), first, last: None,
            }).collect(),
            ..Policy::default()
        }
    }
}

/// Episodes 1 to `count`; those whose bit is set were opened before.
fn standings(policy: &Policy, count: u32, opened: u64, now: DateTime<Utc>) -> Vec<Standing> {
    let terms = policy.terms(NO_ARM);
    (1..=count)
        .map(|number| Standing {
            id: Uuid::from_u128(number.into()),
            number,
            duration_ms: 60_000,
            locked: terms.free(number, now).is_none() && opened >> (number % 64) & 1 == 0,
        })
        .collect()
}

proptest! {
    #[test]
    fn c_offers_are_never_negative_and_never_dearer_than_one_by_one(
        policy in any_policy(), count in 1_u32..60, opened: u64, spent in 0_i64..10_000, at in 1_u32..60, hour in 0_i64..120,
    ) {
        prop_assert_eq!(policy.check(), Ok(()));
        let (now, terms) = (moment(hour), policy.terms(NO_ARM));
        let episodes = standings(&policy, count, opened, now);
        let quote = quote(&terms, now, &episodes, spent, at);
        for bundle in [&quote.episode, &quote.next_ten, &quote.series].into_iter().flatten() {
            prop_assert!(bundle.coins >= 0);
            prop_assert!(bundle.coins <= bundle.singles);
            prop_assert_eq!(bundle.singles, bundle.items.iter().map(|item| item.price).sum::<i64>());
            prop_assert!(bundle.items.iter().all(|item| item.price >= 1), "what is locked costs something");
            if let Some(cap) = quote.cap {
                prop_assert!(spent + bundle.coins <= cap.coins.max(spent), "never above the price of the whole");
            }
        }
        if let (Some(ten), Some(all)) = (&quote.next_ten, &quote.series) {
            prop_assert!(ten.items.len() <= 10 && ten.items.len() <= all.items.len());
        }
    }

    #[test]
    fn c_nobody_pays_more_than_the_whole_series_however_it_is_bought(
        policy in any_policy(), count in 1_u32..60,
        steps in prop::collection::vec((0_u8..3, 1_u32..60), 1..80),
    ) {
        // Without discounts that come and go: one price of the whole.
        let policy = Policy { discounts: Vec::new(), windows: Vec::new(), ..policy };
        let (now, terms) = (moment(0), policy.terms(NO_ARM));
        let mut episodes = standings(&policy, count, 0, now);
        let all: i64 = episodes.iter().filter(|one| one.locked).map(|one| terms.price(one.number, now)).sum();
        let most = policy.series_price.map_or(all, |cap| cap.min(all));
        let mut spent = 0;
        let rest = (1..=count).map(|number| (0, number));
        for (kind, at) in steps.into_iter().chain(rest) {
            let quote = quote(&terms, now, &episodes, spent, at);
            let bundle = match kind { 0 => quote.episode, 1 => quote.next_ten, _ => quote.series };
            let Some(bundle) = bundle else { continue };
            spent += bundle.coins;
            prop_assert!(spent <= most, "{} of {}", spent, most);
            for item in &bundle.items {
                let episode = episodes.iter_mut().find(|one| one.id == item.id).unwrap();
                prop_assert!(episode.locked, "nothing is sold twice");
                episode.locked = false;
            }
            if bundle.whole {
                prop_assert_eq!(Some(spent), policy.series_price);
                for one in &mut episodes {
                    one.locked = false;
                }
            }
        }
        prop_assert!(episodes.iter().all(|one| !one.locked), "everything can be opened");
    }

    #[test]
    fn a_policy_is_read_back_as_it_was_written(policy in any_policy()) {
        let text = serde_json::to_string(&policy).unwrap();
        prop_assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
    }

    #[test]
    fn any_json_is_read_or_refused(text in ".{0,200}") {
        let _ = serde_json::from_str::<Policy>(&text).map(|policy| policy.check());
    }
}

#[test]
fn without_a_policy_everything_is_free() {
    let policy: Policy = serde_json::from_value(json!({ "free": null })).unwrap();
    assert_eq!(policy, Policy::default());
    assert!((1..100).all(|number| policy.terms(NO_ARM).free(number, morning()).is_some()));
}

#[test]
fn a_policy_that_makes_no_sense_is_refused_with_its_reason() {
    let at = "2026-01-01T00:00:00Z";
    for (policy, reason) in [
        (json!({ "free": 1, "price": -1 }), "`price`"),
        (json!({ "free": 1, "price": 1_000_001 }), "`price`"),
        (json!({ "free": 10_001, "price": 1 }), "`free`"),
        (json!({ "free": 1, "price": [] }), "steps"),
        (
            json!({ "free": 1, "price": [{ "from": 5, "coins": 1 }, { "from": 5, "coins": 2 }] }),
            "order",
        ),
        (
            json!({ "free": 1, "price": 1, "next_ten": 0 }),
            "`next_ten`",
        ),
        (
            json!({ "free": 1, "price": 1, "series_price": 0 }),
            "`series_price`",
        ),
        (
            json!({ "free": 1, "price": 1, "wait_hours": 0 }),
            "`wait_hours`",
        ),
        (
            json!({ "free": 1, "price": 1, "windows": [{ "from": at, "until": at }] }),
            "window",
        ),
        (
            json!({ "free": 1, "price": 1, "discounts": [{ "percent": 100, "from": at, "until": "2027-01-01T00:00:00Z" }] }),
            "percent",
        ),
        (
            json!({ "free": 1, "price": 1, "arms": [{ "name": "A b", "weight": 1 }] }),
            "name",
        ),
        (
            json!({ "free": 1, "price": 1, "arms": [{ "name": "a", "weight": 1 }, { "name": "a", "weight": 1 }] }),
            "name",
        ),
        (
            json!({ "free": 1, "price": 1, "arms": [{ "name": "a", "weight": 0 }] }),
            "weight",
        ),
        (
            json!({ "free": 1, "price": 1, "arms": [{ "name": "a", "weight": 1, "series_price": 0 }] }),
            "`series_price`",
        ),
    ] {
        let read: Policy = serde_json::from_value(policy.clone()).unwrap();
        let refusal = read.check().unwrap_err();
        assert!(refusal.contains(reason), "{policy}: {refusal}");
    }
}

#[test]
fn windows_and_discounts_are_half_open() {
    let (from, until) = (moment(1), moment(2));
    let policy = Policy {
        free: Some(2),
        price: Price::Flat(7),
        windows: vec![Window {
            from,
            until,
            first: Some(5),
            last: Some(6),
        }],
        discounts: vec![Discount {
            percent: 30,
            from,
            until,
        }],
        ..Policy::default()
    };
    let terms = policy.terms(NO_ARM);
    let tick = Duration::microseconds(1);
    for (now, open, price) in [
        (from - tick, false, 7),
        (from, true, 5),
        (until - tick, true, 5),
        (until, false, 7),
    ] {
        assert_eq!(terms.free(5, now).is_some(), open, "{now}");
        assert!(terms.free(4, now).is_none() && terms.free(7, now).is_none());
        assert_eq!(terms.price(4, now), price, "{now}: 4.9 rounds up");
    }
}

#[test]
fn arms_get_their_weight_and_a_viewer_keeps_theirs() {
    let arm = |name: &str, weight| Arm {
        name: name.into(),
        weight,
        free: None,
        price: None,
        next_ten: None,
        series_price: None,
        wait_hours: None,
        vip: None,
    };
    let policy = Policy {
        free: Some(5),
        price: Price::Flat(10),
        arms: vec![
            arm("a", 1),
            Arm {
                free: Some(9),
                ..arm("b", 3)
            },
        ],
        ..Policy::default()
    };
    let scope = Uuid::from_u128(77);
    let of = |viewer: u128| {
        policy
            .arm(None, Some(Uuid::from_u128(viewer)), scope)
            .to_owned()
    };
    let b = (0..4_000).filter(|viewer| of(*viewer) == "b").count();
    assert!(
        (2_850..3_150).contains(&b),
        "{b} of 4,000 for three quarters"
    );
    assert!((0..100).all(|viewer| of(viewer) == of(viewer)));
    let someone = Some(Uuid::from_u128(1));
    assert_eq!(
        policy.arm(Some("a"), someone, scope),
        "a",
        "what was given stays"
    );
    assert_eq!(policy.arm(Some("gone"), someone, scope), of(1));
    assert_eq!(
        (policy.terms("a").free, policy.terms("b").free),
        (Some(5), Some(9))
    );
}
