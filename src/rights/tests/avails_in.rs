//! What a licensor offers comes in, is shown, is offered for, and is answered.

use std::io::{Cursor, Write};

use ::avails::{Column, Row, workbook, xml};
use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{from, house, party};
use crate::people::Role;
use crate::testing::{Answer, Device, TestHouse};

const AVAILS: &str = "/api/v1/desk/rights/avails";

/// A series by coins in Germany in March, as another house offers it.
fn series(id: &str) -> Row {
    let cells = [
        (Column::Alid, "md:alid:org:moonharbour.example:tide"),
        (Column::AvailId, id),
        (Column::EntryType, "Full Extract"),
        (Column::DisplayName, "Moon Harbour Films"),
        (Column::WorkType, "Series"),
        (
            Column::SeriesContentId,
            "md:cid:org:moonharbour.example:tide",
        ),
        (Column::SeriesId, "10.5240/EA73-79D7-1B2B-B378-3A73-M"),
        (Column::SeriesTitleInternalAlias, "Tide of Silk"),
        (Column::Territory, "DE"),
        (Column::LicenseType, "VOD"),
        (Column::LicenseRightsDescription, "Coin unlock"),
        (Column::FormatProfile, "HD"),
        (Column::Start, "2026-03-05"),
        (Column::End, "2026-03-20"),
        (Column::AllowedLanguages, "de, en"),
        (Column::PriceType, "LicenseFee"),
        (Column::PriceValue, "1200.00"),
        (Column::PriceCurrency, "EUR"),
    ];
    cells.iter().fold(Row::default(), |row, (column, text)| {
        row.with(*column, text)
    })
}

async fn send(operator: &mut Device, party: &Value, bytes: Vec<u8>) -> Answer {
    let path = format!(
        "{AVAILS}/imports?party_id={}&name=offers.xlsx",
        party.as_str().unwrap()
    );
    let headers = [("content-type", "application/octet-stream")];
    operator
        .send(Method::POST, &path, &headers, Body::from(bytes))
        .await
}

async fn bring(operator: &mut Device, party: &Value, rows: &[Row]) -> Value {
    let bytes = workbook::write(rows).unwrap();
    send(operator, party, bytes).await.json(201)
}

async fn apply(operator: &mut Device, import: &Value) -> Answer {
    let id = import["import"]["id"].as_str().unwrap();
    operator
        .post(&format!("{AVAILS}/imports/{id}/apply"), json!({}))
        .await
}

fn counts(import: &Value) -> [i64; 4] {
    ["added", "changed", "withdrawn", "unchanged"].map(|of| import["import"][of].as_i64().unwrap())
}

async fn rows(operator: &mut Device, query: &str) -> Vec<Value> {
    let found = operator
        .get(&format!("{AVAILS}/rows?{query}"))
        .await
        .json(200);
    found["items"].as_array().unwrap().clone()
}

async fn desk(db: PgPool) -> (TestHouse, Device, Value) {
    let (house, mut operator) = house(db).await;
    let party = party(&mut operator, "Moon Harbour Films").await;
    (house, operator, party)
}

#[sqlx::test]
async fn a_file_changes_nothing_before_it_is_applied_and_then_what_was_shown(db: PgPool) {
    let (_house, mut operator, party) = desk(db).await;
    let austria = series("A-2").with(Column::Territory, "AT");
    let first = bring(&mut operator, &party, &[series("A-1"), austria.clone()]).await;
    assert_eq!(first["import"]["state"], "ready");
    assert_eq!(counts(&first), [2, 0, 0, 0]);
    assert!(rows(&mut operator, "").await.is_empty());
    apply(&mut operator, &first).await.json(200);
    assert_eq!(
        apply(&mut operator, &first).await.refusal(409),
        "avails_applied"
    );
    let before = rows(&mut operator, "territory=DE").await;
    assert_eq!(before.len(), 1);
    assert_eq!(before[0]["media"], "Coins");
    assert_eq!(before[0]["licence"], "VOD · Coin unlock");
    assert_eq!(before[0]["starts"], "2026-03-05");
    assert_eq!(before[0]["languages"], json!(["de", "en"]));

    // The next file: Germany is longer and dearer, and Switzerland is new; it says nothing of Austria.
    let longer = series("A-1")
        .with(Column::End, "2026-04-30")
        .with(Column::PriceValue, "1500.00");
    let swiss = series("A-3").with(Column::Territory, "CH");
    let second = bring(&mut operator, &party, &[longer.clone(), swiss]).await;
    assert_eq!(counts(&second), [1, 1, 0, 0]);
    let changed = second["changes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["change"] == "changed")
        .unwrap();
    assert_eq!(
        changed["fields"],
        json!([{ "column": "End", "before": "2026-03-20", "after": "2026-04-30" },
               { "column": "PriceValue", "before": "1200.00", "after": "1500.00" }])
    );
    apply(&mut operator, &second).await.json(200);
    let after = rows(&mut operator, "territory=DE").await;
    assert_eq!(
        (&after[0]["id"], &after[0]["ends"], &after[0]["price"]),
        (&before[0]["id"], &json!("2026-04-30"), &json!("1500.00"))
    );
    // The same again changes nothing; Austria is deleted whole, Germany updated by name.
    let again = bring(&mut operator, &party, std::slice::from_ref(&longer)).await;
    assert_eq!(counts(&again), [0, 0, 0, 1]);
    let away = austria.with(Column::EntryType, "Full Delete");
    let back = longer
        .with(Column::EntryType, "Update")
        .with(Column::End, "2026-03-20");
    let third = bring(&mut operator, &party, &[away, back]).await;
    assert_eq!(counts(&third), [0, 1, 1, 0]);
    apply(&mut operator, &third).await.json(200);
    let left = rows(&mut operator, "").await;
    assert_eq!(left.len(), 2);
    // What is taken from XML says the same.
    let left: Vec<Row> = vec![series("A-1").with(Column::PriceValue, "1500.00")];
    let written = xml::write(&left).xml.into_bytes();
    let same = send(&mut operator, &party, written).await.json(201);
    assert_eq!(counts(&same), [0, 0, 0, 1], "{}", same["changes"]);
    let listed = operator.get(&format!("{AVAILS}/imports")).await.json(200);
    let states: Vec<&Value> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["state"])
        .collect();
    assert_eq!(states.iter().filter(|one| **one == "applied").count(), 3);
    assert_eq!(states.iter().filter(|one| **one == "overtaken").count(), 1);
}

#[sqlx::test]
async fn two_files_at_once_are_applied_one_after_the_other_or_not(db: PgPool) {
    let (_house, mut operator, party) = desk(db).await;
    let one = bring(&mut operator, &party, &[series("A-1")]).await;
    let other = bring(
        &mut operator,
        &party,
        &[series("A-1").with(Column::End, "2026-04-30")],
    )
    .await;
    let mut again = operator.again();
    let (first, second) = tokio::join!(apply(&mut operator, &one), apply(&mut again, &other));
    let mut statuses = [first.status.as_u16(), second.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    let lost = if first.status == 409 { first } else { second };
    assert_eq!(lost.refusal(409), "avails_overtaken");
    assert_eq!(rows(&mut operator, "").await.len(), 1);
    // Files of another party are another matter.
    let stranger = super::party(&mut operator, "Stranger").await;
    let theirs = bring(&mut operator, &stranger, &[series("A-1")]).await;
    apply(&mut operator, &theirs).await.json(200);
    assert_eq!(rows(&mut operator, "").await.len(), 2);
}

/// A workbook of one row, one of its parts changed or added.
fn with_part(name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let bytes = workbook::write(&[series("A-1")]).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let mut found = false;
    let mut put = |name: &str, text: &str| {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    };
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        let its_name = part.name().unwrap().into_owned();
        if its_name == name {
            found = true;
            text = change(text);
        }
        put(&its_name, &text);
    }
    if !found {
        put(name, &change(String::new()));
    }
    writer.finish().unwrap().into_inner()
}

#[sqlx::test]
async fn a_hostile_file_ends_in_a_sentence_and_no_change(db: PgPool) {
    const SHEET: &str = "xl/worksheets/sheet1.xml";
    let (house, mut operator, party) = desk(db).await;
    let bomb = with_part(SHEET, |sheet| {
        sheet.replace(
            "<sheetData>",
            &format!("{}<sheetData>", " ".repeat(140 << 20)),
        )
    });
    let linked = with_part("xl/externalLinks/externalLink1.xml", |_| {
        "<externalLink/>".to_owned()
    });
    let entities =
        b"<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"c\">]><AvailList>&b;</AvailList>";
    let unreadable: [(&str, Vec<u8>); 6] = [
        ("avails_too_large", bomb),
        ("avails_external_links", linked),
        ("avails_document_type", entities.to_vec()),
        ("avails_not_a_workbook", b"ALID,Territory".to_vec()),
        ("avails_not_a_workbook", Vec::new()),
        ("avails_empty", workbook::write(&[]).unwrap()),
    ];
    for (code, bytes) in unreadable {
        assert_eq!(send(&mut operator, &party, bytes).await.refusal(400), code);
    }
    let formula = with_part(SHEET, |sheet| {
        let at = sheet.find("<c r=\"A4\"").unwrap();
        let end = at + sheet[at..].find("</c>").unwrap() + 4;
        let cell = "<c r=\"A4\" t=\"str\"><f>WEBSERVICE(\"x\")</f><v>md:alid:x</v></c>";
        format!("{}{cell}{}", &sheet[..at], &sheet[end..])
    });
    let of = |row: Row| workbook::write(&[row]).unwrap();
    let wrong: [(&str, &str, Vec<u8>); 6] = [
        ("ALID", "formula", formula),
        (
            "AllowedLanguages",
            "qq",
            of(series("A-1").with(Column::AllowedLanguages, "qq-none")),
        ),
        (
            "Territory",
            "SU",
            of(series("A-1").with(Column::Territory, "SU")),
        ),
        (
            "Territory",
            "EU",
            of(series("A-1").with(Column::Territory, "EU")),
        ),
        (
            "End",
            "ends",
            of(series("A-1").with(Column::End, "2026-03-01")),
        ),
        (
            "EntryType",
            "no row that this would update",
            of(series("A-1").with(Column::EntryType, "Update")),
        ),
    ];
    for (column, words, bytes) in wrong {
        let import = send(&mut operator, &party, bytes).await.json(201);
        assert_eq!(import["import"]["state"], "refused", "{column}");
        let first = &import["problems"][0];
        assert_eq!(first["level"], "error", "{first}");
        assert_eq!(first["column"], column, "{first}");
        assert!(first["says"].as_str().unwrap().contains(words), "{first}");
        assert!(first["at"].as_str().unwrap().starts_with("TV!"), "{first}");
        let refused = apply(&mut operator, &import).await;
        assert_eq!(refused.refusal(409), "avails_wrong");
    }
    assert!(rows(&mut operator, "").await.is_empty());
    let nobody = json!("00000000-0000-4000-8000-00000000000f");
    let lost = send(&mut operator, &nobody, of(series("A-1"))).await;
    assert_eq!(lost.refusal(404), "not_in_the_rights");
    let unnamed = format!(
        "{AVAILS}/imports?party_id={}&name=",
        party.as_str().unwrap()
    );
    let headers = [("content-type", "application/octet-stream")];
    let unnamed = operator
        .send(
            Method::POST,
            &unnamed,
            &headers,
            Body::from(of(series("A-1"))),
        )
        .await;
    assert_eq!(unnamed.refusal(400), "text_invalid");
    let mut producer = house.account("Pia", Role::Producer).await;
    assert_eq!(producer.get(&format!("{AVAILS}/imports")).await.status, 403);
}

#[sqlx::test]
async fn ten_thousand_rows_come_in_and_go(db: PgPool) {
    let (_house, mut operator, party) = desk(db).await;
    let many: Vec<Row> = (0..10_000)
        .map(|at| {
            series(&format!("A-{at}")).with(
                Column::Alid,
                &format!("md:alid:org:moonharbour.example:tide-{}", at % 50),
            )
        })
        .map(|row| row.with(Column::EntryType, "Create"))
        .collect();
    let import = bring(&mut operator, &party, &many).await;
    assert_eq!(counts(&import), [10_000, 0, 0, 0]);
    assert_eq!(import["changes"].as_array().unwrap().len(), 500);
    apply(&mut operator, &import).await.json(200);
    let page = operator
        .get(&format!("{AVAILS}/rows?territory=DE"))
        .await
        .json(200);
    assert_eq!(page["total"], 10_000);
    assert_eq!(page["items"].as_array().unwrap().len(), 500);
    let away: Vec<Row> = many
        .into_iter()
        .map(|row| row.with(Column::EntryType, "Delete"))
        .collect();
    let import = bring(&mut operator, &party, &away).await;
    assert_eq!(counts(&import), [0, 0, 10_000, 0]);
    apply(&mut operator, &import).await.json(200);
    assert!(rows(&mut operator, "").await.is_empty());
}

#[sqlx::test]
async fn titles_are_found_by_eidr_by_our_own_ids_and_by_what_was_said_before(db: PgPool) {
    let (house, mut operator, party) = desk(db).await;
    let ours = house.publish("heiress", 2, 1).await.id;
    let host = house.app.config.public_url.host_str().unwrap().to_owned();
    let own = series("A-2")
        .with(Column::Alid, &format!("md:alid:org:{host}:heiress"))
        .with(Column::SeriesId, "")
        .with(
            Column::SeriesContentId,
            &format!("md:cid:org:{host}:heiress"),
        );
    let import = bring(&mut operator, &party, &[series("A-1"), own]).await;
    apply(&mut operator, &import).await.json(200);
    let offers = |found: Value| -> Vec<[Value; 3]> {
        found["titles"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| [&one["alid"], &one["series_id"], &one["tied_by"]].map(Clone::clone))
            .collect()
    };
    let path = format!("{AVAILS}/offers?at=2026-03-10T12:00:00Z");
    let first = operator.get(&path).await.json(200);
    let unknown = first["titles"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["series_id"].is_null())
        .unwrap();
    let unknown = unknown["id"].as_str().unwrap().to_owned();
    let found = offers(first);
    assert!(
        found
            .iter()
            .any(|one| one[1] == json!(ours) && one[2] == "own"),
        "{found:?}"
    );

    // It is none of ours: it comes into the catalogue, and is nobody's to sell by that.
    let tie = format!("{AVAILS}/titles/{unknown}/series");
    let made = operator
        .put(&tie, json!({ "add": true, "series_id": null }))
        .await;
    assert_eq!(made.status, 204);
    let again = operator.put(&tie, json!({ "series_id": ours })).await;
    assert_eq!(again.refusal(409), "avails_title_brought");
    let free = operator
        .get("/api/v1/desk/rights/free?standing=sell&media=Coins&language=en")
        .await
        .json(200);
    let of = |title: &str| {
        let items = free["items"].as_array().unwrap();
        let one = items.iter().find(|one| one["title"] == title).unwrap();
        one["territories"].as_array().unwrap().len()
    };
    assert!(of("Heiress") > 200);
    assert_eq!(of("Tide of Silk"), 0);

    // Another distributor offers the same: the EIDR says so.
    let stranger = super::party(&mut operator, "Stranger").await;
    let theirs = series("S-1")
        .with(Column::Alid, "md:alid:org:stranger.example:tos")
        .with(Column::SeriesContentId, "md:cid:org:stranger.example:tos");
    let import = bring(&mut operator, &stranger, &[theirs]).await;
    apply(&mut operator, &import).await.json(200);
    let found = offers(operator.get(&path).await.json(200));
    let theirs = found
        .iter()
        .find(|one| one[0] == "md:alid:org:stranger.example:tos")
        .unwrap();
    assert_eq!(theirs[2], "eidr");
    assert!(theirs[1].is_string() && theirs[1] != json!(ours));
}

#[sqlx::test]
async fn what_is_on_offer_is_on_the_map_on_a_date_by_media_and_language(db: PgPool) {
    let (_house, mut operator, party) = desk(db).await;
    let svod = series("A-2")
        .with(Column::Territory, "")
        .with(Column::TerritoryExclusion, "CN, DE")
        .with(Column::LicenseType, "SVOD")
        .with(Column::LicenseRightsDescription, "")
        .with(Column::AllowedLanguages, "")
        .with(Column::HoldbackLanguage, "fr");
    let waits = series("A-3")
        .with(Column::Territory, "AT")
        .with(Column::Start, "ESTStart")
        .with(Column::StartLag, "P30D");
    let revoked = series("A-4")
        .with(Column::Territory, "CH")
        .with(Column::TitleStatus, "Revoked");
    let import = bring(
        &mut operator,
        &party,
        &[series("A-1"), svod, waits, revoked],
    )
    .await;
    apply(&mut operator, &import).await.json(200);
    let places = async |operator: &mut Device, query: &str| -> usize {
        let path = format!("{AVAILS}/offers?{query}");
        let found = operator.get(&path).await.json(200);
        found["territories"].as_array().unwrap().len()
    };
    let day = "at=2026-03-10T12:00:00Z";
    assert_eq!(
        places(&mut operator, &format!("{day}&media=Coins")).await,
        1
    );
    assert!(places(&mut operator, &format!("{day}&media=SVOD&language=en")).await > 200);
    assert_eq!(
        places(&mut operator, &format!("{day}&media=SVOD&language=fr-CA")).await,
        0
    );
    assert_eq!(places(&mut operator, "at=2026-04-10T12:00:00Z").await, 0);
    // The last day is inside, as Germany lives it.
    assert_eq!(
        places(&mut operator, "at=2026-03-20T22:59:59Z&media=Coins").await,
        1
    );
    assert_eq!(
        places(&mut operator, "at=2026-03-20T23:00:00Z&media=Coins").await,
        0
    );
    let world = rows(&mut operator, "territory=BR").await;
    assert_eq!(world[0]["territories"], "World excl. CN, DE");
    let austria = rows(&mut operator, "territory=AT&media=Coins").await;
    assert_eq!(austria[0]["waits"], "ESTStart P30D");
}

#[sqlx::test]
async fn rows_become_a_deal_that_opens_the_series_and_the_licensor_is_answered(db: PgPool) {
    let (house, mut operator, party) = desk(db).await;
    let id = house.publish("tide", 2, 1).await.id;
    let other = series("A-2").with(Column::Territory, "FR");
    let import = bring(&mut operator, &party, &[series("A-1"), other]).await;
    apply(&mut operator, &import).await.json(200);
    let title = rows(&mut operator, "").await[0]["title_id"].clone();
    let tie = format!("{AVAILS}/titles/{}/series", title.as_str().unwrap());
    let tied = operator.put(&tie, json!({ "series_id": id })).await;
    assert_eq!(tied.status, 204);
    let row = rows(&mut operator, "territory=DE").await.remove(0);
    assert_eq!(row["series_id"], json!(id));
    let block = json!({ "kind": "grant", "series_ids": [id], "media": [row["media"]], "territories": row["territories"],
        "languages": row["languages"], "starts": row["starts"], "ends": row["ends"], "exclusive": row["exclusive"] });
    let mut new = json!({ "name": "IN-1", "direction": "in", "party_id": party, "blocks": [block],
        "fee": { "kind": "flat", "currency": "EUR", "amount": 120_000 }, "avail_row_ids": [row["id"]] });
    let stranger = super::party(&mut operator, "Stranger").await;
    let mut wrong = new.clone();
    wrong["party_id"] = stranger;
    let deals = "/api/v1/desk/rights/deals";
    assert_eq!(
        operator.post(deals, wrong).await.refusal(409),
        "avails_rows_gone"
    );
    let deal = operator.post(deals, new.clone()).await.json(201);
    assert_eq!(deal["avail_rows"], 1);
    new["avail_row_ids"] = json!([]);
    assert_eq!(operator.post(deals, new).await.refusal(409), "deal_known");
    let steps = format!("{deals}/{}/steps", deal["id"].as_str().unwrap());
    let told = async |operator: &mut Device, file: &str| -> Vec<u8> {
        let path = format!(
            "{AVAILS}/status/{file}?party_id={}",
            party.as_str().unwrap()
        );
        let answer = operator.get(&path).await;
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.bytes)
        );
        answer.bytes
    };
    let statuses = async |operator: &mut Device| -> Vec<String> {
        let read = ::avails::read(&told(operator, "status.xlsx").await).unwrap();
        let of = |row: &Row| {
            format!(
                "{} {}",
                row.get(Column::Territory),
                row.aside["OfferStatus"]
            )
        };
        read.rows.iter().map(of).collect()
    };
    for (step, word) in [
        ("offer", "Offered"),
        ("counter", "Countered"),
        ("agreed", "Agreed"),
    ] {
        operator
            .post(&steps, json!({ "status": step }))
            .await
            .json(200);
        assert_eq!(
            statuses(&mut operator).await,
            [format!("DE {word}"), "FR Open".to_owned()]
        );
    }
    super::both_sign(&mut operator, deal["id"].as_str().unwrap()).await;
    let listed = String::from_utf8(told(&mut operator, "status.xml").await).unwrap();
    assert!(
        listed.contains("ProgressCode>Ready<") && listed.contains("A-1"),
        "{listed}"
    );
    assert!(!listed.contains("A-2"), "{listed}");
    let table = String::from_utf8(told(&mut operator, "status.csv").await).unwrap();
    assert!(table.contains("Signed,2026-03-01,IN-1"), "{table}");

    // Before the first day it is closed, then it is there, in Germany alone, until the last day is over.
    let mut viewer = house.device();
    let path = "/api/v1/series/tide";
    from(&mut viewer, "DE", path).await.refusal(451);
    let day = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let until = async |moment: &str| {
        let by = day(moment) - house.app.clock.now();
        house.app.clock.advance(by);
    };
    until("2026-03-04T23:00:00Z").await;
    from(&mut viewer, "DE", path).await.json(200);
    from(&mut viewer, "FR", path).await.refusal(451);
    assert_eq!(statuses(&mut operator).await[0], "DE Live");
    let listed = String::from_utf8(told(&mut operator, "status.xml").await).unwrap();
    assert!(listed.contains("ProgressCode>Live<"), "{listed}");
    // They take it off their list; what was agreed is still told, and still holds.
    let away = series("A-1").with(Column::EntryType, "Full Delete");
    let import = bring(&mut operator, &party, &[away]).await;
    apply(&mut operator, &import).await.json(200);
    assert_eq!(statuses(&mut operator).await, ["DE Live", "FR Open"]);
    from(&mut viewer, "DE", path).await.json(200);
    until("2026-03-20T23:00:00Z").await;
    from(&mut viewer, "DE", path).await.refusal(451);
    assert_eq!(statuses(&mut operator).await[0], "DE Ended");
}

#[sqlx::test]
async fn a_withdrawn_contract_is_not_told_the_licensor_as_live(db: PgPool) {
    let (house, mut operator, party) = desk(db).await;
    let id = house.publish("tide", 2, 1).await.id;
    let import = bring(&mut operator, &party, &[series("A-1")]).await;
    apply(&mut operator, &import).await.json(200);
    let title = rows(&mut operator, "").await[0]["title_id"].clone();
    let tie = format!("{AVAILS}/titles/{}/series", title.as_str().unwrap());
    operator.put(&tie, json!({ "series_id": id })).await;
    let row = rows(&mut operator, "territory=DE").await.remove(0);
    let block = super::block(id, "DE", "2026-03-01", "2026-03-20");
    let new = json!({ "name": "IN-1", "direction": "in", "party_id": party, "blocks": [block],
        "fee": { "kind": "none", "currency": "EUR" }, "avail_row_ids": [row["id"]] });
    let deals = "/api/v1/desk/rights/deals";
    let deal = operator.post(deals, new).await.json(201);
    let deal = format!("{deals}/{}", deal["id"].as_str().unwrap());
    for status in ["offer", "agreed"] {
        let steps = format!("{deal}/steps");
        operator
            .post(&steps, json!({ "status": status }))
            .await
            .json(200);
    }
    super::both_sign(&mut operator, deal.rsplit('/').next().unwrap()).await;
    let told = async |operator: &mut Device| {
        let path = format!(
            "{AVAILS}/status/status.csv?party_id={}",
            party.as_str().unwrap()
        );
        String::from_utf8(operator.get(&path).await.bytes).unwrap()
    };
    assert!(told(&mut operator).await.contains("Live,"));
    let row = &rows(&mut operator, "territory=DE").await[0];
    assert_eq!(row["deal_status"], "live");
    let contract = operator.get(&deal).await.json(200)["contract_id"].clone();
    let contract = contract.as_str().unwrap();
    let path = format!("/api/v1/desk/rights/contracts/{contract}/withdraw");
    operator.post(&path, json!({})).await.json(200);
    let after = told(&mut operator).await;
    assert!(
        after.contains("Ended,") && !after.contains("Live,"),
        "{after}"
    );
    let row = &rows(&mut operator, "territory=DE").await[0];
    assert_eq!(row["deal_status"], "ended");
}

#[sqlx::test]
async fn a_name_that_only_looks_numbered_is_not_ours_a_rating_comes_in_and_the_terminal_is_logged(
    db: PgPool,
) {
    let (house, mut operator, party) = desk(db).await;
    let ours = house.publish("secret", 2, 1).await.id;
    let called = |id: &str, name: &str| {
        series(id)
            .with(Column::Alid, &format!("md:alid:org:localhost:{name}"))
            .with(Column::SeriesId, "")
            .with(
                Column::SeriesContentId,
                &format!("md:cid:org:localhost:{name}"),
            )
    };
    let strange = called("A-1", "secret-empire")
        .with(Column::RatingSystem, "FSK")
        .with(Column::RatingValue, "16");
    let bytes = workbook::write(&[strange, called("A-2", "secret-s1")]).unwrap();
    // At the terminal, where nobody is logged in.
    let (app, house_id) = (&house.app, house.id().await);
    let party_id = party.as_str().unwrap().parse().unwrap();
    let import = crate::rights::avails::imports::take(
        app,
        house_id,
        party_id,
        "offers.xlsx",
        bytes.into(),
        None,
    )
    .await
    .unwrap();
    crate::rights::avails::imports::apply(app, house_id, import, None)
        .await
        .unwrap();
    let log = operator
        .get("/api/v1/desk/audit?action=avails.applied")
        .await
        .json(200);
    let entry = &log["items"][0];
    assert_eq!(
        (&entry["role"], &entry["subject_id"]),
        (&json!("terminal"), &json!(import)),
        "{log}"
    );
    let found = rows(&mut operator, "").await;
    let of = |id: &str| found.iter().find(|row| row["avail_id"] == id).unwrap();
    assert_eq!(of("A-2")["series_id"], json!(ours));
    assert_eq!(of("A-1")["series_id"], json!(null));
    // It comes into the catalogue from the age that it was rated for.
    let tie = format!(
        "{AVAILS}/titles/{}/series",
        of("A-1")["title_id"].as_str().unwrap()
    );
    let tied = operator
        .put(&tie, json!({ "series_id": null, "add": true }))
        .await;
    assert_eq!(tied.status, 204);
    let age: String = sqlx::query_scalar("select age_rating from series where id <> $1")
        .bind(ours)
        .fetch_one(&app.db)
        .await
        .unwrap();
    assert_eq!(age, "16");
}
