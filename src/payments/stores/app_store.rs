//! The App Store: signed transactions that the app shows, and notifications that Apple sends.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use signed::app_store::{Error, Transaction};
use utoipa::ToSchema;
use uuid::Uuid;

use super::apple::Apple;
use super::claim::{self, Purchase, give, not_sold, revoked, somebody_elses};
use super::{Message, keep, process};
use crate::app::App;
use crate::errors::{AppError, AppResult, ErrorBody};
use crate::extract::{Json, body, from_json};
use crate::houses::CurrentHouse;
use crate::payments::orders::Order;
use crate::payments::orders::routes::OrderShown;
use crate::payments::provider::ProviderKind;
use crate::people::Person;

/// What the app was given by the store.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AppStorePurchase {
    /// The transaction in Apple's signed form (JWS), whole and unchanged. The app gave the viewer's key as its
    /// `appAccountToken`.
    pub signed_transaction: String,
}

/// Claim coins that were bought in the App Store.
#[utoipa::path(post, operation_id = "claim_app_store", path = "/api/v1/orders/app-store", tag = "payments",
    request_body = AppStorePurchase,
    responses((status = 200, body = OrderShown), (status = 400, body = ErrorBody), (status = 409, body = ErrorBody)))]
pub async fn order(
    State(app): State<App>,
    person: Person,
    Json(sent): Json<AppStorePurchase>,
) -> AppResult<Json<OrderShown>> {
    let apple = app.stores.apple()?;
    let transaction = apple
        .verifier
        .transaction(&sent.signed_transaction, app.clock.now())
        .map_err(refused)?;
    if transaction.revocation_date.is_some() {
        return Err(revoked());
    }
    if let Some(token) = &transaction.app_account_token
        && token.parse() != Ok(person.viewer_key)
    {
        return Err(somebody_elses());
    }
    let order = give_coins(&app, apple, person.house_id, person.id, &transaction).await?;
    Ok(Json(OrderShown::of(&app, order).await?))
}

async fn give_coins(
    app: &App,
    apple: &Apple,
    house_id: Uuid,
    person_id: Uuid,
    transaction: &Transaction,
) -> AppResult<Order> {
    let product = apple
        .products
        .get(&transaction.product_id)
        .filter(|_| transaction.kind == "Consumable")
        .ok_or_else(|| not_sold(&transaction.product_id))?;
    if !(1..=100).contains(&transaction.quantity) {
        return Err(AppError::bad_request(
            "quantity_unusual",
            "Nobody buys so many packs at once.",
            "Send the transaction as the store made it.",
        ));
    }
    let bought = Purchase {
        provider: ProviderKind::Apple,
        purchase: &transaction.transaction_id,
        product_id: &transaction.product_id,
        product,
        quantity: transaction.quantity,
        country: transaction.storefront.as_deref(),
        store_order: None,
        token: None,
        // Apple's price is kept as it came; its unit is not documented where we could read it, so it is not booked.
        evidence: json!({
            "storefront": transaction.storefront, "store_price": transaction.price,
            "store_currency": transaction.currency, "product": transaction.product_id,
        }),
    };
    give(app, house_id, person_id, &bought).await
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    signed_payload: String,
}

/// Takes a notification in. Answered with success once it is kept.
pub async fn receive(
    State(app): State<App>,
    CurrentHouse(house): CurrentHouse,
    request: Request,
) -> AppResult<StatusCode> {
    let apple = app.stores.apple()?;
    let bytes = body(request, &app).await?;
    let sent: Sent = from_json(&bytes)?;
    let notification = apple
        .verifier
        .notification(&sent.signed_payload, app.clock.now())
        .map_err(|error| {
            tracing::warn!("a notification of the App Store was refused: {error}");
            refused(error)
        })?;
    let message = Message {
        provider: "apple",
        id: &notification.id,
        kind: &notification.kind,
        body: sent.signed_payload.as_bytes(),
    };
    if !keep(&app, house.id, &message).await? {
        return Ok(StatusCode::OK);
    }
    process(&app, house.id, "apple", &notification.id).await
}

/// Does what a kept notification says; it is verified anew, for it comes from the database.
pub async fn handle(app: &App, house_id: Uuid, payload: &[u8]) -> AppResult<()> {
    let apple = app.stores.apple()?;
    let payload = std::str::from_utf8(payload).map_err(AppError::internal)?;
    let notification = apple
        .verifier
        .notification(payload, app.clock.now())
        .map_err(refused)?;
    let Some(transaction) = &notification.transaction else {
        return Ok(());
    };
    match notification.kind.as_str() {
        "REFUND" | "REVOKE" => {
            claim::take_back(
                app,
                house_id,
                ProviderKind::Apple,
                &transaction.transaction_id,
                &transaction.product_id,
            )
            .await
        }
        "ONE_TIME_CHARGE" => {
            let person =
                claim::person(app, house_id, transaction.app_account_token.as_deref()).await?;
            match person {
                Some(person_id) if transaction.revocation_date.is_none() => {
                    give_coins(app, apple, house_id, person_id, transaction)
                        .await
                        .map(|_| ())
                }
                // The app claims it.
                _ => Ok(()),
            }
        }
        "REFUND_REVERSED" => Err(AppError::conflict(
            "refund_reversed",
            "The store took a refund back.",
            "Give the coins again at the desk.",
        )),
        // Subscriptions are not sold there; tests and questions ask for nothing.
        _ => Ok(()),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "map_err wants it so")]
fn refused(error: Error) -> AppError {
    AppError::bad_request(
        "not_signed_by_store",
        format!("The store did not sign this: {error}."),
        error.remedy(),
    )
}
