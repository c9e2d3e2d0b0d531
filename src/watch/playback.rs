//! What a player needs to start an episode without asking again.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::catalog::cards::{Image, address, image};
use crate::catalog::told::{self, Audience};
use crate::errors::AppResult;
use crate::paywall::{self, Access, Playable};
use crate::people::Person;
use crate::rights::Sight;

/// An episode, ready to play.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EpisodePlay {
    pub id: Uuid,
    pub number: i32,
    pub title: Option<String>,
    /// Whether this viewer may play it, and why. Of a locked one nothing is told that plays: no addresses, no
    /// initialisation segments, no sprite, no text.
    pub access: Access,
    pub duration_ms: i32,
    /// Where this viewer stopped; 0 when they saw it to the end.
    pub resume_ms: i32,
    pub completed: bool,
    pub liked: bool,
    pub like_count: i64,
    pub poster: Option<Image>,
    pub sprite: Option<Sprite>,
    pub playback: Playback,
    pub text_tracks: Vec<TextTrack>,
    /// What a viewer must be told here: that brands paid to be in it, that it was made with AI.
    pub disclosures: Vec<String>,
    pub next: Option<Neighbour>,
    pub previous: Option<Neighbour>,
}

/// The episode before or after.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Neighbour {
    pub id: Uuid,
    pub number: i32,
    pub title: Option<String>,
    /// Whether this viewer has still to open it.
    pub locked: bool,
}

/// Small pictures along the episode, for the scrubber: tiles of one sheet, row by row.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Sprite {
    pub url: String,
    pub columns: u32,
    pub rows: u32,
    /// Pixels.
    pub tile_width: u32,
    pub tile_height: u32,
    pub interval_ms: u32,
    pub count: u32,
}

/// A sprite sheet as it is kept: a blob key instead of an address.
#[derive(Deserialize)]
struct KeptSprite {
    file: String,
    columns: u32,
    rows: u32,
    tile_width: u32,
    tile_height: u32,
    interval_ms: u32,
    count: u32,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TextTrack {
    pub language: String,
    pub label: String,
    /// Address of a WebVTT file.
    pub url: String,
    pub kind: TrackKind,
    pub default: bool,
}

/// What a text track is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum TrackKind {
    /// What is heard, for who cannot hear it.
    Captions,
    /// What is said, in another language.
    Subtitles,
    /// Names of parts, to jump to.
    Chapters,
}

/// The renditions of an episode.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Playback {
    /// Address of the HLS multivariant playlist.
    pub hls: String,
    /// The same in AV1, when there is one.
    pub hls_av1: Option<String>,
    /// H.264, the smallest first.
    pub video: Vec<VideoTrack>,
    pub video_av1: Vec<VideoTrack>,
    pub audio: Vec<AudioTrack>,
    /// False while larger renditions are still being made.
    pub complete: bool,
}

/// One file of fragmented MP4: an initialisation segment, then segments by byte range.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Track {
    pub id: Uuid,
    pub url: String,
    /// Such as `video/mp4; codecs="avc1.64001f"`.
    pub mime: String,
    /// Bits per second: of the largest segment, and on average.
    pub bandwidth: i64,
    pub average_bandwidth: i64,
    pub bytes: i64,
    /// Base64 of the initialisation segment.
    pub init: String,
    pub segments: Segments,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VideoTrack {
    #[serde(flatten)]
    pub track: Track,
    pub width: i32,
    pub height: i32,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AudioTrack {
    #[serde(flatten)]
    pub track: Track,
    pub language: Option<String>,
    pub label: String,
}

/// Where the segments lie and begin: segment `i` is the bytes `offsets[i]..offsets[i + 1]` and runs from
/// `starts_ms[i]` to `starts_ms[i + 1]`. Both lists are one longer than there are segments.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Segments {
    pub offsets: Vec<u64>,
    pub starts_ms: Vec<u64>,
}

/// A segment as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Segment {
    pub offset: u64,
    pub bytes: u64,
    pub start_ms: u64,
    pub duration_ms: u64,
}

impl From<Vec<Segment>> for Segments {
    fn from(segments: Vec<Segment>) -> Self {
        let mut offsets: Vec<u64> = segments.iter().map(|segment| segment.offset).collect();
        let mut starts_ms: Vec<u64> = segments.iter().map(|segment| segment.start_ms).collect();
        if let Some(last) = segments.last() {
            offsets.push(last.offset + last.bytes);
            starts_ms.push(last.start_ms + last.duration_ms);
        }
        Self { offsets, starts_ms }
    }
}

/// The episodes of `ids` that can be watched now, ready to play, by id.
pub async fn plays(
    app: &App,
    sight: &Sight,
    person: &Person,
    audience: &Audience<'_>,
    ids: &[Uuid],
) -> AppResult<HashMap<Uuid, EpisodePlay>> {
    let (now, house_id) = (app.clock.now(), sight.house_id);
    let rows = sqlx::query!(
        r#"with visible as (select * from open_episodes($1, $2, $5)),
           wanted as (select * from visible where episode_id = any ($4))
           select w.episode_id as "id!", w.series_id as "series_id!", w.number as "number!", episode_title(w.episode_id, w.title, $6) as title, w.duration_ms as "duration_ms!",
                  w.poster, w.sprite, w.complete as "complete!",
                  coalesce(p.position_ms, 0) as "position_ms!", coalesce(p.completed, false) as "completed!",
                  exists (select from likes l where l.person_id = $3 and l.episode_id = w.episode_id) as "liked!",
                  (select count(*) from likes l where l.episode_id = w.episode_id) as "like_count!",
                  n.episode_id as "next_id?", n.number as "next_number?", episode_title(n.episode_id, n.title, $6) as next_title,
                  b.episode_id as "previous_id?", b.number as "previous_number?", episode_title(b.episode_id, b.title, $6) as previous_title
           from wanted w
           left join progress p on p.person_id = $3 and p.episode_id = w.episode_id
           left join lateral (select episode_id, number, title from visible v
                where v.series_id = w.series_id and v.number > w.number order by v.number limit 1) n on true
           left join lateral (select episode_id, number, title from visible v
                where v.series_id = w.series_id and v.number < w.number order by v.number desc limit 1) b on true"#,
        house_id,
        now,
        person.id,
        ids,
        sight.closed(),
        audience.language
    )
    .fetch_all(&app.db)
    .await?;
    // One question for all that is shown, the episodes before and after included.
    let mut asked: Vec<Uuid> = rows
        .iter()
        .flat_map(|row| [Some(row.id), row.next_id, row.previous_id])
        .flatten()
        .collect();
    asked.sort_unstable();
    asked.dedup();
    let playables = paywall::playable(app, sight, person, &asked).await?;
    let locked = |id: &Uuid| {
        playables
            .get(id)
            .is_none_or(|playable| playable.access.is_locked())
    };
    // What is locked is not even read.
    let open: Vec<(Uuid, Option<&str>)> = rows
        .iter()
        .filter(|row| !locked(&row.id))
        .map(|row| {
            let pass = playables.get(&row.id).and_then(|one| one.pass.as_deref());
            (row.id, pass)
        })
        .collect();
    let mut playbacks = playbacks(app, house_id, &open).await?;
    let mut texts = text_tracks(app, house_id, audience.language, &open).await?;
    let shown: Vec<(Uuid, Uuid)> = rows.iter().map(|row| (row.series_id, row.id)).collect();
    let mut disclosures = told::about(app, audience, &shown).await?;
    let plays = rows.into_iter().filter_map(|row| {
        // What is in a language that is not licensed here is not told of.
        let licensed = |language: &str| sight.track(row.series_id, row.id, language);
        let mut playback = playbacks.remove(&row.id).unwrap_or_default();
        playback
            .audio
            .retain(|track| track.language.as_deref().is_none_or(licensed));
        let mut text_tracks = texts.remove(&row.id).unwrap_or_default();
        text_tracks.retain(|track| licensed(&track.language));
        let Playable { access, .. } = playables.get(&row.id)?.clone();
        let open = !access.is_locked();
        let ended =
            row.completed && i64::from(row.position_ms) * 10 >= i64::from(row.duration_ms) * 9;
        let neighbour = |id: Option<Uuid>, number: Option<i32>, title| {
            let id = id?;
            Some(Neighbour {
                id,
                number: number?,
                title,
                locked: locked(&id),
            })
        };
        let play = EpisodePlay {
            id: row.id,
            number: row.number,
            title: row.title,
            access,
            duration_ms: row.duration_ms,
            resume_ms: if ended {
                0
            } else {
                row.position_ms.min(row.duration_ms)
            },
            completed: row.completed,
            liked: row.liked,
            like_count: row.like_count,
            poster: image(row.poster),
            sprite: row.sprite.filter(|_| open).and_then(sprite),
            playback: Playback {
                complete: row.complete,
                ..playback
            },
            text_tracks,
            disclosures: disclosures.remove(&row.id).unwrap_or_default(),
            next: neighbour(row.next_id, row.next_number, row.next_title),
            previous: neighbour(row.previous_id, row.previous_number, row.previous_title),
        };
        Some((row.id, play))
    });
    Ok(plays.collect())
}

fn sprite(kept: serde_json::Value) -> Option<Sprite> {
    let kept: KeptSprite = serde_json::from_value(kept).ok()?;
    let KeptSprite {
        file,
        columns,
        rows,
        tile_width,
        tile_height,
        interval_ms,
        count,
    } = kept;
    Some(Sprite {
        url: address(&file),
        columns,
        rows,
        tile_width,
        tile_height,
        interval_ms,
        count,
    })
}

/// What the address of an episode's media ends with: nothing for a free one.
fn suffix(episodes: &[(Uuid, Option<&str>)], episode_id: Uuid) -> String {
    let pass = episodes.iter().find(|(id, _)| *id == episode_id);
    pass.and_then(|(_, pass)| *pass)
        .map(|pass| format!("?pass={pass}"))
        .unwrap_or_default()
}

async fn playbacks(
    app: &App,
    house_id: Uuid,
    episodes: &[(Uuid, Option<&str>)],
) -> AppResult<HashMap<Uuid, Playback>> {
    let ids: Vec<Uuid> = episodes.iter().map(|(id, _)| *id).collect();
    let rows = sqlx::query!(
        r#"select id as "id!", episode_id as "episode_id!", codec as "codec!", width as "width!", height as "height!",
                  language as "language!", label as "label!", mime as "mime!", bandwidth as "bandwidth!",
                  average_bandwidth as "average_bandwidth!", bytes as "bytes!", init as "init!",
                  segments as "segments!: sqlx::types::Json<Vec<Segment>>"
           from heard_renditions where house_id = $1 and episode_id = any ($2) order by height, language"#,
        house_id,
        &ids
    )
    .fetch_all(&app.db)
    .await?;
    let mut playbacks: HashMap<Uuid, Playback> = HashMap::new();
    for row in rows {
        let pass = suffix(episodes, row.episode_id);
        let playback = playbacks.entry(row.episode_id).or_insert_with(|| Playback {
            hls: format!("/media/hls/{}/h264.m3u8{pass}", row.episode_id),
            ..Playback::default()
        });
        let track = Track {
            id: row.id,
            url: format!("/media/renditions/{}.mp4{pass}", row.id),
            mime: row.mime,
            bandwidth: row.bandwidth,
            average_bandwidth: row.average_bandwidth,
            bytes: row.bytes,
            init: STANDARD.encode(&row.init),
            segments: row.segments.0.into(),
        };
        let (width, height) = (row.width, row.height);
        match row.codec.as_str() {
            "aac" => playback.audio.push(AudioTrack {
                track,
                language: Some(row.language).filter(|language| !language.is_empty()),
                label: row.label,
            }),
            "av1" => {
                playback.hls_av1 = Some(format!("/media/hls/{}/av1.m3u8{pass}", row.episode_id));
                playback.video_av1.push(VideoTrack {
                    track,
                    width,
                    height,
                });
            }
            _ => playback.video.push(VideoTrack {
                track,
                width,
                height,
            }),
        }
    }
    Ok(playbacks)
}

async fn text_tracks(
    app: &App,
    house_id: Uuid,
    language: &str,
    episodes: &[(Uuid, Option<&str>)],
) -> AppResult<HashMap<Uuid, Vec<TextTrack>>> {
    let ids: Vec<Uuid> = episodes.iter().map(|(id, _)| *id).collect();
    let rows = sqlx::query!(
        r#"select id, episode_id, language, label, kind as "kind: TrackKind" from text_tracks
           where house_id = $1 and episode_id = any ($2) order by language, kind"#,
        house_id,
        &ids
    )
    .fetch_all(&app.db)
    .await?;
    let primary = |tag: &str| {
        tag.split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    let mut tracks: HashMap<Uuid, Vec<TextTrack>> = HashMap::new();
    for row in rows {
        let pass = suffix(episodes, row.episode_id);
        let tracks = tracks.entry(row.episode_id).or_default();
        let wanted = row.kind != TrackKind::Chapters && primary(&row.language) == primary(language);
        tracks.push(TextTrack {
            default: wanted && tracks.iter().all(|track| !track.default),
            url: format!("/media/text/{}.vtt{pass}", row.id),
            language: row.language,
            label: row.label,
            kind: row.kind,
        });
    }
    Ok(tracks)
}
