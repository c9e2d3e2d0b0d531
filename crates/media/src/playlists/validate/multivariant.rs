//! Multivariant playlists.

use super::{Problems, head};
use crate::playlists::parse::{Line, attributes, lines, unquoted};

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
                        .filter_map(|codec| codec.get(..4).map(str::to_owned)),
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
    problems.or(found)
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
