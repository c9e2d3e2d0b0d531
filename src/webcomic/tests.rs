//! Who may read what, and that no picture of a locked episode leaves the house.

use serde_json::json;
use sqlx::PgPool;
use uuid::Uuid;

use super::{NewPicture, keep};
use crate::paywall::tests::set_paywall;
use crate::testing::{SeriesFixture, TestHouse};

async fn drawn(house: &TestHouse, slug: &str, episodes: i32) -> SeriesFixture {
    let series = house.publish(slug, episodes, 1).await;
    for (at, episode) in series.episodes.iter().enumerate() {
        let picture = |part: &str| NewPicture {
            bytes: format!("{slug} {at} {part}").into_bytes().into(),
            width: 800,
            height: 1200,
            alt: format!("Part {part}"),
        };
        let pictures = [picture("top"), picture("bottom")];
        keep(&house.app, house.id().await, *episode, "strip", &pictures)
            .await
            .unwrap();
    }
    series
}

#[sqlx::test]
async fn an_episode_is_read_picture_by_picture(db: PgPool) {
    let house = TestHouse::new(db).await;
    drawn(&house, "umbrella", 2).await;
    let mut ann = house.device();
    let page = ann.get("/api/v1/series/umbrella/strips/1").await.json(200);
    assert_eq!(page["pictures"].as_array().unwrap().len(), 2);
    assert_eq!(page["pictures"][1]["alt"], "Part bottom");
    assert_eq!(page["next"]["number"], 2);
    let served = ann.open(page["pictures"][0]["url"].as_str().unwrap()).await;
    assert_eq!(served.headers()["content-type"], "image/webp");
    let listed = ann.get("/api/v1/series/umbrella").await.json(200);
    assert_eq!(listed["strips"], json!([1, 2]));
    for (path, code) in [
        ("/api/v1/series/umbrella/strips/3", "strip_not_found"),
        ("/api/v1/series/nothing/strips/1", "series_not_found"),
        ("/media/strips/x.webp", "media_not_found"),
    ] {
        assert_eq!(ann.get(path).await.refusal(404), code);
    }
    let unknown = format!("/media/strips/{}.webp", Uuid::nil());
    assert_eq!(ann.get(&unknown).await.refusal(404), "media_not_found");
}

#[sqlx::test]
async fn of_a_locked_episode_no_picture_is_told_and_none_is_served(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = drawn(&house, "umbrella", 2).await;
    set_paywall(&house, Some(series.id), json!({ "free": 1, "price": 10 })).await;
    let mut ann = house.device();
    let page = ann.get("/api/v1/series/umbrella/strips/2").await.json(200);
    assert_eq!(
        (&page["access"]["kind"], &page["pictures"]),
        (&json!("locked"), &json!([]))
    );
    assert_eq!(
        ann.get("/api/v1/series/umbrella/strips/1").await.json(200)["next"]["locked"],
        true
    );
    let hidden: Vec<Uuid> = sqlx::query_scalar(
        "select p.id from strip_pictures p join strips s on s.id = p.strip_id where s.episode_id = $1",
    )
    .bind(series.episodes[1])
    .fetch_all(&house.app.db)
    .await
    .unwrap();
    for id in hidden {
        for query in ["", "?pass=guessed"] {
            let path = format!("/media/strips/{id}.webp{query}");
            assert_eq!(ann.get(&path).await.refusal(403), "locked", "{query}");
        }
    }
}

#[sqlx::test]
async fn a_strip_is_of_one_house_and_hidden_with_its_series(db: PgPool) {
    let house = TestHouse::new(db).await;
    let series = drawn(&house, "umbrella", 1).await;
    let mut ann = house.device();
    let page = ann.get("/api/v1/series/umbrella/strips/1").await.json(200);
    let picture = page["pictures"][0]["url"].as_str().unwrap().to_owned();
    house.second_house("other.example").await;
    let mut elsewhere = house.device().at("other.example");
    assert_eq!(
        elsewhere.get(&picture).await.refusal(404),
        "media_not_found"
    );
    sqlx::query("update series set publish_at = null where id = $1")
        .bind(series.id)
        .execute(&house.app.db)
        .await
        .unwrap();
    assert_eq!(ann.get(&picture).await.refusal(404), "media_not_found");
}
