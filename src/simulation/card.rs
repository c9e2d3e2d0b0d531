//! What people do in a house that is paid by card, and what its provider does meanwhile: it tells late, twice, in any
//! order or not at all, is down, loses answers, gives money back by itself, and passes on what banks decide.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Method;
use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::provider::{Event, Mood, Provider};
use super::steps::ask;
use super::world::World;
use crate::payments::tests::stripe::sign;
use crate::testing::stripe::WEBHOOK_SECRET;

/// Of a hundred events, how many are lost for ever, and how many come twice.
const LOST: usize = 15;
const TWICE: usize = 25;

fn provider(world: &World) -> Provider {
    let provider = world.provider.clone();
    provider.expect("only a house that is paid by card takes these steps")
}

/// The viewer's page confirms the payment with the secret that it was given; some leave before they see what comes of it.
pub async fn pay(world: &mut World, viewer: usize, order: Uuid) {
    let path = format!("/api/v1/orders/{order}");
    let Some(shown) = ask(world, viewer, Method::GET, &path, None).await else {
        return;
    };
    let is_good = world.below(6) > 0;
    if let Some(secret) = shown["provider"]["client_secret"].as_str() {
        provider(world).confirm(secret, is_good);
    }
    if world.below(2) == 0 {
        ask(world, viewer, Method::GET, &path, None).await;
    }
}

/// The provider tells some of what it has to tell, in any order: some of it twice, some of it never.
pub async fn hooks(world: &mut World) {
    let provider = provider(world);
    for _ in 0..=world.below(6) {
        let Some(event) = provider.next(|count| world.below(count)) else {
            return;
        };
        // Of a payment the house asks by itself; of what banks and others do it hears by events alone, and those are
        // sent for days.
        let is_of_payment = event.kind.starts_with("payment_intent.");
        if is_of_payment && world.below(100) < LOST {
            world.log.push(format!("   {} is lost", event.kind));
            continue;
        }
        let times = if world.below(100) < TWICE { 2 } else { 1 };
        for _ in 0..times {
            hook(world, &event).await;
        }
    }
}

/// Tells one event. Where the process is killed over it, it is told again some time.
async fn hook(world: &mut World, event: &Event) {
    let about = json!({ "object": { "id": event.about } });
    let body = json!({ "id": event.id, "type": event.kind, "data": about }).to_string();
    let at = world.house.app.clock.now().timestamp();
    let mac = sign(WEBHOOK_SECRET, at, body.as_bytes());
    let signature = format!("t={at},v1={mac}");
    let headers = [
        ("stripe-signature", signature.as_str()),
        ("content-type", "application/json"),
        ("origin", ""),
        ("sec-fetch-site", ""),
    ];
    let mut device = world.house.device();
    let sent = device.send(Method::POST, "/hooks/stripe", &headers, Body::from(body));
    if let Some(answer) = world.unless_killed(sent).await {
        assert_eq!(answer.status, 200, "a good webhook is taken");
        return;
    }
    let killed = format!("   killed while {} was told", event.kind);
    world.log.push(killed);
    provider(world).again(event.clone());
    world.restart().await;
}

/// The provider goes away for some steps, or does what it is asked and nobody hears of it.
pub fn mood(world: &mut World) {
    let mood = [Mood::Down, Mood::LosesAnswers][world.below(2)];
    let steps = 1 + world.below(3);
    if world.moody_for == 0 {
        world.moody_for = steps;
        provider(world).set(mood);
    }
}

/// Somebody gives money back at the provider's own desk: all that is left, or half.
pub fn give_back(world: &mut World) {
    let provider = provider(world);
    let charges: Vec<_> = provider.charges().into_iter().collect();
    let left = charges
        .iter()
        .filter(|(_, charge)| charge.dispute.is_none() && charge.refunded < charge.amount);
    let left: Vec<_> = left.collect();
    if !left.is_empty() {
        let (id, charge) = left[world.below(left.len())];
        let rest = charge.amount - charge.refunded;
        let part = if world.below(2) == 0 {
            rest
        } else {
            rest - rest / 2
        };
        provider.give_back(id, part);
    }
}

/// A buyer asks their bank for the money.
pub fn dispute(world: &mut World) {
    let provider = provider(world);
    let charges = provider.charges();
    let whole = charges
        .iter()
        .filter(|(_, charge)| charge.dispute.is_none() && charge.refunded == 0);
    let whole: Vec<_> = whole.collect();
    if !whole.is_empty() {
        provider.dispute(whole[world.below(whole.len())].0);
    }
}

/// A bank decides.
pub fn decide(world: &mut World) {
    let provider = provider(world);
    let disputes = provider.disputes();
    let open: Vec<&String> = disputes
        .iter()
        .filter(|(_, dispute)| dispute.status == "needs_response")
        .map(|(id, _)| id)
        .collect();
    if !open.is_empty() {
        let id = open[world.below(open.len())];
        provider.decide(id, world.below(2) == 0);
    }
}

/// A partner owes something, or owed less: written down twice.
pub async fn income(world: &mut World) {
    let kind = ["licence", "sponsorship"][world.below(2)];
    let minor = [120_000, 4_999, 1, -2_500][world.below(4)];
    let currency = ["USD", "USD", "EUR"][world.below(3)];
    let at = world.below(world.series.len() + 1);
    let series = world.series.get(at).map(|(_, series)| series.id);
    let mut income = json!({
        "id": world.house.app.random.id(), "kind": kind, "series_id": series, "territory": "US", "note": "an invoice",
        "amount": { "minor": minor, "currency": currency },
    });
    for _ in 0..2 {
        let answer = world.operator.post("/api/v1/desk/income", income.clone());
        answer.await.json(201);
    }
    income["amount"]["minor"] = json!(minor + 1);
    let answer = world.operator.post("/api/v1/desk/income", income).await;
    assert!(answer.status.is_client_error(), "another body is refused");
}

/// Everything has been told, and all that was begun is done: then the house's books and what the provider knows are the
/// same, to the unit and sale by sale.
pub async fn quiet(world: &mut World) {
    let provider = provider(world);
    provider.set(Mood::Up);
    world.moody_for = 0;
    for _ in 0..4 {
        while let Some(event) = provider.next(|count| world.below(count)) {
            hook(world, &event).await;
        }
        // An order that nobody spoke of is asked about after at most an hour.
        world.house.app.clock.advance(Duration::minutes(70));
        world.settle().await;
    }
    let waiting: Vec<(String, Option<String>)> =
        sqlx::query_as("select kind, problem from provider_events where processed_at is null or problem is not null")
            .fetch_all(&world.house.app.db)
            .await
            .unwrap();
    assert_eq!(waiting, [], "events wait\n{}", world.told());
    let path = "/api/v1/desk/reconciliation/fetch";
    let told = world.operator.post(path, json!({})).await.json(200);
    let log = world.told();
    for list in ["suspense", "missing"] {
        let list = told[list].as_array().unwrap();
        assert!(list.is_empty(), "{told:#}\nafter\n{log}");
    }
    let mut lies = BTreeMap::new();
    for account in told["accounts"].as_array().unwrap() {
        let minor = |name: &str| account[name]["minor"].as_i64().unwrap();
        assert_eq!(account["provider"], "stripe", "only cards are taken");
        assert_eq!(minor("difference"), 0, "{account:#}\nafter\n{log}");
        assert_eq!(minor("awaited"), 0, "{account:#}\nafter\n{log}");
        lies.insert(
            account["currency"].as_str().unwrap().to_owned(),
            minor("books"),
        );
    }
    assert_eq!(lies, provider.balance(), "what lies there\n{log}");
    sale_by_sale(world, &provider).await;
}

/// Each charge is a sale of the house and each sale a charge, as much of it was given back as the house knows, and
/// disputes stand where the bank has them.
async fn sale_by_sale(world: &World, provider: &Provider) {
    let db = &world.house.app.db;
    let ours: Vec<(String, String, i64)> = sqlx::query_as(
        "select charge_ref, id::text, refunded from orders where settled_at is not null order by charge_ref",
    )
    .fetch_all(db)
    .await
    .unwrap();
    let mut theirs: Vec<(String, String, i64)> = Vec::new();
    for (id, charge) in provider.charges() {
        theirs.push((id, charge.order, charge.refunded));
    }
    theirs.sort();
    let mut ours_sorted = ours;
    ours_sorted.sort();
    assert_eq!(ours_sorted, theirs, "sales\n{}", world.told());
    let mut orders: Vec<&String> = theirs.iter().map(|(_, order, _)| order).collect();
    orders.sort();
    orders.dedup();
    assert_eq!(orders.len(), theirs.len(), "a sale was charged twice");
    let ours: Vec<(String, String)> =
        sqlx::query_as("select provider_ref, state from disputes order by provider_ref")
            .fetch_all(db)
            .await
            .unwrap();
    let ours: BTreeMap<String, String> = ours.into_iter().collect();
    let theirs = provider.disputes().into_iter();
    let theirs: BTreeMap<String, String> = theirs
        .map(|(id, dispute)| {
            let state = match dispute.status {
                "needs_response" => "opened",
                decided => decided,
            };
            (id, state.to_owned())
        })
        .collect();
    assert_eq!(ours, theirs, "disputes\n{}", world.told());
}

/// Whether an answer says that the provider is away, while it is.
pub fn is_its_fault(world: &World, status: u16, body: &[u8]) -> bool {
    let told: Value = serde_json::from_slice(body).unwrap_or_default();
    let is_away = world.provider.as_ref().map(Provider::mood) != Some(Mood::Up);
    status == 503
        && told["error"]["code"] == "provider_unavailable"
        && world.provider.is_some()
        && is_away
}
