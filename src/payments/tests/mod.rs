mod buying;
mod cards;
mod debts;
mod desk;
mod disputes;
mod houses;
mod limit;
mod lines;
mod refunds;
mod shelves;
mod streams;
pub mod stripe;
mod subscriptions;
mod tax;
mod vip_off;

use ledger::Unit;
use money::Currency;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::books::{self, Kind, Spot};
use crate::people::Role;
use crate::testing::{Device, TestHouse};

/// A house with somebody who buys and somebody who looks after it.
pub struct Market {
    pub house: TestHouse,
    pub id: Uuid,
    pub viewer: Device,
    pub person: Uuid,
    pub operator: Device,
}

/// Who buys in another house, and who looks after it.
pub struct Seats {
    pub id: Uuid,
    pub person: Uuid,
    pub viewer: Device,
    pub operator: Device,
}

impl Market {
    pub async fn new(db: PgPool) -> Self {
        Self::of(TestHouse::new(db).await).await
    }

    pub async fn of(house: TestHouse) -> Self {
        let mut viewer = house.account("buyer", Role::Viewer).await;
        let operator = house.account("boss", Role::Operator).await;
        let me = viewer.get("/api/v1/me").await.json(200);
        Self {
            id: house.id().await,
            person: me["id"].as_str().unwrap().parse().unwrap(),
            viewer,
            operator,
            house,
        }
    }

    /// Somebody who buys and somebody who looks after it in a second house of the same process, which answers to `host`.
    pub async fn beside(&self, host: &str) -> Seats {
        let id = self.house.second_house(host).await;
        let mut viewer = self.house.account_at(host, "buyer", Role::Viewer).await;
        let operator = self.house.account_at(host, "boss", Role::Operator).await;
        let me = viewer.get("/api/v1/me").await.json(200);
        Seats {
            id,
            person: me["id"].as_str().unwrap().parse().unwrap(),
            viewer,
            operator,
        }
    }

    /// The market goes on in the other house.
    pub fn change(&mut self, seats: &mut Seats) {
        std::mem::swap(&mut self.id, &mut seats.id);
        std::mem::swap(&mut self.person, &mut seats.person);
        std::mem::swap(&mut self.viewer, &mut seats.viewer);
        std::mem::swap(&mut self.operator, &mut seats.operator);
    }

    pub async fn shop(&mut self) -> Value {
        self.viewer.get("/api/v1/shop").await.json(200)
    }

    /// The body of an order of the pack at a place in the shop.
    pub async fn pack(&mut self, number: usize) -> Value {
        let shop = self.shop().await;
        let pack = &shop["packs"][number];
        self.wanted(
            json!({"kind": "pack", "pack_id": pack["id"]}),
            &pack["price"],
        )
    }

    /// The body of an order of the plan at a place in the shop.
    pub async fn plan(&mut self, number: usize) -> Value {
        let shop = self.shop().await;
        let plan = &shop["plans"][number];
        let price = match &plan["intro"] {
            Value::Null => &plan["price"],
            intro => &intro["price"],
        };
        self.wanted(json!({"kind": "vip", "plan_id": plan["id"]}), price)
    }

    #[expect(clippy::needless_pass_by_value, reason = "it reads better at the call")]
    pub fn wanted(&self, item: Value, price: &Value) -> Value {
        json!({
            "id": self.house.app.random.id(), "item": item,
            "expected": {"minor": price["minor"], "currency": price["currency"]},
        })
    }

    /// Orders, and pays with test money.
    pub async fn buy(&mut self, wanted: &Value) -> Value {
        let order = self.viewer.post("/api/v1/orders", wanted.clone()).await;
        let order = order.json(200);
        assert_eq!(order["state"], "pending");
        self.pay(&order, "succeed").await.json(200)
    }

    pub async fn pay(&mut self, order: &Value, outcome: &str) -> crate::testing::Answer {
        let path = format!("/api/v1/orders/{}/test-payment", text(&order["id"]));
        self.viewer.post(&path, json!({"outcome": outcome})).await
    }

    pub async fn order(&mut self, order: &Value) -> Value {
        let path = format!("/api/v1/orders/{}", text(&order["id"]));
        self.viewer.get(&path).await.json(200)
    }

    /// What an account of the house comes to in dollars: on the side that its class stands on.
    pub async fn books(&self, kind: Kind) -> i64 {
        self.balance(Spot::house(kind, usd())).await
    }

    /// What an account of the viewer comes to.
    pub async fn theirs(&self, kind: Kind, unit: impl Into<Unit>) -> i64 {
        self.balance(Spot::of(kind, self.person, unit)).await
    }

    async fn balance(&self, spot: Spot) -> i64 {
        let balance = books::balance(&self.house.app, self.id, &spot)
            .await
            .unwrap();
        match spot.kind.class() {
            ledger::Class::Asset | ledger::Class::Expense => balance.debit(),
            _ => balance.credit(),
        }
    }

    pub async fn sweep(&self) {
        crate::payments::sweep(&self.house.app).await;
    }

    pub fn advance(&self, by: chrono::Duration) {
        self.house.app.clock.advance(by);
    }

    pub async fn wallet(&self) -> (i64, i64) {
        let wallet = crate::wallet::balance(&self.house.app, self.id, self.person);
        let wallet = wallet.await.unwrap();
        (wallet.paid, wallet.bonus)
    }

    /// Publishes a series whose episodes cost thirty coins from the sixth on.
    pub async fn series(&mut self, episodes: i32) -> Uuid {
        let policy = json!({"policy": {"free": 5, "price": 30}});
        let answer = self.operator.put("/api/v1/desk/paywalls", policy).await;
        answer.json(200);
        self.house.publish("story", episodes, 1).await.id
    }

    /// Spends coins on an episode; gives how many.
    pub async fn unlock(&mut self, series: Uuid, episode: i32) -> i64 {
        let (coins, answer) = self.try_unlock(series, episode).await;
        answer.json(200);
        coins
    }

    /// The same, whatever comes of it.
    pub async fn try_unlock(
        &mut self,
        series: Uuid,
        episode: i32,
    ) -> (i64, crate::testing::Answer) {
        let slug: String = sqlx::query_scalar("select slug from series where id = $1")
            .bind(series)
            .fetch_one(&self.house.app.db)
            .await
            .unwrap();
        let sheet = format!("/api/v1/series/{slug}/paywall?episode={episode}");
        let sheet = self.viewer.get(&sheet).await.json(200);
        let offer = &sheet["offers"][0];
        let coins = offer["coins"].as_i64().unwrap();
        let key = self.house.app.random.id().to_string();
        let body = json!({"series_id": series, "kind": "episode", "episode": episode, "expected_coins": coins});
        let answer = self
            .viewer
            .send(
                axum::http::Method::POST,
                "/api/v1/unlocks",
                &[
                    ("content-type", "application/json"),
                    ("idempotency-key", &key),
                ],
                axum::body::Body::from(body.to_string()),
            )
            .await;
        (coins, answer)
    }

    /// Whether what the provider says and what the books say is the same, to the unit.
    pub async fn reconciled(&mut self) -> bool {
        let answer = self
            .operator
            .post("/api/v1/desk/reconciliation/fetch", json!({}))
            .await
            .json(200);
        let accounts = answer["accounts"].as_array().unwrap();
        let even = accounts
            .iter()
            .all(|one| one["difference"]["minor"] == 0 && one["awaited"]["minor"] == 0);
        let empty = |key: &str| answer[key].as_array().unwrap().is_empty();
        let all = even && empty("suspense") && empty("missing");
        if !all {
            eprintln!("{answer:#}");
        }
        all
    }
}

pub fn usd() -> Currency {
    "USD".parse().unwrap()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
