//! Artifacts, what they need, and what follows from that.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::Digest;
use crate::takes::Shelf;

/// Something that is made.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// `e01/voice/l03`
    pub key: String,
    /// `voice`, `shot`, `mix`, `episode`, …
    pub kind: &'static str,
    /// What it is made of besides what it needs, by name: the words of a line, the version of who draws.
    pub own: BTreeMap<&'static str, Digest>,
    /// Keys of other artifacts.
    pub needs: Vec<String>,
    /// Keys of artifacts that come first without being part of it: a line whose length alone counts.
    pub after: Vec<String>,
    /// Of one making: seconds of one core, and millionths of the budget's currency.
    pub seconds: f64,
    pub cost_micros: i64,
    /// It is not made before these gates are open, in their order: `script`, `stills`.
    pub gates: Vec<&'static str>,
}

/// Where an artifact stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Made of what it would be made of now, or brought or locked by somebody.
    Current,
    /// Made of something else.
    Stale,
    Missing,
    /// Waits for a gate or for something that has failed.
    Blocked {
        by: String,
    },
    /// Made on just this basis, and a check stands against what came: a person decides.
    #[serde(rename = "blocked")]
    Held {
        why: String,
    },
    /// Tried on just this basis, and came to nothing.
    Failed {
        why: String,
    },
}

impl State {
    /// `current`, `stale`, `missing`, `blocked` or `failed`: as it is serialised.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Stale => "stale",
            Self::Missing => "missing",
            Self::Blocked { .. } | Self::Held { .. } => "blocked",
            Self::Failed { .. } => "failed",
        }
    }
}

/// A step of a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    pub key: String,
    pub kind: &'static str,
    pub state: State,
    pub seconds: f64,
    pub cost_micros: i64,
}

/// What a run would do, in an order in which it can be done.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Plan {
    pub steps: Vec<Step>,
    /// What cannot be done now, and what it waits for.
    pub blocked: Vec<Step>,
    pub seconds: f64,
    pub cost_micros: i64,
    /// Artifacts that were asked for, with all that they need.
    pub of: usize,
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error("{0} is there twice")]
    Twice(String),
    #[error("{key} needs {needs}, which is not there")]
    Unknown { key: String, needs: String },
    #[error("{0} needs itself, by way of others")]
    Circle(String),
}

/// Artifacts in an order in which each comes after what it needs.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    places: BTreeMap<String, usize>,
}

impl Graph {
    pub fn new(nodes: Vec<Node>) -> Result<Self, Error> {
        let mut known = BTreeMap::new();
        for (at, node) in nodes.iter().enumerate() {
            if known.insert(node.key.clone(), at).is_some() {
                return Err(Error::Twice(node.key.clone()));
            }
        }
        let mut order = Vec::with_capacity(nodes.len());
        // 0: not seen, 1: on the way, 2: placed.
        let mut marks = vec![0u8; nodes.len()];
        for start in 0..nodes.len() {
            let mut stack = vec![(start, 0)];
            while let Some((at, next)) = stack.pop() {
                if marks[at] == 2 {
                    continue;
                }
                marks[at] = 1;
                let mut before = nodes[at].needs.iter().chain(&nodes[at].after);
                let Some(need) = before.nth(next) else {
                    marks[at] = 2;
                    order.push(at);
                    continue;
                };
                stack.push((at, next + 1));
                let &to = known.get(need).ok_or_else(|| Error::Unknown {
                    key: nodes[at].key.clone(),
                    needs: need.clone(),
                })?;
                match marks[to] {
                    0 => stack.push((to, 0)),
                    1 => return Err(Error::Circle(nodes[to].key.clone())),
                    _ => {}
                }
            }
        }
        let mut slots: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
        let nodes: Vec<Node> = order
            .into_iter()
            .filter_map(|at| slots[at].take())
            .collect();
        let places = nodes
            .iter()
            .enumerate()
            .map(|(at, node)| (node.key.clone(), at))
            .collect();
        Ok(Self { nodes, places })
    }

    /// In an order in which they can be made.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub fn node(&self, key: &str) -> Option<&Node> {
        self.places.get(key).map(|at| &self.nodes[*at])
    }

    /// What an artifact would be made of now, by name: its own parts, and of what it needs the selected take as it
    /// is. So an artifact that comes out the same as before leaves what is made from it current.
    pub fn parts(&self, key: &str, shelves: &BTreeMap<String, Shelf>) -> BTreeMap<String, Digest> {
        let Some(node) = self.node(key) else {
            return BTreeMap::new();
        };
        let own = node
            .own
            .iter()
            .map(|(name, digest)| ((*name).to_owned(), *digest));
        let needs = node.needs.iter().map(|need| {
            let content = shelves
                .get(need)
                .and_then(Shelf::selected)
                .map(|take| take.content);
            (need.clone(), content.unwrap_or(Digest([0; 32])))
        });
        own.chain(needs).collect()
    }

    /// One digest of [`Self::parts`].
    pub fn basis(&self, key: &str, shelves: &BTreeMap<String, Shelf>) -> Digest {
        let kind = self.node(key).map_or("", |node| node.kind);
        let parts = self.parts(key, shelves);
        Digest::of(
            std::iter::once(kind.as_bytes().to_vec()).chain(
                parts
                    .iter()
                    .flat_map(|(name, digest)| [name.as_bytes().to_vec(), digest.0.to_vec()]),
            ),
        )
    }

    /// Where each artifact stands. `closed`: gates that nobody has opened.
    pub fn states(
        &self,
        shelves: &BTreeMap<String, Shelf>,
        closed: &BTreeSet<&str>,
    ) -> BTreeMap<String, State> {
        let mut states: BTreeMap<String, State> = BTreeMap::new();
        for node in &self.nodes {
            let state = self.state(node, shelves, closed, &states);
            states.insert(node.key.clone(), state);
        }
        states
    }

    fn state(
        &self,
        node: &Node,
        shelves: &BTreeMap<String, Shelf>,
        closed: &BTreeSet<&str>,
        before: &BTreeMap<String, State>,
    ) -> State {
        let shelf = shelves.get(&node.key);
        let take = shelf.and_then(Shelf::selected);
        let kept = take
            .is_some_and(|take| take.basis.is_none() || shelf.is_some_and(|shelf| shelf.locked));
        if kept {
            return State::Current;
        }
        let made_again = node
            .needs
            .iter()
            .any(|need| !matches!(before.get(need), Some(State::Current)));
        let basis = self.basis(&node.key, shelves);
        if take.is_some_and(|take| take.basis == Some(basis)) && !made_again {
            return State::Current;
        }
        if let Some(gate) = node.gates.iter().find(|gate| closed.contains(*gate)) {
            return State::Blocked {
                by: (*gate).to_owned(),
            };
        }
        let stuck = node.needs.iter().chain(&node.after).find(|need| {
            matches!(
                before.get(*need),
                Some(State::Failed { .. } | State::Held { .. } | State::Blocked { .. })
            )
        });
        if let Some(need) = stuck {
            return State::Blocked { by: need.clone() };
        }
        if let Some(why) = shelf.and_then(|shelf| shelf.held(basis))
            && !made_again
        {
            return State::Held {
                why: why.to_owned(),
            };
        }
        if let Some((on, why)) = shelf.and_then(|shelf| shelf.failed.as_ref())
            && *on == basis
            && !made_again
        {
            return State::Failed { why: why.clone() };
        }
        if take.is_some() {
            State::Stale
        } else {
            State::Missing
        }
    }

    /// What would be done so that these are current; all, where none are named. What has failed, or came out so that a
    /// check stands against it, is done again only where it is named itself.
    pub fn plan(
        &self,
        shelves: &BTreeMap<String, Shelf>,
        closed: &BTreeSet<&str>,
        wanted: &[&str],
    ) -> Plan {
        let mut asked: BTreeSet<&str> = BTreeSet::new();
        let mut stack: Vec<&str> = wanted.to_vec();
        if wanted.is_empty() {
            stack.extend(self.nodes.iter().map(|node| &*node.key));
        }
        while let Some(key) = stack.pop() {
            if let Some(node) = self.node(key)
                && asked.insert(&node.key)
            {
                stack.extend(node.needs.iter().chain(&node.after).map(String::as_str));
            }
        }
        // Naming what has failed or is held forgives it, and frees what waits for it.
        let mut forgiven = shelves.clone();
        for key in wanted {
            if let Some(shelf) = forgiven.get_mut(*key) {
                shelf.failed = None;
                for take in &mut shelf.takes {
                    take.against = None;
                }
            }
        }
        let states = self.states(&forgiven, closed);
        let mut plan = Plan {
            of: asked.len(),
            ..Plan::default()
        };
        for node in self.nodes.iter().filter(|node| asked.contains(&*node.key)) {
            let state = states[&node.key].clone();
            let step = Step {
                key: node.key.clone(),
                kind: node.kind,
                seconds: node.seconds,
                cost_micros: node.cost_micros,
                state,
            };
            match step.state {
                State::Current => {}
                State::Missing | State::Stale => {
                    plan.seconds += step.seconds;
                    plan.cost_micros += step.cost_micros;
                    plan.steps.push(step);
                }
                State::Blocked { .. } | State::Held { .. } | State::Failed { .. } => {
                    plan.blocked.push(step);
                }
            }
        }
        plan
    }

    /// Why an artifact is not current, or what it is made of: sentences.
    pub fn why(
        &self,
        key: &str,
        shelves: &BTreeMap<String, Shelf>,
        closed: &BTreeSet<&str>,
    ) -> Vec<String> {
        let Some(node) = self.node(key) else {
            return vec![format!("There is nothing called {key}.")];
        };
        let states = self.states(shelves, closed);
        let shelf = shelves.get(key);
        let take = shelf.and_then(Shelf::selected);
        let mut why = match &states[key] {
            State::Current if shelf.is_some_and(|shelf| shelf.locked) => {
                vec!["It is locked: it is kept whatever changes.".to_owned()]
            }
            State::Current if take.is_some_and(|take| take.basis.is_none()) => {
                vec!["Somebody brought it: it is kept until another take is selected.".to_owned()]
            }
            State::Current => {
                vec!["It is current: nothing that it is made of has changed.".to_owned()]
            }
            State::Missing => vec!["It has not been made yet.".to_owned()],
            State::Stale => Vec::new(),
            State::Blocked { by } => vec![format!("It waits for {by}.")],
            State::Held { why } => vec![format!("A check stands against what was made: {why}.")],
            State::Failed { why } => vec![format!("The last attempt failed: {why}")],
        };
        if let Some(take) = take.filter(|_| states[key] == State::Stale) {
            let now = self.parts(key, shelves);
            for (name, digest) in &now {
                match take.parts.get(name) {
                    None => why.push(format!("{name} is new.")),
                    Some(then) if then != digest => why.push(format!("{name} has changed.")),
                    Some(_) => {}
                }
            }
            why.extend(
                take.parts
                    .keys()
                    .filter(|name| !now.contains_key(*name))
                    .map(|name| format!("{name} is gone.")),
            );
            why.extend(
                node.needs
                    .iter()
                    .filter(|need| states[*need] != State::Current)
                    .map(|need| format!("{need} will be made again.")),
            );
        }
        why
    }
}
