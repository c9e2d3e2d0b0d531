//! Drafts: a series from its premise to its script, in stages that a person looks at, changes, and has written again
//! one by one. The house's engines write them at once; a model takes its time, as a `writing` with progress.

pub mod calls;
pub mod captions;
pub mod endpoint;
pub mod money;
pub mod rewrite;
pub mod stages;
pub mod versions;
pub mod writing;

use chrono::{DateTime, Utc};
use screenplay::writers::model::Wanted;
use screenplay::writers::story::{self, Cards};
use screenplay::writers::{Library, Outline, Story, Template};
use sqlx::types::Json;
use uuid::Uuid;

use super::writers;
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// One draft of a house.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: Uuid,
    pub house_id: Uuid,
    pub owner_id: Option<Uuid>,
    /// `engine` or `model`
    pub writer: String,
    pub premise: String,
    pub language: String,
    pub seed: i64,
    pub episodes: i32,
    pub seconds: i32,
    pub outline: Option<Json<Outline>>,
    pub story: Json<Story>,
    pub production_id: Option<Uuid>,
    pub updated_at: DateTime<Utc>,
}

/// What a draft begins with.
#[derive(Clone, Debug)]
pub struct NewDraft {
    pub premise: String,
    pub by_model: bool,
    pub engine: Option<String>,
    pub language: Option<String>,
    pub seed: i64,
    pub episodes: u32,
    pub seconds: u32,
}

impl Draft {
    pub fn wanted(&self) -> Wanted {
        Wanted {
            premise: self.premise.clone(),
            language: self.language.clone(),
            episodes: self.episodes as usize,
            seconds: self.seconds as u32,
        }
    }

    pub fn is_by_model(&self) -> bool {
        self.writer == "model"
    }

    /// What an engine has settled, with the engine.
    pub fn engine(&self) -> Option<(&'static Template, &Outline)> {
        let outline = &self.outline.as_ref()?.0;
        let template = Library::house().find(&outline.engine, outline.language)?;
        Some((template, outline))
    }
}

pub fn not_found() -> AppError {
    AppError::not_found(
        "draft_not_found",
        "There is no such draft.",
        "Begin again with the premise.",
    )
}

pub async fn find(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Draft> {
    sqlx::query_as!(
        Draft,
        r#"select id, house_id, owner_id, writer, premise, language, seed, episodes, seconds,
                  outline as "outline: Json<Outline>", story as "story: Json<Story>", production_id, updated_at
           from drafts where house_id = $1 and id = $2"#,
        house_id,
        id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(not_found)
}

fn bad(message: String) -> AppError {
    AppError::bad_request(
        "bad_premise",
        message,
        "Change the premise, or choose another writer.",
    )
}

/// Whether a draft can begin so.
pub fn check(new: &NewDraft) -> AppResult<()> {
    if !(1..=100).contains(&new.episodes) || !(15..=180).contains(&new.seconds) {
        return Err(AppError::bad_request(
            "bad_length",
            "A series has 1 to 100 episodes of 15 to 180 seconds.",
            "Choose a number of episodes and a length in between.",
        ));
    }
    writers::check_premise(&new.premise).map_err(|error| bad(error.to_string()))
}

/// Begins a draft. An engine's is written at once; a model's is empty until it is asked.
pub async fn begin(
    app: &App,
    house_id: Uuid,
    owner_id: Option<Uuid>,
    new: &NewDraft,
) -> AppResult<Draft> {
    check(new)?;
    let language = match &new.language {
        Some(tag) => Some(crate::language::canonical(tag).ok_or_else(|| {
            AppError::bad_request(
                "bad_language",
                "This is not a language tag.",
                "Use one such as en, es or zh-Hans.",
            )
        })?),
        None => None,
    };
    let (language, outline, story) = if new.by_model {
        endpoint::endpoint(app, house_id).await?;
        let language = language.unwrap_or_else(|| writers::spoken(&new.premise).to_owned());
        let story = Story {
            language: language.clone(),
            ..Story::default()
        };
        (language, None, story)
    } else {
        let premise = writers::premise(
            &new.premise,
            new.engine.as_deref(),
            language.as_deref(),
            new.seed,
            new.episodes as usize,
        )
        .map_err(|error| bad(error.to_string()))?;
        let (outline, story) =
            writers::outlined(&premise).map_err(|error| bad(error.to_string()))?;
        (premise.language.tag().to_owned(), Some(outline), story)
    };
    let id = app.random.id();
    sqlx::query!(
        "insert into drafts (id, house_id, owner_id, writer, premise, language, seed, episodes, seconds, outline, story, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)",
        id,
        house_id,
        owner_id,
        if new.by_model { "model" } else { "engine" },
        new.premise.trim(),
        language,
        new.seed,
        if new.by_model { new.episodes as i32 } else { story.episodes.len() as i32 },
        new.seconds as i32,
        outline.map(Json) as _,
        Json(story) as _,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    find(app, house_id, id).await
}

/// Keeps a story as it is now.
pub async fn keep(
    app: &App,
    draft: &Draft,
    outline: Option<&Outline>,
    story: &Story,
) -> AppResult<()> {
    sqlx::query!(
        "update drafts set outline = $3, story = $4, language = $5, updated_at = $6 where id = $1 and house_id = $2",
        draft.id,
        draft.house_id,
        outline.map(Json) as _,
        Json(story) as _,
        story.language,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Takes cards that a person has changed.
pub async fn take_cards(app: &App, draft: &Draft, cards: &Cards) -> AppResult<Draft> {
    let bad = |error: story::BadEdit| {
        AppError::bad_request(
            "bad_cards",
            error.to_string(),
            "Correct it, then save again.",
        )
    };
    let (outline, story) = if let Some((template, outline)) = draft.engine() {
        let outline = story::edited(template, outline, cards).map_err(bad)?;
        let mut story = story::told(template, &outline);
        for (episode, card) in story.episodes.iter_mut().zip(&cards.episodes) {
            episode.locked = card.locked;
        }
        (Some(outline), story)
    } else {
        let mut story = draft.story.0.clone();
        story.take(cards).map_err(bad)?;
        (None, story)
    };
    if story != draft.story.0 {
        versions::remember(app, draft).await?;
        keep(app, draft, outline.as_ref(), &story).await?;
    }
    find(app, draft.house_id, draft.id).await
}

/// An engine's episode told again; without a number, all that are not locked.
pub async fn tell_again(app: &App, draft: &Draft, episode: Option<usize>) -> AppResult<Draft> {
    let Some((template, outline)) = draft.engine() else {
        return Err(no_engine());
    };
    let mut outline = outline.clone();
    let before = &draft.story.0;
    for (at, was) in before.episodes.iter().enumerate() {
        if episode.is_none_or(|one| one == at) && !was.locked {
            story::again(&mut outline, at);
        }
    }
    let mut story = story::told(template, &outline);
    for (episode, was) in story.episodes.iter_mut().zip(&before.episodes) {
        episode.locked = was.locked;
    }
    versions::remember(app, draft).await?;
    keep(app, draft, Some(&outline), &story).await?;
    find(app, draft.house_id, draft.id).await
}

pub fn no_engine() -> AppError {
    AppError::conflict(
        "no_engine",
        "This was not written by one of the house's engines.",
        "Let a model write it again, or change it by hand.",
    )
}

/// The production that a draft has become, or becomes now.
pub async fn produce(
    app: &App,
    draft: &Draft,
    title: Option<&str>,
) -> AppResult<super::Production> {
    let story = &draft.story.0;
    if !story.is_written() {
        return Err(AppError::conflict(
            "not_written",
            "Some episodes have no lines yet.",
            "Write the script first.",
        ));
    }
    let title = title
        .map(str::trim)
        .filter(|title| !title.is_empty())
        .unwrap_or(&story.title);
    let taken = sqlx::query_scalar!(
        "select id from productions where house_id = $1 and title = $2 and removed_at is null",
        draft.house_id,
        title
    )
    .fetch_optional(&app.db)
    .await?;
    if taken.is_some() && taken != draft.production_id {
        return Err(AppError::conflict(
            "title_taken",
            format!("There is a production called {title} already."),
            "Give this one another title.",
        ));
    }
    let mut story = story.clone();
    title.clone_into(&mut story.title);
    let new = super::productions::NewProduction {
        title: title.to_owned(),
        language: draft.language.clone(),
        script: story.fountain(),
        seed: draft.seed,
        bible: draft.engine().map(|(template, outline)| {
            let written = screenplay::writers::draft(template, outline.clone());
            written.bible.bible(&story.title)
        }),
    };
    let production = super::productions::keep(app, draft.house_id, draft.owner_id, &new).await?;
    sqlx::query!(
        "update drafts set production_id = $3 where id = $1 and house_id = $2",
        draft.id,
        draft.house_id,
        production.id
    )
    .execute(&app.db)
    .await?;
    Ok(production)
}
