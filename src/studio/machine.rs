//! Lines of a production that the model of the house translates: all that nobody has translated yet. They are taken in as
//! one change, which can be taken back; what somebody has written meanwhile stays.

use providers::model::Cost;
use uuid::Uuid;

use super::drafts::captions::{self, Asked, Said, Whose};
use super::drafts::writing::WritingView;
use super::sheets;
use super::translations::Translated;
use super::{Production, productions};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// What a model would be asked: the lines without a translation.
async fn asked(app: &App, production: &Production, language: &str) -> AppResult<Asked> {
    let table = sheets::table(app, production, language).await?;
    let missing = table.into_iter().filter(|line| line.text.is_empty());
    let said: Vec<Said> = missing
        .map(|line| Said {
            speaker: line.speaker,
            source: line.source,
        })
        .collect();
    let one_line = |line: &Said| line.source.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(Asked {
        title: production.title.clone(),
        from: production.language.clone(),
        lines: said.iter().map(one_line).collect(),
        said,
    })
}

/// How many lines have no translation, and what the model would cost at most.
///
/// # Errors
/// `no_model`, and what else keeps a model from being asked.
pub async fn cost(app: &App, production: &Production, language: &str) -> AppResult<(usize, Cost)> {
    let asked = asked(app, production, language).await?;
    let cost = captions::cost(app, production.house_id, language, &asked).await?;
    Ok((asked.lines.len(), cost))
}

/// Lets the model translate what is missing. `queued`: a worker takes it up.
///
/// # Errors
/// `nothing_to_translate`; what keeps a model from being asked; that it would cost more than may be spent.
pub async fn begin(
    app: &App,
    production: &Production,
    language: &str,
    spend_micros: Option<i64>,
    queued: bool,
) -> AppResult<Uuid> {
    let whose = (production.house_id, Whose::Production(production.id));
    captions::left(app, whose, language).await?;
    let asked = asked(app, production, language).await?;
    if asked.lines.is_empty() {
        return Err(AppError::conflict(
            "nothing_to_translate",
            "Every line has its translation.",
            "Empty a translation first, and it is made anew.",
        ));
    }
    captions::begin(app, whose, language, &asked, spend_micros, queued).await
}

/// Stops it.
pub async fn stop(app: &App, production: &Production, language: &str) -> AppResult<()> {
    let whose = (production.house_id, Whose::Production(production.id));
    captions::stop(app, whose, language).await
}

/// The last time that a model was asked.
pub async fn last(
    app: &App,
    production: &Production,
    language: &str,
) -> AppResult<Option<WritingView>> {
    let whose = (production.house_id, Whose::Production(production.id));
    let asked = asked(app, production, language).await?;
    Ok(captions::last(app, whose, language, &asked).await?.writing)
}

/// Keeps what a model has written of lines that still have no translation.
pub async fn take_in(
    app: &App,
    (house_id, production_id): (Uuid, Uuid),
    language: &str,
    said: &[Said],
    lines: &[String],
) -> AppResult<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let production = productions::find(app, house_id, production_id).await?;
    let missing = asked(app, &production, language).await?.said;
    let written: Vec<Translated> = said
        .iter()
        .zip(lines)
        .filter(|(line, _)| missing.contains(line))
        .map(|(line, text)| Translated {
            speaker: line.speaker.clone(),
            source: line.source.clone(),
            text: text.clone(),
        })
        .collect();
    if written.is_empty() {
        return Ok(());
    }
    sheets::take_in(app, &production, language, &written, None).await
}
