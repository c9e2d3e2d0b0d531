//! An episode: its clips one after the other, its mix beside them.

use std::path::Path;
use std::time::Instant;

use serde_json::json;
use storyboard::{Board, Timeline};

use super::join::{Joined, join};
use super::{Check, FilmFacts, Weight};
use crate::app::App;
use crate::studio::shelves::{Kept, Made};

/// How far a film may be off its board, in seconds.
const OFF_S: f64 = 0.2;

/// Puts an episode together; `fields` go into its metadata.
pub async fn film(
    app: &App,
    board: &Board,
    timeline: &Timeline,
    clips: &[&Kept],
    mix: &Kept,
    fields: Vec<(&'static str, String)>,
    work: &Path,
) -> anyhow::Result<Result<Made, String>> {
    let began = Instant::now();
    let mut pictures = Vec::new();
    for clip in clips {
        pictures.push(app.storage.read(&clip.blob_key).await?);
    }
    let mix = app.storage.read(&mix.blob_key).await?;
    let folder = work.join(format!("film-{}", board.number));
    let Joined { bytes, seconds } = match join(app, pictures, mix, fields, &folder).await? {
        Ok(joined) => joined,
        Err(why) => return Ok(Err(why)),
    };
    let wanted = f64::from(timeline.length_ms) / 1000.0;
    let off = (seconds - wanted).abs();
    let checks = [Check {
        name: "length".into(),
        value: seconds,
        wanted,
        passed: off <= OFF_S,
        message: format!("{seconds:.2} s where the board has {wanted:.2} s"),
        weight: Weight::Blocks,
    }];
    if off > OFF_S {
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
