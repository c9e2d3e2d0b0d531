//! The house's own writers: a premise of two lines becomes a screenplay, with no model.

use screenplay::writers::{self, Draft, Language, Library, Premise};

/// Episodes that an engine writes when nothing else is asked for.
const EPISODES: usize = 10;

/// Engines that there are, each with its languages.
pub fn engines() -> Vec<(String, String)> {
    let mut engines: Vec<(String, Vec<&str>)> = Vec::new();
    for template in Library::house().templates() {
        match engines
            .iter_mut()
            .find(|(engine, _)| *engine == template.engine)
        {
            Some((_, languages)) => languages.push(template.language.tag()),
            None => engines.push((template.engine.clone(), vec![template.language.tag()])),
        }
    }
    engines
        .into_iter()
        .map(|(engine, languages)| (engine, languages.join(", ")))
        .collect()
}

/// Writes a series. Without an engine the words of the premise choose one; where the engine is not written in the
/// premise's language, it is written in English.
///
/// # Errors
/// A sentence with what there is instead.
pub fn write(
    premise: &str,
    engine: Option<&str>,
    language: Option<&str>,
    seed: i64,
) -> anyhow::Result<Draft> {
    anyhow::ensure!(
        (3..=4000).contains(&premise.trim().len()),
        "a premise has one or two sentences: who wants what, and what stands in the way"
    );
    let choice = writers::choose(premise);
    let engine = engine.unwrap_or(&choice.engine);
    let asked = language.and_then(Language::from_tag);
    let there = |language: Language| Library::house().find(engine, language).is_some();
    let language = asked.unwrap_or(if there(choice.language) {
        choice.language
    } else {
        Language::English
    });
    Ok(writers::write(&Premise {
        engine: engine.to_owned(),
        seed: seed as u64,
        language,
        episodes: EPISODES,
        slots: std::collections::BTreeMap::default(),
        text: Some(premise.to_owned()),
    })?)
}
