//! Finishing a held unlock: posted, then done; or given back where the ledger refuses.

use axum::http::StatusCode;
use ledger::Refusal;
use money::Amount;
use uuid::Uuid;

use crate::app::App;
use crate::books::money::currency;
use crate::books::revenue::{self, Line, RevenueKind};
use crate::books::{self, Entry, derived};
use crate::errors::{AppError, AppResult};
use crate::payments::tax;
use crate::wallet;
use crate::wallet::spend::{self, Part};

/// Finishes a held unlock: posts it and makes it done, or gives the coins back where the ledger refuses.
pub(super) async fn finish(app: &App, id: Uuid) -> AppResult<()> {
    let unlock = sqlx::query!(
        "select house_id, state, series_id, territory, created_at from unlocks where id = $1",
        id
    )
    .fetch_one(&app.db)
    .await?;
    match unlock.state.as_str() {
        "done" => return Ok(()),
        "refused" => return Err(refused_by_the_books()),
        _ => {}
    }
    let rows = sqlx::query!(
        "select p.lot_id, p.paid, p.bonus, p.currency, p.money, p.price, l.holder
         from unlock_parts p join lots l on l.id = p.lot_id where p.unlock_id = $1",
        id
    )
    .fetch_all(&app.db)
    .await?;
    let holders: Vec<(Uuid, Option<Uuid>)> =
        rows.iter().map(|row| (row.lot_id, row.holder)).collect();
    let parts: Vec<Part> = rows
        .into_iter()
        .map(|row| Part {
            lot_id: row.lot_id,
            paid: row.paid,
            bonus: row.bonus,
            currency: row.currency,
            money: row.money,
            price: row.price,
        })
        .collect();
    let entries = spend::entries(id, &parts, &holders)?;
    let lots: Vec<Uuid> = holders.iter().map(|(lot, _)| *lot).collect();
    wallet::breakage::finish_of(app, &lots).await?;
    let erased = holders.iter().any(|(_, holder)| holder.is_none());
    match books::post(app, unlock.house_id, entries.clone()).await {
        Ok(_) => {
            let mut redeemed = Vec::new();
            for part in parts.iter().filter(|part| part.money > 0) {
                if let Some(code) = &part.currency {
                    redeemed.push((part.lot_id, Amount::new(part.money, currency(code)?)));
                }
            }
            let redemption = tax::Redemption {
                house_id: unlock.house_id,
                unlock_id: id,
                series_id: unlock.series_id,
                territory: &unlock.territory,
                at: unlock.created_at,
                parts: redeemed,
            };
            tax::on_redemption(app, &redemption).await?;
            if settle(app, id, &parts).await? {
                return Ok(());
            }
            reverse(app, unlock.house_id, entries).await?;
            tax::undo_redemption(app, unlock.house_id, id, &redemption.parts).await?;
            Err(refused_by_the_books())
        }
        Err(ledger::Error::Refused { refusal, .. }) => match refusal {
            // It was posted while its viewer was still there.
            Refusal::ExistsWithDifferent(_) if erased => settle(app, id, &parts).await.map(|_| ()),
            Refusal::ExistsWithDifferent(_) => Err(AppError::internal(anyhow::anyhow!(
                "unlock {id} is in the ledger with another body: {refusal}"
            ))),
            _ => {
                tracing::error!(unlock = %id, "the ledger refuses coins that a wallet has: {refusal}");
                release(app, id, &parts).await?;
                Err(refused_by_the_books())
            }
        },
        Err(error) => Err(AppError {
            retry_after_s: Some(2),
            cause: Some(error.into()),
            ..AppError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "books_unavailable",
                "The house cannot write this into its books right now.",
                "Wait a moment and send the same again: nothing is charged twice.",
            )
        }),
    }
}

/// Takes a posted unlock out of the ledger again: the coins had been given back meanwhile, after the ledger refused
/// the same entries to somebody else a moment before.
async fn reverse(app: &App, house_id: Uuid, entries: Vec<Entry>) -> AppResult<()> {
    let reversed = entries.into_iter().map(|entry| Entry {
        id: derived(entry.id, "reversed"),
        debit: entry.credit,
        credit: entry.debit,
        ..entry
    });
    books::post(app, house_id, reversed.collect()).await?;
    Ok(())
}

/// Makes a posted unlock done; false when its coins were given back before.
async fn settle(app: &App, id: Uuid, parts: &[Part]) -> AppResult<bool> {
    let now = app.clock.now();
    let mut transaction = app.db.begin().await?;
    // The viewer before the unlock, as whoever joins two viewers does: neither waits for the other in a ring.
    sqlx::query!(
        "select p.id from people p join unlocks u on u.person_id = p.id where u.id = $1 for key share of p",
        id
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let done = sqlx::query!(
        "update unlocks set state = 'done', done_at = $2 where id = $1 and state = 'held'
         returning house_id, person_id, series_id, whole, territory",
        id,
        now
    )
    .fetch_optional(&mut *transaction)
    .await?;
    let Some(unlock) = done else {
        // Somebody else was faster.
        let refused = sqlx::query_scalar!(
            r#"select state = 'refused' as "refused!" from unlocks where id = $1"#,
            id
        )
        .fetch_one(&mut *transaction)
        .await?;
        return Ok(!refused);
    };
    sqlx::query!(
        "insert into unlocked_episodes (person_id, episode_id, house_id, unlock_id, at)
         select u.person_id, e.id, u.house_id, u.id, $2
         from unlocks u join unlock_items i on i.unlock_id = u.id join episodes e on e.id = i.episode_id
         where u.id = $1 and u.person_id is not null on conflict do nothing",
        id,
        now
    )
    .execute(&mut *transaction)
    .await?;
    if let (true, Some(person_id), Some(series_id)) =
        (unlock.whole, unlock.person_id, unlock.series_id)
    {
        sqlx::query!(
            "insert into unlocked_series (person_id, series_id, house_id, unlock_id, at)
             values ($1, $2, $3, $4, $5) on conflict do nothing",
            person_id,
            series_id,
            unlock.house_id,
            id,
            now
        )
        .execute(&mut *transaction)
        .await?;
    }
    let items = sqlx::query!(
        r#"select i.episode_id, i.coins, e.id as "there?" from unlock_items i left join episodes e on e.id = i.episode_id
           where i.unlock_id = $1 order by i.number"#,
        id
    )
    .fetch_all(&mut *transaction)
    .await?;
    let weights: Vec<u64> = items.iter().map(|item| item.coins.unsigned_abs()).collect();
    let mut lines = Vec::new();
    for money in spend::money_of(parts, |part| part.money)? {
        if money.minor == 0 {
            continue;
        }
        let amounts = money::allocate(money, &weights, money::Allocation::LargestRemainder)
            .map_err(|error| AppError::internal(anyhow::anyhow!("unlock {id}: {error}")))?;
        lines.extend(items.iter().zip(amounts).map(|(item, amount)| Line {
            id: derived(
                id,
                &format!("revenue:{}:{}", item.episode_id, money.currency),
            ),
            house_id: unlock.house_id,
            series_id: unlock.series_id,
            episode_id: item.there,
            kind: RevenueKind::Unlocks,
            amount,
            territory: unlock.territory.clone(),
            at: now,
            source_kind: "unlock",
            source_id: id,
            count: item.coins,
        }));
    }
    revenue::record(&mut *transaction, &lines).await?;
    transaction.commit().await?;
    Ok(true)
}

/// Gives the coins of a refused unlock back.
async fn release(app: &App, id: Uuid, parts: &[Part]) -> AppResult<()> {
    let mut transaction = app.db.begin().await?;
    // Its key is free again, for the same click may be tried once more.
    let refused = sqlx::query_scalar!(
        "update unlocks set state = 'refused', key = id where id = $1 and state = 'held' returning id",
        id
    )
    .fetch_optional(&mut *transaction)
    .await?;
    if refused.is_some() {
        spend::give_back(&mut transaction, parts).await?;
        wallet::forget(&mut *transaction, id).await?;
        transaction.commit().await?;
    }
    Ok(())
}

fn refused_by_the_books() -> AppError {
    AppError::conflict(
        "unlock_refused",
        "The coins could not be spent, and are back in the wallet.",
        "Try again; if it stays so, tell the operator the request id.",
    )
}
