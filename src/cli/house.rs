//! `house`: the regional houses of this machine.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};

use super::produce::said;
use super::serve;
use crate::app::App;
use crate::config::Config;
use crate::houses::{self, Region};
use crate::people;
use crate::postgres::Postgres;
use crate::regions::{self, Opening};

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The ready-made regions.
    Templates,
    /// The houses of this machine.
    List,
    /// Open a house from a ready-made region; prints the link that makes its first operator.
    New {
        /// A short name for the command line.
        slug: String,
        #[arg(long)]
        name: String,
        /// See `cliffhanger house templates`.
        #[arg(long)]
        template: String,
        /// A host name that it answers to; may be given several times.
        #[arg(long = "host", required = true)]
        hosts: Vec<String>,
        /// Instead of the region's own line below the name.
        #[arg(long)]
        tagline: Option<String>,
        /// Instead of the region's own colour: `#rrggbb`.
        #[arg(long)]
        accent: Option<String>,
        /// Instead of the region's own currency, such as `COP`.
        #[arg(long)]
        currency: Option<String>,
        /// A territory that it serves, instead of the region's own; may be given several times.
        #[arg(long = "territory")]
        territories: Vec<String>,
        /// A language that its series are told in, instead of the region's own; may be given several times.
        #[arg(long = "language")]
        languages: Vec<String>,
    },
    /// Print what the house's region asks, as TOML.
    Export { slug: String },
    /// Give the house a region from a TOML file, as `export` prints it.
    Set { slug: String, file: PathBuf },
}

pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    if let Command::Templates = arguments.command {
        for template in regions::templates() {
            println!("{:<16} {}", template.key, template.about);
        }
        return Ok(ExitCode::SUCCESS);
    }
    let postgres = Postgres::open(&config).await?;
    let app = serve::open(config, &postgres.url).await?;
    let done = command(&app, arguments.command).await;
    app.db.close().await;
    postgres.close().await?;
    done.map(|()| ExitCode::SUCCESS)
}

async fn command(app: &App, command: Command) -> anyhow::Result<()> {
    match command {
        Command::Templates => Ok(()),
        Command::List => list(app).await,
        Command::New {
            slug,
            name,
            template,
            hosts,
            tagline,
            accent,
            currency,
            territories,
            languages,
        } => {
            let opening = Opening {
                slug,
                name,
                template,
                hosts,
                tagline,
                accent,
                currency,
                territories: (!territories.is_empty()).then_some(territories),
                content_languages: (!languages.is_empty()).then_some(languages),
                doubt: None,
            };
            let id = regions::open(app, &opening, None).await.map_err(said)?;
            let link = people::operator_link(app, id).await.map_err(said)?;
            println!(
                "`{}` is open at {}.\n\nTo become its operator, open this link within a day; it works once:\n\n  {link}\n",
                opening.slug,
                houses::address(app, id).await.map_err(said)?
            );
            let template = regions::templates()
                .iter()
                .find(|one| one.key == opening.template);
            for note in template.map(|one| &*one.notes).unwrap_or_default() {
                println!("Note: {note}");
            }
            Ok(())
        }
        Command::Export { slug } => {
            let region = sqlx::query_scalar!(
                r#"select region as "region: sqlx::types::Json<Region>" from houses where slug = $1"#,
                slug
            )
            .fetch_optional(&app.db)
            .await?
            .with_context(|| no_house(&slug))?;
            print!("{}", toml::to_string_pretty(&region.0)?);
            Ok(())
        }
        Command::Set { slug, file } => {
            let text = std::fs::read_to_string(&file)
                .with_context(|| format!("{} cannot be read", file.display()))?;
            let region: Region = toml::from_str(&text)
                .with_context(|| format!("{} is no region", file.display()))?;
            regions::check(&region).map_err(said)?;
            let changed = sqlx::query!(
                "update houses set region = $2 where slug = $1",
                slug,
                serde_json::json!(region)
            )
            .execute(&app.db)
            .await?
            .rows_affected();
            anyhow::ensure!(changed == 1, no_house(&slug));
            println!("`{slug}` has its region; a running process follows within seconds.");
            Ok(())
        }
    }
}

async fn list(app: &App) -> anyhow::Result<()> {
    let rows = sqlx::query!(
        r#"select slug, name, template, hosts, default_language, currency,
                  (select count(*) from series s where s.house_id = houses.id) as "series!"
           from houses order by created_at"#
    )
    .fetch_all(&app.db)
    .await?;
    for row in rows {
        let hosts = if row.hosts.is_empty() {
            "every other host name".to_owned()
        } else {
            row.hosts.join(", ")
        };
        println!(
            "{:<16} {} · {} · {} · {} · {} series · {hosts}",
            row.slug,
            row.name,
            row.template.as_deref().unwrap_or("no region"),
            row.default_language,
            row.currency,
            row.series
        );
    }
    Ok(())
}

/// Which house a command is about.
#[derive(clap::Args, Debug)]
pub(super) struct Which {
    /// The house, by its short name; the first one by default.
    #[arg(long, value_name = "SLUG", global = true)]
    house: Option<String>,
}

impl Which {
    pub(super) fn slug(&self) -> Option<&str> {
        self.house.as_deref()
    }
}

/// The id of the house with this short name; of the first one without.
pub(super) async fn named(app: &App, slug: Option<&str>) -> anyhow::Result<uuid::Uuid> {
    let found = sqlx::query_scalar!(
        "select id from houses where $1::text is null or slug = $1 order by created_at limit 1",
        slug
    )
    .fetch_optional(&app.db)
    .await?;
    found.with_context(|| slug.map_or_else(|| "there is no house".to_owned(), no_house))
}

fn no_house(slug: &str) -> String {
    format!("there is no house called `{slug}`: see `cliffhanger house list`")
}
