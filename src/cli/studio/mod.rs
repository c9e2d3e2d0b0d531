//! `studio`: productions at the terminal. What can be done has its list in [`operations`]; here its answers become lines.

mod cards;
mod export;
mod lint;
mod own;
mod rewrite;
mod script;
mod translate;
mod writing;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use uuid::Uuid;

pub(super) use self::writing::{may_spend, write};
use super::house::Which;
use super::produce::said;
use super::serve;
use crate::app::App;
use crate::config::Config;
use crate::studio::changes::What;
use crate::studio::operations::confirm::Codes;
use crate::studio::operations::{self, Answer, Operation, listed};
use crate::studio::{Production, pace, run as runs};

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
    Export(export::Arguments),
    /// The lines of a production in another language as CSV: to be translated, and to be taken in again with `--from`.
    Translate(translate::Arguments),
    /// Write one scene, or one line, of a script again; the script as it was is kept. Made again is then only what hangs on it.
    Rewrite(rewrite::Arguments),
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
    Script(script::Script),
    /// What is true of the series beyond any one episode, as TOML to be edited, and to be taken in again with `--from`.
    Bible(script::Bible),
    /// A file of your own as a take of an artifact (`studio state` lists them): measured as what is made here is, and used
    /// unless a check stands against it.
    #[command(
        after_help = "Examples:\n  cliffhanger studio take \"The Umbrella\" e01/voice/l03 --from mara.wav\n  \
                      cliffhanger studio take \"The Umbrella\" poster --from poster.png"
    )]
    Take(own::Take),
    /// What became of a paid job that nobody knows the end of; without one: the jobs that wait for it.
    #[command(
        after_help = "Examples:\n  cliffhanger studio decide \"The Umbrella\"\n  \
                      cliffhanger studio decide \"The Umbrella\" 0199c1b2-… not-taken --yes\n  \
                      cliffhanger studio decide \"The Umbrella\" 0199c1b2-… taken --id cgt-2026-… --yes"
    )]
    Decide(own::Decide),
    /// Who of the cast is a real person, with their signed consent from the house's register; without a name: the cast.
    #[command(
        after_help = "Examples:\n  cliffhanger studio person \"The Umbrella\"\n  \
                      cliffhanger studio person \"The Umbrella\" mara --is \"A. Person\" --consent 0199c1b2-… --use likeness --yes\n  \
                      cliffhanger studio person \"The Umbrella\" mara --nobody --yes"
    )]
    Person(own::Person),
    /// The cards of a draft as TOML: to be reviewed, and to be taken in again with `--from`.
    #[command(
        after_help = "Examples:\n  cliffhanger studio cards 0199c1b2-… > cards.toml\n  \
                      cliffhanger studio cards 0199c1b2-… --from cards.toml"
    )]
    Cards(cards::Arguments),
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
    Lint(lint::Arguments),
}

pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Engines => {
            for (id, about) in crate::studio::writers::engines() {
                println!("{id:26} {about}");
            }
            return Ok(ExitCode::SUCCESS);
        }
        Command::Lint(arguments) => return lint::run(&arguments),
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

async fn look(app: &App, house_id: Uuid, command: &Command) -> anyhow::Result<()> {
    match command {
        Command::List => {
            let answer = done(app, house_id, "list_productions", json!({})).await?;
            let productions = list(&answer["productions"]);
            if productions.is_empty() {
                println!("There are no productions yet. Begin with: cliffhanger produce FILE");
            }
            for one in productions {
                let released = if one["series_id"].is_null() {
                    ""
                } else {
                    "in the house"
                };
                // 2026-12-01T18:00
                let changed: String = text(&one["updated_at"]).chars().take(16).collect();
                println!(
                    "{:40} {:8} {}  {released}",
                    text(&one["title"]),
                    text(&one["language"]),
                    changed.replace('T', " ")
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
            let asked = json!({ "production": title, "artifact": artifact });
            let answer = done(app, house_id, "why", asked).await?;
            for sentence in list(&answer["why"]) {
                println!("{}", text(sentence));
            }
        }
        Command::Export(arguments) => export::run(app, house_id, arguments).await?,
        Command::Translate(arguments) => translate::run(app, house_id, arguments).await?,
        Command::Rewrite(arguments) => rewrite::run(app, house_id, arguments).await?,
        Command::Script(arguments) => script::script(app, house_id, arguments).await?,
        Command::Bible(arguments) => script::bible(app, house_id, arguments).await?,
        Command::Take(arguments) => own::take(app, house_id, arguments).await?,
        Command::Decide(arguments) => own::decide(app, house_id, arguments).await?,
        Command::Person(arguments) => own::person(app, house_id, arguments).await?,
        Command::Cards(arguments) => cards::run(app, house_id, arguments).await?,
        Command::Undo { title, what } => {
            let before = by_title(app, house_id, title).await?;
            let asked = json!({ "production": title, "what": what });
            done(app, house_id, "undo", asked).await?;
            let after = by_title(app, house_id, title).await?;
            show_changes(&before.script, &after.script);
        }
        Command::Redo { title, what } => {
            let before = by_title(app, house_id, title).await?;
            let asked = json!({ "production": title, "what": what });
            let answer = done(app, house_id, "redo", asked).await?;
            println!(
                "done again: {} {}",
                text(&answer["done_again"]),
                text(&answer["which"])
            );
            let after = by_title(app, house_id, title).await?;
            show_changes(&before.script, &after.script);
        }
        Command::State { title } => {
            let asked = json!({ "production": title });
            let answer = done(app, house_id, "list_artifacts", asked).await?;
            for one in list(&answer["artifacts"]) {
                println!("{:24} {}", text(&one["key"]), text(&one["state"]));
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
            let answer = perform(app, house_id, &operation, *yes).await?;
            println!("{}", serde_json::to_string_pretty(&answer)?);
        }
        Command::Engines | Command::Lint(_) => {}
    }
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
) -> anyhow::Result<Value> {
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
        Answer::Done(value) => Ok(value),
        Answer::Ask(asked) => anyhow::bail!("{}", asked.consequence.sentence),
    }
}

/// An operation that nobody has to be asked about, by its name.
async fn done(app: &App, house_id: Uuid, name: &str, arguments: Value) -> anyhow::Result<Value> {
    let operation = Operation::read(name, arguments).map_err(said)?;
    perform(app, house_id, &operation, false).await
}

fn text(of: &Value) -> &str {
    of.as_str().unwrap_or_default()
}

fn list(of: &Value) -> &[Value] {
    of.as_array().map_or(&[], Vec::as_slice)
}

async fn standing(app: &App, house_id: Uuid, title: &str) -> anyhow::Result<runs::Standing> {
    let production = by_title(app, house_id, title).await?;
    let tools = app.studio.tools(app, |text| eprintln!("{text}")).await?;
    runs::standing(app, &production, &tools).await.map_err(said)
}

/// A production by its title or id.
async fn by_title(app: &App, house_id: Uuid, title: &str) -> anyhow::Result<Production> {
    let found = operations::by_name(app, house_id, title).await;
    found.map_err(|error| match error.code {
        "production_not_found" => anyhow::anyhow!(
            "no production is called {title}: cliffhanger studio list shows those that are there"
        ),
        _ => said(error),
    })
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
        ("take", "bring_take"),
        ("decide", "decide_paid_job"),
        ("person", "set_real_person"),
        ("cards", "change_draft"),
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
