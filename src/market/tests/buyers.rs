//! Doors, slates, what is free, shortlist, enquiries.

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{DESK, Stall, token};
use crate::people::Role;
use crate::testing::{Device, PASSWORD};

const MARKET: &str = "/api/v1/market";

fn titles(market: &Value) -> Vec<&str> {
    let all = market["series"].as_array().unwrap();
    all.iter()
        .map(|one| one["title"].as_str().unwrap())
        .collect()
}

#[sqlx::test]
async fn a_market_is_closed_until_it_is_opened_and_shows_slates_and_nothing_else(db: PgPool) {
    let mut stall = Stall::new(db, "closed").await;
    stall.house.publish("unoffered", 1, 1).await;
    let mut buyer = stall.house.device();
    assert_eq!(buyer.get(MARKET).await.refusal(404), "market_closed");
    let seen = stall.operator.get(MARKET).await.json(200);
    assert_eq!(
        (&seen["closed"], titles(&seen)),
        (&json!(true), vec!["Crimson-Vow"])
    );
    let logline = json!({ "lines": { "en": "She married the wrong twin.", "ko": "그녀는 다른 쌍둥이와 결혼했다.", "xx-": "" } });
    let path = format!("{DESK}/series/{}/loglines", stall.series);
    assert_eq!(
        stall
            .operator
            .put(&path, json!({ "lines": { "!": "x" } }))
            .await
            .refusal(400),
        "language_invalid"
    );
    stall.operator.put(&path, logline).await.json(200);
    let open =
        json!({ "door": "public", "intro": "Come in.", "contact_name": "", "contact_email": "" });
    stall.operator.put(DESK, open).await.json(200);
    let market = buyer.get(MARKET).await.json(200);
    assert_eq!(titles(&market), ["Crimson-Vow"]);
    let series = &market["series"][0];
    assert_eq!(series["logline"], "She married the wrong twin.");
    assert_eq!(
        (&series["episode_count"], &series["total_duration_ms"]),
        (&json!(2), &json!(120_000))
    );
    assert_eq!(
        (&series["on_air"], &series["audio"]),
        (&json!(true), &json!(["en"]))
    );
    assert_eq!(market["slates"][0]["series_ids"], json!([stall.series]));
    let korean = buyer.get(&format!("{MARKET}?lang=ko")).await.json(200);
    assert_eq!(
        korean["series"][0]["logline"],
        "그녀는 다른 쌍둥이와 결혼했다."
    );
}

#[sqlx::test]
async fn slates_are_ordered_changed_and_taken_away(db: PgPool) {
    let mut stall = Stall::new(db, "public").await;
    let second = stall.house.publish("green-door", 1, 1).await.id;
    let slates = format!("{DESK}/slates");
    let new = json!({ "name": "Autumn", "position": -1, "series_ids": [second, stall.series] });
    let made = stall.operator.post(&slates, new).await.json(201);
    let again = json!({ "name": "Autumn", "series_ids": [] });
    assert_eq!(
        stall.operator.post(&slates, again).await.refusal(409),
        "slate_known"
    );
    let stranger = json!({ "name": "Odd", "series_ids": [uuid::Uuid::nil()] });
    assert_eq!(
        stall.operator.post(&slates, stranger).await.refusal(400),
        "series_unknown"
    );
    let mut buyer = stall.house.device();
    let market = buyer.get(MARKET).await.json(200);
    assert_eq!(market["slates"][0]["name"], "Autumn");
    assert_eq!(
        market["slates"][0]["series_ids"],
        json!([second, stall.series])
    );
    let one = format!("{slates}/{}", made["id"].as_str().unwrap());
    let taken = json!({ "name": "Spring", "series_ids": [second] });
    assert_eq!(
        stall.operator.put(&one, taken).await.refusal(409),
        "slate_known"
    );
    let changed = json!({ "name": "Winter", "position": 5, "series_ids": [second] });
    stall.operator.put(&one, changed).await.json(200);
    let market = buyer.get(MARKET).await.json(200);
    assert_eq!(market["slates"][1]["name"], "Winter");
    stall.operator.delete(&one).await.json(204);
    assert_eq!(
        stall.operator.delete(&one).await.refusal(404),
        "not_in_the_market"
    );
    let market = buyer.get(MARKET).await.json(200);
    assert_eq!(titles(&market), ["Crimson-Vow"]);
}

#[sqlx::test]
async fn whoever_is_invited_comes_in_until_the_link_ends_or_is_withdrawn(db: PgPool) {
    let mut stall = Stall::new(db, "invited").await;
    let invitations = format!("{DESK}/invitations");
    let mut invite = async |days: i64| {
        let new = json!({ "name": "Bea Buyer", "email": "bea@channel.example", "days": days });
        stall.operator.post(&invitations, new).await.json(201)
    };
    let (short, long) = (invite(1).await, invite(30).await);
    let mut buyer = stall.house.device();
    assert_eq!(buyer.get(MARKET).await.refusal(403), "market_invited_only");
    let wrong = json!({ "token": "guessed" });
    assert_eq!(
        buyer
            .post(&format!("{MARKET}/enter"), wrong)
            .await
            .refusal(410),
        "link_over"
    );
    let mut other = stall.house.device();
    for (device, link) in [(&mut buyer, &short), (&mut other, &long)] {
        let enter = json!({ "token": token(link) });
        device
            .post(&format!("{MARKET}/enter"), enter.clone())
            .await
            .json(204);
        device
            .post(&format!("{MARKET}/enter"), enter)
            .await
            .json(204);
        assert_eq!(titles(&device.get(MARKET).await.json(200)), ["Crimson-Vow"]);
    }
    stall.house.app.clock.advance(Duration::days(1));
    assert_eq!(buyer.get(MARKET).await.refusal(403), "market_invited_only");
    let late = json!({ "token": token(&short) });
    assert_eq!(
        buyer
            .post(&format!("{MARKET}/enter"), late)
            .await
            .refusal(410),
        "link_over"
    );
    other.get(MARKET).await.json(200);
    let one = format!("{invitations}/{}", long["id"].as_str().unwrap());
    stall.operator.delete(&one).await.json(204);
    for path in [
        "",
        "/series/crimson-vow/avails",
        "/series/crimson-vow/one-sheet.pdf",
    ] {
        let refused = other.get(&format!("{MARKET}{path}")).await;
        assert_eq!(refused.refusal(403), "market_invited_only");
    }
    let listed = stall.operator.get(&invitations).await.json(200);
    assert_eq!(listed["items"][0]["guests"], 1);
    assert!(
        listed["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| !one["revoked_at"].is_null())
    );
    for wrong in [
        json!({ "days": 0 }),
        json!({ "days": 4000 }),
        json!({ "email": "nobody" }),
        json!({ "name": "a\u{7}b" }),
    ] {
        let mut new = json!({ "name": "Bea", "email": "bea@channel.example", "days": 3 });
        for (key, value) in wrong.as_object().unwrap() {
            new[key] = value.clone();
        }
        stall.operator.post(&invitations, new).await.refusal(400);
    }
}

#[sqlx::test]
async fn what_is_sold_is_free_no_more_and_an_exclusive_sale_leaves_nothing(db: PgPool) {
    let mut stall = Stall::new(db, "public").await;
    let mut buyer = stall.house.device();
    let path = format!("{MARKET}/series/crimson-vow/avails?media=SVOD");
    let all = buyer.get(&path).await.json(200);
    assert!(all["exclusive"].as_array().unwrap().len() > 240, "{all}");
    assert_eq!(all["shared"], json!([]));
    let party = json!({ "name": "Canal", "territory": null, "email": null });
    let party = stall
        .operator
        .post("/api/v1/desk/rights/parties", party)
        .await
        .json(201);
    for (name, territories, exclusive) in [("X-1", "BR", true), ("S-1", "DE", false)] {
        let contract = json!({ "reference": name, "direction": "out", "party_id": party["id"], "blocks": [{
            "kind": "grant", "series_ids": [stall.series], "media": ["SVOD"], "territories": territories, "languages": null,
            "starts": "2026-03-05", "ends": "2026-03-20", "exclusive": exclusive }] });
        let made = stall
            .operator
            .post("/api/v1/desk/rights/contracts", contract)
            .await
            .json(201);
        let id = made["id"].as_str().unwrap();
        let signed = json!({ "signed_on": "2026-03-01" });
        stall
            .operator
            .post(
                &format!("/api/v1/desk/rights/contracts/{id}/activate"),
                signed,
            )
            .await
            .json(200);
    }
    let has = |avails: &Value, group: &str, code: &str| {
        avails[group]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one == code)
    };
    let within = buyer.get(&format!("{path}&on=2026-03-10")).await.json(200);
    assert!(!has(&within, "exclusive", "BR") && !has(&within, "shared", "BR"));
    assert!(!has(&within, "exclusive", "DE") && has(&within, "shared", "DE"));
    assert!(has(&within, "exclusive", "FR"));
    let after = buyer.get(&format!("{path}&on=2026-03-25")).await.json(200);
    assert!(has(&after, "exclusive", "BR") && has(&after, "exclusive", "DE"));
    let other = buyer
        .get(&format!(
            "{MARKET}/series/crimson-vow/avails?media=AVOD&on=2026-03-10"
        ))
        .await
        .json(200);
    assert!(has(&other, "exclusive", "BR"));
    for (query, code) in [
        ("media=Radio", "rights_unknown_media"),
        ("on=9999-01-01", "date_invalid"),
    ] {
        let refused = buyer
            .get(&format!("{MARKET}/series/crimson-vow/avails?{query}"))
            .await;
        assert_eq!(refused.refusal(400), code);
    }
    assert_eq!(
        buyer
            .get(&format!("{MARKET}/series/nothing/avails"))
            .await
            .refusal(404),
        "not_in_the_market"
    );
}

fn enquiry(stall: &Stall) -> Value {
    json!({ "name": "Bea Buyer", "company": "Channel Nine", "email": "bea@channel.example", "series_ids": [stall.series],
        "media": ["SVOD"], "territories": "DE, AT", "exclusive": true, "message": "For the autumn.\nWhat would it be?" })
}

async fn ask(buyer: &mut Device, body: Value) -> crate::testing::Answer {
    buyer.post(&format!("{MARKET}/enquiries"), body).await
}

#[sqlx::test]
async fn an_enquiry_becomes_a_deal_with_the_buyer_as_its_party(db: PgPool) {
    let mut stall = Stall::new(db, "public").await;
    let mut buyer = stall.house.device();
    let asked = enquiry(&stall);
    let receipt = ask(&mut buyer, asked.clone()).await.json(201);
    let deals = stall
        .operator
        .get("/api/v1/desk/rights/deals")
        .await
        .json(200);
    let deal = &deals["items"][0];
    assert_eq!(
        (&deal["name"], &deal["status"]),
        (&receipt["deal"], &json!("enquiry"))
    );
    assert_eq!(
        (&deal["party"], &deal["direction"]),
        (&json!("Channel Nine"), &json!("out"))
    );
    assert_eq!(deal["blocks"][0]["territories"], "DE, AT");
    assert_eq!(deal["blocks"][0]["exclusive"], true);
    assert!(deal.to_string().contains("For the autumn."), "{deal}");
    let listed = stall
        .operator
        .get(&format!("{DESK}/enquiries"))
        .await
        .json(200);
    assert_eq!(
        listed["items"][0]["message"],
        "For the autumn.\nWhat would it be?"
    );
    assert_eq!(listed["items"][0]["deal_id"], deal["id"]);
    // Again: another deal, the same party. Another address: another party, whatever it calls itself.
    ask(&mut buyer, asked.clone()).await.json(201);
    let mut other = asked;
    other["email"] = json!("eve@elsewhere.example");
    ask(&mut buyer, other).await.json(201);
    let parties = stall
        .operator
        .get("/api/v1/desk/rights/parties")
        .await
        .json(200);
    let names: Vec<&str> = parties["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["Channel Nine", "Channel Nine (eve@elsewhere.example)"]
    );
}

#[sqlx::test]
async fn an_enquiry_that_makes_no_sense_is_refused_and_leaves_nothing(db: PgPool) {
    let mut stall = Stall::new(db, "public").await;
    let unoffered = stall.house.publish("unoffered", 1, 1).await.id;
    let mut buyer = stall.house.device();
    for (key, value, status) in [
        ("series_ids", json!([]), 400),
        ("series_ids", json!([unoffered]), 404),
        ("territories", json!("Atlantis"), 400),
        ("media", json!([]), 400),
        ("media", json!(["Radio"]), 400),
        ("email", json!("bea at channel"), 400),
        ("company", json!(""), 400),
        ("message", json!("x".repeat(3000)), 400),
        ("fee", json!(1), 400),
    ] {
        let mut body = enquiry(&stall);
        body[key] = value;
        ask(&mut buyer, body).await.refusal(status);
    }
    let deals = stall
        .operator
        .get("/api/v1/desk/rights/deals")
        .await
        .json(200);
    assert_eq!(deals["items"], json!([]));
    let parties = stall
        .operator
        .get("/api/v1/desk/rights/parties")
        .await
        .json(200);
    assert_eq!(parties["items"], json!([]));
}

#[sqlx::test]
async fn nobody_floods_the_house_with_enquiries(db: PgPool) {
    let stall = Stall::new(db, "public").await;
    let mut buyer = stall.house.device();
    for _ in 0..20 {
        ask(&mut buyer, enquiry(&stall)).await.json(201);
    }
    assert_eq!(
        ask(&mut buyer, enquiry(&stall)).await.refusal(429),
        "too_many_requests"
    );
    stall.house.app.clock.advance(Duration::hours(1));
    assert_eq!(
        ask(&mut buyer, enquiry(&stall)).await.refusal(429),
        "enquiries_too_many"
    );
    stall.house.app.clock.advance(Duration::days(1));
    ask(&mut buyer, enquiry(&stall)).await.json(201);
}

#[sqlx::test]
async fn a_shortlist_stays_when_its_buyer_logs_in(db: PgPool) {
    let mut stall = Stall::new(db, "invited").await;
    stall.house.account("bea", Role::Viewer).await;
    let new = json!({ "name": "Bea", "email": "bea@channel.example", "days": 3 });
    let link = stall
        .operator
        .post(&format!("{DESK}/invitations"), new)
        .await
        .json(201);
    let mut buyer = stall.house.device();
    buyer
        .post(&format!("{MARKET}/enter"), json!({ "token": token(&link) }))
        .await
        .json(204);
    let path = format!("{MARKET}/shortlist/{}", stall.series);
    buyer.put(&path, json!({})).await.json(204);
    buyer.put(&path, json!({})).await.json(204);
    assert_eq!(
        buyer
            .put(
                &format!("{MARKET}/shortlist/{}", uuid::Uuid::nil()),
                json!({})
            )
            .await
            .refusal(404),
        "not_in_the_market"
    );
    let login = json!({ "email": "bea@example.org", "password": PASSWORD });
    buyer.post("/api/v1/auth/login", login).await.json(200);
    assert_eq!(
        buyer.get(MARKET).await.json(200)["shortlist"],
        json!([stall.series])
    );
    buyer.delete(&path).await.json(204);
    assert_eq!(buyer.get(MARKET).await.json(200)["shortlist"], json!([]));
}
