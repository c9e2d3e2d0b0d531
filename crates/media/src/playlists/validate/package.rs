//! A multivariant playlist with everything that it names.

use super::{Media, Problems, Variant, media, multivariant};
use crate::playlists::peak_bandwidth;

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
        let sound = with_audio
            .clone()
            .map(|(_, list)| peak_bandwidth(&list.segments))
            .max()
            .unwrap_or(0);
        let peak = peak_bandwidth(&list.segments).saturating_add(sound);
        problems.unless(
            variant.bandwidth.saturating_add(1) >= peak
                && variant.bandwidth <= peak.saturating_add(peak / 10).saturating_add(1000),
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
    problems.or(())
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
    let mut next = offset.saturating_add(*bytes);
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
