//! The gate over HTTP beside a count by hand, on random contracts, day by day and border by border.

use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{from, house, try_contract};
use crate::paywall::tests::{buy_coins, person_of, set_paywall};
use crate::testing::{Device, TestHouse, morning};

const TERRITORIES: [&str; 4] = ["DE", "AT", "FR", "US"];
/// What is below VOD, and what a viewer needs it for.
const MEDIA: [&str; 4] = ["Coins", "SVOD", "Rewarded", "AVOD"];
const DAYS: i64 = 6;

/// The same numbers for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % sides) as usize
    }

    fn some<'a>(&mut self, of: &[&'a str]) -> Vec<&'a str> {
        let some: Vec<&str> = of.iter().filter(|_| self.roll(2) == 0).copied().collect();
        if some.is_empty() { of.to_vec() } else { some }
    }
}

struct Row {
    incoming: bool,
    holds_back: bool,
    alone: bool,
    series: usize,
    territories: Vec<&'static str>,
    media: Vec<&'static str>,
    from: i64,
    until: i64,
}

impl Row {
    fn random(dice: &mut Dice) -> Self {
        let from = dice.roll(DAYS as u64) as i64;
        let (incoming, holds_back) = (dice.roll(3) > 0, dice.roll(6) == 0);
        Self {
            incoming,
            holds_back,
            alone: !incoming && dice.roll(2) == 0,
            series: dice.roll(2),
            territories: dice.some(&TERRITORIES),
            media: dice.some(&MEDIA),
            from,
            until: from + 1 + dice.roll((DAYS - from) as u64) as i64,
        }
    }

    fn covers(&self, series: usize, territory: &str, media: &str, day: i64) -> bool {
        self.series == series
            && self.territories.contains(&territory)
            && self.media.contains(&media)
            && (self.from..self.until).contains(&day)
    }

    fn json(&self, series: uuid::Uuid) -> Value {
        let at = |day: i64| (morning() + Duration::days(day)).to_rfc3339();
        let kind = if self.holds_back { "holdback" } else { "grant" };
        json!({ "kind": kind, "series_ids": [series], "media": self.media, "territories": self.territories.join(", "),
            "languages": ["en"], "starts": at(self.from), "ends": at(self.until), "exclusive": self.alone, "sublicence": true })
    }
}

/// Whether a way to a series is open, as anybody would count it.
fn counted(rows: &[Row], series: usize, territory: &str, media: &str, day: i64) -> bool {
    let covering = |test: &dyn Fn(&Row) -> bool| {
        let mut all = rows.iter();
        all.any(|row| test(row) && row.covers(series, territory, media, day))
    };
    // The second series is the house's own until a contract in is about it.
    let own = !rows
        .iter()
        .any(|row| row.incoming && !row.holds_back && row.series == series);
    let given = own || covering(&|row| row.incoming && !row.holds_back);
    given && !covering(&|row| row.alone && !row.holds_back) && !covering(&|row| row.holds_back)
}

async fn looks(house: &TestHouse, device: &mut Device, territory: &str, name: &str) -> [bool; 4] {
    let path = format!("/api/v1/feed?session={}&limit=10", house.app.random.id());
    let feed = from(device, territory, &path).await.json(200);
    let listed = feed["items"].as_array().unwrap().iter();
    let in_feed = listed
        .into_iter()
        .any(|item| item["series"]["slug"] == name);
    let page = from(device, territory, &format!("/api/v1/series/{name}"))
        .await
        .status
        == 200;
    let path = format!("/api/v1/search?q={name}");
    let found = from(device, territory, &path).await.json(200)["total"] == 1;
    let path = format!("/api/v1/series/{name}/episodes/1");
    let plays = from(device, territory, &path).await;
    let plays = plays.status == 200
        && plays.json(200)["episode"]["playback"]["video"]
            .as_array()
            .unwrap()
            .len()
            == 1;
    [in_feed, page, found, plays]
}

async fn sold(house: &TestHouse, device: &mut Device, territory: &str, series: uuid::Uuid) -> bool {
    let key = house.app.random.id().to_string();
    let headers = [
        ("cf-ipcountry", territory),
        ("idempotency-key", key.as_str()),
        ("content-type", "application/json"),
    ];
    let body = json!({ "series_id": series, "kind": "episode", "episode": 2, "expected_coins": 1 });
    let body = Body::from(body.to_string());
    let answer = device
        .send(Method::POST, "/api/v1/unlocks", &headers, body)
        .await;
    // It may be sold, and costs more than was expected: nothing is bought.
    assert!(
        [409, 451].contains(&answer.status.as_u16()),
        "{}",
        answer.status
    );
    answer.status.as_u16() == 409
}

async fn one_case(db: PgPool, seed: u64) {
    let (house, mut operator) = house(db).await;
    set_paywall(&house, None, json!({ "free": 1, "price": 10 })).await;
    let series = [
        house.publish("first", 2, 1).await,
        house.publish("second", 2, 1).await,
    ];
    for one in &series {
        house.rendition(one.episodes[0], b"0123456789").await;
    }
    let mut dice = Dice(seed);
    let mut rows = Vec::new();
    for number in 0..6 {
        let row = Row::random(&mut dice);
        let direction = if row.incoming { "in" } else { "out" };
        let block = row.json(series[row.series].id);
        let name = format!("C-{number}");
        let (_, answer) = try_contract(&mut operator, &name, direction, json!([block])).await;
        if answer.status == 200 {
            rows.push(row);
        } else {
            assert_eq!(answer.refusal(409), "rights_conflict");
        }
    }
    assert!(!rows.is_empty());
    let mut device = house.device();
    let person = person_of(&house, &mut device).await;
    buy_coins(&house, &person, 100, 0, 100).await;
    for day in 0..=DAYS {
        for territory in TERRITORIES {
            for (at, name) in ["first", "second"].into_iter().enumerate() {
                let ways = MEDIA.map(|media| counted(&rows, at, territory, media, day));
                let want = ways.contains(&true);
                let got = looks(&house, &mut device, territory, name).await;
                assert_eq!(
                    got, [want; 4],
                    "seed {seed}, day {day}, {territory}, {name}"
                );
                let sold = sold(&house, &mut device, territory, series[at].id).await;
                assert_eq!(
                    sold, ways[0],
                    "seed {seed}, day {day}, {territory}, {name}: sold"
                );
            }
        }
        house.app.clock.advance(Duration::days(1));
    }
}

#[sqlx::test]
async fn a4_the_gate_over_http_is_what_is_counted_1(db: PgPool) {
    one_case(db, 1).await;
}

#[sqlx::test]
async fn a4_the_gate_over_http_is_what_is_counted_2(db: PgPool) {
    one_case(db, 2).await;
}

#[sqlx::test]
async fn a4_the_gate_over_http_is_what_is_counted_3(db: PgPool) {
    one_case(db, 3).await;
}

#[sqlx::test]
async fn a4_the_gate_over_http_is_what_is_counted_4(db: PgPool) {
    one_case(db, 4).await;
}
