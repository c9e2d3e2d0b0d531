//! A series' own poster, from a picture file.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use media::MediaError;
use uuid::Uuid;

use super::blobs::{self, ART};
use super::workshop::Workshop;
use crate::app::App;
use crate::catalog::{cards, studio};
use crate::errors::AppError;

/// Why a poster was not set.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Picture(#[from] MediaError),
    #[error(transparent)]
    House(#[from] AppError),
}

/// Makes the picture the series' poster.
pub async fn set(
    app: &App,
    shop: &Workshop,
    house_id: Uuid,
    series_id: Uuid,
    file: &Path,
) -> Result<(), Refused> {
    let folder = shop.path().join(format!("poster-{}", app.random.id()));
    std::fs::create_dir(&folder).map_err(|error| AppError::internal(anyhow::Error::from(error)))?;
    let set = set_in(app, shop, house_id, series_id, file, &folder).await;
    let _ = std::fs::remove_dir_all(&folder);
    set
}

/// Makes the picture the series' cover for viewers of one language.
pub async fn set_cover(
    app: &App,
    shop: &Workshop,
    (house_id, series_id): (Uuid, Uuid),
    language: &str,
    file: &Path,
) -> Result<(), Refused> {
    let folder = shop.path().join(format!("poster-{}", app.random.id()));
    std::fs::create_dir(&folder).map_err(|error| AppError::internal(anyhow::Error::from(error)))?;
    let made = served(app, shop, file, &folder).await;
    let _ = std::fs::remove_dir_all(&folder);
    let picture = made?;
    let mut tx = app.db.begin().await.map_err(AppError::from)?;
    hold(app, &mut tx, &picture).await?;
    studio::set_cover(&mut tx, (house_id, series_id), language, Some(&picture)).await?;
    tx.commit().await.map_err(AppError::from)?;
    Ok(())
}

/// Makes the picture what stands for an episode in lists. `made_of` names it: the same again is nothing to do.
pub async fn set_thumbnail(
    app: &App,
    shop: &Workshop,
    (house_id, episode_id): (Uuid, Uuid),
    made_of: &str,
    file: &Path,
) -> Result<(), Refused> {
    let folder = shop.path().join(format!("poster-{}", app.random.id()));
    std::fs::create_dir(&folder).map_err(|error| AppError::internal(anyhow::Error::from(error)))?;
    let made = served(app, shop, file, &folder).await;
    let _ = std::fs::remove_dir_all(&folder);
    let picture = made?;
    let mut tx = app.db.begin().await.map_err(AppError::from)?;
    hold(app, &mut tx, &picture).await?;
    let picture = serde_json::to_value(&picture).expect("plain data becomes JSON");
    sqlx::query!(
        "insert into episode_thumbnails (episode_id, house_id, made_of, picture) values ($1, $2, $3, $4)
         on conflict (episode_id) do update set made_of = excluded.made_of, picture = excluded.picture",
        episode_id,
        house_id,
        made_of,
        picture
    )
    .execute(&mut *tx)
    .await
    .map_err(AppError::from)?;
    tx.commit().await.map_err(AppError::from)?;
    Ok(())
}

async fn hold(
    app: &App,
    tx: &mut sqlx::PgConnection,
    picture: &cards::Artwork,
) -> Result<(), Refused> {
    let keys = [Some(picture.webp.as_str()), picture.avif.as_deref()];
    blobs::hold(app, tx, keys.into_iter().flatten())
        .await
        .map_err(|error| Refused::House(AppError::internal(error)))
}

async fn set_in(
    app: &App,
    shop: &Workshop,
    house_id: Uuid,
    series_id: Uuid,
    file: &Path,
    folder: &Path,
) -> Result<(), Refused> {
    let poster = served(app, shop, file, folder).await?;
    let mut tx = app.db.begin().await.map_err(AppError::from)?;
    hold(app, &mut tx, &poster).await?;
    studio::set_poster(app, &mut tx, house_id, series_id, Some(&poster)).await?;
    tx.commit().await.map_err(AppError::from)?;
    Ok(())
}

/// The picture as it is served, its bytes kept.
async fn served(
    app: &App,
    shop: &Workshop,
    file: &Path,
    folder: &Path,
) -> Result<cards::Artwork, Refused> {
    let cancel = app.stopping.child_token();
    let still = media::still(&shop.tools, &shop.limits, file, folder, &cancel).await?;
    let keep = async |name: &str, extension: &str| {
        let file = folder.join(name);
        let kept = app.storage.keep_file(ART, &file, extension);
        kept.await.map_err(AppError::internal)
    };
    let avif = match &still.avif {
        Some(picture) => Some(keep(&picture.file, "avif").await?),
        None => None,
    };
    Ok(cards::Artwork {
        webp: keep(&still.webp.file, "webp").await?,
        avif,
        width: still.webp.width,
        height: still.webp.height,
        thumbhash: STANDARD.encode(&still.thumbhash),
    })
}
