//! Sessions: a random token in a cookie, its hash in the database.

use std::sync::{Arc, PoisonError, RwLock};

use axum::extract::{FromRequestParts, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::Response;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use sha2::{Digest, Sha256};
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use super::Role;
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::houses::CurrentHouse;

const COOKIE: &str = "cliffhanger";
/// A session ends when its device has not been seen for this long.
pub const LIFETIME: Duration = Duration::days(365);
/// How often a session's last sight is written down.
const SEEN_EVERY: Duration = Duration::hours(1);
/// How long a request that was on its way while its session was replaced is told so.
const REPLACED_FOR: Duration = Duration::seconds(30);

/// Who makes the request; extracting it makes an anonymous person when there is none.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: Uuid,
    pub house_id: Uuid,
    /// The pseudonym for events.
    pub viewer_key: Uuid,
    pub role: Role,
    pub settings: serde_json::Value,
}

/// Who makes the request, if they have a session; extracting it makes nothing.
pub struct MaybePerson(pub Option<Person>);

/// What the cookie is to be once the answer leaves; filled by handlers and extractors.
#[derive(Clone, Default)]
pub struct CookieSlot(Arc<RwLock<Option<Change>>>);

#[derive(Clone)]
enum Change {
    Set(String),
    Clear,
}

impl CookieSlot {
    fn set(&self, token: String) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Change::Set(token));
    }

    /// The token that is on its way to the browser.
    fn pending(&self) -> Option<String> {
        match &*self.0.read().unwrap_or_else(PoisonError::into_inner) {
            Some(Change::Set(token)) => Some(token.clone()),
            _ => None,
        }
    }

    fn clear(&self) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(Change::Clear);
    }
}

impl<S: Sync> FromRequestParts<S> for CookieSlot {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> AppResult<Self> {
        let slot = parts.extensions.get::<Self>().cloned();
        slot.ok_or_else(|| AppError::internal(anyhow::anyhow!("the route has no cookie layer")))
    }
}

/// Writes the cookie that the handlers asked for.
pub async fn cookie_layer(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let slot = CookieSlot::default();
    request.extensions_mut().insert(slot.clone());
    let mut response = next.run(request).await;
    let change = slot
        .0
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(change) = change {
        let secure = app.config.public_url.scheme() == "https";
        let (token, age_s) = match change {
            Change::Set(token) => (token, LIFETIME.num_seconds()),
            Change::Clear => (String::new(), 0),
        };
        let cookie = Cookie::build((COOKIE, token))
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(secure);
        if let Ok(value) = format!("{}; Max-Age={age_s}", cookie.build()).parse() {
            response
                .headers_mut()
                .append(axum::http::header::SET_COOKIE, value);
        }
    }
    response
}

/// The hash under which a token is kept.
pub fn hash_token(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// A new token: 256 random bits, URL-safe.
pub fn new_token(app: &App) -> String {
    URL_SAFE_NO_PAD.encode(app.random.bytes::<32>())
}

/// Opens a session of `person` and returns its token for [`CookieSlot::set`].
pub async fn open(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    person_id: Uuid,
) -> AppResult<String> {
    let token = new_token(app);
    let (hash, now) = (hash_token(&token), app.clock.now());
    sqlx::query!(
        "insert into sessions (token_hash, house_id, person_id, created_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4, $4, $5)",
        hash.as_slice(),
        house_id,
        person_id,
        now,
        now + LIFETIME
    )
    .execute(&mut *db)
    .await?;
    Ok(token)
}

/// The session of a request, for the handlers that replace or end it.
pub struct Session {
    app: App,
    house_id: Uuid,
    /// The token that the request came with.
    token: Option<String>,
    slot: CookieSlot,
}

impl FromRequestParts<App> for Session {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        let CurrentHouse(house) = CurrentHouse::from_request_parts(parts, app).await?;
        Ok(Self {
            app: app.clone(),
            house_id: house.id,
            token: token_of(parts),
            slot: CookieSlot::from_request_parts(parts, app).await?,
        })
    }
}

impl Session {
    /// Ends the session that the request came with (or just got), opens another of `person` and commits.
    /// Done whenever what a session may do grows, so that a token planted or seen before is worth nothing
    /// afterwards.
    pub async fn renew(
        &self,
        mut transaction: Transaction<'_, Postgres>,
        person: Uuid,
    ) -> AppResult<()> {
        for token in [&self.token, &self.slot.pending()].into_iter().flatten() {
            end(&self.app, &mut transaction, self.house_id, token).await?;
        }
        let new = open(&self.app, &mut transaction, self.house_id, person).await?;
        transaction.commit().await?;
        self.slot.set(new);
        Ok(())
    }

    /// Ends the session that the request came with, if it has one.
    pub async fn end(&self) -> AppResult<()> {
        if let Some(token) = &self.token {
            let mut db = self.app.db.acquire().await?;
            end(&self.app, &mut db, self.house_id, token).await?;
        }
        self.slot.clear();
        Ok(())
    }
}

/// Ends a session and remembers its token for a moment: see [`refuse_just_ended`].
async fn end(app: &App, db: &mut PgConnection, house_id: Uuid, token: &str) -> AppResult<()> {
    let hash = hash_token(token);
    sqlx::query!(
        "with ended as (delete from sessions where token_hash = $1)
         insert into ended_sessions (token_hash, house_id, ended_at) values ($1, $2, $3)
         on conflict (token_hash) do nothing",
        hash.as_slice(),
        house_id,
        app.clock.now()
    )
    .execute(&mut *db)
    .await?;
    Ok(())
}

/// Forgets the ended sessions that no request can still be on its way with.
pub async fn forget_ended(app: &App, db: &mut PgConnection) -> AppResult<()> {
    let long_ago = app.clock.now() - REPLACED_FOR;
    sqlx::query!("delete from ended_sessions where ended_at <= $1", long_ago)
        .execute(&mut *db)
        .await?;
    Ok(())
}

/// Refuses a request that was sent before, and arrives after, its session was replaced. Given a session of
/// its own, its cookie would overwrite the new one, and whoever just logged in would be logged out.
async fn refuse_just_ended(app: &App, token: &str) -> AppResult<()> {
    let hash = hash_token(token);
    let ended = sqlx::query_scalar!(
        r#"select exists (select from ended_sessions where token_hash = $1 and ended_at > $2) as "ended!""#,
        hash.as_slice(),
        app.clock.now() - REPLACED_FOR
    )
    .fetch_one(&app.db)
    .await?;
    if ended {
        return Err(AppError::new(
            StatusCode::UNAUTHORIZED,
            "session_replaced",
            "This device logged in or out just now.",
            "Send the request again.",
        ));
    }
    Ok(())
}

fn token_of(parts: &Parts) -> Option<String> {
    Some(
        CookieJar::from_headers(&parts.headers)
            .get(COOKIE)?
            .value()
            .to_owned(),
    )
}

async fn find(app: &App, house_id: Uuid, token: &str) -> AppResult<Option<Person>> {
    let now = app.clock.now();
    let hash = hash_token(token);
    let row = sqlx::query!(
        r#"select p.id, p.house_id, p.viewer_key, p.role as "role: Role", p.settings, s.last_seen_at
           from sessions s join people p on p.id = s.person_id
           where s.token_hash = $1 and s.house_id = $2 and s.expires_at > $3"#,
        hash.as_slice(),
        house_id,
        now
    )
    .fetch_optional(&app.db)
    .await?;
    let Some(row) = row else { return Ok(None) };
    if now - row.last_seen_at > SEEN_EVERY {
        sqlx::query!(
            "with seen as (update sessions set last_seen_at = $2, expires_at = $3 where token_hash = $1)
             update people set last_seen_at = $2 where id = $4",
            hash.as_slice(),
            now,
            now + LIFETIME,
            row.id
        )
        .execute(&app.db)
        .await?;
    }
    let (id, house_id, viewer_key) = (row.id, row.house_id, row.viewer_key);
    Ok(Some(Person {
        id,
        house_id,
        viewer_key,
        role: row.role,
        settings: row.settings,
    }))
}

async fn create_anonymous(app: &App, db: &mut PgConnection, house_id: Uuid) -> AppResult<Person> {
    let (id, viewer_key, now) = (app.random.id(), app.random.id(), app.clock.now());
    sqlx::query!(
        "insert into people (id, house_id, viewer_key, created_at, last_seen_at) values ($1, $2, $3, $4, $4)",
        id,
        house_id,
        viewer_key,
        now
    )
    .execute(&mut *db)
    .await?;
    Ok(Person {
        id,
        house_id,
        viewer_key,
        role: Role::Viewer,
        settings: serde_json::json!({}),
    })
}

impl FromRequestParts<App> for MaybePerson {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        if let Some(person) = parts.extensions.get::<Person>() {
            return Ok(Self(Some(person.clone())));
        }
        let CurrentHouse(house) = CurrentHouse::from_request_parts(parts, app).await?;
        let Some(token) = token_of(parts) else {
            return Ok(Self(None));
        };
        let person = find(app, house.id, &token).await?;
        if let Some(person) = &person {
            parts.extensions.insert(person.clone());
        }
        Ok(Self(person))
    }
}

impl FromRequestParts<App> for Person {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> AppResult<Self> {
        if let MaybePerson(Some(person)) = MaybePerson::from_request_parts(parts, app).await? {
            return Ok(person);
        }
        if let Some(token) = token_of(parts) {
            refuse_just_ended(app, &token).await?;
        }
        let CurrentHouse(house) = CurrentHouse::from_request_parts(parts, app).await?;
        let slot = CookieSlot::from_request_parts(parts, app).await?;
        // Together: a person without a session may be swept away.
        let mut transaction = app.db.begin().await?;
        let person = create_anonymous(app, &mut transaction, house.id).await?;
        let token = open(app, &mut transaction, house.id, person.id).await?;
        transaction.commit().await?;
        slot.set(token);
        parts.extensions.insert(person.clone());
        Ok(person)
    }
}
