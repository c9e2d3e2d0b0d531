//! One purchase in a store: its order once, its coins once; and back when the store gave the money back.

use serde_json::json;
use uuid::Uuid;

use super::products::Product;
use crate::app::App;
use crate::books::derived;
use crate::books::money::refused;
use crate::errors::{AppError, AppResult};
use crate::payments::orders::{self, Kind, New, Order, Payment, State};
use crate::payments::provider::ProviderKind;
use crate::payments::refunds::{self, Cause, Wanted};
use crate::payments::tax::Policy;

/// A purchase that the store vouches for.
pub struct Purchase<'a> {
    pub provider: ProviderKind,
    /// What it is known by in `store_purchases`.
    pub purchase: &'a str,
    pub product_id: &'a str,
    pub product: &'a Product,
    pub quantity: u32,
    /// The store's country, as the store writes it.
    pub country: Option<&'a str>,
    /// How the store's reports call it, where that is another name.
    pub store_order: Option<&'a str>,
    /// What the store is asked with, if it is.
    pub token: Option<&'a str>,
    /// What the store says of it, kept as evidence for tax.
    pub evidence: serde_json::Value,
}

/// The order of a purchase, whoever tells of it: the same purchase is the same order.
fn order_id(house_id: Uuid, provider: ProviderKind, purchase: &str) -> Uuid {
    derived(house_id, &format!("{}:{purchase}", provider.as_str()))
}

/// Gives the coins of a purchase to a person: once, and to nobody else after that.
pub async fn give(
    app: &App,
    house_id: Uuid,
    person_id: Uuid,
    bought: &Purchase<'_>,
) -> AppResult<Order> {
    let id = order_id(house_id, bought.provider, bought.purchase);
    remember(app, house_id, bought).await?;
    let mut transaction = app.db.begin().await?;
    let kept = sqlx::query!(
        "select order_id, revoked_at from store_purchases
         where house_id = $1 and provider = $2 and purchase = $3 for update",
        house_id,
        bought.provider.as_str(),
        bought.purchase
    )
    .fetch_one(&mut *transaction)
    .await?;
    if kept.revoked_at.is_some() && kept.order_id.is_none() {
        return Err(revoked());
    }
    if kept.order_id.is_none() {
        let times = i64::from(bought.quantity);
        let (price, listed) = bought.product.price(bought.country);
        let amount = price.amount.checked_mul(times).map_err(refused)?;
        if !listed {
            tracing::warn!(
                product = bought.product_id,
                country = bought.country,
                "a store sold in a country without a price in the settings; the first price was booked"
            );
        }
        let mut evidence = bought.evidence.clone();
        evidence["merchant_of_record"] = json!(bought.provider.as_str());
        evidence["price_listed"] = json!(listed);
        let new = New {
            id,
            house_id,
            person_id,
            kind: Kind::Exact,
            item_id: None,
            book_version: 0,
            coins: bought.product.coins * times,
            bonus: bought.product.bonus * times,
            bonus_days: bought.product.bonus_days,
            price: amount,
            tax: money::Amount::zero(amount.currency),
            rate: None,
            policy: Policy::Sale,
            territory: &price.territory,
            provider: bought.provider,
            provider_ref: Some(bought.purchase),
            plan: None,
            renews: None,
            evidence,
        };
        orders::insert(app, &mut transaction, &new, "store").await?;
        sqlx::query!(
            "update store_purchases set order_id = $4 where house_id = $1 and provider = $2 and purchase = $3",
            house_id,
            bought.provider.as_str(),
            bought.purchase,
            id
        )
        .execute(&mut *transaction)
        .await?;
    }
    transaction.commit().await?;
    let order = orders::find(&app.db, house_id, id).await?;
    if order.person_id != Some(person_id) {
        return Err(somebody_elses());
    }
    let payment = Payment {
        provider_ref: Some(bought.purchase.to_owned()),
        charge_ref: Some(bought.purchase.to_owned()),
        country: None,
    };
    orders::paid(app, &order, &payment, "store").await?;
    orders::advance(app, house_id, id, "store").await
}

/// Writes a purchase down, whether or not anybody claims it.
async fn remember(app: &App, house_id: Uuid, bought: &Purchase<'_>) -> AppResult<()> {
    sqlx::query!(
        "insert into store_purchases (house_id, provider, purchase, product, token, seen_at, store_order)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (house_id, provider, purchase) do update
         set store_order = coalesce(store_purchases.store_order, excluded.store_order)",
        house_id,
        bought.provider.as_str(),
        bought.purchase,
        bought.product_id,
        bought.token,
        app.clock.now(),
        bought.store_order.filter(|name| (1..=255).contains(&name.len()))
    )
    .execute(&app.db)
    .await?;
    Ok(())
}

/// The store gave the money back: unspent coins go, what was spent is owed. A purchase that nobody has claimed gives
/// nothing from now on. The same again does nothing more.
pub async fn take_back(
    app: &App,
    house_id: Uuid,
    provider: ProviderKind,
    purchase: &str,
    product_id: &str,
) -> AppResult<()> {
    let kept = sqlx::query!(
        "insert into store_purchases (house_id, provider, purchase, product, revoked_at, seen_at)
         values ($1, $2, $3, $4, $5, $5)
         on conflict (house_id, provider, purchase) do update
         set revoked_at = coalesce(store_purchases.revoked_at, excluded.revoked_at)
         returning order_id",
        house_id,
        provider.as_str(),
        purchase,
        product_id,
        app.clock.now()
    )
    .fetch_one(&app.db)
    .await?;
    let Some(order_id) = kept.order_id else {
        return Ok(());
    };
    // Killed between the purchase and its coins: first the one, then the other.
    let order = orders::advance(app, house_id, order_id, "store").await?;
    let reference = format!("{}_refund_{purchase}", provider.as_str());
    let known = sqlx::query_scalar!(
        "select id from refunds where house_id = $1 and provider_ref = $2",
        house_id,
        reference
    )
    .fetch_optional(&app.db)
    .await?;
    let id = match known {
        Some(id) => id,
        None if order.state == State::Refunded => return Ok(()),
        None => {
            let wanted = Wanted {
                cause: Cause::Provider,
                everything: true,
                reason: String::new(),
                by: None,
                given: Some((reference, order.price)),
            };
            refunds::begin(app, &order, &wanted, json!({ "store": provider.as_str() })).await?
        }
    };
    refunds::go_on(app, house_id, id).await
}

/// The person whose pseudonym the app gave to the store with the purchase.
pub async fn person(
    app: &App,
    house_id: Uuid,
    viewer_key: Option<&str>,
) -> AppResult<Option<Uuid>> {
    let Some(key) = viewer_key.and_then(|text| text.parse::<Uuid>().ok()) else {
        return Ok(None);
    };
    let found = sqlx::query_scalar!(
        "select id from people where house_id = $1 and viewer_key = $2",
        house_id,
        key
    )
    .fetch_optional(&app.db)
    .await?;
    Ok(found)
}

pub fn somebody_elses() -> AppError {
    AppError::conflict(
        "purchase_of_another",
        "This purchase belongs to another viewer.",
        "Log in with the account that it was made with.",
    )
}

pub fn revoked() -> AppError {
    AppError::conflict(
        "purchase_refunded",
        "The store has given the money for this purchase back.",
        "Buy the coins again.",
    )
}

pub fn not_sold(product: &str) -> AppError {
    AppError::bad_request(
        "product_unknown",
        format!(
            "The house sells nothing called `{}` in this store.",
            product.chars().take(80).collect::<String>()
        ),
        "Add the product to the settings, then try again: the purchase is not lost.",
    )
}
