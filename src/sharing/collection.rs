//! The collection account of a co-production: what the series earns goes in, and from there to the members, so that it passes
//! through nobody's hands. What the house is given itself does not leave the house.

use money::{Amount, Currency};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::post::{Source, earned};
use super::{Period, fx};
use crate::app::App;
use crate::books::money::{Money, currency, refused};
use crate::books::{Entry, Kind, Spot, balance, derived, post};
use crate::errors::{AppError, AppResult};

/// How a collection account stands, in one currency.
#[derive(Serialize, ToSchema)]
pub struct CollectionAccount {
    /// Received, and not given on yet; below zero: refunds took more than came in since.
    pub balance: Money,
    /// Everything that came in, less refunds.
    pub received: Money,
}

/// Posts what was collected and is not in the ledger yet; who calls holds the house's shares.
pub(super) async fn post_open(app: &App, house_id: Uuid) -> AppResult<()> {
    let rows = sqlx::query!(
        "select id, series_id, period, amount, currency, rate_id from collection_postings
         where house_id = $1 and posted_at is null order by at, id",
        house_id
    )
    .fetch_all(&app.db)
    .await?;
    let rate_ids: Vec<Uuid> = rows.iter().filter_map(|row| row.rate_id).collect();
    let rates = fx::by_id(app, house_id, &rate_ids).await?;
    for row in rows {
        let amount = Amount::new(row.amount, currency(&row.currency)?);
        let account = Spot::of(Kind::CollectionHeld, row.series_id, amount.currency);
        let rate = rates.iter().find(|rate| Some(rate.id) == row.rate_id);
        let data = json!({"period": Period::starting(row.period).to_string()});
        let Source {
            place,
            before: mut entries,
            reference,
        } = earned(
            house_id,
            (row.id, "collection"),
            amount,
            rate,
            &account,
            &data,
        )
        .map_err(refused)?;
        let (debit, credit) = if row.amount > 0 {
            (place, account)
        } else {
            (account, place)
        };
        entries.push(Entry {
            id: derived(row.id, "owed"),
            debit,
            credit,
            amount: row.amount.abs(),
            reference,
        });
        post(app, house_id, entries).await.map_err(AppError::from)?;
        sqlx::query!(
            "update collection_postings set posted_at = $2 where id = $1",
            row.id,
            app.clock.now()
        )
        .execute(&app.db)
        .await?;
    }
    Ok(())
}

/// How the collection account of a series stands, in each currency that its co-production was agreed in.
pub async fn accounts(
    app: &App,
    house_id: Uuid,
    series_id: Uuid,
) -> AppResult<Vec<CollectionAccount>> {
    let rows = sqlx::query!(
        r#"select c.currency, coalesce((select sum(p.amount) from collection_postings p
                  where p.series_id = c.series_id and p.house_id = c.house_id and p.currency = c.currency), 0)::bigint as "received!"
           from share_contracts c where c.house_id = $1 and c.series_id = $2 and c.collects
           group by c.house_id, c.series_id, c.currency order by c.currency"#,
        house_id,
        series_id
    )
    .fetch_all(&app.db)
    .await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in rows {
        let unit: Currency = currency(&row.currency)?;
        let spot = Spot::of(Kind::CollectionHeld, series_id, unit);
        let stands = balance(app, house_id, &spot).await?.credit();
        found.push(CollectionAccount {
            balance: Amount::new(stands, unit).into(),
            received: Amount::new(row.received, unit).into(),
        });
    }
    Ok(found)
}
