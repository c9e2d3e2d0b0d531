//! Copies: an episode with the recipient's name all over it, and a mark that nobody sees.

use std::path::{Path, PathBuf};

use anyhow::Context;
use artwork::burn;
use artwork::text::Faces;
use futures_util::FutureExt as _;
use media::{SCREENER, Screening};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use watermark::Seed;

use super::SCREENERS;
use crate::app::App;
use crate::errors::AppResult;
use crate::ingest::{Workshop, blobs};
use crate::jobs::{self, Job};
use crate::market::not_found;

/// Larger renditions are made smaller by nobody: the largest of at most so many pixels by the short side is taken.
const SIDE_MAX: i32 = 720;

/// How far the copy of an episode is.
#[derive(Serialize, ToSchema)]
#[schema(as = ScreeningCopy)]
pub struct Copy {
    pub state: CopyState,
    /// 0 to 1
    pub progress: f32,
    /// Address of an MP4, when it is ready. It plays on the device that opened the link.
    pub url: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CopyState {
    /// Nobody has asked for it.
    None,
    Waiting,
    Making,
    Ready,
    /// Asked for again, it is tried again.
    Failed,
}

impl Copy {
    pub fn of(screener: Uuid, episode: Uuid, state: Option<&str>, progress: Option<f32>) -> Self {
        let state = match state {
            Some("waiting") => CopyState::Waiting,
            Some("making") => CopyState::Making,
            Some("ready") => CopyState::Ready,
            Some("failed") => CopyState::Failed,
            _ => CopyState::None,
        };
        Self {
            state,
            progress: progress.unwrap_or_default(),
            url: (state == CopyState::Ready)
                .then(|| format!("/media/screeners/{screener}/{episode}.mp4")),
        }
    }
}

/// Puts a copy on the queue, unless it is there or on its way, and says how far it is.
pub async fn ask(app: &App, house_id: Uuid, screener: Uuid, episode: Uuid) -> AppResult<Copy> {
    let mut transaction = app.db.begin().await?;
    let asked = sqlx::query_scalar!(
        "insert into screener_copies (screener_id, episode_id, house_id, state, updated_at)
         select x.screener_id, x.episode_id, x.house_id, 'waiting', $4 from screener_episodes x
         where x.screener_id = $1 and x.episode_id = $2 and x.house_id = $3
         on conflict (screener_id, episode_id) do update set state = 'waiting', problem = null, progress = 0, updated_at = excluded.updated_at
         where screener_copies.state in ('failed', 'gone') returning episode_id",
        screener,
        episode,
        house_id,
        app.clock.now()
    )
    .fetch_optional(&mut *transaction)
    .await?;
    if asked.is_some() {
        let job = Job::Screener {
            screener_id: screener,
            episode_id: episode,
        };
        jobs::enqueue(&mut *transaction, &app.random, &job).await?;
    }
    let row = sqlx::query!(
        "select state, progress from screener_copies where screener_id = $1 and episode_id = $2 and house_id = $3",
        screener,
        episode,
        house_id
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| not_found("episode"))?;
    transaction.commit().await?;
    Ok(Copy::of(
        screener,
        episode,
        Some(&row.state),
        Some(row.progress),
    ))
}

/// What a copy is made of.
struct Parts {
    house_id: Uuid,
    name: String,
    email: String,
    seed: Vec<u8>,
    video_key: String,
    size: (u32, u32),
    duration_ms: i32,
    audio_key: Option<String>,
}

/// Makes the copy that a row asks for.
pub async fn work(app: &App, shop: &Workshop, screener: Uuid, episode: Uuid) -> anyhow::Result<()> {
    let now = app.clock.now();
    let taken = sqlx::query_scalar!(
        "update screener_copies set state = 'making', updated_at = $3
         where screener_id = $1 and episode_id = $2 and state in ('waiting', 'making') returning house_id",
        screener,
        episode,
        now
    )
    .fetch_optional(&app.db)
    .await?;
    if taken.is_none() {
        return Ok(());
    }
    let folder = shop.path().join(format!("screener-{screener}-{episode}"));
    let made = match parts(app, screener, episode).await? {
        // The link has ended meanwhile.
        None => {
            sqlx::query!(
                "update screener_copies set state = 'gone', updated_at = $3 where screener_id = $1 and episode_id = $2",
                screener,
                episode,
                now
            )
            .execute(&app.db)
            .await?;
            return Ok(());
        }
        Some(parts) => {
            let _ = std::fs::remove_dir_all(&folder);
            std::fs::create_dir_all(&folder)?;
            make(app, shop, (screener, episode), &parts, &folder).await
        }
    };
    let _ = std::fs::remove_dir_all(&folder);
    if app.stopping.is_cancelled() {
        anyhow::bail!("the house closes; the copy is made when it opens");
    }
    if let Err(error) = made {
        tracing::error!(%screener, %episode, "a screener could not be made: {error:#}");
        sqlx::query!(
            "update screener_copies set state = 'failed', problem = $3, updated_at = $4
             where screener_id = $1 and episode_id = $2 and state = 'making'",
            screener,
            episode,
            format!("{error:#}"),
            app.clock.now()
        )
        .execute(&app.db)
        .await?;
    }
    Ok(())
}

async fn parts(app: &App, screener: Uuid, episode: Uuid) -> anyhow::Result<Option<Parts>> {
    let row = sqlx::query!(
        "select c.house_id, c.name, c.email, c.seed, v.blob_key, v.width, v.height, v.duration_ms,
                (select a.blob_key from renditions a where a.episode_id = $2 and a.codec = 'aac'
                 order by (a.language = s.language) desc, a.language limit 1) as audio_key
         from screeners c join series s on s.id = c.series_id
         join lateral (select blob_key, width, height, duration_ms from renditions r
                       where r.episode_id = $2 and r.codec = 'h264'
                       order by (least(width, height) <= $4) desc,
                                case when least(width, height) <= $4 then -height else height end limit 1) v on true
         where c.id = $1 and c.revoked_at is null and c.expires_at > $3",
        screener,
        episode,
        app.clock.now(),
        SIDE_MAX
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(row.map(|row| Parts {
        house_id: row.house_id,
        name: row.name,
        email: row.email,
        seed: row.seed,
        video_key: row.blob_key,
        size: (row.width as u32, row.height as u32),
        duration_ms: row.duration_ms,
        audio_key: row.audio_key,
    }))
}

async fn make(
    app: &App,
    shop: &Workshop,
    (screener, episode): (Uuid, Uuid),
    parts: &Parts,
    folder: &Path,
) -> anyhow::Result<()> {
    let video = app.storage.local_copy(&parts.video_key, folder).await?;
    let audio = match &parts.audio_key {
        None => None,
        Some(key) => Some(app.storage.local_copy(key, folder).await?),
    };
    let (mark, sheet, period) = dressed(app, parts, folder).await?;
    let screening = Screening {
        video: &video,
        audio: audio.as_deref(),
        size: parts.size,
        duration_ms: parts.duration_ms as u64,
        sheet: (&sheet, period),
        mark: &mark,
    };
    let cancel = app.stopping.child_token();
    let (sender, mut progress) = tokio::sync::watch::channel(0.0_f32);
    let mut going = media::screener(
        &shop.tools,
        &shop.limits,
        &screening,
        folder,
        &cancel,
        |share| {
            sender.send_replace(share);
        },
    )
    .boxed();
    let mut told = 0.0;
    let bytes = loop {
        tokio::select! {
            made = &mut going => break made?,
            _ = progress.changed() => {
                let share = *progress.borrow_and_update();
                if share < told + 0.02 {
                    continue;
                }
                told = share;
                sqlx::query!(
                    "update screener_copies set progress = $3, updated_at = $4 where screener_id = $1 and episode_id = $2",
                    screener,
                    episode,
                    share,
                    app.clock.now()
                )
                .execute(&app.db)
                .await?;
            }
        }
    };
    let key = app
        .storage
        .keep_file(SCREENERS, &folder.join(SCREENER), "mp4")
        .await?;
    let mut transaction = app.db.begin().await?;
    blobs::hold(app, &mut transaction, [key.as_str()].into_iter()).await?;
    // Only while the link holds: one that was withdrawn meanwhile leaves nothing behind.
    let kept = sqlx::query!(
        "update screener_copies k set state = 'ready', progress = 1, problem = null, blob_key = $3, bytes = $4, updated_at = $5
         from screeners c where c.id = k.screener_id and c.revoked_at is null and c.expires_at > $5
           and k.screener_id = $1 and k.episode_id = $2 and k.house_id = $6",
        screener,
        episode,
        key,
        bytes as i64,
        app.clock.now(),
        parts.house_id
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    if kept.rows_affected() == 0 {
        app.storage.delete(&key).await?;
        super::sweep::clear(app, screener)
            .await
            .map_err(|error| anyhow::anyhow!("{error}"))?;
    }
    Ok(())
}

/// The mark, and the sheet of words with its period: work for the processor, on a thread of its own.
async fn dressed(
    app: &App,
    parts: &Parts,
    folder: &Path,
) -> anyhow::Result<(Vec<u8>, PathBuf, (u32, u32))> {
    let seed: [u8; 32] = parts
        .seed
        .as_slice()
        .try_into()
        .context("the seed has 32 bytes")?;
    let (size, file) = (parts.size, folder.join("sheet.png"));
    let text = format!("{}\n{}", parts.name, parts.email);
    let config = app.config.clone();
    tokio::task::spawn_blocking(move || {
        let faces = Faces::from_bytes(crate::documents::font_files(&config))?;
        let (width, height) = size;
        let sheet = burn::sheet(&faces, &text, artwork::Size { width, height })
            .context("the film has no size")?;
        std::fs::write(&file, sheet.pixmap.encode_png()?)?;
        let mark = watermark::picture(&Seed(seed), width as usize, height as usize);
        Ok((mark, file, sheet.period))
    })
    .await?
}
