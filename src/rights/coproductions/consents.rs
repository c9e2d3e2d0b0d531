//! Licences that a partner in a co-production decides about: none is signed before their consent is written down.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate, Utc};
use rights::{TerritorySet, Window};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::members::partners;
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;
use crate::rights::block::{BlockKind, Direction, Frozen, moment};
use crate::rights::contracts::{self, Contract, ContractStatus, codes};
use crate::rights::{day, frozen, not_found};

/// A partner who decides about a licence.
#[derive(Serialize, ToSchema)]
#[schema(as = LicenceConsent)]
pub struct Consent {
    /// The code by which the house pays them.
    pub payee: String,
    pub name: String,
    /// The agreement that says so.
    pub coproduction: String,
    /// ISO 3166-1: where it is theirs to decide.
    pub territories: Vec<String>,
    /// Null: not yet.
    pub given: Option<Given>,
    /// Of a contract in force: that by which it is.
    pub in_force: Option<Given>,
}

/// That they consent.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = GivenConsent)]
pub struct Given {
    pub id: Uuid,
    pub given_on: NaiveDate,
    pub note: String,
    /// Their paper, a file of the contract.
    pub document_id: Option<Uuid>,
    pub document: Option<String>,
    /// Who wrote it down.
    pub by: Option<String>,
    pub at: DateTime<Utc>,
}

/// A consent to be written down.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewLicenceConsent)]
#[serde(deny_unknown_fields)]
pub struct NewConsent {
    pub payee: String,
    pub given_on: NaiveDate,
    #[serde(default)]
    pub note: String,
    /// Their paper, a file of the contract.
    #[serde(default)]
    pub document_id: Option<Uuid>,
}

/// The version of a contract that a consent is to: a draft as it is, of one in force the amendment to come.
pub fn version_of(status: ContractStatus, version: i32) -> i32 {
    if status == ContractStatus::Draft {
        version
    } else {
        version + 1
    }
}

/// Whether any partner of the house decides about licences.
pub async fn any(db: &mut PgConnection, house_id: Uuid) -> AppResult<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from coproduction_members where house_id = $1 and not own and approves <> '{}') as "any!""#,
        house_id
    )
    .fetch_one(&mut *db)
    .await?)
}

/// Who decides about these blocks, each partner once, and whether they have consented to that version of the contract.
pub async fn of(
    db: &mut PgConnection,
    house_id: Uuid,
    contract: (Uuid, i32),
    direction: Direction,
    blocks: &[Frozen],
    now: DateTime<Utc>,
) -> AppResult<Vec<Consent>> {
    if direction == Direction::In {
        return Ok(Vec::new());
    }
    let mut found: Vec<(Consent, TerritorySet)> = Vec::new();
    for partner in partners(db, house_id, None).await? {
        let Some(decides) = partner.all_in(&partner.approves)? else {
            continue;
        };
        let decides = decides.windows()?;
        let mut territories = TerritorySet::EMPTY;
        for block in blocks.iter().filter(|one| {
            one.block.kind == BlockKind::Grant && one.block.series_ids.contains(&partner.series_id)
        }) {
            for (window, wanted) in block.windows()? {
                // What is over is nobody's to decide.
                let Ok(window) = Window::new(window.start().max(moment(now)), window.end()) else {
                    continue;
                };
                for (held, own) in &decides {
                    if held.and(&window).is_some() {
                        territories = territories.or(own.and(wanted));
                    }
                }
            }
        }
        if territories.is_empty() {
            continue;
        }
        match found.iter_mut().find(|(one, _)| one.payee == partner.payee) {
            Some((_, known)) => *known = known.or(territories),
            None => found.push((
                Consent {
                    payee: partner.payee,
                    name: partner.name,
                    coproduction: partner.agreement,
                    territories: Vec::new(),
                    given: None,
                    in_force: None,
                },
                territories,
            )),
        }
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let given = given(db, house_id, contract).await?;
    let with = |(one, territories): (Consent, TerritorySet)| Consent {
        territories: codes(territories),
        given: given
            .iter()
            .find(|(payee, _)| *payee == one.payee)
            .map(|(_, given)| given.clone()),
        ..one
    };
    Ok(found.into_iter().map(with).collect())
}

/// The same of a contract in force: about its next amendment, with those by which the present version is in force.
pub async fn of_next(
    db: &mut PgConnection,
    house_id: Uuid,
    (contract_id, version): (Uuid, i32),
    direction: Direction,
    blocks: &[Frozen],
    now: DateTime<Utc>,
) -> AppResult<Vec<Consent>> {
    let next = (contract_id, version + 1);
    let mut all = of(db, house_id, next, direction, blocks, now).await?;
    if all.is_empty() {
        return Ok(all);
    }
    let mut before = given(db, house_id, (contract_id, version)).await?;
    for one in &mut all {
        let at = before.iter().position(|(payee, _)| *payee == one.payee);
        one.in_force = at.map(|at| before.swap_remove(at).1);
    }
    Ok(all)
}

async fn given(
    db: &mut PgConnection,
    house_id: Uuid,
    (contract_id, version): (Uuid, i32),
) -> AppResult<Vec<(String, Given)>> {
    let rows = sqlx::query!(
        r#"select c.id, c.payee, c.given_on, c.note, c.document_id, f.file_name as "document?",
                  coalesce(p.display_name, p.email) as by, c.at
           from rights_consents c left join rights_documents f on f.id = c.document_id left join people p on p.id = c.person_id
           where c.house_id = $1 and c.contract_id = $2 and c.version = $3 and c.withdrawn_at is null"#,
        house_id,
        contract_id,
        version
    )
    .fetch_all(&mut *db)
    .await?;
    let one = rows.into_iter().map(|row| {
        let given = Given {
            id: row.id,
            given_on: row.given_on,
            note: row.note,
            document_id: row.document_id,
            document: row.document,
            by: row.by,
            at: row.at,
        };
        (row.payee, given)
    });
    Ok(one.collect())
}

/// Refuses to sign what a partner decides about and has not consented to.
pub async fn refuse(
    db: &mut PgConnection,
    house_id: Uuid,
    contract: (Uuid, i32),
    direction: Direction,
    blocks: &[Frozen],
    now: DateTime<Utc>,
) -> AppResult<()> {
    let all = of(db, house_id, contract, direction, blocks, now).await?;
    let Some(first) = all.iter().find(|one| one.given.is_none()) else {
        return Ok(());
    };
    let listed = match first.territories.len() {
        count if count <= 12 => first.territories.join(", "),
        count => format!(
            "{} and {} more territories",
            first.territories[..12].join(", "),
            count - 12
        ),
    };
    Err(AppError::conflict(
        "consent_missing",
        format!(
            "By the co-production {}, {} decides about licences in {listed}, and has not consented to this one yet.",
            first.coproduction, first.name
        ),
        "Ask them, and write their consent down at the contract; then go on.",
    ))
}

/// Write down that a partner in a co-production consents to a contract: to a draft as it is, of a contract in force to its next
/// amendment.
#[utoipa::path(post, operation_id = "give_licence_consent", path = "/api/v1/desk/rights/contracts/{id}/consents", tag = "rights",
    params(("id" = Uuid, Path)), request_body = NewConsent,
    responses((status = 201, body = Contract), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody),
        (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn give(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(new): Json<NewConsent>,
) -> AppResult<(StatusCode, Json<Contract>)> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    if day(new.given_on)? > now.date_naive() {
        return Err(AppError::bad_request(
            "date_invalid",
            "They cannot have consented on a day that has yet to come.",
            "Enter the day of their consent.",
        ));
    }
    let note: String = new
        .note
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(400)
        .collect();
    let mut transaction = app.db.begin().await?;
    let held = contracts::hold(&mut transaction, house_id, id, now).await?;
    if !matches!(held.status, ContractStatus::Draft | ContractStatus::Active) {
        return Err(contracts::wrong_state(&held, "consented to"));
    }
    let blocks = frozen::of(&mut transaction, house_id, id, held.version).await?;
    let version = version_of(held.status, held.version);
    let asked = of(
        &mut transaction,
        house_id,
        (id, version),
        held.direction,
        &blocks,
        now,
    )
    .await?;
    let one = asked.iter().find(|one| one.payee == new.payee);
    let one = one.ok_or_else(|| {
        AppError::conflict(
            "consent_unasked",
            format!(
                "Nobody by that code decides about contract {}.",
                held.reference
            ),
            "Reload the page to see who does.",
        )
    })?;
    if one.given.is_some() {
        return Err(AppError::conflict(
            "consent_known",
            format!("{} has consented already.", one.name),
            "Take that back first, if it is wrong.",
        ));
    }
    if let Some(document) = new.document_id {
        sqlx::query_scalar!(
            "select id from rights_documents where id = $1 and contract_id = $2 and house_id = $3 and removed_at is null",
            document,
            id,
            house_id
        )
        .fetch_optional(&mut *transaction)
        .await?
        .ok_or_else(|| not_found("file"))?;
    }
    sqlx::query!(
        "insert into rights_consents (id, house_id, contract_id, version, payee, given_on, note, document_id, person_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        app.random.id(),
        house_id,
        id,
        version,
        new.payee,
        new.given_on,
        note,
        new.document_id,
        operator.id,
        now
    )
    .execute(&mut *transaction)
    .await?;
    let detail =
        json!({ "reference": held.reference, "payee": new.payee, "given_on": new.given_on });
    let (action, kind) = ("rights.consent_given", "rights_contract");
    audit::note(&mut *transaction, &app, &operator, action, kind, id, detail).await?;
    transaction.commit().await?;
    let shown = contracts::routes::one(&app, house_id, id).await?;
    Ok((StatusCode::CREATED, shown))
}

/// Take a consent back that nothing was signed by yet.
#[utoipa::path(post, operation_id = "take_back_licence_consent", path = "/api/v1/desk/rights/consents/{id}/withdrawal", tag = "rights",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Contract), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn take_back(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Contract>> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    let mut transaction = app.db.begin().await?;
    let known = sqlx::query!(
        "select contract_id, version, payee from rights_consents where id = $1 and house_id = $2 and withdrawn_at is null",
        id,
        house_id
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| not_found("consent"))?;
    let held = contracts::hold(&mut transaction, house_id, known.contract_id, now).await?;
    if version_of(held.status, held.version) != known.version {
        return Err(AppError::conflict(
            "consent_used",
            format!(
                "Contract {} was put in force by this consent.",
                held.reference
            ),
            "End or withdraw the contract instead.",
        ));
    }
    sqlx::query!(
        "update rights_consents set withdrawn_by = $2, withdrawn_at = $3 where id = $1 and withdrawn_at is null",
        id,
        operator.id,
        now
    )
    .execute(&mut *transaction)
    .await?;
    let detail = json!({ "reference": held.reference, "payee": known.payee });
    let (action, kind, of) = (
        "rights.consent_taken_back",
        "rights_contract",
        known.contract_id,
    );
    audit::note(&mut *transaction, &app, &operator, action, kind, of, detail).await?;
    transaction.commit().await?;
    contracts::routes::one(&app, house_id, of).await
}
