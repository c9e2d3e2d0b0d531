//! The checks pass in a house that is right, and each finds what it is for.

use sqlx::PgPool;

use super::http::with_one_sale;
use crate::desk::checks::all;
use crate::people::Role;
use crate::testing::TestHouse;

async fn failing(house: &TestHouse) -> Vec<&'static str> {
    let checks = all(&house.app, house.id().await).await.unwrap();
    checks
        .iter()
        .filter(|check| !check.passed)
        .map(|check| {
            assert!(!check.findings.is_empty(), "{check:?}");
            check.code
        })
        .collect()
}

#[sqlx::test]
async fn a_house_that_has_sold_nothing_passes_every_check(db: PgPool) {
    let house = TestHouse::new(db).await;
    assert!(failing(&house).await.is_empty());
    let mut desk = house.account("operator", Role::Operator).await;
    let checks = desk.get("/api/v1/desk/books/checks").await.json(200);
    assert_eq!(checks["passed"], true);
    for check in checks["checks"].as_array().unwrap() {
        assert!(
            check["remedy"]
                .as_str()
                .is_some_and(|text| text.ends_with('.'))
        );
    }
}

#[sqlx::test]
async fn a_balance_changed_by_hand_is_found(db: PgPool) {
    let house = TestHouse::new(db).await;
    with_one_sale(&house, house.app.random.id(), None).await;
    sqlx::query(
        "update ledger_accounts set credits_posted = credits_posted + 1 where kind = 'coin_float'",
    )
    .execute(&house.app.db)
    .await
    .unwrap();
    let failing = failing(&house).await;
    assert!(failing.contains(&"debits_equal_credits"), "{failing:?}");
    assert!(failing.contains(&"chain_verified"), "{failing:?}");
}

#[sqlx::test]
async fn revenue_without_its_line_is_found(db: PgPool) {
    let house = TestHouse::new(db).await;
    with_one_sale(&house, house.app.random.id(), None).await;
    assert!(!failing(&house).await.contains(&"revenue_matches"));
    sqlx::query("update revenue set amount = amount - 1")
        .execute(&house.app.db)
        .await
        .unwrap();
    assert!(failing(&house).await.contains(&"revenue_matches"));
}
