//! A finished film or trailer: its pictures watched, its sound measured.

use std::time::Instant;

use bytes::Bytes;
use media::Cancel;
use media::conform::{Sort, conform, glances};
use serde_json::json;

use super::programme::heard;
use super::{By, Desk, LOOK, aspect, pngs, refused};
use crate::app::App;
use crate::ingest::Workshop;
use crate::studio::make::{Check, FilmFacts, Weight, judged, mix};
use crate::studio::shelves::Made;

/// How far a film may be off its episode, seconds: captions and other languages keep their times.
const OFF_S: f64 = 0.2;
/// Seconds of the shortest and the longest trailer.
const TRAILER_S: (f64, f64) = (5.0, 180.0);
/// Seconds of black, and of nothing that moves: as in what is drawn here.
const BLACK_S: f64 = 1.5;
const FROZEN_S: f64 = 8.0;

/// A film of an episode that lasts so many milliseconds; a trailer, where there is no such length.
pub async fn whole(
    app: &App,
    wanted_ms: Option<u32>,
    file: &[u8],
    by: &By<'_>,
) -> anyhow::Result<Result<Made, String>> {
    let (began, desk) = (Instant::now(), Desk::new(app).await?);
    let (input, output) = (desk.folder.join("came"), desk.folder.join("film.mp4"));
    tokio::fs::write(&input, file).await?;
    let shop = Workshop::open(app)?;
    let cancel = Cancel::new();
    let (tools, limits) = (&shop.tools, &shop.limits);
    let came = match conform(tools, limits, Sort::Film, &input, &output, &cancel).await {
        Ok(came) => came,
        Err(error) => return refused(&error).map(Err),
    };
    let sound = match heard(app, &desk, &output).await? {
        Ok(sound) => sound,
        Err(why) => return Ok(Err(why)),
    };
    let (ffmpeg, watched) = (tools.ffmpeg.clone(), output.clone());
    let (seen, loud) = tokio::task::spawn_blocking(move || {
        let seen = artwork::film::checks::check(&ffmpeg, &watched)?;
        anyhow::Ok((seen, mix::loud(&sound::mix::measure(&sound))))
    })
    .await??;
    let every = (seen.length_s / 8.0).max(0.25);
    let frames = glances(tools, limits, &output, LOOK, every, &cancel).await;
    let frames = frames.map_err(|error| anyhow::anyhow!("{error}"))?;
    let mut checks = vec![
        aspect(came.width, came.height),
        length(seen.length_s, wanted_ms),
        Check {
            name: "black".into(),
            value: seen.black_s,
            wanted: BLACK_S,
            passed: seen.black_s <= BLACK_S,
            message: format!("{:.1} s are black", seen.black_s),
            weight: Weight::Blocks,
        },
        Check {
            name: "frozen".into(),
            value: seen.frozen_s,
            wanted: FROZEN_S,
            passed: seen.frozen_s <= FROZEN_S,
            message: format!("nothing moves for {:.1} s", seen.frozen_s),
            weight: Weight::Blocks,
        },
    ];
    checks.extend(loud);
    let facts = FilmFacts {
        length_ms: (seen.length_s * 1000.0) as u32,
    };
    let mut made = Made {
        bytes: Bytes::from(tokio::fs::read(&output).await?),
        extension: "mp4",
        facts: serde_json::to_value(facts)?,
        checks: json!(checks),
        made_by: by.name.to_owned(),
        seconds: began.elapsed().as_secs_f32(),
    };
    judged::pictures(app, &mut made, &pngs(&frames)).await;
    Ok(Ok(made))
}

fn length(seconds: f64, wanted_ms: Option<u32>) -> Check {
    let (wanted, passed, message) = if let Some(wanted_ms) = wanted_ms {
        let wanted = f64::from(wanted_ms) / 1000.0;
        let message = format!("{seconds:.2} s where the episode has {wanted:.2} s");
        (wanted, (seconds - wanted).abs() <= OFF_S, message)
    } else {
        let (shortest, longest) = TRAILER_S;
        let message =
            format!("{seconds:.1} s, where a trailer has {shortest:.0} to {longest:.0} s");
        (longest, (shortest..=longest).contains(&seconds), message)
    };
    Check {
        name: "length".into(),
        value: seconds,
        wanted,
        passed,
        message,
        weight: Weight::Blocks,
    }
}
