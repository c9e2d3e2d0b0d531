//! Brands, deals, placements and exposures at the desk.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::brands::{self, Brand, NewBrand};
use super::deals::{self, BrandDeal, NewBrandDeal};
use super::pay::{self, BrandPayment};
use super::picture::{self, NewPlacement, PlacedEpisode};
use super::report::{self, Exposures};
use crate::app::App;
use crate::catalog::routes::no_such_series;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;
use crate::sharing::statements::routes::download;

#[derive(Serialize, ToSchema)]
pub struct Brands {
    pub items: Vec<Brand>,
}

#[derive(Serialize, ToSchema)]
pub struct BrandDeals {
    /// The newest first, at most a thousand.
    pub items: Vec<BrandDeal>,
}

/// Where brands are in a series.
#[derive(Serialize, ToSchema)]
pub struct SeriesPlacements {
    pub episodes: Vec<PlacedEpisode>,
}

/// List brands, with what they owe.
#[utoipa::path(get, operation_id = "list_brands", path = "/api/v1/desk/brands", tag = "placements",
    responses((status = 200, body = Brands), (status = 403, body = ErrorBody)))]
pub async fn brands(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Brands>> {
    let items = brands::list(&app, operator.house_id, None).await?;
    Ok(Json(Brands { items }))
}

/// Enter a brand.
#[utoipa::path(post, operation_id = "add_brand", path = "/api/v1/desk/brands", tag = "placements", request_body = NewBrand,
    responses((status = 201, body = Brand), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
              (status = 409, body = ErrorBody, description = "`brand_known`")))]
pub async fn add_brand(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewBrand>,
) -> AppResult<(StatusCode, Json<Brand>)> {
    let brand = brands::add(&app, &operator, &new).await?;
    Ok((StatusCode::CREATED, Json(brand)))
}

/// Write down that a brand paid.
#[utoipa::path(post, operation_id = "brand_paid", path = "/api/v1/desk/brands/{id}/payments", tag = "placements",
    params(("id" = Uuid, Path)), request_body = BrandPayment,
    responses((status = 200, body = Brand), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
              (status = 404, body = ErrorBody), (status = 409, body = ErrorBody, description = "`more_than_owed`, `payment_differs`")))]
pub async fn brand_paid(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(payment): Json<BrandPayment>,
) -> AppResult<Json<Brand>> {
    Ok(Json(pay::paid(&app, &operator, id, &payment).await?))
}

/// List deals with brands, with what they came to.
#[utoipa::path(get, operation_id = "list_brand_deals", path = "/api/v1/desk/brand-deals", tag = "placements",
    responses((status = 200, body = BrandDeals), (status = 403, body = ErrorBody)))]
pub async fn deals(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<BrandDeals>> {
    let items = deals::list(&app, operator.house_id, None).await?;
    Ok(Json(BrandDeals { items }))
}

/// Enter a deal with a brand. It never changes; a change is a further deal.
#[utoipa::path(post, operation_id = "add_brand_deal", path = "/api/v1/desk/brand-deals", tag = "placements", request_body = NewBrandDeal,
    responses((status = 201, body = BrandDeal), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
              (status = 404, body = ErrorBody)))]
pub async fn add_deal(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewBrandDeal>,
) -> AppResult<(StatusCode, Json<BrandDeal>)> {
    let deal = deals::add(&app, &operator, new).await?;
    Ok((StatusCode::CREATED, Json(deal)))
}

/// Show what was seen of a deal, day by day.
#[utoipa::path(get, operation_id = "show_exposures", path = "/api/v1/desk/brand-deals/{id}/exposures", tag = "placements",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Exposures), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn exposures(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Exposures>> {
    Ok(Json(report::days(&app, operator.house_id, id).await?))
}

/// Download what was seen of a deal as a table, line by line.
#[utoipa::path(get, operation_id = "exposures_table", path = "/api/v1/desk/brand-deals/{id}/exposures.csv", tag = "placements",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = String, content_type = "text/csv"), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn table(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Response> {
    let table = report::table(&app, operator.house_id, id).await?;
    Ok(download(
        "exposures",
        "csv",
        "text/csv; charset=utf-8",
        table,
    ))
}

/// Show where brands are in a series.
#[utoipa::path(get, operation_id = "show_placements", path = "/api/v1/desk/series/{id}/placements", tag = "placements",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = SeriesPlacements), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn placements(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<SeriesPlacements>> {
    sqlx::query_scalar!(
        "select id from series where house_id = $1 and id = $2",
        operator.house_id,
        id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(no_such_series)?;
    let episodes = picture::of_series(&app, operator.house_id, id).await?;
    Ok(Json(SeriesPlacements { episodes }))
}

/// Enter where a brand is in an episode.
#[utoipa::path(post, operation_id = "add_placement", path = "/api/v1/desk/placements", tag = "placements", request_body = NewPlacement,
    responses((status = 201, body = SeriesPlacements), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
              (status = 404, body = ErrorBody), (status = 409, body = ErrorBody, description = "`competitor_placed`, `placements_too_many`")))]
pub async fn add_placement(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewPlacement>,
) -> AppResult<(StatusCode, Json<SeriesPlacements>)> {
    let series_id = picture::add(&app, &operator, &new).await?;
    let episodes = picture::of_series(&app, operator.house_id, series_id).await?;
    Ok((StatusCode::CREATED, Json(SeriesPlacements { episodes })))
}

/// Take a placement out of what is counted from now on.
#[utoipa::path(delete, operation_id = "remove_placement", path = "/api/v1/desk/placements/{id}", tag = "placements",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = SeriesPlacements), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn remove_placement(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<SeriesPlacements>> {
    let series_id = picture::remove(&app, &operator, id).await?;
    let episodes = picture::of_series(&app, operator.house_id, series_id).await?;
    Ok(Json(SeriesPlacements { episodes }))
}
