//! The board of productions: each with its poster, how far it is, and its last run.

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::{Action, Producer, can};
use crate::studio::productions;

/// How far a production is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProductionStage {
    /// There is a script, and no film yet.
    Writing,
    /// A run goes on, or some films are there.
    Making,
    /// Each episode has a film.
    Ready,
    /// It is a series of the house.
    Released,
}

/// A production on the board.
#[derive(Serialize, ToSchema)]
pub struct ProductionCard {
    pub id: Uuid,
    pub title: String,
    pub language: String,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// The series that it was released as.
    pub series_id: Option<Uuid>,
    /// Whether a run is waiting or going on.
    pub running: bool,
    pub stage: ProductionStage,
    /// Take of its poster.
    pub poster: Option<Uuid>,
    /// Episodes of the script, and how many of them have a film.
    pub episodes: i32,
    pub films: i32,
    /// State of the last run: `waiting`, `running`, `done`, `failed` or `stopped`.
    pub last_run: Option<String>,
    /// When it ended or began, or when something was made last.
    pub last_run_at: Option<DateTime<Utc>>,
}

/// List productions, the last changed first.
#[utoipa::path(get, operation_id = "list_productions", path = "/api/v1/studio/productions", tag = "studio", responses((status = 200, body = Vec<ProductionCard>), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Producer(person): Producer,
) -> AppResult<Json<Vec<ProductionCard>>> {
    let owner = (!can(person.role, Action::EditEverySeries)).then_some(person.id);
    Ok(Json(cards(&app, person.house_id, owner).await?))
}

/// The productions of a house, or of one person in it.
pub async fn cards(
    app: &App,
    house_id: Uuid,
    owner: Option<Uuid>,
) -> AppResult<Vec<ProductionCard>> {
    let uncounted = sqlx::query!(
        "select id, script from productions where house_id = $1 and removed_at is null and episodes is null",
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    for row in uncounted {
        sqlx::query!(
            "update productions set episodes = $2 where id = $1 and episodes is null",
            row.id,
            productions::count_episodes(&row.script)
        )
        .execute(&app.db)
        .await?;
    }
    let rows = sqlx::query!(
        r#"select p.id, p.title, p.language, p.created_at, p.updated_at, p.series_id, coalesce(p.episodes, 0) as "episodes!",
                  (select t.id from production_takes t where t.production_id = p.id and t.key = 'poster' and t.selected) as poster,
                  (select count(*) from production_takes t where t.production_id = p.id and t.kind = 'film' and t.selected) as "films!",
                  r.state as "run_state?", greatest(coalesce(r.ended_at, r.started_at, r.asked_at),
                          (select max(t.created_at) from production_takes t where t.production_id = p.id)) as run_at
           from productions p
           left join lateral (select state, asked_at, started_at, ended_at from production_runs
                              where production_id = p.id order by place desc limit 1) r on true
           where p.house_id = $1 and p.removed_at is null and ($2::uuid is null or p.owner_id = $2)
           order by p.updated_at desc, p.id limit 500"#,
        house_id,
        owner
    )
    .fetch_all(&app.db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let running = matches!(row.run_state.as_deref(), Some("waiting" | "running"));
            // Films of episodes that the script no longer has do not count.
            let films = (row.films as i32).min(row.episodes);
            ProductionCard {
                stage: match () {
                    () if row.series_id.is_some() => ProductionStage::Released,
                    () if running => ProductionStage::Making,
                    () if films == 0 => ProductionStage::Writing,
                    () if films < row.episodes => ProductionStage::Making,
                    () => ProductionStage::Ready,
                },
                id: row.id,
                title: row.title,
                language: row.language,
                created_at: row.created_at,
                updated_at: row.updated_at,
                series_id: row.series_id,
                running,
                poster: row.poster,
                episodes: row.episodes,
                films,
                last_run: row.run_state,
                last_run_at: row.run_at,
            }
        })
        .collect())
}
