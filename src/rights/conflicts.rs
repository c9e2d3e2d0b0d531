//! What stands in the way of blocks, with the contract, the dimension and the dates.

use std::collections::HashSet;

use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use rights::{Conflict, ContractId, Dimension, Proposal, Purpose};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::block::{Block, BlockKind, Direction, Frozen, moment, time};
use super::book::{self, HouseRights};
use super::contracts::{self, codes};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::people::policy::Operator;

/// One reason against it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RightsConflict)]
pub struct Shown {
    /// Such as `rights.overlap_out`.
    pub code: String,
    /// The contract in the way; of the house's own rights, none.
    pub contract_id: Option<Uuid>,
    pub contract: Option<String>,
    /// `title`, `media`, `territory`, `language`, `time`, `run`, `exclusivity`, `sublicence`
    pub dimension: String,
    /// Null: without beginning or end.
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    /// ISO 3166-1 alpha-2, where.
    pub territories: Vec<String>,
    pub sentence: String,
    pub remedy: String,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RightsConflicts)]
pub struct Conflicts {
    /// The most weighty first; empty: nothing stands in the way.
    pub items: Vec<Shown>,
}

/// What to try out.
#[derive(Deserialize, ToSchema)]
#[schema(as = RightsProposal)]
#[serde(deny_unknown_fields)]
pub struct Proposed {
    pub direction: Direction,
    pub blocks: Vec<Block>,
    /// The contract of which they are to be the next version: what it left as it was means what it meant.
    #[serde(default)]
    pub contract_id: Option<Uuid>,
    /// Of a new one: the day of its signing, for which its words are read; today when left out.
    #[serde(default)]
    pub signed_on: Option<NaiveDate>,
}

pub fn shown(rights: &HouseRights, conflict: Conflict) -> Shown {
    let number = conflict.contract.map(|ContractId(number)| number as usize);
    let contract_id = number.and_then(|number| rights.contracts.get(number).copied().flatten());
    let name = conflict
        .contract
        .map(|contract| rights.book.universe().contract_name(contract).to_owned());
    let dimension = match conflict.dimension {
        Dimension::Title => "title",
        Dimension::Media => "media",
        Dimension::Territory => "territory",
        Dimension::Language => "language",
        Dimension::Time => "time",
        Dimension::Run => "run",
        Dimension::Exclusivity => "exclusivity",
        Dimension::Sublicence => "sublicence",
    };
    let rows = conflict.overlap.area.rows().iter();
    let territories = rows.fold(rights::TerritorySet::EMPTY, |set, row| {
        set.or(row.territories)
    });
    Shown {
        code: conflict.clash.code().to_owned(),
        contract_id,
        contract: name,
        dimension: dimension.to_owned(),
        from: time(conflict.overlap.window.start()),
        until: time(conflict.overlap.window.end()),
        territories: codes(territories),
        sentence: conflict.sentence,
        remedy: conflict.remedy,
    }
}

/// What a block asks for.
fn purpose(block: &Block, direction: Direction) -> Purpose {
    let exclusive = block.exclusive;
    match (block.kind, direction) {
        (BlockKind::Grant, Direction::In) => Purpose::Acquire { exclusive },
        (BlockKind::Grant, Direction::Out) => Purpose::Sell { exclusive },
        (BlockKind::Holdback, _) => Purpose::HoldBack,
        (BlockKind::Option, _) => Purpose::Reserve { exclusive },
        (BlockKind::FirstRefusal, _) => Purpose::Reserve { exclusive: false },
    }
}

/// Everything that stands in the way of blocks. Contracts of `but` are not counted: what they are a new version of, and
/// what is locked for whoever asks. Nor is what stands against everybody but the buyer.
pub async fn find(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    (but, buyer): (&[Uuid], Option<Uuid>),
    direction: Direction,
    blocks: &[Frozen],
) -> AppResult<Vec<Shown>> {
    let granted = blocks
        .iter()
        .filter(|frozen| direction == Direction::In && frozen.block.kind == BlockKind::Grant);
    let coming: Vec<Uuid> = granted
        .flat_map(|frozen| frozen.block.series_ids.iter().copied())
        .collect();
    let rights = book::compared(db, house_id, but, buyer, &coming).await?;
    let now = moment(app.clock.now());
    let theirs = match buyer {
        Some(buyer) => bought_by(db, house_id, buyer).await?,
        None => Vec::new(),
    };
    let mut found = Vec::new();
    for frozen in blocks {
        let keeps = matches!(
            frozen.block.kind,
            BlockKind::Option | BlockKind::FirstRefusal
        );
        for proposal in proposals(&rights, frozen, purpose(&frozen.block, direction))? {
            let conflicts = rights.book.conflicts(&proposal, now);
            let conflicts = conflicts.map_err(AppError::internal)?;
            let shown = conflicts.into_iter().map(|one| shown(&rights, one));
            // What is kept for somebody is not against what they have bought themselves.
            found.extend(
                shown.filter(|one| {
                    !(keeps && one.contract_id.is_some_and(|id| theirs.contains(&id)))
                }),
            );
        }
    }
    Ok(found)
}

/// What a block asks the algebra for, a window each.
pub(super) fn proposals(
    rights: &HouseRights,
    frozen: &Frozen,
    purpose: Purpose,
) -> AppResult<Vec<Proposal>> {
    let mut universe = rights.book.universe().clone();
    let (media, languages) = (frozen.media(&universe)?, frozen.languages(&mut universe)?);
    let titles = rights.catalogue.covers(&frozen.block, frozen.on);
    let runs = frozen.block.runs()?;
    let windows = frozen.windows()?.into_iter();
    let proposal = |(window, territories)| Proposal {
        titles: titles.clone(),
        media,
        territories,
        languages,
        window,
        runs,
        purpose,
        instead_of: Vec::new(),
    };
    Ok(windows.map(proposal).collect())
}

/// Contracts by which a party was given something.
async fn bought_by(db: &mut PgConnection, house_id: Uuid, party_id: Uuid) -> AppResult<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "select id from rights_contracts where house_id = $1 and party_id = $2 and direction = 'out'",
        house_id,
        party_id
    )
    .fetch_all(db)
    .await?;
    Ok(ids)
}

/// Deals of a party that are locked for it: none of them stands in its own way.
async fn locked_for(db: &mut PgConnection, house_id: Uuid, party_id: Uuid) -> AppResult<Vec<Uuid>> {
    let ids = sqlx::query_scalar!(
        "select id from rights_deals where house_id = $1 and party_id = $2 and locked_until is not null",
        house_id,
        party_id
    )
    .fetch_all(db)
    .await?;
    Ok(ids)
}

/// Refuses blocks of a party that something stands in the way of.
#[expect(
    clippy::too_many_arguments,
    reason = "whose, what, and what it replaces"
)]
pub async fn refuse(
    app: &App,
    db: &mut PgConnection,
    house_id: Uuid,
    party_id: Uuid,
    contract: Option<Uuid>,
    direction: Direction,
    blocks: &[Frozen],
    instead_of: &[Uuid],
) -> AppResult<()> {
    let but: Vec<Uuid> = contract
        .into_iter()
        .chain(instead_of.iter().copied())
        .chain(locked_for(db, house_id, party_id).await?)
        .collect();
    let found = find(app, db, house_id, (&but, Some(party_id)), direction, blocks).await?;
    let Some(first) = found.first() else {
        return Ok(());
    };
    let more = match found.len() {
        1 => String::new(),
        count => format!(" ({} more)", count - 1),
    };
    Err(AppError::conflict(
        "rights_conflict",
        format!("{}{more}", first.sentence),
        first.remedy.clone(),
    ))
}

/// Pairs of contracts of which the first keeps something that does not stand against the second: both are one party's, or the
/// first one's declined. For the latter only where it keeps nothing but first refusals.
pub(super) async fn lifted(
    db: &mut PgConnection,
    house_id: Uuid,
) -> AppResult<HashSet<(Uuid, Uuid)>> {
    let rows = sqlx::query!(
        "select k.id as keeps, c.id as takes from rights_contracts k
         join rights_contracts c on c.house_id = k.house_id and c.id <> k.id
         where k.house_id = $1
           and exists (select from rights_blocks b where b.contract_id = k.id and b.version = k.version
                       and b.kind in ('option', 'first_refusal'))
           and (k.party_id = c.party_id
                or exists (select from rights_refusals r
                           where r.contract_id = k.id and r.version = k.version and r.party_id = c.party_id)
                   and not exists (select from rights_blocks b where b.contract_id = k.id and b.version = k.version and b.kind = 'option'))",
        house_id
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.keeps, row.takes)).collect())
}

/// Try blocks out: what would stand in their way.
#[utoipa::path(post, operation_id = "check_rights", path = "/api/v1/desk/rights/check", tag = "rights", request_body = Proposed,
    responses((status = 200, body = Conflicts), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn check(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(sent): Json<Proposed>,
) -> AppResult<Json<Conflicts>> {
    let (house_id, now) = (operator.house_id, app.clock.now());
    // Nothing is kept of it.
    let mut db = app.db.begin().await?;
    let items = if let Some(id) = sent.contract_id {
        let (held, blocks) = contracts::tried(&mut db, house_id, id, sent.blocks, now).await?;
        let mut but = locked_for(&mut db, house_id, held.party_id).await?;
        but.push(id);
        let against = (&but[..], Some(held.party_id));
        find(&app, &mut db, house_id, against, held.direction, &blocks).await?
    } else {
        let on = sent.signed_on.map(super::day).transpose()?;
        let on = on.unwrap_or_else(|| now.date_naive());
        let (way, blocks) = (sent.direction, sent.blocks);
        let blocks = contracts::read_blocks(&mut db, house_id, way, blocks, on).await?;
        find(&app, &mut db, house_id, (&[], None), way, &blocks).await?
    };
    db.rollback().await?;
    Ok(Json(Conflicts { items }))
}
