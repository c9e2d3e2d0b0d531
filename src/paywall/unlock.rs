//! Opening episodes with coins: once, whatever is clicked, sent again or broken in between.
//!
//! First everything is decided in one transaction under the lock of the viewer's wallet (`held`, coins reserved);
//! then one chain of transfers is posted to the ledger, under ids derived from the unlock's; then one transaction
//! makes it `done`, opens the episodes and writes the revenue. Whoever comes next (the same request again, another
//! click, the sweep) finishes what is held.

use axum::http::StatusCode;
use ledger::Refusal;
use money::Amount;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::access::{Access, Viewer};
use super::arms;
use super::quote::{Bundle, Standing, quote};
use super::sheet::{Stand, stand};
use crate::app::App;
use crate::books::money::currency;
use crate::books::revenue::{self, Line, RevenueKind};
use crate::books::{self, Entry, derived};
use crate::catalog::routes::no_such_series;
use crate::errors::{AppError, AppResult};
use crate::payments::tax;
use crate::people::Person;
use crate::wallet::spend::{self, Part};
use crate::wallet::{self, EntryKind, NewEntry};

/// What is bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum OfferKind {
    Episode,
    NextTen,
    Series,
}

impl OfferKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Episode => "episode",
            Self::NextTen => "next_ten",
            Self::Series => "series",
        }
    }
}

/// What somebody wants to open.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub series_id: Uuid,
    pub kind: OfferKind,
    /// The episode of the sheet that it was asked from.
    pub number: i32,
    /// What the sheet said. More is never charged.
    pub expected_coins: i64,
    /// The client's: the same again is the same unlock.
    pub key: Uuid,
}

/// Opens it, and gives the id of the unlock: of an earlier one, where that has opened it already.
pub async fn unlock(
    app: &App,
    person: &Person,
    territory: &str,
    wanted: &Wanted,
) -> AppResult<Uuid> {
    let id = hold(app, person, territory, wanted).await?;
    finish(app, id).await?;
    Ok(id)
}

/// Decides everything and reserves the coins.
pub(super) async fn hold(
    app: &App,
    person: &Person,
    territory: &str,
    wanted: &Wanted,
) -> AppResult<Uuid> {
    let (now, house_id, viewer) = (app.clock.now(), person.house_id, Viewer::from(person));
    let mut transaction = app.db.begin().await?;
    let settings = wallet::lock(app, &mut transaction, house_id, person.id)
        .await?
        .ok_or_else(AppError::unauthorized)?;
    if let Some(id) = sent_before(&mut transaction, person.id, wanted).await? {
        return Ok(id);
    }
    let mut state = stand(
        &mut transaction,
        house_id,
        Some(viewer),
        wanted.series_id,
        now,
    )
    .await?;
    take_held(&mut transaction, person.id, wanted.series_id, &mut state).await?;
    let number = u32::try_from(wanted.number).unwrap_or_default();
    let target = state
        .episodes
        .iter()
        .find(|episode| episode.number == number)
        .ok_or_else(no_such_episode)?;
    if let Some(id) = opened_before(&mut transaction, person.id, wanted, target.id).await? {
        return Ok(id);
    }
    let mut accesses = state.episodes.iter().filter_map(|one| one.access.as_ref());
    if wanted.kind == OfferKind::Series
        && !accesses.any(Access::for_sale)
        && let Some(id) = bought_all(&mut transaction, person.id, wanted.series_id).await?
    {
        return Ok(id);
    }
    let bundle = offer(&state, viewer, wanted, number, now)?;
    if bundle.coins > wanted.expected_coins {
        return Err(AppError::conflict(
            "price_changed",
            format!("This costs {} coins now.", bundle.coins),
            "Look at the new price, and choose again.",
        ));
    }
    let parts = spend::reserve(
        app,
        &mut transaction,
        house_id,
        person.id,
        settings.spend_order,
        bundle.coins,
    )
    .await?;
    let Some(parts) = parts else {
        let has = wallet::balance_in(&mut *transaction, house_id, person.id, now).await?;
        return Err(coins_missing(bundle.coins - has.paid - has.bonus));
    };
    wallet::limits::check(&mut transaction, person.id, settings.limit, &parts, now).await?;
    if let Some(subject) = state.subjects.first() {
        arms::remember(app, &mut transaction, house_id, viewer, subject).await?;
    }
    let id = app.random.id();
    write(
        app,
        &mut transaction,
        id,
        person,
        territory,
        wanted,
        &state,
        &bundle,
        &parts,
    )
    .await?;
    transaction.commit().await?;
    Ok(id)
}

/// The unlock that this very request made before.
async fn sent_before(
    db: &mut PgConnection,
    person_id: Uuid,
    wanted: &Wanted,
) -> AppResult<Option<Uuid>> {
    let before = sqlx::query!(
        r#"select id, series_id, number, kind as "kind: OfferKind" from unlocks where person_id = $1 and key = $2"#,
        person_id,
        wanted.key
    )
    .fetch_optional(&mut *db)
    .await?;
    let Some(before) = before else {
        return Ok(None);
    };
    let same = before.series_id == Some(wanted.series_id)
        && (before.number, before.kind) == (wanted.number, wanted.kind);
    if same {
        return Ok(Some(before.id));
    }
    Err(AppError::conflict(
        "key_reused",
        "This Idempotency-Key was sent with something else before.",
        "Make a new one for each thing that is bought.",
    ))
}

/// The unlock that has opened, or is about to open, the episode: a second click, whatever its key.
async fn opened_before(
    db: &mut PgConnection,
    person_id: Uuid,
    wanted: &Wanted,
    episode_id: Uuid,
) -> AppResult<Option<Uuid>> {
    let whole = wanted.kind == OfferKind::Series;
    Ok(sqlx::query_scalar!(
        r#"select unlock_id as "id!" from (
               select unlock_id, at from unlocked_series where person_id = $1 and series_id = $2
               union all
               select unlock_id, at from unlocked_episodes where person_id = $1 and episode_id = $3 and not $4
               union all
               select u.id, u.created_at from unlocks u
               where u.person_id = $1 and u.series_id = $2 and u.state = 'held'
                 and (u.whole or (not $4 and exists (
                     select from unlock_items i where i.unlock_id = u.id and i.episode_id = $3)))
           ) opened order by at limit 1"#,
        person_id,
        wanted.series_id,
        episode_id,
        whole
    )
    .fetch_optional(&mut *db)
    .await?)
}

/// What another click has reserved is not for sale any more, though it is not open yet.
async fn take_held(
    db: &mut PgConnection,
    person_id: Uuid,
    series_id: Uuid,
    state: &mut Stand,
) -> AppResult<()> {
    let held = sqlx::query_scalar!(
        "select i.episode_id from unlock_items i join unlocks u on u.id = i.unlock_id
         where u.person_id = $1 and u.series_id = $2 and u.state = 'held'",
        person_id,
        series_id
    )
    .fetch_all(&mut *db)
    .await?;
    for episode in &mut state.episodes {
        if held.contains(&episode.id) {
            episode.access = Some(Access::Unlocked);
        }
    }
    Ok(())
}

/// The last unlock of all that there was of a series: a second click finds nothing left, and is told of it.
async fn bought_all(
    db: &mut PgConnection,
    person_id: Uuid,
    series_id: Uuid,
) -> AppResult<Option<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select id from unlocks where person_id = $1 and series_id = $2 and kind = 'series' and state <> 'refused'
         order by created_at desc, id limit 1",
        person_id,
        series_id
    )
    .fetch_optional(&mut *db)
    .await?)
}

/// What the viewer would pay for it now.
fn offer(
    state: &Stand,
    viewer: Viewer,
    wanted: &Wanted,
    number: u32,
    now: chrono::DateTime<chrono::Utc>,
) -> AppResult<Bundle> {
    let already = || {
        AppError::conflict(
            "already_open",
            "There is nothing left to open here.",
            "Watch it: it is open.",
        )
    };
    let subject = state.subjects.first().ok_or_else(no_such_series)?;
    let terms = subject.terms(Some(viewer)).ok_or_else(already)?;
    let quote = quote(&terms, now, &state.standings(), subject.spent, number);
    match wanted.kind {
        OfferKind::Episode => quote.episode,
        OfferKind::NextTen => quote.next_ten,
        OfferKind::Series => quote.series,
    }
    .ok_or_else(already)
}

/// Writes down what was decided.
#[expect(clippy::too_many_arguments, reason = "one row and what hangs on it")]
async fn write(
    app: &App,
    db: &mut PgConnection,
    id: Uuid,
    person: &Person,
    territory: &str,
    wanted: &Wanted,
    state: &Stand,
    bundle: &Bundle,
    parts: &[Part],
) -> AppResult<()> {
    let (now, house_id) = (app.clock.now(), person.house_id);
    let paid: i64 = parts.iter().map(|part| part.paid).sum();
    let bonus: i64 = parts.iter().map(|part| part.bonus).sum();
    let subject = state.subjects.first();
    sqlx::query!(
        "insert into unlocks (id, house_id, person_id, series_id, kind, number, key, coins, paid, bonus, whole, policy_id,
             arm, territory, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        id,
        house_id,
        person.id,
        wanted.series_id,
        wanted.kind.as_str(),
        wanted.number,
        wanted.key,
        bundle.coins,
        paid,
        bonus,
        bundle.whole,
        subject.and_then(|subject| subject.policy_id),
        subject.map_or(super::policy::NO_ARM, |subject| subject.arm(Some(person.into()))),
        territory,
        now
    )
    .execute(&mut *db)
    .await?;
    macro_rules! column {
        ($list:expr, $field:ident) => {
            &$list
                .iter()
                .map(|one| one.$field.clone())
                .collect::<Vec<_>>()
        };
    }
    sqlx::query!(
        "insert into unlock_parts (unlock_id, house_id, lot_id, paid, bonus, currency, money, price)
         select $1, $2, * from unnest($3::uuid[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[], $8::bigint[])",
        id,
        house_id,
        column!(parts, lot_id),
        column!(parts, paid),
        column!(parts, bonus),
        column!(parts, currency) as &[Option<String>],
        column!(parts, money),
        column!(parts, price)
    )
    .execute(&mut *db)
    .await?;
    let numbers: Vec<i32> = bundle
        .items
        .iter()
        .map(|item| i32::try_from(item.number).unwrap_or_default())
        .collect();
    sqlx::query!(
        "insert into unlock_items (unlock_id, house_id, episode_id, number, coins)
         select $1, $2, * from unnest($3::uuid[], $4::integer[], $5::bigint[])",
        id,
        house_id,
        column!(bundle.items, id),
        &numbers,
        &shares(bundle)
    )
    .execute(&mut *db)
    .await?;
    // Coins of several currencies make a line each; the first one tells the bonus coins and the episodes.
    let mut prices = spend::money_of(parts, |part| part.price)?.into_iter();
    let mut line = Some((prices.next(), bonus, numbers));
    let mut place = 0;
    while let Some((price, bonus, episodes)) = line.take() {
        let code = price.map(|price| price.currency.to_string());
        let paid: i64 = parts
            .iter()
            .filter(|part| part.currency == code)
            .map(|part| part.paid)
            .sum();
        let entry = NewEntry {
            id: derived(id, &format!("history:{place}")),
            house_id,
            person_id: person.id,
            at: now,
            kind: EntryKind::Unlocked,
            paid: -paid,
            bonus: -bonus,
            money: price,
            series_id: Some(wanted.series_id),
            episodes,
            source_id: id,
        };
        wallet::write(&mut *db, &entry).await?;
        place += 1;
        line = prices.next().map(|price| (Some(price), 0, Vec::new()));
    }
    Ok(())
}

/// The coins of a bundle on its episodes, by what each costs by itself: differences of sums rounded down, so that
/// they add up to the whole.
fn shares(bundle: &Bundle) -> Vec<i64> {
    let all = i128::from(bundle.singles.max(1));
    let (mut upto, mut given) = (0_i128, 0_i64);
    bundle
        .items
        .iter()
        .map(|item| {
            upto += i128::from(item.price);
            let sum = i64::try_from(i128::from(bundle.coins) * upto / all)
                .expect("at most the whole, which fits");
            let share = sum - given;
            given = sum;
            share
        })
        .collect()
}

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

fn no_such_episode() -> AppError {
    AppError::not_found(
        "episode_not_found",
        "This episode cannot be opened now.",
        "Choose another one on the page of the series.",
    )
}

fn coins_missing(missing: i64) -> AppError {
    AppError::new(
        StatusCode::PAYMENT_REQUIRED,
        "coins_missing",
        format!("There are {} coins too few in the wallet.", missing.max(1)),
        "Buy coins in the shop, or wait until it opens by itself where it does.",
    )
}

fn refused_by_the_books() -> AppError {
    AppError::conflict(
        "unlock_refused",
        "The coins could not be spent, and are back in the wallet.",
        "Try again; if it stays so, tell the operator the request id.",
    )
}

impl Stand {
    /// The episodes as a quote needs them.
    pub(super) fn standings(&self) -> Vec<Standing> {
        self.episodes
            .iter()
            .map(|episode| Standing {
                id: episode.id,
                number: episode.number,
                duration_ms: i64::from(episode.duration_ms),
                locked: episode.access.as_ref().is_some_and(Access::for_sale),
            })
            .collect()
    }
}
