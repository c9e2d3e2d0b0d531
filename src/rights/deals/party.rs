//! The other side of a deal: a one-time link makes whoever opens it the one who reads the document and signs it.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::shown::{Signature, read};
use super::{DealStatus, held};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path};
use crate::people::policy::{Member, Operator};
use crate::people::session;
use crate::rights::not_found;

/// How long a link may be opened.
const LINK_LIFETIME: Duration = Duration::days(14);

/// A link for the other side of a deal.
#[derive(Serialize, ToSchema)]
#[schema(as = DealInvitation)]
pub struct Invitation {
    /// Shown once: only its hash is kept.
    pub link: String,
    pub expires_at: DateTime<Utc>,
}

/// Not `Debug`: it holds a secret.
#[derive(Deserialize, ToSchema)]
#[schema(as = DealClaim)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// What follows the `#` of the link.
    pub token: String,
}

/// A deal as the other side sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = PartyDeal)]
pub struct PartyDeal {
    pub id: Uuid,
    pub name: String,
    /// For whom one signs.
    pub party: String,
    pub status: DealStatus,
    /// The SHA-256 of the document; null until there is one.
    pub document_digest: Option<String>,
    pub signatures: Vec<Signature>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = PartyDeals)]
pub struct PartyDeals {
    pub items: Vec<PartyDeal>,
}

/// Make a link that lets the other side read a deal's document and sign it. Earlier ones that nobody opened stop working.
#[utoipa::path(post, operation_id = "invite_deal_party", path = "/api/v1/desk/rights/deals/{id}/invitation", tag = "rights",
    params(("id" = Uuid, Path)),
    responses((status = 201, body = Invitation), (status = 403, body = ErrorBody), (status = 404, body = ErrorBody)))]
pub async fn invite(
    State(app): State<App>,
    Operator(operator): Operator,
    Path(id): Path<Uuid>,
) -> AppResult<(StatusCode, Json<Invitation>)> {
    let (token, now) = (session::new_token(&app), app.clock.now());
    let hash = session::hash_token(&token);
    let expires_at = now + LINK_LIFETIME;
    let mut transaction = app.db.begin().await?;
    held::hold(&mut transaction, operator.house_id, id).await?;
    sqlx::query!(
        "delete from rights_invitations where house_id = $1 and deal_id = $2 and used_at is null",
        operator.house_id,
        id
    )
    .execute(&mut *transaction)
    .await?;
    sqlx::query!(
        "insert into rights_invitations (token_hash, house_id, deal_id, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6)",
        hash.as_slice(),
        operator.house_id,
        id,
        operator.id,
        now,
        expires_at
    )
    .execute(&mut *transaction)
    .await?;
    let after = serde_json::json!({ "expires_at": expires_at });
    let action = "rights.party_invited";
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        action,
        "rights_deal",
        id,
        after,
    )
    .await?;
    transaction.commit().await?;
    let base = crate::houses::address(&app, operator.house_id).await?;
    let link = format!("{base}/deals#{token}");
    Ok((StatusCode::CREATED, Json(Invitation { link, expires_at })))
}

/// Become the other side of a deal, by its link. The account that opens it first is the one that signs.
#[utoipa::path(post, operation_id = "claim_deal", path = "/api/v1/deals/claim", tag = "rights", request_body = Claim,
    responses((status = 200, body = PartyDeals), (status = 401, body = ErrorBody), (status = 404, body = ErrorBody), (status = 410, body = ErrorBody)))]
pub async fn claim(
    State(app): State<App>,
    Member(person): Member,
    Json(claim): Json<Claim>,
) -> AppResult<Json<PartyDeals>> {
    let hash = session::hash_token(claim.token.trim());
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    let deal = sqlx::query_scalar!(
        "update rights_invitations set used_at = $3
         where token_hash = $1 and house_id = $2 and used_at is null and expires_at > $3 returning deal_id",
        hash.as_slice(),
        person.house_id,
        now
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(deal) = deal else {
        let theirs = sqlx::query_scalar!(
            r#"select d.party_person_id is not distinct from $3 as "theirs!"
               from rights_invitations i join rights_deals d on d.id = i.deal_id
               where i.token_hash = $1 and i.house_id = $2"#,
            hash.as_slice(),
            person.house_id,
            person.id
        )
        .fetch_optional(&mut *transaction)
        .await?;
        return match theirs {
            // Opened twice by the same account.
            Some(true) => own(&app, &person).await,
            Some(false) => Err(AppError::new(
                StatusCode::GONE,
                "link_over",
                "This link was opened before, or is too old.",
                "Ask the house for another.",
            )),
            None => Err(not_found("invitation")),
        };
    };
    sqlx::query!(
        "update rights_deals set party_person_id = $3 where id = $1 and house_id = $2",
        deal,
        person.house_id,
        person.id
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    own(&app, &person).await
}

/// List the deals that the caller's account is the other side of.
#[utoipa::path(get, operation_id = "list_own_deals", path = "/api/v1/deals", tag = "rights",
    responses((status = 200, body = PartyDeals), (status = 401, body = ErrorBody)))]
pub async fn list(State(app): State<App>, Member(person): Member) -> AppResult<Json<PartyDeals>> {
    own(&app, &person).await
}

async fn own(app: &App, person: &crate::people::Person) -> AppResult<Json<PartyDeals>> {
    let ids = sqlx::query_scalar!(
        "select id from rights_deals where house_id = $1 and party_person_id = $2 order by updated_at desc, id limit 100",
        person.house_id,
        person.id
    )
    .fetch_all(&app.db)
    .await?;
    let mut db = app.db.acquire().await?;
    let mut items = Vec::with_capacity(ids.len());
    for id in ids {
        let found = read(&mut db, person.house_id, Some(id), app.clock.now()).await?;
        items.extend(found.into_iter().map(|deal| PartyDeal {
            id: deal.id,
            name: deal.name,
            party: deal.party,
            status: deal.status,
            document_digest: deal.document_digest,
            signatures: deal.signatures,
        }));
    }
    Ok(Json(PartyDeals { items }))
}
