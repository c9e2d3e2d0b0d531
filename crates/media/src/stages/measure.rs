//! Loudness of every audio track, before anything is encoded.

use super::run::{Stage, finished, strings};
use super::{Job, audio};
use crate::{Loudness, Measurements, MediaError};

/// Most times that a limited track is measured again.
const CORRECTIONS: usize = 4;

/// Measures each audio track by EBU R 128 as it will be heard: mixed to stereo.
///
/// Where the gain needs a limiter, the limited sound is measured again and the gain corrected, because holding
/// peaks down makes it quieter. Errors: those of a child process (`damaged`, `timed_out`, `disk_full`, …).
pub async fn measure(
    job: &Job<'_>,
    mut progress: impl FnMut(f32) + Send,
) -> Result<Measurements, MediaError> {
    if let Some(done) = finished(job, "measure") {
        return Ok(done);
    }
    let stage = Stage::start(job, "measure")?;
    let tracks = job.plan.audio.len();
    let mut loudness = pass(&stage, &vec![None; tracks], |share| progress(share / 2.0)).await?;
    for _ in 0..CORRECTIONS {
        if !loudness.iter().flatten().any(|track| track.limited) {
            break;
        }
        let limited = pass(&stage, &loudness, |share| progress(0.5 + share / 2.0)).await?;
        let mut worst = 0.0_f64;
        for (track, after) in loudness.iter_mut().zip(limited) {
            if let (Some(track), Some(after)) = (track, after)
                && track.limited
            {
                let missing = audio::TARGET_LUFS - after.integrated;
                track.gain = (track.gain + missing.clamp(-6.0, 6.0)).min(audio::MAX_GAIN_DB);
                worst = worst.max(missing.abs());
            }
        }
        if worst < 0.4 {
            break;
        }
    }
    progress(1.0);
    stage.finish(&[], Measurements { loudness })
}

/// Measures all tracks, with the given corrections applied, in one process.
async fn pass(
    stage: &Stage<'_>,
    corrections: &[Option<Loudness>],
    progress: impl FnMut(f32) + Send,
) -> Result<Vec<Option<Loudness>>, MediaError> {
    let tracks = &stage.job.plan.audio;
    let heard: Vec<usize> = (0..tracks.len())
        .filter(|&n| tracks[n].stream.is_some())
        .collect();
    if heard.is_empty() {
        return Ok(vec![None; tracks.len()]);
    }
    // Looking between samples costs more than all the rest, and only the first pass asks for peaks.
    let peak = if corrections.iter().all(Option::is_none) {
        ":peak=true"
    } else {
        ""
    };
    let graph: Vec<String> = heard
        .iter()
        .map(|&n| {
            format!(
                "{}{},ebur128=metadata=1{peak},ametadata=mode=print:file=loudness{n}.txt[a{n}]",
                audio::stereo(&tracks[n]),
                audio::corrected(corrections[n], audio::SAMPLE_RATE),
            )
        })
        .collect();
    let mut arguments = vec!["-filter_complex".to_owned(), graph.join(";")];
    for n in &heard {
        arguments.extend(["-map".to_owned(), format!("[a{n}]")]);
    }
    arguments.extend(strings(&["-vn", "-f", "null", "-"]));
    stage.ffmpeg(&[], arguments, progress).await?;
    (0..tracks.len())
        .map(|n| {
            if heard.contains(&n) {
                read(stage, n).map(Some)
            } else {
                Ok(None)
            }
        })
        .collect()
}

/// The last values that ffmpeg's meter wrote; a track without a single full window counts as silence.
fn read(stage: &Stage<'_>, n: usize) -> Result<Loudness, MediaError> {
    let path = stage.path(&format!("loudness{n}.txt"));
    let text = std::fs::read_to_string(&path).map_err(|error| MediaError::io(path, error))?;
    let last = |key: &str| {
        text.lines()
            .rev()
            .find_map(|line| {
                line.strip_prefix("lavfi.r128.")?
                    .strip_prefix(key)?
                    .strip_prefix('=')
            })
            .and_then(|value| value.parse::<f64>().ok())
            .filter(|value| value.is_finite())
    };
    let peak = last("true_peak").unwrap_or(0.0).max(1e-7);
    Ok(audio::correction(
        last("I").unwrap_or(-70.0),
        20.0 * peak.log10(),
        last("LRA").unwrap_or(0.0),
    ))
}
