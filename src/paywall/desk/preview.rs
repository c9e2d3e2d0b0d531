//! What a policy comes to, before it is saved.

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::policies::must_be_ours;
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::Json;
use crate::paywall::policies::invalid;
use crate::paywall::policy::{NO_ARM, Policy};
use crate::paywall::quote::{Standing, quote};
use crate::people::policy::Operator;

/// A policy to be looked at before it is saved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    pub policy: Policy,
    /// The series whose episodes are shown; without one, sixty episodes.
    pub series_id: Option<Uuid>,
    /// The moment; now when left out.
    pub at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
pub struct PolicyPreview {
    /// One for each arm; a policy without arms has one, `all`.
    pub arms: Vec<ArmPreview>,
}

/// What viewers of an arm see who have bought nothing yet.
#[derive(Serialize, ToSchema)]
pub struct ArmPreview {
    pub arm: String,
    pub episodes: Vec<EpisodePreview>,
    /// Coins for all locked episodes one by one, without the cap.
    pub singles: i64,
    /// Coins for the ten from the first locked one on, and for all of them.
    pub next_ten: Option<i64>,
    pub series: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct EpisodePreview {
    pub number: u32,
    pub coins: i64,
    pub free: bool,
    /// Until when it is free, if not for good.
    pub free_until: Option<DateTime<Utc>>,
}

/// Show what a policy comes to, without saving it.
#[utoipa::path(post, operation_id = "preview_paywall", path = "/api/v1/desk/paywalls/preview", tag = "desk", request_body = PreviewRequest,
    responses((status = 200, body = PolicyPreview), (status = 400, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn preview(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(request): Json<PreviewRequest>,
) -> AppResult<Json<PolicyPreview>> {
    let policy = request.policy;
    policy.check().map_err(|what| invalid(&what))?;
    let now = request.at.unwrap_or_else(|| app.clock.now());
    let numbers: Vec<u32> = if let Some(id) = request.series_id {
        must_be_ours(&app, operator.house_id, id).await?;
        sqlx::query_scalar!(
            "select number from episodes where series_id = $1 and withdrawn_at is null order by number",
            id
        )
        .fetch_all(&app.db)
        .await?
        .into_iter()
        .map(|number| u32::try_from(number).unwrap_or_default())
        .collect()
    } else {
        (1..=60).collect()
    };
    let names: Vec<&str> = policy.arms.iter().map(|arm| &*arm.name).collect();
    let names = if names.is_empty() {
        vec![NO_ARM]
    } else {
        names
    };
    let arms = names.into_iter().map(|name| {
        let terms = policy.terms(name);
        let episodes: Vec<EpisodePreview> = numbers
            .iter()
            .map(|number| {
                let free = terms.free(*number, now);
                EpisodePreview {
                    number: *number,
                    coins: free.map_or_else(|| terms.price(*number, now), |_| 0),
                    free: free.is_some(),
                    free_until: free.and_then(|free| free.until),
                }
            })
            .collect();
        let standings: Vec<Standing> = episodes
            .iter()
            .map(|episode| Standing {
                id: Uuid::nil(),
                number: episode.number,
                duration_ms: 0,
                locked: !episode.free,
            })
            .collect();
        let first = episodes.iter().find(|episode| !episode.free);
        let quote = quote(
            &terms,
            now,
            &standings,
            0,
            first.map_or(1, |one| one.number),
        );
        ArmPreview {
            arm: name.to_owned(),
            singles: episodes.iter().map(|episode| episode.coins).sum(),
            next_ten: quote.next_ten.map(|bundle| bundle.coins),
            series: quote.series.map(|bundle| bundle.coins),
            episodes,
        }
    });
    Ok(Json(PolicyPreview {
        arms: arms.collect(),
    }))
}
