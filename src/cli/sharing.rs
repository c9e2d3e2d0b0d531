//! `sharing`: shares, statements and their proofs.

use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand, ValueEnum};
use uuid::Uuid;

use crate::app::App;
use crate::config::Config;
use crate::postgres::Postgres;
use crate::sharing::{self, Period, statements};

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
    /// Share out what was earned and is not shared yet, by the contracts of its series.
    #[command(after_help = "Example:\n  cliffhanger sharing accrue")]
    Accrue,
    /// Make the statements of a month that is over; again, and only what turned out otherwise is stated anew.
    #[command(after_help = "Example:\n  cliffhanger sharing close 2026-11")]
    Close {
        /// The month (UTC), as YYYY-MM.
        period: String,
    },
    /// Print a statement: its proof, or its lines as a table.
    #[command(
        after_help = "Examples:\n  cliffhanger sharing statement 6f1c… > 2026-11-producer.json\n  \
                      scripts/recompute-statement.py 2026-11-producer.json\n  \
                      cliffhanger sharing statement 6f1c… --format csv"
    )]
    Statement {
        /// Its id, as `close` and the desk show it.
        id: Uuid,
        #[arg(long, value_enum, default_value_t = Format::Json)]
        format: Format,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Json,
    Csv,
}

pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let postgres = Postgres::open(&config).await?;
    let app = super::serve::open(config, &postgres.url).await?;
    let done = in_house(&app, arguments).await;
    app.db.close().await;
    postgres.close().await?;
    done.map(|()| ExitCode::SUCCESS)
}

async fn in_house(app: &App, arguments: Arguments) -> anyhow::Result<()> {
    let house_id = sqlx::query_scalar!("select id from houses where slug = $1", arguments.house)
        .fetch_optional(&app.db)
        .await?
        .with_context(|| format!("there is no house called `{}`", arguments.house))?;
    match arguments.command {
        Command::Accrue => {
            let ran = sharing::run(app, house_id).await?;
            println!(
                "{} revenue lines shared out, {} moved to another contract, {} postings.",
                ran.received - ran.taken_back,
                ran.taken_back,
                ran.posted
            );
        }
        Command::Close { period } => {
            let closed = sharing::close(app, house_id, Period::read(&period)?).await?;
            for id in &closed.made {
                let (summary, _) = statements::published(app, house_id, *id, None).await?;
                let amount = money::Amount::new(
                    summary.closing.minor,
                    money::Currency::of(&summary.closing.currency)?,
                );
                println!(
                    "{id}  {}  version {}  {}  {amount}",
                    summary.period, summary.version, summary.payee_code
                );
            }
            println!(
                "{} statements made, {} unchanged.",
                closed.made.len(),
                closed.unchanged
            );
        }
        Command::Statement { id, format } => {
            let (_, proof) = statements::published(app, house_id, id, None).await?;
            match format {
                Format::Json => println!("{proof}"),
                Format::Csv => print!("{}", statements::table(&proof)?),
            }
        }
    }
    Ok(())
}
