//! Contracts about several series of the house at once: what one of them has not recouped is recouped from all.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::contracts::{NewShareContract, Subject, line_of, read, write};
use super::shown::{ShareContract, ShareContracts, of_slates, one};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;

/// A new slate, or a new version of one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSlateContract {
    /// The slate that it is a version of; left out: a new one.
    pub slate_id: Option<Uuid>,
    pub valid_from: NaiveDate,
    /// The deal in TOML, which lists its series by their slugs and says `cross_collateral = true`.
    pub text: String,
}

/// List the contracts about several series.
#[utoipa::path(get, operation_id = "list_slates", path = "/api/v1/desk/slates", tag = "sharing",
    responses((status = 200, body = ShareContracts), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<ShareContracts>> {
    Ok(Json(ShareContracts {
        items: of_slates(&app, operator.house_id).await?,
    }))
}

/// Add a contract about several series, or a version of one. It shares what they earn from its first day on, in the place
/// of contracts that began earlier.
#[utoipa::path(post, operation_id = "add_slate", path = "/api/v1/desk/slates", tag = "sharing", request_body = NewSlateContract,
    responses((status = 201, body = ShareContract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewSlateContract>,
) -> AppResult<(StatusCode, Json<ShareContract>)> {
    let house_id = operator.house_id;
    let deal = read(&new.text)?;
    if deal.series.is_empty() {
        return Err(AppError::bad_request(
            "slate_without_series",
            "This deal lists no series.",
            "List them by their slugs, such as series = [\"heiress\", \"haunted\"], and say cross_collateral = true.",
        ));
    }
    if let Some(slate_id) = new.slate_id {
        sqlx::query_scalar!(
            "select id from share_contracts where house_id = $1 and slate_id = $2 limit 1",
            house_id,
            slate_id
        )
        .fetch_optional(&app.db)
        .await?
        .ok_or_else(|| super::not_found("slate"))?;
    }
    let subject = Subject {
        series_id: None,
        slate_id: Some(new.slate_id.unwrap_or_else(|| app.random.id())),
        title: deal.name.clone(),
        covers: covered(&app, house_id, &deal.series, &new.text).await?,
        collects: false,
    };
    let version = NewShareContract {
        valid_from: new.valid_from,
        text: new.text,
    };
    let id = write(&app, &operator, &subject, &deal, version).await?;
    let made = one(&app, house_id, id).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// The series with these slugs; each must be the house's.
pub(super) async fn covered(
    app: &App,
    house_id: Uuid,
    slugs: &[String],
    text: &str,
) -> AppResult<BTreeMap<String, Uuid>> {
    let rows = sqlx::query!(
        "select id, slug from series where house_id = $1 and slug = any ($2)",
        house_id,
        slugs
    )
    .fetch_all(&app.db)
    .await?;
    let found: BTreeMap<String, Uuid> = rows.into_iter().map(|row| (row.slug, row.id)).collect();
    match slugs.iter().find(|slug| !found.contains_key(*slug)) {
        None => Ok(found),
        Some(slug) => Err(AppError::bad_request(
            "contract_series_unknown",
            format!(
                "Line {}: there is no series `{slug}` in this house.",
                line_of(text, slug)
            ),
            "Name the series as in its address.",
        )),
    }
}
