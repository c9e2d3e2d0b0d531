//! Operators: the one-time link that makes the first one.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::Duration;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::me::{self, Me};
use super::session::{self, Session};
use super::{Person, Role};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;

/// How long a link may be used.
pub const LINK_LIFETIME: Duration = Duration::hours(24);

/// A new one-time link that makes whoever opens it an operator of the house. Its token comes after
/// the `#`, so that no server log ever sees it; only its hash is kept.
pub async fn link(app: &App, house_id: Uuid) -> AppResult<String> {
    let token = session::new_token(app);
    let (hash, now) = (session::hash_token(&token), app.clock.now());
    sqlx::query!(
        "insert into operator_links (token_hash, house_id, created_at, expires_at) values ($1, $2, $3, $4)",
        hash.as_slice(),
        house_id,
        now,
        now + LINK_LIFETIME
    )
    .execute(&app.db)
    .await?;
    let base = crate::houses::address(app, house_id).await?;
    Ok(format!("{base}/claim#{token}"))
}

/// The link for a house that has no operator yet; earlier ones that nobody used stop working.
pub async fn first_link(app: &App, house_id: Uuid) -> AppResult<Option<String>> {
    let operator = sqlx::query_scalar!(
        "select id from people where house_id = $1 and role = 'operator' limit 1",
        house_id
    )
    .fetch_optional(&app.db)
    .await?;
    if operator.is_some() {
        return Ok(None);
    }
    sqlx::query!(
        "delete from operator_links where house_id = $1 and used_at is null",
        house_id
    )
    .execute(&app.db)
    .await?;
    link(app, house_id).await.map(Some)
}

/// Not `Debug`: it holds a secret.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What follows the `#` of the link.
    pub token: String,
}

/// Become an operator by a one-time link.
#[utoipa::path(
    post, path = "/api/v1/auth/claim", tag = "people", request_body = Claim,
    responses((status = 200, body = Me), (status = 404, body = ErrorBody), (status = 410, body = ErrorBody))
)]
pub async fn claim(
    State(app): State<App>,
    session: Session,
    person: Person,
    Json(claim): Json<Claim>,
) -> AppResult<Json<Me>> {
    let hash = session::hash_token(claim.token.trim());
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    let used = sqlx::query!(
        "update operator_links set used_at = $3, used_by = $4
         where token_hash = $1 and house_id = $2 and used_at is null and expires_at > $3",
        hash.as_slice(),
        person.house_id,
        now,
        person.id
    )
    .execute(&mut *transaction)
    .await?;
    if used.rows_affected() == 0 {
        let kept = sqlx::query_scalar!(
            r#"select used_at is not null as "used!" from operator_links where token_hash = $1 and house_id = $2"#,
            hash.as_slice(),
            person.house_id
        )
        .fetch_optional(&mut *transaction)
        .await?;
        return Err(refusal(kept));
    }
    sqlx::query!(
        "update people set role = $2 where id = $1",
        person.id,
        Role::Operator as Role
    )
    .execute(&mut *transaction)
    .await?;
    session.renew(transaction, person.id).await?;
    Ok(Json(me::load(&app, person.id).await?))
}

/// Why a link does not work: unknown, used, or too old.
fn refusal(used: Option<bool>) -> AppError {
    let remedy = "Make another with `cliffhanger operator-link`.";
    match used {
        None => AppError::not_found(
            "link_unknown",
            "This link is not one of this house.",
            remedy,
        ),
        Some(true) => AppError::new(
            StatusCode::GONE,
            "link_used",
            "This link has been used.",
            remedy,
        ),
        Some(false) => AppError::new(
            StatusCode::GONE,
            "link_expired",
            "This link is too old.",
            remedy,
        ),
    }
}

/// Whoever has run the house for longest: in whose name a command of the machine writes something down.
pub async fn oldest(app: &App, house_id: Uuid) -> anyhow::Result<Option<Person>> {
    let row = sqlx::query!(
        "select id, viewer_key from people where house_id = $1 and role = 'operator' order by created_at limit 1",
        house_id
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(row.map(|row| Person {
        id: row.id,
        house_id,
        viewer_key: row.viewer_key,
        role: Role::Operator,
        settings: serde_json::json!({}),
    }))
}
