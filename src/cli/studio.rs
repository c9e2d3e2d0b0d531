//! `studio`: looking into productions.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use interchange::platform::Burn;
use providers::model::Cost;
use screenplay::continuity::Finding as Clash;
use screenplay::lint::{self, Report};
use uuid::Uuid;

use super::house::Which;
use super::produce::{read_file, said};
use super::serve;
use crate::app::App;
use crate::config::Config;
use crate::studio::changes::What;
use crate::studio::drafts::writing::{self, Of, Stage, Task, WritingView};
use crate::studio::operations::confirm::Codes;
use crate::studio::operations::{self, Answer, Operation, listed};
use crate::studio::paid::purse;
use crate::studio::{
    Production, bibles, drafts, exports, machine, pace, productions, run as runs, scripts, sheets,
    undo,
};

#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    house: Which,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The productions of the house.
    List,
    /// What a run would make, how long it would take and what it would cost.
    Plan { title: String },
    /// Why an artifact is made again, or what it is made of.
    Why { title: String, artifact: String },
    /// Episodes for other programs, platforms and readers: see the kinds of `--as`.
    #[command(
        after_help = "Examples:\n  cliffhanger studio export \"The Umbrella\" --episode 1 --as edit\n  \
                      cliffhanger studio export \"The Umbrella\" --episode 1-3 --as tiktok --part 60 --captions both --tag drama"
    )]
    Export {
        title: String,
        /// 3, 1-5; by default all that are finished.
        #[arg(long, value_parser = super::produce::episodes)]
        episode: Option<(u32, u32)>,
        #[arg(long = "as", value_enum)]
        kind: exports::Kind,
        /// For platforms: captions in the picture, in a file beside it, or both.
        #[arg(long, value_enum, default_value = "in")]
        captions: Words,
        /// For platforms: longest part in seconds.
        #[arg(long, value_parser = clap::value_parser!(u32).range(10..=600))]
        part: Option<u32>,
        /// For platforms: seconds of the part before that are shown again.
        #[arg(long, default_value_t = 4)]
        recap: u32,
        /// For platforms, several times: a hashtag.
        #[arg(long = "tag")]
        tags: Vec<String>,
        /// For platforms: when the first part goes out, such as 2026-12-01T18:00Z; by default tomorrow at six in the
        /// evening, UTC.
        #[arg(long, value_parser = moment)]
        first: Option<DateTime<Utc>>,
        /// For platforms: hours between two parts.
        #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(..=24 * 365))]
        every: u32,
        /// Where to put it; by default here.
        #[arg(long, default_value = ".")]
        folder: PathBuf,
    },
    /// The lines of a production in another language as CSV: to be translated, and to be taken in again with `--from`.
    Translate {
        title: String,
        /// BCP 47.
        language: String,
        /// A CSV that was translated: speaker, source, text.
        #[arg(long)]
        from: Option<PathBuf>,
        /// The model that writes for the house translates every line that has no translation.
        #[arg(long, conflicts_with = "from")]
        by_model: bool,
        /// What the model may cost at most, in the currency that it is paid in: 0.50. Without it nothing is paid for.
        #[arg(long, requires = "by_model", value_parser = super::produce::micros)]
        spend: Option<i64>,
        /// Speak it too.
        #[arg(long)]
        dub: bool,
    },
    /// Write one scene, or one line, of a script again; the script as it was is kept. Made again is then only what hangs on it.
    Rewrite {
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
        writer: super::produce::Writer,
        /// What the model may cost at most, in the production's currency: 0.50. Without it nothing is paid for.
        #[arg(long, value_parser = super::produce::micros)]
        spend: Option<i64>,
    },
    /// The last change taken back; of the script, where nothing else is named.
    Undo {
        title: String,
        #[arg(long, value_enum, default_value = "script")]
        what: What,
    },
    /// What was taken back last, done again; of anything, where nothing is named.
    Redo {
        title: String,
        #[arg(long, value_enum)]
        what: Option<What>,
    },
    /// The screenplay as a file (Fountain or Final Draft), or another one in its place.
    #[command(
        after_help = "Examples:\n  cliffhanger studio script \"The Umbrella\" --as fdx\n  \
                      cliffhanger studio script \"The Umbrella\" --from rewritten.fdx"
    )]
    Script {
        title: String,
        #[arg(long = "as", value_enum, default_value = "fountain")]
        format: scripts::Format,
        /// A screenplay to be taken in: .fountain, .fdx or .txt.
        #[arg(long, conflicts_with = "format")]
        from: Option<PathBuf>,
        /// Where to put it; by default here.
        #[arg(long, default_value = ".")]
        folder: PathBuf,
    },
    /// What is true of the series beyond any one episode, as TOML to be edited, and to be taken in again with `--from`.
    Bible {
        title: String,
        #[arg(long)]
        from: Option<PathBuf>,
    },
    /// Every artifact and where it stands.
    State { title: String },
    /// Any operation of the studio by its name, with arguments as JSON; the answer is JSON. Without a name: the list.
    Do {
        operation: Option<String>,
        #[arg(default_value = "{}")]
        arguments: String,
        /// Do also what costs money or is shown to viewers.
        #[arg(long)]
        yes: bool,
    },
    /// The engines of the house's own writers.
    Engines,
    /// Whether the episodes of a screenplay hook, turn and end as they must, and nothing in them contradicts another.
    #[command(
        after_help = "Examples:\n  cliffhanger studio lint umbrella.fountain --paywall 4\n  \
                      cliffhanger studio lint umbrella.fountain --bible umbrella.toml"
    )]
    Lint {
        file: PathBuf,
        /// The first episode that costs something: the one before it must end strongly.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
        paywall: Option<u32>,
        /// What is true of the series (TOML, see `studio bible`); by default what the script says of itself.
        #[arg(long)]
        bible: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Words {
    In,
    Beside,
    Both,
}

pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Engines => {
            for (id, about) in crate::studio::writers::engines() {
                println!("{id:26} {about}");
            }
            return Ok(ExitCode::SUCCESS);
        }
        Command::Lint {
            file,
            paywall,
            bible,
        } => return lint_file(&file, paywall, bible.as_deref()),
        Command::Do {
            operation: None, ..
        } => {
            for one in listed::all() {
                let takes: Vec<&str> = one.takes.iter().map(|own| own.name).collect();
                println!(
                    "{:22} {}\n{:22} {}",
                    one.name,
                    one.about,
                    "",
                    takes.join(", ")
                );
            }
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    serve::in_house(config, arguments.house.slug(), async |app, house_id| {
        look(&app, house_id, &arguments.command).await?;
        Ok(ExitCode::SUCCESS)
    })
    .await
}

fn lint_file(file: &Path, paywall: Option<u32>, bible: Option<&Path>) -> anyhow::Result<ExitCode> {
    let mut all_well = true;
    for (report, clashes) in examined(file, paywall, bible)? {
        println!(
            "{}: {:.0} s, ends on {}",
            report.title,
            report.length_s,
            report.ending.name()
        );
        for finding in &report.findings {
            all_well &= finding.weight != lint::Weight::Fault;
            println!("  {}:{}  {}", file.display(), finding.line, finding.message);
        }
        for clash in &clashes {
            all_well &= clash.weight != lint::Weight::Fault;
            println!("  {}:{}  {}", file.display(), clash.at.line, clash.message);
        }
    }
    Ok(if all_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
}

/// Each episode of a screenplay with what the lint finds in it and what it contradicts.
fn examined(
    file: &Path,
    paywall: Option<u32>,
    bible: Option<&Path>,
) -> anyhow::Result<Vec<(Report, Vec<Clash>)>> {
    let script = read_file(file)?;
    let bible = match bible {
        Some(from) => {
            let text = std::fs::read_to_string(from)
                .with_context(|| format!("cannot read {}", from.display()))?;
            bibles::read(&text)
                .map_err(said)
                .with_context(|| format!("cannot use {}", from.display()))?
        }
        None => screenplay::bible::draft(&script),
    };
    let clashes = screenplay::continuity::check(&bible, &script);
    let episodes = screenplay::scenes::episodes(&script);
    if let Some(first) = paywall {
        anyhow::ensure!(
            first as usize <= episodes.len(),
            "the script has {} episodes, and none that is number {first}",
            episodes.len()
        );
    }
    let last_free = paywall.and_then(|first| (first as usize).checked_sub(1));
    let language = script.title("language");
    let wanted = language.map_or_else(lint::Wanted::default, lint::Wanted::in_language);
    let reports = lint::series(&episodes, last_free, &wanted);
    Ok(reports
        .into_iter()
        .map(|report| {
            let own = clashes.iter();
            let own = own.filter(|clash| clash.at.episode as usize == report.episode);
            let own = own.cloned().collect();
            (report, own)
        })
        .collect())
}

/// `2026-12-01T18:00Z`, with or without seconds, in any zone.
fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let text = text.trim();
    DateTime::parse_from_rfc3339(text)
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%#z"))
        .map(|moment| moment.with_timezone(&Utc))
        .map_err(|_| "write a moment with its zone, such as 2026-12-01T18:00Z".to_owned())
}

async fn look(app: &App, house_id: Uuid, command: &Command) -> anyhow::Result<()> {
    match command {
        Command::List => {
            let rows = sqlx::query!(
                "select title, language, updated_at, series_id from productions where house_id = $1 and removed_at is null order by updated_at desc",
                house_id
            )
            .fetch_all(&app.db)
            .await?;
            if rows.is_empty() {
                println!("There are no productions yet. Begin with: cliffhanger produce FILE");
            }
            for row in rows {
                let released = if row.series_id.is_some() {
                    "in the house"
                } else {
                    ""
                };
                println!(
                    "{:40} {:8} {}  {released}",
                    row.title,
                    row.language,
                    row.updated_at.format("%Y-%m-%d %H:%M")
                );
            }
        }
        Command::Plan { title } => {
            let production = by_title(app, house_id, title).await?;
            let standing = standing(app, house_id, title).await?;
            let pace = pace::of(app, house_id).await.map_err(said)?;
            super::produce::plan(&standing, &pace, &production.settings.budget.currency);
        }
        Command::Why { title, artifact } => {
            let standing = standing(app, house_id, title).await?;
            for sentence in standing
                .graph
                .why(artifact, &standing.shelves, &standing.closed)
            {
                println!("{sentence}");
            }
        }
        Command::Export {
            title,
            episode,
            kind,
            captions,
            part,
            recap,
            tags,
            first,
            every,
            folder,
        } => {
            let production = by_title(app, house_id, title).await?;
            let wanted = exports::Wanted {
                kind: *kind,
                episodes: *episode,
                options: exports::Options {
                    captions: match captions {
                        Words::In => Burn::In,
                        Words::Beside => Burn::Beside,
                        Words::Both => Burn::Both,
                    },
                    part_s: *part,
                    recap_s: *recap,
                    first: *first,
                    every_hours: *every,
                    tags: tags.clone(),
                },
            };
            let exported = exports::make(app, &production, &wanted, &|progress| {
                eprintln!("{}/{} {}", progress.done, progress.total, progress.doing);
            })
            .await?;
            std::fs::create_dir_all(folder)?;
            let file = folder.join(&exported.name);
            std::fs::write(&file, &exported.bytes)?;
            println!("{}", file.display());
            for sentence in exported.left_out {
                println!("left out: {sentence}");
            }
        }
        Command::Translate {
            title,
            language,
            from,
            by_model,
            spend,
            dub,
        } => {
            let production = by_title(app, house_id, title).await?;
            let language = crate::language::canonical(language)
                .with_context(|| format!("{language} is no language tag: use one such as es"))?;
            if *by_model {
                return translated(app, &production, &language, *spend, *dub).await;
            }
            let Some(from) = from else {
                let table = sheets::table(app, &production, &language)
                    .await
                    .map_err(said)?;
                print!("{}", sheets::csv(&table));
                return Ok(());
            };
            let text = std::fs::read_to_string(from)
                .with_context(|| format!("cannot read {}", from.display()))?;
            let lines =
                sheets::read(&text).with_context(|| format!("cannot use {}", from.display()))?;
            sheets::take_in(app, &production, &language, &lines, Some(*dub))
                .await
                .map_err(said)?;
            tell_translated(app, &production, &language).await?;
        }
        Command::Rewrite {
            title,
            episode,
            scene,
            line,
            wish,
            writer,
            spend,
        } => {
            let production = by_title(app, house_id, title).await?;
            let task = Task {
                episode: *episode,
                scene: *scene,
                line: *line,
                wish: wish.clone(),
                spend_micros: *spend,
                ..Task::of(if line.is_some() {
                    Stage::RewriteLine
                } else {
                    Stage::RewriteScene
                })
            };
            let place = drafts::rewrite::found(&production.script(), &production, &task)
                .map_err(said)?
                .place;
            if *writer == super::produce::Writer::Engine {
                drafts::rewrite::by_engine(app, &production, &task)
                    .await
                    .map_err(said)?;
            } else {
                let bound = drafts::endpoint::endpoint(app, house_id)
                    .await
                    .and_then(|endpoint| endpoint.of_rewrite(&production, &task))
                    .map_err(said)?;
                may_spend(*spend, &bound)?;
                write(app, house_id, Of::Production(production.id), &task).await?;
            }
            let after = productions::find(app, house_id, production.id)
                .await
                .map_err(said)?;
            show_changes(&production.script, &after.script);
            println!(
                "Scene {} of episode {} is written again. Back: cliffhanger studio undo \"{title}\"",
                place.scene, place.episode
            );
        }
        Command::Script {
            title,
            format,
            from,
            folder,
        } => {
            let production = by_title(app, house_id, title).await?;
            if let Some(from) = from {
                let script = read_file(from)?.write();
                let after = productions::change_script(app, &production, &script)
                    .await
                    .map_err(said)?;
                show_changes(&production.script, &after.script);
                return Ok(());
            }
            std::fs::create_dir_all(folder)?;
            let file = folder.join(scripts::file_name(title, *format));
            std::fs::write(&file, scripts::write(&production.script(), *format))
                .with_context(|| format!("cannot write {}", file.display()))?;
            println!("{}", file.display());
        }
        Command::Bible { title, from } => {
            let production = by_title(app, house_id, title).await?;
            let before = bibles::of(&production).write();
            let Some(from) = from else {
                print!("{before}");
                return Ok(());
            };
            let text = std::fs::read_to_string(from)
                .with_context(|| format!("cannot read {}", from.display()))?;
            let bible = bibles::read(&text)
                .map_err(said)
                .with_context(|| format!("cannot use {}", from.display()))?;
            bibles::change(app, &production, &bible)
                .await
                .map_err(said)?;
            show_changes(&before, &bible.write());
        }
        Command::Undo { title, what } => {
            let production = by_title(app, house_id, title).await?;
            undo::undo(app, &production, Some(*what), None)
                .await
                .map_err(said)?;
            let after = productions::find(app, house_id, production.id)
                .await
                .map_err(said)?;
            show_changes(&production.script, &after.script);
        }
        Command::Redo { title, what } => {
            let production = by_title(app, house_id, title).await?;
            let change = undo::redo(app, &production, *what).await.map_err(said)?;
            let after = productions::find(app, house_id, production.id)
                .await
                .map_err(said)?;
            println!("done again: {} {}", change.what.name(), change.which);
            show_changes(&production.script, &after.script);
        }
        Command::State { title } => {
            let standing = standing(app, house_id, title).await?;
            for (key, state) in standing.graph.states(&standing.shelves, &standing.closed) {
                println!("{key:24} {}", serde_json::to_string(&state)?);
            }
        }
        Command::Do {
            operation,
            arguments,
            yes,
        } => {
            let name = operation.as_deref().unwrap_or_default();
            let arguments = serde_json::from_str(arguments)
                .map_err(|error| anyhow::anyhow!("the arguments are no JSON: {error}"))?;
            let operation = Operation::read(name, arguments).map_err(said)?;
            println!("{}", perform(app, house_id, &operation, *yes).await?);
        }
        Command::Engines | Command::Lint { .. } => {}
    }
    Ok(())
}

/// Says what writing would cost, and stops where nobody has allowed it.
pub(super) fn may_spend(spend: Option<i64>, bound: &Cost) -> anyhow::Result<()> {
    anyhow::ensure!(
        spend.is_some() || bound.micros == 0,
        "Writing this would cost up to {}. Nothing is paid for without --spend.",
        purse::amount(bound.micros, &bound.currency)
    );
    Ok(())
}

/// Writes in this process, and waits for it.
pub(super) async fn write(app: &App, house_id: Uuid, of: Of, task: &Task) -> anyhow::Result<()> {
    // A worker of another process would send the same questions.
    let id = writing::ask(app, house_id, of, task, false)
        .await
        .map_err(said)?;
    watched(app, id).await?;
    ended(writing::last(app, house_id, of).await.map_err(said)?)
}

/// Does a writing in this process, and tells how far it is.
async fn watched(app: &App, id: Uuid) -> anyhow::Result<()> {
    let last = std::sync::Mutex::new(String::new());
    writing::work(app, id, &|doing| {
        if let Ok(mut last) = last.lock()
            && *last != doing
            && !doing.is_empty()
        {
            eprintln!("Writing: {doing}");
            doing.clone_into(&mut last);
        }
    })
    .await
}

/// What came of a writing.
fn ended(writing: Option<WritingView>) -> anyhow::Result<()> {
    let ended = writing.ok_or_else(|| anyhow::anyhow!("the writing is gone"))?;
    if let Some(problem) = ended.problem {
        anyhow::bail!("{problem}");
    }
    eprintln!("{} questions, {} tokens", ended.calls, ended.tokens);
    Ok(())
}

/// Lines that are no more, and lines that are new.
fn show_changes(before: &str, after: &str) {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    let same = before
        .iter()
        .zip(&after)
        .take_while(|(one, other)| one == other)
        .count();
    let tail = before[same..]
        .iter()
        .rev()
        .zip(after[same..].iter().rev())
        .take_while(|(one, other)| one == other)
        .count();
    for line in &before[same..before.len() - tail] {
        println!("- {line}");
    }
    for line in &after[same..after.len() - tail] {
        println!("+ {line}");
    }
}

/// Does an operation; what is asked about is done when the person at the terminal has said yes beforehand.
async fn perform(
    app: &App,
    house_id: Uuid,
    operation: &Operation,
    yes: bool,
) -> anyhow::Result<String> {
    let codes = Codes::default();
    let mut answer = operations::perform(app, house_id, &codes, operation, None)
        .await
        .map_err(said)?;
    if let Answer::Ask(asked) = &answer {
        anyhow::ensure!(yes, "{} Say --yes to do it.", asked.consequence.sentence);
        answer = operations::perform(app, house_id, &codes, operation, Some(&asked.confirm))
            .await
            .map_err(said)?;
    }
    match answer {
        Answer::Done(value) => Ok(serde_json::to_string_pretty(&value)?),
        Answer::Ask(asked) => anyhow::bail!("{}", asked.consequence.sentence),
    }
}

async fn standing(app: &App, house_id: Uuid, title: &str) -> anyhow::Result<runs::Standing> {
    let production = by_title(app, house_id, title).await?;
    let tools = app.studio.tools(app, |text| eprintln!("{text}")).await?;
    runs::standing(app, &production, &tools).await.map_err(said)
}

async fn by_title(app: &App, house_id: Uuid, title: &str) -> anyhow::Result<Production> {
    let id = sqlx::query_scalar!(
        "select id from productions where house_id = $1 and title = $2 and removed_at is null",
        house_id,
        title
    )
    .fetch_optional(&app.db)
    .await?;
    let id = id.ok_or_else(|| {
        anyhow::anyhow!(
            "no production is called {title}: cliffhanger studio list shows those that are there"
        )
    })?;
    productions::find(app, house_id, id).await.map_err(said)
}

/// Lets the model translate what is missing, and waits for it.
async fn translated(
    app: &App,
    production: &Production,
    language: &str,
    spend: Option<i64>,
    dub: bool,
) -> anyhow::Result<()> {
    let (lines, bound) = machine::cost(app, production, language)
        .await
        .map_err(said)?;
    if lines > 0 {
        may_spend(spend, &bound)?;
        let id = machine::begin(app, production, language, spend, false)
            .await
            .map_err(said)?;
        watched(app, id).await?;
        let last = machine::last(app, production, language).await;
        ended(last.map_err(said)?)?;
    }
    let production = productions::find(app, production.house_id, production.id)
        .await
        .map_err(said)?;
    if dub {
        sheets::take_in(app, &production, language, &[], Some(true))
            .await
            .map_err(said)?;
    }
    tell_translated(app, &production, language).await
}

async fn tell_translated(app: &App, production: &Production, language: &str) -> anyhow::Result<()> {
    let table = sheets::table(app, production, language)
        .await
        .map_err(said)?;
    let missing = table.iter().filter(|line| line.text.is_empty()).count();
    println!(
        "{} lines in {language}, {missing} of them not translated yet.",
        table.len()
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Subcommands, and the operation that does the same; `do` does any of them.
    const SAME: &[(&str, &str)] = &[
        ("list", "list_productions"),
        ("plan", "plan"),
        ("why", "why"),
        ("export", "export"),
        ("translate", "translate"),
        ("rewrite", "rewrite"),
        ("undo", "undo"),
        ("redo", "redo"),
        ("script", "script_file"),
        ("bible", "show_bible"),
        ("state", "list_artifacts"),
        ("engines", "list_engines"),
        ("lint", "lint_script"),
    ];

    #[test]
    fn every_subcommand_is_an_operation_by_name_too() {
        let command = Arguments::augment_args(clap::Command::new("studio"));
        let there: Vec<&str> = command
            .get_subcommands()
            .map(clap::Command::get_name)
            .filter(|name| *name != "do")
            .collect();
        let known: Vec<&str> = there
            .iter()
            .copied()
            .filter(|name| SAME.iter().any(|(own, _)| own == name))
            .collect();
        assert_eq!(there, known);
        for (_, operation) in SAME {
            assert!(listed::find(operation).is_some(), "{operation}");
        }
    }

    #[test]
    fn a_moment_is_read_with_its_zone() {
        let evening = "2026-12-01T18:00:00Z".parse::<DateTime<Utc>>().unwrap();
        for text in [
            "2026-12-01T18:00Z",
            "2026-12-01T18:00:00Z",
            " 2026-12-01T20:00+02:00 ",
        ] {
            assert_eq!(moment(text).unwrap(), evening, "{text}");
        }
        for text in ["2026-12-01", "2026-12-01T18:00", "tomorrow", ""] {
            assert!(moment(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_file_is_examined_against_a_paywall_and_a_bible() {
        let folder = tempfile::tempdir().unwrap();
        let (script, bible) = (
            folder.path().join("a.fountain"),
            folder.path().join("a.toml"),
        );
        std::fs::write(
            &script,
            "# Episode 1\n\nINT. STORE - NIGHT\n\nMARA\nYou are not my father. He is dead.\n\n# Episode 2\n\n\
             INT. STORE - NIGHT\n\nMARA\nWhere are we going?\n\n# Episode 3\n\nINT. STORE - NIGHT\n\nMARA\nHome.\n",
        )
        .unwrap();
        std::fs::write(&bible, "[[location]]\nname = \"STORE\"\nepisodes = \"1\"\n").unwrap();
        let soft = |paywall| {
            let all = examined(&script, paywall, None).unwrap();
            all.iter()
                .flat_map(|(report, _)| &report.findings)
                .filter(|one| one.code == "paywall.soft")
                .count()
        };
        assert_eq!(
            (soft(None), soft(Some(1)), soft(Some(2)), soft(Some(3))),
            (0, 0, 0, 1)
        );
        assert!(examined(&script, Some(9), None).is_err());
        let clashes = |bible: Option<&Path>| {
            let all = examined(&script, None, bible).unwrap();
            let all: Vec<(usize, &str)> = all
                .iter()
                .flat_map(|(report, own)| own.iter().map(|clash| (report.episode, clash.code)))
                .collect();
            all.iter()
                .map(|(at, code)| format!("{at} {code}"))
                .collect::<Vec<_>>()
        };
        assert!(clashes(None).is_empty(), "{:?}", clashes(None));
        let found = clashes(Some(&bible));
        assert!(
            found.iter().any(|one| one == "2 location.range"),
            "{found:?}"
        );
        assert!(
            examined(&script, None, Some(&script)).is_err(),
            "a script is no bible"
        );
    }
}
