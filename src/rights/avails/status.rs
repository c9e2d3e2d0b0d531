//! What has become of what a licensor offers: told back to them, row by row.

use std::collections::BTreeMap;

use ::avails::xml::{OfferStatus, Progress, Status, Transaction, write_status};
use ::avails::{Column, Row, workbook};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use rights::Moment;
use serde::Deserialize;
use sqlx::PgConnection;
use sqlx::types::Json as Kept;
use utoipa::IntoParams;
use uuid::Uuid;

use super::export::WORKBOOK;
use super::imports::apart;
use super::{incoming, kept};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Path, Query};
use crate::houses::CurrentHouse;
use crate::people::policy::Operator;
use crate::rights::block::moment;
use crate::rights::deals::{DealStatus, Standings};
use crate::rights::{contracts, not_found};

/// Columns that are added to a licensor's own.
const ADDED: [&str; 3] = ["OfferStatus", "OfferStatusDate", "OfferDeal"];

/// To whom.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StatusQuery {
    /// The licensor.
    party_id: Uuid,
}

/// A row and what has become of it.
struct Answered {
    row: Row,
    starts_at: Option<DateTime<Utc>>,
    ends_at: Option<DateTime<Utc>>,
    /// None: nobody has made an offer.
    deal: Option<(String, DealStatus, DateTime<Utc>)>,
}

/// A word for it.
fn word(status: DealStatus) -> &'static str {
    match status {
        DealStatus::Enquiry => "Enquired",
        DealStatus::Offer => "Offered",
        DealStatus::Counter => "Countered",
        DealStatus::Agreed => "Agreed",
        DealStatus::Signed => "Signed",
        DealStatus::Delivered => "Delivered",
        DealStatus::Live => "Live",
        DealStatus::Ended => "Ended",
        DealStatus::Declined => "Declined",
    }
}

/// Report to a licensor what has become of what they offer: `status.xlsx` (their rows with `OfferStatus`), `status.csv`, or
/// `status.xml` (`OfferStatusList` 2.7, of the rows that a deal is about).
#[utoipa::path(get, operation_id = "report_offer_status", path = "/api/v1/desk/rights/avails/status/{file}", tag = "rights",
    params(("file" = String, Path, description = "`status.xlsx`, `status.csv` or `status.xml`"), StatusQuery),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn report(
    State(app): State<App>,
    Operator(operator): Operator,
    CurrentHouse(house): CurrentHouse,
    Path(file): Path<String>,
    Query(query): Query<StatusQuery>,
) -> AppResult<Response> {
    if !matches!(&*file, "status.xlsx" | "status.csv" | "status.xml") {
        return Err(not_found("file"));
    }
    let now = app.clock.now();
    let mut db = app.db.acquire().await?;
    contracts::party(&mut db, operator.house_id, query.party_id).await?;
    let answered = read(&mut db, operator.house_id, query.party_id, now).await?;
    drop(db);
    if answered.is_empty() || file == "status.xml" && answered.iter().all(|one| one.deal.is_none())
    {
        return Err(AppError::conflict(
            "avails_nothing_to_tell",
            "This party has offered nothing that there is anything to tell about.",
            "Apply a file of theirs, and make an offer.",
        ));
    }
    let (which, name) = (file.clone(), house.name.clone());
    let (kind, bytes) = apart(move || match &*which {
        "status.xlsx" => Ok((WORKBOOK, as_workbook(answered)?)),
        "status.csv" => Ok(("text/csv; charset=utf-8", as_csv(&answered)?)),
        _ => {
            let list = as_list(answered, &name);
            Ok((
                "application/xml",
                write_status(&list, moment(now)).into_bytes(),
            ))
        }
    })
    .await?
    .map_err(|error: AppError| error)?;
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// What a party offers now, and what a deal was made from and is offered no more; each with the deal that came last.
async fn read(
    db: &mut PgConnection,
    house_id: Uuid,
    party_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Vec<Answered>> {
    let mut answered = Vec::new();
    let dealt = sqlx::query!(
        r#"select distinct on (a.row_id) a.row_id, a.cells as "cells: Kept<Row>", a.starts_at, a.ends_at, d.name,
                  d.status as "status: DealStatus", d.contract_id, d.updated_at
           from rights_deal_avails a join rights_deals d on d.id = a.deal_id
           where a.house_id = $1 and a.party_id = $2 order by a.row_id, d.created_at desc, d.id"#,
        house_id,
        party_id
    )
    .fetch_all(&mut *db)
    .await?;
    let mut known = Vec::with_capacity(dealt.len());
    let mut standings = Standings::default();
    for row in dealt {
        known.push(row.row_id);
        let of = (row.status, row.contract_id);
        let status = standings.of(db, house_id, of, now).await?;
        answered.push(Answered {
            row: row.cells.0,
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            deal: Some((row.name, status, row.updated_at)),
        });
    }
    let others = sqlx::query!(
        r#"select cells as "cells: Kept<Row>", starts_at, ends_at from avail_rows
           where house_id = $1 and party_id = $2 and id <> all ($3)"#,
        house_id,
        party_id,
        &known
    )
    .fetch_all(&mut *db)
    .await?;
    answered.extend(others.into_iter().map(|row| Answered {
        row: row.cells.0,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        deal: None,
    }));
    let place = |one: &Answered| {
        let cell = |column: Column| one.row.get(column).to_owned();
        (
            cell(Column::Alid),
            cell(Column::Territory),
            cell(Column::LicenseType),
            cell(Column::Start),
            cell(Column::AvailId),
        )
    };
    answered.sort_by_cached_key(place);
    Ok(answered)
}

impl Answered {
    fn added(&self) -> [String; 3] {
        match &self.deal {
            Some((name, status, at)) => [
                word(*status).to_owned(),
                at.format("%Y-%m-%d").to_string(),
                name.clone(),
            ],
            None => ["Open".to_owned(), String::new(), String::new()],
        }
    }
}

fn as_workbook(answered: Vec<Answered>) -> AppResult<Vec<u8>> {
    let rows: Vec<Row> = answered
        .into_iter()
        .map(|one| {
            let added = one.added();
            let mut row = one.row;
            for (name, text) in ADDED.into_iter().zip(added) {
                if text.is_empty() {
                    row.aside.remove(name);
                } else {
                    row.aside.insert(name.to_owned(), text);
                }
            }
            row
        })
        .collect();
    workbook::write(&rows).map_err(|finding| {
        AppError::conflict("avails_too_large", finding.says, "Take the CSV instead.")
    })
}

fn as_csv(answered: &[Answered]) -> AppResult<Vec<u8>> {
    const COLUMNS: [Column; 14] = [
        Column::Alid,
        Column::AvailId,
        Column::Territory,
        Column::TerritoryExclusion,
        Column::LicenseType,
        Column::LicenseRightsDescription,
        Column::FormatProfile,
        Column::AssetLanguage,
        Column::Start,
        Column::End,
        Column::PriceType,
        Column::PriceValue,
        Column::PriceCurrency,
        Column::ContractId,
    ];
    let mut writer = csv::Writer::from_writer(Vec::new());
    let head = ["Title"]
        .into_iter()
        .chain(COLUMNS.map(Column::name))
        .chain(ADDED);
    writer.write_record(head).map_err(AppError::internal)?;
    for one in answered {
        let title = match kept::episode(&one.row) {
            Some(number) => format!("{} {number}", kept::name(&one.row)),
            None => kept::name(&one.row),
        };
        let cells = COLUMNS.map(|column| one.row.get(column).to_owned());
        let line = [title].into_iter().chain(cells).chain(one.added());
        writer
            .write_record(line.map(|text| tame(&text)))
            .map_err(AppError::internal)?;
    }
    writer.into_inner().map_err(|error| {
        AppError::internal(anyhow::anyhow!(
            "a table in memory cannot be written: {error}"
        ))
    })
}

/// No spreadsheet takes it for a formula.
fn tame(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn as_list(answered: Vec<Answered>, house: &str) -> Vec<OfferStatus> {
    let mut list: BTreeMap<String, OfferStatus> = BTreeMap::new();
    for one in answered {
        let Some((name, status, _)) = &one.deal else {
            continue;
        };
        let progress = match status {
            DealStatus::Live => Progress::Live,
            DealStatus::Signed | DealStatus::Delivered => Progress::Ready,
            DealStatus::Declined | DealStatus::Ended => Progress::Issue,
            DealStatus::Enquiry | DealStatus::Offer | DealStatus::Counter | DealStatus::Agreed => {
                Progress::InProcess
            }
        };
        let cell = |column: Column| one.row.get(column).to_owned();
        let alid = cell(Column::Alid);
        let title = list.entry(alid.clone()).or_insert_with(|| OfferStatus {
            alid,
            licensor: cell(Column::DisplayName),
            service_provider: house.to_owned(),
            overall: None,
            transactions: Vec::new(),
        });
        title.transactions.push(Transaction {
            avail_id: cell(Column::AvailId),
            contract_id: cell(Column::ContractId),
            reporting_id: cell(Column::ReportingId),
            license_type: cell(Column::LicenseType),
            territory: cell(Column::Territory),
            status: Status {
                progress,
                start: one.starts_at.map_or(Moment::ALWAYS, moment),
                end: one.ends_at.map_or(Moment::FOREVER, moment),
                languages: kept::block_languages(&one.row).unwrap_or_default(),
                comment: format!(
                    "{}: {name} ({})",
                    word(*status),
                    incoming::licence(&one.row)
                ),
            },
        });
    }
    list.into_values().collect()
}
