//! Rates of exchange, stated by an operator with their source and day.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Days, NaiveDate, Utc};
use money::exchange::Conversion;
use money::{Amount, Currency, Fraction, Rounding};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::books::money::{currency, refused};
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;

/// How many days a rate holds after its day when no newer one is stated.
const HOLDS_DAYS: u64 = 31;

/// A stated rate.
#[derive(Serialize, ToSchema)]
pub struct FxRate {
    pub id: Uuid,
    /// ISO 4217
    pub from: String,
    pub to: String,
    /// Units of `to` for one unit of `from`, exact.
    #[schema(example = "1/150")]
    pub rate: String,
    /// Holds from this day on, for 31 days or until a newer one.
    pub on_date: NaiveDate,
    pub source: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct FxRates {
    /// The newest first, at most five hundred.
    pub items: Vec<FxRate>,
}

/// A rate to state.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewFxRate {
    pub from: String,
    pub to: String,
    /// `0.0067`, `1/150`: units of `to` for one unit of `from`.
    pub rate: String,
    pub on_date: NaiveDate,
    /// Who says so.
    #[schema(example = "European Central Bank, reference rates")]
    pub source: String,
}

/// List the rates of exchange.
#[utoipa::path(get, operation_id = "list_fx_rates", path = "/api/v1/desk/fx-rates", tag = "sharing",
    responses((status = 200, body = FxRates), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<FxRates>> {
    let items = sqlx::query_as!(
        FxRate,
        r#"select id, from_currency as "from", to_currency as "to", rate, on_date, source, created_at from fx_rates
           where house_id = $1 order by on_date desc, created_at desc limit 500"#,
        operator.house_id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Json(FxRates { items }))
}

/// State a rate of exchange. Rates are never edited: of two for one day the one stated last holds, for what is converted
/// from then on.
#[utoipa::path(post, operation_id = "add_fx_rate", path = "/api/v1/desk/fx-rates", tag = "sharing", request_body = NewFxRate,
    responses((status = 201, body = FxRate), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewFxRate>,
) -> AppResult<(StatusCode, Json<FxRate>)> {
    let (from, to) = (currency(&new.from)?, currency(&new.to)?);
    let rate: Fraction = new.rate.trim().parse().map_err(refused)?;
    let source = super::line(&new.source, 200, "source")?;
    if from == to || rate.numerator() == 0 || source.is_empty() {
        return Err(AppError::bad_request(
            "rate_invalid",
            "A rate is above zero, between two currencies, and names its source.",
            "Correct the rate, the currencies or the source.",
        ));
    }
    let made = FxRate {
        id: app.random.id(),
        from: from.to_string(),
        to: to.to_string(),
        rate: rate.into(),
        on_date: super::day(new.on_date)?,
        source,
        created_at: app.clock.now(),
    };
    let mut transaction = app.db.begin().await?;
    sqlx::query!(
        "insert into fx_rates (id, house_id, from_currency, to_currency, rate, on_date, source, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        made.id,
        operator.house_id,
        made.from,
        made.to,
        made.rate,
        made.on_date,
        made.source,
        made.created_at
    )
    .execute(&mut *transaction)
    .await?;
    let detail = serde_json::json!({"from": made.from, "to": made.to, "rate": made.rate, "on_date": made.on_date, "source": made.source});
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "fx_rate.added",
        "fx_rate",
        made.id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// A rate that converts something.
#[derive(Clone, Debug)]
pub struct Rate {
    pub id: Uuid,
    pub from: Currency,
    pub to: Currency,
    pub rate: Fraction,
    pub on_date: NaiveDate,
    pub source: String,
}

/// The rate that holds on a day.
pub(super) async fn on(
    app: &App,
    house_id: Uuid,
    from: Currency,
    to: Currency,
    day: NaiveDate,
) -> AppResult<Option<Rate>> {
    let row = sqlx::query!(
        "select id, rate, on_date, source from fx_rates
         where house_id = $1 and from_currency = $2 and to_currency = $3 and on_date <= $4 and on_date > $5
         order by on_date desc, created_at desc, id desc limit 1",
        house_id,
        from.code(),
        to.code(),
        day,
        day - Days::new(HOLDS_DAYS)
    )
    .fetch_optional(&app.db)
    .await?;
    row.map(|row| {
        Ok(Rate {
            id: row.id,
            from,
            to,
            rate: row.rate.parse().map_err(refused)?,
            on_date: row.on_date,
            source: row.source,
        })
    })
    .transpose()
}

/// The rates with these ids, by id.
pub(super) async fn by_id(app: &App, house_id: Uuid, ids: &[Uuid]) -> AppResult<Vec<Rate>> {
    let rows = sqlx::query!(
        "select id, from_currency, to_currency, rate, on_date, source from fx_rates where house_id = $1 and id = any($2) order by id",
        house_id,
        ids
    )
    .fetch_all(&app.db)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Rate {
                id: row.id,
                from: currency(&row.from_currency)?,
                to: currency(&row.to_currency)?,
                rate: row.rate.parse().map_err(refused)?,
                on_date: row.on_date,
                source: row.source,
            })
        })
        .collect()
}

impl Rate {
    /// What a receipt comes to: to the nearest minor unit, halves to even.
    pub fn convert(&self, from: Amount) -> Result<Amount, money::Error> {
        let done = money::exchange::convert(from, self.to, self.rate, Rounding::HalfEven)?;
        Ok(done.to)
    }

    /// The exchange that ends with exactly `to`: what it takes in the first currency is to the nearest minor unit, at
    /// least one, and the residual says how far that is from `to`.
    pub fn ending_with(&self, to: Amount) -> Result<Conversion, money::Error> {
        let inverse = Fraction::new(self.rate.denominator(), self.rate.numerator())?;
        let back = money::exchange::convert(to, self.from, inverse, Rounding::HalfEven)?;
        let from = Amount::new(back.to.minor.max(1), self.from);
        let done = money::exchange::convert(from, self.to, self.rate, Rounding::HalfEven)?;
        let off = i128::from(done.to.minor) - i128::from(to.minor);
        Ok(Conversion {
            residual: done.residual + off,
            to,
            ..done
        })
    }
}
