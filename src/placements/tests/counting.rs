//! What is counted of what players tell, and what is owed for it.

use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Setup, play, tell, usd};
use crate::books::{Kind, Spot};
use crate::desk::checks;

impl Setup {
    /// Somebody new watches so many milliseconds from eight seconds into the first episode on: two before the brand.
    async fn watch(&self, territory: &str, length: i64) {
        let mut viewer = self.house.device();
        let now = self.house.app.clock.now();
        let events = play(
            &self.house,
            self.series.episodes[0],
            now - Duration::minutes(5),
            8_000,
            length,
        );
        tell(&mut viewer, territory, &events).await;
    }

    async fn checks_pass(&self) {
        let checks = checks::all(&self.house.app, self.id).await.unwrap();
        assert!(checks.iter().all(|check| check.passed), "{checks:#?}");
    }
}

#[sqlx::test]
async fn b1_b2_what_was_watched_is_counted_once_and_owed_by_the_brand(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let deal = setup.agree(json!({})).await;
    setup.place(deal, 0).await;
    // Two thousand milliseconds of the placement are enough, one less is not; before it, nothing is seen.
    for length in [4_000, 3_999, 2_000, 8_000] {
        setup.watch("US", length).await;
    }
    setup.sweep().await;
    assert_eq!(setup.owed().await, 0, "the day is not over");
    setup.house.app.clock.advance(Duration::days(2));
    for _ in 0..3 {
        setup.sweep().await;
    }
    let shown = setup.days(deal).await;
    let day = &shown["days"][0];
    assert_eq!(shown["days"].as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(
        (&day["exposures"], &day["billable"]),
        (&json!(3), &json!(2)),
        "{shown}"
    );
    assert_eq!(day["counted_ms"], 2_000 + 1_999 + 4_000);
    assert_eq!(
        (&day["billed"]["minor"], &day["booked"]),
        (&json!(1_000), &json!(true))
    );
    assert_eq!(setup.owed().await, 1_000);
    assert_eq!(
        setup
            .books(Spot::house(Kind::RevenueSponsorship, usd()))
            .await,
        1_000
    );
    setup.checks_pass().await;
    let revenue: (i64, i64) = sqlx::query_as("select count(*), sum(amount)::bigint from revenue where kind = 'sponsorship' and series_id = $1")
        .bind(setup.series.id)
        .fetch_one(&setup.house.app.db)
        .await
        .unwrap();
    assert_eq!(revenue, (1, 1_000));
}

#[sqlx::test]
async fn b2_where_a_brand_is_not_lawful_nothing_is_billed_and_the_cap_holds(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let deal = setup
        .agree(json!({"territories": ["US", "BR"], "cap": 1_300}))
        .await;
    setup.place(deal, 0).await;
    for territory in ["US", "GB", "BR", "GB", "US", "US"] {
        setup.watch(territory, 6_000).await;
    }
    setup.house.app.clock.advance(Duration::days(2));
    setup.sweep().await;
    let shown = setup.days(deal).await;
    assert_eq!(
        (&shown["deal"]["exposures"], &shown["deal"]["billable"]),
        (&json!(6), &json!(4))
    );
    assert_eq!(shown["deal"]["billed"]["minor"], 1_300);
    assert_eq!(setup.owed().await, 1_300);
    let table = setup
        .operator
        .get(&format!("/api/v1/desk/brand-deals/{deal}/exposures.csv"))
        .await;
    assert_eq!(table.status, 200);
    let table = String::from_utf8(table.bytes).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .skip(1)
        .map(|row| row.split(',').collect())
        .collect();
    assert_eq!(rows.len(), 3, "{table}");
    let of = |territory: &str, column: usize| {
        let row = rows.iter().find(|row| row[9] == territory).unwrap();
        row[column].to_owned()
    };
    assert_eq!(
        (
            of("GB", 10).as_str(),
            of("GB", 12).as_str(),
            of("GB", 15).as_str()
        ),
        ("2", "0", "0.00")
    );
    let hundredths = |text: &str| text.replace('.', "").parse::<i64>().unwrap();
    let total: i64 = rows.iter().map(|row| hundredths(row[15])).sum();
    assert_eq!(total, 1_300, "{table}");
    setup.checks_pass().await;
}

#[sqlx::test]
async fn b1_what_is_hidden_repeated_or_impossible_is_not_counted(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let deal = setup.agree(json!({"per_viewer_day": 1})).await;
    setup.place(deal, 0).await;
    let episode = setup.series.episodes[0];
    let at = setup.house.app.clock.now() - Duration::minutes(30);
    // In a tab in the background.
    let mut hidden = play(&setup.house, episode, at, 8_000, 6_000);
    for event in &mut hidden[1..] {
        event["hidden"] = json!(true);
    }
    tell(&mut setup.house.device(), "US", &hidden).await;
    // The whole episode within a second.
    let mut hasty = play(&setup.house, episode, at, 0, 5_000);
    hasty[1]["intervals"] = json!([[0, 60_000]]);
    tell(&mut setup.house.device(), "US", &hasty).await;
    // Twice by one viewer, and every event told twice.
    let mut viewer = setup.house.device();
    for minute in [0, 5] {
        let events = play(
            &setup.house,
            episode,
            at + Duration::minutes(minute),
            8_000,
            6_000,
        );
        tell(&mut viewer, "US", &events).await;
        let batch = json!({ "schema": 1, "events": events });
        let again = viewer.post("/api/v1/events", batch).await.json(202);
        assert_eq!(again["accepted"], 0);
    }
    // What no player tells.
    for intervals in [
        json!("x"),
        json!([[1]]),
        json!([["a", {}], 7, [9e99, -5]]),
        json!([[i64::MIN, i64::MAX]]),
        Value::Null,
    ] {
        let mut events = play(&setup.house, episode, at, 8_000, 6_000);
        for event in &mut events[1..] {
            event["intervals"] = intervals.clone();
            event["hidden"] = json!("perhaps");
        }
        events.truncate(2);
        tell(&mut setup.house.device(), "US", &events).await;
    }
    setup.house.app.clock.advance(Duration::days(2));
    setup.sweep().await;
    let shown = setup.days(deal).await;
    let day = &shown["days"][0];
    // The hasty one saw it for a third of a second, whoever told a day of pictures for less than a millisecond.
    assert_eq!(
        (&day["exposures"], &day["billable"]),
        (&json!(3), &json!(1)),
        "{shown}"
    );
    assert_eq!(day["counted_ms"], 4_000 + 4_000 + 333);
    assert_eq!(setup.owed().await, 500);
}

#[sqlx::test]
async fn b2_a_day_is_counted_once_by_any_number_of_sweeps_and_after_a_crash(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let deal = setup.agree(json!({})).await;
    setup.place(deal, 0).await;
    setup.watch("US", 6_000).await;
    setup.house.app.clock.advance(Duration::days(2));
    let app = setup.house.app.clone();
    // Counted, and killed before the books knew.
    let (one, two) = tokio::join!(
        super::super::count::sweep(&app),
        super::super::count::sweep(&app)
    );
    one.and(two).unwrap();
    assert_eq!(setup.owed().await, 0);
    setup.house.reopen().await;
    let app = setup.house.app.clone();
    let sweeps = (0..4).map(|_| super::super::sweep(&app));
    for swept in futures_util::future::join_all(sweeps).await {
        swept.unwrap();
    }
    assert_eq!(setup.owed().await, 500);
    // What is told after that changes nothing any more.
    let late = play(
        &setup.house,
        setup.series.episodes[0],
        app.clock.now() - Duration::days(2),
        8_000,
        6_000,
    );
    tell(&mut setup.house.device(), "US", &late).await;
    setup.sweep().await;
    assert_eq!(setup.owed().await, 500);
    setup.checks_pass().await;
}

#[sqlx::test]
async fn a_flat_fee_is_earned_day_by_day_whole_and_shared_with_the_participants(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let deal = setup.agree(json!({"flat": 1_001, "per_thousand": 0})).await;
    setup.place(deal, 0).await;
    setup.place(deal, 1).await;
    let payee =
        json!({"code": "producer", "name": "Northlight", "kind": "producer", "currency": "USD"});
    setup
        .operator
        .post("/api/v1/desk/payees", payee)
        .await
        .json(201);
    let text = "name = \"Heiress\"\ncurrency = \"USD\"\npayees = [\"producer\", \"house\"]\n[[tier]]\nname = \"Shares\"\n\
                kind = \"split\"\nto = { producer = \"40%\", house = \"60%\" }\n";
    let contract = json!({"valid_from": "2026-01-01", "text": text});
    let path = format!("/api/v1/desk/series/{}/contracts", setup.series.id);
    let made = setup.operator.post(&path, contract).await;
    assert_eq!(made.status, 201, "{}", String::from_utf8_lossy(&made.bytes));
    setup.house.app.clock.advance(Duration::days(5));
    setup.sweep().await;
    assert_eq!(setup.owed().await, 1_001 * 4 / 10);
    setup.house.app.clock.advance(Duration::days(20));
    setup.sweep().await;
    assert_eq!(setup.owed().await, 1_001);
    crate::sharing::run(&setup.house.app, setup.id)
        .await
        .unwrap();
    let received: i64 = sqlx::query_scalar(
        "select sum(amount)::bigint from share_receipts where kind = 'sponsorship'",
    )
    .fetch_one(&setup.house.app.db)
    .await
    .unwrap();
    assert_eq!(received, 1_001);
    // Paid, once; never more than is owed.
    let path = format!("/api/v1/desk/brands/{}/payments", setup.brand);
    let payment = json!({"id": setup.house.app.random.id(), "amount": {"minor": 1_000, "currency": "USD"}, "note": "transfer 12"});
    for _ in 0..2 {
        let brand = setup.operator.post(&path, payment.clone()).await.json(200);
        assert_eq!(brand["owes"][0]["minor"], 1);
    }
    let more = json!({"id": setup.house.app.random.id(), "amount": {"minor": 2, "currency": "USD"}, "note": "transfer 13"});
    assert_eq!(
        setup.operator.post(&path, more).await.refusal(409),
        "more_than_owed"
    );
    setup.checks_pass().await;
}
