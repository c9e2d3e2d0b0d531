//! F1: campaigns with a clock that is moved by hand, cards that are declined, and processes that are killed.

mod entering;
mod goal;
mod killed;
mod money;
mod stripe;

use ::money::Currency;
use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::books::{Kind, Spot, balance};
use crate::desk::checks;
use crate::people::Role;
use crate::testing::{Device, TestHouse};

/// A house with a series that is to be backed.
struct Setup {
    house: TestHouse,
    id: Uuid,
    series: Uuid,
    operator: Device,
}

impl Setup {
    async fn new(db: PgPool) -> Self {
        Self::of(TestHouse::new(db).await).await
    }

    async fn of(house: TestHouse) -> Self {
        let series = house.publish("pilot", 3, 1).await.id;
        Self {
            id: house.id().await,
            operator: house.account("op", Role::Operator).await,
            house,
            series,
        }
    }

    /// A campaign of thirty days that wants 100 dollars.
    fn campaign(&self, changes: &Value) -> Value {
        let mut campaign = json!({
            "series_id": self.series, "title": "The pilot", "pitch": "Help us make it.", "currency": "USD",
            "minimum": 10_000, "optimum": 20_000, "closes_at": self.house.app.clock.now() + Duration::days(30), "retry_days": 3,
            "rewards": [
                {"title": "Your name in the thanks", "from": 500, "kind": "thanks"},
                {"title": "Every episode", "from": 2_000, "kind": "access"},
            ],
        });
        for (key, value) in changes.as_object().unwrap() {
            campaign[key] = value.clone();
        }
        campaign
    }

    async fn open(&mut self, changes: Value) -> Value {
        let campaign = self.campaign(&changes);
        self.operator
            .post("/api/v1/desk/campaigns", campaign)
            .await
            .json(201)
    }

    fn pledge(&self, minor: i64) -> Value {
        json!({"id": self.house.app.random.id(), "amount": {"minor": minor, "currency": "USD"}})
    }

    /// Somebody new backs it with a test card.
    async fn back(&self, campaign: &Value, minor: i64, card: &str) -> (Device, String) {
        let mut backer = self.house.device();
        let path = format!("/api/v1/campaigns/{}/pledges", text(&campaign["id"]));
        let pledge = backer.post(&path, self.pledge(minor)).await.json(201);
        assert_eq!(pledge["state"], "waiting");
        let id = text(&pledge["id"]).to_owned();
        let given = backer
            .post(
                &format!("/api/v1/pledges/{id}/card"),
                json!({"test_card": card}),
            )
            .await;
        assert_eq!(given.status, if card == "refused" { 402 } else { 200 });
        (backer, id)
    }

    async fn act(&mut self, campaign: &Value, what: &str) -> Value {
        let path = format!("/api/v1/desk/campaigns/{}/{what}", text(&campaign["id"]));
        self.operator.post(&path, json!({})).await.json(200)
    }

    async fn shown(&self, campaign: &Value) -> Value {
        let path = format!("/api/v1/campaigns/{}", text(&campaign["id"]));
        let page = self.house.device().get(&path).await.json(200);
        let campaign = page["campaign"].clone();
        let minor = |key: &str| campaign[key]["minor"].as_i64().unwrap();
        assert!(minor("collected") <= minor("pledged"), "{campaign}");
        campaign
    }

    async fn sweep(&self) {
        crate::payments::sweep(&self.house.app).await;
        super::sweep(&self.house.app).await.unwrap();
    }

    async fn after(&self, days: i64) {
        self.house.app.clock.advance(Duration::days(days));
        self.sweep().await;
    }

    async fn books(&self, kind: Kind) -> i64 {
        let spot = Spot::house(kind, Currency::of("USD").unwrap());
        let balance = balance(&self.house.app, self.id, &spot).await.unwrap();
        match kind.class() {
            ledger::Class::Asset => balance.debit(),
            _ => balance.credit(),
        }
    }

    /// Charges that succeeded, and money that went back: of all orders ever.
    async fn charged(&self) -> (i64, i64) {
        sqlx::query_as("select count(*) filter (where paid_at is not null), coalesce(sum(refunded), 0)::bigint from orders")
            .fetch_one(&self.house.app.db)
            .await
            .unwrap()
    }

    async fn checks_pass(&self) {
        let checks = checks::all(&self.house.app, self.id).await.unwrap();
        assert!(checks.iter().all(|check| check.passed), "{checks:#?}");
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

async fn state(backer: &mut Device, pledge: &str) -> String {
    let pledges = backer.get("/api/v1/pledges").await.json(200);
    let own = pledges["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == *pledge);
    text(&own.unwrap()["state"]).to_owned()
}
