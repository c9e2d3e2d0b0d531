//! Brands, deals and placements as they are entered, what is refused, and what viewers are told.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Setup, brand, placement};
use crate::people::Role;

#[sqlx::test]
async fn viewers_are_told_by_where_they_are(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let told = json!({"*": "Contains product placement.", "BR": "Contém publicidade."});
    let deal = setup.agree(json!({ "disclosures": told })).await;
    setup.place(deal, 0).await;
    let mut viewer = setup.house.device();
    let mut shown = async |path: &str, territory: &str| {
        let answer = viewer
            .send(
                axum::http::Method::GET,
                path,
                &[("x-territory", territory)],
                axum::body::Body::empty(),
            )
            .await;
        answer.json(200)
    };
    let first = "/api/v1/series/heiress/episodes/1";
    assert_eq!(
        shown(first, "BR").await["episode"]["disclosures"],
        json!(["Contém publicidade."])
    );
    assert_eq!(
        shown(first, "DE").await["episode"]["disclosures"],
        json!(["Contains product placement."])
    );
    assert_eq!(
        shown("/api/v1/series/heiress/episodes/2", "BR").await["episode"]["disclosures"],
        json!([])
    );
    assert_eq!(
        shown("/api/v1/series/heiress", "BR").await["disclosures"],
        json!(["Contém publicidade."])
    );
    let feed = shown(
        "/api/v1/feed?session=00000000-0000-4000-8000-000000000001",
        "BR",
    )
    .await;
    assert_eq!(
        feed["items"][0]["episode"]["disclosures"],
        json!(["Contém publicidade."])
    );
}

#[sqlx::test]
async fn a_competitor_is_kept_out_while_one_of_the_deals_is_exclusive(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let deal = setup.agree(json!({"exclusive": true})).await;
    setup.place(deal, 0).await;
    let rival = brand(&mut setup.operator, "Quince", "drinks").await;
    let other = brand(&mut setup.operator, "Lumen", "phones").await;
    let episode = setup.series.episodes[2];
    let (theirs, phones) = (
        setup.agree(json!({"brand_id": rival})).await,
        setup.agree(json!({"brand_id": other})).await,
    );
    let refused = setup
        .operator
        .post("/api/v1/desk/placements", placement(theirs, episode))
        .await;
    assert_eq!(refused.refusal(409), "competitor_placed");
    let said = refused.json(409)["error"]["message"].to_string();
    assert!(
        said.contains("Pomelo") && said.contains("2026-03-01"),
        "{said}"
    );
    setup
        .operator
        .post("/api/v1/desk/placements", placement(phones, episode))
        .await
        .json(201);
    // On other days, and once the first is out of the picture.
    let later = setup
        .agree(json!({"brand_id": rival, "starts_on": "2026-03-11", "ends_on": "2026-03-12"}))
        .await;
    setup
        .operator
        .post("/api/v1/desk/placements", placement(later, episode))
        .await
        .json(201);
    let path = format!("/api/v1/desk/series/{}/placements", setup.series.id);
    let all = setup.operator.get(&path).await.json(200);
    let first = all["episodes"][0]["placements"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    setup
        .operator
        .delete(&format!("/api/v1/desk/placements/{first}"))
        .await
        .json(200);
    let again = setup
        .operator
        .delete(&format!("/api/v1/desk/placements/{first}"))
        .await;
    assert_eq!(again.refusal(404), "not_agreed");
    setup
        .operator
        .post("/api/v1/desk/placements", placement(theirs, episode))
        .await
        .json(201);
}

#[sqlx::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let deals: [(Value, &str); 12] = [
        (json!({"flat": -1}), "deal_price_invalid"),
        (json!({"cap": i64::MAX}), "deal_price_invalid"),
        (json!({"ends_on": "2026-02-01"}), "deal_days_invalid"),
        (json!({"ends_on": "2199-01-01"}), "deal_days_invalid"),
        (json!({"continuous_ms": 1}), "deal_counting_invalid"),
        (json!({"area": 1001}), "deal_counting_invalid"),
        (json!({"territories": ["us"]}), "territory_unknown"),
        (
            json!({"disclosures": {"GB": "Placed."}}),
            "disclosure_missing",
        ),
        (
            json!({"disclosures": {"*": "Placed.", "x'; --": "y"}}),
            "territory_unknown",
        ),
        (json!({"disclosures": {"*": " "}}), "text_invalid"),
        (json!({"title": "a\nb"}), "text_invalid"),
        (json!({"currency": "XXZ"}), "money.unknown_currency"),
    ];
    for (changes, code) in deals {
        let deal = setup.deal(&changes);
        let refused = setup.operator.post("/api/v1/desk/brand-deals", deal).await;
        assert_eq!(refused.refusal(400), code, "{changes}");
    }
    let deal = setup.agree(json!({})).await;
    for (key, value, code) in [
        ("from_ms", json!(-1), "placement_outside"),
        ("to_ms", json!(60_001), "placement_outside"),
        ("to_ms", json!(11_999), "placement_outside"),
        ("area", json!(14), "placement_too_small"),
        ("area", json!(70_000), "placement_too_small"),
    ] {
        let mut new = placement(deal, setup.series.episodes[0]);
        new[key] = value;
        let refused = setup.operator.post("/api/v1/desk/placements", new).await;
        assert_eq!(refused.refusal(400), code, "{key}");
    }
    for (name, category, status, code) in [
        ("Pomelo", "drinks", 409, "brand_known"),
        ("", "drinks", 400, "text_invalid"),
        ("Fig", "Soft Drinks", 400, "category_invalid"),
    ] {
        let refused = setup
            .operator
            .post(
                "/api/v1/desk/brands",
                json!({"name": name, "category": category}),
            )
            .await;
        assert_eq!(refused.refusal(status), code);
    }
    let counts: (i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from brands), (select count(*) from brand_deals), (select count(*) from placements)",
    )
    .fetch_one(&setup.house.app.db)
    .await
    .unwrap();
    assert_eq!(counts, (1, 1, 0));
}

#[sqlx::test]
async fn another_house_sees_and_touches_none_of_it(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let deal = setup.agree(json!({})).await;
    let made = setup.place(deal, 0).await;
    let placed = made["episodes"][0]["placements"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    setup.house.second_house("second.example").await;
    let mut other = setup
        .house
        .account_at("second.example", "them", Role::Operator)
        .await;
    for path in ["brands", "brand-deals"] {
        let seen = other.get(&format!("/api/v1/desk/{path}")).await.json(200);
        assert_eq!(seen["items"], json!([]));
    }
    for path in [
        format!("brand-deals/{deal}/exposures"),
        format!("brand-deals/{deal}/exposures.csv"),
        format!("series/{}/placements", setup.series.id),
    ] {
        other
            .get(&format!("/api/v1/desk/{path}"))
            .await
            .refusal(404);
    }
    let new = placement(deal, setup.series.episodes[0]);
    other
        .post("/api/v1/desk/placements", new)
        .await
        .refusal(404);
    let deal = setup.deal(&json!({}));
    other
        .post("/api/v1/desk/brand-deals", deal)
        .await
        .refusal(404);
    other
        .delete(&format!("/api/v1/desk/placements/{placed}"))
        .await
        .refusal(404);
}
