//! C3: a reward is granted once for a verified transaction, and never above the cap.

use ::ledger::Balance;
use money::Currency;
use serde_json::{Value, json};
use signed::testing::AdNetwork;
use sqlx::PgPool;

use super::{Setup, call};
use crate::adverts;
use crate::books::{self, Kind, Spot};
use crate::testing::Device;
use crate::testing::web::Web;

async fn hear(setup: &Setup, query: &str) -> crate::testing::Answer {
    let mut network = setup.house.device();
    network
        .send(
            axum::http::Method::GET,
            &format!("/hooks/rewarded?{query}"),
            &[("origin", ""), ("sec-fetch-site", "")],
            axum::body::Body::empty(),
        )
        .await
}

/// Asks for an advert and gives the query that the network would sign for it.
async fn watched(
    setup: &Setup,
    viewer: &mut Device,
    episode: usize,
    transaction: &str,
) -> (Value, String) {
    let reward = setup.ask(viewer, episode).await.json(200);
    assert_eq!(reward["verified_by"], "server");
    let key = setup.viewer_key(&reward).await;
    let query = call(
        reward["id"].as_str().unwrap(),
        &key.to_string(),
        transaction,
    );
    (reward, query)
}

async fn earned(setup: &Setup) -> (i64, i64, i64) {
    let id = setup.house.id().await;
    let usd = Currency::of("USD").unwrap();
    let of = |kind| {
        let app = &setup.house.app;
        async move {
            let Balance {
                debits_posted,
                credits_posted,
                ..
            } = books::balance(app, id, &Spot::house(kind, usd))
                .await
                .unwrap();
            (debits_posted, credits_posted)
        }
    };
    let lines: i64 = sqlx::query_scalar(
        "select coalesce(sum(amount), 0)::bigint from revenue where kind = 'adverts'",
    )
    .fetch_one(&setup.house.app.db)
    .await
    .unwrap();
    (
        of(Kind::ClearingAdverts).await.0,
        of(Kind::RevenueAdverts).await.1,
        lines,
    )
}

#[sqlx::test]
async fn c3_a_signed_call_opens_the_episode_once(db: PgPool) {
    let (web, network) = (Web::start().await, AdNetwork::new(7, 31));
    let setup = Setup::with_network(db, &web, &network).await;
    let mut viewer = setup.house.device();
    let (reward, query) = watched(&setup, &mut viewer, 1, "t-1").await;
    let asked = web.asked()[0].clone();
    assert!(
        asked.contains(reward["id"].as_str().unwrap()),
        "the server is told whose call to make: {asked}"
    );
    let done = format!("/api/v1/rewards/{}/done", reward["id"].as_str().unwrap());
    setup.wait(20);
    assert_eq!(
        viewer.post(&done, json!({})).await.json(200)["granted"],
        false,
        "only the network can say it"
    );

    let signed = network.sign(&query);
    assert_eq!(hear(&setup, &signed).await.json(200)["granted"], true);
    assert_eq!(setup.access(&mut viewer, 1).await["reason"], "advert");
    assert_eq!(
        viewer.post(&done, json!({})).await.json(200),
        json!({ "granted": true, "left_today": 4 })
    );
    for _ in 0..3 {
        assert_eq!(
            hear(&setup, &signed).await.json(200)["granted"],
            true,
            "a replay hears the same"
        );
    }
    // Another transaction for the same reward opens nothing more.
    let again = network.sign(&query.replace("t-1", "t-2"));
    assert_eq!(hear(&setup, &again).await.json(200)["granted"], false);
    // Nor does the same transaction for another reward.
    let (_, other) = watched(&setup, &mut viewer, 2, "t-1").await;
    hear(&setup, &network.sign(&other)).await.json(200);
    assert_eq!(setup.access(&mut viewer, 2).await["kind"], "locked");
    assert_eq!(
        viewer.get("/api/v1/rewards").await.json(200)["left_today"],
        4
    );
    assert_eq!(
        web.asked()
            .iter()
            .filter(|path| *path == "GET /keys")
            .count(),
        1,
        "keys are kept"
    );
}

#[sqlx::test]
async fn c3_any_bit_flipped_and_any_order_changed_is_refused(db: PgPool) {
    let (web, network) = (Web::start().await, AdNetwork::new(7, 31));
    let setup = Setup::with_network(db, &web, &network).await;
    let mut viewer = setup.house.device();
    let (_, query) = watched(&setup, &mut viewer, 1, "t-1").await;
    let signed = network.sign(&query);
    for at in 0..signed.len() {
        let mut bytes = signed.clone().into_bytes();
        bytes[at] ^= 1 << (at % 7);
        let Ok(changed) = String::from_utf8(bytes) else {
            continue;
        };
        // What cannot stand in an address never reaches the house.
        let address = format!("/hooks/rewarded?{changed}");
        if changed.contains('#') || address.parse::<axum::http::Uri>().is_err() {
            continue;
        }
        let answer = hear(&setup, &changed).await;
        assert_eq!(answer.refusal(400), "reward_not_signed", "byte {at}");
    }
    let (content, tail) = signed.split_once("&signature=").unwrap();
    let mut pairs: Vec<&str> = content.split('&').collect();
    pairs.swap(0, 1);
    let reordered = format!("{}&signature={tail}", pairs.join("&"));
    assert_eq!(
        hear(&setup, &reordered).await.refusal(400),
        "reward_not_signed"
    );
    for query in [
        "",
        "x",
        "signature=&key_id=",
        "signature=AA&key_id=31",
        "&&&&",
        "%00=%00",
    ] {
        assert_eq!(
            hear(&setup, query).await.refusal(400),
            "reward_not_signed",
            "{query}"
        );
    }
    assert_eq!(setup.access(&mut viewer, 1).await["kind"], "locked");
    let heard: i64 = sqlx::query_scalar("select count(*) from advert_impressions")
        .fetch_one(&setup.house.app.db)
        .await
        .unwrap();
    assert_eq!(heard, 0);
    assert_eq!(hear(&setup, &signed).await.json(200)["granted"], true);
}

#[sqlx::test]
async fn c3_a_good_signature_does_not_help_the_wrong_call(db: PgPool) {
    let (web, network) = (Web::start().await, AdNetwork::new(7, 31));
    let setup = Setup::with_network(db, &web, &network).await;
    let mut viewer = setup.house.device();
    let (reward, query) = watched(&setup, &mut viewer, 1, "t-0").await;
    let id = reward["id"].as_str().unwrap();
    let other = setup.house.app.random.id().to_string();
    let key = setup.viewer_key(&reward).await.to_string();
    let mut refused = 0;
    for wrong in [
        call(&other, &key, "t-a"),
        call(id, &other, "t-b"),
        call(id, "", "t-c"),
        call("not-an-id", &key, "t-d"),
        call(id, &key, "t-e").replace(&format!("&user_id={key}"), ""),
    ] {
        assert_eq!(
            hear(&setup, &network.sign(&wrong)).await.json(200)["granted"],
            false,
            "{wrong}"
        );
        refused += 1;
    }
    // Another publisher of the same network, whose calls the same keys sign.
    let foreign = network.sign(&query.replace("ad_unit=7001", "ad_unit=6666"));
    assert_eq!(hear(&setup, &foreign).await.refusal(400), "ad_unit_unknown");
    // The house's own advert is not the network's to vouch for.
    web.set("/vast", 500, "");
    let mut second = setup.house.device();
    let own = setup.ask(&mut second, 1).await.json(200);
    let own_key = setup.viewer_key(&own).await.to_string();
    let vouched = call(own["id"].as_str().unwrap(), &own_key, "t-f");
    assert_eq!(
        hear(&setup, &network.sign(&vouched)).await.json(200)["granted"],
        false
    );
    refused += 1;
    // Another house, which has never heard of the reward.
    setup.house.second_house("second.example").await;
    let mut elsewhere = setup.house.device().at("second.example");
    let path = format!("/hooks/rewarded?{}", network.sign(&query));
    assert_eq!(elsewhere.get(&path).await.json(200)["granted"], false);
    assert_eq!(setup.access(&mut viewer, 1).await["kind"], "locked");
    assert_eq!(earned(&setup).await, (0, 0, 0), "after {refused} refusals");
    // All of that leaves the right call right.
    assert_eq!(
        hear(&setup, &network.sign(&query)).await.json(200)["granted"],
        true
    );
    // And late is too late.
    web.set("/vast", 200, super::inline(&web.base, 20));
    let (_, late) = watched(&setup, &mut second, 2, "t-g").await;
    setup.wait(3601);
    assert_eq!(
        hear(&setup, &network.sign(&late)).await.json(200)["granted"],
        false
    );
}

#[sqlx::test]
async fn c3_a_hundred_calls_at_once_grant_once_and_never_above_the_cap(db: PgPool) {
    let (web, network) = (Web::start().await, AdNetwork::new(7, 31));
    let mut setup = Setup::with_network(db, &web, &network).await;
    setup.cap(2).await;
    let mut viewer = setup.house.device();
    let (_, query) = watched(&setup, &mut viewer, 1, "same").await;
    let signed = network.sign(&query);
    let answers = futures_util::future::join_all((0..100).map(|_| hear(&setup, &signed))).await;
    assert!(
        answers
            .iter()
            .all(|answer| answer.json(200)["granted"] == true)
    );
    assert_eq!(
        viewer.get("/api/v1/rewards").await.json(200)["left_today"],
        1
    );
    // Five rewards of one viewer, watched on five devices: two a day are granted, whoever is first.
    let mut queries = Vec::new();
    for episode in 2..=6 {
        let (_, query) = watched(&setup, &mut viewer, episode, &format!("t-{episode}")).await;
        queries.push(network.sign(&query));
    }
    let answers =
        futures_util::future::join_all(queries.iter().map(|query| hear(&setup, query))).await;
    let granted = answers
        .iter()
        .filter(|answer| answer.json(200)["granted"] == true)
        .count();
    assert_eq!(granted, 1);
    let open: i64 = sqlx::query_scalar("select count(*) from grants where reason = 'advert'")
        .fetch_one(&setup.house.app.db)
        .await
        .unwrap();
    assert_eq!(open, 2);
}

#[sqlx::test]
async fn keys_that_are_unknown_or_old_are_fetched_anew(db: PgPool) {
    let (web, network) = (Web::start().await, AdNetwork::new(7, 31));
    let setup = Setup::with_network(db, &web, &network).await;
    let mut viewer = setup.house.device();
    let fetched = || {
        web.asked()
            .iter()
            .filter(|path| *path == "GET /keys")
            .count()
    };
    // The keys cannot be had: the network is asked to call again.
    web.set("/keys", 500, "");
    let (_, query) = watched(&setup, &mut viewer, 1, "t-1").await;
    let signed = network.sign(&query);
    let answer = hear(&setup, &signed).await;
    assert_eq!(answer.headers["retry-after"], "60");
    assert_eq!(answer.refusal(503), "advert_keys_unavailable");
    web.set("/keys", 200, network.keys());
    assert_eq!(
        hear(&setup, &signed).await.refusal(503),
        "advert_keys_unavailable",
        "not more often than each minute"
    );
    assert_eq!(fetched(), 1);
    setup.wait(61);
    assert_eq!(hear(&setup, &signed).await.json(200)["granted"], true);
    // The network changes its key.
    let next = AdNetwork::new(8, 32);
    web.set("/keys", 200, next.keys());
    setup.wait(61);
    let (_, query) = watched(&setup, &mut viewer, 2, "t-2").await;
    assert_eq!(
        hear(&setup, &next.sign(&query)).await.json(200)["granted"],
        true
    );
    assert_eq!(fetched(), 3);
    // The old one is not believed any more.
    let (_, query) = watched(&setup, &mut viewer, 3, "t-3").await;
    assert_eq!(
        hear(&setup, &network.sign(&query)).await.refusal(400),
        "reward_not_signed"
    );
    // Invented ids do not make the house ask.
    for id in 100..130 {
        let forged = AdNetwork::new(9, id).sign(&query);
        assert_eq!(
            hear(&setup, &forged).await.refusal(400),
            "reward_not_signed"
        );
    }
    assert_eq!(fetched(), 3);
    setup.wait(24 * 3600 + 1);
    let (_, query) = watched(&setup, &mut viewer, 4, "t-4").await;
    hear(&setup, &next.sign(&query)).await.json(200);
    assert_eq!(fetched(), 4, "keys are kept for a day");
}

#[sqlx::test]
async fn impressions_earn_their_price_to_the_cent(db: PgPool) {
    let (web, network) = (Web::start().await, AdNetwork::new(7, 31));
    let mut setup = Setup::with_network(db, &web, &network).await;
    setup.cap(3).await;
    // 0.0125 USD each: 1, 2, 3, 5, 6, 7, 8, 10 cents after 1 … 8 impressions. The cap does not take away what was earned.
    let expected = [1, 2, 3, 5, 6, 7];
    let mut viewer = setup.house.device();
    for (at, cents) in expected.into_iter().enumerate() {
        if at == 3 {
            viewer = setup.house.device();
        }
        let (_, query) = watched(&setup, &mut viewer, 1 + at % 3, &format!("t-{at}")).await;
        let signed = network.sign(&query);
        hear(&setup, &signed).await.json(200);
        hear(&setup, &signed).await.json(200);
        assert_eq!(earned(&setup).await, (cents, cents, cents));
    }
    let lines: i64 = sqlx::query_scalar(
        "select count(*) from revenue where series_id = $1 and count = 1 and source_kind = 'advert' and territory = 'US'",
    )
    .bind(setup.series.id)
    .fetch_one(&setup.house.app.db)
    .await
    .unwrap();
    assert_eq!(lines, 6);
}

#[sqlx::test]
async fn what_a_crash_left_is_booked_by_the_sweep_once(db: PgPool) {
    let (web, network) = (Web::start().await, AdNetwork::new(7, 31));
    let setup = Setup::with_network(db, &web, &network).await;
    let mut viewer = setup.house.device();
    let (_, query) = watched(&setup, &mut viewer, 1, "t-1").await;
    hear(&setup, &network.sign(&query)).await.json(200);
    assert_eq!(earned(&setup).await, (1, 1, 1));
    // As if it had been killed after the books and before its own note of it.
    sqlx::query("update advert_impressions set booked_at = null")
        .execute(&setup.house.app.db)
        .await
        .unwrap();
    setup.wait(60);
    adverts::sweep(&setup.house.app).await.unwrap();
    adverts::sweep(&setup.house.app).await.unwrap();
    assert_eq!(earned(&setup).await, (1, 1, 1));
    let open: i64 = sqlx::query_scalar(
        "select count(*) from advert_impressions where booked_at is null and amount > 0",
    )
    .fetch_one(&setup.house.app.db)
    .await
    .unwrap();
    assert_eq!(open, 0);
    // Offers that came to nothing are forgotten; what was granted stays.
    setup.ask(&mut viewer, 2).await.json(200);
    setup.wait(3 * 86_400);
    adverts::sweep(&setup.house.app).await.unwrap();
    let states: Vec<String> = sqlx::query_scalar("select state from rewards")
        .fetch_all(&setup.house.app.db)
        .await
        .unwrap();
    assert_eq!(states, ["granted"]);
}
