//! Checks playlists against RFC 8216bis and the rules of Apple's authoring specification that apply to short
//! on-demand fMP4 with byte ranges.
//!
//! It reads only text and sizes, so it also checks playlists that this crate did not write.

use super::parse::{Line, attributes, byte_range, lines, unquoted};
use super::peak_bandwidth;
use crate::Segment;

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

/// A variant of a multivariant playlist that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// Address of its media playlist.
    pub uri: String,
    /// `BANDWIDTH`.
    pub bandwidth: u64,
    /// `AVERAGE-BANDWIDTH`.
    pub average_bandwidth: u64,
    /// `AUDIO` group.
    pub audio: Option<String>,
}

/// A rendition of a multivariant playlist that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// `TYPE`.
    pub kind: String,
    /// `GROUP-ID`.
    pub group: String,
    /// Address of its media playlist.
    pub uri: String,
}

/// A multivariant playlist that was read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Multivariant {
    /// In order.
    pub variants: Vec<Variant>,
    /// In order.
    pub alternatives: Vec<Alternative>,
}

/// What is wrong, one sentence each.
#[derive(Debug, Default)]
struct Problems(Vec<String>);

impl Problems {
    fn unless(&mut self, holds: bool, text: impl Into<String>) {
        if !holds {
            self.0.push(text.into());
        }
    }
}

fn head(text: &str, problems: &mut Problems) {
    problems.unless(
        text.starts_with("#EXTM3U\n"),
        "the first line must be #EXTM3U",
    );
    problems.unless(
        !text.contains('\r') && !text.contains('\u{feff}'),
        "no byte order mark or carriage return may occur",
    );
    problems.unless(text.ends_with('\n'), "the last line must end");
    let versions: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("#EXT-X-VERSION:"))
        .collect();
    match versions[..] {
        [version] => problems.unless(
            version.parse::<u32>().is_ok_and(|version| version >= 7),
            "fMP4 with EXT-X-MAP needs version 7",
        ),
        _ => problems.0.push("EXT-X-VERSION must occur once".to_owned()),
    }
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
    if problems.0.is_empty() {
        Ok(media)
    } else {
        Err(problems.0)
    }
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

/// Reads and checks a multivariant playlist.
pub fn multivariant(text: &str) -> Result<Multivariant, Vec<String>> {
    let mut problems = Problems::default();
    let mut found = Multivariant::default();
    head(text, &mut problems);
    problems.unless(
        text.contains("\n#EXT-X-INDEPENDENT-SEGMENTS\n"),
        "EXT-X-INDEPENDENT-SEGMENTS is missing",
    );
    let mut pending: Option<(Variant, Vec<String>)> = None;
    let mut wanted: Vec<(&str, String)> = Vec::new();
    let mut names: Vec<(String, String, String)> = Vec::new();
    let mut families: Vec<String> = Vec::new();
    for line in lines(text) {
        match line {
            Line::Tag(tag) if tag.name == "EXT-X-STREAM-INF" => {
                problems.unless(pending.is_none(), "EXT-X-STREAM-INF without an address");
                let Some(list) = attributes(tag.value) else {
                    problems
                        .0
                        .push("EXT-X-STREAM-INF has a malformed attribute list".to_owned());
                    continue;
                };
                let get = |name: &str| {
                    list.iter()
                        .find(|(key, _)| *key == name)
                        .map(|(_, value)| *value)
                };
                let number = |name| get(name).and_then(|value| value.parse::<u64>().ok());
                let codecs: Vec<String> = get("CODECS")
                    .and_then(unquoted)
                    .map(|all| all.split(',').map(str::to_owned).collect())
                    .unwrap_or_default();
                problems.unless(
                    !codecs.is_empty() && codecs.iter().all(|codec| codec_shaped(codec)),
                    "CODECS must list every format",
                );
                problems.unless(
                    get("RESOLUTION").is_some_and(resolution),
                    "RESOLUTION must be WIDTHxHEIGHT",
                );
                problems.unless(
                    get("FRAME-RATE")
                        .and_then(|rate| rate.parse::<f64>().ok())
                        .is_some_and(|rate| (1.0..=60.0).contains(&rate)),
                    "FRAME-RATE must be there, 60 at most",
                );
                for (kind, group) in [("AUDIO", get("AUDIO")), ("SUBTITLES", get("SUBTITLES"))] {
                    if let Some(group) = group {
                        problems
                            .unless(unquoted(group).is_some(), "a group must be a quoted string");
                        wanted.push((kind, unquoted(group).unwrap_or_default().to_owned()));
                    }
                }
                let (bandwidth, average) = (number("BANDWIDTH"), number("AVERAGE-BANDWIDTH"));
                problems.unless(
                    bandwidth.is_some_and(|rate| rate > 0),
                    "BANDWIDTH is missing",
                );
                problems.unless(
                    average <= bandwidth && average.is_some(),
                    "AVERAGE-BANDWIDTH must be there and at most BANDWIDTH",
                );
                families.extend(
                    codecs
                        .iter()
                        .filter(|codec| !codec.starts_with("mp4a"))
                        .map(|codec| codec[..4].to_owned()),
                );
                let audio = get("AUDIO").and_then(unquoted).map(str::to_owned);
                problems.unless(
                    audio.is_none() || codecs.iter().any(|codec| codec.starts_with("mp4a")),
                    "CODECS must name the audio group's format",
                );
                let variant = Variant {
                    uri: String::new(),
                    bandwidth: bandwidth.unwrap_or(0),
                    average_bandwidth: average.unwrap_or(0),
                    audio,
                };
                pending = Some((variant, codecs));
            }
            Line::Tag(tag) if tag.name == "EXT-X-MEDIA" => {
                let Some(list) = attributes(tag.value) else {
                    problems
                        .0
                        .push("EXT-X-MEDIA has a malformed attribute list".to_owned());
                    continue;
                };
                let get = |name: &str| {
                    list.iter()
                        .find(|(key, _)| *key == name)
                        .map(|(_, value)| *value)
                };
                let text = |name: &str| get(name).and_then(unquoted).unwrap_or_default().to_owned();
                let kind = get("TYPE").unwrap_or_default().to_owned();
                problems.unless(
                    matches!(kind.as_str(), "AUDIO" | "SUBTITLES"),
                    "EXT-X-MEDIA has an unknown TYPE",
                );
                problems.unless(
                    !text("GROUP-ID").is_empty() && !text("NAME").is_empty(),
                    "EXT-X-MEDIA needs GROUP-ID and NAME",
                );
                problems.unless(!text("URI").is_empty(), "EXT-X-MEDIA needs a URI");
                problems.unless(
                    kind != "AUDIO" || !text("CHANNELS").is_empty(),
                    "audio needs CHANNELS",
                );
                problems.unless(
                    get("DEFAULT") != Some("YES") || get("AUTOSELECT") != Some("NO"),
                    "a default rendition must be selectable",
                );
                let name = (kind.clone(), text("GROUP-ID"), text("NAME"));
                problems.unless(
                    !names.contains(&name),
                    "two renditions of a group have the same NAME",
                );
                names.push(name);
                found.alternatives.push(Alternative {
                    kind,
                    group: text("GROUP-ID"),
                    uri: text("URI"),
                });
            }
            Line::Tag(tag) => problems.unless(
                !matches!(
                    tag.name,
                    "EXTINF"
                        | "EXT-X-TARGETDURATION"
                        | "EXT-X-BYTERANGE"
                        | "EXT-X-MAP"
                        | "EXT-X-ENDLIST"
                ),
                format!("{} does not belong in a multivariant playlist", tag.name),
            ),
            Line::Uri(uri) => match pending.take() {
                Some((variant, _)) => found.variants.push(Variant {
                    uri: uri.to_owned(),
                    ..variant
                }),
                None => problems
                    .0
                    .push("an address needs an EXT-X-STREAM-INF".to_owned()),
            },
        }
    }
    problems.unless(pending.is_none(), "the last variant has no address");
    problems.unless(!found.variants.is_empty(), "there is no variant");
    for (kind, group) in wanted {
        let exists = found
            .alternatives
            .iter()
            .any(|other| other.kind == kind && other.group == group);
        problems.unless(exists, format!("the {kind} group {group} does not exist"));
    }
    families.dedup();
    problems.unless(families.len() <= 1, "codec families are mixed");
    if problems.0.is_empty() {
        Ok(found)
    } else {
        Err(problems.0)
    }
}

fn codec_shaped(codec: &str) -> bool {
    codec.len() >= 9
        && codec.is_ascii()
        && ["avc1.", "av01.", "mp4a."]
            .iter()
            .any(|start| codec.starts_with(start))
}

fn resolution(value: &str) -> bool {
    value.split_once('x').is_some_and(|(w, h)| {
        w.parse::<u32>().is_ok_and(|w| w > 0) && h.parse::<u32>().is_ok_and(|h| h > 0)
    })
}

/// Checks a whole package: the multivariant playlist, every playlist that it names, and the files behind those.
///
/// `playlist` gives the text at an address, `file_bytes` the size of the file at one.
pub fn package(
    text: &str,
    playlist: impl Fn(&str) -> Option<String>,
    file_bytes: impl Fn(&str) -> Option<u64>,
) -> Result<(), Vec<String>> {
    let found = multivariant(text)?;
    let mut problems = Problems::default();
    let read = |uri: &str, text_track: bool, problems: &mut Problems| -> Option<Media> {
        let Some(text) = playlist(uri) else {
            problems.0.push(format!("{uri} does not exist"));
            return None;
        };
        let list = match media(&text) {
            Ok(list) => list,
            Err(found) => {
                problems
                    .0
                    .extend(found.into_iter().map(|one| format!("{uri}: {one}")));
                return None;
            }
        };
        if !text_track {
            files(uri, &list, &file_bytes, problems);
        }
        Some(list)
    };
    let audio: Vec<(String, Media)> = found
        .alternatives
        .iter()
        .filter_map(|other| {
            Some((
                other.group.clone(),
                read(&other.uri, other.kind == "SUBTITLES", &mut problems)?,
            ))
        })
        .collect();
    let videos: Vec<(&Variant, Media)> = found
        .variants
        .iter()
        .filter_map(|variant| Some((variant, read(&variant.uri, false, &mut problems)?)))
        .collect();
    for (variant, list) in &videos {
        let uri = &variant.uri;
        // The variant's peak is its own and the largest of its audio group; an own-worded declaration may be 10 % off.
        let with_audio = audio
            .iter()
            .filter(|(group, _)| Some(group) == variant.audio.as_ref());
        let peak = peak_bandwidth(&list.segments)
            + with_audio
                .clone()
                .map(|(_, list)| peak_bandwidth(&list.segments))
                .max()
                .unwrap_or(0);
        problems.unless(
            variant.bandwidth * 10 >= peak * 10 - peak.min(10)
                && variant.bandwidth * 10 <= peak * 11 + 10_000,
            format!(
                "{uri}: BANDWIDTH is {} and its segments peak at {peak}",
                variant.bandwidth
            ),
        );
        for (_, sound) in with_audio {
            let difference = end(list).abs_diff(end(sound));
            problems.unless(
                difference <= 100,
                format!("{uri}: picture and sound differ by {difference} ms in length"),
            );
        }
        if let Some((first, other)) = videos.first() {
            let aligned = other.segments.len() == list.segments.len()
                && other
                    .segments
                    .iter()
                    .zip(&list.segments)
                    .all(|(a, b)| a.start_ms.abs_diff(b.start_ms) <= 1);
            problems.unless(
                aligned,
                format!(
                    "{uri}: its segments do not begin when those of {} do",
                    first.uri
                ),
            );
        }
    }
    if problems.0.is_empty() {
        Ok(())
    } else {
        Err(problems.0)
    }
}

fn end(list: &Media) -> u64 {
    list.segments
        .last()
        .map_or(0, |last| last.start_ms + last.duration_ms)
}

/// Byte ranges inside the file, without gaps from the initialisation segment to the end.
fn files(
    uri: &str,
    list: &Media,
    file_bytes: &impl Fn(&str) -> Option<u64>,
    problems: &mut Problems,
) {
    let Some((file, offset, bytes)) = &list.map else {
        problems.0.push(format!("{uri}: fMP4 needs EXT-X-MAP"));
        return;
    };
    let Some(size) = file_bytes(file) else {
        problems.0.push(format!("{uri}: {file} does not exist"));
        return;
    };
    let mut next = offset + bytes;
    for (segment, address) in list.segments.iter().zip(&list.uris) {
        problems.unless(
            address == file,
            format!("{uri}: {address} is not the file of its EXT-X-MAP"),
        );
        problems.unless(
            segment.offset == next,
            format!("{uri}: a gap before byte {}", segment.offset),
        );
        next = segment.offset.saturating_add(segment.bytes);
    }
    problems.unless(
        next == size,
        format!("{uri}: its segments end at byte {next} of {size}"),
    );
}
