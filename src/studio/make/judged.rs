//! What a recogniser hears in a line, and whether anything offends: asked of servers that the settings name, or of models
//! on this machine. Where there is none, or it does not answer, a take says that nobody has measured it, and why.

use providers::guard::Guard;
use providers::judge::Seen;
use providers::run::{Pace, Runner};
use providers::{Account, Secret};
use rustrict::{Censor, Type};
use serde_json::Value;
use url::Url;

use super::{Check, Weight, eyes, listener};
use crate::app::App;
use crate::config;
use crate::studio::shelves::Made;

/// Lines of fewer words are told and not blocked: a recogniser that knows no name hears one word of two wrong.
const WORDS_MIN: usize = 4;

/// Who speaks a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// A voice of the house, which was given these very words.
    House,
    /// A provider's voice, or somebody's own file.
    Other,
}

/// Adds to a spoken line what is heard in it and whether it offends.
pub async fn line(app: &App, made: &mut Made, text: &str, language: &str, by: Speaker) {
    let checks = [
        words(app, &made.bytes, text, language, by).await,
        offence(app, text, language).await,
    ];
    add(made, checks);
}

/// Adds to pictures (PNG files of what is seen in it) whether they offend: by whoever is asked, else by the eyes of this
/// house, which know nudity alone.
pub async fn pictures(app: &App, made: &mut Made, seen: &[Vec<u8>]) {
    if seen.is_empty() {
        return;
    }
    let settings = &app.config.studio.moderation;
    let own = settings.own_eyes;
    let check = if settings.url.is_none() && own != config::Filter::Off {
        let looked = eyes::nudity(app, seen, own).await;
        looked
            .unwrap_or_else(|why| unmeasured("nudity", format!("not looked at for nudity: {why}")))
    } else {
        let found = worst(settings, seen).await;
        found.unwrap_or_else(|why| unmeasured("flagged", why))
    };
    add(made, [check]);
}

/// What is said of the first picture that is flagged, else of the first.
async fn worst(settings: &config::Moderation, seen: &[Vec<u8>]) -> Result<Check, String> {
    let mut first = None;
    for png in seen {
        let found = flagged(settings, Seen::Picture(png)).await?;
        if !found.passed {
            return Ok(found);
        }
        first.get_or_insert(found);
    }
    first.ok_or_else(|| "there is no picture to be looked at".into())
}

/// Adds what the provider itself said against what it made.
pub fn flagged_by(made: &mut Made, provider: &str, flag: &str) {
    let check = Check {
        name: "flagged_by_provider".into(),
        value: 1.0,
        wanted: 0.0,
        passed: false,
        message: format!("{provider} itself flags it: {flag}"),
        weight: Weight::Blocks,
    };
    add(made, [check]);
}

fn add(made: &mut Made, checks: impl IntoIterator<Item = Check>) {
    if let Value::Array(all) = &mut made.checks {
        all.extend(checks.into_iter().map(|check| serde_json::json!(check)));
    }
}

fn unmeasured(name: &str, why: String) -> Check {
    Check {
        name: name.into(),
        value: 0.0,
        wanted: 0.0,
        passed: true,
        message: why,
        weight: Weight::NotMeasured,
    }
}

/// How many words of the script are not heard as they are written.
async fn words(app: &App, wav: &[u8], text: &str, language: &str, by: Speaker) -> Check {
    let settings = &app.config.studio.hearing;
    let (heard, errors_max) = match &settings.url {
        Some(url) => (
            by_server(settings, url, wav, language).await,
            settings.errors_max,
        ),
        None => (
            here(app, wav, language, by).await,
            settings.errors_max.max(listener::ERRORS_MAX),
        ),
    };
    let heard = match heard {
        Ok(heard) => heard,
        Err(why) => {
            return unmeasured("words", format!("not measured against the script: {why}"));
        }
    };
    let found = sound::heard::compare(text, &heard);
    let heard: String = heard.trim().chars().take(160).collect();
    Check {
        name: "words".into(),
        value: found.rate(),
        wanted: errors_max,
        passed: found.rate() <= errors_max,
        message: format!(
            "{} of {} words are not heard as they are written; heard: \u{201c}{heard}\u{201d}",
            found.errors, found.of
        ),
        weight: if found.of >= WORDS_MIN || heard.is_empty() {
            Weight::Blocks
        } else {
            Weight::Warns
        },
    }
}

async fn by_server(
    settings: &config::Hearing,
    url: &Url,
    wav: &[u8],
    language: &str,
) -> Result<String, String> {
    let (account, runner) = ask(url, settings.key.as_ref())
        .map_err(|why| format!("the recogniser did not answer ({why})"))?;
    let heard = runner.hear(&account, &settings.model, wav, language).await;
    heard.map_err(|why| format!("the recogniser did not answer ({why})"))
}

/// By the recogniser of this machine.
async fn here(app: &App, wav: &[u8], language: &str, by: Speaker) -> Result<String, String> {
    if by == Speaker::House && !app.config.studio.hearing.own_voices {
        return Err("a voice of the house was given these very words, and nobody listened ([studio.hearing] own_voices in the settings)".into());
    }
    if !listener::knows(language) {
        return Err(format!(
            "the recogniser of this machine knows no {language}, and no other is set up ([studio.hearing] in the settings)"
        ));
    }
    let program = listener::program().ok_or("no recogniser is set up ([studio.hearing] in the settings, or install pocketsphinx and pocketsphinx-en-us)")?;
    let heard = listener::hear(app, &program, wav).await;
    heard.map_err(|why| format!("the recogniser of this machine heard nothing ({why})"))
}

/// Whether a text offends: by the list of the house, then by whoever is asked, else by the filter of this program.
async fn offence(app: &App, text: &str, language: &str) -> Check {
    let settings = &app.config.studio.moderation;
    if let Some(word) = listed(&settings.words, text) {
        return Check {
            name: "flagged".into(),
            value: 1.0,
            wanted: 0.0,
            passed: false,
            message: format!(
                "\u{201c}{word}\u{201d} is on the list of words that nobody says here"
            ),
            weight: Weight::Blocks,
        };
    }
    let own = settings.own_filter;
    if settings.url.is_none() && own != config::Filter::Off && language.starts_with("en") {
        return filtered(text, own);
    }
    match flagged(settings, Seen::Text(text)).await {
        Ok(check) => check,
        Err(_) if settings.url.is_none() && !settings.words.is_empty() => Check {
            name: "flagged".into(),
            value: 0.0,
            wanted: 0.0,
            passed: true,
            message: format!("none of the {} listed words", settings.words.len()),
            weight: Weight::Blocks,
        },
        Err(why) => unmeasured("flagged", why),
    }
}

/// What the filter of this program finds in an English line. Only what it calls severe counts: it is coarse, and dramas are
/// full of hatred and kisses.
fn filtered(text: &str, filter: config::Filter) -> Check {
    let found = Censor::from_str(text).analyze();
    let kinds = [
        (Type::OFFENSIVE, "offensive"),
        (Type::SEXUAL, "sexual"),
        (Type::MEAN, "cruel"),
    ];
    let severe = |(kind, _): &&(Type, &str)| found.is(*kind & Type::SEVERE);
    let worst = kinds.iter().find(severe).map(|(_, name)| *name);
    Check {
        name: "flagged".into(),
        value: f64::from(u8::from(worst.is_some())),
        wanted: 0.0,
        passed: worst.is_none(),
        message: match worst {
            None => "the filter of this house finds nothing severe in it".into(),
            Some(what) => format!("the filter of this house calls it {what}"),
        },
        weight: match filter {
            config::Filter::Blocks => Weight::Blocks,
            _ => Weight::Warns,
        },
    }
}

/// The first of the listed words or phrases that a text has, as whole words.
fn listed<'a>(list: &'a [String], text: &str) -> Option<&'a str> {
    let plain = |text: &str| {
        let small = text.to_lowercase();
        let words: Vec<&str> = small
            .split(|letter: char| !letter.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .collect();
        format!(" {} ", words.join(" "))
    };
    let text = plain(text);
    // Scripts without spaces have no whole words.
    let dense = |word: &str| {
        word.chars()
            .any(|letter| matches!(letter, '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{9fff}'))
    };
    list.iter().map(String::as_str).find(|word| {
        let wanted = plain(word);
        !wanted.trim().is_empty()
            && if dense(word) {
                text.contains(wanted.trim())
            } else {
                text.contains(&wanted)
            }
    })
}

async fn flagged(settings: &config::Moderation, seen: Seen<'_>) -> Result<Check, String> {
    let Some(url) = &settings.url else {
        return Err("nobody has looked whether it offends: no server and no words are named ([studio.moderation] in the settings)".into());
    };
    let (account, runner) = ask(url, settings.key.as_ref())?;
    let verdict = runner.offends(&account, &settings.model, seen).await;
    let verdict = verdict.map_err(|why| {
        format!("nobody has looked whether it offends: the server did not answer ({why})")
    })?;
    let what = verdict.categories.join(", ");
    Ok(Check {
        name: "flagged".into(),
        value: verdict.score,
        wanted: 0.5,
        passed: !verdict.flagged,
        message: if verdict.flagged {
            format!("flagged as {what}, {:.2} of 1", verdict.score)
        } else {
            format!(
                "not flagged; the most is {what} with {:.2} of 1",
                verdict.score
            )
        },
        weight: Weight::Blocks,
    })
}

/// Whoever writes the settings trusts the host in them, be it this machine; no other is asked.
fn ask(url: &Url, key: Option<&config::Secret>) -> Result<(Account, Runner), String> {
    let mut origin = url.clone();
    origin.set_path("");
    origin.set_query(None);
    let guard =
        Guard::new([origin.as_str().trim_end_matches('/')]).map_err(|error| error.to_string())?;
    let runner = Runner::new(guard, Pace::default()).map_err(|error| error.to_string())?;
    let key = key.map(|key| Secret::new(key.0.clone()));
    Ok((Account::new(url.as_str(), key), runner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_tells_what_is_severe_and_lets_a_drama_be_one() {
        let severe = filtered("Then kill yourself, you bastard.", config::Filter::Tells);
        assert_eq!((severe.passed, severe.weight), (false, Weight::Warns));
        let severe = filtered("K1ll your self!", config::Filter::Blocks);
        assert_eq!((severe.passed, severe.weight), (false, Weight::Blocks));
        for line in [
            "You are dead to me. I will destroy you and your whole family.",
            "Damn it, Jonah, who killed my father?",
            "I hate you. Kiss me before the wedding is over.",
            "The assassin came from Scunthorpe; push it open.",
        ] {
            let plain = filtered(line, config::Filter::Blocks);
            assert!(plain.passed, "{line}: {}", plain.message);
        }
    }

    #[test]
    fn listed_words_are_whole_words_in_any_case() {
        let list = [
            "damn".to_owned(),
            "Go to hell".into(),
            "该死".into(),
            " ".into(),
        ];
        assert_eq!(listed(&list, "Damn, it rains."), Some("damn"));
        assert_eq!(listed(&list, "Then go to HELL!"), Some("Go to hell"));
        assert_eq!(listed(&list, "你这个该死的人"), Some("该死"));
        assert_eq!(listed(&list, "The damnation of Faust; hello."), None);
    }
}
