//! `ingest`: a folder of episodes into the house.

pub(super) mod report;
pub(super) mod wait;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use media::Framing;
use uuid::Uuid;

use super::house::Which;
use super::serve;
use crate::app::App;
use crate::config::Config;
use crate::ingest::Workshop;
use crate::ingest::folder::{self, Change, FileProblem, FolderPlan, Listing, manifest};

/// Some files could not be used.
const SOME_BAD: u8 = 2;

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Arguments {
    /// The folder: 01.mp4, 02.mp4, … and, if you like, series.toml, poster.jpg, 01.en.srt
    #[arg(required_unless_present = "example")]
    folder: Option<PathBuf>,
    #[command(flatten)]
    house: Which,
    /// Show what would happen; change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Publish the series: viewers see each episode as soon as it plays.
    #[arg(long)]
    publish: bool,
    /// How landscape files become vertical.
    #[arg(long, value_name = "HOW", value_parser = framing)]
    framing: Option<Framing>,
    /// How far to wait for the packaging.
    #[arg(long, value_enum, default_value_t = Until::Complete)]
    until: Until,
    /// Say what happened as one JSON document.
    #[arg(long)]
    json: bool,
    /// Print a series.toml that shows every key.
    #[arg(long)]
    example: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Until {
    /// The files are in the house; its worker makes the rest.
    Taken,
    /// Every episode plays, in its first size.
    Playable,
    /// Every size of every episode is there.
    Complete,
}

fn framing(text: &str) -> Result<Framing, String> {
    crate::ingest::vertical_framing(text)
        .ok_or_else(|| "choose crop-left, crop-center, crop-right or blur".to_owned())
}

pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Some(folder) = arguments.folder.clone().filter(|_| !arguments.example) else {
        print!("{}", manifest::EXAMPLE);
        return Ok(ExitCode::SUCCESS);
    };
    // Before anything is started: most mistakes are in the folder.
    let listing = Listing::read(&folder)?;
    serve::in_house(config, arguments.house.slug(), async |app, house_id| {
        take_in(&app, house_id, &arguments, listing).await
    })
    .await
}

async fn take_in(
    app: &App,
    house_id: Uuid,
    arguments: &Arguments,
    listing: Listing,
) -> anyhow::Result<ExitCode> {
    let shop = Workshop::open(app)?;
    anyhow::ensure!(
        !listing.videos.is_empty() || !listing.problems.is_empty(),
        "there is no video in {}; put the episodes there as 01.mp4, 02.mp4, …",
        listing.folder.display()
    );
    let mut plan = folder::plan(app, &shop, house_id, listing, arguments.framing).await?;
    for episode in &mut plan.episodes {
        if let Some(problem) = &mut episode.problem
            && problem.code == "landscape_source"
        {
            problem.remedy =
                "Choose how to make it vertical, such as --framing crop-center or --framing blur."
                    .into();
        }
    }
    if arguments.dry_run {
        report::plan(&plan, arguments.json)?;
        return Ok(code(&plan.all_problems()));
    }
    let applied = folder::apply(app, &shop, &plan, arguments.publish).await?;
    let mut problems = applied.problems.clone();
    if !arguments.json {
        report::taken(&plan, &applied);
    }
    let to_wait_for: Vec<_> = applied
        .episodes
        .iter()
        .map(|taken| wait::Awaited {
            episode_id: taken.episode_id,
            number: taken.number,
            file: taken.file.clone(),
        })
        .collect();
    let states = wait::wait(app, &shop, &to_wait_for, arguments.until, arguments.json).await?;
    problems.extend(failed(&to_wait_for, &states));
    if arguments.json {
        report::done(&plan, &applied, &states, &problems)?;
    } else {
        report::problems(&problems);
        report::where_to_watch(app, &applied).await?;
    }
    Ok(code(&problems))
}

/// What could not be packaged, by its file.
pub(super) fn failed(awaited: &[wait::Awaited], states: &[wait::State]) -> Vec<FileProblem> {
    let problems = awaited.iter().zip(states).filter_map(|(awaited, state)| {
        Some(FileProblem {
            file: awaited.file.clone(),
            problem: state.problem.clone()?,
        })
    });
    problems.collect()
}

pub(super) fn code(problems: &[FileProblem]) -> ExitCode {
    if problems.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(SOME_BAD)
    }
}

/// A word for what a file means for the house.
fn word(plan: &FolderPlan, at: usize) -> &'static str {
    let episode = &plan.episodes[at];
    match episode.change {
        _ if episode.problem.is_some() => "cannot be used",
        Change::New => "new",
        Change::Same(_) => "unchanged",
        Change::Changed(_) => "changed",
        Change::Again(_) => "made again",
    }
}
