//! What licensors offer this house, on a date: where, by which media, in which languages, at what price.

use std::collections::{BTreeMap, BTreeSet};

use ::avails::{Column, Row};
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json as Kept;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{incoming, kept};
use crate::app::App;
use crate::errors::{AppResult, ErrorBody};
use crate::extract::{Json, Query};
use crate::people::policy::Operator;
use crate::rights::deals::{DealStatus, Standings};

/// The most rows that are shown at once.
const ROWS_SHOWN: i64 = 500;

/// Of what.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct OffersQuery {
    /// Now, when left out.
    at: Option<DateTime<Utc>>,
    /// Such as `Coins`; any when left out.
    media: Option<String>,
    /// BCP 47; any when left out.
    language: Option<String>,
    party_id: Option<Uuid>,
}

/// A title that somebody offers.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferedTitle {
    pub id: Uuid,
    pub party_id: Uuid,
    pub party: String,
    pub alid: String,
    pub name: String,
    pub work_type: String,
    pub episode_number: Option<i32>,
    pub eidr: Option<String>,
    /// The series of this house that it is.
    pub series_id: Option<Uuid>,
    pub series: Option<String>,
    /// How that is known: `eidr`, `own`, `alid`, `cid` or `hand`.
    pub tied_by: Option<String>,
    /// Rows of it, on whatever date.
    pub rows: i64,
    /// Where it is on offer on that date, ISO 3166-1 alpha-2.
    pub territories: Vec<String>,
    /// Kinds of media in which it is on offer on that date.
    pub media: Vec<String>,
}

/// A territory in which something is on offer.
#[derive(Debug, Serialize, ToSchema)]
pub struct OfferedTerritory {
    /// ISO 3166-1 alpha-2
    pub code: String,
    pub titles: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RightsOnOffer {
    /// By name.
    pub titles: Vec<OfferedTitle>,
    pub territories: Vec<OfferedTerritory>,
}

/// Which rows.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RowsQuery {
    title_id: Option<Uuid>,
    /// ISO 3166-1 alpha-2
    territory: Option<String>,
    /// Those whose window is open then; all when left out.
    at: Option<DateTime<Utc>>,
    media: Option<String>,
    language: Option<String>,
    party_id: Option<Uuid>,
}

/// One licence, format, territory and window of a title.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AvailRow)]
pub struct OfferedRow {
    pub id: Uuid,
    pub title_id: Uuid,
    pub title: String,
    pub party_id: Uuid,
    pub party: String,
    pub series_id: Option<Uuid>,
    /// Of an episode that this house has.
    pub episode_id: Option<Uuid>,
    pub avail_id: String,
    /// `VOD · Coin unlock`
    pub licence: String,
    /// Of the media tree; null where avails name no way of showing.
    pub media: Option<String>,
    pub format: String,
    /// As a block of rights has them.
    pub territories: String,
    pub languages: Option<Vec<String>>,
    pub starts: Option<String>,
    pub ends: Option<String>,
    /// Languages that are held back.
    pub held: Vec<String>,
    /// The event that its window waits for.
    pub waits: Option<String>,
    pub approved: bool,
    pub exclusive: bool,
    /// `LicenseFee`, `WSP`, `Tier`, …
    pub price_type: String,
    pub price: String,
    pub currency: String,
    pub contract: String,
    /// The deal that was made from it last, and how it stands.
    pub deal: Option<String>,
    pub deal_status: Option<DealStatus>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AvailRows)]
pub struct OfferedRows {
    pub items: Vec<OfferedRow>,
    /// How many there are; a page shows 500 of them.
    pub total: i64,
}

fn primary(language: Option<String>) -> Option<String> {
    let tag = language.filter(|tag| !tag.trim().is_empty())?;
    let first = tag.trim().split('-').next().unwrap_or_default();
    Some(first.to_lowercase())
}

fn given(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}

/// Show what licensors offer this house on a date.
#[utoipa::path(get, operation_id = "show_rights_on_offer", path = "/api/v1/desk/rights/avails/offers", tag = "rights",
    params(OffersQuery), responses((status = 200, body = RightsOnOffer), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(query): Query<OffersQuery>,
) -> AppResult<Json<RightsOnOffer>> {
    let house_id = operator.house_id;
    let at = moment_of(query.at)?.unwrap_or_else(|| app.clock.now());
    let titles = sqlx::query!(
        r#"select t.id, t.party_id, p.name as party, t.alid, t.name, t.work_type, t.episode_number, t.eidr, t.series_id,
                  s.title as "series?", t.tied_by, (select count(*) from avail_rows r where r.title_id = t.id) as "rows!"
           from avail_titles t join rights_parties p on p.id = t.party_id left join series s on s.id = t.series_id
           where t.house_id = $1 and ($2::uuid is null or t.party_id = $2)
             and exists (select from avail_rows r where r.title_id = t.id)
           order by lower(t.name), t.episode_number nulls first, t.id limit 5000"#,
        house_id,
        query.party_id
    )
    .fetch_all(&app.db)
    .await?;
    let open = sqlx::query!(
        r#"select r.title_id, array_agg(distinct c) as "codes!", array_agg(distinct r.media) filter (where r.media is not null) as media
           from avail_rows r, unnest(r.territories) c
           where r.house_id = $1 and ($2::uuid is null or r.party_id = $2) and r.approved and r.waits is null
             and (r.starts_at is null or r.starts_at <= $3) and (r.ends_at is null or r.ends_at > $3)
             and ($4::text is null or r.media = $4)
             and ($5::text is null or (r.languages is null or $5 = any (r.languages)) and $5 <> all (r.held))
           group by r.title_id"#,
        house_id,
        query.party_id,
        at,
        given(query.media),
        primary(query.language)
    )
    .fetch_all(&app.db)
    .await?;
    let mut open: BTreeMap<Uuid, (Vec<String>, Vec<String>)> = open
        .into_iter()
        .map(|row| (row.title_id, (row.codes, row.media.unwrap_or_default())))
        .collect();
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for (codes, _) in open.values() {
        for code in codes {
            *counts.entry(code.clone()).or_default() += 1;
        }
    }
    let titles = titles.into_iter().map(|row| {
        let (territories, media) = open.remove(&row.id).unwrap_or_default();
        OfferedTitle {
            id: row.id,
            party_id: row.party_id,
            party: row.party,
            alid: row.alid,
            name: row.name,
            work_type: row.work_type,
            episode_number: row.episode_number,
            eidr: row.eidr,
            series_id: row.series_id,
            series: row.series,
            tied_by: row.tied_by,
            rows: row.rows,
            territories,
            media,
        }
    });
    Ok(Json(RightsOnOffer {
        titles: titles.collect(),
        territories: counts
            .into_iter()
            .map(|(code, titles)| OfferedTerritory { code, titles })
            .collect(),
    }))
}

/// List rows of what licensors offer.
#[utoipa::path(get, operation_id = "list_avail_rows", path = "/api/v1/desk/rights/avails/rows", tag = "rights",
    params(RowsQuery), responses((status = 200, body = OfferedRows), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn rows(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(query): Query<RowsQuery>,
) -> AppResult<Json<OfferedRows>> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    let mut db = app.db.acquire().await?;
    let found = sqlx::query!(
        r#"select r.id, r.title_id, t.name, t.episode_number, t.work_type, r.party_id, p.name as party, t.series_id, e.id as "episode_id?",
                  r.cells as "cells: Kept<Row>", r.territories, r.media, r.held, r.starts_at, r.ends_at, r.waits, r.approved,
                  d.name as "deal?", d.status as "deal_status?: DealStatus", d.contract_id as "contract_id?", count(*) over () as "total!"
           from avail_rows r join avail_titles t on t.id = r.title_id join rights_parties p on p.id = r.party_id
           left join episodes e on e.series_id = t.series_id and e.number = t.episode_number
           left join lateral (select d.name, d.status, d.contract_id from rights_deal_avails a join rights_deals d on d.id = a.deal_id
                              where a.row_id = r.id order by d.created_at desc, d.id limit 1) d on true
           where r.house_id = $1 and ($2::uuid is null or r.title_id = $2) and ($3::text is null or $3 = any (r.territories))
             and ($4::timestamptz is null or r.approved and r.waits is null
                  and (r.starts_at is null or r.starts_at <= $4) and (r.ends_at is null or r.ends_at > $4))
             and ($5::text is null or r.media = $5)
             and ($6::text is null or (r.languages is null or $6 = any (r.languages)) and $6 <> all (r.held))
             and ($7::uuid is null or r.party_id = $7)
           order by lower(t.name), t.episode_number nulls first, t.id, r.line, r.id limit $8"#,
        house_id,
        query.title_id,
        given(query.territory),
        moment_of(query.at)?,
        given(query.media),
        primary(query.language),
        query.party_id,
        ROWS_SHOWN
    )
    .fetch_all(&mut *db)
    .await?;
    let total = found.first().map_or(0, |row| row.total);
    let mut statuses = Vec::with_capacity(found.len());
    let mut standings = Standings::default();
    for row in &found {
        statuses.push(match row.deal_status {
            Some(kept) => {
                let of = (kept, row.contract_id);
                Some(standings.of(&mut db, house_id, of, now).await?)
            }
            None => None,
        });
    }
    let items = found.into_iter().zip(statuses).map(|(row, deal_status)| {
        let cells = row.cells.0;
        let cell = |column: Column| cells.get(column).to_owned();
        OfferedRow {
            id: row.id,
            title_id: row.title_id,
            title: match row.episode_number {
                Some(number) => format!("{} {number}", row.name),
                None => row.name,
            },
            party_id: row.party_id,
            party: row.party,
            series_id: row.series_id,
            episode_id: row.episode_id,
            avail_id: cell(Column::AvailId),
            licence: incoming::licence(&cells),
            media: row.media,
            format: cell(Column::FormatProfile),
            territories: words(&row.territories, &cells),
            languages: kept::block_languages(&cells),
            starts: kept::side(cells.get(Column::Start), row.starts_at),
            ends: kept::side(cells.get(Column::End), row.ends_at),
            held: row.held,
            waits: row.waits,
            approved: row.approved,
            exclusive: cells.get(Column::Exclusive) == "TRUE",
            price_type: cell(Column::PriceType),
            price: cell(Column::PriceValue),
            currency: cell(Column::PriceCurrency),
            contract: cell(Column::ContractId),
            deal: row.deal,
            deal_status,
        }
    });
    Ok(Json(OfferedRows {
        items: items.collect(),
        total,
    }))
}

/// Its territories as a contract would say them.
fn words(codes: &[String], row: &Row) -> String {
    if !row.get(Column::Territory).is_empty() {
        return codes.join(", ");
    }
    let excluded: BTreeSet<&str> = row
        .get(Column::TerritoryExclusion)
        .split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .collect();
    if excluded.is_empty() {
        return "World".to_owned();
    }
    let excluded: Vec<&str> = excluded.into_iter().collect();
    format!("World excl. {}", excluded.join(", "))
}

/// A moment that somebody sent, if a contract may be about it.
fn moment_of(at: Option<DateTime<Utc>>) -> AppResult<Option<DateTime<Utc>>> {
    at.map(|at| super::super::day(at.date_naive()).map(|_| at))
        .transpose()
}
