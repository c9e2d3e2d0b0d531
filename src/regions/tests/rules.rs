//! What a region asks is kept: at publishing, on the shelves.

use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use crate::people::Role;
use crate::testing::TestHouse;

#[sqlx::test]
async fn nothing_is_published_that_the_region_keeps_out(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    operator
        .patch(
            "/api/v1/desk/house",
            json!({ "region": { "filing_number": true, "blocked": [{ "theme": "mafia", "why": "Not here." }, { "theme": "crime", "why": "Nor this." }] } }),
        )
        .await
        .json(200);
    let id = house.publish("the-long-knife", 2, 1).await.id;
    operator
        .post(&format!("/api/v1/studio/series/{id}/withdraw"), json!({}))
        .await;
    operator
        .patch(
            &format!("/api/v1/studio/series/{id}"),
            json!({ "synopsis": "Knives.", "genres": ["crime"], "tropes": ["mafia"] }),
        )
        .await
        .json(200);
    let publish = format!("/api/v1/studio/series/{id}/publish");
    let refused = operator.post(&publish, json!({})).await;
    assert_eq!(refused.refusal(409), "series_not_ready");
    let text = refused.json(409).to_string();
    assert!(
        ["Not here.", "Nor this.", "filing number"]
            .iter()
            .all(|told| text.contains(told)),
        "{text}"
    );
    let shown = operator
        .get(&format!("/api/v1/studio/series/{id}"))
        .await
        .json(200);
    let problems: Vec<&str> = shown["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert_eq!(problems, ["theme_blocked", "no_filing_number"]);

    operator
        .patch(
            &format!("/api/v1/studio/series/{id}"),
            json!({ "genres": ["romance"], "tropes": ["underdog"] }),
        )
        .await
        .json(200);
    assert_eq!(
        operator.post(&publish, json!({})).await.refusal(409),
        "series_not_ready"
    );
    operator
        .patch(
            &format!("/api/v1/studio/series/{id}"),
            json!({ "filing_number": "  V-2026 / 0117 " }),
        )
        .await
        .json(200);
    let published = operator.post(&publish, json!({})).await.json(200);
    assert_eq!(published["filing_number"], "V-2026 / 0117");
    assert_eq!(
        house
            .device()
            .get("/api/v1/series/the-long-knife")
            .await
            .status,
        200
    );
}

#[sqlx::test]
async fn shelves_stand_in_the_order_of_the_region(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    for (title, genre) in [
        ("one", "comedy"),
        ("two", "comedy"),
        ("three", "horror"),
        ("four", "romance"),
    ] {
        let id = house.publish(title, 1, 1).await.id;
        file(&house, id, genre).await;
    }
    let order = async || {
        let shelves = house.device().get("/api/v1/shelves").await.json(200);
        let keys = shelves["shelves"].as_array().unwrap().iter();
        keys.filter_map(|shelf| {
            shelf["key"]
                .as_str()?
                .strip_prefix("genre:")
                .map(str::to_owned)
        })
        .collect::<Vec<_>>()
    };
    assert_eq!(order().await[0], "comedy");
    operator
        .patch(
            "/api/v1/desk/house",
            json!({ "region": { "shelves": ["romance", "horror"] } }),
        )
        .await
        .json(200);
    assert_eq!(order().await, ["romance", "horror", "comedy"]);
}

#[sqlx::test]
async fn what_is_switched_off_is_neither_shown_nor_sold(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let mut viewer = house.account("vera", Role::Viewer).await;
    let shop = viewer.get("/api/v1/shop").await.json(200);
    let plan = shop["plans"][0].clone();
    let off = json!({ "region": { "features": { "vip": false, "gift_codes": false } } });
    operator.patch("/api/v1/desk/house", off).await.json(200);
    let shop = viewer.get("/api/v1/shop").await.json(200);
    assert_eq!(shop["plans"], json!([]));
    assert!(!shop["packs"].as_array().unwrap().is_empty());
    let price = &plan["intro"]["price"];
    let order = json!({ "id": house.app.random.id(), "item": { "kind": "vip", "plan_id": plan["id"] },
        "expected": { "minor": price["minor"], "currency": price["currency"] } });
    let refused = viewer.post("/api/v1/orders", order).await;
    assert_eq!(refused.refusal(404), "not_on_sale");
    let gift = viewer
        .post(
            "/api/v1/gifts/redeem",
            json!({ "code": "7ZQ4-M0XK-2B9C-TTHR" }),
        )
        .await;
    assert_eq!(gift.refusal(404), "gifts_not_taken");
    // The desk keeps its subscriptions for the day they are on again.
    let book = operator.get("/api/v1/desk/price-book").await.json(200);
    assert!(
        !book["book"]["shelves"][0]["plans"]
            .as_array()
            .unwrap()
            .is_empty()
    );
}

#[sqlx::test]
async fn strips_that_are_switched_off_are_neither_told_nor_served(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let series = house.publish("umbrella", 1, 1).await;
    let picture = crate::webcomic::NewPicture {
        bytes: b"drawn".to_vec().into(),
        width: 800,
        height: 1200,
        alt: "Rain".into(),
    };
    let (id, episode) = (house.id().await, series.episodes[0]);
    crate::webcomic::keep(&house.app, id, episode, "strip", &[picture])
        .await
        .unwrap();
    let mut viewer = house.device();
    let page = "/api/v1/series/umbrella/strips/1";
    let shown = viewer.get(page).await.json(200);
    let drawn = shown["pictures"][0]["url"].as_str().unwrap().to_owned();
    let switch = |on: bool| json!({ "region": { "features": { "webcomic": on } } });
    operator
        .patch("/api/v1/desk/house", switch(false))
        .await
        .json(200);
    let listed = viewer.get("/api/v1/series/umbrella").await.json(200);
    assert_eq!(listed["strips"], json!([]));
    assert_eq!(viewer.get(page).await.refusal(404), "strip_not_found");
    assert_eq!(viewer.get(&drawn).await.refusal(404), "media_not_found");
    // What was drawn is kept for the day they are on again; the film plays all the while.
    viewer
        .get("/api/v1/series/umbrella/episodes/1")
        .await
        .json(200);
    operator
        .patch("/api/v1/desk/house", switch(true))
        .await
        .json(200);
    let listed = viewer.get("/api/v1/series/umbrella").await.json(200);
    assert_eq!(listed["strips"], json!([1]));
    assert_eq!(viewer.get(&drawn).await.status, 200);
}

#[sqlx::test]
async fn a_card_says_what_its_rating_is_called_and_whether_to_ask(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let id = house.publish("dark", 1, 1).await.id;
    operator
        .patch(
            &format!("/api/v1/studio/series/{id}"),
            json!({ "age_rating": "16" }),
        )
        .await
        .json(200);
    let card = async || house.device().get("/api/v1/series/dark").await.json(200)["series"].clone();
    let before = card().await;
    assert_eq!(
        (&before["rating"], &before["ask_age"]),
        (&json!("16+"), &json!(null))
    );
    let region = json!({ "region": { "ratings": "bbfc", "age_gate": 16 } });
    operator.patch("/api/v1/desk/house", region).await.json(200);
    let after = card().await;
    assert_eq!(
        (&after["rating"], &after["ask_age"]),
        (&json!("18"), &json!(16))
    );
}

async fn file(house: &TestHouse, id: Uuid, genre: &str) {
    sqlx::query("update series set genres = array[$2] where id = $1")
        .bind(id)
        .bind(genre)
        .execute(&house.app.db)
        .await
        .unwrap();
}

#[sqlx::test]
async fn a_series_that_nobody_here_understands_is_not_published(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let id = house.publish("the-long-knife", 2, 1).await.id;
    let (withdraw, publish) = (
        format!("/api/v1/studio/series/{id}/withdraw"),
        format!("/api/v1/studio/series/{id}/publish"),
    );
    operator
        .patch(
            &format!("/api/v1/studio/series/{id}"),
            json!({ "synopsis": "Knives.", "genres": ["crime"] }),
        )
        .await
        .json(200);
    let told_in = |languages: &[&str]| json!({ "region": { "content_languages": languages } });
    operator.post(&withdraw, json!({})).await;
    operator
        .patch("/api/v1/desk/house", told_in(&["es", "pt-BR"]))
        .await
        .json(200);
    let refused = operator.post(&publish, json!({})).await.json(409);
    let text = refused["error"]["message"].as_str().unwrap();
    assert!(
        text.contains("It is in en, and this house tells its series in es, pt-BR."),
        "{text}"
    );
    // Subtitles are enough; the English of Britain is English.
    sqlx::query!("update series set language = 'en-GB' where id = $1", id)
        .execute(&house.app.db)
        .await
        .unwrap();
    operator
        .patch("/api/v1/desk/house", told_in(&["es", "en"]))
        .await
        .json(200);
    operator.post(&publish, json!({})).await.json(200);
}

#[sqlx::test]
async fn a_published_series_is_not_changed_into_what_the_region_forbids(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let region = json!({ "region": { "filing_number": true, "content_languages": ["en"],
        "blocked": [{ "theme": "mafia", "why": "Not here." }] } });
    operator.patch("/api/v1/desk/house", region).await.json(200);
    let id = house.publish("the-long-knife", 2, 1).await.id;
    let path = format!("/api/v1/studio/series/{id}");
    let good = json!({ "synopsis": "Knives.", "genres": ["crime"], "filing_number": "V-1" });
    operator.patch(&path, good).await.json(200);
    for (change, sentence) in [
        (json!({ "filing_number": null }), "It has no filing number"),
        (
            json!({ "title": "Knives", "tropes": ["mafia"] }),
            "This house shows nothing under `mafia`: Not here.",
        ),
        (
            json!({ "language": "fr" }),
            "It is in fr, and this house tells its series in en.",
        ),
    ] {
        let refused = operator.patch(&path, change.clone()).await;
        assert_eq!(refused.refusal(409), "series_not_ready", "{change}");
        let text = refused.json(409)["error"]["message"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(
            text.starts_with("The series cannot be published: ") && text.contains(sentence),
            "{text}"
        );
    }
    // Nothing of a refused change is kept, and what is harmless goes through.
    let shown = operator.get(&path).await.json(200);
    assert_eq!(
        (&shown["title"], &shown["tropes"], &shown["filing_number"]),
        (&json!("The-Long-Knife"), &json!([]), &json!("V-1"))
    );
    let harmless = json!({ "tropes": ["underdog"] });
    operator.patch(&path, harmless).await.json(200);
    // One that nobody sees may be worked on as its makers like.
    operator
        .post(&format!("{path}/withdraw"), json!({}))
        .await
        .json(200);
    let bare = json!({ "filing_number": null });
    operator.patch(&path, bare).await.json(200);
}

#[sqlx::test]
async fn the_desk_names_published_series_that_the_region_is_against_by_now(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let desk = "/api/v1/desk/house";
    let id = house.publish("the-long-knife", 1, 1).await.id;
    house.publish("soft-rain", 1, 1).await;
    let gone = house.publish("withdrawn", 1, 1).await.id;
    operator
        .post(&format!("/api/v1/studio/series/{gone}/withdraw"), json!({}))
        .await
        .json(200);
    file(&house, id, "crime").await;
    file(&house, gone, "crime").await;
    let before = operator.get(desk).await.json(200);
    assert_eq!(before["against"], json!({ "total": 0, "series": [] }));
    let blocked = json!({ "region": { "blocked": [{ "theme": "crime", "why": "Not here." }] } });
    let after = operator.patch(desk, blocked).await.json(200);
    assert_eq!(after["against"]["total"], 1);
    let one = &after["against"]["series"][0];
    assert_eq!(
        (&one["id"], &one["title"]),
        (&json!(id), &json!("The-Long-Knife"))
    );
    assert_eq!(one["problems"][0]["code"], "theme_blocked");
    // It stays up until somebody decides, and may be changed in what the region says nothing about.
    let mut viewer = house.device();
    viewer.get("/api/v1/series/the-long-knife").await.json(200);
    let path = format!("/api/v1/studio/series/{id}");
    let synopsis = json!({ "synopsis": "Knives." });
    operator.patch(&path, synopsis).await.json(200);
    let mended = json!({ "genres": ["thriller"] });
    operator.patch(&path, mended).await.json(200);
    assert_eq!(operator.get(desk).await.json(200)["against"]["total"], 0);
}
