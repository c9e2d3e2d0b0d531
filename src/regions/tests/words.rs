//! What ready-made regions say, language by language, and what a house opened from one keeps to.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::houses::region::{Disclosure, Page};
use crate::language::primary;
use crate::people::Role;
use crate::regions::{Checked, Template, templates};
use crate::testing::{Device, TestHouse};

fn template(key: &str) -> &'static Template {
    templates().iter().find(|one| one.key == key).unwrap()
}

#[test]
fn every_language_of_a_region_has_all_its_texts_and_was_read() {
    for template in templates() {
        let (key, region) = (&template.key, &template.region);
        let told: BTreeSet<&String> = region.content_languages.iter().collect();
        let pages: Vec<Page> = region.legal.keys().copied().collect();
        for page in [Page::Imprint, Page::Terms, Page::Privacy] {
            assert!(pages.contains(&page), "{key}: {page:?}");
        }
        for tag in &told {
            for (page, texts) in &region.legal {
                let text = texts
                    .iter()
                    .find(|(other, _)| primary(other) == primary(tag));
                let (_, text) = text.unwrap_or_else(|| panic!("{key}: no {page:?} in {tag}"));
                assert!(text.trim_start().starts_with("# "), "{key} {page:?} {tag}");
                let least = match page {
                    Page::Terms | Page::Privacy => 400,
                    Page::Imprint | Page::Withdrawal => 30,
                };
                assert!(text.chars().count() > least, "{key} {page:?} {tag}");
                assert!(own_script(tag, text), "{key} {page:?} {tag}");
            }
            for what in [Disclosure::Placement, Disclosure::Machine] {
                let texts = &region.disclosures[&what];
                let line = texts.get(&primary(tag)).or_else(|| texts.get(*tag));
                let line = line.unwrap_or_else(|| panic!("{key}: no {what:?} in {tag}"));
                assert!(own_script(tag, line), "{key} {what:?} {tag}");
            }
            let reading = &template.readings[*tag];
            for checked in [Checked::Shelves, Checked::LegalTerms, Checked::Figures] {
                assert!(reading.checked.contains(&checked), "{key} {tag}");
            }
            let rtl = reading.checked.contains(&Checked::RightToLeft);
            assert_eq!(rtl, primary(tag) == "ar", "{key} {tag}");
            assert!(reading.found.len() > 40 && reading.on >= template.reviewed.on);
            // Says who has not read it, until somebody has.
            assert!(!reading.lawyer, "{key} {tag}");
        }
        assert_eq!(template.readings.keys().collect::<BTreeSet<_>>(), told);
    }
}

/// Whether most letters are of the script that the language is written in.
fn own_script(tag: &str, text: &str) -> bool {
    let range = match &*primary(tag) {
        "ar" => '\u{600}'..='\u{6ff}',
        "hi" => '\u{900}'..='\u{97f}',
        "bn" => '\u{980}'..='\u{9ff}',
        "ta" => '\u{b80}'..='\u{bff}',
        "te" => '\u{c00}'..='\u{c7f}',
        "th" => '\u{e00}'..='\u{e7f}',
        "ko" => '\u{ac00}'..='\u{d7a3}',
        "zh" => '\u{4e00}'..='\u{9fff}',
        _ => 'A'..='\u{24f}',
    };
    let letters = text.chars().filter(|letter| letter.is_alphabetic());
    let (all, own) = letters.fold((0, 0), |(all, own), letter| {
        (all + 1, own + usize::from(range.contains(&letter)))
    });
    own * 10 > all * 6
}

#[test]
fn a_region_is_told_in_the_languages_that_people_there_read() {
    for (key, told) in [
        ("latin-america", &["es", "pt-BR"][..]),
        ("south-asia", &["hi", "te", "en"]),
        ("southeast-asia", &["th", "id", "fil"]),
        ("korea", &["ko"]),
        ("europe", &["de", "fr", "en"]),
        ("middle-east", &["ar"]),
        ("china", &["zh"]),
        ("uk", &["en"]),
        ("us", &["en"]),
    ] {
        let languages = &template(key).region.content_languages;
        assert_eq!(&languages[..told.len()], told, "{key}");
    }
    assert_eq!(template("southeast-asia").region.shelves[0], "bl");
    assert!(template("korea").region.shelves[..3].contains(&"gl".to_owned()));
    let arabic = &template("middle-east").default_language;
    assert_eq!(crate::web::direction(arabic), "rtl");
}

async fn opened(house: &TestHouse, key: &str, host: &str) -> Device {
    let mut operator = house.account("ada", Role::Operator).await;
    let slug = host.split('.').next().unwrap();
    let opening = json!({ "slug": slug, "name": "House", "template": key, "hosts": [host] });
    operator
        .post("/api/v1/desk/houses", opening)
        .await
        .json(201);
    house.account_at(host, "ines", Role::Operator).await
}

/// Moves a series of the first house into another.
async fn hand_over(house: &TestHouse, series: Uuid, slug: &str) {
    for statement in [
        "update series set language = 'zh', synopsis = 'x', genres = '{romance}',
                house_id = (select id from houses where slug = $2) where id = $1",
        "update episodes set house_id = (select id from houses where slug = $2) where series_id = $1",
        "update packages set house_id = (select id from houses where slug = $2)
         where episode_id in (select id from episodes where series_id = $1)",
    ] {
        sqlx::query(statement)
            .bind(series)
            .bind(slug)
            .execute(&house.app.db)
            .await
            .unwrap();
    }
}

#[sqlx::test]
async fn a_house_for_china_publishes_nothing_without_a_filing_number(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut operator = opened(&house, "china", "yehai.example").await;
    let id = house.publish("night-sea", 1, 1).await.id;
    hand_over(&house, id, "yehai").await;
    let path = format!("/api/v1/studio/series/{id}");
    operator
        .post(&format!("{path}/withdraw"), json!({}))
        .await
        .json(200);
    let publish = format!("{path}/publish");
    let refused = operator.post(&publish, json!({})).await.json(409);
    let message = refused["error"]["message"].as_str().unwrap();
    assert_eq!(
        message,
        "The series cannot be published: It has no filing number, and this house may not show a series without one."
    );
    let number = json!({ "filing_number": "2026-0117" });
    operator.patch(&path, number).await.json(200);
    operator.post(&publish, json!({})).await.json(200);
    // What is kept out stays out, with a number too.
    let bl = json!({ "genres": ["bl"] });
    assert_eq!(
        operator.patch(&path, bl).await.refusal(409),
        "series_not_ready"
    );
}

#[sqlx::test]
async fn readers_are_answered_in_a_language_of_the_region_that_the_pages_do_not_speak(db: PgPool) {
    let house = TestHouse::new(db).await;
    let _operator = opened(&house, "southeast-asia", "duyen.example").await;
    let ask = async |page: &str, wanted: &str| -> Value {
        let mut device = house.device().at("duyen.example");
        let path = format!("/api/v1/house{page}");
        let headers = [("accept-language", wanted)];
        device
            .send(
                axum::http::Method::GET,
                &path,
                &headers,
                axum::body::Body::empty(),
            )
            .await
            .json(200)
    };
    for (wanted, language) in [
        ("vi-VN,vi;q=0.9,en;q=0.5", "vi"),
        ("tl-PH", "fil"),
        ("fi", "th"),
    ] {
        let page = ask("/legal/privacy", wanted).await;
        assert_eq!(page["language"], language, "{wanted}");
    }
    let about = ask("", "vi").await;
    assert_eq!(
        about["disclosures"]["machine"],
        "Hình ảnh và giọng nói được tạo bằng trí tuệ nhân tạo."
    );
}
