//! Rows into XML 2.7.

use std::collections::BTreeSet;

use rights::Edge;

use super::{
    BESIDE, ELEMENT, Node,
    describe::describe,
    order,
    places::{Base, is_of_transaction, place},
    put::put,
    rating, read,
    terms::{self, write_beside},
    values::Type,
};
use crate::{Column, Finding, Level, Row, Work, bound, cell};

/// A document, and what a reader of it should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub xml: String,
    pub findings: Vec<Finding>,
}

/// Writes an `AvailList`. Every cell comes back when the document is read here again: what the schema has no place
/// for, or would refuse there, becomes a term called `workbook:` and its column, and is named in the findings.
pub fn write(rows: &[Row]) -> Written {
    let mut list = Node::new("AvailList");
    let mut findings = Vec::new();
    let mut groups: Vec<(String, Vec<&Row>)> = Vec::new();
    let mut known = std::collections::HashMap::new();
    for row in rows {
        let columns = [
            Column::Alid,
            Column::EntryType,
            Column::DisplayName,
            Column::ServiceProvider,
        ];
        let key = columns.map(|column| row.get(column)).join("\u{0}");
        let at = *known.entry(key.clone()).or_insert_with(|| {
            groups.push((key, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(row);
    }
    for (_, rows) in &groups {
        let nodes = group(rows);
        if nodes.len() > 1 {
            let says = format!(
                "The ALID {} has several titles, so it is written as {} elements; whoever takes a Full Extract one \
                 element at a time keeps the last.",
                rows[0].get(Column::Alid),
                nodes.len()
            );
            findings.push(Finding::new(
                Level::Warning,
                rows[0].at(Column::Alid),
                Some(Column::Alid),
                says,
            ));
        }
        for (node, beside) in nodes {
            list.children.push(node);
            findings.extend(beside);
        }
    }
    order::sort(&mut list);
    Written {
        xml: list.document(),
        findings,
    }
}

/// The elements of rows of one ALID: one where all its titles have the same licences, else one for each title.
pub(super) fn group(rows: &[&Row]) -> Vec<(Node, Vec<Finding>)> {
    let mut assets: Vec<(Vec<&str>, Vec<&Row>)> = Vec::new();
    for row in rows {
        let work = Work::of(row);
        let named = [
            work.content_id(),
            Column::EpisodeNumber,
            Column::SeasonNumber,
            Column::VolumeNumber,
        ];
        let mut key = vec![row.get(Column::WorkType)];
        key.extend(named.map(|column| row.get(column)));
        match assets.iter_mut().find(|(known, _)| *known == key) {
            Some((_, rows)) => rows.push(row),
            None => assets.push((key, vec![row])),
        }
    }
    let licences = |rows: &[&Row]| -> Vec<Vec<(Column, String)>> {
        let licence = |row: &&Row| {
            let cells = row.cells().filter(|(column, _)| is_of_transaction(*column));
            cells
                .map(|(column, text)| (column, text.to_owned()))
                .collect()
        };
        rows.iter().map(licence).collect()
    };
    if assets.len() > 1 {
        let first = licences(&assets[0].1);
        if assets.iter().all(|(_, rows)| licences(rows) == first) {
            let assets: Vec<&[&Row]> = assets.iter().map(|(_, rows)| rows.as_slice()).collect();
            let (node, beside) = avail(&assets);
            if beside.is_empty() {
                return vec![(node, beside)];
            }
        }
    }
    assets
        .iter()
        .map(|(_, rows)| avail(&[rows.as_slice()]))
        .collect()
}

/// One element: its assets with their rows, of which the first has the transactions.
fn avail(assets: &[&[&Row]]) -> (Node, Vec<Finding>) {
    let rows = assets[0];
    let first = rows[0];
    let mut node = Node::new("Avail");
    let mut spots = Vec::new();
    for (column, text) in first.cells() {
        if let Some((Base::Avail, spot)) = place(column, Work::of(first)) {
            spots.push((column, spot, text));
        }
    }
    for (column, spot, text) in &spots {
        put(&mut node, spot, *column, text);
    }
    describe(first, &mut node);
    for rows in assets {
        let asset = asset(rows);
        node.children.push(asset);
    }
    for row in rows {
        node.children.push(transaction(row));
    }
    let beside = put_beside(&mut node, assets);
    (node, beside)
}

fn asset(rows: &[&Row]) -> Node {
    let first = rows[0];
    let work = Work::of(first);
    let mut node = Node::new("Asset");
    for (column, text) in first.cells() {
        if let Some((Base::Asset, spot)) = place(column, work) {
            put(&mut node, &spot, column, text);
        }
    }
    // What the schema wants whatever the cells say. An identifier that is missing is the ALID.
    let alid = Type::Id.to_xml(first.get(Column::Alid)).unwrap_or_default();
    let mut want = |path: &str, text: &str| {
        let element = node.make(path);
        if element.text.is_empty() {
            text.clone_into(&mut element.text);
        }
    };
    want("WorkType", "");
    let paths: &[&str] = match work {
        Work::Unit => &["Metadata/TitleInternalAlias"],
        Work::Episode => &[
            "EpisodeMetadata/TitleInternalAlias",
            "EpisodeMetadata/EpisodeNumber",
        ],
        Work::Volume => &["VolumeMetadata/VolumeNumber"],
        Work::Season | Work::Series => &[],
    };
    for path in paths {
        want(path, "");
    }
    let own = match work {
        Work::Season => Some("SeasonMetadata"),
        Work::Episode => Some("EpisodeMetadata/SeasonMetadata"),
        Work::Volume => Some("VolumeMetadata/SeasonMetadata"),
        Work::Unit | Work::Series => None,
    };
    if work == Work::Volume {
        want("VolumeMetadata/VolumeContentID", &alid);
    }
    if let Some(own) = own {
        want(&format!("{own}/SeasonContentID"), &alid);
        want(&format!("{own}/SeasonNumber"), "");
    }
    let series = match own {
        Some(own) => Some(format!("{own}/SeriesMetadata")),
        None => (work == Work::Series).then(|| "SeriesMetadata".to_owned()),
    };
    if let Some(series) = series {
        want(&format!("{series}/SeriesContentID"), &alid);
        want(&format!("{series}/SeriesTitleInternalAlias"), "");
    }
    if node.attribute("contentID").is_none() {
        let id = Type::Id
            .to_xml(first.get(work.content_id()))
            .filter(|id| !id.is_empty());
        node.set("contentID", &id.unwrap_or(alid));
    }
    for row in rows {
        rating::write(row, &mut node);
    }
    node
}

fn transaction(row: &Row) -> Node {
    let work = Work::of(row);
    let mut node = Node::new("Transaction");
    let get = |column: Column| row.get(column);
    if let Some(region) = rating::region(get(Column::Territory)) {
        node.add("Territory").children.push(region);
    }
    // Before the others: two of them are attributes of it.
    node.make("LicenseType");
    node.make("FormatProfile");
    terms::write_prices(row, &mut node);
    for (column, text) in row.cells() {
        if let Some((Base::Transaction, spot)) = place(column, work) {
            put(&mut node, &spot, column, text);
        }
    }
    for (column, lag, side) in [
        (Column::Start, Column::StartLag, Edge::Start),
        (Column::End, Column::EndLag, Edge::End),
    ] {
        let name = column.name();
        let moment = bound::to_xml(get(column), side).filter(|text| super::values::is_moment(text));
        let lag = Some(get(lag)).filter(|lag| cell::is_duration(lag));
        if let (Some(moment), None) = (&moment, lag) {
            node.children.push(Node::new(name).with_text(moment));
        } else {
            let mut condition = Node::new(&format!("{name}Condition")).with_text(get(column));
            if let Some(lag) = lag {
                condition.set("lag", lag);
            }
            node.children.push(condition);
        }
    }
    languages(row, &mut node);
    if let Some(id) = Type::Id
        .to_xml(get(Column::AssociatedAlid))
        .filter(|id| !id.is_empty())
    {
        terms::add(&mut node, "AssociatedALID", "ID", &id);
    }
    node
}

/// The languages of the asset, those that must be delivered marked.
fn languages(row: &Row, node: &mut Node) {
    let required: BTreeSet<&str> =
        cell::parts(row.get(Column::RequiredFulfillmentLanguages)).collect();
    terms::write_languages(node, "AssetLanguage", row.get(Column::AssetLanguage));
    for element in node
        .children
        .iter_mut()
        .filter(|child| child.name == "AssetLanguage")
    {
        let cell = match element.attribute("asset") {
            Some(asset) => format!("{}:{asset}", element.text),
            None => element.text.clone(),
        };
        if required.contains(cell.as_str()) {
            element.set("assetProvided", "true");
        }
    }
}

/// Reads the element as anybody would, and adds what does not come back as terms.
fn put_beside(node: &mut Node, assets: &[&[&Row]]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let again = read::rows_of(node);
    let expected = assets.iter().flat_map(|rows| rows.iter());
    let transactions: Vec<usize> = (0..node.children.len())
        .filter(|at| node.children[*at].name == "Transaction")
        .collect();
    for (at, (row, again)) in expected.zip(&again).enumerate() {
        let columns = row.cells().chain(again.cells()).map(|(column, _)| column);
        let columns: BTreeSet<Column> = columns
            .filter(|column| row.get(*column) != again.get(*column))
            .collect();
        let transaction = &mut node.children[transactions[at % transactions.len()]];
        for column in columns {
            write_beside(transaction, column.name(), row.get(column));
            if !row.get(column).is_empty() {
                let says = format!(
                    "The schema has no place for this here; it is written as the term {BESIDE}{column}."
                );
                findings.push(Finding::new(
                    Level::Note,
                    row.at(column),
                    Some(column),
                    says,
                ));
            }
        }
        for (title, text) in row
            .aside
            .iter()
            .filter(|(title, _)| !title.starts_with(ELEMENT))
        {
            write_beside(transaction, title, text);
        }
    }
    findings
}
