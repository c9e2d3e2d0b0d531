//! A series as a card: what a feed, a shelf or a search shows of it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;
use crate::houses::ratings::Scheme;

/// A picture in two encodings, with a placeholder small enough to travel inside the answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Image {
    /// Address of the WebP file.
    pub webp: String,
    pub avif: Option<String>,
    /// Pixels.
    pub width: u32,
    pub height: u32,
    /// Base64 of a ThumbHash.
    pub thumbhash: String,
}

/// A picture as it is kept in the database: blob keys instead of addresses.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Artwork {
    pub webp: String,
    pub avif: Option<String>,
    pub width: u32,
    pub height: u32,
    pub thumbhash: String,
}

impl From<Artwork> for Image {
    fn from(artwork: Artwork) -> Self {
        let Artwork {
            webp,
            avif,
            width,
            height,
            thumbhash,
        } = artwork;
        Self {
            webp: address(&webp),
            avif: avif.as_deref().map(address),
            width,
            height,
            thumbhash,
        }
    }
}

/// Where a public blob, such as `art/….webp`, is served.
pub fn address(key: &str) -> String {
    format!("/media/{key}")
}

/// Reads kept artwork; what cannot be read is as good as none.
pub fn image(kept: Option<serde_json::Value>) -> Option<Image> {
    serde_json::from_value::<Artwork>(kept?)
        .ok()
        .map(Image::from)
}

/// A series as a card.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SeriesCard {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub synopsis: String,
    /// The language it was made in.
    pub language: String,
    pub genres: Vec<String>,
    pub tropes: Vec<String>,
    pub age_rating: String,
    /// What that rating is called in this house's region.
    pub rating: &'static str,
    /// The age that a viewer is asked to confirm before it plays.
    pub ask_age: Option<u8>,
    /// Episodes that can be watched now, and how long they run together.
    pub episode_count: i64,
    pub total_duration_ms: i64,
    pub poster: Option<Image>,
    pub in_my_list: bool,
    /// The line that its licence asks to be shown.
    pub credit: Option<String>,
}

/// The cards of those of `ids` that can be watched now, by id, in the viewer's language. `closed` is what
/// [`Sight::closed`](crate::rights::Sight::closed) says.
pub async fn cards(
    app: &App,
    house_id: Uuid,
    closed: &[Uuid],
    person_id: Option<Uuid>,
    language: &str,
    ids: &[Uuid],
) -> AppResult<HashMap<Uuid, SeriesCard>> {
    let rows = sqlx::query!(
        r#"select s.id, s.slug, s.language, s.genres, s.tropes, s.age_rating, s.credit,
                  coalesce(h.region->>'ratings', 'ages') as "scheme!", (h.region->>'age_gate')::int as age_gate,
                  coalesce(t.title, s.title) as "title!",
                  coalesce(nullif(t.synopsis, ''), s.synopsis) as "synopsis!",
                  v.episode_count as "episode_count!", v.total_duration_ms as "total_duration_ms!",
                  coalesce(c.picture, s.poster, v.poster) as poster,
                  exists (select from my_list m where m.person_id = $3 and m.series_id = s.id) as "in_my_list!"
           from series s
           join houses h on h.id = s.house_id
           join lateral (
               select count(*) as episode_count, sum(e.duration_ms)::bigint as total_duration_ms,
                      (array_agg(e.poster order by e.number))[1] as poster
               from open_episodes($1, $2, $6) e where e.series_id = s.id
               having count(*) > 0
           ) v on true
           left join lateral (
               select t.title, t.synopsis from series_translations t
               where t.series_id = s.id and s.language <> $4
                 and split_part(t.language, '-', 1) = split_part($4, '-', 1)
               order by (t.language = $4) desc, t.language limit 1
           ) t on true
           left join lateral (
               select c.picture from series_covers c
               where c.series_id = s.id and s.language <> $4
                 and split_part(c.language, '-', 1) = split_part($4, '-', 1)
               order by (c.language = $4) desc, c.language limit 1
           ) c on true
           where s.house_id = $1 and s.id = any ($5)"#,
        house_id,
        app.clock.now(),
        person_id,
        language,
        ids,
        closed
    )
    .fetch_all(&app.db)
    .await?;
    let cards = rows.into_iter().map(|row| SeriesCard {
        id: row.id,
        slug: row.slug,
        title: row.title,
        synopsis: row.synopsis,
        language: row.language,
        genres: row.genres,
        tropes: row.tropes,
        rating: Scheme::of(&row.scheme).name(&row.age_rating),
        ask_age: asked(&row.age_rating, row.age_gate),
        age_rating: row.age_rating,
        episode_count: row.episode_count,
        total_duration_ms: row.total_duration_ms,
        poster: image(row.poster),
        in_my_list: row.in_my_list,
        credit: row.credit,
    });
    Ok(cards.map(|card| (card.id, card)).collect())
}

/// The age of a rating that a house asks about from `gate` on.
fn asked(rating: &str, gate: Option<i32>) -> Option<u8> {
    let age: u8 = rating.parse().ok()?;
    (i32::from(age) >= gate?).then_some(age)
}

/// Those of `ids` that can be watched now, as cards in the order of `ids`.
pub async fn cards_in_order(
    app: &App,
    house_id: Uuid,
    closed: &[Uuid],
    person_id: Option<Uuid>,
    language: &str,
    ids: &[Uuid],
) -> AppResult<Vec<SeriesCard>> {
    let mut cards = cards(app, house_id, closed, person_id, language, ids).await?;
    Ok(ids.iter().filter_map(|id| cards.remove(id)).collect())
}
