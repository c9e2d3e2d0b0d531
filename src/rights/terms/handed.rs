//! What becomes of deliverables: handed over, accepted or sent back, by somebody's word or by a delivery that was sent.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::deliverables::{complete, of};
use super::{Of, Stage, hold};
use crate::app::App;
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::rights::{deals, line};

/// What becomes of a deliverable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[schema(as = DeliverableMove)]
#[serde(rename_all = "snake_case")]
pub enum Move {
    Delivered,
    Accepted,
    Returned,
}

#[derive(Deserialize, ToSchema)]
#[schema(as = NewDeliverableMove)]
#[serde(deny_unknown_fields)]
pub struct NewMove {
    pub status: Move,
    #[serde(default)]
    pub note: String,
}

/// Moves a deliverable on, and its deal with it.
pub async fn step(
    app: &App,
    operator: &Person,
    (asked, id): (Of, Uuid),
    new: &NewMove,
) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    let db = &mut *transaction;
    let (house_id, now) = (operator.house_id, app.clock.now());
    let terms = hold(db, house_id, asked, now).await?;
    let terms_id = terms.of.id();
    if terms.stage != Stage::Runs {
        return Err(AppError::conflict(
            "deal_state",
            format!("{} is not signed, or is over.", terms.name),
            "Things are handed over between the signing and the end.",
        ));
    }
    let note = match new.note.trim() {
        "" if new.status == Move::Returned => {
            return Err(AppError::bad_request(
                "return_without_note",
                "What goes back goes back with a note.",
                "Say what is wrong with it.",
            ));
        }
        "" => String::new(),
        note => line(note, 400, "note")?,
    };
    let moved = match new.status {
        Move::Delivered => {
            let by = Some(operator.id);
            deliver(db, (house_id, terms_id, id), by, &note, now).await?
        }
        Move::Accepted => sqlx::query!(
            "update rights_deliverables set accepted_at = $4, accepted_by = $5, returned_note = ''
             where house_id = $1 and terms_id = $2 and id = $3 and delivered_at is not null and accepted_at is null",
            house_id,
            terms_id,
            id,
            now,
            operator.id
        )
        .execute(&mut *db)
        .await?
        .rows_affected(),
        Move::Returned => sqlx::query!(
            "update rights_deliverables set delivered_at = null, delivered_by = null, delivered_note = '', returned_note = $4
             where house_id = $1 and terms_id = $2 and id = $3 and delivered_at is not null and accepted_at is null",
            house_id,
            terms_id,
            id,
            note
        )
        .execute(&mut *db)
        .await?
        .rows_affected(),
    };
    if moved == 0 {
        return Err(AppError::conflict(
            "deliverable_state",
            "There is no such deliverable, or it has not come that far, or further already.",
            "Reload the page to see how it stands.",
        ));
    }
    let detail = serde_json::json!({ "deliverable": id, "status": format!("{:?}", new.status).to_lowercase(), "note": note });
    let action = "rights.deliverable_moved";
    let (kind, of) = (terms.of.kind(), terms_id);
    crate::audit::note(&mut *db, app, operator, action, kind, of, detail).await?;
    if let (Of::Deal(deal), true) = (terms.of, whole(db, terms_id).await?) {
        deals::steps::delivered(app, db, (house_id, Some(operator)), deal, "").await?;
    }
    transaction.commit().await?;
    app.rights.forget(house_id);
    Ok(())
}

async fn deliver(
    db: &mut PgConnection,
    (house_id, terms_id, id): (Uuid, Uuid, Uuid),
    by: Option<Uuid>,
    note: &str,
    now: DateTime<Utc>,
) -> AppResult<u64> {
    Ok(sqlx::query!(
        "update rights_deliverables set delivered_at = $4, delivered_by = $5, delivered_note = $6, returned_note = ''
         where house_id = $1 and terms_id = $2 and id = $3 and delivered_at is null",
        house_id,
        terms_id,
        id,
        now,
        by,
        note
    )
    .execute(&mut *db)
    .await?
    .rows_affected())
}

/// Whether everything is handed over.
async fn whole(db: &mut PgConnection, terms_id: Uuid) -> AppResult<bool> {
    Ok(sqlx::query_scalar!(
        r#"select not exists (select from rights_deliverables where terms_id = $1 and delivered_at is null) as "whole!""#,
        terms_id
    )
    .fetch_one(&mut *db)
    .await?)
}

/// What a delivery has met.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Met {
    /// What the deal or the contract is called.
    pub name: String,
    /// Names of deliverables.
    pub deliverables: Vec<String>,
    /// Whether nothing is left to deliver.
    pub whole: bool,
}

/// A delivery of a series under a contract was sent: what was promised of it is delivered, and the deal once nothing is left.
/// None: there is no such contract in force.
pub async fn sent(
    app: &App,
    house_id: Uuid,
    series_id: Uuid,
    reference: &str,
    delivery_id: &str,
) -> AppResult<Option<Met>> {
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    let db = &mut *transaction;
    let contract_id = sqlx::query_scalar!(
        "select id from rights_contracts
         where house_id = $1 and reference = $2 and direction = 'out' and (status = 'active' or status = 'ended' and ended_at > $3)",
        house_id,
        reference,
        now
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(contract_id) = contract_id else {
        return Ok(None);
    };
    let terms = hold(db, house_id, Of::Contract(contract_id), now).await?;
    complete(app, db, house_id, terms.of, terms.direction, &terms.blocks).await?;
    let mut met = Met {
        name: terms.name,
        ..Met::default()
    };
    let note = format!("Delivery {delivery_id}");
    for one in of(db, house_id, terms.of).await? {
        let which = (house_id, terms.of.id(), one.id);
        if one.series_id == Some(series_id) && deliver(db, which, None, &note, now).await? > 0 {
            met.deliverables.push(one.name);
        }
    }
    met.whole = whole(db, terms.of.id()).await?;
    if let (Of::Deal(deal), true) = (terms.of, met.whole) {
        deals::steps::delivered(app, db, (house_id, None), deal, &note).await?;
    }
    transaction.commit().await?;
    Ok(Some(met))
}
