//! A finished film or trailer: its pictures watched, its sound measured.

use std::time::Instant;

use bytes::Bytes;
use media::conform::Sort;
use serde_json::json;

use super::desk::{CAME, Desk, seen};
use super::programme::heard;
use super::{By, LOOK, pngs};
use crate::app::App;
use crate::ingest::Workshop;
use crate::studio::make::watched::{Most, aspect, black, frozen};
use crate::studio::make::{Check, FilmFacts, Weight, judged, mix};
use crate::studio::shelves::Made;

/// How far a film may be off its episode, seconds: captions and other languages keep their times.
const OFF_S: f64 = 0.2;
/// The film on its desk.
const FILM: &str = "film.mp4";
/// Seconds of the shortest and the longest trailer.
const TRAILER_S: (f64, f64) = (5.0, 180.0);

/// A film of an episode that lasts so many milliseconds; a trailer, where there is no such length.
pub async fn whole(
    app: &App,
    wanted_ms: Option<u32>,
    file: &[u8],
    by: &By<'_>,
) -> anyhow::Result<Result<Made, String>> {
    let (began, desk) = (Instant::now(), Desk::with(app, file).await?);
    let shop = Workshop::open(app)?;
    let film = match desk.conformed(&shop, Sort::Film, (CAME, FILM)).await? {
        Ok(film) => film,
        Err(why) => return Ok(Err(why)),
    };
    let sound = match heard(&shop, &desk, FILM).await? {
        Ok(sound) => sound,
        Err(why) => return Ok(Err(why)),
    };
    let (ffmpeg, watched) = (shop.tools.ffmpeg.clone(), film.file.clone());
    let (found, loud) = tokio::task::spawn_blocking(move || {
        let found = artwork::film::checks::check(&ffmpeg, &watched)?;
        anyhow::Ok((found, mix::loud(&sound::mix::measure(&sound))))
    })
    .await??;
    let every = (found.length_s / 8.0).max(0.25);
    let frames = seen(&shop, &film.file, LOOK, every).await?;
    let mut checks = vec![
        aspect(film.came.width, film.came.height),
        length(found.length_s, wanted_ms),
        black(found.black_s, Most::DRAWN),
        frozen(found.frozen_s, Most::DRAWN),
    ];
    checks.extend(loud);
    let facts = FilmFacts {
        length_ms: (found.length_s * 1000.0) as u32,
    };
    let mut made = Made {
        bytes: Bytes::from(tokio::fs::read(&film.file).await?),
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
