//! Accounts by e-mail and password.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use utoipa::ToSchema;

use super::me::{self, Me};
use super::policy::Member;
use super::session::Session;
use super::{MaybePerson, Person, merge, password};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::houses::CurrentHouse;

/// Not `Debug`: it holds a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    pub email: String,
    /// 10 to 256 characters.
    pub password: String,
    pub display_name: Option<String>,
}

/// Not `Debug`: it holds a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    pub email: String,
    pub password: String,
}

/// Not `Debug`: it holds passwords.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// Null only for an account that has none yet.
    pub current_password: Option<String>,
    /// 10 to 256 characters.
    pub new_password: String,
}

/// An address as it is kept, or none when it is no address. Any script is welcome; whether mail
/// arrives is not asked.
fn email_of(text: &str) -> Option<String> {
    let email: String = text.trim().nfc().collect();
    let (name, host) = email.rsplit_once('@')?;
    let printable = !email
        .chars()
        .any(|letter| letter.is_whitespace() || letter.is_control());
    let lawful = (1..=64).contains(&name.len())
        && !name.contains('@')
        && !host.is_empty()
        && !host.starts_with(['.', '-'])
        && !host.ends_with(['.', '-'])
        && !host.contains("..")
        && !host.contains([',', ';', '<', '>', '(', ')', '"', '\\', '/', '\''])
        && email.chars().count() <= 254;
    (printable && lawful).then_some(email)
}

/// One spelling of what looks the same (NIST SP 800-63B, 3.1.1.2).
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

fn email_taken() -> AppError {
    AppError::conflict(
        "email_taken",
        "There is an account with this e-mail address already.",
        "Log in instead, or use another address.",
    )
}

/// Make an account of this device's viewer; their history stays theirs.
#[utoipa::path(
    post, path = "/api/v1/auth/register", tag = "people", request_body = Register,
    responses((status = 200, body = Me), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub async fn register(
    State(app): State<App>,
    session: Session,
    person: Person,
    Json(wanted): Json<Register>,
) -> AppResult<Json<Me>> {
    let email = email_of(&wanted.email).ok_or_else(|| {
        AppError::bad_request(
            "email_invalid",
            "That is not an e-mail address.",
            "Write it as name@example.org.",
        )
    })?;
    let words = normal(&wanted.password);
    password::check(&words)?;
    let name = wanted
        .display_name
        .as_deref()
        .map(me::display_name)
        .transpose()?
        .flatten();
    let hash = password::hash(&app, words).await?;
    let mut transaction = app.db.begin().await?;
    let made = sqlx::query!(
        "update people set email = $2, password_hash = $3, display_name = coalesce($4, display_name)
         where id = $1 and email is null",
        person.id,
        email,
        hash,
        name
    )
    .execute(&mut *transaction)
    .await
    .map_err(|error| match error {
        sqlx::Error::Database(cause) if cause.is_unique_violation() => email_taken(),
        other => other.into(),
    })?;
    if made.rows_affected() == 0 {
        return Err(AppError::conflict(
            "already_registered",
            "You are logged in to an account already.",
            "Log out first to make another.",
        ));
    }
    session.renew(transaction, person.id).await?;
    Ok(Json(me::load(&app, person.id).await?))
}

/// Log in; what was watched on this device before is merged into the account.
#[utoipa::path(
    post, path = "/api/v1/auth/login", tag = "people", request_body = Login,
    responses((status = 200, body = Me), (status = 401, body = ErrorBody))
)]
pub async fn login(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    session: Session,
    MaybePerson(device): MaybePerson,
    Json(wanted): Json<Login>,
) -> AppResult<Json<Me>> {
    // What is no address belongs to nobody, and takes as long to refuse.
    let account = match email_of(&wanted.email) {
        Some(email) => sqlx::query!(
            "select id, password_hash from people where house_id = $1 and lower(email) = lower($2)",
            house.id,
            email
        )
        .fetch_optional(&app.db)
        .await?,
        None => None,
    };
    let (id, hash) = account.map_or((None, None), |row| (Some(row.id), row.password_hash));
    let fits = password::verify(normal(&wanted.password), hash).await?;
    let Some(id) = id.filter(|_| fits) else {
        return Err(AppError::new(
            StatusCode::UNAUTHORIZED,
            "login_failed",
            "The e-mail address and the password do not belong together.",
            "Check both; a passkey works too if the account has one.",
        ));
    };
    let mut transaction = app.db.begin().await?;
    if let Some(device) = &device {
        merge::into_account(&mut transaction, device, id).await?;
    }
    session.renew(transaction, id).await?;
    Ok(Json(me::load(&app, id).await?))
}

/// Set or change the password; every other session of the account ends.
#[utoipa::path(
    post, path = "/api/v1/auth/password", tag = "people", request_body = PasswordChange,
    responses((status = 200, body = Me), (status = 401, body = ErrorBody))
)]
pub async fn change_password(
    State(app): State<App>,
    Member(person): Member,
    session: Session,
    Json(wanted): Json<PasswordChange>,
) -> AppResult<Json<Me>> {
    let row = sqlx::query!(
        "select email, password_hash from people where id = $1",
        person.id
    )
    .fetch_one(&app.db)
    .await?;
    if row.email.is_none() {
        return Err(AppError::conflict(
            "email_missing",
            "A password needs an e-mail address to log in with.",
            "Register with both.",
        ));
    }
    let new_words = normal(&wanted.new_password);
    password::check(&new_words)?;
    let current = normal(wanted.current_password.as_deref().unwrap_or_default());
    if row.password_hash.is_some() && !password::verify(current, row.password_hash).await? {
        return Err(AppError::new(
            StatusCode::UNAUTHORIZED,
            "password_wrong",
            "The current password is not right.",
            "Type it again.",
        ));
    }
    let hash = password::hash(&app, new_words).await?;
    let mut transaction = app.db.begin().await?;
    sqlx::query!(
        "update people set password_hash = $2 where id = $1",
        person.id,
        hash
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!("delete from sessions where person_id = $1", person.id)
        .execute(&mut *transaction)
        .await?;
    session.renew(transaction, person.id).await?;
    Ok(Json(me::load(&app, person.id).await?))
}

/// Log this device out; its next request makes a new anonymous viewer.
#[utoipa::path(post, path = "/api/v1/auth/logout", tag = "people", responses((status = 204)))]
pub async fn logout(session: Session) -> AppResult<StatusCode> {
    session.end().await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::{email_of, normal};

    #[test]
    fn addresses_of_any_script_are_taken() {
        for email in [
            "a@b.example",
            "  Ann.Smith+tag@mail.example ",
            "用户@例子.中国",
            "o'neil@b.example",
            "a@localhost",
        ] {
            assert_eq!(email_of(email).as_deref(), Some(email.trim()));
        }
        let decomposed = "e\u{301}@b.example";
        assert_eq!(email_of(decomposed).as_deref(), Some("é@b.example"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("a@{}", "b".repeat(300));
        for email in [
            "",
            "@",
            "a@",
            "@b",
            "a b@c.d",
            "a@b@c.d",
            "a@.b",
            "a@b..c",
            "a\0@b.c",
            "a@b.c\r\nBcc: d@e.f",
            "a@b.c;drop table people",
            &long,
        ] {
            assert_eq!(email_of(email), None, "{email:?}");
        }
    }

    #[test]
    fn a_password_is_the_same_however_it_was_typed() {
        assert_eq!(normal("e\u{301}"), normal("é"));
    }
}
