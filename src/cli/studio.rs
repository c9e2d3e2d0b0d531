//! `studio`: looking into productions.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use interchange::platform::Burn;
use providers::model::Cost;
use screenplay::continuity::Finding as Clash;
use uuid::Uuid;

use super::house::Which;
use super::produce::{read_file, said};
use super::serve;
use crate::app::App;
use crate::config::Config;
use crate::studio::changes::What;
use crate::studio::drafts::writing::{self, Of, Stage, Task};
use crate::studio::operations::confirm::Codes;
use crate::studio::operations::{self, Answer, Operation, listed};
use crate::studio::paid::purse;
use crate::studio::{
    Production, bibles, drafts, exports, productions, run as runs, scripts, sheets, undo,
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
    Lint { file: PathBuf },
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
        Command::Lint { file } => return lint(&file),
        Command::Do {
            operation: None, ..
        } => {
            for one in listed::ALL {
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

fn lint(file: &std::path::Path) -> anyhow::Result<ExitCode> {
    let script = read_file(file)?;
    let wanted = screenplay::lint::Wanted::default();
    let mut all_well = true;
    let bible = screenplay::bible::draft(&script);
    let clashes = screenplay::continuity::check(&bible, &script);
    for report in screenplay::lint::series(&screenplay::scenes::episodes(&script), None, &wanted) {
        println!(
            "{}: {:.0} s, ends on {}",
            report.title,
            report.length_s,
            report.ending.name()
        );
        for finding in &report.findings {
            all_well &= finding.weight != screenplay::lint::Weight::Fault;
            println!("  {}:{}  {}", file.display(), finding.line, finding.message);
        }
        let own = |clash: &&Clash| clash.at.episode as usize == report.episode;
        for clash in clashes.iter().filter(own) {
            all_well &= clash.weight != screenplay::lint::Weight::Fault;
            println!("  {}:{}  {}", file.display(), clash.at.line, clash.message);
        }
    }
    Ok(if all_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(2)
    })
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
            super::produce::plan(&standing, &production.settings.budget.currency);
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
                    tags: tags.clone(),
                    ..exports::Options::default()
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
            dub,
        } => {
            let production = by_title(app, house_id, title).await?;
            let language = crate::language::canonical(language)
                .with_context(|| format!("{language} is no language tag: use one such as es"))?;
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
            let table = sheets::table(app, &production, &language)
                .await
                .map_err(said)?;
            let missing = table.iter().filter(|line| line.text.is_empty()).count();
            println!(
                "{} lines in {language}, {missing} of them not translated yet.",
                table.len()
            );
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
    .await?;
    let ended = writing::last(app, house_id, of).await.map_err(said)?;
    let ended = ended.ok_or_else(|| anyhow::anyhow!("the writing is gone"))?;
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
}
