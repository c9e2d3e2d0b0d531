//! The person in front of the screen: who they are here, their settings, and leaving for good.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;
use uuid::Uuid;

use super::session::Session;
use super::settings::{Settings, SettingsChange};
use super::{MaybePerson, Person, Role};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, given};

/// Who somebody is in this house.
#[derive(Serialize, ToSchema)]
pub struct Me {
    pub id: Uuid,
    pub kind: Kind,
    pub role: Role,
    pub email: Option<String>,
    pub display_name: Option<String>,
    pub has_password: bool,
    pub passkeys: Vec<Passkey>,
    pub settings: Settings,
}

/// An account has a way to log in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Anonymous,
    Account,
}

/// A passkey, as its owner tells it from others.
#[derive(Serialize, ToSchema)]
pub struct Passkey {
    pub id: Uuid,
    pub name: String,
    pub created_at: DateTime<Utc>,
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MePatch)]
pub struct MeChange {
    /// Up to 80 characters; null takes it away.
    #[serde(default, deserialize_with = "given")]
    pub display_name: Option<Option<String>>,
    pub settings: Option<SettingsChange>,
}

/// Reads a person anew.
pub async fn load(app: &App, person_id: Uuid) -> AppResult<Me> {
    let row = sqlx::query!(
        r#"select role as "role: Role", email, display_name, password_hash is not null as "has_password!", settings
           from people where id = $1"#,
        person_id
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(AppError::unauthorized)?;
    let passkeys = sqlx::query_as!(
        Passkey,
        "select id, name, created_at, last_used_at from passkeys where person_id = $1 order by created_at, id",
        person_id
    )
    .fetch_all(&app.db)
    .await?;
    let kind = if row.email.is_some() || !passkeys.is_empty() {
        Kind::Account
    } else {
        Kind::Anonymous
    };
    Ok(Me {
        id: person_id,
        kind,
        role: row.role,
        email: row.email,
        display_name: row.display_name,
        has_password: row.has_password,
        passkeys,
        settings: Settings::kept(row.settings),
    })
}

/// A name as it is kept: one line, up to 80 characters; nothing in it is no name.
pub fn display_name(text: &str) -> AppResult<Option<String>> {
    let text: String = text.nfc().filter(|letter| !letter.is_control()).collect();
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.chars().count() > 80 {
        return Err(AppError::bad_request(
            "name_long",
            "The name has more than 80 characters.",
            "Choose a shorter one.",
        ));
    }
    Ok(Some(name).filter(|name| !name.is_empty()))
}

/// Tell who this device's viewer is.
#[utoipa::path(get, operation_id = "show_me", path = "/api/v1/me", tag = "people", responses((status = 200, body = Me)))]
pub async fn show(State(app): State<App>, person: Person) -> AppResult<Json<Me>> {
    Ok(Json(load(&app, person.id).await?))
}

/// Change name or settings.
#[utoipa::path(
    patch, operation_id = "change_me", path = "/api/v1/me", tag = "people", request_body = MeChange,
    responses((status = 200, body = Me), (status = 400, body = ErrorBody))
)]
pub async fn change(
    State(app): State<App>,
    person: Person,
    Json(change): Json<MeChange>,
) -> AppResult<Json<Me>> {
    let mut transaction = app.db.begin().await?;
    if let Some(name) = &change.display_name {
        let name = name.as_deref().map(display_name).transpose()?.flatten();
        sqlx::query!(
            "update people set display_name = $2 where id = $1",
            person.id,
            name
        )
        .execute(&mut *transaction)
        .await?;
    }
    if let Some(change) = change.settings {
        // Held, so that two devices that change different settings lose neither.
        let kept = sqlx::query_scalar!(
            "select settings from people where id = $1 for update",
            person.id
        )
        .fetch_one(&mut *transaction)
        .await?;
        let settings = Settings::kept(kept).changed(change)?;
        sqlx::query!(
            "update people set settings = $2 where id = $1",
            person.id,
            settings.to_keep()
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    Ok(Json(load(&app, person.id).await?))
}

/// Erase the viewer: account, sessions, history, lists, likes, reports and events.
#[utoipa::path(delete, operation_id = "erase_me", path = "/api/v1/me", tag = "people", responses((status = 204)))]
pub async fn erase(
    State(app): State<App>,
    MaybePerson(person): MaybePerson,
    session: Session,
) -> AppResult<StatusCode> {
    if let Some(person) = person {
        let mut transaction = app.db.begin().await?;
        sqlx::query!(
            "delete from events where viewer_key = $1",
            person.viewer_key
        )
        .execute(&mut *transaction)
        .await?;
        // Everything else that names a person goes with their row.
        sqlx::query!("delete from people where id = $1", person.id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
    }
    session.end().await?;
    Ok(StatusCode::NO_CONTENT)
}
