//! Work that is cut off anywhere ends as if nothing had happened.

use std::time::{Duration, Instant};

use sqlx::PgPool;

use super::Studio;
use super::clips::{SRT, folder};
use crate::clock::Random;
use crate::ingest::{Goal, Outcome, Progress, package};

/// Cuts the work off at a moment, as a killed process would: nothing after that moment happens. (That a killed
/// process's children die with it is the media crate's to prove; here they die with their future.)
async fn cut_off_after(
    studio: &Studio,
    episode_id: uuid::Uuid,
    after: Duration,
) -> Option<Outcome> {
    let (app, shop) = (studio.house.app.clone(), studio.shop.clone());
    let task = tokio::spawn(async move {
        package(
            &app,
            &shop,
            episode_id,
            Goal::Complete,
            &Progress::default(),
        )
        .await
    });
    tokio::time::sleep(after).await;
    task.abort();
    task.await.ok().map(Result::unwrap)
}

/// Viewers see nothing that is half done.
async fn nothing_half_done(studio: &Studio) {
    let half: i64 = sqlx::query_scalar(
        "select count(*) from packages p where
             (playable_at is not null) <> exists (select from renditions r where r.episode_id = p.episode_id and codec = 'h264')
          or (playable_at is not null) <> exists (select from renditions r where r.episode_id = p.episode_id and codec = 'aac')
          or (playable_at is not null) <> (poster is not null)
          or (state = 'complete') <> (completed_at is not null)
          or (state = 'complete' and (select count(*) from renditions r where r.episode_id = p.episode_id) <> 3)",
    )
    .fetch_one(&studio.house.app.db)
    .await
    .unwrap();
    assert_eq!(half, 0, "{}", studio.rows().await);
    let keys: Vec<String> = sqlx::query_scalar(
        "select blob_key from renditions union all select blob_key from text_tracks",
    )
    .fetch_all(&studio.house.app.db)
    .await
    .unwrap();
    for key in keys {
        studio.house.app.storage.size(&key).await.unwrap();
    }
}

#[sqlx::test]
async fn work_that_is_cut_off_anywhere_ends_the_same(db: PgPool) {
    let studio = Studio::new(db).await;
    let folder = folder(&[("01.mp4", "ladder.mp4")], &[("01.en.srt", SRT)]);
    let episode_id = studio.read(folder.path()).await.episodes[0].episode_id;
    let begun = Instant::now();
    assert_eq!(
        studio.package(episode_id, Goal::Complete).await,
        Outcome::Complete
    );
    let whole = begun.elapsed();
    let undisturbed = studio.shape().await;

    let random = Random::seeded(3);
    let mut cuts = 0;
    for round in 0..4 {
        crate::ingest::retry(&studio.house.app, studio.house_id, episode_id, None)
            .await
            .unwrap();
        sqlx::query("delete from renditions")
            .execute(&studio.house.app.db)
            .await
            .unwrap();
        sqlx::query("update packages set playable_at = null, poster = null, sprite = null")
            .execute(&studio.house.app.db)
            .await
            .unwrap();
        // Early and late; each cut goes on from what the one before it left.
        for _ in 0..4 {
            let after = whole.mul_f64(random.fraction() * if round % 2 == 0 { 0.3 } else { 0.7 });
            if cut_off_after(&studio, episode_id, after).await.is_none() {
                cuts += 1;
            }
            nothing_half_done(&studio).await;
        }
        if studio.states().await != "1 complete" {
            assert_eq!(
                studio.package(episode_id, Goal::Complete).await,
                Outcome::Complete
            );
        }
        assert_eq!(studio.shape().await, undisturbed, "round {round}");
    }
    assert!(cuts > 4, "only {cuts} of 16 cuts came before the end");
}
