//! From the last byte of an upload to an episode, subtitles or a poster.

use std::path::Path;

use axum::http::StatusCode;
use media::{MediaError, TextKind};
use sqlx::PgConnection;

use super::{Held, LIFETIME, Upload, file_of, hold};
use crate::app::App;
use crate::errors::{AppError, AppResult, Problem};
use crate::ingest::folder::names::{self, FileKind};
use crate::ingest::intake::{self, NewSource, Number};
use crate::ingest::poster;
use crate::ingest::problem;
use crate::ingest::sidecars::{self, NewSidecar};
use crate::ingest::workshop::Workshop;

/// Takes in the uploads that have all their bytes but whose process ended before it could. Returns how many.
pub async fn finish_all(app: &App, shop: &Workshop) -> anyhow::Result<usize> {
    let whole = sqlx::query_as!(
        Upload,
        r#"select id, house_id, series_id, episode_id, file_name, bytes_total, bytes_received, expires_at, finished_at,
                  problem as "problem: sqlx::types::Json<Problem>"
           from uploads where bytes_received = bytes_total and finished_at is null and expires_at > $1"#,
        app.clock.now()
    )
    .fetch_all(&app.db)
    .await?;
    let mut finished = 0;
    for upload in whole {
        let Held::Yes(_file) = hold(app, upload.id)? else {
            continue;
        };
        if upload.offset(app) < upload.bytes_total as u64 {
            continue;
        }
        match finish(app, shop, &upload).await {
            Err(refusal) if refusal.status.is_server_error() => return Err(refusal.into()),
            // A file that cannot be used is finished too: its row says why.
            _ => finished += 1,
        }
    }
    Ok(finished)
}

/// Makes of a whole upload what its name and its bytes say. The caller holds the file's lock. A file that cannot be
/// used is refused with the reason, which its row keeps; its bytes go.
pub async fn finish(app: &App, shop: &Workshop, upload: &Upload) -> AppResult<()> {
    let file = file_of(app, upload.id);
    let name = names::presentable(&upload.file_name);
    let taken = match FileKind::of(&name) {
        _ if upload.episode_id.is_some() => take_video(app, shop, upload, &name, &file).await,
        FileKind::Subtitles => take_subtitles(app, upload, &name, &file).await,
        FileKind::Picture => take_poster(app, shop, upload, &file).await,
        FileKind::Video | FileKind::Other => take_video(app, shop, upload, &name, &file).await,
    };
    if let Err(refusal) = &taken {
        if refusal.status.is_server_error() {
            return taken;
        }
        let problem = problem::of_app(refusal);
        let mut db = app.db.acquire().await?;
        finished(app, &mut db, upload, Some(&problem)).await?;
    }
    let _ = std::fs::remove_file(&file);
    taken
}

/// Marks the upload as dealt with; false when it was already.
async fn finished(
    app: &App,
    db: &mut PgConnection,
    upload: &Upload,
    problem: Option<&Problem>,
) -> AppResult<bool> {
    let now = app.clock.now();
    let marked = sqlx::query!(
        "update uploads set finished_at = $2, problem = $3, expires_at = $4 where id = $1 and finished_at is null",
        upload.id,
        now,
        problem.map(|problem| serde_json::json!(problem)),
        now + LIFETIME
    )
    .execute(&mut *db)
    .await?;
    if problem.is_none() {
        // A second try that worked: what was wrong with the first is told no more.
        sqlx::query!(
            "delete from uploads
             where series_id = $1 and file_name = $2 and problem is not null and episode_id is not distinct from $3",
            upload.series_id,
            upload.file_name,
            upload.episode_id
        )
        .execute(db)
        .await?;
    }
    Ok(marked.rows_affected() == 1)
}

fn unusable(error: &MediaError) -> AppError {
    if matches!(error, MediaError::DiskFull) {
        return super::append::disk_full();
    }
    problem::unusable(error)
}

async fn take_video(
    app: &App,
    shop: &Workshop,
    upload: &Upload,
    name: &str,
    file: &Path,
) -> AppResult<()> {
    // A landscape file is let in: the studio asks how to frame it.
    media::probe(&shop.tools, &shop.limits, file)
        .await
        .map_err(|error| unusable(&error))?;
    let leading = names::leading_number(name).filter(|number| *number > 0);
    let new = NewSource {
        house_id: upload.house_id,
        series_id: upload.series_id,
        number: leading.map_or(Number::Next, Number::Preferably),
        title: None,
        file,
        file_name: name,
        framing: None,
    };
    let kept = intake::keep(app, &new).await?;
    let mut tx = app.db.begin().await?;
    if !finished(app, &mut tx, upload, None).await? {
        return Ok(());
    }
    // The same name again, after the first could not be used, is a second try.
    let failed = sqlx::query_scalar!(
        "select e.id from episodes e join sources s on s.episode_id = e.id join packages p on p.episode_id = e.id
         where e.series_id = $1 and s.file_name = $2 and p.state = 'failed' order by e.number limit 1",
        upload.series_id,
        name
    )
    .fetch_optional(&mut *tx)
    .await?;
    match upload.episode_id.or(failed) {
        Some(episode_id) => intake::replace_kept(app, &mut tx, episode_id, &new, &kept).await?,
        None => {
            intake::add_kept(app, &mut tx, &new, &kept).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

async fn take_subtitles(app: &App, upload: &Upload, name: &str, file: &Path) -> AppResult<()> {
    let too_large = || {
        unusable(&MediaError::SubtitleUnreadable(
            "they have more than 4 MB".to_owned(),
        ))
    };
    if upload.bytes_total > media::subtitles::MAX_BYTES as i64 {
        return Err(too_large());
    }
    let Some(number) = episode_of(app, upload, name).await? else {
        return Err(AppError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "episode_unclear",
            "It is not clear which episode these subtitles belong to.",
            "Let their name begin with the episode's number and end with the language: 01.en.srt.",
        ));
    };
    let said = names::subtitle_name(name);
    let bytes = tokio::fs::read(file).await.map_err(AppError::internal)?;
    let new = NewSidecar {
        house_id: upload.house_id,
        series_id: upload.series_id,
        number,
        language: said.language.as_deref(),
        kind: if said.captions {
            TextKind::Captions
        } else {
            TextKind::Subtitles
        },
        bytes: &bytes,
    };
    if sidecars::is_approved(app, &new).await? {
        return Err(AppError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "approved_at_desk",
            "Subtitles in this language have been approved at the desk, and a file does not replace them.",
            "Bring the file in on the desk's page Localisation, and let it be reviewed.",
        ));
    }
    sidecars::add(app, &new).await?;
    let mut db = app.db.acquire().await?;
    finished(app, &mut db, upload, None).await?;
    Ok(())
}

/// The number that the name begins with, else that of the episode whose file has the same stem.
async fn episode_of(app: &App, upload: &Upload, name: &str) -> AppResult<Option<i32>> {
    if let Some(number) = names::leading_number(name).filter(|number| *number > 0) {
        return Ok(Some(number));
    }
    let stem = names::subtitle_name(name).stem;
    let episodes = sqlx::query!(
        "select e.number, s.file_name from episodes e join sources s on s.episode_id = e.id
         where e.series_id = $1 order by e.number",
        upload.series_id
    )
    .fetch_all(&app.db)
    .await?;
    let same = episodes.iter().find(|episode| {
        let other = names::stem(&episode.file_name);
        other == stem || other == names::stem(name)
    });
    Ok(same.map(|episode| episode.number))
}

async fn take_poster(app: &App, shop: &Workshop, upload: &Upload, file: &Path) -> AppResult<()> {
    match poster::set(app, shop, upload.house_id, upload.series_id, file).await {
        Ok(()) => {}
        Err(poster::Refused::Picture(error)) => return Err(unusable(&error)),
        Err(poster::Refused::House(error)) => return Err(error),
    }
    let mut db = app.db.acquire().await?;
    finished(app, &mut db, upload, None).await?;
    Ok(())
}
