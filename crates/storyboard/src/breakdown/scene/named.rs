//! Whom a text names.

use super::super::words;
use crate::cast::Character;

/// Whom of the cast a text names, in the order of naming.
pub(in crate::breakdown) fn named(text: &str, cast: &[Character]) -> Vec<String> {
    let lower = words::folded(text);
    // By the whole name, or by a part of it that nobody else has: who is `JUDGE OKAFOR` is called Okafor, or the judge.
    let called = |person: &Character| {
        words::find(&lower, &person.name).or_else(|| {
            parts(&person.name)
                .filter(|part| {
                    let shared = |other: &Character| {
                        other.id != person.id
                            && parts(&other.name).any(|one| one.eq_ignore_ascii_case(part))
                    };
                    !cast.iter().any(shared)
                })
                .find_map(|part| words::find(&lower, part))
        })
    };
    let mut found: Vec<(usize, String)> = cast
        .iter()
        .filter_map(|person| called(person).map(|at| (at, person.id.clone())))
        .collect();
    found.sort();
    found.into_iter().map(|(_, id)| id).collect()
}

/// The words of a name of several by which alone somebody may be called.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    const NONE: &[&str] = &[
        "mr", "mrs", "ms", "miss", "sir", "old", "young", "the", "little", "big", "first",
        "second", "man", "woman", "boy", "girl", "de", "la", "el", "don", "da", "do", "of", "and",
    ];
    let several = name.split_whitespace().nth(1).is_some();
    name.split_whitespace()
        .map(|part| part.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(move |part| {
            several
                && part.chars().count() > 2
                && !NONE.iter().any(|none| none.eq_ignore_ascii_case(part))
        })
}
