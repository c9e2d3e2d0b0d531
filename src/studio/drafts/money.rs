//! What writing costs: told before it is begun, each question reserved at its most before it is sent, settled when it is
//! known what it took. A writing spends no more than somebody has said.

use providers::job::Usage;
use providers::model::Cost;
use providers::{Want, want::Chat};
use screenplay::writers::Story;
use screenplay::writers::model::{self, Ask, Wanted};
use sqlx::PgPool;
use uuid::Uuid;

use super::endpoint::Endpoint;
use super::writing::{Of, Stage, Task};
use super::{Draft, NewDraft, rewrite};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::studio::paid::purse;
use crate::studio::{Production, productions};

/// Bytes of a story that are not there yet when a task is asked for, and are in its later questions.
const MEANWHILE: usize = 4_000;
/// A critic may send each scene back once.
const LOOKS: usize = 2;

/// A question that is about to be sent.
pub struct Question<'a> {
    pub id: Uuid,
    pub form: &'a str,
    pub model: &'a str,
    pub most: &'a Cost,
}

impl Endpoint {
    /// What one question costs at most.
    pub fn most(&self, chat: &Chat) -> AppResult<Cost> {
        if self.free {
            return Ok(nothing());
        }
        let estimate = self.model.estimate(&Want::Chat(chat.clone()));
        estimate.ok_or_else(|| {
            AppError::conflict(
                "unpriced",
                format!("Nobody has noted what {} costs.", self.model.id),
                "An operator chooses it with its price on the page Models.",
            )
        })
    }

    /// What answers did cost; nothing where that is not known.
    pub fn charged(&self, usage: &Usage) -> Option<i64> {
        let told = usage.tokens_in + usage.tokens_out > 0;
        if self.free {
            return Some(0);
        }
        let cost = self.model.charged(usage).filter(|_| told)?;
        Some(cost.micros)
    }

    /// What all these cost at most, where each answer is taken.
    fn sum(&self, asks: &[(usize, Ask)]) -> AppResult<Cost> {
        let mut all = nothing();
        for (count, ask) in asks {
            let chat = Chat {
                user: format!("{}{}", ask.user, " ".repeat(MEANWHILE)),
                ..chat(ask)
            };
            let one = self.most(&chat)?;
            let count = i64::try_from(*count).unwrap_or(i64::MAX);
            all.micros = all.micros.saturating_add(one.micros.saturating_mul(count));
            all.currency = one.currency;
        }
        Ok(all)
    }

    /// What tasks of a draft cost at most.
    pub fn of_draft(&self, draft: &Draft, tasks: &[&Task]) -> AppResult<Cost> {
        let asks = tasks
            .iter()
            .flat_map(|task| asks(&draft.wanted(), &draft.story, task));
        self.sum(&asks.collect::<Vec<_>>())
    }

    /// The same of a draft that is not begun.
    pub fn of_new(&self, new: &NewDraft, tasks: &[&Task]) -> AppResult<Cost> {
        let wanted = Wanted {
            premise: new.premise.clone(),
            language: new.language.clone().unwrap_or_default(),
            episodes: new.episodes as usize,
            seconds: new.seconds,
        };
        let story = Story::default();
        let asks = tasks.iter().flat_map(|task| asks(&wanted, &story, task));
        self.sum(&asks.collect::<Vec<_>>())
    }

    /// And of a scene or a line that is written again.
    pub fn of_rewrite(&self, production: &Production, task: &Task) -> AppResult<Cost> {
        let script = production.script();
        let found = rewrite::found(&script, production, task)?;
        self.sum(&[(LOOKS, found.ask(&script, &task.wish, &[]))])
    }

    /// And of captions that are translated.
    pub fn of_captions(&self, asks: Vec<Ask>) -> AppResult<Cost> {
        self.sum(&asks.into_iter().map(|ask| (1, ask)).collect::<Vec<_>>())
    }
}

fn nothing() -> Cost {
    Cost {
        micros: 0,
        currency: String::new(),
    }
}

/// A question as it is sent, at no heat of its own.
pub fn chat(ask: &Ask) -> Chat {
    Chat {
        system: ask.system.clone(),
        user: ask.user.clone(),
        form: Some((ask.form.to_owned(), ask.schema.clone())),
        tokens_max: ask.tokens_max,
        temperature: None,
    }
}

/// How often what is asked for a task.
fn asks(wanted: &Wanted, story: &Story, task: &Task) -> Vec<(usize, Ask)> {
    let at = task.episode.map_or(0, |number| number as usize - 1);
    let open = match (task.episode, story.episodes.len()) {
        (Some(_), _) => 1,
        (None, 0) => wanted.episodes,
        (None, _) => story.episodes.iter().filter(|one| !one.locked).count(),
    };
    let each = match task.scene {
        Some(_) => 1,
        None => open * wanted.size().scenes,
    };
    let card = || model::card(wanted, story, at);
    let scenes = || model::scenes(wanted, story, at);
    let lines = || model::lines(wanted, story, (at, 0), &[]);
    match task.stage {
        Stage::Outline => vec![(1, model::outline(wanted)), (wanted.episodes, card())],
        Stage::Episodes => vec![(open, card())],
        Stage::Scenes => vec![(open, scenes())],
        Stage::Lines => vec![(each * LOOKS, lines())],
        // How a line is framed takes less than the line.
        Stage::Shots => vec![(each, lines())],
        Stage::Script => vec![(open, scenes()), (each * (LOOKS + 1), lines())],
        Stage::RewriteScene | Stage::RewriteLine | Stage::Captions => Vec::new(),
    }
}

/// Refuses what would cost something where nobody has said how much it may.
pub fn said(spend_micros: Option<i64>, cost: &Cost) -> AppResult<()> {
    match spend_micros {
        Some(..0) => Err(AppError::bad_request(
            "bad_spend",
            "A writing spends at least nothing.",
            "Say how much it may spend at most.",
        )),
        None if cost.micros > 0 => Err(AppError::conflict(
            "spend_needed",
            format!(
                "Writing this would cost up to {}.",
                purse::amount(cost.micros, &cost.currency)
            ),
            "Say how much it may spend.",
        )),
        _ => Ok(()),
    }
}

/// What all writings of something have cost so far; what nobody knows the end of counts as it was reserved.
pub async fn paid(app: &App, house_id: Uuid, of: Of) -> AppResult<Cost> {
    let (draft_id, production_id, captions_id) = of.ids();
    let row = sqlx::query!(
        r#"select coalesce(sum(coalesce(c.charged_micros, c.reserved_micros)), 0)::bigint as "micros!",
                  coalesce(max(c.currency), '') as "currency!"
           from writing_calls c join writings w on w.id = c.writing_id
           where w.house_id = $1 and (w.draft_id = $2 or w.production_id = $3 or w.caption_draft_id = $4)"#,
        house_id,
        draft_id,
        production_id,
        captions_id
    )
    .fetch_one(&app.db)
    .await?;
    Ok(Cost {
        micros: row.micros,
        currency: row.currency,
    })
}

/// Writes a question down with its money reserved, or says why it is not asked.
pub async fn reserve(
    app: &App,
    (house_id, writing_id): (Uuid, Uuid),
    question: &Question<'_>,
) -> AppResult<Result<(), String>> {
    let most = question.most;
    let row = sqlx::query!(
        "select coalesce(w.production_id, d.production_id) as production_id, w.spend_micros
         from writings w left join caption_drafts d on d.id = w.caption_draft_id where w.id = $1 and w.house_id = $2",
        writing_id,
        house_id
    )
    .fetch_one(&app.db)
    .await?;
    let production = match row.production_id {
        Some(id) if most.micros > 0 => Some(productions::find(app, house_id, id).await?),
        _ => None,
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    if let Some(production) = &production
        && let Err(why) = purse::allow_question(&mut tx, production, most, now).await?
    {
        return Ok(Err(format!("The next question is not asked: {why}.")));
    }
    // Whoever else asks for this writing waits here.
    sqlx::query!(
        "select id from writings where id = $1 and house_id = $2 for update",
        writing_id,
        house_id
    )
    .fetch_one(&mut *tx)
    .await?;
    let used = sqlx::query_scalar!(
        r#"select coalesce(sum(coalesce(charged_micros, reserved_micros)), 0)::bigint as "used!"
           from writing_calls where writing_id = $1 and house_id = $2"#,
        writing_id,
        house_id
    )
    .fetch_one(&mut *tx)
    .await?;
    let left = row.spend_micros.saturating_sub(used).max(0);
    if most.micros > left {
        let amount = |micros| purse::amount(micros, &most.currency);
        return Ok(Err(format!(
            "The next question would cost up to {}, and {} of the {} that this writing may spend are left. What is written is kept: \
             allow more, and write on.",
            amount(most.micros),
            amount(left),
            amount(row.spend_micros)
        )));
    }
    sqlx::query!(
        "insert into writing_calls (id, house_id, writing_id, form, model, state, at, reserved_micros, currency)
         values ($1, $2, $3, $4, $5, 'submitting', $6, $7, $8)",
        question.id,
        house_id,
        writing_id,
        question.form,
        question.model,
        now,
        most.micros,
        most.currency
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// What a question did cost.
pub async fn charge(db: &PgPool, (house_id, id): (Uuid, Uuid), micros: i64) -> AppResult<()> {
    sqlx::query!(
        "update writing_calls set charged_micros = $3 where id = $1 and house_id = $2",
        id,
        house_id,
        micros
    )
    .execute(db)
    .await?;
    Ok(())
}
