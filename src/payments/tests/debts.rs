//! Debts of viewers that the house gives up.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::disputes::tell;
use super::{Market, text, usd};
use crate::books::Kind;
use crate::payments::disputes::State;

/// A viewer who watched for thirty cents and asked their bank for the money.
async fn owed(market: &mut Market) -> (Value, i64) {
    let series = market.series(12).await;
    let wanted = market.pack(0).await;
    let order = market.buy(&wanted).await;
    market.unlock(series, 6).await;
    tell(market, &order, State::Opened).await;
    let owed = market.theirs(Kind::ReceivableViewer, usd()).await;
    assert!(owed > 10, "{owed}");
    (order, owed)
}

async fn listed(market: &mut Market) -> Value {
    let list = market.operator.get("/api/v1/desk/receivables").await;
    list.json(200)
}

async fn write_off(market: &mut Market, account: &Value, body: Value) -> crate::testing::Answer {
    let path = format!("/api/v1/desk/receivables/{}/write-off", text(account));
    market.operator.post(&path, body).await
}

#[sqlx::test]
async fn p3_a_debt_that_nobody_will_pay_is_a_loss_once(db: PgPool) {
    let mut market = Market::new(db).await;
    assert_eq!(listed(&mut market).await, json!([]));
    let (_, owed) = owed(&mut market).await;
    let list = listed(&mut market).await;
    assert_eq!(
        (
            &list[0]["owed"]["minor"],
            &list[0]["person_id"],
            &list[0]["written_off"]["minor"]
        ),
        (&json!(owed), &json!(market.person), &json!(0))
    );
    let account = list[0]["id"].clone();
    let id = market.house.app.random.id();
    let part = json!({"id": id, "amount": {"minor": 10, "currency": "USD"}, "reason": "too little to ask for"});
    for _ in 0..3 {
        let now = write_off(&mut market, &account, part.clone())
            .await
            .json(200);
        assert_eq!(
            (&now["owed"]["minor"], &now["written_off"]["minor"]),
            (&json!(owed - 10), &json!(10))
        );
    }
    assert_eq!(market.books(Kind::Losses).await, 10);
    let audit: Vec<Value> =
        sqlx::query_scalar("select detail from audit_log where action = 'receivable.written_off'")
            .fetch_all(&market.house.app.db)
            .await
            .unwrap();
    assert_eq!(
        (audit.len(), &audit[0]["reason"]),
        (1, &json!("too little to ask for"))
    );
    // The same id for something else, more than is owed, and what is no write-off.
    let mut other = part.clone();
    other["amount"]["minor"] = json!(11);
    let answer = write_off(&mut market, &account, other).await;
    assert_eq!(answer.refusal(409), "write_off_differs");
    let too_much = json!({"id": market.house.app.random.id(), "amount": {"minor": owed, "currency": "USD"}, "reason": "r"});
    for _ in 0..2 {
        let answer = write_off(&mut market, &account, too_much.clone()).await;
        assert_eq!(answer.refusal(409), "more_than_owed");
    }
    for (key, value, code) in [
        ("reason", json!(" "), "write_off_invalid"),
        ("reason", json!("x".repeat(201)), "write_off_invalid"),
        (
            "amount",
            json!({"minor": 0, "currency": "USD"}),
            "write_off_invalid",
        ),
        (
            "amount",
            json!({"minor": -4, "currency": "USD"}),
            "write_off_invalid",
        ),
        (
            "amount",
            json!({"minor": 1, "currency": "EUR"}),
            "currency_differs",
        ),
    ] {
        let mut wrong = part.clone();
        wrong["id"] = json!(market.house.app.random.id());
        wrong[key] = value;
        let answer = write_off(&mut market, &account, wrong).await;
        assert_eq!(answer.refusal(400), code);
    }
    let nobody = json!(market.id);
    let answer = write_off(&mut market, &nobody, part).await;
    assert_eq!(answer.refusal(404), "receivable_not_found");
    // Of somebody who is erased the rest is given up all the same.
    market.viewer.delete("/api/v1/me").await;
    let list = listed(&mut market).await;
    assert_eq!(list[0]["person_id"], Value::Null);
    let rest = json!({"id": market.house.app.random.id(), "amount": {"minor": owed - 10, "currency": "USD"}, "reason": "gone"});
    write_off(&mut market, &account, rest).await.json(200);
    assert_eq!(market.theirs(Kind::ReceivableViewer, usd()).await, 0);
    assert_eq!(market.books(Kind::Losses).await, owed);
}

#[sqlx::test]
async fn a_write_off_that_was_interrupted_is_finished_by_the_sweep(db: PgPool) {
    let mut market = Market::new(db).await;
    let (_, owed) = owed(&mut market).await;
    let account = listed(&mut market).await[0]["id"].clone();
    let body = json!({"id": market.house.app.random.id(), "amount": {"minor": owed, "currency": "USD"}, "reason": "r"});
    write_off(&mut market, &account, body).await.json(200);
    // Killed after it was posted, or before: it is done once.
    sqlx::query("update write_offs set state = 'held'")
        .execute(&market.house.app.db)
        .await
        .unwrap();
    sqlx::query(
        "insert into write_offs (id, house_id, account_id, amount, currency, reason, created_at)
         select gen_random_uuid(), house_id, account_id, 1, currency, 'more', created_at from write_offs",
    )
    .execute(&market.house.app.db)
    .await
    .unwrap();
    market.advance(chrono::Duration::minutes(2));
    market.sweep().await;
    let states: Vec<String> = sqlx::query_scalar("select state from write_offs order by amount")
        .fetch_all(&market.house.app.db)
        .await
        .unwrap();
    assert_eq!(states, ["refused", "done"]);
    assert_eq!(market.books(Kind::Losses).await, owed);
}

/// The debt stays where it was made, whatever becomes of the viewer.
#[sqlx::test]
async fn a_dispute_of_a_viewer_who_was_erased_is_won_all_the_same(db: PgPool) {
    let mut market = Market::new(db).await;
    let (order, _) = owed(&mut market).await;
    market.viewer.delete("/api/v1/me").await;
    for _ in 0..2 {
        tell(&market, &order, State::Won).await;
    }
    assert_eq!(market.theirs(Kind::ReceivableViewer, usd()).await, 0);
    assert_eq!(market.books(Kind::Losses).await, 0);
    assert_eq!(market.books(Kind::ClearingTest).await, 99);
}

#[sqlx::test]
async fn p3_a_dispute_that_is_won_after_all_takes_the_loss_back(db: PgPool) {
    let mut market = Market::new(db).await;
    let (order, owed) = owed(&mut market).await;
    let account = listed(&mut market).await[0]["id"].clone();
    let body = json!({"id": market.house.app.random.id(), "amount": {"minor": owed - 3, "currency": "USD"}, "reason": "r"});
    write_off(&mut market, &account, body).await.json(200);
    for _ in 0..2 {
        tell(&market, &order, State::Won).await;
    }
    assert_eq!(
        (
            market.books(Kind::Losses).await,
            market.theirs(Kind::ReceivableViewer, usd()).await,
            market.books(Kind::ClearingTest).await,
        ),
        (0, 0, 99)
    );
}
