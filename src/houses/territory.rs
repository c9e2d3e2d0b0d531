//! Where a viewer is.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::CurrentHouse;
use crate::app::App;
use crate::errors::AppError;

/// Extracts the territory of a request (ISO 3166-1 alpha-2): what the proxy before us says, if the settings
/// name its header and say that there is a proxy; else the house's own.
pub struct Territory(pub String);

impl FromRequestParts<App> for Territory {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, AppError> {
        let CurrentHouse(house) = CurrentHouse::from_request_parts(parts, app).await?;
        let header = app.config.territory_header.as_deref();
        let told = header
            .filter(|_| app.config.behind_proxy)
            .and_then(|header| parts.headers.get(header)?.to_str().ok())
            .filter(|text| is_territory(text));
        Ok(Self(told.unwrap_or(&house.territory).to_owned()))
    }
}

/// Two capital letters.
pub fn is_territory(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}
