//! Audio chains: any layout to stereo at 48 kHz, silence where there is none, loudness to −16 LUFS.

use std::fmt::Write;

use crate::{AudioPlan, Loudness, Plan};

/// Samples per second of every audio rendition.
pub(super) const SAMPLE_RATE: u32 = 48_000;
/// Integrated loudness that phones play well, LUFS.
pub(super) const TARGET_LUFS: f64 = -16.0;
/// Peaks up to here are left alone, dBTP: a decibel under the promised −1.5, because AAC overshoots.
const LINEAR_DBTP: f64 = -2.5;
/// Where peaks are held, dBTP: flattened peaks overshoot more.
const LIMIT_DBTP: f64 = -3.5;
/// Noise is not lifted further than this, dB.
pub(super) const MAX_GAIN_DB: f64 = 30.0;

/// The chain from a track to stereo at 48 kHz without gaps, beginning at zero; without an end for made silence.
pub(super) fn stereo(track: &AudioPlan) -> String {
    match track.stream {
        Some(index) => format!(
            "[0:{index}]aresample={SAMPLE_RATE}:async=1:first_pts=0,aformat=sample_fmts=fltp:channel_layouts=stereo"
        ),
        None => format!("anullsrc=r={SAMPLE_RATE}:cl=stereo"),
    }
}

/// What brings a measured track to the target.
pub(super) fn correction(integrated: f64, true_peak: f64, range: f64) -> Loudness {
    // The absolute gate: what lies below is silence and stays.
    let gain = if integrated <= -69.0 {
        0.0
    } else {
        (TARGET_LUFS - integrated).min(MAX_GAIN_DB)
    };
    Loudness {
        integrated,
        true_peak,
        range,
        gain,
        limited: true_peak + gain > LINEAR_DBTP,
    }
}

/// The filters that apply a correction, peaks being looked for at this rate; empty when nothing changes.
pub(super) fn corrected(loudness: Option<Loudness>, limiter_rate: u32) -> String {
    let Some(loudness) = loudness else {
        return String::new();
    };
    let mut chain = format!(",volume={:.3}dB", loudness.gain);
    if loudness.limited {
        let ceiling = 10_f64.powf(LIMIT_DBTP / 20.0);
        let _ = write!(
            chain,
            ",aresample={limiter_rate},alimiter=limit={ceiling:.4}:level=false:attack=2:release=60,\
             aresample={SAMPLE_RATE}"
        );
    }
    chain
}

/// The whole chain of a track, cut or filled to the episode's length, ending in `[label]`.
pub(super) fn track(
    plan: &Plan,
    track: &AudioPlan,
    loudness: Option<Loudness>,
    label: &str,
) -> String {
    format!(
        "{}{},apad,atrim=end={:.3},asetpts=N/SR/TB[{label}]",
        stereo(track),
        // Peaks between samples show at four times the rate.
        corrected(loudness, 4 * SAMPLE_RATE),
        plan.duration_ms as f64 / 1000.0
    )
}
