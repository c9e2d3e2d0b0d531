//! A day of a deal, counted from what players told: once, and for good.

use std::collections::{BTreeMap, HashMap};

use chrono::{Days, NaiveDate};
use exposure::{Report, Seen, Span, Told};
use futures_util::TryStreamExt as _;
use money::{Allocation, Amount};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use super::deals::{self, Agreed};
use crate::app::App;
use crate::books::derived;
use crate::books::money::refused;
use crate::errors::{AppError, AppResult};

/// How many days after a day it is counted: a play may go on past midnight, and players that were offline tell late.
const AFTER: Days = Days::new(2);
/// Deals' days that are counted in one go.
const BATCH: i64 = 200;

/// Counts every day that is over and is not counted yet.
pub(super) async fn sweep(app: &App) -> AppResult<()> {
    let last = app.clock.now().date_naive() - AFTER;
    let due = sqlx::query!(
        r#"select d.house_id, d.id, due.day::date as "day!" from brand_deals d
           cross join lateral generate_series(d.starts_on::timestamp, least(d.ends_on, $1::date)::timestamp, interval '1 day') due (day)
           where d.starts_on <= $1 and not exists (select from exposure_days e where e.deal_id = d.id and e.day = due.day::date)
           order by due.day, d.id limit $2"#,
        last,
        BATCH
    )
    .fetch_all(&app.db)
    .await?;
    for one in due {
        count(app, one.house_id, one.id, one.day).await?;
    }
    Ok(())
}

/// A placement as it is counted.
struct Placed {
    id: Uuid,
    series_id: Uuid,
    episode_id: Uuid,
    shape: exposure::Placement,
}

/// What was counted of one placement in one territory.
#[derive(Default)]
struct Line {
    exposures: u64,
    billable: u64,
    counted_ms: i64,
    flat: i64,
}

/// Counts one day of one deal, unless it was counted.
async fn count(app: &App, house_id: Uuid, deal_id: Uuid, day: NaiveDate) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    // Held until it is written: of two at once the second finds it done.
    sqlx::query!(
        "select id from brand_deals where id = $1 for update",
        deal_id
    )
    .fetch_one(&mut *transaction)
    .await?;
    let before = sqlx::query!(
        r#"select coalesce(sum(billable), 0)::bigint as "billable!", coalesce(bool_or(day = $2), false) as "counted!"
           from exposure_days where deal_id = $1"#,
        deal_id,
        day
    )
    .fetch_one(&mut *transaction)
    .await?;
    if before.counted {
        return Ok(());
    }
    let deal = deals::find(&mut *transaction, house_id, deal_id).await?;
    let home = sqlx::query_scalar!("select territory from houses where id = $1", house_id)
        .fetch_one(&mut *transaction)
        .await?;
    let placed = placed(&mut transaction, deal_id).await?;
    let mut lines = watched(&mut transaction, &deal, &placed, day, &home).await?;
    let flat = flat(&deal, day)?;
    share_flat(&mut lines, &placed, flat, &home)?;
    let counts: Vec<u64> = lines.values().map(|line| line.billable).collect();
    let already = u64::try_from(before.billable).unwrap_or(0);
    let amounts = exposure::bill(&deal.price, already, &counts).map_err(wrong)?;
    let billed = Amount::sum(amounts.iter().copied(), deal.currency)
        .and_then(|sum| sum.checked_add(flat))
        .map_err(refused)?;
    sqlx::query!(
        "insert into exposure_days (deal_id, day, house_id, before, billable, amount, currency, counted_at) values ($1, $2, $3, $4, $5, $6, $7, $8)",
        deal_id,
        day,
        house_id,
        before.billable,
        counts.iter().sum::<u64>() as i64,
        billed.minor,
        deal.currency.code(),
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    let of: HashMap<Uuid, &Placed> = placed.iter().map(|one| (one.id, one)).collect();
    for (((placement_id, territory), line), amount) in lines.iter().zip(amounts) {
        let place = placement_id.and_then(|id| of.get(&id));
        let label = format!("{day}:{}:{territory}", placement_id.unwrap_or_default());
        sqlx::query!(
            "insert into exposure_lines (id, house_id, deal_id, day, placement_id, series_id, episode_id, territory, exposures, counted_ms,
                 billable, flat, amount)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            derived(deal_id, &label),
            house_id,
            deal_id,
            day,
            *placement_id,
            place.map(|place| place.series_id),
            place.map(|place| place.episode_id),
            territory,
            line.exposures as i64,
            line.counted_ms,
            line.billable as i64,
            line.flat,
            amount.minor
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn placed(db: &mut PgConnection, deal_id: Uuid) -> AppResult<Vec<Placed>> {
    let rows = sqlx::query!(
        "select id, series_id, episode_id, from_ms, to_ms, area, spoken from placements
         where deal_id = $1 and removed_at is null order by id",
        deal_id
    )
    .fetch_all(db)
    .await?;
    let placed = rows.into_iter().map(|row| Placed {
        id: row.id,
        series_id: row.series_id,
        episode_id: row.episode_id,
        shape: exposure::Placement {
            span: Span {
                from_ms: row.from_ms.into(),
                to_ms: row.to_ms.into(),
            },
            area: u16::try_from(row.area).unwrap_or(0),
            spoken: row.spoken,
        },
    });
    Ok(placed.collect())
}

/// By placement and territory; none as placement is the deal as a whole.
type Lines = BTreeMap<(Option<Uuid>, String), Line>;

/// A viewer's reports, and which play is of which episode, began on which day, and was told from where.
#[derive(Default)]
struct Viewer {
    reports: Vec<Report>,
    plays: HashMap<(Uuid, Uuid), Play>,
}

struct Play {
    number: u128,
    day: NaiveDate,
    territory: String,
}

/// What was seen in the plays that began on a day. All that these viewers' players told is read, from the day before to
/// the day after: one pair of eyes watches one thing at a time.
async fn watched(
    db: &mut PgConnection,
    deal: &Agreed,
    placed: &[Placed],
    day: NaiveDate,
    home: &str,
) -> AppResult<Lines> {
    let mut lines = Lines::new();
    let episodes: Vec<Uuid> = placed.iter().map(|one| one.episode_id).collect();
    if episodes.is_empty() {
        return Ok(lines);
    }
    let mut rows = sqlx::query!(
        r#"select e.viewer_key, e.type = 'play' as "began!", e.day, e.at, e.play_id as "play_id!", e.episode_id as "episode_id!",
               coalesce(e.territory, $6) as "territory!", e.body -> 'intervals' as "told: Value",
               e.body -> 'hidden' is not distinct from 'true'::jsonb as "hidden!"
           from events e
           where e.house_id = $1 and e.type in ('play', 'heartbeat') and e.day between $2 and $3
             and e.play_id is not null and e.episode_id is not null
             and e.viewer_key in (select viewer_key from events where house_id = $1 and type = 'heartbeat' and day between $4 and $3
                 and episode_id = any ($5))
           order by e.viewer_key, e.at, e.id"#,
        deal.house_id,
        day - Days::new(1),
        day + Days::new(1),
        day,
        &episodes,
        home
    )
    .fetch(db);
    let (mut whose, mut viewer) = (None, Viewer::default());
    while let Some(row) = rows.try_next().await? {
        if whose != Some(row.viewer_key) {
            add(&mut lines, deal, placed, day, &std::mem::take(&mut viewer));
            whose = Some(row.viewer_key);
        }
        let next = viewer.plays.len() as u128;
        // Players name their plays themselves: the same name of another episode is another play.
        let play = viewer
            .plays
            .entry((row.play_id, row.episode_id))
            .or_insert(Play {
                number: next,
                day: row.day,
                territory: row.territory,
            });
        let spans = row.told.as_ref().map(spans).unwrap_or_default();
        viewer.reports.push(Report {
            at_ms: row.at.timestamp_millis(),
            play: play.number,
            told: match (row.began, row.hidden) {
                (true, _) => Told::Began,
                (false, true) => Told::Hidden(spans),
                (false, false) => Told::Watched(spans),
            },
        });
    }
    add(&mut lines, deal, placed, day, &viewer);
    Ok(lines)
}

/// Adds what one viewer saw.
fn add(lines: &mut Lines, deal: &Agreed, placed: &[Placed], day: NaiveDate, viewer: &Viewer) {
    let passes = exposure::passes(&viewer.reports);
    for place in placed {
        let mut own: BTreeMap<&str, Vec<u128>> = BTreeMap::new();
        for ((_, episode_id), play) in &viewer.plays {
            if *episode_id == place.episode_id && play.day == day {
                own.entry(&play.territory).or_default().push(play.number);
            }
        }
        for (territory, plays) in own {
            let of = passes.iter().filter(|pass| plays.contains(&pass.play));
            let seen: Seen = exposure::seen(&deal.terms, &place.shape, territory, of);
            if seen.exposures == 0 {
                continue;
            }
            let line = lines
                .entry((Some(place.id), territory.to_owned()))
                .or_default();
            line.exposures += u64::from(seen.exposures);
            line.billable += u64::from(seen.billable);
            line.counted_ms += seen.counted_ms;
        }
    }
}

/// The pairs `[from, to]` of a heartbeat that are numbers; what makes no sense is dropped where it is counted.
fn spans(told: &Value) -> Vec<Span> {
    let pair = |pair: &Value| {
        Some(Span {
            from_ms: pair.get(0)?.as_i64()?,
            to_ms: pair.get(1)?.as_i64()?,
        })
    };
    told.as_array()
        .into_iter()
        .flatten()
        .filter_map(pair)
        .collect()
}

fn flat(deal: &Agreed, day: NaiveDate) -> AppResult<Amount> {
    let number = |until: NaiveDate| u32::try_from((until - deal.starts_on).num_days());
    let (Ok(number), Ok(last)) = (number(day), number(deal.ends_on)) else {
        return Err(wrong(exposure::Error::NotOfTheDeal));
    };
    exposure::flat_of_day(deal.flat, number, last + 1).map_err(wrong)
}

/// The day's part of the flat fee goes to the placements alike, and to no series when there are none.
fn share_flat(lines: &mut Lines, placed: &[Placed], flat: Amount, home: &str) -> AppResult<()> {
    if flat.is_zero() {
        return Ok(());
    }
    let whose: Vec<Option<Uuid>> = match placed {
        [] => vec![None],
        some => some.iter().map(|one| Some(one.id)).collect(),
    };
    let parts =
        money::allocate(flat, &vec![1; whose.len()], Allocation::Running).map_err(refused)?;
    for (whose, part) in whose.into_iter().zip(parts) {
        if part.minor > 0 {
            lines.entry((whose, home.to_owned())).or_default().flat += part.minor;
        }
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn wrong(error: exposure::Error) -> AppError {
    AppError::internal(anyhow::anyhow!("a deal cannot be billed: {error}"))
}
