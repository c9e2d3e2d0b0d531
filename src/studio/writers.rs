//! The house's own writers: a premise of two lines becomes a screenplay, with no model.

use screenplay::writers::story::told;
use screenplay::writers::{self, Draft, Language, Library, Outline, Premise, Story};

/// Episodes that an engine writes when nothing else is asked for.
pub const EPISODES: usize = 10;

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

/// The language that a premise is written in, as far as engines tell languages apart.
pub fn spoken(premise: &str) -> &'static str {
    writers::choose(premise).language.tag()
}

/// Refuses what is no premise.
pub fn check_premise(premise: &str) -> anyhow::Result<()> {
    anyhow::ensure!(
        (3..=4000).contains(&premise.trim().chars().count()) && !premise.contains('\0'),
        "a premise has one or two sentences: who wants what, and what stands in the way"
    );
    Ok(())
}

/// What an engine is to write. Without an engine the words of the premise choose one among those that are written in the
/// language; with one, it has to be.
///
/// # Errors
/// A sentence with what there is instead.
pub fn premise(
    text: &str,
    engine: Option<&str>,
    language: Option<&str>,
    seed: i64,
    episodes: usize,
) -> anyhow::Result<Premise> {
    check_premise(text)?;
    let asked = match language {
        Some(tag) => Some(Language::from_tag(tag).ok_or_else(|| {
            let known: Vec<&str> = Language::ALL.iter().map(|one| one.tag()).collect();
            anyhow::anyhow!(
                "the house's engines write in {}, not in {tag}: choose one of these, or let a model write",
                known.join(", ")
            )
        })?),
        None => None,
    };
    let there =
        |engine: &str, language: Language| Library::house().find(engine, language).is_some();
    let (engine, language) = match (engine, asked) {
        (Some(engine), Some(language)) => (engine.to_owned(), language),
        (Some(engine), None) => {
            // What nobody asked for may be the engine's own language.
            let spoken = writers::choose(text).language;
            let fits = if there(engine, spoken) {
                spoken
            } else {
                Language::English
            };
            (engine.to_owned(), fits)
        }
        (None, asked) => {
            let language = asked.unwrap_or(writers::choose(text).language);
            let choice = writers::choose_in(text, language).ok_or_else(|| {
                anyhow::anyhow!(
                    "no engine is written in {}: choose another language, or let a model write",
                    language.tag()
                )
            })?;
            (choice.engine, language)
        }
    };
    Ok(Premise {
        engine,
        seed: seed as u64,
        language,
        episodes,
        slots: std::collections::BTreeMap::default(),
        text: Some(text.to_owned()),
    })
}

/// An engine's outline, and the story that follows from it.
///
/// # Errors
/// A sentence with what there is instead.
pub fn outlined(premise: &Premise) -> anyhow::Result<(Outline, Story)> {
    let Some(template) = Library::house().find(&premise.engine, premise.language) else {
        // The crate's own words for what is not there.
        writers::write(premise)?;
        anyhow::bail!("there is no engine {}", premise.engine);
    };
    let outline = writers::outline::outline(template, premise)?;
    let story = told(template, &outline);
    Ok((outline, story))
}

/// Writes a series.
///
/// # Errors
/// A sentence with what there is instead.
pub fn write(
    text: &str,
    engine: Option<&str>,
    language: Option<&str>,
    seed: i64,
) -> anyhow::Result<Draft> {
    Ok(writers::write(&premise(
        text, engine, language, seed, EPISODES,
    )?)?)
}
