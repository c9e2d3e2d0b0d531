//! A limit that is lowered at once and raised a day later, and the passcode that guards it.

use chrono::Duration;
use serde_json::json;
use sqlx::PgPool;

use crate::paywall::tests::{person_of, usd};
use crate::testing::{TestHouse, morning};
use crate::wallet::limits::{Limit, RAISED_AFTER, month_of};

#[test]
fn lower_at_once_higher_a_day_later_and_asking_twice_does_not_wait_longer() {
    let now = morning();
    let first = Limit::changed(None, Some(usd(1_000)), now);
    assert_eq!(first.unwrap().at(now), Some(usd(1_000)));
    let lower = Limit::changed(first, Some(usd(500)), now);
    assert_eq!(lower.unwrap().at(now), Some(usd(500)));
    let higher = Limit::changed(lower, Some(usd(2_000)), now);
    let later = now + Duration::hours(12);
    let again = Limit::changed(higher, Some(usd(2_000)), later);
    let (tick, end) = (Duration::microseconds(1), now + RAISED_AFTER);
    assert_eq!(again.unwrap().locked_until(later), Some(end));
    assert_eq!(again.unwrap().at(end - tick), Some(usd(500)));
    assert_eq!(again.unwrap().at(end), Some(usd(2_000)));
    // Lowering takes a waiting one away.
    let calm = Limit::changed(again, Some(usd(100)), later);
    assert_eq!(calm.unwrap().at(end), Some(usd(100)));
    // None is the highest of all.
    let none = Limit::changed(calm, None, later);
    assert_eq!(
        none.unwrap().at(later + RAISED_AFTER - tick),
        Some(usd(100))
    );
    assert_eq!(none.unwrap().at(later + RAISED_AFTER), None);
}

#[test]
fn a_month_begins_at_midnight_of_its_first_day() {
    let first = "2026-03-01T00:00:00Z".parse().unwrap();
    assert_eq!(month_of(morning()), first);
    assert_eq!(month_of(first), first);
    let before = first - Duration::microseconds(1);
    assert_eq!(
        month_of(before),
        "2026-02-01T00:00:00Z"
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
    );
}

#[sqlx::test]
async fn what_is_no_limit_is_refused(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut device = house.device();
    person_of(&house, &mut device).await;
    for wrong in [json!(-1), json!(1_000_000_001_i64), json!(1.5), json!("1")] {
        let answer = device
            .put("/api/v1/wallet/limit", json!({ "monthly_limit": wrong }))
            .await;
        assert_eq!(answer.status.as_u16(), 400, "{wrong}");
    }
}
