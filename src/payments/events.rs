//! What providers told and the house could not handle: tried so often by itself, then shown to an operator.

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::provider::ProviderKind;
use super::{stores, stripe};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;

/// After so many tries an event waits for an operator; the sweeps find most of what it told of anyway.
pub const ATTEMPTS_MAX: i32 = 12;

/// An event that nothing tries again by itself.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StuckEvent {
    pub provider: ProviderKind,
    /// The provider's own name of it.
    pub event_id: String,
    /// The provider's own word, such as `charge.refunded`.
    pub kind: String,
    pub received_at: DateTime<Utc>,
    pub attempts: i32,
    /// What went wrong the last time.
    pub problem: Option<String>,
}

/// The events of a house that wait for an operator, the oldest first, at most two hundred.
pub async fn stuck(app: &App, house_id: Uuid) -> AppResult<Vec<StuckEvent>> {
    Ok(sqlx::query_as!(
        StuckEvent,
        r#"select provider as "provider: ProviderKind", event_id, kind, received_at, attempts, problem from provider_events
           where house_id = $1 and processed_at is null and attempts >= $2 order by received_at, event_id limit 200"#,
        house_id,
        ATTEMPTS_MAX
    )
    .fetch_all(&app.db)
    .await?)
}

/// List what providers told and the house could not handle.
#[utoipa::path(get, operation_id = "stuck_events", path = "/api/v1/desk/provider-events", tag = "desk",
    responses((status = 200, body = Vec<StuckEvent>), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Vec<StuckEvent>>> {
    Ok(Json(stuck(&app, operator.house_id).await?))
}

/// The event that is to be tried.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventWanted {
    pub provider: ProviderKind,
    pub event_id: String,
}

/// What came of a try.
#[derive(Serialize, ToSchema)]
pub struct EventTried {
    pub handled: bool,
    /// What went wrong this time.
    pub problem: Option<String>,
    /// What waits still.
    pub stuck: Vec<StuckEvent>,
}

/// Try again now what could not be handled.
#[utoipa::path(post, operation_id = "retry_event", path = "/api/v1/desk/provider-events/retry", tag = "desk", request_body = EventWanted,
    responses((status = 200, body = EventTried), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn retry(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(wanted): Json<EventWanted>,
) -> AppResult<Json<EventTried>> {
    let house_id = operator.house_id;
    let (provider, id) = (wanted.provider, wanted.event_id.as_str());
    if waiting(&app, house_id, provider, id).await?.is_none() {
        return Err(AppError::not_found(
            "event_not_waiting",
            "No event of this name waits to be handled.",
            "Load the list again: it may be done meanwhile.",
        ));
    }
    audit::note(
        &app.db,
        &app,
        &operator,
        "provider_event.retried",
        "house",
        house_id,
        json!({ "provider": provider, "event": id }),
    )
    .await?;
    match provider {
        // What goes wrong is written down with the event.
        ProviderKind::Stripe => drop(stripe::hooks::process(&app, house_id, id).await),
        ProviderKind::Apple => stores::process(&app, house_id, "apple", id)
            .await
            .map(drop)?,
        ProviderKind::Google => stores::process(&app, house_id, "google", id)
            .await
            .map(drop)?,
        ProviderKind::Test => {}
    }
    let still = waiting(&app, house_id, provider, id).await?;
    Ok(Json(EventTried {
        handled: still.is_none(),
        problem: still.flatten(),
        stuck: stuck(&app, house_id).await?,
    }))
}

/// What went wrong with an event that is not handled yet; none when it is, or there is no such event.
async fn waiting(
    app: &App,
    house_id: Uuid,
    provider: ProviderKind,
    event_id: &str,
) -> AppResult<Option<Option<String>>> {
    Ok(sqlx::query_scalar!(
        "select problem from provider_events
         where house_id = $1 and provider = $2 and event_id = $3 and processed_at is null",
        house_id,
        provider.as_str(),
        event_id
    )
    .fetch_optional(&app.db)
    .await?)
}
