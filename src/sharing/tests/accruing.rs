//! From revenue lines to the payees' accounts.

use chrono::Duration;
use serde_json::json;
use sqlx::PgPool;

use super::{Desk, SIMPLE};
use crate::books::revenue::RevenueKind;
use crate::books::{Kind, Spot, balance};
use crate::sharing::accrue::Ran;

#[sqlx::test]
async fn what_is_earned_is_shared_once(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, writer) = desk.participants().await;
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    desk.unlocks(series.id, "10.00 USD", "2026-02-03T10:00:00Z")
        .await;
    desk.unlocks(series.id, "0.05 USD", "2026-02-04T10:00:00Z")
        .await;
    let ran = desk
        .operator
        .post("/api/v1/desk/accruals/run", json!({}))
        .await
        .json(200);
    assert_eq!(
        (ran["received"].as_i64(), ran["posted"].as_i64()),
        (Some(2), Some(2))
    );
    assert_eq!(desk.balance(producer).await, (503, 0));
    assert_eq!(desk.balance(writer).await, (201, 0));
    // Again: nothing.
    assert_eq!(desk.run().await, Ran::default());
    assert_eq!(desk.balance(producer).await, (503, 0));
    let expense = Spot::house(Kind::ShareExpense, money::Currency::of("USD").unwrap());
    assert_eq!(
        balance(desk.app(), desk.id, &expense)
            .await
            .unwrap()
            .debit(),
        704
    );
    desk.check_ledger().await;
}

#[sqlx::test]
async fn a_run_that_was_cut_off_goes_on_and_posts_nothing_twice(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, _) = desk.participants().await;
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    desk.unlocks(series.id, "10.00 USD", "2026-02-03T10:00:00Z")
        .await;
    desk.run().await;
    desk.unlocks(series.id, "-25.00 USD", "2026-02-05T10:00:00Z")
        .await;
    desk.run().await;
    let (before, transfers) = (desk.balance(producer).await, ledger_transfers(&desk).await);
    assert_eq!(
        before,
        (0, 0),
        "a contract below zero owes nobody, and nobody owes it"
    );
    // The answer of the ledger was lost with the process: the rows do not know that it was posted.
    sqlx::query("update share_postings set posted_at = null, transfers = '{}'")
        .execute(&desk.app().db)
        .await
        .unwrap();
    desk.run().await;
    assert_eq!(desk.balance(producer).await, before);
    assert_eq!(ledger_transfers(&desk).await, transfers);
    let open: i64 = sqlx::query_scalar(
        "select count(*) from share_postings where posted_at is null or transfers = '{}'",
    )
    .fetch_one(&desk.app().db)
    .await
    .unwrap();
    assert_eq!(open, 0);
    desk.check_ledger().await;
}

async fn ledger_transfers(desk: &Desk) -> i64 {
    sqlx::query_scalar("select count(*) from ledger_transfers")
        .fetch_one(&desk.app().db)
        .await
        .unwrap()
}

#[sqlx::test]
async fn two_runs_at_once_share_once(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, _) = desk.participants().await;
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    for day in 1..=9 {
        desk.unlocks(series.id, "1.01 USD", &format!("2026-02-0{day}T10:00:00Z"))
            .await;
    }
    let (one, other) = tokio::join!(desk.run(), desk.run());
    assert_eq!(one.received + other.received, 9);
    // Half of 9.09, halves up.
    assert_eq!(desk.balance(producer).await, (455, 0));
}

#[sqlx::test]
async fn revenue_is_shared_by_the_version_of_its_day_and_moves_when_a_version_begins_earlier(
    db: PgPool,
) {
    let mut desk = Desk::new(db).await;
    let (producer, writer) = desk.participants().await;
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-02-01", SIMPLE).await;
    desk.unlocks(series.id, "10.00 USD", "2026-01-31T23:59:59Z")
        .await;
    desk.unlocks(series.id, "10.00 USD", "2026-02-01T00:00:00Z")
        .await;
    desk.unlocks(series.id, "10.00 USD", "2026-02-20T00:00:00Z")
        .await;
    desk.run().await;
    assert_eq!(desk.balance(producer).await, (1_000, 0));
    let shown = desk.operator.get("/api/v1/desk/accruals").await.json(200);
    assert_eq!(shown["unshared"][0]["amount"]["minor"], 1_000);
    assert_eq!(shown["unshared"][0]["series_title"], "Story");
    // From the tenth on, the writer gets everything: what was earned after moves, by postings of its own.
    let later = "name = \"Later\"\ncurrency = \"USD\"\npayees = [\"writer\"]\n[[tier]]\nname = \"All\"\nkind = \"split\"\nto = \"writer\"\n";
    desk.contract(series.id, "2026-02-10", later).await;
    assert_eq!(
        desk.run().await,
        Ran {
            received: 2,
            taken_back: 1,
            posted: 3
        }
    );
    assert_eq!(desk.balance(producer).await, (500, 0));
    assert_eq!(desk.balance(writer).await, (200 + 1_000, 0));
    assert_eq!(desk.run().await, Ran::default());
    let rows: Vec<(i64, bool)> =
        sqlx::query_as("select amount, taken_back from share_receipts order by seq")
            .fetch_all(&desk.app().db)
            .await
            .unwrap();
    assert_eq!(
        rows,
        [
            (1_000, false),
            (1_000, false),
            (-1_000, true),
            (1_000, false)
        ]
    );
    desk.check_ledger().await;
}

#[sqlx::test]
async fn l10_other_currencies_wait_for_a_rate_and_both_legs_are_in_the_books(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, _) = desk.participants().await;
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    desk.unlocks(series.id, "1000 JPY", "2026-02-03T10:00:00Z")
        .await;
    desk.run().await;
    assert_eq!(desk.balance(producer).await, (0, 0));
    let waiting = desk.operator.get("/api/v1/desk/accruals").await.json(200)["waiting"][0].clone();
    assert_eq!(
        (
            waiting["waiting_for"].as_str(),
            waiting["amount"]["minor"].as_i64(),
            waiting["day"].as_str()
        ),
        (Some("rate"), Some(1_000), Some("2026-02-03"))
    );
    let rate = json!({"from": "JPY", "to": "USD", "rate": "1/150", "on_date": "2026-02-01", "source": "Central bank, reference rate"});
    desk.operator
        .post("/api/v1/desk/fx-rates", rate.clone())
        .await
        .json(201);
    // A day later than the line: of no use to it.
    let mut later = rate.clone();
    later["rate"] = json!("1");
    later["on_date"] = json!("2026-02-04");
    desk.operator
        .post("/api/v1/desk/fx-rates", later)
        .await
        .json(201);
    desk.run().await;
    // 1000 yen are 6.666… dollars, to the nearest cent 6.67; half of it, halves up.
    assert_eq!(desk.balance(producer).await, (334, 0));
    let of = async |kind, code: &str| {
        let spot = Spot::house(kind, money::Currency::of(code).unwrap());
        balance(desk.app(), desk.id, &spot).await.unwrap().debit()
    };
    // 3.34 dollars are 501 yen, and the writer's 1.33 are 199.5, to the even 200.
    assert_eq!(of(Kind::ShareExpense, "JPY").await, 501 + 200);
    assert_eq!(of(Kind::ShareExpense, "USD").await, 0);
    assert_eq!(of(Kind::Exchange, "JPY").await, -(501 + 200));
    assert_eq!(of(Kind::Exchange, "USD").await, 334 + 133);
    let data: String = sqlx::query_scalar("select reference_data::text from ledger_transfers where chain_len = 2 order by seq limit 1")
        .fetch_one(&desk.app().db)
        .await
        .unwrap();
    assert!(
        data.contains("\"rate\":\"1/150\"")
            && data.contains("Central bank")
            && data.contains("\"period\":\"2026-02\""),
        "{data}"
    );
    // A refund of more than there is: both legs the other way.
    desk.unlocks(series.id, "-1000 JPY", "2026-02-03T11:00:00Z")
        .await;
    desk.run().await;
    assert_eq!(desk.balance(producer).await, (0, 0));
    desk.check_ledger().await;
    for (key, value) in [
        ("rate", json!("0")),
        ("to", json!("JPY")),
        ("source", json!("")),
    ] {
        let mut wrong = rate.clone();
        wrong[key] = value;
        assert_eq!(
            desk.operator
                .post("/api/v1/desk/fx-rates", wrong)
                .await
                .refusal(400),
            "rate_invalid"
        );
    }
}

#[sqlx::test]
async fn a_contract_with_sources_takes_what_they_name_and_the_rest_is_listed(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, _) = desk.participants().await;
    let series = desk.series("story").await;
    desk.contract(
        series.id,
        "2026-01-01",
        &SIMPLE.replacen("[[tier]]", "[[source]]\nid = \"unlocks\"\n[[tier]]", 1),
    )
    .await;
    desk.unlocks(series.id, "2.00 USD", "2026-02-03T10:00:00Z")
        .await;
    desk.earn(
        Some(series.id),
        RevenueKind::Adverts,
        "4.00 USD",
        "2026-02-03T10:00:00Z",
    )
    .await;
    desk.run().await;
    assert_eq!(desk.balance(producer).await, (100, 0));
    let waiting = desk.operator.get("/api/v1/desk/accruals").await.json(200)["waiting"].clone();
    assert_eq!(waiting.as_array().unwrap().len(), 1);
    assert_eq!(
        (
            waiting[0]["waiting_for"].as_str(),
            waiting[0]["kind"].as_str()
        ),
        (Some("source"), Some("adverts"))
    );
}

#[sqlx::test]
async fn what_was_shared_stays_when_a_series_is_deleted(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, _) = desk.participants().await;
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    desk.unlocks(series.id, "2.00 USD", "2026-02-03T10:00:00Z")
        .await;
    desk.run().await;
    sqlx::query("delete from series where id = $1")
        .bind(series.id)
        .execute(&desk.app().db)
        .await
        .unwrap();
    assert_eq!(desk.run().await, Ran::default());
    assert_eq!(desk.balance(producer).await, (100, 0));
    desk.house.app.clock.advance(Duration::days(31));
    assert_eq!(desk.close("2026-02").await.made.len(), 2);
}
