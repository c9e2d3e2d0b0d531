//! Money: what may be spent, reserved before a job is asked for, settled when it is known what it cost.
//!
//! What is reserved counts as spent, and is counted under a lock on the production's row; so jobs that begin at once never
//! pass a cap together.

use std::collections::BTreeMap;
use std::fmt;

use production::Digest;
use production::budget::{Over, Used};
use providers::model::Cost;
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
    // Whoever else reserves for this production waits here.
    sqlx::query!(
        "select id from productions where id = $1 for update",
        production.id
    )
    .fetch_optional(&mut *tx)
    .await?;
    let used = sqlx::query!(
        r#"select coalesce(sum(amount) filter (where shot = $2), 0)::bigint as "shot!",
                  coalesce(sum(amount) filter (where episode = $3), 0)::bigint as "episode!",
                  coalesce(sum(amount), 0)::bigint as "series!",
                  coalesce(sum(amount) filter (where planned_at >= date_trunc('day', $4::timestamptz, 'UTC')), 0)::bigint as "day!",
                  coalesce(sum(amount) filter (where run_id = $5), 0)::bigint as "run!",
                  coalesce(bool_or(key = $6 and stage in ('planned', 'submitting', 'submitted', 'running', 'ambiguous')), false) as "live!",
                  min(currency) filter (where amount > 0 and currency <> $7) as other
           from (select *, coalesce(charged_micros, reserved_micros) as amount
                 from production_jobs where production_id = $1) jobs"#,
        production.id,
        new.shot,
        new.episode as i32,
        now,
        spend.id,
        new.key,
        cost.currency
    )
    .fetch_one(&mut *tx)
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
