//! Renditions that go into a delivery: the files as they are kept, with HLS playlists by which they play where they lie.

use anyhow::Context;
use delivery::{Codec, FileKind, Rendition, Subtitles};
use media::playlists::{self, Entry};
use media::{Rate, Segment, TextKind, TextOrigin, TextTrack};
use sqlx::types::Json;
use uuid::Uuid;

use super::pack::{Content, Part};
use crate::app::App;

/// What viewers hear and see of an episode, pictures from large to small, then sounds, the original first.
pub async fn of(
    app: &App,
    episode_id: Uuid,
    number: u32,
    (sounds, subtitles): (&[String], &[Subtitles]),
    parts: &mut Vec<Part>,
) -> anyhow::Result<Vec<Rendition>> {
    let rows = sqlx::query!(
        r#"select codec as "codec!", width as "width!", height as "height!", language as "language!", label as "label!",
                  mime as "mime!", bandwidth as "bandwidth!", average_bandwidth as "average_bandwidth!", frame_rate,
                  bytes as "bytes!", duration_ms as "duration_ms!", blob_key as "blob_key!",
                  length(init)::bigint as "init_bytes!", segments as "segments!: Json<Vec<Segment>>",
                  ffmpeg_version as "ffmpeg_version!", arguments as "arguments!"
           from heard_renditions where episode_id = $1
           order by codec = 'aac', codec <> 'h264', height desc, array_position($2::text[], language), language"#,
        episode_id,
        sounds
    )
    .fetch_all(&app.db)
    .await?;
    let folder = format!("renditions/{number:03}");
    let mut sent = Vec::with_capacity(rows.len());
    let mut kept: Vec<media::Rendition> = Vec::with_capacity(rows.len());
    for row in rows {
        let (codec, known) = match row.codec.as_str() {
            "aac" => (Codec::Aac, media::Codec::Aac),
            "av1" => (Codec::Av1, media::Codec::Av1),
            _ => (Codec::H264, media::Codec::H264),
        };
        let name = match codec {
            Codec::Aac => format!("aac-{}", row.language),
            Codec::H264 | Codec::Av1 => format!("{}-{}", row.codec, row.height),
        };
        let file = format!("{folder}/{name}.mp4");
        parts.push(Part {
            path: file.clone(),
            kind: FileKind::Rendition,
            content: Content::Blob {
                key: row.blob_key,
                sha256: None,
            },
        });
        let rate = row.frame_rate.map(|rate| (rate * 1000.0).round() as u32);
        kept.push(media::Rendition {
            codec: known,
            width: row.width as u32,
            height: row.height as u32,
            rate: rate.map(|rate| Rate::new(rate, 1000)),
            language: row.language.clone(),
            label: row.label.clone(),
            channels: if codec == Codec::Aac { 2 } else { 0 },
            mime: (row.mime.split('"').nth(1)).unwrap_or(&row.mime).to_owned(),
            bandwidth: row.bandwidth as u64,
            average_bandwidth: row.average_bandwidth as u64,
            bytes: row.bytes as u64,
            duration_ms: row.duration_ms as u64,
            file: name,
            init_bytes: row.init_bytes as u64,
            segments: row.segments.0,
            ffmpeg_version: String::new(),
            arguments: Vec::new(),
            quality: None,
        });
        sent.push(Rendition {
            file,
            codec,
            width: row.width as u32,
            height: row.height as u32,
            language: row.language,
            label: row.label,
            duration_ms: row.duration_ms as u64,
            bitrate: row.average_bandwidth as u64,
            encoder: row.ffmpeg_version,
            arguments: row.arguments,
        });
    }
    let first = kept
        .first()
        .context("an episode that is encoded has a size")?;
    let lists = lists(&kept, first.duration_ms, subtitles);
    parts.extend(lists.into_iter().map(|(name, text)| Part {
        path: format!("{folder}/{name}.m3u8"),
        kind: FileKind::Playlist,
        content: Content::Bytes(text.into()),
    }));
    Ok(sent)
}

/// Every playlist by its name: `h264` and `av1` are where a player begins.
fn lists(
    renditions: &[media::Rendition],
    duration_ms: u64,
    subtitles: &[Subtitles],
) -> Vec<(String, String)> {
    let mut lists: Vec<(String, String)> = Vec::new();
    for one in renditions {
        let list = playlists::media(one, &format!("{}.mp4", one.file));
        lists.push((one.file.clone(), list));
    }
    let mut texts = Vec::new();
    for one in subtitles {
        let stem = one.file.strip_suffix(".vtt").unwrap_or(&one.file);
        let name = format!("text-{stem}");
        let list = playlists::text(duration_ms, &format!("../../{}", one.file));
        lists.push((name.clone(), list));
        texts.push(TextTrack {
            language: one.language.clone(),
            label: one.language.clone(),
            kind: if one.captions {
                TextKind::Captions
            } else {
                TextKind::Subtitles
            },
            origin: TextOrigin::Sidecar,
            file: name,
            cues: 0,
            bytes: 0,
            encoding: String::new(),
        });
    }
    for codec in [media::Codec::H264, media::Codec::Av1] {
        if renditions.iter().any(|one| one.codec == codec) {
            let list = playlists::multivariant(codec, renditions, &texts, |entry| match entry {
                Entry::Video(one) | Entry::Audio(one) => format!("{}.m3u8", one.file),
                Entry::Text(track) => format!("{}.m3u8", track.file),
            });
            lists.push((codec.as_str().to_owned(), list));
        }
    }
    lists
}
