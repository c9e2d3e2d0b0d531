//! Of what payees are owed, and of payouts.

use uuid::Uuid;

use super::Check;
use crate::app::App;
use crate::errors::AppResult;

/// Every payee is owed in the books what was shared out less what was paid out.
pub async fn payees_match(app: &App, house_id: Uuid) -> AppResult<Check> {
    let rows = sqlx::query!(
        r#"with books as (
               select b.payee_id, sum(a.credits_posted - a.debits_posted)::bigint as owed
               from book_accounts b join ledger_accounts a on a.id = b.account_id and a.ledger_id = b.house_id
               where b.house_id = $1 and b.kind in ('payable_payee', 'receivable_payee') group by b.payee_id
           ), shared as (
               select payee_id, coalesce(sum(amount) filter (where posted_at is not null), 0)::bigint as amount,
                   count(*) filter (where posted_at is null) as waiting
               from share_postings where house_id = $1 group by payee_id
           ), paid as (
               select payee_id, sum(moved)::bigint as moved from payout_events where house_id = $1 group by payee_id
           )
           select y.code, coalesce(b.owed, 0) as "owed!", coalesce(s.amount, 0) + coalesce(p.moved, 0) as "said!",
               coalesce(s.waiting, 0) as "waiting!"
           from payees y left join books b on b.payee_id = y.id left join shared s on s.payee_id = y.id
               left join paid p on p.payee_id = y.id
           where y.house_id = $1 order by y.code"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let findings = rows
        .iter()
        .filter(|row| row.owed != row.said && row.waiting == 0)
        .map(|row| {
            format!(
                "{}: shares less payouts come to {}, the books owe {}",
                row.code, row.said, row.owed
            )
        })
        .collect();
    let waiting = rows.iter().filter(|row| row.waiting > 0).count();
    Ok(Check::new(
        "payees_match",
        "Every payee is owed what was shared out, less what was paid out.",
        "Run the sharing once more; it posts what a crash left open. If it stays, compare the payee's statement with the account.",
        rows.len(),
        findings,
    )
    .waiting(i64::try_from(waiting).unwrap_or(i64::MAX)))
}

/// What the books say is on its way to payees are the payouts that were approved and have not arrived.
pub async fn payouts_in_transit(app: &App, house_id: Uuid) -> AppResult<Check> {
    let rows = sqlx::query!(
        r#"select coalesce(p.currency, a.unit) as "currency!", coalesce(p.amount, 0) as "approved!", coalesce(a.balance, 0) as "transit!"
           from (select currency, sum(amount)::bigint as amount from payouts
                 where house_id = $1 and state = 'approved' group by currency) p
           full join (select unit, credits_posted - debits_posted as balance
                 from ledger_accounts where ledger_id = $1 and kind = 'payout_transit') a on a.unit = p.currency
           order by 1"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let findings = rows
        .iter()
        .filter(|row| row.approved != row.transit)
        .map(|row| {
            format!(
                "{}: payouts on their way come to {}, the books say {}",
                row.currency, row.approved, row.transit
            )
        })
        .collect();
    Ok(Check::new(
        "payouts_in_transit",
        "Payouts on their way are what the books say is on its way.",
        "Plan the payouts anew: what a crash left half done is finished then.",
        rows.len(),
        findings,
    ))
}
