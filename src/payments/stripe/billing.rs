//! Subscriptions that Stripe renews.

use std::collections::HashMap;

use money::Amount;
use serde::Deserialize;
use uuid::Uuid;

use super::intents::id_of;
use super::{Failure, List, Stripe};
use crate::vip::Period;

#[derive(Clone, Debug, Deserialize)]
pub struct Subscription {
    pub id: String,
    pub status: String,
    #[serde(default)]
    pub cancel_at_period_end: bool,
    #[serde(default)]
    pub metadata: HashMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Invoice {
    pub id: String,
    pub status: Option<String>,
    pub amount_due: i64,
    pub currency: String,
    #[serde(default, deserialize_with = "id_of")]
    pub subscription: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    pub payment_intent: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    pub charge: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    #[expect(dead_code, reason = "only that it is there counts")]
    id: String,
}

impl Stripe {
    /// The plan of a price: made when it is not there yet. Its id says all of it, so that no price has two.
    async fn plan(&self, period: Period, price: Amount) -> Result<String, Failure> {
        let currency = price.currency.code().to_ascii_lowercase();
        let id = format!("vip_{}_{}_{currency}", period.as_str(), price.minor);
        match self.get::<Named>(&format!("v1/plans/{id}"), &[]).await {
            Ok(_) => return Ok(id),
            Err(failure) if failure.is_missing() => {}
            Err(failure) => return Err(failure),
        }
        let amount = price.minor.to_string();
        let form = [
            ("id", id.as_str()),
            ("amount", &amount),
            ("currency", &currency),
            ("interval", period.as_str()),
            ("product[name]", "VIP"),
        ];
        let made: Result<Named, Failure> =
            self.post("v1/plans", &form, &format!("plan:{id}")).await;
        match made {
            Ok(_) => Ok(id),
            // Somebody else made it meanwhile.
            Err(Failure::Refused { code, .. }) if code == "resource_already_exists" => Ok(id),
            Err(failure) => Err(failure),
        }
    }

    /// The subscription that was made for one of ours, if it goes on.
    pub async fn find_ours(
        &self,
        customer: &str,
        subscription_id: Uuid,
    ) -> Result<Option<Subscription>, Failure> {
        let ours = subscription_id.to_string();
        let query = [("customer", customer), ("status", "all"), ("limit", "100")];
        let there: List<Subscription> = self.get("v1/subscriptions", &query).await?;
        let is_ours = |one: &Subscription| {
            one.metadata.get("subscription_id") == Some(&ours) && one.status != "canceled"
        };
        Ok(there.data.into_iter().find(is_ours))
    }

    /// Has a subscription renewed from `first_renewal` on (Unix seconds); the first period was charged by us. The card
    /// is the one that the customer prefers.
    pub async fn subscribe(
        &self,
        subscription_id: Uuid,
        customer: &str,
        period: Period,
        price: Amount,
        first_renewal: i64,
    ) -> Result<Subscription, Failure> {
        let ours = subscription_id.to_string();
        let plan = self.plan(period, price).await?;
        let (start, key) = (
            first_renewal.to_string(),
            format!("subscription:{ours}:{first_renewal}"),
        );
        let form = [
            ("customer", customer),
            ("items[0][plan]", &plan),
            ("trial_end", &start),
            ("metadata[subscription_id]", &ours),
        ];
        self.post("v1/subscriptions", &form, &key).await
    }

    pub async fn find_subscription(&self, id: &str) -> Result<Subscription, Failure> {
        self.get(&format!("v1/subscriptions/{id}"), &[]).await
    }

    /// Whether it ends with the period that is paid.
    pub async fn end_with_period(&self, id: &str, ends: bool, key: &str) -> Result<(), Failure> {
        let form = [("cancel_at_period_end", if ends { "true" } else { "false" })];
        let _: Subscription = self
            .post(&format!("v1/subscriptions/{id}"), &form, key)
            .await?;
        Ok(())
    }

    pub async fn find_invoice(&self, id: &str) -> Result<Invoice, Failure> {
        self.get(&format!("v1/invoices/{id}"), &[]).await
    }

    /// Charges an invoice that is open, by the card that the customer prefers. A declined card is a refusal.
    pub async fn pay_invoice(&self, id: &str, key: &str) -> Result<Invoice, Failure> {
        self.post(&format!("v1/invoices/{id}/pay"), &[], key).await
    }

    /// What a subscription was charged, newest first.
    pub async fn invoices(&self, subscription: &str) -> Result<Vec<Invoice>, Failure> {
        let query = [("subscription", subscription), ("limit", "24")];
        let page: List<Invoice> = self.get("v1/invoices", &query).await?;
        Ok(page.data)
    }
}
