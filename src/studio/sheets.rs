//! Translations as a table that people fill in, side by side or in a spreadsheet.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use storyboard::board::Line;
use utoipa::ToSchema;

use super::changes::{self, Change, What};
use super::settings::{Localised, Settings};
use super::translations::{self, Translated};
use super::{Production, boards, extras, productions, shelves};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SheetLine {
    /// Episodes that it is said in.
    pub episode: u32,
    pub speaker: String,
    /// As it is shown.
    pub name: String,
    pub source: String,
    /// Empty: not translated yet.
    pub text: String,
    /// Why the dub of it does not fit, where it does not.
    pub problem: Option<String>,
}

/// Every line of a production once, in the order in which it is said first.
pub async fn table(
    app: &App,
    production: &Production,
    language: &str,
) -> AppResult<Vec<SheetLine>> {
    let translations = translations::all(app, production.id).await?;
    let problems = problems(app, production, language).await?;
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    let mut table = Vec::new();
    for board in boards::all(app, production)
        .await?
        .iter()
        .map(|episode| &episode.board)
    {
        for (at, line) in board.lines.iter().enumerate() {
            let Line { speaker, text, .. } = line;
            if !seen.insert((speaker.clone(), text.clone())) {
                continue;
            }
            table.push(SheetLine {
                episode: board.number,
                name: board
                    .character(speaker)
                    .map_or_else(|| speaker.clone(), |one| one.name.clone()),
                speaker: speaker.clone(),
                source: text.clone(),
                text: translations
                    .of(language, line)
                    .unwrap_or_default()
                    .to_owned(),
                problem: problems
                    .get(&extras::dub(board.number, language, at))
                    .cloned(),
            });
        }
    }
    Ok(table)
}

/// Dubs that are too long, by their keys.
async fn problems(
    app: &App,
    production: &Production,
    language: &str,
) -> AppResult<BTreeMap<String, String>> {
    let rows = sqlx::query!(
        r#"select key, checked ->> 'message' as "message!" from production_takes, jsonb_array_elements(checks) checked
           where production_id = $1 and kind = 'dub' and selected and key like '%/dub-' || $2 || '/%'
             and checked ->> 'name' = 'dub_length' and checked -> 'passed' = 'false'"#,
        production.id,
        language
    )
    .fetch_all(&app.db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.key, row.message)).collect())
}

/// What a language was before a change.
#[derive(Debug, Serialize, Deserialize)]
pub struct Was {
    /// Lines that have changed; an empty text: not translated.
    lines: Vec<Translated>,
    /// The languages that the production went into; nothing: they have not changed.
    languages: Option<Vec<Localised>>,
}

/// Keeps lines, and lets the production go into the language; what was there is kept, for undo. All or none. `dub`:
/// whether it is spoken; nothing leaves that as it is.
pub async fn take_in(
    app: &App,
    production: &Production,
    language: &str,
    lines: &[Translated],
    dub: Option<bool>,
) -> AppResult<()> {
    translations::check(lines)?;
    let mut settings = production.settings.0.clone();
    match settings
        .languages
        .iter_mut()
        .find(|one| one.language == language)
    {
        Some(known) => known.dub = dub.unwrap_or(known.dub),
        None => settings.languages.push(Localised {
            language: language.to_owned(),
            dub: dub.unwrap_or(false),
        }),
    }
    let same = settings == production.settings.0;
    let mut tx = app.db.begin().await?;
    let was = Was {
        lines: translations::put(&mut tx, app, production, language, lines).await?,
        languages: (!same).then(|| production.settings.languages.clone()),
    };
    if was.lines.is_empty() && same {
        return Ok(());
    }
    let change = Change {
        what: What::Translation,
        which: language.to_owned(),
        was: serde_json::to_value(&was).map_err(AppError::internal)?,
    };
    changes::note(&mut tx, app, production, &change).await?;
    if !same {
        productions::put_settings(&mut tx, app, production, &settings).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Puts a language back to what it was, and gives what it is.
pub async fn put_back(
    tx: &mut PgConnection,
    app: &App,
    production: &Production,
    language: &str,
    was: Was,
) -> AppResult<Was> {
    let mut now = Was {
        lines: translations::put(&mut *tx, app, production, language, &was.lines).await?,
        languages: None,
    };
    if let Some(languages) = was.languages {
        let before = productions::settings_now(tx, production.id).await?;
        now.languages = Some(before.languages.clone());
        let settings = Settings {
            languages,
            ..before
        };
        productions::put_settings(tx, app, production, &settings).await?;
    }
    Ok(now)
}

/// The table for a spreadsheet.
pub fn csv(table: &[SheetLine]) -> String {
    let mut text = String::from("\u{feff}");
    row(&mut text, ["episode", "speaker", "source", "text"]);
    for line in table {
        let episode = line.episode.to_string();
        row(
            &mut text,
            [&episode, &line.speaker, &line.source, &line.text],
        );
    }
    text
}

/// A cell that begins like a formula is opened as one by spreadsheets: an apostrophe before it keeps them from it, and is
/// taken off again when the table comes back.
fn row<const N: usize>(text: &mut String, cells: [&str; N]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        let guard = if cell.starts_with(['=', '+', '-', '@', '\'', '\t']) {
            "'"
        } else {
            ""
        };
        text.push('"');
        text.push_str(guard);
        text.push_str(&cell.replace('"', "\"\""));
        text.push('"');
    }
    text.push_str("\r\n");
}

/// Reads such a table again, whatever order its columns have. The error says which row is wrong.
pub fn read(text: &str) -> anyhow::Result<Vec<Translated>> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers()?.clone();
    let column = |name: &str| {
        heads
            .iter()
            .position(|head| head.trim().eq_ignore_ascii_case(name))
            .ok_or_else(|| {
                anyhow::anyhow!("it has no column {name}: keep the first row as it was exported")
            })
    };
    let (speaker, source, translated) = (column("speaker")?, column("source")?, column("text")?);
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cell = |at: usize| {
            let text = record.get(at).unwrap_or_default();
            text.strip_prefix('\'').unwrap_or(text).to_owned()
        };
        lines.push(Translated {
            speaker: cell(speaker),
            source: cell(source),
            text: cell(translated),
        });
    }
    Ok(lines)
}

/// Spreadsheets of half the world write semicolons.
fn delimiter(text: &str) -> u8 {
    let head = text.lines().next().unwrap_or_default();
    if head.matches(';').count() > head.matches(',').count() {
        b';'
    } else {
        b','
    }
}

/// Whether an artifact of a language is there, for lists.
pub async fn dubbed(app: &App, production: &Production, language: &str) -> AppResult<usize> {
    let selected = shelves::selected(app, production.id).await?;
    let ending = format!("/dubmix-{language}");
    Ok(selected.keys().filter(|key| key.ends_with(&ending)).count())
}
