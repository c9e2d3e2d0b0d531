//! Money of a production, its paid jobs, and what a person says of those that nobody knows the end of.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::theirs;
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Producer;
use crate::studio::paid::decisions::{self, Decision};
use crate::studio::settings::Budget;
use crate::studio::{Production, graph, run, shelves};

/// What was spent, what is reserved, and what may be, writing again included. Amounts are millionths of the currency.
#[derive(Serialize, ToSchema)]
pub struct ProductionMoney {
    pub currency: String,
    pub budget: Budget,
    pub spent_micros: i64,
    /// Of jobs that are not over.
    pub reserved_micros: i64,
    /// Both, since midnight UTC.
    pub today_micros: i64,
    /// What a run would cost now, for what is missing, and for what is stale.
    pub missing_micros: i64,
    pub stale_micros: i64,
    /// Models of which nobody has noted the price: they are not asked.
    pub unpriced: Vec<String>,
    /// Length of the selected shots that models made.
    pub kept_ms: i64,
    /// All that was spent, for each second that is kept.
    pub per_kept_second_micros: Option<i64>,
    pub episodes: Vec<EpisodeMoney>,
    /// Jobs that wait for a person.
    pub undecided: i64,
}

#[derive(Serialize, ToSchema)]
pub struct EpisodeMoney {
    pub episode: i32,
    /// Spent and reserved.
    pub micros: i64,
}

/// A paid job.
#[derive(Serialize, ToSchema)]
pub struct PaidJobView {
    pub id: Uuid,
    /// `e01/clip/t03`
    pub key: String,
    pub provider: String,
    pub model: String,
    /// `planned`, `submitting`, `submitted`, `running`, `done`, `failed`, `ambiguous` or `expired`
    pub stage: String,
    /// The provider's own id, to find it on its page.
    pub ticket: Option<String>,
    pub problem: Option<String>,
    pub currency: String,
    pub reserved_micros: i64,
    pub charged_micros: Option<i64>,
    pub take_id: Option<Uuid>,
    pub planned_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
}

/// Show what a production has cost, and what it may.
#[utoipa::path(get, operation_id = "show_production_money", path = "/api/v1/studio/productions/{id}/money", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = ProductionMoney), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<ProductionMoney>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(of(&app, &production).await?))
}

/// What a production has cost, and what it may.
pub async fn of(app: &App, production: &Production) -> AppResult<ProductionMoney> {
    let sums = sqlx::query!(
        r#"select coalesce(sum(charged_micros), 0)::bigint as "spent!",
                  coalesce(sum(reserved_micros) filter (where charged_micros is null), 0)::bigint as "reserved!",
                  coalesce(sum(coalesce(charged_micros, reserved_micros))
                      filter (where planned_at >= date_trunc('day', $2::timestamptz, 'UTC')), 0)::bigint as "today!",
                  count(*) filter (where stage = 'ambiguous') as "undecided!"
           from (select charged_micros, reserved_micros, planned_at, stage from production_jobs where production_id = $1
                 union all
                 select c.charged_micros, c.reserved_micros, c.at, null
                 from writing_calls c join writings w on w.id = c.writing_id left join caption_drafts d on d.id = w.caption_draft_id
                 where coalesce(w.production_id, d.production_id) = $1) spent"#,
        production.id,
        app.clock.now()
    )
    .fetch_one(&app.db)
    .await?;
    let episodes = sqlx::query_as!(
        EpisodeMoney,
        r#"select episode, sum(coalesce(charged_micros, reserved_micros))::bigint as "micros!"
           from production_jobs where production_id = $1 group by episode order by episode"#,
        production.id
    )
    .fetch_all(&app.db)
    .await?;
    let tools = app.studio.tools(app, |_| {}).await?;
    let standing = run::standing(app, production, &tools).await?;
    let states = standing.graph.states(&standing.shelves, &standing.closed);
    let cost = |wanted: &str| -> i64 {
        let nodes = standing.graph.nodes().iter();
        let wanted = nodes.filter(|node| states[&node.key].name() == wanted);
        wanted.map(|node| node.cost_micros).sum()
    };
    let selected = shelves::selected(app, production.id).await?;
    let mut kept_ms = 0;
    for board in standing.episodes.iter().map(|episode| &episode.board) {
        let timeline = run::timeline(board, &selected)?;
        for (at, span) in timeline.shots.iter().enumerate() {
            let keys = [
                graph::clip(board.number, at),
                graph::still(board.number, at),
            ];
            if keys.iter().any(|key| selected.contains_key(key)) {
                kept_ms += i64::from(span.end_ms.saturating_sub(span.start_ms));
            }
        }
    }
    Ok(ProductionMoney {
        currency: production.settings.budget.currency.clone(),
        budget: production.settings.budget.clone(),
        spent_micros: sums.spent,
        reserved_micros: sums.reserved,
        today_micros: sums.today,
        missing_micros: cost("missing"),
        stale_micros: cost("stale"),
        unpriced: standing.makers.bought.unpriced(),
        kept_ms,
        per_kept_second_micros: (kept_ms > 0).then(|| sums.spent * 1000 / kept_ms.max(1)),
        episodes,
        undecided: sums.undecided,
    })
}

/// List the paid jobs of a production, the last first.
#[utoipa::path(get, operation_id = "list_paid_jobs", path = "/api/v1/studio/productions/{id}/jobs", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<PaidJobView>), (status = 404, body = ErrorBody)))]
pub async fn jobs(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Vec<PaidJobView>>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(paid(&app, &production).await?))
}

/// The paid jobs of a production, those that wait for a person first.
pub async fn paid(app: &App, production: &Production) -> AppResult<Vec<PaidJobView>> {
    Ok(sqlx::query_as!(
        PaidJobView,
        r#"select id, key, provider, model ->> 'id' as "model!", stage, state #>> '{ticket,id}' as ticket, problem, currency,
                  reserved_micros, charged_micros, take_id, planned_at, ended_at
           from production_jobs where production_id = $1
           order by (stage = 'ambiguous') desc, planned_at desc, key limit 1000"#,
        production.id
    )
    .fetch_all(&app.db)
    .await?)
}

/// Say what became of a job that nobody knows the end of.
#[utoipa::path(post, operation_id = "decide_paid_job", path = "/api/v1/studio/productions/{id}/jobs/{job_id}/decision", tag = "studio", params(("id" = Uuid, Path), ("job_id" = Uuid, Path)), request_body = Decision, responses((status = 204), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn decide(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, job_id)): Path<(Uuid, Uuid)>,
    Json(decision): Json<Decision>,
) -> AppResult<StatusCode> {
    let production = theirs(&app, &person, id).await?;
    decisions::decide(&app, &production, Some(person.id), job_id, &decision).await?;
    Ok(StatusCode::NO_CONTENT)
}
