//! `studio rewrite`: one scene or one line of a script, written again.

use clap::Args;
use uuid::Uuid;

use super::writing::{may_spend, write};
use super::{by_title, show_changes};
use crate::app::App;
use crate::cli::produce::{self, said};
use crate::studio::drafts::writing::{Of, Stage, Task};
use crate::studio::{drafts, productions};

#[derive(Args)]
pub struct Arguments {
    title: String,
    /// With --scene.
    #[arg(long, requires = "scene", required_unless_present = "line")]
    episode: Option<u32>,
    /// In the episode.
    #[arg(long, requires = "episode")]
    scene: Option<u32>,
    /// Of the script: what is said or done there.
    #[arg(long, conflicts_with = "episode")]
    line: Option<u32>,
    /// What shall be otherwise, such as "colder, and shorter".
    #[arg(long, default_value = "")]
    wish: String,
    #[arg(long, value_enum, default_value = "llm")]
    writer: produce::Writer,
    /// What the model may cost at most, in the production's currency: 0.50. Without it nothing is paid for.
    #[arg(long, value_parser = produce::micros)]
    spend: Option<i64>,
}

pub async fn run(app: &App, house_id: Uuid, arguments: &Arguments) -> anyhow::Result<()> {
    let production = by_title(app, house_id, &arguments.title).await?;
    let stage = if arguments.line.is_some() {
        Stage::RewriteLine
    } else {
        Stage::RewriteScene
    };
    let task = Task {
        episode: arguments.episode,
        scene: arguments.scene,
        line: arguments.line,
        wish: arguments.wish.clone(),
        spend_micros: arguments.spend,
        ..Task::of(stage)
    };
    let place = drafts::rewrite::found(&production.script(), &production, &task)
        .map_err(said)?
        .place;
    if arguments.writer == produce::Writer::Engine {
        drafts::rewrite::by_engine(app, &production, &task)
            .await
            .map_err(said)?;
    } else {
        let bound = drafts::endpoint::endpoint(app, house_id)
            .await
            .and_then(|endpoint| endpoint.of_rewrite(&production, &task))
            .map_err(said)?;
        may_spend(arguments.spend, &bound)?;
        write(app, house_id, Of::Production(production.id), &task).await?;
    }
    let after = productions::find(app, house_id, production.id)
        .await
        .map_err(said)?;
    show_changes(&production.script, &after.script);
    println!(
        "Scene {} of episode {} is written again. Back: cliffhanger studio undo \"{}\"",
        place.scene, place.episode, arguments.title
    );
    Ok(())
}
