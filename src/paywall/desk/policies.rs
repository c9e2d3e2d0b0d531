//! The paywall of the house and of its series.

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::catalog::routes::no_such_series;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::paywall::policies::{self, Kept};
use crate::paywall::policy::Policy;
use crate::people::Person;
use crate::people::policy::Operator;

/// A policy and its version.
#[derive(Serialize, ToSchema)]
pub struct PolicyKept {
    /// Null: none. The house's then holds for a series; without one of the house everything is free.
    pub policy: Option<Policy>,
    /// From 1 on; 0: never set.
    pub version: i32,
    pub changed_at: Option<DateTime<Utc>>,
}

impl From<Kept> for PolicyKept {
    fn from(kept: Kept) -> Self {
        let Kept {
            policy,
            version,
            changed_at,
        } = kept;
        Self {
            policy,
            version,
            changed_at,
        }
    }
}

/// A series' own policy, and what was said of it where it was made.
#[derive(Serialize, ToSchema)]
pub struct SeriesPaywall {
    #[serde(flatten)]
    pub kept: PolicyKept,
    /// The first episode that should cost something, by the endings of its script; null: nobody has said.
    pub suggested: Option<i32>,
}

/// The house's policy and the series that have their own.
#[derive(Serialize, ToSchema)]
pub struct Paywalls {
    pub house: PolicyKept,
    pub series: Vec<SeriesPolicy>,
}

#[derive(Serialize, ToSchema)]
pub struct SeriesPolicy {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub paywall: PolicyKept,
}

/// What a policy is to be; null takes it away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyChange {
    pub policy: Option<Policy>,
}

/// Show the house's paywall and those of its series.
#[utoipa::path(get, operation_id = "list_paywalls", path = "/api/v1/desk/paywalls", tag = "desk", responses((status = 200, body = Paywalls)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Paywalls>> {
    let house_id = operator.house_id;
    let house = policies::current(&app.db, house_id, None).await?.into();
    let rows = sqlx::query!(
        r#"select s.id, s.slug, s.title, p.version, p.policy as "policy: sqlx::types::Json<Policy>", p.created_at
           from series s
           join lateral (select version, policy, created_at from paywall_policies
                where house_id = $1 and series_id = s.id order by version desc limit 1) p on true
           where s.house_id = $1 and p.policy is not null order by s.title, s.id limit 10000"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let series = rows.into_iter().map(|row| SeriesPolicy {
        id: row.id,
        slug: row.slug,
        title: row.title,
        paywall: PolicyKept {
            policy: row.policy.map(|policy| policy.0),
            version: row.version,
            changed_at: Some(row.created_at),
        },
    });
    Ok(Json(Paywalls {
        house,
        series: series.collect(),
    }))
}

/// Set the house's paywall, for every series without one of its own.
#[utoipa::path(put, operation_id = "set_house_paywall", path = "/api/v1/desk/paywalls", tag = "desk", request_body = PolicyChange,
    responses((status = 200, body = PolicyKept), (status = 400, body = ErrorBody)))]
pub async fn set_house(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(change): Json<PolicyChange>,
) -> AppResult<Json<PolicyKept>> {
    change_policy(&app, &operator, None, change.policy.as_ref()).await
}

/// Show a series' own paywall.
#[utoipa::path(get, operation_id = "show_series_paywall", path = "/api/v1/desk/series/{id}/paywall", tag = "desk", params(("id" = Uuid, Path)),
    responses((status = 200, body = SeriesPaywall), (status = 404, body = ErrorBody)))]
pub async fn show_series(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<SeriesPaywall>> {
    let house_id = operator.house_id;
    let suggested = sqlx::query_scalar!(
        "select suggested_paywall from series where id = $1 and house_id = $2",
        id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(no_such_series)?;
    let kept = policies::current(&app.db, house_id, Some(id)).await?;
    Ok(Json(SeriesPaywall {
        kept: kept.into(),
        suggested,
    }))
}

/// Set a series' own paywall.
#[utoipa::path(put, operation_id = "set_series_paywall", path = "/api/v1/desk/series/{id}/paywall", tag = "desk", params(("id" = Uuid, Path)),
    request_body = PolicyChange,
    responses((status = 200, body = PolicyKept), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn set_series(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(change): Json<PolicyChange>,
) -> AppResult<Json<PolicyKept>> {
    must_be_ours(&app, operator.house_id, id).await?;
    change_policy(&app, &operator, Some(id), change.policy.as_ref()).await
}

/// Take a series' own paywall away, so that the house's holds.
#[utoipa::path(delete, operation_id = "remove_series_paywall", path = "/api/v1/desk/series/{id}/paywall", tag = "desk", params(("id" = Uuid, Path)),
    responses((status = 200, body = PolicyKept), (status = 404, body = ErrorBody)))]
pub async fn remove_series(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<PolicyKept>> {
    must_be_ours(&app, operator.house_id, id).await?;
    change_policy(&app, &operator, Some(id), None).await
}

pub(super) async fn must_be_ours(app: &App, house_id: Uuid, series_id: Uuid) -> AppResult<()> {
    sqlx::query_scalar!(
        "select id from series where id = $1 and house_id = $2",
        series_id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .map(|_| ())
    .ok_or_else(no_such_series)
}

async fn change_policy(
    app: &App,
    operator: &Person,
    series_id: Option<Uuid>,
    policy: Option<&Policy>,
) -> AppResult<Json<PolicyKept>> {
    let house_id = operator.house_id;
    let mut transaction = app.db.begin().await?;
    let before = policies::current(&mut *transaction, house_id, series_id).await?;
    let by = Some(operator.id);
    if policies::set(app, &mut transaction, house_id, series_id, policy, by).await? {
        let kind = if series_id.is_some() {
            "series"
        } else {
            "house"
        };
        let detail = serde_json::json!({ "before": before.policy, "after": policy });
        let subject = series_id.unwrap_or(house_id);
        audit::note(
            &mut *transaction,
            app,
            operator,
            "paywall.changed",
            kind,
            subject,
            detail,
        )
        .await?;
    }
    let after = policies::current(&mut *transaction, house_id, series_id).await?;
    transaction.commit().await?;
    Ok(Json(after.into()))
}
