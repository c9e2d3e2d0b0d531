//! A series on one sheet of paper: what a buyer takes along.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use ::documents::{Block, Document, Page};
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, NaiveDate, Utc};
use media::{Cancel, Tools};
use serde::Deserialize;
use tokio::sync::OnceCell;
use utoipa::{IntoParams, ToSchema};

use super::door::Visitor;
use super::free::moment;
use super::settings::{self, Settings};
use super::shown::{self, MarketSeries};
use super::words::{Labels, Words, language_name, words};
use crate::app::App;
use crate::catalog::language::{Language, is_tag};
use crate::documents::{answer, isolated, page_of};
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Path, Query};
use crate::houses::House;
use crate::ingest;
use crate::rights::free::{Places, places};

/// Short side of the key art, in pixels: 300 to the inch as it is printed.
const ART_SIDE: u32 = 660;
/// Characters of a synopsis that leave room for the rest.
const SYNOPSIS_MAX: usize = 600;
/// People who are named.
const PEOPLE_MAX: usize = 6;
/// Pictures that are kept ready.
const ART_KEPT: usize = 48;

#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = SheetPaper)]
pub enum Paper {
    A4,
    Letter,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SheetQuery {
    /// BCP 47; the buyer's when left out.
    language: Option<String>,
    /// That which is usual where the house is, when left out.
    paper: Option<Paper>,
    /// For what day it says what is free; today when left out.
    on: Option<NaiveDate>,
    /// `VOD` when left out.
    media: Option<String>,
}

/// A series on one sheet.
#[utoipa::path(get, operation_id = "show_one_sheet", path = "/api/v1/market/series/{slug}/one-sheet.pdf", tag = "market",
    params(("slug" = String, Path), SheetQuery),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 400, body = ErrorBody),
        (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Language(spoken): Language,
    Path(slug): Path<String>,
    Query(query): Query<SheetQuery>,
) -> AppResult<Response> {
    let language = query.language.filter(|tag| is_tag(tag)).unwrap_or(spoken);
    let house = &visitor.house;
    let series = shown::one(&app, &visitor, &language, &slug).await?;
    let at = moment(query.on, app.clock.now())?;
    let media = query.media.unwrap_or_else(|| "VOD".into());
    let free = places(&app, house.id, series.id, &media, &series.language, at).await?;
    let art = match &series.poster {
        Some(poster) => art(&app, &poster.webp).await,
        None => None,
    };
    let facts = Facts {
        house,
        settings: &settings::read(&app, house.id).await?,
        address: crate::houses::address(&app, house.id).await?,
        series: &series,
        media: &media,
        free: &free,
        at,
        now: app.clock.now(),
    };
    let page = match query.paper {
        None => page_of(&house.territory),
        Some(Paper::A4) => Page::A4,
        Some(Paper::Letter) => Page::Letter,
    };
    let document = document(&facts, &language, page, art.as_deref());
    answer(&app.config, document, &format!("{}-one-sheet", series.slug)).await
}

/// What stands on a sheet.
struct Facts<'a> {
    house: &'a House,
    settings: &'a Settings,
    address: String,
    series: &'a MarketSeries,
    media: &'a str,
    free: &'a Places,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
}

fn document(facts: &Facts<'_>, language: &str, page: Page, art: Option<&Vec<u8>>) -> Document {
    let (words, labels) = (words(language), Labels::of(language));
    let series = facts.series;
    let mut about = vec![Block::Heading(series.title.clone())];
    if !series.logline.is_empty() {
        about.push(Block::Paragraph(series.logline.clone()));
    }
    about.push(Block::Facts(format(series, words, &labels)));
    if !series.synopsis.is_empty() {
        about.push(Block::Heading(words.synopsis.into()));
        about.push(Block::Paragraph(shortened(&series.synopsis)));
    }
    let mut blocks = match art {
        None => about,
        Some(bytes) => vec![Block::Beside {
            bytes: bytes.clone(),
            width_share: 34,
            description: series.title.clone(),
            blocks: about,
        }],
    };
    if !series.credits.is_empty() {
        blocks.push(Block::Heading(words.people.into()));
        let mut people: Vec<(String, String)> = Vec::new();
        for credit in series.credits.iter().take(PEOPLE_MAX) {
            let part = labels.get("role", &credit.role.to_lowercase());
            let part = if part == credit.role.to_lowercase() {
                credit.role.clone()
            } else {
                part
            };
            match people.iter_mut().find(|(known, _)| *known == part) {
                Some((_, names)) => *names = format!("{names}, {}", credit.name),
                None => people.push((part, credit.name.clone())),
            }
        }
        blocks.push(Block::Facts(people));
    }
    let day = isolated(&facts.at.format("%Y-%m-%d").to_string());
    blocks.push(Block::Heading(words.free.replace("{day}", &day)));
    let shared = territories(&facts.free.sell, facts.free.sell_everywhere, facts, words);
    let exclusive = if facts.free.sell == facts.free.sell_exclusive && !facts.free.sell.is_empty() {
        words.also.to_owned()
    } else {
        territories(
            &facts.free.sell_exclusive,
            facts.free.exclusive_everywhere,
            facts,
            words,
        )
    };
    blocks.push(Block::Facts(vec![
        (words.media.into(), isolated(facts.media)),
        (words.shared.into(), shared),
        (words.exclusive.into(), exclusive),
    ]));
    blocks.push(Block::Note(words.note.into()));
    let contact = [&facts.settings.contact_name, &facts.settings.contact_email]
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(|text| isolated(text))
        .collect::<Vec<_>>();
    if !contact.is_empty() {
        blocks.push(Block::Facts(vec![(
            words.contact.into(),
            contact.join(" · "),
        )]));
    }
    Document {
        title: series.title.clone(),
        language: language.to_owned(),
        author: facts.house.name.clone(),
        page,
        created: facts.now,
        blocks,
        footer: format!("{} · {}/market", facts.house.name, isolated(&facts.address)),
    }
}

fn format(series: &MarketSeries, words: &Words, labels: &Labels) -> Vec<(String, String)> {
    let names = |tags: &[String]| {
        let all: Vec<String> = tags
            .iter()
            .map(|tag| isolated(&language_name(tag)))
            .collect();
        all.join(", ")
    };
    let mut facts = vec![(words.format, words.vertical.to_owned())];
    if series.episode_count > 0 {
        let each = series.total_duration_ms / series.episode_count / 1000;
        let length = format!("{} × {}:{:02}", series.episode_count, each / 60, each % 60);
        facts.push((words.episodes, isolated(&length)));
        let minutes = (series.total_duration_ms + 30_000) / 60_000;
        let minutes = words.minutes.replace("{n}", &minutes.max(1).to_string());
        facts.push((words.running, minutes));
    }
    if !series.genres.is_empty() {
        let genres: Vec<String> = series
            .genres
            .iter()
            .map(|genre| labels.get("genre", genre))
            .collect();
        facts.push((words.genre, genres.join(", ")));
    }
    facts.push((words.rating, isolated(&series.rating)));
    facts.push((words.audio, names(&series.audio)));
    if !series.subtitles.is_empty() {
        facts.push((words.subtitles, names(&series.subtitles)));
    }
    facts
        .into_iter()
        .map(|(label, value)| (label.to_owned(), value))
        .collect()
}

/// Territories in few words: where it is more than half of the world, those that are missing are named.
fn territories(codes: &[String], everywhere: bool, facts: &Facts<'_>, words: &Words) -> String {
    let missing = &facts.free.not_for_sale;
    if everywhere {
        return words.everywhere.to_owned();
    }
    if codes.is_empty() {
        return words.nowhere.to_owned();
    }
    if *codes == facts.free.sell && missing.len() < codes.len() {
        return words.but.replace("{places}", &isolated(&missing.join(" ")));
    }
    isolated(&codes.join(" "))
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= SYNOPSIS_MAX {
        return text.to_owned();
    }
    let cut: String = text.chars().take(SYNOPSIS_MAX).collect();
    let end = cut.rfind(char::is_whitespace).unwrap_or(cut.len());
    format!("{}…", cut[..end].trim_end())
}

/// Pictures as paper takes them, by their address.
static ART: Mutex<BTreeMap<String, Arc<Vec<u8>>>> = Mutex::new(BTreeMap::new());
static TOOLS: OnceCell<Option<Tools>> = OnceCell::const_new();

/// The key art as JPEG. A sheet without a picture is better than none.
async fn art(app: &App, address: &str) -> Option<Arc<Vec<u8>>> {
    let kept = ART
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(address)
        .cloned();
    if kept.is_some() {
        return kept;
    }
    let made = make_art(app, address).await;
    let bytes = made
        .inspect_err(|error| {
            tracing::warn!(
                address,
                "the key art of a one-sheet could not be read: {error:#}"
            );
        })
        .ok()?;
    let bytes = Arc::new(bytes);
    let mut kept = ART.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= ART_KEPT {
        kept.pop_first();
    }
    kept.insert(address.to_owned(), bytes.clone());
    Some(bytes)
}

async fn make_art(app: &App, address: &str) -> anyhow::Result<Vec<u8>> {
    let media = app.config.media.clone();
    let tools = TOOLS
        .get_or_init(async || {
            let found = tokio::task::spawn_blocking(move || {
                Tools::find(media.ffmpeg.as_deref(), media.ffprobe.as_deref())
            });
            found.await.ok()?.ok()
        })
        .await;
    let Some(tools) = tools else {
        anyhow::bail!("there is no ffmpeg here");
    };
    let key = address.trim_start_matches("/media/");
    let folder = app.config.data.join(format!("art-{}", app.random.id()));
    tokio::fs::create_dir_all(&folder).await?;
    let made = async {
        let file = app.storage.local_copy(key, &folder).await?;
        let limits = ingest::limits(app);
        Ok(media::jpeg(tools, &limits, &file, ART_SIDE, &Cancel::new()).await?)
    }
    .await;
    let _ = tokio::fs::remove_dir_all(&folder).await;
    made
}
