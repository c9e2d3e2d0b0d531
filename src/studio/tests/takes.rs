//! Takes of every kind, looked at side by side.

use std::collections::BTreeMap;

use serde_json::json;
use sqlx::PgPool;

use super::making::{begin, id, made};
use crate::people::Role;
use crate::studio::{productions, shelves};
use crate::testing::TestHouse;

#[sqlx::test]
async fn whatever_has_takes_says_how_they_are_looked_at(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let missing = ann.get(&format!("{path}/artifacts")).await.json(200);
    assert!(
        missing
            .as_array()
            .unwrap()
            .iter()
            .all(|one| one["takes"] == 0 && one["state"] == "missing"),
        "{missing}"
    );
    made(&house, &mut ann, &path).await;
    let all = ann.get(&format!("{path}/artifacts")).await.json(200);
    // One of each kind.
    let kinds: BTreeMap<&str, &str> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["kind"].as_str().unwrap(), one["key"].as_str().unwrap()))
        .collect();
    let mut seen = BTreeMap::new();
    for (kind, key) in kinds {
        let artifact = ann
            .get(&format!("{path}/artifact?key={key}"))
            .await
            .json(200);
        let take = artifact["takes"][0].clone();
        assert!(take.is_object(), "{key} has no take: {artifact}");
        let media = take["media"].as_str().unwrap().to_owned();
        assert_eq!(
            (&take["number"], &take["currency"], &take["cost_micros"]),
            (&json!(1), &json!(""), &json!(0)),
            "{key}"
        );
        let file = format!("{path}/takes/{}/file", take["id"].as_str().unwrap());
        if media == "sound" {
            let peaks = take["peaks"].as_array().unwrap();
            assert!((1..=240).contains(&peaks.len()), "{key}");
            assert!(
                peaks.iter().any(|peak| peak.as_u64() > Some(10)),
                "{key} is silent"
            );
            assert!(take["length_ms"].as_u64().unwrap() > 200, "{key}");
        } else {
            assert_eq!(take["peaks"], json!([]));
            // Of films it is known; of the others nobody has asked.
            assert_eq!(
                take["length_ms"].is_u64(),
                kind == "film" || kind == "trailer",
                "{key}"
            );
        }
        if media == "strip" {
            assert!(take["pages"].as_u64().unwrap() > 0);
            let page = ann.get(&format!("{file}?page=0")).await;
            assert_eq!(page.status, 200);
            assert_eq!(page.headers["content-type"], "image/png");
            assert_eq!(
                ann.get(&format!("{file}?page=999")).await.refusal(404),
                "page_not_found"
            );
        } else {
            assert_eq!(
                ann.get(&format!("{file}?page=0")).await.refusal(404),
                "page_not_found"
            );
        }
        seen.insert(kind.to_owned(), media);
    }
    for (kind, media) in [
        ("voice", "sound"),
        ("mix", "sound"),
        ("shot", "film"),
        ("film", "film"),
        ("captions", "text"),
        ("strip", "strip"),
        ("poster", "picture"),
        ("thumbnail", "picture"),
    ] {
        assert_eq!(seen.get(kind).map(String::as_str), Some(media), "{seen:?}");
    }
}

#[sqlx::test]
async fn takes_keep_their_numbers_and_a_row_tells_what_is_wrong_with_the_one_in_use(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let key = "e01/voice/l01";
    let production = productions::find(&house.app, house.id().await, id(&path))
        .await
        .unwrap();
    let check = |passed: bool| json!([{ "name": "gap", "value": 3.5, "wanted": 2.0, "passed": passed, "message": "a pause", "weight": "warns" }]);
    for (bytes, length_ms, passed, cost_micros) in
        [("one", 900, true, 0), ("two", 1_400, false, 250_000)]
    {
        house.app.clock.advance(chrono::Duration::seconds(1));
        let made = shelves::Made {
            bytes: bytes::Bytes::from_static(bytes.as_bytes()),
            extension: "mp3",
            facts: json!({ "spoken": { "length_ms": length_ms } }),
            checks: check(passed),
            made_by: bytes.into(),
            seconds: 1.0,
        };
        let origin = shelves::Origin {
            cost_micros,
            currency: if cost_micros > 0 {
                "EUR".into()
            } else {
                String::new()
            },
            ..shelves::Origin::default()
        };
        let ids = (production.house_id, production.id);
        let no_parts = BTreeMap::new();
        shelves::keep(
            &house.app,
            ids,
            (key, "voice"),
            (None, &no_parts),
            &made,
            &origin,
        )
        .await
        .unwrap();
    }
    let row = async |ann: &mut crate::testing::Device| {
        let all = ann.get(&format!("{path}/artifacts")).await.json(200);
        let all = all.as_array().unwrap().clone();
        all.into_iter().find(|one| one["key"] == key).unwrap()
    };
    let last = row(&mut ann).await;
    assert_eq!(
        (
            &last["takes"],
            &last["in_use"],
            &last["length_ms"],
            &last["cost_micros"],
            &last["currency"]
        ),
        (
            &json!(2),
            &json!(2),
            &json!(1_400),
            &json!(250_000),
            &json!("EUR")
        )
    );
    let failing = &last["failing"][0];
    assert_eq!(
        (&failing["name"], &failing["value"]),
        (&json!("gap"), &json!(3.5))
    );

    // The older one is used: the row tells of it, and both keep their numbers.
    let artifact = ann
        .get(&format!("{path}/artifact?key={key}"))
        .await
        .json(200);
    let numbers: Vec<(i64, &str)> = artifact["takes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|take| {
            (
                take["number"].as_i64().unwrap(),
                take["made_by"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(numbers, [(2, "two"), (1, "one")]);
    assert_eq!(artifact["takes"][1]["length_ms"], 900);
    let older = artifact["takes"][1]["id"].as_str().unwrap();
    ann.put(&format!("{path}/takes/{older}/selected"), json!({}))
        .await;
    let first = row(&mut ann).await;
    assert_eq!(
        (&first["in_use"], &first["length_ms"], &first["failing"]),
        (&json!(1), &json!(900), &json!([]))
    );

    // The log names the currency, and what is wrong with its figure.
    let log = ann.get(&format!("{path}/log")).await.json(200);
    let paid = &log["entries"][0];
    assert_eq!(
        (
            &paid["currency"],
            &paid["warnings"][0]["name"],
            &paid["warnings"][0]["wanted"]
        ),
        (&json!("EUR"), &json!("gap"), &json!(2.0))
    );
}
