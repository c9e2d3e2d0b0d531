use chrono::Duration;
use serde_json::json;
use sqlx::PgPool;

use crate::people::{Role, first_operator_link, operator_link};
use crate::testing::{PASSWORD, TestHouse};

fn token(link: &str) -> serde_json::Value {
    let (page, token) = link.split_once('#').unwrap();
    assert_eq!(page, "http://localhost:8080/claim");
    json!({ "token": token })
}

#[sqlx::test]
async fn the_link_of_the_first_start_makes_one_operator(db: PgPool) {
    let house = TestHouse::new(db).await;
    let id = house.id().await;
    let stale = first_operator_link(&house.app, id).await.unwrap().unwrap();
    let link = first_operator_link(&house.app, id).await.unwrap().unwrap();
    let mut device = house.device();
    let before = device.get("/api/v1/me").await.json(200);
    let cookie = device.cookie.clone();
    assert_eq!(
        device
            .post("/api/v1/auth/claim", token(&stale))
            .await
            .refusal(404),
        "link_unknown"
    );
    let me = device
        .post("/api/v1/auth/claim", token(&link))
        .await
        .json(200);
    assert_eq!(
        (&me["id"], &me["role"]),
        (&before["id"], &json!("operator"))
    );
    assert_ne!(device.cookie, cookie, "what the session may do grew");
    assert_eq!(first_operator_link(&house.app, id).await.unwrap(), None);
    assert_eq!(
        house
            .device()
            .post("/api/v1/auth/claim", token(&link))
            .await
            .refusal(410),
        "link_used"
    );
}

#[sqlx::test]
async fn an_old_link_says_so_and_another_can_be_made(db: PgPool) {
    let house = TestHouse::new(db).await;
    let id = house.id().await;
    let old = operator_link(&house.app, id).await.unwrap();
    house.app.clock.advance(Duration::hours(24));
    let mut device = house.device();
    let answer = device.post("/api/v1/auth/claim", token(&old)).await;
    assert_eq!(answer.refusal(410), "link_expired");
    assert!(
        answer.json(410)["error"]["remedy"]
            .as_str()
            .unwrap()
            .contains("operator-link")
    );
    for (n, link) in [
        operator_link(&house.app, id).await.unwrap(),
        operator_link(&house.app, id).await.unwrap(),
    ]
    .iter()
    .enumerate()
    {
        let me = house
            .device()
            .post("/api/v1/auth/claim", token(link))
            .await
            .json(200);
        assert_eq!(me["role"], "operator", "{n}");
    }
}

#[sqlx::test]
async fn two_who_open_the_link_at_once_make_one_operator(db: PgPool) {
    let house = TestHouse::new(db).await;
    let link = operator_link(&house.app, house.id().await).await.unwrap();
    let tries = (0..6).map(|_| {
        let (mut device, body) = (house.device(), token(&link));
        async move {
            device
                .post("/api/v1/auth/claim", body)
                .await
                .status
                .as_u16()
        }
    });
    let mut statuses = futures_util::future::join_all(tries).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410, 410, 410, 410, 410]);
}

#[sqlx::test]
async fn operators_give_roles_and_the_last_one_stays(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut boss = house.account("boss", Role::Operator).await;
    let mut ann = house.account("ann", Role::Viewer).await;
    house.device().get("/api/v1/me").await.json(200);
    let listed = boss.get("/api/v1/studio/people").await.json(200);
    let emails: Vec<_> = listed["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["email"].as_str().unwrap())
        .collect();
    assert_eq!(
        emails,
        ["boss@example.org", "ann@example.org"],
        "no anonymous viewers"
    );
    let found = boss
        .get("/api/v1/studio/people?query=ANN%40")
        .await
        .json(200);
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    let path = |person: &serde_json::Value| {
        format!("/api/v1/studio/people/{}", person["id"].as_str().unwrap())
    };
    let (ann_path, boss_path) = (path(&listed["items"][1]), path(&listed["items"][0]));
    boss.patch(&ann_path, json!({ "role": "producer" }))
        .await
        .json(200);
    assert_eq!(
        ann.get("/api/v1/me").await.json(200)["role"],
        "producer",
        "at once"
    );
    assert_eq!(
        boss.patch(&boss_path, json!({ "role": "viewer" }))
            .await
            .refusal(409),
        "last_operator"
    );
    boss.patch(&ann_path, json!({ "role": "operator" }))
        .await
        .json(200);
    boss.patch(&boss_path, json!({ "role": "viewer" }))
        .await
        .json(200);
    assert_eq!(
        boss.get("/api/v1/studio/people").await.refusal(403),
        "not_allowed"
    );
    boss.patch(&boss_path, json!({ "role": "king" }))
        .await
        .refusal(403);
    ann.patch(&boss_path, json!({ "role": "king" }))
        .await
        .refusal(400);
    let login = json!({ "email": "boss@example.org", "password": PASSWORD });
    boss.post("/api/v1/auth/login", login).await.json(200);
}
