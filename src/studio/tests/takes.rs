//! Takes of every kind, looked at side by side.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sqlx::PgPool;

use super::making::{begin, made};
use crate::people::Role;
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
            assert_eq!(
                (&take["peaks"], &take["length_ms"]),
                (&json!([]), &Value::Null)
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
