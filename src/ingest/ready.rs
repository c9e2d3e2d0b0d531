//! Renditions that came ready made with a film: kept until its packaging takes them as they are.

use std::path::{Path, PathBuf};

use media::Rendition;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::blobs::{self, MEDIA};
use crate::app::App;

/// A rendition that was measured, and where it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ready {
    pub rendition: Rendition,
    pub blob_key: String,
}

/// Keeps renditions for the film with this digest, before it is taken in.
pub async fn keep(
    app: &App,
    house_id: Uuid,
    film: &[u8],
    renditions: &[(Rendition, PathBuf)],
) -> anyhow::Result<()> {
    let mut ready = Vec::with_capacity(renditions.len());
    for (rendition, file) in renditions {
        ready.push(Ready {
            rendition: rendition.clone(),
            blob_key: app.storage.keep_file(MEDIA, file, "mp4").await?,
        });
    }
    let mut tx = app.db.begin().await?;
    blobs::hold(app, &mut tx, ready.iter().map(|one| one.blob_key.as_str())).await?;
    sqlx::query!(
        "insert into ready_renditions (house_id, source_sha256, renditions, at) values ($1, $2, $3, $4)
         on conflict (house_id, source_sha256) do update set renditions = excluded.renditions, at = excluded.at",
        house_id,
        film,
        json!(ready),
        app.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// What is kept for a film.
pub(super) async fn of(app: &App, house_id: Uuid, film: &[u8]) -> sqlx::Result<Option<Vec<Ready>>> {
    let kept = sqlx::query_scalar!(
        r#"select renditions as "renditions: Json<Vec<Ready>>" from ready_renditions where house_id = $1 and source_sha256 = $2"#,
        house_id,
        film
    );
    Ok(kept.fetch_optional(&app.db).await?.map(|kept| kept.0))
}

/// Lays the files into the folder where packaging looks for what it has made; the sizes first, the first rung before all.
pub(super) async fn lay_out(
    app: &App,
    ready: Vec<Ready>,
    folder: &Path,
) -> anyhow::Result<Vec<Rendition>> {
    let mut laid = Vec::with_capacity(ready.len());
    for Ready {
        mut rendition,
        blob_key,
    } in ready
    {
        let name = blob_key.rsplit('/').next().unwrap_or(&blob_key).to_owned();
        let from = app.storage.local_copy(&blob_key, folder).await?;
        let to = folder.join(&name);
        if from != to {
            tokio::fs::copy(&from, &to).await?;
        }
        rendition.file = name;
        laid.push(rendition);
    }
    laid.sort_by_key(|one| {
        let side = one.width.min(one.height);
        let sound = one.codec != media::Codec::H264;
        (sound, side.abs_diff(media::FIRST_RUNG))
    });
    Ok(laid)
}

/// Lets go of what no film waits for any more.
pub async fn forget_idle(app: &App, house_id: Uuid) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from ready_renditions r where r.house_id = $1 and not exists (
             select from sources s join packages p on p.episode_id = s.episode_id
             where s.house_id = $1 and s.sha256 = r.source_sha256 and p.state not in ('complete', 'failed'))",
        house_id
    )
    .execute(&app.db)
    .await?;
    Ok(())
}
