//! The paywall as a viewer sees it: what there is, what it costs, what else would open it.

use axum::extract::State;
use axum::http::HeaderMap;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::access::{Access, Subject, Viewer, look, vip};
use super::quote::{Bundle, quote};
use super::unlock::{OfferKind, Wanted, unlock};
use super::{arms, shop};
use crate::app::App;
use crate::books::money::Money;
use crate::catalog::cards::cards;
use crate::catalog::language::Language;
use crate::catalog::routes::no_such_series;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Path, Query};
use crate::houses::CurrentHouse;
use crate::people::Person;
use crate::rights::Sight;
use crate::wallet;

/// A series as one viewer stands to it.
pub(super) struct Stand {
    pub subjects: Vec<Subject>,
    /// In order of their numbers.
    pub episodes: Vec<StandEpisode>,
}

pub(super) struct StandEpisode {
    pub id: Uuid,
    pub number: u32,
    pub title: Option<String>,
    pub duration_ms: i32,
    pub access: Option<Access>,
    /// Whether it may be sold for coins where the viewer is.
    pub sold: bool,
}

/// Reads the episodes of a series that can be watched now, and the viewer's access to each.
pub(super) async fn stand(
    db: &mut PgConnection,
    sight: &Sight,
    viewer: Option<Viewer>,
    series_id: Uuid,
    now: DateTime<Utc>,
) -> AppResult<Stand> {
    let rows = sqlx::query!(
        r#"select episode_id as "id!", number as "number!", title, duration_ms as "duration_ms!"
           from open_episodes($1, $2, $4) where series_id = $3 order by number"#,
        sight.house_id,
        now,
        series_id,
        sight.closed()
    )
    .fetch_all(&mut *db)
    .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let subjects = look(db, sight, viewer, now, &ids).await?;
    let vip = vip(db, sight.house_id, viewer, now, &subjects).await?;
    let mut accesses: std::collections::HashMap<Uuid, Access> = subjects
        .iter()
        .map(|subject| (subject.episode_id, subject.decide(viewer, vip, now)))
        .collect();
    let episodes = rows.into_iter().map(|row| StandEpisode {
        sold: sight.doors(series_id, row.id).coins,
        access: accesses.remove(&row.id),
        id: row.id,
        number: u32::try_from(row.number).unwrap_or_default(),
        title: row.title,
        duration_ms: row.duration_ms,
    });
    Ok(Stand {
        episodes: episodes.collect(),
        subjects,
    })
}

/// Everything that a viewer is told before they pay.
#[derive(Serialize, ToSchema)]
pub struct PaywallSheet {
    pub series: SheetSeries,
    /// The episode that was asked for, or if that is open the first one after it that is not.
    pub episode: SheetEpisode,
    pub access: Access,
    /// Episodes that are free for everybody, for good.
    pub free_episodes: i64,
    pub episodes_total: i64,
    pub duration_total_ms: i64,
    /// Empty where there is nothing left to buy.
    pub offers: Vec<Offer>,
    /// The most that this viewer ever pays for the series.
    pub cap: Option<SheetCap>,
    pub vip: SheetVip,
    /// When the episode opens by itself.
    pub wait: Option<SheetWait>,
    pub advert: SheetAdvert,
    pub wallet: SheetWallet,
    /// The variant of the paywall that this viewer sees.
    pub arm: String,
}

#[derive(Serialize, ToSchema)]
pub struct SheetSeries {
    pub id: Uuid,
    pub slug: String,
    pub title: String,
}

#[derive(Serialize, ToSchema)]
pub struct SheetEpisode {
    pub id: Uuid,
    pub number: i32,
    pub title: Option<String>,
}

/// Episodes for coins.
#[derive(Serialize, ToSchema)]
pub struct Offer {
    pub kind: OfferKind,
    /// Numbers of the first and the last.
    #[schema(example = json!([5, 14]))]
    pub episodes: [i32; 2],
    pub count: i64,
    pub duration_ms: i64,
    pub coins: i64,
    /// What so many coins cost where this viewer is, bought in an exact amount, rounded up.
    pub price: Money,
    /// Against buying them one by one.
    pub saves_coins: i64,
    /// How many the wallet lacks.
    pub missing_coins: i64,
}

#[derive(Serialize, ToSchema)]
pub struct SheetCap {
    pub coins: i64,
    pub spent: i64,
    pub left: i64,
}

#[derive(Serialize, ToSchema)]
pub struct SheetVip {
    /// Whether VIP opens this episode.
    pub included: bool,
    /// The lowest price of VIP; null: it is not sold here.
    pub from: Option<Money>,
}

#[derive(Serialize, ToSchema)]
pub struct SheetWait {
    pub free_at: DateTime<Utc>,
}

#[derive(Serialize, ToSchema)]
pub struct SheetAdvert {
    /// Whether watching an advert opens this episode.
    pub available: bool,
    pub left_today: i64,
}

#[derive(Serialize, ToSchema)]
pub struct SheetWallet {
    pub paid: i64,
    pub bonus: i64,
}

#[derive(Deserialize, IntoParams)]
pub struct SheetQuery {
    /// Number of the episode; the first locked one when left out.
    episode: Option<i32>,
}

/// Show what a series costs from an episode on.
#[utoipa::path(get, operation_id = "show_paywall", path = "/api/v1/series/{slug}/paywall", tag = "paywall",
    params(("slug" = String, Path), SheetQuery),
    responses((status = 200, body = PaywallSheet), (status = 404, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    person: Person,
    sight: Sight,
    Language(language): Language,
    Path(slug): Path<String>,
    Query(query): Query<SheetQuery>,
) -> AppResult<Json<PaywallSheet>> {
    let (now, viewer) = (app.clock.now(), Viewer::from(&person));
    let series_id = sqlx::query_scalar!(
        "select id from series where house_id = $1 and slug = $2",
        house.id,
        slug
    )
    .fetch_optional(&app.db)
    .await?
    .ok_or_else(no_such_series)?;
    let card = cards(
        &app,
        house.id,
        sight.closed(),
        Some(person.id),
        &language,
        &[series_id],
    )
    .await?
    .remove(&series_id)
    .ok_or_else(|| sight.refusal(series_id).unwrap_or_else(no_such_series))?;
    let mut db = app.db.acquire().await?;
    let state = stand(&mut db, &sight, Some(viewer), series_id, now).await?;
    let asked = query
        .episode
        .map_or(1, |number| u32::try_from(number).unwrap_or(0));
    let from = state
        .episodes
        .iter()
        .position(|episode| episode.number >= asked)
        .unwrap_or(0);
    let locked = |episode: &&StandEpisode| episode.access.as_ref().is_some_and(Access::for_sale);
    let target = state.episodes[from..]
        .iter()
        .find(locked)
        .or_else(|| state.episodes.get(from))
        .ok_or_else(no_such_series)?;
    let access = target
        .access
        .clone()
        .unwrap_or(Access::Free { until: None });
    let doors = sight.doors(series_id, target.id);
    let subject = state.subjects.first().ok_or_else(no_such_series)?;
    arms::remember(&app, &mut db, house.id, viewer, subject).await?;
    let terms = subject.terms(Some(viewer));
    let quote = terms.map(|terms| {
        quote(
            &terms,
            now,
            &state.standings(),
            subject.spent,
            target.number,
        )
    });
    let free_at = match &access {
        Access::Locked {
            free_at: Some(at), ..
        } => Some(*at),
        Access::Locked { free_at: None, .. } => {
            let hours = terms.and_then(|terms| terms.wait_hours);
            wait(&app, &mut db, &person, &state, target, hours).await?
        }
        _ => None,
    };
    let title = sqlx::query_scalar!(
        "select episode_title($1, $2, $3)",
        target.id,
        target.title,
        language
    )
    .fetch_one(&mut *db)
    .await?;
    drop(db);
    let free_for_good =
        |episode: &&StandEpisode| matches!(episode.access, Some(Access::Free { until: None }));
    let wallet = wallet::balance(&app, house.id, person.id).await?;
    let price = shop::coin_price(&app, &house, &sight.territory).await?;
    let offers = quote.as_ref().map(|quote| {
        let kinds = [
            (OfferKind::Episode, quote.episode.as_ref()),
            (OfferKind::NextTen, quote.next_ten.as_ref()),
            (OfferKind::Series, quote.series.as_ref()),
        ];
        let told = kinds.into_iter().filter_map(|(kind, bundle)| {
            // One episode alone is the first offer.
            let alone = kind != OfferKind::Episode && bundle?.items.len() == 1;
            (!alone).then_some(offer(kind, bundle?, wallet.paid + wallet.bonus, &price))
        });
        told.collect::<AppResult<Vec<_>>>()
    });
    let left = shop::adverts(&app, house.id, person.id).await?;
    let advert = SheetAdvert {
        available: doors.advert && access.is_locked() && left.is_some_and(|left| left > 0),
        left_today: left.unwrap_or(0),
    };
    Ok(Json(PaywallSheet {
        series: SheetSeries {
            id: series_id,
            slug,
            title: card.title,
        },
        episode: SheetEpisode {
            id: target.id,
            number: i32::try_from(target.number).unwrap_or_default(),
            title,
        },
        access: match access {
            Access::Locked { coins, .. } => Access::Locked { coins, free_at },
            other => other,
        },
        free_episodes: i64::try_from(state.episodes.iter().filter(free_for_good).count())
            .unwrap_or_default(),
        episodes_total: i64::try_from(state.episodes.len()).unwrap_or_default(),
        duration_total_ms: state
            .episodes
            .iter()
            .map(|episode| i64::from(episode.duration_ms))
            .sum(),
        offers: offers.transpose()?.unwrap_or_default(),
        cap: quote.and_then(|quote| quote.cap).map(|cap| SheetCap {
            coins: cap.coins,
            spent: cap.spent,
            left: cap.left,
        }),
        vip: SheetVip {
            included: doors.vip && terms.is_some_and(|terms| terms.vip),
            from: shop::vip_from(&app, &house, &sight.territory)
                .await?
                .map(Money::from),
        },
        wait: free_at.map(|free_at| SheetWait { free_at }),
        advert,
        wallet: SheetWallet {
            paid: wallet.paid,
            bonus: wallet.bonus,
        },
        arm: subject.arm(Some(viewer)).to_owned(),
    }))
}

fn offer(
    kind: OfferKind,
    bundle: &Bundle,
    coins_there: i64,
    price: &shop::CoinPrice,
) -> AppResult<Offer> {
    let number =
        |number: Option<u32>| i32::try_from(number.unwrap_or_default()).unwrap_or_default();
    let (first, last) = (bundle.items.first(), bundle.items.last());
    Ok(Offer {
        kind,
        episodes: [
            number(first.map(|item| item.number)),
            number(last.map(|item| item.number)),
        ],
        count: i64::try_from(bundle.items.len()).unwrap_or_default(),
        duration_ms: bundle.items.iter().map(|item| item.duration_ms).sum(),
        coins: bundle.coins,
        price: price.of(bundle.coins)?.into(),
        saves_coins: bundle.singles - bundle.coins,
        missing_coins: (bundle.coins - coins_there).max(0),
    })
}

/// Begins the wait for an episode that has just been reached, if the paywall lets one wait: for the first locked
/// one of the series only, so that nobody waits for ten at once.
async fn wait(
    app: &App,
    db: &mut PgConnection,
    person: &Person,
    state: &Stand,
    target: &StandEpisode,
    hours: Option<u32>,
) -> AppResult<Option<DateTime<Utc>>> {
    let locked = |episode: &&StandEpisode| episode.access.as_ref().is_some_and(Access::is_locked);
    let first = state.episodes.iter().find(locked);
    let Some(hours) = hours.filter(|_| first.is_some_and(|first| first.id == target.id)) else {
        return Ok(None);
    };
    let now = app.clock.now();
    // The update changes nothing; it tells when a wait ends that another request has begun.
    Ok(sqlx::query_scalar!(
        "insert into grants (id, house_id, person_id, episode_id, reason, starts_at, created_at)
         select $1, $2, p.id, $4, 'wait', $5, $6 from people p where p.id = $3
         on conflict (person_id, episode_id) where reason = 'wait' do update set reason = 'wait'
         returning starts_at",
        app.random.id(),
        person.house_id,
        person.id,
        target.id,
        now + Duration::hours(i64::from(hours)),
        now
    )
    .fetch_optional(&mut *db)
    .await?)
}

/// What to open.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnlockRequest {
    pub series_id: Uuid,
    pub kind: OfferKind,
    /// `episode.number` of the sheet.
    pub episode: i32,
    /// `coins` of the offer. More is never charged.
    pub expected_coins: i64,
}

/// What was opened.
#[derive(Serialize, ToSchema)]
pub struct UnlockDone {
    pub id: Uuid,
    /// What it cost, of paid and of bonus coins.
    pub coins: i64,
    pub paid: i64,
    pub bonus: i64,
    /// Ids of the episodes.
    pub episodes: Vec<Uuid>,
    /// What is left.
    pub wallet: SheetWallet,
}

/// Open episodes with coins.
#[utoipa::path(post, operation_id = "unlock", path = "/api/v1/unlocks", tag = "paywall", request_body = UnlockRequest,
    params(("Idempotency-Key" = Uuid, Header, description = "Made by the client for each thing that is bought; the same again is charged once.")),
    responses((status = 200, body = UnlockDone), (status = 402, body = ErrorBody, description = "`coins_missing`"),
              (status = 409, body = ErrorBody, description = "`price_changed`, `already_open`")))]
pub async fn open(
    State(app): State<App>,
    person: Person,
    sight: Sight,
    headers: HeaderMap,
    Json(request): Json<UnlockRequest>,
) -> AppResult<Json<UnlockDone>> {
    let key = headers
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok()?.parse::<Uuid>().ok())
        .ok_or_else(|| {
            AppError::bad_request(
                "key_missing",
                "There is no Idempotency-Key, or it is not a UUID.",
                "Make a UUID for each thing that is bought, and send it with every try.",
            )
        })?;
    let wanted = Wanted {
        series_id: request.series_id,
        kind: request.kind,
        number: request.episode,
        expected_coins: request.expected_coins,
        key,
    };
    let id = unlock(&app, &person, &sight, &wanted).await?;
    let done = sqlx::query!(
        r#"select coins, paid, bonus,
                  array(select episode_id from unlock_items where unlock_id = unlocks.id order by number) as "episodes!"
           from unlocks where id = $1"#,
        id
    )
    .fetch_one(&app.db)
    .await?;
    let left = wallet::balance(&app, person.house_id, person.id).await?;
    Ok(Json(UnlockDone {
        id,
        coins: done.coins,
        paid: done.paid,
        bonus: done.bonus,
        episodes: done.episodes,
        wallet: SheetWallet {
            paid: left.paid,
            bonus: left.bonus,
        },
    }))
}
