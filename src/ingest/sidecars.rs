//! Subtitle files: read once, kept as WebVTT, given to the episode with their number whenever it comes.

use bytes::Bytes;
use media::{MediaError, TextKind, subtitles};
use sqlx::PgConnection;
use uuid::Uuid;

use super::blobs::{self, TEXT};
use super::problem::of_media;
use crate::app::App;
use crate::errors::{AppError, AppResult, Problem};

/// A subtitle file and what it is for.
#[derive(Clone, Debug)]
pub struct NewSidecar<'a> {
    pub house_id: Uuid,
    pub series_id: Uuid,
    pub number: i32,
    /// BCP 47; none: the language of the series.
    pub language: Option<&'a str>,
    pub kind: TextKind,
    pub bytes: &'a [u8],
}

/// Reads SRT, WebVTT or ASS in any encoding that is common for the language, and gives WebVTT.
fn webvtt(bytes: &[u8], language: &str) -> Result<String, Problem> {
    match subtitles::parse(bytes, language) {
        Ok((cues, _)) => {
            let text = subtitles::to_webvtt(&cues);
            let drawn = subtitles::is_in_picture(bytes);
            Ok(if drawn {
                subtitles::in_picture(&text)
            } else {
                text
            })
        }
        Err(why) => Err(of_media(&MediaError::SubtitleUnreadable(why.to_owned()))),
    }
}

/// Takes a subtitle file in; true when that changed anything.
pub async fn add(app: &App, new: &NewSidecar<'_>) -> AppResult<bool> {
    let spoken = sqlx::query_scalar!("select language from series where id = $1", new.series_id)
        .fetch_one(&app.db)
        .await?;
    let language = new.language.unwrap_or(&spoken);
    let text = webvtt(new.bytes, language).map_err(|problem| {
        AppError::bad_request("subtitle_unreadable", problem.message, problem.remedy)
    })?;
    let key = app
        .storage
        .keep_bytes(TEXT, Bytes::from(text), "vtt")
        .await?;
    let mut tx = app.db.begin().await?;
    blobs::hold(app, &mut tx, [key.as_str()].into_iter()).await?;
    // Held, so that the episode cannot come between the look and the insert.
    let episode_id = sqlx::query_scalar!(
        r#"select e.id as "id?" from series s
           left join episodes e on e.series_id = s.id and e.number = $2
           where s.id = $1 for update of s"#,
        new.series_id,
        new.number
    )
    .fetch_one(&mut *tx)
    .await?;
    let changed = match episode_id {
        Some(episode_id) => {
            let track = Track {
                house_id: new.house_id,
                episode_id,
                language,
                kind: new.kind.as_str(),
                blob_key: &key,
            };
            put_track(app, &mut tx, &track).await?
        }
        None => {
            sqlx::query!(
                "insert into sidecars (series_id, house_id, number, language, kind, blob_key, created_at)
                 values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict (series_id, number, language, kind) do update set blob_key = excluded.blob_key
                 where sidecars.blob_key <> excluded.blob_key",
                new.series_id,
                new.house_id,
                new.number,
                language,
                new.kind.as_str(),
                key,
                app.clock.now()
            )
            .execute(&mut *tx)
            .await?
            .rows_affected()
                > 0
        }
    };
    tx.commit().await?;
    Ok(changed)
}

/// Gives an episode that was just added the subtitles that waited for its number.
pub async fn attach(
    app: &App,
    tx: &mut PgConnection,
    series_id: Uuid,
    episode_id: Uuid,
    number: i32,
) -> AppResult<()> {
    let waiting = sqlx::query!(
        "delete from sidecars where series_id = $1 and number = $2 returning house_id, language, kind, blob_key",
        series_id,
        number
    )
    .fetch_all(&mut *tx)
    .await?;
    for one in &waiting {
        let track = Track {
            house_id: one.house_id,
            episode_id,
            language: &one.language,
            kind: &one.kind,
            blob_key: &one.blob_key,
        };
        put_track(app, tx, &track).await?;
    }
    Ok(())
}

struct Track<'a> {
    house_id: Uuid,
    episode_id: Uuid,
    language: &'a str,
    kind: &'a str,
    blob_key: &'a str,
}

/// Where a track is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "lowercase")]
enum Origin {
    Sidecar,
    Desk,
}

/// Gives viewers what the desk has approved, in place of what a file brought. From then on files leave it alone.
/// The caller holds the blob.
pub async fn approve(
    app: &App,
    tx: &mut PgConnection,
    (house_id, episode_id): (Uuid, Uuid),
    (language, kind): (&str, &str),
    blob_key: &str,
) -> AppResult<()> {
    let track = Track {
        house_id,
        episode_id,
        language,
        kind,
        blob_key,
    };
    put(app, tx, &track, Origin::Desk).await.map(drop)
}

/// Takes from viewers what they have in a language.
pub async fn withdraw(
    app: &App,
    tx: &mut PgConnection,
    (house_id, episode_id): (Uuid, Uuid),
    language: &str,
) -> AppResult<()> {
    sqlx::query!(
        "delete from text_tracks where house_id = $1 and episode_id = $2 and language = $3 and kind <> 'chapters'",
        house_id,
        episode_id,
        language
    )
    .execute(&mut *tx)
    .await?;
    told(app, tx, episode_id).await
}

/// Whether the desk has approved subtitles of its own in a language, of the episode with a number.
pub async fn is_approved(app: &App, new: &NewSidecar<'_>) -> AppResult<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from text_tracks t join episodes e on e.id = t.episode_id join series s on s.id = e.series_id
           where s.id = $1 and s.house_id = $2 and e.number = $3 and t.language = coalesce($4, s.language) and t.kind = $5
             and t.origin = 'desk') as "approved!""#,
        new.series_id,
        new.house_id,
        new.number,
        new.language,
        new.kind.as_str()
    )
    .fetch_one(&app.db)
    .await?)
}

async fn put_track(app: &App, tx: &mut PgConnection, track: &Track<'_>) -> AppResult<bool> {
    put(app, tx, track, Origin::Sidecar).await
}

async fn put(
    app: &App,
    tx: &mut PgConnection,
    track: &Track<'_>,
    origin: Origin,
) -> AppResult<bool> {
    let now = app.clock.now();
    let put = sqlx::query!(
        "insert into text_tracks (id, house_id, episode_id, language, label, kind, origin, blob_key, created_at)
         values ($1, $2, $3, $4, $4, $5, $8, $6, $7)
         on conflict (episode_id, language, kind) do update set
             id = excluded.id, label = excluded.label, origin = excluded.origin, blob_key = excluded.blob_key, created_at = excluded.created_at
         where (text_tracks.origin, text_tracks.blob_key) <> (excluded.origin, excluded.blob_key)
           and (text_tracks.origin <> 'desk' or excluded.origin = 'desk')",
        app.random.id(),
        track.house_id,
        track.episode_id,
        track.language,
        track.kind,
        track.blob_key,
        now,
        origin as _
    )
    .execute(&mut *tx)
    .await?;
    if put.rows_affected() == 0 {
        return Ok(false);
    }
    told(app, tx, track.episode_id).await?;
    Ok(true)
}

/// Who watches the series for changes sees this one.
async fn told(app: &App, tx: &mut PgConnection, episode_id: Uuid) -> AppResult<()> {
    sqlx::query!(
        "update packages set updated_at = $2 where episode_id = $1",
        episode_id,
        app.clock.now()
    )
    .execute(tx)
    .await?;
    Ok(())
}
