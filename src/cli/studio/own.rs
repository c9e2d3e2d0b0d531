//! `studio take`, `decide` and `person`: what only a person can answer for.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{done, list, perform, text};
use crate::app::App;
use crate::cli::produce::said;
use crate::studio::operations::Operation;
use crate::studio::paid::purse;

#[derive(Args)]
pub struct Take {
    title: String,
    /// Such as e01/voice/l03, e01/shot/t02, e01/mix, e01/captions, e01/panel/t02, e01/film, trailer or poster.
    artifact: String,
    /// The file.
    #[arg(long)]
    from: PathBuf,
}

#[derive(Args)]
pub struct Decide {
    title: String,
    /// Its id here.
    #[arg(requires = "outcome")]
    job: Option<Uuid>,
    /// Nothing is owed; it was charged and nothing came; or it is asked for by its id.
    #[arg(value_enum)]
    outcome: Option<Outcome>,
    /// Of what was taken: the provider's own id.
    #[arg(long)]
    id: Option<String>,
    /// The person at the terminal has looked at the provider's own page.
    #[arg(long)]
    yes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Outcome {
    NotTaken,
    Lost,
    Taken,
}

#[derive(Args)]
pub struct Person {
    title: String,
    /// Its id in the cast.
    #[arg(requires = "said")]
    character: Option<String>,
    /// Their name, as in the consent.
    #[arg(long = "is", group = "said", requires_all = ["consent", "uses"])]
    person: Option<String>,
    /// Its id in the register.
    #[arg(long, requires = "person")]
    consent: Option<Uuid>,
    /// voice, likeness; several times for both.
    #[arg(long = "use", requires = "person")]
    uses: Vec<String>,
    /// The character is nobody real.
    #[arg(long, group = "said", conflicts_with = "person")]
    nobody: bool,
    /// The person at the terminal has the signed consent before them.
    #[arg(long)]
    yes: bool,
}

/// A path as the operation takes it: JSON has no other bytes.
fn named(file: &std::path::Path) -> anyhow::Result<&str> {
    file.to_str()
        .ok_or_else(|| anyhow::anyhow!("{} is no name in UTF-8", file.display()))
}

pub async fn take(app: &App, house_id: Uuid, arguments: &Take) -> anyhow::Result<()> {
    let asked = json!({
        "production": arguments.title,
        "artifact": arguments.artifact,
        "file": named(&arguments.from)?,
    });
    let answer = done(app, house_id, "bring_take", asked).await?;
    for check in list(&answer["checks"]) {
        let failed = check["passed"] == false && check["weight"] == "blocks";
        let mark = if failed { "!" } else { " " };
        println!(
            "{mark} {}: {}",
            text(&check["name"]),
            text(&check["message"])
        );
    }
    let take = text(&answer["take"]);
    if answer["used"] == true {
        println!("{} is used: take {take}", arguments.artifact);
    } else {
        println!(
            "It is kept and not used. Use it all the same: cliffhanger studio do choose_take '{{\"production\": \"{}\", \"take\": \"{take}\"}}'",
            arguments.title
        );
    }
    Ok(())
}

pub async fn decide(app: &App, house_id: Uuid, arguments: &Decide) -> anyhow::Result<()> {
    let (Some(job), Some(outcome)) = (arguments.job, arguments.outcome) else {
        let asked = json!({ "production": arguments.title });
        let answer = done(app, house_id, "show_money", asked).await?;
        let jobs = list(&answer["paid_jobs"]).iter();
        let open: Vec<&Value> = jobs.filter(|job| job["stage"] == "ambiguous").collect();
        if open.is_empty() {
            println!("No paid job waits for a decision.");
        }
        for job in open {
            println!(
                "{}  {:16} {:12} {:>10}  {}",
                text(&job["id"]),
                text(&job["key"]),
                text(&job["provider"]),
                purse::amount(
                    job["reserved_micros"].as_i64().unwrap_or_default(),
                    text(&job["currency"])
                ),
                text(&job["problem"])
            );
        }
        return Ok(());
    };
    let asked = json!({
        "production": arguments.title,
        "job": job,
        "outcome": match outcome {
            Outcome::NotTaken => "not_taken",
            Outcome::Lost => "lost",
            Outcome::Taken => "taken",
        },
        "id": arguments.id,
    });
    let operation = Operation::read("decide_paid_job", asked).map_err(said)?;
    perform(app, house_id, &operation, arguments.yes).await?;
    println!("It is written down.");
    Ok(())
}

pub async fn person(app: &App, house_id: Uuid, arguments: &Person) -> anyhow::Result<()> {
    let title = &arguments.title;
    let (name, asked) = match (&arguments.character, &arguments.person) {
        (None, _) => ("show_people", json!({ "production": title })),
        (Some(character), None) => (
            "forget_real_person",
            json!({ "production": title, "character": character }),
        ),
        (Some(character), Some(person)) => (
            "set_real_person",
            json!({
                "production": title,
                "character": character,
                "person": person,
                "uses": arguments.uses,
                "consent": arguments.consent,
            }),
        ),
    };
    let operation = Operation::read(name, asked).map_err(said)?;
    let answer = perform(app, house_id, &operation, arguments.yes).await?;
    for one in list(&answer["cast"]) {
        let who = one["person"].as_str().unwrap_or("nobody real");
        let uses: Vec<&str> = list(&one["uses"]).iter().map(text).collect();
        println!("{:16} {who}  {}", text(&one["character"]), uses.join(", "));
    }
    Ok(())
}
