//! What is free leaves as avails.

use std::collections::BTreeSet;

use ::avails::{Column, Purpose, check};
use serde_json::json;
use sqlx::PgPool;

use super::{block, contract, house};
use crate::people::Role;

#[sqlx::test]
async fn what_is_free_to_sell_leaves_as_a_workbook_and_as_xml_that_say_the_same(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await.id;
    house.publish("haunted", 2, 1).await;
    let mut sold = block(series, "BR", "2026-03-05", "2026-03-20");
    sold["exclusive"] = json!(true);
    contract(&mut operator, "OUT-1", "out", json!([sold])).await;

    let mut told = Vec::new();
    for file in ["avails.xlsx", "avails.xml"] {
        let path = format!("/api/v1/desk/rights/avails/{file}");
        let answer = operator.get(&path).await;
        assert_eq!(
            answer.status,
            200,
            "{}",
            String::from_utf8_lossy(&answer.bytes)
        );
        let read = ::avails::read(&answer.bytes).unwrap();
        let errors: Vec<_> = check(&read.rows, Purpose::Issue)
            .into_iter()
            .filter(|finding| finding.level == ::avails::Level::Error)
            .collect();
        assert_eq!(errors, []);
        let rows: BTreeSet<[String; 6]> = read
            .rows
            .iter()
            .map(|row| {
                [
                    Column::SeriesTitleInternalAlias,
                    Column::Territory,
                    Column::LicenseType,
                    Column::LicenseRightsDescription,
                    Column::Start,
                    Column::End,
                ]
                .map(|column| row.get(column).to_owned())
            })
            .collect();
        told.push(rows);
    }
    let (workbook, xml) = (&told[0], &told[1]);
    let windows = |rows: &BTreeSet<[String; 6]>, title: &str, territory: &str| {
        let coins = rows
            .iter()
            .filter(|row| row[0] == title && row[1] == territory && row[3] == "Coin unlock");
        coins.count()
    };
    for rows in [workbook, xml] {
        // Before the window that is sold, and after it; elsewhere without a break.
        assert_eq!(windows(rows, "Heiress", "BR"), 2, "{rows:?}");
        assert_eq!(windows(rows, "Heiress", "PT"), 1);
        assert_eq!(windows(rows, "Haunted", "BR"), 1);
    }
    assert_eq!(workbook.len(), xml.len());

    let one = format!("/api/v1/desk/rights/avails/avails.xml?series_id={series}");
    let read = ::avails::read(&operator.get(&one).await.bytes).unwrap();
    let titles: BTreeSet<&str> = read
        .rows
        .iter()
        .map(|row| row.get(Column::SeriesTitleInternalAlias))
        .collect();
    assert_eq!(titles, BTreeSet::from(["Heiress"]));
    let none = operator.get("/api/v1/desk/rights/avails/avails.exe").await;
    assert_eq!(none.status, 404);
    let mut producer = house.account("Pia", Role::Producer).await;
    let refused = producer.get("/api/v1/desk/rights/avails/avails.xml").await;
    assert_eq!(refused.status, 403);
}

#[sqlx::test]
async fn a_series_leaves_with_its_eidr(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let (series, other) = (
        house.publish("heiress", 2, 1).await.id,
        house.publish("haunted", 2, 1).await.id,
    );
    let at = |id: uuid::Uuid| format!("/api/v1/desk/rights/titles/{id}/identifiers");
    let eidr = "10.5240/7791-8534-2C23-9030-8610-5";
    let wrong = json!({ "eidr": "10.5240/7791-8534-2C23-9030-8610-6" });
    assert_eq!(
        operator.put(&at(series), wrong).await.refusal(400),
        "eidr_invalid"
    );
    let said = json!({ "eidr": format!(" {} ", eidr.to_lowercase()) });
    let kept = operator.put(&at(series), said).await.json(200);
    assert_eq!(kept["eidr"], eidr);
    let taken = operator.put(&at(other), json!({ "eidr": eidr })).await;
    assert_eq!(taken.refusal(409), "eidr_taken");
    for file in ["avails.xlsx", "avails.xml"] {
        let path = format!("/api/v1/desk/rights/avails/{file}?series_id={series}");
        let read = ::avails::read(&operator.get(&path).await.bytes).unwrap();
        assert!(!read.rows.is_empty());
        for row in &read.rows {
            let told = row.get(Column::SeriesId);
            assert!(
                told == eidr || told == "urn:eidr:10.5240:7791-8534-2C23-9030-8610-5",
                "{told}"
            );
        }
    }
    let gone = operator
        .put(&at(series), json!({ "eidr": null }))
        .await
        .json(200);
    assert_eq!(gone["eidr"], json!(null));
    operator
        .put(&at(other), json!({ "eidr": eidr }))
        .await
        .json(200);
    operator.get(&at(uuid::Uuid::nil())).await.json(404);
}

#[sqlx::test]
async fn rows_name_the_house_the_series_and_the_age_and_what_one_may_have_alone(db: PgPool) {
    let (house, mut operator) = house(db).await;
    let series = house.publish("heiress", 2, 1).await;
    sqlx::query("update series set age_rating = '16'")
        .execute(&house.app.db)
        .await
        .unwrap();
    let mut one = block(series.id, "BR", "2026-03-05", "2026-03-20");
    one["episode_ids"] = json!([series.episodes[0]]);
    contract(&mut operator, "OUT-1", "out", json!([one])).await;
    let read = async |operator: &mut crate::testing::Device, query: &str| {
        let path = format!("/api/v1/desk/rights/avails/avails.xlsx{query}");
        ::avails::read(&operator.get(&path).await.bytes)
            .unwrap()
            .rows
    };
    // Sold to one, though not alone: nobody else may have it alone meanwhile, so that its episodes stand apart.
    let alone = read(&mut operator, "?exclusive=true").await;
    assert!(alone.iter().all(|row| row.get(Column::Exclusive) == "TRUE"));
    let in_brazil = |row: &&::avails::Row| {
        row.get(Column::Territory) == "BR" && row.get(Column::WorkType) == "Episode"
    };
    let apart: Vec<_> = alone.iter().filter(in_brazil).collect();
    assert!(!apart.is_empty());
    for row in apart {
        assert_eq!(row.get(Column::SeriesTitleInternalAlias), "Heiress");
    }
    let all = read(&mut operator, "").await;
    assert!(all.iter().all(|row| row.get(Column::Exclusive) != "TRUE"));
    let xml = operator
        .get("/api/v1/desk/rights/avails/avails.xml")
        .await
        .bytes;
    let xml = ::avails::read(&xml).unwrap().rows;
    let german = |row: &&::avails::Row| row.get(Column::Territory) == "DE";
    assert!(xml.iter().any(|row| german(&row)));
    for row in all.iter().chain(&xml).filter(german) {
        assert_eq!(
            (row.get(Column::RatingSystem), row.get(Column::RatingValue)),
            ("org:localhost", "16+")
        );
    }

    // Another house of the process has a series of that name: it is another series.
    let second = house.second_house("second.example").await;
    sqlx::query(
        "insert into series (id, house_id, slug, language, title, synopsis, created_at, updated_at)
         values ($1, $2, 'heiress', 'en', 'Heiress', '', $3, $3)",
    )
    .bind(house.app.random.id())
    .bind(second)
    .bind(house.app.clock.now())
    .execute(&house.app.db)
    .await
    .unwrap();
    let mut other = house
        .account_at("second.example", "Otto", Role::Operator)
        .await;
    let ids = |rows: &[::avails::Row]| -> BTreeSet<String> {
        rows.iter()
            .map(|row| row.get(Column::Alid).to_owned())
            .collect()
    };
    let theirs = ids(&read(&mut other, "").await);
    assert_eq!(
        theirs,
        BTreeSet::from(["md:alid:org:second.example:heiress".to_owned()])
    );
    assert!(ids(&all).is_disjoint(&theirs));
}
