//! What partners pay outside of the house: sponsorships, licence fees, pledges. An operator writes it down once it is
//! owed; from then on it is revenue like any other, and shared by the series' contract.

use axum::extract::State;
use axum::http::StatusCode;
use ledger::Reference;
use money::Amount;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::books::money::{Money, MoneySent};
use crate::books::revenue::{Line, RevenueKind, record};
use crate::books::{self, Entry, Kind, Spot, derived};
use crate::catalog::routes::no_such_series;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::houses::is_territory;
use crate::people::Person;
use crate::people::policy::Operator;

/// The most that is written down at once, in minor units.
const AMOUNT_MAX: i64 = 100_000_000_000;
const NOTE_MAX: usize = 200;

/// What a partner owes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewIncome {
    /// Made by the client: the same again is the same income.
    pub id: Uuid,
    /// `sponsorship`, `licence` or `pledges`.
    pub kind: RevenueKind,
    /// The series that earned it; without one the house keeps it.
    pub series_id: Option<Uuid>,
    /// Net of tax; below zero to take back what was written down too much.
    pub amount: MoneySent,
    /// ISO 3166-1 alpha-2, where it was earned; the house's when left out.
    pub territory: Option<String>,
    /// The invoice, the contract: what one would look for. Nothing personal.
    pub note: String,
}

/// Income as it was written down.
#[derive(Serialize, ToSchema)]
pub struct Income {
    pub id: Uuid,
    pub kind: RevenueKind,
    pub series_id: Option<Uuid>,
    pub amount: Money,
    pub territory: String,
}

/// Write down what a partner owes.
#[utoipa::path(post, operation_id = "add_income", path = "/api/v1/desk/income", tag = "desk", request_body = NewIncome,
    responses((status = 201, body = Income), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
              (status = 404, body = ErrorBody), (status = 409, body = ErrorBody, description = "`income_differs`")))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewIncome>,
) -> AppResult<(StatusCode, Json<Income>)> {
    Ok((StatusCode::CREATED, Json(earn(&app, &operator, new).await?)))
}

/// Writes income down: in the books, and as revenue that is shared. The same again changes nothing.
pub async fn earn(app: &App, operator: &Person, new: NewIncome) -> AppResult<Income> {
    let house_id = operator.house_id;
    let amount = new.amount.amount()?;
    let note = new.note.trim();
    let partner = matches!(
        new.kind,
        RevenueKind::Sponsorship | RevenueKind::Licence | RevenueKind::Pledges
    );
    let sane = amount.minor != 0 && amount.minor.unsigned_abs() <= AMOUNT_MAX.unsigned_abs();
    if !partner || !sane || note.is_empty() || note.chars().count() > NOTE_MAX {
        return Err(AppError::bad_request(
            "income_invalid",
            "An income is a sponsorship, a licence fee or a pledge, has an amount, and a note of at most 200 characters.",
            "Correct the kind, the amount or the note.",
        ));
    }
    let territory = match &new.territory {
        Some(code) if is_territory(code) => code.clone(),
        Some(_) => {
            return Err(AppError::bad_request(
                "territory_unknown",
                "That is not a territory.",
                "Write two capital letters of ISO 3166-1, such as US, GB or BR.",
            ));
        }
        None => {
            sqlx::query_scalar!("select territory from houses where id = $1", house_id)
                .fetch_one(&app.db)
                .await?
        }
    };
    if let Some(series_id) = new.series_id {
        sqlx::query_scalar!(
            "select id from series where id = $1 and house_id = $2",
            series_id,
            house_id
        )
        .fetch_optional(&app.db)
        .await?
        .ok_or_else(no_such_series)?;
    }
    // Two houses may be sent the same id.
    let id = derived(house_id, &format!("income:{}", new.id));
    post(app, house_id, id, new.kind, amount).await?;
    let line = Line {
        id,
        house_id,
        series_id: new.series_id,
        episode_id: None,
        kind: new.kind,
        amount,
        territory: territory.clone(),
        at: app.clock.now(),
        source_kind: "income",
        source_id: id,
        count: 1,
    };
    let mut transaction = app.db.begin().await?;
    let known = sqlx::query_scalar!(
        r#"select series_id is not distinct from $2 and territory = $3 as "same!" from revenue where id = $1"#,
        id,
        new.series_id,
        territory
    )
    .fetch_optional(&mut *transaction)
    .await?;
    match known {
        Some(false) => return Err(differs()),
        Some(true) => {}
        None => {
            record(&mut *transaction, &[line]).await?;
            let detail = json!({ "kind": new.kind, "series": new.series_id, "amount": amount.to_string(), "note": note });
            audit::note(
                &mut *transaction,
                app,
                operator,
                "income.added",
                "income",
                id,
                detail,
            )
            .await?;
        }
    }
    transaction.commit().await?;
    Ok(Income {
        id: new.id,
        kind: new.kind,
        series_id: new.series_id,
        amount: amount.into(),
        territory,
    })
}

/// Owed by partners against revenue; the other way round for a correction.
async fn post(
    app: &App,
    house_id: Uuid,
    id: Uuid,
    kind: RevenueKind,
    amount: Amount,
) -> AppResult<()> {
    let owed = Spot::house(Kind::ClearingPartners, amount.currency);
    let earned = Spot::house(kind.account(), amount.currency);
    let (debit, credit) = if amount.minor > 0 {
        (owed, earned)
    } else {
        (earned, owed)
    };
    let entry = Entry {
        id,
        debit,
        credit,
        amount: amount
            .checked_neg()
            .map_or(amount.minor, |negative| amount.minor.max(negative.minor)),
        reference: Reference::new("income", id),
    };
    match books::post(app, house_id, vec![entry]).await {
        Ok(_) => Ok(()),
        Err(ledger::Error::Refused {
            refusal: ledger::Refusal::ExistsWithDifferent(_),
            ..
        }) => Err(differs()),
        Err(error) => Err(error.into()),
    }
}

fn differs() -> AppError {
    AppError::conflict(
        "income_differs",
        "Another income was written down under this id.",
        "Use a new id for another income.",
    )
}
