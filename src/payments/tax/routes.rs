//! The tax report and the rates, as operators see them.

use axum::extract::State;
use chrono::{NaiveDate, NaiveTime};
use money::Fraction;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::report::{TaxLine, report};
use crate::app::App;
use crate::audit;
use crate::books::money::refused;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Query};
use crate::houses::is_territory;
use crate::people::policy::Operator;

const RATES_MAX: usize = 1_000;
/// Days of which a report or a rate may speak.
const FIRST_YEAR: i32 = 2000;
const LAST_YEAR: i32 = 2200;

/// Days, the last one not counted.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Days {
    from: NaiveDate,
    to: NaiveDate,
}

fn known(day: NaiveDate) -> bool {
    use chrono::Datelike;
    (FIRST_YEAR..=LAST_YEAR).contains(&day.year())
}

/// Report tax by territory and rate, for days in UTC from `from` to before `to`.
#[utoipa::path(get, operation_id = "desk_tax", path = "/api/v1/desk/tax", tag = "desk", params(Days), responses((status = 200, body = Vec<TaxLine>), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(days): Query<Days>,
) -> AppResult<Json<Vec<TaxLine>>> {
    if !known(days.from) || !known(days.to) || days.from >= days.to {
        return Err(AppError::bad_request(
            "days_invalid",
            "A report is from one day to a later one.",
            "Give both as YYYY-MM-DD.",
        ));
    }
    let moment = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
    Ok(Json(
        report(&app, operator.house_id, moment(days.from), moment(days.to)).await?,
    ))
}

/// What tax is due where, from which day to which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaxRate {
    /// ISO 3166-1 alpha-2
    pub territory: String,
    /// As receipts call it, such as VAT.
    pub name: String,
    /// An exact share: `20%`, `8.875%`, `1/6`.
    #[schema(example = "20 %")]
    pub rate: String,
    /// Whether prices in the book hold it already.
    pub inclusive: bool,
    pub from_day: NaiveDate,
    /// The first day on which it does not hold any more.
    #[serde(default)]
    pub until_day: Option<NaiveDate>,
}

/// List the rates of the house.
#[utoipa::path(get, operation_id = "desk_tax_rates", path = "/api/v1/desk/tax-rates", tag = "desk", responses((status = 200, body = Vec<TaxRate>), (status = 403, body = ErrorBody)))]
pub async fn rates(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Vec<TaxRate>>> {
    Ok(Json(all(&app, operator.house_id).await?))
}

async fn all(app: &App, house_id: Uuid) -> AppResult<Vec<TaxRate>> {
    Ok(sqlx::query_as!(
        TaxRate,
        "select territory, name, rate, inclusive, from_day, until_day from tax_rates
         where house_id = $1 order by territory, from_day, id",
        house_id
    )
    .fetch_all(&app.db)
    .await?)
}

/// Replace the rates of the house. Sales that were made keep what was decided.
#[utoipa::path(put, operation_id = "desk_change_tax_rates", path = "/api/v1/desk/tax-rates", tag = "desk", request_body = Vec<TaxRate>, responses((status = 200, body = Vec<TaxRate>), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn change_rates(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(wanted): Json<Vec<TaxRate>>,
) -> AppResult<Json<Vec<TaxRate>>> {
    let wanted = checked(wanted)?;
    let before = all(&app, operator.house_id).await?;
    let mut transaction = app.db.begin().await?;
    sqlx::query!(
        "delete from tax_rates where house_id = $1",
        operator.house_id
    )
    .execute(&mut *transaction)
    .await?;
    for rate in &wanted {
        sqlx::query!(
            "insert into tax_rates (id, house_id, territory, name, rate, inclusive, from_day, until_day)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
            app.random.id(),
            operator.house_id,
            rate.territory,
            rate.name,
            rate.rate,
            rate.inclusive,
            rate.from_day,
            rate.until_day
        )
        .execute(&mut *transaction)
        .await?;
    }
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "tax_rates.changed",
        "house",
        operator.house_id,
        serde_json::json!({"before": before, "after": wanted}),
    )
    .await?;
    transaction.commit().await?;
    rates(State(app), Operator(operator)).await
}

/// Rates in one spelling, no two of a territory on one day.
fn checked(mut rates: Vec<TaxRate>) -> AppResult<Vec<TaxRate>> {
    if rates.len() > RATES_MAX {
        return wrong(&format!("There may be {RATES_MAX} rates."));
    }
    for rate in &mut rates {
        if !is_territory(&rate.territory) {
            return wrong("A territory is not two capital letters.");
        }
        rate.name = rate.name.trim().to_owned();
        if rate.name.is_empty() || rate.name.chars().count() > 60 {
            return wrong("A name is 1 to 60 letters.");
        }
        let exact: Fraction = rate.rate.trim().parse().map_err(refused)?;
        if !exact.at_most_one() {
            return wrong("A rate is above the whole price.");
        }
        rate.rate = exact.to_string();
        let ends = rate.until_day.unwrap_or(NaiveDate::MAX);
        if !known(rate.from_day)
            || rate.until_day.is_some_and(|day| !known(day))
            || ends <= rate.from_day
        {
            return wrong("A rate ends after the day on which it begins.");
        }
    }
    rates.sort_by(|a, b| (&a.territory, a.from_day).cmp(&(&b.territory, b.from_day)));
    let overlap = rates.windows(2).any(|pair| {
        pair[0].territory == pair[1].territory
            && pair[0]
                .until_day
                .is_none_or(|until| until > pair[1].from_day)
    });
    if overlap {
        return wrong("Two rates of one territory hold on the same day.");
    }
    Ok(rates)
}

fn wrong<T>(why: &str) -> AppResult<T> {
    Err(AppError::bad_request(
        "tax_rates_invalid",
        why,
        "Correct it and save again; nothing was changed.",
    ))
}
