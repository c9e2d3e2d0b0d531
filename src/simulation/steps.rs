//! What people do.

use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::card;
use super::world::World;
use crate::payments::disputes::{self, State, Told};
use crate::payments::orders;
use crate::people::Role;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    BuyPack,
    BuyExact,
    BuyVip,
    ChangeVip,
    NewCard,
    PayAgain,
    Unlock,
    UnlockAtOnce,
    Withdraw,
    Refund,
    WriteOff,
    GiftCode,
    Advert,
    Limit,
    Reprice,
    LogIn,
    Erase,
    Share,
    Payouts,
    TimePasses,
    Unused,
    Restart,
    Campaign,
    Back,
    EndCampaign,
    Dispute,
    Skew,
    // In a house that is paid by card. New steps come last: so those before them follow from a seed as they did.
    Hooks,
    Mood,
    GiveBack,
    BankDispute,
    Decide,
    Income,
    Quiet,
}

impl Step {
    /// How often each comes, beside the others.
    pub const WEIGHTS: &[(Self, u32)] = &[
        (Self::BuyPack, 14),
        (Self::BuyExact, 6),
        (Self::BuyVip, 4),
        (Self::ChangeVip, 3),
        (Self::NewCard, 4),
        (Self::PayAgain, 4),
        (Self::Unlock, 20),
        (Self::UnlockAtOnce, 8),
        (Self::Withdraw, 4),
        (Self::Refund, 5),
        (Self::WriteOff, 3),
        (Self::GiftCode, 4),
        (Self::Advert, 5),
        (Self::Limit, 2),
        (Self::Reprice, 3),
        (Self::LogIn, 2),
        (Self::Erase, 1),
        (Self::Share, 4),
        (Self::Payouts, 4),
        (Self::TimePasses, 10),
        (Self::Unused, 3),
        (Self::Restart, 5),
        (Self::Campaign, 2),
        (Self::Back, 7),
        (Self::EndCampaign, 2),
        (Self::Dispute, 5),
        (Self::Skew, 3),
    ];

    /// The same in a house that is paid by card: coins alone, for the provider knows no subscriptions and keeps no cards.
    pub const BY_CARD: &[(Self, u32)] = &[
        (Self::BuyPack, 20),
        (Self::BuyExact, 6),
        (Self::PayAgain, 6),
        (Self::Unlock, 18),
        (Self::UnlockAtOnce, 5),
        (Self::Withdraw, 8),
        (Self::Refund, 6),
        (Self::WriteOff, 3),
        (Self::Limit, 2),
        (Self::Reprice, 2),
        (Self::LogIn, 2),
        (Self::Erase, 1),
        (Self::Share, 4),
        (Self::Payouts, 4),
        (Self::TimePasses, 8),
        (Self::Unused, 2),
        (Self::Restart, 4),
        (Self::Skew, 3),
        (Self::Hooks, 24),
        (Self::Mood, 6),
        (Self::GiveBack, 6),
        (Self::BankDispute, 6),
        (Self::Decide, 6),
        (Self::Income, 6),
        (Self::Quiet, 3),
    ];
}

/// Does a step; whatever a route refuses, it refuses with a sentence, and never with a fault.
pub async fn take(world: &mut World, step: Step) {
    let viewer = world.below(world.viewers.len());
    match step {
        Step::BuyPack => {
            let shop = world.viewers[viewer]
                .device
                .get("/api/v1/shop")
                .await
                .json(200);
            let packs = shop["packs"].as_array().unwrap();
            let pack = &packs[world.below(packs.len())];
            let item = json!({ "kind": "pack", "pack_id": pack["id"] });
            buy(world, viewer, item, &pack["price"]).await;
        }
        Step::BuyExact => {
            let shop = world.viewers[viewer]
                .device
                .get("/api/v1/shop")
                .await
                .json(200);
            let unit = &shop["exact"];
            let coins = unit["min"].as_i64().unwrap();
            let price = &unit["coins_for"]["price"];
            if unit["coins_for"]["coins"].as_i64() == Some(coins) {
                buy(
                    world,
                    viewer,
                    json!({ "kind": "exact", "coins": coins }),
                    price,
                )
                .await;
            }
        }
        Step::BuyVip => {
            let shop = world.viewers[viewer]
                .device
                .get("/api/v1/shop")
                .await
                .json(200);
            let plans = shop["plans"].as_array().unwrap();
            let plan = &plans[world.below(plans.len())];
            let price = if plan["intro"].is_null() {
                &plan["price"]
            } else {
                &plan["intro"]["price"]
            };
            let item = json!({ "kind": "vip", "plan_id": plan["id"] });
            buy(world, viewer, item, price).await;
        }
        Step::ChangeVip => {
            let what = ["cancel", "pause", "resume"][world.below(3)];
            let path = format!("/api/v1/vip/{what}");
            ask(world, viewer, Method::POST, &path, Some(json!({}))).await;
        }
        Step::NewCard => {
            let path = "/api/v1/vip/card";
            let card = ask(world, viewer, Method::POST, path, Some(json!({}))).await;
            if let Some(card) = card.filter(|card| card["id"].is_string()) {
                let path = format!("/api/v1/vip/card/{}", card["id"].as_str().unwrap());
                let outcome = ["succeed", "succeed", "decline"][world.below(3)];
                for _ in 0..2 {
                    let body = Some(json!({ "test_outcome": outcome }));
                    ask(world, viewer, Method::POST, &path, body).await;
                }
            }
        }
        Step::PayAgain => {
            if let Some(order) = an_order(world, viewer) {
                pay(world, viewer, order).await;
            }
        }
        Step::Unlock => {
            let wanted = wanted(world, viewer).await;
            unlock(world, viewer, wanted, 1, true).await;
        }
        Step::UnlockAtOnce => {
            let wanted = wanted(world, viewer).await;
            let same = world.below(2) == 0;
            unlock(world, viewer, wanted, 8, same).await;
        }
        Step::Withdraw => {
            if let Some(order) = an_order(world, viewer) {
                let path = format!("/api/v1/orders/{order}/withdraw");
                ask(world, viewer, Method::POST, &path, Some(json!({}))).await;
            }
        }
        Step::Refund => {
            if let Some(order) = an_order(world, viewer) {
                let path = format!("/api/v1/desk/orders/{order}/refund");
                let answer = world
                    .operator
                    .post(&path, json!({ "reason": "asked" }))
                    .await;
                assert!(!world.is_fault(&answer), "{:?}", answer.status);
            }
        }
        Step::WriteOff => {
            let owed = world
                .operator
                .get("/api/v1/desk/receivables")
                .await
                .json(200);
            let owed = owed.as_array().unwrap();
            let owed: Vec<&Value> = owed
                .iter()
                .filter(|one| one["owed"]["minor"] != 0)
                .collect();
            if !owed.is_empty() {
                let one = owed[world.below(owed.len())];
                let minor = one["owed"]["minor"].as_i64().unwrap();
                let part = if world.below(2) == 0 {
                    minor
                } else {
                    1 + minor / 2
                };
                let body = json!({ "id": world.house.app.random.id(), "reason": "nobody will pay it",
                    "amount": { "minor": part, "currency": one["owed"]["currency"] } });
                let path = format!(
                    "/api/v1/desk/receivables/{}/write-off",
                    one["id"].as_str().unwrap()
                );
                for _ in 0..2 {
                    world.operator.post(&path, body.clone()).await.json(200);
                }
            }
        }
        Step::GiftCode => {
            let made =
                json!({ "label": "for a walk", "bonus": 25, "bonus_days": 3, "uses_max": 2 });
            let codes = world.operator.post("/api/v1/desk/gift-codes", made).await;
            assert!(
                codes.status.is_success(),
                "{}",
                String::from_utf8_lossy(&codes.bytes)
            );
            let codes: Value = serde_json::from_slice(&codes.bytes).unwrap();
            let code = first_code(&codes).expect("a code was made").to_owned();
            world.codes.push(code);
            // An old one may be tried again, by anybody.
            let at = world.below(world.codes.len());
            let code = world.codes[at].clone();
            for _ in 0..2 {
                let body = Some(json!({ "code": code }));
                ask(world, viewer, Method::POST, "/api/v1/gifts/redeem", body).await;
            }
        }
        Step::Advert => {
            let episode = an_episode(world);
            let body = Some(json!({ "episode_id": episode }));
            let asked = ask(world, viewer, Method::POST, "/api/v1/rewards", body).await;
            if let Some(reward) = asked.filter(|reward| reward["id"].is_string()) {
                let seconds = reward["seconds"].as_i64().unwrap();
                if world.below(4) > 0 {
                    world.house.app.clock.advance(Duration::seconds(seconds));
                }
                let path = format!("/api/v1/rewards/{}/done", reward["id"].as_str().unwrap());
                for _ in 0..2 {
                    ask(world, viewer, Method::POST, &path, Some(json!({}))).await;
                }
            }
        }
        Step::Limit => {
            let limit = [Value::Null, json!(500), json!(100_000)][world.below(3)].clone();
            let order = ["bonus_first", "paid_first"][world.below(2)];
            let body = Some(json!({ "spend_order": order }));
            ask(world, viewer, Method::PATCH, "/api/v1/wallet", body).await;
            let body = Some(json!({ "monthly_limit": limit }));
            ask(world, viewer, Method::PUT, "/api/v1/wallet/limit", body).await;
        }
        Step::Reprice => {
            let (free, price) = (world.below(5), 5 + world.below(20));
            let whole = (world.below(3) > 0).then(|| price * 6);
            world.set_paywall(free, price, whole).await;
        }
        Step::LogIn => {
            // What an anonymous device bought becomes part of an account.
            let name = format!("viewer-{}", world.house.app.random.id().simple());
            world.house.account(&name, Role::Viewer).await;
            let body = json!({ "email": format!("{name}@example.org"), "password": crate::testing::PASSWORD });
            let told = ask(
                world,
                viewer,
                Method::POST,
                "/api/v1/auth/login",
                Some(body),
            )
            .await;
            if told.is_none() {
                world.viewers[viewer].orders.clear();
            }
        }
        Step::Erase => {
            ask(world, viewer, Method::DELETE, "/api/v1/me", None).await;
            let mut device = world.house.device();
            device.territory = world.viewers[viewer].device.territory;
            device.get("/api/v1/me").await.json(200);
            world.viewers[viewer].device = device;
            world.viewers[viewer].orders.clear();
        }
        Step::Share => {
            let answer = world
                .operator
                .post("/api/v1/desk/accruals/run", json!({}))
                .await;
            assert!(
                !answer.status.is_server_error(),
                "{}",
                String::from_utf8_lossy(&answer.bytes)
            );
            let last_month = world.house.app.clock.now() - Duration::days(31);
            let body = json!({ "period": last_month.format("%Y-%m").to_string() });
            let answer = world
                .operator
                .post("/api/v1/desk/statements/close", body)
                .await;
            assert!(
                !answer.status.is_server_error(),
                "{}",
                String::from_utf8_lossy(&answer.bytes)
            );
        }
        Step::Payouts => payouts(world).await,
        Step::TimePasses => {
            let hours = [1, 7, 25, 24 * 8, 24 * 32][world.below(5)];
            world.house.app.clock.advance(Duration::hours(hours));
        }
        Step::Campaign => {
            let days = [1, 8, 30][world.below(3)];
            let series = world.below(world.series.len());
            let minimum = [900, 4_000][world.below(2)];
            let retry_days = world.below(4);
            let closes_at = world.house.app.clock.now() + Duration::days(days);
            let campaign = json!({
                "series_id": world.series[series].1.id, "title": "The next one", "currency": "USD",
                "minimum": minimum, "retry_days": retry_days, "closes_at": closes_at,
            });
            let made = world
                .operator
                .post("/api/v1/desk/campaigns", campaign)
                .await;
            assert!(!made.status.is_server_error(), "{:?}", made.status);
        }
        Step::Back => back(world, viewer).await,
        Step::EndCampaign => {
            if let Some(campaign) = a_campaign(world, false).await {
                let what = ["release", "cancel"][world.below(2)];
                let path = format!("/api/v1/desk/campaigns/{campaign}/{what}");
                let answer = world.operator.post(&path, json!({})).await;
                assert!(!answer.status.is_server_error(), "{:?}", answer.status);
            }
        }
        Step::Unused => {
            // Nobody comes for months, and the house counts what lies there as breakage, or not any more.
            let months = [Value::Null, json!(1), json!(3)][world.below(3)].clone();
            let body = json!({ "months": months });
            world
                .operator
                .put("/api/v1/desk/breakage", body)
                .await
                .json(200);
            world.house.app.clock.advance(Duration::days(95));
        }
        Step::Restart => world.restart().await,
        Step::Dispute => Box::pin(dispute(world, viewer)).await,
        Step::Skew => {
            // Another machine takes over, and its clock is not the one that this house went by.
            let minutes = [-9, -1, 4, 11][world.below(4)];
            world.house.app.clock.advance(Duration::minutes(minutes));
            world.restart().await;
        }
        Step::Hooks => card::hooks(world).await,
        Step::Mood => card::mood(world),
        Step::GiveBack => card::give_back(world),
        Step::BankDispute => card::dispute(world),
        Step::Decide => card::decide(world),
        Step::Income => card::income(world).await,
        Step::Quiet => card::quiet(world).await,
    }
}

/// A bank asks for the money of an order, or has decided: told in any order, and twice.
async fn dispute(world: &mut World, viewer: usize) {
    let Some(id) = an_order(world, viewer) else {
        return;
    };
    let app = world.house.app.clone();
    let house = world.house.id().await;
    let Ok(order) = orders::find(&app.db, house, id).await else {
        return;
    };
    let charged = matches!(
        order.state,
        orders::State::Settled | orders::State::Disputed | orders::State::Lost
    );
    if order.refunded > 0 || !charged {
        return;
    }
    let told = Told {
        reference: format!("dp_{id}"),
        state: [State::Opened, State::Won, State::Lost][world.below(3)],
        reason: String::new(),
        amount: order.price,
        fee: 0,
    };
    for _ in 0..2 {
        // On the heap: a whole house at work is deep already.
        Box::pin(disputes::apply(&app, &order, &told))
            .await
            .unwrap();
    }
}

/// Sends a viewer's request and gives what was told, if it arrived.
pub async fn ask(
    world: &mut World,
    viewer: usize,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Option<Value> {
    let answer = world.send(viewer, method, path, &[], body).await?;
    let text = String::from_utf8_lossy(&answer.bytes);
    assert!(
        !world.is_fault(&answer),
        "{path}: {text}\nafter\n{}",
        world.log.join("\n")
    );
    Some(serde_json::from_slice(&answer.bytes).unwrap_or(Value::Null))
}

/// One of the house's campaigns, such as one that is open.
async fn a_campaign(world: &mut World, open: bool) -> Option<String> {
    let all = world.operator.get("/api/v1/desk/campaigns").await.json(200);
    let all: Vec<&Value> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| !open || one["state"] == "open")
        .collect();
    if all.is_empty() {
        return None;
    }
    let one = all[world.below(all.len())];
    Some(one["id"].as_str().unwrap().to_owned())
}

/// Backs a campaign; what was not heard is asked for again, with the same id. Some take it back.
async fn back(world: &mut World, viewer: usize) {
    let Some(campaign) = a_campaign(world, true).await else {
        return;
    };
    let id = world.house.app.random.id();
    let minor = [300, 700, 2_500][world.below(3)];
    let pledge = json!({ "id": id, "amount": { "minor": minor, "currency": "USD" } });
    let path = format!("/api/v1/campaigns/{campaign}/pledges");
    for _ in 0..2 {
        ask(world, viewer, Method::POST, &path, Some(pledge.clone())).await;
    }
    let card = ["good", "good", "good", "declines", "refused"][world.below(5)];
    let path = format!("/api/v1/pledges/{id}/card");
    ask(
        world,
        viewer,
        Method::POST,
        &path,
        Some(json!({ "test_card": card })),
    )
    .await;
    if world.below(6) == 0 {
        let path = format!("/api/v1/pledges/{id}");
        ask(world, viewer, Method::DELETE, &path, None).await;
    }
}

async fn buy(world: &mut World, viewer: usize, item: Value, price: &Value) {
    let id = world.house.app.random.id();
    let expected = json!({ "minor": price["minor"], "currency": price["currency"] });
    let order = json!({ "id": id, "item": item, "expected": expected });
    world.viewers[viewer].orders.push(id);
    // An answer that was not heard is asked for again, with the same id.
    for _ in 0..2 {
        ask(
            world,
            viewer,
            Method::POST,
            "/api/v1/orders",
            Some(order.clone()),
        )
        .await;
    }
    if world.below(5) > 0 {
        pay(world, viewer, id).await;
    }
}

async fn pay(world: &mut World, viewer: usize, order: Uuid) {
    if world.provider.is_some() {
        return card::pay(world, viewer, order).await;
    }
    let outcome = if world.below(6) > 0 {
        "succeed"
    } else {
        "decline"
    };
    let path = format!("/api/v1/orders/{order}/test-payment");
    ask(
        world,
        viewer,
        Method::POST,
        &path,
        Some(json!({ "outcome": outcome })),
    )
    .await;
}

fn an_order(world: &mut World, viewer: usize) -> Option<Uuid> {
    let count = world.viewers[viewer].orders.len();
    (count > 0).then(|| {
        let at = world.below(count);
        world.viewers[viewer].orders[at]
    })
}

fn an_episode(world: &mut World) -> Uuid {
    let series = world.below(world.series.len());
    let at = world.below(world.series[series].1.episodes.len());
    world.series[series].1.episodes[at]
}

/// An offer of a paywall, as the viewer saw it.
async fn wanted(world: &mut World, viewer: usize) -> Option<Value> {
    let at = world.below(world.series.len());
    let (slug, fixture) = &world.series[at];
    let (slug, series_id, count) = (slug.clone(), fixture.id, fixture.episodes.len());
    let number = 1 + world.below(count);
    let path = format!("/api/v1/series/{slug}/paywall?episode={number}");
    let sheet = world.viewers[viewer].device.get(&path).await;
    if !sheet.status.is_success() {
        return None;
    }
    let sheet: Value = serde_json::from_slice(&sheet.bytes).unwrap();
    let offers = sheet["offers"].as_array().cloned().unwrap_or_default();
    if offers.is_empty() {
        return None;
    }
    let offer = &offers[world.below(offers.len())];
    Some(json!({
        "series_id": series_id,
        "kind": offer["kind"],
        "episode": sheet["episode"]["number"],
        "expected_coins": offer["coins"],
    }))
}

/// Sends an unlock several times at once, under one key or under as many.
async fn unlock(
    world: &mut World,
    viewer: usize,
    wanted: Option<Value>,
    times: usize,
    same_key: bool,
) {
    let Some(wanted) = wanted else { return };
    let first = world.house.app.random.id();
    if times == 1 {
        let headers = [("idempotency-key", &*first.to_string())];
        if let Some(answer) = world
            .send(
                viewer,
                Method::POST,
                "/api/v1/unlocks",
                &headers,
                Some(wanted),
            )
            .await
        {
            assert!(
                !answer.status.is_server_error(),
                "{}",
                String::from_utf8_lossy(&answer.bytes)
            );
        }
        return;
    }
    let clicks = (0..times).map(|_| {
        let key = if same_key {
            first
        } else {
            world.house.app.random.id()
        };
        let mut device = world.viewers[viewer].device.again();
        let wanted = wanted.clone();
        async move {
            let key = key.to_string();
            let headers = [
                ("idempotency-key", &*key),
                ("content-type", "application/json"),
            ];
            let body = axum::body::Body::from(wanted.to_string());
            device
                .send(Method::POST, "/api/v1/unlocks", &headers, body)
                .await
        }
    });
    let clicks: Vec<_> = clicks.collect();
    let answers = futures_util::future::join_all(clicks).await;
    let mut opened: Vec<Value> = Vec::new();
    for answer in &answers {
        assert!(
            !answer.status.is_server_error(),
            "{}",
            String::from_utf8_lossy(&answer.bytes)
        );
        if answer.status.is_success() {
            let told: Value = serde_json::from_slice(&answer.bytes).unwrap();
            opened.push(told["id"].clone());
        }
    }
    opened.dedup();
    assert!(
        opened.len() <= 1,
        "several unlocks of one thing, {wanted}: {opened:?}\n{}",
        told(world, &opened).await
    );
}

/// What is kept of unlocks, for whoever reads a failure.
async fn told(world: &World, opened: &[Value]) -> String {
    let ids: Vec<Uuid> = opened
        .iter()
        .filter_map(|id| id.as_str()?.parse().ok())
        .collect();
    let kept: Vec<String> = sqlx::query_scalar(
        "select to_jsonb(u)::text || (select json_agg(i) from unlock_items i where i.unlock_id = u.id)::text
         from unlocks u where person_id in (select person_id from unlocks where id = any($1)) order by created_at",
    )
    .bind(ids)
    .fetch_all(&world.house.app.db)
    .await
    .unwrap_or_default();
    format!("{}\n{}", kept.join("\n"), world.told())
}

async fn payouts(world: &mut World) {
    let answer = world
        .operator
        .post("/api/v1/desk/payouts/plan", json!({}))
        .await;
    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
    assert!(!answer.status.is_server_error(), "{text}");
    let plan: Value = serde_json::from_slice(&answer.bytes).unwrap();
    for payout in plan["planned"].as_array().into_iter().flatten() {
        let id = payout["id"].as_str().unwrap();
        let verbs: &[&str] = match world.below(4) {
            0 => &["cancel"],
            1 => &["approve", "returned"],
            2 => &["approve"],
            _ => &["approve", "approve", "paid", "paid"],
        };
        for verb in verbs {
            let path = format!("/api/v1/desk/payouts/{id}/{verb}");
            let answer = world.operator.post(&path, json!({})).await;
            assert!(
                !answer.status.is_server_error(),
                "{path}: {}",
                String::from_utf8_lossy(&answer.bytes)
            );
        }
    }
}

/// The first code in an answer, wherever it stands.
fn first_code(answer: &Value) -> Option<&str> {
    match answer {
        Value::Object(map) => map
            .get("code")
            .and_then(Value::as_str)
            .or_else(|| map.values().find_map(first_code)),
        Value::Array(list) => list
            .iter()
            .find_map(|one| one.as_str().or_else(|| first_code(one))),
        _ => None,
    }
}
