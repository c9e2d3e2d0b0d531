//! The command line: one binary, its roles and tools as subcommands.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::config::Config;

mod avails;
mod backup;
mod deliver;
mod doctor;
mod house;
mod ingest;
mod ledger;
mod market;
mod mcp;
mod operator_link;
mod produce;
mod serve;
mod sharing;
mod studio;

/// The open microdrama house.
#[derive(Parser)]
#[command(
    name = "cliffhanger",
    version,
    about,
    propagate_version = true,
    max_term_width = 100
)]
struct Arguments {
    /// The settings file; by default `cliffhanger.toml` in the working folder, if there is one.
    #[arg(long, global = true, env = "CLIFFHANGER_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run the whole house in one process: pages, API and background work.
    #[command(
        after_help = "Examples:\n  cliffhanger serve\n  CLIFFHANGER_LISTEN=0.0.0.0:80 cliffhanger serve\n  DATABASE_URL=postgres://… cliffhanger serve"
    )]
    Serve,
    /// Run the pages and the API only.
    #[command(after_help = "Example:\n  DATABASE_URL=postgres://… cliffhanger web")]
    Web,
    /// Run the background work only.
    #[command(after_help = "Example:\n  DATABASE_URL=postgres://… cliffhanger worker")]
    Worker,
    /// Bring the database up to this version.
    #[command(after_help = "Example:\n  cliffhanger migrate")]
    Migrate,
    /// Take a folder of episodes into the house and package them.
    #[command(
        after_help = "Examples:\n  cliffhanger ingest my-series --dry-run\n  cliffhanger ingest my-series --publish\n  \
                      cliffhanger ingest my-series --framing crop-center\n  cliffhanger ingest --example > my-series/series.toml\n\n\
                      Run it again after a change: only what changed is made anew.\nExit code: 0 all good, 2 some files could not be used."
    )]
    Ingest(ingest::Arguments),
    /// Make a series from a screenplay or a premise: speak it, draw it, cut it, and put it into the house as a draft.
    #[command(
        after_help = "Examples:\n  cliffhanger produce examples/one-umbrella-unpaid.fountain --publish\n  \
                      cliffhanger produce --premise \"A cleaner finds out that she owns the hotel. Her ex manages it.\"\n  \
                      cliffhanger produce my.fountain --plan\n  cliffhanger produce my.fountain --episodes 1-3\n\n\
                      Run it again after a change: only what depends on the change is made anew. Stopped or killed, the same\n\
                      command goes on where it was. Works without a key, a GPU or a network (then with simpler voices)."
    )]
    Produce(produce::Arguments),
    /// Look into productions: what would run, why something is stale, its takes.
    #[command(
        after_help = "Examples:\n  cliffhanger studio list\n  cliffhanger studio plan \"One Umbrella, Unpaid\"\n  \
                      cliffhanger studio why \"One Umbrella, Unpaid\" e03/shot/t05\n  cliffhanger studio lint my.fountain"
    )]
    Studio(studio::Arguments),
    /// Let an assistant work in the studio, over standard input and output (Model Context Protocol). It asks before it
    /// spends money or publishes.
    #[command(
        after_help = "Example, in the settings of an assistant:\n  {\"command\": \"cliffhanger\", \"args\": [\"mcp\"]}\n\nThe house may be open meanwhile."
    )]
    Mcp(mcp::Arguments),
    /// Say what is missing on this machine, and how to get it.
    #[command(after_help = "Example:\n  cliffhanger doctor")]
    Doctor,
    /// Write the whole house, database and blobs, into a folder.
    #[command(
        after_help = "Example (again and again into the same folder copies only what is new):\n  cliffhanger backup /mnt/backups/house"
    )]
    Backup { folder: PathBuf },
    /// Fill an empty house from a backup.
    #[command(
        after_help = "Example:\n  CLIFFHANGER_DATA=/srv/house cliffhanger restore /mnt/backups/house"
    )]
    Restore { folder: PathBuf },
    /// Print a one-time link that makes whoever opens it an operator.
    #[command(
        after_help = "Example (the house may be running meanwhile):\n  cliffhanger operator-link"
    )]
    OperatorLink {
        /// The house, by its short name.
        #[arg(long, default_value = "main")]
        house: String,
    },
    /// Regional houses on this machine: open one from a ready-made region, list them.
    #[command(
        after_help = "Examples (a house may be running meanwhile):\n  cliffhanger house templates\n  cliffhanger house list\n  \
                      cliffhanger house new lima --name \"Noches de Lima\" --template latin-america --host lima.example\n  \
                      cliffhanger house export lima > lima.toml\n  cliffhanger house set lima lima.toml\n\n\
                      One process serves all of them: visitors are told apart by host name."
    )]
    House(house::Arguments),
    /// Check, export and read the books: every unit of money and coins, as double entry.
    #[command(
        after_help = "Examples (the house may be open meanwhile):\n  cliffhanger ledger verify\n  cliffhanger ledger balance\n  \
                      cliffhanger ledger balance --at 2026-10-01T00:00:00Z --kind coin_float\n  \
                      cliffhanger ledger history 6f1c…\n  cliffhanger ledger export --format beancount books.beancount"
    )]
    Ledger(ledger::Arguments),
    /// Share out revenue, close months, print statements.
    #[command(
        after_help = "Examples (the house may be open meanwhile):\n  cliffhanger sharing accrue\n  cliffhanger sharing close 2026-11\n  \
                      cliffhanger sharing statement 6f1c… --format csv"
    )]
    Sharing(sharing::Arguments),
    /// Check offers of rights as partners send them (MovieLabs Avails), turn workbooks into XML and back, bring them into a house.
    #[command(
        after_help = "Examples:\n  cliffhanger avails check offers.xlsx\n  cliffhanger avails convert offers.xlsx offers.xml\n  \
                      cliffhanger avails import offers.xlsx --party \"Moon Harbour Films\"\n  \
                      cliffhanger avails import offers.xlsx --party \"Moon Harbour Films\" --apply\n\n\
                      What the house itself has free is on the desk, under Rights.\nExit code: 0 no errors, 2 there are some."
    )]
    Avails(avails::Arguments),
    /// Write a series with everything that another house or platform needs into a folder or a bucket.
    #[command(
        after_help = "Examples (stopped, the same command goes on where it was):\n  cliffhanger deliver paper-crown /mnt/out/paper-crown\n  \
                      cliffhanger deliver paper-crown s3://partner/paper-crown --contract C-7\n\n\
                      In it: the episodes as they were brought or made, subtitles, poster, series.toml, MovieLabs MEC and MMC,\n\
                      checksums, and the rights of the contract."
    )]
    Deliver(deliver::Deliver),
    /// Take a delivery of another house in: its series, tracks and rights.
    #[command(
        after_help = "Examples:\n  cliffhanger receive /mnt/in/paper-crown --dry-run\n  cliffhanger receive s3://partner/paper-crown --publish\n\n\
                      Every file is checked first; nothing is taken in where one is missing or altered.\n\
                      Exit code: 0 all good, 2 some episodes could not be used."
    )]
    Receive(deliver::Receive),
    /// The market: whose screener a leaked file is.
    #[command(
        after_help = "Example (the house may be open meanwhile):\n  cliffhanger market mark found-on-the-net.mp4"
    )]
    Market(market::Arguments),
    /// Print the OpenAPI document.
    #[command(after_help = "Example:\n  cliffhanger openapi > openapi.json")]
    Openapi,
}

/// Runs what the command line asks for.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(run(arguments)) {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("cliffhanger: {error:#}");
    ExitCode::FAILURE
}

async fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let config = Config::load(arguments.config.as_deref());
    match arguments.command {
        Command::Openapi => {
            println!("{}", crate::router::document().to_pretty_json()?);
            return Ok(ExitCode::SUCCESS);
        }
        Command::Doctor => return Ok(doctor::run(config).await),
        Command::Avails(ref arguments) if arguments.needs_no_house() => {
            return avails::run(arguments);
        }
        _ => {}
    }
    let config = config?;
    crate::layout::check(&config.data)?;
    if let Command::Ingest(arguments) = arguments.command {
        crate::telemetry::start_logging("error");
        return Box::pin(ingest::run(config, arguments)).await;
    }
    if let Command::Deliver(arguments) = arguments.command {
        crate::telemetry::start_logging("error");
        return Box::pin(deliver::deliver(config, arguments)).await;
    }
    if let Command::Receive(arguments) = arguments.command {
        crate::telemetry::start_logging("error");
        return Box::pin(deliver::receive(config, arguments)).await;
    }
    if let Command::Ledger(arguments) = arguments.command {
        crate::telemetry::start_logging("error");
        return ledger::run(config, arguments).await;
    }
    if let Command::House(arguments) = arguments.command {
        crate::telemetry::start_logging("error");
        return house::run(config, arguments).await;
    }
    if let Command::Avails(arguments) = arguments.command {
        crate::telemetry::start_logging("error");
        return Box::pin(avails::run_in_house(config, arguments)).await;
    }
    if let Command::Sharing(arguments) = arguments.command {
        crate::telemetry::start_logging("error");
        return sharing::run(config, arguments).await;
    }
    if let Command::Market(arguments) = arguments.command {
        crate::telemetry::start_logging("error");
        return Box::pin(market::run(config, arguments)).await;
    }
    if let Command::Produce(arguments) = arguments.command {
        crate::telemetry::start_logging("error");
        return Box::pin(produce::run(config, arguments)).await;
    }
    if let Command::Mcp(arguments) = arguments.command {
        crate::telemetry::start_logging("error");
        return Box::pin(mcp::run(config, arguments)).await;
    }
    if let Command::Studio(arguments) = arguments.command {
        crate::telemetry::start_logging("error");
        return Box::pin(studio::run(config, arguments)).await;
    }
    crate::telemetry::start_logging("info,sqlx=warn,object_store=warn");
    match arguments.command {
        Command::Serve => {
            serve::serve(
                config,
                serve::Roles {
                    web: true,
                    worker: true,
                },
            )
            .await
        }
        Command::Web => {
            serve::serve(
                config,
                serve::Roles {
                    web: true,
                    worker: false,
                },
            )
            .await
        }
        Command::Worker => {
            serve::serve(
                config,
                serve::Roles {
                    web: false,
                    worker: true,
                },
            )
            .await
        }
        Command::Migrate => serve::migrate(config).await,
        Command::OperatorLink { house } => operator_link::run(config, &house).await,
        Command::Backup { folder } => backup::backup(config, &folder).await,
        Command::Restore { folder } => backup::restore(config, &folder).await,
        Command::Openapi
        | Command::Doctor
        | Command::Avails(_)
        | Command::Deliver(_)
        | Command::Ingest(_)
        | Command::Receive(_)
        | Command::House(_)
        | Command::Ledger(_)
        | Command::Market(_)
        | Command::Mcp(_)
        | Command::Produce(_)
        | Command::Studio(_)
        | Command::Sharing(_) => {
            unreachable!("answered above")
        }
    }?;
    Ok(ExitCode::SUCCESS)
}
