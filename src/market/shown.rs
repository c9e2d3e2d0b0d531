//! The market's page: slates, and each series as a buyer wants to know it.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::door::{Door, Visitor};
use super::producers::{self, Named};
use super::slates::{self, Slate};
use super::{not_found, settings};
use crate::app::App;
use crate::catalog::cards::{Image, image};
use crate::catalog::language::Language;
use crate::catalog::routes::Credit;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::houses::House;
use crate::houses::ratings::Scheme;
use crate::paywall::Outlook;
use crate::watch::media::{gone, serve};

/// What a buyer sees first.
#[derive(Serialize, ToSchema)]
pub struct Market {
    pub intro: String,
    pub contact_name: String,
    pub contact_email: String,
    pub slates: Vec<MarketGroup>,
    /// Each series of the slates once.
    pub series: Vec<MarketSeries>,
    /// Ids of series that the buyer has set aside, in that order.
    pub shortlist: Vec<Uuid>,
    /// An operator sees it though it is closed.
    pub closed: bool,
    /// Producers with a page of their own that is open to whoever asks.
    pub producers: Vec<Named>,
}

/// Series that are offered together.
#[derive(Serialize, ToSchema)]
pub struct MarketGroup {
    pub id: Uuid,
    pub name: String,
    pub intro: String,
    pub series_ids: Vec<Uuid>,
}

impl MarketGroup {
    pub(super) fn of(slate: Slate) -> Self {
        Self {
            id: slate.id,
            name: slate.name,
            intro: slate.intro,
            series_ids: slate.series_ids,
        }
    }
}

/// A series on the market.
#[derive(Clone, Serialize, ToSchema)]
pub struct MarketSeries {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    /// The series in one sentence; empty where nobody has written it.
    pub logline: String,
    pub synopsis: String,
    /// The language it was made in.
    pub language: String,
    pub genres: Vec<String>,
    /// As the house's region calls it.
    pub rating: String,
    /// Episodes that are ready, and how long they run together.
    pub episode_count: i64,
    pub total_duration_ms: i64,
    pub poster: Option<Image>,
    /// Languages that it can be heard in.
    pub audio: Vec<String>,
    /// Languages that it can be read in.
    pub subtitles: Vec<String>,
    /// Address of an MP4.
    pub trailer: Option<String>,
    /// Whether its first episode is on in the house, for everybody.
    pub on_air: bool,
    pub credits: Vec<Credit>,
}

/// Reads series of the market: all, or the one of a slug.
async fn read(
    app: &App,
    house: &House,
    language: &str,
    slug: Option<&str>,
    closed: &[Uuid],
) -> AppResult<Vec<MarketSeries>> {
    let rows = sqlx::query!(
        r#"select s.id, s.slug, s.language, s.genres, s.age_rating,
                  coalesce(h.region->>'ratings', 'ages') as "scheme!",
                  coalesce(t.title, s.title) as "title!",
                  coalesce(nullif(t.synopsis, ''), s.synopsis) as "synopsis!",
                  l.lines as "lines?: sqlx::types::Json<HashMap<String, String>>",
                  v.episode_count as "episode_count!", v.total_duration_ms as "total_duration_ms!",
                  coalesce(s.poster, v.poster) as poster,
                  array(select distinct r.language from renditions r join episodes e on e.id = r.episode_id
                        where e.series_id = s.id and r.codec = 'aac' and r.language <> '' order by 1) as "audio!",
                  array(select distinct x.language from text_tracks x join episodes e on e.id = x.episode_id
                        where e.series_id = s.id and x.kind <> 'chapters' order by 1) as "subtitles!",
                  (select tr.id from series_trailers tr where tr.series_id = s.id) as "trailer?",
                  exists (select from open_episodes($1, $4, $5) o where o.series_id = s.id and o.number = 1) as "on_air!",
                  (select coalesce(jsonb_agg(jsonb_build_object('name', c.name, 'role', c.role) order by c.position), '[]')
                   from credits c where c.series_id = s.id) as "credits!: sqlx::types::Json<Vec<Credit>>"
           from series s
           join houses h on h.id = s.house_id
           left join market_loglines l on l.series_id = s.id
           join lateral (
               select count(*) as episode_count, coalesce(sum(p.duration_ms), 0)::bigint as total_duration_ms,
                      (array_agg(p.poster order by e.number))[1] as poster
               from episodes e join packages p on p.episode_id = e.id
               where e.series_id = s.id and p.playable_at is not null
           ) v on true
           left join lateral (
               select t.title, t.synopsis from series_translations t
               where t.series_id = s.id and s.language <> $2
                 and split_part(t.language, '-', 1) = split_part($2, '-', 1)
               order by (t.language = $2) desc, t.language limit 1
           ) t on true
           where s.house_id = $1 and ($3::text is null or s.slug = $3)
             and exists (select from market_slate_series m where m.series_id = s.id)
           order by s.created_at, s.id limit 2000"#,
        house.id,
        language,
        slug,
        app.clock.now(),
        closed
    )
    .fetch_all(&app.db)
    .await?;
    let series = rows.into_iter().map(|row| {
        let own = |tag: &str| tag.split('-').next().unwrap_or_default().to_owned();
        let lines = row.lines.map(|lines| lines.0).unwrap_or_default();
        let by = |wanted: &str| {
            lines
                .iter()
                .find(|(tag, _)| *tag == wanted)
                .or_else(|| lines.iter().find(|(tag, _)| own(tag) == own(wanted)))
                .map(|(_, line)| line.clone())
        };
        let logline = by(language)
            .or_else(|| by(&row.language))
            .or_else(|| by("en"));
        let audio = if row.audio.is_empty() {
            vec![row.language.clone()]
        } else {
            row.audio
        };
        MarketSeries {
            trailer: row.trailer.map(|id| format!("/media/market/{id}.mp4")),
            id: row.id,
            slug: row.slug,
            title: row.title,
            logline: logline.unwrap_or_default(),
            synopsis: row.synopsis,
            language: row.language,
            genres: row.genres,
            rating: Scheme::of(&row.scheme).name(&row.age_rating).to_owned(),
            episode_count: row.episode_count,
            total_duration_ms: row.total_duration_ms,
            poster: image(row.poster),
            audio,
            subtitles: row.subtitles,
            on_air: row.on_air,
            credits: row.credits.0,
        }
    });
    Ok(series.collect())
}

/// One series of the market, as far as somebody may see it.
pub(super) async fn one(
    app: &App,
    visitor: &Visitor,
    language: &str,
    slug: &str,
) -> AppResult<MarketSeries> {
    let found = read(app, &visitor.house, language, Some(slug), &[]).await?;
    let one = found.into_iter().next();
    let one = one.ok_or_else(|| not_found("series"))?;
    visitor.may_see(one.id)?;
    Ok(one)
}

/// Some series of the market.
pub(super) async fn some(
    app: &App,
    house: &House,
    language: &str,
    ids: &[Uuid],
    closed: &[Uuid],
) -> AppResult<Vec<MarketSeries>> {
    let mut all = read(app, house, language, None, closed).await?;
    all.retain(|one| ids.contains(&one.id));
    Ok(all)
}

/// Show the market.
#[utoipa::path(get, operation_id = "show_market", path = "/api/v1/market", tag = "market",
    responses((status = 200, body = Market), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Outlook(sight): Outlook,
    Language(language): Language,
) -> AppResult<Json<Market>> {
    visitor.whole()?;
    let house = &visitor.house;
    let set = settings::read(&app, house.id).await?;
    let slates = slates::read(&app, house.id).await?;
    let producers = producers::read(&app, house.id).await?.into_iter();
    let producers = producers.filter(|one| visitor.may_enter(one.door).is_ok());
    let groups = slates
        .into_iter()
        .filter(|slate| !slate.series_ids.is_empty());
    Ok(Json(Market {
        closed: set.door == Door::Closed,
        intro: set.intro,
        contact_name: set.contact_name,
        contact_email: set.contact_email,
        slates: groups.map(MarketGroup::of).collect(),
        series: read(&app, house, &language, None, sight.closed()).await?,
        shortlist: shortlist_of(&app, &visitor).await?,
        producers: producers
            .map(|one| Named {
                slug: one.slug,
                name: one.name,
            })
            .collect(),
    }))
}

/// What a visitor has set aside.
pub(super) async fn shortlist_of(app: &App, visitor: &Visitor) -> AppResult<Vec<Uuid>> {
    let Some(person) = &visitor.person else {
        return Ok(Vec::new());
    };
    Ok(sqlx::query_scalar!(
        "select series_id from market_shortlists where person_id = $1 and house_id = $2 order by added_at, series_id",
        person.id,
        visitor.house.id
    )
    .fetch_all(&app.db)
    .await?)
}

/// Serve the trailer of a series that is on the market, be it on in the house or not.
pub async fn trailer(
    State(app): State<App>,
    visitor: Visitor,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> AppResult<Response> {
    let id: Uuid = file
        .strip_suffix(".mp4")
        .and_then(|id| id.parse().ok())
        .ok_or_else(gone)?;
    let found = sqlx::query!(
        "select series_id, blob_key, bytes from series_trailers t where t.id = $1 and t.house_id = $2
           and exists (select from market_slate_series m where m.series_id = t.series_id)",
        id,
        visitor.house.id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(gone)?;
    visitor.may_see(found.series_id).map_err(|_| gone())?;
    let cache = axum::http::HeaderValue::from_static("private, max-age=3600");
    serve(
        &app,
        found.blob_key,
        found.bytes as u64,
        "video/mp4",
        cache,
        &headers,
    )
    .await
}
