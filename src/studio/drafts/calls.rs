//! Questions to a model: each kept with its money before it is sent, within what a writing may take and spend. An answer
//! that is not taken is asked for once more, with its fault.

use providers::want::Chat;
use providers::{Failure, Reason, State};
use screenplay::writers::model::{Ask, Fault};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

use super::endpoint::Endpoint;
use super::money::{self, Question};
use crate::app::App;
use crate::errors::AppError;

/// How often one question is asked in other words.
const TRIES: u32 = 3;
/// Requests of one try that may cost: the tiers below, where a server does not keep to the form.
const PAID_MAX: u32 = 2;

/// The questions of one writing.
pub struct Calls<'a> {
    app: &'a App,
    house_id: Uuid,
    writing_id: Uuid,
    endpoint: Endpoint,
    runner: providers::run::Runner,
    calls: u32,
    tokens: u64,
}

impl<'a> Calls<'a> {
    /// What earlier attempts at the writing have taken counts.
    pub async fn open(
        app: &'a App,
        house_id: Uuid,
        writing_id: Uuid,
        endpoint: Endpoint,
    ) -> anyhow::Result<Self> {
        let before = sqlx::query!(
            r#"select count(*) as "calls!", coalesce(sum(tokens_out), 0)::bigint as "tokens!"
               from writing_calls where writing_id = $1 and house_id = $2"#,
            writing_id,
            house_id
        )
        .fetch_one(&app.db)
        .await?;
        let runner = endpoint
            .runner()
            .map_err(|error| anyhow::anyhow!("{}", error.message))?;
        Ok(Self {
            app,
            house_id,
            writing_id,
            endpoint,
            runner,
            calls: before.calls as u32,
            tokens: before.tokens as u64,
        })
    }

    pub fn model(&self) -> &str {
        &self.endpoint.model.id
    }

    /// Asks until an answer is taken.
    ///
    /// # Errors
    /// A sentence with what to do, where it is refused, too much, or lost on its way.
    pub async fn ask<Taken>(
        &mut self,
        ask: &Ask,
        take: impl Fn(&Value) -> Result<Taken, Fault>,
    ) -> anyhow::Result<Taken> {
        let mut question = ask.clone();
        let mut last = String::new();
        for number in 0..TRIES {
            let fault = match self.once(&question, number).await? {
                Ok(answer) => match take(&answer) {
                    Ok(taken) => return Ok(taken),
                    Err(fault) => fault.to_string(),
                },
                Err(failure) => {
                    anyhow::ensure!(
                        failure.reason == Reason::Work,
                        "The model says no: {}. {}",
                        failure.message.trim_end_matches('.'),
                        failure.remedy()
                    );
                    if failure.code == "cut_off" {
                        question.tokens_max = (question.tokens_max * 2).min(16_000);
                    }
                    failure.message
                }
            };
            tracing::info!(
                form = ask.form,
                number,
                fault,
                "a model's answer is not taken"
            );
            let tokens_max = question.tokens_max;
            question = ask.after(&fault);
            question.tokens_max = tokens_max;
            last = fault;
        }
        anyhow::bail!(
            "What the model wrote could not be taken, {TRIES} times over. The last time: {last} Try again, or choose a larger model."
        )
    }

    async fn once(&mut self, ask: &Ask, number: u32) -> anyhow::Result<Result<Value, Failure>> {
        anyhow::ensure!(
            self.calls < self.endpoint.calls_max,
            "This would be more than {} questions to the model. Raise `calls` in [studio.llm], or write fewer episodes at once.",
            self.endpoint.calls_max
        );
        anyhow::ensure!(
            self.tokens < self.endpoint.tokens_max,
            "The model has written the {} tokens that it may. Raise `tokens` in [studio.llm], or write fewer episodes at once.",
            self.endpoint.tokens_max
        );
        let chat = Chat {
            // Warmer with each try: the same question at the same heat is often the same answer.
            temperature: Some(0.7 + 0.15 * number as f32),
            ..money::chat(ask)
        };
        let words = |error: AppError| anyhow::anyhow!("{} {}", error.message, error.remedy);
        let most = self.endpoint.most(&chat).map_err(words)?;
        let db = self.app.db.clone();
        let refused: std::sync::Mutex<Option<String>> = std::sync::Mutex::default();
        let ids: std::sync::Mutex<Vec<Uuid>> = std::sync::Mutex::default();
        let (house_id, writing_id) = (self.house_id, self.writing_id);
        let model = self.endpoint.model.id.clone();
        let _turn = self.endpoint.turn(self.app).await?;
        let written = {
            let (ids, app, db, model) = (&ids, self.app, &db, &model);
            let (refused, most) = (&refused, &most);
            self.runner
                .write(
                    &self.endpoint.account,
                    &self.endpoint.model,
                    &chat,
                    PAID_MAX,
                    |state| async move {
                        let open = ids.lock().map_err(|_| "poisoned")?.last().copied();
                        if state == State::Submitting {
                            if let Some(id) = open {
                                settle(
                                    db,
                                    (house_id, id),
                                    "failed",
                                    Some("another form was asked for"),
                                )
                                .await?;
                            }
                            let id = app.random.id();
                            let question = Question {
                                id,
                                form: ask.form,
                                model,
                                most,
                            };
                            let reserved =
                                money::reserve(app, (house_id, writing_id), &question).await;
                            if let Err(why) = reserved.map_err(|error| error.to_string())? {
                                *refused.lock().map_err(|_| "poisoned")? = Some(why.clone());
                                return Err(why);
                            }
                            ids.lock().map_err(|_| "poisoned")?.push(id);
                            return Ok(());
                        }
                        let Some(id) = open else { return Ok(()) };
                        match &state {
                            State::Done => settle(db, (house_id, id), "done", None).await,
                            State::Failed { failure } => {
                                settle(db, (house_id, id), "failed", Some(&failure.message)).await
                            }
                            State::Ambiguous { why } => {
                                settle(db, (house_id, id), "ambiguous", Some(why)).await
                            }
                            _ => Ok(()),
                        }
                    },
                )
                .await
        };
        let ids = ids.into_inner().unwrap_or_default();
        self.calls += ids.len() as u32;
        if let Some(why) = refused.into_inner().unwrap_or_default() {
            anyhow::bail!("{why}");
        }
        let written = match written {
            Ok(Ok(written)) => written,
            Ok(Err(State::Failed { failure })) if failure.reason == Reason::Busy => {
                self.charge(&ids, Some(0)).await?;
                anyhow::bail!(
                    "The model cannot be reached: {}. {}",
                    failure.message,
                    failure.remedy()
                )
            }
            Ok(Err(State::Failed { failure })) => {
                // What was cut off was written all the same, and counts as all that it might have been.
                self.count(&ids, 0, u64::from(ask.tokens_max), None).await?;
                if failure.reason != Reason::Work {
                    self.charge(&ids[ids.len().saturating_sub(1)..], Some(0))
                        .await?;
                }
                return Ok(Err(failure));
            }
            Ok(Err(State::Ambiguous { why })) => anyhow::bail!(
                "Nothing was heard of the model's answer ({why}), and whether it was charged is not known. Write it again if that is no harm."
            ),
            Ok(Err(other)) => anyhow::bail!("the model's answer ended as {other:?}"),
            Err(stopped) => anyhow::bail!("The model was not asked: {stopped}"),
        };
        let tier = serde_json::to_value(written.tier).ok();
        let tier = tier.as_ref().and_then(Value::as_str);
        self.charge(&ids, self.endpoint.charged(&written.usage))
            .await?;
        self.count(
            &ids,
            written.usage.tokens_in,
            written.usage.tokens_out,
            tier,
        )
        .await?;
        Ok(Ok(written.value))
    }

    /// The last question carries what all of them did cost. Without a sum each counts as it was reserved.
    async fn charge(&self, ids: &[Uuid], micros: Option<i64>) -> anyhow::Result<()> {
        let Some(micros) = micros else { return Ok(()) };
        for (at, id) in ids.iter().enumerate() {
            let own = if at + 1 == ids.len() { micros } else { 0 };
            money::charge(&self.app.db, (self.house_id, *id), own).await?;
        }
        Ok(())
    }

    async fn count(
        &mut self,
        ids: &[Uuid],
        tokens_in: u64,
        tokens_out: u64,
        tier: Option<&str>,
    ) -> anyhow::Result<()> {
        self.tokens += tokens_out;
        if let Some(id) = ids.last() {
            sqlx::query!(
                "update writing_calls set tokens_in = $3, tokens_out = $4, tier = $5 where id = $1 and house_id = $2",
                id,
                self.house_id,
                tokens_in as i64,
                tokens_out as i64,
                tier
            )
            .execute(&self.app.db)
            .await?;
        }
        Ok(())
    }
}

async fn settle(
    db: &PgPool,
    (house_id, id): (Uuid, Uuid),
    state: &str,
    why: Option<&str>,
) -> Result<(), String> {
    sqlx::query!(
        "update writing_calls set state = $3, why = $4 where id = $1 and house_id = $2",
        id,
        house_id,
        state,
        why
    )
    .execute(db)
    .await
    .map(|_| ())
    .map_err(|error| error.to_string())
}
