//! Other languages of a production.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::theirs;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::language::canonical;
use crate::people::Person;
use crate::people::policy::Producer;
use crate::studio::sheets::{self, SheetLine};
use crate::studio::translations::Translated;
use crate::studio::{Production, productions};

/// A language of a production, and how far it is.
#[derive(Serialize, ToSchema)]
pub struct LanguageView {
    pub language: String,
    pub dub: bool,
    pub translated: usize,
    pub lines: usize,
    /// Episodes that are mixed in it.
    pub dubbed: usize,
    /// Who speaks it here: `kokoro…`, `espeak-ng…`
    pub voices: String,
}

/// All lines of a production in a language.
#[derive(Serialize, ToSchema)]
pub struct Sheet {
    pub language: String,
    pub dub: bool,
    pub lines: Vec<SheetLine>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SheetBody {
    /// Whether it is spoken too; nothing leaves that as it is.
    pub dub: Option<bool>,
    #[serde(default)]
    pub lines: Vec<TranslatedLine>,
}

/// A line by who says it and what they say; an empty text takes its translation back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TranslatedLine {
    pub speaker: String,
    pub source: String,
    pub text: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CsvBody {
    /// With the columns speaker, source and text.
    pub csv: String,
}

/// A production of theirs, and the tag of another language.
pub(super) async fn of(
    app: &App,
    person: &Person,
    id: Uuid,
    language: &str,
) -> AppResult<(Production, String)> {
    let production = theirs(app, person, id).await?;
    let language = other(&production, language)?;
    Ok((production, language))
}

/// The tag of a language that is not the production's own.
pub fn other(production: &Production, language: &str) -> AppResult<String> {
    let language = canonical(language).filter(|language| *language != production.language);
    language.ok_or_else(|| {
        AppError::bad_request(
            "bad_language",
            "This is no other language.",
            "Use a tag such as es or zh-Hans, not the production's own.",
        )
    })
}

/// List the languages that a production goes into.
#[utoipa::path(get, operation_id = "list_languages", path = "/api/v1/studio/productions/{id}/languages", tag = "studio", params(("id" = Uuid, Path)), responses((status = 200, body = Vec<LanguageView>), (status = 404, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Producer(person): Producer,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Vec<LanguageView>>> {
    let production = theirs(&app, &person, id).await?;
    Ok(Json(views(&app, &production).await?))
}

/// The languages that a production goes into.
pub async fn views(app: &App, production: &Production) -> AppResult<Vec<LanguageView>> {
    let tools = app.studio.tools(app, |_| {}).await?;
    let mut views = Vec::new();
    for one in &production.settings.languages {
        let table = sheets::table(app, production, &one.language).await?;
        views.push(LanguageView {
            language: one.language.clone(),
            dub: one.dub,
            translated: table.iter().filter(|line| !line.text.is_empty()).count(),
            lines: table.len(),
            dubbed: sheets::dubbed(app, production, &one.language).await?,
            voices: tools.voices.maker(&one.language),
        });
    }
    Ok(views)
}

/// All lines in a language.
pub async fn sheet(app: &App, production: &Production, language: String) -> AppResult<Sheet> {
    let known = production
        .settings
        .languages
        .iter()
        .find(|one| one.language == language);
    Ok(Sheet {
        dub: known.is_some_and(|one| one.dub),
        lines: sheets::table(app, production, &language).await?,
        language,
    })
}

/// Show a production's lines in a language.
#[utoipa::path(get, operation_id = "show_language", path = "/api/v1/studio/productions/{id}/languages/{language}", tag = "studio", params(("id" = Uuid, Path), ("language" = String, Path)), responses((status = 200, body = Sheet), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, language)): Path<(Uuid, String)>,
) -> AppResult<Json<Sheet>> {
    let (production, language) = of(&app, &person, id, &language).await?;
    Ok(Json(sheet(&app, &production, language).await?))
}

/// Translate lines, and let the production go into the language.
#[utoipa::path(put, operation_id = "translate_lines", path = "/api/v1/studio/productions/{id}/languages/{language}", tag = "studio", params(("id" = Uuid, Path), ("language" = String, Path)), request_body = SheetBody, responses((status = 200, body = Sheet), (status = 400, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, language)): Path<(Uuid, String)>,
    Json(body): Json<SheetBody>,
) -> AppResult<Json<Sheet>> {
    let (production, language) = of(&app, &person, id, &language).await?;
    let lines: Vec<Translated> = body
        .lines
        .into_iter()
        .map(|line| Translated {
            speaker: line.speaker,
            source: line.source,
            text: line.text,
        })
        .collect();
    Ok(Json(
        taken_in(&app, &production, language, &lines, body.dub).await?,
    ))
}

/// Keeps lines, and shows all of the language.
pub async fn taken_in(
    app: &App,
    production: &Production,
    language: String,
    lines: &[Translated],
    dub: Option<bool>,
) -> AppResult<Sheet> {
    if production.settings.languages.len() >= 30 {
        return Err(AppError::bad_request(
            "too_many_languages",
            "A production goes into at most 30 languages.",
            "Remove one first.",
        ));
    }
    sheets::take_in(app, production, &language, lines, dub).await?;
    let production = productions::find(app, production.house_id, production.id).await?;
    sheet(app, &production, language).await
}

/// Let a production no longer go into a language; its translations are kept.
#[utoipa::path(delete, operation_id = "remove_language", path = "/api/v1/studio/productions/{id}/languages/{language}", tag = "studio", params(("id" = Uuid, Path), ("language" = String, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn remove(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, language)): Path<(Uuid, String)>,
) -> AppResult<StatusCode> {
    let (production, language) = of(&app, &person, id, &language).await?;
    left(&app, &production, &language).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The production no longer goes into a language.
pub async fn left(app: &App, production: &Production, language: &str) -> AppResult<()> {
    let mut settings = production.settings.0.clone();
    settings.languages.retain(|one| one.language != language);
    productions::change_settings(app, production, &settings).await
}

/// A production's lines as CSV, for a spreadsheet.
#[utoipa::path(get, operation_id = "export_translation", path = "/api/v1/studio/productions/{id}/languages/{language}/csv", tag = "studio", params(("id" = Uuid, Path), ("language" = String, Path)), responses((status = 200, content_type = "text/csv"), (status = 404, body = ErrorBody)))]
pub async fn csv(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, language)): Path<(Uuid, String)>,
) -> AppResult<Response> {
    let (production, language) = of(&app, &person, id, &language).await?;
    let table = sheets::table(&app, &production, &language).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{language}.csv\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, sheets::csv(&table)).into_response())
}

/// Take a translated CSV in. All of it or nothing.
#[utoipa::path(put, operation_id = "import_translation", path = "/api/v1/studio/productions/{id}/languages/{language}/csv", tag = "studio", params(("id" = Uuid, Path), ("language" = String, Path)), request_body = CsvBody, responses((status = 200, body = Sheet), (status = 400, body = ErrorBody)))]
pub async fn import(
    State(app): State<App>,
    Producer(person): Producer,
    Path((id, language)): Path<(Uuid, String)>,
    Json(body): Json<CsvBody>,
) -> AppResult<Json<Sheet>> {
    let (production, language) = of(&app, &person, id, &language).await?;
    let lines = sheets::read(&body.csv).map_err(|error| {
        AppError::bad_request(
            "bad_csv",
            format!("This table cannot be read: {error}."),
            "Export it, fill in its column text, and save it as CSV.",
        )
    })?;
    Ok(Json(
        taken_in(&app, &production, language, &lines, None).await?,
    ))
}
