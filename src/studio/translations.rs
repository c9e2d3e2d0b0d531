//! What is said in a production, in other languages. A translation belongs to who says what: a line that moves keeps
//! it, a line whose words change has none until somebody looks at it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use storyboard::Board;
use storyboard::board::Line;
use uuid::Uuid;

use super::Production;
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// Characters of a translated line.
const LONGEST: usize = 3_000;
/// Lines that are taken in at once.
const MOST: usize = 20_000;

/// One line in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Translated {
    pub speaker: String,
    pub source: String,
    pub text: String,
}

/// All of a production.
#[derive(Clone, Debug, Default)]
pub struct Translations(BTreeMap<(String, String, String), String>);

impl Translations {
    pub fn of(&self, language: &str, line: &Line) -> Option<&str> {
        let key = (language.to_owned(), line.speaker.clone(), line.text.clone());
        self.0.get(&key).map(String::as_str)
    }

    /// An episode as it is said in another language; nothing while a line of it has no translation.
    pub fn board(&self, board: &Board, language: &str) -> Option<Board> {
        let mut other = board.clone();
        language.clone_into(&mut other.language);
        for line in &mut other.lines {
            self.of(language, line)?.clone_into(&mut line.text);
        }
        Some(other)
    }

    /// Lines of an episode without a translation.
    pub fn missing(&self, board: &Board, language: &str) -> usize {
        let without = |line: &&Line| self.of(language, line).is_none();
        board.lines.iter().filter(without).count()
    }
}

/// Reads them.
pub async fn all(app: &App, production_id: Uuid) -> AppResult<Translations> {
    let rows = sqlx::query!(
        "select language, speaker, source, text from production_translations where production_id = $1",
        production_id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Translations(
        rows.into_iter()
            .map(|row| ((row.language, row.speaker, row.source), row.text))
            .collect(),
    ))
}

/// Refuses lines that cannot be kept.
pub fn check(lines: &[Translated]) -> AppResult<()> {
    let refused = |what: String| {
        AppError::bad_request(
            "bad_translation",
            what,
            "Mend it and send the whole again; nothing has been changed.",
        )
    };
    if lines.len() > MOST {
        return Err(refused(format!("These are more than {MOST} lines.")));
    }
    let too_long =
        |line: &&Translated| line.text.chars().count() > LONGEST || line.text.contains('\0');
    if let Some(line) = lines.iter().find(too_long) {
        return Err(refused(format!(
            "The translation of “{}” has more than {LONGEST} characters, or one that is no text.",
            line.source.chars().take(60).collect::<String>()
        )));
    }
    Ok(())
}

/// Puts lines of one language there; an empty text takes a translation back. Gives those that have changed as they were
/// before, an empty text where there was none.
pub async fn put(
    tx: &mut PgConnection,
    app: &App,
    production: &Production,
    language: &str,
    lines: &[Translated],
) -> AppResult<Vec<Translated>> {
    let mut before = Vec::new();
    for line in lines {
        let text = line.text.trim();
        let was = sqlx::query_scalar!(
            "select text from production_translations
             where production_id = $1 and language = $2 and speaker = $3 and source = $4 for update",
            production.id,
            language,
            line.speaker,
            line.source
        )
        .fetch_optional(&mut *tx)
        .await?
        .unwrap_or_default();
        if was == text {
            continue;
        }
        before.push(Translated {
            text: was,
            ..line.clone()
        });
        if text.is_empty() {
            sqlx::query!(
                "delete from production_translations
                 where production_id = $1 and language = $2 and speaker = $3 and source = $4",
                production.id,
                language,
                line.speaker,
                line.source
            )
            .execute(&mut *tx)
            .await?;
            continue;
        }
        sqlx::query!(
            "insert into production_translations (production_id, house_id, language, speaker, source, text, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (production_id, language, speaker, source) do update
             set text = excluded.text, updated_at = excluded.updated_at",
            production.id,
            production.house_id,
            language,
            line.speaker,
            line.source,
            text,
            app.clock.now()
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(before)
}
