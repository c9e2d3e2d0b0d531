//! A version that is added to a contract. What it leaves as it was means what it meant; what it adds is read for today.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;
use uuid::Uuid;

use super::super::block::{Block, Direction, Frozen};
use super::super::coproductions::consents;
use super::super::deals::papers;
use super::super::terms::{self, deliverables, fee};
use super::super::{chain, conflicts, frozen};
use super::routes::Amendment;
use super::shown::ContractStatus;
use super::state::{Held, hold, wrong_state};
use super::write;
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult};
use crate::people::Person;

/// Adds a version, which counts from now on. Of a draft, it is the draft as it is now. A contract that came from a deal was signed
/// by two sides, and is amended by what both have signed.
pub async fn amend(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    id: Uuid,
    change: Amendment,
) -> AppResult<()> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    let held = hold(db, house_id, id, now).await?;
    let in_force = match held.status {
        ContractStatus::Draft => false,
        ContractStatus::Active => true,
        ContractStatus::Ended | ContractStatus::Withdrawn => {
            return Err(wrong_state(&held, "amended"));
        }
    };
    let agreement = match (held.deal_id, change.agreement_id) {
        (None, _) => None,
        (Some(_), _) if !in_force => {
            return Err(AppError::conflict(
                "contract_of_deal",
                format!(
                    "The document of contract {} waits for signatures; it cannot say anything else meanwhile.",
                    held.reference
                ),
                "Decline the deal, and offer it anew.",
            ));
        }
        (Some(_), None) => {
            return Err(AppError::conflict(
                "amendment_unsigned",
                format!(
                    "Both sides have signed contract {}: one of them alone does not amend it.",
                    held.reference
                ),
                "Upload the amendment that both have signed.",
            ));
        }
        (Some(deal), Some(paper)) => Some(papers::unused(db, house_id, deal, paper).await?),
    };
    let before = frozen::of(db, house_id, id, held.version).await?;
    let blocks = read_again(db, house_id, (&held, before.clone()), change.blocks, now).await?;
    let (direction, version) = (held.direction, held.version + 1);
    chain::refuse(app, db, house_id, direction, &blocks).await?;
    if in_force {
        let (about, party) = ((id, version), held.party_id);
        consents::refuse(db, house_id, about, direction, &blocks, now).await?;
        conflicts::refuse(app, db, house_id, party, Some(id), direction, &blocks, &[]).await?;
    }
    let reference = held.reference.clone();
    let terms = terms::of_held(db, house_id, (id, held), before).await?;
    let of = terms.of;
    let fee = match change.fee {
        Some(fee) => fee::amended(db, house_id, &terms, fee).await?,
        None => terms.fee,
    };
    let given: Vec<Block> = blocks.iter().map(|frozen| frozen.block.clone()).collect();
    match change.deliverables {
        Some(promised) => deliverables::replace(db, house_id, of, &promised).await?,
        None if direction == Direction::Out => {
            deliverables::let_go(db, house_id, of, &given).await?;
        }
        None => {}
    }
    deliverables::complete(app, db, house_id, of, direction, &given).await?;
    deliverables::check(db, house_id, of, &fee).await?;
    let said = write::Said {
        note: &change.note,
        blocks: &blocks,
        fee: &fee,
        of,
        agreement_id: agreement.as_ref().map(|paper| paper.id),
    };
    write::version(app, db, operator, (id, version), said).await?;
    sqlx::query!(
        "update rights_contracts set version = $2 where id = $1",
        id,
        version
    )
    .execute(&mut *db)
    .await?;
    let detail = json!({"reference": reference, "version": version, "note": change.note.trim(),
        "agreement": agreement.map(|paper| paper.digest)});
    audit::note(
        &mut *db,
        app,
        operator,
        "rights.amended",
        "rights_contract",
        id,
        detail,
    )
    .await
}

/// What an amendment would say, and of which contract, as it stands.
pub async fn tried(
    db: &mut PgConnection,
    house_id: Uuid,
    id: Uuid,
    blocks: Vec<Block>,
    now: DateTime<Utc>,
) -> AppResult<(Held, Vec<Frozen>)> {
    let held = hold(db, house_id, id, now).await?;
    let before = frozen::of(db, house_id, id, held.version).await?;
    let blocks = read_again(db, house_id, (&held, before), blocks, now).await?;
    Ok((held, blocks))
}

/// What is to be said instead of what was said before.
async fn read_again(
    db: &mut PgConnection,
    house_id: Uuid,
    (held, before): (&Held, Vec<Frozen>),
    blocks: Vec<Block>,
    now: DateTime<Utc>,
) -> AppResult<Vec<Frozen>> {
    let draft = held.status == ContractStatus::Draft;
    // A draft is read for the day of its signing once that is known; until then, for the day that it was read for first.
    let first = before.first().map(|one| one.on).filter(|_| draft);
    let today = first.unwrap_or_else(|| now.date_naive());
    let mut before = if draft { Vec::new() } else { before };
    write::read_by(db, house_id, held.direction, blocks, |at, block| {
        amended(at, block, &mut before, today)
    })
    .await
}

/// A block of an amendment. One whose words are those of a block before keeps what they meant then; `before` has those that no
/// other block has taken.
fn amended(
    at: usize,
    block: Block,
    before: &mut Vec<Frozen>,
    today: chrono::NaiveDate,
) -> AppResult<Frozen> {
    let candidates = before.iter().enumerate().filter(|(_, old)| {
        old.block.kind == block.kind
            && old.block.territories.trim() == block.territories.trim()
            && block
                .series_ids
                .iter()
                .any(|id| old.block.series_ids.contains(id))
    });
    let nearest = candidates.min_by_key(|(_, old)| {
        (
            old.block.series_ids != block.series_ids,
            old.block.media != block.media,
            old.block.languages != block.languages,
        )
    });
    let Some((place, _)) = nearest else {
        return block.freeze(today);
    };
    let old = before.remove(place);
    let has_more = block
        .series_ids
        .iter()
        .any(|id| !old.block.series_ids.contains(id));
    // The day of the words is also the one up to which episodes belong to it.
    let counts_anew =
        old.block.later_episodes && !block.later_episodes && block.episode_ids.is_empty();
    if !has_more && !counts_anew {
        return Ok(Frozen { block, ..old });
    }
    let number = at + 1;
    match block.freeze(today) {
        Ok(now) if now.territories == old.territories => Ok(now),
        _ => Err(AppError::bad_request(
            "rights_words_moved",
            format!(
                "Block {number} adds to what was read for {}, and its territories mean something else today.",
                old.on
            ),
            "Give what is new a block of its own, or write the territories as codes.",
        )),
    }
}
