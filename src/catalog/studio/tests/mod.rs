//! The studio's verbs, and the same through HTTP.

mod events;
mod http;
mod ownership;
mod verbs;

use sqlx::PgPool;
use uuid::Uuid;

use crate::testing::TestHouse;

/// What ingest writes once an episode's first rung can be played.
async fn make_playable(house: &TestHouse, episode_id: Uuid) {
    sqlx::query(
        "insert into packages (episode_id, house_id, state, progress, duration_ms, playable_at, updated_at)
         select id, house_id, 'playable', 0.25, 61000, $2, $2 from episodes where id = $1",
    )
    .bind(episode_id)
    .bind(house.app.clock.now())
    .execute(&house.app.db)
    .await
    .unwrap();
}

/// What ingest writes when a file comes in.
async fn add_source(db: &PgPool, episode_id: Uuid, file_name: &str) {
    sqlx::query(
        "insert into sources (episode_id, house_id, file_name, sha256, bytes, blob_key, created_at)
         select id, house_id, $2, '\\x00', 1, 'sources/x', created_at from episodes where id = $1",
    )
    .bind(episode_id)
    .bind(file_name)
    .execute(db)
    .await
    .unwrap();
}
