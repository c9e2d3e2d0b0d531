//! What is refused, and what another house sees.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Setup, text};
use crate::people::Role;

#[sqlx::test]
async fn what_makes_no_sense_is_refused_and_changes_nothing(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let wrong: [(Value, &str); 9] = [
        (json!({"title": ""}), "text_invalid"),
        (json!({"title": "a\nb"}), "text_invalid"),
        (json!({"pitch": "\u{0}"}), "text_invalid"),
        (json!({"minimum": 0}), "campaign_goal_invalid"),
        (json!({"optimum": 9_999}), "campaign_goal_invalid"),
        (
            json!({"closes_at": "2026-02-01T00:00:00Z"}),
            "campaign_days_invalid",
        ),
        (json!({"retry_days": 31}), "campaign_days_invalid"),
        (
            json!({"rewards": [{"title": "x", "from": 0, "kind": "thanks"}]}),
            "campaign_rewards_invalid",
        ),
        (json!({"currency": "XXZ"}), "money.unknown_currency"),
    ];
    for (changes, code) in wrong {
        let campaign = setup.campaign(&changes);
        let refused = setup
            .operator
            .post("/api/v1/desk/campaigns", campaign)
            .await;
        assert_eq!(refused.refusal(400), code, "{changes}");
    }
    let campaign = setup.open(json!({})).await;
    let path = format!("/api/v1/campaigns/{}/pledges", text(&campaign["id"]));
    let mut backer = setup.house.device();
    for (changes, code) in [
        (
            json!({"amount": {"minor": 0, "currency": "USD"}}),
            "pledge_invalid",
        ),
        (
            json!({"amount": {"minor": i64::MAX, "currency": "USD"}}),
            "pledge_invalid",
        ),
        (
            json!({"amount": {"minor": 500, "currency": "EUR"}}),
            "pledge_currency",
        ),
        (json!({"thanks": "x".repeat(61)}), "text_invalid"),
        (
            json!({"reward_id": campaign["rewards"][1]["id"]}),
            "reward_not_reached",
        ),
    ] {
        let mut pledge = setup.pledge(1_999);
        for (key, value) in changes.as_object().unwrap() {
            pledge[key] = value.clone();
        }
        assert_eq!(
            backer.post(&path, pledge).await.refusal(400),
            code,
            "{changes}"
        );
    }
    // Another's pledge, and another amount under the same id.
    let pledge = setup.pledge(1_000);
    let made = backer.post(&path, pledge.clone()).await.json(201);
    let mut other = pledge.clone();
    other["amount"]["minor"] = json!(2_000);
    assert_eq!(
        backer.post(&path, other).await.refusal(409),
        "pledge_differs"
    );
    let mut stranger = setup.house.device();
    assert_eq!(
        stranger.post(&path, pledge).await.refusal(409),
        "pledge_differs"
    );
    let own = format!("/api/v1/pledges/{}", text(&made["id"]));
    stranger.delete(&own).await.refusal(404);
    stranger
        .post(&format!("{own}/card"), json!({"test_card": "good"}))
        .await
        .refusal(404);
    assert_eq!(
        backer
            .post(&format!("{own}/card"), json!({}))
            .await
            .refusal(409),
        "card_not_confirmed"
    );
    let release = format!("/api/v1/desk/campaigns/{}/release", text(&campaign["id"]));
    assert_eq!(
        setup.operator.post(&release, json!({})).await.refusal(409),
        "campaign_not_ready"
    );
    assert_eq!(setup.shown(&campaign).await["backers"], 0);
}

#[sqlx::test]
async fn another_house_sees_and_touches_none_of_it(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let campaign = setup.open(json!({})).await;
    setup.house.second_house("second.example").await;
    let mut other = setup
        .house
        .account_at("second.example", "them", Role::Operator)
        .await;
    let id = text(&campaign["id"]);
    assert_eq!(
        other.get("/api/v1/campaigns").await.json(200)["items"],
        json!([])
    );
    assert_eq!(
        other.get("/api/v1/desk/campaigns").await.json(200)["items"],
        json!([])
    );
    other
        .get(&format!("/api/v1/campaigns/{id}"))
        .await
        .refusal(404);
    other
        .post(
            &format!("/api/v1/campaigns/{id}/pledges"),
            setup.pledge(1_000),
        )
        .await
        .refusal(404);
    for what in ["cancel", "release"] {
        other
            .post(&format!("/api/v1/desk/campaigns/{id}/{what}"), json!({}))
            .await
            .refusal(404);
    }
    let new = setup.campaign(&json!({}));
    other.post("/api/v1/desk/campaigns", new).await.refusal(404);
}
