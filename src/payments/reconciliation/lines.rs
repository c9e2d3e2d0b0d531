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

/// Pages of the provider's account that one fetch reads at most.
const PAGES_MAX: usize = 200;

/// A line of a provider's account, before it is matched.
struct Line {
    provider: ProviderKind,
    reference: String,
    kind: String,
    currency: Currency,
    gross: i64,
    fee: i64,
    net: i64,
    source: Option<String>,
    at: DateTime<Utc>,
}

async fn keep(app: &App, db: &mut PgConnection, house_id: Uuid, line: &Line) -> AppResult<bool> {
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

/// Reads what is new in the provider's account, then matches what waits.
pub async fn fetch(app: &App, house_id: Uuid) -> AppResult<()> {
    if let Provider::Stripe(stripe) = &app.payments {
        fetch_stripe(app, stripe, house_id).await?;
    }
    match_waiting(app, house_id).await
}

/// The same for every house that sold something.
pub async fn fetch_all(app: &App) -> AppResult<()> {
    let houses = sqlx::query_scalar!(
        "select id from houses h where exists (select from orders where house_id = h.id and settled_at is not null)"
    )
    .fetch_all(&app.db)
    .await?;
    for house_id in houses {
        fetch(app, house_id).await?;
    }
    Ok(())
}

async fn fetch_stripe(app: &App, stripe: &Stripe, house_id: Uuid) -> AppResult<()> {
    let mut after: Option<String> = None;
    for _ in 0..PAGES_MAX {
        let page = stripe.balance_lines(after.as_deref()).await?;
        let mut transaction = app.db.begin().await?;
        let mut new = 0;
        for told in &page.data {
            let line = of_stripe(told)?;
            new += usize::from(keep(app, &mut transaction, house_id, &line).await?);
        }
        transaction.commit().await?;
        // Newest first: behind a page without news there is none.
        if new == 0 || !page.has_more {
            return Ok(());
        }
        after = page.data.last().map(|line| line.id.clone());
    }
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
