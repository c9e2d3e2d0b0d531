//! What a page must know of the house before anything else.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use super::CurrentHouse;
use super::locale::locales;
use super::region::{Disclosure, Features, Page, Typeface, text_for};
use crate::catalog::language::Reading;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};

/// The ages that series are rated with.
const RATINGS: [&str; 5] = ["all", "7", "12", "16", "18"];

/// The brand, the languages and the rules of this house.
#[derive(Serialize, ToSchema)]
pub struct HouseInfo {
    pub name: String,
    pub tagline: String,
    /// `#rrggbb`
    pub accent: String,
    /// A picture for the name, as a data address.
    pub logo: Option<String>,
    pub typeface: Typeface,
    pub languages: Vec<String>,
    pub default_language: String,
    /// Each language of the apps as amounts and dates are written in it here (BCP 47).
    pub locales: BTreeMap<&'static str, String>,
    /// What each rating of a series (`all`, `7`, …) is called here.
    pub ratings: BTreeMap<&'static str, &'static str>,
    /// From which age on a viewer is asked.
    pub age_gate: Option<u8>,
    /// The legal pages that there are.
    pub legal: Vec<Page>,
    /// What is said where a brand is in the picture, or pictures were made by machines, in the viewer's language.
    pub disclosures: BTreeMap<Disclosure, String>,
    pub features: Features,
    pub version: &'static str,
}

/// Tell which house this is.
#[utoipa::path(get, operation_id = "show_house", path = "/api/v1/house", tag = "houses", responses((status = 200, body = HouseInfo)))]
pub async fn show(
    CurrentHouse(house): CurrentHouse,
    Reading(language): Reading,
) -> Json<HouseInfo> {
    let region = &house.region;
    let disclosures = region.disclosures.keys().filter_map(|kind| {
        let line = region.said(*kind, &language, &house.default_language)?;
        Some((*kind, line.to_owned()))
    });
    Json(HouseInfo {
        name: house.name.clone(),
        tagline: house.tagline.clone(),
        accent: house.accent.clone(),
        logo: region.logo.clone(),
        typeface: region.typeface,
        languages: house.languages.clone(),
        default_language: house.default_language.clone(),
        locales: locales(&house.territory),
        ratings: RATINGS
            .into_iter()
            .map(|rating| (rating, region.ratings.name(rating)))
            .collect(),
        age_gate: region.age_gate,
        legal: region.legal.keys().copied().collect(),
        disclosures: disclosures.collect(),
        features: region.features,
        version: env!("CARGO_PKG_VERSION"),
    })
}

/// A legal page.
#[derive(Serialize, ToSchema)]
pub struct LegalText {
    pub page: Page,
    /// The language that it is written in.
    pub language: String,
    /// Plain paragraphs; an empty line parts them, a line that begins with `# ` is a heading.
    pub text: String,
}

/// Show a legal page, in the viewer's language where there is one.
#[utoipa::path(get, operation_id = "show_legal_page", path = "/api/v1/house/legal/{page}", tag = "houses", params(("page" = Page, Path)),
    responses((status = 200, body = LegalText), (status = 404, body = ErrorBody)))]
pub async fn legal(
    CurrentHouse(house): CurrentHouse,
    Reading(language): Reading,
    Path(page): Path<Page>,
) -> AppResult<Json<LegalText>> {
    let texts = house.region.legal.get(&page);
    let found = texts.and_then(|texts| {
        let (language, text) = text_for(texts, &language, &house.default_language)?;
        Some(LegalText {
            page,
            language: language.to_owned(),
            text: text.to_owned(),
        })
    });
    found.map(Json).ok_or_else(|| {
        AppError::not_found(
            "page_not_found",
            "This house has no such page.",
            "Ask those who run the house.",
        )
    })
}
