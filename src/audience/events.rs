//! Taking events in: in batches, at least once, each kept once.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::extract::{Json, body};
use crate::houses::Territory;
use crate::people::Person;

/// The version of the events' shape that this house takes.
const SCHEMA: i16 = 1;
const BATCH_MAX: usize = 500;
/// How far a player's clock is believed, back and ahead.
const LATE_MAX: Duration = Duration::days(7);
const EARLY_MAX: Duration = Duration::minutes(5);
/// Longest that one heartbeat can have watched; more is a broken player or a lie.
const WATCHED_MS_MAX: u64 = 10 * 60 * 1000;
const BODY_BYTES_MAX: usize = 4096;

/// A batch as a player sends it, by `fetch` or `navigator.sendBeacon`.
#[derive(Deserialize, ToSchema)]
pub struct Batch {
    /// 1
    pub schema: i16,
    pub events: Vec<Value>,
}

/// One event. What else it carries depends on its type and is kept as it is.
#[derive(Deserialize, ToSchema)]
pub struct Event {
    /// Made by the player: an event sent twice is kept once.
    pub id: Uuid,
    #[serde(rename = "type")]
    pub kind: Kind,
    /// By the player's clock.
    pub at: DateTime<Utc>,
    pub play_id: Option<Uuid>,
    pub feed_session: Option<Uuid>,
    pub series_id: Option<Uuid>,
    pub episode_id: Option<Uuid>,
    #[serde(flatten)]
    pub body: serde_json::Map<String, Value>,
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Impression,
    Play,
    Heartbeat,
    Seek,
    Completion,
    Next,
    Like,
    List,
    Share,
    Error,
    Stall,
    Prefetch,
}

/// What became of a batch.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Taken {
    pub accepted: usize,
    /// Known already.
    pub duplicates: usize,
    /// Not of the schema's shape; the others were taken.
    pub rejected: usize,
}

/// Take in what a player tells.
#[utoipa::path(post, operation_id = "take_events", path = "/api/v1/events", tag = "audience", request_body = Batch,
    responses((status = 202, body = Taken), (status = 400, body = crate::errors::ErrorBody)))]
pub async fn take(
    State(app): State<App>,
    person: Person,
    Territory(territory): Territory,
    request: Request,
) -> AppResult<(StatusCode, Json<Taken>)> {
    let body = body(request, &app).await?;
    // The content type is not looked at: a beacon may only send plain text.
    let batch: Batch = serde_json::from_slice(&body).map_err(|error| {
        AppError::bad_request(
            "events_unreadable",
            format!("The events are not of the expected shape: {error}."),
            "See /docs/api.",
        )
    })?;
    if batch.schema != SCHEMA {
        return Err(AppError::bad_request(
            "events_schema_unknown",
            format!(
                "This house takes events of schema {SCHEMA}, not {}.",
                batch.schema
            ),
            "Reload the page to get the player of this house.",
        ));
    }
    if batch.events.len() > BATCH_MAX {
        return Err(AppError::bad_request(
            "events_too_many",
            format!("A batch holds at most {BATCH_MAX} events."),
            "Send them in several batches.",
        ));
    }
    let sent = batch.events.len();
    let now = app.clock.now();
    let mut events: Vec<Event> = batch
        .events
        .into_iter()
        .filter(|event| {
            event.to_string().len() <= BODY_BYTES_MAX && !event.to_string().contains("\\u0000")
        })
        .filter_map(|event| serde_json::from_value(event).ok())
        .collect();
    // The same id twice in one batch is once.
    let mut known = std::collections::HashSet::new();
    let read = events.len();
    events.retain(|event| known.insert(event.id));
    let mut transaction = app.db.begin().await?;
    let new = insert(&mut transaction, &person, &territory, now, &events).await?;
    let fresh: Vec<&Event> = events
        .iter()
        .filter(|event| new.contains(&event.id))
        .collect();
    count(&mut transaction, &person, now, &fresh).await?;
    remember(&mut transaction, &person, now, &fresh).await?;
    transaction.commit().await?;
    metrics::counter!("events_accepted_total").increment(fresh.len() as u64);
    let taken = Taken {
        accepted: fresh.len(),
        duplicates: read - fresh.len(),
        rejected: sent - read,
    };
    Ok((StatusCode::ACCEPTED, Json(taken)))
}

/// Inserts what is not known yet and returns the ids of that.
async fn insert(
    db: &mut PgConnection,
    person: &Person,
    territory: &str,
    now: DateTime<Utc>,
    events: &[Event],
) -> AppResult<Vec<Uuid>> {
    let at: Vec<_> = events
        .iter()
        .map(|event| event.at.clamp(now - LATE_MAX, now + EARLY_MAX))
        .collect();
    let ids: Vec<_> = events.iter().map(|event| event.id).collect();
    let kinds: Vec<String> = events.iter().map(|event| name(event.kind)).collect();
    let plays: Vec<_> = events.iter().map(|event| event.play_id).collect();
    let sessions: Vec<_> = events.iter().map(|event| event.feed_session).collect();
    let series: Vec<_> = events.iter().map(|event| event.series_id).collect();
    let episodes: Vec<_> = events.iter().map(|event| event.episode_id).collect();
    let bodies: Vec<_> = events
        .iter()
        .map(|event| Value::Object(event.body.clone()))
        .collect();
    let new = sqlx::query_scalar!(
        r#"insert into events (id, day, house_id, viewer_key, schema, type, at, received_at,
                               play_id, feed_session, series_id, episode_id, body, territory)
           select e.id, (e.at at time zone 'utc')::date, $1, $2, $3, e.type, e.at, $4, e.play_id, e.feed_session,
                  e.series_id, e.episode_id, e.body, $13
           from unnest($5::uuid[], $6::text[], $7::timestamptz[], $8::uuid[], $9::uuid[], $10::uuid[],
                       $11::uuid[], $12::jsonb[])
                as e (id, type, at, play_id, feed_session, series_id, episode_id, body)
           on conflict do nothing returning id"#,
        person.house_id,
        person.viewer_key,
        SCHEMA,
        now,
        &ids,
        &kinds,
        &at,
        &plays as &[Option<Uuid>],
        &sessions as &[Option<Uuid>],
        &series as &[Option<Uuid>],
        &episodes as &[Option<Uuid>],
        &bodies,
        territory
    )
    .fetch_all(db)
    .await?;
    Ok(new)
}

fn name(kind: Kind) -> String {
    match serde_json::to_value(kind) {
        Ok(Value::String(name)) => name,
        _ => unreachable!("a unit variant is a string"),
    }
}

/// Adds to the counts per series and day, for series of this house only.
async fn count(
    db: &mut PgConnection,
    person: &Person,
    now: DateTime<Utc>,
    events: &[&Event],
) -> AppResult<()> {
    let counted = |wanted: Kind, event: &Event| i64::from(event.kind == wanted);
    let on = |wanted: Kind, event: &Event| {
        i64::from(
            event.kind == wanted
                && event
                    .body
                    .get("on")
                    .and_then(Value::as_bool)
                    .unwrap_or(true),
        )
    };
    let told: Vec<&&Event> = events
        .iter()
        .filter(|event| event.series_id.is_some())
        .collect();
    let series: Vec<Uuid> = told.iter().filter_map(|event| event.series_id).collect();
    let columns =
        |value: &dyn Fn(&Event) -> i64| told.iter().map(|event| value(event)).collect::<Vec<i64>>();
    sqlx::query!(
        "insert into series_days (house_id, series_id, day, impressions, plays, completions, likes, lists, shares, watched_ms)
         select $1, s.id, ($2::timestamptz at time zone 'utc')::date,
                sum(e.impression), sum(e.play), sum(e.completion), sum(e.liked), sum(e.listed), sum(e.shared), sum(e.watched)
         from unnest($3::uuid[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[],
                     $10::bigint[]) as e (series_id, impression, play, completion, liked, listed, shared, watched)
         join series s on s.id = e.series_id and s.house_id = $1
         group by s.id order by s.id
         on conflict (series_id, day) do update set
             impressions = series_days.impressions + excluded.impressions,
             plays = series_days.plays + excluded.plays,
             completions = series_days.completions + excluded.completions,
             likes = series_days.likes + excluded.likes,
             lists = series_days.lists + excluded.lists,
             shares = series_days.shares + excluded.shares,
             watched_ms = series_days.watched_ms + excluded.watched_ms",
        person.house_id,
        now,
        &series,
        &columns(&|event| counted(Kind::Impression, event)),
        &columns(&|event| counted(Kind::Play, event)),
        &columns(&|event| counted(Kind::Completion, event)),
        &columns(&|event| on(Kind::Like, event)),
        &columns(&|event| on(Kind::List, event)),
        &columns(&|event| counted(Kind::Share, event)),
        &columns(&|event| watched_ms(event) as i64)
    )
    .execute(db)
    .await?;
    Ok(())
}

/// How much a heartbeat says was watched.
fn watched_ms(event: &Event) -> u64 {
    if event.kind != Kind::Heartbeat {
        return 0;
    }
    let intervals = event.body.get("intervals").and_then(Value::as_array);
    let lengths = intervals.into_iter().flatten().filter_map(|interval| {
        let (from, to) = (interval.get(0)?.as_u64()?, interval.get(1)?.as_u64()?);
        to.checked_sub(from)
    });
    lengths.fold(0u64, u64::saturating_add).min(WATCHED_MS_MAX)
}

/// Keeps where the viewer stopped: the latest heartbeat or completion of each episode.
async fn remember(
    db: &mut PgConnection,
    person: &Person,
    now: DateTime<Utc>,
    events: &[&Event],
) -> AppResult<()> {
    let mut stops: Vec<(Uuid, DateTime<Utc>, Option<i32>, bool)> = events
        .iter()
        .filter_map(|event| {
            let completed = event.kind == Kind::Completion;
            let position = event.body.get("position_ms").and_then(Value::as_u64);
            let position = position
                .map(|ms| i32::try_from(ms).unwrap_or(i32::MAX))
                .filter(|_| !completed);
            let told = completed || (event.kind == Kind::Heartbeat && position.is_some());
            told.then_some((
                event.episode_id?,
                event.at.clamp(now - LATE_MAX, now),
                position,
                completed,
            ))
        })
        .collect();
    // The latest of each episode; a completion at the same moment wins. In the order of the ids, so that
    // two batches at once cannot wait for each other.
    stops.sort_by_key(|(episode, at, _, completed)| {
        (
            *episode,
            std::cmp::Reverse(*at),
            std::cmp::Reverse(*completed),
        )
    });
    let completed: std::collections::HashSet<Uuid> = stops
        .iter()
        .filter(|stop| stop.3)
        .map(|stop| stop.0)
        .collect();
    stops.dedup_by_key(|stop| stop.0);
    let episodes: Vec<Uuid> = stops.iter().map(|stop| stop.0).collect();
    let at: Vec<DateTime<Utc>> = stops.iter().map(|stop| stop.1).collect();
    let positions: Vec<Option<i32>> = stops.iter().map(|stop| stop.2).collect();
    let completions: Vec<bool> = episodes
        .iter()
        .map(|episode| completed.contains(episode))
        .collect();
    sqlx::query!(
        "insert into progress (person_id, episode_id, house_id, series_id, position_ms, completed, updated_at)
         select $1, e.id, e.house_id, e.series_id, least(coalesce(s.position, p.duration_ms), p.duration_ms),
                s.completed, s.at
         from unnest($3::uuid[], $4::timestamptz[], $5::int[], $6::bool[]) as s (episode_id, at, position, completed)
         join episodes e on e.id = s.episode_id and e.house_id = $2
         join packages p on p.episode_id = e.id and p.duration_ms is not null
         on conflict (person_id, episode_id) do update set
             position_ms = case when excluded.updated_at >= progress.updated_at
                                then excluded.position_ms else progress.position_ms end,
             completed = progress.completed or excluded.completed,
             in_history = true,
             updated_at = greatest(progress.updated_at, excluded.updated_at)",
        person.id,
        person.house_id,
        &episodes,
        &at,
        &positions as &[Option<i32>],
        &completions
    )
    .execute(db)
    .await?;
    Ok(())
}
