use sqlx::PgPool;

use super::host_name;
use crate::testing::TestHouse;

#[sqlx::test]
async fn a_visitor_learns_which_house_this_is(db: PgPool) {
    let house = TestHouse::new(db).await;
    let body = house.device().get("/api/v1/house").await.json(200);
    assert_eq!(body["name"], "Cliffhanger");
    assert_eq!(body["default_language"], "en");
}

#[sqlx::test]
async fn a_house_with_host_names_answers_only_to_them(db: PgPool) {
    let house = TestHouse::new(db).await;
    sqlx::query("update houses set hosts = '{elsewhere.example}'")
        .execute(&house.app.db)
        .await
        .unwrap();
    let code = house.device().get("/api/v1/house").await.refusal(404);
    assert_eq!(code, "house_not_found");
}

#[test]
fn a_port_is_not_part_of_the_name() {
    assert_eq!(host_name("house.example:8080"), "house.example");
    assert_eq!(host_name("house.example"), "house.example");
    assert_eq!(host_name("[::1]:8080"), "[::1]");
    assert_eq!(host_name("[::1]"), "[::1]");
    assert_eq!(host_name(""), "");
}
