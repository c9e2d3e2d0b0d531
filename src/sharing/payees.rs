//! Payees: who may be owed a share.

use std::collections::HashMap;

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use money::{Amount, Fraction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::books::money::{Money, currency};
use crate::books::{Kind, Spot};
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
        super::line(&new.payout_reference, 200, "payout reference")?,
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
        change.payout_reference.as_deref().map(|text| super::line(text, 200, "payout reference")).transpose()?,
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

async fn one(app: &App, house_id: Uuid, id: Uuid) -> AppResult<Payee> {
    load(app, house_id, Some(id), None)
        .await?
        .pop()
        .ok_or_else(|| super::not_found("payee"))
}

/// The payees of a house: all, one, or those of an account; by name.
pub(super) async fn load(
    app: &App,
    house_id: Uuid,
    id: Option<Uuid>,
    person_id: Option<Uuid>,
) -> AppResult<Vec<Payee>> {
    let rows = sqlx::query!(
        r#"select y.id, code, name, kind as "kind: PayeeKind", person_id, p.email as "email?", currency, threshold, hold_days,
               withholding, territory, payout_reference, y.created_at
           from payees y left join people p on p.id = y.person_id
           where y.house_id = $1 and ($2::uuid is null or y.id = $2) and ($3::uuid is null or y.person_id = $3)
           order by name, code limit 1000"#,
        house_id,
        id,
        person_id
    )
    .fetch_all(&app.db)
    .await?;
    let who: Vec<(Uuid, money::Currency)> = rows
        .iter()
        .map(|row| Ok((row.id, currency(&row.currency)?)))
        .collect::<AppResult<_>>()?;
    let balances = balances(app, house_id, &who).await?;
    rows.into_iter()
        .map(|row| {
            let currency = currency(&row.currency)?;
            let (owed, owes) = balances.get(&row.id).copied().unwrap_or_default();
            let money = |minor| Money::from(Amount::new(minor, currency));
            Ok(Payee {
                id: row.id,
                code: row.code,
                name: row.name,
                kind: row.kind,
                person_id: row.person_id,
                person_email: row.email,
                threshold: money(row.threshold),
                currency: row.currency,
                hold_days: row.hold_days,
                withholding: shown(&row.withholding),
                territory: row.territory,
                payout_reference: row.payout_reference,
                owed: money(owed),
                owes: money(owes),
                created_at: row.created_at,
            })
        })
        .collect()
}

/// What is owed to each of these payees, and what each owes, in minor units of their currency.
pub(super) async fn balances(
    app: &App,
    house_id: Uuid,
    payees: &[(Uuid, money::Currency)],
) -> AppResult<HashMap<Uuid, (i64, i64)>> {
    let spots: Vec<(Uuid, [Uuid; 2])> = payees
        .iter()
        .map(|(payee, currency)| {
            let account = |kind| Spot::of(kind, *payee, *currency).account(house_id);
            (
                *payee,
                [account(Kind::PayablePayee), account(Kind::ReceivablePayee)],
            )
        })
        .collect();
    let ids: Vec<Uuid> = spots.iter().flat_map(|(_, ids)| *ids).collect();
    let found: HashMap<Uuid, ledger::Balance> = ledger::accounts::get(&app.db, &ids)
        .await?
        .into_iter()
        .map(|account| (account.id, account.balance))
        .collect();
    let of = |id: Uuid| found.get(&id).copied().unwrap_or_default();
    Ok(spots
        .into_iter()
        .map(|(payee, [payable, receivable])| {
            (payee, (of(payable).credit(), of(receivable).debit()))
        })
        .collect())
}

/// The house as a payee of its own contracts, made on first use.
pub(super) async fn ensure_house(app: &App, house_id: Uuid) -> AppResult<()> {
    sqlx::query!(
        "insert into payees (id, house_id, code, name, kind, currency, territory, created_at, updated_at)
         select $2, id, 'house', name, 'house', currency, territory, $3, $3 from houses where id = $1
         on conflict (house_id, code) do nothing",
        house_id,
        app.random.id(),
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Refuses an account that is not one of this house.
async fn account(
    db: impl sqlx::PgExecutor<'_>,
    house_id: Uuid,
    person_id: Option<Uuid>,
) -> AppResult<()> {
    let Some(person_id) = person_id else {
        return Ok(());
    };
    let known = sqlx::query_scalar!(
        r#"select exists (select from people p where id = $1 and house_id = $2
             and (email is not null or exists (select from passkeys where person_id = p.id))) as "known!""#,
        person_id,
        house_id
    )
    .fetch_one(db)
    .await?;
    if known {
        return Ok(());
    }
    Err(AppError::bad_request(
        "account_not_found",
        "There is no such account in this house.",
        "Choose one from the list of people.",
    ))
}

/// A kept fraction as people read it.
pub(super) fn shown(fraction: &str) -> String {
    fraction
        .parse::<Fraction>()
        .map_or_else(|_| fraction.to_owned(), |fraction| fraction.to_string())
}

fn code(text: &str) -> AppResult<String> {
    let plain = |byte: u8| {
        byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_'
    };
    if (1..=64).contains(&text.len()) && text.bytes().all(plain) {
        return Ok(text.to_owned());
    }
    Err(AppError::bad_request(
        "payee_code_invalid",
        "That is not a code for a payee.",
        "Use a-z, 0-9, - and _, at most 64 of them.",
    ))
}

fn name(text: &str) -> AppResult<String> {
    let name = super::line(text, 120, "name")?;
    if name.is_empty() {
        return Err(AppError::bad_request(
            "name_missing",
            "The payee has no name.",
            "Write the name that statements show.",
        ));
    }
    Ok(name)
}

fn threshold(minor: i64) -> AppResult<i64> {
    if (0..=ledger::MAX_AMOUNT).contains(&minor) {
        return Ok(minor);
    }
    Err(AppError::bad_request(
        "threshold_invalid",
        "The threshold is below zero or too large.",
        "Write it in minor units, zero or more.",
    ))
}

fn hold_days(days: i32) -> AppResult<i32> {
    if (0..=366).contains(&days) {
        return Ok(days);
    }
    Err(AppError::bad_request(
        "hold_invalid",
        "Earnings cannot be held for so many days.",
        "Write 0 to 366 days.",
    ))
}

fn withholding(text: &str) -> AppResult<String> {
    let rate: Fraction = text.parse().map_err(crate::books::money::refused)?;
    if rate.at_most_one() {
        return Ok(rate.into());
    }
    Err(AppError::bad_request(
        "withholding_invalid",
        format!("{rate} of what is paid cannot be withheld."),
        "Write 100 % or less.",
    ))
}

fn territory(text: &str) -> AppResult<String> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Ok(text.to_owned());
    }
    Err(AppError::bad_request(
        "territory_invalid",
        "That is not a territory.",
        "Write two capital letters of ISO 3166-1, such as US, GB or BR.",
    ))
}
