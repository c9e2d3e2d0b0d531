//! How much of an episode is made again when one of its lines is said otherwise.

use std::collections::{BTreeMap, BTreeSet};

use production::graph::{Graph, Step};
use production::takes::{Shelf, Take};
use serde_json::json;
use sqlx::PgPool;

use super::making::id;
use crate::people::Role;
use crate::studio::{productions, run};
use crate::testing::{Device, TestHouse};

const SCREENPLAY: &str = include_str!("../../../examples/one-umbrella-unpaid.fountain");
/// Of the whole, by cost and by count.
const SHARE: f64 = 0.2;

/// The first episode of a screenplay.
fn first(screenplay: &str) -> String {
    let from = screenplay.find("# Episode 1").unwrap();
    let to = screenplay.find("# Episode 2").unwrap();
    format!(
        "Title: One Umbrella\nLanguage: en\n\n{}",
        &screenplay[from..to]
    )
}

/// The lines of a script that somebody says and that end as a sentence does.
fn said(script: &str) -> Vec<&str> {
    let lines: Vec<&str> = script.lines().collect();
    let cue =
        |line: &str| !line.is_empty() && line.chars().all(|c| c.is_ascii_uppercase() || c == ' ');
    let sentence = |line: &&str| line.ends_with(['.', '?']) && line.split(' ').count() > 3;
    let pairs = lines.windows(2).filter(|pair| cue(pair[0]));
    pairs.map(|pair| pair[1]).filter(sentence).collect()
}

async fn graph(house: &TestHouse, ann: &mut Device, path: &str, script: &str) -> Graph {
    ann.put(&format!("{path}/script"), json!({ "script": script }))
        .await
        .json(200);
    let production = productions::find(&house.app, house.id().await, id(path))
        .await
        .unwrap();
    let tools = house.app.studio.tools(&house.app, |_| {}).await.unwrap();
    run::standing(&house.app, &production, &tools)
        .await
        .unwrap()
        .graph
}

/// Makes all that a graph would have made, each as what it is made of.
fn made(graph: &Graph, shelves: &mut BTreeMap<String, Shelf>) -> Vec<Step> {
    let plan = graph.plan(shelves, &BTreeSet::new(), &[]);
    for step in &plan.steps {
        let basis = graph.basis(&step.key, shelves);
        let shelf = shelves.entry(step.key.clone()).or_default();
        shelf.selected = Some(basis.to_string());
        shelf.takes.push(Take {
            id: basis.to_string(),
            basis: Some(basis),
            parts: BTreeMap::new(),
            content: basis,
            against: None,
        });
    }
    plan.steps
}

#[sqlx::test]
async fn a_line_said_otherwise_is_a_fifth_of_its_episode_at_most(db: PgPool) {
    let house = TestHouse::new(db).await;
    let mut ann = house.account("ann", Role::Producer).await;
    let script = first(SCREENPLAY);
    let begun = ann
        .post("/api/v1/studio/productions", json!({ "script": script }))
        .await
        .json(201);
    let path = format!(
        "/api/v1/studio/productions/{}",
        begun["id"].as_str().unwrap()
    );
    let before = graph(&house, &mut ann, &path, &script).await;
    let mut shelves = BTreeMap::new();
    let whole = made(&before, &mut shelves);
    let seconds = |steps: &[Step]| steps.iter().map(|step| step.seconds).sum::<f64>();
    assert_eq!(made(&before, &mut shelves.clone()), []);

    let lines = said(&script);
    assert!(lines.len() >= 4, "{lines:?}");
    for line in lines {
        let (_, rest) = line.split_once(' ').unwrap();
        let other = script.replacen(line, &format!("Well, {rest}"), 1);
        let after = graph(&house, &mut ann, &path, &other).await;
        let again = made(&after, &mut shelves.clone());
        let keys: Vec<&str> = again.iter().map(|step| &*step.key).collect();
        let panels = keys.iter().filter(|key| key.contains("/panel/")).count();
        assert_eq!(panels, 1, "{line}: {keys:?}");
        let (cost, count) = (
            seconds(&again) / seconds(&whole),
            again.len() as f64 / whole.len() as f64,
        );
        assert!(
            cost <= SHARE && count <= SHARE,
            "{line}: {:.0} % of the cost, {:.0} % of the artifacts: {keys:?}",
            cost * 100.0,
            count * 100.0
        );
        let why = after.why("e01/strip", &shelves, &BTreeSet::new());
        assert!(
            why.iter()
                .any(|sentence| sentence.starts_with("e01/panel/t")),
            "{why:?}"
        );
    }
}
