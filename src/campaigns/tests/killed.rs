//! A process that is killed anywhere between the charge and its record.

use serde_json::json;
use sqlx::PgPool;

use super::Setup;
use crate::books::Kind;
use crate::simulation::cut;

#[sqlx::test]
async fn f1_killed_anywhere_each_backer_is_charged_once_and_refunded_once(db: PgPool) {
    let mut setup = Setup::new(db).await;
    let campaign = setup.open(json!({"minimum": 3_000})).await;
    for _ in 0..3 {
        setup.back(&campaign, 1_000, "good").await;
    }
    setup.back(&campaign, 500, "declines").await;
    setup.house.app.clock.advance(chrono::Duration::days(30));
    // Longer and longer, so that each step is once the last.
    for polls in 1..60 {
        let app = setup.house.app.clone();
        if cut::after(polls, super::super::sweep(&app)).await.is_some() {
            break;
        }
        setup.house.reopen().await;
    }
    for _ in 0..6 {
        setup.after(1).await;
    }
    assert_eq!(setup.charged().await, (3, 0));
    assert_eq!(setup.books(Kind::PledgesHeld).await, 3_000);
    assert_eq!(setup.shown(&campaign).await["state"], "collected");
    setup.checks_pass().await;
    // And the same while everything goes back.
    let path = format!(
        "/api/v1/desk/campaigns/{}/cancel",
        campaign["id"].as_str().unwrap()
    );
    setup.operator.visit(setup.house.router.clone());
    drop(cut::after(20, setup.operator.post(&path, json!({}))).await);
    for polls in 1..60 {
        setup.house.reopen().await;
        let app = setup.house.app.clone();
        if cut::after(polls * 2, super::super::sweep(&app))
            .await
            .is_some()
        {
            break;
        }
    }
    setup.house.reopen().await;
    setup.operator.visit(setup.house.router.clone());
    setup.act(&campaign, "cancel").await;
    for _ in 0..3 {
        setup.after(1).await;
    }
    assert_eq!(setup.charged().await, (3, 3_000));
    assert_eq!(
        (
            setup.books(Kind::PledgesHeld).await,
            setup.books(Kind::ClearingTest).await
        ),
        (0, 0)
    );
    setup.checks_pass().await;
}
