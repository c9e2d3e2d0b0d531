//! A series as it changes, by server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::sse::{Event, KeepAlive};
use axum::response::{IntoResponse, Sse};
use futures_util::{StreamExt, stream};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};
use uuid::Uuid;

use super::routes::check;
use super::view::{self, StudioSeries};
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::Path;
use crate::people::policy::Producer;

/// How often the database is looked at: packaging may run in another process, so nobody here is told.
const LOOK_EVERY: Duration = Duration::from_millis(700);
/// A stream ends after this long; the browser comes back by itself, and is asked anew who it is.
const LONGEST: Duration = Duration::from_mins(10);

/// What one stream knows.
struct Watch {
    app: App,
    series_id: Uuid,
    /// As JSON.
    sent: String,
    looks: Interval,
    until: Instant,
}

/// Follow a series: an event `series` with all of it at once, and again whenever it changed.
#[utoipa::path(
    get, operation_id = "follow_series", path = "/api/v1/studio/series/{id}/events", tag = "studio", params(("id" = Uuid, Path)),
    responses((status = 200, body = StudioSeries, content_type = "text/event-stream"), (status = 404, body = ErrorBody))
)]
pub async fn events(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<impl IntoResponse> {
    check(&app, &person, id).await?;
    let stopping = app.stopping.clone();
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let watch = Watch {
        app,
        series_id: id,
        sent: String::new(),
        looks,
        until: Instant::now() + LONGEST,
    };
    let changes = stream::unfold(watch, next).take_until(stopping.cancelled_owned());
    // Proxies that gather answers before they pass them on are told not to.
    let header = [("x-accel-buffering", "no")];
    Ok((header, Sse::new(changes).keep_alive(KeepAlive::default())))
}

/// Waits for the next change; none when the series is gone or the stream is old.
async fn next(mut watch: Watch) -> Option<(Result<Event, Infallible>, Watch)> {
    loop {
        watch.looks.tick().await;
        if Instant::now() >= watch.until {
            return None;
        }
        let series = match view::load(&watch.app, &[watch.series_id]).await {
            Ok(mut found) => found.pop()?,
            Err(error) => {
                // The database may be away for a moment.
                tracing::warn!("a series could not be read for its followers: {error}");
                continue;
            }
        };
        let json = serde_json::to_string(&series).ok()?;
        if json != watch.sent {
            let event = Event::default().event("series").data(&json);
            watch.sent = json;
            return Some((Ok(event), watch));
        }
    }
}
