//! Payees as operators see, add and change them.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::given::{account, code, hold_days, name, territory, threshold, withholding};
use super::kept::{load, one};
use crate::app::App;
use crate::audit;
use crate::books::money::{Money, currency};
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, given};
use crate::people::policy::Operator;

/// What a payee is to a series.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum PayeeKind {
    Producer,
    Writer,
    /// A cast pool.
    Cast,
    Distributor,
    Agent,
    Investor,
    /// The house itself: its share stays where it is and is never paid out.
    House,
    Other,
}

/// A participant, as operators see them.
#[derive(Serialize, ToSchema)]
pub struct Payee {
    pub id: Uuid,
    /// The word for them in contracts.
    #[schema(example = "north-star")]
    pub code: String,
    pub name: String,
    pub kind: PayeeKind,
    /// The account that may read its statements.
    pub person_id: Option<Uuid>,
    pub person_email: Option<String>,
    /// ISO 4217: that of all contracts which name the payee.
    pub currency: String,
    /// Less than this is not paid out yet.
    pub threshold: Money,
    /// Days that earnings wait before they are paid out.
    pub hold_days: i32,
    /// Kept back for a tax office.
    #[schema(example = "15 %")]
    pub withholding: String,
    /// ISO 3166-1 alpha-2: whose tax office.
    pub territory: String,
    /// Where the bank's details are kept.
    pub payout_reference: String,
    /// Owed to the payee now.
    pub owed: Money,
    /// Owed by the payee, after corrections of what was paid out already.
    pub owes: Money,
    pub created_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct Payees {
    pub items: Vec<Payee>,
}

/// A new payee.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPayee {
    /// `a-z`, `0-9`, `-` and `_`, at most 64. Never changes.
    pub code: String,
    pub name: String,
    pub kind: PayeeKind,
    pub person_id: Option<Uuid>,
    /// ISO 4217; never changes. The house's by default.
    pub currency: Option<String>,
    /// Minor units.
    #[serde(default)]
    pub threshold: i64,
    #[serde(default)]
    pub hold_days: i32,
    /// `15%`, `1/3`; nothing by default.
    pub withholding: Option<String>,
    /// The house's by default.
    pub territory: Option<String>,
    #[serde(default)]
    pub payout_reference: String,
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PayeeChange {
    pub name: Option<String>,
    /// Null: nobody.
    #[serde(default, deserialize_with = "given")]
    pub person_id: Option<Option<Uuid>>,
    pub threshold: Option<i64>,
    pub hold_days: Option<i32>,
    pub withholding: Option<String>,
    pub territory: Option<String>,
    pub payout_reference: Option<String>,
}

/// List the payees of the house.
#[utoipa::path(get, operation_id = "list_payees", path = "/api/v1/desk/payees", tag = "sharing",
    responses((status = 200, body = Payees), (status = 403, body = ErrorBody)))]
pub async fn list(State(app): State<App>, Operator(operator): Operator) -> AppResult<Json<Payees>> {
    Ok(Json(Payees {
        items: load(&app, operator.house_id, None, None).await?,
    }))
}

/// Add a payee.
#[utoipa::path(post, operation_id = "add_payee", path = "/api/v1/desk/payees", tag = "sharing", request_body = NewPayee,
    responses((status = 201, body = Payee), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewPayee>,
) -> AppResult<(StatusCode, Json<Payee>)> {
    let code = code(&new.code)?;
    let (name, reference) = (
        name(&new.name)?,
        crate::sharing::line(&new.payout_reference, 200, "payout reference")?,
    );
    let house = sqlx::query!(
        "select currency, territory from houses where id = $1",
        operator.house_id
    )
    .fetch_one(&app.db)
    .await?;
    let currency = currency(new.currency.as_deref().unwrap_or(&house.currency))?;
    let territory = territory(new.territory.as_deref().unwrap_or(&house.territory))?;
    let withholding = withholding(new.withholding.as_deref().unwrap_or("0"))?;
    let mut transaction = app.db.begin().await?;
    account(&mut *transaction, operator.house_id, new.person_id).await?;
    let id = sqlx::query_scalar!(
        "insert into payees (id, house_id, code, name, kind, person_id, currency, threshold, hold_days, withholding, territory,
             payout_reference, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13) on conflict do nothing returning id",
        app.random.id(),
        operator.house_id,
        code,
        name,
        new.kind as PayeeKind,
        new.person_id,
        currency.code(),
        threshold(new.threshold)?,
        hold_days(new.hold_days)?,
        withholding,
        territory,
        reference,
        app.clock.now()
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| {
        AppError::conflict(
            "payee_exists",
            format!("There is a payee `{code}` already."),
            "Choose another code.",
        )
    })?;
    let detail = serde_json::json!({"code": code, "currency": currency.code(), "withholding": withholding, "threshold": new.threshold});
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "payee.added",
        "payee",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok((
        StatusCode::CREATED,
        Json(one(&app, operator.house_id, id).await?),
    ))
}

/// Change a payee's name, account, threshold, hold or withholding.
#[utoipa::path(patch, operation_id = "change_payee", path = "/api/v1/desk/payees/{id}", tag = "sharing", request_body = PayeeChange,
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Payee), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(change): Json<PayeeChange>,
) -> AppResult<Json<Payee>> {
    let before = one(&app, operator.house_id, id).await?;
    let mut transaction = app.db.begin().await?;
    account(
        &mut *transaction,
        operator.house_id,
        change.person_id.flatten(),
    )
    .await?;
    sqlx::query!(
        "update payees set name = coalesce($3, name), person_id = case when $4 then $5 else person_id end,
             threshold = coalesce($6, threshold), hold_days = coalesce($7, hold_days), withholding = coalesce($8, withholding),
             territory = coalesce($9, territory), payout_reference = coalesce($10, payout_reference), updated_at = $11
         where id = $1 and house_id = $2",
        id,
        operator.house_id,
        change.name.as_deref().map(name).transpose()?,
        change.person_id.is_some(),
        change.person_id.flatten(),
        change.threshold.map(threshold).transpose()?,
        change.hold_days.map(hold_days).transpose()?,
        change.withholding.as_deref().map(withholding).transpose()?,
        change.territory.as_deref().map(territory).transpose()?,
        change.payout_reference.as_deref().map(|text| crate::sharing::line(text, 200, "payout reference")).transpose()?,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    let after = sqlx::query!(
        "select threshold, hold_days, withholding, territory, person_id from payees where id = $1",
        id
    )
    .fetch_one(&mut *transaction)
    .await?;
    let detail = serde_json::json!({
        "before": {"threshold": before.threshold.minor, "hold_days": before.hold_days, "withholding": before.withholding,
            "territory": before.territory, "account": before.person_id},
        "after": {"threshold": after.threshold, "hold_days": after.hold_days, "withholding": after.withholding,
            "territory": after.territory, "account": after.person_id},
    });
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "payee.changed",
        "payee",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok(Json(one(&app, operator.house_id, id).await?))
}
