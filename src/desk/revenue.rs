//! What was earned, over time: by series, kind or territory.

use std::collections::BTreeMap;

use axum::extract::State;
use chrono::NaiveDate;
use money::Amount;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::period::{Period, Step};
use crate::app::App;
use crate::books::money::{Money, currency};
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Query};
use crate::people::policy::Operator;

/// More rows than these in one currency are summed up in a last one.
const ROWS: usize = 12;
/// The key of that last one.
const OTHERS: &str = "others";

/// What the rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum RevenueBy {
    Series,
    Kind,
    Territory,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RevenueWanted {
    /// By kind unless said otherwise.
    by: Option<RevenueBy>,
    /// The first day (UTC); without it the thirty days that end with `to`.
    from: Option<NaiveDate>,
    /// The last day; without it today.
    to: Option<NaiveDate>,
    step: Option<Step>,
}

#[derive(Serialize, ToSchema)]
pub struct RevenueTable {
    pub by: RevenueBy,
    pub step: Step,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The first day of every step.
    pub steps: Vec<NaiveDate>,
    /// Of each currency the largest first, those beyond the twelfth summed up as `others`.
    pub rows: Vec<RevenueRow>,
}

#[derive(Serialize, ToSchema)]
pub struct RevenueRow {
    /// A series' id, a kind of revenue, or a territory; empty for what no one series earned.
    pub key: String,
    /// Of a series.
    pub title: Option<String>,
    pub total: Money,
    /// Minor units, one for each step.
    pub values: Vec<i64>,
}

/// Revenue over time, net of tax.
#[utoipa::path(
    get, operation_id = "desk_revenue", path = "/api/v1/desk/revenue", tag = "desk", params(RevenueWanted),
    responses((status = 200, body = RevenueTable), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody))
)]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(wanted): Query<RevenueWanted>,
) -> AppResult<Json<RevenueTable>> {
    let period = Period::of(wanted.from, wanted.to, app.clock.now())?;
    let (by, step) = (
        wanted.by.unwrap_or(RevenueBy::Kind),
        wanted.step.unwrap_or(Step::Day),
    );
    let steps = period.steps(step)?;
    let (from, to) = period.bounds();
    let by_word = match by {
        RevenueBy::Series => "series",
        RevenueBy::Kind => "kind",
        RevenueBy::Territory => "territory",
    };
    let sums = sqlx::query!(
        r#"select date_trunc($4, r.at at time zone 'UTC')::date as "step!", r.currency,
               coalesce(case $5 when 'series' then r.series_id::text when 'kind' then r.kind else r.territory end, '') as "key!",
               case when $5 = 'series' then min(s.title) end as title, sum(r.amount)::bigint as "amount!"
           from revenue r left join series s on s.id = r.series_id and s.house_id = r.house_id
           where r.house_id = $1 and r.at >= $2 and r.at < $3
           group by 1, 2, 3"#,
        operator.house_id,
        from,
        to,
        step.as_str(),
        by_word
    )
    .fetch_all(&app.db)
    .await?;
    let mut rows: BTreeMap<(String, String), (Option<String>, Vec<i64>)> = BTreeMap::new();
    for sum in sums {
        let row = rows
            .entry((sum.currency, sum.key))
            .or_insert_with(|| (sum.title, vec![0; steps.len()]));
        if let Ok(place) = steps.binary_search(&sum.step) {
            row.1[place] += sum.amount;
        }
    }
    let mut table = Vec::new();
    for ((code, key), (title, values)) in rows {
        let total = Amount::new(values.iter().sum(), currency(&code)?).into();
        table.push(RevenueRow {
            key,
            title,
            total,
            values,
        });
    }
    Ok(Json(RevenueTable {
        by,
        step,
        from: period.from,
        to: period.to,
        steps,
        rows: largest(table),
    }))
}

/// The largest rows of each currency first; the small ones as one row.
fn largest(mut rows: Vec<RevenueRow>) -> Vec<RevenueRow> {
    rows.sort_by(|a, b| {
        (&a.total.currency, -a.total.minor, &a.key).cmp(&(
            &b.total.currency,
            -b.total.minor,
            &b.key,
        ))
    });
    let mut kept: Vec<RevenueRow> = Vec::new();
    for row in rows {
        let of_currency = kept
            .iter()
            .filter(|one| one.total.currency == row.total.currency)
            .count();
        match kept.last_mut() {
            Some(last) if of_currency > ROWS => {
                last.total.minor += row.total.minor;
                for (sum, value) in last.values.iter_mut().zip(row.values) {
                    *sum += value;
                }
            }
            _ if of_currency == ROWS => kept.push(RevenueRow {
                key: OTHERS.into(),
                title: None,
                ..row
            }),
            _ => kept.push(row),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_small_is_summed_up_and_nothing_is_lost() {
        let usd = currency("USD").unwrap();
        let rows = (1..=20)
            .map(|number| RevenueRow {
                key: number.to_string(),
                title: None,
                total: Amount::new(number, usd).into(),
                values: vec![number, 0],
            })
            .collect();
        let kept = largest(rows);
        assert_eq!(kept.len(), ROWS + 1);
        assert_eq!(kept[0].key, "20");
        assert_eq!(kept[ROWS].key, OTHERS);
        assert_eq!(kept[ROWS].values, [36, 0]);
        assert_eq!(kept.iter().map(|row| row.total.minor).sum::<i64>(), 210);
    }
}
