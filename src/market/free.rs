//! What of a series is free on a day, for a buyer: a map and a table are made of it.

use axum::extract::State;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::door::Visitor;
use super::shown;
use crate::app::App;
use crate::catalog::language::Language;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::rights::free;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OnDay {
    /// Today when left out.
    pub on: Option<NaiveDate>,
    /// Such as `SVOD`; `VOD` when left out.
    pub media: Option<String>,
    /// BCP 47; the language that it was made in when left out.
    pub language: Option<String>,
}

/// Where it is free.
#[derive(Serialize, ToSchema)]
pub struct MarketAvails {
    pub on: NaiveDate,
    pub media: String,
    pub language: String,
    /// ISO 3166-1 alpha-2: may be licensed, but not to one alone.
    pub shared: Vec<String>,
    /// May be licensed to one alone.
    pub exclusive: Vec<String>,
}

/// The middle of a day; years that no contract speaks of are refused.
pub(super) fn moment(on: Option<NaiveDate>, now: DateTime<Utc>) -> AppResult<DateTime<Utc>> {
    let Some(day) = on else { return Ok(now) };
    let noon = NaiveTime::from_hms_opt(12, 0, 0).expect("twelve is an hour");
    if (1970..2200).contains(&chrono::Datelike::year(&day)) {
        return Ok(day.and_time(noon).and_utc());
    }
    Err(AppError::bad_request(
        "date_invalid",
        "That day is not in the years 1970 to 2199.",
        "Write the day as YYYY-MM-DD.",
    ))
}

/// Show where a series is free on a day.
#[utoipa::path(get, operation_id = "show_market_avails", path = "/api/v1/market/series/{slug}/avails", tag = "market",
    params(("slug" = String, Path), OnDay),
    responses((status = 200, body = MarketAvails), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Language(language): Language,
    Path(slug): Path<String>,
    Query(query): Query<OnDay>,
) -> AppResult<Json<MarketAvails>> {
    let series = shown::one(&app, &visitor, &language, &slug).await?;
    let at = moment(query.on, app.clock.now())?;
    let media = query.media.unwrap_or_else(|| "VOD".into());
    let language = query.language.unwrap_or(series.language);
    let places = free::places(&app, visitor.house.id, series.id, &media, &language, at).await?;
    let shared = places
        .sell
        .into_iter()
        .filter(|code| !places.sell_exclusive.contains(code));
    Ok(Json(MarketAvails {
        on: at.date_naive(),
        media,
        language,
        shared: shared.collect(),
        exclusive: places.sell_exclusive,
    }))
}
