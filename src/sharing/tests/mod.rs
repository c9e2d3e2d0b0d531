//! Sharing, end to end: from revenue lines to the bank, through HTTP and the ledger.

mod accruing;
mod contracts;
mod coproductions;
mod deals;
mod invariants;
mod payouts;
mod printing;
mod proofs;
mod python;
mod rights;
mod slates;
mod statements;
mod subscriptions;

use chrono::{DateTime, Utc};
use money::{Amount, Currency};
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::statements::close::Closed;
use super::{Period, payees};
use crate::app::App;
use crate::books::revenue::{Line, RevenueKind, record};
use crate::people::Role;
use crate::testing::{Device, SeriesFixture, TestHouse};

/// A house with an operator, where money comes in.
struct Desk {
    house: TestHouse,
    id: Uuid,
    operator: Device,
}

impl Desk {
    async fn new(db: PgPool) -> Self {
        let house = TestHouse::new(db).await;
        let operator = house.account("boss", Role::Operator).await;
        let id = house.id().await;
        Self {
            house,
            id,
            operator,
        }
    }

    fn app(&self) -> &App {
        &self.house.app
    }

    async fn payee(&mut self, body: Value) -> Uuid {
        let made = self
            .operator
            .post("/api/v1/desk/payees", body)
            .await
            .json(201);
        made["id"].as_str().unwrap().parse().unwrap()
    }

    /// Producer and writer, paid in dollars.
    async fn participants(&mut self) -> (Uuid, Uuid) {
        let producer = self.payee(json!({"code": "producer", "name": "Northlight", "kind": "producer", "currency": "USD"})).await;
        let writer = self.payee(json!({"code": "writer", "name": "The writer", "kind": "writer", "currency": "USD"})).await;
        (producer, writer)
    }

    async fn series(&self, slug: &str) -> SeriesFixture {
        self.house.publish(slug, 3, 90).await
    }

    async fn contract(&mut self, series: Uuid, valid_from: &str, text: &str) -> Value {
        let body = json!({"valid_from": valid_from, "text": text});
        self.operator
            .post(&format!("/api/v1/desk/series/{series}/contracts"), body)
            .await
            .json(201)
    }

    /// A revenue line.
    async fn earn(&self, series: Option<Uuid>, kind: RevenueKind, amount: &str, at: &str) -> Uuid {
        self.earn_in("US", series, kind, amount, at).await
    }

    async fn earn_in(
        &self,
        territory: &str,
        series: Option<Uuid>,
        kind: RevenueKind,
        amount: &str,
        at: &str,
    ) -> Uuid {
        let id = self.app().random.id();
        let line = Line {
            id,
            house_id: self.id,
            series_id: series,
            episode_id: None,
            kind,
            amount: amount.parse().unwrap(),
            territory: territory.into(),
            at: at.parse().unwrap(),
            source_kind: "test",
            source_id: self.app().random.id(),
            count: 7,
        };
        record(&self.app().db, &[line]).await.unwrap();
        id
    }

    async fn unlocks(&self, series: Uuid, amount: &str, at: &str) -> Uuid {
        self.earn(Some(series), RevenueKind::Unlocks, amount, at)
            .await
    }

    async fn run(&self) -> super::accrue::Ran {
        super::run(self.app(), self.id).await.unwrap()
    }

    async fn close(&self, period: &str) -> Closed {
        let period = Period::read(period).unwrap();
        super::close(self.app(), self.id, period).await.unwrap()
    }

    /// What is owed to a payee, and what it owes.
    async fn balance(&self, payee: Uuid) -> (i64, i64) {
        let usd: Currency = "USD".parse().unwrap();
        payees::balances(self.app(), self.id, &[(payee, usd)])
            .await
            .unwrap()[&payee]
    }

    /// The proof of the latest version of a payee's month, as published.
    async fn proof(&self, payee: Uuid, period: &str) -> String {
        sqlx::query_scalar("select proof from statements where payee_id = $1 and period = $2 order by version desc limit 1")
            .bind(payee)
            .bind(Period::read(period).unwrap().first())
            .fetch_one(&self.app().db)
            .await
            .unwrap()
    }

    /// Every hash, sum and bound of the ledger, computed again.
    async fn check_ledger(&self) {
        let report = ledger::verify::database(&self.app().db, Some(self.id))
            .await
            .unwrap();
        assert!(report.findings.is_empty(), "{:?}", report.findings);
    }
}

fn usd(minor: i64) -> Amount {
    Amount::new(minor, "USD".parse().unwrap())
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Half to the producer, a fifth to the writer, the rest to the house.
const SIMPLE: &str = r#"
name = "The deal"
currency = "USD"
payees = ["producer", "writer", "house"]
[[tier]]
name = "Shares"
kind = "split"
to = { producer = "50%", writer = "20%", house = "30%" }
"#;
