//! `ledger`: the books of a house, checked, exported and read.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::{Args, Subcommand, ValueEnum};
use ledger::export::{self, Format};
use ledger::{Balance, Class, Unit, accounts, verify};
use sqlx::PgPool;
use uuid::Uuid;

use crate::config::Config;
use crate::postgres::Postgres;

/// The books do not hold.
const WRONG: u8 = 2;

#[derive(Args)]
pub struct Arguments {
    /// The house, by its short name.
    #[arg(long, default_value = "main", global = true)]
    house: String,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Compute every hash, sum and bound again, from the database or from an export in JSON.
    Verify {
        /// An export in JSON; without it the house's database.
        file: Option<PathBuf>,
    },
    /// Write everything as Beancount, hledger or lines of JSON.
    Export {
        /// Where to; without it to standard output.
        file: Option<PathBuf>,
        #[arg(long, value_enum, default_value_t = To::Json)]
        format: To,
    },
    /// Show what each account holds, now or as of a moment.
    Balance {
        /// Only accounts of this kind, such as `coin_float`.
        #[arg(long)]
        kind: Option<String>,
        /// As of this moment (RFC 3339).
        #[arg(long)]
        at: Option<DateTime<Utc>>,
    },
    /// Show an account's transfers, the newest first.
    History {
        /// The account's id, as `balance` shows it.
        account: Uuid,
        #[arg(long, default_value_t = 50)]
        limit: u32,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum To {
    Json,
    Beancount,
    Hledger,
}

pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    if let Command::Verify { file: Some(path) } = &arguments.command {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        return Ok(report(&verify::file(BufReader::new(file))?));
    }
    let postgres = Postgres::open(&config).await?;
    let app = super::serve::open(config, &postgres.url).await?;
    let done = in_house(&app.db, arguments).await;
    app.db.close().await;
    postgres.close().await?;
    done
}

async fn in_house(db: &PgPool, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let house = sqlx::query_scalar!("select id from houses where slug = $1", arguments.house)
        .fetch_optional(db)
        .await?
        .with_context(|| format!("there is no house called `{}`", arguments.house))?;
    match arguments.command {
        Command::Verify { .. } => return Ok(report(&verify::database(db, Some(house)).await?)),
        Command::Export { file, format } => {
            let format = match format {
                To::Json => Format::Json,
                To::Beancount => Format::Beancount,
                To::Hledger => Format::Hledger,
            };
            match file {
                Some(path) => {
                    let file = File::create(&path)
                        .with_context(|| format!("cannot write {}", path.display()))?;
                    let mut out = BufWriter::new(file);
                    export::write(db, Some(house), format, &mut out).await?;
                    out.flush()?;
                }
                None => export::write(db, Some(house), format, &mut std::io::stdout()).await?,
            }
        }
        Command::Balance { kind, at } => balances(db, house, kind.as_deref(), at).await?,
        Command::History { account, limit } => history(db, house, account, limit).await?,
    }
    Ok(ExitCode::SUCCESS)
}

fn report(report: &verify::Report) -> ExitCode {
    println!(
        "{} accounts and {} transfers in {} ledgers were computed again.",
        report.accounts, report.transfers, report.ledgers
    );
    if report.wrong == 0 {
        println!("Everything holds.");
        return ExitCode::SUCCESS;
    }
    for finding in &report.findings {
        let place = finding.seq.map(|seq| format!("transfer {seq}: "));
        println!("✗ {}{}", place.unwrap_or_default(), finding.what);
    }
    println!(
        "{} things are wrong. Keep this database as it is, and compare it with a backup.",
        report.wrong
    );
    ExitCode::from(WRONG)
}

/// Prints the side that the class counts on, a unit at a time, with a sum for each kind.
async fn balances(
    db: &PgPool,
    house: Uuid,
    kind: Option<&str>,
    at: Option<DateTime<Utc>>,
) -> anyhow::Result<()> {
    let mut after = None;
    let mut lines: Vec<(String, String, Uuid, Unit, i64, i64)> = Vec::new();
    loop {
        let page = accounts::list(db, house, kind, after, 500).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.id);
        for account in page {
            let balance = match at {
                Some(at) => accounts::balance_at(db, account.id, at)
                    .await?
                    .unwrap_or_default(),
                None => account.balance,
            };
            let (net, held) = own_side(account.class, &balance);
            let unit = account.unit.to_string();
            lines.push((account.kind, unit, account.id, account.unit, net, held));
        }
    }
    if lines.is_empty() {
        println!("No accounts yet: nothing was ever bought, given or earned.");
    }
    lines.sort();
    for (kind, unit, id, counted, net, held) in lines {
        let held = if held == 0 {
            String::new()
        } else {
            format!("   ({} held)", decimal(held, counted))
        };
        println!(
            "{kind:<22} {:>16} {unit:<6} {id}{held}",
            decimal(net, counted)
        );
    }
    Ok(())
}

/// What an account comes to on the side that its class counts on, and what is held on it.
fn own_side(class: Class, balance: &Balance) -> (i64, i64) {
    match class {
        Class::Asset | Class::Expense => (balance.debit(), balance.credits_pending),
        Class::Liability | Class::Equity | Class::Income => {
            (balance.credit(), balance.debits_pending)
        }
    }
}

fn decimal(minor: i64, unit: Unit) -> String {
    match unit {
        Unit::Currency(currency) => money::Amount::new(minor, currency).number(),
        Unit::Coin | Unit::Bonus => minor.to_string(),
    }
}

async fn history(db: &PgPool, house: Uuid, id: Uuid, limit: u32) -> anyhow::Result<()> {
    let account = accounts::get(db, &[id]).await?;
    let account = account
        .first()
        .filter(|account| account.ledger_id == house)
        .with_context(|| format!("this house has no account {id}; `ledger balance` lists them"))?;
    println!("{} in {}", account.kind, account.unit);
    for transfer in accounts::history(db, id, None, limit).await? {
        let (sign, other) = if transfer.debit == id {
            ("debit ", transfer.credit)
        } else {
            ("credit", transfer.debit)
        };
        println!(
            "{:>8}  {}  {sign} {:>14}  {:<12} {other}  {} {}",
            transfer.seq,
            transfer.at.format("%Y-%m-%d %H:%M:%S"),
            decimal(transfer.amount, transfer.unit),
            transfer.kind.as_str(),
            transfer.reference.kind,
            transfer.reference.id
        );
    }
    Ok(())
}
