//! What a template promises holds together.

use super::{BadTemplate, Step, Template, When};
use crate::writers::{grammar, kinds};

/// All of them are looked at, for each beat.
const COMBINATIONS: usize = 64;

pub fn template(template: &Template) -> Result<(), BadTemplate> {
    let refuse = |line: usize, message: String| {
        Err(BadTemplate {
            file: template.file.clone(),
            line,
            message,
        })
    };
    if template.engine.is_empty() || template.title.is_empty() || template.logline.is_empty() {
        return refuse(1, "engine, title and logline are needed".into());
    }
    if template.least() < 10 {
        return refuse(
            1,
            format!("an arc has ten episodes at least, not {}", template.least()),
        );
    }
    if template.last_free == 0 || template.last_free >= template.least() {
        return refuse(1, "`free` names an episode before the last".into());
    }
    let combinations = template
        .branches
        .iter()
        .try_fold(1_usize, |all, branch| all.checked_mul(branch.values.len()));
    if combinations.is_none_or(|all| all > COMBINATIONS) {
        return refuse(
            1,
            format!("its branches combine in more than {COMBINATIONS} ways"),
        );
    }
    if let Err(message) = head(template) {
        return refuse(1, message);
    }
    for episode in &template.episodes {
        let texts = [&episode.title, &episode.logline];
        if texts.iter().any(|text| text.is_empty()) {
            return refuse(episode.line, "title and `= logline` are needed".into());
        }
        if let Err(message) = texts.iter().try_for_each(|text| words(template, text)) {
            return refuse(episode.line, message);
        }
        if episode.beats.len() < 3 {
            return refuse(episode.line, "an episode has three beats at least".into());
        }
        for (place, beat) in episode.beats.iter().enumerate() {
            for way in &beat.ways {
                if let Err(message) = conditions(template, &way.when) {
                    return refuse(way.line, message);
                }
                if way.steps.is_empty() {
                    return refuse(way.line, "nothing happens here".into());
                }
                if place == 0 && !matches!(way.steps[0], Step::Heading { .. }) {
                    return refuse(way.line, "the first beat opens with `@place hour`".into());
                }
                for (at, step) in way.steps.iter().enumerate() {
                    if let Err(message) = self::step(template, step) {
                        return refuse(way.line + at + 1, message);
                    }
                }
            }
            if let Some(lacking) = uncovered(
                template,
                &beat.ways.iter().map(|way| &way.when).collect::<Vec<_>>(),
            ) {
                return refuse(beat.line, format!("no way to play it where {lacking}"));
            }
        }
    }
    Ok(())
}

fn head(template: &Template) -> Result<(), String> {
    words(template, &template.title)?;
    words(template, &template.logline)?;
    for role in &template.cast {
        if role.names.is_empty() {
            return Err(format!("{} has no names", role.id));
        }
        words(template, &role.about)?;
    }
    for place in &template.places {
        if kinds::inside(&place.kind).is_none() {
            return Err(format!(
                "{}: no place of kind `{}` is drawn",
                place.id, place.kind
            ));
        }
        if place.names.is_empty() {
            return Err(format!("{} has no names", place.id));
        }
        place
            .names
            .iter()
            .try_for_each(|name| words(template, name))?;
    }
    for slot in &template.slots {
        conditions(template, &slot.when)?;
        for value in &slot.values {
            words(template, value)?;
        }
        let same = template
            .slots
            .iter()
            .filter(|other| other.name == slot.name);
        if let Some(lacking) = uncovered(template, &same.map(|slot| &slot.when).collect::<Vec<_>>())
        {
            return Err(format!("slot {} has no value where {lacking}", slot.name));
        }
    }
    for secret in &template.secrets {
        conditions(template, &secret.when)?;
        words(template, &secret.what)?;
        for (who, _) in &secret.knows {
            known(template, who)?;
        }
    }
    for thing in &template.props {
        words(template, &thing.about)?;
        thing
            .holder
            .iter()
            .try_for_each(|who| known(template, who))?;
    }
    for [who, _, of] in &template.relations {
        known(template, who)?;
        known(template, of)?;
    }
    Ok(())
}

fn known(template: &Template, who: &str) -> Result<(), String> {
    match template.role(who) {
        Some(_) => Ok(()),
        None => Err(format!("nobody in the cast is `{who}`")),
    }
}

fn step(template: &Template, step: &Step) -> Result<(), String> {
    match step {
        Step::Heading { place, .. } => match template.setting(place) {
            Some(_) => Ok(()),
            None => Err(format!("there is no place `{place}`")),
        },
        Step::Action { text } | Step::Said { text, .. } => words(template, text),
    }
}

/// Whether a text can be filled.
fn words(template: &Template, text: &str) -> Result<(), String> {
    let pieces = grammar::read(text)?;
    for slot in grammar::slots(&pieces) {
        let (name, part) = slot.split_once('.').unwrap_or((slot, ""));
        let name = name.to_lowercase();
        let role = template.role(&name).is_some() && matches!(part, "" | "full" | "last");
        let plain = part.is_empty() && template.slots.iter().any(|one| one.name == name);
        if !role && !plain {
            return Err(format!("there is no slot `{{{slot}}}`"));
        }
    }
    Ok(())
}

fn conditions(template: &Template, when: &When) -> Result<(), String> {
    for (name, value) in when {
        let branch = template.branches.iter().find(|branch| branch.name == *name);
        if !branch.is_some_and(|branch| branch.values.contains(value)) {
            return Err(format!("no branch `{name}` takes the value `{value}`"));
        }
    }
    Ok(())
}

/// A combination of branches that none of these conditions allows.
fn uncovered(template: &Template, all: &[&When]) -> Option<String> {
    let mut combinations: Vec<When> = vec![When::new()];
    for branch in &template.branches {
        combinations = combinations
            .into_iter()
            .flat_map(|chosen| {
                branch.values.iter().map(move |value| {
                    let mut chosen = chosen.clone();
                    chosen.push((branch.name.clone(), value.clone()));
                    chosen
                })
            })
            .collect();
    }
    let open = combinations.into_iter().find(|chosen| {
        !all.iter()
            .any(|when| when.iter().all(|pair| chosen.contains(pair)))
    })?;
    let pairs: Vec<String> = open
        .iter()
        .map(|(branch, value)| format!("{branch}={value}"))
        .collect();
    Some(if pairs.is_empty() {
        "nothing is chosen".into()
    } else {
        pairs.join(" ")
    })
}
