//! Of sales, receipts, subscriptions and the provider's account.

use uuid::Uuid;

use super::Check;
use crate::app::App;
use crate::errors::AppResult;
use crate::payments::events::{self, ATTEMPTS_MAX};

/// Every settled order is in the books once, at its price; and no other order is.
pub async fn orders_settled_once(app: &App, house_id: Uuid) -> AppResult<Check> {
    let rows = sqlx::query!(
        r#"select coalesce(o.id, t.id) as "id!", o.state as "state?", o.settled_at, coalesce(o.price, 0) as "price!",
               coalesce(t.booked, 0) as "booked!",
               coalesce(o.settled_at is not null and o.kind not in ('vip', 'pledge') and o.person_id is not null and l.coins is distinct from o.coins, false)
                   as "coins_differ!"
           from (select id, state, settled_at, price, kind, person_id, coins from orders where house_id = $1) o
           full join (select reference_id as id, sum(amount)::bigint as booked from ledger_transfers
                 where ledger_id = $1 and reference_kind = 'order' and kind = 'posted' and unit not in ('COIN', 'BONUS')
                 group by reference_id) t on t.id = o.id
           left join lots l on l.id = o.id and l.house_id = $1"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let (mut waiting, mut findings) = (0, Vec::new());
    for row in &rows {
        let expected = match (row.settled_at, row.state.as_deref()) {
            (Some(_), _) => row.price,
            (None, Some("paid")) => {
                waiting += 1;
                continue;
            }
            (None, _) => 0,
        };
        if row.booked != expected {
            findings.push(format!(
                "order {}: {expected} expected, {} booked",
                row.id, row.booked
            ));
        }
        if row.coins_differ {
            findings.push(format!("order {}: the wallet has other coins", row.id));
        }
    }
    Ok(Check::new(
        "orders_settled_once",
        "Every settled order is in the books exactly once, with its coins in the wallet.",
        "Open the order and its transfers; an order that stays paid without being settled is finished when the house restarts.",
        rows.len(),
        findings,
    )
    .waiting(waiting))
}

/// Receipts are numbered without gaps, and every settled order has one.
pub async fn receipts_without_gaps(app: &App, house_id: Uuid) -> AppResult<Check> {
    let years = sqlx::query!(
        r#"select c.year, c.last, count(r.number) as "issued!", coalesce(max(r.number) % 1000000, 0) as "highest!"
           from receipt_counters c
           left join receipts r on r.house_id = c.house_id and r.number / 1000000 = c.year
           where c.house_id = $1 group by c.year, c.last order by c.year"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let without = sqlx::query_scalar!(
        "select id from orders o where house_id = $1 and settled_at is not null
             and not exists (select from receipts r where r.house_id = o.house_id and r.order_id = o.id and r.refund_id is null)
         order by created_at limit 100",
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let mut findings: Vec<String> = years
        .iter()
        .filter(|row| row.issued != i64::from(row.last) || row.highest != i64::from(row.last))
        .map(|row| {
            format!(
                "{}: the last number is {}, {} were issued",
                row.year, row.last, row.issued
            )
        })
        .collect();
    findings.extend(without.iter().map(|id| format!("order {id}: no receipt")));
    let compared = years.iter().map(|row| row.issued).sum::<i64>();
    Ok(Check::new(
        "receipts_without_gaps",
        "Receipts are numbered without gaps, and every settled order has one.",
        "Restart the house, which issues what is missing. A gap means that the database was changed by hand: tell your accountant.",
        usize::try_from(compared).unwrap_or(usize::MAX),
        findings,
    ))
}

/// Every line of the provider's account belongs to one entry of the books.
pub async fn nothing_in_suspense(app: &App, house_id: Uuid) -> AppResult<Check> {
    let counts = sqlx::query!(
        r#"select count(*) as "lines!", count(*) filter (where matched_id is null and problem is null) as "waiting!"
           from provider_balance_lines where house_id = $1"#,
        house_id
    )
    .fetch_one(&app.db)
    .await?;
    let open = sqlx::query!(
        r#"select provider, ref, net, currency, problem as "problem!" from provider_balance_lines
           where house_id = $1 and matched_id is null and problem is not null order by at limit 1000"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let findings = open
        .into_iter()
        .map(|row| {
            format!(
                "{} {}: {} {}, {}",
                row.provider, row.r#ref, row.net, row.currency, row.problem
            )
        })
        .collect();
    Ok(Check::new(
        "nothing_in_suspense",
        "Every line of the provider's account belongs to exactly one entry of the books.",
        "Open the reconciliation: look the line up at the provider, and enter what it was.",
        usize::try_from(counts.lines).unwrap_or(usize::MAX),
        findings,
    )
    .waiting(counts.waiting))
}

/// Everything that a provider told was handled, or is tried again by itself.
pub async fn events_handled(app: &App, house_id: Uuid) -> AppResult<Check> {
    let counts = sqlx::query!(
        r#"select count(*) as "told!", count(*) filter (where processed_at is null and attempts < $2) as "waiting!"
           from provider_events where house_id = $1"#,
        house_id,
        ATTEMPTS_MAX
    )
    .fetch_one(&app.db)
    .await?;
    let stuck = events::stuck(app, house_id).await?;
    let findings = stuck
        .into_iter()
        .map(|event| {
            format!(
                "{} {} {}: {} tries, {}",
                event.provider.as_str(),
                event.kind,
                event.event_id,
                event.attempts,
                event.problem.as_deref().unwrap_or("nothing was said")
            )
        })
        .collect();
    Ok(Check::new(
        "events_handled",
        "Everything that a provider told of was handled.",
        "Open the reconciliation: see there what went wrong, put it right, and try the event again.",
        usize::try_from(counts.told).unwrap_or(usize::MAX),
        findings,
    )
    .waiting(counts.waiting))
}

/// What subscribers paid for days to come is what the books hold for them.
pub async fn vip_matches_periods(app: &App, house_id: Uuid) -> AppResult<Check> {
    let mut look = super::one_look(app).await?;
    let rows = sqlx::query!(
        r#"select coalesce(p.currency, a.unit) as "currency!", coalesce(p.money, 0) as "periods!", coalesce(a.balance, 0) as "deferred!"
           from (select currency, sum(net - earned - returned)::bigint as money from vip_periods where house_id = $1 group by currency) p
           full join (select unit, credits_posted - debits_posted as balance
                 from ledger_accounts where ledger_id = $1 and kind = 'vip_deferred') a on a.unit = p.currency
           order by 1"#,
        house_id
    )
    .fetch_all(&mut *look)
    .await?;
    let waiting = sqlx::query_scalar!(
        r#"select (select count(*) from orders where house_id = $1 and state = 'paid' and kind = 'vip')
               + (select count(*) from refunds where house_id = $1 and state not in ('settled', 'failed')) as "waiting!""#,
        house_id
    )
    .fetch_one(&mut *look)
    .await?;
    look.commit().await?;
    let findings = rows
        .iter()
        .filter(|row| row.periods != row.deferred && waiting == 0)
        .map(|row| {
            format!(
                "{}: days to come carry {}, the books hold {}",
                row.currency, row.periods, row.deferred
            )
        })
        .collect();
    Ok(Check::new(
        "vip_matches_periods",
        "What subscribers paid for days to come is what the books hold for them.",
        "Look again in a minute; if it stays, restart the house, which books the days that have passed.",
        rows.len(),
        findings,
    )
    .waiting(waiting))
}
