//! What could be paid out now, and why not more.

use chrono::Duration;
use money::{Amount, Fraction, Rounding};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::payees;
use super::settle;
use crate::app::App;
use crate::books::money::{Money, currency, refused};
use crate::errors::AppResult;

/// Why a payee is not in the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotPlanned {
    BelowThreshold,
    OnHold,
    /// An approved payout is on its way.
    OnItsWay,
}

/// How what is owed divides: `payable = held + netted + withheld + amount`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Division {
    pub held: i64,
    pub netted: i64,
    pub withheld: i64,
    pub amount: i64,
}

/// Divides what is owed. What the payee owes is set off first, against anything; then what is on hold stays; of the rest a
/// part is withheld, to the nearest unit, halves up.
pub fn divide(
    payable: Amount,
    owes: i64,
    on_hold: i64,
    withholding: Fraction,
) -> Result<Division, money::Error> {
    let netted = payable.minor.min(owes).max(0);
    let left = payable.minor.max(0) - netted;
    let held = on_hold.clamp(0, left);
    let due = Amount::new(left - held, payable.currency);
    let withheld = due.times(withholding, Rounding::HalfUp)?.minor;
    Ok(Division {
        held,
        netted,
        withheld,
        amount: due.minor - withheld,
    })
}

/// Why what is due is not paid yet.
pub fn refusal(division: Division, threshold: i64) -> Option<NotPlanned> {
    let due = division.withheld + division.amount;
    match (due, division.held) {
        (0, _) if division.netted > 0 => None,
        (0, held) if held > 0 => Some(NotPlanned::OnHold),
        (due, _) if due == 0 || due < threshold => Some(NotPlanned::BelowThreshold),
        _ => None,
    }
}

/// A payee who is owed something, and is not paid now.
#[derive(Serialize, ToSchema)]
pub struct Skipped {
    pub payee_id: Uuid,
    pub payee_code: String,
    pub payee_name: String,
    pub reason: NotPlanned,
    pub owed: Money,
    pub held: Money,
    pub threshold: Money,
}

/// Plans a payout for every payee who is due one, in place of what was planned before. No money moves.
pub async fn plan(app: &App, house_id: Uuid) -> AppResult<(Vec<Uuid>, Vec<Skipped>)> {
    let held = super::super::hold(app, house_id).await?;
    settle::cancel_planned(app, house_id, None).await?;
    let rows = sqlx::query!(
        r#"select y.id, code, name, y.currency, threshold, hold_days, withholding, territory,
               exists (select from payouts o where o.payee_id = y.id and o.state in ('planned', 'approved')) as "open!"
           from payees y where house_id = $1 and kind <> 'house' order by name, code"#,
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let who: Vec<(Uuid, money::Currency)> = rows
        .iter()
        .map(|row| Ok((row.id, currency(&row.currency)?)))
        .collect::<AppResult<_>>()?;
    let balances = payees::balances(app, house_id, &who).await?;
    let now = app.clock.now();
    let (mut planned, mut skipped) = (Vec::new(), Vec::new());
    for (row, (_, unit)) in rows.into_iter().zip(&who) {
        let (payable, owes) = balances.get(&row.id).copied().unwrap_or_default();
        if payable <= 0 {
            continue;
        }
        let on_hold = on_hold(app, row.id, now - Duration::days(i64::from(row.hold_days))).await?;
        let withholding: Fraction = row.withholding.parse().map_err(refused)?;
        let division =
            divide(Amount::new(payable, *unit), owes, on_hold, withholding).map_err(refused)?;
        let money = |minor| Money::from(Amount::new(minor, *unit));
        let reason = if row.open {
            Some(NotPlanned::OnItsWay)
        } else {
            refusal(division, row.threshold)
        };
        if let Some(reason) = reason {
            skipped.push(Skipped {
                payee_id: row.id,
                payee_code: row.code,
                payee_name: row.name,
                reason,
                owed: money(payable),
                held: money(division.held),
                threshold: money(row.threshold),
            });
            continue;
        }
        let id = app.random.id();
        let mut transaction = app.db.begin().await?;
        sqlx::query!(
            "insert into payouts (id, house_id, payee_id, state, currency, payable, held, netted, withheld, amount, withholding, territory, planned_at)
             values ($1, $2, $3, 'planned', $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            id,
            house_id,
            row.id,
            row.currency,
            payable,
            division.held,
            division.netted,
            division.withheld,
            division.amount,
            row.withholding,
            row.territory,
            now
        )
        .execute(&mut *transaction)
        .await?;
        settle::event(
            &mut transaction,
            app,
            house_id,
            (id, row.id),
            super::PayoutState::Planned,
            0,
            &[],
            "",
        )
        .await?;
        transaction.commit().await?;
        planned.push(id);
    }
    held.commit().await?;
    Ok((planned, skipped))
}

/// What was earned since a moment: it is not paid yet.
async fn on_hold(app: &App, payee: Uuid, since: chrono::DateTime<chrono::Utc>) -> AppResult<i64> {
    Ok(sqlx::query_scalar!(
        r#"select coalesce(sum(a.amount), 0)::bigint as "held!" from share_accruals a join share_receipts r on r.id = a.receipt_id
           where a.payee_id = $1 and r.earned_at > $2"#,
        payee,
        since
    )
    .fetch_one(&app.db)
    .await?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn usd(minor: i64) -> Amount {
        Amount::new(minor, "USD".parse().unwrap())
    }

    #[test]
    fn set_off_then_held_then_withheld() {
        let division = divide(usd(10_000), 1_000, 2_000, "15%".parse().unwrap()).unwrap();
        let expected = Division {
            held: 2_000,
            netted: 1_000,
            withheld: 1_050,
            amount: 5_950,
        };
        assert_eq!(division, expected);
        assert_eq!(refusal(division, 7_000), None);
        assert_eq!(refusal(division, 7_001), Some(NotPlanned::BelowThreshold));
    }

    #[test]
    fn somebody_who_owes_more_is_paid_nothing() {
        let division = divide(usd(500), 900, 0, Fraction::ZERO).unwrap();
        assert_eq!((division.netted, division.amount), (500, 0));
        assert_eq!(refusal(division, 5_000), None);
        let waiting = divide(usd(500), 0, 900, Fraction::ZERO).unwrap();
        assert_eq!(refusal(waiting, 0), Some(NotPlanned::OnHold));
    }

    proptest! {
        /// The parts add up, and none is ever below zero.
        #[test]
        fn never_negative(payable in 0_i64..1 << 40, owes in 0_i64..1 << 40, on_hold in -(1_i64 << 40)..1 << 40, points in 0_u32..=10_000) {
            let parts = divide(usd(payable), owes, on_hold, Fraction::basis_points(points)).unwrap();
            prop_assert_eq!(parts.held + parts.netted + parts.withheld + parts.amount, payable);
            prop_assert!([parts.held, parts.netted, parts.withheld, parts.amount].iter().all(|part| *part >= 0));
        }
    }
}
