//! Who may see what: a payee's account its own, an operator those of the house, nobody those of another house.

use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::{Desk, SIMPLE};
use crate::people::Role;
use crate::testing::Device;

async fn id(device: &mut Device) -> Uuid {
    device.get("/api/v1/me").await.json(200)["id"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap()
}

#[sqlx::test]
async fn a_payee_reads_its_own_statements_and_nobody_elses(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, writer) = desk.participants().await;
    let mut owner = desk.house.account("northlight", Role::Producer).await;
    let mut other = desk.house.account("other", Role::Producer).await;
    let account = id(&mut owner).await;
    desk.operator
        .patch(
            &format!("/api/v1/desk/payees/{producer}"),
            json!({"person_id": account}),
        )
        .await
        .json(200);
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    desk.unlocks(series.id, "10.00 USD", "2026-02-15T00:00:00Z")
        .await;
    desk.unlocks(series.id, "10.00 USD", "2026-03-01T00:00:00Z")
        .await;
    desk.close("2026-02").await;
    let of = async |payee: Uuid| -> Uuid {
        sqlx::query_scalar("select id from statements where payee_id = $1")
            .bind(payee)
            .fetch_one(&desk.app().db)
            .await
            .unwrap()
    };
    let (own, others) = (of(producer).await, of(writer).await);
    let figures = owner.get("/api/v1/payee").await.json(200);
    let payee = &figures["payees"][0];
    assert_eq!(
        (
            payee["owed"]["minor"].as_i64(),
            payee["earned"]["minor"].as_i64(),
            payee["earned_this_month"]["minor"].as_i64()
        ),
        (Some(1_000), Some(1_000), Some(500))
    );
    assert_eq!(payee["statements"][0]["id"], own.to_string());
    assert_eq!(payee["contracts"][0]["text"], SIMPLE);
    assert_eq!(
        other.get("/api/v1/payee").await.json(200)["payees"],
        json!([])
    );
    for ending in ["", ".json", ".csv", ".pdf"] {
        let answer = owner
            .get(&format!("/api/v1/statements/{own}{ending}"))
            .await;
        assert_eq!(answer.status.as_u16(), 200);
        assert_eq!(answer.headers["cache-control"], "private, no-store");
        for (device, statement) in [(&mut owner, others), (&mut other, own)] {
            let path = format!("/api/v1/statements/{statement}{ending}");
            assert_eq!(device.get(&path).await.refusal(404), "not_in_the_books");
        }
        let mut stranger = desk.house.device();
        assert_eq!(
            stranger
                .get(&format!("/api/v1/statements/{own}{ending}"))
                .await
                .refusal(401),
            "login_needed"
        );
    }
    // The account is taken away: so is what it could read.
    desk.operator
        .patch(
            &format!("/api/v1/desk/payees/{producer}"),
            json!({"person_id": null}),
        )
        .await
        .json(200);
    assert_eq!(
        owner
            .get(&format!("/api/v1/statements/{own}"))
            .await
            .refusal(404),
        "not_in_the_books"
    );
}

#[sqlx::test]
async fn another_house_sees_and_moves_nothing(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, _) = desk.participants().await;
    let series = desk.series("story").await;
    desk.contract(series.id, "2026-01-01", SIMPLE).await;
    desk.unlocks(series.id, "10.00 USD", "2026-02-15T00:00:00Z")
        .await;
    desk.close("2026-02").await;
    let payout = desk
        .operator
        .post("/api/v1/desk/payouts/plan", json!({}))
        .await
        .json(200)["planned"][0]["id"]
        .clone();
    let payout = payout.as_str().unwrap();
    let statement: Uuid = sqlx::query_scalar("select id from statements limit 1")
        .fetch_one(&desk.app().db)
        .await
        .unwrap();
    desk.house.second_house("second.example").await;
    let mut stranger = desk
        .house
        .account_at("second.example", "second", Role::Operator)
        .await;
    for path in [
        "/desk/payees",
        "/desk/statements",
        "/desk/payouts",
        "/desk/fx-rates",
    ] {
        assert_eq!(
            stranger.get(&format!("/api/v1{path}")).await.json(200)["items"],
            json!([]),
            "{path}"
        );
    }
    assert_eq!(
        stranger.get("/api/v1/desk/accruals").await.json(200)["unshared"],
        json!([])
    );
    let file = stranger.get("/api/v1/desk/payouts/file").await;
    assert_eq!(String::from_utf8(file.bytes).unwrap().lines().count(), 1);
    for (method, path) in [
        ("GET", format!("/statements/{statement}")),
        ("GET", format!("/statements/{statement}.json")),
        ("GET", format!("/desk/series/{}/contracts", series.id)),
        ("PATCH", format!("/desk/payees/{producer}")),
        ("POST", format!("/desk/payouts/{payout}/approve")),
        ("POST", format!("/desk/payouts/{payout}/cancel")),
        ("POST", format!("/desk/payouts/{payout}/paid")),
        ("POST", format!("/desk/payouts/{payout}/returned")),
    ] {
        let path = format!("/api/v1{path}");
        let answer = match method {
            "GET" => stranger.get(&path).await,
            "PATCH" => stranger.patch(&path, json!({"name": "Taken"})).await,
            _ => stranger.post(&path, json!({})).await,
        };
        answer.refusal(404);
    }
    stranger
        .post("/api/v1/desk/accruals/run", json!({}))
        .await
        .json(200);
    assert_eq!(
        stranger
            .post(
                "/api/v1/desk/statements/close",
                json!({"period": "2026-02"})
            )
            .await
            .json(200)["made"],
        json!([])
    );
    assert_eq!(
        stranger
            .post("/api/v1/desk/payouts/plan", json!({}))
            .await
            .json(200)["planned"],
        json!([])
    );
    assert_eq!(desk.balance(producer).await, (500, 0));
    let state: String = sqlx::query_scalar("select state from payouts")
        .fetch_one(&desk.app().db)
        .await
        .unwrap();
    assert_eq!(state, "planned");
}
