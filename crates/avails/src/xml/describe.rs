//! What the schema wants of an avail and no column holds: what kind it is, and a few words.

use super::{ELEMENT, Node};
use crate::{Column, Row, Work};

/// Elements that the schema wants and no column holds.
pub(super) fn describe(row: &Row, node: &mut Node) {
    for path in ["ALID", "Disposition/EntryType", "Licensor"] {
        node.make(path);
    }
    for (name, text) in [
        ("AvailType", avail_type(row)),
        ("ShortDescription", description(row)),
    ] {
        let kept = row.aside.get(&format!("{ELEMENT}{name}"));
        node.children
            .push(Node::new(name).with_text(kept.map_or(text, String::as_str)));
    }
}

/// Keeps what those elements say, where it is not what we would write.
pub(super) fn describe_from(avail: &Node, row: &mut Row) {
    let ours = [
        ("AvailType", avail_type(row).to_owned()),
        ("ShortDescription", description(row).to_owned()),
    ];
    for (name, ours) in ours {
        if let Some(text) = avail.text_at(name).filter(|text| *text != ours) {
            row.aside
                .insert(format!("{ELEMENT}{name}"), text.to_owned());
        }
    }
}

fn avail_type(row: &Row) -> &'static str {
    match row.get(Column::WorkType) {
        "Episode" => "episode",
        "Season" => "season",
        "Series" => "series",
        "Volume" => "volume",
        "Collection" => "bundle",
        "Supplemental" => "supplement",
        "Promotion" => "promotion",
        _ => "single",
    }
}

fn description(row: &Row) -> &str {
    let columns = [
        Work::of(row).alias(),
        Column::SeriesTitleInternalAlias,
        Column::Alid,
    ];
    columns
        .iter()
        .map(|column| row.get(*column))
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}
