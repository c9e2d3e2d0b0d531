//! Episodes: the storyboard, changed by hand; pictures of it as it would be drawn.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use storyboard::Board;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::theirs;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::policy::Producer;
use crate::studio::boards::{self, Episode};
use crate::studio::{Production, graph, make, run, shelves};

/// An episode as its shots.
#[derive(Serialize, ToSchema)]
pub struct EpisodeView {
    /// The storyboard: cast, places, lines, shots.
    #[schema(value_type = Object)]
    pub board: Board,
    /// When each shot and line begins, in milliseconds.
    #[schema(value_type = Object)]
    pub timeline: storyboard::Timeline,
    pub changed: bool,
    pub behind: bool,
    /// State of each shot: `current`, `stale`, `missing`, `blocked` or `failed`.
    pub shots: Vec<String>,
    /// Takes to be looked at: the film, and the clip of each shot.
    pub film: Option<Uuid>,
    pub clips: Vec<Option<Uuid>>,
    pub voices: Vec<Option<Uuid>>,
    /// The film's sound alone.
    pub mix: Option<Uuid>,
}

pub async fn episode(app: &App, production: &Production, number: u32) -> AppResult<Episode> {
    among(boards::all(app, production).await?, number)
}

fn among(episodes: Vec<Episode>, number: u32) -> AppResult<Episode> {
    episodes
        .into_iter()
        .find(|episode| episode.board.number == number)
        .ok_or_else(|| {
            AppError::not_found(
                "episode_not_found",
                "The script has no such episode.",
                "Look at the list of episodes.",
            )
        })
}

/// Show an episode's storyboard.
#[utoipa::path(get, operation_id = "show_storyboard", path = "/api/v1/studio/productions/{id}/episodes/{number}", tag = "studio", params(("id" = Uuid, Path), ("number" = u32, Path)), responses((status = 200, body = EpisodeView), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, number)): Path<(Uuid, u32)>,
) -> AppResult<Json<EpisodeView>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(view(&app, &production, number).await?))
}

/// An episode as the pages need it.
pub async fn view(app: &App, production: &Production, number: u32) -> AppResult<EpisodeView> {
    let tools = app.studio.tools(app, |_| {}).await?;
    let mut standing = run::standing(app, production, &tools).await?;
    let episodes = std::mem::take(&mut standing.episodes);
    let Episode {
        board,
        changed,
        behind,
    } = among(episodes, number)?;
    let states = standing.graph.states(&standing.shelves, &standing.closed);
    let selected = shelves::selected(app, production.id).await?;
    let state = |key: &str| {
        let name = states.get(key).map_or("", |state| state.name());
        name.to_owned()
    };
    let take = |key: &str| selected.get(key).map(|kept| kept.id);
    Ok(EpisodeView {
        timeline: run::timeline(&board, &selected)?,
        shots: (0..board.shots.len())
            .map(|at| state(&graph::shot(number, at)))
            .collect(),
        clips: (0..board.shots.len())
            .map(|at| take(&graph::shot(number, at)))
            .collect(),
        voices: (0..board.lines.len())
            .map(|at| take(&graph::voice(number, at)))
            .collect(),
        film: take(&graph::film(number)),
        mix: take(&graph::mix(number)),
        board,
        changed,
        behind,
    })
}

/// Change an episode's storyboard by hand.
#[utoipa::path(put, operation_id = "change_storyboard", path = "/api/v1/studio/productions/{id}/episodes/{number}", tag = "studio", params(("id" = Uuid, Path), ("number" = u32, Path)), request_body = Object, responses((status = 200, body = EpisodeView), (status = 400, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, number)): Path<(Uuid, u32)>,
    Json(board): Json<Board>,
) -> AppResult<Json<EpisodeView>> {
    let production = theirs(&app, &person, id).await?;
    if board.number != number {
        return Err(AppError::bad_request(
            "bad_board",
            "This is the storyboard of another episode.",
            "Send it to its own address.",
        ));
    }
    boards::change(&app, &production, &board).await?;
    Ok(Json(view(&app, &production, number).await?))
}

/// Go back to the storyboard that follows from the script.
#[utoipa::path(delete, operation_id = "reset_storyboard", path = "/api/v1/studio/productions/{id}/episodes/{number}", tag = "studio", params(("id" = Uuid, Path), ("number" = u32, Path)), responses((status = 200, body = EpisodeView), (status = 404, body = ErrorBody)))]
pub async fn reset(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, number)): Path<(Uuid, u32)>,
) -> AppResult<Json<EpisodeView>> {
    let production = theirs(&app, &person, id).await?;
    boards::forget(&app, &production, number).await?;
    Ok(Json(view(&app, &production, number).await?))
}

#[derive(Deserialize, IntoParams)]
pub struct StillQuery {
    /// Width in pixels, 90 to 1080; 270 by default.
    pub width: Option<u32>,
}

/// A picture of a shot as it would be drawn now.
#[utoipa::path(get, operation_id = "show_still", path = "/api/v1/studio/productions/{id}/episodes/{number}/stills/{shot}", tag = "studio", params(("id" = Uuid, Path), ("number" = u32, Path), ("shot" = usize, Path, description = "From 1"), StillQuery), responses((status = 200, content_type = "image/png"), (status = 404, body = ErrorBody)))]
pub async fn still(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, number, shot)): Path<(Uuid, u32, usize)>,
    Query(query): Query<StillQuery>,
) -> AppResult<Response> {
    let production = theirs(&app, &person, id).await?;
    let Episode { board, .. } = episode(&app, &production, number).await?;
    let only = shot
        .checked_sub(1)
        .and_then(|at| board.only(at))
        .ok_or_else(|| {
            AppError::not_found(
                "shot_not_found",
                "The episode has no such shot.",
                "Load the episode anew.",
            )
        })?;
    picture(&app, only, query.width).await
}

/// A picture of a shot that is being worked on: the board is in the body, its first shot is drawn.
#[utoipa::path(post, operation_id = "preview_still", path = "/api/v1/studio/productions/{id}/preview", tag = "studio", params(("id" = Uuid, Path), StillQuery), request_body = Object, responses((status = 200, content_type = "image/png"), (status = 400, body = ErrorBody)))]
pub async fn preview(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Query(query): Query<StillQuery>,
    Json(board): Json<Board>,
) -> AppResult<Response> {
    theirs(&app, &person, id).await?;
    let only = board.only(0).ok_or_else(|| {
        AppError::bad_request(
            "bad_board",
            "This board has no shot that can be drawn.",
            "Load the storyboard anew.",
        )
    })?;
    picture(&app, only, query.width).await
}

async fn picture(app: &App, only: Board, width: Option<u32>) -> AppResult<Response> {
    let width = width.unwrap_or(270).clamp(90, 1080);
    let tools = app.studio.tools(app, |_| {}).await?;
    let bytes = make::pictures::still(tools, only, width).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "private, no-cache"),
    ];
    Ok((StatusCode::OK, headers, bytes).into_response())
}
