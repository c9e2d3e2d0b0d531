//! Google Play: a notification is a signal to look at the purchase, and nothing more. It may come twice, late, in any
//! order or not at all; what Google says when it is asked is what counts.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::claim::{self, Purchase, give, not_sold, revoked, somebody_elses};
use super::google::Bought;
use super::{Message, keep, process};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, Query, body, from_json};
use crate::houses::CurrentHouse;
use crate::payments::orders::Order;
use crate::payments::orders::routes::OrderShown;
use crate::payments::provider::ProviderKind;
use crate::people::Person;

#[derive(Deserialize)]
pub struct PushQuery {
    token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Push {
    message: PushMessage,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PushMessage {
    data: String,
    message_id: String,
}

/// A notification: exactly one of its kinds.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    package_name: String,
    one_time_product_notification: Option<OneTime>,
    voided_purchase_notification: Option<Voided>,
    subscription_notification: Option<serde_json::Value>,
    test_notification: Option<serde_json::Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OneTime {
    purchase_token: String,
    sku: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Voided {
    purchase_token: String,
}

/// What the app was given by the store.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GooglePlayPurchase {
    pub product_id: String,
    pub purchase_token: String,
}

/// Claim coins that were bought in Google Play. The app gave the viewer's key as its obfuscated account id.
#[utoipa::path(post, operation_id = "claim_google_play", path = "/api/v1/orders/google-play", tag = "payments",
    request_body = GooglePlayPurchase,
    responses((status = 200, body = OrderShown), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn order(
    State(app): State<App>,
    person: Person,
    Json(sent): Json<GooglePlayPurchase>,
) -> AppResult<Json<OrderShown>> {
    usual_length(&sent.purchase_token, &sent.product_id)?;
    let google = app.stores.google()?;
    let bought = google
        .look(&sent.product_id, &sent.purchase_token, app.clock.now())
        .await?
        .ok_or_else(no_such_purchase)?;
    match bought.purchase_state {
        0 => {}
        2 => return Err(pending()),
        _ => return Err(revoked()),
    }
    if let Some(key) = &bought.obfuscated_external_account_id
        && key.parse() != Ok(person.viewer_key)
    {
        return Err(somebody_elses());
    }
    let order = give_coins(
        &app,
        person.house_id,
        person.id,
        &sent.product_id,
        &sent.purchase_token,
        &bought,
    )
    .await?;
    Ok(Json(OrderShown::of(&app, order).await?))
}

/// Gives the coins, then tells Google so: killed in between, the next message or claim does it.
async fn give_coins(
    app: &App,
    house_id: Uuid,
    person_id: Uuid,
    product_id: &str,
    token: &str,
    bought: &Bought,
) -> AppResult<Order> {
    let google = app.stores.google()?;
    let product = google
        .products
        .get(product_id)
        .ok_or_else(|| not_sold(product_id))?;
    let purchase = Purchase {
        provider: ProviderKind::Google,
        purchase: &name_of(token),
        product_id,
        product,
        quantity: bought.quantity.unwrap_or(1).clamp(1, 100),
        country: bought.region_code.as_deref(),
        store_order: bought.order_id.as_deref(),
        token: Some(token),
        evidence: json!({ "region": bought.region_code, "store_order": bought.order_id, "product": product_id }),
    };
    let order = give(app, house_id, person_id, &purchase).await?;
    if bought.acknowledgement_state == 0 {
        google
            .acknowledge(product_id, token, app.clock.now())
            .await?;
    }
    Ok(order)
}

/// Takes a push of Pub/Sub in. Answered with success once it is kept.
pub async fn receive(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    Query(query): Query<PushQuery>,
    request: Request,
) -> AppResult<StatusCode> {
    let google = app.stores.google()?;
    if !google.is_push_token(query.token.as_deref().unwrap_or_default()) {
        return Err(AppError::new(
            StatusCode::FORBIDDEN,
            "push_token_wrong",
            "This push does not come from the house's own subscription.",
            "Give the push address `?token=` and the `push_token` of the settings.",
        ));
    }
    let bytes = body(request, &app).await?;
    let push: Push = from_json(&bytes)?;
    let data = STANDARD
        .decode(&push.message.data)
        .map_err(|_| unreadable())?;
    let notification: Notification = from_json(&data)?;
    if notification.package_name != google.package {
        return Err(AppError::bad_request(
            "package_unknown",
            "This message is about another app.",
            "Compare `[google_play] package` with the app's name.",
        ));
    }
    let message = Message {
        provider: "google",
        id: &push.message.message_id,
        kind: kind(&notification),
        body: &data,
    };
    if !keep(&app, house.id, &message).await? {
        return Ok(StatusCode::OK);
    }
    process(&app, house.id, "google", &push.message.message_id).await
}

fn kind(notification: &Notification) -> &'static str {
    if notification.one_time_product_notification.is_some() {
        "one_time_product"
    } else if notification.voided_purchase_notification.is_some() {
        "voided_purchase"
    } else if notification.subscription_notification.is_some() {
        "subscription"
    } else if notification.test_notification.is_some() {
        "test"
    } else {
        "other"
    }
}

/// Looks at the purchase that a kept message speaks of, and does what its state asks for.
pub async fn handle(app: &App, house_id: Uuid, data: &[u8]) -> AppResult<()> {
    let notification: Notification = from_json(data)?;
    if let Some(one) = notification.one_time_product_notification {
        return follow(app, house_id, &one.sku, &one.purchase_token).await;
    }
    if let Some(voided) = notification.voided_purchase_notification {
        // It does not say of what product: we know it, or nothing was given for it.
        let known = sqlx::query_scalar!(
            "select product from store_purchases where house_id = $1 and provider = 'google' and purchase = $2",
            house_id,
            name_of(&voided.purchase_token)
        )
        .fetch_optional(&app.db)
        .await?;
        if let Some(product) = known {
            return follow(app, house_id, &product, &voided.purchase_token).await;
        }
    }
    Ok(())
}

async fn follow(app: &App, house_id: Uuid, product_id: &str, token: &str) -> AppResult<()> {
    usual_length(token, product_id)?;
    let google = app.stores.google()?;
    let Some(bought) = google.look(product_id, token, app.clock.now()).await? else {
        return Ok(());
    };
    match bought.purchase_state {
        0 => {
            let key = bought.obfuscated_external_account_id.as_deref();
            match claim::person(app, house_id, key).await? {
                Some(person_id) => give_coins(app, house_id, person_id, product_id, token, &bought)
                    .await
                    .map(|_| ()),
                // The app claims it.
                None => Ok(()),
            }
        }
        1 => {
            claim::take_back(
                app,
                house_id,
                ProviderKind::Google,
                &name_of(token),
                product_id,
            )
            .await
        }
        _ => Ok(()),
    }
}

/// What a token is known by: it is longer than an index takes.
fn name_of(token: &str) -> String {
    use std::fmt::Write;
    let digest = Sha256::digest(token.as_bytes());
    digest.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn usual_length(token: &str, product: &str) -> AppResult<()> {
    if (1..=4096).contains(&token.len()) && (1..=255).contains(&product.len()) {
        return Ok(());
    }
    Err(unreadable())
}

fn unreadable() -> AppError {
    AppError::bad_request(
        "purchase_unreadable",
        "This is not a purchase as the store makes them.",
        "Send it as the store made it.",
    )
}

fn no_such_purchase() -> AppError {
    AppError::not_found(
        "purchase_unknown",
        "The store knows of no such purchase.",
        "Send the product and the token as the store gave them.",
    )
}

fn pending() -> AppError {
    AppError::conflict(
        "purchase_pending",
        "The store has not been paid yet.",
        "The coins come by themselves once it has.",
    )
}
