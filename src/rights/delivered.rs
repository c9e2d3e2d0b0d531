//! Rights that go with a delivery: blocks of a contract out here are blocks of a contract in there.

use std::collections::HashMap;

use anyhow::Context;
use chrono::NaiveDate;
use delivery::{Manifest, Rights};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppError;
use crate::people::Person;

use super::block::{Block, Direction};
use super::contracts::{self, NewContract};

/// The blocks of a contract out that is in force, as far as they are about the series.
pub async fn of_contract(
    app: &App,
    house_id: Uuid,
    series_id: Uuid,
    reference: &str,
) -> anyhow::Result<Rights> {
    let mut db = app.db.acquire().await?;
    let contract = sqlx::query!(
        r#"select id, version, signed_on from rights_contracts
           where house_id = $1 and reference = $2 and direction = 'out' and status = 'active'"#,
        house_id,
        reference
    )
    .fetch_optional(&mut *db)
    .await?
    .with_context(|| format!("there is no contract `{reference}` in force by which this house gives rights; see Contracts at the desk"))?;
    let blocks = contracts::blocks_of(&mut db, house_id, contract.id, contract.version)
        .await
        .map_err(said)?;
    let numbers: HashMap<Uuid, i32> = sqlx::query!(
        "select id, number from episodes where series_id = $1",
        series_id
    )
    .fetch_all(&mut *db)
    .await?
    .into_iter()
    .map(|row| (row.id, row.number))
    .collect();
    let about = |block: &Block| block.series_ids.contains(&series_id);
    let mut written = Vec::new();
    for block in blocks.into_iter().filter(about) {
        let episodes: Vec<i32> = block
            .episode_ids
            .iter()
            .filter_map(|id| numbers.get(id).copied())
            .collect();
        // Single episodes, and none of this series: the block is about another one of the contract.
        if !block.episode_ids.is_empty() && episodes.is_empty() {
            continue;
        }
        let mut value = serde_json::to_value(&block)?;
        if let Some(block) = value.as_object_mut() {
            block.remove("series_ids");
            block.remove("episode_ids");
            block.insert("episodes".into(), json!(episodes));
        }
        written.push(value);
    }
    anyhow::ensure!(
        !written.is_empty(),
        "contract `{reference}` is not about this series"
    );
    let signed_on = contract
        .signed_on
        .context("a contract in force was signed")?;
    Ok(Rights {
        reference: reference.to_owned(),
        signed_on: signed_on.to_string(),
        blocks: written,
    })
}

/// Writes the rights of a delivery as a contract in, in force since its signing. False: it was here already.
pub async fn write(
    app: &App,
    operator: &Person,
    manifest: &Manifest,
    series_id: Uuid,
) -> anyhow::Result<bool> {
    let Some(given) = &manifest.rights else {
        return Ok(false);
    };
    let house_id = operator.house_id;
    let from: String = manifest.from.chars().take(60).collect();
    let reference: String = format!("{from}: {}", given.reference)
        .chars()
        .take(80)
        .collect();
    let signed_on: NaiveDate = given
        .signed_on
        .parse()
        .context("the delivery says no day on which its contract was signed")?;
    let mut transaction = app.db.begin().await?;
    let known = sqlx::query_scalar!(
        "select id from rights_contracts where house_id = $1 and reference = $2",
        house_id,
        reference
    );
    if known.fetch_optional(&mut *transaction).await?.is_some() {
        return Ok(false);
    }
    let party_id = sqlx::query_scalar!(
        "select id from rights_parties where house_id = $1 and name = $2 limit 1",
        house_id,
        from
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let party_id = match party_id {
        Some(id) => id,
        None => sqlx::query_scalar!(
            "insert into rights_parties (id, house_id, name, created_at) values ($1, $2, $3, $4) returning id",
            app.random.id(),
            house_id,
            from,
            app.clock.now()
        )
        .fetch_one(&mut *transaction)
        .await?,
    };
    let ids: HashMap<i64, Uuid> = sqlx::query!(
        "select id, number from episodes where series_id = $1",
        series_id
    )
    .fetch_all(&mut *transaction)
    .await?
    .into_iter()
    .map(|row| (i64::from(row.number), row.id))
    .collect();
    let blocks = given
        .blocks
        .iter()
        .map(|value| block(value.clone(), series_id, &ids))
        .collect::<anyhow::Result<Vec<Block>>>()?;
    let contract = NewContract {
        reference,
        direction: Direction::In,
        party_id,
        blocks,
        note: format!("Came with delivery {}.", manifest.id),
    };
    let id = contracts::create(app, &mut transaction, operator, contract, None)
        .await
        .map_err(said)?;
    contracts::activate(app, &mut transaction, operator, id, signed_on, &[])
        .await
        .map_err(said)?;
    transaction.commit().await?;
    Ok(true)
}

fn block(mut value: Value, series_id: Uuid, ids: &HashMap<i64, Uuid>) -> anyhow::Result<Block> {
    let fields = value
        .as_object_mut()
        .context("a block of the delivery is none")?;
    let numbers = fields.remove("episodes").unwrap_or_else(|| json!([]));
    let numbers: Vec<i64> = serde_json::from_value(numbers).context("the episodes of a block")?;
    let episodes = numbers
        .iter()
        .map(|number| {
            ids.get(number).with_context(|| {
                format!("a block is about episode {number}, which is not in the delivery")
            })
        })
        .collect::<anyhow::Result<Vec<&Uuid>>>()?;
    fields.insert("series_ids".into(), json!([series_id]));
    fields.insert("episode_ids".into(), json!(episodes));
    serde_json::from_value(value).context("a block of the delivery cannot be read")
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn said(error: AppError) -> anyhow::Error {
    anyhow::anyhow!("{} {}", error.message, error.remedy)
}
