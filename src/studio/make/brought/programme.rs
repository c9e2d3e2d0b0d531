//! A whole mix: as long as the episode, as loud as all of them.

use std::time::Instant;

use bytes::Bytes;
use media::conform::Sort;
use serde_json::json;
use sound::{RATE, Stereo, wav};

use super::By;
use super::desk::{CAME, Desk};
use crate::app::App;
use crate::ingest::Workshop;
use crate::studio::make::{Check, Weight, mix};
use crate::studio::shelves::Made;

/// How far its length may be off; what is missing is silence, what is over is cut.
const OFF_MS: u32 = 500;

/// A programme of an episode that lasts `wanted_ms`.
pub async fn programme(
    app: &App,
    wanted_ms: u32,
    file: &[u8],
    by: &By<'_>,
) -> anyhow::Result<Result<Made, String>> {
    let (began, desk) = (Instant::now(), Desk::with(app, file).await?);
    let mut sound = match heard(&Workshop::open(app)?, &desk, CAME).await? {
        Ok(sound) => sound,
        Err(why) => return Ok(Err(why)),
    };
    let (length_ms, checks) = tokio::task::spawn_blocking(move || {
        let length_ms = (sound.seconds() * 1000.0) as u32;
        if length_ms.abs_diff(wanted_ms) <= OFF_MS {
            let frames = (u64::from(wanted_ms) * u64::from(RATE) / 1000) as usize;
            sound.left.resize(frames, 0.0);
            sound.right.resize(frames, 0.0);
        }
        let checks = mix::loud(&sound::mix::measure(&sound));
        (length_ms, (sound, checks))
    })
    .await?;
    let (sound, loud) = checks;
    let wanted = f64::from(wanted_ms) / 1000.0;
    let measured = f64::from(length_ms) / 1000.0;
    let facts = json!({ "lufs": loud[0].value, "true_peak": loud[1].value });
    let mut checks = vec![Check {
        name: "length".into(),
        value: measured,
        wanted,
        passed: length_ms.abs_diff(wanted_ms) <= OFF_MS,
        message: format!("{measured:.2} s where the episode has {wanted:.2} s"),
        weight: Weight::Blocks,
    }];
    checks.extend(loud);
    Ok(Ok(Made {
        bytes: Bytes::from(wav::stereo(&sound)),
        extension: "wav",
        facts,
        checks: json!(checks),
        made_by: by.name.to_owned(),
        seconds: began.elapsed().as_secs_f32(),
    }))
}

/// The sound of a file on a desk, left and right.
pub async fn heard(
    shop: &Workshop,
    desk: &Desk,
    from: &str,
) -> anyhow::Result<Result<Stereo, String>> {
    let programme = match desk
        .conformed(shop, Sort::Programme, (from, "programme.wav"))
        .await?
    {
        Ok(programme) => programme,
        Err(why) => return Ok(Err(why)),
    };
    let bytes = tokio::fs::read(&programme.file).await?;
    let read = tokio::task::spawn_blocking(move || wav::read(&bytes)).await?;
    Ok(read
        .map(wav::Channels::to_stereo)
        .map_err(|error| format!("what came cannot be heard: {error}")))
}
