//! `studio lint`: a screenplay is examined before anything is made of it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use screenplay::continuity::Finding as Clash;
use screenplay::lint::{self, Report};

use crate::cli::produce::{read_file, said};
use crate::studio::bibles;

#[derive(Args)]
pub struct Arguments {
    file: PathBuf,
    /// The first episode that costs something: the one before it must end strongly.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
    paywall: Option<u32>,
    /// What is true of the series (TOML, see `studio bible`); by default what the script says of itself.
    #[arg(long)]
    bible: Option<PathBuf>,
}

/// Tells what is found, line by line; the process fails where it is a fault.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (file, mut all_well) = (&arguments.file, true);
    for (report, clashes) in examined(file, arguments.paywall, arguments.bible.as_deref())? {
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

#[cfg(test)]
mod tests {
    use super::*;

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
