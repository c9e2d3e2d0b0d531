//! `avails`: a partner's offers of rights, checked and written in another form.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use avails::{Finding, Level, Purpose};
use clap::{Args, Subcommand};

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
}

/// Needs no house.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match &arguments.command {
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
    anyhow::ensure!(
        size <= FILE_MAX,
        "{} has more than {} MB: send it in parts",
        file.display(),
        FILE_MAX >> 20
    );
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
