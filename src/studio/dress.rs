//! A released series gets what it is shown with: trailer, thumbnails, strips. What is there already is left alone.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use bytes::Bytes;
use futures_util::FutureExt as _;
use media::Signer;
use serde_json::json;
use uuid::Uuid;

use super::exports::strips;
use super::make::FilmFacts;
use super::shelves::{self, Kept};
use super::signing::Signing;
use super::{Production, extras, graph, productions, run};
use crate::app::App;
use crate::catalog::trailers;
use crate::ingest::{Workshop, poster, signer};
use crate::webcomic::{self, NewPicture};

/// Does the work for a production by its id.
pub async fn work(app: &App, shop: &Workshop, production_id: Uuid) -> anyhow::Result<()> {
    let house_id = sqlx::query_scalar!(
        "select house_id from productions where id = $1",
        production_id
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(house_id) = house_id else {
        return Ok(());
    };
    let production = productions::find(app, house_id, production_id).await?;
    dress(app, shop, &production).boxed().await
}

/// Gives the released series of a production everything that is made of it.
pub async fn dress(app: &App, shop: &Workshop, production: &Production) -> anyhow::Result<()> {
    let Some(series_id) = production.series_id else {
        return Ok(());
    };
    let selected = shelves::selected(app, production.id).await?;
    // By the names of their files: in the house an episode may have got another number.
    let episodes = sqlx::query!(
        "select e.id, o.file_name from episodes e join sources o on o.episode_id = e.id
         where e.house_id = $1 and e.series_id = $2",
        production.house_id,
        series_id
    )
    .fetch_all(&app.db)
    .await?;
    let episodes = episodes.into_iter().filter_map(|episode| {
        let number = episode.file_name.strip_suffix(".mp4")?.parse().ok()?;
        Some((episode.id, number))
    });
    let episodes: Vec<(Uuid, u32)> = episodes.collect();
    for (id, number) in &episodes {
        if let Some(kept) = selected.get(&extras::thumbnail(*number)) {
            thumbnail(app, shop, (production.house_id, *id), kept)
                .boxed()
                .await?;
        }
    }
    let news = News::of(app, production, series_id, &episodes, &selected).await?;
    if news.is_empty() {
        return Ok(());
    }
    // Only what is signed needs to be told what it is made of.
    let signing = match &news.signer {
        Some(_) => {
            let tools = app.studio.tools(app, |_| {}).await?;
            let standing = run::standing(app, production, &tools).boxed().await?;
            Signing::of(app, production, &standing).boxed().await?
        }
        None => None,
    };
    let dresser = Dresser {
        app,
        shop,
        production,
        signing: signing.as_ref(),
    };
    if let Some(new) = &news.trailer {
        dresser.trailer(series_id, new).boxed().await?;
    }
    for (episode_id, number, new) in &news.strips {
        dresser.strip(*episode_id, *number, new).boxed().await?;
    }
    Ok(())
}

/// A take that is not on the series yet, and the name of what is made of it: with another signer it is something else.
struct New<'a> {
    kept: &'a Kept,
    made_of: String,
}

/// What the series lacks of what is signed.
struct News<'a> {
    signer: Option<Signer>,
    trailer: Option<New<'a>>,
    /// With the episode that each belongs to, and its number in the production.
    strips: Vec<(Uuid, u32, New<'a>)>,
}

impl<'a> News<'a> {
    async fn of(
        app: &App,
        production: &Production,
        series_id: Uuid,
        episodes: &[(Uuid, u32)],
        selected: &'a BTreeMap<String, Kept>,
    ) -> anyhow::Result<Self> {
        let (house_id, signer) = (production.house_id, signer(app)?);
        let by = signer.as_ref().map(|signer| &signer.program);
        let new = |kept: &'a Kept| New {
            kept,
            made_of: json!({ "take": kept.blob_key, "signer": by }).to_string(),
        };
        let there = trailers::made_of(app, house_id, series_id).await?;
        let trailer = selected.get(extras::TRAILER).map(&new);
        let trailer = trailer.filter(|new| there.as_ref() != Some(&new.made_of));
        let mut strips = Vec::new();
        for (episode_id, number) in episodes {
            let Some(kept) = selected.get(&graph::strip(*number)) else {
                continue;
            };
            let new = new(kept);
            let there = webcomic::made_of(app, house_id, *episode_id).await?;
            if there.as_ref() != Some(&new.made_of) {
                strips.push((*episode_id, *number, new));
            }
        }
        Ok(Self {
            signer,
            trailer,
            strips,
        })
    }

    fn is_empty(&self) -> bool {
        self.trailer.is_none() && self.strips.is_empty()
    }
}

/// Who puts things on a series, signed where there is a signer, as the films are. Pictures in lists are not: a manifest is
/// a third of such a picture, and lists are to open at once.
struct Dresser<'a> {
    app: &'a App,
    shop: &'a Workshop,
    production: &'a Production,
    signing: Option<&'a Signing>,
}

impl Dresser<'_> {
    /// `of`: the episode (0 is the series) and the artifact.
    async fn signed(&self, of: (u32, &str), ending: &str, bytes: Bytes) -> anyhow::Result<Bytes> {
        let Some(signing) = self.signing else {
            return Ok(bytes);
        };
        let folder = format!("signing-{}", self.app.random.id());
        let folder = self.shop.path().join(folder);
        let title = &self.production.title;
        signing.signed(of, title, (&folder, ending), bytes).await
    }

    async fn trailer(&self, series_id: Uuid, new: &New<'_>) -> anyhow::Result<()> {
        let (app, of) = (self.app, (self.production.house_id, series_id));
        let facts: FilmFacts = serde_json::from_value(new.kept.facts.clone())?;
        let bytes = app.storage.read(&new.kept.blob_key).await?;
        let bytes = self.signed((0, extras::TRAILER), "mp4", bytes).await?;
        trailers::set(app, of, &new.made_of, bytes, facts.length_ms as i32).await?;
        Ok(())
    }

    async fn strip(&self, episode_id: Uuid, number: u32, new: &New<'_>) -> anyhow::Result<()> {
        let (app, house_id) = (self.app, self.production.house_id);
        let facts = strips::facts(new.kept)?;
        let mut slices = Vec::new();
        for slice in &facts.slices {
            slices.push(app.storage.read(&slice.blob_key).await?);
        }
        let folder = self.shop.path().join(format!("strip-{}", app.random.id()));
        tokio::fs::create_dir_all(&folder).await?;
        let converted = webp(&self.shop.tools.ffmpeg, &folder, &slices).await;
        tokio::fs::remove_dir_all(&folder).await?;
        let key = graph::strip(number);
        let mut pictures = Vec::new();
        let described = facts.slices.iter().zip(strips::alts(&facts, ""));
        for (bytes, (slice, alt)) in converted?.into_iter().zip(described) {
            pictures.push(NewPicture {
                bytes: self.signed((number, &key), "webp", bytes).await?,
                width: slice.width as i32,
                height: slice.height as i32,
                alt,
            });
        }
        webcomic::keep(app, house_id, episode_id, &new.made_of, &pictures).await?;
        Ok(())
    }
}

async fn thumbnail(
    app: &App,
    shop: &Workshop,
    of: (Uuid, Uuid),
    kept: &Kept,
) -> anyhow::Result<()> {
    let known = sqlx::query_scalar!(
        "select made_of from episode_thumbnails where house_id = $1 and episode_id = $2",
        of.0,
        of.1
    )
    .fetch_optional(&app.db)
    .await?;
    if known.as_ref() == Some(&kept.blob_key) {
        return Ok(());
    }
    let file = shop
        .path()
        .join(format!("thumbnail-{}.png", app.random.id()));
    tokio::fs::write(&file, app.storage.read(&kept.blob_key).await?).await?;
    let set = poster::set_thumbnail(app, shop, of, &kept.blob_key, &file).await;
    let _ = tokio::fs::remove_file(&file).await;
    Ok(set?)
}

/// Pictures drawn as PNG, as they are served: a tenth of the bytes, and nobody sees it.
async fn webp(ffmpeg: &Path, folder: &Path, slices: &[Bytes]) -> anyhow::Result<Vec<Bytes>> {
    let mut arguments: Vec<String> = ["-nostdin", "-v", "error", "-y"].map(String::from).into();
    for (at, slice) in slices.iter().enumerate() {
        tokio::fs::write(folder.join(format!("{at}.png")), slice).await?;
        arguments.extend(["-i".into(), format!("{at}.png")]);
    }
    for at in 0..slices.len() {
        let own = [
            "-map",
            &at.to_string(),
            "-frames:v",
            "1",
            "-c:v",
            "libwebp",
            "-quality",
            "84",
        ]
        .map(String::from);
        arguments.extend(own);
        arguments.push(format!("{at}.webp"));
    }
    let output = tokio::process::Command::new(ffmpeg)
        .current_dir(folder)
        .args(arguments)
        .kill_on_drop(true)
        .output()
        .await
        .context("cannot run ffmpeg")?;
    anyhow::ensure!(
        output.status.success(),
        "ffmpeg could not make WebP of a strip: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    let mut pictures = Vec::new();
    for at in 0..slices.len() {
        pictures.push(
            tokio::fs::read(folder.join(format!("{at}.webp")))
                .await?
                .into(),
        );
    }
    Ok(pictures)
}
