//! Captions of an episode, or lines of a production, that a model translates: what is asked of it, kept with what it has
//! answered. It is a draft for somebody to look at; nothing of it reaches a viewer from here.

use screenplay::writers::model::{self, Ask};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use super::calls::Calls;
use super::endpoint::endpoint;
use super::money;
use super::stages::Told;
use super::writing::{self, Of, Stage, Task, WritingView};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::machine;
use providers::model::Cost;

/// Captions of one question: few enough for a small model.
const AT_ONCE: usize = 16;
/// Captions before them, so that a sentence that goes on is understood.
const BEFORE: usize = 3;

/// What is translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Captions of an episode of the house.
    Episode(Uuid),
    /// Lines of a production: they are taken in when they are there.
    Production(Uuid),
}

impl Whose {
    fn ids(self) -> (Option<Uuid>, Option<Uuid>) {
        match self {
            Self::Episode(id) => (Some(id), None),
            Self::Production(id) => (None, Some(id)),
        }
    }
}

/// Captions of one episode, or lines of a production.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Of the series.
    pub title: String,
    /// Their language, BCP 47.
    pub from: String,
    /// Each on one line.
    pub lines: Vec<String>,
    /// Of a production: who says each, and what it is word for word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said: Vec<Said>,
}

/// A line of a production.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub speaker: String,
    pub source: String,
}

impl Asked {
    fn asks(&self, to: &str) -> Vec<Ask> {
        let starts = (0..self.lines.len()).step_by(AT_ONCE);
        starts.map(|start| self.ask(to, start)).collect()
    }

    fn ask(&self, to: &str, start: usize) -> Ask {
        let end = (start + AT_ONCE).min(self.lines.len());
        let before = &self.lines[start.saturating_sub(BEFORE)..start];
        let languages = (self.from.as_str(), to);
        model::captions(&self.title, languages, before, &self.lines[start..end])
    }
}

/// How far a translation is.
#[derive(Clone, Debug)]
pub struct Drafted {
    pub writing: Option<WritingView>,
    /// One for each line that was asked, once all are there.
    pub lines: Option<Vec<String>>,
}

/// What a translation costs at most, where a model is set up.
pub async fn cost(app: &App, house_id: Uuid, to: &str, asked: &Asked) -> AppResult<Cost> {
    endpoint(app, house_id).await?.of_captions(asked.asks(to))
}

/// Lets a model translate; one translation of the same into a language at a time. `queued`: a worker takes it up.
pub async fn begin(
    app: &App,
    (house_id, whose): (Uuid, Whose),
    to: &str,
    asked: &Asked,
    spend_micros: Option<i64>,
    queued: bool,
) -> AppResult<Uuid> {
    money::said(spend_micros, &cost(app, house_id, to, asked).await?)?;
    if let Some(id) = id_of(app, (house_id, whose), to).await?
        && writing::is_going(app, house_id, Of::Captions(id)).await?
    {
        return Err(writing::busy());
    }
    let (episode_id, production_id) = whose.ids();
    let id = sqlx::query_scalar!(
        "insert into caption_drafts (id, house_id, episode_id, production_id, language, asked, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (coalesce(episode_id, production_id), language) do update
         set asked = excluded.asked, answered = null, created_at = excluded.created_at,
             so_far = case when caption_drafts.answered is null and caption_drafts.asked = excluded.asked
                           then caption_drafts.so_far else '[]' end
         returning id",
        app.random.id(),
        house_id,
        episode_id,
        production_id,
        to,
        Json(asked) as _,
        app.clock.now()
    )
    .fetch_one(&app.db)
    .await?;
    let task = Task {
        spend_micros,
        ..Task::of(Stage::Captions)
    };
    writing::ask(app, house_id, Of::Captions(id), &task, queued).await
}

/// Stops it, where it goes on.
pub async fn stop(app: &App, (house_id, whose): (Uuid, Whose), to: &str) -> AppResult<()> {
    match id_of(app, (house_id, whose), to).await? {
        Some(id) => writing::stop(app, house_id, Of::Captions(id)).await,
        None => Ok(()),
    }
}

async fn id_of(app: &App, (house_id, whose): (Uuid, Whose), to: &str) -> AppResult<Option<Uuid>> {
    let (episode_id, production_id) = whose.ids();
    Ok(sqlx::query_scalar!(
        "select id from caption_drafts
         where house_id = $1 and (episode_id = $2 or production_id = $3) and language = $4",
        house_id,
        episode_id,
        production_id,
        to
    )
    .fetch_optional(&app.db)
    .await?)
}

/// What became of the last one. Lines only while they are those that `asked` asks for.
pub async fn last(
    app: &App,
    (house_id, whose): (Uuid, Whose),
    to: &str,
    asked: &Asked,
) -> AppResult<Drafted> {
    let (episode_id, production_id) = whose.ids();
    let row = sqlx::query!(
        r#"select id, asked as "asked: Json<Asked>", answered as "answered: Json<Vec<String>>" from caption_drafts
           where house_id = $1 and (episode_id = $2 or production_id = $3) and language = $4"#,
        house_id,
        episode_id,
        production_id,
        to
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else {
        return Ok(Drafted {
            writing: None,
            lines: None,
        });
    };
    let same = row.asked.0 == *asked;
    Ok(Drafted {
        writing: writing::last(app, house_id, Of::Captions(row.id)).await?,
        lines: row.answered.map(|lines| lines.0).filter(|_| same),
    })
}

/// By a model, some lines at a time.
pub async fn by_model(
    app: &App,
    (house_id, id): (Uuid, Uuid),
    mut calls: Calls<'_>,
    tell: Told<'_>,
) -> anyhow::Result<()> {
    let words = |error: AppError| anyhow::anyhow!("{} {}", error.message, error.remedy);
    let row = sqlx::query!(
        r#"select language, asked as "asked: Json<Asked>", so_far as "so_far: Json<Vec<String>>" from caption_drafts
           where id = $1 and house_id = $2"#,
        id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(super::not_found)
    .map_err(words)?;
    let asked = row.asked.0;
    let total = asked.lines.len();
    // What an earlier attempt has paid for is not asked again.
    let mut lines = row.so_far.0;
    lines.truncate(total);
    while lines.len() < total {
        tell(lines.len(), total, format!("captions {}", lines.len() + 1));
        let ask = asked.ask(&row.language, lines.len());
        let wanted = AT_ONCE.min(total - lines.len());
        let taken = calls
            .ask(&ask, |answer| {
                model::read_captions(answer, &row.language, wanted)
            })
            .await?;
        lines.extend(taken);
        // At once: whoever stops it, and a process that dies, leaves what was paid for.
        sqlx::query!(
            "update caption_drafts set so_far = $3 where id = $1 and house_id = $2 and asked = $4",
            id,
            house_id,
            Json(&lines) as _,
            Json(&asked) as _
        )
        .execute(&app.db)
        .await?;
    }
    sqlx::query!(
        "update caption_drafts set answered = $3 where id = $1 and house_id = $2 and asked = $4",
        id,
        house_id,
        Json(&lines) as _,
        Json(&asked) as _
    )
    .execute(&app.db)
    .await?;
    tell(total, total, String::new());
    Ok(())
}

/// Takes in what there is of the lines of a production, however the asking ended: it is paid for. As one change, and only
/// once.
pub async fn taken_in(app: &App, (house_id, id): (Uuid, Uuid)) -> AppResult<()> {
    let row = sqlx::query!(
        r#"select language, production_id, asked as "asked: Json<Asked>", so_far as "so_far: Json<Vec<String>>"
           from caption_drafts where id = $1 and house_id = $2"#,
        id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(()) };
    let Some(production_id) = row.production_id else {
        return Ok(());
    };
    let ids = (house_id, production_id);
    machine::take_in(app, ids, &row.language, &row.asked.said, &row.so_far).await?;
    // Whoever takes these lines back does not find them there again.
    sqlx::query!(
        "update caption_drafts set so_far = '[]' where id = $1 and house_id = $2 and so_far = $3",
        id,
        house_id,
        Json(&row.so_far.0) as _
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// The same of what lies there of a production and a language, before a model is asked anew: a process may have died.
pub async fn left(app: &App, (house_id, whose): (Uuid, Whose), to: &str) -> AppResult<()> {
    match id_of(app, (house_id, whose), to).await? {
        Some(id) if !writing::is_going(app, house_id, Of::Captions(id)).await? => {
            taken_in(app, (house_id, id)).await
        }
        _ => Ok(()),
    }
}
