//! `studio translate`: lines in another language, as a spreadsheet or by the model.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use uuid::Uuid;

use super::by_title;
use super::writing::{ended, may_spend, watched};
use crate::app::App;
use crate::cli::produce::{self, said};
use crate::studio::{Production, machine, productions, sheets};

#[derive(Args)]
pub struct Arguments {
    title: String,
    /// BCP 47.
    language: String,
    /// A CSV that was translated: speaker, source, text.
    #[arg(long)]
    from: Option<PathBuf>,
    /// The model that writes for the house translates every line that has no translation.
    #[arg(long, conflicts_with = "from")]
    by_model: bool,
    /// What the model may cost at most, in the currency that it is paid in: 0.50. Without it nothing is paid for.
    #[arg(long, requires = "by_model", value_parser = produce::micros)]
    spend: Option<i64>,
    /// Speak it too.
    #[arg(long)]
    dub: bool,
}

pub async fn run(app: &App, house_id: Uuid, arguments: &Arguments) -> anyhow::Result<()> {
    let production = by_title(app, house_id, &arguments.title).await?;
    let tag = &arguments.language;
    let language = crate::language::canonical(tag)
        .with_context(|| format!("{tag} is no language tag: use one such as es"))?;
    if arguments.by_model {
        return by_model(app, &production, &language, arguments).await;
    }
    let Some(from) = &arguments.from else {
        let table = sheets::table(app, &production, &language)
            .await
            .map_err(said)?;
        print!("{}", sheets::csv(&table));
        return Ok(());
    };
    let text =
        std::fs::read_to_string(from).with_context(|| format!("cannot read {}", from.display()))?;
    let lines = sheets::read(&text).with_context(|| format!("cannot use {}", from.display()))?;
    sheets::take_in(app, &production, &language, &lines, Some(arguments.dub))
        .await
        .map_err(said)?;
    tell(app, &production, &language).await
}

/// Lets the model translate what is missing, and waits for it.
async fn by_model(
    app: &App,
    production: &Production,
    language: &str,
    arguments: &Arguments,
) -> anyhow::Result<()> {
    let spend = arguments.spend;
    let (lines, bound) = machine::cost(app, production, language)
        .await
        .map_err(said)?;
    if lines > 0 {
        may_spend(spend, &bound)?;
        let id = machine::begin(app, production, language, spend, false)
            .await
            .map_err(said)?;
        watched(app, id).await?;
        let last = machine::last(app, production, language).await;
        ended(last.map_err(said)?)?;
    }
    let production = productions::find(app, production.house_id, production.id)
        .await
        .map_err(said)?;
    if arguments.dub {
        sheets::take_in(app, &production, language, &[], Some(true))
            .await
            .map_err(said)?;
    }
    tell(app, &production, language).await
}

async fn tell(app: &App, production: &Production, language: &str) -> anyhow::Result<()> {
    let table = sheets::table(app, production, language)
        .await
        .map_err(said)?;
    let missing = table.iter().filter(|line| line.text.is_empty()).count();
    println!(
        "{} lines in {language}, {missing} of them not translated yet.",
        table.len()
    );
    Ok(())
}
