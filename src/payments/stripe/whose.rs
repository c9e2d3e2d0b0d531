//! Which house a thing of Stripe's is of. One account serves every house of the process, and a webhook goes to whichever
//! house's address it was set up for: so these few queries, and no others, look in all houses.

use uuid::Uuid;

use crate::app::App;
use crate::errors::AppResult;

/// A thing of ours, and its house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    pub house_id: Uuid,
    pub id: Uuid,
}

/// The order of an id.
pub async fn order(app: &App, id: Uuid) -> AppResult<Option<Known>> {
    Ok(sqlx::query_as!(
        Known,
        "select house_id, id from orders where id = $1 and provider = 'stripe'",
        id
    )
    .fetch_optional(&app.db)
    .await?)
}

/// The order that a payment is for.
pub async fn payment(app: &App, reference: &str) -> AppResult<Option<Known>> {
    Ok(sqlx::query_as!(
        Known,
        "select house_id, id from orders where provider = 'stripe' and provider_ref = $1",
        reference
    )
    .fetch_optional(&app.db)
    .await?)
}

/// The order that a charge paid.
pub async fn charge(app: &App, reference: &str) -> AppResult<Option<Known>> {
    Ok(sqlx::query_as!(
        Known,
        "select house_id, id from orders where provider = 'stripe' and charge_ref = $1",
        reference
    )
    .fetch_optional(&app.db)
    .await?)
}

/// The refund that Stripe calls so, or that it says is of the id `ours`.
pub async fn refund(app: &App, reference: &str, ours: Option<&str>) -> AppResult<Option<Known>> {
    let ours = ours.and_then(|text| text.parse::<Uuid>().ok());
    Ok(sqlx::query_as!(
        Known,
        "select r.house_id, r.id from refunds r join orders o on o.id = r.order_id
         where o.provider = 'stripe' and (r.provider_ref = $1 or r.id = $2) limit 1",
        reference,
        ours
    )
    .fetch_optional(&app.db)
    .await?)
}

/// The house of a subscription that Stripe renews.
pub async fn subscription(app: &App, reference: &str) -> AppResult<Option<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select house_id from subscriptions where provider = 'stripe' and provider_ref = $1",
        reference
    )
    .fetch_optional(&app.db)
    .await?)
}

/// The house in which a card is being given.
pub async fn card(app: &App, reference: &str) -> AppResult<Option<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select house_id from card_changes where provider = 'stripe' and provider_ref = $1",
        reference
    )
    .fetch_optional(&app.db)
    .await?)
}
