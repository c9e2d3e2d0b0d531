//! What a C2PA manifest says of a file, as data: how it came to be, by what, from which parts.

use serde_json::{Value, json};

use crate::record::{Asset, Record};
use crate::source::Source;

/// Names of the programs and models, most used first; more than these say nothing to a reader.
const MOST_AGENTS: usize = 20;

/// A manifest's definition for a finished file: asset `id` of the record. `format`: its media type. Nothing where the
/// record does not have it.
pub fn definition(record: &Record, id: &str, title: &str, format: &str) -> Option<Value> {
    let asset = record.assets.iter().find(|asset| asset.id == id)?;
    let source = record.source_of(id)?;
    let agents = agents(record, asset);
    let created = json!({
        "action": "c2pa.created",
        "when": record.made.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        "digitalSourceType": source.uri(),
        "softwareAgent": {"name": "Cliffhanger", "version": env!("CARGO_PKG_VERSION")},
        "parameters": {"com.cliffhanger.made_with": agents},
    });
    Some(json!({
        "title": title,
        "format": format,
        "claim_generator_info": [{"name": "Cliffhanger", "version": env!("CARGO_PKG_VERSION")}],
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [created]}},
            {"label": "com.cliffhanger.provenance", "kind": "Json", "data": {
                "producer": record.producer,
                "series": record.series,
                "episode": record.episode,
                "asset": asset.id,
                "licence": asset.licence,
                "assets": record.assets.len(),
            }},
        ],
    }))
}

/// All that had part in an asset, by what they made and from what that was made.
fn agents(record: &Record, asset: &Asset) -> Vec<Value> {
    let mut wanted: Vec<&str> = vec![&asset.id];
    let mut used: Vec<(String, Source, usize)> = Vec::new();
    // What is used stands before what it is used in, so one walk from the end sees all.
    for asset in record.assets.iter().rev() {
        if !wanted.contains(&asset.id.as_str()) {
            continue;
        }
        wanted.extend(
            asset
                .inputs
                .iter()
                .map(String::as_str)
                .filter(|input| !wanted.contains(input))
                .collect::<Vec<_>>(),
        );
        let name = match &asset.maker.version {
            Some(version) => format!("{} {version}", asset.maker.name),
            None => asset.maker.name.clone(),
        };
        match used
            .iter_mut()
            .find(|(known, source, _)| *known == name && *source == asset.source)
        {
            Some((.., count)) => *count += 1,
            None => used.push((name, asset.source, 1)),
        }
    }
    used.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    let agent = |(name, source, count): &(String, Source, usize)| json!({"name": name, "source": source.uri(), "assets": count});
    used.iter().take(MOST_AGENTS).map(agent).collect()
}
