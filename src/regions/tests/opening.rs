//! Houses opened from ready-made regions, one process serving several.

use serde_json::json;
use sqlx::PgPool;

use crate::catalog::vocabulary::{GENRES, TROPES};
use crate::houses::{LANGUAGES, is_territory, region::is_language};
use crate::people::Role;
use crate::regions::templates;
use crate::testing::TestHouse;

#[test]
fn every_ready_made_region_holds_together_and_speaks_its_own_languages() {
    for template in templates() {
        let key = &template.key;
        assert_eq!(template.region.check(GENRES, TROPES), Ok(()), "{key}");
        // Its viewers are met in the language that its series are first in, and nothing is said in one that nothing is told in.
        let own = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
        let first = own(&template.region.content_languages[0]);
        assert_eq!(template.default_language, first, "{key}");
        let texts = template.region.legal.values();
        for tag in texts
            .chain(template.region.disclosures.values())
            .flat_map(|texts| texts.keys())
        {
            let mut told = template.region.content_languages.iter();
            assert!(told.any(|one| own(one) == own(tag)), "{key}: {tag}");
        }
        assert!(LANGUAGES.contains(&&*template.default_language), "{key}");
        assert!(is_territory(&template.territory), "{key}");
        assert!(
            template.region.territories.contains(&template.territory),
            "{key}"
        );
        money::Currency::of(&template.currency).unwrap();
        assert!(template.reviewed.what.len() > 20, "{key}");
        assert!(template.free > 0 && !template.notes.is_empty() && !template.tagline.is_empty());
        let region = &template.region;
        assert!(
            !region.shelves.is_empty() && !region.content_languages.is_empty(),
            "{key}"
        );
        // Something is said in the first language of its series, not in English only.
        for texts in region.disclosures.values().chain(region.legal.values()) {
            assert!(texts.keys().any(|tag| own(tag) == first), "{key} {first}");
        }
    }
    assert!(templates().iter().any(|one| one.region.filing_number));
    for tag in ["ar", "de", "th"] {
        assert!(templates().iter().any(|one| one.default_language == tag));
    }
}

#[test]
fn languages_are_written_as_bcp_47_writes_them() {
    for good in ["en", "fil", "pt-BR", "zh-Hans-CN"] {
        assert!(is_language(good), "{good}");
    }
    for bad in ["", "e", "EN", "english", "pt_BR", "pt-", "en-\u{202e}x"] {
        assert!(!is_language(bad), "{bad}");
    }
}

#[sqlx::test]
async fn an_operator_opens_a_house_and_its_visitors_find_it_by_name(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let templates = operator
        .get("/api/v1/desk/region-templates")
        .await
        .json(200);
    assert!(templates["templates"].as_array().unwrap().len() >= 8);
    let opened = operator
        .post(
            "/api/v1/desk/houses",
            json!({ "slug": "lima", "name": "Noches de Lima", "template": "latin-america", "hosts": ["Lima.example"] }),
        )
        .await
        .json(201);
    let link = opened["operator_link"].as_str().unwrap();
    assert!(
        link.starts_with("http://lima.example:8080/claim#"),
        "{link}"
    );

    let about = house
        .device()
        .at("lima.example")
        .get("/api/v1/house")
        .await
        .json(200);
    assert_eq!(about["name"], "Noches de Lima");
    assert_eq!(about["tagline"], "Un capítulo más y ya");
    assert_eq!(about["default_language"], "es");
    assert_eq!(about["ratings"]["16"], "C");
    assert_eq!(about["ratings"]["all"], "A");
    assert_eq!(about["legal"], json!(["terms", "privacy", "imprint"]));
    assert!(
        about["disclosures"]["placement"]
            .as_str()
            .unwrap()
            .contains("marcas")
    );
    let imprint = house
        .device()
        .at("lima.example")
        .get("/api/v1/house/legal/imprint")
        .await
        .json(200);
    assert_eq!(imprint["language"], "es");
    assert_eq!(
        house
            .device()
            .at("lima.example")
            .get("/api/v1/house/legal/withdrawal")
            .await
            .refusal(404),
        "page_not_found"
    );
    // The first house is what it was.
    assert_eq!(
        house.device().get("/api/v1/house").await.json(200)["name"],
        "Cliffhanger"
    );

    // Whoever opens the link runs the new house, and not the first.
    let mut new = house.device().at("lima.example");
    let token = link.split('#').nth(1).unwrap();
    new.post("/api/v1/auth/claim", json!({ "token": token }))
        .await
        .json(200);
    let desk = new.get("/api/v1/desk/house").await.json(200);
    assert_eq!(
        (&desk["slug"], &desk["template"], &desk["currency"]),
        (&json!("lima"), &json!("latin-america"), &json!("MXN"))
    );
    let paywall = new.get("/api/v1/desk/paywalls").await.json(200);
    assert_eq!(paywall["house"]["policy"]["free"], 6);
    assert_eq!(new.get("/api/v1/shop").await.json(200)["currency"], "MXN");
    let refused = new
        .post("/api/v1/desk/houses", json!({ "slug": "cusco", "name": "Cusco", "template": "us", "hosts": ["cusco.example"] }))
        .await;
    assert_eq!(refused.refusal(403), "not_the_first_house");
}

#[sqlx::test]
async fn what_cannot_be_opened_is_refused_and_nothing_is_kept(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let good = json!({ "slug": "seoul", "name": "Seoul", "template": "korea", "hosts": ["seoul.example"] });
    operator
        .post("/api/v1/desk/houses", good.clone())
        .await
        .json(201);
    let with = |key: &str, value: serde_json::Value| {
        let mut body = json!({ "slug": "busan", "name": "Busan", "template": "korea", "hosts": ["busan.example"] });
        body[key] = value;
        body
    };
    for (body, status, code) in [
        (good, 409, "host_taken"),
        (with("slug", json!("seoul")), 409, "slug_taken"),
        (with("slug", json!("-bad-")), 400, "slug_invalid"),
        (with("slug", json!("Große")), 400, "slug_invalid"),
        (with("name", json!("  ")), 400, "name_invalid"),
        (with("template", json!("atlantis")), 400, "template_unknown"),
        (with("hosts", json!([])), 400, "hosts_missing"),
        (
            with("hosts", json!(["https://busan.example"])),
            400,
            "host_invalid",
        ),
        (
            with("hosts", json!(["busan.example:80"])),
            400,
            "host_invalid",
        ),
        (with("hosts", json!(["부산.example"])), 400, "host_invalid"),
        (with("hosts", json!(["a..b"])), 400, "host_invalid"),
        (with("hosts", json!(["not a name"])), 400, "host_invalid"),
        (with("currency", json!("XXZ")), 400, "currency_invalid"),
        (
            with("territories", json!(["Mexico"])),
            400,
            "region_invalid",
        ),
        (
            with("content_languages", json!(["Spanish"])),
            400,
            "region_invalid",
        ),
        (
            with("hosts", json!(["busan.example", "SEOUL.example"])),
            409,
            "host_taken",
        ),
        (with("accent", json!("red")), 400, "colour_invalid"),
        (with("accent", json!("#00000g")), 400, "colour_invalid"),
    ] {
        let answer = operator.post("/api/v1/desk/houses", body.clone()).await;
        assert_eq!(answer.refusal(status), code, "{body}");
    }
    let houses: i64 = sqlx::query_scalar("select count(*) from houses")
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(houses, 2);
}

#[sqlx::test]
async fn an_operator_changes_the_brand_and_it_is_seen_at_once(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let logo = "data:image/png;base64,iVBORw0KGgo=";
    let changed = operator
        .patch(
            "/api/v1/desk/house",
            json!({ "name": "Midnight", "accent": "#123456", "languages": ["en", "es"], "default_language": "es",
                    "region": { "logo": logo, "typeface": "serif", "ratings": "fsk", "age_gate": 16,
                                "legal": { "imprint": { "de": "# Impressum\nHier." } } } }),
        )
        .await
        .json(200);
    assert_eq!(changed["region"]["age_gate"], 16);
    let about = house.device().get("/api/v1/house").await.json(200);
    assert_eq!(
        (&about["name"], &about["logo"], &about["typeface"]),
        (&json!("Midnight"), &json!(logo), &json!("serif"))
    );
    assert_eq!(
        (&about["ratings"]["16"], &about["languages"]),
        (&json!("FSK 16"), &json!(["en", "es"]))
    );
    let log = operator
        .get("/api/v1/desk/audit")
        .await
        .json(200)
        .to_string();
    assert!(log.contains("house.changed"), "{log}");

    let lost = operator
        .patch(
            "/api/v1/desk/house",
            json!({ "hosts": ["elsewhere.example"] }),
        )
        .await;
    assert_eq!(lost.refusal(409), "host_lost");
    let kept = json!({ "hosts": ["elsewhere.example", "localhost"] });
    operator.patch("/api/v1/desk/house", kept).await.json(200);

    let region = |key: &str, value: serde_json::Value| json!({ "region": { key: value } });
    for (body, code) in [
        (json!({ "name": "" }), "name_invalid"),
        (json!({ "accent": "#FFFFFF" }), "colour_invalid"),
        (json!({ "languages": [] }), "language_invalid"),
        (json!({ "languages": ["nl"] }), "language_invalid"),
        (json!({ "default_language": "ko" }), "language_invalid"),
        (json!({ "territory": "mexico" }), "territory_invalid"),
        (
            region("logo", json!("data:image/svg+xml;base64,PHN2Zz4=")),
            "region_invalid",
        ),
        (
            region("logo", json!("data:image/png;base64,\"><script>")),
            "region_invalid",
        ),
        (
            region(
                "logo",
                json!(format!("data:image/png;base64,{}", "A".repeat(40_000))),
            ),
            "region_invalid",
        ),
        (region("territories", json!(["Mexico"])), "region_invalid"),
        (region("shelves", json!(["westerns"])), "region_invalid"),
        (
            region("blocked", json!([{ "theme": "bl", "why": " " }])),
            "region_invalid",
        ),
        (
            region("blocked", json!([{ "theme": "nothing", "why": "So." }])),
            "region_invalid",
        ),
        (region("age_gate", json!(99)), "region_invalid"),
        (
            region(
                "disclosures",
                json!({ "placement": { "en": "x".repeat(201) } }),
            ),
            "region_invalid",
        ),
        (region("unheard_of", json!(1)), "body_invalid"),
    ] {
        let answer = operator.patch("/api/v1/desk/house", body.clone()).await;
        assert_eq!(answer.refusal(400), code, "{body}");
    }
    assert_eq!(
        house.device().get("/api/v1/house").await.json(200)["name"],
        "Midnight"
    );
}

#[sqlx::test]
async fn a_house_may_differ_from_its_region_from_the_start(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let opening = json!({ "slug": "bogota", "name": "Noches", "template": "latin-america", "hosts": ["bogota.example"],
        "currency": "COP", "territories": ["CO", "EC"], "content_languages": ["es", "qu"], "doubt": "closed" });
    operator
        .post("/api/v1/desk/houses", opening)
        .await
        .json(201);
    let mut there = house
        .account_at("bogota.example", "inés", Role::Operator)
        .await;
    let known = there.get("/api/v1/desk/house").await.json(200);
    assert_eq!(
        (&known["currency"], &known["territory"]),
        (&json!("COP"), &json!("CO"))
    );
    let region = &known["region"];
    assert_eq!(region["territories"], json!(["CO", "EC"]));
    assert_eq!(region["content_languages"], json!(["es", "qu"]));
    assert_eq!(region["doubt"], "closed");
    // The rest is the region's.
    assert_eq!(region["ratings"], "rtc");
    // The first house has said nothing: the machine's settings hold there.
    let first = operator.get("/api/v1/desk/house").await.json(200);
    assert_eq!(
        (&first["region"]["doubt"], &first["doubt_default"]),
        (&json!(null), &json!("house"))
    );
}

#[sqlx::test]
async fn a_house_without_pledges_shows_no_campaigns_and_takes_none(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = house.account("ada", Role::Operator).await;
    let pledge = format!("/api/v1/campaigns/{}/pledges", house.app.random.id());
    let body = json!({ "id": house.app.random.id(), "amount": { "minor": 500, "currency": "USD" }, "reward_id": null, "thanks": "" });
    let mut viewer = house.device();
    let unknown = viewer.post(&pledge, body.clone()).await;
    assert_ne!(unknown.refusal(404), "campaigns_not_taken");
    let off = json!({ "region": { "features": { "campaigns": false } } });
    let changed = operator.patch("/api/v1/desk/house", off).await.json(200);
    assert_eq!(changed["region"]["features"]["vip"], true);
    let refused = viewer.post(&pledge, body).await;
    assert_eq!(refused.refusal(404), "campaigns_not_taken");
    let shown = viewer.get("/api/v1/campaigns").await.json(200);
    assert_eq!(shown["items"], json!([]));
}
