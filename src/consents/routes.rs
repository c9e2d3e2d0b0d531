//! The register at the desk.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::{Operator, Producer};

/// A consent of the register.
#[derive(Serialize, ToSchema)]
pub struct ConsentView {
    pub id: Uuid,
    pub person: String,
    /// `voice`, `likeness`
    pub uses: Vec<String>,
    /// Titles; none: every series of the house.
    pub series: Vec<String>,
    /// ISO 3166-1; none: the world.
    pub territories: Vec<String>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: Option<DateTime<Utc>>,
    pub withdrawn_at: Option<DateTime<Utc>>,
    pub document_name: String,
    /// SHA-256 of the signed document.
    pub document: String,
    /// Whether it holds now.
    pub holds: bool,
    /// Productions that rest on it.
    pub productions: Vec<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentBody {
    pub person: String,
    /// `voice`, `likeness`
    pub uses: Vec<String>,
    #[serde(default)]
    pub series: Vec<String>,
    #[serde(default)]
    pub territories: Vec<String>,
    /// By default now.
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
    #[serde(default)]
    pub document_name: String,
    /// SHA-256 of the signed document, 64 digits; the document itself stays with you.
    pub document: String,
}

/// List consents, by person.
#[utoipa::path(get, operation_id = "list_consents", path = "/api/v1/studio/consents", tag = "studio", responses((status = 200, body = Vec<ConsentView>), (status = 403, body = ErrorBody)))]
pub async fn list(
    State(app): State<App>,
    Producer(person): Producer,
) -> AppResult<Json<Vec<ConsentView>>> {
    let now = app.clock.now();
    let rows = sqlx::query!(
        r#"select c.id, c.person, c.uses, c.series, c.territories, c.starts_at, c.ends_at, c.withdrawn_at, c.document,
                  c.document_name,
                  array(select p.title from production_people q join productions p on p.id = q.production_id
                        where q.consent_id = c.id and q.house_id = $1 order by p.title) as "productions!"
           from consents c where c.house_id = $1 order by c.person, c.starts_at desc, c.id limit 2000"#,
        person.house_id
    )
    .fetch_all(&app.db)
    .await?;
    Ok(Json(
        rows.into_iter()
            .map(|row| ConsentView {
                holds: row.starts_at <= now
                    && row.ends_at.is_none_or(|at| at > now)
                    && row.withdrawn_at.is_none_or(|at| at > now),
                id: row.id,
                person: row.person,
                uses: row.uses,
                series: row.series,
                territories: row.territories,
                starts_at: row.starts_at,
                ends_at: row.ends_at,
                withdrawn_at: row.withdrawn_at,
                document_name: row.document_name,
                document: super::hex(&row.document),
                productions: row.productions,
            })
            .collect(),
    ))
}

/// Enter a consent.
#[utoipa::path(post, operation_id = "enter_consent", path = "/api/v1/desk/consents", tag = "desk", request_body = ConsentBody, responses((status = 201, body = EnteredConsent), (status = 400, body = ErrorBody)))]
pub async fn enter(
    State(app): State<App>,
    Operator(person): Operator,
    Json(body): Json<ConsentBody>,
) -> AppResult<(StatusCode, Json<EnteredConsent>)> {
    let bad = |what: &str, remedy: &str| AppError::bad_request("bad_consent", what, remedy);
    let name = body.person.trim();
    if !(1..=200).contains(&name.chars().count()) || name.contains('\0') {
        return Err(bad(
            "A consent is of a person.",
            "Write their name, up to 200 characters.",
        ));
    }
    let uses = super::names(&super::uses(&body.uses));
    if uses.is_empty() || uses.len() != body.uses.len() {
        return Err(bad(
            "Something else than a voice or a likeness is named.",
            "Say voice, likeness, or both.",
        ));
    }
    let document = digest(&body.document).ok_or_else(|| {
        bad(
            "This is no SHA-256 of a document.",
            "Choose the signed document; its digest has 64 digits from 0 to f.",
        )
    })?;
    let country =
        |code: &String| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if !body.territories.iter().all(country) || body.territories.len() > 300 {
        return Err(bad(
            "A territory is no country.",
            "Use codes such as KR or US.",
        ));
    }
    let title =
        |title: &String| (1..=200).contains(&title.chars().count()) && !title.contains('\0');
    if !body.series.iter().all(title) || body.series.len() > 500 || !short(&body.document_name) {
        return Err(bad(
            "A series or the document has no usable name.",
            "Use names of up to 200 characters.",
        ));
    }
    let starts_at = body.starts_at.unwrap_or_else(|| app.clock.now());
    let sane = |at: &DateTime<Utc>| (1970..=2200).contains(&at.year());
    if !sane(&starts_at) || !body.ends_at.as_ref().is_none_or(sane) {
        return Err(bad(
            "It begins or ends in no year that anybody signs for.",
            "Use dates from 1970 to 2200.",
        ));
    }
    if body.ends_at.is_some_and(|end| end <= starts_at) {
        return Err(bad(
            "It ends before it begins.",
            "Choose a later end, or none.",
        ));
    }
    let id = app.random.id();
    let mut tx = app.db.begin().await?;
    sqlx::query!(
        "insert into consents (id, house_id, person, uses, series, territories, starts_at, ends_at, document, document_name,
             created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        id,
        person.house_id,
        name,
        &uses,
        &body.series,
        &body.territories,
        starts_at,
        body.ends_at,
        &document[..],
        body.document_name,
        person.id,
        app.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    // Nothing personal in the log: the register itself says who.
    let detail = json!({ "uses": uses, "ends_at": body.ends_at });
    audit::note(
        &mut *tx,
        &app,
        &person,
        "consent.entered",
        "consent",
        id,
        detail,
    )
    .await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(EnteredConsent { id })))
}

#[derive(Serialize, ToSchema)]
pub struct EnteredConsent {
    pub id: Uuid,
}

fn short(text: &str) -> bool {
    text.chars().count() <= 200 && !text.contains('\0')
}

fn digest(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut digest = [0; 32];
    for (at, byte) in digest.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    Some(digest)
}

/// Write down that somebody has withdrawn their consent: nothing more is made or released with them.
#[utoipa::path(post, operation_id = "withdraw_consent", path = "/api/v1/desk/consents/{id}/withdraw", tag = "desk", params(("id" = Uuid, Path)), responses((status = 204), (status = 404, body = ErrorBody)))]
pub async fn withdraw(
    State(app): State<App>,
    Operator(person): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<StatusCode> {
    let mut tx = app.db.begin().await?;
    let done = sqlx::query!(
        "update consents set withdrawn_at = coalesce(withdrawn_at, $3) where house_id = $1 and id = $2",
        person.house_id,
        id,
        app.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Err(AppError::not_found(
            "consent_not_found",
            "There is no such consent.",
            "Load the register anew.",
        ));
    }
    audit::note(
        &mut *tx,
        &app,
        &person,
        "consent.withdrawn",
        "consent",
        id,
        json!({}),
    )
    .await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
