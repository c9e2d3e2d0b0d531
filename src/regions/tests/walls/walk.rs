//! A walk along every operation of one house, with what belongs to another.

use std::collections::{BTreeMap, HashSet};

use axum::body::Body;
use futures_util::StreamExt as _;
use serde_json::Value;
use uuid::Uuid;

use super::ids::{Ids, told};
use super::requests::{Operation, Place, Request, Slot, Words};
use super::{HOST, MARK, NOTHING_OWN, Street};
use crate::people::Role;
use crate::testing::{Device, TestHouse};

/// What is refused before a handler has looked at anything.
const BY_SHAPE: [&str; 6] = [
    "body_invalid",
    "query_invalid",
    "address_unknown",
    "json_expected",
    "body_incomplete",
    "body_too_large",
];

/// Who walks, and what came of it.
pub struct Walk<'a> {
    house: &'a TestHouse,
    theirs: &'a Ids,
    own: &'a Ids,
    words: Words<'a>,
    /// All ids of the first house, and those that are asked for.
    all: HashSet<Uuid>,
    some: Vec<Uuid>,
    stranger: Device,
    theirs_operator: Device,
    strangers: usize,
    asked: usize,
    /// By operation: status and code of each answer, and how often.
    answers: BTreeMap<String, BTreeMap<(u16, String), usize>>,
    leaks: Vec<String>,
    failures: Vec<String>,
    /// Requests that were answered as if nothing were there.
    unknown: Vec<(String, String)>,
    /// Operations with a place for which the own house has nothing to put there.
    childless: Vec<String>,
}

impl<'a> Walk<'a> {
    pub async fn new(street: &'a Street, document: &'a Value) -> Self {
        Self {
            house: &street.house,
            theirs: &street.theirs,
            own: &street.own,
            words: Words {
                document,
                slug: MARK,
                secrets: &street.first.secrets,
            },
            all: street.theirs.all(),
            some: street.theirs.some(),
            stranger: street
                .house
                .account_at(HOST, "stranger", Role::Operator)
                .await,
            theirs_operator: street.first.operator.again(),
            strangers: 0,
            asked: 0,
            answers: BTreeMap::new(),
            leaks: Vec::new(),
            failures: Vec::new(),
            unknown: Vec::new(),
            childless: Vec::new(),
        }
    }

    /// Asks one operation for everything.
    pub async fn past(&mut self, operation: &Operation) {
        // Streams have no end: a test of their own opens them.
        if operation.path.ends_with("/{id}/events") {
            return;
        }
        let slots = operation.slots(&self.words);
        self.all_theirs(operation, &slots).await;
        if slots.len() > 1 && slots.iter().any(|slot| slot.place == Place::Parent) {
            self.one_of_both(operation, &slots).await;
        }
        let me = self.stranger.get("/api/v1/me").await;
        let said = String::from_utf8_lossy(&me.bytes).into_owned();
        if me.status != 200 || !said.contains("\"operator\"") {
            let name = operation.name();
            self.failures
                .push(format!("{name} put the stranger out: {said}"));
            self.renew().await;
        }
    }

    /// Each id of the first house in the path, and what fits in the other places; what is called as the path says, in
    /// every way that the body may be.
    async fn all_theirs(&mut self, operation: &Operation, slots: &[Slot]) {
        let theirs = self.theirs;
        let fitting = Fitting::new(theirs, &self.some, slots);
        let mut ways: Vec<(Option<Uuid>, usize)> = Vec::new();
        if let Some(parent) = slots.iter().find(|slot| slot.place == Place::Parent) {
            let each = self.some.iter().enumerate();
            ways.extend(each.map(|(turn, id)| (Some(*id), turn)));
            let turns = if operation.varies() { 4 } else { 1 };
            let named = theirs.named(&parent.name).into_iter();
            ways.extend(named.flat_map(|id| (0..turns).map(move |turn| (Some(id), turn))));
        } else {
            ways.extend((0..fitting.most().max(4)).map(|turn| (None, turn)));
        }
        for (parent, turn) in ways {
            let request = operation.request(&self.words, turn, &mut |slot| match slot.place {
                Place::Parent => parent.unwrap_or_default(),
                Place::Child => {
                    let beside = theirs.beside(parent.unwrap_or_default(), &slot.name);
                    let child = beside.into_iter().next();
                    child.unwrap_or_else(|| fitting.nth(slot, turn))
                }
                Place::Elsewhere => fitting.nth(slot, turn),
            });
            self.ask(operation, request).await;
        }
    }

    /// Something of one's own with something of theirs below it, and the other way round.
    async fn one_of_both(&mut self, operation: &Operation, slots: &[Slot]) {
        let own_some = self.own.some();
        let sides = [
            (self.own, self.theirs, self.some.clone()),
            (self.theirs, self.own, own_some),
        ];
        for (above, below, some) in sides {
            let parent = slots.iter().find(|slot| slot.place == Place::Parent);
            let parents = parent.map_or(Vec::new(), |slot| above.named(&slot.name));
            let children = slots.iter().filter(|slot| slot.place == Place::Child);
            let mut children = children.map(|slot| below.named(&slot.name));
            if parents.is_empty() || children.any(|found| found.is_empty()) {
                let name = operation.name();
                if !NOTHING_OWN.contains(&&*name) {
                    self.childless.push(name);
                }
            }
            let fitting = Fitting::new(below, &some, slots);
            for parent in parents {
                for turn in 0..fitting.most().clamp(4, 6) {
                    let request =
                        operation.request(&self.words, turn, &mut |slot| match slot.place {
                            Place::Parent => parent,
                            _ => fitting.nth(slot, turn),
                        });
                    self.ask(operation, request).await;
                }
            }
        }
    }

    async fn ask(&mut self, operation: &Operation, request: Request) {
        self.asked += 1;
        let name = operation.name();
        // Who leaves, or is somebody else from then on, does so on a device of their own.
        let leaves = (operation.path.contains("/auth/") && !operation.path.contains('{'))
            || name == "DELETE /api/v1/me";
        let mut guest;
        let device = if leaves {
            self.strangers += 1;
            let guest_name = format!("guest-{}", self.strangers);
            guest = self
                .house
                .account_at(HOST, &guest_name, Role::Operator)
                .await;
            &mut guest
        } else {
            &mut self.stranger
        };
        let headers: Vec<(&str, &str)> = request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let body = Body::from(request.body.clone());
        let answer = device
            .send(operation.method.clone(), &request.path, &headers, body)
            .await;
        let said = String::from_utf8_lossy(&answer.bytes);
        let status = answer.status.as_u16();
        let code = serde_json::from_slice::<Value>(&answer.bytes)
            .ok()
            .and_then(|body| Some(body["error"]["code"].as_str()?.to_owned()))
            .unwrap_or_default();
        let line = || {
            let sent = String::from_utf8_lossy(&request.body);
            let cut = |text: &str| text.chars().take(400).collect::<String>();
            format!(
                "{} {} {}\n  {status} {}",
                operation.method,
                request.path,
                cut(&sent),
                cut(&said)
            )
        };
        if status >= 500 {
            self.failures.push(line());
        }
        let tells = said.to_lowercase().contains(MARK)
            || told(&answer.bytes)
                .iter()
                .any(|id| self.all.contains(id) && !request.sent.contains(id));
        if tells {
            self.leaks.push(line());
        }
        if status == 404 && !request.sent.is_empty() {
            self.unknown.push((name.clone(), request.path.clone()));
        }
        let answers = self.answers.entry(name).or_default();
        *answers.entry((status, code)).or_default() += 1;
    }

    async fn renew(&mut self) {
        self.strangers += 1;
        let name = format!("stranger-{}", self.strangers);
        self.stranger = self.house.account_at(HOST, &name, Role::Operator).await;
    }

    /// For how many operations what was refused as unknown is shown to the first house's own operator.
    pub async fn seen_by_their_own(&mut self) -> usize {
        let mut tried: BTreeMap<String, usize> = BTreeMap::new();
        let mut seen = HashSet::new();
        // What is called as the path says was asked last.
        for (name, path) in std::mem::take(&mut self.unknown).into_iter().rev() {
            let tries = tried.entry(name.clone()).or_default();
            *tries += 1;
            if *tries > 24 || seen.contains(&name) {
                continue;
            }
            if self.theirs_operator.get(&path).await.status == 200 {
                seen.insert(name);
            }
        }
        seen.len()
    }

    /// What was told, what broke, and which operations were not really asked.
    pub fn problems(&mut self, never_read: &[(&str, &str)]) -> Vec<String> {
        let mut problems = Vec::new();
        for (name, answers) in &self.answers {
            println!("{name}: {answers:?}");
            let read = answers
                .keys()
                .any(|(status, code)| ![405, 415].contains(status) && !BY_SHAPE.contains(&&**code));
            if !read && !never_read.iter().any(|(known, _)| known == name) {
                problems.push(format!("refused by its shape alone: {name} {answers:?}"));
            }
        }
        println!("{} operations, {} requests", self.answers.len(), self.asked);
        for (what, lines) in [
            ("tells", &self.leaks),
            ("breaks", &self.failures),
            ("nothing of one's own to put there", &self.childless),
        ] {
            problems.extend(lines.iter().map(|line| format!("{what}: {line}")));
        }
        problems
    }

    /// How many operations were asked.
    pub fn operations(&self) -> usize {
        self.answers.len()
    }
}

/// What may stand in each place of an operation: what is called so, else anything.
struct Fitting(Vec<(Slot, Vec<Uuid>)>);

impl Fitting {
    fn new(ids: &Ids, some: &[Uuid], slots: &[Slot]) -> Self {
        let fits = slots.iter().map(|slot| {
            let named = ids.named(&slot.name);
            let fits = if named.is_empty() {
                some.to_vec()
            } else {
                named
            };
            (slot.clone(), fits)
        });
        Self(fits.collect())
    }

    /// How many there are where there are most.
    fn most(&self) -> usize {
        self.0.iter().map(|(_, fits)| fits.len()).max().unwrap_or(0)
    }

    fn nth(&self, slot: &Slot, turn: usize) -> Uuid {
        let (_, fits) = self.0.iter().find(|(one, _)| one == slot).unwrap();
        fits[turn % fits.len()]
    }
}

/// Opens a stream, reads what comes first, and goes away.
pub async fn first_words(device: &mut Device, path: &str) -> (u16, String) {
    let answer = device.open(path).await;
    let status = answer.status().as_u16();
    let mut body = answer.into_body().into_data_stream();
    let first = body.next().await.map(|part| part.unwrap().to_vec());
    (
        status,
        String::from_utf8_lossy(&first.unwrap_or_default()).into_owned(),
    )
}
