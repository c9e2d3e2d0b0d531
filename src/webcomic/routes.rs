//! Reading an episode.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::catalog::cards::{SeriesCard, cards};
use crate::catalog::language::Language;
use crate::catalog::routes::no_such_series;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::houses::CurrentHouse;
use crate::paywall::{self, Access};
use crate::people::Person;
use crate::rights::Sight;

/// An episode to be read.
#[derive(Serialize, ToSchema)]
pub struct StripPage {
    pub series: SeriesCard,
    pub episode_id: Uuid,
    pub number: i32,
    pub title: Option<String>,
    /// Whether this viewer may read it, and why. Of a locked one no picture is told.
    pub access: Access,
    /// From the top.
    pub pictures: Vec<StripPicture>,
    pub previous: Option<StripNeighbour>,
    pub next: Option<StripNeighbour>,
    /// Episodes of the series that can be read.
    pub episodes: Vec<StripNeighbour>,
}

/// A picture of a strip.
#[derive(Serialize, ToSchema)]
pub struct StripPicture {
    pub url: String,
    /// Pixels.
    pub width: i32,
    pub height: i32,
    /// What is seen and said.
    pub alt: String,
}

/// Another episode to be read.
#[derive(Clone, Serialize, ToSchema)]
pub struct StripNeighbour {
    pub number: i32,
    pub title: Option<String>,
    /// Whether this viewer has still to open it.
    pub locked: bool,
}

/// Read an episode as a webcomic.
#[utoipa::path(get, operation_id = "show_strip", path = "/api/v1/series/{slug}/strips/{number}", tag = "watch", params(("slug" = String, Path), ("number" = i32, Path)), responses((status = 200, body = StripPage), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    person: Person,
    sight: Sight,
    Language(language): Language,
    Path((slug, number)): Path<(String, i32)>,
) -> AppResult<Json<StripPage>> {
    if !house.region.features.webcomic {
        return Err(not_found());
    }
    let all = sqlx::query!(
        r#"select v.series_id as "series_id!", v.episode_id as "id!", v.number as "number!",
                  episode_title(v.episode_id, v.title, $5) as title, t.id as strip_id
           from series s join open_episodes($1, $2, $4) v on v.series_id = s.id
           join strips t on t.episode_id = v.episode_id
           where s.house_id = $1 and s.slug = $3 order by v.number"#,
        house.id,
        app.clock.now(),
        slug,
        sight.closed(),
        language
    )
    .fetch_all(&app.db)
    .await?;
    let series_id = all
        .first()
        .map(|one| one.series_id)
        .ok_or_else(no_such_series)?;
    let at = all.iter().position(|one| one.number == number);
    let at = at.ok_or_else(not_found)?;
    let ids: Vec<Uuid> = all.iter().map(|one| one.id).collect();
    let mut playable = paywall::playable(&app, &sight, &person, &ids).await?;
    let episodes: Vec<StripNeighbour> = all
        .iter()
        .map(|one| StripNeighbour {
            number: one.number,
            title: one.title.clone(),
            locked: playable
                .get(&one.id)
                .is_none_or(|one| one.access.is_locked()),
        })
        .collect();
    let one = &all[at];
    let own = playable.remove(&one.id).ok_or_else(no_such_series)?;
    let pictures = if own.access.is_locked() {
        Vec::new()
    } else {
        pictures(&app, house.id, one.strip_id, own.pass.as_deref()).await?
    };
    let series = cards(
        &app,
        house.id,
        sight.closed(),
        Some(person.id),
        &language,
        &[series_id],
    )
    .await?
    .remove(&series_id)
    .ok_or_else(no_such_series)?;
    Ok(Json(StripPage {
        series,
        episode_id: one.id,
        number,
        title: one.title.clone(),
        access: own.access,
        pictures,
        previous: at.checked_sub(1).map(|at| episodes[at].clone()),
        next: episodes.get(at + 1).cloned(),
        episodes,
    }))
}

fn not_found() -> AppError {
    AppError::not_found(
        "strip_not_found",
        "This episode cannot be read now.",
        "See on the page of the series what there is.",
    )
}

async fn pictures(
    app: &App,
    house_id: Uuid,
    strip_id: Uuid,
    pass: Option<&str>,
) -> AppResult<Vec<StripPicture>> {
    let rows = sqlx::query!(
        "select id, width, height, alt from strip_pictures where house_id = $1 and strip_id = $2 order by position",
        house_id,
        strip_id
    )
    .fetch_all(&app.db)
    .await?;
    let pass = pass.map_or_else(String::new, |pass| format!("?pass={pass}"));
    let pictures = rows.into_iter().map(|row| StripPicture {
        url: format!("/media/strips/{}.webp{pass}", row.id),
        width: row.width,
        height: row.height,
        alt: row.alt,
    });
    Ok(pictures.collect())
}
