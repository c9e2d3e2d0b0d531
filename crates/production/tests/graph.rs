//! What is made again, and what is not.

use std::collections::{BTreeMap, BTreeSet};

use production::Digest;
use production::graph::{Error, Graph, Node, State};
use production::takes::{Shelf, Take};
use proptest::prelude::*;

fn node(key: &str, made_of: &str, needs: &[&str]) -> Node {
    Node {
        key: key.into(),
        kind: "thing",
        own: BTreeMap::from([("words", Digest::of([made_of]))]),
        needs: needs.iter().map(|need| (*need).to_owned()).collect(),
        seconds: 2.0,
        cost_micros: 10,
        after: Vec::new(),
        gates: Vec::new(),
    }
}

/// Two lines, each with a clip, one mix of both lines, one episode of all.
fn series(first: &str, second: &str) -> Graph {
    Graph::new(vec![
        node("episode", "", &["mix", "clip1", "clip2"]),
        node("clip1", "", &["line1"]),
        node("clip2", "", &["line2"]),
        node("mix", "", &["line1", "line2"]),
        node("line1", first, &[]),
        node("line2", second, &[]),
    ])
    .expect("a good graph")
}

/// Does what a plan says; what comes out is told by `content`.
fn run(
    graph: &Graph,
    shelves: &mut BTreeMap<String, Shelf>,
    content: impl Fn(&str, Digest) -> Digest,
) -> Vec<String> {
    let mut made = Vec::new();
    // One by one, as a run does: what comes out the same stops the rest.
    while let Some(step) = graph
        .plan(shelves, &BTreeSet::new(), &[])
        .steps
        .first()
        .cloned()
    {
        let basis = graph.basis(&step.key, shelves);
        let take = Take {
            id: format!("{}-{basis}", step.key),
            basis: Some(basis),
            parts: graph.parts(&step.key, shelves),
            content: content(&step.key, basis),
            against: None,
        };
        let shelf = shelves.entry(step.key.clone()).or_default();
        shelf.selected = Some(take.id.clone());
        shelf.takes.push(take);
        made.push(step.key);
        assert!(made.len() < 100, "it never ends");
    }
    made
}

fn made_of(_: &str, basis: Digest) -> Digest {
    basis
}

#[test]
fn everything_is_made_once_after_what_it_needs() {
    let graph = series("a", "b");
    let mut shelves = BTreeMap::new();
    let plan = graph.plan(&shelves, &BTreeSet::new(), &[]);
    assert_eq!((plan.steps.len(), plan.of, plan.cost_micros), (6, 6, 60));
    assert!((plan.seconds - 12.0).abs() < 1e-9);
    let made = run(&graph, &mut shelves, made_of);
    for node in graph.nodes() {
        let at = made.iter().position(|key| *key == node.key).expect("made");
        for need in &node.needs {
            assert!(made[..at].contains(need), "{need} before {}", node.key);
        }
    }
    assert!(
        run(&graph, &mut shelves, made_of).is_empty(),
        "nothing is made without being asked"
    );
}

#[test]
fn a_changed_line_touches_only_what_depends_on_it() {
    let mut shelves = BTreeMap::new();
    run(&series("a", "b"), &mut shelves, made_of);
    let changed = series("a, but louder", "b");
    let made: BTreeSet<String> = run(&changed, &mut shelves, made_of).into_iter().collect();
    assert_eq!(
        made,
        ["line1", "mix", "clip1", "episode"]
            .map(String::from)
            .into()
    );
    assert_eq!(shelves["line1"].takes.len(), 2, "the old take is kept");
}

#[test]
fn what_comes_out_the_same_stops_the_rest() {
    let mut shelves = BTreeMap::new();
    let deaf = |key: &str, basis: Digest| {
        if key.starts_with("line") {
            Digest::of([key])
        } else {
            basis
        }
    };
    run(&series("a", "b"), &mut shelves, deaf);
    assert_eq!(run(&series("a ", "b"), &mut shelves, deaf), ["line1"]);
}

#[test]
fn another_take_selected_makes_what_follows_stale_and_going_back_mends_it() {
    let graph = series("a", "b");
    let mut shelves = BTreeMap::new();
    run(&graph, &mut shelves, made_of);
    let own = Take {
        id: "own".into(),
        basis: None,
        parts: BTreeMap::new(),
        content: Digest::of(["recorded at home"]),
        against: None,
    };
    let shelf = shelves.get_mut("line1").expect("made");
    let before = shelf.selected.replace(own.id.clone());
    shelf.takes.push(own);
    let states = graph.states(&shelves, &BTreeSet::new());
    assert_eq!(
        states["line1"],
        State::Current,
        "what somebody brought is current"
    );
    assert_eq!(
        (&states["mix"], &states["clip2"]),
        (&State::Stale, &State::Current)
    );
    assert!(
        graph
            .why("mix", &shelves, &BTreeSet::new())
            .contains(&"line1 has changed.".to_owned())
    );
    shelves.get_mut("line1").expect("made").selected = before;
    assert!(graph.plan(&shelves, &BTreeSet::new(), &[]).steps.is_empty());
}

#[test]
fn locked_is_kept_closed_gates_block_and_failures_wait_to_be_named() {
    let mut shelves = BTreeMap::new();
    run(&series("a", "b"), &mut shelves, made_of);
    let changed = series("c", "b");
    shelves.get_mut("line1").expect("made").locked = true;
    assert!(
        changed
            .plan(&shelves, &BTreeSet::new(), &[])
            .steps
            .is_empty()
    );
    shelves.get_mut("line1").expect("made").locked = false;
    let basis = changed.basis("line1", &shelves);
    shelves.get_mut("line1").expect("made").failed = Some((basis, "silent for 2.0 s".into()));
    let plan = changed.plan(&shelves, &BTreeSet::new(), &[]);
    assert!(plan.steps.is_empty());
    assert_eq!(
        plan.blocked[0].state,
        State::Failed {
            why: "silent for 2.0 s".into()
        }
    );
    assert_eq!(
        changed
            .plan(&shelves, &BTreeSet::new(), &["line1"])
            .steps
            .len(),
        1,
        "asked for by name, it is tried again"
    );

    let mut gated = node("clip", "x", &[]);
    gated.gates = vec!["script", "stills"];
    let graph = Graph::new(vec![gated]).expect("a good graph");
    let closed = BTreeSet::from(["stills"]);
    assert_eq!(
        graph.states(&BTreeMap::new(), &closed)["clip"],
        State::Blocked {
            by: "stills".into()
        }
    );
    assert_eq!(
        graph
            .plan(&BTreeMap::new(), &BTreeSet::new(), &[])
            .steps
            .len(),
        1
    );
}

#[test]
fn bad_graphs_are_refused() {
    assert_eq!(
        Graph::new(vec![node("a", "", &[]), node("a", "", &[])]).err(),
        Some(Error::Twice("a".into()))
    );
    assert_eq!(
        Graph::new(vec![node("a", "", &["b"])]).err(),
        Some(Error::Unknown {
            key: "a".into(),
            needs: "b".into()
        })
    );
    assert!(matches!(
        Graph::new(vec![
            node("a", "", &["b"]),
            node("b", "", &["c"]),
            node("c", "", &["a"])
        ])
        .err(),
        Some(Error::Circle(_))
    ));
    assert!(matches!(
        Graph::new(vec![node("a", "", &["a"])]).err(),
        Some(Error::Circle(_))
    ));
}

proptest! {
    /// Any graph, any change: a run ends, all is current after it, and what is made again is just what depends on the
    /// change.
    #[test]
    fn just_what_depends_on_a_change_is_made_again(
        needs in prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 0..4), 1..25),
        changed in any::<prop::sample::Index>(),
    ) {
        let nodes = |touched: Option<usize>| -> Vec<Node> {
            needs.iter().enumerate().map(|(at, list)| {
                let mut of: Vec<String> = if at == 0 { Vec::new() } else { list.iter().map(|index| format!("n{}", index.index(at))).collect() };
                of.sort();
                of.dedup();
                let mut node = node(&format!("n{at}"), if touched == Some(at) { "new" } else { "old" }, &[]);
                node.needs = of;
                node
            }).collect()
        };
        let mut shelves = BTreeMap::new();
        let first = Graph::new(nodes(None)).expect("it has no circle");
        prop_assert_eq!(run(&first, &mut shelves, made_of).len(), needs.len());
        let touched = changed.index(needs.len());
        let second = Graph::new(nodes(Some(touched))).expect("it has no circle");
        let mut depends = BTreeSet::from([format!("n{touched}")]);
        for node in second.nodes() {
            if node.needs.iter().any(|need| depends.contains(need)) {
                depends.insert(node.key.clone());
            }
        }
        let made: BTreeSet<String> = run(&second, &mut shelves, made_of).into_iter().collect();
        prop_assert_eq!(made, depends);
        prop_assert!(second.states(&shelves, &BTreeSet::new()).values().all(|state| *state == State::Current));
    }
}

#[test]
fn a_take_that_a_check_stands_against_is_used_only_if_somebody_says_so() {
    let graph = series("a", "b");
    let mut shelves = BTreeMap::new();
    let basis = graph.basis("line1", &shelves);
    let take = Take {
        id: "quiet".into(),
        basis: Some(basis),
        parts: BTreeMap::new(),
        content: Digest::of(["quiet"]),
        against: Some("silence: the loudest is -70 dBFS".into()),
    };
    shelves
        .entry("line1".to_owned())
        .or_insert_with(Shelf::default)
        .takes
        .push(take);
    let open = BTreeSet::new();
    let states = graph.states(&shelves, &open);
    assert_eq!(states["line1"].name(), "blocked");
    assert!(matches!(&states["line1"], State::Held { why } if why.contains("-70")));
    assert_eq!(states["clip1"], State::Blocked { by: "line1".into() });
    assert!(graph.why("line1", &shelves, &open)[0].contains("-70 dBFS"));
    let plan = graph.plan(&shelves, &open, &[]);
    let steps: Vec<&str> = plan.steps.iter().map(|step| &*step.key).collect();
    assert_eq!(steps, ["line2", "clip2"]);
    // Asked for by name it is made again; with it what waits for it.
    let named = graph.plan(&shelves, &open, &["line1", "clip1"]);
    assert_eq!(named.steps.len(), 2);
    // Somebody has listened and takes it.
    shelves.get_mut("line1").expect("there").selected = Some("quiet".into());
    assert_eq!(graph.states(&shelves, &open)["line1"], State::Current);
    // Other words are another line.
    shelves.get_mut("line1").expect("there").selected = None;
    assert_eq!(
        series("c", "b").states(&shelves, &open)["line1"],
        State::Missing
    );
}
