//! Tax on multi-purpose vouchers: due when coins are spent, on the money that these coins carry.

use chrono::{DateTime, Utc};
use ledger::Reference;
use money::Amount;
use serde_json::json;
use uuid::Uuid;

use super::{Decision, Policy, decide, rate, within};
use crate::app::App;
use crate::books::money::currency;
use crate::books::revenue::{Line, RevenueKind, record};
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::errors::AppResult;

/// Coins that were spent on something.
pub struct Redemption<'a> {
    pub house_id: Uuid,
    pub unlock_id: Uuid,
    pub series_id: Option<Uuid>,
    /// Where the viewer was.
    pub territory: &'a str,
    pub at: DateTime<Utc>,
    /// The lots that the coins came from, and the money that went with them.
    pub parts: Vec<(Uuid, Amount)>,
}

/// Decides the tax of what was spent, for the lots whose sale left it to this moment, and takes it out of what was
/// earned. Once the unlock is in the ledger, before it is done; the same again does nothing more.
pub async fn on_redemption(app: &App, spent: &Redemption<'_>) -> AppResult<()> {
    let lots: Vec<Uuid> = spent.parts.iter().map(|(lot, _)| *lot).collect();
    let deferred = sqlx::query!(
        r#"select coalesce(o.lot_id, o.id) as "lot!", o.id as order_id from orders o
           join tax_decisions d on d.house_id = o.house_id and d.subject_kind = 'order' and d.subject_id = o.id
           where o.house_id = $1 and d.policy = 'deferred' and (o.id = any ($2) or o.lot_id = any ($2))"#,
        spent.house_id,
        &lots
    )
    .fetch_all(&app.db)
    .await?;
    if deferred.is_empty() {
        return Ok(());
    }
    let rate = rate(&app.db, spent.house_id, spent.territory, spent.at).await?;
    let (mut lines, mut decisions) = (Vec::new(), Vec::new());
    for (lot, money) in &spent.parts {
        let Some(order) = deferred
            .iter()
            .find(|one| one.lot == *lot || one.order_id == *lot)
        else {
            continue;
        };
        let taxed = within(rate.as_ref(), *money)?;
        let id = derived(spent.unlock_id, &format!("tax:{lot}"));
        let decision = Decision {
            house_id: spent.house_id,
            subject_kind: "unlock",
            subject_id: id,
            policy: Policy::Redemption,
            territory: spent.territory,
            rate: rate.as_ref(),
            net: taxed.net,
            tax: taxed.tax,
            evidence: json!({"territory": spent.territory, "order": order.order_id, "unlock": spent.unlock_id}),
        };
        decisions.push(decision);
        if taxed.tax.minor <= 0 {
            continue;
        }
        let entry = Entry {
            id,
            debit: Spot::house(Kind::RevenueUnlocks, money.currency),
            credit: Spot::house(Kind::TaxPayable, money.currency),
            amount: taxed.tax.minor,
            reference: Reference::new("unlock_tax", spent.unlock_id),
        };
        books::post(app, spent.house_id, vec![entry]).await?;
        lines.push(Line {
            id,
            house_id: spent.house_id,
            series_id: spent.series_id,
            episode_id: None,
            kind: RevenueKind::Unlocks,
            amount: Amount::new(-taxed.tax.minor, money.currency),
            territory: spent.territory.to_owned(),
            at: spent.at,
            source_kind: "unlock_tax",
            source_id: spent.unlock_id,
            count: 0,
        });
    }
    // Not while the ledger is waited for: it needs a connection of its own.
    let mut transaction = app.db.begin().await?;
    for decision in &decisions {
        decide(&mut *transaction, spent.at, decision).await?;
    }
    record(&mut *transaction, &lines).await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes the tax of an unlock back that did not come to be: its entries, its lines and its decisions the other way round.
/// Once, however often it is called.
pub async fn undo_redemption(
    app: &App,
    house_id: Uuid,
    unlock_id: Uuid,
    parts: &[(Uuid, Amount)],
) -> AppResult<()> {
    let ids: Vec<Uuid> = parts
        .iter()
        .map(|(lot, _)| derived(unlock_id, &format!("tax:{lot}")))
        .collect();
    let decided = sqlx::query!(
        "select subject_id, currency, tax from tax_decisions
         where house_id = $1 and subject_kind = 'unlock' and subject_id = any ($2)",
        house_id,
        &ids
    )
    .fetch_all(&app.db)
    .await?;
    let now = app.clock.now();
    for one in decided {
        let back = derived(one.subject_id, "reversed");
        let tax = Amount::new(one.tax, currency(&one.currency)?);
        if tax.minor > 0 {
            let entry = Entry {
                id: back,
                debit: Spot::house(Kind::TaxPayable, tax.currency),
                credit: Spot::house(Kind::RevenueUnlocks, tax.currency),
                amount: tax.minor,
                reference: Reference::new("unlock_tax", unlock_id),
            };
            books::post(app, house_id, vec![entry]).await?;
        }
        let mut transaction = app.db.begin().await?;
        sqlx::query!(
            "insert into tax_decisions (house_id, subject_kind, subject_id, policy, territory, name, rate, inclusive, currency, net,
                 tax, evidence, decided_at)
             select house_id, subject_kind, $3, policy, territory, name, rate, inclusive, currency, -net, -tax, evidence, $4
             from tax_decisions where house_id = $1 and subject_kind = 'unlock' and subject_id = $2 on conflict do nothing",
            house_id,
            one.subject_id,
            back,
            now
        )
        .execute(&mut *transaction)
        .await?;
        // The line that took it, the other way round: of the same series, should it still be there.
        sqlx::query!(
            "insert into revenue (id, house_id, series_id, episode_id, kind, amount, currency, territory, at, source_kind, source_id, count)
             select $2, house_id, series_id, episode_id, kind, -amount, currency, territory, $3, source_kind, source_id, count
             from revenue where id = $1 on conflict (id) do nothing",
            one.subject_id,
            back,
            now
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
    }
    Ok(())
}
