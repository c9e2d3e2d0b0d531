//! HLS playlists, written from the renditions that exist at the moment they are asked for.

use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use media::playlists::{self, Entry};
use media::{Codec, Rate, Rendition, Segment, TextKind, TextOrigin, TextTrack};
use uuid::Uuid;

use super::media::gone;
use crate::app::App;
use crate::errors::AppResult;
use crate::extract::Path;
use crate::houses::CurrentHouse;
use crate::paywall;
use crate::rights::Sight;

/// A larger rendition may join at any moment.
const FOR_A_MOMENT: HeaderValue = HeaderValue::from_static("private, max-age=10");

/// Serve a playlist of an episode: `h264.m3u8` and `av1.m3u8` are multivariant, `{rendition}.m3u8` and
/// `text-{track}.m3u8` are what those point to.
pub async fn playlist(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    sight: Sight,
    Path((episode_id, file)): Path<(Uuid, String)>,
    mut parts: Parts,
) -> AppResult<Response> {
    let name = file.strip_suffix(".m3u8").ok_or_else(gone)?;
    let found = sqlx::query!(
        r#"select v.series_id as "series_id!", v.duration_ms as "duration_ms!"
           from open_episodes($1, $2, $4) v where v.episode_id = $3"#,
        house.id,
        app.clock.now(),
        episode_id,
        sight.closed()
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(gone)?;
    let pass = paywall::may_fetch(&app, &sight, &mut parts, episode_id)
        .await?
        .query();
    let licensed = |language: &str| sight.track(found.series_id, episode_id, language);
    let list = match name {
        "h264" => multivariant(&app, episode_id, Codec::H264, &pass, licensed).await?,
        "av1" => multivariant(&app, episode_id, Codec::Av1, &pass, licensed).await?,
        _ => {
            if let Some(track) = name.strip_prefix("text-") {
                let track: Uuid = track.parse().map_err(|_| gone())?;
                texts(&app, episode_id)
                    .await?
                    .iter()
                    .find(|(id, kept)| *id == track && licensed(&kept.language))
                    .ok_or_else(gone)?;
                playlists::text(
                    found.duration_ms as u64,
                    &format!("/media/text/{track}.vtt{pass}"),
                )
            } else {
                let id: Uuid = name.parse().map_err(|_| gone())?;
                let renditions = renditions(&app, episode_id).await?;
                let (_, rendition) = renditions
                    .iter()
                    .find(|(rendition, kept)| *rendition == id && licensed(&kept.language))
                    .ok_or_else(gone)?;
                playlists::media(rendition, &format!("/media/renditions/{id}.mp4{pass}"))
            }
        }
    };
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/vnd.apple.mpegurl"),
        ),
        (header::CACHE_CONTROL, FOR_A_MOMENT),
    ];
    Ok((headers, list).into_response())
}

async fn multivariant(
    app: &App,
    episode_id: Uuid,
    codec: Codec,
    pass: &str,
    licensed: impl Fn(&str) -> bool,
) -> AppResult<String> {
    let renditions = renditions(app, episode_id).await?.into_iter();
    let (ids, renditions): (Vec<Uuid>, Vec<Rendition>) = renditions
        .filter(|(_, rendition)| licensed(&rendition.language))
        .unzip();
    if renditions.iter().all(|rendition| rendition.codec != codec) {
        return Err(gone());
    }
    let (text_ids, tracks): (Vec<Uuid>, Vec<TextTrack>) = texts(app, episode_id)
        .await?
        .into_iter()
        .filter(|(_, track)| licensed(&track.language))
        .unzip();
    // Entries are references into the lists just made: their place there tells their id.
    let rendition_id = |entry: &Rendition| {
        let place = renditions
            .iter()
            .position(|rendition| std::ptr::eq(rendition, entry));
        place.map(|at| ids[at]).unwrap_or_default()
    };
    Ok(playlists::multivariant(
        codec,
        &renditions,
        &tracks,
        |entry| match entry {
            Entry::Video(rendition) | Entry::Audio(rendition) => {
                format!("{}.m3u8{pass}", rendition_id(rendition))
            }
            Entry::Text(track) => {
                let place = tracks.iter().position(|kept| std::ptr::eq(kept, track));
                format!(
                    "text-{}.m3u8{pass}",
                    place.map(|at| text_ids[at]).unwrap_or_default()
                )
            }
        },
    ))
}

async fn renditions(app: &App, episode_id: Uuid) -> AppResult<Vec<(Uuid, Rendition)>> {
    let rows = sqlx::query!(
        r#"select id as "id!", codec as "codec!", width as "width!", height as "height!", language as "language!",
                  label as "label!", mime as "mime!", bandwidth as "bandwidth!", average_bandwidth as "average_bandwidth!",
                  frame_rate, bytes as "bytes!", duration_ms as "duration_ms!", length(init)::bigint as "init_bytes!",
                  segments as "segments!: sqlx::types::Json<Vec<Segment>>"
           from heard_renditions where episode_id = $1 order by height desc, language"#,
        episode_id
    )
    .fetch_all(&app.db)
    .await?;
    let renditions = rows.into_iter().map(|row| {
        let codec = match row.codec.as_str() {
            "aac" => Codec::Aac,
            "av1" => Codec::Av1,
            _ => Codec::H264,
        };
        let rendition = Rendition {
            codec,
            width: row.width as u32,
            height: row.height as u32,
            rate: row
                .frame_rate
                .map(|rate| Rate::new((rate * 1000.0).round() as u32, 1000)),
            language: row.language,
            label: row.label,
            channels: if codec == Codec::Aac { 2 } else { 0 },
            mime: codecs(&row.mime).to_owned(),
            bandwidth: row.bandwidth as u64,
            average_bandwidth: row.average_bandwidth as u64,
            bytes: row.bytes as u64,
            duration_ms: row.duration_ms as u64,
            file: String::new(),
            init_bytes: row.init_bytes as u64,
            segments: row.segments.0,
            ffmpeg_version: String::new(),
            arguments: Vec::new(),
            quality: None,
        };
        (row.id, rendition)
    });
    Ok(renditions.collect())
}

/// `video/mp4; codecs="avc1.64001f"` → `avc1.64001f`
fn codecs(content_type: &str) -> &str {
    content_type.split('"').nth(1).unwrap_or(content_type)
}

async fn texts(app: &App, episode_id: Uuid) -> AppResult<Vec<(Uuid, TextTrack)>> {
    let rows = sqlx::query!(
        "select id, language, label, kind from text_tracks
         where episode_id = $1 and kind <> 'chapters' order by language, kind",
        episode_id
    )
    .fetch_all(&app.db)
    .await?;
    let tracks = rows.into_iter().map(|row| {
        let track = TextTrack {
            language: row.language,
            label: row.label,
            kind: if row.kind == "captions" {
                TextKind::Captions
            } else {
                TextKind::Subtitles
            },
            origin: TextOrigin::Sidecar,
            file: String::new(),
            cues: 0,
            bytes: 0,
            encoding: String::new(),
        };
        (row.id, track)
    });
    Ok(tracks.collect())
}
