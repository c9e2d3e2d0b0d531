//! Contracts: deals about a series, or about several at once (see [`super::slates`]), version by version.

use std::collections::{BTreeMap, HashMap};

use axum::extract::State;
use axum::http::StatusCode;
use chrono::NaiveDate;
use money::waterfall::{Problem, Waterfall};
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::books::money::currency;
use crate::books::revenue::RevenueKind;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::Person;
use crate::people::policy::Operator;

use super::Held;
use super::shown::{ShareContract, ShareContracts, of_series, one};

/// A new version of the deal.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShareContract {
    pub valid_from: NaiveDate,
    /// The deal in TOML; see the documentation of the waterfall language.
    pub text: String,
}

/// List the versions of a series' contract, and those of slates that it is part of.
#[utoipa::path(get, operation_id = "list_share_contracts", path = "/api/v1/desk/series/{id}/contracts", tag = "sharing",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = ShareContracts), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(series_id): Path<Uuid>,
) -> AppResult<Json<ShareContracts>> {
    series_title(&app, operator.house_id, series_id).await?;
    Ok(Json(ShareContracts {
        items: of_series(&app, operator.house_id, series_id).await?,
    }))
}

/// Add a version of a series' contract. Versions are never edited; one that begins earlier than what was shared already
/// moves those revenue lines, and the differences are posted.
#[utoipa::path(post, operation_id = "add_share_contract", path = "/api/v1/desk/series/{id}/contracts", tag = "sharing",
    params(("id" = Uuid, Path)), request_body = NewShareContract,
    responses((status = 201, body = ShareContract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(series_id): Path<Uuid>,
    Json(new): Json<NewShareContract>,
) -> AppResult<(StatusCode, Json<ShareContract>)> {
    let title = series_title(&app, operator.house_id, series_id).await?;
    let deal = read(&new.text)?;
    if !deal.series.is_empty() {
        return Err(AppError::bad_request(
            "contract_of_slate",
            "This deal is about several series.",
            "Add it under slates, or take `series` out of it.",
        ));
    }
    let subject = Subject::series(series_id, title);
    let id = write(&app, &operator, &subject, &deal, new).await?;
    let made = one(&app, operator.house_id, id).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// What a new contract is about.
pub(super) struct Subject {
    pub series_id: Option<Uuid>,
    pub slate_id: Option<Uuid>,
    /// Of the series, or the name of the slate's deal.
    pub title: String,
    /// The series of a slate, by the words for them.
    pub covers: BTreeMap<String, Uuid>,
    /// What comes in goes to the members through a collection account.
    pub collects: bool,
}

impl Subject {
    pub fn series(series_id: Uuid, title: String) -> Self {
        Self {
            series_id: Some(series_id),
            slate_id: None,
            title,
            covers: BTreeMap::new(),
            collects: false,
        }
    }
}

/// Writes a version down, with its series and who added it; gives its id.
pub(super) async fn write(
    app: &App,
    operator: &Person,
    about: &Subject,
    deal: &Waterfall,
    new: NewShareContract,
) -> AppResult<Uuid> {
    let (held, id) = write_in(app, operator, about, deal, new).await?;
    held.commit().await?;
    Ok(id)
}

/// Writes the first contract about these series, which share what they earn together where there are several. To be committed by
/// whoever has more to write with it.
pub async fn first(
    app: &App,
    operator: &Person,
    series: &[Uuid],
    new: NewShareContract,
) -> AppResult<(Held, Uuid)> {
    let house_id = operator.house_id;
    let deal = read(&new.text)?;
    let subject = match series {
        [one] => Subject::series(*one, series_title(app, house_id, *one).await?),
        _ => Subject {
            series_id: None,
            slate_id: Some(app.random.id()),
            title: deal.name.clone(),
            covers: super::slates::covered(app, house_id, &deal.series, &new.text).await?,
            collects: false,
        },
    };
    let shared = sqlx::query_scalar!(
        "select t.title from share_contract_series s join series t on t.id = s.series_id
         where s.house_id = $1 and s.series_id = any ($2) order by t.title limit 1",
        house_id,
        series
    )
    .fetch_optional(&app.db)
    .await?;
    if let Some(title) = shared {
        return Err(AppError::conflict(
            "contract_about_money_known",
            format!("{title} has a contract about money already."),
            "Add the partner there, in a new version of it.",
        ));
    }
    write_in(app, operator, &subject, &deal, new).await
}

/// Writes the next version of a series' own contract, by which what comes in goes to the members through a collection account. To
/// be committed by whoever has more to write with it.
pub async fn next_collecting(
    app: &App,
    operator: &Person,
    series_id: Uuid,
    new: NewShareContract,
) -> AppResult<(Held, Uuid)> {
    let title = series_title(app, operator.house_id, series_id).await?;
    let deal = read(&new.text)?;
    let about = Subject {
        collects: true,
        ..Subject::series(series_id, title)
    };
    write_in(app, operator, &about, &deal, new).await
}

/// The same, to be committed by whoever has more to write with it.
async fn write_in(
    app: &App,
    operator: &Person,
    about: &Subject,
    deal: &Waterfall,
    new: NewShareContract,
) -> AppResult<(Held, Uuid)> {
    let house_id = operator.house_id;
    let valid_from = super::day(new.valid_from)?;
    super::payees::ensure_house(app, house_id).await?;
    let payees = payees_of(app, house_id, deal, &new.text).await?;
    // One at a time, so that two who add a version get two numbers.
    let mut held = super::hold(app, house_id).await?;
    let id = app.random.id();
    let digest = digest(&new.text);
    let version = sqlx::query_scalar!(
        "insert into share_contracts (id, house_id, series_id, slate_id, covers, series_title, version, valid_from, text, digest,
             currency, payees, created_by, created_at, collects)
         select $1, $2, $3, $4, $5, $6, coalesce(max(version), 0) + 1, $7, $8, $9, $10, $11, $12, $13, $14
         from share_contracts where house_id = $2 and coalesce(slate_id, series_id) = coalesce($4::uuid, $3::uuid) returning version",
        id,
        house_id,
        about.series_id,
        about.slate_id,
        json!(about.covers),
        about.title,
        valid_from,
        new.text,
        digest,
        deal.currency.code(),
        json!(payees),
        operator.id,
        app.clock.now(),
        about.collects
    )
    .fetch_one(&mut *held.transaction)
    .await?;
    let mut series: Vec<Uuid> = about.covers.values().copied().collect();
    series.extend(about.series_id);
    sqlx::query!(
        "insert into share_contract_series (contract_id, series_id, house_id) select $1, s, $3 from unnest($2::uuid[]) as s",
        id,
        &series,
        house_id
    )
    .execute(&mut *held.transaction)
    .await?;
    let detail = json!({"series": about.series_id, "slate": about.slate_id, "covers": about.covers, "version": version,
        "valid_from": valid_from, "digest": digest});
    audit::note(
        &mut *held.transaction,
        app,
        operator,
        "contract.added",
        "contract",
        id,
        detail,
    )
    .await?;
    Ok((held, id))
}

/// The title of a series of the house.
pub async fn series_title(app: &App, house_id: Uuid, series_id: Uuid) -> AppResult<String> {
    sqlx::query_scalar!(
        "select title from series where id = $1 and house_id = $2",
        series_id,
        house_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(|| {
        AppError::not_found(
            "series_not_found",
            "There is no such series in this house.",
            "Look for it in the list of series.",
        )
    })
}

/// Reads a deal whose sources, if it names any, are kinds of revenue, parts of the world, or the series of its slate.
pub(super) fn read(text: &str) -> AppResult<Waterfall> {
    let deal = Waterfall::read(text).map_err(refused)?;
    let kind = |id: &str| RevenueKind::ALL.iter().any(|kind| kind.as_str() == id);
    let by_series = deal
        .sources
        .first()
        .is_some_and(|source| deal.series.contains(&source.id));
    if deal.is_by_territory() {
        return Ok(deal);
    }
    let known = |id: &str| {
        if by_series {
            deal.series.iter().any(|series| series == id)
        } else {
            kind(id)
        }
    };
    match deal.sources.iter().find(|source| !known(&source.id)) {
        None => Ok(deal),
        Some(source) if by_series => Err(AppError::bad_request(
            "contract_source_unknown",
            format!(
                "Line {}: `{}` is no series of this slate.",
                line_of(text, &source.id),
                source.id
            ),
            "Name the sources after the series of the slate, or all of them after kinds of revenue.",
        )),
        Some(source) => {
            let kinds: Vec<&str> = RevenueKind::ALL.iter().map(|kind| kind.as_str()).collect();
            Err(AppError::bad_request(
                "contract_source_unknown",
                format!(
                    "Line {}: `{}` is no kind of revenue.",
                    line_of(text, &source.id),
                    source.id
                ),
                format!(
                    "Name the sources after kinds of revenue: {}.",
                    kinds.join(", ")
                ),
            ))
        }
    }
}

pub(super) fn refused(problem: Problem) -> AppError {
    let key = if problem.key.is_empty() {
        String::new()
    } else {
        format!(", `{}`", problem.key)
    };
    AppError::bad_request(
        problem.code,
        format!("Line {}{key}: {}.", problem.line, problem.message),
        problem.remedy,
    )
}

/// The line on which a name stands in quotes for the first time.
pub(super) fn line_of(text: &str, name: &str) -> usize {
    let quoted = format!("\"{name}\"");
    text.lines()
        .position(|line| line.contains(&quoted))
        .map_or(1, |at| at + 1)
}

/// The payees that a deal names, by code; each must be known and have the deal's currency.
async fn payees_of(
    app: &App,
    house_id: Uuid,
    deal: &Waterfall,
    text: &str,
) -> AppResult<HashMap<String, Uuid>> {
    let rows = sqlx::query!(
        "select id, code, kind, currency from payees where house_id = $1 and code = any($2)",
        house_id,
        &deal.payees
    )
    .fetch_all(&app.db)
    .await?;
    for code in &deal.payees {
        let line = line_of(text, code);
        match rows.iter().find(|row| row.code == *code) {
            None => {
                return Err(AppError::bad_request(
                    "contract_payee_unknown",
                    format!("Line {line}: there is no payee `{code}` in this house."),
                    "Add the payee first, or correct the name.",
                ));
            }
            Some(row) if row.kind != "house" && row.currency != deal.currency.code() => {
                return Err(AppError::bad_request(
                    "contract_currency_differs",
                    format!(
                        "Line {line}: `{code}` is paid in {}, and the contract is in {}.",
                        row.currency, deal.currency
                    ),
                    "Write the contract in the payee's currency, or add the payee again in the other one.",
                ));
            }
            Some(_) => {}
        }
    }
    Ok(rows.into_iter().map(|row| (row.code, row.id)).collect())
}

/// SHA-256 of a text, hexadecimal.
pub(super) fn digest(text: &str) -> String {
    use std::fmt::Write as _;
    let mut written = String::with_capacity(64);
    for byte in Sha256::digest(text.as_bytes()) {
        write!(written, "{byte:02x}").expect("a text can always grow");
    }
    written
}

/// A contract as accruals and statements need it.
pub(super) struct Terms {
    pub id: Uuid,
    /// None: about the series of a slate.
    pub series_id: Option<Uuid>,
    /// Of the series, or the name of the slate's deal.
    pub series_title: String,
    /// The series of a slate, by the words for them.
    pub covers: BTreeMap<String, Uuid>,
    pub version: i32,
    pub valid_from: NaiveDate,
    pub text: String,
    pub digest: String,
    pub deal: Waterfall,
    /// By code.
    pub payees: HashMap<String, Uuid>,
    /// The series through whose collection account the shares go.
    pub collects_for: Option<Uuid>,
}

impl Terms {
    /// The contract's source that a kind of revenue of a series comes from: the territory's in a deal that parts its
    /// sources so, the series' own in a slate that names its series as sources, else the kind's. Nothing where the
    /// contract does not have it.
    pub fn source(
        &self,
        kind: &str,
        series_id: Option<Uuid>,
        territory: &str,
    ) -> Option<Option<String>> {
        if self.deal.sources.is_empty() {
            return Some(None);
        }
        if let Some(source) = self.deal.source_in(territory) {
            return Some(Some(source.id.clone()));
        }
        let series = self.covers.iter().find(|(_, id)| Some(**id) == series_id);
        let names = series.map(|(word, _)| word.as_str());
        let found = names.into_iter().chain([kind]).find_map(|name| {
            let source = self.deal.sources.iter().find(|source| source.id == name);
            source.map(|source| source.id.clone())
        });
        found.map(Some)
    }
}

/// The contracts with these ids.
pub(super) async fn terms(
    app: &App,
    house_id: Uuid,
    ids: &[Uuid],
) -> AppResult<HashMap<Uuid, Terms>> {
    let rows = sqlx::query!(
        "select id, series_id, covers, series_title, version, valid_from, text, digest, currency, payees, collects
         from share_contracts where house_id = $1 and id = any($2)",
        house_id,
        ids
    )
    .fetch_all(&app.db)
    .await?;
    rows.into_iter()
        .map(|row| {
            currency(&row.currency)?;
            let terms = Terms {
                id: row.id,
                series_id: row.series_id,
                covers: serde_json::from_value(row.covers).map_err(anyhow::Error::from)?,
                series_title: row.series_title,
                version: row.version,
                valid_from: row.valid_from,
                deal: Waterfall::read(&row.text).map_err(refused)?,
                text: row.text,
                digest: row.digest,
                payees: serde_json::from_value(row.payees).map_err(anyhow::Error::from)?,
                collects_for: row.series_id.filter(|_| row.collects),
            };
            Ok((terms.id, terms))
        })
        .collect()
}
