//! The contract that follows from terms, in the house's waterfall language.

use std::fmt::Write as _;

use crate::checked::{Checked, Problem};
use crate::terms::Terms;

/// Writes the contract. The house has no share of its own: where it is a member, it is one by its code.
///
/// What [`money::waterfall::Waterfall::read`] refuses of it is given as a problem.
pub fn deal(terms: &Terms, checked: &Checked) -> Result<String, Problem> {
    let mut payees: Vec<&str> = Vec::new();
    let members = checked.members.iter().map(|one| one.payee.as_str());
    let collection = terms.collection.iter().map(|one| one.payee.as_str());
    let sales = terms.sales.iter().map(|one| one.payee.as_str());
    let expenses = terms.expenses.iter().map(|one| one.payee.as_str());
    for payee in members.chain(collection).chain(sales).chain(expenses) {
        if !payees.contains(&payee) {
            payees.push(payee);
        }
    }
    let mut text = format!(
        "name = {}\ncurrency = \"{}\"\npayees = [{}]\n",
        quoted(&terms.name.trim().chars().take(100).collect::<String>()),
        checked.currency,
        list(&payees)
    );
    carve_outs(checked, &mut text);
    off_the_top(terms, &mut text);
    recoupment(terms, checked, &mut text);
    let profits: Vec<String> = (checked.members.iter().zip(&terms.members))
        .filter(|(member, _)| member.profit.numerator() > 0)
        .map(|(member, written)| format!("{} = {}", member.payee, quoted(written.profit.trim())))
        .collect();
    let profits = profits.join(", ");
    tier(
        &mut text,
        "tier",
        "Net profits",
        "split",
        &format!("to = {{ {profits} }}\n"),
    );
    money::waterfall::Waterfall::read(&text).map_err(|problem| Problem {
        field: String::new(),
        message: problem.to_string(),
        remedy: "Correct the terms: the contract that follows from them cannot be shared out.",
    })?;
    Ok(text)
}

/// What a member's own territories earn is that member's; the rest of the world is everybody's.
fn carve_outs(checked: &Checked, text: &mut String) {
    let keeping = || {
        checked
            .members
            .iter()
            .filter(|one| !one.kept_codes().is_empty())
    };
    if keeping().next().is_none() {
        return;
    }
    for member in keeping() {
        let codes = list(&member.kept_codes());
        let _ = write!(
            text,
            "\n[[source]]\nid = \"kept-by-{}\"\nterritories = [{codes}]\n",
            member.payee
        );
        let to = format!("to = \"{}\"\n", member.payee);
        tier(text, "source.tier", "Own territory", "split", &to);
    }
    text.push_str("\n[[source]]\nid = \"elsewhere\"\n");
}

fn off_the_top(terms: &Terms, text: &mut String) {
    if let Some(collection) = &terms.collection {
        let rest = format!(
            "rate = {}\nto = \"{}\"\n",
            quoted(collection.fee.trim()),
            collection.payee
        );
        tier(text, "tier", "Collection agent", "commission", &rest);
    }
    if let Some(sales) = &terms.sales {
        let mut rest = format!(
            "rate = {}\nto = \"{}\"\n",
            quoted(sales.rate.trim()),
            sales.payee
        );
        if !sales.cap.trim().is_empty() {
            let _ = writeln!(rest, "cap = {}", quoted(sales.cap.trim()));
        }
        tier(text, "tier", "Sales commission", "commission", &rest);
    }
}

fn recoupment(terms: &Terms, checked: &Checked, text: &mut String) {
    for (at, expense) in terms.expenses.iter().enumerate() {
        let name: String = expense.what.trim().chars().take(80).collect();
        let name = format!("Expense {}: {name}", at + 1);
        let to = format!(
            "to = {{ {} = {} }}\n",
            expense.payee,
            quoted(expense.amount.trim())
        );
        tier(text, "tier", &name, "recoup", &to);
    }
    let brings: Vec<String> = checked
        .members
        .iter()
        .filter(|member| member.brings.minor > 0)
        .map(|member| format!("{} = \"{}\"", member.payee, member.brings.number()))
        .collect();
    let mut rest = format!("to = {{ {} }}\n", brings.join(", "));
    if checked
        .premium
        .is_some_and(|premium| premium.numerator() > 0)
    {
        let _ = writeln!(rest, "premium = {}", quoted(terms.premium.trim()));
    }
    tier(text, "tier", "Contributions", "recoup", &rest);
}

fn tier(text: &mut String, table: &str, name: &str, kind: &str, rest: &str) {
    let _ = write!(
        text,
        "\n[[{table}]]\nname = {}\nkind = \"{kind}\"\n{rest}",
        quoted(name)
    );
}

fn list(texts: &[&str]) -> String {
    texts
        .iter()
        .map(|one| quoted(one))
        .collect::<Vec<_>>()
        .join(", ")
}

/// A basic string of TOML; what is checked is one line without control characters.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
