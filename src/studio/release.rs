//! Into the house: the films of a production as a draft series, with captions, poster and paywall, by the same door as
//! any folder of episodes.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::shelves::Kept;
use super::{Production, graph, productions, shelves};
use crate::app::App;
use crate::ingest::Workshop;
use crate::ingest::folder::{self, Applied, Listing};
use crate::jobs::{self, Job};

/// Puts every finished episode into the house; those that are there already and have not changed are left alone.
pub async fn release(
    app: &App,
    shop: &Workshop,
    production: &Production,
    publish: bool,
) -> anyhow::Result<Applied> {
    let folder = folder(app, production);
    write_out(app, production, &folder).await?;
    let listing = Listing::read(&folder)?;
    anyhow::ensure!(
        !listing.videos.is_empty(),
        "no episode of {} is finished: run the production first",
        production.title
    );
    let plan = folder::plan(app, shop, production.house_id, listing, None).await?;
    let applied = folder::apply(app, shop, &plan, publish).await?;
    if let Some(owner) = production.owner_id {
        crate::catalog::studio::give(&app.db, applied.series_id, owner).await?;
    }
    productions::released_as(app, production.id, applied.series_id).await?;
    for episode in &applied.episodes {
        let job = Job::FirstRung {
            episode_id: episode.episode_id,
        };
        jobs::enqueue(&app.db, &app.random, &job).await?;
    }
    Ok(applied)
}

/// Where a production's episodes lie as files: the series is known by it.
pub fn folder(app: &App, production: &Production) -> PathBuf {
    app.config
        .data
        .join("productions")
        .join(production.id.to_string())
}

/// `01.mp4`, `01.en.vtt`, `poster.png`, `series.toml`
async fn write_out(app: &App, production: &Production, folder: &Path) -> anyhow::Result<()> {
    tokio::fs::create_dir_all(folder)
        .await
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let selected = shelves::selected(app, production.id).await?;
    let episodes = super::boards::all(app, production).await?;
    let mut titles = Vec::new();
    for board in episodes.iter().map(|episode| &episode.board) {
        let number = board.number;
        let Some(film) = selected.get(&graph::film(number)) else {
            continue;
        };
        titles.push(board.title.clone());
        copy(app, film, &folder.join(format!("{number:02}.mp4"))).await?;
        if let Some(captions) = selected.get(&graph::captions(number)) {
            copy(
                app,
                captions,
                &folder.join(format!("{number:02}.{}.vtt", production.language)),
            )
            .await?;
        }
    }
    if let Some(poster) = selected.get(graph::POSTER) {
        copy(app, poster, &folder.join("poster.png")).await?;
    }
    tokio::fs::write(
        folder.join(folder::manifest::FILE_NAME),
        manifest(production, &titles),
    )
    .await?;
    Ok(())
}

async fn copy(app: &App, kept: &Kept, to: &Path) -> anyhow::Result<()> {
    let bytes = app.storage.read(&kept.blob_key).await?;
    if tokio::fs::read(to).await.is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let beside = to.with_extension("part");
    tokio::fs::write(&beside, &bytes).await?;
    tokio::fs::rename(&beside, to).await?;
    Ok(())
}

fn manifest(production: &Production, titles: &[String]) -> String {
    let text = |value: &str| toml::Value::String(value.to_owned()).to_string();
    let mut manifest = format!(
        "title = {}\nlanguage = {}\nepisode_titles = [{}]\n",
        text(&production.title),
        text(&production.language),
        titles
            .iter()
            .map(|title| text(title))
            .collect::<Vec<_>>()
            .join(", ")
    );
    if let Some(synopsis) = synopsis(production) {
        let _ = writeln!(manifest, "synopsis = {}", text(&synopsis));
    }
    if let Some(first_locked) = production.settings.paywall {
        let _ = write!(
            manifest,
            "\n[paywall]\nfree = {}\nprice = [{{ from = 1, coins = 10 }}]\n",
            first_locked.saturating_sub(1)
        );
    }
    manifest
}

/// The first synopsis of the script, which a writer puts under the first episode's title.
fn synopsis(production: &Production) -> Option<String> {
    production
        .script()
        .elements
        .iter()
        .find_map(|element| match element.kind {
            screenplay::Kind::Synopsis => {
                Some(screenplay::inline::plain(&element.text).trim().to_owned())
            }
            _ => None,
        })
}
