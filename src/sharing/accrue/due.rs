//! Revenue lines whose contract is not the one that has received them.

use chrono::{DateTime, Utc};
use money::Amount;
use uuid::Uuid;

use crate::app::App;
use crate::books::money::currency;
use crate::errors::AppResult;

/// Lines looked at in one transaction.
const PAGE: i64 = 2_000;

/// A revenue line whose contract is not the one that has received it.
pub(in crate::sharing) struct Due {
    pub id: Uuid,
    pub series_id: Option<Uuid>,
    pub at: DateTime<Utc>,
    pub kind: String,
    pub amount: Amount,
    pub territory: String,
    pub source_kind: String,
    pub source_id: Uuid,
    pub count: i64,
    /// The contract that was valid when it was earned.
    pub contract: Option<Uuid>,
    /// The receipt by which another contract has it.
    pub had: Option<Uuid>,
}

/// The next lines that are due, in the order in which they were earned.
pub(in crate::sharing) async fn page(
    app: &App,
    house_id: Uuid,
    after: (DateTime<Utc>, Uuid),
) -> AppResult<Vec<Due>> {
    let rows = sqlx::query!(
        r#"select r.id, r.series_id, r.at, r.kind, r.amount, r.currency, r.territory, r.source_kind, r.source_id, r.count,
               c.id as "contract?", case when had.taken_back then null else had.id end as "had?"
           from revenue r
           left join lateral (select contract_of(r.series_id, r.at) as id) c on true
           left join lateral (
               select id, contract_id, taken_back from share_receipts s where s.line_id = r.id order by seq desc limit 1
           ) had on true
           where r.house_id = $1 and r.series_id is not null and (r.at, r.id) > ($2, $3)
             and c.id is distinct from (case when had.taken_back then null else had.contract_id end)
           order by r.at, r.id limit $4"#,
        house_id,
        after.0,
        after.1,
        PAGE
    )
    .fetch_all(&app.db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Due {
                id: row.id,
                series_id: row.series_id,
                at: row.at,
                kind: row.kind,
                amount: Amount::new(row.amount, currency(&row.currency)?),
                territory: row.territory,
                source_kind: row.source_kind,
                source_id: row.source_id,
                count: row.count,
                contract: row.contract,
                had: row.had,
            })
        })
        .collect()
}
