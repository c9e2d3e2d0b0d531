//! Strips, taken in.

use uuid::Uuid;

use super::STRIPS;
use crate::app::App;
use crate::errors::AppResult;
use crate::ingest::blobs;

/// A picture of a strip, ready to be served: WebP.
#[derive(Clone, Debug)]
pub struct NewPicture {
    pub bytes: bytes::Bytes,
    /// Pixels.
    pub width: i32,
    pub height: i32,
    /// What is seen and said.
    pub alt: String,
}

/// Makes these pictures, from the top, the strip of an episode. `made_of` names what they were made of.
pub async fn keep(
    app: &App,
    house_id: Uuid,
    episode_id: Uuid,
    made_of: &str,
    pictures: &[NewPicture],
) -> AppResult<()> {
    let mut keys = Vec::new();
    for picture in pictures {
        let bytes = picture.bytes.clone();
        keys.push(app.storage.keep_bytes(STRIPS, bytes, "webp").await?);
    }
    let strip_id = app.random.id();
    let mut tx = app.db.begin().await?;
    blobs::hold(app, &mut tx, keys.iter().map(String::as_str)).await?;
    sqlx::query!(
        "delete from strips where house_id = $1 and episode_id = $2",
        house_id,
        episode_id
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "insert into strips (id, house_id, episode_id, made_of, updated_at) values ($1, $2, $3, $4, $5)",
        strip_id,
        house_id,
        episode_id,
        made_of,
        app.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    for (position, (picture, key)) in pictures.iter().zip(&keys).enumerate() {
        sqlx::query!(
            "insert into strip_pictures (id, house_id, strip_id, position, blob_key, bytes, width, height, alt)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            app.random.id(),
            house_id,
            strip_id,
            position as i32,
            key,
            picture.bytes.len() as i64,
            picture.width,
            picture.height,
            picture.alt
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What an episode's strip was made of; nothing where it has none.
pub async fn made_of(app: &App, house_id: Uuid, episode_id: Uuid) -> AppResult<Option<String>> {
    Ok(sqlx::query_scalar!(
        "select made_of from strips where house_id = $1 and episode_id = $2",
        house_id,
        episode_id
    )
    .fetch_optional(&app.db)
    .await?)
}
