//! An episode as a book, or as slices for platforms of webcomics.

use anyhow::Context;
use interchange::archive::Entry;
use interchange::webcomic::{Comic, Direction, Image, Shelf, Slice, cbz, epub, for_platform};
use storyboard::Board;

use super::cuts::Source;
use super::{Files, Kind};
use crate::studio::make::strip::StripFacts;
use crate::studio::shelves::Kept;
use crate::studio::{graph, label};

/// What a reader hears of each of so many pictures: the panels' words, shared out.
pub fn alts(facts: &StripFacts, title: &str) -> Vec<String> {
    let texts: Vec<&str> = facts.text.split("\n\n").collect();
    let share = texts.len().div_ceil(facts.slices.len().max(1));
    (0..facts.slices.len())
        .map(|at| {
            let own: Vec<&str> = texts.iter().skip(at * share).take(share).copied().collect();
            if own.is_empty() {
                title.to_owned()
            } else {
                own.join(" ")
            }
        })
        .collect()
}

pub fn facts(kept: &Kept) -> anyhow::Result<StripFacts> {
    Ok(serde_json::from_value(kept.facts.clone())?)
}

/// One episode.
pub(super) async fn bound(
    source: &Source<'_>,
    board: &Board,
    kind: Kind,
    files: &mut Files,
) -> anyhow::Result<()> {
    let (app, production) = (source.app, source.production);
    let key = graph::strip(board.number);
    let kept = source
        .selected
        .get(&key)
        .context("its strip is not drawn yet: run the production first")?;
    let facts = facts(kept)?;
    let mut slices = Vec::new();
    for (at, (slice, alt)) in facts
        .slices
        .iter()
        .zip(alts(&facts, &board.title))
        .enumerate()
    {
        let picture = app.storage.read(&slice.blob_key).await?;
        let picture = source.signed((board.number, &key), &board.title, "slice.png", picture);
        slices.push(Slice {
            image: Image::Png,
            bytes: picture.await?.to_vec(),
            width: slice.width,
            height: slice.height,
            alt,
            chapter: (at == 0).then(|| board.title.clone()),
        });
    }
    let makers = &source.standing.makers;
    let origin = label::source(board, makers);
    let comic = Comic {
        series: production.title.clone(),
        number: board.number,
        title: board.title.clone(),
        summary: String::new(),
        language: production.language.clone(),
        authors: Vec::new(),
        publisher: app.config.house.name.clone(),
        direction: Direction::LeftToRight,
        label: label::of(makers.label, board, &production.settings, origin).map(|label| label.text),
        modified: production.updated_at,
        slices,
    };
    let stem = source.cut(board, None)?.stem();
    match kind {
        Kind::Cbz => files
            .entries
            .push(Entry::new(format!("{stem}.cbz"), cbz(&comic)?)),
        Kind::Epub => files
            .entries
            .push(Entry::new(format!("{stem}.epub"), epub(&comic)?)),
        _ => {
            let shelf = if kind == Kind::Tapas {
                Shelf::TAPAS
            } else {
                Shelf::WEBTOON
            };
            let (entries, complaints) = for_platform(&comic, &shelf)?;
            files.entries.extend(entries);
            files.left_out.extend(complaints);
        }
    }
    Ok(())
}
