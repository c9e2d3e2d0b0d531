//! Contracts about several series: what one has not recouped is recouped from all.

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::python::{recompute, write};
use super::{Desk, SIMPLE};
use crate::books::revenue::RevenueKind;

/// The producer recoups a hundred dollars from all of them together, then shares.
const SLATE: &str = r#"
name = "The slate"
currency = "USD"
payees = ["producer", "writer", "house"]
series = ["heiress", "haunted"]
cross_collateral = true
[[tier]]
name = "Costs"
kind = "recoup"
to = { producer = "100.00" }
[[tier]]
name = "Shares"
kind = "split"
to = { producer = "50%", writer = "20%", house = "30%" }
"#;

/// The same costs, recouped by each series alone.
const ALONE: &str = r#"
name = "Alone"
currency = "USD"
payees = ["producer", "writer", "house"]
[[tier]]
name = "Costs"
kind = "recoup"
to = { producer = "100.00" }
[[tier]]
name = "Shares"
kind = "split"
to = { producer = "50%", writer = "20%", house = "30%" }
"#;

impl Desk {
    async fn slate(&mut self, slate: Option<&Value>, valid_from: &str, text: &str) -> Value {
        let body = json!({"slate_id": slate, "valid_from": valid_from, "text": text});
        self.operator
            .post("/api/v1/desk/slates", body)
            .await
            .json(201)
    }

    /// What the script says of the latest statements of some payees' months.
    async fn recomputed(&self, payees: &[Uuid], period: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for payee in payees {
            texts.push(self.proof(*payee, period).await);
        }
        let folder = tempfile::tempdir().unwrap();
        recompute(&write(folder.path(), &texts))
    }
}

#[sqlx::test]
async fn l8_what_one_series_has_not_recouped_is_recouped_from_the_other(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, writer) = desk.participants().await;
    let (heiress, haunted) = (desk.series("heiress").await, desk.series("haunted").await);
    let made = desk.slate(None, "2026-01-01", SLATE).await;
    assert_eq!(
        (&made["version"], &made["current"]),
        (&json!(1), &json!(true))
    );
    let slugs: Vec<&str> = made["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["slug"].as_str().unwrap())
        .collect();
    assert_eq!(slugs, ["haunted", "heiress"]);
    desk.unlocks(heiress.id, "60.00 USD", "2026-01-10T00:00:00Z")
        .await;
    desk.unlocks(haunted.id, "60.00 USD", "2026-01-11T00:00:00Z")
        .await;
    desk.run().await;
    // 120.00 came in: 100.00 of costs once, not twice; 20.00 to share.
    assert_eq!(desk.balance(producer).await, (11_000, 0));
    assert_eq!(desk.balance(writer).await, (400, 0));
    // What is told again of one of them counts for all.
    desk.unlocks(heiress.id, "-50.00 USD", "2026-01-12T00:00:00Z")
        .await;
    desk.unlocks(haunted.id, "30.00 USD", "2026-01-13T00:00:00Z")
        .await;
    desk.run().await;
    assert_eq!(desk.balance(producer).await, (10_000, 0));
    desk.close("2026-01").await;
    assert_eq!(desk.recomputed(&[producer], "2026-01").await, ["OK"]);
    // Altered, the script says so: a receipt of a series that the contract is not about.
    let mut proof: Value = serde_json::from_str(&desk.proof(producer, "2026-01").await).unwrap();
    proof["statement"]["contracts"][0]["receipts"][0]["series_id"] = json!(desk.id);
    let folder = tempfile::tempdir().unwrap();
    let said = recompute(&write(folder.path(), &[proof.to_string()]));
    assert!(said[0].contains("series of the contract"), "{said:?}");
    desk.check_ledger().await;
}

#[sqlx::test]
async fn l8_a_series_of_a_slate_may_have_tiers_of_its_own(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, writer) = desk.participants().await;
    let (heiress, haunted) = (desk.series("heiress").await, desk.series("haunted").await);
    let own = "[[source]]\nid = \"heiress\"\n[[source.tier]]\nname = \"Residuals\"\nkind = \"commission\"\nrate = \"10%\"\n\
               to = \"writer\"\n[[source]]\nid = \"haunted\"\n[[tier]]\nname = \"Costs\"";
    let text = SLATE.replacen("[[tier]]\nname = \"Costs\"", own, 1);
    desk.slate(None, "2026-01-01", &text).await;
    desk.unlocks(heiress.id, "60.00 USD", "2026-01-10T00:00:00Z")
        .await;
    desk.earn(
        Some(haunted.id),
        RevenueKind::Adverts,
        "60.00 USD",
        "2026-01-11T00:00:00Z",
    )
    .await;
    desk.run().await;
    // The writer has six of the heiress off the top, and a fifth of what 114.00 leaves above 100.00.
    assert_eq!(desk.balance(writer).await, (880, 0));
    assert_eq!(desk.balance(producer).await, (10_700, 0));
    desk.close("2026-01").await;
    assert_eq!(
        desk.recomputed(&[producer, writer], "2026-01").await,
        ["OK", "OK"]
    );
    let own = desk
        .operator
        .get(&format!("/api/v1/desk/statements?payee_id={writer}"))
        .await
        .json(200);
    assert!(own.to_string().contains("2026-01"), "{own}");
}

#[sqlx::test]
async fn l8_of_contracts_about_a_series_the_one_that_begins_last_holds(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let (producer, writer) = desk.participants().await;
    let (heiress, haunted) = (desk.series("heiress").await, desk.series("haunted").await);
    for series in [&heiress, &haunted] {
        desk.contract(series.id, "2026-01-01", ALONE).await;
        desk.unlocks(series.id, "90.00 USD", "2026-01-10T00:00:00Z")
            .await;
    }
    desk.run().await;
    // Each for itself: nothing is recouped yet.
    assert_eq!(desk.balance(producer).await, (18_000, 0));
    assert_eq!(desk.balance(writer).await, (0, 0));
    // The slate takes their place, from the day on which the lines were earned: they move, and are shared anew.
    let slate = desk.slate(None, "2026-01-05", SLATE).await;
    let ran = desk.run().await;
    assert_eq!((ran.received, ran.taken_back), (4, 2));
    assert_eq!(desk.balance(producer).await, (14_000, 0));
    assert_eq!(desk.balance(writer).await, (1_600, 0));
    desk.close("2026-01").await;
    assert_eq!(
        desk.recomputed(&[producer, writer], "2026-01").await,
        ["OK", "OK"]
    );
    // A version without the heiress ends the slate for her: her own contract holds again.
    desk.series("contract").await;
    let narrower = SLATE.replace("\"heiress\"", "\"contract\"");
    let second = desk
        .slate(Some(&slate["slate_id"]), "2026-02-01", &narrower)
        .await;
    assert_eq!(
        (&second["version"], &second["slate_id"]),
        (&json!(2), &slate["slate_id"])
    );
    desk.unlocks(heiress.id, "30.00 USD", "2026-02-10T00:00:00Z")
        .await;
    desk.unlocks(haunted.id, "30.00 USD", "2026-02-10T00:00:00Z")
        .await;
    desk.run().await;
    assert_eq!(
        desk.balance(producer).await,
        (20_000, 0),
        "all of it recoups, in both"
    );
    let path = format!("/api/v1/desk/series/{}/contracts", heiress.id);
    let listed = desk.operator.get(&path).await.json(200);
    let of = |key: &str| -> Vec<Value> {
        let items = listed["items"].as_array().unwrap();
        items.iter().map(|one| one[key].clone()).collect()
    };
    let current: Vec<Value> = of("current");
    assert_eq!(
        current.iter().filter(|one| **one == json!(true)).count(),
        1,
        "{listed}"
    );
    let all = desk.operator.get("/api/v1/desk/slates").await.json(200);
    assert_eq!(all["items"].as_array().unwrap().len(), 2);
    // A contract of her own that begins later takes a series out of the slate.
    desk.contract(haunted.id, "2026-02-05", SIMPLE).await;
    desk.run().await;
    assert_eq!(desk.balance(producer).await, (18_500, 0));
    desk.close("2026-02").await;
    assert_eq!(
        desk.recomputed(&[producer, writer], "2026-02").await,
        ["OK", "OK"]
    );
    desk.check_ledger().await;
}

#[sqlx::test]
async fn a_slate_that_cannot_be_is_refused_with_its_line(db: PgPool) {
    let mut desk = Desk::new(db).await;
    desk.participants().await;
    let heiress = desk.series("heiress").await;
    desk.series("haunted").await;
    let crossed = "cross_collateral = true\n";
    for (text, code) in [
        (SIMPLE.to_owned(), "slate_without_series"),
        (SLATE.replace(crossed, ""), "waterfall.not_crossed"),
        (SLATE.replace("\"haunted\"", "\"heiress\""), "waterfall.twice"),
        (SLATE.replace(", \"haunted\"", ""), "waterfall.no_slate"),
        (SIMPLE.replace("[[tier]]", "cross_collateral = true\n[[tier]]"), "waterfall.no_slate"),
        (SLATE.replace("haunted", "nowhere"), "contract_series_unknown"),
        (SLATE.replace("[[tier]]\nname = \"Costs\"", "[[source]]\nid = \"heiress\"\n[[source]]\nid = \"vip\"\n[[tier]]\nname = \"Costs\""), "contract_source_unknown"),
    ] {
        let body = json!({"valid_from": "2026-01-01", "text": text});
        let answer = desk.operator.post("/api/v1/desk/slates", body).await;
        assert_eq!(answer.refusal(400), code);
    }
    let body = json!({"slate_id": desk.id, "valid_from": "2026-01-01", "text": SLATE});
    let answer = desk.operator.post("/api/v1/desk/slates", body).await;
    assert_eq!(answer.refusal(404), "not_in_the_books");
    let path = format!("/api/v1/desk/series/{}/contracts", heiress.id);
    let body = json!({"valid_from": "2026-01-01", "text": SLATE});
    assert_eq!(
        desk.operator.post(&path, body).await.refusal(400),
        "contract_of_slate"
    );
}

#[sqlx::test]
async fn a_dry_run_says_that_a_slate_recoups_across(db: PgPool) {
    let mut desk = Desk::new(db).await;
    let body = json!({"text": SLATE, "gross": "120.00"});
    let told = desk
        .operator
        .post("/api/v1/desk/contracts/dry-run", body)
        .await
        .json(200);
    assert_eq!(
        told["explanation"][0],
        "What heiress, haunted earn runs down together: what one has not recouped is recouped from all (cross-collateral)."
    );
    assert_eq!(told["series"], json!(["heiress", "haunted"]));
    assert_eq!(told["shares"][0]["cash"]["minor"], 11_000);
}
