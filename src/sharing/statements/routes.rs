//! Statements over HTTP: for operators, and for the accounts of payees.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use money::Amount;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::payouts::{self, PayoutView};
use super::super::{Period, payees};
use super::view::{StatementView, view};
use super::{StatementSummary, Wanted, csv, list, print, published};
use crate::app::App;
use crate::audit;
use crate::books::money::{Money, currency};
use crate::catalog::language::Language;
use crate::documents;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::houses::CurrentHouse;
use crate::people::Role;
use crate::people::policy::{Member, Operator};

#[derive(Serialize, ToSchema)]
pub struct Statements {
    /// The newest month first, at most five hundred.
    pub items: Vec<StatementSummary>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StatementsWanted {
    /// Only of this month, as `2026-11`.
    period: Option<String>,
    /// Only of this payee.
    payee_id: Option<Uuid>,
}

/// The month to close.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClosePeriod {
    #[schema(example = "2026-11")]
    pub period: String,
}

/// What closing did.
#[derive(Serialize, ToSchema)]
pub struct PeriodClosed {
    pub period: String,
    /// New statements, and new versions of statements where something turned out otherwise.
    pub made: Vec<StatementSummary>,
    /// Statements that already said the same.
    pub unchanged: usize,
}

/// What a payee's account sees.
#[derive(Serialize, ToSchema)]
pub struct OwnFigures {
    pub payees: Vec<OwnPayee>,
}

#[derive(Serialize, ToSchema)]
pub struct OwnPayee {
    pub id: Uuid,
    pub code: String,
    pub name: String,
    pub currency: String,
    /// Owed to the payee now.
    pub owed: Money,
    /// Owed by the payee, after corrections of what was paid out already.
    pub owes: Money,
    /// Earned since the beginning, all corrections in.
    pub earned: Money,
    /// Earned this month (UTC), as far as it is shared out.
    pub earned_this_month: Money,
    pub threshold: Money,
    pub hold_days: i32,
    pub withholding: String,
    pub contracts: Vec<OwnContract>,
    pub statements: Vec<StatementSummary>,
    pub payouts: Vec<PayoutView>,
}

/// A contract that names the payee.
#[derive(Serialize, ToSchema)]
pub struct OwnContract {
    pub series_title: String,
    pub version: i32,
    pub valid_from: chrono::NaiveDate,
    /// The deal in TOML.
    pub text: String,
    pub created_at: DateTime<Utc>,
}

/// List statements.
#[utoipa::path(get, operation_id = "list_statements", path = "/api/v1/desk/statements", tag = "sharing", params(StatementsWanted),
    responses((status = 200, body = Statements), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn all(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(wanted): Query<StatementsWanted>,
) -> AppResult<Json<Statements>> {
    let wanted = Wanted {
        period: wanted.period.as_deref().map(Period::read).transpose()?,
        payee_id: wanted.payee_id,
        ..Wanted::default()
    };
    Ok(Json(Statements {
        items: list(&app, operator.house_id, wanted).await?,
    }))
}

/// Close a month: share out what there is and make the statements. Closing it again makes further versions only where
/// something turned out otherwise.
#[utoipa::path(post, operation_id = "close_period", path = "/api/v1/desk/statements/close", tag = "sharing", request_body = ClosePeriod,
    responses((status = 200, body = PeriodClosed), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn close(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(wanted): Json<ClosePeriod>,
) -> AppResult<Json<PeriodClosed>> {
    let period = Period::read(&wanted.period)?;
    let closed = super::close::close(&app, operator.house_id, period).await?;
    let detail = json!({"period": period.to_string(), "made": closed.made.len(), "unchanged": closed.unchanged});
    audit::note(
        &app.db,
        &app,
        &operator,
        "statements.closed",
        "house",
        operator.house_id,
        detail,
    )
    .await?;
    let mut made = Vec::with_capacity(closed.made.len());
    for id in &closed.made {
        made.extend(
            list(
                &app,
                operator.house_id,
                Wanted {
                    id: Some(*id),
                    ..Wanted::default()
                },
            )
            .await?,
        );
    }
    Ok(Json(PeriodClosed {
        period: period.to_string(),
        made,
        unchanged: closed.unchanged,
    }))
}

/// Show a statement to its payee's account or an operator. With `.json` behind the id: the proof, from which
/// `recompute-statement.py` computes every cent again; with `.csv`: the lines one by one; with `.pdf`: for printing.
#[utoipa::path(get, operation_id = "show_statement", path = "/api/v1/statements/{id}", tag = "sharing",
    params(("id" = String, Path, description = "The statement's id; with `.json`, `.csv` or `.pdf` behind it as a file.")),
    responses((status = 200, body = StatementView), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    Member(person): Member,
    Language(language): Language,
    Path(file): Path<String>,
) -> AppResult<Response> {
    let (id, ending) = file
        .split_once('.')
        .map_or((file.as_str(), None), |(id, ending)| (id, Some(ending)));
    let id: Uuid = id
        .parse()
        .map_err(|_| super::super::not_found("statement"))?;
    // Somebody else's statement is as little there as one that does not exist.
    let person_id = (person.role != Role::Operator).then_some(person.id);
    let (summary, proof) = published(&app, person.house_id, id, person_id).await?;
    let name = format!(
        "{}-{}-v{}",
        summary.period, summary.payee_code, summary.version
    );
    let read = || {
        serde_json::from_str::<Value>(&proof)
            .map_err(|error| AppError::internal(anyhow::Error::from(error)))
    };
    match ending {
        None => {
            let private = [(header::CACHE_CONTROL, "private, no-store")];
            Ok((private, Json(view(summary, &read()?)?)).into_response())
        }
        Some("json") => Ok(download(&name, "json", "application/json", proof)),
        Some("csv") => Ok(download(
            &name,
            "csv",
            "text/csv; charset=utf-8",
            csv::rows(&read()?),
        )),
        Some("pdf") => {
            let view = view(summary, &read()?)?;
            let issuer = (house.name.as_str(), house.territory.as_str());
            let document = print::document(&view, issuer, &language)?;
            documents::answer(&app.config, document, &name).await
        }
        Some(_) => Err(AppError::not_found(
            "format_unknown",
            "There is no such form of a statement.",
            "Ask for it with .json, .csv or .pdf, or with nothing behind the id.",
        )),
    }
}

/// The program that computes a statement again from its proof, as it is shipped.
const RECOMPUTE: &str = include_str!("../../../scripts/recompute-statement.py");

/// Load the program that computes a statement again from its proof: Python, and nothing else.
#[utoipa::path(get, operation_id = "recompute_statement", path = "/api/v1/recompute-statement.py", tag = "sharing",
    responses((status = 200, body = String, content_type = "text/x-python")))]
pub async fn recompute() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/x-python; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"recompute-statement.py\"",
        ),
        // Another release may bring another one.
        (header::CACHE_CONTROL, "no-cache"),
    ];
    (headers, RECOMPUTE).into_response()
}

/// A file to be kept.
pub(crate) fn download(
    name: &str,
    ending: &str,
    mime: &'static str,
    body: impl Into<axum::body::Body>,
) -> Response {
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    let headers = [
        (header::CONTENT_TYPE, mime.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, body.into()).into_response()
}

/// Show an account what it is owed as a payee, with its contracts, statements and payouts.
#[utoipa::path(get, operation_id = "show_own_figures", path = "/api/v1/payee", tag = "sharing",
    responses((status = 200, body = OwnFigures), (status = 401, body = ErrorBody)))]
pub async fn own(State(app): State<App>, Member(person): Member) -> AppResult<Json<OwnFigures>> {
    let house_id = person.house_id;
    let mut found = Vec::new();
    for payee in payees::load(&app, house_id, None, Some(person.id)).await? {
        let unit = currency(&payee.currency)?;
        let money = |minor| Money::from(Amount::new(minor, unit));
        let earned = sqlx::query!(
            r#"select coalesce(sum(amount), 0)::bigint as "all!", coalesce(sum(amount) filter (where period = $2), 0)::bigint as "now!"
               from share_postings where payee_id = $1"#,
            payee.id,
            Period::of(app.clock.now()).first()
        )
        .fetch_one(&app.db)
        .await?;
        let contracts = sqlx::query_as!(
            OwnContract,
            r#"select series_title, version, valid_from, text, created_at from share_contracts c
               where house_id = $1 and exists (select from jsonb_each_text(c.payees) named where named.value = $2)
               order by series_title, version desc limit 500"#,
            house_id,
            payee.id.to_string()
        )
        .fetch_all(&app.db)
        .await?;
        let wanted = Wanted {
            payee_id: Some(payee.id),
            ..Wanted::default()
        };
        found.push(OwnPayee {
            earned: money(earned.all),
            earned_this_month: money(earned.now),
            statements: list(&app, house_id, wanted).await?,
            payouts: payouts::list(
                &app,
                house_id,
                payouts::Wanted {
                    payee_id: Some(payee.id),
                    ..Default::default()
                },
            )
            .await?,
            contracts,
            id: payee.id,
            code: payee.code,
            name: payee.name,
            currency: payee.currency,
            owed: payee.owed,
            owes: payee.owes,
            threshold: payee.threshold,
            hold_days: payee.hold_days,
            withholding: payee.withholding,
        });
    }
    Ok(Json(OwnFigures { payees: found }))
}
