//! `produce`: a screenplay or a premise becomes a series of the house.

mod screen;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use providers::model::Cost;
use screenplay::Script;
use screenplay::writers::Draft;
use uuid::Uuid;

use super::house::Which;
use super::ingest::{Until, report, wait};
use super::serve;
use crate::app::App;
use crate::config::Config;
use crate::ingest::Workshop;
use crate::studio::drafts::writing::{Of, Stage, Task};
use crate::studio::drafts::{self, NewDraft, money};
use crate::studio::pace::{self, Pace};
use crate::studio::paid::{Spend, purse};
use crate::studio::productions::{self, NewProduction};
use crate::studio::settings::Captions;
use crate::studio::{extras, graph, release, run as runs, scripts};

/// Some artifacts came to nothing.
const SOME_FAILED: u8 = 2;

#[derive(Args, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "switches of a command line")]
pub struct Arguments {
    /// The screenplay: Fountain, Final Draft (.fdx) or plain text.
    #[arg(required_unless_present = "premise", conflicts_with = "premise")]
    file: Option<PathBuf>,
    #[command(flatten)]
    house: Which,
    /// Two lines instead of a screenplay: the house's own writers write the series.
    #[arg(long)]
    premise: Option<String>,
    /// The engine of the story, where the premise shall not choose: see `cliffhanger studio engines`.
    #[arg(long, requires = "premise")]
    engine: Option<String>,
    /// Who writes it from the premise: the house's engines, or the language model of the settings.
    #[arg(long, value_enum, default_value = "engine", requires = "premise")]
    writer: Writer,
    /// How many episodes the model writes.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100))]
    write: u32,
    /// How long each of them is to be, in seconds.
    #[arg(long, default_value_t = 75, value_parser = clap::value_parser!(u32).range(15..=180))]
    seconds: u32,
    /// Name of the series; by default that of the script.
    #[arg(long)]
    title: Option<String>,
    /// What is spoken, as BCP 47; by default what the script says, else English.
    #[arg(long)]
    language: Option<String>,
    /// Another number, other faces, rooms and camera moves; with a premise, another story.
    #[arg(long)]
    seed: Option<i64>,
    /// Only these episodes: 3, 1-5.
    #[arg(long, value_parser = episodes)]
    episodes: Option<(u32, u32)>,
    /// Words in the picture.
    #[arg(long, value_enum)]
    captions: Option<Captions>,
    /// The first episode that is not free.
    #[arg(long)]
    paywall: Option<u32>,
    /// Show what would be made, how long it would take and what it would cost; make nothing.
    #[arg(long)]
    plan: bool,
    /// What may be paid to models of others, at most, in their currency: 12.00. A model that writes spends of it first.
    /// Without it nothing is paid for.
    #[arg(long, value_parser = micros)]
    spend: Option<i64>,
    /// Pay again for what was made of something else.
    #[arg(long, requires = "spend")]
    again: bool,
    /// Publish the series: viewers see each episode as soon as it plays.
    #[arg(long)]
    publish: bool,
    /// Make the films, and keep them out of the house.
    #[arg(long, conflicts_with = "publish")]
    no_release: bool,
}

/// Who writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Writer {
    /// The house's own, at once.
    #[value(alias = "templates")]
    Engine,
    /// A language model: see `[studio.llm]` in the settings.
    #[value(alias = "model")]
    Llm,
}

pub(super) fn plan(standing: &runs::Standing, pace: &Pace, currency: &str) {
    screen::plan(standing, &[], pace, currency);
}

pub(super) fn episodes(text: &str) -> Result<(u32, u32), String> {
    let number = |text: &str| text.trim().parse::<u32>().ok().filter(|number| *number > 0);
    let wrong = || "write an episode or a range, such as 3 or 1-5".to_owned();
    match text.split_once('-') {
        Some((from, to)) => number(from)
            .zip(number(to))
            .filter(|(from, to)| from <= to)
            .ok_or_else(wrong),
        None => number(text)
            .map(|number| (number, number))
            .ok_or_else(wrong),
    }
}

/// `12.00` as millionths.
pub(super) fn micros(text: &str) -> Result<i64, String> {
    let wrong = || "write an amount such as 12 or 0.50".to_owned();
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    if !digits(whole) || whole.len() > 9 || rest.len() > 6 || !(rest.is_empty() || digits(rest)) {
        return Err(wrong());
    }
    format!("{whole}{rest:0<6}").parse().map_err(|_| wrong())
}

pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    // Before anything is started: most mistakes are in the script.
    let read = match arguments.writer {
        Writer::Engine => Some(read(&arguments)?),
        Writer::Llm => None,
    };
    serve::in_house(config, arguments.house.slug(), async |app, house_id| {
        let (new, written) = match read {
            Some(new) => (new, None),
            None => by_model(&app, house_id, &arguments).await?,
        };
        produce(&app, house_id, &arguments, new, written.as_ref()).await
    })
    .await
}

/// The script, its title and language.
fn read(arguments: &Arguments) -> anyhow::Result<NewProduction> {
    let mut bible = None;
    let (script, named) = match (&arguments.file, &arguments.premise) {
        (Some(file), _) => (
            read_file(file)?,
            file.file_stem()
                .map(|stem| stem.to_string_lossy().replace(['-', '_'], " ")),
        ),
        (None, Some(premise)) => {
            let draft = write(premise, arguments)?;
            bible = Some(draft.bible.bible(&draft.outline.title));
            (Script::read(&draft.fountain), None)
        }
        (None, None) => anyhow::bail!("name a screenplay, or give a --premise"),
    };
    let on_title_page = |key: &str| script.title(key).map(str::to_owned);
    let title = arguments
        .title
        .clone()
        .or_else(|| on_title_page("title"))
        .or(named);
    Ok(NewProduction {
        title: title.unwrap_or_else(|| "Untitled".into()),
        language: arguments
            .language
            .clone()
            .or_else(|| on_title_page("language"))
            .unwrap_or_else(|| "en".into()),
        script: script.write(),
        seed: arguments.seed.unwrap_or(1),
        bible,
    })
}

/// By its extension; what has none is read as Fountain, which plain text is.
pub(super) fn read_file(file: &Path) -> anyhow::Result<Script> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    scripts::read(&name, &bytes)
        .map_err(said)
        .with_context(|| format!("cannot use {}", file.display()))
}

fn write(premise: &str, arguments: &Arguments) -> anyhow::Result<Draft> {
    crate::studio::writers::write(
        premise,
        arguments.engine.as_deref(),
        arguments.language.as_deref(),
        arguments.seed.unwrap_or(1),
    )
}

/// Outline, cards, scenes, lines and shots, one question after the other, and what they did cost. What is written stays in
/// the house as a draft.
async fn by_model(
    app: &App,
    house_id: Uuid,
    arguments: &Arguments,
) -> anyhow::Result<(NewProduction, Option<Cost>)> {
    let new = NewDraft {
        premise: arguments.premise.clone().unwrap_or_default(),
        by_model: true,
        engine: None,
        language: arguments.language.clone(),
        seed: arguments.seed.unwrap_or(1),
        episodes: arguments.write,
        seconds: arguments.seconds,
    };
    drafts::check(&new).map_err(said)?;
    let stages = [Task::of(Stage::Outline), Task::of(Stage::Script)];
    let bound = drafts::endpoint::endpoint(app, house_id)
        .await
        .and_then(|endpoint| endpoint.of_new(&new, &stages.each_ref()))
        .map_err(said)?;
    super::studio::may_spend(arguments.spend, &bound)?;
    let draft = drafts::begin(app, house_id, None, &new)
        .await
        .map_err(said)?;
    let of = Of::Draft(draft.id);
    for stage in stages {
        let paid = money::paid(app, house_id, of).await.map_err(said)?;
        let task = Task {
            spend_micros: arguments.spend.map(|most| most - paid.micros),
            ..stage
        };
        super::studio::write(app, house_id, of, &task).await?;
    }
    let paid = money::paid(app, house_id, of).await.map_err(said)?;
    let draft = drafts::find(app, house_id, draft.id).await.map_err(said)?;
    let mut story = draft.story.0.clone();
    if let Some(title) = &arguments.title {
        story.title.clone_from(title);
    }
    let new = NewProduction {
        title: story.title.clone(),
        language: draft.language.clone(),
        script: story.fountain(),
        seed: draft.seed,
        bible: None,
    };
    Ok((new, Some(paid).filter(|paid| paid.micros > 0)))
}

/// What of the allowance is left for the run: of an amount in another currency nobody knows.
fn left(spend: Option<i64>, written: Option<&Cost>, currency: &str) -> Option<i64> {
    spend.map(|most| match written {
        None => most,
        Some(paid) if paid.currency == currency => (most - paid.micros).max(0),
        Some(_) => 0,
    })
}

/// `written`: what its writing did cost.
async fn produce(
    app: &App,
    house_id: Uuid,
    arguments: &Arguments,
    new: NewProduction,
    written: Option<&Cost>,
) -> anyhow::Result<ExitCode> {
    let mut production = productions::keep(app, house_id, None, &new)
        .await
        .map_err(said)?;
    let mut settings = production.settings.0.clone();
    settings.captions = arguments.captions.unwrap_or(settings.captions);
    settings.paywall = arguments.paywall.or(settings.paywall);
    productions::change_settings(app, &production, &settings)
        .await
        .map_err(said)?;
    production = productions::find(app, house_id, production.id)
        .await
        .map_err(said)?;
    let screen = screen::Screen::new();
    let tools = app
        .studio
        .tools(app, {
            let screen = screen.clone();
            move |text| screen.say(&text)
        })
        .await?;
    let standing = runs::standing(app, &production, &tools)
        .await
        .map_err(said)?;
    let wanted = wanted(&standing, arguments.episodes);
    anyhow::ensure!(
        !standing.episodes.is_empty(),
        "nothing happens in this script: it needs at least one scene with something in it"
    );
    if arguments.plan {
        let pace = pace::of(app, house_id).await.map_err(said)?;
        screen::plan(
            &standing,
            &wanted,
            &pace,
            &production.settings.budget.currency,
        );
        return Ok(ExitCode::SUCCESS);
    }
    let cost = runs::would_cost(&standing, &wanted, arguments.again, false);
    let spend = left(
        arguments.spend,
        written,
        &production.settings.budget.currency,
    );
    if cost > 0 && spend.is_none() {
        let amount = purse::amount(cost, &production.settings.budget.currency);
        println!("This would cost up to {amount}. Nothing is paid for without --spend.");
    }
    screen::cast(&standing, &tools);
    let work = production.work_folder(app);
    let outcome = {
        let screen = screen.clone();
        let asked = runs::Asked {
            another: false,
            spend: Spend {
                id: app.random.id(),
                most_micros: spend.unwrap_or(0),
                again: arguments.again,
            },
            wanted,
        };
        runs::run(app, &production, &tools, &asked, &work, &move |progress| {
            screen.show(&progress);
        })
        .await?
    };
    screen.end();
    screen::outcome(&outcome);
    let code = if outcome.failed.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(SOME_FAILED)
    };
    if arguments.no_release {
        return Ok(code);
    }
    let shop = Workshop::open(app)?;
    let applied = release::release(app, &shop, &production, arguments.publish, None).await?;
    let awaited: Vec<_> = applied
        .episodes
        .iter()
        .map(|taken| wait::Awaited {
            episode_id: taken.episode_id,
            number: taken.number,
            file: taken.file.clone(),
        })
        .collect();
    let production = productions::find(app, house_id, production.id)
        .await
        .map_err(said)?;
    crate::studio::dress::dress(app, &shop, &production).await?;
    wait::wait(app, &shop, &awaited, Until::Playable, false).await?;
    report::problems(&applied.problems);
    report::where_to_watch(app, &applied).await?;
    Ok(code)
}

/// Films and captions of the episodes that were asked for, and the poster.
fn wanted(standing: &runs::Standing, range: Option<(u32, u32)>) -> Vec<String> {
    let Some((from, to)) = range else {
        return Vec::new();
    };
    let numbers = standing.episodes.iter().map(|episode| episode.board.number);
    numbers
        .filter(|number| (from..=to).contains(number))
        .flat_map(|number| {
            [
                graph::film(number),
                graph::captions(number),
                graph::strip(number),
                extras::thumbnail(number),
            ]
        })
        .chain([graph::POSTER.to_owned()])
        .collect()
}

/// A refusal as words for a terminal.
#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
pub(super) fn said(error: crate::errors::AppError) -> anyhow::Error {
    anyhow::anyhow!("{} {}", error.message, error.remedy)
}
