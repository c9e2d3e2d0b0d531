//! A voice that is bought is what is heard: its sound is the line, and the mix of the episode is made of it.

use std::process::Command;

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{Bought, LINES, MAKERS};

/// What the maker's voices end with: a tone that nothing else here has.
pub const TONE: u32 = 1000;
/// The mix is listened to so finely, samples a second.
const RATE: u32 = 8000;

/// How loud one frequency is in a stretch of a sound (Goertzel), as a share of all that is heard there.
fn share(samples: &[f32], frequency: f32) -> f32 {
    let turn = 2.0 * (std::f32::consts::TAU * frequency / RATE as f32).cos();
    let (mut last, mut before) = (0.0_f32, 0.0_f32);
    for sample in samples {
        (last, before) = (sample + turn * last - before, last);
    }
    let power = last * last + before * before - turn * last * before;
    let all: f32 = samples.iter().map(|sample| sample * sample).sum();
    2.0 * power / (all * samples.len() as f32).max(f32::MIN_POSITIVE)
}

fn heard(file: &[u8]) -> Vec<f32> {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("mix");
    std::fs::write(&at, file).unwrap();
    let decoded = Command::new("ffmpeg")
        .args(["-nostdin", "-v", "error", "-i"])
        .arg(&at)
        .args(["-ac", "1", "-ar", &RATE.to_string(), "-f", "f32le", "-"])
        .output()
        .unwrap();
    assert!(decoded.status.success());
    let samples = decoded.stdout.chunks_exact(4);
    samples
        .map(|four| f32::from_le_bytes(four.try_into().unwrap()))
        .collect()
}

#[sqlx::test]
async fn a_bought_voice_is_what_is_heard_in_the_episode(db: PgPool) {
    let speech = MAKERS.iter().filter(|maker| maker.name == "Speech");
    let mut bought = Bought::of(db, speech).await;
    bought.choose(0).await;
    let lines = bought.keys("voice").await;
    let mixed = bought.ran("e01/mix").await;
    assert_eq!(mixed["problem"], Value::Null);
    let asked = bought.makers[0].1.charged();
    assert_eq!(asked.len(), lines.len(), "{mixed}");
    let said: Vec<(&str, &str)> = asked
        .iter()
        .map(|body| {
            let text = |name: &str| body[name].as_str().unwrap_or_default();
            (text("input"), text("voice"))
        })
        .collect();
    for text in LINES {
        assert!(said.iter().any(|(input, _)| *input == text), "{said:?}");
    }
    let voice = |text: &str| said.iter().find(|one| one.0 == text).unwrap().1;
    assert_ne!(voice(LINES[0]), "");
    assert_eq!(voice(LINES[1]), voice(LINES[2]), "one person, one voice");
    let cold = asked.iter().find(|body| body["input"] == LINES[0]);
    assert_eq!(cold.unwrap()["instructions"], "cold", "as it is written");

    for line in &lines {
        let artifact = format!("{}/artifact?key={line}", bought.path);
        let take = bought.ann.get(&artifact).await.json(200)["takes"][0].clone();
        assert_eq!(
            (&take["made_by"], &take["selected"]),
            (&json!("Speech / gpt-4o-mini-tts"), &json!(true)),
            "{line}: {}",
            take["checks"]
        );
    }
    let artifact = format!("{}/artifact?key=e01/mix", bought.path);
    let take = bought.ann.get(&artifact).await.json(200)["takes"][0].clone();
    let file = format!(
        "{}/takes/{}/file",
        bought.path,
        take["id"].as_str().unwrap()
    );
    let mix = heard(&bought.ann.get(&file).await.bytes);
    // In half a second of it the tone is most of what is heard, and no other tone is.
    let loudest = |frequency: f32| {
        let pieces = mix.chunks_exact(RATE as usize / 2);
        pieces
            .map(|piece| share(piece, frequency))
            .fold(0.0_f32, f32::max)
    };
    let (tone, other) = (loudest(TONE as f32), loudest(1700.0));
    assert!(tone > 0.5 && other < 0.2, "{tone} {other}");
}
