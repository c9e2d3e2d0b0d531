//! What an installed house is called and looks like (<https://www.w3.org/TR/appmanifest/>): the bundle's
//! manifest with the house's own name, words and colour.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::{Bundle, head};
use crate::errors::AppError;
use crate::houses::House;

pub const NAME: &str = "manifest.webmanifest";
/// Home screens cut longer names off.
const SHORT_CHARS: usize = 12;

/// The manifest of this house; pages ask for it without cookies, so it is the same for everybody who
/// reads the same language.
pub fn answer(house: &House, language: &str) -> Response {
    let Some(file) = Bundle::get(&format!("watch/{NAME}")) else {
        return AppError::not_found(
            "page_not_found",
            "There is no manifest here.",
            "Build the web apps, then start the house again.",
        )
        .into_response();
    };
    let template = match serde_json::from_slice(&file.data) {
        Ok(template) => template,
        Err(error) => return AppError::internal(error).into_response(),
    };
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/manifest+json"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::VARY, HeaderValue::from_static("accept-language")),
    ];
    (headers, complete(template, house, language).to_string()).into_response()
}

fn complete(mut manifest: Value, house: &House, language: &str) -> Value {
    manifest["name"] = house.name.as_str().into();
    manifest["short_name"] = short(&house.name).into();
    if !house.tagline.is_empty() {
        manifest["description"] = house.tagline.as_str().into();
    }
    manifest["theme_color"] = house.accent.as_str().into();
    manifest["lang"] = language.into();
    manifest["dir"] = head::direction(language).into();
    let (discover, list) = shortcuts(language);
    manifest["shortcuts"] = json!([
        { "name": discover, "url": "/discover" },
        { "name": list, "url": "/list" },
    ]);
    manifest
}

/// The name up to its last whole word that fits; a long first word is cut.
fn short(name: &str) -> String {
    let cut: String = name.chars().take(SHORT_CHARS).collect();
    match cut.rfind(' ') {
        Some(space) if cut.len() < name.len() && !name[cut.len()..].starts_with(' ') => {
            cut[..space].trim_end().to_owned()
        }
        _ => cut.trim_end().to_owned(),
    }
}

/// Discover and My list, as the app itself says them.
fn shortcuts(language: &str) -> (&'static str, &'static str) {
    match language.split('-').next() {
        Some("zh") => ("发现", "我的片单"),
        Some("es") => ("Descubrir", "Mi lista"),
        Some("pt") => ("Descobrir", "Minha lista"),
        Some("hi") => ("खोजें", "मेरी सूची"),
        Some("ko") => ("둘러보기", "내 목록"),
        Some("ar") => ("استكشاف", "قائمتي"),
        Some("de") => ("Entdecken", "Meine Liste"),
        Some("fr") => ("Découvrir", "Ma liste"),
        Some("id") => ("Jelajahi", "Daftarku"),
        Some("th") => ("สำรวจ", "รายการของฉัน"),
        Some("fil") => ("Tuklasin", "Listahan ko"),
        Some("te") => ("అన్వేషించండి", "నా లిస్ట్"),
        _ => ("Discover", "My list"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_house_is_installed_under_its_own_name_and_colour() {
        let house = House {
            id: uuid::Uuid::nil(),
            name: "Long Nights of Lima".into(),
            tagline: "A minute is enough".into(),
            accent: "#00aa88".into(),
            languages: vec!["es".into()],
            default_language: "es".into(),
            currency: "USD".into(),
            territory: "US".into(),
            region: sqlx::types::Json::default(),
        };
        let template = include_str!("../../web/watch/public/manifest.webmanifest");
        let manifest = complete(serde_json::from_str(template).unwrap(), &house, "es-PE");
        for (key, value) in [
            ("name", "Long Nights of Lima"),
            ("short_name", "Long Nights"),
            ("description", "A minute is enough"),
            ("theme_color", "#00aa88"),
            ("lang", "es-PE"),
            ("dir", "ltr"),
            ("id", "/"),
            ("start_url", "/"),
        ] {
            assert_eq!(manifest[key], value, "{key}");
        }
        assert_eq!(manifest["shortcuts"][1]["name"], "Mi lista");
        assert!(!manifest["icons"].as_array().unwrap().is_empty());
    }

    #[test]
    fn the_apps_own_words_name_the_shortcuts() {
        for language in crate::houses::LANGUAGES {
            let path = format!("web/ui/src/i18n/locales/{language}.json");
            let words: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
            let (discover, list) = shortcuts(language);
            assert_eq!(words["nav.discover"], discover);
            assert_eq!(words["nav.list"], list);
        }
    }

    #[test]
    fn names_are_cut_between_words() {
        assert_eq!(short("Cliffhanger"), "Cliffhanger");
        assert_eq!(short("Twelve Chars"), "Twelve Chars");
        assert_eq!(short("Extraordinarily"), "Extraordinar");
        assert_eq!(
            short("夜夜夜夜夜夜夜夜夜夜夜夜夜夜"),
            "夜夜夜夜夜夜夜夜夜夜夜夜"
        );
        assert_eq!(short(""), "");
    }
}
