//! The feed and the episode: what the player asks for.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::feed::next_series;
use super::next_up;
use super::playback::{EpisodePlay, plays};
use super::ranking::Reason;
use crate::app::App;
use crate::catalog::cards::{SeriesCard, cards};
use crate::catalog::language::Reading;
use crate::catalog::routes::no_such_series;
use crate::catalog::told::Audience;
use crate::errors::{AppError, AppResult};
use crate::extract::{Json, Path, Query};
use crate::houses::{CurrentHouse, Territory};
use crate::people::Person;
use crate::rights::Sight;

const LIMIT_MAX: usize = 10;

#[derive(Deserialize, IntoParams)]
pub struct FeedQuery {
    /// An id that the player makes when it opens; no card comes twice in the same session.
    session: Uuid,
    /// Cards wanted, at most 10.
    limit: Option<usize>,
}

#[derive(Serialize, ToSchema)]
pub struct Feed {
    pub items: Vec<FeedItem>,
    /// True when this session has been shown everything.
    pub end: bool,
}

/// One card: a series, opening on the episode that this viewer should see next.
#[derive(Serialize, ToSchema)]
pub struct FeedItem {
    pub reason: Reason,
    pub series: SeriesCard,
    pub episode: EpisodePlay,
}

/// The next cards of a feed session.
#[utoipa::path(get, path = "/api/v1/feed", tag = "watch", params(FeedQuery), responses((status = 200, body = Feed)))]
pub async fn feed(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    person: Person,
    sight: Sight,
    Reading(language): Reading,
    Territory(territory): Territory,
    Query(query): Query<FeedQuery>,
) -> AppResult<Json<Feed>> {
    let limit = query.limit.unwrap_or(5).clamp(1, LIMIT_MAX);
    let order = next_series(&app, sight.closed(), &person, query.session, limit).await?;
    let ids: Vec<Uuid> = order.iter().map(|(id, _)| *id).collect();
    let next = next_up(&app, house.id, sight.closed(), person.id, &ids).await?;
    let episodes: Vec<Uuid> = next.iter().map(|next| next.episode_id).collect();
    let audience = Audience {
        house: &house,
        language: &language,
        territory: &territory,
    };
    let (mut cards, mut plays) = tokio::try_join!(
        cards(
            &app,
            house.id,
            sight.closed(),
            Some(person.id),
            &language,
            &ids
        ),
        plays(&app, &sight, &person, &audience, &episodes)
    )?;
    let items: Vec<FeedItem> = order
        .into_iter()
        .filter_map(|(id, reason)| {
            let next = next.iter().find(|next| next.series_id == id)?;
            Some(FeedItem {
                reason,
                series: cards.remove(&id)?,
                episode: plays.remove(&next.episode_id)?,
            })
        })
        .collect();
    Ok(Json(Feed {
        end: ids.len() < limit,
        items,
    }))
}

/// An episode with its series, ready to play.
#[derive(Serialize, ToSchema)]
pub struct EpisodePage {
    pub series: SeriesCard,
    pub episode: EpisodePlay,
}

/// Show one episode.
#[utoipa::path(get, operation_id = "show_episode", path = "/api/v1/series/{slug}/episodes/{number}", tag = "watch",
    params(("slug" = String, Path), ("number" = i32, Path)),
    responses((status = 200, body = EpisodePage), (status = 404, body = crate::errors::ErrorBody)))]
pub async fn episode(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    person: Person,
    sight: Sight,
    Reading(language): Reading,
    Territory(territory): Territory,
    Path((slug, number)): Path<(String, i32)>,
) -> AppResult<Json<EpisodePage>> {
    let found = sqlx::query!(
        r#"select s.id, e.id as "episode_id?" from series s
           left join episodes e on e.series_id = s.id and e.number = $3
           where s.house_id = $1 and s.slug = $2"#,
        house.id,
        slug,
        number
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(no_such_series)?;
    let episodes: Vec<Uuid> = found.episode_id.into_iter().collect();
    let ids = [found.id];
    let audience = Audience {
        house: &house,
        language: &language,
        territory: &territory,
    };
    let (mut cards, plays) = tokio::try_join!(
        cards(
            &app,
            house.id,
            sight.closed(),
            Some(person.id),
            &language,
            &ids
        ),
        plays(&app, &sight, &person, &audience, &episodes)
    )?;
    let refusal = || sight.refusal(found.id);
    let series = cards
        .remove(&found.id)
        .ok_or_else(|| refusal().unwrap_or_else(no_such_series))?;
    let episode = plays.into_values().next().ok_or_else(|| {
        AppError::not_found(
            "episode_not_found",
            "This episode cannot be watched now.",
            "Choose another one on the page of the series.",
        )
    })?;
    Ok(Json(EpisodePage { series, episode }))
}
