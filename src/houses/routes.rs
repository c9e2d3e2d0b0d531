//! What a page must know of the house before anything else.

use serde::Serialize;
use utoipa::ToSchema;

use super::CurrentHouse;
use crate::extract::Json;

/// The brand and the languages of this house.
#[derive(Serialize, ToSchema)]
pub struct HouseInfo {
    pub name: String,
    pub tagline: String,
    /// `#rrggbb`
    pub accent: String,
    pub languages: Vec<String>,
    pub default_language: String,
    pub version: &'static str,
}

/// Tell which house this is.
#[utoipa::path(get, operation_id = "show_house", path = "/api/v1/house", tag = "houses", responses((status = 200, body = HouseInfo)))]
pub async fn show(CurrentHouse(house): CurrentHouse) -> Json<HouseInfo> {
    Json(HouseInfo {
        name: house.name.clone(),
        tagline: house.tagline.clone(),
        accent: house.accent.clone(),
        languages: house.languages.clone(),
        default_language: house.default_language.clone(),
        version: env!("CARGO_PKG_VERSION"),
    })
}
