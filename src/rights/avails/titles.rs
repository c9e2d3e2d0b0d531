//! Titles that licensors offer, and the series of this house that they are.

use std::collections::{HashMap, HashSet};

use ::avails::{Column, Row};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{host, kept, ratings};
use crate::app::App;
use crate::audit;
use crate::catalog::studio::{NewSeries, SeriesChange, change_series, create_series};
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::rights::{book, not_found};

/// By what a house knows its series.
pub struct Known {
    /// The host of our own identifiers.
    host: String,
    slugs: HashMap<String, Uuid>,
    ids: HashSet<Uuid>,
    identifiers: HashMap<(String, String), Uuid>,
}

impl Known {
    pub async fn read(app: &App, db: &mut PgConnection, house_id: Uuid) -> AppResult<Self> {
        let series = sqlx::query!("select id, slug from series where house_id = $1", house_id)
            .fetch_all(&mut *db)
            .await?;
        let identifiers = sqlx::query!(
            "select scheme, value, series_id from title_identifiers where house_id = $1",
            house_id
        )
        .fetch_all(&mut *db)
        .await?;
        Ok(Self {
            host: host::of(app, house_id).await?,
            ids: series.iter().map(|row| row.id).collect(),
            slugs: series.into_iter().map(|row| (row.slug, row.id)).collect(),
            identifiers: identifiers
                .into_iter()
                .map(|row| ((row.scheme, row.value), row.series_id))
                .collect(),
        })
    }

    /// The series that a row is about, and how that is known: by EIDR, by our own ids, by what the licensor calls it.
    pub fn series_of(&self, row: &Row) -> Option<(Uuid, &'static str)> {
        let by = |scheme: &str, value: Option<String>| {
            let found = self.identifiers.get(&(scheme.to_owned(), value?));
            found.copied()
        };
        let alid = row.get(Column::Alid);
        by("eidr", kept::eidr(row))
            .map(|id| (id, "eidr"))
            .or_else(|| self.own(row).map(|id| (id, "own")))
            .or_else(|| by("alid", Some(alid.to_owned())).map(|id| (id, "alid")))
            .or_else(|| by("cid", kept::content_id(row)).map(|id| (id, "cid")))
    }

    /// Ids that this house gave it: its own, or an identifier as we write them into our avails.
    fn own(&self, row: &Row) -> Option<Uuid> {
        let columns = [
            Column::SeriesAltId,
            Column::RetailerSeriesId,
            Column::AltId,
            Column::RetailerId1,
        ];
        let mut ids = columns
            .iter()
            .filter_map(|column| Uuid::parse_str(row.get(*column)).ok());
        if let Some(id) = ids.find(|id| self.ids.contains(id)) {
            return Some(id);
        }
        let named = |text: &str| {
            let rest = text
                .strip_prefix("md:alid:")
                .or_else(|| text.strip_prefix("md:cid:"))?;
            let slug = rest.strip_prefix("org:")?.strip_prefix(&self.host)?;
            let slug = slug.strip_prefix(':')?;
            // `-e07` of an episode, `-s1` of a season; `secret-empire` is neither.
            let numbered = |mark: &str| {
                let (base, number) = slug.rsplit_once(mark)?;
                let digits = !number.is_empty() && number.bytes().all(|one| one.is_ascii_digit());
                digits.then_some(base)
            };
            let found = self.slugs.get(slug);
            let base = || numbered("-e").or_else(|| numbered("-s"));
            found.or_else(|| self.slugs.get(base()?)).copied()
        };
        named(row.get(Column::Alid)).or_else(|| named(&kept::content_id(row)?))
    }
}

/// The ids of the titles of rows, each with those that are new written down.
pub async fn of_rows(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    party_id: Uuid,
    rows: impl Iterator<Item = &Row>,
) -> AppResult<HashMap<String, Uuid>> {
    let known = Known::read(app, db, house_id).await?;
    let there = sqlx::query!(
        "select id, alid, series_id from avail_titles where house_id = $1 and party_id = $2",
        house_id,
        party_id
    )
    .fetch_all(&mut *db)
    .await?;
    let untied: HashSet<Uuid> = there
        .iter()
        .filter(|row| row.series_id.is_none())
        .map(|row| row.id)
        .collect();
    let mut ids: HashMap<String, Uuid> = there.into_iter().map(|row| (row.alid, row.id)).collect();
    let mut seen = HashSet::new();
    for row in rows {
        let alid = row.get(Column::Alid).to_owned();
        if !seen.insert(alid.clone()) {
            continue;
        }
        let (series, by) = known.series_of(row).unzip();
        if let Some(id) = ids.get(&alid) {
            sqlx::query!(
                "update avail_titles set name = $2, work_type = $3, eidr = coalesce($4, eidr), content_id = coalesce($5, content_id),
                        episode_number = $6, series_id = case when $7 then $8 else series_id end,
                        tied_by = case when $7 then $9 else tied_by end
                 where id = $1 and house_id = $10",
                id,
                kept::name(row),
                row.get(Column::WorkType),
                kept::eidr(row),
                kept::content_id(row),
                kept::episode(row),
                untied.contains(id),
                series,
                by,
                house_id
            )
            .execute(&mut *db)
            .await?;
            continue;
        }
        let id = app.random.id();
        sqlx::query!(
            "insert into avail_titles (id, house_id, party_id, alid, name, work_type, eidr, content_id, episode_number, series_id,
                 tied_by, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            id,
            house_id,
            party_id,
            alid,
            kept::name(row),
            row.get(Column::WorkType),
            kept::eidr(row),
            kept::content_id(row),
            kept::episode(row),
            series,
            by,
            app.clock.now()
        )
        .execute(&mut *db)
        .await?;
        ids.insert(alid, id);
    }
    Ok(ids)
}

/// Which series a title is.
#[derive(Deserialize, ToSchema)]
#[schema(as = AvailTie)]
#[serde(deny_unknown_fields)]
pub struct Tie {
    /// One of this house; null: none, or a new one.
    pub series_id: Option<Uuid>,
    /// It comes into the catalogue as a draft, and is the house's own by no means.
    #[serde(default)]
    pub add: bool,
}

/// Ties a title to a series, and with it those of the same party that are of the same series. What it is called by is kept, so
/// that the next file finds it.
pub async fn tie(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    tie: Tie,
) -> AppResult<()> {
    let house_id = operator.house_id;
    let title = sqlx::query!(
        r#"select t.party_id, t.name, t.alid, t.eidr, t.content_id, t.series_id, t.brought,
                  (select r.cells from avail_rows r where r.title_id = t.id order by r.line limit 1) as "cells: sqlx::types::Json<Row>"
           from avail_titles t where t.id = $1 and t.house_id = $2 for update of t"#,
        id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .ok_or_else(|| not_found("title on offer"))?;
    if title.brought && title.series_id.is_some() {
        return Err(AppError::conflict(
            "avails_title_brought",
            format!("{} came into the catalogue by this offer.", title.name),
            "Delete the draft in the studio if it is not wanted, then choose again.",
        ));
    }
    let series_id = match (tie.series_id, tie.add) {
        (Some(series_id), _) => {
            let known = sqlx::query_scalar!(
                "select id from series where id = $1 and house_id = $2",
                series_id,
                house_id
            )
            .fetch_optional(&mut *db)
            .await?;
            Some(known.ok_or_else(|| not_found("series"))?)
        }
        (None, true) => {
            let language = title.cells.as_ref().and_then(|row| language(&row.0));
            let new = NewSeries {
                title: title.name.clone(),
                synopsis: String::new(),
                language: language.unwrap_or_else(|| "en".to_owned()),
            };
            let series_id = create_series(app, db, house_id, Some(operator.id), &new).await?;
            if let Some(age) = title.cells.as_ref().and_then(|row| ratings::age(&row.0)) {
                let change = SeriesChange {
                    age_rating: Some(age),
                    ..SeriesChange::default()
                };
                change_series(app, db, house_id, series_id, &change).await?;
            }
            Some(series_id)
        }
        (None, false) => None,
    };
    let by = series_id.map(|_| "hand");
    sqlx::query!(
        "update avail_titles set series_id = $2, tied_by = $3, brought = brought or (id = $1 and $4)
         where house_id = $5 and party_id = $6
           and (id = $1 or series_id is not distinct from $9 and (eidr = $7 or content_id = $8))",
        id,
        series_id,
        by,
        tie.add && tie.series_id.is_none(),
        house_id,
        title.party_id,
        title.eidr,
        title.content_id,
        title.series_id
    )
    .execute(&mut *db)
    .await?;
    let called = [
        ("alid", Some(title.alid)),
        ("eidr", title.eidr),
        ("cid", title.content_id),
    ];
    for (scheme, value) in called {
        let Some(value) = value else { continue };
        match series_id {
            Some(series_id) => sqlx::query!(
                "insert into title_identifiers (house_id, scheme, value, series_id, created_at) values ($1, $2, $3, $4, $5)
                 on conflict (house_id, scheme, value) do update set series_id = $4",
                house_id,
                scheme,
                value,
                series_id,
                app.clock.now()
            )
            .execute(&mut *db)
            .await?,
            None => sqlx::query!(
                "delete from title_identifiers where house_id = $1 and scheme = $2 and value = $3",
                house_id,
                scheme,
                value
            )
            .execute(&mut *db)
            .await?,
        };
    }
    book::changed(db, house_id).await?;
    let detail = json!({ "series_id": series_id, "added": tie.add });
    audit::note(
        db,
        app,
        operator,
        "avails.title_tied",
        "avail_title",
        id,
        detail,
    )
    .await
}

/// The language that a new series is written down in: the first that the licensor names.
fn language(row: &Row) -> Option<String> {
    let columns = [Column::AssetLanguage, Column::AllowedLanguages];
    let texts = columns.iter().map(|column| row.get(*column));
    let tag = texts
        .flat_map(|text| text.split([',', ';', ':']))
        .map(str::trim)
        .find(|tag| !tag.is_empty())?;
    crate::language::canonical(tag)
}
