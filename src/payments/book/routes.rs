//! The shop as viewers see it, and the price book as operators edit it.

use axum::extract::State;
use chrono::{DateTime, Utc};
use money::Amount;
use serde::{Deserialize, Serialize};
use sqlx::types::Json as Column;
use utoipa::ToSchema;
use uuid::Uuid;

use super::preview::{ShelfPreview, best, per_coin, preview};
use super::{Period, PriceBook, check, current, on_sale};
use crate::app::App;
use crate::audit;
use crate::books::derived;
use crate::books::money::Money;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::Json;
use crate::houses::{CurrentHouse, Territory};
use crate::payments::provider::{Provider, ProviderKind};
use crate::payments::tax;
use crate::people::policy::Operator;

/// What can be bought here.
#[derive(Serialize, ToSchema)]
pub struct Shop {
    pub currency: String,
    pub territory: String,
    pub provider: ShopProvider,
    /// No real money changes hands: the house has no provider of payments, or its provider's test mode.
    pub test_money: bool,
    pub packs: Vec<ShopPack>,
    pub exact: ShopExact,
    pub plans: Vec<ShopPlan>,
    /// Always: what is shown is what is charged.
    pub tax_included: bool,
}

/// How payments are made.
#[derive(Serialize, ToSchema)]
pub struct ShopProvider {
    pub kind: ProviderKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publishable_key: Option<String>,
}

/// Coins at one price.
#[derive(Serialize, ToSchema)]
pub struct ShopPack {
    pub id: Uuid,
    pub coins: i64,
    pub bonus: i64,
    pub price: Money,
    /// Of each coin, bonus coins counted, rounded up: a decimal number of the shop's currency.
    #[schema(example = "0.0095")]
    pub coin_price: String,
    /// Its coins are the cheapest.
    pub best: bool,
}

/// As many coins as wanted: from `min` to `max`, in steps.
#[derive(Serialize, ToSchema)]
pub struct ShopExact {
    pub min: i64,
    pub max: i64,
    pub step: i64,
    pub coins_for: CoinsFor,
}

/// So many coins for so much.
#[derive(Serialize, ToSchema)]
pub struct CoinsFor {
    pub coins: i64,
    pub price: Money,
}

/// A subscription to everything.
#[derive(Serialize, ToSchema)]
pub struct ShopPlan {
    pub id: Uuid,
    pub period: Period,
    /// Each period, after the intro if there is one.
    pub price: Money,
    pub intro: Option<ShopIntro>,
}

/// What the first periods cost instead.
#[derive(Serialize, ToSchema)]
pub struct ShopIntro {
    pub price: Money,
    pub periods: i32,
}

/// Show what can be bought, at what is really charged.
#[utoipa::path(get, operation_id = "shop", path = "/api/v1/shop", tag = "payments", responses((status = 200, body = Shop), (status = 404, body = ErrorBody)))]
pub async fn shop(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    Territory(territory): Territory,
) -> AppResult<Json<Shop>> {
    let current = on_sale(&app, house.id).await?;
    let shelf = current.book.shelf(&territory)?;
    let currency = shelf.currency()?;
    let rate = tax::rate(&app.db, house.id, &territory, app.clock.now()).await?;
    let charged = |minor: i64| -> AppResult<Amount> {
        Ok(tax::taxed(rate.as_ref(), Amount::new(minor, currency))?.gross)
    };
    let cheapest = best(shelf);
    let packs = shelf.packs.iter().map(|pack| {
        let price = charged(pack.price)?;
        Ok(ShopPack {
            id: pack.id,
            coins: pack.coins,
            bonus: pack.bonus,
            price: price.into(),
            coin_price: per_coin(price.minor, pack.coins + pack.bonus, currency),
            best: cheapest == Some(pack.id),
        })
    });
    let plans = shelf.plans.iter().map(|plan| {
        let intro = plan.intro.as_ref().map(|intro| {
            AppResult::Ok(ShopIntro {
                price: charged(intro.price)?.into(),
                periods: intro.periods,
            })
        });
        Ok(ShopPlan {
            id: plan.id,
            period: plan.period,
            price: charged(plan.price)?.into(),
            intro: intro.transpose()?,
        })
    });
    let provider = &app.payments;
    Ok(Json(Shop {
        currency: currency.to_string(),
        provider: ShopProvider {
            kind: provider.kind(),
            publishable_key: match provider {
                Provider::Test => None,
                Provider::Stripe(stripe) => stripe.publishable_key.clone(),
            },
        },
        test_money: provider.is_test_money(),
        packs: packs.collect::<AppResult<_>>()?,
        exact: ShopExact {
            min: shelf.exact.min,
            max: shelf.exact.max,
            step: shelf.exact.step,
            coins_for: CoinsFor {
                coins: shelf.exact.coins,
                price: charged(shelf.exact.price)?.into(),
            },
        },
        plans: plans.collect::<AppResult<_>>()?,
        tax_included: true,
        territory,
    }))
}

/// A version of the price book.
#[derive(Serialize, ToSchema)]
pub struct PriceBookVersion {
    pub version: i32,
    pub since: DateTime<Utc>,
    pub book: PriceBook,
    /// What its prices come to, for an episode at [`EPISODE_COINS`].
    pub preview: Vec<ShelfPreview>,
}

/// A new version of the price book.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceBookChange {
    /// The version that was edited.
    pub version: i32,
    pub book: PriceBook,
}

/// A book that is not kept.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewWanted {
    pub book: PriceBook,
    /// What an episode costs; [`EPISODE_COINS`] when absent.
    #[serde(default)]
    pub episode_coins: Option<i64>,
}

/// What a preview takes an episode to cost when it is not told.
const EPISODE_COINS: i64 = 30;

/// Show the price book that is sold from.
#[utoipa::path(get, operation_id = "desk_price_book", path = "/api/v1/desk/price-book", tag = "desk", responses((status = 200, body = PriceBookVersion), (status = 403, body = ErrorBody)))]
pub async fn show(
    State(app): State<App>,
    Operator(operator): Operator,
) -> AppResult<Json<PriceBookVersion>> {
    version(&app, operator.house_id).await
}

async fn version(app: &App, house_id: Uuid) -> AppResult<Json<PriceBookVersion>> {
    let current = current(app, house_id).await?;
    Ok(Json(PriceBookVersion {
        version: current.version,
        since: current.since,
        preview: preview(&current.book, EPISODE_COINS)?,
        book: current.book,
    }))
}

/// Write a new version of the price book. Orders that were made keep their prices.
#[utoipa::path(put, operation_id = "desk_change_price_book", path = "/api/v1/desk/price-book", tag = "desk", request_body = PriceBookChange, responses((status = 200, body = PriceBookVersion), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn change(
    State(app): State<App>,
    Operator(operator): Operator,
    Json(wanted): Json<PriceBookChange>,
) -> AppResult<Json<PriceBookVersion>> {
    check::check(&wanted.book)?;
    let house_id = operator.house_id;
    let before = current(&app, house_id).await?;
    let mut transaction = app.db.begin().await?;
    let written = if before.version == wanted.version {
        sqlx::query!(
            "insert into price_books (house_id, version, body, created_at, created_by) values ($1, $2, $3, $4, $5)
             on conflict do nothing",
            house_id,
            before.version + 1,
            Column(&wanted.book) as _,
            app.clock.now(),
            operator.id
        )
        .execute(&mut *transaction)
        .await?
        .rows_affected()
    } else {
        0
    };
    if written == 0 {
        return Err(AppError::conflict(
            "price_book_changed",
            "Somebody else changed the price book meanwhile.",
            "Load it again and repeat your change.",
        ));
    }
    audit::note(
        &mut *transaction,
        &app,
        &operator,
        "price_book.changed",
        "price_book",
        derived(house_id, &format!("price_book:{}", before.version + 1)),
        serde_json::json!({"before": before.book, "after": wanted.book}),
    )
    .await?;
    transaction.commit().await?;
    version(&app, house_id).await
}

/// Work out what a book's prices come to, without keeping it.
#[utoipa::path(post, operation_id = "desk_preview_price_book", path = "/api/v1/desk/price-book/preview", tag = "desk", request_body = PreviewWanted, responses((status = 200, body = Vec<ShelfPreview>), (status = 400, body = ErrorBody), (status = 403, body = ErrorBody)))]
pub async fn try_out(
    _: Operator,
    Json(wanted): Json<PreviewWanted>,
) -> AppResult<Json<Vec<ShelfPreview>>> {
    check::check(&wanted.book)?;
    let coins = wanted.episode_coins.unwrap_or(EPISODE_COINS);
    if !(1..=1_000_000).contains(&coins) {
        return Err(AppError::bad_request(
            "episode_coins_invalid",
            "An episode costs 1 to 1,000,000 coins.",
            "Give another number of coins.",
        ));
    }
    Ok(Json(preview(&wanted.book, coins)?))
}
