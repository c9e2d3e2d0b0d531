//! What a production lacks before it is shown to viewers.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{theirs, view};
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Producer;
use crate::studio::{Production, graph, run};

/// What is missing. Publishing is refused by none of it: a person decides.
#[derive(Serialize, ToSchema)]
#[schema(as = ProductionReadiness)]
pub struct Readiness {
    pub episodes: usize,
    /// Numbers of episodes whose film is there and is what the script says.
    pub ready: Vec<u32>,
    /// Whose film is there, and something has changed since.
    pub stale: Vec<u32>,
    /// That have no film.
    pub missing: Vec<u32>,
    /// Numbers of episodes in which the lint finds a fault.
    pub faulty: Vec<u32>,
    /// Gates that nobody has opened.
    pub closed: Vec<String>,
    pub poster: bool,
    /// The first episode that is not free; nothing: the house's own paywall holds.
    pub paywall: Option<u32>,
    /// Whether viewers are told that machines made it.
    pub label: bool,
    pub series_id: Option<Uuid>,
    /// Viewers see the series, or will on its date.
    pub published: bool,
}

/// Show what is missing before a production can be published.
#[utoipa::path(get, operation_id = "show_readiness", path = "/api/v1/studio/productions/{id}/readiness", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = Readiness), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Readiness>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(of(&app, &production).await?))
}

/// What is missing.
pub async fn of(app: &App, production: &Production) -> AppResult<Readiness> {
    let whole = view(app, production).await?;
    let tools = app.studio.tools(app, |_| {}).await?;
    let closed = run::standing(app, production, &tools).await?.closed;
    let films = crate::studio::shelves::selected(app, production.id).await?;
    let published = match production.series_id {
        Some(series_id) => crate::catalog::studio::is_published(app, series_id).await?,
        None => false,
    };
    let mut found = Readiness {
        episodes: whole.episodes.len(),
        ready: Vec::new(),
        stale: Vec::new(),
        missing: Vec::new(),
        faulty: Vec::new(),
        closed: closed.into_iter().map(str::to_owned).collect(),
        poster: films.contains_key(graph::POSTER),
        paywall: production.settings.paywall,
        label: production.settings.label,
        series_id: production.series_id,
        published,
    };
    for episode in &whole.episodes {
        if episode.film {
            found.ready.push(episode.number);
        } else if films.contains_key(&graph::film(episode.number)) {
            found.stale.push(episode.number);
        } else {
            found.missing.push(episode.number);
        }
        if episode.findings.iter().any(|one| one.weight == "fault") {
            found.faulty.push(episode.number);
        }
    }
    Ok(found)
}
