//! The text of an engine, line by line.

use super::{
    BadTemplate, BeatTemplate, Branch, EpisodeTemplate, Hidden, Hour, Presenting, Role, Setting,
    Slot, Step, Template, Thing, Voice, Way, When,
};
use crate::lint::Ending;
use crate::writers::Language;

type Read<T> = Result<T, String>;

pub fn template(file: &str, text: &str) -> Result<Template, BadTemplate> {
    let mut template = Template {
        file: file.to_owned(),
        engine: String::new(),
        language: Language::English,
        title: String::new(),
        logline: String::new(),
        last_free: 5,
        keywords: Vec::new(),
        branches: Vec::new(),
        cast: Vec::new(),
        places: Vec::new(),
        slots: Vec::new(),
        props: Vec::new(),
        secrets: Vec::new(),
        relations: Vec::new(),
        episodes: Vec::new(),
    };
    for (at, raw) in text.lines().enumerate() {
        let line = raw.trim();
        if line.is_empty() || line.starts_with(';') {
            continue;
        }
        let number = at + 1;
        let read = if line.starts_with('#') {
            episode(&mut template, line, number)
        } else if template.episodes.is_empty() {
            head(&mut template, line, raw.starts_with(' '))
        } else {
            body(&mut template, line, number)
        };
        read.map_err(|message| BadTemplate {
            file: file.to_owned(),
            line: number,
            message,
        })?;
    }
    Ok(template)
}

fn head(template: &mut Template, line: &str, indented: bool) -> Read<()> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let rest = rest.trim();
    if indented {
        let role = template.cast.last_mut();
        let role = role.ok_or("an indented line belongs to a cast line before it")?;
        match word {
            "names" => role.names = parts(rest),
            "voice" => rest.clone_into(&mut role.voice),
            "look" => rest.clone_into(&mut role.look),
            "about" => rest.clone_into(&mut role.about),
            _ => {
                return Err(format!("`{word}` is none of: names, voice, look, about"));
            }
        }
        return Ok(());
    }
    match word {
        "engine" => rest.clone_into(&mut template.engine),
        "language" => {
            template.language =
                Language::from_tag(rest).ok_or("the language is en, zh-Hans or es")?;
        }
        "title" => rest.clone_into(&mut template.title),
        "logline" => rest.clone_into(&mut template.logline),
        "free" => {
            template.last_free = rest.parse().map_err(|_| "`free` takes a number")?;
        }
        "keywords" => {
            for word in parts(rest) {
                let (word, weight) = word.rsplit_once('=').ok_or("`word=weight / …`")?;
                let weight = weight.trim().parse().map_err(|_| "a weight is a number")?;
                template.keywords.push((word.trim().to_lowercase(), weight));
            }
        }
        "branch" => {
            let (name, values) = equation(rest)?;
            template.branches.push(Branch {
                name: name.to_owned(),
                values: parts(values),
            });
        }
        "cast" => template.cast.push(role(rest)?),
        "place" => {
            let (name, values) = equation(rest)?;
            let (id, kind) = name.split_once(' ').ok_or("`place id kind = NAME / …`")?;
            template.places.push(Setting {
                id: id.to_owned(),
                kind: kind.trim().to_owned(),
                names: parts(values),
            });
        }
        "slot" => {
            let (name, values) = equation(rest)?;
            let (name, conditions) = name.split_once(' ').unwrap_or((name, ""));
            template.slots.push(Slot {
                name: name.to_owned(),
                when: when(conditions)?,
                values: parts(values),
            });
        }
        "prop" => {
            let (name, about) = equation(rest)?;
            let (name, holder) = match name.split_once('@') {
                Some((name, holder)) => (name.trim(), Some(holder.trim().to_owned())),
                None => (name, None),
            };
            template.props.push(Thing {
                name: name.to_owned(),
                holder,
                about: about.to_owned(),
            });
        }
        "secret" => template.secrets.push(secret(rest)?),
        "relation" => {
            let words: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
            template
                .relations
                .push(words.try_into().map_err(|_| "`relation who is of`")?);
        }
        _ => return Err(format!("`{word}` opens no line before the first episode")),
    }
    Ok(())
}

/// `her feminine 26 lead`
fn role(text: &str) -> Read<Role> {
    let mut words = text.split_whitespace();
    let id = words
        .next()
        .ok_or("`cast id feminine|masculine|neutral age`")?;
    let presenting = match words.next() {
        Some("feminine") => Presenting::Feminine,
        Some("masculine") => Presenting::Masculine,
        Some("neutral") => Presenting::Neutral,
        _ => return Err("feminine, masculine or neutral?".into()),
    };
    let age = words.next().and_then(|age| age.parse().ok());
    Ok(Role {
        id: id.to_owned(),
        presenting,
        age: age.ok_or("an age in years is missing")?,
        lead: words.next() == Some("lead"),
        names: Vec::new(),
        voice: String::new(),
        look: String::new(),
        about: String::new(),
    })
}

/// `forged past=letter him@0 her@7 = The will is forged.`
fn secret(text: &str) -> Read<Hidden> {
    let (head, what) = text
        .split_once(" = ")
        .ok_or("`secret id who@episode = …`")?;
    let mut words = head.split_whitespace();
    let id = words.next().ok_or("a secret needs a name")?;
    let mut hidden = Hidden {
        id: id.to_owned(),
        when: When::new(),
        knows: Vec::new(),
        what: what.trim().to_owned(),
    };
    for word in words {
        if let Some((who, since)) = word.split_once('@') {
            let since = since.parse().map_err(|_| "`who@episode`")?;
            hidden.knows.push((who.to_owned(), since));
        } else {
            hidden.when.extend(when(word)?);
        }
    }
    Ok(hidden)
}

/// `# Title` or, for one told on demand, `#+ Title`.
fn episode(template: &mut Template, line: &str, number: usize) -> Read<()> {
    let rest = line.trim_start_matches('#');
    let (optional, title) = match rest.strip_prefix('+') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let (title, ends) = title.rsplit_once('~').ok_or("`# Title ~ ending`")?;
    template.episodes.push(EpisodeTemplate {
        line: number,
        title: title.trim().to_owned(),
        logline: String::new(),
        ends: ending(ends.trim())?,
        optional,
        beats: Vec::new(),
    });
    Ok(())
}

fn ending(text: &str) -> Read<Ending> {
    Ok(match text {
        "revelation" => Ending::Revelation,
        "threat" => Ending::Threat,
        "ultimatum" => Ending::Ultimatum,
        "arrival" => Ending::Arrival,
        "object" => Ending::Object,
        "interruption" => Ending::Interruption,
        "question" => Ending::Question,
        _ => {
            return Err(format!(
                "`{text}` is no ending: revelation, threat, ultimatum, arrival, object, interruption or question"
            ));
        }
    })
}

fn body(template: &mut Template, line: &str, number: usize) -> Read<()> {
    let roles: Vec<&str> = template.cast.iter().map(|role| &*role.id).collect();
    let step = step(line, &roles);
    let episode = template.episodes.last_mut().ok_or("no episode yet")?;
    if let Some(logline) = line.strip_prefix("= ") {
        logline.clone_into(&mut episode.logline);
        return Ok(());
    }
    if let Some(rest) = line.strip_prefix('+') {
        let (name, conditions) = rest.trim().split_once(' ').unwrap_or((rest.trim(), ""));
        episode.beats.push(BeatTemplate {
            line: number,
            name: name.to_owned(),
            ways: vec![way(number, conditions)?],
        });
        return Ok(());
    }
    let beat = episode.beats.last_mut();
    let beat = beat.ok_or("a beat opens with `+ name`; nothing stands before the first")?;
    if let Some(conditions) = line.strip_prefix('|') {
        beat.ways.push(way(number, conditions)?);
        return Ok(());
    }
    let way = beat.ways.last_mut().ok_or("a beat has a way")?;
    way.steps.push(step?);
    Ok(())
}

fn way(line: usize, conditions: &str) -> Read<Way> {
    Ok(Way {
        line,
        when: when(conditions)?,
        steps: Vec::new(),
    })
}

/// `@home night`, `her/phone (cold): …`, or action.
fn step(line: &str, roles: &[&str]) -> Read<Step> {
    if let Some(rest) = line.strip_prefix('@') {
        let (place, hour) = rest.trim().split_once(' ').ok_or("`@place hour`")?;
        let hour = match hour.trim() {
            "dawn" => Hour::Dawn,
            "day" => Hour::Day,
            "dusk" => Hour::Dusk,
            "night" => Hour::Night,
            _ => return Err("the hour is dawn, day, dusk or night".into()),
        };
        return Ok(Step::Heading {
            place: place.to_owned(),
            hour,
        });
    }
    let letters = line.bytes().take_while(u8::is_ascii_lowercase).count();
    let (who, rest) = line.split_at(letters);
    let cue = !who.is_empty() && rest.starts_with([':', '/', '^', ' ']) && roles.contains(&who);
    if !cue {
        if !who.is_empty() && rest.starts_with([':', '/', '^']) {
            return Err(format!("nobody in the cast is `{who}`"));
        }
        return Ok(Step::Action {
            text: line.to_owned(),
        });
    }
    let (head, text) = rest.split_once(": ").ok_or("`who (mood): what`")?;
    let (head, mood) = match head.split_once('(') {
        Some((head, mood)) => (head, Some(mood.trim_end_matches([')', ' ']).to_owned())),
        None => (head, None),
    };
    let head = head.trim();
    let (head, dual) = match head.strip_suffix('^') {
        Some(head) => (head, true),
        None => (head, false),
    };
    let manner = match head {
        "" => Voice::Here,
        "/vo" => Voice::Over,
        "/os" => Voice::Off,
        "/phone" => Voice::IntoPhone,
        "/call" => Voice::OnPhone,
        "/text" => Voice::Text,
        _ => {
            return Err(format!(
                "`{head}` is none of: /vo, /os, /phone, /call, /text"
            ));
        }
    };
    Ok(Step::Said {
        who: who.to_owned(),
        manner,
        dual,
        mood,
        text: text.trim().to_owned(),
    })
}

fn when(text: &str) -> Read<When> {
    text.split_whitespace()
        .map(|pair| {
            let (branch, value) = pair
                .split_once('=')
                .ok_or("a condition is `branch=value`")?;
            Ok((branch.to_owned(), value.to_owned()))
        })
        .collect()
}

fn equation(text: &str) -> Read<(&str, &str)> {
    let (name, values) = text.split_once(" = ").ok_or("` = ` is missing")?;
    Ok((name.trim(), values.trim()))
}

fn parts(text: &str) -> Vec<String> {
    text.split(" / ")
        .map(|part| part.trim().to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}
