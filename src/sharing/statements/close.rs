//! Closing a month: statements are made and never change.

use uuid::Uuid;

use super::super::{Period, accrue, pool};
use super::facts::{Who, gather, latest, run_again};
use super::proof::build;
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// What closing did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// New statements and new versions.
    pub made: Vec<Uuid>,
    /// Statements that say what they said.
    pub unchanged: usize,
}

/// Shares out what there is, and states the month to every payee: a first version, or a further one where something
/// turned out otherwise; so too for later months that were stated already, whose opening balances follow. Closing again
/// when nothing has changed makes nothing.
pub async fn close(app: &App, house_id: Uuid, period: Period) -> AppResult<Closed> {
    if app.clock.now() < period.ends() {
        return Err(AppError::conflict(
            "period_not_over",
            format!("{period} is not over yet."),
            "Close it from the first day of the next month on (UTC).",
        ));
    }
    let held = super::super::hold(app, house_id).await?;
    pool::share(app, house_id, period).await?;
    accrue::run_held(app, house_id).await?;
    let touched = sqlx::query_scalar!(
        "select distinct contract_id from share_receipts where house_id = $1 and period = $2",
        house_id,
        period.first()
    )
    .fetch_all(&app.db)
    .await?;
    run_again(app, house_id, &touched).await?;
    let name = sqlx::query_scalar!("select name from houses where id = $1", house_id)
        .fetch_one(&app.db)
        .await?;
    let payees = sqlx::query_as!(
        Who,
        "select id, code, name, kind, currency from payees where house_id = $1 and kind <> 'house' order by code",
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let mut closed = Closed::default();
    for who in &payees {
        let mut periods = vec![period];
        let later = sqlx::query_scalar!("select distinct period from statements where payee_id = $1 and period > $2 order by period", who.id, period.first())
            .fetch_all(&app.db)
            .await?;
        periods.extend(later.into_iter().map(Period::starting));
        for period in periods {
            state(app, &(house_id, name.clone()), who, period, &mut closed).await?;
        }
    }
    held.commit().await?;
    Ok(closed)
}

async fn state(
    app: &App,
    house: &(Uuid, String),
    who: &Who,
    period: Period,
    closed: &mut Closed,
) -> AppResult<()> {
    let Some(mut facts) = gather(app, house, who, period).await? else {
        return Ok(());
    };
    let before = latest(app, who.id, period).await?;
    facts.version = before.as_ref().map_or(1, |(before, _)| before.version + 1);
    let figures_before = before.as_ref().map(|(_, figures)| figures.clone());
    facts.supersedes = before.map(|(before, _)| before);
    let proof =
        build(&facts).ok_or_else(|| crate::books::money::refused(money::Error::Overflow))?;
    if figures_before.as_ref() == Some(&proof.figures) {
        closed.unchanged += 1;
        return Ok(());
    }
    let id = app.random.id();
    sqlx::query!(
        "insert into statements (id, house_id, payee_id, period, version, supersedes, currency, opening, earned, moved, closing,
             difference, lines, proof, digest, figures, made_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        id,
        house.0,
        who.id,
        period.first(),
        facts.version,
        facts.supersedes.as_ref().map(|before| before.id),
        who.currency,
        facts.opening,
        proof.earned,
        proof.moved,
        proof.closing,
        proof.difference,
        i32::try_from(facts.lines.len()).unwrap_or(i32::MAX),
        proof.text,
        proof.digest,
        proof.figures,
        facts.made_at
    )
    .execute(&app.db)
    .await?;
    closed.made.push(id);
    Ok(())
}
