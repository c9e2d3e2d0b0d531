//! Blocks as they are kept: what a version of a contract says, with its territories as they were read for it.

use std::collections::HashMap;

use chrono::NaiveDate;
use rights::Territory;
use sqlx::PgConnection;
use uuid::Uuid;

use super::block::{Block, BlockKind, Frozen};
use crate::errors::{AppError, AppResult};

/// A block whose territories were read before.
pub fn frozen(block: Block, codes: &[String], on: NaiveDate, table: String) -> AppResult<Frozen> {
    let territories = Territory::set(codes.iter().map(String::as_str));
    Ok(Frozen {
        block,
        territories: territories.map_err(AppError::internal)?,
        on,
        table,
    })
}

/// The blocks of versions of contracts, in order, by contract. One without blocks is not among them.
pub async fn of_each(
    db: &mut PgConnection,
    house_id: Uuid,
    versions: &[(Uuid, i32)],
) -> AppResult<HashMap<Uuid, Vec<Frozen>>> {
    let (contracts, versions): (Vec<Uuid>, Vec<i32>) = versions.iter().copied().unzip();
    let rows = sqlx::query!(
        r#"select b.contract_id, b.kind as "kind: BlockKind", b.series_ids, b.episode_ids, b.later_episodes, b.media,
                  b.territory_words, b.territories, b.territories_on, b.territories_table, b.languages, b.starts, b.ends,
                  b.exclusive, b.sublicence, b.keeps, b.expires_at, b.runs
           from unnest($2::uuid[], $3::integer[]) as wanted (contract_id, version)
           join rights_blocks b on b.contract_id = wanted.contract_id and b.version = wanted.version
           where b.house_id = $1 order by b.contract_id, b.position"#,
        house_id,
        &contracts,
        &versions
    )
    .fetch_all(&mut *db)
    .await?;
    let mut found: HashMap<Uuid, Vec<Frozen>> = HashMap::new();
    for row in rows {
        let block = Block {
            kind: row.kind,
            series_ids: row.series_ids,
            episode_ids: row.episode_ids,
            later_episodes: row.later_episodes,
            media: row.media,
            territories: row.territory_words,
            languages: row.languages,
            starts: row.starts,
            ends: row.ends,
            exclusive: row.exclusive,
            sublicence: row.sublicence,
            keeps: row.keeps,
            expires_at: row.expires_at,
            runs: row.runs,
        };
        let (on, table) = (row.territories_on, row.territories_table);
        let block = frozen(block, &row.territories, on, table)?;
        found.entry(row.contract_id).or_default().push(block);
    }
    Ok(found)
}

/// The blocks of a version of a contract, in order.
pub async fn of(
    db: &mut PgConnection,
    house_id: Uuid,
    contract_id: Uuid,
    version: i32,
) -> AppResult<Vec<Frozen>> {
    let mut found = of_each(db, house_id, &[(contract_id, version)]).await?;
    Ok(found.remove(&contract_id).unwrap_or_default())
}

/// Their words alone.
pub fn words(frozen: impl IntoIterator<Item = Frozen>) -> Vec<Block> {
    frozen.into_iter().map(|one| one.block).collect()
}
