//! The market as sellers and buyers meet it.

mod buyers;
mod marks;
mod producers;
mod screeners;
mod sheets;

use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use crate::people::Role;
use crate::testing::{Device, TestHouse};

const DESK: &str = "/api/v1/desk/market";

/// A house with a series on one slate, its door as wanted.
struct Stall {
    house: TestHouse,
    operator: Device,
    series: Uuid,
    episodes: Vec<Uuid>,
}

impl Stall {
    async fn new(db: PgPool, door: &str) -> Self {
        let house = TestHouse::new(db).await;
        house.ask_for_no_papers().await;
        let mut operator = house.account("seller", Role::Operator).await;
        let made = house.publish("crimson-vow", 2, 1).await;
        let settings = json!({ "door": door, "intro": "Vertical, fast, finished.", "contact_name": "Sales desk",
            "contact_email": "sales@house.example" });
        operator.put(DESK, settings).await.json(200);
        let slate = json!({ "name": "Spring", "series_ids": [made.id] });
        operator
            .post(&format!("{DESK}/slates"), slate)
            .await
            .json(201);
        Self {
            house,
            operator,
            series: made.id,
            episodes: made.episodes,
        }
    }

    async fn screener(&mut self, name: &str, extra: Value) -> (String, String) {
        let mut new = json!({ "series_id": self.series, "name": name, "email": "buyer@channel.example", "days": 7 });
        for (key, value) in extra.as_object().unwrap() {
            new[key] = value.clone();
        }
        let made = self
            .operator
            .post(&format!("{DESK}/screeners"), new)
            .await
            .json(201);
        (made["id"].as_str().unwrap().to_owned(), token(&made))
    }
}

/// What follows the `#` of a link.
fn token(made: &Value) -> String {
    made["link"]
        .as_str()
        .unwrap()
        .split('#')
        .nth(1)
        .unwrap()
        .to_owned()
}
