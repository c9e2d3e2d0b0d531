//! Takes of a production: what has been made so far, what is selected of it.

use std::collections::BTreeMap;

use bytes::Bytes;
use production::Digest;
use production::takes::{Shelf, Take};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::changes::{self, Change, What};
use super::{Production, make};
use crate::app::App;
use crate::errors::{AppError, AppResult};

/// What has just been made.
#[derive(Clone, Debug)]
pub struct Made {
    pub bytes: Bytes,
    /// `wav`, `mp4`
    pub extension: &'static str,
    /// What later steps need to know of it without opening it.
    pub facts: Value,
    pub checks: Value,
    /// `kokoro-82m int8 / af_heart`
    pub made_by: String,
    /// Of one core.
    pub seconds: f32,
}

/// Where a take comes from, beside what it is made of.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// Millionths, and of which currency.
    pub cost_micros: i64,
    pub currency: String,
    /// Somebody's own file, in the place of what would have been made.
    pub brought: bool,
    /// Who brought it, where that is known.
    pub brought_by: Option<Uuid>,
}

/// A take that was kept.
#[derive(Clone, Debug)]
pub struct Stored {
    pub id: Uuid,
    pub selected: bool,
    /// What a check has against it: it is used only if somebody says so.
    pub against: Option<String>,
}

/// A selected take, with what is known of it.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: Uuid,
    pub blob_key: String,
    pub facts: Value,
}

/// Every take of a production, by the key of its artifact.
pub async fn all(app: &App, production_id: Uuid) -> AppResult<BTreeMap<String, Shelf>> {
    read(app, production_id, None).await
}

/// The same of some artifacts.
pub async fn of(
    app: &App,
    production_id: Uuid,
    keys: &[String],
) -> AppResult<BTreeMap<String, Shelf>> {
    read(app, production_id, Some(keys)).await
}

async fn read(
    app: &App,
    production_id: Uuid,
    keys: Option<&[String]>,
) -> AppResult<BTreeMap<String, Shelf>> {
    let takes = sqlx::query!(
        r#"select id, key, basis, parts as "parts: Json<BTreeMap<String, Digest>>", content, selected, locked, checks
           from production_takes where production_id = $1 and ($2::text[] is null or key = any ($2))
           order by created_at, id"#,
        production_id,
        keys as _
    )
    .fetch_all(&app.db)
    .await?;
    let mut shelves: BTreeMap<String, Shelf> = BTreeMap::new();
    for row in takes {
        let shelf = shelves.entry(row.key).or_default();
        if row.selected {
            shelf.selected = Some(row.id.to_string());
            shelf.locked = row.locked;
        }
        shelf.takes.push(Take {
            id: row.id.to_string(),
            basis: row.basis.map(digest).transpose()?,
            parts: row.parts.0,
            content: digest(row.content)?,
            against: make::against(&row.checks),
        });
    }
    let failures = sqlx::query!(
        "select key, basis, why from production_failures
         where production_id = $1 and ($2::text[] is null or key = any ($2))",
        production_id,
        keys as _
    )
    .fetch_all(&app.db)
    .await?;
    for row in failures {
        shelves.entry(row.key).or_default().failed = Some((digest(row.basis)?, row.why));
    }
    Ok(shelves)
}

fn digest(bytes: Vec<u8>) -> AppResult<Digest> {
    let bytes = bytes.try_into().map_err(|_| {
        AppError::internal(anyhow::anyhow!(
            "a digest in production_takes is not of 32 bytes"
        ))
    })?;
    Ok(Digest(bytes))
}

/// The selected takes, by key.
pub async fn selected(app: &App, production_id: Uuid) -> AppResult<BTreeMap<String, Kept>> {
    chosen(app, production_id, None).await
}

/// The same of some artifacts.
pub async fn selected_of(
    app: &App,
    production_id: Uuid,
    keys: &[String],
) -> AppResult<BTreeMap<String, Kept>> {
    chosen(app, production_id, Some(keys)).await
}

async fn chosen(
    app: &App,
    production_id: Uuid,
    keys: Option<&[String]>,
) -> AppResult<BTreeMap<String, Kept>> {
    let rows = sqlx::query!(
        "select key, id, blob_key, facts from production_takes
         where production_id = $1 and selected and ($2::text[] is null or key = any ($2))",
        production_id,
        keys as _
    )
    .fetch_all(&app.db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let kept = Kept {
                id: row.id,
                blob_key: row.blob_key,
                facts: row.facts,
            };
            (row.key, kept)
        })
        .collect())
}

/// Keeps what was made and selects it, unless what is selected is locked or a check stands against the new one. The bytes
/// are there before the row is.
pub async fn keep(
    app: &App,
    (house_id, production_id): (Uuid, Uuid),
    (key, kind): (&str, &str),
    (basis, parts): (Option<Digest>, &BTreeMap<String, Digest>),
    made: &Made,
    origin: &Origin,
) -> AppResult<Stored> {
    let content = Digest::of([&made.bytes]);
    let blob_key = app
        .storage
        .keep_bytes("studio", made.bytes.clone(), made.extension)
        .await
        .map_err(AppError::internal)?;
    let id = app.random.id();
    let mut tx = app.db.begin().await?;
    let locked = sqlx::query_scalar!(
        "select id from production_takes where production_id = $1 and key = $2 and selected and locked",
        production_id,
        key
    )
    .fetch_optional(&mut *tx)
    .await?
    .is_some();
    let against = make::against(&made.checks);
    let used = !locked && against.is_none();
    if used && origin.brought {
        // Somebody put it in the place of another: that can be taken back.
        let was = chosen_now(&mut tx, production_id, key).await?;
        let change = replaced(key, was)?;
        changes::note_of(&mut tx, app, (house_id, production_id), &change).await?;
    }
    if used {
        sqlx::query!(
            "update production_takes set selected = false where production_id = $1 and key = $2 and selected",
            production_id,
            key
        )
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query!(
        "insert into production_takes
         (id, house_id, production_id, key, kind, basis, parts, content, blob_key, facts, checks, made_by, seconds, selected, created_at,
          cost_micros, currency, brought_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)",
        id,
        house_id,
        production_id,
        key,
        kind,
        basis.as_ref().map(|basis| &basis.0[..]),
        Json(parts) as _,
        &content.0[..],
        blob_key,
        made.facts,
        made.checks,
        made.made_by,
        made.seconds,
        used,
        app.clock.now(),
        origin.cost_micros,
        origin.currency,
        origin.brought_by
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from production_failures where production_id = $1 and key = $2",
        production_id,
        key
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(Stored {
        id,
        selected: used,
        against,
    })
}

/// Writes down that an artifact came to nothing on this basis: it is tried again when the basis changes or when
/// somebody asks for it.
pub async fn failed(
    app: &App,
    (house_id, production_id): (Uuid, Uuid),
    key: &str,
    basis: Digest,
    why: &str,
) -> AppResult<()> {
    sqlx::query!(
        "insert into production_failures (production_id, house_id, key, basis, why, at) values ($1, $2, $3, $4, $5, $6)
         on conflict (production_id, key) do update set basis = excluded.basis, why = excluded.why, at = excluded.at",
        production_id,
        house_id,
        key,
        &basis.0[..],
        why,
        app.clock.now()
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// Which take is used, for undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    pub take: Uuid,
    pub locked: bool,
}

/// Uses another take of the same artifact.
pub async fn select(app: &App, production: &Production, take_id: Uuid) -> AppResult<()> {
    let mut tx = app.db.begin().await?;
    let key = sqlx::query_scalar!(
        "select key from production_takes where production_id = $1 and id = $2",
        production.id,
        take_id
    )
    .fetch_optional(&mut *tx)
    .await?
    .ok_or_else(|| {
        AppError::not_found(
            "take_not_found",
            "There is no such take.",
            "Load the takes of this artifact anew.",
        )
    })?;
    let was = chosen_now(&mut tx, production.id, &key).await?;
    if was.is_some_and(|was| was.take == take_id) {
        return Ok(());
    }
    let change = replaced(&key, was)?;
    changes::note(&mut tx, app, production, &change).await?;
    let take = Chosen {
        take: take_id,
        locked: false,
    };
    put(&mut tx, production.id, &key, Some(take)).await?;
    // Somebody has looked at it: what stood against it is forgiven.
    sqlx::query!(
        "delete from production_failures where production_id = $1 and key = $2",
        production.id,
        key
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

/// The take of an artifact that is used, held until the transaction ends.
pub async fn chosen_now(
    tx: &mut PgConnection,
    production_id: Uuid,
    key: &str,
) -> AppResult<Option<Chosen>> {
    Ok(sqlx::query_as!(
        Chosen,
        "select id as take, locked from production_takes where production_id = $1 and key = $2 and selected for update",
        production_id,
        key
    )
    .fetch_optional(&mut *tx)
    .await?)
}

/// Puts a take of an artifact there, or none; nothing is kept of what was there.
pub async fn put(
    tx: &mut PgConnection,
    production_id: Uuid,
    key: &str,
    chosen: Option<Chosen>,
) -> AppResult<()> {
    sqlx::query!(
        "update production_takes set selected = false, locked = false where production_id = $1 and key = $2 and selected",
        production_id,
        key
    )
    .execute(&mut *tx)
    .await?;
    if let Some(Chosen { take, locked }) = chosen {
        sqlx::query!(
            "update production_takes set selected = true, locked = $4 where production_id = $1 and key = $2 and id = $3",
            production_id,
            key,
            take,
            locked
        )
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}

/// What stood there before another take is used, or before the same is locked or let go.
fn replaced(key: &str, was: Option<Chosen>) -> AppResult<Change> {
    Ok(Change {
        what: What::Take,
        which: key.to_owned(),
        was: serde_json::to_value(was).map_err(AppError::internal)?,
    })
}

/// Keeps the selected take of an artifact whatever changes, or lets it go again; `false`: none is selected.
pub async fn lock(app: &App, production: &Production, key: &str, locked: bool) -> AppResult<bool> {
    let mut tx = app.db.begin().await?;
    let Some(was) = chosen_now(&mut tx, production.id, key).await? else {
        return Ok(false);
    };
    if was.locked == locked {
        return Ok(true);
    }
    let change = replaced(key, Some(was))?;
    changes::note(&mut tx, app, production, &change).await?;
    put(&mut tx, production.id, key, Some(Chosen { locked, ..was })).await?;
    tx.commit().await?;
    Ok(true)
}
