//! Which language a viewer is answered in.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use serde::Deserialize;

use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::extract::Query;
use crate::houses::{CurrentHouse, House};
use crate::language::primary;
use crate::people::MaybePerson;

/// The viewer's language as a BCP 47 tag, from (in this order) `?lang=`, their settings, their
/// browser, the house.
pub struct Language(pub String);

/// As [`Language`], for what people have written: also in a language that the house tells its series in and that its pages
/// are not translated into.
pub struct Reading(pub String);

#[derive(Deserialize)]
struct Wanted {
    lang: Option<String>,
}

impl FromRequestParts<App> for Language {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        wanted(parts, app, |house| house.languages.clone())
            .await
            .map(Self)
    }
}

impl FromRequestParts<App> for Reading {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        let written = |house: &House| {
            let told = &house.region.content_languages;
            house.languages.iter().chain(told).cloned().collect()
        };
        wanted(parts, app, written).await.map(Self)
    }
}

/// What is asked for, by whatever way.
async fn wanted(
    parts: &mut Parts,
    app: &App,
    languages: impl FnOnce(&House) -> Vec<String> + Send,
) -> AppResult<String> {
    if let Ok(Query(Wanted { lang: Some(tag) })) =
        Query::<Wanted>::from_request_parts(parts, app).await
        && is_tag(&tag)
    {
        return Ok(tag);
    }
    if let MaybePerson(Some(person)) = MaybePerson::from_request_parts(parts, app).await?
        && let Some(tag) = person.settings.get("language").and_then(|tag| tag.as_str())
    {
        return Ok(tag.to_owned());
    }
    let CurrentHouse(house) = CurrentHouse::from_request_parts(parts, app).await?;
    let accepted = parts
        .headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok());
    let tag = accepted.and_then(|accepted| first_accepted(accepted, &languages(&house)));
    Ok(tag.unwrap_or_else(|| house.default_language.clone()))
}

/// The house's language that an `Accept-Language` header (RFC 9110, 12.5.4) likes best.
fn first_accepted(header: &str, languages: &[String]) -> Option<String> {
    let mut wishes: Vec<(f32, &str)> = header
        .split(',')
        .take(20)
        .filter_map(|wish| {
            let (tag, weight) = wish.split_once(";q=").unwrap_or((wish, "1"));
            let weight: f32 = weight.trim().parse().ok().filter(|weight| *weight > 0.0)?;
            Some((weight, tag.trim()))
        })
        .collect();
    // Stable: equal wishes keep their order.
    wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
    wishes.into_iter().find_map(|(_, tag)| {
        let wanted = primary(tag);
        let mut known = languages.iter();
        known.find(|language| primary(language) == wanted).cloned()
    })
}

/// Letters, digits and hyphens, at most 35 long (RFC 5646, 4.4.1).
pub fn is_tag(tag: &str) -> bool {
    (2..=35).contains(&tag.len())
        && tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::{first_accepted, is_tag};

    #[test]
    fn the_best_liked_language_of_the_house_is_taken() {
        let house: Vec<String> = ["en", "zh", "pt"].map(Into::into).into();
        let pick = |header| first_accepted(header, &house);
        assert_eq!(pick("pt-BR,pt;q=0.9,en;q=0.8").as_deref(), Some("pt"));
        assert_eq!(pick("fr,en;q=0.2,zh-Hant;q=0.5").as_deref(), Some("zh"));
        assert_eq!(pick("en;q=0,fr"), None);
        assert_eq!(pick(";q=,,*;q=x"), None);
        let house: Vec<String> = ["en", "fil", "id"].map(Into::into).into();
        let pick = |header| first_accepted(header, &house);
        assert_eq!(pick("tl-PH,en;q=0.9").as_deref(), Some("fil"));
        assert_eq!(pick("fil,en;q=0.9").as_deref(), Some("fil"));
        assert_eq!(pick("in-ID,en;q=0.9").as_deref(), Some("id"));
    }

    #[test]
    fn a_tag_is_a_tag() {
        assert!(is_tag("zh-Hans") && is_tag("es-419"));
        assert!(
            !is_tag("")
                && !is_tag("e")
                && !is_tag("en_US")
                && !is_tag("en-")
                && !is_tag(&"a".repeat(36))
        );
    }
}
