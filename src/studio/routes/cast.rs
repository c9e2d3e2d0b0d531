//! Who is in it: looked at, changed, listened to.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use storyboard::Character;
use storyboard::board::Said;
use storyboard::shot::Feeling;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::theirs;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::people::policy::Producer;
use crate::studio::tools::{Buying, Makers, Tools};
use crate::studio::{Production, boards, cast};

/// A production's cast, and what there is to choose from.
#[derive(Serialize, ToSchema)]
pub struct CastView {
    pub members: Vec<CastMember>,
    /// Voices that speak the production's language; where none does, all.
    pub voices: Vec<VoiceView>,
    /// Names of cuts of hair.
    pub hair: Vec<String>,
    pub episodes: Vec<u32>,
}

/// Somebody of the cast.
#[derive(Serialize, ToSchema)]
pub struct CastMember {
    /// The character: appearance, looks, voice.
    #[schema(value_type = Object)]
    pub person: Character,
    /// Somebody has changed them.
    pub by_hand: bool,
    /// The voice that speaks them, chosen or fitting.
    pub voice: String,
    /// Who they are, as the bible tells.
    pub about: String,
    /// How they sound, as the bible tells.
    pub sounds: String,
    pub lines: usize,
    /// Of speech, about.
    pub seconds: f64,
    /// Of all that is said, 0 to 1.
    pub share: f64,
    /// Episodes in which they are.
    pub episodes: Vec<u32>,
}

#[derive(Serialize, ToSchema)]
pub struct VoiceView {
    pub id: String,
    /// BCP 47.
    pub language: String,
    #[schema(value_type = String)]
    pub presenting: storyboard::cast::Presenting,
    #[schema(value_type = String)]
    pub age: storyboard::cast::Age,
    pub suits: String,
}

/// Show the cast.
#[utoipa::path(get, operation_id = "show_cast", path = "/api/v1/studio/productions/{id}/cast", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = CastView), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<CastView>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(view(&app, &production).await?))
}

/// The cast as the pages need it.
pub async fn view(app: &App, production: &Production) -> AppResult<CastView> {
    let tools = app.studio.tools(app, |_| {}).await?;
    let episodes = boards::all(app, production).await?;
    let makers = Makers::of(app, &tools, &episodes, Buying::default());
    let members = cast::all(app, production).await?;
    let bible = production.bible.as_ref();
    let lines = || episodes.iter().flat_map(|episode| &episode.board.lines);
    let spoken = |text: &str| screenplay::lint::pace::speech_s(text);
    let all: f64 = lines().map(|line| spoken(&line.text)).sum();
    let numbers = |id: &str| {
        let there = episodes
            .iter()
            .filter(|episode| episode.board.character(id).is_some());
        there.map(|episode| episode.board.number).collect()
    };
    let members = members
        .into_iter()
        .map(|member| {
            let id = member.person.id.clone();
            let own = || lines().filter(|line| line.speaker == id);
            let seconds: f64 = own().map(|line| spoken(&line.text)).sum();
            let told = bible.and_then(|bible| {
                let mut people = bible.characters.iter();
                people.find(|one| one.names().any(|name| breakdown_id(name) == id))
            });
            CastMember {
                voice: episodes
                    .first()
                    .map_or_else(String::new, |first| makers.voice_of(&first.board, &id)),
                about: told.map_or_else(String::new, |told| told.about.clone()),
                sounds: told.map_or_else(String::new, |told| told.voice.clone()),
                lines: own().count(),
                seconds,
                share: if all > 0.0 { seconds / all } else { 0.0 },
                episodes: numbers(&id),
                person: member.person,
                by_hand: member.by_hand,
            }
        })
        .collect();
    Ok(CastView {
        members,
        voices: voices(&production.language),
        hair: artwork::figures::head::Style::names()
            .map(str::to_owned)
            .collect(),
        episodes: episodes
            .iter()
            .map(|episode| episode.board.number)
            .collect(),
    })
}

fn breakdown_id(name: &str) -> String {
    storyboard::breakdown::id(name)
}

fn voices(language: &str) -> Vec<VoiceView> {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or(tag).to_lowercase();
    let speaks = sound::voices::speaks(language);
    sound::voices::ALL
        .iter()
        .filter(|voice| !speaks || primary(voice.language) == primary(language))
        .map(|voice| VoiceView {
            id: voice.id.to_owned(),
            language: voice.language.to_owned(),
            presenting: voice.presenting,
            age: voice.age,
            suits: voice.suits.to_owned(),
        })
        .collect()
}

/// Change somebody of the cast: face, looks, voice.
#[utoipa::path(put, operation_id = "change_character", path = "/api/v1/studio/productions/{id}/cast/{character}", tag = "studio", params(("id" = Uuid, Path), ("character" = String, Path)), request_body = Object, responses((status = 200, body = CastView), (status = 400, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, character)): Path<(Uuid, String)>,
    Json(changed): Json<Character>,
) -> AppResult<Json<CastView>> {
    let production = theirs(&app, &person, id).await?;
    if changed.id != character {
        return Err(AppError::bad_request(
            "bad_character",
            "This is somebody else.",
            "Send them to their own address.",
        ));
    }
    cast::change(&app, &production, &changed).await?;
    Ok(Json(view(&app, &production).await?))
}

/// Go back to what the bible and the script tell of somebody.
#[utoipa::path(delete, operation_id = "reset_character", path = "/api/v1/studio/productions/{id}/cast/{character}", tag = "studio", params(("id" = Uuid, Path), ("character" = String, Path)), responses((status = 200, body = CastView), (status = 404, body = ErrorBody)))]
pub async fn reset(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, character)): Path<(Uuid, String)>,
) -> AppResult<Json<CastView>> {
    let production = theirs(&app, &person, id).await?;
    cast::forget(&app, &production, &character).await?;
    Ok(Json(view(&app, &production).await?))
}

/// What of somebody is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SheetPart {
    /// The head, 240 by 280 pixels.
    #[default]
    Face,
    /// The head in each of 17 feelings, six in a row, 240 by 280 pixels each.
    Moods,
    /// Each look from head to foot, side by side, 240 by 620 pixels each.
    Looks,
}

#[derive(Deserialize, IntoParams)]
pub struct SheetQuery {
    #[serde(default)]
    #[param(inline)]
    pub part: SheetPart,
}

/// A picture of somebody as they are.
#[utoipa::path(get, operation_id = "draw_character", path = "/api/v1/studio/productions/{id}/cast/{character}/picture", tag = "studio", params(("id" = Uuid, Path), ("character" = String, Path), SheetQuery), responses((status = 200, content_type = "image/png"), (status = 404, body = ErrorBody)))]
pub async fn picture(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, character)): Path<(Uuid, String)>,
    Query(query): Query<SheetQuery>,
) -> AppResult<Response> {
    let production = theirs(&app, &person, id).await?;
    let member = cast::find(&app, &production, &character).await?;
    drawn(member.person, query.part).await
}

/// A picture of somebody who is being changed.
#[utoipa::path(post, operation_id = "preview_character", path = "/api/v1/studio/productions/{id}/character-preview", tag = "studio", params(("id" = Uuid, Path), SheetQuery), request_body = Object, responses((status = 200, content_type = "image/png"), (status = 400, body = ErrorBody)))]
pub async fn preview(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
    Query(query): Query<SheetQuery>,
    Json(character): Json<Character>,
) -> AppResult<Response> {
    theirs(&app, &person, id).await?;
    cast::check(&character)?;
    drawn(character, query.part).await
}

async fn drawn(person: Character, part: SheetPart) -> AppResult<Response> {
    let png = tokio::task::spawn_blocking(move || {
        let picture = match part {
            SheetPart::Face => Some(artwork::sheets::portrait(&person, Feeling::Calm)),
            SheetPart::Moods => Some(artwork::sheets::moods(&person)),
            SheetPart::Looks => artwork::sheets::looks(&person),
        };
        picture.map(|picture| picture.encode_png())
    })
    .await
    .map_err(AppError::internal)?
    .transpose()
    .map_err(AppError::internal)?
    .unwrap_or_default();
    let headers = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "private, no-cache"),
    ];
    Ok((headers, png).into_response())
}

#[derive(Deserialize, IntoParams)]
pub struct SampleQuery {
    /// Another voice than theirs.
    pub voice: Option<String>,
}

/// Hear somebody say one of their lines.
#[utoipa::path(get, operation_id = "hear_character", path = "/api/v1/studio/productions/{id}/cast/{character}/sample", tag = "studio", params(("id" = Uuid, Path), ("character" = String, Path), SampleQuery), responses((status = 200, content_type = "audio/wav"), (status = 404, body = ErrorBody)))]
pub async fn sample(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, character)): Path<(Uuid, String)>,
    Query(query): Query<SampleQuery>,
) -> AppResult<Response> {
    let production = theirs(&app, &person, id).await?;
    let tools = app.studio.tools(&app, |_| {}).await?;
    let line = sample_line(&app, &production, &tools, &character, query.voice).await?;
    let wav = tokio::task::spawn_blocking(move || {
        tools
            .voices
            .speak(&line)
            .map(|take| sound::wav::mono(&take.sound))
    })
    .await
    .map_err(AppError::internal)?
    .map_err(|error| {
        AppError::conflict("cannot_speak", error.to_string(), error.remedy().clone())
    })?;
    let headers = [
        (header::CONTENT_TYPE, "audio/wav"),
        (header::CACHE_CONTROL, "private, max-age=600"),
    ];
    Ok((headers, wav).into_response())
}

/// The line of theirs that tells most about a voice: the longest that is not too long.
async fn sample_line(
    app: &App,
    production: &Production,
    tools: &Arc<Tools>,
    character: &str,
    voice: Option<String>,
) -> AppResult<sound::voices::Line> {
    cast::find(app, production, character).await?;
    let episodes = boards::all(app, production).await?;
    let makers = Makers::of(app, tools, &episodes, Buying::default());
    let own = episodes.iter().flat_map(|episode| {
        let lines = episode.board.lines.iter();
        lines
            .filter(|line| line.speaker == character && line.manner != Said::TextMessage)
            .map(move |line| (&episode.board, line))
    });
    let length = |text: &str| text.chars().count();
    let (board, line) = own
        .min_by_key(|(_, line)| match length(&line.text) {
            0..=140 => 140 - length(&line.text),
            long => long,
        })
        .ok_or_else(|| {
            AppError::not_found(
                "nothing_said",
                "They say nothing that could be heard.",
                "Give them a line in the script.",
            )
        })?;
    let voice = match voice {
        Some(voice) if sound::voices::find(&voice).is_none() => {
            return Err(AppError::not_found(
                "voice_not_found",
                "There is no such voice.",
                "Choose one of the list.",
            ));
        }
        Some(voice) => voice,
        None => makers.voice_of(board, character),
    };
    Ok(sound::voices::Line {
        text: line.text.chars().take(300).collect(),
        language: board.language.clone(),
        voice,
        feeling: line.feeling,
        speed: 1.0,
    })
}
