//! What was made, how long it took, what is wrong with it, and what came to nothing.

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{runs, theirs};
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Producer;
use crate::studio::{Production, make};

/// Something that was made, or that came to nothing.
#[derive(Serialize, ToSchema)]
pub struct LogEntry {
    pub at: DateTime<Utc>,
    /// `e01/shot/t03`
    pub key: String,
    /// Nothing: it came to nothing, and `why` says why.
    pub take: Option<Uuid>,
    pub made_by: Option<String>,
    /// Of one core.
    pub seconds: f32,
    /// Millionths of the currency, which is empty where nothing was paid.
    pub cost_micros: i64,
    pub currency: String,
    /// What was measured and is not as it should be.
    pub warnings: Vec<make::Check>,
    pub why: Option<String>,
}

/// How long each kind of thing took, since the last run was asked for.
#[derive(Serialize, ToSchema)]
pub struct LogTotal {
    /// `voice`, `shot`, `mix`, `film`, …
    pub kind: String,
    pub count: i64,
    pub seconds: f64,
}

/// Something that a model of others is asked for, and that is not there yet.
#[derive(Serialize, ToSchema)]
pub struct LogUnderWay {
    /// `e01/clip/t03`
    pub key: String,
    pub provider: String,
    pub model: String,
    pub since: Option<DateTime<Utc>>,
    /// How many jobs the provider's queue has before it, where it tells; 0: it is being made.
    pub ahead: Option<i32>,
    /// How many of how many steps are made, where the machine tells.
    pub step: Option<i32>,
    pub steps: Option<i32>,
}

/// The log of a production.
#[derive(Serialize, ToSchema)]
pub struct LogView {
    pub run: Option<runs::RunView>,
    /// What others are at work on, the longest first.
    pub under_way: Vec<LogUnderWay>,
    pub totals: Vec<LogTotal>,
    /// The last 300, the newest first.
    pub entries: Vec<LogEntry>,
}

/// Show what has been made, and what came to nothing.
#[utoipa::path(get, operation_id = "show_production_log", path = "/api/v1/studio/productions/{id}/log", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = LogView), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<LogView>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(of(&app, &production).await?))
}

/// What has been made, and what came to nothing.
pub async fn of(app: &App, production: &Production) -> AppResult<LogView> {
    let run = runs::last(app, production.id).await?;
    let rows = sqlx::query!(
        r#"select created_at as "at!", key as "key!", id as take, made_by, seconds as "seconds!", cost_micros as "cost_micros!", currency as "currency!", checks, null as why
             from production_takes where production_id = $1
           union all
           select at, key, null, null, 0, 0, '', null, why from production_failures where production_id = $1
           order by 1 desc, 2 limit 300"#,
        production.id
    )
    .fetch_all(&app.db)
    .await?;
    let totals = match &run {
        Some(run) => {
            sqlx::query_as!(
                LogTotal,
                r#"select kind, count(*) as "count!", sum(seconds)::float8 as "seconds!" from production_takes
                   where production_id = $1 and created_at >= $2 group by kind order by 3 desc"#,
                production.id,
                run.asked_at
            )
            .fetch_all(&app.db)
            .await?
        }
        None => Vec::new(),
    };
    let under_way = sqlx::query_as!(
        LogUnderWay,
        r#"select key, provider, model ->> 'id' as "model!", submitted_at as since, (state #>> '{ticket,ahead}')::int as ahead,
                  (state #>> '{ticket,step,0}')::int as step, (state #>> '{ticket,step,1}')::int as steps
           from production_jobs where production_id = $1 and stage in ('submitting', 'submitted', 'running')
           order by submitted_at, key limit 300"#,
        production.id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(LogView {
        run,
        under_way,
        totals,
        entries: rows
            .into_iter()
            .map(|row| LogEntry {
                at: row.at,
                key: row.key,
                take: row.take,
                made_by: row.made_by,
                seconds: row.seconds,
                cost_micros: row.cost_micros,
                currency: row.currency,
                warnings: row.checks.map(make::failing).unwrap_or_default(),
                why: row.why,
            })
            .collect(),
    })
}
