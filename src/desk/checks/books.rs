//! Of the ledger itself, and of the revenue lines beside it.

use uuid::Uuid;

use super::Check;
use crate::app::App;
use crate::errors::AppResult;

/// What is held longer than this was forgotten by whoever held it.
const HELD_DAYS: i32 = 14;

/// In every unit, what was debited was credited.
pub async fn debits_equal_credits(app: &App, house_id: Uuid) -> AppResult<Check> {
    let units = sqlx::query!(
        r#"select unit, sum(debits_posted)::text as "debits!", sum(credits_posted)::text as "credits!",
               sum(debits_pending)::text as "debits_held!", sum(credits_pending)::text as "credits_held!"
           from ledger_accounts where ledger_id = $1 group by unit order by unit"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let findings = units
        .iter()
        .filter(|row| row.debits != row.credits || row.debits_held != row.credits_held)
        .map(|row| {
            format!(
                "{}: debits {}, credits {}; held: debits {}, credits {}",
                row.unit, row.debits, row.credits, row.debits_held, row.credits_held
            )
        })
        .collect();
    Ok(Check::new(
        "debits_equal_credits",
        "In every unit, debits equal credits.",
        "Stop the house and restore the last backup whose books verify; then tell who maintains the house.",
        units.len(),
        findings,
    ))
}

/// Every hash, sum, bound and chain of the ledger, computed again.
pub async fn chain_verified(app: &App, house_id: Uuid) -> AppResult<Check> {
    let report = ledger::verify::database(&app.db, Some(house_id))
        .await
        .map_err(anyhow::Error::from)?;
    let findings: Vec<String> = report
        .findings
        .iter()
        .map(|finding| match finding.seq {
            Some(seq) => format!("transfer {seq}: {}", finding.what),
            None => finding.what.clone(),
        })
        .collect();
    let compared = usize::try_from(report.transfers).unwrap_or(usize::MAX);
    let mut check = Check::new(
        "chain_verified",
        "The chain of transfers is whole, and every balance follows from it.",
        "Somebody changed the database by hand. Run `cliffhanger ledger verify`, and restore the last backup that verifies.",
        compared,
        findings,
    );
    check.wrong = i64::try_from(report.wrong).unwrap_or(i64::MAX);
    Ok(check)
}

/// The revenue lines of each kind come to what its account holds.
pub async fn revenue_matches(app: &App, house_id: Uuid) -> AppResult<Check> {
    let rows = sqlx::query!(
        r#"select coalesce(l.kind, b.kind) as "kind!", coalesce(l.currency, b.unit) as "currency!",
               coalesce(l.lines, 0) as "lines!", coalesce(b.booked, 0) as "booked!"
           from (select 'revenue_' || kind as kind, currency, sum(amount)::bigint as lines
                 from revenue where house_id = $1 group by kind, currency) l
           full join (select kind, unit, (credits_posted - debits_posted) as booked
                 from ledger_accounts where ledger_id = $1 and starts_with(kind, 'revenue_')) b
               on b.kind = l.kind and b.unit = l.currency
           order by 1, 2"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let findings = rows
        .iter()
        .filter(|row| row.lines != row.booked)
        .map(|row| {
            format!(
                "{} {}: lines come to {}, the account to {}",
                row.kind, row.currency, row.lines, row.booked
            )
        })
        .collect();
    Ok(Check::new(
        "revenue_matches",
        "Revenue lines come to what the revenue accounts hold.",
        "Look again in a minute: what is being unlocked now is booked first and listed after. If it stays, restart the house; it finishes what it began.",
        rows.len(),
        findings,
    ))
}

/// Nothing is held that should long have been posted or released.
pub async fn nothing_held_too_long(app: &App, house_id: Uuid) -> AppResult<Check> {
    let rows = sqlx::query!(
        r#"select t.seq, t.amount, t.unit, t.at,
               (t.at < $2::timestamptz - make_interval(days => $3) or p.expires_at < $2::timestamptz - make_interval(hours => 1)) as "late!"
           from ledger_pending p join ledger_transfers t on t.id = p.id where p.ledger_id = $1 order by t.seq"#,
        house_id,
        app.clock.now(),
        HELD_DAYS
    )
    .fetch_all(&app.db)
    .await?;
    let findings = rows
        .iter()
        .filter(|row| row.late)
        .map(|row| {
            format!(
                "transfer {}: {} {} held since {}",
                row.seq, row.amount, row.unit, row.at
            )
        })
        .collect();
    Ok(Check::new(
        "nothing_held_too_long",
        "Nothing is held that should long have been posted or released.",
        "Open the transfer and finish what it was held for: pay the payout, or cancel it.",
        rows.len(),
        findings,
    ))
}
