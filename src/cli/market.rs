//! `market`: whose screener a leaked file is.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};

use crate::app::App;
use crate::config::Config;
use crate::ingest::{self, Workshop};
use crate::market::screeners::leak::{self, Suspect};
use crate::postgres::Postgres;

/// No mark was found.
const NOBODY: u8 = 2;

#[derive(Args)]
pub struct Arguments {
    /// The house, by its short name.
    #[arg(long, default_value = "main", global = true)]
    house: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Name the recipient of the screener that a file was copied from, by the mark that nobody sees.
    #[command(
        after_help = "Example:\n  cliffhanger market mark found-on-the-net.mp4\n\n\
                      The mark survives another encoder and another size. It does not survive a cropped, turned or mirrored\n\
                      picture, nor one that was filmed off a screen. Exit code: 0 somebody is named, 2 nobody."
    )]
    Mark { file: PathBuf },
}

pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let postgres = Postgres::open(&config).await?;
    let app = super::serve::open(config, &postgres.url).await?;
    let Command::Mark { file } = &arguments.command;
    let done = mark(&app, &arguments.house, file).await;
    app.db.close().await;
    postgres.close().await?;
    done
}

async fn mark(app: &App, house: &str, file: &Path) -> anyhow::Result<ExitCode> {
    let house_id = sqlx::query_scalar!("select id from houses where slug = $1", house)
        .fetch_optional(&app.db)
        .await?
        .with_context(|| {
            format!("there is no house {house}; `cliffhanger house list` names them")
        })?;
    let shop = Workshop::open(app)?;
    let limits = ingest::limits(app);
    let verdict = leak::name(app, &shop.tools, &limits, house_id, file)
        .await
        .with_context(|| format!("cannot read {}", file.display()))?;
    println!(
        "{} frames held against {} screeners",
        verdict.frames, verdict.screeners
    );
    let tell = |one: &Suspect| {
        format!(
            "{} <{}>, screener {} of \"{}\": score {:.1}, by chance at most {:.1e}",
            one.name, one.email, one.screener, one.title, one.score, one.chance
        )
    };
    for one in &verdict.certain {
        println!("✓ {}", tell(one));
    }
    if verdict.certain.is_empty() {
        println!("No mark that is certain.");
        if let Some(one) = &verdict.nearest {
            println!("· nearest, which proves nothing: {}", tell(one));
        }
        return Ok(ExitCode::from(NOBODY));
    }
    Ok(ExitCode::SUCCESS)
}
