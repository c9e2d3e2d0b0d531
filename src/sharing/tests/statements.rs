//! Closing months: statements, their versions and their proofs.

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::deals::{Draw, KINDS, PAYEES, deal};
use super::python::{recompute, write};
use super::{Desk, SIMPLE};
use crate::books::revenue::RevenueKind;
use crate::sharing::statements::close::Closed;

#[sqlx::test]
async fn a_month_is_closed_once_it_is_over_and_says_what_was_earned(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, _) = desk.participants().await;
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    desk.unlocks(series.id, "10.00 USD", "2026-02-28T23:59:59.999999Z")
        .await;
    desk.unlocks(series.id, "3.00 USD", "2026-03-01T00:00:00Z")
        .await;
    let close = json!({"period": "2026-03"});
    assert_eq!(
        desk.operator
            .post("/api/v1/desk/statements/close", close)
            .await
            .refusal(409),
        "period_not_over"
    );
    let closed = desk
        .operator
        .post(
            "/api/v1/desk/statements/close",
            json!({"period": "2026-02"}),
        )
        .await
        .json(200);
    assert_eq!(closed["made"].as_array().unwrap().len(), 2);
    let statement = &closed["made"][0];
    assert_eq!(statement["payee_code"], "producer");
    assert_eq!(
        (
            statement["earned"]["minor"].as_i64(),
            statement["closing"]["minor"].as_i64()
        ),
        (Some(500), Some(500))
    );
    // What was earned in March is owed, and in no statement yet.
    assert_eq!(desk.balance(producer).await, (650, 0));
    let path = format!("/api/v1/statements/{}", statement["id"].as_str().unwrap());
    let shown = desk.operator.get(&path).await.json(200);
    assert_eq!(shown["groups"][0]["share"]["minor"], 500);
    assert_eq!(shown["groups"][0]["gross"]["minor"], 1_000);
    assert_eq!(
        (
            shown["groups"][0]["tier"].as_str(),
            shown["groups"][0]["count"].as_i64()
        ),
        (Some("Shares"), Some(7))
    );
    let table = desk.operator.get(&format!("{path}.csv")).await;
    let table = String::from_utf8(table.bytes).unwrap();
    assert_eq!(table.lines().count(), 2);
    assert!(
        table
            .lines()
            .nth(1)
            .unwrap()
            .ends_with(",10.00,USD,,10.00,tier,,Shares,5.00,USD"),
        "{table}"
    );
    let proof = desk.operator.get(&format!("{path}.json")).await;
    assert_eq!(
        proof.headers["content-disposition"],
        "attachment; filename=\"2026-02-producer-v1.json\""
    );
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(
        recompute(&write(
            folder.path(),
            &[String::from_utf8(proof.bytes).unwrap()]
        )),
        ["OK"]
    );
    assert_eq!(
        desk.operator.get(&format!("{path}.exe")).await.refusal(404),
        "format_unknown"
    );
    for period in ["2026-2", "\0", "", "2026-13"] {
        assert_eq!(
            desk.operator
                .post("/api/v1/desk/statements/close", json!({"period": period}))
                .await
                .refusal(400),
            "period_invalid"
        );
    }
}

#[sqlx::test]
async fn s1_a_published_statement_never_changes_and_corrections_are_new_versions(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, writer) = desk.participants().await;
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    desk.unlocks(series.id, "10.00 USD", "2026-01-15T00:00:00Z")
        .await;
    desk.unlocks(series.id, "20.00 USD", "2026-02-15T00:00:00Z")
        .await;
    desk.close("2026-01").await;
    desk.close("2026-02").await;
    let all = async || -> Vec<(uuid::Uuid, String)> {
        sqlx::query_as("select id, proof from statements order by id")
            .fetch_all(&desk.app().db)
            .await
            .unwrap()
    };
    let published = all().await;
    assert_eq!(published.len(), 4);
    // Nothing new: nothing made.
    assert_eq!(
        desk.close("2026-01").await,
        Closed {
            made: vec![],
            unchanged: 4
        }
    );
    // A line of January that came late: January is stated anew, and February, which opens with it.
    desk.unlocks(series.id, "-4.00 USD", "2026-01-20T00:00:00Z")
        .await;
    assert_eq!(desk.close("2026-01").await.made.len(), 4);
    let now = all().await;
    for before in &published {
        assert!(now.contains(before), "a published statement changed");
    }
    for change in [
        "update statements set proof = 'x'",
        "delete from statements",
        "truncate statements cascade",
    ] {
        assert!(sqlx::query(change).execute(&desk.app().db).await.is_err());
    }
    let january: Value = serde_json::from_str(&desk.proof(producer, "2026-01").await).unwrap();
    let said = &january["statement"];
    assert_eq!(
        (
            said["version"].as_i64(),
            said["earned"].as_i64(),
            said["difference"].as_i64()
        ),
        (Some(2), Some(300), Some(-200))
    );
    assert_eq!(said["supersedes"]["version"], 1);
    let february: Value = serde_json::from_str(&desk.proof(producer, "2026-02").await).unwrap();
    assert_eq!(
        (
            february["statement"]["opening"].as_i64(),
            february["statement"]["earned"].as_i64()
        ),
        (Some(300), Some(1_000))
    );
    let listed = desk
        .operator
        .get("/api/v1/desk/statements?period=2026-01")
        .await
        .json(200);
    let latest = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["latest"] == true)
        .count();
    assert_eq!((listed["items"].as_array().unwrap().len(), latest), (4, 2));
    let texts: Vec<String> = now.into_iter().map(|(_, proof)| proof).collect();
    let folder = tempfile::tempdir().unwrap();
    assert!(
        recompute(&write(folder.path(), &texts))
            .iter()
            .all(|said| said == "OK")
    );
    assert_eq!(desk.balance(writer).await, (520, 0));
}

/// A house of many contracts and months, with refunds, foreign money, late lines, versions and payouts: every statement
/// computed again by the script, and every balance found in the ledger.
#[sqlx::test]
async fn s1_statements_are_what_moved_in_the_ledger_and_the_script_agrees(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let mut payees = Vec::new();
    for code in &PAYEES[..3] {
        payees.push(desk.payee(json!({"code": code, "name": code, "kind": "other", "currency": "USD", "withholding": "7%"})).await);
    }
    for (from, rate) in [("JPY", "0.0067"), ("EUR", "13/12"), ("KWD", "3.2525")] {
        for on_date in ["2025-12-31", "2026-01-30", "2026-02-27"] {
            let body = json!({"from": from, "to": "USD", "rate": rate, "on_date": on_date, "source": "the test"});
            desk.operator
                .post("/api/v1/desk/fx-rates", body)
                .await
                .json(201);
        }
    }
    let draw = Draw::seeded(42);
    let mut series = Vec::new();
    for number in 0..5 {
        let one = desk.series(&format!("story-{number}")).await.id;
        desk.contract(one, "2025-12-01", &deal(&draw, "USD", 2))
            .await;
        series.push(one);
    }
    let kinds = [
        RevenueKind::Unlocks,
        RevenueKind::Vip,
        RevenueKind::Adverts,
        RevenueKind::Licence,
    ];
    assert_eq!(kinds.map(RevenueKind::as_str), KINDS);
    for round in 0..3 {
        for _ in 0..25 {
            let minor = if draw.once_in(4) {
                -draw.between(1, 9_000)
            } else {
                draw.between(1, 30_000)
            };
            let currency = draw.one_of(&["USD", "USD", "JPY", "EUR", "KWD"]);
            let amount = money::Amount::new(minor, currency.parse().unwrap()).to_string();
            let at = format!(
                "2026-0{}-{:02}T12:00:00Z",
                draw.between(1, 4),
                draw.between(1, 28)
            );
            desk.earn(
                Some(*draw.one_of(&series)),
                *draw.one_of(&kinds),
                &amount,
                &at,
            )
            .await;
        }
        desk.run().await;
        desk.house.app.clock.advance(Duration::days(13));
        let planned = desk
            .operator
            .post("/api/v1/desk/payouts/plan", json!({}))
            .await
            .json(200);
        for (at, payout) in planned["planned"].as_array().unwrap().iter().enumerate() {
            let path = |verb: &str| {
                format!(
                    "/api/v1/desk/payouts/{}/{verb}",
                    payout["id"].as_str().unwrap()
                )
            };
            let state = desk
                .operator
                .post(&path("approve"), json!({}))
                .await
                .json(200)["state"]
                .clone();
            if state == "approved" {
                let verb = if at % 2 == round % 2 {
                    "returned"
                } else {
                    "paid"
                };
                desk.operator.post(&path(verb), json!({})).await.json(200);
            }
        }
        if round == 1 {
            desk.contract(series[0], "2026-01-15", &deal(&draw, "USD", 2))
                .await;
        }
        for period in ["2026-01", "2026-02"] {
            desk.close(period).await;
        }
    }
    desk.house.app.clock.advance(Duration::days(60));
    for period in ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"] {
        desk.close(period).await;
    }
    desk.check_ledger().await;
    let rows: Vec<(String,)> =
        sqlx::query_as("select proof from statements order by period, version")
            .fetch_all(&desk.app().db)
            .await
            .unwrap();
    let texts: Vec<String> = rows.into_iter().map(|(proof,)| proof).collect();
    assert!(texts.len() >= 20, "{}", texts.len());
    let folder = tempfile::tempdir().unwrap();
    for (at, said) in recompute(&write(folder.path(), &texts)).iter().enumerate() {
        assert_eq!(said, "OK", "statement {at}");
    }
    // The last closing balance is what the ledger holds; and months join without a gap.
    for payee in payees {
        let (owed, owes) = desk.balance(payee).await;
        let months: Vec<(i64, i64)> = sqlx::query_as(
            "select distinct on (period) opening, closing from statements where payee_id = $1 order by period, version desc",
        )
        .bind(payee)
        .fetch_all(&desk.app().db)
        .await
        .unwrap();
        assert_eq!(months.last().unwrap().1, owed - owes);
        for pair in months.windows(2) {
            assert_eq!(pair[0].1, pair[1].0);
        }
    }
}
