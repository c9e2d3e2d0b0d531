//! The webcomic shows what the makers made: their pictures, and frames of their clips.

use serde_json::Value;
use sqlx::PgPool;

use super::{Bought, MAKERS};

#[sqlx::test]
async fn a_panel_shows_the_picture_that_was_bought(db: PgPool) {
    shown(db, "gpt-image-1.5").await;
}

#[sqlx::test]
async fn a_panel_shows_a_frame_of_the_clip_that_was_bought(db: PgPool) {
    shown(db, "kling-v2-1").await;
}

/// One panel, drawn here, and the same one after a maker was chosen: what the makers of these tests make is a test card,
/// brighter in its colours than anything that is drawn.
async fn shown(db: PgPool, model: &str) {
    let maker = MAKERS.iter().filter(|maker| maker.model == model);
    let mut bought = Bought::of(db, maker).await;
    let panels = bought.keys("panel").await;
    for key in &panels {
        assert_eq!(bought.ran(key).await["problem"], Value::Null);
    }

    bought.choose(0).await;
    // Of cards and screens of telephones nothing is bought.
    let made = bought.keys(bought.makers[0].0.kind()).await;
    let shown = |key: &String| {
        made.iter()
            .any(|made| made[made.len() - 3..] == key[key.len() - 3..])
    };
    let key = panels.into_iter().find(shown).unwrap();
    let (by, drawn) = panel(&bought, &key).await;
    assert_eq!(by, "drawn by Cliffhanger");
    assert_eq!(bought.ran(&key).await["problem"], Value::Null);
    let (by, lettered) = panel(&bought, &key).await;
    assert_eq!(by, "lettered by Cliffhanger");
    assert_eq!(bought.makers[0].1.charged().len(), 1);
    assert!(
        drawn < 0.001 && lettered > 0.03,
        "bright in colour: {drawn} of what is drawn, {lettered} of what was bought"
    );
}

/// Who made the take of a panel that is selected, and how much of it is of a bright colour.
async fn panel(bought: &Bought, key: &str) -> (String, f32) {
    let app = &bought.house.app;
    let (by, blob): (String, String) = sqlx::query_as(
        "select made_by, blob_key from production_takes where key = $1 and selected",
    )
    .bind(key)
    .fetch_one(&app.db)
    .await
    .unwrap();
    let picture = artwork::Pixmap::decode_png(&app.storage.read(&blob).await.unwrap()).unwrap();
    let bright = picture.pixels().iter().filter(|pixel| {
        let three = [pixel.red(), pixel.green(), pixel.blue()];
        let (low, high) = (three.iter().min(), three.iter().max());
        high.zip(low).is_some_and(|(high, low)| high - low > 200)
    });
    (by, bright.count() as f32 / picture.pixels().len() as f32)
}
