//! What is free to sell, as a buyer's systems read it: MovieLabs Avails, as a workbook or as XML.

use std::collections::HashMap;

use ::avails::offer;
use ::avails::{Column, Purpose, Row, check, workbook, xml};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use rights::{Avail, Standing, Territory, TitleId, Window};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::imports::apart;
use super::{host, ratings};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Path, Query};
use crate::houses::CurrentHouse;
use crate::people::policy::Operator;
use crate::rights::block::moment;
use crate::rights::book::{self, HouseRights};
use crate::rights::not_found;

/// The most rows of one file. A series that is free everywhere has some 1,700: territories times kinds of media.
const ROWS_MAX: usize = 400_000;
pub(super) const WORKBOOK: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Kinds of media that avails have a licence for.
const LICENCES: usize = 7;

/// Of which series.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AvailsQuery {
    /// All of the house when left out.
    series_id: Option<Uuid>,
    /// What is free to be licensed to one alone, marked `Exclusive`.
    #[serde(default)]
    exclusive: bool,
}

/// A title of the house, as far as a row of avails speaks of it.
struct Title {
    series: Uuid,
    slug: String,
    name: String,
    /// What its series is called.
    series_name: String,
    /// The age from which on it is for, or `all`.
    age: String,
    /// Of an episode.
    number: Option<i32>,
    /// Of the series.
    eidr: Option<String>,
    milliseconds: i64,
}

/// Write what is free to sell from now on: `avails.xlsx` (workbook 1.9) or `avails.xml` (2.7). One row for each series, kind of
/// media, territory and window; episodes stand apart only where they are free otherwise than their series.
#[utoipa::path(get, operation_id = "export_avails", path = "/api/v1/desk/rights/avails/{file}", tag = "rights",
    params(("file" = String, Path, description = "`avails.xlsx` or `avails.xml`"), AvailsQuery),
    responses((status = 200, content_type = "application/octet-stream", body = Vec<u8>), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn export(
    State(app): State<App>,
    Operator(operator): Operator,
    CurrentHouse(house): CurrentHouse,
    Path(file): Path<String>,
    Query(query): Query<AvailsQuery>,
) -> AppResult<Response> {
    if !matches!(&*file, "avails.xlsx" | "avails.xml") {
        return Err(not_found("file"));
    }
    let mut db = app.db.acquire().await?;
    let rights = book::read(&mut db, operator.house_id, &[], &[]).await?;
    let titles = titles(&mut db, operator.house_id).await?;
    let asked = Asked {
        rights,
        titles,
        series: query.series_id,
        now: app.clock.now(),
        exclusive: query.exclusive,
        host: host::of(&app, operator.house_id).await?,
        house: house.name.clone(),
        workbook: file == "avails.xlsx",
    };
    let (kind, bytes) = apart(move || asked.written()).await??;
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

/// Everything that a file is made of: some hundred thousand rows, written apart from the threads that answer requests.
struct Asked {
    rights: HouseRights,
    titles: HashMap<Uuid, Title>,
    series: Option<Uuid>,
    exclusive: bool,
    now: DateTime<Utc>,
    host: String,
    house: String,
    workbook: bool,
}

impl Asked {
    /// The type and the bytes of the file.
    fn written(&self) -> AppResult<(&'static str, Vec<u8>)> {
        let wanted = |title: &&Title| self.series.is_none_or(|id| id == title.series);
        let by_number: HashMap<TitleId, &Title> = self
            .rights
            .catalogue
            .titles
            .iter()
            .filter_map(|(id, title)| Some((*title, self.titles.get(id).filter(wanted)?)))
            .collect();
        let now = moment(self.now);
        let window = Window::new(now, Window::OPEN.end()).map_err(AppError::internal)?;
        let standing = if self.exclusive {
            Standing::SellExclusive
        } else {
            Standing::Sell
        };
        let mut free = self.rights.book.avails(standing, window, now);
        for avail in &mut free {
            told(avail, &by_number, &self.rights.catalogue.titles);
        }
        free.retain(|avail| !avail.titles.is_empty());
        let most: usize = free
            .iter()
            .map(|avail| {
                let parts = avail.times.iter().flat_map(|(_, area)| area.rows());
                let places: usize = parts
                    .map(|part| Territory::of_set(part.territories).count())
                    .sum();
                avail.titles.len() * places * LICENCES
            })
            .sum();
        if most > ROWS_MAX {
            return Err(AppError::conflict(
                "avails_too_large",
                format!("That would be some {most} rows; a file holds {ROWS_MAX}."),
                "Take the series one by one, with `?series_id=`.",
            ));
        }
        let describe = |title: TitleId| {
            by_number
                .get(&title)
                .map(|title| described(title, &self.host, &self.house))
                .unwrap_or_default()
        };
        let (mut rows, _) =
            offer::rows(self.rights.book.universe(), &free, self.exclusive, describe);
        // What the house owns it owns wherever there ever was a country; a partner is told of those that there are.
        let today = self.now.date_naive().to_string().parse();
        let world = rights::world(today.map_err(AppError::internal)?);
        rows.retain(|row| {
            let territory = Territory::of(row.get(Column::Territory));
            territory.is_ok_and(|one| world.has(one.number()))
        });
        let wrong: Vec<_> = check(&rows, Purpose::Issue)
            .into_iter()
            .filter(|finding| finding.level == ::avails::Level::Error)
            .collect();
        if let Some(first) = wrong.first() {
            return Err(AppError::conflict(
                "avails_incomplete",
                format!("{first} ({} in all)", wrong.len()),
                "Complete what is said of the series, then write the avails again.",
            ));
        }
        if self.workbook {
            let bytes = workbook::write(&rows).map_err(|finding| {
                AppError::conflict("avails_too_large", finding.says, "Take the XML instead.")
            })?;
            return Ok((WORKBOOK, bytes));
        }
        Ok(("application/xml", xml::write(&rows).xml.into_bytes()))
    }
}

/// Leaves out episodes of which their series says the same, and what this house no longer knows.
fn told(avail: &mut Avail, titles: &HashMap<TitleId, &Title>, numbers: &HashMap<Uuid, TitleId>) {
    let all = avail.titles.clone();
    avail.titles.retain(|title| {
        titles.get(title).is_some_and(|one| {
            one.number.is_none()
                || !numbers
                    .get(&one.series)
                    .is_some_and(|series| all.contains(series))
        })
    });
}

async fn titles(db: &mut sqlx::PgConnection, house_id: Uuid) -> AppResult<HashMap<Uuid, Title>> {
    let rows = sqlx::query!(
        r#"select s.id as "id!", s.id as "series!", s.slug as "slug!", s.title as "title!", s.title as "series_title!", s.age_rating as "age!", null::integer as number,
                  (select i.value from title_identifiers i where i.series_id = s.id and i.scheme = 'eidr'
                   order by i.created_at desc, i.value limit 1) as eidr,
                  coalesce((select sum(p.duration_ms) from episodes e join packages p on p.episode_id = e.id where e.series_id = s.id), 0)::bigint as "milliseconds!"
           from series s where s.house_id = $1
           union all
           select e.id, s.id, s.slug, coalesce(e.title, s.title), s.title, s.age_rating, e.number,
                  (select i.value from title_identifiers i where i.series_id = s.id and i.scheme = 'eidr'
                   order by i.created_at desc, i.value limit 1),
                  coalesce((select max(p.duration_ms) from packages p where p.episode_id = e.id), 0)::bigint
           from episodes e join series s on s.id = e.series_id where s.house_id = $1"#,
        house_id
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let title = Title {
                series: row.series,
                slug: row.slug,
                name: row.title,
                series_name: row.series_title,
                age: row.age,
                number: row.number,
                eidr: row.eidr,
                milliseconds: row.milliseconds,
            };
            (row.id, title)
        })
        .collect())
}

/// What rights know nothing of: who offers it, what it is called, how long it runs.
fn described(title: &Title, host: &str, house: &str) -> Row {
    let seconds = title.milliseconds / 1000;
    let series = format!("org:{host}:{}", title.slug);
    let own = match title.number {
        Some(number) => format!("{series}-e{number:02}"),
        None => series.clone(),
    };
    let mut row = Row::default()
        .with(Column::Alid, &format!("md:alid:{own}"))
        .with(Column::EntryType, "Full Extract")
        .with(Column::DisplayName, house)
        .with(Column::SeriesContentId, &format!("md:cid:{series}"))
        .with(Column::FormatProfile, "HD")
        .with(Column::RatingSystem, &format!("org:{host}"))
        .with(Column::RatingValue, &ratings::value(&title.age))
        // What it costs is what the two sides will agree on.
        .with(Column::PriceType, "NA")
        .with(
            Column::TotalRunTime,
            &format!(
                "{:02}:{:02}:{:02}",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60
            ),
        );
    if let Some(eidr) = &title.eidr {
        row = row.with(Column::SeriesId, eidr);
    }
    row = match title.number {
        None => row
            .with(Column::WorkType, "Series")
            .with(Column::SeriesTitleInternalAlias, &title.name),
        Some(number) => row
            .with(Column::WorkType, "Episode")
            .with(Column::EpisodeNumber, &number.to_string())
            .with(Column::EpisodeContentId, &format!("md:cid:{own}"))
            .with(Column::EpisodeTitleInternalAlias, &title.name)
            .with(Column::SeasonContentId, &format!("md:cid:{series}-s1"))
            .with(Column::SeasonNumber, "1")
            .with(Column::SeriesTitleInternalAlias, &title.series_name),
    };
    row
}
