//! Out of one house and into another of the same process, with its rights, over a folder and over a bucket; and from the
//! desk by a deal.

mod along;
mod desk;
mod renditions;
mod rights;

use sqlx::PgPool;
use uuid::Uuid;

use crate::app::App;
use crate::ingest::tests::Studio;
use crate::ingest::tests::clips::{SRT, folder};
use crate::rights::tests::behind_proxy;

/// A house with a published series of two, which it may license on.
async fn sender(db: PgPool) -> (Studio, tempfile::TempDir) {
    let studio = Studio::with(db, behind_proxy()).await;
    let about = "title = 'Two Doors'\nlanguage = 'en'\npublish = true\ncredits = [{ name = 'Northlight', role = 'Production' }]";
    let story = folder(
        &[
            ("01.mp4", "small.mp4"),
            ("02.mkv", "third.mkv"),
            ("poster.png", "poster.png"),
        ],
        &[("series.toml", about.as_bytes()), ("01.zh-Hans.srt", SRT)],
    );
    studio.read(story.path()).await;
    studio.work().await;
    studio.house.ask_for_no_papers().await;
    (studio, story)
}

/// The id of the one series there is.
async fn only_series(app: &App) -> Uuid {
    let id = sqlx::query_scalar("select id from series");
    id.fetch_one(&app.db).await.unwrap()
}
