//! What tax came to, by territory and rate.

use chrono::{DateTime, Utc};
use money::Amount;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::books::money::{Money, currency};
use crate::errors::AppResult;

/// A line of the report.
#[derive(Serialize, ToSchema)]
pub struct TaxLine {
    pub territory: String,
    pub name: String,
    #[schema(example = "20 %")]
    pub rate: String,
    pub currency: String,
    /// Tax falls on the sale (`sale`), on the redemption (`redemption`), or will fall on redemptions (`deferred`).
    pub policy: String,
    pub sales: i64,
    pub net: Money,
    pub tax: Money,
    /// Of refunds in the same time, whenever the sale was.
    pub refunds: i64,
    pub refunded_net: Money,
    pub refunded_tax: Money,
    pub tax_due: Money,
}

/// Sales that were settled and refunds that were made in a time, half-open.
pub async fn report(
    app: &App,
    house_id: Uuid,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> AppResult<Vec<TaxLine>> {
    let rows = sqlx::query!(
        r#"select territory as "territory!", name as "name!", rate as "rate!", currency as "currency!", policy as "policy!",
                  sum(sales)::bigint as "sales!", sum(net)::bigint as "net!", sum(tax)::bigint as "tax!",
                  sum(refunds)::bigint as "refunds!", sum(back_net)::bigint as "back_net!", sum(back_tax)::bigint as "back_tax!"
           from (
               select d.territory, d.name, d.rate, d.currency, d.policy, 1 as sales, d.net, d.tax,
                      0 as refunds, 0 as back_net, 0 as back_tax
               from tax_decisions d join orders o on o.id = d.subject_id and o.house_id = d.house_id
               where d.house_id = $1 and d.subject_kind = 'order' and o.settled_at >= $2 and o.settled_at < $3
               union all
               select d.territory, d.name, d.rate, d.currency, d.policy, case when d.net + d.tax < 0 then -1 else 1 end, d.net, d.tax, 0, 0, 0
               from tax_decisions d
               where d.house_id = $1 and d.subject_kind = 'unlock' and d.decided_at >= $2 and d.decided_at < $3
               union all
               select d.territory, d.name, d.rate, d.currency, d.policy, 0, 0, 0, 1,
                      r.net + case when r.everything then r.spent else 0 end, r.tax
               from refunds r join tax_decisions d on d.house_id = r.house_id and d.subject_kind = 'order' and d.subject_id = r.order_id
               where r.house_id = $1 and r.state = 'settled' and r.settled_at >= $2 and r.settled_at < $3
           ) lines
           group by territory, name, rate, currency, policy order by territory, currency, name, rate, policy"#,
        house_id,
        from,
        to
    )
    .fetch_all(&app.db)
    .await?;
    let lines = rows.into_iter().map(|row| {
        let unit = currency(&row.currency)?;
        let amount = |minor| Amount::new(minor, unit).into();
        Ok(TaxLine {
            territory: row.territory,
            name: row.name,
            rate: row.rate,
            policy: row.policy,
            sales: row.sales,
            net: amount(row.net),
            tax: amount(row.tax),
            refunds: row.refunds,
            refunded_net: amount(row.back_net),
            refunded_tax: amount(row.back_tax),
            tax_due: amount(row.tax - row.back_tax),
            currency: row.currency,
        })
    });
    lines.collect()
}
