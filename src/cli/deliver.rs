//! `deliver` and `receive`: a series out of one house and into another.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use clap::Args;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::house::Which;
use super::ingest::{report, wait};
use super::serve;
use crate::app::App;
use crate::config::Config;
use crate::delivery::{self, How};
use crate::ingest::Workshop;
use crate::storage::{Storage, hex};

#[derive(Args, Debug)]
pub struct Deliver {
    /// The series, as in its address.
    series: String,
    /// A folder, or s3://bucket/prefix (keys as in the settings' [s3], or the environment).
    to: String,
    #[command(flatten)]
    house: Which,
    /// The contract by which the receiver has the rights: they go with it.
    #[arg(long, value_name = "REFERENCE")]
    contract: Option<String>,
    /// What goes of each film: as it was brought, encoded as viewers get it (MP4 with HLS playlists), or both.
    #[arg(long, value_enum, default_value_t)]
    films: Films,
}

/// What a delivery carries of each film.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Films {
    /// As it was brought, with the dubs that viewers hear; another house encodes it by its own ladder.
    #[default]
    Mezzanine,
    /// Each size and sound as viewers get it, with HLS playlists; another house takes them as they are where they are whole.
    Renditions,
    Both,
}

impl From<Films> for ::delivery::Films {
    fn from(films: Films) -> Self {
        match films {
            Films::Mezzanine => Self::Mezzanine,
            Films::Renditions => Self::Renditions,
            Films::Both => Self::Both,
        }
    }
}

#[derive(Args, Debug)]
pub struct Receive {
    /// The delivery's folder, s3://bucket/prefix, or the link that the sender's desk has made (https://…/deliveries/…).
    from: String,
    #[command(flatten)]
    house: Which,
    /// Publish the series: viewers see it where and when its rights let them.
    #[arg(long)]
    publish: bool,
    /// Check every file and say what is in it; change nothing.
    #[arg(long)]
    dry_run: bool,
    /// How far to wait for the packaging.
    #[arg(long, value_enum, default_value_t = super::ingest::Until::Complete)]
    until: super::ingest::Until,
}

pub async fn deliver(config: Config, arguments: Deliver) -> anyhow::Result<ExitCode> {
    serve::in_house(config, arguments.house.slug(), async |app, house_id| {
        let to = Storage::at(&arguments.to, &app.config)?;
        let contract = arguments.contract.as_deref();
        let films = arguments.films.into();
        let package = delivery::pack(&app, house_id, &arguments.series, contract, films).await?;
        let sent = delivery::send(&app, package, &to, counter("written")).await?;
        let manifest = &sent.manifest;
        println!(
            "`{}` is in {}: {} episodes, {} files, {:.1} MB ({} written, {} there already).",
            manifest.series.title,
            arguments.to,
            manifest.series.episodes.len(),
            manifest.files.len(),
            manifest.bytes() as f64 / 1e6,
            sent.written,
            sent.there
        );
        match &manifest.rights {
            Some(rights) => {
                println!("The rights of contract {} go with it.", rights.reference);
                met(&app, house_id, &arguments.series, rights, manifest).await?;
            }
            None => {
                println!("No rights go with it; --contract REFERENCE sends those of a contract.");
            }
        }
        println!(
            "Another house takes it in with: cliffhanger receive {}",
            arguments.to
        );
        Ok(ExitCode::SUCCESS)
    })
    .await
}

/// Says what the delivery has met of the contract or its deal.
async fn met(
    app: &App,
    house_id: uuid::Uuid,
    series: &str,
    rights: &::delivery::Rights,
    manifest: &::delivery::Manifest,
) -> anyhow::Result<()> {
    let found = delivery::met(app, house_id, series, &rights.reference, &manifest.id).await?;
    let Some(found) = found else {
        return Ok(());
    };
    match found.deliverables.as_slice() {
        [] => println!("{} had it already.", found.name),
        names => println!("It meets of {}: {}.", found.name, names.join(", ")),
    }
    if found.whole {
        println!("{} is delivered.", found.name);
    } else {
        println!("More of {} is still to be delivered.", found.name);
    }
    Ok(())
}

pub async fn receive(config: Config, arguments: Receive) -> anyhow::Result<ExitCode> {
    serve::in_house(config, arguments.house.slug(), async |app, house_id| {
        take_in(&app, house_id, &arguments).await
    })
    .await
}

async fn take_in(app: &App, house_id: Uuid, arguments: &Receive) -> anyhow::Result<ExitCode> {
    let remote = remote(&arguments.from, &app.config)?;
    let folder = if remote.is_some() {
        // A name of its own, so that it goes on there where it stopped; not the address, which may be a secret.
        let name = hex(&Sha256::digest(arguments.from.trim_end_matches('/')));
        app.config.data.join("deliveries").join(&name[..24])
    } else {
        let folder = std::path::PathBuf::from(&arguments.from);
        anyhow::ensure!(folder.is_dir(), "there is no folder {}", folder.display());
        folder
    };
    let storage = match remote {
        Some(from) => delivery::fetch(&from, &folder, counter("fetched")).await?,
        None => Storage::folder(&folder)?,
    };
    let manifest = delivery::verify(&storage, counter("checked")).await?;
    println!(
        "`{}` from {}: {} episodes, {} files, all as they were sent.",
        manifest.series.title,
        manifest.from,
        manifest.series.episodes.len(),
        manifest.files.len()
    );
    if arguments.dry_run {
        return Ok(ExitCode::SUCCESS);
    }
    let shop = Workshop::open(app)?;
    let received =
        delivery::take_in(app, &shop, house_id, &folder, &manifest, arguments.publish).await?;
    report::taken(&received.plan, &received.applied);
    told(&received.films.how);
    if received.contract {
        println!("Its rights are kept as a contract in: see Contracts at the desk.");
    }
    if received.records > 0 {
        println!(
            "How it was made came with it: {} records, kept with the series.",
            received.records
        );
    }
    let awaited: Vec<_> = (received.applied.episodes.iter())
        .map(|taken| wait::Awaited {
            episode_id: taken.episode_id,
            number: taken.number,
            file: taken.file.clone(),
        })
        .collect();
    let states = wait::wait(app, &shop, &awaited, arguments.until, false).await?;
    let mut problems = received.applied.problems.clone();
    problems.extend(super::ingest::failed(&awaited, &states));
    report::problems(&problems);
    report::where_to_watch(app, &received.applied).await?;
    Ok(super::ingest::code(&problems))
}

/// Says of each episode that came without a mezzanine what was done with its renditions.
fn told(how: &BTreeMap<u32, How>) {
    let as_they_are: Vec<String> = (how.iter())
        .filter(|(_, how)| **how == How::AsTheyAre)
        .map(|(number, _)| number.to_string())
        .collect();
    if !as_they_are.is_empty() {
        let numbers = as_they_are.join(", ");
        println!(
            "Renditions of this house's own ladder, whole, taken as they came: episode {numbers}."
        );
    }
    for (number, how) in how {
        if let How::Anew { from, why } = how {
            println!("Episode {number} is encoded anew from {from}: {why}.");
        }
    }
}

/// Where a delivery is fetched from; nothing: it lies in a folder of this machine.
fn remote(from: &str, config: &Config) -> anyhow::Result<Option<Storage>> {
    match from.parse::<url::Url>() {
        Ok(url) if url.scheme() == "s3" => Storage::at(from, config).map(Some),
        Ok(url) if url.has_host() => Storage::web(&url).map(Some),
        _ => Ok(None),
    }
}

/// Says how far it is, in one line that is written again; nothing where nobody looks.
fn counter(verb: &'static str) -> impl FnMut(usize, usize) {
    let shown = std::io::stderr().is_terminal();
    move |done, all| {
        if shown {
            eprint!("\r{done} of {all} files {verb}");
            if done == all {
                eprintln!();
            }
            let _ = std::io::stderr().flush();
        }
    }
}
