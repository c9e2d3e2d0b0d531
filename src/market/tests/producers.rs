//! A producer's own page: its door, its slates, and what whoever comes by it alone may see.

use serde_json::json;
use sqlx::PgPool;

use super::{DESK, Stall};
use crate::rights::tests::party;

#[sqlx::test]
async fn a_producer_has_a_page_of_its_own_behind_its_own_door(db: PgPool) {
    let mut stall = Stall::new(db, "closed").await;
    let other = stall.house.publish("paper-crown", 1, 1).await;
    let northlight = party(&mut stall.operator, "Northlight").await;
    let page = format!("{DESK}/producers/{}", northlight.as_str().unwrap());
    let words = |door: &str, slug: &str| {
        json!({ "slug": slug, "door": door, "intro": "Two women, one roof.", "contact_name": "Ana",
            "contact_email": "ana@northlight.example" })
    };
    let bad = stall
        .operator
        .put(&page, words("public", "North Light"))
        .await;
    assert_eq!(bad.refusal(400), "slug_invalid");
    let made = stall
        .operator
        .put(&page, words("closed", "northlight"))
        .await
        .json(200);
    assert_eq!(made["name"], "Northlight");
    let slate = json!({ "name": "Autumn", "series_ids": [other.id], "producer_id": made["id"] });
    let slate = stall
        .operator
        .post(&format!("{DESK}/slates"), slate)
        .await
        .json(201);
    assert_eq!(slate["producer_id"], made["id"]);

    let shown = "/api/v1/market/producers/northlight";
    let mut buyer = stall.house.device();
    assert_eq!(buyer.get(shown).await.refusal(404), "market_closed");
    // Whoever runs the house sees how it would look.
    let look = stall.operator.get(shown).await.json(200);
    assert_eq!(look["closed"], true);

    stall
        .operator
        .put(&page, words("public", "northlight"))
        .await
        .json(200);
    let look = buyer.get(shown).await.json(200);
    assert_eq!(
        (&look["name"], &look["intro"], &look["whole"]),
        (
            &json!("Northlight"),
            &json!("Two women, one roof."),
            &json!(false)
        )
    );
    assert_eq!(look["series"].as_array().unwrap().len(), 1);
    assert_eq!(look["series"][0]["slug"], "paper-crown");
    // The house's own market stays shut, and so does what is not the producer's.
    assert_eq!(
        buyer.get("/api/v1/market").await.refusal(404),
        "market_closed"
    );
    let avails = |slug: &str| format!("/api/v1/market/series/{slug}/avails?media=SVOD");
    buyer.get(&avails("paper-crown")).await.json(200);
    let foreign = buyer.get(&avails("crimson-vow")).await;
    assert_eq!(foreign.refusal(404), "not_in_the_market");
    for (series, status) in [(other.id, 204), (stall.series, 404)] {
        let path = format!("/api/v1/market/shortlist/{series}");
        assert_eq!(buyer.put(&path, json!({})).await.status, status);
    }

    // An enquiry names the producer at the desk.
    let ask = |series: uuid::Uuid, producer: &str| {
        json!({ "name": "Bo", "company": "Channel", "email": "bo@channel.example", "series_ids": [series],
            "media": ["SVOD"], "territories": "DE", "message": "The spring, please.", "producer": producer })
    };
    let enquiries = "/api/v1/market/enquiries";
    let wrong = buyer.post(enquiries, ask(stall.series, "northlight")).await;
    assert_eq!(wrong.refusal(404), "not_in_the_market");
    let nobody = buyer.post(enquiries, ask(other.id, "southlight")).await;
    assert_eq!(nobody.refusal(404), "not_in_the_market");
    buyer
        .post(enquiries, ask(other.id, "northlight"))
        .await
        .json(201);
    let desk = stall
        .operator
        .get(&format!("{DESK}/enquiries"))
        .await
        .json(200);
    assert_eq!(desk["items"][0]["producer"], "Northlight");

    // Invited only: those whom nobody has invited stand outside.
    stall
        .operator
        .put(&page, words("invited", "northlight"))
        .await
        .json(200);
    buyer.get(shown).await.json(404);
    // Taken off, its slate is the house's.
    stall.operator.delete(&page).await;
    let slates = stall.operator.get(DESK).await.json(200);
    assert_eq!(slates["producers"], json!([]));
    let left = slates["slates"].as_array().unwrap().iter();
    assert!(
        left.filter(|one| one["name"] == "Autumn")
            .all(|one| one["producer_id"].is_null())
    );
}

#[sqlx::test]
async fn the_houses_market_leads_to_its_producers(db: PgPool) {
    let mut stall = Stall::new(db, "public").await;
    for (name, slug, door) in [
        ("Northlight", "northlight", "public"),
        ("Southlight", "southlight", "closed"),
    ] {
        let party = party(&mut stall.operator, name).await;
        let page = format!("{DESK}/producers/{}", party.as_str().unwrap());
        let words = json!({ "slug": slug, "door": door, "intro": "", "contact_name": "", "contact_email": "" });
        stall.operator.put(&page, words).await.json(200);
    }
    let market = stall.house.device().get("/api/v1/market").await.json(200);
    assert_eq!(
        market["producers"],
        json!([{ "slug": "northlight", "name": "Northlight" }])
    );
    // One address is one producer's.
    let party = party(&mut stall.operator, "Westlight").await;
    let page = format!("{DESK}/producers/{}", party.as_str().unwrap());
    let words = json!({ "slug": "northlight", "door": "public", "intro": "", "contact_name": "", "contact_email": "" });
    let taken = stall.operator.put(&page, words).await;
    assert_eq!(taken.refusal(409), "producer_known");
}
