//! An episode: its clips one after the other, its mix beside them.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use anyhow::Context;
use bytes::Bytes;
use serde_json::json;
use storyboard::{Board, Timeline};

use super::{Check, FilmFacts};
use crate::app::App;
use crate::ingest::Workshop;
use crate::studio::shelves::{Kept, Made};

/// Joins without encoding pictures again: every clip has the same settings and begins with a key frame.
pub async fn film(
    app: &App,
    board: &Board,
    timeline: &Timeline,
    clips: &[&Kept],
    mix: &Kept,
    work: &Path,
) -> anyhow::Result<Result<Made, String>> {
    let began = Instant::now();
    let tools = Workshop::open(app)?.tools;
    let folder = work.join(format!("film-{}", board.number));
    tokio::fs::create_dir_all(&folder).await?;
    let mut list = String::new();
    for (at, clip) in clips.iter().enumerate() {
        let name = format!("{at:04}.mp4");
        tokio::fs::write(folder.join(&name), app.storage.read(&clip.blob_key).await?).await?;
        let _ = writeln!(list, "file '{name}'");
    }
    tokio::fs::write(folder.join("clips.txt"), list).await?;
    tokio::fs::write(
        folder.join("mix.wav"),
        app.storage.read(&mix.blob_key).await?,
    )
    .await?;
    let output = tokio::process::Command::new(&tools.ffmpeg)
        .current_dir(&folder)
        .args([
            "-nostdin",
            "-v",
            "error",
            "-y",
            "-f",
            "concat",
            "-safe",
            "1",
            "-i",
            "clips.txt",
            "-i",
            "mix.wav",
        ])
        .args([
            "-map", "0:v", "-map", "1:a", "-c:v", "copy", "-c:a", "aac", "-b:a", "160k", "-ar",
            "48000",
        ])
        .args([
            "-t",
            &format!("{:.3}", f64::from(timeline.length_ms) / 1000.0),
        ])
        .args([
            "-movflags",
            "+faststart",
            "-fflags",
            "+bitexact",
            "-flags:a",
            "+bitexact",
            "film.mp4",
        ])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .context("cannot run ffmpeg")?;
    if !output.status.success() {
        return Ok(Err(format!(
            "ffmpeg could not put the episode together: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        )));
    }
    let bytes = Bytes::from(tokio::fs::read(folder.join("film.mp4")).await?);
    let probed = media::probe(&tools, &media::Limits::default(), &folder.join("film.mp4")).await;
    let measured = probed
        .as_ref()
        .map_or(0.0, |source| source.duration_ms as f64 / 1000.0);
    let wanted = f64::from(timeline.length_ms) / 1000.0;
    let off = (measured - wanted).abs();
    let checks = [Check {
        name: "length".into(),
        value: measured,
        wanted,
        passed: off <= 0.2,
        message: format!("{measured:.2} s where the board has {wanted:.2} s"),
    }];
    tokio::fs::remove_dir_all(&folder).await?;
    if off > 0.2 {
        return Ok(Err(checks[0].message.clone()));
    }
    Ok(Ok(Made {
        bytes,
        extension: "mp4",
        facts: serde_json::to_value(FilmFacts {
            length_ms: timeline.length_ms,
        })?,
        checks: json!(checks),
        made_by: "Cliffhanger".into(),
        seconds: began.elapsed().as_secs_f32(),
    }))
}
