//! Pictures that somebody brings are looked at for nudity by a model on this machine, where no server is asked.

use std::path::PathBuf;

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::making::begin;
use crate::config::{Config, Filter};
use crate::people::Role;
use crate::testing::{Device, TestHouse};

/// The cache of this machine with the model in it; nothing where it cannot be had, unless `SIGHT_TOOLS=required`.
fn cache() -> Option<PathBuf> {
    let cache = std::env::var_os("CLIFFHANGER_CACHE")
        .map_or_else(|| std::env::temp_dir().join("cliffhanger"), PathBuf::from)
        .join("voices");
    let pip = std::env::var_os("CLIFFHANGER_STUDIO__PIP").map(PathBuf::from);
    let source = models::Source::new(true, pip.as_deref());
    match sight::Eyes::open(&cache, &source, &mut |_| {}) {
        Ok(_) => Some(cache),
        Err(error) => {
            let required = std::env::var("SIGHT_TOOLS").is_ok_and(|value| value == "required");
            assert!(!required, "{error}. {}", error.remedy());
            eprintln!("skipped: {error}");
            None
        }
    }
}

/// Ovals of the colour of skin, which the model takes for skin.
fn skin() -> Vec<u8> {
    let mut picture = artwork::Pixmap::new(270, 480).unwrap();
    let ovals = [
        (60, 270, 100, 160, [225, 170, 140]),
        (200, 440, 130, 190, [220, 165, 135]),
        (100, 70, 30, 60, [225, 170, 140]),
        (100, 40, 90, 80, [205, 160, 130]),
    ];
    for (at, pixel) in picture.data_mut().chunks_exact_mut(4).enumerate() {
        let (x, y) = ((at % 270) as f64, (at / 270) as f64);
        let inside = ovals.iter().find(|(left, top, wide, high, _)| {
            let (x, y) = (
                (x - f64::from(*left)) / f64::from(*wide),
                (y - f64::from(*top)) / f64::from(*high),
            );
            x * x + y * y <= 1.0
        });
        let [red, green, blue] = inside.map_or([140, 50, 180], |oval| oval.4);
        pixel.copy_from_slice(&[red, green, blue, 255]);
    }
    picture.encode_png().unwrap()
}

async fn bring(ann: &mut Device, path: &str, picture: &[u8]) -> Value {
    ann.send(
        Method::POST,
        &format!("{path}/takes?key=e01/thumbnail"),
        &[("content-type", "application/octet-stream")],
        Body::from(picture.to_vec()),
    )
    .await
    .json(201)
}

/// What was found of one kind.
fn check<'a>(take: &'a Value, name: &str) -> &'a Value {
    let mut checks = take["checks"].as_array().unwrap().iter();
    checks
        .find(|check| check["name"] == name)
        .unwrap_or(&Value::Null)
}

async fn begun(db: PgPool, config: Config) -> (TestHouse, Device, String) {
    let house = TestHouse::with(db, config).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let path = begin(&mut ann).await;
    (house, ann, path)
}

fn with(cache: Option<PathBuf>, own: Filter) -> Config {
    let mut config = Config::default();
    config.studio.folder = cache;
    config.studio.moderation.own_eyes = own;
    config
}

#[sqlx::test]
async fn what_is_drawn_here_passes_and_bare_skin_is_told(db: PgPool) {
    let Some(cache) = cache() else { return };
    let (_house, mut ann, path) = begun(db, with(Some(cache), Filter::Tells)).await;
    let board = ann.get(&format!("{path}/episodes/1")).await.json(200);
    let shots = board["board"]["shots"].as_array().unwrap().len();
    assert!(shots > 1);
    for shot in 1..=shots {
        let drawn = ann
            .get(&format!("{path}/episodes/1/stills/{shot}?width=360"))
            .await;
        assert_eq!(drawn.status.as_u16(), 200);
        let taken = bring(&mut ann, &path, &drawn.bytes).await;
        let found = check(&taken, "nudity");
        assert_eq!(found["passed"], true, "{taken}");
        assert!(found["value"].as_f64().unwrap() < 0.3, "{taken}");
    }
    let taken = bring(&mut ann, &path, &skin()).await;
    let found = check(&taken, "nudity");
    assert_eq!(
        (&found["passed"], &found["weight"], &taken["selected"]),
        (&json!(false), &json!("warns"), &json!(true)),
        "{taken}"
    );
    assert!(found["value"].as_f64().unwrap() > 0.8, "{taken}");
}

#[sqlx::test]
async fn a_house_that_says_so_does_not_use_what_its_eyes_call_explicit(db: PgPool) {
    let Some(cache) = cache() else { return };
    let (_house, mut ann, path) = begun(db, with(Some(cache), Filter::Blocks)).await;
    let taken = bring(&mut ann, &path, &skin()).await;
    assert_eq!(check(&taken, "nudity")["weight"], "blocks");
    assert_eq!(taken["selected"], false, "{taken}");
}

#[sqlx::test]
async fn where_the_model_cannot_be_had_a_take_says_so_and_is_used(db: PgPool) {
    // No house of these tests fetches anything.
    let (_house, mut ann, path) = begun(db, with(None, Filter::Blocks)).await;
    let taken = bring(&mut ann, &path, &skin()).await;
    let found = check(&taken, "nudity");
    assert_eq!(
        (&found["passed"], &found["weight"], &taken["selected"]),
        (&json!(true), &json!("not_measured"), &json!(true)),
        "{taken}"
    );
    let why = found["message"].as_str().unwrap();
    assert!(why.contains("may not be fetched"), "{why}");
}

#[sqlx::test]
async fn eyes_that_are_shut_see_nothing(db: PgPool) {
    let (_house, mut ann, path) = begun(db, with(None, Filter::Off)).await;
    let taken = bring(&mut ann, &path, &skin()).await;
    assert_eq!(check(&taken, "nudity"), &Value::Null);
    assert_eq!(check(&taken, "flagged")["weight"], "not_measured");
}

#[sqlx::test]
async fn where_a_server_is_set_it_alone_decides(db: PgPool) {
    let mut config = with(None, Filter::Blocks);
    // Nobody answers there.
    config.studio.moderation.url = Some("http://127.0.0.1:9/v1".parse().unwrap());
    let (_house, mut ann, path) = begun(db, config).await;
    let taken = bring(&mut ann, &path, &skin()).await;
    assert_eq!(check(&taken, "nudity"), &Value::Null);
    let found = check(&taken, "flagged");
    assert!(
        found["message"]
            .as_str()
            .unwrap()
            .contains("did not answer")
    );
}
