//! `studio cards`: the cards of a draft, reviewed in an editor.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use serde_json::json;
use uuid::Uuid;

use super::script::read;
use super::{done, show_changes};
use crate::app::App;
use crate::cli::produce::said;
use crate::studio::drafts;
use crate::studio::routes::drafts::CardsBody;

#[derive(Args)]
pub struct Arguments {
    /// Its id: the last part of its address in the studio.
    draft: Uuid,
    /// Cards to be taken in: as many people, places and episodes as there are, in their order.
    #[arg(long)]
    from: Option<PathBuf>,
}

pub async fn run(app: &App, house_id: Uuid, arguments: &Arguments) -> anyhow::Result<()> {
    let before = written(app, house_id, arguments.draft).await?;
    let Some(from) = &arguments.from else {
        print!("{before}");
        return Ok(());
    };
    let cards: CardsBody =
        toml::from_str(&read(from)?).with_context(|| format!("{} has no cards", from.display()))?;
    let asked = json!({ "draft": arguments.draft, "changes": cards });
    done(app, house_id, "change_draft", asked).await?;
    show_changes(&before, &written(app, house_id, arguments.draft).await?);
    Ok(())
}

async fn written(app: &App, house_id: Uuid, id: Uuid) -> anyhow::Result<String> {
    let draft = drafts::find(app, house_id, id).await.map_err(said)?;
    Ok(toml::to_string_pretty(&CardsBody::of(&draft))?)
}
