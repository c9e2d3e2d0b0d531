//! Media playlists.

use super::{Problems, head};
use crate::Segment;
use crate::playlists::parse::{Line, attributes, byte_range, lines, unquoted};

/// A media playlist that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Media {
    /// Address and byte range (offset, bytes) of the initialisation segment.
    pub map: Option<(String, u64, u64)>,
    /// Addresses, one per segment.
    pub uris: Vec<String>,
    /// The segments; offset 0 and bytes 0 where no range was given.
    pub segments: Vec<Segment>,
    /// `EXT-X-TARGETDURATION`.
    pub target_s: u64,
}

/// Reads and checks a media playlist.
pub fn media(text: &str) -> Result<Media, Vec<String>> {
    let mut problems = Problems::default();
    let mut media = Media::default();
    head(text, &mut problems);
    let (mut target, mut ended, mut vod, mut sequence) = (None, false, false, None);
    let (mut duration, mut range) = (None, None);
    let mut previous: Option<(String, u64)> = None;
    for line in lines(text) {
        problems.unless(!ended, "nothing may follow EXT-X-ENDLIST");
        match line {
            Line::Tag(tag) => match tag.name {
                "EXT-X-TARGETDURATION" => {
                    problems.unless(target.is_none(), "EXT-X-TARGETDURATION must occur once");
                    target = tag.value.parse::<u64>().ok();
                }
                "EXT-X-ENDLIST" => ended = true,
                "EXT-X-PLAYLIST-TYPE" => vod = tag.value == "VOD",
                "EXT-X-MEDIA-SEQUENCE" => sequence = tag.value.parse::<u64>().ok(),
                "EXT-X-MAP" => {
                    problems.unless(
                        media.segments.is_empty() && media.map.is_none(),
                        "one EXT-X-MAP, before the segments",
                    );
                    media.map = map(tag.value);
                    problems.unless(
                        media.map.is_some(),
                        "EXT-X-MAP needs a quoted URI and BYTERANGE with an offset",
                    );
                }
                "EXTINF" => {
                    problems.unless(duration.is_none(), "EXTINF without an address");
                    duration = extinf(tag.value);
                    problems.unless(
                        duration.is_some_and(|ms| ms > 0),
                        "EXTINF needs a positive duration and a comma",
                    );
                }
                "EXT-X-BYTERANGE" => {
                    range = byte_range(tag.value);
                    problems.unless(
                        range.is_some_and(|(length, _)| length > 0),
                        "EXT-X-BYTERANGE must be length@offset",
                    );
                }
                "EXT-X-STREAM-INF" | "EXT-X-MEDIA" | "EXT-X-I-FRAME-STREAM-INF" => {
                    problems
                        .0
                        .push(format!("{} does not belong in a media playlist", tag.name));
                }
                _ => {}
            },
            Line::Uri(uri) => {
                let duration_ms = duration.take();
                problems.unless(duration_ms.is_some(), "an address needs an EXTINF");
                let start_ms = media
                    .segments
                    .last()
                    .map_or(0, |last| last.start_ms + last.duration_ms);
                let (mut offset, mut bytes) = (0, 0);
                if let Some((length, at)) = range.take() {
                    let next = previous
                        .as_ref()
                        .filter(|(last, _)| last == uri)
                        .map(|(_, end)| *end);
                    problems.unless(
                        at.or(next).is_some(),
                        "a byte range without an offset follows no range of the same file",
                    );
                    offset = at.or(next).unwrap_or(0);
                    bytes = length;
                    problems.unless(
                        next.is_none_or(|next| next <= offset),
                        "byte ranges overlap",
                    );
                    previous = Some((uri.to_owned(), offset.saturating_add(length)));
                }
                media.uris.push(uri.to_owned());
                media.segments.push(Segment {
                    offset,
                    bytes,
                    start_ms,
                    duration_ms: duration_ms.unwrap_or(0),
                });
            }
        }
    }
    problems.unless(
        duration.is_none() && range.is_none(),
        "the last segment has no address",
    );
    problems.unless(
        ended && vod,
        "an on-demand playlist needs EXT-X-PLAYLIST-TYPE:VOD and EXT-X-ENDLIST",
    );
    problems.unless(sequence == Some(0), "EXT-X-MEDIA-SEQUENCE must be 0");
    problems.unless(!media.segments.is_empty(), "there is no segment");
    match target {
        None => problems
            .0
            .push("EXT-X-TARGETDURATION is missing".to_owned()),
        Some(target) => {
            media.target_s = target;
            let longest = media
                .segments
                .iter()
                .map(|segment| (segment.duration_ms + 500) / 1000)
                .max()
                .unwrap_or(0);
            problems.unless(
                longest <= target,
                format!("a segment of {longest} s is longer than the target {target} s"),
            );
        }
    }
    problems.or(media)
}

fn map(value: &str) -> Option<(String, u64, u64)> {
    let list = attributes(value)?;
    let get = |name| {
        list.iter()
            .find(|(key, _)| *key == name)
            .and_then(|(_, value)| unquoted(value))
    };
    let (bytes, offset) = byte_range(get("BYTERANGE")?)?;
    Some((get("URI")?.to_owned(), offset?, bytes))
}

fn extinf(value: &str) -> Option<u64> {
    let seconds: f64 = value.split_once(',')?.0.parse().ok()?;
    (0.0..86_400.0)
        .contains(&seconds)
        .then(|| (seconds * 1000.0).round() as u64)
}
