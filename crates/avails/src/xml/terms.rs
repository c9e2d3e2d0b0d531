//! Prices and other terms of a transaction.

use super::{
    BESIDE, Node,
    values::{Type, is_decimal},
};
use crate::{Column, Row};

/// Terms that are the price of a row; `SRP` has a column of its own.
pub(crate) const PRICES: [&str; 24] = [
    "NA",
    "Tier",
    "WSP",
    "DMRP",
    "SMRP",
    "Category",
    "LicenseFee",
    "EpisodeWSP",
    "SeasonWSP",
    "TPR-Tier",
    "TPR-WSP",
    "TPR-DMRP",
    "TPR-SMRP",
    "TPR-Category",
    "TPR-LicenseFee",
    "TPR-EpisodeWSP",
    "TPR-SeasonWSP",
    "WSP-PostTax",
    "DMRP-PostTax",
    "SMRP-PostTax",
    "EpisodeWSP-PostTax",
    "SeasonWSP-PostTax",
    "TPR-SRP",
    "Included",
];

/// Whether a price of this kind is an amount of money rather than the name of a tier or category.
pub(crate) fn is_money(price_type: &str) -> bool {
    ["WSP", "DMRP", "SMRP", "SRP"]
        .iter()
        .any(|kind| price_type.contains(kind))
}

pub(super) fn add(transaction: &mut Node, name: &str, element: &str, text: &str) {
    let term = transaction.add("Term");
    term.set("termName", name);
    term.children.push(Node::new(element).with_text(text));
}

pub(super) fn find<'a>(transaction: &'a Node, name: &str) -> Option<&'a Node> {
    let called = |term: &&Node| {
        term.attribute("termName")
            .is_some_and(|known| known.eq_ignore_ascii_case(name))
    };
    transaction
        .all("Term")
        .find(called)
        .and_then(|term| term.children.first())
}

/// Price and suggested retail price; the price comes first.
pub(super) fn write_prices(row: &Row, transaction: &mut Node) {
    let currency = row.get(Column::PriceCurrency);
    let mut money = |name: &str, value: &str, as_money: bool| {
        if as_money && is_decimal(value) {
            add(transaction, name, "Money", value);
            let term = transaction
                .children
                .last_mut()
                .and_then(|term| term.children.last_mut());
            if let (Some(money), false) =
                (term, currency.is_empty() || currency.contains(['\n', '\t']))
            {
                money.set("currency", currency);
            }
        } else {
            add(transaction, name, "Text", value);
        }
    };
    let kind = row.get(Column::PriceType);
    if PRICES.contains(&kind) {
        // A fee is text in the mapping, and loses its currency there; with one it is money.
        let as_money = is_money(kind) || (kind.ends_with("LicenseFee") && !currency.is_empty());
        money(kind, row.get(Column::PriceValue), as_money);
    }
    let srp = row.get(Column::Srp);
    if !srp.is_empty() {
        money("SRP", srp, true);
    }
}

pub(super) fn read_prices(transaction: &Node, row: &mut Row) {
    let mut currency = None;
    let price = transaction.all("Term").find_map(|term| {
        let name = term
            .attribute("termName")
            .filter(|name| PRICES.contains(name))?;
        Some((name, term.children.first()))
    });
    if let Some((name, value)) = price {
        row.set(Column::PriceType, name);
        if let Some(value) = value {
            row.set(Column::PriceValue, &value.text);
            currency = value.attribute("currency");
        }
    }
    if let Some(srp) = find(transaction, "SRP") {
        row.set(Column::Srp, &srp.text);
        currency = currency.or(srp.attribute("currency"));
    }
    row.set(Column::PriceCurrency, currency.unwrap_or_default());
}

/// A cell that XML has no place for.
pub(super) fn write_beside(transaction: &mut Node, column: &str, text: &str) {
    add(transaction, &format!("{BESIDE}{column}"), "Text", text);
}

/// Takes back what was written beside; an empty text is an empty cell.
pub(super) fn read_beside(transaction: &Node, row: &mut Row) {
    for term in transaction.all("Term") {
        let name = term
            .attribute("termName")
            .and_then(|name| name.strip_prefix(BESIDE));
        let (Some(name), Some(value)) = (name, term.children.first()) else {
            continue;
        };
        // Only names as we write them: a name that merely looks like a column is somebody else's.
        match Column::named(name).filter(|column| column.name() == name) {
            Some(column) => {
                row.set(column, &value.text);
            }
            None => {
                row.aside.insert(name.to_owned(), value.text.clone());
            }
        }
    }
}

/// `en, es-419:audio` as elements.
pub(super) fn write_languages(transaction: &mut Node, element: &str, cell: &str) -> bool {
    let mut nodes = Vec::new();
    for part in crate::cell::parts(cell) {
        let (tag, asset) = part
            .split_once(':')
            .map_or((part, None), |(tag, asset)| (tag, Some(asset)));
        let Some(tag) = Type::Language.to_xml(tag) else {
            return false;
        };
        let mut node = Node::new(element).with_text(&tag);
        if let Some(asset) = asset {
            if !asset.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                return false;
            }
            node.set("asset", asset);
        }
        nodes.push(node);
    }
    transaction.children.append(&mut nodes);
    true
}

/// The elements as one cell, those that `wanted` takes.
pub(super) fn read_languages(
    transaction: &Node,
    element: &str,
    wanted: impl Fn(&Node) -> bool,
) -> String {
    let part = |node: &Node| match node.attribute("asset") {
        Some(asset) => format!("{}:{asset}", node.text.trim()),
        None => node.text.trim().to_owned(),
    };
    let parts: Vec<String> = transaction
        .all(element)
        .filter(|node| wanted(node))
        .map(part)
        .collect();
    parts.join(", ")
}
