//! Subscriptions' revenue of a month, shared among series by what subscribers watched.

use std::collections::BTreeMap;

use chrono::Duration;
use money::{Allocation, Amount, allocate};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Period;
use super::statements::proof::PoolFacts;
use super::watched::by_series;
use crate::app::App;
use crate::books::derived;
use crate::books::money::{currency, refused};
use crate::books::revenue::{Line, RevenueKind, record};
use crate::errors::AppResult;

/// What the lines that a pool gives to series are counted by.
pub(super) const SOURCE: &str = "vip_pool";

/// Until so long after the month what was watched is counted anew: players tell of it for at most seven days. Then it
/// stands, whatever is forgotten of viewers later.
const COUNTED_FOR: Duration = Duration::days(14);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Watched {
    series_id: Uuid,
    watched_ms: i64,
}

/// Shares the month's subscriptions, in each currency and territory: a line to every series, and one that takes the same
/// from what belongs to no series. Shared already, it adds what has changed since: money or watching told of late.
pub(super) async fn share(app: &App, house_id: Uuid, month: Period) -> AppResult<()> {
    let totals = sqlx::query!(
        r#"select currency, territory, sum(amount)::bigint as "total!" from revenue
           where house_id = $1 and kind = 'vip' and series_id is null and source_kind <> $4 and at >= $2 and at < $3
           group by currency, territory order by currency, territory"#,
        house_id,
        month.starts(),
        month.ends(),
        SOURCE
    )
    .fetch_all(&app.db)
    .await?;
    if totals.is_empty() {
        return Ok(());
    }
    let watched: Vec<Watched> = by_series(app, house_id, month)
        .await?
        .into_iter()
        .map(|(series_id, watched_ms)| Watched {
            series_id,
            watched_ms,
        })
        .collect();
    let there = sqlx::query_scalar!("select id from series where house_id = $1", house_id)
        .fetch_all(&app.db)
        .await?;
    for row in totals {
        let before = sqlx::query!(
            "select version, total, watched from vip_pools
             where house_id = $1 and month = $2 and currency = $3 and territory = $4 order by version desc limit 1",
            house_id,
            month.first(),
            row.currency,
            row.territory
        )
        .fetch_optional(&app.db)
        .await?;
        let (version, had_total, had): (i32, i64, Vec<Watched>) = match before {
            Some(before) => (
                before.version,
                before.total,
                serde_json::from_value(before.watched).map_err(anyhow::Error::from)?,
            ),
            None => (0, 0, Vec::new()),
        };
        let watched = if version > 0 && app.clock.now() > month.ends() + COUNTED_FOR {
            had.clone()
        } else {
            watched.clone()
        };
        if (had_total, &had) == (row.total, &watched) || (version == 0 && watched.is_empty()) {
            continue;
        }
        let unit = currency(&row.currency)?;
        let mut gives = parts(Amount::new(row.total, unit), &watched)?;
        for (series, part) in parts(Amount::new(had_total, unit), &had)? {
            *gives.entry(series).or_default() -= part;
        }
        // What was given to a series that is gone stays given.
        gives.retain(|series, _| there.contains(series));
        let id = app.random.id();
        let line = |label: &str, series_id: Option<Uuid>, minor: i64, count: i64| Line {
            id: derived(id, label),
            house_id,
            series_id,
            episode_id: None,
            kind: RevenueKind::Vip,
            amount: Amount::new(minor, unit),
            territory: row.territory.clone(),
            // Its last moment: the contract that is valid then shares it.
            at: month.ends() - Duration::microseconds(1),
            source_kind: SOURCE,
            source_id: id,
            count,
        };
        let watched_of = |series: Uuid| {
            watched
                .iter()
                .find(|one| one.series_id == series)
                .map_or(0, |one| one.watched_ms)
        };
        let mut lines: Vec<Line> = gives
            .iter()
            .map(|(series, minor)| {
                line(
                    &series.to_string(),
                    Some(*series),
                    *minor,
                    watched_of(*series),
                )
            })
            .collect();
        lines.push(line("pool", None, -gives.values().sum::<i64>(), 0));
        let mut transaction = app.db.begin().await?;
        sqlx::query!(
            "insert into vip_pools (id, house_id, month, currency, territory, version, total, watched, made_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            id,
            house_id,
            month.first(),
            row.currency,
            row.territory,
            version + 1,
            row.total,
            serde_json::json!(watched),
            app.clock.now()
        )
        .execute(&mut *transaction)
        .await?;
        record(&mut *transaction, &lines).await?;
        transaction.commit().await?;
    }
    Ok(())
}

/// Rounded down, the rest to the largest remainders; nothing where nobody watched.
fn parts(total: Amount, watched: &[Watched]) -> AppResult<BTreeMap<Uuid, i64>> {
    let weights: Vec<u64> = watched
        .iter()
        .map(|one| one.watched_ms.unsigned_abs())
        .collect();
    if weights.iter().all(|weight| *weight == 0) {
        return Ok(BTreeMap::new());
    }
    let parts = allocate(total, &weights, Allocation::LargestRemainder).map_err(refused)?;
    Ok(watched
        .iter()
        .zip(parts)
        .map(|(one, part)| (one.series_id, part.minor))
        .collect())
}

/// The pools with these ids, and the versions before them; in order.
pub(super) async fn with_earlier(
    app: &App,
    house_id: Uuid,
    ids: &[Uuid],
) -> AppResult<Vec<PoolFacts>> {
    let rows = sqlx::query!(
        "select p.id, p.month, p.currency, p.territory, p.version, p.total, p.watched from vip_pools p
         where p.house_id = $1 and exists (
             select from vip_pools named where named.id = any($2) and named.house_id = $1 and named.month = p.month
               and named.currency = p.currency and named.territory = p.territory and named.version >= p.version)
         order by p.month, p.currency, p.territory, p.version",
        house_id,
        ids
    )
    .fetch_all(&app.db)
    .await?;
    rows.into_iter()
        .map(|row| {
            let watched: Vec<Watched> =
                serde_json::from_value(row.watched).map_err(anyhow::Error::from)?;
            Ok(PoolFacts {
                id: row.id,
                month: Period::starting(row.month),
                currency: row.currency,
                territory: row.territory,
                version: row.version,
                total: row.total,
                watched: watched
                    .into_iter()
                    .map(|one| (one.series_id, one.watched_ms))
                    .collect(),
            })
        })
        .collect()
}
