//! Payees as they are kept, with what is owed to them.

use std::collections::HashMap;

use money::{Amount, Fraction};
use uuid::Uuid;

use super::routes::{Payee, PayeeKind};
use crate::app::App;
use crate::books::money::{Money, currency};
use crate::books::{Kind, Spot};
use crate::errors::AppResult;

pub async fn one(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Payee> {
    load(app, house_id, Some(id), None)
        .await?
        .pop()
        .ok_or_else(|| crate::sharing::not_found("payee"))
}

/// The payees of a house: all, one, or those of an account; by name.
pub async fn load(
    app: &App,
    house_id: Uuid,
    id: Option<Uuid>,
    person_id: Option<Uuid>,
) -> AppResult<Vec<Payee>> {
    let rows = sqlx::query!(
        r#"select y.id, code, name, kind as "kind: PayeeKind", person_id, p.email as "email?", currency, threshold, hold_days,
               withholding, territory, payout_reference, y.created_at
           from payees y left join people p on p.id = y.person_id
           where y.house_id = $1 and ($2::uuid is null or y.id = $2) and ($3::uuid is null or y.person_id = $3)
           order by name, code limit 1000"#,
        house_id,
        id,
        person_id
    )
    .fetch_all(&app.db)
    .await?;
    let who: Vec<(Uuid, money::Currency)> = rows
        .iter()
        .map(|row| Ok((row.id, currency(&row.currency)?)))
        .collect::<AppResult<_>>()?;
    let balances = balances(app, house_id, &who).await?;
    rows.into_iter()
        .map(|row| {
            let currency = currency(&row.currency)?;
            let (owed, owes) = balances.get(&row.id).copied().unwrap_or_default();
            let money = |minor| Money::from(Amount::new(minor, currency));
            Ok(Payee {
                id: row.id,
                code: row.code,
                name: row.name,
                kind: row.kind,
                person_id: row.person_id,
                person_email: row.email,
                threshold: money(row.threshold),
                currency: row.currency,
                hold_days: row.hold_days,
                withholding: shown(&row.withholding),
                territory: row.territory,
                payout_reference: row.payout_reference,
                owed: money(owed),
                owes: money(owes),
                created_at: row.created_at,
            })
        })
        .collect()
}

/// What is owed to each of these payees, and what each owes, in minor units of their currency.
pub async fn balances(
    app: &App,
    house_id: Uuid,
    payees: &[(Uuid, money::Currency)],
) -> AppResult<HashMap<Uuid, (i64, i64)>> {
    let spots: Vec<(Uuid, [Uuid; 2])> = payees
        .iter()
        .map(|(payee, currency)| {
            let account = |kind| Spot::of(kind, *payee, *currency).account(house_id);
            (
                *payee,
                [account(Kind::PayablePayee), account(Kind::ReceivablePayee)],
            )
        })
        .collect();
    let ids: Vec<Uuid> = spots.iter().flat_map(|(_, ids)| *ids).collect();
    let found: HashMap<Uuid, ledger::Balance> = ledger::accounts::get(&app.db, &ids)
        .await?
        .into_iter()
        .map(|account| (account.id, account.balance))
        .collect();
    let of = |id: Uuid| found.get(&id).copied().unwrap_or_default();
    Ok(spots
        .into_iter()
        .map(|(payee, [payable, receivable])| {
            (payee, (of(payable).credit(), of(receivable).debit()))
        })
        .collect())
}

/// The house as a payee of its own contracts, made on first use.
pub async fn ensure_house(app: &App, house_id: Uuid) -> AppResult<()> {
    sqlx::query!(
        "insert into payees (id, house_id, code, name, kind, currency, territory, created_at, updated_at)
         select $2, id, 'house', name, 'house', currency, territory, $3, $3 from houses where id = $1
         on conflict (house_id, code) do nothing",
        house_id,
        app.random.id(),
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// A kept fraction as people read it.
pub fn shown(fraction: &str) -> String {
    fraction
        .parse::<Fraction>()
        .map_or_else(|_| fraction.to_owned(), |fraction| fraction.to_string())
}
