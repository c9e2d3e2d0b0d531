//! The lines of a provider's account, as they come in.

use chrono::{DateTime, TimeZone, Utc};
use money::Currency;
use sqlx::PgConnection;
use uuid::Uuid;

use super::matching::match_waiting;
use crate::app::App;
use crate::books::money::refused;
use crate::errors::{AppError, AppResult};
use crate::payments::orders::Order;
use crate::payments::provider::{Provider, ProviderKind};
use crate::payments::refunds::Refund;
use crate::payments::stripe::{BalanceLine, Stripe};

/// A line of a provider's account, before it is matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub provider: ProviderKind,
    pub reference: String,
    pub kind: String,
    pub currency: Currency,
    pub gross: i64,
    pub fee: i64,
    pub net: i64,
    pub source: Option<String>,
    pub at: DateTime<Utc>,
}

/// Keeps a line, unless there is one of its name; true when it is new.
pub(super) async fn keep(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    line: &Line,
) -> AppResult<bool> {
    let written = sqlx::query!(
        "insert into provider_balance_lines (house_id, provider, ref, kind, currency, gross, fee, net, source, at, fetched_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing",
        house_id,
        line.provider.as_str(),
        line.reference,
        line.kind,
        line.currency.code(),
        line.gross,
        line.fee,
        line.net,
        line.source,
        line.at,
        app.clock.now()
    )
    .execute(db)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// The test provider's line of a sale.
pub async fn test_line(app: &App, db: &mut PgConnection, order: &Order) -> AppResult<()> {
    if order.provider != ProviderKind::Test {
        return Ok(());
    }
    let line = Line {
        provider: ProviderKind::Test,
        reference: format!("test_line_{}", order.id.simple()),
        kind: "charge".into(),
        currency: order.currency()?,
        gross: order.price,
        fee: 0,
        net: order.price,
        source: order.charge_ref.clone(),
        at: app.clock.now(),
    };
    keep(app, db, order.house_id, &line).await?;
    Ok(())
}

/// The test provider's line of a refund.
pub async fn test_refund_line(
    app: &App,
    db: &mut PgConnection,
    order: &Order,
    refund: &Refund,
) -> AppResult<()> {
    if order.provider != ProviderKind::Test {
        return Ok(());
    }
    let line = Line {
        provider: ProviderKind::Test,
        reference: format!("test_line_{}", refund.id.simple()),
        kind: "refund".into(),
        currency: order.currency()?,
        gross: -refund.total(),
        fee: 0,
        net: -refund.total(),
        source: refund.provider_ref.clone(),
        at: app.clock.now(),
    };
    keep(app, db, order.house_id, &line).await?;
    Ok(())
}

/// Reads what is new in the provider's account, then matches what waits in a house.
pub async fn fetch(app: &App, house_id: Uuid) -> AppResult<()> {
    read(app).await?;
    match_waiting(app, house_id).await
}

/// The same for every house that sold something, or has a line that waits.
pub async fn fetch_all(app: &App) -> AppResult<()> {
    read(app).await?;
    let houses = sqlx::query_scalar!(
        "select id from houses h where exists (select from orders where house_id = h.id and settled_at is not null)
             or exists (select from provider_balance_lines where house_id = h.id and matched_id is null)"
    )
    .fetch_all(&app.db)
    .await?;
    for house_id in houses {
        match_waiting(app, house_id).await?;
    }
    Ok(())
}

async fn read(app: &App) -> AppResult<()> {
    match &app.payments {
        Provider::Test => Ok(()),
        Provider::Stripe(stripe) => read_stripe(app, stripe).await,
    }
}

/// Reads the account, which all houses of the process share, back to what is known. All of it is kept or nothing: so
/// nothing is ever unread behind a page that is known. One reads at a time.
async fn read_stripe(app: &App, stripe: &Stripe) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('reconciliation:stripe', 0))")
        .execute(&mut *transaction)
        .await?;
    let account = sqlx::query_scalar!("select id from houses order by created_at, id limit 1")
        .fetch_one(&mut *transaction)
        .await?;
    let mut after: Option<String> = None;
    loop {
        let page = stripe.balance_lines(after.as_deref()).await?;
        let names: Vec<String> = page.data.iter().map(|told| told.id.clone()).collect();
        let known = sqlx::query_scalar!(
            r#"select ref as "reference!" from provider_balance_lines where provider = 'stripe' and ref = any ($1)"#,
            &names
        )
        .fetch_all(&mut *transaction)
        .await?;
        let mut new = 0;
        for told in page.data.iter().filter(|told| !known.contains(&told.id)) {
            let line = of_stripe(told)?;
            new += usize::from(keep(app, &mut transaction, account, &line).await?);
        }
        after = page.data.last().map(|line| line.id.clone());
        // Newest first: behind a page without news there is none.
        if new == 0 || !page.has_more {
            break;
        }
    }
    give_out(&mut transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// Gives each line to the house whose sale, refund or dispute it tells of, as soon as that is known. What tells of no
/// house's, such as payouts and the provider's own fees, is the account's: it stays with the oldest house.
async fn give_out(db: &mut PgConnection) -> AppResult<()> {
    sqlx::query!(
        "update provider_balance_lines l set house_id = known.owner, problem = null
         from (select w.house_id, w.ref, coalesce(
                   (select house_id from orders where provider = 'stripe' and charge_ref = w.source limit 1),
                   (select house_id from refunds where provider_ref = w.source limit 1),
                   (select house_id from disputes where provider = 'stripe' and provider_ref = w.source limit 1)) as owner
               from provider_balance_lines w where w.provider = 'stripe' and w.matched_id is null) known
         where l.provider = 'stripe' and l.house_id = known.house_id and l.ref = known.ref and known.owner <> l.house_id"
    )
    .execute(db)
    .await?;
    Ok(())
}

fn of_stripe(told: &BalanceLine) -> AppResult<Line> {
    Ok(Line {
        provider: ProviderKind::Stripe,
        reference: told.id.clone(),
        kind: told.kind.clone(),
        currency: Currency::of(&told.currency.to_ascii_uppercase()).map_err(refused)?,
        gross: told.amount,
        fee: told.fee,
        net: told.net,
        source: told.source.clone(),
        at: Utc
            .timestamp_opt(told.created, 0)
            .single()
            .ok_or_else(|| AppError::internal(anyhow::anyhow!("line {} has no time", told.id)))?,
    })
}
