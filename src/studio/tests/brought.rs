//! Own files as takes of every kind that is made: measured as those are, used by what hangs on them.

use std::collections::BTreeMap;
use std::process::Command;

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::films::{production, ran};
use super::making::begin;
use crate::people::Role;
use crate::studio::run;
use crate::testing::{Device, TestHouse};

/// What ffmpeg makes of these sources.
fn made(sources: &[&str], more: &[&str], name: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    let mut command = Command::new("ffmpeg");
    command.args(["-nostdin", "-v", "error"]);
    for source in sources {
        command.args(["-f", "lavfi", "-i", source]);
    }
    let status = command.args(more).arg(&file).status();
    assert!(status.unwrap().success());
    std::fs::read(file).unwrap()
}

/// All colours, so that everybody's clothes are among them; something moves.
fn colours(size: &str, seconds: f64) -> String {
    format!(
        "color=c=black:s={size}:r=12:d={seconds},format=gbrp,geq=r='X*255/W':g='mod(Y*4,H)*255/H':b='floor(Y*4/H)*70+20+20*sin(T*3)'"
    )
}

/// As loud as a programme is.
fn loud(seconds: f64) -> String {
    format!("anoisesrc=c=pink:r=48000:a=0.4:d={seconds},loudnorm=I=-16:TP=-2:LRA=7,aresample=48000")
}

async fn bring(ann: &mut Device, path: &str, key: &str, file: &[u8]) -> crate::testing::Answer {
    ann.send(
        Method::POST,
        &format!("{path}/takes?key={key}"),
        &[("content-type", "application/octet-stream")],
        Body::from(file.to_vec()),
    )
    .await
}

/// What stands against a take that was brought.
fn failed(taken: &Value) -> Vec<&str> {
    let checks = taken["checks"].as_array().unwrap().iter();
    let failed = checks.filter(|check| check["passed"] == false && check["weight"] == "blocks");
    failed
        .map(|check| check["name"].as_str().unwrap())
        .collect()
}

#[sqlx::test]
async fn files_of_every_kind_are_measured_and_used(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    let own = production(&house, &path).await;
    let tools = house.app.studio.tools(&house.app, |_| {}).await.unwrap();
    let standing = run::standing(&house.app, &own, &tools).await.unwrap();
    let board = standing.board(1).unwrap();
    let length = run::timeline(board, &BTreeMap::new()).unwrap().length_ms;
    let seconds = f64::from(length) / 1000.0;
    let panel = standing
        .graph
        .nodes()
        .iter()
        .find(|node| node.kind == "panel");
    let panel = panel.unwrap().key.clone();

    let picture = made(&[&colours("270x480", 1.0)], &["-frames:v", "1"], "a.png");
    let lying = made(&[&colours("480x270", 1.0)], &["-frames:v", "1"], "a.png");
    let mix = made(&[&loud(seconds)], &["-c:a", "flac"], "a.flac");
    let quiet = made(&[&format!("sine=d={seconds},volume=0.01")], &[], "a.wav");
    let silent = made(&[&format!("anullsrc=d={seconds}")], &[], "a.wav");
    let short = made(&[&loud(seconds / 2.0)], &[], "a.wav");
    let film = |seconds: f64, size: &str, sound: bool| {
        let (seen, heard) = (colours(size, seconds), loud(seconds));
        let sources = if sound {
            vec![&*seen, &*heard]
        } else {
            vec![&*seen]
        };
        let encoder = [
            "-c:v",
            "libx264",
            "-preset",
            "ultrafast",
            "-pix_fmt",
            "yuv420p",
        ];
        made(&sources, &encoder, "a.mp4")
    };
    let (whole, half) = (
        film(seconds, "90x160", true),
        film(seconds / 2.0, "90x160", true),
    );
    let (mute, wide) = (
        film(seconds, "90x160", false),
        film(seconds, "160x90", true),
    );
    let words = "1\n00:00:00,200 --> 00:00:01,900\nThen pay for it.\n";
    let late = "1\n00:59:00,000 --> 00:59:02,000\nThen pay for it.\n";

    for (key, file, against) in [
        ("e01/mix", &mix, &[][..]),
        ("e01/mix", &quiet, &["loudness"]),
        ("e01/mix", &silent, &["loudness"]),
        ("e01/mix", &short, &["length"]),
        ("e01/captions", &words.into(), &[]),
        ("e01/captions", &late.into(), &["length"]),
        ("e01/thumbnail", &picture, &[]),
        ("e01/thumbnail", &lying, &["aspect"]),
        (&panel, &picture, &[]),
        ("e01/film", &whole, &[]),
        ("e01/film", &half, &["length"]),
        ("e01/film", &wide, &["aspect"]),
    ] {
        let taken = bring(&mut ann, &path, key, file).await.json(201);
        assert_eq!(failed(&taken), against, "{key}: {taken}");
        assert_eq!(taken["selected"], against.is_empty(), "{key}: {taken}");
    }
    // What is no such thing, or nothing at all.
    let hostile = b"#EXTM3U\nfile:///etc/passwd\n".to_vec();
    for (key, file) in [
        ("e01/mix", &picture),
        ("e01/mix", &mute),
        ("e01/mix", &hostile),
        ("e01/captions", &picture),
        ("e01/thumbnail", &hostile),
        (&panel, &mix),
        ("e01/film", &mute),
        ("e01/film", &hostile),
        ("trailer", &mix),
        ("trailer", &Vec::new()),
        ("e01/strip", &picture),
    ] {
        let refused = bring(&mut ann, &path, key, file).await;
        assert_eq!(refused.refusal(400), "take_unusable", "{key}");
    }
    // As long as a trailer is, and shorter.
    let taken = bring(&mut ann, &path, "trailer", &film(6.0, "90x160", true)).await;
    assert_eq!(failed(&taken.json(201)), [""; 0]);
    let taken = bring(&mut ann, &path, "trailer", &film(2.0, "90x160", true)).await;
    assert_eq!(failed(&taken.json(201)), ["length"]);

    // The strip is put together with the panel that was brought, and what was brought stays.
    let end = ran(&house, &mut ann, &path, json!({ "wanted": ["e01/strip"] })).await;
    assert_eq!(end["problem"], Value::Null, "{end}");
    let by: Vec<(String, String)> =
        sqlx::query_as("select key, made_by from production_takes where selected order by key")
            .fetch_all(&house.app.db)
            .await
            .unwrap();
    let by: BTreeMap<&str, &str> = by.iter().map(|(key, by)| (&**key, &**by)).collect();
    for key in [
        "e01/mix",
        "e01/captions",
        "e01/thumbnail",
        &panel,
        "e01/film",
        "trailer",
    ] {
        assert_eq!(by[key], "brought by somebody", "{key}");
    }
    assert_eq!(by["e01/strip"], "drawn by Cliffhanger");
}
