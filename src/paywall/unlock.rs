//! Opening episodes with coins: once, whatever is clicked, sent again or broken in between.
//!
//! First everything is decided in one transaction under the lock of the viewer's wallet (`held`, coins reserved);
//! then one chain of transfers is posted to the ledger, under ids derived from the unlock's; then one transaction
//! makes it `done`, opens the episodes and writes the revenue. Whoever comes next (the same request again, another
//! click, the sweep) finishes what is held.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::access::{Access, Viewer};
use super::arms;
use super::finish::finish;
use super::held::write;
use super::quote::{Bundle, Standing, quote};
use super::sheet::{Stand, stand};
use crate::app::App;
use crate::catalog::routes::no_such_series;
use crate::errors::{AppError, AppResult};
use crate::people::Person;
use crate::rights::Sight;
use crate::wallet::{self, spend};

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
    pub(super) fn as_str(self) -> &'static str {
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
pub async fn unlock(app: &App, person: &Person, sight: &Sight, wanted: &Wanted) -> AppResult<Uuid> {
    let id = hold(app, person, sight, wanted).await?;
    finish(app, id).await?;
    Ok(id)
}

/// Decides everything and reserves the coins.
pub(super) async fn hold(
    app: &App,
    person: &Person,
    sight: &Sight,
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
    // What is held is read before what is open: an unlock that becomes done in between is found by both, and in the
    // other order by neither, so that its episodes were sold again.
    let held = held_by_others(&mut transaction, person.id, wanted.series_id).await?;
    let mut state = stand(&mut transaction, sight, Some(viewer), wanted.series_id, now).await?;
    state.take(&held);
    let number = u32::try_from(wanted.number).unwrap_or_default();
    let target = state
        .episodes
        .iter()
        .find(|episode| episode.number == number)
        .ok_or_else(|| {
            sight
                .refusal(wanted.series_id)
                .unwrap_or_else(no_such_episode)
        })?;
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
    if !target.sold {
        return Err(not_sold());
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
    if let Some(subject) = state.subjects.first() {
        arms::remember(app, &mut transaction, house_id, viewer, subject).await?;
    }
    let id = app.random.id();
    write(
        app,
        &mut transaction,
        id,
        person,
        &sight.territory,
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
           ) opened order by at, unlock_id limit 1"#,
        person_id,
        wanted.series_id,
        episode_id,
        whole
    )
    .fetch_optional(&mut *db)
    .await?)
}

/// Episodes that other clicks have reserved, and that are not open yet.
async fn held_by_others(
    db: &mut PgConnection,
    person_id: Uuid,
    series_id: Uuid,
) -> AppResult<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select i.episode_id from unlock_items i join unlocks u on u.id = i.unlock_id
         where u.person_id = $1 and u.series_id = $2 and u.state = 'held'",
        person_id,
        series_id
    )
    .fetch_all(&mut *db)
    .await?)
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

fn no_such_episode() -> AppError {
    AppError::not_found(
        "episode_not_found",
        "This episode cannot be opened now.",
        "Choose another one on the page of the series.",
    )
}

/// It may be shown where the viewer is, but not for coins.
fn not_sold() -> AppError {
    AppError::new(
        StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS,
        "not_sold_here",
        "This series may not be opened with coins where you are.",
        "See what else opens it on its page.",
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

impl Stand {
    /// What another click has reserved is not for sale any more, though it is not open yet.
    fn take(&mut self, held: &[Uuid]) {
        for episode in &mut self.episodes {
            if held.contains(&episode.id) {
                episode.access = Some(Access::Unlocked);
            }
        }
    }

    /// The episodes as a quote needs them.
    pub(super) fn standings(&self) -> Vec<Standing> {
        self.episodes
            .iter()
            .map(|episode| Standing {
                id: episode.id,
                number: episode.number,
                duration_ms: i64::from(episode.duration_ms),
                locked: episode.sold && episode.access.as_ref().is_some_and(Access::for_sale),
            })
            .collect()
    }
}
