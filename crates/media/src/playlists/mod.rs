//! HLS playlists from renditions that exist. Pure.
//!
//! Rules: RFC 8216 and its revision (draft-pantos-hls-rfc8216bis), Apple's HLS authoring specification for fMP4.
//! Addresses come from the caller. H.264 and AV1 go into separate multivariant playlists: players do not switch
//! between codec families.

mod parse;
pub mod validate;
mod write;

pub use write::{Entry, media, multivariant, text};

use crate::Segment;

/// Peak bit rate as RFC 8216bis section 4.4.6.2 defines it: the largest of any contiguous run of segments that lasts
/// between half and one and a half target durations; the average where no run does. Bits per second.
pub fn peak_bandwidth(segments: &[Segment]) -> u64 {
    let target_ms = target_seconds(segments) * 1000;
    let mut peak = 0;
    for start in 0..segments.len() {
        let (mut bytes, mut duration_ms) = (0, 0);
        for segment in &segments[start..] {
            // The validator brings numbers that anybody may have written.
            bytes = u64::saturating_add(bytes, segment.bytes);
            duration_ms += segment.duration_ms;
            if duration_ms * 2 > target_ms * 3 {
                break;
            }
            if duration_ms * 2 >= target_ms {
                peak = peak.max(bits_per_second(bytes, duration_ms));
            }
        }
    }
    if peak == 0 {
        average_bandwidth(segments)
    } else {
        peak
    }
}

/// All bytes over the whole time, bits per second.
pub fn average_bandwidth(segments: &[Segment]) -> u64 {
    bits_per_second(
        segments
            .iter()
            .fold(0, |all, part| all.saturating_add(part.bytes)),
        segments.iter().map(|part| part.duration_ms).sum(),
    )
}

/// The longest segment, in whole seconds as `EXT-X-TARGETDURATION` rounds them; at least 1.
fn target_seconds(segments: &[Segment]) -> u64 {
    segments
        .iter()
        .map(|segment| (segment.duration_ms + 500) / 1000)
        .max()
        .unwrap_or(1)
        .max(1)
}

fn bits_per_second(bytes: u64, duration_ms: u64) -> u64 {
    bytes.saturating_mul(8000).div_ceil(duration_ms.max(1))
}
