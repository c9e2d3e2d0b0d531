//! What a run holds: the house as it is, and what its people were told.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::body::Body;
use axum::http::Method;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::card;
use super::cut;
use super::provider::{Mood, Provider};
use super::steps::Step;
use crate::config::Config;
use crate::people::Role;
use crate::testing::{Answer, Device, SeriesFixture, TestHouse};

/// Of a hundred requests, how many are cut off somewhere.
const CUT_OFF: u32 = 20;
/// A request that is cut off is polled fewer times than this.
const POLLS_MAX: u32 = 24;

pub struct World {
    pub house: TestHouse,
    pub chance: StdRng,
    pub viewers: Vec<Viewer>,
    pub operator: Device,
    pub series: Vec<(String, SeriesFixture)>,
    /// Gift codes that were made, and not yet given to anybody.
    pub codes: Vec<String>,
    /// What was done, for whoever reads a failure.
    pub log: Vec<String>,
    /// Who takes the money; without one it is test money.
    pub provider: Option<Provider>,
    /// Steps until the provider is itself again.
    pub moody_for: usize,
}

pub struct Viewer {
    pub device: Device,
    /// Orders that the viewer knows of.
    pub orders: Vec<Uuid>,
}

impl World {
    pub async fn open(db: PgPool, seed: u64, provider: Option<Provider>) -> Self {
        let settings = "behind_proxy = true\nterritory_header = 'x-territory'";
        let mut config = Config::from_parts("test", settings, []).unwrap();
        if let Some(provider) = &provider {
            config.stripe = crate::testing::stripe::config(&provider.address).stripe;
        }
        let mut house = TestHouse::seeded(db, config, seed).await;
        house.reopen().await;
        let mut chance = StdRng::seed_from_u64(seed);
        let operator = house
            .account(&format!("operator-{seed}"), Role::Operator)
            .await;
        let mut series = Vec::new();
        for slug in ["heiress", "haunted", "contract"] {
            let slug = format!("{slug}-{seed}");
            let fixture = house.publish(&slug, chance.random_range(6..24), 3).await;
            series.push((slug, fixture));
        }
        let mut viewers = Vec::new();
        for territory in ["US", "JP", "US", "JP"] {
            let mut device = house.device();
            device.territory = Some(territory);
            device.get("/api/v1/me").await.json(200);
            viewers.push(Viewer {
                device,
                orders: Vec::new(),
            });
        }
        let mut world = Self {
            house,
            chance,
            viewers,
            operator,
            series,
            codes: Vec::new(),
            log: Vec::new(),
            provider,
            moody_for: 0,
        };
        world.set_paywall(2, 10, Some(60)).await;
        world.set_yen().await;
        world.set_contracts(seed).await;
        world
    }

    /// Sets the house's paywall: so many free, the price of an episode, and of a whole series.
    pub async fn set_paywall(&mut self, free: usize, price: usize, whole: Option<usize>) {
        let policy = serde_json::json!({ "policy": {
            "free": free, "price": price, "next_ten": price * 8, "series_price": whole, "vip": true,
        }});
        self.operator
            .put("/api/v1/desk/paywalls", policy)
            .await
            .json(200);
    }

    /// Viewers in Japan pay in yen, which have no cents.
    async fn set_yen(&mut self) {
        let path = "/api/v1/desk/price-book";
        let mut kept = self.operator.get(path).await.json(200);
        let shelves = kept["book"]["shelves"].as_array().unwrap();
        if shelves.iter().any(|shelf| shelf["territory"] == "JP") {
            return; // A run before on the same database set them.
        }
        let mut yen = shelves[0].clone();
        yen["territory"] = "JP".into();
        yen["currency"] = "JPY".into();
        for list in ["packs", "plans"] {
            for one in yen[list].as_array_mut().unwrap() {
                one["id"] = self.house.app.random.id().to_string().into();
            }
        }
        kept["book"]["shelves"].as_array_mut().unwrap().push(yen);
        let change = serde_json::json!({ "version": kept["version"], "book": kept["book"] });
        self.operator.put(path, change).await.json(200);
    }

    /// A producer and a writer share what each series earns.
    async fn set_contracts(&mut self, seed: u64) {
        for name in ["producer", "writer"] {
            let payee =
                serde_json::json!({ "code": format!("{name}-{seed}"), "name": name, "kind": name });
            let path = "/api/v1/desk/payees";
            self.operator.post(path, payee).await.json(201);
        }
        let deal = format!(
            "name = \"Shares\"\ncurrency = \"USD\"\npayees = [\"house\", \"producer-{seed}\", \"writer-{seed}\"]\n\
             [[tier]]\nname = \"Costs\"\nkind = \"recoup\"\nto = {{ producer-{seed} = \"3.00\" }}\n\
             [[tier]]\nname = \"Rest\"\nkind = \"split\"\nto = {{ house = \"50%\", producer-{seed} = \"40%\", writer-{seed} = \"10%\" }}\n"
        );
        for (_, fixture) in &self.series {
            let path = format!("/api/v1/desk/series/{}/contracts", fixture.id);
            let body = serde_json::json!({ "valid_from": "2026-01-01", "text": deal });
            self.operator.post(&path, body).await.json(201);
        }
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.chance.random_range(0..end)
    }

    /// Sends a viewer's request. Now and then the process is killed on the way: then nothing was heard of it.
    pub async fn send(
        &mut self,
        viewer: usize,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Option<Answer> {
        let polls = self.polls();
        let mut all = headers.to_vec();
        if body.is_some() {
            all.push(("content-type", "application/json"));
        }
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let device = &mut self.viewers[viewer].device;
        let answer = match polls {
            None => Some(device.send(method, path, &all, body).await),
            Some(polls) => cut::after(polls, device.send(method, path, &all, body)).await,
        };
        if answer.is_none() {
            self.log
                .push(format!("   killed during viewer {viewer}'s {path}"));
            self.restart().await;
        }
        answer
    }

    /// After how many polls the process is killed, if it is.
    fn polls(&mut self) -> Option<u32> {
        (self.chance.random_range(0..100) < CUT_OFF).then(|| self.chance.random_range(1..POLLS_MAX))
    }

    /// Something that is sent to the house: `None` where the process was killed over it.
    pub async fn unless_killed<T>(&mut self, sent: impl Future<Output = T>) -> Option<T> {
        match self.polls() {
            None => Some(sent.await),
            Some(polls) => cut::after(polls, sent).await,
        }
    }

    /// Whether an answer is a fault of the house. That its provider is away is none.
    pub fn is_fault(&self, answer: &Answer) -> bool {
        let is_its = card::is_its_fault(self, answer.status.as_u16(), &answer.bytes);
        answer.status.is_server_error() && !is_its
    }

    /// A step has passed: a provider that was away comes back after some.
    pub fn pass(&mut self) {
        if self.moody_for > 0 {
            self.moody_for -= 1;
            if let (0, Some(provider)) = (self.moody_for, &self.provider) {
                provider.set(Mood::Up);
            }
        }
    }

    /// The process is killed with its connections, and another opens: it knows nothing but what is kept.
    pub async fn restart(&mut self) {
        self.house.reopen().await;
        let router = self.house.router.clone();
        for viewer in &mut self.viewers {
            viewer.device.visit(router.clone());
        }
        self.operator.visit(router);
    }

    /// What an open house does every minute: it finishes what was begun and left alone.
    pub async fn settle(&mut self) {
        for _ in 0..2 {
            self.house.app.clock.advance(chrono::Duration::minutes(2));
            let app = &self.house.app;
            crate::payments::sweep(app).await;
            crate::wallet::sweep(app).await.unwrap();
            crate::paywall::sweep(app).await.unwrap();
            crate::adverts::sweep(app).await.unwrap();
            crate::campaigns::sweep(app).await.unwrap();
            crate::placements::sweep(app).await.unwrap();
            crate::sharing::sweep(app).await.unwrap();
        }
    }

    /// Closes the last process, so that the database can go.
    pub async fn close(self) {
        self.house.app.db.close().await;
    }

    /// Every check of the desk holds, or the run ends with all that was done.
    pub async fn check(&mut self, seed: u64) {
        let id = self.house.id().await;
        let checks = crate::desk::checks::all(&self.house.app, id).await.unwrap();
        assert!(checks.len() >= 5, "the desk checks next to nothing");
        let failed: Vec<_> = checks.iter().filter(|check| !check.passed).collect();
        assert!(
            failed.is_empty(),
            "seed {seed}: {failed:#?}\nafter\n{}",
            self.told()
        );
        self.compare_history(seed).await;
    }

    /// What a viewer's wallet holds is what its history comes to.
    async fn compare_history(&mut self, seed: u64) {
        let log = self.told();
        for (number, viewer) in self.viewers.iter_mut().enumerate() {
            let wallet = viewer.device.get("/api/v1/wallet").await.json(200);
            let (mut paid, mut bonus, mut page) = (0, 0, String::new());
            loop {
                let path = format!("/api/v1/wallet/history?limit=50{page}");
                let history = viewer.device.get(&path).await.json(200);
                for entry in history["entries"].as_array().unwrap() {
                    paid += entry["paid"].as_i64().unwrap();
                    bonus += entry["bonus"].as_i64().unwrap();
                }
                match history["next"].as_str() {
                    Some(next) => page = format!("&before={next}"),
                    None => break,
                }
            }
            assert_eq!(
                (wallet["paid"].as_i64(), wallet["bonus"].as_i64()),
                (Some(paid), Some(bonus)),
                "seed {seed}: viewer {number}'s wallet and its history, after\n{log}"
            );
        }
    }

    pub fn told(&self) -> String {
        self.log.iter().fold(String::new(), |mut text, line| {
            let _ = writeln!(text, "{line}");
            text
        })
    }

    /// The next step, by weights that keep a house busy.
    pub fn choose(&mut self) -> Step {
        let weights = match self.provider {
            None => Step::WEIGHTS,
            Some(_) => Step::BY_CARD,
        };
        let weights: BTreeMap<Step, u32> = weights.iter().copied().collect();
        let mut at = self.chance.random_range(0..weights.values().sum());
        for (step, weight) in weights {
            if at < weight {
                return step;
            }
            at -= weight;
        }
        unreachable!("the draw is below the sum")
    }
}
