//! Who may do what: one plain function, and the extractors that ask it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use super::{MaybePerson, Person, Role};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// What needs more than being a viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Make series, and see and change one's own.
    MakeSeries,
    /// See and change every series of the house.
    EditEverySeries,
    /// See accounts and give roles.
    GiveRoles,
}

/// Whether a role may do something in its house.
pub fn can(role: Role, action: Action) -> bool {
    match action {
        Action::MakeSeries => role >= Role::Producer,
        Action::EditEverySeries | Action::GiveRoles => role == Role::Operator,
    }
}

/// A person with an account, or with a role that the house gave: its first operator comes by a link, before any account.
pub struct Member(pub Person);

/// A person who may make series.
pub struct Producer(pub Person);

/// A person who runs the house.
pub struct Operator(pub Person);

impl FromRequestParts<App> for Member {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        let MaybePerson(person) = MaybePerson::from_request_parts(parts, app).await?;
        let person = person.ok_or_else(AppError::unauthorized)?;
        if person.role > Role::Viewer || has_account(app, &person).await? {
            Ok(Self(person))
        } else {
            Err(AppError::unauthorized())
        }
    }
}

impl FromRequestParts<App> for Producer {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        allowed(parts, app, Action::MakeSeries).await.map(Self)
    }
}

impl FromRequestParts<App> for Operator {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        allowed(parts, app, Action::GiveRoles).await.map(Self)
    }
}

async fn allowed(parts: &mut Parts, app: &App, action: Action) -> AppResult<Person> {
    let MaybePerson(person) = MaybePerson::from_request_parts(parts, app).await?;
    let person = person.ok_or_else(AppError::unauthorized)?;
    if can(person.role, action) {
        return Ok(person);
    }
    // Somebody without an account is told to log in, somebody with one that it is not enough.
    Err(if has_account(app, &person).await? {
        AppError::forbidden()
    } else {
        AppError::unauthorized()
    })
}

async fn has_account(app: &App, person: &Person) -> AppResult<bool> {
    let account = sqlx::query_scalar!(
        r#"select email is not null or exists (select from passkeys where person_id = people.id) as "account!"
           from people where id = $1"#,
        person.id
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(account == Some(true))
}
