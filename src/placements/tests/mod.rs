//! Brands from the deal to the receivable, through the door and by what players tell.

mod counting;
mod entering;

use axum::body::Body;
use axum::http::Method;
use chrono::{DateTime, Duration, Utc};
use money::Currency;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::books::{Kind, Spot, balance};
use crate::config::Config;
use crate::people::Role;
use crate::testing::{Device, SeriesFixture, TestHouse};

/// A house with a series, a brand, and a proxy that says where viewers are.
struct Setup {
    house: TestHouse,
    id: Uuid,
    series: SeriesFixture,
    operator: Device,
    brand: Uuid,
}

impl Setup {
    async fn new(db: PgPool) -> Self {
        let settings = "behind_proxy = true\nterritory_header = 'x-territory'";
        let config = Config::from_parts("test", settings, []).unwrap();
        let house = TestHouse::with(db, config).await;
        let series = house.publish("heiress", 3, 1).await;
        let mut operator = house.account("op", Role::Operator).await;
        let brand = brand(&mut operator, "Pomelo", "drinks").await;
        Self {
            id: house.id().await,
            house,
            series,
            operator,
            brand,
        }
    }

    /// A deal of ten days that begins today, with changes to the usual one.
    fn deal(&self, changes: &Value) -> Value {
        let today = self.house.app.clock.now().date_naive();
        let mut deal = json!({
            "brand_id": self.brand, "title": "Summer", "starts_on": today, "ends_on": today + chrono::Days::new(9),
            "currency": "USD", "per_thousand": 500_000, "disclosures": {"*": "Contains product placement."},
        });
        for (key, value) in changes.as_object().unwrap() {
            deal[key] = value.clone();
        }
        deal
    }

    async fn agree(&mut self, changes: Value) -> Uuid {
        let deal = self.deal(&changes);
        let made = self.operator.post("/api/v1/desk/brand-deals", deal).await;
        id(&made.json(201))
    }

    /// Ten to fourteen seconds into an episode.
    async fn place(&mut self, deal: Uuid, episode: usize) -> Value {
        let new = placement(deal, self.series.episodes[episode]);
        self.operator
            .post("/api/v1/desk/placements", new)
            .await
            .json(201)
    }

    async fn sweep(&self) {
        super::sweep(&self.house.app).await.unwrap();
    }

    async fn books(&self, spot: Spot) -> i64 {
        let balance = balance(&self.house.app, self.id, &spot).await.unwrap();
        balance.credit().abs()
    }

    async fn owed(&self) -> i64 {
        self.books(Spot::of(Kind::ReceivableBrand, self.brand, usd()))
            .await
    }

    async fn days(&mut self, deal: Uuid) -> Value {
        let path = format!("/api/v1/desk/brand-deals/{deal}/exposures");
        self.operator.get(&path).await.json(200)
    }
}

fn usd() -> Currency {
    Currency::of("USD").unwrap()
}

async fn brand(operator: &mut Device, name: &str, category: &str) -> Uuid {
    let new = json!({ "name": name, "category": category });
    id(&operator.post("/api/v1/desk/brands", new).await.json(201))
}

fn placement(deal: Uuid, episode: Uuid) -> Value {
    json!({
        "deal_id": deal, "episode_id": episode, "from_ms": 10_000, "to_ms": 14_000, "area": 80, "prominence": "used",
    })
}

fn id(value: &Value) -> Uuid {
    value["id"].as_str().unwrap().parse().unwrap()
}

/// What a player tells of a play that began at `from` of an episode and went on so long, from the moment `at` on.
fn play(house: &TestHouse, episode: Uuid, at: DateTime<Utc>, from: i64, length: i64) -> Vec<Value> {
    let play = house.app.random.id();
    let event = |kind: &str, at: DateTime<Utc>, body: Value| {
        let mut event = json!({
            "id": house.app.random.id(), "type": kind, "at": at, "play_id": play, "episode_id": episode,
        });
        for (key, value) in body.as_object().unwrap() {
            event[key] = value.clone();
        }
        event
    };
    let mut told = vec![event("play", at, json!({}))];
    let mut done = 0;
    while done < length {
        let step = (length - done).min(5_000);
        let intervals = json!([[from + done, from + done + step]]);
        done += step;
        let position = json!({ "intervals": intervals, "position_ms": from + done });
        told.push(event(
            "heartbeat",
            at + Duration::milliseconds(done),
            position,
        ));
    }
    told
}

async fn tell(device: &mut Device, territory: &str, events: &[Value]) {
    let batch = json!({ "schema": 1, "events": events });
    let headers = [
        ("x-territory", territory),
        ("content-type", "application/json"),
    ];
    let body = Body::from(batch.to_string());
    let told = device
        .send(Method::POST, "/api/v1/events", &headers, body)
        .await;
    assert_eq!(told.json(202)["accepted"], events.len());
}
