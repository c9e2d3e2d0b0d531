//! Links that let a buyer into a market which is not for everybody.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{days, email, line, not_found};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::Operator;
use crate::people::{Person, session};

/// An invitation as the desk lists it. Its link is shown only when it is made.
#[derive(Serialize, ToSchema)]
#[schema(as = MarketInvitation)]
pub struct Invitation {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub revoked_at: Option<DateTime<Utc>>,
    /// Devices on which it was opened.
    pub guests: i64,
    pub last_came_at: Option<DateTime<Utc>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = MarketInvitations)]
pub struct Invitations {
    /// The newest first.
    pub items: Vec<Invitation>,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewMarketInvitation)]
#[serde(deny_unknown_fields)]
pub struct NewInvitation {
    pub name: String,
    pub email: String,
    /// How long the link holds, 1 to 365.
    pub days: i64,
}

/// A link, shown once: only its hash is kept.
#[derive(Serialize, ToSchema)]
#[schema(as = MarketLink)]
pub struct Link {
    pub id: Uuid,
    pub link: String,
    pub expires_at: DateTime<Utc>,
}

/// Not `Debug`: it holds a secret.
#[derive(Deserialize, ToSchema)]
#[schema(as = MarketToken)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// What follows the `#` of the link.
    pub token: String,
}

/// List the invitations.
#[utoipa::path(get, operation_id = "list_market_invitations", path = "/api/v1/desk/market/invitations", tag = "market",
    responses((status = 200, body = Invitations), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<Invitations>> {
    let items = sqlx::query_as!(
        Invitation,
        r#"select i.id, i.name, i.email, i.created_at, i.expires_at, i.revoked_at,
                  (select count(*) from market_guests g where g.invitation_id = i.id) as "guests!",
                  (select max(came_at) from market_guests g where g.invitation_id = i.id) as last_came_at
           from market_invitations i where i.house_id = $1 order by i.created_at desc, i.id limit 500"#,
        operator.house_id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Json(Invitations { items }))
}

/// Invite a buyer.
#[utoipa::path(post, operation_id = "add_market_invitation", path = "/api/v1/desk/market/invitations", tag = "market", request_body = NewInvitation,
    responses((status = 201, body = Link), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn add(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(new): Json<NewInvitation>,
) -> AppResult<(StatusCode, Json<Link>)> {
    let (name, email) = (line(&new.name, 120, "name")?, email(&new.email)?);
    let (id, token, now) = (app.random.id(), session::new_token(&app), app.clock.now());
    let hash = session::hash_token(&token);
    let expires_at = now + days(new.days)?;
    let mut transaction = app.db.begin().await?;
    sqlx::query!(
        "insert into market_invitations (id, house_id, name, email, token_hash, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        id,
        operator.house_id,
        name,
        email,
        hash.as_slice(),
        operator.id,
        now,
        expires_at
    )
    .execute(&mut *transaction)
    .await?;
    let detail = json!({ "expires_at": expires_at });
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "market.invited",
        "market_invitation",
        id,
        detail,
    )
    .await?;
    transaction.commit().await?;
    let base = crate::houses::address(&app, operator.house_id).await?;
    let link = format!("{base}/market#{token}");
    Ok((
        StatusCode::CREATED,
        Json(Link {
            id,
            link,
            expires_at,
        }),
    ))
}

/// Withdraw an invitation: whoever came by it is outside at once.
#[utoipa::path(delete, operation_id = "revoke_market_invitation", path = "/api/v1/desk/market/invitations/{id}", tag = "market",
    params(("id" = Uuid, Path)), responses((status = 204), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn revoke(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let mut transaction = app.db.begin().await?;
    sqlx::query_scalar!(
        "update market_invitations set revoked_at = coalesce(revoked_at, $3) where id = $1 and house_id = $2 returning id",
        id,
        operator.house_id,
        app.clock.now()
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| not_found("invitation"))?;
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "market.invitation_revoked",
        "market_invitation",
        id,
        json!({}),
    )
    .await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Come in by a link. It may be opened again, and on other devices, until it ends.
#[utoipa::path(post, operation_id = "enter_market", path = "/api/v1/market/enter", tag = "market", request_body = Token,
    responses((status = 204), (status = 410, body = ErrorBody)))]
pub async fn enter(
    State(app): State<App>,
    person: Person,
    Json(token): Json<Token>,
) -> AppResult<StatusCode> {
    let hash = session::hash_token(token.token.trim());
    let now = app.clock.now();
    let came = sqlx::query_scalar!(
        "insert into market_guests (invitation_id, person_id, house_id, came_at)
         select id, $3, house_id, $4 from market_invitations
         where token_hash = $1 and house_id = $2 and revoked_at is null and expires_at > $4
         on conflict (invitation_id, person_id) do update set came_at = excluded.came_at returning invitation_id",
        hash.as_slice(),
        person.house_id,
        person.id,
        now
    )
    .fetch_optional(&app.db)
    .await?;
    came.map(|_| StatusCode::NO_CONTENT).ok_or_else(over)
}

/// A link that holds no longer, or never did: which of both is nobody's business.
pub(super) fn over() -> AppError {
    AppError::new(
        StatusCode::GONE,
        "link_over",
        "This link has ended, or was withdrawn.",
        "Ask whoever sent it to you for a new one.",
    )
}
