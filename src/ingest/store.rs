//! From finished files to rows: blobs first, then everything that names them in one transaction.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use media::{Artwork, Plan, Rendition, Source, Text};
use serde_json::{Value, json};
use sqlx::{PgConnection, PgTransaction};
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use super::blobs::{self, ART, MEDIA, TEXT};
use super::claim::Claim;
use super::problem::Stop;
use crate::app::App;
use crate::catalog::cards;

/// The source that the work is about.
#[derive(Clone, Debug)]
pub struct SourceRow {
    pub sha256: Vec<u8>,
    pub blob_key: String,
    pub framing: Option<String>,
    pub bytes: i64,
    pub language: String,
}

impl SourceRow {
    pub async fn read(app: &App, episode_id: Uuid) -> sqlx::Result<Option<Self>> {
        sqlx::query_as!(
            Self,
            "select src.sha256, src.blob_key, src.framing, src.bytes, s.language
             from sources src join episodes e on e.id = src.episode_id join series s on s.id = e.series_id
             where src.episode_id = $1",
            episode_id
        )
        .fetch_optional(&app.db)
        .await
    }
}

/// A rendition whose file is kept.
struct Kept<'a> {
    rendition: &'a Rendition,
    blob_key: String,
    init: Vec<u8>,
}

async fn keep<'a>(app: &App, folder: &Path, all: &'a [Rendition]) -> anyhow::Result<Vec<Kept<'a>>> {
    let mut kept = Vec::new();
    for rendition in all {
        let file = folder.join(&rendition.file);
        let mut init = Vec::new();
        let head = tokio::fs::File::open(&file).await?;
        head.take(rendition.init_bytes)
            .read_to_end(&mut init)
            .await?;
        kept.push(Kept {
            rendition,
            blob_key: app.storage.keep_file(MEDIA, &file, "mp4").await?,
            init,
        });
    }
    Ok(kept)
}

/// What the first commit shows to viewers.
pub struct FirstLook<'a> {
    pub source: &'a Source,
    pub plan: &'a Plan,
    pub renditions: &'a [Rendition],
    pub artwork: &'a Artwork,
    pub text: &'a Text,
}

/// Makes the episode playable: in place of whatever an earlier source left there.
pub async fn commit_first(
    app: &App,
    claim: &Claim,
    row: &SourceRow,
    folder: &Path,
    look: &FirstLook<'_>,
) -> Result<(), Stop> {
    let kept = keep(app, folder, look.renditions).await?;
    let (poster, sprite) = keep_artwork(app, folder, look.artwork).await?;
    let mut texts = Vec::new();
    for track in &look.text.tracks {
        let file = folder.join(&track.file);
        texts.push((track, app.storage.keep_file(TEXT, &file, "vtt").await?));
    }
    let keys = kept
        .iter()
        .map(|kept| kept.blob_key.as_str())
        .chain(texts.iter().map(|(_, key)| key.as_str()))
        .chain([poster.webp.as_str()])
        .chain(poster.avif.as_deref())
        .chain(sprite.as_ref().and_then(|sprite| sprite["file"].as_str()));

    let mut tx = begin(app, claim, row, keys).await?;
    let now = app.clock.now();
    delete_other_renditions(&mut tx, claim.episode_id, look.renditions).await?;
    for kept in &kept {
        put_rendition(app, &mut tx, claim, kept).await?;
    }
    sqlx::query!(
        "delete from text_tracks where episode_id = $1 and origin = 'embedded'",
        claim.episode_id
    )
    .execute(&mut *tx)
    .await?;
    for (track, key) in &texts {
        // A file beside the video goes before what is inside it.
        sqlx::query!(
            "insert into text_tracks (id, house_id, episode_id, language, label, kind, origin, blob_key, created_at)
             values ($1, $2, $3, $4, $5, $6, 'embedded', $7, $8) on conflict do nothing",
            app.random.id(),
            claim.house_id,
            claim.episode_id,
            track.language,
            track.label,
            track.kind.as_str(),
            key,
            now
        )
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query!(
        "update sources set probe = $2 where episode_id = $1",
        claim.episode_id,
        json!(look.source)
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "update packages set state = 'playable', problem = null, duration_ms = $3, poster = $4, sprite = $5,
                playable_at = coalesce(playable_at, $6), completed_at = null, updated_at = $6
         where episode_id = $1 and worker = $2",
        claim.episode_id,
        claim.worker,
        look.plan.duration_ms as i32,
        json!(poster),
        sprite,
        now
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Adds the other sizes: the package is complete and nobody's any more.
pub async fn commit_rest(
    app: &App,
    claim: &Claim,
    row: &SourceRow,
    folder: &Path,
    rest: &[Rendition],
) -> Result<(), Stop> {
    let kept = keep(app, folder, rest).await?;
    let keys = kept.iter().map(|kept| kept.blob_key.as_str());
    let mut tx = begin(app, claim, row, keys).await?;
    for kept in &kept {
        put_rendition(app, &mut tx, claim, kept).await?;
    }
    let now = app.clock.now();
    sqlx::query!(
        "update packages set state = 'complete', stage = null, progress = 1, problem = null, attempts = 0, retry_at = null,
                worker = null, lease_until = null, completed_at = $3, updated_at = $3
         where episode_id = $1 and worker = $2",
        claim.episode_id,
        claim.worker,
        now
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Adds a rendition to a complete package, unless its source has changed since.
pub async fn commit_extra(
    app: &App,
    claim: &Claim,
    row: &SourceRow,
    folder: &Path,
    rendition: &Rendition,
) -> Result<(), Stop> {
    let kept = keep(app, folder, std::slice::from_ref(rendition)).await?;
    let mut tx = begin(
        app,
        claim,
        row,
        kept.iter().map(|kept| kept.blob_key.as_str()),
    )
    .await?;
    for kept in &kept {
        put_rendition(app, &mut tx, claim, kept).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A transaction in which the episode is still ours, its source still this one, and the blobs will not be swept away.
async fn begin(
    app: &App,
    claim: &Claim,
    row: &SourceRow,
    keys: impl Iterator<Item = &str>,
) -> Result<PgTransaction<'static>, Stop> {
    let mut tx = app.db.begin().await?;
    blobs::hold(app, &mut tx, keys).await?;
    let ours = sqlx::query_scalar!(
        "select p.episode_id from packages p join sources s on s.episode_id = p.episode_id
         where p.episode_id = $1 and p.worker = $2 and s.sha256 = $3 and s.framing is not distinct from $4
         for update of p",
        claim.episode_id,
        claim.worker,
        row.sha256,
        row.framing
    )
    .fetch_optional(&mut *tx)
    .await?;
    ours.map(|_| tx).ok_or(Stop::TakenOver)
}

/// Removes what an earlier source left; a rendition that is to be written over keeps its id.
async fn delete_other_renditions(
    tx: &mut PgConnection,
    episode_id: Uuid,
    renditions: &[Rendition],
) -> sqlx::Result<()> {
    let names: Vec<String> = renditions
        .iter()
        .map(|one| format!("{} {} {}", one.codec.as_str(), one.height, one.language))
        .collect();
    sqlx::query!(
        "delete from renditions where episode_id = $1 and concat_ws(' ', codec, height, language) <> all ($2)",
        episode_id,
        &names
    )
    .execute(tx)
    .await?;
    Ok(())
}

async fn put_rendition(
    app: &App,
    tx: &mut PgConnection,
    claim: &Claim,
    kept: &Kept<'_>,
) -> sqlx::Result<()> {
    let rendition = kept.rendition;
    sqlx::query!(
        "insert into renditions (id, house_id, episode_id, codec, width, height, language, label, mime, bandwidth,
             average_bandwidth, frame_rate, bytes, duration_ms, blob_key, init, segments, ffmpeg_version,
             arguments, quality, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
         on conflict (episode_id, codec, height, language) do update set
             id = case when renditions.blob_key = excluded.blob_key then renditions.id else excluded.id end,
             width = excluded.width, label = excluded.label, mime = excluded.mime, bandwidth = excluded.bandwidth, average_bandwidth = excluded.average_bandwidth,
             frame_rate = excluded.frame_rate, bytes = excluded.bytes, duration_ms = excluded.duration_ms,
             blob_key = excluded.blob_key, init = excluded.init, segments = excluded.segments,
             ffmpeg_version = excluded.ffmpeg_version, arguments = excluded.arguments, quality = excluded.quality,
             created_at = excluded.created_at",
        app.random.id(),
        claim.house_id,
        claim.episode_id,
        rendition.codec.as_str(),
        rendition.width as i32,
        rendition.height as i32,
        rendition.language,
        rendition.label,
        rendition.content_type(),
        rendition.bandwidth as i64,
        rendition.average_bandwidth as i64,
        rendition.rate.map(|rate| rate.fps() as f32),
        rendition.bytes as i64,
        rendition.duration_ms as i32,
        kept.blob_key,
        kept.init,
        json!(rendition.segments),
        rendition.ffmpeg_version,
        &rendition.arguments,
        rendition.quality.map(|quality| quality as f32),
        app.clock.now()
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// Keeps the pictures; gives them as the database keeps them.
async fn keep_artwork(
    app: &App,
    folder: &Path,
    artwork: &Artwork,
) -> anyhow::Result<(cards::Artwork, Option<Value>)> {
    let file = |name: &str| folder.join(name);
    let webp = file(&artwork.poster_webp.file);
    let avif = match &artwork.poster_avif {
        Some(picture) => Some(
            app.storage
                .keep_file(ART, &file(&picture.file), "avif")
                .await?,
        ),
        None => None,
    };
    let poster = cards::Artwork {
        webp: app.storage.keep_file(ART, &webp, "webp").await?,
        avif,
        width: artwork.poster_webp.width,
        height: artwork.poster_webp.height,
        thumbhash: STANDARD.encode(&artwork.thumbhash),
    };
    let sprite = match &artwork.sprite {
        Some(sprite) => {
            let key = app
                .storage
                .keep_file(ART, &file(&sprite.file), "webp")
                .await?;
            Some(json!({
                "file": key,
                "columns": sprite.columns,
                "rows": sprite.rows,
                "tile_width": sprite.tile_width,
                "tile_height": sprite.tile_height,
                "interval_ms": sprite.interval_ms,
                "count": sprite.count,
            }))
        }
        None => None,
    };
    Ok((poster, sprite))
}
