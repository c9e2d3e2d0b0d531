//! Whose copy a leaked file is, after others have had it in hand.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::json;
use sqlx::PgPool;

use super::Stall;
use super::screeners::{film, make};
use crate::ingest::{Workshop, limits};
use crate::market::screeners::leak::{self, Verdict};

fn encode(shop: &Workshop, from: &Path, to: &Path, filter: &str, encoder: &[&str]) {
    let mut command = Command::new(&shop.tools.ffmpeg);
    command
        .args(["-v", "error", "-y", "-i"])
        .arg(from)
        .args(["-vf", filter])
        .args(encoder)
        .arg("-an")
        .arg(to);
    assert!(command.status().unwrap().success());
}

async fn name(stall: &Stall, shop: &Workshop, file: &Path) -> Verdict {
    let (app, house) = (&stall.house.app, stall.house.id().await);
    leak::name(app, &shop.tools, &limits(app), house, file)
        .await
        .unwrap()
}

/// Where the bytes of a copy lie.
async fn copy(stall: &Stall, screener: &str) -> PathBuf {
    let key: String =
        sqlx::query_scalar("select blob_key from screener_copies where screener_id::text = $1")
            .bind(screener)
            .fetch_one(&stall.house.app.db)
            .await
            .unwrap();
    stall.house.app.storage.path(&key).unwrap()
}

#[sqlx::test]
async fn a_leaked_copy_names_its_recipient_after_a_worse_encoder_and_another_size(db: PgPool) {
    let mut stall = Stall::new(db, "closed").await;
    let shop = Workshop::open(&stall.house.app).unwrap();
    let episode = stall.episodes[0];
    let source = film(&stall, &shop, episode, 8).await;
    let mut ids = Vec::new();
    for person in ["Ann One", "Bea Two", "Cy Three"] {
        let (id, token) = stall.screener(person, json!({})).await;
        let mut buyer = stall.house.device();
        buyer
            .post("/api/v1/screeners/open", json!({ "token": token }))
            .await
            .json(200);
        buyer
            .post(
                &format!("/api/v1/screeners/{id}/episodes/{episode}"),
                json!({}),
            )
            .await
            .json(200);
        ids.push(id);
    }
    make(&stall, &shop, &ids[1], episode).await;
    let leaked = copy(&stall, &ids[1]).await;
    let file = source.path().join("leak.mp4");
    for (filter, crf) in [
        ("null", "30"),
        ("scale=270:480", "28"),
        ("scale=540:960", "30"),
    ] {
        encode(
            &shop,
            &leaked,
            &file,
            filter,
            &["-c:v", "libx264", "-preset", "veryfast", "-crf", crf],
        );
        let verdict = name(&stall, &shop, &file).await;
        let names: Vec<&str> = verdict
            .certain
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        assert_eq!(names, ["Bea Two"], "{filter} at {crf}: {verdict:?}");
        assert!(verdict.certain[0].chance < 1e-6);
    }
    let clean = name(&stall, &shop, &source.path().join("v.mp4")).await;
    assert!(clean.certain.is_empty() && clean.frames > 10, "{clean:?}");
    std::fs::write(&file, b"no film").unwrap();
    let (app, house) = (&stall.house.app, stall.house.id().await);
    assert!(
        leak::name(app, &shop.tools, &limits(app), house, &file)
            .await
            .is_err()
    );
}
