//! From milestones to the books: owed to partners once met, from the bank once paid.

use ledger::Reference;
use money::Amount;
use uuid::Uuid;

use crate::app::App;
use crate::books::money::currency;
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::errors::AppResult;

/// Posts what is decided and not posted yet, in every house.
pub async fn sweep(app: &App) -> AppResult<()> {
    let open = sqlx::query!(
        r#"select distinct house_id, commission_id from commission_milestones
           where (met_at is not null and booked_at is null) or (paid_at is not null and paid_booked_at is null) limit 1000"#
    )
    .fetch_all(&app.db)
    .await?;
    for one in open {
        post(app, one.house_id, one.commission_id).await?;
    }
    Ok(())
}

/// Posts what is decided of one commission. Ids are those of the rows: the same again is nothing new.
pub async fn post(app: &App, house_id: Uuid, commission_id: Uuid) -> AppResult<()> {
    let rows = sqlx::query!(
        r#"select m.id, m.minor, c.currency, m.booked_at is null as "to_owe!",
                  m.paid_at is not null and m.paid_booked_at is null as "to_pay!"
           from commission_milestones m join commissions c on c.id = m.commission_id
           where m.house_id = $1 and m.commission_id = $2 and m.met_at is not null
             and (m.booked_at is null or (m.paid_at is not null and m.paid_booked_at is null)) order by m.position"#,
        house_id,
        commission_id
    )
    .fetch_all(&app.db)
    .await?;
    for row in rows {
        let amount = Amount::new(row.minor, currency(&row.currency)?);
        let owed = Spot::house(Kind::PayablePartners, amount.currency);
        let entry = |label: &str, debit, credit| Entry {
            id: derived(row.id, label),
            debit,
            credit,
            amount: amount.minor,
            reference: Reference::new("commission", row.id),
        };
        if row.to_owe {
            let costs = Spot::house(Kind::CommissionCosts, amount.currency);
            books::post(app, house_id, vec![entry("owed", costs, owed)]).await?;
            sqlx::query!(
                "update commission_milestones set booked_at = $2 where id = $1 and booked_at is null",
                row.id,
                app.clock.now()
            )
            .execute(&app.db)
            .await?;
        }
        if row.to_pay {
            let bank = Spot::house(Kind::Bank, amount.currency);
            books::post(app, house_id, vec![entry("paid", owed, bank)]).await?;
            sqlx::query!(
                "update commission_milestones set paid_booked_at = $2 where id = $1 and paid_booked_at is null",
                row.id,
                app.clock.now()
            )
            .execute(&app.db)
            .await?;
        }
    }
    Ok(())
}
