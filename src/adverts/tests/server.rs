//! What an advert server may answer.

use serde_json::json;
use sqlx::PgPool;

use super::{Setup, inline, wrapper};
use crate::testing::web::Web;

async fn setup(db: PgPool, web: &Web) -> Setup {
    Setup::new(
        db,
        &format!(
            "[adverts]\nserver = '{}/vast?s=[MAXSECONDS]&c=[CACHEBUSTING]'",
            web.base
        ),
    )
    .await
}

#[sqlx::test]
async fn an_advert_of_the_server_is_handed_to_the_player(db: PgPool) {
    let web = Web::start().await;
    web.set("/vast", 200, inline(&web.base, 20));
    let mut setup = setup(db, &web).await;
    let mut viewer = setup.house.device();
    let reward = setup.ask(&mut viewer, 1).await.json(200);
    assert_eq!(
        (&reward["kind"], &reward["seconds"]),
        (&json!("vast"), &json!(20))
    );
    assert_eq!(reward["verified_by"], "time", "no network is configured");
    let settings = setup.operator.get("/api/v1/desk/adverts").await.json(200);
    assert_eq!(settings["trusts_the_clock"], true, "and the desk says so");
    let advert = &reward["vast"];
    assert_eq!(advert["title"], "Tea");
    assert_eq!(advert["media"][0]["url"], format!("{}/ad.mp4", web.base));
    assert_eq!(
        advert["impressions"],
        json!([format!("{}/impression", web.base)]),
        "who is not named in the settings is told nothing"
    );
    assert_eq!(advert["tracking"][0]["event"], "complete");
    assert!(
        web.asked()[0].starts_with("GET /vast?s=60&c="),
        "{:?}",
        web.asked()
    );
    // Its page may load the video; nothing else.
    let page = viewer.get("/api/v1/house").await;
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains(&format!("media-src 'self' {}", web.base)),
        "{policy}"
    );
    assert!(policy.contains("script-src 'self';"), "{policy}");
    let done = format!("/api/v1/rewards/{}/done", reward["id"].as_str().unwrap());
    assert_eq!(
        viewer.post(&done, json!({})).await.refusal(409),
        "advert_not_over"
    );
    setup.wait(20);
    assert_eq!(
        viewer.post(&done, json!({})).await.json(200)["granted"],
        true
    );
}

#[sqlx::test]
async fn an_advert_that_is_longer_than_the_episode_is_passed_over(db: PgPool) {
    let web = Web::start().await;
    let setup = setup(db, &web).await;
    let mut viewer = setup.house.device();
    web.set("/vast", 200, inline(&web.base, 61));
    assert_eq!(setup.ask(&mut viewer, 1).await.json(200)["kind"], "house");
    web.set("/vast", 200, inline(&web.base, 60));
    assert_eq!(setup.ask(&mut viewer, 2).await.json(200)["seconds"], 60);
    // Of several the first that fits.
    let two = inline(&web.base, 90).replace("</VAST>", "")
        + inline(&web.base, 30)
            .split_once("<Ad ")
            .map(|(_, ad)| format!("<Ad {ad}"))
            .unwrap()
            .as_str();
    web.set("/vast", 200, two);
    assert_eq!(setup.ask(&mut viewer, 3).await.json(200)["seconds"], 30);
}

#[sqlx::test]
async fn wrappers_are_followed_five_deep_and_no_deeper(db: PgPool) {
    let web = Web::start().await;
    let setup = setup(db, &web).await;
    let mut viewer = setup.house.device();
    web.set("/vast", 200, wrapper(&web.base, &format!("{}/1", web.base)));
    for step in 1..=4 {
        let next = format!("{}/{}", web.base, step + 1);
        web.set(&format!("/{step}"), 200, wrapper(&web.base, &next));
    }
    web.set("/5", 200, inline(&web.base, 20));
    let reward = setup.ask(&mut viewer, 1).await.json(200);
    assert_eq!(reward["kind"], "vast");
    let impressions = reward["vast"]["impressions"].as_array().unwrap();
    assert_eq!(
        impressions.len(),
        6,
        "the wrappers' and the advert's: {impressions:?}"
    );
    web.set("/5", 200, wrapper(&web.base, &format!("{}/6", web.base)));
    web.set("/6", 200, inline(&web.base, 20));
    assert_eq!(setup.ask(&mut viewer, 2).await.json(200)["kind"], "house");
    // A circle ends, too.
    web.set(
        "/vast",
        200,
        wrapper(&web.base, &format!("{}/vast", web.base)),
    );
    assert_eq!(setup.ask(&mut viewer, 3).await.json(200)["kind"], "house");
    // And one that forbids further wrappers is obeyed.
    let strict = wrapper(&web.base, &format!("{}/4", web.base))
        .replace("<Wrapper>", "<Wrapper followAdditionalWrappers=\"false\">");
    web.set("/vast", 200, strict);
    web.set("/4", 200, wrapper(&web.base, &format!("{}/6", web.base)));
    assert_eq!(setup.ask(&mut viewer, 4).await.json(200)["kind"], "house");
}

#[sqlx::test]
async fn no_wrapper_leads_the_house_elsewhere(db: PgPool) {
    let (web, inside) = (Web::start().await, Web::start().await);
    inside.set("/secret", 200, inline(&inside.base, 20));
    let setup = setup(db, &web).await;
    let mut viewer = setup.house.device();
    for tag in [
        format!("{}/secret", inside.base),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "file:///etc/passwd".to_owned(),
        "https://user@127.0.0.1/".to_owned(),
    ] {
        web.set("/vast", 200, wrapper(&web.base, &tag));
        let reward = setup.ask(&mut viewer, 1).await.json(200);
        assert_eq!(reward["kind"], "house", "{tag}");
        viewer = setup.house.device();
    }
    assert!(inside.asked().is_empty());
    // Nor does a video from there play.
    web.set("/vast", 200, inline(&inside.base, 20));
    assert_eq!(setup.ask(&mut viewer, 1).await.json(200)["kind"], "house");
}

#[sqlx::test]
async fn a_server_that_fails_in_any_way_costs_nobody_their_episode(db: PgPool) {
    let web = Web::start().await;
    let setup = setup(db, &web).await;
    let bomb = r#"<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><VAST version="4.0"><Ad><InLine><AdTitle>&b;</AdTitle></InLine></Ad></VAST>"#;
    let answers: [(u16, Vec<u8>); 9] = [
        (500, b"broken".to_vec()),
        (302, Vec::new()),
        (204, Vec::new()),
        (200, Vec::new()),
        (200, b"<html>a page</html>".to_vec()),
        (200, b"<VAST version='4.2'/>".to_vec()),
        (200, bomb.as_bytes().to_vec()),
        (200, vec![b'<'; 600 * 1024]),
        (200, b"\xff\xfe\x00".to_vec()),
    ];
    for (status, body) in answers {
        web.set("/vast", status, body);
        let mut viewer = setup.house.device();
        assert_eq!(setup.ask(&mut viewer, 1).await.json(200)["kind"], "house");
    }
}

#[sqlx::test]
async fn a_server_that_never_answers_is_not_waited_for(db: PgPool) {
    let web = Web::start().await;
    web.set("/vast", 200, b"never".to_vec());
    let waiting = setup(db, &web).await;
    let mut viewer = waiting.house.device();
    assert_eq!(waiting.ask(&mut viewer, 1).await.json(200)["kind"], "house");
}
