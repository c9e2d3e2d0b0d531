//! `avails`: a partner's offers of rights, checked, written in another form, brought in.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use avails::{Finding, Level, Purpose};
use clap::{Args, Subcommand};
use uuid::Uuid;

use super::house::Which;
use super::serve;
use crate::app::App;
use crate::config::Config;
use crate::rights::avails::imports;
use crate::rights::avails::incoming::{ChangeKind, Changed};

/// There are errors in the file.
const WRONG: u8 = 2;
/// The largest file that is read, in bytes.
const FILE_MAX: u64 = 64 << 20;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Read a workbook (1.7 to 1.9) or XML (2.1 to 2.7), and tell all that is wrong or odd, with the address of its cell.
    Check { file: PathBuf },
    /// Write a workbook as XML 2.7, or XML as workbook 1.9, by the ending of the second file.
    Convert { from: PathBuf, to: PathBuf },
    /// Bring a licensor's file into a house, and tell what it would change. Nothing does before `--apply`.
    Import {
        file: PathBuf,
        /// The licensor, by the name that the desk knows it by, or its id.
        #[arg(long)]
        party: String,
        /// Change it too, all of it or nothing.
        #[arg(long)]
        apply: bool,
        #[command(flatten)]
        house: Which,
    },
}

impl Arguments {
    /// Whether it is about files alone.
    pub fn needs_no_house(&self) -> bool {
        !matches!(self.command, Command::Import { .. })
    }
}

/// Brings a file into a house.
pub async fn run_in_house(config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let Command::Import {
        file,
        party,
        apply,
        house,
    } = arguments.command
    else {
        anyhow::bail!("only `import` needs a house");
    };
    serve::in_house(config, house.slug(), async |app, house_id| {
        import(&app, house_id, &file, &party, apply).await
    })
    .await
}

async fn import(
    app: &App,
    house_id: Uuid,
    file: &Path,
    party: &str,
    apply: bool,
) -> anyhow::Result<ExitCode> {
    let party_id = sqlx::query_scalar!(
        "select id from rights_parties where house_id = $1 and (lower(name) = lower($2) or id = $3)
         order by name = $2 desc limit 1",
        house_id,
        party,
        Uuid::parse_str(party).ok()
    )
    .fetch_optional(&app.db)
    .await?
    .with_context(|| {
        format!("there is no party called “{party}”: add it at the desk, under Contracts or Rights")
    })?;
    let size = std::fs::metadata(file)
        .with_context(|| format!("cannot read {}", file.display()))?
        .len();
    anyhow::ensure!(size <= FILE_MAX, "{}", too_large(file));
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let id = imports::take(app, house_id, party_id, &name, bytes.into(), None).await?;
    let mut shown = 0;
    let mut detail = imports::show(&mut *app.db.acquire().await?, house_id, id, 0).await?;
    println!("{} rows in {}", detail.import.rows, file.display());
    for problem in &detail.problems {
        let mark = match problem.level.as_str() {
            "error" => "✗",
            "warning" => "!",
            _ => "·",
        };
        let column = problem.column.as_deref().unwrap_or_default();
        println!("{mark} {} ({column}): {}", problem.at, problem.says);
    }
    while !detail.changes.is_empty() {
        shown += detail.changes.len();
        detail.changes.iter().for_each(tell);
        detail = imports::show(&mut *app.db.acquire().await?, house_id, id, shown).await?;
    }
    let import = detail.import;
    println!(
        "{} added, {} changed, {} withdrawn, {} as they were.",
        import.added, import.changed, import.withdrawn, import.unchanged
    );
    if import.errors > 0 {
        println!("{} errors. Nothing is changed.", import.errors);
        return Ok(ExitCode::from(WRONG));
    }
    if apply {
        imports::apply(app, house_id, id, None).await?;
        println!("Applied.");
    } else {
        println!("Nothing is changed yet: run it again with --apply, or apply it at the desk.");
    }
    Ok(ExitCode::SUCCESS)
}

fn tell(change: &Changed) {
    let mark = match change.change {
        ChangeKind::Added => "+",
        ChangeKind::Changed => "~",
        ChangeKind::Withdrawn => "-",
    };
    println!(
        "{mark} {} · {} · {} · {} – {}",
        change.title, change.territory, change.licence, change.starts, change.ends
    );
    for field in &change.fields {
        println!(
            "    {}: “{}” → “{}”",
            field.column, field.before, field.after
        );
    }
}

fn too_large(file: &Path) -> String {
    format!(
        "{} has more than {} MB: send it in parts",
        file.display(),
        FILE_MAX >> 20
    )
}

/// Needs no house.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
        Command::Import { .. } => anyhow::bail!("`import` needs a house"),
        Command::Check { file } => {
            let read = read(file)?;
            let mut findings = read.findings;
            findings.extend(avails::check(&read.rows, Purpose::Import));
            println!("{} rows in {}", read.rows.len(), file.display());
            Ok(told(&findings))
        }
        Command::Convert { from, to } => {
            let read = read(from)?;
            let (bytes, findings) = match to.extension().and_then(|ending| ending.to_str()) {
                Some("xlsx") => {
                    let bytes = avails::workbook::write(&read.rows);
                    let bytes = bytes.map_err(|finding| anyhow::anyhow!("{finding}"))?;
                    (bytes, Vec::new())
                }
                Some("xml") => {
                    let written = avails::xml::write(&read.rows);
                    (written.xml.into_bytes(), written.findings)
                }
                _ => anyhow::bail!(
                    "{} ends neither in .xlsx nor in .xml: name the file that is to be written so",
                    to.display()
                ),
            };
            std::fs::write(to, bytes).with_context(|| format!("cannot write {}", to.display()))?;
            println!("{} rows in {}", read.rows.len(), to.display());
            Ok(told(&[read.findings, findings].concat()))
        }
    }
}

fn read(file: &Path) -> anyhow::Result<avails::Avails> {
    let size = std::fs::metadata(file)
        .with_context(|| format!("cannot read {}", file.display()))?
        .len();
    anyhow::ensure!(size <= FILE_MAX, "{}", too_large(file));
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    avails::read(&bytes).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))
}

/// Errors first.
fn told(findings: &[Finding]) -> ExitCode {
    let mut errors = 0;
    for (level, mark) in [
        (Level::Error, "✗"),
        (Level::Warning, "!"),
        (Level::Note, "·"),
    ] {
        for finding in findings.iter().filter(|one| one.level == level) {
            println!("{mark} {finding}");
            errors += usize::from(level == Level::Error);
        }
    }
    match errors {
        0 => {
            println!("No errors.");
            ExitCode::SUCCESS
        }
        count => {
            println!("{count} errors. Rows with errors are not taken.");
            ExitCode::from(WRONG)
        }
    }
}
