//! What a server says of something that was made: what is heard in it, whether it offends. Both speak OpenAI's
//! interface, as many local servers do; both only ask, and make nothing.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;

use crate::adapter::Account;
use crate::http::{Answer, Body, Method, Part, Request};

/// Asks what is heard in a WAV file. `language`: two letters, of BCP 47 the first part.
pub fn hear(account: &Account, model: &str, wav: &[u8], language: &str) -> Request {
    let text = |name: &str, text: &str| Part {
        name: name.into(),
        file: None,
        bytes: text.as_bytes().to_vec(),
    };
    let language = language.split('-').next().unwrap_or_default();
    let parts = vec![
        Part {
            name: "file".into(),
            file: Some(("line.wav".into(), "audio/wav".into())),
            bytes: wav.to_vec(),
        },
        text("model", model),
        text("language", language),
        text("response_format", "json"),
        text("temperature", "0"),
    ];
    account.bearer(Request::new(
        Method::Post,
        account.at("/audio/transcriptions"),
        Body::Form(parts),
    ))
}

/// What was heard: `{"text": "…"}`.
pub fn heard(answer: &Answer) -> Result<String, String> {
    refused(answer)?;
    let value = answer.value();
    let text = value["text"].as_str();
    text.map(str::to_owned)
        .ok_or_else(|| "it answered with no text".into())
}

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub enum Seen<'a> {
    Text(&'a str),
    /// A PNG file.
    Picture(&'a [u8]),
}

/// Asks whether something offends.
pub fn offends(account: &Account, model: &str, seen: Seen) -> Request {
    let input = match seen {
        Seen::Text(text) => json!(text),
        Seen::Picture(png) => {
            let url = format!("data:image/png;base64,{}", BASE64_STANDARD.encode(png));
            json!([{ "type": "image_url", "image_url": { "url": url } }])
        }
    };
    let body = json!({ "model": model, "input": input });
    account.bearer(Request::post(account.at("/moderations"), body))
}

/// Whether something offends, and how sure that is.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    pub flagged: bool,
    /// Of what is flagged; where nothing is, the highest of all.
    pub categories: Vec<String>,
    /// The highest score, 0 to 1.
    pub score: f64,
}

/// `{"results": [{"flagged": …, "categories": {…}, "category_scores": {…}}]}`
pub fn verdict(answer: &Answer) -> Result<Verdict, String> {
    refused(answer)?;
    let value = answer.value();
    let result = &value["results"][0];
    let Some(flagged) = result["flagged"].as_bool() else {
        return Err("it answered with no verdict".into());
    };
    let scores = result["category_scores"].as_object();
    let mut scores: Vec<(String, f64)> = scores
        .into_iter()
        .flatten()
        .filter_map(|(name, score)| Some((shown(name), score.as_f64()?)))
        .collect();
    scores.sort_by(|a, b| b.1.total_cmp(&a.1));
    let named: Vec<String> = result["categories"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(_, yes)| **yes == true)
        .map(|(name, _)| shown(name))
        .collect();
    let top = scores.first();
    Ok(Verdict {
        flagged,
        score: top.map_or(f64::from(flagged), |top| top.1.clamp(0.0, 1.0)),
        categories: if named.is_empty() {
            top.map(|top| top.0.clone()).into_iter().collect()
        } else {
            named
        },
    })
}

/// Anybody's text, cut short.
fn shown(name: &str) -> String {
    let plain = name.chars().filter(|letter| !letter.is_control());
    plain.take(60).collect()
}

fn refused(answer: &Answer) -> Result<(), String> {
    if answer.is_ok() {
        Ok(())
    } else {
        Err(crate::adapter::failure(answer).message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        Account::new("http://127.0.0.1:8090/v1", None)
    }

    #[test]
    fn a_line_goes_as_a_form_and_comes_back_as_text() {
        let request = hear(&account(), "whisper-1", b"RIFF", "pt-BR");
        let shown = request.shown();
        assert_eq!(
            (&shown["url"], &shown["body"][0]["media"]),
            (
                &json!("http://127.0.0.1:8090/v1/audio/transcriptions"),
                &json!("audio/wav")
            )
        );
        assert_eq!(
            shown["body"][2],
            json!({ "name": "language", "text": "pt" })
        );
        let said = Answer::json(200, &json!({ "text": "Then pay for it." }));
        assert_eq!(heard(&said).unwrap(), "Then pay for it.");
        for bad in [
            Answer::json(200, &json!({ "words": [] })),
            Answer::json(400, &json!({ "error": { "message": "no such model" } })),
            Answer::default(),
        ] {
            assert!(heard(&bad).is_err());
        }
    }

    #[test]
    fn a_verdict_has_its_categories_and_its_score() {
        let body = offends(&account(), "omni", Seen::Picture(b"png")).shown()["body"].clone();
        assert!(
            body["input"][0]["image_url"]["url"]
                .as_str()
                .unwrap()
                .starts_with("data:image/png;base64,")
        );
        let flagged = json!({ "results": [{
            "flagged": true, "categories": { "violence": true, "hate": false },
            "category_scores": { "violence": 0.91, "hate": 0.02 },
        }] });
        let found = verdict(&Answer::json(200, &flagged)).unwrap();
        assert_eq!(
            (found.flagged, &*found.categories, found.score),
            (true, &["violence".to_owned()][..], 0.91)
        );
        let clean =
            json!({ "results": [{ "flagged": false, "category_scores": { "hate": 0.02 } }] });
        let found = verdict(&Answer::json(200, &clean)).unwrap();
        assert_eq!((found.flagged, found.score), (false, 0.02));
        assert!(verdict(&Answer::json(200, &json!({ "results": [] }))).is_err());
        assert!(verdict(&Answer::json(500, &json!({}))).is_err());
    }
}
