//! Reconciliation: the provider's own account of the money beside the books.
//!
//! Each of the provider's lines is matched with exactly one sale, refund, dispute or payout; its fee is booked then.
//! What matches nothing waits in the suspense list, and what the books know but no line tells of is listed as missing.

use axum::extract::State;
use chrono::{DateTime, Duration, TimeZone, Utc};
use ledger::Reference;
use money::{Amount, Currency};
use serde::Serialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::orders::Order;
use super::provider::{Provider, ProviderKind};
use super::refunds::Refund;
use super::stripe::{BalanceLine, Stripe};
use crate::app::App;
use crate::books::money::{Money, currency, refused};
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;
use crate::{audit, books::money as book_money};

/// Pages of the provider's account that one fetch reads at most.
const PAGES_MAX: usize = 200;
/// Lines that are matched in one go.
const BATCH: i64 = 1_000;
/// How long the provider may take to tell of a sale.
const LATE: Duration = Duration::days(3);

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

struct Waiting {
    provider: ProviderKind,
    reference: String,
    kind: String,
    currency: String,
    gross: i64,
    fee: i64,
    source: Option<String>,
}

/// What a line is matched with.
struct Match {
    kind: &'static str,
    id: Uuid,
    /// What only the line tells of, to be booked with it.
    entries: Vec<Entry>,
}

/// Matches every line that waits, if it can be.
pub async fn match_waiting(app: &App, house_id: Uuid) -> AppResult<()> {
    let waiting = sqlx::query_as!(
        Waiting,
        r#"select provider as "provider: ProviderKind", ref as reference, kind, currency, gross, fee, source
           from provider_balance_lines where house_id = $1 and matched_id is null order by at, ref limit $2"#,
        house_id,
        BATCH
    )
    .fetch_all(&app.db)
    .await?;
    for line in waiting {
        match find(app, house_id, &line).await? {
            Ok(found) => book(app, house_id, &line, found).await?,
            Err(problem) => suspend(app, house_id, &line, problem).await?,
        }
    }
    Ok(())
}

async fn suspend(app: &App, house_id: Uuid, line: &Waiting, problem: &str) -> AppResult<()> {
    sqlx::query!(
        "update provider_balance_lines set problem = $4 where house_id = $1 and provider = $2 and ref = $3",
        house_id,
        line.provider.as_str(),
        line.reference,
        problem
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// The one thing in the books that a line tells of, or why there is none.
async fn find(app: &App, house_id: Uuid, line: &Waiting) -> AppResult<Result<Match, &'static str>> {
    let (provider, source) = (line.provider.as_str(), line.source.as_deref());
    let unit = currency(&line.currency)?;
    let plain = |kind, id| Match {
        kind,
        id,
        entries: Vec::new(),
    };
    let own = derived(house_id, &format!("line:{provider}:{}", line.reference));
    let booked = |kind, debit, credit, amount| Match {
        kind,
        id: own,
        entries: vec![Entry {
            id: own,
            debit: Spot::house(debit, unit),
            credit: Spot::house(credit, unit),
            amount,
            reference: Reference::new("provider_line", own),
        }],
    };
    let clearing = line.provider.clearing();
    Ok(match line.kind.as_str() {
        "charge" | "payment" => {
            let order = sqlx::query!(
                "select id, price, currency, settled_at from orders where house_id = $1 and provider = $2 and charge_ref = $3",
                house_id,
                provider,
                source
            )
            .fetch_optional(&app.db)
            .await?;
            match order {
                None => Err("No sale of this house was paid with it."),
                Some(order) if order.price != line.gross || order.currency != line.currency => {
                    Err("The sale that it paid is of another amount.")
                }
                Some(order) if order.settled_at.is_none() => {
                    Err("The sale that it paid is not settled yet.")
                }
                Some(order) => Ok(plain("order", order.id)),
            }
        }
        "refund" | "payment_refund" => {
            let refund = sqlx::query!(
                r#"select id, currency, state, net + tax + case when everything then spent else 0 end as "total!" from refunds
                   where house_id = $1 and provider_ref = $2"#,
                house_id,
                source
            )
            .fetch_optional(&app.db)
            .await?;
            match refund {
                None => Err("No refund of this house is known by it."),
                Some(refund) if refund.total != -line.gross || refund.currency != line.currency => {
                    Err("The refund is of another amount.")
                }
                Some(refund) if refund.state != "settled" => Err("The refund is not settled yet."),
                Some(refund) => Ok(plain("refund", refund.id)),
            }
        }
        "adjustment" => {
            let dispute = sqlx::query!(
                "select id, amount, currency, state from disputes
                 where house_id = $1 and provider = $2 and provider_ref = $3",
                house_id,
                provider,
                source
            )
            .fetch_optional(&app.db)
            .await?;
            match dispute {
                None => Err("No dispute of this house is known by it."),
                Some(dispute)
                    if dispute.amount != line.gross.abs() || dispute.currency != line.currency =>
                {
                    Err("The dispute is of another amount.")
                }
                Some(dispute) if line.gross < 0 => Ok(plain("dispute", dispute.id)),
                Some(dispute) if dispute.state == "won" => Ok(plain("dispute_won", dispute.id)),
                Some(_) => Err("The dispute is not known to be won."),
            }
        }
        "payout" if line.gross < 0 => Ok(booked(
            "payout",
            Kind::Bank,
            clearing,
            line.gross.saturating_neg(),
        )),
        // A payout that came back from the bank.
        "payout" | "payout_failure" | "payout_cancel" if line.gross > 0 => {
            Ok(booked("payout", clearing, Kind::Bank, line.gross))
        }
        "stripe_fee" | "tax_fee" if line.gross < 0 => Ok(booked(
            "fee",
            Kind::ProviderFees,
            clearing,
            line.gross.saturating_neg(),
        )),
        _ => Err("The house does not know lines of this kind."),
    })
}

async fn book(app: &App, house_id: Uuid, line: &Waiting, found: Match) -> AppResult<()> {
    let taken = sqlx::query_scalar!(
        "select 1 from provider_balance_lines where house_id = $1 and matched_kind = $2 and matched_id = $3",
        house_id,
        found.kind,
        found.id
    )
    .fetch_optional(&app.db)
    .await?;
    if taken.is_some() {
        return suspend(
            app,
            house_id,
            line,
            "Another line told of the same already.",
        )
        .await;
    }
    let unit = currency(&line.currency)?;
    let fee_id = derived(
        house_id,
        &format!("fee:{}:{}", line.provider.as_str(), line.reference),
    );
    let (fees, clearing) = (
        Spot::house(Kind::ProviderFees, unit),
        Spot::house(line.provider.clearing(), unit),
    );
    // A fee that was given back is below zero.
    let (debit, credit) = if line.fee > 0 {
        (fees, clearing)
    } else {
        (clearing, fees)
    };
    let mut entries = found.entries;
    if line.fee != 0 {
        entries.push(Entry {
            id: fee_id,
            debit,
            credit,
            amount: line.fee.abs(),
            reference: Reference::new("provider_fee", found.id),
        });
    }
    books::post(app, house_id, entries).await?;
    sqlx::query!(
        "update provider_balance_lines set matched_kind = $4, matched_id = $5, problem = null
         where house_id = $1 and provider = $2 and ref = $3 and matched_id is null",
        house_id,
        line.provider.as_str(),
        line.reference,
        found.kind,
        found.id
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// The provider's account beside the books. Reconciled: nothing in suspense, nothing missing, no difference.
#[derive(Serialize, ToSchema)]
pub struct Reconciliation {
    pub accounts: Vec<ClearingAccount>,
    pub suspense: Vec<SuspenseLine>,
    pub missing: Vec<MissingLine>,
    pub fetched_at: Option<DateTime<Utc>>,
}

/// What lies with one provider, in one currency.
#[derive(Serialize, ToSchema)]
pub struct ClearingAccount {
    pub provider: ProviderKind,
    pub currency: String,
    pub lines: i64,
    pub matched: i64,
    /// What the books say lies there, and what the provider's lines come to.
    pub books: Money,
    pub provider_says: Money,
    pub difference: Money,
}

/// A line that matches nothing.
#[derive(Serialize, ToSchema)]
pub struct SuspenseLine {
    pub provider: ProviderKind,
    pub reference: String,
    pub kind: String,
    pub gross: Money,
    pub fee: Money,
    pub net: Money,
    pub source: Option<String>,
    pub at: DateTime<Utc>,
    pub problem: String,
}

/// Something in the books of which no line tells.
#[derive(Serialize, ToSchema)]
pub struct MissingLine {
    /// `order`, `refund` or `dispute`.
    pub kind: String,
    pub id: Uuid,
    pub provider: ProviderKind,
    pub amount: Money,
    pub at: DateTime<Utc>,
}

/// Compare the provider's account with the books.
#[utoipa::path(get, operation_id = "desk_reconciliation", path = "/api/v1/desk/reconciliation", tag = "desk", responses((status = 200, body = Reconciliation), (status = 403, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Reconciliation>> {
    Ok(Json(compare(&app, operator.house_id).await?))
}

/// Read the provider's account anew, then compare.
#[utoipa::path(post, operation_id = "desk_fetch_reconciliation", path = "/api/v1/desk/reconciliation/fetch", tag = "desk", responses((status = 200, body = Reconciliation), (status = 403, body = ErrorBody), (status = 503, body = ErrorBody)))]
pub async fn fetch_now(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Reconciliation>> {
    fetch(&app, operator.house_id).await?;
    audit::note(
        &app.db,
        &app,
        &operator,
        "reconciliation.fetched",
        "house",
        operator.house_id,
        serde_json::json!({}),
    )
    .await?;
    Ok(Json(compare(&app, operator.house_id).await?))
}

/// The comparison.
pub async fn compare(app: &App, house_id: Uuid) -> AppResult<Reconciliation> {
    let sums = sqlx::query!(
        r#"select coalesce(l.provider, o.provider) as "provider!: ProviderKind", coalesce(l.currency, o.currency) as "currency!",
                  coalesce(l.lines, 0) as "lines!", coalesce(l.matched, 0) as "matched!", coalesce(l.net, 0)::bigint as "net!"
           from (select provider, currency, count(*) as lines, count(matched_id) as matched, sum(net) as net
                 from provider_balance_lines where house_id = $1 group by provider, currency) l
           full join (select distinct provider, currency from orders where house_id = $1 and settled_at is not null) o
             using (provider, currency)
           order by 1, 2"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let mut accounts = Vec::new();
    for sum in sums {
        let unit = currency(&sum.currency)?;
        let spot = Spot::house(sum.provider.clearing(), unit);
        let books = books::balance(app, house_id, &spot).await?.debit();
        let amount = |minor| Amount::new(minor, unit).into();
        accounts.push(ClearingAccount {
            provider: sum.provider,
            currency: sum.currency,
            lines: sum.lines,
            matched: sum.matched,
            books: amount(books),
            provider_says: amount(sum.net),
            difference: amount(books - sum.net),
        });
    }
    let suspense = sqlx::query!(
        r#"select provider as "provider: ProviderKind", ref as reference, kind, currency, gross, fee, net, source, at, problem
           from provider_balance_lines where house_id = $1 and matched_id is null order by at desc, ref limit 500"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let suspense = suspense.into_iter().map(|line| {
        let unit = book_money::currency(&line.currency)?;
        let amount = |minor| Amount::new(minor, unit).into();
        Ok(SuspenseLine {
            provider: line.provider,
            reference: line.reference,
            kind: line.kind,
            gross: amount(line.gross),
            fee: amount(line.fee),
            net: amount(line.net),
            source: line.source,
            at: line.at,
            problem: line
                .problem
                .unwrap_or_else(|| "It was not looked at yet.".into()),
        })
    });
    let fetched_at = sqlx::query_scalar!(
        "select max(fetched_at) from provider_balance_lines where house_id = $1",
        house_id
    )
    .fetch_one(&app.db)
    .await?;
    Ok(Reconciliation {
        accounts,
        suspense: suspense.collect::<AppResult<_>>()?,
        missing: missing(app, house_id).await?,
        fetched_at,
    })
}

async fn missing(app: &App, house_id: Uuid) -> AppResult<Vec<MissingLine>> {
    let rows = sqlx::query!(
        r#"select kind as "kind!", id as "id!", provider as "provider!: ProviderKind", currency as "currency!",
                  amount as "amount!", at as "at!"
           from (
               select 'order' as kind, o.id, o.provider, o.currency, o.price as amount, o.settled_at as at
               from orders o where o.house_id = $1 and o.settled_at < $2 and o.provider in ('test', 'stripe')
               union all
               select 'refund', r.id, o.provider, r.currency, -(r.net + r.tax + case when r.everything then r.spent else 0 end),
                      r.settled_at
               from refunds r join orders o on o.id = r.order_id
               where r.house_id = $1 and r.state = 'settled' and r.settled_at < $2 and o.provider in ('test', 'stripe')
               union all
               select 'dispute', d.id, d.provider, d.currency, -d.amount, d.opened_at
               from disputes d where d.house_id = $1 and d.opened_at < $2 and d.provider in ('test', 'stripe')
           ) known
           where not exists (select from provider_balance_lines l
                             where l.house_id = $1 and l.matched_kind = known.kind and l.matched_id = known.id)
           order by at desc, id limit 500"#,
        house_id,
        app.clock.now() - LATE
    )
    .fetch_all(&app.db)
    .await?;
    let missing = rows.into_iter().map(|row| {
        Ok(MissingLine {
            kind: row.kind,
            id: row.id,
            provider: row.provider,
            amount: Amount::new(row.amount, currency(&row.currency)?).into(),
            at: row.at,
        })
    });
    missing.collect()
}
