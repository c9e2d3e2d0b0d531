//! What was seen of a deal, day by day; and the same line by line, for the brand.

use chrono::NaiveDate;
use money::Amount;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::deals::{self, BrandDeal};
use crate::app::App;
use crate::books::money::{Money, currency};
use crate::errors::AppResult;
use crate::sharing::statements::csv_cell as cell;

/// A deal with what was counted of it.
#[derive(Serialize, ToSchema)]
pub struct Exposures {
    pub deal: BrandDeal,
    /// The newest first, at most four hundred.
    pub days: Vec<ExposureDay>,
}

/// A day that was counted.
#[derive(Serialize, ToSchema)]
pub struct ExposureDay {
    pub day: NaiveDate,
    pub exposures: i64,
    pub billable: i64,
    pub counted_ms: i64,
    pub billed: Money,
    /// Whether the books have it.
    pub booked: bool,
}

pub(super) async fn days(app: &App, house_id: Uuid, deal_id: Uuid) -> AppResult<Exposures> {
    let deal = deals::one(app, house_id, deal_id).await?;
    let rows = sqlx::query!(
        r#"select d.day, d.currency, d.billable, d.amount, d.booked_at is not null as "booked!",
               coalesce(sum(l.exposures), 0)::bigint as "exposures!", coalesce(sum(l.counted_ms), 0)::bigint as "counted_ms!"
           from exposure_days d left join exposure_lines l on l.deal_id = d.deal_id and l.day = d.day
           where d.house_id = $1 and d.deal_id = $2 group by d.deal_id, d.day order by d.day desc limit 400"#,
        house_id,
        deal_id
    )
    .fetch_all(&app.db)
    .await?;
    let mut days = Vec::with_capacity(rows.len());
    for row in rows {
        days.push(ExposureDay {
            day: row.day,
            exposures: row.exposures,
            billable: row.billable,
            counted_ms: row.counted_ms,
            billed: Amount::new(row.amount, currency(&row.currency)?).into(),
            booked: row.booked,
        });
    }
    Ok(Exposures { deal, days })
}

const HEAD: &str = "day,deal,brand,series,episode,placement,from_ms,to_ms,area_thousandths,territory,exposures,watched_ms,\
                    billable,flat,for_exposures,total,currency\r\n";

/// Every line as a table: what a brand adds up to the same total.
pub(super) async fn table(app: &App, house_id: Uuid, deal_id: Uuid) -> AppResult<String> {
    let deal = deals::one(app, house_id, deal_id).await?;
    let unit = currency(&deal.flat.currency)?;
    let rows = sqlx::query!(
        r#"select l.day, s.title as "series?", e.number as "episode?", l.placement_id, p.from_ms as "from_ms?", p.to_ms as "to_ms?",
               p.area as "area?", l.territory, l.exposures, l.counted_ms, l.billable, l.flat, l.amount
           from exposure_lines l left join series s on s.id = l.series_id left join episodes e on e.id = l.episode_id
           left join placements p on p.id = l.placement_id
           where l.house_id = $1 and l.deal_id = $2 order by l.day, s.title, e.number, p.from_ms, l.territory, l.id"#,
        house_id,
        deal_id
    )
    .fetch_all(&app.db)
    .await?;
    let mut table = HEAD.to_owned();
    for row in rows {
        let money = |minor| Amount::new(minor, unit).number();
        let cells = [
            row.day.to_string(),
            cell(&json!(deal.title)),
            cell(&json!(deal.brand)),
            cell(&json!(row.series)),
            cell(&json!(row.episode)),
            cell(&json!(row.placement_id)),
            cell(&json!(row.from_ms)),
            cell(&json!(row.to_ms)),
            cell(&json!(row.area)),
            row.territory,
            row.exposures.to_string(),
            row.counted_ms.to_string(),
            row.billable.to_string(),
            money(row.flat),
            money(row.amount),
            money(row.flat + row.amount),
            unit.to_string(),
        ];
        table += &cells.join(",");
        table += "\r\n";
    }
    Ok(table)
}
