//! Who gives this house rights, and whom it gives them to.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::houses::is_territory;
use crate::people::policy::Operator;

/// A licensor or a licensee.
#[derive(Serialize, ToSchema)]
#[schema(as = RightsParty)]
pub struct Party {
    pub id: Uuid,
    pub name: String,
    pub territory: Option<String>,
    pub email: Option<String>,
    /// Whoever is paid, where it is somebody who is owed money.
    pub payee_id: Option<Uuid>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RightsParties)]
pub struct Parties {
    pub items: Vec<Party>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewRightsParty)]
#[serde(deny_unknown_fields)]
pub struct NewParty {
    pub name: String,
    pub territory: Option<String>,
    pub email: Option<String>,
    pub payee_id: Option<Uuid>,
}

/// List the parties of contracts.
#[utoipa::path(get, operation_id = "list_rights_parties", path = "/api/v1/desk/rights/parties", tag = "rights",
    responses((status = 200, body = Parties), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Parties>> {
    let items = sqlx::query_as!(
        Party,
        "select id, name, territory, email, payee_id from rights_parties where house_id = $1 order by name limit 2000",
        operator.house_id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Json(Parties { items }))
}

/// Add a party.
#[utoipa::path(post, operation_id = "add_rights_party", path = "/api/v1/desk/rights/parties", tag = "rights", request_body = NewParty,
    responses((status = 201, body = Party), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewParty>,
) -> AppResult<(StatusCode, Json<Party>)> {
    let house_id = operator.house_id;
    let name = super::line(&new.name, 120, "name")?;
    let email = new.email.filter(|email| !email.trim().is_empty());
    let email = email
        .map(|email| super::line(&email, 200, "e-mail address"))
        .transpose()?;
    let territory = new.territory.filter(|code| !code.is_empty());
    if territory.as_deref().is_some_and(|code| !is_territory(code)) {
        return Err(AppError::bad_request(
            "territory_unknown",
            "That is not a territory.",
            "Write two capital letters of ISO 3166-1, such as US, GB or BR.",
        ));
    }
    if let Some(payee) = new.payee_id {
        sqlx::query_scalar!(
            "select id from payees where id = $1 and house_id = $2",
            payee,
            house_id
        )
        .fetch_optional(&app.db)
        .await?
        .ok_or_else(|| super::not_found("payee"))?;
    }
    let mut transaction = app.db.begin().await?;
    let party = sqlx::query_as!(
        Party,
        "insert into rights_parties (id, house_id, name, territory, email, payee_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (house_id, name) do nothing
         returning id, name, territory, email, payee_id",
        app.random.id(),
        house_id,
        name,
        territory,
        email,
        new.payee_id,
        app.clock.now()
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| {
        AppError::conflict(
            "party_known",
            "There is a party of that name already.",
            "Choose it from the list.",
        )
    })?;
    let detail = json!({"name": party.name});
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "rights.party_added",
        "rights_party",
        party.id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, Json(party)))
}

/// The party that a buyer of the market is: the one that has their name and address already, else a new one. A name alone
/// proves nothing, so nobody becomes a partner whom the house knows by another address.
pub async fn buyer(
    app: &App,
    db: &mut sqlx::PgConnection,
    house_id: Uuid,
    name: &str,
    email: &str,
) -> AppResult<Uuid> {
    let known = sqlx::query_scalar!(
        "select id from rights_parties where house_id = $1 and name in ($2, $3) and email = $4 order by name limit 1",
        house_id,
        name,
        format!("{name} ({email})"),
        email
    )
    .fetch_optional(&mut *db)
    .await?;
    if let Some(id) = known {
        return Ok(id);
    }
    let taken = sqlx::query_scalar!(
        r#"select exists (select from rights_parties where house_id = $1 and name = $2) as "taken!""#,
        house_id,
        name
    )
    .fetch_one(&mut *db)
    .await?;
    let name = if taken {
        format!("{name} ({email})")
    } else {
        name.to_owned()
    };
    Ok(sqlx::query_scalar!(
        "insert into rights_parties (id, house_id, name, email, created_at) values ($1, $2, $3, $4, $5)
         on conflict (house_id, name) do update set name = excluded.name returning id",
        app.random.id(),
        house_id,
        name,
        email,
        app.clock.now()
    )
    .fetch_one(&mut *db)
    .await?)
}
