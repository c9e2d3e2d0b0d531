//! Signatures over a document. Both sides' put the contract in force.

use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::Value;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::held::{Held, hold};
use super::steps::write;
use super::{DealStatus, papers};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::houses::House;
use crate::people::passkeys::{self, CeremonyFinish};
use crate::people::{Person, Role};
use crate::rights::coproductions::consents;
use crate::rights::{chain, contracts, line, not_found};

/// Who signs for what, and how.
#[derive(Deserialize, ToSchema)]
#[schema(as = DealSigned)]
#[serde(deny_unknown_fields)]
pub struct NewSignature {
    /// The name that stands under it.
    pub name: String,
    /// The digest of the document that was read: another one is not signed.
    pub document_digest: String,
    /// The answer of a passkey. Without it whoever is logged in confirms it, which is kept as such.
    pub passkey: Option<CeremonyFinish>,
    /// An operator writes down that the other side has signed a copy elsewhere.
    #[serde(default)]
    pub recorded: bool,
    /// That copy, a paper of the deal.
    #[serde(default)]
    pub copy_id: Option<Uuid>,
}

/// For whom a person may sign: operators for the house, who opened the party's link for the party.
pub fn side(person: &Person, held: &Held) -> AppResult<&'static str> {
    if person.role == Role::Operator {
        Ok("house")
    } else if held.party_person_id == Some(person.id) {
        Ok("party")
    } else {
        // Whether there is such a deal is nobody's business who is no side of it.
        Err(not_found("deal"))
    }
}

/// The SHA-256 of what there is to sign.
pub fn digest(held: &Held) -> AppResult<&str> {
    let waits = held.status == DealStatus::Agreed;
    held.document_digest
        .as_deref()
        .filter(|_| waits)
        .ok_or_else(|| {
            AppError::conflict(
                "nothing_to_sign",
                format!("Deal {} does not wait for signatures.", held.name),
                "Agree on it first.",
            )
        })
}

/// Takes a signature; gives whether both sides have signed now.
pub async fn sign(
    app: &App,
    db: &mut PgConnection,
    house: &House,
    person: &Person,
    id: Uuid,
    new: NewSignature,
) -> AppResult<bool> {
    let held = hold(db, house.id, id).await?;
    let own = side(person, &held)?;
    let digest = digest(&held)?;
    let name = line(&new.name, 120, "name")?;
    // A document that was there when it was agreed may be gone since.
    let today = app.clock.now().date_naive();
    let blocks = held.blocks.0.clone();
    let blocks = contracts::read_blocks(db, house.id, held.direction, blocks, today).await?;
    chain::refuse(app, db, house.id, held.direction, &blocks).await?;
    let contract = held.contract_id.ok_or_else(|| not_found("contract"))?;
    let about = (contract, contracts::version_of(db, contract).await?);
    let now = app.clock.now();
    consents::refuse(db, house.id, about, held.direction, &blocks, now).await?;
    if new.document_digest != digest {
        return Err(AppError::conflict(
            "document_changed",
            "This is not the document that was read.",
            "Read it again, then sign.",
        ));
    }
    let recorded = new.recorded && own == "house";
    let by_passkey = house.region.passkey_signatures;
    if recorded && by_passkey {
        return Err(AppError::conflict(
            "signature_recorded",
            "Both sides sign by passkey in this house: a copy from elsewhere is no signature here.",
            "Send them the link to sign here with a passkey of their own.",
        ));
    }
    let copy = match new.copy_id.filter(|_| recorded) {
        Some(copy) => Some(papers::unused(db, house.id, id, copy).await?.id),
        None if recorded => {
            return Err(AppError::bad_request(
                "copy_needed",
                "The other side's signature is recorded from a copy that they have signed.",
                "Upload the signed copy, or send them the link to sign here.",
            ));
        }
        None => None,
    };
    let (side, method, evidence): (_, _, Option<Value>) = match new.passkey {
        _ if recorded => ("party", "recorded", None),
        Some(answer) => {
            let evidence = passkeys::sign_finish(app, house, person, answer, digest).await?;
            (own, "passkey", Some(evidence))
        }
        None if passkeys::has(app, person).await? => {
            return Err(AppError::new(
                StatusCode::FORBIDDEN,
                "passkey_needed",
                "Your account has a passkey, and a signature is made with it.",
                "Confirm with the passkey.",
            ));
        }
        None if by_passkey => {
            return Err(AppError::new(
                StatusCode::FORBIDDEN,
                "passkey_missing",
                "Both sides sign by passkey in this house, and your account has none.",
                "Add a passkey to your account under Me, then sign again.",
            ));
        }
        None => (own, "session", None),
    };
    let kept = sqlx::query!(
        "insert into rights_signatures (deal_id, side, house_id, name, method, document_digest, evidence, person_id, at, copy_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (deal_id, side) do nothing",
        id,
        side,
        house.id,
        name,
        method,
        digest,
        evidence,
        person.id,
        app.clock.now(),
        copy
    )
    .execute(&mut *db)
    .await?;
    if kept.rows_affected() == 0 {
        return Err(AppError::conflict(
            "signed_already",
            "That side has signed already.",
            "Reload the page to see who has.",
        ));
    }
    let signed = sqlx::query_scalar!(
        r#"select count(*) as "count!" from rights_signatures where deal_id = $1"#,
        id
    )
    .fetch_one(&mut *db)
    .await?;
    if signed < 2 {
        return Ok(false);
    }
    contracts::activate(app, db, person, contract, today, &[id]).await?;
    write(app, db, person, id, DealStatus::Signed, "").await?;
    Ok(true)
}
