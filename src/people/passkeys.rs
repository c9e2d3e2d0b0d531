//! Passkeys (Web Authentication, level 3): adding one, logging in with one, taking one away.
//!
//! A ceremony is started, answered by the browser within five minutes, and used once: its state lies
//! in the database, so that any process of the house may finish it.

use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::types::Json as Kept;
use utoipa::ToSchema;
use uuid::Uuid;
use webauthn_rs::prelude::Passkey as Credential;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Webauthn, WebauthnBuilder, WebauthnError,
};

use super::me::{self, Me};
use super::session::Session;
use super::{MaybePerson, Person, merge};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::houses::{CurrentHouse, House};

const CEREMONY_LIFETIME: Duration = Duration::minutes(5);
/// Passkeys of one person.
const PASSKEYS_MAX: usize = 20;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PasskeyName)]
pub struct Name {
    /// What its owner calls it, such as "Phone"; up to 80 characters.
    pub name: String,
}

/// A ceremony that has begun.
#[derive(Serialize, ToSchema)]
pub struct Ceremony {
    pub ceremony: Uuid,
    /// For `navigator.credentials.create()` or `.get()`; binary members are base64url.
    #[schema(value_type = serde_json::Value)]
    pub options: Value,
}

/// What the browser answered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CeremonyFinish {
    pub ceremony: Uuid,
    /// `PublicKeyCredential.toJSON()`
    #[schema(value_type = serde_json::Value)]
    pub credential: Value,
}

/// What is kept between start and finish.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Pending {
    Registration {
        name: String,
        state: PasskeyRegistration,
    },
    Login {
        state: DiscoverableAuthentication,
    },
    Signature {
        /// Of what is signed.
        digest: String,
        /// Base64url, like the challenge.
        nonce: String,
        state: PasskeyAuthentication,
    },
}

/// The house as a relying party, by its public address.
fn relying_party(app: &App, name: &str) -> AppResult<Webauthn> {
    let address = &app.config.public_url;
    let host = address.domain().unwrap_or_default();
    WebauthnBuilder::new(host, address)
        .and_then(|builder| builder.rp_name(name).build())
        .map_err(|_| {
            AppError::conflict(
                "passkeys_unavailable",
                "Passkeys need a host name, and this house is reached by a number.",
                "Use e-mail and password, or set `public_url` to an address with a name.",
            )
        })
}

fn refused(_: WebauthnError) -> AppError {
    AppError::bad_request(
        "passkey_refused",
        "The passkey's answer does not fit this house.",
        "Try again; use another passkey if it stays so.",
    )
}

/// Reads what a browser sent.
fn credential<T: DeserializeOwned>(value: Value) -> AppResult<T> {
    serde_json::from_value(value).map_err(|_| {
        AppError::bad_request(
            "body_invalid",
            "The body cannot be read at `credential`.",
            "Send what the browser's credential gives by toJSON().",
        )
    })
}

async fn begin(
    app: &App,
    house_id: Uuid,
    person_id: Option<Uuid>,
    pending: &Pending,
) -> AppResult<Uuid> {
    let id = app.random.id();
    sqlx::query!(
        "insert into passkey_ceremonies (id, house_id, person_id, state, expires_at) values ($1, $2, $3, $4, $5)",
        id,
        house_id,
        person_id,
        Kept(pending) as _,
        app.clock.now() + CEREMONY_LIFETIME
    )
    .execute(&app.db)
    .await?;
    Ok(id)
}

/// Takes a ceremony away, so that it is used once, whatever becomes of it.
async fn take(
    app: &App,
    house_id: Uuid,
    person_id: Option<Uuid>,
    ceremony: Uuid,
) -> AppResult<Pending> {
    let taken = sqlx::query!(
        r#"delete from passkey_ceremonies
           where id = $1 and house_id = $2 and person_id is not distinct from $3
           returning state as "state: Kept<Pending>", expires_at"#,
        ceremony,
        house_id,
        person_id
    )
    .fetch_optional(&app.db)
    .await?
    .filter(|row| row.expires_at > app.clock.now());
    taken.map(|row| row.state.0).ok_or_else(no_ceremony)
}

fn no_ceremony() -> AppError {
    AppError::bad_request(
        "ceremony_over",
        "This attempt is over: it was used, or took more than five minutes.",
        "Start again.",
    )
}

/// Begin to add a passkey to this device's viewer.
#[utoipa::path(
    post, path = "/api/v1/auth/passkeys/register/start", tag = "people", request_body = Name,
    responses((status = 200, body = Ceremony), (status = 409, body = ErrorBody))
)]
pub async fn register_start(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    person: Person,
    Json(wanted): Json<Name>,
) -> AppResult<Json<Ceremony>> {
    let name = me::display_name(&wanted.name)?.unwrap_or_else(|| "Passkey".into());
    let row = sqlx::query!(
        "select email, display_name from people where id = $1",
        person.id
    )
    .fetch_one(&app.db)
    .await?;
    let known = sqlx::query_scalar!(
        "select credential_id from passkeys where person_id = $1",
        person.id
    )
    .fetch_all(&app.db)
    .await?;
    if known.len() >= PASSKEYS_MAX {
        return Err(AppError::conflict(
            "too_many_passkeys",
            format!("An account has at most {PASSKEYS_MAX} passkeys."),
            "Delete one that is not used any more.",
        ));
    }
    let label = row
        .email
        .or_else(|| row.display_name.clone())
        .unwrap_or_else(|| house.name.clone());
    let shown = row.display_name.unwrap_or_else(|| label.clone());
    let (challenge, state) = relying_party(&app, &house.name)?
        .start_passkey_registration(person.id, &label, &shown, Some(known))
        .map_err(AppError::internal)?;
    let mut options = serde_json::to_value(challenge).map_err(AppError::internal)?;
    // Logging in asks for no name, so the passkey has to be one that the device finds by itself.
    let selection = &mut options["publicKey"]["authenticatorSelection"];
    selection["residentKey"] = "required".into();
    selection["requireResidentKey"] = true.into();
    let pending = Pending::Registration { name, state };
    let ceremony = begin(&app, house.id, Some(person.id), &pending).await?;
    Ok(Json(Ceremony { ceremony, options }))
}

/// Finish adding a passkey; an anonymous viewer becomes an account by it.
#[utoipa::path(
    post, path = "/api/v1/auth/passkeys/register/finish", tag = "people", request_body = CeremonyFinish,
    responses((status = 200, body = Me), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub async fn register_finish(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    session: Session,
    MaybePerson(person): MaybePerson,
    Json(finish): Json<CeremonyFinish>,
) -> AppResult<Json<Me>> {
    let person = person.ok_or_else(no_ceremony)?;
    let answer: RegisterPublicKeyCredential = credential(finish.credential)?;
    let Pending::Registration { name, state } =
        take(&app, house.id, Some(person.id), finish.ceremony).await?
    else {
        return Err(no_ceremony());
    };
    let made = relying_party(&app, &house.name)?
        .finish_passkey_registration(&answer, &state)
        .map_err(refused)?;
    let mut transaction = app.db.begin().await?;
    let kept = sqlx::query!(
        "insert into passkeys (id, house_id, person_id, credential_id, name, credential, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (credential_id) do nothing",
        app.random.id(),
        house.id,
        person.id,
        made.cred_id().as_slice(),
        name,
        Kept(&made) as _,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    if kept.rows_affected() == 0 {
        return Err(AppError::conflict(
            "passkey_known",
            "This passkey belongs to an account already.",
            "Log in with it, or add another.",
        ));
    }
    session.renew(transaction, person.id).await?;
    Ok(Json(me::load(&app, person.id).await?))
}

/// Begin to log in with a passkey that the device finds by itself.
#[utoipa::path(
    post, path = "/api/v1/auth/passkeys/login/start", tag = "people",
    responses((status = 200, body = Ceremony), (status = 409, body = ErrorBody))
)]
pub async fn login_start(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
) -> AppResult<Json<Ceremony>> {
    let (mut challenge, state) = relying_party(&app, &house.name)?
        .start_discoverable_authentication()
        .map_err(AppError::internal)?;
    // Whether it is offered in a form field or in a dialogue is the page's choice.
    challenge.mediation = None;
    let options = serde_json::to_value(challenge).map_err(AppError::internal)?;
    let ceremony = begin(&app, house.id, None, &Pending::Login { state }).await?;
    Ok(Json(Ceremony { ceremony, options }))
}

/// Finish logging in with a passkey; what was watched on this device before is merged in.
#[utoipa::path(
    post, path = "/api/v1/auth/passkeys/login/finish", tag = "people", request_body = CeremonyFinish,
    responses((status = 200, body = Me), (status = 400, body = ErrorBody))
)]
pub async fn login_finish(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    session: Session,
    MaybePerson(device): MaybePerson,
    Json(finish): Json<CeremonyFinish>,
) -> AppResult<Json<Me>> {
    let answer: PublicKeyCredential = credential(finish.credential)?;
    let Pending::Login { state } = take(&app, house.id, None, finish.ceremony).await? else {
        return Err(no_ceremony());
    };
    let party = relying_party(&app, &house.name)?;
    let (owner, credential_id) = party
        .identify_discoverable_authentication(&answer)
        .map_err(refused)?;
    let mut transaction = app.db.begin().await?;
    // Held, so that the use counter only ever goes up.
    let row = sqlx::query!(
        r#"select id, person_id, credential as "credential: Kept<Credential>" from passkeys
           where credential_id = $1 and person_id = $2 and house_id = $3 for update"#,
        credential_id,
        owner,
        house.id
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(|| {
        AppError::bad_request(
            "passkey_unknown",
            "This house does not know that passkey any more.",
            "Use another way to log in.",
        )
    })?;
    let mut kept = row.credential.0;
    let result = party
        .finish_discoverable_authentication_v2(&answer, state, &kept)
        .map_err(refused)?;
    kept.update_credential(&result);
    sqlx::query!(
        "update passkeys set credential = $2, last_used_at = $3 where id = $1",
        row.id,
        Kept(&kept) as _,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    if let Some(device) = &device {
        merge::into_account(&mut transaction, device, row.person_id).await?;
    }
    session.renew(transaction, row.person_id).await?;
    Ok(Json(me::load(&app, row.person_id).await?))
}

/// Whether somebody has a passkey.
pub async fn has(app: &App, person: &Person) -> AppResult<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from passkeys where person_id = $1) as "has!""#,
        person.id
    )
    .fetch_one(&app.db)
    .await?)
}

/// What a passkey signs for a document: SHA-256 of these words, the document's digest and a nonce, so that its signature is
/// one over this document.
fn signature_challenge(digest: &str, nonce: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(b"cliffhanger signature 1");
    hash.update(digest.as_bytes());
    hash.update(nonce.as_bytes());
    URL_SAFE_NO_PAD.encode(hash.finalize())
}

/// Begins a signature over a document with one of the person's passkeys; none: they have no passkey.
pub async fn sign_start(
    app: &App,
    house: &House,
    person: &Person,
    digest: &str,
) -> AppResult<Option<Ceremony>> {
    let known = sqlx::query_scalar!(
        r#"select credential as "credential: Kept<Credential>" from passkeys where person_id = $1 and house_id = $2"#,
        person.id,
        house.id
    )
    .fetch_all(&app.db)
    .await?;
    if known.is_empty() {
        return Ok(None);
    }
    let known: Vec<Credential> = known.into_iter().map(|kept| kept.0).collect();
    let (challenge, state) = relying_party(app, &house.name)?
        .start_passkey_authentication(&known)
        .map_err(AppError::internal)?;
    // The library draws challenges; this one is the document's.
    let nonce = URL_SAFE_NO_PAD.encode(app.random.bytes::<16>());
    let own = signature_challenge(digest, &nonce);
    let mut options = serde_json::to_value(challenge).map_err(AppError::internal)?;
    options["publicKey"]["challenge"] = own.clone().into();
    let mut state = serde_json::to_value(state).map_err(AppError::internal)?;
    state["ast"]["challenge"] = own.into();
    let pending = Pending::Signature {
        digest: digest.to_owned(),
        nonce,
        state: serde_json::from_value(state).map_err(AppError::internal)?,
    };
    let ceremony = begin(app, house.id, Some(person.id), &pending).await?;
    Ok(Some(Ceremony { ceremony, options }))
}

/// Finishes it; gives what anybody needs to verify the signature again: the passkey's public key, what it answered, the nonce.
pub async fn sign_finish(
    app: &App,
    house: &House,
    person: &Person,
    finish: CeremonyFinish,
    wanted: &str,
) -> AppResult<Value> {
    let shown = finish.credential.clone();
    let answer: PublicKeyCredential = credential(finish.credential)?;
    let pending = take(app, house.id, Some(person.id), finish.ceremony).await?;
    let Pending::Signature {
        digest,
        nonce,
        state,
    } = pending
    else {
        return Err(no_ceremony());
    };
    if digest != wanted {
        return Err(no_ceremony());
    }
    let result = relying_party(app, &house.name)?
        .finish_passkey_authentication(&answer, &state)
        .map_err(refused)?;
    let mut transaction = app.db.begin().await?;
    let row = sqlx::query!(
        r#"select id, credential as "credential: Kept<Credential>" from passkeys
           where credential_id = $1 and person_id = $2 for update"#,
        result.cred_id().as_slice(),
        person.id
    )
    .fetch_optional(&mut *transaction)
    .await?
    .ok_or_else(no_ceremony)?;
    let mut kept = row.credential.0;
    kept.update_credential(&result);
    sqlx::query!(
        "update passkeys set credential = $2, last_used_at = $3 where id = $1",
        row.id,
        Kept(&kept) as _,
        app.clock.now()
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(serde_json::json!({
        "digest": digest, "nonce": nonce, "answer": shown, "public_key": kept.get_public_key(),
    }))
}

/// Delete a passkey, unless it is the only way to log in.
#[utoipa::path(
    delete, operation_id = "remove_passkey", path = "/api/v1/auth/passkeys/{id}", tag = "people", params(("id" = Uuid, Path)),
    responses((status = 200, body = Me), (status = 404, body = ErrorBody), (status = 409, body = ErrorBody))
)]
pub async fn remove(
    State(app): State<App>,
    MaybePerson(person): MaybePerson,
    Path(id): Path<Uuid>,
) -> AppResult<Json<Me>> {
    let no_passkey = || {
        AppError::not_found(
            "passkey_not_found",
            "You have no such passkey.",
            "Reload the page to see those you have.",
        )
    };
    let person = person.ok_or_else(no_passkey)?;
    let mut transaction = app.db.begin().await?;
    let has_password = sqlx::query_scalar!(
        r#"select password_hash is not null as "has!" from people where id = $1 for update"#,
        person.id
    )
    .fetch_one(&mut *transaction)
    .await?;
    let passkeys = sqlx::query_scalar!("select id from passkeys where person_id = $1", person.id)
        .fetch_all(&mut *transaction)
        .await?;
    if !passkeys.contains(&id) {
        return Err(no_passkey());
    }
    if !has_password && passkeys.len() == 1 {
        return Err(AppError::conflict(
            "last_login",
            "This passkey is the only way into the account.",
            "Add another passkey or a password first.",
        ));
    }
    sqlx::query!("delete from passkeys where id = $1", id)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Json(me::load(&app, person.id).await?))
}
