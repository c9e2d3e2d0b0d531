//! `studio script` and `studio bible`: texts of a production as files, and other ones in their place.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use serde_json::json;
use uuid::Uuid;

use super::{by_title, done, show_changes, text};
use crate::app::App;
use crate::cli::produce::read_file;
use crate::studio::scripts;

#[derive(Args)]
pub struct Script {
    title: String,
    #[arg(long = "as", value_enum, default_value = "fountain")]
    format: scripts::Format,
    /// A screenplay to be taken in: .fountain, .fdx or .txt.
    #[arg(long, conflicts_with = "format")]
    from: Option<PathBuf>,
    /// Where to put it; by default here.
    #[arg(long, default_value = ".")]
    folder: PathBuf,
}

#[derive(Args)]
pub struct Bible {
    title: String,
    #[arg(long)]
    from: Option<PathBuf>,
}

pub async fn script(app: &App, house_id: Uuid, arguments: &Script) -> anyhow::Result<()> {
    let title = &arguments.title;
    if let Some(from) = &arguments.from {
        let before = by_title(app, house_id, title).await?;
        let asked = json!({ "production": title, "text": read_file(from)?.write() });
        done(app, house_id, "take_script", asked).await?;
        let after = by_title(app, house_id, title).await?;
        show_changes(&before.script, &after.script);
        return Ok(());
    }
    let asked = json!({ "production": title, "format": arguments.format });
    let answer = done(app, house_id, "script_file", asked).await?;
    std::fs::create_dir_all(&arguments.folder)?;
    let file = arguments.folder.join(text(&answer["name"]));
    std::fs::write(&file, text(&answer["text"]))
        .with_context(|| format!("cannot write {}", file.display()))?;
    println!("{}", file.display());
    Ok(())
}

pub async fn bible(app: &App, house_id: Uuid, arguments: &Bible) -> anyhow::Result<()> {
    let named = json!({ "production": arguments.title });
    let before = done(app, house_id, "show_bible", named.clone()).await?;
    let Some(from) = &arguments.from else {
        print!("{}", text(&before["text"]));
        return Ok(());
    };
    let asked = json!({ "production": arguments.title, "text": read(from)? });
    done(app, house_id, "change_bible", asked)
        .await
        .with_context(|| format!("cannot use {}", from.display()))?;
    let after = done(app, house_id, "show_bible", named).await?;
    show_changes(text(&before["text"]), text(&after["text"]));
    Ok(())
}

/// A text file of whoever sits at the terminal.
pub fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}
