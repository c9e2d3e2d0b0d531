//! How each episode was made: every selected take with its maker, cost, licence, and the consents of real people in it.

use std::collections::{BTreeMap, BTreeSet};

use provenance::consent::Use;
use provenance::record::{Appears, Asset, Cost, Kind, Maker, Record, VERSION};
use provenance::source::Source;
use storyboard::Board;

use super::run::Standing;
use super::{Production, extras, graph, people};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// What is drawn, mixed and cut here belongs to who made it so.
const OWN: &str = "LicenseRef-Producer";
const OWN_TERMS: &str =
    "Made by the producer with the studio's own code, which claims no right in what it makes.";
const BROUGHT: &str = "LicenseRef-Brought";
const BROUGHT_TERMS: &str = "Brought by the producer, who answers for its rights.";
const MODEL: &str = "LicenseRef-Model";
/// Millionths in a unit.
const MICROS: i64 = 1_000_000;

struct Take {
    kind: String,
    content: Vec<u8>,
    made_by: String,
    facts: serde_json::Value,
    cost_micros: i64,
    currency: String,
    brought: bool,
}

/// A record for each episode that has a film, by number; the first, of episode 0, is of the series.
pub async fn of(app: &App, production: &Production, standing: &Standing) -> AppResult<Vec<Record>> {
    let takes: BTreeMap<String, Take> = sqlx::query!(
        r#"select key, kind, content, made_by, facts, cost_micros, currency, brought_by is not null as "brought!"
           from production_takes where production_id = $1 and selected"#,
        production.id
    )
    .fetch_all(&app.db)
    .await?
    .into_iter()
    .map(|row| {
        let take = Take {
            kind: row.kind,
            content: row.content,
            made_by: row.made_by,
            cost_micros: row.cost_micros,
            currency: row.currency,
            brought: row.brought || row.facts["brought"] == true,
            facts: row.facts,
        };
        (row.key, take)
    })
    .collect();
    let people = people::all(app, production.id).await?;
    let new = |episode| Record {
        version: VERSION,
        series: production.title.clone(),
        episode,
        producer: app.config.house.name.clone(),
        made: app.clock.now(),
        assets: Vec::new(),
    };
    let mut records = vec![new(0)];
    for key in [graph::POSTER, extras::TRAILER] {
        let take = takes.get(key);
        records[0]
            .assets
            .extend(take.map(|take| asset(key, take, Vec::new(), Vec::new())));
    }
    for board in standing.episodes.iter().map(|episode| &episode.board) {
        let shown = [graph::film, graph::strip].map(|key| key(board.number));
        if shown.iter().all(|key| !takes.contains_key(key)) {
            continue;
        }
        let mut record = new(board.number);
        record.assets = assets(board, standing, &takes, &people);
        record.check().map_err(AppError::internal)?;
        records.push(record);
    }
    Ok(records)
}

/// Everything of an episode, what is used before what it is used in.
fn assets(
    board: &Board,
    standing: &Standing,
    takes: &BTreeMap<String, Take>,
    people: &[people::Real],
) -> Vec<Asset> {
    let own = format!("e{:02}/", board.number);
    let mut left: BTreeSet<&str> = takes
        .keys()
        .map(String::as_str)
        .filter(|key| key.starts_with(&own))
        .collect();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut assets = Vec::new();
    // What needs nothing that is still left comes next; what is of no node, of an earlier script, comes last.
    while !left.is_empty() {
        let needs = |key: &str| {
            let node = standing.graph.node(key);
            node.map_or(&[][..], |node| &node.needs[..])
        };
        let ready: Vec<&str> = left
            .iter()
            .copied()
            .filter(|key| needs(key).iter().all(|need| !left.contains(need.as_str())))
            .collect();
        for key in ready {
            left.remove(key);
            if standing.graph.node(key).is_none() {
                continue;
            }
            let inputs = needs(key)
                .iter()
                .filter(|need| done.contains(need.as_str()))
                .cloned();
            let take = &takes[key];
            assets.push(asset(
                key,
                take,
                inputs.collect(),
                appear(board, key, people),
            ));
            done.insert(key);
        }
    }
    assets
}

fn asset(key: &str, take: &Take, inputs: Vec<String>, people: Vec<Appears>) -> Asset {
    let (licence, terms) = licence(take);
    Asset {
        id: key.to_owned(),
        kind: kind(&take.kind),
        source: source(take),
        digest: crate::consents::hex(&take.content),
        maker: maker(take),
        inputs,
        cost: cost(take),
        licence: licence.to_owned(),
        terms: terms.map(|terms| format!("{terms}{}", composed(take))),
        people,
    }
}

/// A model of others with who runs it, else a program with its version.
fn maker(take: &Take) -> Maker {
    let with = &take.facts["made_with"];
    if let (Some(provider), Some(model)) = (with["provider"].as_str(), with["model"].as_str()) {
        return Maker {
            name: model.to_owned(),
            version: None,
            provider: Some(provider.to_owned()),
            seed: None,
        };
    }
    let (name, version) = take
        .made_by
        .split_once(' ')
        .filter(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()))
        .map_or((take.made_by.as_str(), None), |(name, version)| {
            (name, Some(version))
        });
    Maker {
        name: name.to_owned(),
        version: version.map(str::to_owned),
        provider: None,
        seed: None,
    }
}

/// In minor units, rounded up; a currency that the standard does not know is taken to have hundredths.
fn cost(take: &Take) -> Option<Cost> {
    let scale = money::Currency::of(&take.currency).map_or(100, money::Currency::scale);
    let each = MICROS / scale;
    (take.cost_micros > 0).then(|| Cost {
        minor: take.cost_micros / each + i64::from(take.cost_micros % each > 0),
        currency: take.currency.clone(),
    })
}

fn kind(kind: &str) -> Kind {
    match kind {
        "voice" | "dub" => Kind::Voice,
        "clip" | "shot" => Kind::Clip,
        "mix" | "dub mix" => Kind::Mix,
        "captions" | "translation" => Kind::Captions,
        "film" => Kind::Episode,
        "strip" => Kind::Strip,
        "poster" => Kind::Poster,
        "trailer" => Kind::Trailer,
        _ => Kind::Picture,
    }
}

/// By who made it: our own code and programs that follow rules; what somebody brought; else a model.
fn source(take: &Take) -> Source {
    let by = take.made_by.as_str();
    if take.brought {
        Source::Human
    } else if by.contains("Cliffhanger") || by.starts_with("espeak") {
        Source::Code
    } else {
        Source::Trained
    }
}

fn licence(take: &Take) -> (&str, Option<&str>) {
    let said = take.facts["licence"].as_str().unwrap_or_default();
    match (source(take), said.split_once(" (")) {
        // `Apache-2.0 (Kokoro-82M v1.0)`: the licence of the model, and which model that is.
        (_, Some((licence, model))) => (licence, Some(model.trim_end_matches(')'))),
        (_, None) if !said.is_empty() => (said, None),
        (Source::Human, _) => (BROUGHT, Some(BROUGHT_TERMS)),
        (Source::Code, _) => (OWN, Some(OWN_TERMS)),
        _ => (MODEL, Some("See the terms of the model that made it.")),
    }
}

/// Whose parts the people in a drawn picture are composed of. Their licence asks for nothing; we name them all the same.
fn composed(take: &Take) -> String {
    let pictured = matches!(
        kind(&take.kind),
        Kind::Picture | Kind::Clip | Kind::Episode | Kind::Strip | Kind::Poster | Kind::Trailer
    );
    if !pictured || source(take) != Source::Code {
        return String::new();
    }
    let parts: Vec<String> = artwork::figures::head::sources()
        .iter()
        .map(|set| format!("{} by {} ({})", set.name, set.by, set.licence))
        .collect();
    format!(" People are composed of parts of {}.", parts.join(" and "))
}

/// Which real people are seen or heard in an artifact.
fn appear(board: &Board, key: &str, people: &[people::Real]) -> Vec<Appears> {
    let Some((_, kind, at)) = graph::place(key) else {
        return Vec::new();
    };
    let using = match kind.split('-').next().unwrap_or_default() {
        "voice" | "dub" => Use::Voice,
        "still" | "clip" | "shot" | "panel" | "strip" | "thumbnail" => Use::Likeness,
        _ => return Vec::new(),
    };
    let present = |real: &&people::Real| match (using, at) {
        (Use::Voice, Some(at)) => board
            .lines
            .get(at)
            .is_some_and(|line| line.speaker == real.character),
        (Use::Likeness, Some(at)) => board.shots.get(at).is_some_and(|shot| {
            let mut figures = shot.people.iter();
            figures.any(|figure| figure.character == real.character)
        }),
        (_, None) => board.character(&real.character).is_some(),
    };
    people
        .iter()
        .filter(|real| real.uses.contains(&using))
        .filter(present)
        .map(|real| Appears {
            person: real.person.clone(),
            using,
            consent: Some(real.consent_id.to_string()),
        })
        .collect()
}
