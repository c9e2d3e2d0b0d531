//! The encodes: first the rung that makes the episode playable, then all others in one process.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};

use super::run::{Stage, finished, recorded, strings};
use super::{Job, audio, filters};
use crate::fmp4::{self, BoxError, Movie};
use crate::{Codec, Measurements, MediaError, Plan, Rate, Rendition, Rung, playlists};

/// Makes the first rung ([`Plan::first`]) and every audio rendition; then the episode can be played.
///
/// Gives the video rendition first, then the audio in the plan's order.
pub async fn first_rung(
    job: &Job<'_>,
    measured: &Measurements,
    mut progress: impl FnMut(f32) + Send,
) -> Result<Vec<Rendition>, MediaError> {
    if let Some(done) = finished(job, "first_rung") {
        return Ok(done);
    }
    let stage = Stage::start(job, "first_rung")?;
    let plan = job.plan;
    let rung = &plan.rungs[plan.first];
    let mut graph = vec![filters::picture(plan, rung, "v0")];
    for (n, track) in plan.audio.iter().enumerate() {
        let loudness = measured.loudness.get(n).copied().flatten();
        graph.push(audio::track(plan, track, loudness, &format!("a{n}")));
    }
    let mut arguments = vec!["-filter_complex".to_owned(), graph.join(";")];
    arguments.extend(video_output(plan, rung, "v0"));
    for n in 0..plan.audio.len() {
        arguments.extend(strings(&[
            "-map",
            &format!("[a{n}]"),
            "-c:a",
            "aac",
            "-b:a",
            "128k",
            "-map_chapters",
            "-1",
            "-map_metadata",
            "-1",
        ]));
        arguments.extend(strings(&[
            "-movflags",
            "cmaf",
            "-frag_duration",
            "2000000",
            "-f",
            "mp4",
        ]));
        arguments.push(format!("a{n}.raw.mp4"));
    }
    stage.ffmpeg(&[], arguments.clone(), &mut progress).await?;

    let made_by = recorded(&[], &arguments);
    let (video, boundaries) = finish_video(&stage, rung, &made_by).await?;
    let mut renditions = vec![video];
    for n in 0..plan.audio.len() {
        renditions.push(finish_audio(&stage, n, &boundaries, &made_by).await?);
    }
    let files: Vec<String> = renditions
        .iter()
        .map(|rendition| rendition.file.clone())
        .collect();
    progress(1.0);
    stage.finish(
        &files.iter().map(String::as_str).collect::<Vec<_>>(),
        renditions,
    )
}

/// Makes every rung but the first, decoding the source once; largest first. Empty for a ladder of one.
pub async fn rest(
    job: &Job<'_>,
    mut progress: impl FnMut(f32) + Send,
) -> Result<Vec<Rendition>, MediaError> {
    if let Some(done) = finished(job, "rest") {
        return Ok(done);
    }
    let plan = job.plan;
    let rungs: Vec<Rung> = plan
        .rungs
        .iter()
        .enumerate()
        .filter(|&(n, _)| n != plan.first)
        .map(|(_, &rung)| rung)
        .collect();
    let stage = Stage::start(job, "rest")?;
    if rungs.is_empty() {
        progress(1.0);
        return stage.finish(&[], Vec::new());
    }
    let mut arguments = vec!["-filter_complex".to_owned(), filters::cascade(plan, &rungs)];
    for (n, rung) in rungs.iter().enumerate() {
        arguments.extend(video_output(plan, rung, &format!("v{n}")));
    }
    stage.ffmpeg(&[], arguments.clone(), &mut progress).await?;
    let made_by = recorded(&[], &arguments);
    let mut renditions = Vec::new();
    for rung in &rungs {
        renditions.push(finish_video(&stage, rung, &made_by).await?.0);
    }
    let files: Vec<String> = renditions
        .iter()
        .map(|rendition| rendition.file.clone())
        .collect();
    progress(1.0);
    stage.finish(
        &files.iter().map(String::as_str).collect::<Vec<_>>(),
        renditions,
    )
}

/// What was worth its time on every rung, measured in `docs/decisions/0003-ladder.md`: fixed B-frames instead of
/// deciding them, no weighted prediction, little adaptive quantisation (enough to keep dark gradients). Keyframes only
/// where asked.
const X264: &str = "scenecut=0:open-gop=0:b-adapt=0:weightp=0:aq-mode=1:aq-strength=0.4";

/// x264's constant quality and settings for a rung; equal to or better than `veryfast` at 23 by VMAF, for fewer bytes.
fn quality(rung: &Rung) -> (&'static str, String) {
    match rung.short_side() {
        720.. => ("27", X264.to_owned()),
        // Small pictures bear more bits better than more search: whole-sample motion is enough.
        450.. => ("26", format!("{X264}:subme=0")),
        _ => ("25.5", format!("{X264}:subme=0")),
    }
}

fn file_name(rung: &Rung) -> String {
    format!("v{}", rung.short_side())
}

/// Encoder and output of one H.264 rung.
fn video_output(plan: &Plan, rung: &Rung, label: &str) -> Vec<String> {
    let maxrate = max_rate(rung);
    let (crf, settings) = quality(rung);
    let mut arguments = strings(&[
        "-map",
        &format!("[{label}]"),
        "-an",
        "-sn",
        "-dn",
        "-map_chapters",
        "-1",
        "-map_metadata",
        "-1",
    ]);
    arguments.extend(strings(&[
        "-c:v",
        "libx264",
        "-preset",
        "superfast",
        "-crf",
        crf,
    ]));
    arguments.extend(strings(&["-x264-params", &settings]));
    arguments.extend([
        "-maxrate".to_owned(),
        maxrate.to_string(),
        "-bufsize".to_owned(),
        (maxrate * 2).to_string(),
    ]);
    arguments.extend(keyframes(plan.first_segment_frames(rung.rate)));
    arguments.extend(strings(&[
        "-colorspace",
        "bt709",
        "-color_primaries",
        "bt709",
        "-color_trc",
        "bt709",
    ]));
    arguments.extend(strings(&[
        "-color_range",
        "tv",
        "-t",
        &format!("{:.3}", plan.duration_ms as f64 / 1000.0),
    ]));
    arguments.extend(strings(&["-movflags", "cmaf+frag_keyframe", "-f", "mp4"]));
    arguments.push(format!("{}.raw.mp4", file_name(rung)));
    arguments
}

/// Keyframes at frame 0, at `first`, and every `2 * first` frames after that, and nowhere else.
pub(super) fn keyframes(first: u32) -> Vec<String> {
    let expression = format!("expr:eq(n,0)+not(mod(n+{first},{}))", 2 * first);
    strings(&[
        "-force_key_frames",
        &expression,
        "-g",
        &(2 * first).to_string(),
    ])
}

/// Cap in bits per second: 5 Mbit/s at 1080x1920 and 24 frames, falling slower than the area and rising slower than the rate.
fn max_rate(rung: &Rung) -> u64 {
    let area = f64::from(rung.width) * f64::from(rung.height) / (1080.0 * 1920.0);
    let rate = rung.rate.fps() / 24.0;
    ((5_000_000.0 * area.powf(0.82) * rate.powf(0.6)) as u64).max(200_000)
}

/// Cuts an encoded rung at its keyframes; also gives their times in seconds.
async fn finish_video(
    stage: &Stage<'_>,
    rung: &Rung,
    made_by: &[String],
) -> Result<(Rendition, Vec<f64>), MediaError> {
    let name = file_name(rung);
    let (rendition, boundaries) = package(stage, &name, Cut::Keyframes, made_by).await?;
    let rendition = Rendition {
        codec: Codec::H264,
        rate: Some(rung.rate),
        ..rendition
    };
    // A source that breaks off in the middle still encodes; its missing end shows only here.
    let planned = stage.job.plan.duration_ms;
    if rendition.duration_ms + (planned / 20).max(2000) < planned {
        let seconds = rendition.duration_ms as f64 / 1000.0;
        return Err(MediaError::Damaged(format!(
            "it can be read only to second {seconds:.1}"
        )));
    }
    Ok((rendition, boundaries))
}

async fn finish_audio(
    stage: &Stage<'_>,
    n: usize,
    boundaries: &[f64],
    made_by: &[String],
) -> Result<Rendition, MediaError> {
    let track = &stage.job.plan.audio[n];
    let (rendition, _) = package(
        stage,
        &format!("a{n}"),
        Cut::Near(boundaries.to_vec()),
        made_by,
    )
    .await?;
    Ok(Rendition {
        codec: Codec::Aac,
        language: track.language.clone(),
        label: track.label.clone(),
        ..rendition
    })
}

/// Where segments begin.
pub(super) enum Cut {
    /// At every sync sample.
    Keyframes,
    /// At the audio frames nearest these times in seconds, after dropping AAC's priming frame.
    Near(Vec<f64>),
}

/// Turns `<name>.raw.mp4` of the work folder into `<name>.mp4` of the output folder.
pub(super) async fn package(
    stage: &Stage<'_>,
    name: &str,
    cut: Cut,
    made_by: &[String],
) -> Result<(Rendition, Vec<f64>), MediaError> {
    let file = format!("{name}.mp4");
    let (from, to) = (stage.path(&format!("{name}.raw.mp4")), stage.path(&file));
    let at = from.clone();
    let aigc = stage.job.plan.aigc.clone();
    let rewritten = tokio::task::spawn_blocking(move || {
        let mut input = BufReader::new(File::open(&from)?);
        let mut output = BufWriter::with_capacity(1 << 20, File::create(&to)?);
        let movie = fmp4::read(&mut input)?;
        let (skip, starts) = cuts(&movie, &cut);
        let samples = movie.samples.get(skip..).unwrap_or_default();
        let layout = fmp4::write(
            &movie,
            samples,
            &starts,
            aigc.as_deref(),
            &mut input,
            &mut output,
        )?;
        output.flush()?;
        std::fs::remove_file(&from)?;
        let first = samples.first().map_or(0, |sample| sample.decode_time);
        let seconds =
            |&n: &usize| (samples[n].decode_time - first) as f64 / f64::from(movie.timescale);
        let boundaries = starts.iter().map(seconds).collect::<Vec<_>>();
        Ok((movie, layout, boundaries))
    });
    let (movie, layout, boundaries) =
        rewritten
            .await
            .expect("packaging does not panic")
            .map_err(|error| match error {
                BoxError::Io(error) => MediaError::io(at, error),
                BoxError::Invalid("there is nothing to write") => {
                    MediaError::Damaged("not one frame of it can be read".to_owned())
                }
                other => MediaError::ToolFailed(format!("its output cannot be read, {other}")),
            })?;
    let grown = super::sign::sign(stage, &file, layout.init_bytes).await?;
    stage.publish(&file)?;
    let mut segments = layout.segments;
    for segment in &mut segments {
        segment.offset += grown;
    }
    let average = playlists::average_bandwidth(&segments);
    let peak = playlists::peak_bandwidth(&segments);
    let rendition = Rendition {
        codec: Codec::Aac,
        width: movie.width,
        height: movie.height,
        rate: None::<Rate>,
        language: String::new(),
        label: String::new(),
        channels: movie.channels,
        mime: movie.codecs,
        bandwidth: peak.max(average),
        average_bandwidth: average,
        bytes: layout.bytes + grown,
        duration_ms: layout.duration_ms,
        file,
        init_bytes: layout.init_bytes + grown,
        segments,
        ffmpeg_version: stage.job.tools.version.clone(),
        arguments: made_by.to_vec(),
        quality: None,
    };
    Ok((rendition, boundaries))
}

/// How many samples to leave out, and at which of the others segments begin.
fn cuts(movie: &Movie, cut: &Cut) -> (usize, Vec<usize>) {
    match cut {
        Cut::Keyframes => {
            let starts = movie
                .samples
                .iter()
                .enumerate()
                .filter(|&(n, sample)| n == 0 || sample.sync);
            (0, starts.map(|(n, _)| n).collect())
        }
        Cut::Near(times) => {
            let skip = usize::from(movie.samples.len() > 1);
            let samples = &movie.samples[skip..];
            let begin = samples.first().map_or(0, |sample| sample.decode_time);
            let mut starts = vec![0];
            for time in times {
                let ticks = (time * f64::from(movie.timescale)).round() as u64 + begin;
                let near = samples.partition_point(|sample| {
                    sample.decode_time + u64::from(sample.duration) / 2 < ticks
                });
                if near < samples.len() && starts.last().is_some_and(|&last| near > last) {
                    starts.push(near);
                }
            }
            (skip, starts)
        }
    }
}
