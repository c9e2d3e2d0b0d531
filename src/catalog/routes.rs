//! Finding a series: its page, the shelves, the search.

use std::collections::{BTreeSet, HashMap};

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::cards::{Image, SeriesCard, cards, cards_in_order, image};
use super::language::{Language, Reading};
use super::told::{self, Audience};
use super::trailers::{self, Trailer};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::extract::{Json, Path, Query};
use crate::houses::{CurrentHouse, Territory};
use crate::paywall;
use crate::people::{MaybePerson, Person};
use crate::rights::Sight;
use crate::rights::coproductions::credited::{self, CoproductionCredit};
use crate::watch::next_up;

const SHELF_LENGTH: i64 = 24;
const GENRE_SHELVES: i64 = 12;
const SEARCH_LENGTH_MAX: i64 = 60;
const QUERY_LENGTH_MAX: usize = 200;

/// Everything a viewer may want to know of a series before watching it.
#[derive(Serialize, ToSchema)]
pub struct SeriesPage {
    pub series: SeriesCard,
    pub credits: Vec<Credit>,
    /// Whose co-production it is; empty: nobody's but the house's.
    pub coproduction: Vec<CoproductionCredit>,
    pub licence: Option<Licence>,
    /// What a viewer must be told here: that brands paid to be in it, that it was made with AI.
    pub disclosures: Vec<String>,
    pub episodes: Vec<EpisodeCard>,
    pub trailer: Option<Trailer>,
    /// Numbers of episodes that can be read as a webcomic.
    pub strips: Vec<i32>,
    /// Episodes that have a date ahead.
    pub scheduled: Vec<ScheduledEpisode>,
    /// The number of the episode that this viewer should see next.
    pub next_up: i32,
    pub more_like_this: Vec<SeriesCard>,
}

/// One person's part in a series.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Credit {
    pub name: String,
    pub role: String,
}

/// Under which terms the series may be shown.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Licence {
    pub text: String,
    pub url: Option<String>,
}

/// An episode in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EpisodeCard {
    pub id: Uuid,
    pub number: i32,
    pub title: Option<String>,
    pub duration_ms: i32,
    pub poster: Option<Image>,
    /// Where this viewer stopped.
    pub position_ms: i32,
    pub completed: bool,
    /// Whether this viewer has still to open it.
    pub locked: bool,
}

#[derive(Serialize, ToSchema)]
pub struct ScheduledEpisode {
    pub number: i32,
    pub title: Option<String>,
    pub publish_at: DateTime<Utc>,
}

/// The refusal for a series that is not there, or not yet, or no more.
pub fn no_such_series() -> AppError {
    AppError::not_found(
        "series_not_found",
        "This series is not on in this house.",
        "Look for it, or for others, on the Discover page.",
    )
}

/// Show a series.
#[utoipa::path(get, operation_id = "show_series", path = "/api/v1/series/{slug}", tag = "catalog", params(("slug" = String, Path)),
    responses((status = 200, body = SeriesPage), (status = 404, body = crate::errors::ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    person: Person,
    sight: Sight,
    Reading(language): Reading,
    Territory(territory): Territory,
    Path(slug): Path<String>,
) -> AppResult<Json<SeriesPage>> {
    let now = app.clock.now();
    let row = sqlx::query!(
        "select id, genres, tropes, licence_text, licence_url from series where house_id = $1 and slug = $2",
        house.id,
        slug
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(no_such_series)?;
    let closed = sight.closed();
    let series = cards(
        &app,
        house.id,
        closed,
        Some(person.id),
        &language,
        &[row.id],
    )
    .await?
    .remove(&row.id)
    .ok_or_else(|| sight.refusal(row.id).unwrap_or_else(no_such_series))?;
    let episodes = episodes(&app, &sight, &person, &language, row.id).await?;
    let credits = sqlx::query_as!(
        Credit,
        "select name, role from credits where series_id = $1 order by position",
        row.id
    )
    .fetch_all(&app.db)
    .await?;
    let scheduled = sqlx::query_as!(
        ScheduledEpisode,
        r#"select number, episode_title(id, title, $3) as title, publish_at as "publish_at!" from episodes
           where series_id = $1 and publish_at > $2 and withdrawn_at is null order by number limit 100"#,
        row.id,
        now,
        language
    )
    .fetch_all(&app.db)
    .await?;
    // Alike is what shares genres and tropes; among equals, the newer.
    let alike = sqlx::query_scalar!(
        r#"select s.id from series s
           where s.house_id = $1 and s.id <> $2 and (s.genres && $3 or s.tropes && $4)
             and exists (select from open_episodes($1, $5, $6) v where v.series_id = s.id)
           order by (select count(*) from unnest(s.genres || s.tropes) word where word = any ($3 || $4)) desc,
                    s.publish_at desc, s.id
           limit 12"#,
        house.id,
        row.id,
        &row.genres,
        &row.tropes,
        now,
        closed
    )
    .fetch_all(&app.db)
    .await?;
    let strips = sqlx::query_scalar!(
        r#"select v.number as "number!" from open_episodes($1, $2, $4) v join strips t on t.episode_id = v.episode_id
           where v.series_id = $3 and $5 order by v.number"#,
        house.id,
        now,
        row.id,
        closed,
        house.region.features.webcomic
    )
    .fetch_all(&app.db)
    .await?;
    let next_up = next_up(&app, house.id, closed, person.id, &[row.id]).await?;
    let audience = Audience {
        house: &house,
        language: &language,
        territory: &territory,
    };
    let shown: Vec<(Uuid, Uuid)> = episodes.iter().map(|one| (row.id, one.id)).collect();
    let told = told::about(&app, &audience, &shown).await?;
    let disclosures: BTreeSet<String> = told.into_values().flatten().collect();
    Ok(Json(SeriesPage {
        disclosures: disclosures.into_iter().collect(),
        series,
        credits,
        coproduction: credited::members(&app, house.id, row.id).await?,
        licence: row.licence_text.map(|text| Licence {
            text,
            url: row.licence_url,
        }),
        next_up: next_up.first().map_or(1, |next| next.number),
        trailer: trailers::of(&app, house.id, row.id).await?,
        strips,
        episodes,
        scheduled,
        more_like_this: cards_in_order(&app, house.id, closed, Some(person.id), &language, &alike)
            .await?,
    }))
}

/// The episodes of a series that can be watched now, with where the viewer stopped.
async fn episodes(
    app: &App,
    sight: &Sight,
    person: &Person,
    language: &str,
    series_id: Uuid,
) -> AppResult<Vec<EpisodeCard>> {
    let rows = sqlx::query!(
        r#"select v.episode_id as "id!", v.number as "number!", episode_title(v.episode_id, v.title, $6) as title,
                  v.duration_ms as "duration_ms!", coalesce(t.picture, v.poster) as poster,
                  coalesce(p.position_ms, 0) as "position_ms!", coalesce(p.completed, false) as "completed!"
           from open_episodes($1, $2, $5) v
           left join episode_thumbnails t on t.episode_id = v.episode_id
           left join progress p on p.person_id = $3 and p.episode_id = v.episode_id
           where v.series_id = $4 order by v.number"#,
        sight.house_id,
        app.clock.now(),
        person.id,
        series_id,
        sight.closed(),
        language
    )
    .fetch_all(&app.db)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let access = paywall::access(app, sight, Some(person), &ids).await?;
    let episodes = rows.into_iter().map(|row| EpisodeCard {
        locked: access.get(&row.id).is_none_or(paywall::Access::is_locked),
        id: row.id,
        number: row.number,
        title: row.title,
        duration_ms: row.duration_ms,
        poster: image(row.poster),
        position_ms: row.position_ms,
        completed: row.completed,
    });
    Ok(episodes.collect())
}

/// Rows of series, by what they have in common.
#[derive(Serialize, ToSchema)]
pub struct Shelves {
    pub shelves: Vec<Shelf>,
}

#[derive(Serialize, ToSchema)]
pub struct Shelf {
    /// `continue`, `new`, `trending`, or `genre:` and the genre's key.
    pub key: String,
    pub items: Vec<ShelfItem>,
}

#[derive(Serialize, ToSchema)]
pub struct ShelfItem {
    pub series: SeriesCard,
    pub progress: Option<ShelfProgress>,
}

/// Where the viewer goes on.
#[derive(Clone, Serialize, ToSchema)]
pub struct ShelfProgress {
    pub number: i32,
    pub position_ms: i32,
    pub duration_ms: i32,
}

/// Show the shelves: continue watching, new, trending, and one a genre.
#[utoipa::path(get, path = "/api/v1/shelves", tag = "catalog", responses((status = 200, body = Shelves)))]
pub async fn shelves(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    person: Person,
    sight: Sight,
    Language(language): Language,
) -> AppResult<Json<Shelves>> {
    let (now, closed) = (app.clock.now(), sight.closed());
    let begun = sqlx::query_scalar!(
        r#"select series_id from progress where person_id = $1 and in_history
           group by series_id order by max(updated_at) desc limit $2"#,
        person.id,
        SHELF_LENGTH
    )
    .fetch_all(&app.db)
    .await?;
    let going_on: HashMap<Uuid, ShelfProgress> = next_up(&app, house.id, closed, person.id, &begun)
        .await?
        .into_iter()
        .filter(|next| !next.finished)
        .map(|next| {
            let progress = ShelfProgress {
                number: next.number,
                position_ms: next.position_ms,
                duration_ms: next.duration_ms,
            };
            (next.series_id, progress)
        })
        .collect();
    let new = sqlx::query_scalar!(
        r#"select v.series_id as "id!" from open_episodes($1, $2, $4) v
           group by v.series_id order by max(v.published_at) desc, v.series_id limit $3"#,
        house.id,
        now,
        SHELF_LENGTH,
        closed
    )
    .fetch_all(&app.db)
    .await?;
    let trending = sqlx::query_scalar!(
        r#"select d.series_id from series_days d
           where d.house_id = $1 and d.day > ($2::timestamptz - interval '7 days')::date
           group by d.series_id having sum(d.plays) > 0
           order by sum(d.watched_ms) desc, d.series_id limit $3"#,
        house.id,
        now,
        SHELF_LENGTH
    )
    .fetch_all(&app.db)
    .await?;
    let by_genre = sqlx::query!(
        r#"select genre as "genre!", (array_agg(id order by publish_at desc, id))[1:24] as "ids!"
           from (select s.id, s.publish_at, unnest(s.genres) as genre from series s
                 where s.house_id = $1
                   and exists (select from open_episodes($1, $2, $5) v where v.series_id = s.id)) listed
           group by genre
           -- The house's own order first.
           order by array_position($4::text[], genre) nulls last, count(*) desc, genre limit $3"#,
        house.id,
        now,
        GENRE_SHELVES,
        &house.region.shelves,
        closed
    )
    .fetch_all(&app.db)
    .await?;

    let mut rows: Vec<(String, Vec<Uuid>)> = vec![
        (
            "continue".into(),
            begun
                .into_iter()
                .filter(|id| going_on.contains_key(id))
                .collect(),
        ),
        ("new".into(), new),
        ("trending".into(), trending),
    ];
    rows.extend(
        by_genre
            .into_iter()
            .map(|row| (format!("genre:{}", row.genre), row.ids)),
    );
    let mut ids: Vec<Uuid> = rows.iter().flat_map(|(_, ids)| ids.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    let cards = cards(&app, house.id, closed, Some(person.id), &language, &ids).await?;
    let shelves = rows
        .into_iter()
        .map(|(key, ids)| {
            let progress = |id: &Uuid| going_on.get(id).filter(|_| key == "continue").cloned();
            let items = ids
                .iter()
                .filter_map(|id| {
                    Some(ShelfItem {
                        series: cards.get(id)?.clone(),
                        progress: progress(id),
                    })
                })
                .collect();
            Shelf { key, items }
        })
        .filter(|shelf: &Shelf| !shelf.items.is_empty())
        .collect();
    Ok(Json(Shelves { shelves }))
}

#[derive(Deserialize, IntoParams)]
pub struct SearchQuery {
    /// Words in any script; parts of words are found too.
    #[serde(default)]
    q: String,
    genre: Option<String>,
    limit: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct Found {
    pub items: Vec<SeriesCard>,
    /// How many there are in all.
    pub total: i64,
}

/// Search the series of this house.
#[utoipa::path(get, path = "/api/v1/search", tag = "catalog", params(SearchQuery), responses((status = 200, body = Found)))]
pub async fn search(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    MaybePerson(person): MaybePerson,
    sight: Sight,
    Language(language): Language,
    Query(query): Query<SearchQuery>,
) -> AppResult<Json<Found>> {
    // Postgres text holds no NUL; nobody looks for one either.
    let words: String = query
        .q
        .trim()
        .chars()
        .filter(|c| *c != '\0')
        .take(QUERY_LENGTH_MAX)
        .collect();
    let genre = query
        .genre
        .filter(|genre| !genre.is_empty() && !genre.contains('\0'));
    let limit = query.limit.unwrap_or(24).clamp(1, SEARCH_LENGTH_MAX);
    // Whole words by full text; parts, misspellings and scripts without spaces by trigrams and LIKE.
    let rows = sqlx::query!(
        r#"with hits as (
               select e.series_id,
                      max(ts_rank(e.document, websearch_to_tsquery('simple', $3))
                          + word_similarity($3, e.words)
                          + (e.words ilike '%' || $4 || '%')::int) as score
               from search_entries e
               where e.house_id = $1
                 and ($3 = '' or e.document @@ websearch_to_tsquery('simple', $3)
                      or word_similarity($3, e.words) >= 0.35 or e.words ilike '%' || $4 || '%')
               group by e.series_id)
           select s.id, count(*) over () as "total!"
           from hits h join series s on s.id = h.series_id
           where ($5::text is null or $5 = any (s.genres) or $5 = any (s.tropes))
             and exists (select from open_episodes($1, $2, $7) v where v.series_id = s.id)
           order by h.score desc, s.publish_at desc, s.id limit $6"#,
        house.id,
        app.clock.now(),
        words,
        escape_like(&words),
        genre,
        limit,
        sight.closed()
    )
    .fetch_all(&app.db)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let items = cards_in_order(
        &app,
        house.id,
        sight.closed(),
        person.map(|person| person.id),
        &language,
        &ids,
    )
    .await?;
    Ok(Json(Found {
        items,
        total: rows.first().map_or(0, |row| row.total),
    }))
}

fn escape_like(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_")
}

#[derive(Serialize, ToSchema)]
pub struct Genres {
    pub genres: Vec<GenreCount>,
}

/// A genre or a trope, with how many series of this house have it.
#[derive(Serialize, ToSchema)]
pub struct GenreCount {
    pub key: String,
    /// `genre` or `trope`
    pub kind: String,
    pub series_count: i64,
}

/// List the genres and tropes that this house has something in.
#[utoipa::path(get, path = "/api/v1/genres", tag = "catalog", responses((status = 200, body = Genres)))]
pub async fn genres(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    sight: Sight,
) -> AppResult<Json<Genres>> {
    let genres = sqlx::query_as!(
        GenreCount,
        r#"select key as "key!", kind as "kind!", count(*) as "series_count!"
           from (select s.id, 'genre' as kind, unnest(s.genres) as key from series s where s.house_id = $1
                 union all
                 select s.id, 'trope', unnest(s.tropes) from series s where s.house_id = $1) listed
           where exists (select from open_episodes($1, $2, $3) v where v.series_id = listed.id)
           group by key, kind order by kind, count(*) desc, key"#,
        house.id,
        app.clock.now(),
        sight.closed()
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Json(Genres { genres }))
}
