//! Rights that go with a delivery: blocks of a contract out here are blocks of a contract in there.

use std::collections::HashMap;

use anyhow::Context;
use chrono::NaiveDate;
use delivery::{Manifest, Rights};
use rights::{ContractId, Purpose, Window};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::App;
use crate::errors::AppError;
use crate::people::Person;

use super::block::{Block, BlockKind, Direction, Frozen, moment};
use super::book;
use super::conflicts::{proposals, shown};
use super::contracts::{self, NewContract, codes};
use super::frozen;

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
           where house_id = $1 and reference = $2 and direction = 'out'
             and (status = 'active' or status = 'ended' and ended_at > $3)"#,
        house_id,
        reference,
        app.clock.now()
    )
    .fetch_optional(&mut *db)
    .await?
    .with_context(|| format!("there is no contract `{reference}` in force by which this house gives rights; see Contracts at the desk"))?;
    let blocks = frozen::of(&mut db, house_id, contract.id, contract.version)
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
    let signed_on = contract
        .signed_on
        .context("a contract in force was signed")?;
    let about = |one: &Frozen| one.block.series_ids.contains(&series_id);
    may_leave(app, house_id, (contract.id, reference), series_id, &blocks).await?;
    let mut written = Vec::new();
    for frozen in blocks.into_iter().filter(about) {
        let block = frozen.block;
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
            // The words mean to the receiver what they mean here, whatever its tables say of that day.
            let meant = json!({ "territories": codes(frozen.territories), "on": frozen.on, "table": frozen.table });
            block.insert("frozen".into(), meant);
        }
        written.push(value);
    }
    anyhow::ensure!(
        !written.is_empty(),
        "contract `{reference}` is not about this series"
    );
    Ok(Rights {
        reference: reference.to_owned(),
        signed_on: signed_on.to_string(),
        blocks: written,
    })
}

/// Refuses a delivery that the gate refuses: of what the contract grants about the series and is not over, the house must hold the
/// right and may license it on, and nobody else may stand in the way.
async fn may_leave(
    app: &App,
    house_id: Uuid,
    (contract, reference): (Uuid, &str),
    series_id: Uuid,
    blocks: &[Frozen],
) -> anyhow::Result<()> {
    let mut db = app.db.acquire().await?;
    let rights = book::read(&mut db, house_id, &[], &[])
        .await
        .map_err(said)?;
    let number = rights.contracts.iter().position(|id| *id == Some(contract));
    let number = number.with_context(|| format!("contract `{reference}` has ended"))?;
    let to = ContractId(u32::try_from(number)?);
    let now = moment(app.clock.now());
    let mut still = false;
    let granted = blocks.iter().filter(|one| {
        one.block.kind == BlockKind::Grant && one.block.series_ids.contains(&series_id)
    });
    for one in granted {
        let only = Block {
            series_ids: vec![series_id],
            ..one.block.clone()
        };
        let frozen = Frozen {
            block: only,
            ..one.clone()
        };
        let asked = proposals(&rights, &frozen, Purpose::Deliver { to }).map_err(said)?;
        for mut proposal in asked {
            // What is over is not delivered for; what has yet to begin is, so that it is there on its first day.
            let window = proposal.window;
            let Ok(window) = Window::new(window.start().max(now), window.end()) else {
                continue;
            };
            still = true;
            proposal.window = window;
            if let Some(first) = rights.book.conflicts(&proposal, now)?.into_iter().next() {
                let first = shown(&rights, first);
                anyhow::bail!("{} {}", first.sentence, first.remedy);
            }
        }
    }
    anyhow::ensure!(
        still,
        "what contract `{reference}` grants of this series is over; deliver it under one that is not"
    );
    Ok(())
}

/// Refuses a series that others license to this house: it leaves under a contract out.
pub async fn own(app: &App, house_id: Uuid, series_id: Uuid) -> anyhow::Result<()> {
    let mut db = app.db.acquire().await?;
    let licensed = book::licensed_in(&mut db, house_id, None)
        .await
        .map_err(said)?;
    anyhow::ensure!(
        !licensed.contains(&series_id),
        "this series is licensed to the house by others, and leaves it only under a contract by which the house gives rights; \
         name that with --contract"
    );
    Ok(())
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
    let episodes = manifest.series.episodes.iter();
    let came: Vec<i64> = episodes.map(|one| i64::from(one.number)).collect();
    let mut blocks = Vec::with_capacity(given.blocks.len());
    let mut meant = Vec::with_capacity(given.blocks.len());
    for value in &given.blocks {
        let (block, frozen) = block(value.clone(), series_id, &ids, &came)?;
        blocks.push(block);
        meant.push(frozen);
    }
    let db = &mut *transaction;
    let blocks = contracts::read_by(db, house_id, Direction::In, blocks, |at, block| {
        match meant[at].take() {
            Some(one) => frozen::frozen(block, &one.territories, one.on, one.table),
            // Of a sender that told the words alone.
            None => block.freeze(signed_on),
        }
    });
    let blocks = blocks.await.map_err(said)?;
    let contract = NewContract {
        reference,
        direction: Direction::In,
        party_id,
        blocks: Vec::new(),
        note: format!("Came with delivery {}.", manifest.id),
        signed_on: Some(signed_on),
        fee: None,
        deliverables: Vec::new(),
    };
    let id = contracts::draft(app, db, operator, &contract, &blocks, None)
        .await
        .map_err(said)?;
    contracts::activate_as_read(app, db, operator, id, signed_on)
        .await
        .map_err(said)?;
    transaction.commit().await?;
    Ok(true)
}

/// What the words of a block mean at the sender's.
#[derive(Deserialize)]
struct Meant {
    territories: Vec<String>,
    on: NaiveDate,
    table: String,
}

fn block(
    mut value: Value,
    series_id: Uuid,
    ids: &HashMap<i64, Uuid>,
    came: &[i64],
) -> anyhow::Result<(Block, Option<Meant>)> {
    let fields = value
        .as_object_mut()
        .context("a block of the delivery is none")?;
    let meant = fields.remove("frozen").map(serde_json::from_value);
    let meant: Option<Meant> = meant
        .transpose()
        .context("what the territories of a block mean")?;
    let numbers = fields.remove("episodes").unwrap_or_else(|| json!([]));
    let mut numbers: Vec<i64> =
        serde_json::from_value(numbers).context("the episodes of a block")?;
    // Those that there were at the signing are those that came: here they are younger than that, and have to be named.
    let no_more = fields.get("later_episodes") == Some(&Value::Bool(false));
    if no_more && numbers.is_empty() {
        numbers.extend(came);
    }
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
    let block = serde_json::from_value(value).context("a block of the delivery cannot be read")?;
    Ok((block, meant))
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn said(error: AppError) -> anyhow::Error {
    anyhow::anyhow!("{} {}", error.message, error.remedy)
}
