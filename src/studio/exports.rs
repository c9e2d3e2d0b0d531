//! A production for other houses' tools: an edit for editors, a book for readers of webcomics.

use anyhow::Context;
use interchange::Rate;
use interchange::archive::{Entry, zip};
use interchange::cut::{Cut, Files, Media};
use interchange::webcomic::{Comic, Direction, Image, Slice, cbz, epub};
use storyboard::Board;

use super::make::VoiceFacts;
use super::make::pictures::StripFacts;
use super::{Production, boards, graph, run, shelves};
use crate::app::App;

/// A file to be handed over.
pub struct Exported {
    pub name: String,
    pub bytes: Vec<u8>,
    /// What could not be written, as sentences.
    pub left_out: Vec<String>,
}

/// One episode as an edit in every format that editors open, with its clips and voices beside it.
pub async fn edit(app: &App, production: &Production, number: u32) -> anyhow::Result<Exported> {
    let board = board(app, production, number).await?;
    let selected = shelves::selected(app, production.id).await?;
    let timeline = run::timeline(&board, &selected)?;
    let mut shots = Vec::new();
    for (at, span) in timeline.shots.iter().enumerate() {
        let kept = selected.get(&graph::shot(number, at)).with_context(|| {
            format!("shot {} is not drawn yet: run the production first", at + 1)
        })?;
        shots.push(Media {
            key: kept.blob_key.clone(),
            name: format!("shot {:02}.mp4", at + 1),
            length_ms: span.end_ms - span.start_ms,
            lead_ms: 0,
            channels: 0,
        });
    }
    let mut lines = Vec::new();
    for at in 0..board.lines.len() {
        let Some(kept) = selected.get(&graph::voice(number, at)) else {
            lines.push(None);
            continue;
        };
        let facts: VoiceFacts = serde_json::from_value(kept.facts.clone())?;
        lines.push(Some(Media {
            key: kept.blob_key.clone(),
            name: format!("line {:02}.wav", at + 1),
            length_ms: facts.spoken.length_ms,
            lead_ms: 0,
            channels: 1,
        }));
    }
    let files = Files {
        rate: Rate::FILM,
        width: 1080,
        height: 1920,
        shots,
        lines,
        music: Vec::new(),
        effects: Vec::new(),
    };
    let package = interchange::package::of(&Cut::of(&board, &timeline, &files)?);
    let mut entries = package.entries;
    for (key, path) in package.media {
        entries.push(Entry::new(path, app.storage.read(&key).await?.to_vec()));
    }
    Ok(Exported {
        name: package.name,
        bytes: zip(&entries)?,
        left_out: package.left_out,
    })
}

/// How a webcomic is bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Binding {
    Cbz,
    Epub,
}

/// One episode as a book.
pub async fn webcomic(
    app: &App,
    production: &Production,
    number: u32,
    binding: Binding,
) -> anyhow::Result<Exported> {
    let board = board(app, production, number).await?;
    let selected = shelves::selected(app, production.id).await?;
    let kept = selected
        .get(&graph::strip(number))
        .context("its strip is not drawn yet: run the production first")?;
    let facts: StripFacts = serde_json::from_value(kept.facts.clone())?;
    let texts: Vec<&str> = facts.text.split("\n\n").collect();
    let share = texts.len().div_ceil(facts.slices.len().max(1));
    let mut slices = Vec::new();
    for (at, slice) in facts.slices.iter().enumerate() {
        let alt: Vec<&str> = texts.iter().skip(at * share).take(share).copied().collect();
        slices.push(Slice {
            image: Image::Png,
            bytes: app.storage.read(&slice.blob_key).await?.to_vec(),
            width: slice.width,
            height: slice.height,
            alt: if alt.is_empty() {
                board.title.clone()
            } else {
                alt.join(" ")
            },
            chapter: (at == 0).then(|| board.title.clone()),
        });
    }
    let comic = Comic {
        series: production.title.clone(),
        number,
        title: board.title.clone(),
        summary: String::new(),
        language: production.language.clone(),
        authors: Vec::new(),
        publisher: app.config.house.name.clone(),
        direction: Direction::LeftToRight,
        label: production
            .settings
            .label
            .then(|| "Drawn by machine".to_owned()),
        modified: production.updated_at,
        slices,
    };
    let (bytes, ending) = match binding {
        Binding::Cbz => (cbz(&comic)?, "cbz"),
        Binding::Epub => (epub(&comic)?, "epub"),
    };
    Ok(Exported {
        name: format!(
            "{:02} {}.{ending}",
            number,
            production.title.replace(['/', '\\', ':'], " ")
        ),
        bytes,
        left_out: Vec::new(),
    })
}

async fn board(app: &App, production: &Production, number: u32) -> anyhow::Result<Board> {
    let episodes = boards::all(app, production).await?;
    let episode = episodes
        .into_iter()
        .find(|episode| episode.board.number == number);
    Ok(episode
        .with_context(|| format!("{} has no episode {number}", production.title))?
        .board)
}
