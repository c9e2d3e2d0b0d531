//! What whoever must be asked first answers: they decline a sale to somebody else, and it goes on.

use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::block::BlockKind;
use super::super::{day, frozen, line};
use super::shown::ContractStatus;
use super::state::{hold, wrong_state};
use super::write::party;
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult};
use crate::people::Person;

/// They were asked about a sale, and declined.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewFirstRefusalAnswer)]
#[serde(deny_unknown_fields)]
pub struct NewAnswer {
    /// The buyer to whom it may be sold now.
    pub party_id: Uuid,
    pub declined_on: NaiveDate,
    /// What was offered to them, and how they answered.
    pub note: String,
}

/// Notes the answer. It is to the version that is in force: an amendment asks anew.
pub async fn note(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    new: &NewAnswer,
) -> AppResult<()> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    let held = hold(db, house_id, id, now).await?;
    if held.status != ContractStatus::Active {
        return Err(wrong_state(&held, "asked about a sale"));
    }
    let said = line(&new.note, 400, "note")?;
    party(db, house_id, new.party_id).await?;
    let blocks = frozen::of(db, house_id, id, held.version).await?;
    let asked_first = blocks
        .iter()
        .any(|frozen| frozen.block.kind == BlockKind::FirstRefusal);
    if !asked_first || new.party_id == held.party_id {
        return Err(AppError::conflict(
            "answer_unasked",
            format!(
                "Contract {} does not say that its party is asked first about a sale to this buyer.",
                held.reference
            ),
            "Choose the contract with the first refusal, and the buyer.",
        ));
    }
    if day(new.declined_on)? > now.date_naive() {
        return Err(AppError::bad_request(
            "date_invalid",
            "They cannot have declined on a day that has yet to come.",
            "Enter the day of their answer.",
        ));
    }
    let answer = app.random.id();
    sqlx::query!(
        "insert into rights_refusals (id, house_id, contract_id, version, party_id, declined_on, note, person_id, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        answer,
        house_id,
        id,
        held.version,
        new.party_id,
        new.declined_on,
        said,
        operator.id,
        now
    )
    .execute(&mut *db)
    .await?;
    let detail = json!({"reference": held.reference, "party_id": new.party_id, "declined_on": new.declined_on, "note": said});
    audit::note(
        &mut *db,
        app,
        operator,
        "rights.declined_first",
        "rights_contract",
        id,
        detail,
    )
    .await
}
