//! Writes a series to standard output: `cargo run -p screenplay --example write -- ENGINE SEED [LANGUAGE]`.

use std::collections::BTreeMap;

use screenplay::writers::{Language, Premise, write};

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let word = |at: usize| words.get(at).map_or("", |word| word.as_str());
    let premise = Premise {
        engine: word(0).to_owned(),
        seed: word(1).parse().unwrap_or(1),
        language: Language::from_tag(word(2)).unwrap_or(Language::English),
        episodes: 10,
        slots: BTreeMap::new(),
        text: None,
    };
    match write(&premise) {
        Ok(draft) => println!("{}", draft.fountain),
        Err(why) => println!("{why}"),
    }
}
