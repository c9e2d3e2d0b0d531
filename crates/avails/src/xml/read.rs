//! XML into rows: one for each asset, transaction and territory.

use std::collections::HashMap;

use rights::Edge;

use super::{
    ELEMENT, Node,
    describe::describe_from,
    places::{Base, Spot, is_of_transaction, place},
    rating, terms, write,
};
use crate::{Avails, Column, Error, Finding, Level, Row, Source, Work, bound, eidr};

/// Rows of one file.
const MAX_ROWS: usize = 100_000;

/// Reads an `AvailList` of 2.1 to 2.7, signed or not; a signature is not verified, and that is said.
pub fn read(bytes: &[u8]) -> Result<Avails, Error> {
    let (root, namespace) = Node::read(bytes)?;
    let version = namespace.strip_prefix("http://www.movielabs.com/schema/avails/v");
    let version = version
        .and_then(|rest| rest.split('/').next())
        .unwrap_or_default();
    let lists: Vec<&Node> = match root.name.as_str() {
        "AvailList" => vec![&root],
        "AvailListSigned" => root.all("AvailList").collect(),
        _ => Vec::new(),
    };
    if lists.is_empty() || !version.starts_with('2') {
        return Err(Error::NotAvails(root.name.chars().take(60).collect()));
    }
    let mut avails = Avails::default();
    let mut note = |says: String| {
        avails
            .findings
            .push(Finding::new(Level::Note, "", None, says));
    };
    if !["2.5", "2.6", "2.7"].contains(&version) {
        note(format!(
            "The file is of version {version}; what has moved since 2.5 is kept beside."
        ));
    }
    if root.name == "AvailListSigned" {
        note("The file is signed. The signature was not verified.".to_owned());
    }
    for avail in lists.iter().flat_map(|list| list.all("Avail")) {
        let territories = avail
            .all("Transaction")
            .map(|node| node.all("Territory").count().max(1));
        let count = territories
            .sum::<usize>()
            .saturating_mul(avail.all("Asset").count());
        if avails.rows.len().saturating_add(count) > MAX_ROWS {
            return Err(Error::XmlTooLarge {
                what: "of more than 100,000 rows",
            });
        }
        let mut rows = rows_of(avail);
        for (path, text) in unread(avail, &rows) {
            let says = format!("“{path}” has no column; its text is kept beside and not read.");
            avails.findings.push(Finding::new(
                Level::Note,
                format!("line {}", avail.line),
                None,
                says,
            ));
            if let Some(first) = rows.first_mut() {
                let kept = first.aside.entry(format!("{ELEMENT}{path}")).or_default();
                if !kept.is_empty() {
                    kept.push('\n');
                }
                kept.push_str(&text);
            }
        }
        avails.rows.append(&mut rows);
    }
    Ok(avails)
}

/// The rows of one `Avail`, without what has no column.
pub(super) fn rows_of(avail: &Node) -> Vec<Row> {
    let mut rows = Vec::new();
    for asset in avail.all("Asset") {
        for transaction in avail.all("Transaction") {
            let territories: Vec<&str> = transaction.all("Territory").filter_map(region).collect();
            let count = territories.len().max(1);
            for at in 0..count {
                let territory = territories.get(at).copied().unwrap_or_default();
                rows.push(row(avail, asset, transaction, territory));
            }
        }
    }
    rows
}

fn row(avail: &Node, asset: &Node, transaction: &Node, territory: &str) -> Row {
    let mut row = Row::from(Source {
        line: transaction.line,
        ..Source::default()
    });
    let work = Work::named(asset.text_at("WorkType").unwrap_or_default());
    row.set(Column::Territory, territory);
    for column in Column::ALL {
        let Some((base, spot)) = place(*column, work) else {
            continue;
        };
        let node = match base {
            Base::Avail => avail,
            Base::Asset => asset,
            Base::Transaction => transaction,
        };
        debug_assert_eq!(base == Base::Transaction, is_of_transaction(*column));
        if let Some(text) = spot_text(node, &spot, *column) {
            row.set(*column, &text);
        }
    }
    for (column, lag, side) in [
        (Column::Start, Column::StartLag, Edge::Start),
        (Column::End, Column::EndLag, Edge::End),
    ] {
        let name = column.name();
        if let Some(text) = transaction.text_at(name) {
            row.set(
                column,
                &bound::from_xml(text, bound::territory(territory), side),
            );
        } else if let Some(condition) = transaction.at(&format!("{name}Condition")) {
            row.set(column, &condition.text);
            row.set(lag, condition.attribute("lag").unwrap_or_default());
        }
    }
    let asset_languages = terms::read_languages(transaction, "AssetLanguage", |_| true);
    let provided = |node: &Node| matches!(node.attribute("assetProvided"), Some("true" | "1"));
    row.set(Column::AssetLanguage, &asset_languages);
    row.set(
        Column::RequiredFulfillmentLanguages,
        &terms::read_languages(transaction, "AssetLanguage", provided),
    );
    terms::read_prices(transaction, &mut row);
    rating::read(asset, &mut row);
    // The schema has an element without text here, so we write a term; others write the text all the same.
    let associated = terms::find(transaction, "AssociatedALID").map(|value| value.text.as_str());
    row.set(
        Column::AssociatedAlid,
        associated
            .or(avail.text_at("AssociatedALID"))
            .unwrap_or_default(),
    );
    // In the US a film or an episode has captions unless a reason says why not.
    let captioned =
        territory == "US" && matches!(row.get(Column::WorkType), "Movie" | "Short" | "Episode");
    let included = match (row.get(Column::CaptionExemption), captioned) {
        ("", true) => "Yes",
        ("", false) => "",
        _ => "No",
    };
    row.set(Column::CaptionIncluded, included);
    describe_from(avail, &mut row);
    terms::read_beside(transaction, &mut row);
    row
}

fn region(node: &Node) -> Option<&str> {
    node.text_at("md:country")
        .or(node.text_at("md:countryRegion"))
}

fn spot_text(node: &Node, spot: &Spot, column: Column) -> Option<String> {
    let identifier = |path: &str| {
        let (parent, name) = path.rsplit_once('/')?;
        let prefix = format!("{column}:");
        let texts = node
            .at(parent)?
            .all(name)
            .filter_map(|id| id.text_at("md:Identifier"));
        texts
            .filter_map(|text| text.strip_prefix(&prefix))
            .map(str::to_owned)
            .next()
    };
    match spot {
        Spot::Text(path, _) => node.text_at(path).map(str::to_owned),
        Spot::Attribute(path, name, _) => {
            let node = if path.is_empty() {
                Some(node)
            } else {
                node.at(path)
            };
            node?.attribute(name).map(str::to_owned)
        }
        Spot::Identifier(path) => identifier(path),
        Spot::EidrOrIdentifier(path, alternative) => node
            .text_at(path)
            .map(eidr::cell)
            .or_else(|| identifier(alternative)),
        Spot::Released(path, kind) => {
            let (parent, name) = path.rsplit_once('/')?;
            let of_kind = |history: &&Node| history.text_at("md:ReleaseType") == Some(kind);
            node.at(parent)?
                .all(name)
                .find(of_kind)?
                .text_at("md:Date")
                .map(str::to_owned)
        }
        Spot::Directors(path) => {
            let (parent, name) = path.rsplit_once('/')?;
            let directs = |person: &&Node| {
                person
                    .all("md:Job")
                    .any(|job| job.text_at("md:JobFunction") == Some("Director"))
            };
            let people = node.at(parent)?.all(name).filter(directs);
            let names: Vec<&str> = people
                .filter_map(|person| person.text_at("md:Name/md:DisplayName"))
                .collect();
            (!names.is_empty()).then(|| names.join("; "))
        }
        Spot::Channel(path) => {
            let (parent, name) = path.rsplit_once('/')?;
            let channel = |group: &&Node| group.text_at("md:Type") == Some("channel");
            node.at(parent)?
                .all(name)
                .find(channel)?
                .text_at("md:DisplayName")
                .map(str::to_owned)
        }
        Spot::Entitlement(system) => {
            let of_system = |node: &&Node| node.attribute("ecosystem") == Some(system);
            node.all("SharedEntitlement")
                .find(of_system)?
                .text_at("EcosystemID")
                .map(str::to_owned)
        }
        Spot::Bundled => {
            let ids: Vec<&str> = node
                .all("BundledAsset")
                .filter_map(|asset| asset.text_at("BundledALID"))
                .collect();
            (!ids.is_empty()).then(|| ids.join("; "))
        }
        Spot::Languages(element) => Some(terms::read_languages(node, element, |_| true)),
        Spot::Excluded => {
            let codes: Vec<&str> = node.all("TerritoryExcluded").filter_map(region).collect();
            Some(codes.join(", "))
        }
        Spot::Term(name, _, _) => terms::find(node, name).map(|value| value.text.clone()),
    }
}

/// What an `Avail` says that its rows do not: paths and texts that are missing when the rows are written again.
fn unread(avail: &Node, rows: &[Row]) -> Vec<(String, String)> {
    let references: Vec<&Row> = rows.iter().collect();
    let mut left = avail.leaves();
    left.retain(|(_, text)| !text.is_empty());
    if rows.is_empty() {
        return left;
    }
    // What is there word for word first, then what is there in another form.
    let (mut texts, mut paths) = (HashMap::new(), HashMap::new());
    for (path, text) in write::group(&references)
        .iter()
        .flat_map(|(node, _)| node.leaves())
    {
        *paths.entry(path.clone()).or_insert(0_usize) += 1;
        *texts.entry((path, text)).or_insert(0_usize) += 1;
    }
    left.retain(|leaf| {
        let there = take(texts.get_mut(leaf));
        if there {
            take(paths.get_mut(&leaf.0));
        }
        !there
    });
    left.retain(|(path, _)| !take(paths.get_mut(path)));
    left
}

/// Counts one down, if there is one.
fn take(count: Option<&mut usize>) -> bool {
    match count {
        Some(count) if *count > 0 => {
            *count -= 1;
            true
        }
        _ => false,
    }
}
