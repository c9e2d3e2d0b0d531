//! What a viewer sees of their wallet, and how they set it.

use axum::extract::State;
use chrono::{DateTime, Utc};
use money::Amount;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::history::EntryKind;
use super::limits::Limit;
use super::spend::Order;
use super::{balance, coin_value, lock, passcode};
use crate::app::App;
use crate::books::money::{Money, currency};
use crate::books::{self, Kind};
use crate::catalog::cards::{Image, cards};
use crate::catalog::language::Language;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Query};
use crate::houses::{CurrentHouse, House, Territory};
use crate::payments::orders::paid_this_month;
use crate::people::Person;

const HISTORY_PAGE_MAX: i64 = 100;

/// A viewer's wallet.
#[derive(Serialize, ToSchema)]
pub struct Wallet {
    /// Coins that were paid for. They never expire.
    pub paid: i64,
    /// Coins that were given.
    pub bonus: i64,
    /// Bonus coins that end, the soonest first.
    pub bonus_expiring: Vec<Expiring>,
    /// What one paid coin cost this viewer, rounded up; null when they never bought any.
    pub coin_value: Option<Money>,
    /// ISO 4217: what this viewer pays in.
    pub currency: String,
    /// ISO 3166-1 alpha-2
    pub territory: String,
    pub spend_order: Order,
    /// The most that may be paid in a calendar month (UTC) for coins, VIP and pledges; null: no limit.
    pub monthly_limit: Option<Money>,
    /// What the limit counts: every order of the month, what still waits for its payment included, less what went back.
    pub spent_this_month: Money,
    /// A higher limit was asked for, and holds from then on.
    pub limit_locked_until: Option<DateTime<Utc>>,
    /// The limit is raised only with a passcode.
    pub limit_guarded: bool,
    /// Too many wrong passcodes were typed: none is taken until then.
    pub passcode_rests_until: Option<DateTime<Utc>>,
    /// What the viewer owes, after money went back for what was already watched.
    pub owes: Option<Money>,
}

#[derive(Serialize, ToSchema)]
pub struct Expiring {
    pub coins: i64,
    pub at: DateTime<Utc>,
}

/// Show the wallet.
#[utoipa::path(get, operation_id = "show_wallet", path = "/api/v1/wallet", tag = "wallet", responses((status = 200, body = Wallet)))]
pub async fn show(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    Territory(territory): Territory,
    person: Person,
) -> AppResult<Json<Wallet>> {
    Ok(Json(load(&app, &house, &person, territory).await?))
}

/// The wallet as it is now.
pub(super) async fn load(
    app: &App,
    house: &House,
    person: &Person,
    territory: String,
) -> AppResult<Wallet> {
    let now = app.clock.now();
    let sums = balance(app, house.id, person.id).await?;
    let expiring = sqlx::query_as!(
        Expiring,
        r#"select sum(bonus - bonus_used - bonus_back - bonus_expired)::bigint as "coins!",
                  bonus_expires_at as "at!"
           from lots
           where house_id = $1 and person_id = $2 and state = 'open' and bonus_expires_at > $3
             and bonus > bonus_used + bonus_back + bonus_expired
           group by bonus_expires_at order by bonus_expires_at limit 20"#,
        house.id,
        person.id,
        now
    )
    .fetch_all(&app.db)
    .await?;
    let mut transaction = app.db.begin().await?;
    let settings = lock(app, &mut transaction, house.id, person.id).await?;
    let passcode = passcode::of(&mut *transaction, person.id).await?;
    transaction.commit().await?;
    let settings = settings.ok_or_else(AppError::unauthorized)?;
    let limit = settings.limit.and_then(|limit| limit.at(now));
    let passcode = passcode.filter(|_| limit.is_some());
    let value = coin_value(app, house.id, person.id).await?;
    let pays_in = pays_in(house, settings.limit, value)?;
    Ok(Wallet {
        paid: sums.paid,
        bonus: sums.bonus,
        bonus_expiring: expiring,
        coin_value: value.map(Money::from),
        currency: pays_in.to_string(),
        territory,
        spend_order: settings.spend_order,
        monthly_limit: limit.map(Money::from),
        spent_this_month: paid_this_month(&app.db, house.id, person.id, pays_in, now)
            .await?
            .into(),
        limit_locked_until: settings.limit.and_then(|limit| limit.locked_until(now)),
        limit_guarded: passcode.is_some(),
        passcode_rests_until: passcode
            .and_then(|passcode| passcode.locked_until)
            .filter(|until| *until > now),
        owes: owes(app, house.id, person.id).await?.map(Money::from),
    })
}

/// What a viewer counts money in: as their limit does, else as they last paid, else as the house does.
pub(super) fn pays_in(
    house: &House,
    limit: Option<Limit>,
    value: Option<Amount>,
) -> AppResult<money::Currency> {
    if let Some(limit) = limit {
        return Ok(limit.currency());
    }
    value.map_or_else(|| currency(&house.currency), |value| Ok(value.currency))
}

/// The largest debt in one currency, if there is any.
async fn owes(app: &App, house_id: Uuid, person_id: Uuid) -> AppResult<Option<Amount>> {
    let accounts = books::accounts_of(app, house_id, person_id, Kind::ReceivableViewer).await?;
    let debts = accounts
        .into_iter()
        .filter_map(|account| match account.unit {
            ledger::Unit::Currency(unit) => Some(Amount::new(account.balance.debit(), unit)),
            _ => None,
        });
    Ok(debts
        .filter(|debt| debt.minor > 0)
        .max_by_key(|debt| debt.minor))
}

/// What is to change; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WalletChange {
    pub spend_order: Option<Order>,
}

/// Change how coins are spent.
#[utoipa::path(patch, operation_id = "change_wallet", path = "/api/v1/wallet", tag = "wallet", request_body = WalletChange,
    responses((status = 200, body = Wallet), (status = 400, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    Territory(territory): Territory,
    person: Person,
    Json(change): Json<WalletChange>,
) -> AppResult<Json<Wallet>> {
    let mut transaction = app.db.begin().await?;
    let kept = lock(&app, &mut transaction, house.id, person.id)
        .await?
        .ok_or_else(AppError::unauthorized)?;
    sqlx::query!(
        "update wallets set spend_order = $2 where person_id = $1",
        person.id,
        change.spend_order.unwrap_or(kept.spend_order) as _
    )
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(Json(load(&app, &house, &person, territory).await?))
}

#[derive(Deserialize, IntoParams)]
pub struct HistoryQuery {
    /// `next` of the page before.
    before: Option<String>,
    /// At most 100.
    limit: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct WalletHistory {
    /// The newest first. Added up over all pages, `paid` and `bonus` are what the wallet holds.
    pub entries: Vec<WalletEntry>,
    /// For the next page; null: this is the last.
    pub next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub struct WalletEntry {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub kind: EntryKind,
    /// Coins in, or below zero out.
    pub paid: i64,
    pub bonus: i64,
    /// What these paid coins cost, tax included.
    pub money: Option<Money>,
    pub series: Option<EntrySeries>,
    /// Numbers of the episodes that were opened.
    pub episodes: Vec<i32>,
    /// Number of the receipt, for a purchase.
    pub receipt: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub struct EntrySeries {
    pub slug: String,
    pub title: String,
}

/// List what came into the wallet and left it.
#[utoipa::path(get, operation_id = "wallet_history", path = "/api/v1/wallet/history", tag = "wallet", params(HistoryQuery),
    responses((status = 200, body = WalletHistory), (status = 400, body = ErrorBody)))]
pub async fn history(
    State(app): State<App>,
    person: Person,
    Query(query): Query<HistoryQuery>,
) -> AppResult<Json<WalletHistory>> {
    let limit = query.limit.unwrap_or(30).clamp(1, HISTORY_PAGE_MAX);
    let before = query.before.as_deref().map(place).transpose()?;
    let mut rows = sqlx::query!(
        r#"select w.id, w.at, w.kind as "kind: EntryKind", w.paid, w.bonus, w.currency, w.money, w.episodes, w.receipt,
                  s.slug as "slug?", s.title as "title?"
           from wallet_entries w left join series s on s.id = w.series_id
           where w.person_id = $1 and ($2::timestamptz is null or (w.at, w.id) < ($2, $3))
           order by w.at desc, w.id desc limit $4"#,
        person.id,
        before.map(|(at, _)| at),
        before.map(|(_, id)| id),
        limit + 1
    )
    .fetch_all(&app.db)
    .await?;
    let more = rows.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows
        .last()
        .filter(|_| more)
        .map(|last| format!("{}.{}", last.at.timestamp_micros(), last.id));
    let entries = rows.into_iter().map(|row| {
        let money = match (row.money, row.currency) {
            (Some(minor), Some(code)) => Some(Amount::new(minor, currency(&code)?).into()),
            _ => None,
        };
        Ok(WalletEntry {
            id: row.id,
            at: row.at,
            kind: row.kind,
            paid: row.paid,
            bonus: row.bonus,
            money,
            series: row
                .slug
                .zip(row.title)
                .map(|(slug, title)| EntrySeries { slug, title }),
            episodes: row.episodes,
            receipt: row.receipt,
        })
    });
    let entries = entries.collect::<AppResult<_>>()?;
    Ok(Json(WalletHistory { entries, next }))
}

/// Where a page of the history begins: microseconds and an id.
fn place(text: &str) -> AppResult<(DateTime<Utc>, Uuid)> {
    let read = || {
        let (at, id) = text.split_once('.')?;
        let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        // What Postgres keeps.
        let keepable = (0..=9_999).contains(&chrono::Datelike::year(&at));
        Some((at, id.parse().ok()?)).filter(|_| keepable)
    };
    read().ok_or_else(|| {
        AppError::bad_request(
            "page_invalid",
            "There is no such page.",
            "Take `next` of the page before.",
        )
    })
}

/// What one series cost a viewer.
#[derive(Serialize, ToSchema)]
pub struct SeriesCost {
    pub series: CostSeries,
    /// How many episodes were opened with coins.
    pub episodes: i64,
    pub coins_paid: i64,
    pub coins_bonus: i64,
    /// What the paid coins cost, tax included; in another currency there is another line.
    pub money: Money,
}

#[derive(Serialize, ToSchema)]
pub struct CostSeries {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
    pub poster: Option<Image>,
}

/// List what each series cost, the dearest first.
#[utoipa::path(get, operation_id = "wallet_series", path = "/api/v1/wallet/series", tag = "wallet", responses((status = 200, body = [SeriesCost])))]
pub async fn series(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    person: Person,
    Language(language): Language,
) -> AppResult<Json<Vec<SeriesCost>>> {
    let rows = sqlx::query!(
        r#"select s.id, s.slug, s.title, coalesce(w.currency, $3) as "currency!",
                  sum(cardinality(w.episodes))::bigint as "episodes!", -sum(w.paid)::bigint as "paid!",
                  -sum(w.bonus)::bigint as "bonus!", coalesce(sum(w.money), 0)::bigint as "money!"
           from wallet_entries w join series s on s.id = w.series_id
           where w.person_id = $1 and w.house_id = $2 and w.kind = 'unlocked'
           group by s.id, coalesce(w.currency, $3) order by coalesce(sum(w.money), 0) desc, s.id limit 500"#,
        person.id,
        house.id,
        house.currency
    )
    .fetch_all(&app.db)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    // What was paid for is named, wherever the viewer is now.
    let mut cards = cards(&app, house.id, &[], Some(person.id), &language, &ids).await?;
    let costs = rows.into_iter().map(|row| {
        let card = cards.remove(&row.id);
        let (title, poster) = card.map_or((row.title, None), |card| (card.title, card.poster));
        Ok(SeriesCost {
            series: CostSeries {
                id: row.id,
                slug: row.slug,
                title,
                poster,
            },
            episodes: row.episodes,
            coins_paid: row.paid,
            coins_bonus: row.bonus,
            money: Amount::new(row.money, currency(&row.currency)?).into(),
        })
    });
    Ok(Json(costs.collect::<AppResult<_>>()?))
}
