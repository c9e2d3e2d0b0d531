use chrono::Duration;
use serde_json::{Value, json};
use sqlx::PgPool;
use uuid::Uuid;

use super::{add_source, make_playable};
use crate::catalog::studio;
use crate::people::Role;
use crate::testing::{Device, TestHouse};

const SERIES: &str = "/api/v1/studio/series";

fn path(series: &Value, rest: &str) -> String {
    format!("{SERIES}/{}{rest}", series["id"].as_str().unwrap())
}

async fn make(device: &mut Device, title: &str) -> Value {
    device
        .post(SERIES, json!({ "title": title, "language": "en" }))
        .await
        .json(201)
}

async fn add_episodes(house: &TestHouse, series: &Value, count: usize) -> Vec<Uuid> {
    let id = series["id"].as_str().unwrap().parse().unwrap();
    let house_id = house.id().await;
    let mut made = Vec::new();
    for n in 1..=count {
        let mut db = house.app.db.acquire().await.unwrap();
        let episode = studio::add_episode(&house.app, &mut db, house_id, id, None, None)
            .await
            .unwrap();
        add_source(&house.app.db, episode.id, &format!("{n:02}.mp4")).await;
        made.push(episode.id);
    }
    made
}

#[sqlx::test]
async fn a_draft_has_everything_the_studio_shows(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let series = make(&mut ann, "  The Heir,\n returned ").await;
    assert_eq!(
        series,
        json!({
            "id": series["id"], "slug": "the-heir-returned", "title": "The Heir, returned", "synopsis": "", "language": "en",
            "status": "draft", "publish_at": null, "genres": [], "tropes": [], "age_rating": "all", "filing_number": null, "credit": null,
            "licence": null, "credits": [], "translations": [], "poster": null, "episodes": [],
            "refused_uploads": [],
            "problems": series["problems"],
        })
    );
    let codes: Vec<_> = series["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|problem| problem["code"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["no_episodes", "no_synopsis", "no_genre"]);
    assert_eq!(ann.get(&path(&series, "")).await.json(200), series);
    assert_eq!(
        ann.get(SERIES).await.json(200),
        json!({ "items": [series], "more": false })
    );
}

#[sqlx::test]
async fn what_is_changed_is_kept_and_the_rest_stays(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let series = make(&mut ann, "A").await;
    let change = json!({
        "title": "霸道总裁", "synopsis": "Two meet.\r\n\r\nOne lies.", "language": "zh_hans",
        "genres": ["Contract Marriage", "romance", "romance"], "tropes": ["secret-billionaire"], "age_rating": "12",
        "credit": "A film by B", "licence": { "text": "CC BY 3.0", "url": "https://creativecommons.org/licenses/by/3.0/" },
        "credits": [{ "name": "Sintel", "role": "Lead" }, { "name": "Ton", "role": "Director" }],
        "translations": [{ "language": "pt-br", "title": "O chefe", "synopsis": "" }, { "language": "en", "title": "The boss" }],
    });
    let changed = ann.patch(&path(&series, ""), change).await.json(200);
    assert_eq!(changed["slug"], "ba-dao-zong-cai");
    assert_eq!(changed["synopsis"], "Two meet.\n\nOne lies.");
    assert_eq!(changed["language"], "zh-Hans");
    assert_eq!(changed["genres"], json!(["contract-marriage", "romance"]));
    assert_eq!(changed["age_rating"], "12");
    assert_eq!(changed["licence"]["text"], "CC BY 3.0");
    assert_eq!(
        changed["credits"][1],
        json!({ "name": "Ton", "role": "Director" })
    );
    assert_eq!(
        changed["translations"][1],
        json!({ "language": "pt-BR", "title": "O chefe", "synopsis": "" })
    );

    let taken = json!({ "credit": null, "licence": null, "credits": [], "translations": [] });
    let taken = ann.patch(&path(&series, ""), taken).await.json(200);
    assert_eq!(
        (&taken["credit"], &taken["licence"], &taken["credits"]),
        (&json!(null), &json!(null), &json!([]))
    );
    assert_eq!(
        (&taken["title"], &taken["genres"]),
        (&changed["title"], &changed["genres"])
    );
}

#[sqlx::test]
async fn bad_input_is_refused_in_words_and_changes_nothing(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    for (bad, code) in [
        (json!({}), "body_invalid"),
        (json!({ "title": "", "language": "en" }), "text_missing"),
        (
            json!({ "title": "\0\u{7}", "language": "en" }),
            "text_missing",
        ),
        (
            json!({ "title": "x".repeat(201), "language": "en" }),
            "text_too_long",
        ),
        (
            json!({ "title": "A", "language": "English" }),
            "language_unknown",
        ),
        (
            json!({ "title": "A", "language": "en", "synopsis": "x".repeat(4001) }),
            "text_too_long",
        ),
        (
            json!({ "title": "A", "language": "en", "owner_id": Uuid::nil() }),
            "body_invalid",
        ),
        (json!({ "title": ["A"], "language": "en" }), "body_invalid"),
    ] {
        assert_eq!(
            ann.post(SERIES, bad.clone()).await.refusal(400),
            code,
            "{bad:.60}"
        );
    }
    let series = make(&mut ann, "'; drop table series; --").await;
    assert_eq!(series["slug"], "drop-table-series");
    let many = |count| vec![json!({ "name": "N", "role": "R" }); count];
    for (bad, code) in [
        (json!({ "status": "published" }), "body_invalid"),
        (json!({ "age_rating": "13" }), "body_invalid"),
        (json!({ "genres": "romance" }), "body_invalid"),
        (json!({ "genres": ["romantic"] }), "genre_unknown"),
        (json!({ "tropes": ["romance"] }), "trope_unknown"),
        (json!({ "credits": many(201) }), "list_too_long"),
        (
            json!({ "licence": { "text": "CC", "url": "javascript:alert(1)" } }),
            "address_invalid",
        ),
        (json!({ "licence": { "text": " " } }), "text_missing"),
    ] {
        assert_eq!(
            ann.patch(&path(&series, ""), bad.clone())
                .await
                .refusal(400),
            code,
            "{bad:.60}"
        );
    }
    assert_eq!(ann.get(&path(&series, "")).await.json(200), series);
    let near = ann
        .patch(&path(&series, ""), json!({ "genres": ["romantic"] }))
        .await
        .json(400);
    assert!(
        near["error"]["remedy"]
            .as_str()
            .unwrap()
            .contains("romance"),
        "{near}"
    );
    ann.get(&format!("{SERIES}/nonsense")).await.refusal(404);
}

#[sqlx::test]
async fn publishing_shows_the_series_to_viewers_and_withdrawing_hides_it(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let series = make(&mut ann, "Heir").await;
    let publish = path(&series, "/publish");
    let refused = ann.post(&publish, json!({})).await;
    assert_eq!(refused.refusal(409), "series_not_ready");
    let words = refused.json(409)["error"]["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        words.contains("no episodes")
            && words.contains("no synopsis")
            && words.contains("no genre"),
        "{words}"
    );

    let episodes = add_episodes(&house, &series, 2).await;
    ann.patch(
        &path(&series, ""),
        json!({ "synopsis": "S", "genres": ["romance"] }),
    )
    .await
    .json(200);
    assert_eq!(
        ann.post(&publish, json!({})).await.refusal(409),
        "series_not_ready"
    );
    make_playable(&house, episodes[0]).await;
    let ready = ann.get(&path(&series, "")).await.json(200);
    assert_eq!(ready["problems"], json!([]));
    assert_eq!(ready["episodes"][0]["package"]["state"], "playable");
    assert_eq!(ready["episodes"][1]["package"]["state"], "waiting");

    let mut viewer = house.device();
    let seen = "/api/v1/series/heir";
    viewer.get(seen).await.refusal(404);
    let published = ann.post(&publish, json!({})).await.json(200);
    assert_eq!(
        (&published["status"], &published["episodes"][0]["status"]),
        (&json!("published"), &json!("published"))
    );
    assert_eq!(
        viewer.get(seen).await.json(200)["episodes"]
            .as_array()
            .unwrap()
            .len(),
        1,
        "published means playable"
    );
    assert_eq!(
        ann.delete(&path(&series, "")).await.refusal(409),
        "series_not_draft"
    );
    let withdrawn = ann
        .post(&path(&series, "/withdraw"), json!({}))
        .await
        .json(200);
    assert_eq!(
        (&withdrawn["status"], &withdrawn["episodes"][0]["status"]),
        (&json!("withdrawn"), &json!("withdrawn"))
    );
    viewer.get(seen).await.refusal(404);
    ann.post(&publish, json!({})).await.json(200);
    viewer.get(seen).await.json(200);
}

#[sqlx::test]
async fn a_schedule_comes_true_by_itself(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let series = make(&mut ann, "Heir").await;
    for episode in add_episodes(&house, &series, 3).await {
        make_playable(&house, episode).await;
    }
    ann.patch(
        &path(&series, ""),
        json!({ "synopsis": "S", "genres": ["romance"] }),
    )
    .await
    .json(200);
    let publish = path(&series, "/publish");
    let from = house.app.clock.now() + Duration::days(2);
    for bad in [
        json!({ "at": from, "weekly": { "per_week": 1, "from": from } }),
        json!({ "at": from - Duration::days(9) }),
        json!({ "at": from + Duration::days(9_000) }),
        json!({ "at": "tomorrow" }),
        json!({ "weekly": { "per_week": 0, "from": from } }),
        json!({ "weekly": { "per_week": 1 } }),
    ] {
        ann.post(&publish, bad).await.refusal(400);
    }
    let weekly = json!({ "weekly": { "per_week": 2, "from": from } });
    let scheduled = ann.post(&publish, weekly).await.json(200);
    let status = |series: &Value| {
        let of = |value: &Value| value["status"].as_str().unwrap().to_owned();
        let episodes = series["episodes"].as_array().unwrap().iter().map(of);
        [of(series)].into_iter().chain(episodes).collect::<Vec<_>>()
    };
    assert_eq!(status(&scheduled), ["scheduled"; 4]);
    assert_eq!(
        scheduled["episodes"][2]["publish_at"],
        json!(from + Duration::days(7))
    );
    house.app.clock.advance(Duration::days(2));
    let first = ann.get(&path(&series, "")).await.json(200);
    assert_eq!(
        status(&first),
        ["published", "published", "published", "scheduled"]
    );
    let page = house.device().get("/api/v1/series/heir").await.json(200);
    assert_eq!(
        (
            page["episodes"].as_array().unwrap().len(),
            page["scheduled"].as_array().unwrap().len()
        ),
        (2, 1)
    );
    house.app.clock.advance(Duration::days(7));
    assert_eq!(
        status(&ann.get(&path(&series, "")).await.json(200)),
        ["published"; 4]
    );
}

#[sqlx::test]
async fn episodes_are_renamed_ordered_retried_and_deleted(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let series = make(&mut ann, "Heir").await;
    let [one, two, three] = add_episodes(&house, &series, 3).await[..] else {
        panic!()
    };
    let episode = |id: Uuid| format!("/api/v1/studio/episodes/{id}");

    let order = ann
        .put(
            &path(&series, "/order"),
            json!({ "episode_ids": [three, one, two] }),
        )
        .await
        .json(200);
    let names: Vec<_> = order["episodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["number"].clone(), one["file_name"].clone()))
        .collect();
    assert_eq!(
        names,
        [
            (json!(1), json!("03.mp4")),
            (json!(2), json!("01.mp4")),
            (json!(3), json!("02.mp4"))
        ]
    );
    for bad in [
        json!([three, one]),
        json!([three, one, one]),
        json!([]),
        json!([three, one, two, Uuid::nil()]),
    ] {
        assert_eq!(
            ann.put(&path(&series, "/order"), json!({ "episode_ids": bad }))
                .await
                .refusal(409),
            "order_incomplete"
        );
    }
    let named = ann
        .patch(&episode(one), json!({ "title": " The letter " }))
        .await
        .json(200);
    assert_eq!(named["episodes"][1]["title"], "The letter");
    let same = ann.patch(&episode(one), json!({})).await.json(200);
    assert_eq!(same["episodes"][1]["title"], "The letter");
    let unnamed = ann
        .patch(&episode(one), json!({ "title": null }))
        .await
        .json(200);
    assert_eq!(unnamed["episodes"][1]["title"], json!(null));

    sqlx::query(
        "insert into packages (episode_id, house_id, state, progress, problem, attempts, updated_at)
         select id, house_id, 'failed', 0.5, '{\"code\":\"landscape_source\",\"message\":\"M\",\"remedy\":\"R\"}', 3, created_at
         from episodes where id = $1",
    )
    .bind(one)
    .execute(&house.app.db)
    .await
    .unwrap();
    let failed = ann.get(&path(&series, "")).await.json(200);
    assert_eq!(
        failed["episodes"][1]["package"]["problem"]["code"],
        "landscape_source"
    );
    let retry = format!("{}/retry", episode(one));
    ann.post(&retry, json!({ "framing": "stretch" }))
        .await
        .refusal(400);
    let again = ann
        .post(&retry, json!({ "framing": "crop-left" }))
        .await
        .json(200);
    let package = &again["episodes"][1]["package"];
    assert_eq!(
        (&package["state"], &package["progress"], &package["problem"]),
        (&json!("waiting"), &json!(0.0), &json!(null))
    );
    let framing: String = sqlx::query_scalar("select framing from sources where episode_id = $1")
        .bind(one)
        .fetch_one(&house.app.db)
        .await
        .unwrap();
    assert_eq!(framing, "crop-left");

    ann.delete(&episode(three)).await.json(204);
    ann.delete(&episode(three)).await.refusal(404);
    let left = ann.get(&path(&series, "")).await.json(200);
    assert_eq!(left["episodes"].as_array().unwrap().len(), 2);
    assert_eq!(left["episodes"][0]["number"], 1);
    ann.delete(&path(&series, "")).await.json(204);
    ann.get(&path(&series, "")).await.refusal(404);
}

#[sqlx::test]
async fn a_long_list_comes_page_by_page(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    sqlx::query(
        "insert into series (id, house_id, owner_id, slug, language, title, created_at, updated_at)
         select gen_random_uuid(), house_id, id, 's' || n, 'en', 'S' || n, created_at, created_at from people, generate_series(1, 150) n",
    )
    .execute(&house.app.db)
    .await
    .unwrap();
    let first = ann.get(SERIES).await.json(200);
    assert_eq!(
        (first["items"].as_array().unwrap().len(), &first["more"]),
        (100, &json!(true))
    );
    let last = first["items"][99]["id"].as_str().unwrap();
    let second = ann.get(&format!("{SERIES}?after={last}")).await.json(200);
    assert_eq!(
        (second["items"].as_array().unwrap().len(), &second["more"]),
        (50, &json!(false))
    );
    let mut slugs: Vec<_> = [&first, &second]
        .iter()
        .flat_map(|page| page["items"].as_array().unwrap())
        .map(|one| one["slug"].to_string())
        .collect();
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), 150);
}
