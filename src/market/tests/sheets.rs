//! One-sheets, read back with poppler.

use std::process::Command;

use serde_json::json;
use sqlx::PgPool;

use super::{DESK, Stall};
use crate::ingest::{Workshop, poster};

/// What a program of poppler says about a PDF.
fn poppler(program: &str, pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sheet.pdf");
    std::fs::write(&file, pdf).unwrap();
    let mut command = Command::new(program);
    command.arg(&file);
    if program == "pdftotext" {
        command.args(["-layout", "-"]);
    }
    if program == "pdfimages" {
        command = Command::new(program);
        command.arg("-list").arg(&file);
    }
    let said = command.output().expect("install poppler-utils");
    assert!(said.status.success(), "{program}");
    let marks = |c: &char| !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    String::from_utf8(said.stdout)
        .unwrap()
        .chars()
        .filter(marks)
        .collect()
}

const TITLES: [(&str, &str, &str); 13] = [
    ("en", "Crimson-Vow", "Synopsis"),
    ("es", "El voto carmesí", "Sinopsis"),
    ("pt", "O voto carmesim", "Sinopse"),
    ("zh", "赤色誓言", "剧情简介"),
    ("ko", "붉은 맹세", "줄거리"),
    ("hi", "लाल प्रतिज्ञा", "कथासार"),
    ("ar", "العهد القرمزي", "الملخص"),
    ("de", "Der scharlachrote Schwur", "Inhalt"),
    ("fr", "Le serment écarlate", "Synopsis"),
    ("id", "Sumpah Merah Tua", "Sinopsis"),
    ("th", "สัญญารักสีเลือด", "เรื่องย่อ"),
    ("fil", "Ang Pulang Sumpa", "Buod"),
    ("te", "ఎర్రని ప్రమాణం", "కథాసారం"),
];
const STORIES: [&str; 13] = [
    "On her wedding night Mara learns that her husband has a twin, and that she said yes to the wrong one. One of them must die before the lawyers come back on Monday.",
    "La noche de su boda, Mara descubre que su marido tiene un gemelo y que dijo que sí al equivocado.",
    "Na noite do casamento, Mara descobre que o marido tem um irmão gêmeo e que disse sim ao errado.",
    "新婚之夜，玛拉发现丈夫有个双胞胎兄弟，而她嫁错了人。",
    "결혼식 날 밤, 마라는 남편에게 쌍둥이가 있고 자신이 다른 사람과 결혼했다는 것을 알게 된다.",
    "शादी की रात मारा को पता चलता है कि उसके पति का एक जुड़वाँ भाई है, और उसने ग़लत आदमी से हाँ कह दी।",
    "في ليلة زفافها تكتشف مارا أن لزوجها توأمًا، وأنها قالت نعم للشخص الخطأ.",
    "In der Hochzeitsnacht erfährt Mara, dass ihr Mann einen Zwilling hat und dass sie dem Falschen das Jawort gegeben hat.",
    "Le soir de ses noces, Mara découvre que son mari a un jumeau et qu’elle a dit oui au mauvais.",
    "Pada malam pernikahannya, Mara mengetahui bahwa suaminya punya kembaran dan ia menikahi orang yang salah.",
    "คืนวันแต่งงาน มาราเพิ่งรู้ว่าสามีมีฝาแฝด และเธอตอบตกลงกับคนผิด",
    "Sa gabi ng kasal, nalaman ni Mara na may kakambal ang asawa niya at maling tao ang pinakasalan niya.",
    "పెళ్లి రాత్రి, తన భర్తకు కవల సోదరుడు ఉన్నాడని, తాను తప్పు వ్యక్తికి అవునన్నానని మారాకు తెలుస్తుంది.",
];

#[sqlx::test]
async fn a_one_sheet_says_all_of_it_on_one_page_in_every_language_and_on_both_papers(db: PgPool) {
    let mut stall = Stall::new(db, "public").await;
    let (house_id, app) = (stall.house.id().await, stall.house.app.clone());
    for ((language, title, _), story) in TITLES.iter().zip(STORIES) {
        if *language == "en" {
            sqlx::query("update series set synopsis = $2, genres = '{romance,revenge}', age_rating = '16' where id = $1")
                .bind(stall.series).bind(story).execute(&app.db).await.unwrap();
            continue;
        }
        sqlx::query("insert into series_translations (series_id, house_id, language, title, synopsis) values ($1, $2, $3, $4, $5)")
            .bind(stall.series).bind(house_id).bind(language).bind(title).bind(story).execute(&app.db).await.unwrap();
    }
    for (position, (name, role)) in [("Ida Example", "director"), ("Ole Example", "Gaffer")]
        .iter()
        .enumerate()
    {
        sqlx::query("insert into credits (series_id, house_id, position, name, role) values ($1, $2, $3, $4, $5)")
            .bind(stall.series).bind(house_id).bind(position as i32).bind(name).bind(role).execute(&app.db).await.unwrap();
    }
    let lines =
        json!({ "lines": { "en": "She married the wrong twin.", "ar": "تزوجت التوأم الخطأ." } });
    stall
        .operator
        .put(&format!("{DESK}/series/{}/loglines", stall.series), lines)
        .await
        .json(200);
    let shop = Workshop::open(&app).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let art = folder.path().join("art.png");
    let drawn = Command::new(&shop.tools.ffmpeg)
        .args([
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "mandelbrot=size=720x1280",
            "-frames:v",
            "1",
        ])
        .arg(&art)
        .status()
        .unwrap();
    assert!(drawn.success());
    poster::set(&app, &shop, house_id, stall.series, &art)
        .await
        .unwrap();
    let party = json!({ "name": "Canal", "territory": null, "email": null });
    let party = stall
        .operator
        .post("/api/v1/desk/rights/parties", party)
        .await
        .json(201);
    let contract = json!({ "reference": "X-1", "direction": "out", "party_id": party["id"], "blocks": [{
        "kind": "grant", "series_ids": [stall.series], "media": ["VOD"], "territories": "BR, JP", "languages": null,
        "starts": "2026-02-01", "ends": "2026-12-31", "exclusive": true }] });
    let made = stall
        .operator
        .post("/api/v1/desk/rights/contracts", contract)
        .await
        .json(201);
    let activate = format!(
        "/api/v1/desk/rights/contracts/{}/activate",
        made["id"].as_str().unwrap()
    );
    stall
        .operator
        .post(&activate, json!({ "signed_on": "2026-02-01" }))
        .await
        .json(200);

    let look = std::env::var_os("MARKET_LOOK").map(std::path::PathBuf::from);
    let mut buyer = stall.house.device();
    for (language, title, synopsis) in TITLES {
        for (paper, size) in [("a4", "A4"), ("letter", "letter")] {
            let path = format!(
                "/api/v1/market/series/crimson-vow/one-sheet.pdf?language={language}&paper={paper}&on=2026-06-01"
            );
            let sheet = buyer.get(&path).await;
            assert_eq!(sheet.headers["content-type"], "application/pdf");
            if let Some(folder) = &look {
                std::fs::write(
                    folder.join(format!("sheet-{language}-{paper}.pdf")),
                    &sheet.bytes,
                )
                .unwrap();
            }
            let about = poppler("pdfinfo", &sheet.bytes);
            assert!(
                about
                    .lines()
                    .any(|line| line.starts_with("Page size:") && line.contains(size)),
                "{about}"
            );
            assert!(
                about
                    .lines()
                    .any(|line| line.starts_with("Pages:") && line.ends_with(" 1")),
                "{language} {about}"
            );
            let text = poppler("pdftotext", &sheet.bytes);
            let flat: String = text.chars().filter(|c| !c.is_whitespace()).collect();
            for wanted in [
                title,
                synopsis,
                "2026-06-01",
                "BR JP",
                "Ida Example",
                "Ole Example",
                "sales@house.example",
                "2 × 1:00",
            ] {
                let wanted: String = wanted.chars().filter(|c| !c.is_whitespace()).collect();
                assert!(flat.contains(&wanted), "{language}: {wanted}\n{text}");
            }
            assert!(
                poppler("pdfimages", &sheet.bytes).contains("jpeg"),
                "the key art"
            );
        }
    }
    let english = buyer
        .get("/api/v1/market/series/crimson-vow/one-sheet.pdf?language=en&on=2026-06-01")
        .await;
    let text = poppler("pdftotext", &english.bytes);
    for wanted in [
        "She married the wrong twin.",
        "Romance, Revenge",
        "16+",
        "Director",
        "Worldwide except",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    // The year before nothing is sold yet; a language that we have no words in is answered in English.
    let before = buyer
        .get("/api/v1/market/series/crimson-vow/one-sheet.pdf?language=fi&on=2025-06-01")
        .await;
    let text = poppler("pdftotext", &before.bytes);
    assert!(
        text.contains("Worldwide") && !text.contains("except"),
        "{text}"
    );
    assert_eq!(
        buyer
            .get("/api/v1/market/series/nothing/one-sheet.pdf")
            .await
            .refusal(404),
        "not_in_the_market"
    );
}
