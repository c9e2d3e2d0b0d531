//! Plain-text accounting: what was posted, then what every account should come to.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::{self, Write},
};

use chrono::{Days, NaiveDate};
use uuid::Uuid;

use super::{Format, Line};
use crate::{Account, Class, Kind, Transfer, Unit};

pub(super) struct Journal<'a, W: Write> {
    format: Format,
    out: &'a mut W,
    names: HashMap<Uuid, String>,
    /// What each account should come to, debits above zero.
    balances: BTreeMap<String, (Unit, i64)>,
    units: BTreeSet<Unit>,
    last: NaiveDate,
}

impl<'a, W: Write> Journal<'a, W> {
    pub fn new(format: Format, out: &'a mut W) -> io::Result<Self> {
        writeln!(
            out,
            "; Debits are above zero, credits below. Pending transfers are not in here."
        )?;
        let (names, balances, units) = (HashMap::new(), BTreeMap::new(), BTreeSet::new());
        Ok(Self {
            format,
            out,
            names,
            balances,
            units,
            last: NaiveDate::default(),
        })
    }

    pub fn line(&mut self, line: &Line) -> io::Result<()> {
        match line {
            Line::Account(account) => self.account(account),
            Line::Transfer(transfer) => self.transfer(transfer),
            Line::Head { .. } => Ok(()),
        }
    }

    fn account(&mut self, account: &Account) -> io::Result<()> {
        let name = name(account);
        let unit = account.unit;
        if self.units.insert(unit) && self.format == Format::Hledger {
            // hledger wants a decimal mark in the sample, even where there are no decimals.
            writeln!(
                self.out,
                "commodity 1000.{} {unit}",
                "0".repeat(usize::from(unit.digits()))
            )?;
        }
        match self.format {
            // Opened on a day before any transfer: a transfer is dated by the ledger's clock, an account by its opener's.
            Format::Beancount => writeln!(self.out, "1970-01-01 open {name} {unit}")?,
            Format::Hledger | Format::Json => writeln!(self.out, "account {name}")?,
        }
        self.balances
            .insert(name.clone(), (unit, account.balance.debit()));
        self.names.insert(account.id, name);
        Ok(())
    }

    fn transfer(&mut self, transfer: &Transfer) -> io::Result<()> {
        if !matches!(transfer.kind, Kind::Posted | Kind::PostPending) {
            return Ok(());
        }
        let date = transfer.at.date_naive();
        self.last = self.last.max(date);
        let Transfer {
            id,
            seq,
            unit,
            chain_id,
            reference,
            ..
        } = transfer;
        match self.format {
            Format::Beancount => {
                writeln!(
                    self.out,
                    "\n{date} * \"{}\" \"{}\"",
                    reference.kind, reference.id
                )?;
                writeln!(
                    self.out,
                    "  transfer: \"{id}\"\n  seq: {seq}\n  chain: \"{chain_id}\""
                )?;
            }
            Format::Hledger | Format::Json => {
                writeln!(
                    self.out,
                    "\n{date} * {} | {}  ; transfer:{id}, seq:{seq}, chain:{chain_id}",
                    reference.kind, reference.id
                )?;
            }
        }
        for (account, amount) in [
            (transfer.debit, transfer.amount),
            (transfer.credit, -transfer.amount),
        ] {
            let unknown = || {
                io::Error::other(format!(
                    "transfer {id} names an account that is not in the export"
                ))
            };
            let name = self.names.get(&account).ok_or_else(unknown)?;
            writeln!(
                self.out,
                "  {name}  {} {unit}",
                decimal(amount, unit.digits())
            )?;
        }
        Ok(())
    }

    /// Asserts every balance on the day after the last transfer.
    pub fn finish(self) -> io::Result<()> {
        let date = self
            .last
            .checked_add_days(Days::new(1))
            .unwrap_or(self.last);
        writeln!(self.out)?;
        if self.format == Format::Hledger && !self.balances.is_empty() {
            writeln!(self.out, "{date} * balances")?;
        }
        for (name, (unit, balance)) in &self.balances {
            let balance = decimal(*balance, unit.digits());
            match self.format {
                // The tolerance of zero: to the unit.
                Format::Beancount => {
                    writeln!(self.out, "{date} balance {name}  {balance} ~ 0 {unit}")?;
                }
                Format::Hledger | Format::Json => {
                    writeln!(self.out, "  {name}  0 {unit} = {balance} {unit}")?;
                }
            }
        }
        self.out.flush()
    }
}

/// `Liabilities:Paid-coins:A-0190…`: the names of both tools allow letters, digits and `-`, and want a capital first.
fn name(account: &Account) -> String {
    let class = match account.class {
        Class::Asset => "Assets",
        Class::Liability => "Liabilities",
        Class::Equity => "Equity",
        Class::Income => "Income",
        Class::Expense => "Expenses",
    };
    let (first, rest) = account.kind.split_at(1.min(account.kind.len()));
    format!(
        "{class}:{}{}:A-{}",
        first.to_ascii_uppercase(),
        rest.replace('_', "-"),
        account.id
    )
}

/// Minor units as a decimal number.
fn decimal(minor: i64, digits: u8) -> String {
    let digits = usize::from(digits);
    let sign = if minor < 0 { "-" } else { "" };
    let plain = format!("{:0>width$}", minor.unsigned_abs(), width = digits + 1);
    let (whole, decimals) = plain.split_at(plain.len() - digits);
    if digits == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{decimals}")
    }
}
