//! Into the house: the films of a production as a draft series, with captions, dubs, poster and paywall, by the same door
//! as any folder of episodes; and a record of how they were made.

mod files;
mod manifest;

use std::path::PathBuf;

use futures_util::FutureExt as _;
use serde_json::json;
use sqlx::types::Json;
use uuid::Uuid;

use super::{Production, gates, people, productions, records, run};
use crate::app::App;
use crate::ingest::Workshop;
use crate::ingest::folder::{self, Applied, Listing};
use crate::jobs::{self, Job};

pub use manifest::synopsis;

/// Puts every finished episode into the house; those that are there already and have not changed are left alone. Refused
/// where somebody real is in it who has not agreed, and where the finished episodes wait for an approval. `by`: who releases.
pub async fn release(
    app: &App,
    shop: &Workshop,
    production: &Production,
    publish: bool,
    by: Option<Uuid>,
) -> anyhow::Result<Applied> {
    people::check(app, production).await?;
    let tools = app.studio.tools(app, |_| {}).await?;
    let standing = run::standing(app, production, &tools).boxed().await?;
    gates::finished(&standing.closed)?;
    let records = records::of(app, production, &standing).boxed().await?;
    let folder = folder(app, production);
    let signed = files::write_out(app, shop, production, &standing, &records, &folder)
        .boxed()
        .await?;
    let listing = Listing::read(&folder)?;
    anyhow::ensure!(
        !listing.videos.is_empty(),
        "no episode of {} is finished: run the production first",
        production.title
    );
    let plan = folder::plan(app, shop, production.house_id, listing, None)
        .boxed()
        .await?;
    let applied = folder::apply(app, shop, &plan, publish).boxed().await?;
    if let Some(owner) = production.owner_id {
        crate::catalog::studio::give(&app.db, applied.series_id, owner).await?;
    }
    crate::catalog::studio::suggest_paywall(
        &app.db,
        applied.series_id,
        production.suggested_paywall(),
    )
    .await?;
    productions::released_as(app, production.id, applied.series_id).await?;
    sqlx::query!(
        "insert into production_releases (id, house_id, production_id, series_id, title, records, signed, released_by, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        app.random.id(),
        production.house_id,
        production.id,
        applied.series_id,
        production.title,
        Json(&records) as _,
        json!(signed),
        by,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    for episode in &applied.episodes {
        let job = Job::FirstRung {
            episode_id: episode.episode_id,
        };
        jobs::enqueue(&app.db, &app.random, &job).await?;
    }
    let job = Job::Dress {
        production_id: production.id,
    };
    jobs::enqueue(&app.db, &app.random, &job).await?;
    Ok(applied)
}

/// Where a production's episodes lie as files: the series is known by it.
pub fn folder(app: &App, production: &Production) -> PathBuf {
    app.config
        .data
        .join("productions")
        .join(production.id.to_string())
}
