//! The AV1 rendition for what is watched most: about half the bytes of H.264 at the same quality, for more CPU time.

use std::fs::{File, OpenOptions};
use std::io::BufReader;

use super::ladder::{Cut, package};
use super::run::{Stage, finished, recorded, strings};
use super::{Job, filters};
use crate::{Codec, MediaError, Plan, Rendition, Rung};

/// Short side of the AV1 rendition, where the source has it.
const SIDE: u32 = 720;

/// Makes the AV1 rendition: 720 by the short side, or the source's largest rung below that.
///
/// SVT-AV1 ignores forced keyframes, so the first second and what follows it are two encodes of one process, joined
/// afterwards. Fails with `tool_missing` where ffmpeg has no SVT-AV1.
pub async fn av1(
    job: &Job<'_>,
    mut progress: impl FnMut(f32) + Send,
) -> Result<Rendition, MediaError> {
    if let Some(done) = finished(job, "av1") {
        return Ok(done);
    }
    if !job.tools.av1 {
        return Err(MediaError::ToolMissing(
            "ffmpeg with the libsvtav1 encoder".to_owned(),
        ));
    }
    let stage = Stage::start(job, "av1")?;
    let plan = job.plan;
    let rung = plan
        .rungs
        .iter()
        .find(|rung| rung.short_side() <= SIDE)
        .unwrap_or(&plan.rungs[0]);
    let first = plan.first_segment_frames(rung.rate);
    let frames = plan.duration_ms as f64 / 1000.0 * rung.rate.fps();
    let two = frames > f64::from(first) + 1.0;
    let picture = filters::picture(plan, rung, "p");
    let graph = if two {
        format!(
            "{picture};[p]split=2[h][t];[h]trim=end_frame={first}[v0];[t]trim=start_frame={first},setpts=PTS-STARTPTS[v1]"
        )
    } else {
        format!("{picture};[p]null[v0]")
    };
    let mut arguments = vec!["-filter_complex".to_owned(), graph];
    arguments.extend(output(plan, rung, 0));
    if two {
        arguments.extend(output(plan, rung, 1));
    }
    stage.ffmpeg(&[], arguments.clone(), &mut progress).await?;
    let name = format!("v{}-av1", rung.short_side());
    join(&stage, two, &format!("{name}.raw.mp4"))?;
    let (rendition, _) = package(&stage, &name, Cut::Keyframes, &recorded(&[], &arguments)).await?;
    let rendition = Rendition {
        codec: Codec::Av1,
        rate: Some(rung.rate),
        ..rendition
    };
    progress(1.0);
    let file = rendition.file.clone();
    stage.finish(&[&file], rendition)
}

fn output(plan: &Plan, rung: &Rung, part: usize) -> Vec<String> {
    let first = plan.first_segment_frames(rung.rate);
    // The second part begins where the first ends.
    let seconds =
        plan.duration_ms as f64 / 1000.0 - part as f64 * f64::from(first) / rung.rate.fps();
    let mut arguments = strings(&[
        "-map",
        &format!("[v{part}]"),
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
        "libsvtav1",
        "-preset",
        "8",
        "-crf",
        "38",
        "-g",
        &(2 * first).to_string(),
    ]));
    arguments.extend(strings(&["-svtav1-params", "scd=0", "-pix_fmt", "yuv420p"]));
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
        &format!("{seconds:.3}"),
    ]));
    arguments.extend(strings(&[
        "-movflags",
        "cmaf+frag_keyframe",
        "-f",
        "mp4",
        &format!("part{part}.mp4"),
    ]));
    arguments
}

/// Puts the parts one after another in time, in the file that `package` expects.
///
/// The bytes are simply appended: the fragments of the second part count from their own `moof`, and its `tfdt` are
/// moved behind the first part by [`fmp4::append`].
fn join(stage: &Stage<'_>, two: bool, file: &str) -> Result<(), MediaError> {
    let io = |error| MediaError::io(&stage.folder, error);
    let (head, joined) = (stage.path("part0.mp4"), stage.path(file));
    std::fs::rename(&head, &joined).map_err(io)?;
    if !two {
        return Ok(());
    }
    let mut tail = BufReader::new(File::open(stage.path("part1.mp4")).map_err(io)?);
    let mut to = OpenOptions::new()
        .read(true)
        .write(true)
        .open(&joined)
        .map_err(io)?;
    crate::fmp4::append(&mut to, &mut tail).map_err(|error| match error {
        crate::fmp4::BoxError::Io(error) => io(error),
        other => MediaError::ToolFailed(format!("its output cannot be joined, {other}")),
    })
}
