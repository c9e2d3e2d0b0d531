//! The invariants of allocation, waterfalls and guarantees, at the level of a house's books.

use sqlx::PgPool;

use super::Desk;
use super::deals::{Draw, PAYEES, deal};
use serde_json::json;
use uuid::Uuid;

async fn with_payees(desk: &mut Desk) -> Vec<Uuid> {
    let mut payees = Vec::new();
    for code in &PAYEES[..3] {
        payees.push(
            desk.payee(json!({"code": code, "name": code, "kind": "other", "currency": "USD"}))
                .await,
        );
    }
    payees
}

/// A series under a drawn deal without sources, so that every kind of revenue counts.
async fn under_a_deal(desk: &mut Desk, slug: &str, text: &str) -> Uuid {
    let series = desk.series(slug).await.id;
    desk.contract(series, "2026-01-01", text).await;
    series
}

fn without_sources(seed: u64) -> String {
    let seeds = seed * 100..;
    let mut texts = seeds.map(|seed| deal(&Draw::seeded(seed), "USD", 2));
    texts.find(|text| !text.contains("[[source]]")).unwrap()
}

#[sqlx::test]
async fn l7_every_receipt_is_shared_out_whole(db: PgPool) {
    let mut desk = Desk::new(db).await;
    with_payees(&mut desk).await;
    let draw = Draw::seeded(7);
    for number in 0..6 {
        let series = under_a_deal(&mut desk, &format!("s{number}"), &without_sources(number)).await;
        for day in 1..20 {
            let amount = format!("{}.{:02} USD", draw.between(0, 400), draw.between(1, 100));
            desk.unlocks(series, &amount, &format!("2026-02-{day:02}T00:00:00Z"))
                .await;
        }
    }
    desk.run().await;
    let wrong: Vec<(Uuid, i64, i64)> = sqlx::query_as(
        "select r.id, r.amount, coalesce(sum(a.amount), 0)::bigint from share_receipts r left join share_accruals a on a.receipt_id = r.id
         group by r.id having r.amount <> coalesce(sum(a.amount), 0)",
    )
    .fetch_all(&desk.app().db)
    .await
    .unwrap();
    assert_eq!(wrong, []);
    // And what is posted is what was accrued to those who are not the house.
    let (accrued, posted): (i64, i64) = sqlx::query_as(
        "select (select sum(amount)::bigint from share_accruals where posting_id is not null), (select sum(amount)::bigint from share_postings)",
    )
    .fetch_one(&desk.app().db)
    .await
    .unwrap();
    assert_eq!(accrued, posted);
}

#[sqlx::test]
async fn l8_halves_order_and_runs_do_not_matter(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let payees = with_payees(&mut desk).await;
    let draw = Draw::seeded(8);
    for number in 0..5 {
        let text = without_sources(50 + number);
        let (whole, halves) = (
            under_a_deal(&mut desk, &format!("whole{number}"), &text).await,
            under_a_deal(&mut desk, &format!("halves{number}"), &text).await,
        );
        for day in 1..8 {
            let (one, other) = (draw.between(1, 30_000), draw.between(-3_000, 30_000));
            let at = format!("2026-02-{day:02}T00:00:00Z");
            desk.unlocks(whole, &super::usd(one + other + 1).to_string(), &at)
                .await;
            // The halves in turned order, and each in a run of its own.
            for part in [other + 1, one].into_iter().filter(|part| *part != 0) {
                desk.unlocks(halves, &super::usd(part).to_string(), &at)
                    .await;
            }
            if day % 3 == 0 {
                desk.run().await;
            }
        }
        desk.run().await;
        let totals = async |series: Uuid| -> Vec<(Uuid, String, i64)> {
            sqlx::query_as(
                "select a.payee_id, a.tier, sum(a.amount)::bigint from share_accruals a join share_receipts r on r.id = a.receipt_id
                 join share_contracts c on c.id = r.contract_id where c.series_id = $1 group by 1, 2 having sum(a.amount) <> 0 order by 1, 2",
            )
            .bind(series)
            .fetch_all(&desk.app().db)
            .await
            .unwrap()
        };
        assert_eq!(totals(whole).await, totals(halves).await);
    }
    // Every contract run again from zero gives the accruals that are kept.
    let contracts: Vec<Uuid> = sqlx::query_scalar("select id from share_contracts")
        .fetch_all(&desk.app().db)
        .await
        .unwrap();
    super::super::statements::run_again(desk.app(), desk.id, &contracts)
        .await
        .unwrap();
    assert!(!payees.is_empty());
    desk.check_ledger().await;
}

#[sqlx::test]
async fn l8_no_tier_pays_beyond_its_cap(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let payees = with_payees(&mut desk).await;
    let text = r#"
name = "Capped"
currency = "USD"
payees = ["house", "producer", "writer", "investor"]
[[tier]]
name = "Investment"
kind = "recoup"
to = { investor = "100.00" }
premium = "20%"
[[tier]]
name = "Corridor"
kind = "corridor"
rate = "10%"
cap = "5.00"
to = "writer"
[[tier]]
name = "Rest"
kind = "split"
to = { producer = "50%", house = "50%" }
"#;
    let series = under_a_deal(&mut desk, "capped", text).await;
    let mut before = vec![0; 3];
    for day in 1..=20 {
        desk.unlocks(series, "13.37 USD", &format!("2026-02-{day:02}T00:00:00Z"))
            .await;
        desk.run().await;
        let mut now = Vec::new();
        for payee in &payees {
            now.push(desk.balance(*payee).await.0);
        }
        // More never lowers anybody, and nobody below gets anything before the investor is full.
        assert!(before.iter().zip(&now).all(|(before, now)| before <= now));
        let [producer, writer, investor] = now[..] else {
            panic!()
        };
        assert!(investor <= 12_000 && writer <= 500);
        assert!(investor == 12_000 || (producer, writer) == (0, 0));
        before = now;
    }
    assert_eq!(before[1..], [500, 12_000]);
}

#[sqlx::test]
async fn l9_a_guarantee_is_kept_back_once_and_never_paid_back(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let payees = with_payees(&mut desk).await;
    let text = r#"
name = "Guaranteed"
currency = "USD"
payees = ["house", "producer", "writer", "investor"]
[[tier]]
name = "Net"
kind = "split"
to = { producer = "60%", house = "40%" }
[[guarantee]]
name = "Minimum guarantee"
payee = "producer"
amount = "50.00"
advanced_by = "house"
"#;
    let series = under_a_deal(&mut desk, "guaranteed", text).await;
    let draw = Draw::seeded(9);
    for day in 1..=27 {
        let minor = if draw.once_in(3) {
            -draw.between(1, 3_000)
        } else {
            draw.between(1, 2_500)
        };
        desk.unlocks(
            series,
            &super::usd(minor).to_string(),
            &format!("2026-02-{day:02}T00:00:00Z"),
        )
        .await;
        desk.run().await;
        let sum = async |reason: &str| -> i64 {
            sqlx::query_scalar(
                "select coalesce(sum(amount), 0)::bigint from share_accruals where reason = $1",
            )
            .bind(reason)
            .fetch_one(&desk.app().db)
            .await
            .unwrap()
        };
        let (kept_back, recovered) = (sum("kept_back").await, sum("recovered").await);
        let owed: i64 = sqlx::query_scalar("select coalesce(sum(amount), 0)::bigint from share_accruals where reason = 'tier' and payee_id = $1")
            .bind(payees[0])
            .fetch_one(&desk.app().db)
            .await
            .unwrap();
        // Applied and unrecouped are always what was advanced; what is above it is the producer's.
        assert_eq!(recovered, -kept_back);
        assert_eq!(recovered, owed.min(5_000));
        assert_eq!(
            desk.balance(payees[0]).await,
            (owed - recovered, 0),
            "nobody pays an advance back"
        );
    }
    desk.check_ledger().await;
}
