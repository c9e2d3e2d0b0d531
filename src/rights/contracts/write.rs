//! Writing contracts down. What is written is read once more as the algebra reads it, so that nothing is kept that it
//! would refuse later.

use chrono::NaiveDate;
use rights::{ContractId, MediaTree, Territory, TerritorySet, Universe};
use serde::Deserialize;
use serde_json::json;
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::block::{Block, BlockKind, Direction, Frozen};
use super::super::catalogue::Catalogue;
use super::super::chain;
use super::super::terms::Of;
use super::super::terms::deliverables::{self, NewDeliverable, Promise};
use super::super::terms::fee::{self, Fee};
use crate::app::App;
use crate::audit;
use crate::errors::{AppError, AppResult};
use crate::people::Person;

/// The most that one contract says.
const BLOCKS_MAX: usize = 500;
const TITLES_MAX: usize = 2_000;

/// A contract to be written down: a draft, which counts for nothing yet.
#[derive(Deserialize, ToSchema)]
#[schema(as = NewRightsContract)]
#[serde(deny_unknown_fields)]
pub struct NewContract {
    /// The name that people know it by.
    pub reference: String,
    pub direction: Direction,
    pub party_id: Uuid,
    pub blocks: Vec<Block>,
    #[serde(default)]
    pub note: String,
    /// Where it was signed already: words such as `World` are read for that day. Today when left out.
    #[serde(default)]
    pub signed_on: Option<NaiveDate>,
    /// What is paid; nothing when left out.
    #[serde(default)]
    pub fee: Option<Fee>,
    /// What is to be handed over. Each series of a licence out is promised anyway.
    #[serde(default)]
    pub deliverables: Vec<NewDeliverable>,
}

/// Writes a draft, and gives its id. What a deal made has the deal's deliverables.
pub async fn create(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    mut new: NewContract,
    deal_id: Option<Uuid>,
) -> AppResult<Uuid> {
    if let Some(day) = new.signed_on {
        super::super::day(day)?;
    }
    let on = new
        .signed_on
        .unwrap_or_else(|| app.clock.now().date_naive());
    let blocks = std::mem::take(&mut new.blocks);
    let blocks = read(db, operator.house_id, new.direction, blocks, on).await?;
    draft(app, db, operator, &new, &blocks, deal_id).await
}

/// The same of blocks that were read already.
pub async fn draft(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    new: &NewContract,
    blocks: &[Frozen],
    deal_id: Option<Uuid>,
) -> AppResult<Uuid> {
    let house_id = operator.house_id;
    let reference = super::super::line(&new.reference, 80, "reference")?;
    party(db, house_id, new.party_id).await?;
    chain::refuse(app, db, house_id, new.direction, blocks).await?;
    let fee = match &new.fee {
        Some(fee) => fee.clone(),
        None => no_fee(db, house_id).await?,
    };
    fee::check(db, house_id, &fee).await?;
    let id = app.random.id();
    let kept = sqlx::query!(
        "insert into rights_contracts (id, house_id, reference, direction, party_id, status, version, signed_on, deal_id, created_by, created_at)
         values ($1, $2, $3, $4, $5, 'draft', 1, $9, $6, $7, $8) on conflict (house_id, reference) do nothing",
        id,
        house_id,
        reference,
        new.direction as _,
        new.party_id,
        deal_id,
        operator.id,
        app.clock.now(),
        new.signed_on
    )
    .execute(&mut *db)
    .await?;
    if kept.rows_affected() == 0 {
        return Err(AppError::conflict(
            "reference_taken",
            format!("There is a contract {reference} already."),
            "Give it another name, or amend that one.",
        ));
    }
    let of = deal_id.map_or(Of::Contract(id), Of::Deal);
    if deal_id.is_none() {
        deliverables::replace(db, house_id, of, &new.deliverables).await?;
    }
    let given: Vec<Block> = blocks.iter().map(|frozen| frozen.block.clone()).collect();
    deliverables::complete(app, db, house_id, of, new.direction, &given).await?;
    deliverables::check(db, house_id, of, &fee).await?;
    let said = Said {
        note: &new.note,
        blocks,
        fee: &fee,
        of,
        agreement_id: None,
    };
    version(app, db, operator, (id, 1), said).await?;
    audit::note(
        &mut *db,
        app,
        operator,
        "rights.drafted",
        "rights_contract",
        id,
        json!({"reference": reference, "blocks": blocks.len()}),
    )
    .await?;
    Ok(id)
}

async fn no_fee(db: &mut PgConnection, house_id: Uuid) -> AppResult<Fee> {
    let currency = sqlx::query_scalar!("select currency from houses where id = $1", house_id)
        .fetch_one(&mut *db)
        .await?;
    Ok(Fee::none(&currency))
}

/// Sees that a party is of this house.
pub async fn party(db: &mut PgConnection, house_id: Uuid, id: Uuid) -> AppResult<()> {
    sqlx::query_scalar!(
        "select id from rights_parties where id = $1 and house_id = $2",
        id,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?
    .map(|_| ())
    .ok_or_else(|| super::super::not_found("party"))
}

/// Reads blocks as they were sent, with their territories as on that day, or says what is wrong with them.
pub async fn read(
    db: &mut PgConnection,
    house_id: Uuid,
    direction: Direction,
    blocks: Vec<Block>,
    on: NaiveDate,
) -> AppResult<Vec<Frozen>> {
    read_by(db, house_id, direction, blocks, |_, block| block.freeze(on)).await
}

/// The same, of which the territories are read one by one, by the place of the block.
pub async fn read_by(
    db: &mut PgConnection,
    house_id: Uuid,
    direction: Direction,
    blocks: Vec<Block>,
    mut freeze: impl FnMut(usize, Block) -> AppResult<Frozen> + Send,
) -> AppResult<Vec<Frozen>> {
    if blocks.is_empty() || blocks.len() > BLOCKS_MAX {
        return Err(AppError::bad_request(
            "rights_blocks",
            format!("A contract has 1 to {BLOCKS_MAX} blocks of rights."),
            "Add what it gives, or cut it into several contracts.",
        ));
    }
    let mut universe = Universe::new(MediaTree::standard());
    let contract = universe.contract("this");
    let mut frozen = Vec::with_capacity(blocks.len());
    for (at, mut block) in blocks.into_iter().enumerate() {
        titles(db, house_id, &mut block, at + 1).await?;
        if block.media.is_empty() || block.languages.as_ref().is_some_and(Vec::is_empty) {
            return Err(AppError::bad_request(
                "rights.empty_claim",
                format!("Block {} covers no media or no language.", at + 1),
                "Fill it in, or take the block away.",
            ));
        }
        if block.territories.len() > 8_000 || block.media.len() > 64 {
            return Err(AppError::bad_request(
                "rights_blocks",
                format!("Block {} is too long.", at + 1),
                "Use the names of groups, such as LATAM.",
            ));
        }
        let block = freeze(at, block)?;
        try_out(&block, &mut universe, contract, direction)?;
        frozen.push(block);
    }
    Ok(frozen)
}

/// Everything that could be refused later is refused here.
fn try_out(
    block: &Frozen,
    universe: &mut Universe,
    contract: ContractId,
    direction: Direction,
) -> AppResult<()> {
    let mut catalogue = Catalogue::default();
    let ids = block
        .block
        .series_ids
        .iter()
        .chain(&block.block.episode_ids);
    for id in ids {
        catalogue.titles.insert(*id, rights::TitleId(0));
    }
    block.claims(universe, &catalogue, contract, direction, None)?;
    Ok(())
}

/// Sees that the titles are of this house, and adds the series of episodes that are named alone.
async fn titles(
    db: &mut PgConnection,
    house_id: Uuid,
    block: &mut Block,
    number: usize,
) -> AppResult<()> {
    block.series_ids.sort_unstable();
    block.series_ids.dedup();
    block.episode_ids.sort_unstable();
    block.episode_ids.dedup();
    let counts = [block.series_ids.len(), block.episode_ids.len()];
    if counts.iter().any(|count| *count > TITLES_MAX) {
        return Err(AppError::bad_request(
            "rights_titles",
            format!("Block {number} names more than {TITLES_MAX} titles."),
            "Cut it into several blocks.",
        ));
    }
    let of_episodes = sqlx::query!(
        "select id, series_id from episodes where house_id = $1 and id = any ($2)",
        house_id,
        &block.episode_ids
    )
    .fetch_all(&mut *db)
    .await?;
    if block.episode_ids.len() == of_episodes.len() {
        let mut series: Vec<Uuid> = of_episodes.into_iter().map(|row| row.series_id).collect();
        series.sort_unstable();
        series.dedup();
        if block.series_ids.is_empty() {
            block.series_ids = series;
        }
        let known = sqlx::query_scalar!(
            r#"select count(*) as "count!" from series where house_id = $1 and id = any ($2)"#,
            house_id,
            &block.series_ids
        )
        .fetch_one(&mut *db)
        .await?;
        if known > 0 && known == block.series_ids.len() as i64 {
            return Ok(());
        }
    }
    Err(AppError::bad_request(
        "rights_titles",
        format!("Block {number} names no title, or one that is not in this house."),
        "Choose series, or episodes of them, from the list.",
    ))
}

/// What a version says.
pub struct Said<'a> {
    pub note: &'a str,
    pub blocks: &'a [Frozen],
    pub fee: &'a Fee,
    /// Whose deliverables it promises, as they stand.
    pub of: Of,
    /// What both sides have signed for it.
    pub agreement_id: Option<Uuid>,
}

/// Writes a version with its blocks.
pub async fn version(
    app: &App,
    db: &mut PgConnection,
    operator: &Person,
    (contract_id, version): (Uuid, i32),
    said: Said<'_>,
) -> AppResult<()> {
    let promised = deliverables::of(db, operator.house_id, said.of).await?;
    let promised: Vec<Promise> = promised.into_iter().map(Promise::from).collect();
    let note: String = said
        .note
        .trim()
        .chars()
        .filter(|c| !c.is_control())
        .take(400)
        .collect();
    sqlx::query!(
        "insert into rights_versions (contract_id, version, house_id, note, fee, promised, created_by, created_at, agreement_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        contract_id,
        version,
        operator.house_id,
        note,
        json!(said.fee),
        json!(promised),
        operator.id,
        app.clock.now(),
        said.agreement_id
    )
    .execute(&mut *db)
    .await?;
    for (position, frozen) in said.blocks.iter().enumerate() {
        let block = &frozen.block;
        sqlx::query!(
            "insert into rights_blocks (id, house_id, contract_id, version, position, kind, series_ids, episode_ids,
                 later_episodes, media, territory_words, territories, territories_on, territories_table, languages, starts,
                 ends, exclusive, sublicence, keeps, expires_at, runs)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)",
            app.random.id(),
            operator.house_id,
            contract_id,
            version,
            position as i32,
            block.kind as BlockKind,
            &block.series_ids,
            &block.episode_ids,
            block.later_episodes,
            &block.media,
            block.territories,
            &codes(frozen.territories),
            frozen.on,
            frozen.table,
            block.languages.as_deref(),
            block.starts,
            block.ends,
            block.exclusive,
            block.sublicence,
            block.keeps,
            block.expires_at,
            block.runs
        )
        .execute(&mut *db)
        .await?;
    }
    Ok(())
}

/// A set as codes.
pub fn codes(set: TerritorySet) -> Vec<String> {
    Territory::of_set(set)
        .map(|territory| territory.code().to_owned())
        .collect()
}
