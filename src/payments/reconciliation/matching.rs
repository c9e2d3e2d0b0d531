//! Each line with the one sale, refund, dispute or payout that it tells of; its fee is booked then.

use chrono::{DateTime, Utc};
use ledger::Reference;
use uuid::Uuid;

use crate::app::App;
use crate::books::money::currency;
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::errors::AppResult;
use crate::payments::provider::ProviderKind;

/// Lines that are read in one go.
const BATCH: i64 = 1_000;

struct Waiting {
    provider: ProviderKind,
    reference: String,
    kind: String,
    currency: String,
    gross: i64,
    fee: i64,
    source: Option<String>,
    at: DateTime<Utc>,
}

/// What a line is matched with.
struct Match {
    kind: &'static str,
    id: Uuid,
    /// What only the line tells of, to be booked with it.
    entries: Vec<Entry>,
}

/// Matches every line that waits, if it can be: however many are ahead of it that cannot.
pub async fn match_waiting(app: &App, house_id: Uuid) -> AppResult<()> {
    let mut last: Option<Waiting> = None;
    loop {
        let waiting = sqlx::query_as!(
            Waiting,
            r#"select provider as "provider: ProviderKind", ref as reference, kind, currency, gross, fee, source, at
               from provider_balance_lines
               where house_id = $1 and matched_id is null and ($2::timestamptz is null or (at, provider, ref) > ($2, $3, $4))
               order by at, provider, ref limit $5"#,
            house_id,
            last.as_ref().map(|line| line.at),
            last.as_ref().map(|line| line.provider.as_str()),
            last.as_ref().map(|line| line.reference.as_str()),
            BATCH
        )
        .fetch_all(&app.db)
        .await?;
        for line in &waiting {
            match find(app, house_id, line).await? {
                Ok(found) => book(app, house_id, line, found).await?,
                Err(problem) => suspend(app, house_id, line, problem).await?,
            }
        }
        last = waiting.into_iter().last();
        if last.is_none() {
            return Ok(());
        }
    }
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
    let kept = |kind| match line.gross {
        0 => plain(kind, own),
        gross if gross < 0 => booked(kind, Kind::ProviderFees, clearing, gross.saturating_neg()),
        gross => booked(kind, clearing, Kind::ProviderFees, gross),
    };
    Ok(match line.kind.as_str() {
        "charge" | "payment" | "sale" => {
            let order = sale(app, house_id, line).await?;
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
            let refund = refund(app, house_id, line).await?;
            match refund {
                None => Err("No refund of this house is known by it."),
                Some(refund) if refund.total != -line.gross || refund.currency != line.currency => {
                    Err("The refund is of another amount.")
                }
                Some(refund) if refund.state != "settled" => Err("The refund is not settled yet."),
                Some(refund) => Ok(plain("refund", refund.id)),
            }
        }
        // What the provider keeps or gives beside its sales. A store has no other adjustments.
        "stripe_fee" | "tax_fee" | "fee" => Ok(kept("fee")),
        "adjustment" if line.provider.is_store() => Ok(kept("adjustment")),
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
        _ => Err("The house does not know lines of this kind."),
    })
}

struct Sale {
    id: Uuid,
    price: i64,
    currency: String,
    settled_at: Option<DateTime<Utc>>,
}

/// The sale that a line names: by its charge, or in a store by its transaction or the store's order.
async fn sale(app: &App, house_id: Uuid, line: &Waiting) -> AppResult<Option<Sale>> {
    let (provider, source) = (line.provider.as_str(), line.source.as_deref());
    let found = if line.provider.is_store() {
        sqlx::query_as!(
            Sale,
            "select o.id, o.price, o.currency, o.settled_at from store_purchases p
             join orders o on o.house_id = p.house_id and o.id = p.order_id
             where p.house_id = $1 and p.provider = $2 and (p.purchase = $3 or p.store_order = $3)
             order by o.created_at, o.id limit 1",
            house_id,
            provider,
            source
        )
        .fetch_optional(&app.db)
        .await?
    } else {
        sqlx::query_as!(
            Sale,
            "select id, price, currency, settled_at from orders where house_id = $1 and provider = $2 and charge_ref = $3",
            house_id,
            provider,
            source
        )
        .fetch_optional(&app.db)
        .await?
    };
    Ok(found)
}

struct Refunded {
    id: Uuid,
    currency: String,
    state: String,
    total: i64,
}

/// The refund that a line names: by its own name, or in a store by the sale that it undid.
async fn refund(app: &App, house_id: Uuid, line: &Waiting) -> AppResult<Option<Refunded>> {
    if !line.provider.is_store() {
        return Ok(sqlx::query_as!(
            Refunded,
            r#"select id, currency, state, net + tax + case when everything then spent else 0 end as "total!" from refunds
               where house_id = $1 and provider_ref = $2"#,
            house_id,
            line.source.as_deref()
        )
        .fetch_optional(&app.db)
        .await?);
    }
    let Some(sale) = sale(app, house_id, line).await? else {
        return Ok(None);
    };
    Ok(sqlx::query_as!(
        Refunded,
        r#"select r.id, r.currency, r.state, r.net + r.tax + case when r.everything then r.spent else 0 end as "total!"
           from orders o join refunds r on r.house_id = o.house_id and r.order_id = o.id
           where o.house_id = $1 and o.id = $2 and r.provider_ref = o.provider || '_refund_' || o.charge_ref"#,
        house_id,
        sale.id
    )
    .fetch_optional(&app.db)
    .await?)
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
