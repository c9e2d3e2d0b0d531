//! A bible that contradicts itself.

use std::collections::HashMap;

use super::{Bible, folded};
use crate::continuity::kin;

/// What is wrong, in which table of which list.
pub struct Fault {
    pub code: &'static str,
    pub list: &'static str,
    pub at: usize,
    pub message: String,
    pub remedy: String,
}

pub fn first_fault(bible: &Bible) -> Option<Fault> {
    names(bible)
        .or_else(|| looks(bible))
        .or_else(|| people(bible))
        .or_else(|| kin_and_ages(bible))
}

/// Each name is there, and there once.
fn names(bible: &Bible) -> Option<Fault> {
    let mut all: Vec<(&'static str, usize, &str)> = Vec::new();
    let characters = bible.characters.iter().enumerate();
    all.extend(
        characters.flat_map(|(at, one)| one.names().map(move |name| ("character", at, name))),
    );
    all.extend(
        bible
            .locations
            .iter()
            .enumerate()
            .map(|(at, one)| ("location", at, &*one.name)),
    );
    all.extend(
        bible
            .props
            .iter()
            .enumerate()
            .map(|(at, one)| ("prop", at, &*one.name)),
    );
    all.extend(
        bible
            .secrets
            .iter()
            .enumerate()
            .map(|(at, one)| ("secret", at, &*one.id)),
    );
    let mut seen = HashMap::new();
    for (list, at, name) in all {
        let fault = |code, message: String, remedy: &str| {
            Some(Fault {
                code,
                list,
                at,
                message,
                remedy: remedy.into(),
            })
        };
        if name.trim().is_empty() {
            return fault(
                "bible.no_name",
                format!("a {list} has an empty name"),
                "Name it, or take the line out.",
            );
        }
        if name.contains([',', '[', ']', '\n', '，']) {
            return fault(
                "bible.bad_name",
                format!(
                    "`{}` has a comma, a bracket or a line end in it",
                    shown(name)
                ),
                "Take it out: notes in the script part names by commas.",
            );
        }
        if seen.insert((list, folded(name)), at).is_some() {
            return fault(
                "bible.twice",
                format!("there is a {list} `{}` already", shown(name)),
                "Rename one of them, or make one entry of both.",
            );
        }
    }
    None
}

/// Names of looks are words, and each is there once for a character.
fn looks(bible: &Bible) -> Option<Fault> {
    for (at, character) in bible.characters.iter().enumerate() {
        let mut seen = Vec::new();
        for look in &character.looks {
            let name = folded(&look.name);
            let fault = |code, message: String, remedy: &str| {
                Some(Fault {
                    code,
                    list: "character",
                    at,
                    message,
                    remedy: remedy.into(),
                })
            };
            if name.is_empty() || name.contains([' ', ',', '[', ']']) {
                return fault(
                    "bible.bad_look",
                    format!(
                        "`{}` of {} is not one word",
                        shown(&look.name),
                        character.name
                    ),
                    "Write looks like `red-dress`.",
                );
            }
            if seen.contains(&name) {
                return fault(
                    "bible.twice",
                    format!("{} has two looks `{}`", character.name, shown(&look.name)),
                    "Rename one of them; a look worn again later may be one with more episodes.",
                );
            }
            seen.push(name);
        }
    }
    None
}

/// Whoever is named in a relation, as a holder or as one who knows, is a character.
fn people(bible: &Bible) -> Option<Fault> {
    let mut named: Vec<(&'static str, usize, &str)> = Vec::new();
    for (at, relation) in bible.relations.iter().enumerate() {
        named.extend([
            ("relation", at, &*relation.who),
            ("relation", at, &*relation.of),
        ]);
    }
    for (at, prop) in bible.props.iter().enumerate() {
        named.extend(prop.holder.iter().map(|holder| ("prop", at, &**holder)));
    }
    for (at, secret) in bible.secrets.iter().enumerate() {
        named.extend(secret.knows.iter().map(|knows| ("secret", at, &*knows.who)));
    }
    let (list, at, name) = named
        .into_iter()
        .find(|(_, _, name)| bible.character(name).is_none())?;
    let known: Vec<&str> = bible
        .characters
        .iter()
        .map(|one| &*one.name)
        .take(12)
        .collect();
    Some(Fault {
        code: "bible.unknown_character",
        list,
        at,
        message: format!("`{}` is no character", shown(name)),
        remedy: format!("Add a [[character]], or use one of: {}.", known.join(", ")),
    })
}

/// Kin that cannot be, and parents who are younger than their children.
fn kin_and_ages(bible: &Bible) -> Option<Fault> {
    let mut told = kin::Told::default();
    (0..bible.relations.len()).find_map(|at| {
        let (code, message) = relation(bible, &mut told, at)?;
        Some(Fault {
            code,
            list: "relation",
            at,
            message,
            remedy: "Correct one of them, or give them `episodes` that do not meet.".into(),
        })
    })
}

/// What is wrong with a relation, beside those told before it.
pub fn relation(bible: &Bible, told: &mut kin::Told, at: usize) -> Option<(&'static str, String)> {
    let one = &bible.relations[at];
    let (who, of) = (folded(&one.who), folded(&one.of));
    if who == of {
        return Some((
            "bible.self",
            format!("{} is related to themselves", one.who),
        ));
    }
    let age = |name: &str| bible.character(name).and_then(|one| one.age);
    let ages = match kin::Kin::of(&one.is) {
        Some(kin::Kin::Parent) => age(&one.who).zip(age(&one.of)),
        Some(kin::Kin::Child) => age(&one.of).zip(age(&one.who)),
        _ => None,
    };
    if let Some((parent, child)) = ages
        && parent < child.saturating_add(12)
    {
        let message = format!(
            "{} cannot be the {} of {}: the parent is {parent}, the child {child}",
            one.who, one.is, one.of
        );
        return Some(("bible.age", message));
    }
    let other = &bible.relations[told.add(&who, &one.is, &of, one.episodes, at)?];
    let message = format!(
        "{} is the {} of {}, and {} is the {} of {}: both cannot be",
        one.who, one.is, one.of, other.who, other.is, other.of
    );
    Some(("bible.kin", message))
}

fn shown(name: &str) -> String {
    name.chars().take(64).collect()
}
