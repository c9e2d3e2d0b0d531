//! Writing playlists.

use std::fmt::Write;

use super::target_seconds;
use crate::{Codec, Rendition, TextKind, TextTrack};

/// The short side of the size that a player should begin with, where it is there.
const START_SIDE: u32 = 480;

/// Something that a multivariant playlist points to.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'a> {
    /// The media playlist of a picture size.
    Video(&'a Rendition),
    /// The media playlist of an audio track.
    Audio(&'a Rendition),
    /// The media playlist of a text track.
    Text(&'a TextTrack),
}

/// The multivariant playlist of the video renditions of one codec family, with all audio and text tracks.
///
/// `renditions` may hold every rendition of an episode: those of `codec` and the audio are taken. The size to start
/// with stands first, the others follow from large to small. Chapters are left out: HLS has no place for them.
pub fn multivariant(
    codec: Codec,
    renditions: &[Rendition],
    texts: &[TextTrack],
    uri: impl Fn(Entry<'_>) -> String,
) -> String {
    let audio: Vec<&Rendition> = renditions
        .iter()
        .filter(|rendition| rendition.codec == Codec::Aac)
        .collect();
    let mut video: Vec<&Rendition> = renditions
        .iter()
        .filter(|rendition| rendition.codec == codec && rendition.width > 0)
        .collect();
    let short_side = |rendition: &Rendition| rendition.width.min(rendition.height);
    video.sort_by_key(|rendition| std::cmp::Reverse(short_side(rendition)));
    if let Some(start) = (0..video.len()).min_by_key(|&n| short_side(video[n]).abs_diff(START_SIDE))
    {
        video[..=start].rotate_right(1);
    }
    let texts: Vec<&TextTrack> = texts
        .iter()
        .filter(|track| track.kind != TextKind::Chapters)
        .collect();

    let mut list = String::from("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n");
    let mut names = Vec::new();
    for (n, track) in audio.iter().enumerate() {
        let _ = writeln!(
            list,
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"{}\"{},DEFAULT={},AUTOSELECT=YES,CHANNELS=\"{}\",URI=\"{}\"",
            unique(&track.label, &mut names),
            language(&track.language),
            if n == 0 { "YES" } else { "NO" },
            track.channels,
            quoted(&uri(Entry::Audio(track))),
        );
    }
    names.clear();
    for track in &texts {
        let spoken = ",CHARACTERISTICS=\"public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound\"";
        let _ = writeln!(
            list,
            "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"text\",NAME=\"{}\"{},DEFAULT=NO,AUTOSELECT=YES,FORCED=NO{},URI=\"{}\"",
            unique(&track.label, &mut names),
            language(&track.language),
            if track.kind == TextKind::Captions {
                spoken
            } else {
                ""
            },
            quoted(&uri(Entry::Text(track))),
        );
    }
    let loudest =
        |rate: fn(&Rendition) -> u64| audio.iter().map(|track| rate(track)).max().unwrap_or(0);
    let mut codecs: Vec<&str> = audio.iter().map(|track| track.mime.as_str()).collect();
    codecs.sort_unstable();
    codecs.dedup();
    for rendition in video {
        let codecs = [&[rendition.mime.as_str()], codecs.as_slice()]
            .concat()
            .join(",");
        let _ = write!(
            list,
            "#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={},CODECS=\"{codecs}\",RESOLUTION={}x{}",
            rendition.bandwidth + loudest(|track| track.bandwidth),
            rendition.average_bandwidth + loudest(|track| track.average_bandwidth),
            rendition.width,
            rendition.height,
        );
        if let Some(rate) = rendition.rate {
            let _ = write!(list, ",FRAME-RATE={:.3}", rate.fps());
        }
        list.push_str(",VIDEO-RANGE=SDR");
        if !audio.is_empty() {
            list.push_str(",AUDIO=\"audio\"");
        }
        if !texts.is_empty() {
            list.push_str(",SUBTITLES=\"text\"");
        }
        let _ = writeln!(
            list,
            ",CLOSED-CAPTIONS=NONE\n{}",
            line(&uri(Entry::Video(rendition)))
        );
    }
    list
}

/// The media playlist of one video or audio rendition whose file is at `uri`.
pub fn media(rendition: &Rendition, uri: &str) -> String {
    let uri = line(uri);
    let mut list = format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n\
         #EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"{}\",BYTERANGE=\"{}@0\"\n",
        target_seconds(&rendition.segments),
        quoted(&uri),
        rendition.init_bytes,
    );
    for segment in &rendition.segments {
        let _ = writeln!(
            list,
            "#EXTINF:{},\n#EXT-X-BYTERANGE:{}@{}\n{uri}",
            seconds(segment.duration_ms),
            segment.bytes,
            segment.offset
        );
    }
    list.push_str("#EXT-X-ENDLIST\n");
    list
}

/// The media playlist of a WebVTT file at `uri`, one segment as long as the episode.
pub fn text(duration_ms: u64, uri: &str) -> String {
    format!(
        "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n\
         #EXTINF:{},\n{}\n#EXT-X-ENDLIST\n",
        ((duration_ms + 500) / 1000).max(1),
        seconds(duration_ms),
        line(uri)
    )
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

/// A `LANGUAGE` attribute; none for an unknown language.
fn language(tag: &str) -> String {
    if tag.is_empty() || tag == "und" {
        String::new()
    } else {
        format!(",LANGUAGE=\"{}\"", quoted(tag))
    }
}

/// A name that no other track of the group has.
fn unique(label: &str, names: &mut Vec<String>) -> String {
    let label = quoted(label);
    let label = if label.trim().is_empty() {
        "und".to_owned()
    } else {
        label
    };
    let mut name = label.clone();
    let mut number = 2;
    while names.contains(&name) {
        name = format!("{label} {number}");
        number += 1;
    }
    names.push(name.clone());
    name
}

/// What may stand in a quoted string: no line ends, no double quotes.
fn quoted(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c == '"' {
                '\''
            } else if c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect()
}

/// What may stand on a line of its own: no line ends, and not taken for a tag.
fn line(uri: &str) -> String {
    uri.replace(|c: char| c.is_control(), "")
        .replace('#', "%23")
}
