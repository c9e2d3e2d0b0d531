//! Customers, payments, cards kept for later, refunds, disputes.

use std::collections::HashMap;

use money::Amount;
use serde::{Deserialize, Deserializer};
use uuid::Uuid;

use super::{Failure, List, Stripe};

/// A payment.
#[derive(Clone, Debug, Deserialize)]
pub struct Intent {
    pub id: String,
    pub status: String,
    pub amount: i64,
    pub currency: String,
    #[serde(default)]
    pub client_secret: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    pub latest_charge: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    pub payment_method: Option<String>,
    #[serde(default)]
    pub metadata: HashMap<String, String>,
}

/// A card being kept for later.
#[derive(Clone, Debug, Deserialize)]
pub struct Setup {
    pub id: String,
    pub status: String,
    #[serde(default)]
    pub client_secret: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    pub payment_method: Option<String>,
    #[serde(default)]
    pub metadata: HashMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Refund {
    pub id: String,
    pub amount: i64,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    pub charge: Option<String>,
    #[serde(default)]
    pub metadata: HashMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Charge {
    #[serde(default)]
    pub amount_refunded: i64,
    #[serde(default, deserialize_with = "id_of")]
    pub payment_intent: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct Dispute {
    pub id: String,
    pub amount: i64,
    pub status: String,
    #[serde(default)]
    pub reason: Option<String>,
    #[serde(default, deserialize_with = "id_of")]
    pub charge: Option<String>,
    /// What was moved because of it, with its fees.
    #[serde(default)]
    pub balance_transactions: Vec<BalanceLine>,
}

/// A line of the provider's account of the money.
#[derive(Clone, Debug, Deserialize)]
pub struct BalanceLine {
    pub id: String,
    pub amount: i64,
    #[serde(default)]
    pub fee: i64,
    pub net: i64,
    pub currency: String,
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default, deserialize_with = "id_of")]
    pub source: Option<String>,
    pub created: i64,
}

#[derive(Deserialize)]
struct Named {
    id: String,
}

#[derive(Deserialize)]
struct Method {
    #[serde(default)]
    card: Option<Card>,
}

#[derive(Deserialize)]
struct Card {
    #[serde(default)]
    country: Option<String>,
}

/// Something that is told by its id, or whole.
#[derive(Deserialize)]
#[serde(untagged)]
enum IdOr {
    Id(String),
    Whole(Named),
}

pub(super) fn id_of<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<IdOr>::deserialize(from)?.map(|told| match told {
        IdOr::Id(id) | IdOr::Whole(Named { id }) => id,
    }))
}

impl Stripe {
    /// Makes a customer for a person; our id is all that it is told.
    pub async fn customer(&self, person_id: Uuid) -> Result<String, Failure> {
        let person = person_id.to_string();
        let form = [("metadata[person_id]", person.as_str())];
        let made: Named = self
            .post("v1/customers", &form, &format!("customer:{person}"))
            .await?;
        Ok(made.id)
    }

    /// Asks for a payment that the viewer confirms on the page.
    pub async fn intent(
        &self,
        order_id: Uuid,
        price: Amount,
        customer: &str,
    ) -> Result<Intent, Failure> {
        let (order, amount) = (order_id.to_string(), price.minor.to_string());
        let currency = price.currency.code().to_ascii_lowercase();
        let form = [
            ("amount", amount.as_str()),
            ("currency", &currency),
            ("customer", customer),
            ("payment_method_types[]", "card"),
            ("metadata[order_id]", &order),
        ];
        self.post("v1/payment_intents", &form, &format!("order:{order}"))
            .await
    }

    /// Charges a card that was kept, without the viewer. A declined card is a refusal; the payment that failed is
    /// then found by its key again.
    pub async fn charge_kept(
        &self,
        order_id: Uuid,
        attempt: i32,
        price: Amount,
        customer: &str,
        method: &str,
    ) -> Result<Intent, Failure> {
        let (order, amount) = (order_id.to_string(), price.minor.to_string());
        let currency = price.currency.code().to_ascii_lowercase();
        let form = [
            ("amount", amount.as_str()),
            ("currency", &currency),
            ("customer", customer),
            ("payment_method", method),
            ("payment_method_types[]", "card"),
            ("off_session", "true"),
            ("confirm", "true"),
            ("metadata[order_id]", &order),
        ];
        self.post(
            "v1/payment_intents",
            &form,
            &format!("order:{order}:kept:{attempt}"),
        )
        .await
    }

    pub async fn find_intent(&self, id: &str) -> Result<Intent, Failure> {
        self.get(&format!("v1/payment_intents/{id}"), &[]).await
    }

    /// The newest payments, to look for one of ours whose answer was lost.
    pub async fn intents(&self) -> Result<Vec<Intent>, Failure> {
        let page: List<Intent> = self.get("v1/payment_intents", &[("limit", "100")]).await?;
        Ok(page.data)
    }

    /// Gives a payment up, so that it can no longer succeed.
    pub async fn cancel_intent(&self, id: &str) -> Result<Intent, Failure> {
        self.post(
            &format!("v1/payment_intents/{id}/cancel"),
            &[],
            &format!("cancel:{id}"),
        )
        .await
    }

    /// Asks to keep a card for charges without the viewer, for an order.
    pub async fn setup(&self, order_id: Uuid, customer: &str) -> Result<Setup, Failure> {
        self.setup_for("order_id", order_id, customer).await
    }

    /// The same for a subscription that has an order already.
    pub async fn setup_card(&self, card_id: Uuid, customer: &str) -> Result<Setup, Failure> {
        self.setup_for("card_id", card_id, customer).await
    }

    /// The same for a pledge: its card is charged once the campaign has succeeded.
    pub async fn setup_pledge(&self, pledge_id: Uuid, customer: &str) -> Result<Setup, Failure> {
        self.setup_for("pledge_id", pledge_id, customer).await
    }

    /// Has the customer hold a kept card, whatever renewals are charged to.
    pub async fn attach(&self, customer: &str, method: &str) -> Result<(), Failure> {
        let _: Named = self
            .post(
                &format!("v1/payment_methods/{method}/attach"),
                &[("customer", customer)],
                &format!("attach:{customer}:{method}"),
            )
            .await?;
        Ok(())
    }

    async fn setup_for(&self, what: &str, id: Uuid, customer: &str) -> Result<Setup, Failure> {
        let (id, key) = (id.to_string(), format!("metadata[{what}]"));
        let form = [
            ("customer", customer),
            ("usage", "off_session"),
            ("payment_method_types[]", "card"),
            (&*key, &*id),
        ];
        self.post("v1/setup_intents", &form, &format!("setup:{id}"))
            .await
    }

    pub async fn find_setup(&self, id: &str) -> Result<Setup, Failure> {
        self.get(&format!("v1/setup_intents/{id}"), &[]).await
    }

    /// Makes a kept card the one that the customer's renewals are charged to.
    pub async fn prefer(&self, customer: &str, method: &str) -> Result<(), Failure> {
        self.attach(customer, method).await?;
        let form = [("invoice_settings[default_payment_method]", method)];
        let _: Named = self
            .post(
                &format!("v1/customers/{customer}"),
                &form,
                &format!("prefer:{customer}:{method}"),
            )
            .await?;
        Ok(())
    }

    /// The country of a card, where it is told.
    pub async fn country(&self, method: &str) -> Result<Option<String>, Failure> {
        let method: Method = self
            .get(&format!("v1/payment_methods/{method}"), &[])
            .await?;
        Ok(method.card.and_then(|card| card.country))
    }

    /// Gives money back: looks first whether it was given already, for keys are forgotten after a day.
    pub async fn refund(
        &self,
        refund_id: Uuid,
        charge: &str,
        amount: i64,
    ) -> Result<Refund, Failure> {
        let id = refund_id.to_string();
        let ours = |refund: &Refund| refund.metadata.get("refund_id") == Some(&id);
        if let Some(found) = self.refunds(charge).await?.into_iter().find(ours) {
            return Ok(found);
        }
        let amount = amount.to_string();
        let form = [
            ("charge", charge),
            ("amount", &amount),
            ("metadata[refund_id]", &id),
        ];
        self.post("v1/refunds", &form, &format!("refund:{id}"))
            .await
    }

    /// What was given back of a charge.
    pub async fn refunds(&self, charge: &str) -> Result<Vec<Refund>, Failure> {
        let query = [("charge", charge), ("limit", "100")];
        let page: List<Refund> = self.get("v1/refunds", &query).await?;
        Ok(page.data)
    }

    pub async fn find_refund(&self, id: &str) -> Result<Refund, Failure> {
        self.get(&format!("v1/refunds/{id}"), &[]).await
    }

    pub async fn find_charge(&self, id: &str) -> Result<Charge, Failure> {
        self.get(&format!("v1/charges/{id}"), &[]).await
    }

    pub async fn find_dispute(&self, id: &str) -> Result<Dispute, Failure> {
        self.get(&format!("v1/disputes/{id}"), &[]).await
    }

    /// A page of its account, newest first.
    pub async fn balance_lines(&self, after: Option<&str>) -> Result<List<BalanceLine>, Failure> {
        let mut query = vec![("limit", "100")];
        query.extend(after.map(|id| ("starting_after", id)));
        self.get("v1/balance_transactions", &query).await
    }
}
