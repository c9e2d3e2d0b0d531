//! Money: what may be spent, reserved before a job is asked for, settled when it is known what it cost.
//!
//! What is reserved counts as spent, and is counted under a lock on the production's row; so jobs that begin at once never
//! pass a cap together.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};
use production::Digest;
use production::budget::{Caps, Over, Used};
use providers::model::Cost;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::Wish;
use crate::app::App;
use crate::errors::AppResult;
use crate::studio::Production;
use crate::studio::providers::Chosen;

/// What somebody has allowed a run to spend.
#[derive(Clone, Copy, Debug)]
pub struct Spend {
    /// The run, or the command.
    pub id: Uuid,
    /// Millionths of the production's currency.
    pub most_micros: i64,
    /// Whether what is stale is paid for again.
    pub again: bool,
}

/// A job to be written down.
pub struct New<'a> {
    pub key: &'a str,
    pub kind: &'a str,
    pub episode: u32,
    /// Whose cap it counts against: `e01/t03`.
    pub shot: String,
    pub basis: Digest,
    pub parts: &'a BTreeMap<String, Digest>,
    pub chosen: &'a Chosen,
    pub wish: &'a Wish,
}

/// Why nothing was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotReserved {
    Cap {
        over: Over,
        currency: String,
    },
    Allowance {
        asked: i64,
        left: i64,
        most: i64,
        currency: String,
    },
    Unpriced {
        model: String,
    },
    Currency {
        model: String,
        theirs: String,
        ours: String,
    },
    /// Its last job is not over.
    Live,
}

impl fmt::Display for NotReserved {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cap { over, currency } => write!(
                out,
                "this would cost {} where {} of the {} for one {} are left: raise that cap, or choose what costs less",
                amount(over.asked, currency),
                amount(over.left, currency),
                amount(over.cap, currency),
                over.of
            ),
            Self::Allowance {
                asked,
                left,
                most,
                currency,
            } => write!(
                out,
                "this would cost {} where {} of the {} that the run may spend are left",
                amount(*asked, currency),
                amount(*left, currency),
                amount(*most, currency)
            ),
            Self::Unpriced { model } => write!(
                out,
                "nobody has noted what {model} costs: an operator enters its price on the page Models"
            ),
            Self::Currency {
                model,
                theirs,
                ours,
            } => write!(
                out,
                "{model} is paid in {theirs}, and the budget of this production is in {ours}: enter the price in {ours} on the page Models, or change the budget's currency"
            ),
            Self::Live => write!(
                out,
                "its last paid job is not over: look at the list of jobs, and say what became of it"
            ),
        }
    }
}

/// Millionths as `1.25 USD`.
pub fn amount(micros: i64, currency: &str) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let (whole, rest) = (
        micros.unsigned_abs() / 1_000_000,
        micros.unsigned_abs() % 1_000_000,
    );
    let cents = if rest % 10_000 == 0 {
        format!("{:02}", rest / 10_000)
    } else {
        format!("{rest:06}").trim_end_matches('0').to_owned()
    };
    format!("{sign}{whole}.{cents} {currency}")
        .trim_end()
        .to_owned()
}

/// What a wish costs at most, in the production's currency.
pub fn cost(production: &Production, chosen: &Chosen, wish: &Wish) -> Result<Cost, NotReserved> {
    let ours = production.settings.budget.currency.clone();
    let model = chosen.model.id.clone();
    match chosen.model.estimate(&wish.bare()) {
        None => Err(NotReserved::Unpriced { model }),
        Some(cost) if cost.micros == 0 => Ok(Cost {
            micros: 0,
            currency: ours,
        }),
        Some(cost) if cost.currency != ours => Err(NotReserved::Currency {
            model,
            theirs: cost.currency,
            ours,
        }),
        Some(cost) => Ok(cost),
    }
}

/// What was spent and reserved of a production, for jobs and for questions about its script.
struct Spent {
    shot: i64,
    episode: i64,
    series: i64,
    day: i64,
    run: i64,
    live: bool,
    other: Option<String>,
}

/// Whoever else reserves for this production waits until the transaction ends.
async fn spent(
    tx: &mut PgConnection,
    production_id: Uuid,
    run_id: Uuid,
    new: Option<&New<'_>>,
    now: DateTime<Utc>,
    currency: &str,
) -> AppResult<Spent> {
    sqlx::query!(
        "select id from productions where id = $1 for update",
        production_id
    )
    .fetch_optional(&mut *tx)
    .await?;
    Ok(sqlx::query_as!(
        Spent,
        r#"select coalesce(sum(amount) filter (where shot = $2), 0)::bigint as "shot!",
                  coalesce(sum(amount) filter (where episode = $3), 0)::bigint as "episode!",
                  coalesce(sum(amount), 0)::bigint as "series!",
                  coalesce(sum(amount) filter (where planned_at >= date_trunc('day', $4::timestamptz, 'UTC')), 0)::bigint as "day!",
                  coalesce(sum(amount) filter (where run_id = $5), 0)::bigint as "run!",
                  coalesce(bool_or(key = $6 and stage in ('planned', 'submitting', 'submitted', 'running', 'ambiguous')), false) as "live!",
                  min(currency) filter (where amount > 0 and currency <> $7) as other
           from (select shot, episode, planned_at, run_id, key, stage, currency, coalesce(charged_micros, reserved_micros) as amount
                 from production_jobs where production_id = $1
                 union all
                 select null, null, c.at, null, null, null, c.currency, coalesce(c.charged_micros, c.reserved_micros)
                 from writing_calls c join writings w on w.id = c.writing_id left join caption_drafts d on d.id = w.caption_draft_id
                 where coalesce(w.production_id, d.production_id) = $1) spent"#,
        production_id,
        new.map(|new| &*new.shot),
        new.map(|new| new.episode as i32),
        now,
        run_id,
        new.map(|new| new.key),
        currency
    )
    .fetch_one(&mut *tx)
    .await?)
}

/// Whether a question about a production's script is within what the production may spend, until the transaction ends.
pub async fn allow_question(
    tx: &mut PgConnection,
    production: &Production,
    most: &Cost,
    now: DateTime<Utc>,
) -> AppResult<Result<(), NotReserved>> {
    let ours = production.settings.budget.currency.clone();
    if most.currency != ours {
        return Ok(Err(NotReserved::Currency {
            model: "The model that writes".into(),
            theirs: most.currency.clone(),
            ours,
        }));
    }
    let used = spent(tx, production.id, Uuid::nil(), None, now, &ours).await?;
    if let Some(theirs) = used.other {
        return Ok(Err(NotReserved::Currency {
            model: "What was spent so far".into(),
            theirs,
            ours,
        }));
    }
    // It is of no shot, and of no episode alone.
    let caps = Caps {
        shot: None,
        episode: None,
        ..production.settings.budget.caps()
    };
    let so_far = Used {
        series: used.series,
        day: used.day,
        ..Used::default()
    };
    Ok(caps
        .allow(&so_far, most.micros)
        .map_err(|over| NotReserved::Cap {
            over,
            currency: ours,
        }))
}

/// Writes a job down with its money reserved, or says why not. Nothing is sent here.
pub async fn reserve(
    app: &App,
    production: &Production,
    spend: &Spend,
    new: &New<'_>,
) -> AppResult<Result<Uuid, NotReserved>> {
    let cost = match cost(production, new.chosen, new.wish) {
        Ok(cost) => cost,
        Err(why) => return Ok(Err(why)),
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let used = spent(
        &mut tx,
        production.id,
        spend.id,
        Some(new),
        now,
        &cost.currency,
    )
    .await?;
    if used.live {
        return Ok(Err(NotReserved::Live));
    }
    if let Some(theirs) = used.other {
        return Ok(Err(NotReserved::Currency {
            model: "What was spent so far".into(),
            theirs,
            ours: cost.currency,
        }));
    }
    let caps = production.settings.budget.caps();
    let (shot, episode, series, day) = (used.shot, used.episode, used.series, used.day);
    let used_so_far = Used {
        shot,
        episode,
        series,
        day,
    };
    if let Err(over) = caps.allow(&used_so_far, cost.micros) {
        return Ok(Err(NotReserved::Cap {
            over,
            currency: cost.currency,
        }));
    }
    let left = spend.most_micros.saturating_sub(used.run).max(0);
    if cost.micros > left {
        return Ok(Err(NotReserved::Allowance {
            asked: cost.micros,
            left,
            most: spend.most_micros,
            currency: cost.currency,
        }));
    }
    let id = app.random.id();
    sqlx::query!(
        "insert into production_jobs
         (id, house_id, production_id, run_id, key, kind, episode, shot, basis, parts, provider_id, provider, model, licence,
          wish, stage, state, currency, reserved_micros, planned_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'planned', $16, $17, $18, $19)",
        id,
        production.house_id,
        production.id,
        spend.id,
        new.key,
        new.kind,
        new.episode as i32,
        new.shot,
        &new.basis.0[..],
        Json(new.parts) as _,
        new.chosen.provider.id,
        new.chosen.provider.name,
        Json(&new.chosen.model) as _,
        new.chosen.licence,
        Json(new.wish) as _,
        Json(providers::State::Planned) as _,
        cost.currency,
        cost.micros,
        now
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(Ok(id))
}

#[cfg(test)]
mod tests {
    use super::amount;

    #[test]
    fn amounts_are_written_as_people_do() {
        assert_eq!(amount(12_000_000, "USD"), "12.00 USD");
        assert_eq!(amount(390_000, "USD"), "0.39 USD");
        assert_eq!(amount(3_456, "CNY"), "0.003456 CNY");
        assert_eq!(amount(0, ""), "0.00");
    }
}
