//! Giving roles: how an operator makes somebody a producer.

use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::Role;
use super::policy::Operator;
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};

const PAGE: i64 = 50;

/// An account, as operators see it.
#[derive(Serialize, ToSchema)]
pub struct Account {
    pub id: Uuid,
    pub email: Option<String>,
    pub display_name: Option<String>,
    pub role: Role,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct Accounts {
    /// Those with a role first, then by last sight.
    pub items: Vec<Account>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Part of an e-mail address or a name.
    #[serde(default)]
    query: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleChange {
    pub role: Role,
}

/// List the accounts of the house, at most fifty.
#[utoipa::path(get, operation_id = "list_people", path = "/api/v1/studio/people", tag = "people", params(Wanted), responses((status = 200, body = Accounts), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
    Query(wanted): Query<Wanted>,
) -> AppResult<Json<Accounts>> {
    let items = sqlx::query_as!(
        Account,
        r#"select id, email, display_name, role as "role: Role", created_at, last_seen_at from people p
           where house_id = $1
             and (role <> 'viewer' or email is not null or exists (select from passkeys where person_id = p.id))
             and ($2 = '' or strpos(lower(coalesce(email, '') || ' ' || coalesce(display_name, '')), lower($2)) > 0)
           order by role = 'viewer', last_seen_at desc limit $3"#,
        operator.house_id,
        wanted.query.trim(),
        PAGE
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Json(Accounts { items }))
}

/// Give an account a role. A house keeps at least one operator.
#[utoipa::path(
    patch, operation_id = "change_role", path = "/api/v1/studio/people/{id}", tag = "people", request_body = RoleChange, params(("id" = Uuid, Path)),
    responses((status = 200, body = Account), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub async fn change(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
    Json(wanted): Json<RoleChange>,
) -> AppResult<Json<Account>> {
    let mut transaction = app.db.begin().await?;
    // All operators are held, so that two who demote each other do not both succeed.
    let operators = sqlx::query_scalar!(
        "select id from people where house_id = $1 and role = 'operator' order by id for update",
        operator.house_id
    )
    .fetch_all(&mut *transaction)
    .await?;
    if wanted.role != Role::Operator && operators == [id] {
        return Err(AppError::conflict(
            "last_operator",
            "This is the only operator of the house.",
            "Make somebody else an operator first.",
        ));
    }
    let account = sqlx::query_as!(
        Account,
        r#"update people set role = $3 where id = $1 and house_id = $2
           returning id, email, display_name, role as "role: Role", created_at, last_seen_at"#,
        id,
        operator.house_id,
        wanted.role as Role
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| {
        AppError::not_found(
            "person_not_found",
            "There is no such person in this house.",
            "Look for them in the list of people.",
        )
    })?;
    transaction.commit().await?;
    Ok(Json(account))
}
