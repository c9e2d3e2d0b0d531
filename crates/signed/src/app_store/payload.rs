//! The fields of Apple's payloads that a house uses, under Apple's names. Others are passed over; words
//! that Apple may add to (types, subtypes, reasons) stay text.

use serde::{Deserialize, Serialize};

/// Where a purchase was made. Xcode's local tests are left out: Apple does not sign them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Environment {
    Production,
    Sandbox,
    #[serde(untagged)]
    Other(String),
}

impl std::fmt::Display for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Production => "Production",
            Self::Sandbox => "Sandbox",
            Self::Other(name) => name,
        })
    }
}

/// One purchase (JWSTransactionDecodedPayload). Moments are Unix milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Transaction {
    /// Apple's name for this purchase: once granted, never again.
    pub transaction_id: String,
    pub original_transaction_id: String,
    pub bundle_id: String,
    pub product_id: String,
    /// `Consumable`, `Non-Consumable`, `Auto-Renewable Subscription`, `Non-Renewing Subscription`.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default = "one")]
    pub quantity: u32,
    pub purchase_date: i64,
    pub signed_date: i64,
    pub environment: Environment,
    /// The UUID that the app gave with the purchase: our order or person.
    pub app_account_token: Option<String>,
    pub expires_date: Option<i64>,
    /// Set once Apple has refunded or revoked the purchase.
    pub revocation_date: Option<i64>,
    pub revocation_reason: Option<i64>,
    /// `PURCHASED` or `FAMILY_SHARED`.
    pub in_app_ownership_type: Option<String>,
    /// `PURCHASE` or `RENEWAL`.
    pub transaction_reason: Option<String>,
    /// The store's country, ISO 3166-1 alpha-3.
    pub storefront: Option<String>,
    /// Said to be thousandths of the currency's unit. Not confirmed: nothing is booked from it.
    pub price: Option<i64>,
    pub currency: Option<String>,
}

const fn one() -> u32 {
    1
}

/// What a subscription will do next (JWSRenewalInfoDecodedPayload). Moments are Unix milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RenewalInfo {
    pub original_transaction_id: String,
    pub product_id: Option<String>,
    pub auto_renew_product_id: Option<String>,
    /// 1: it renews; 0: the viewer has turned that off.
    pub auto_renew_status: Option<i64>,
    pub expiration_intent: Option<i64>,
    pub grace_period_expires_date: Option<i64>,
    pub is_in_billing_retry_period: Option<bool>,
    pub renewal_date: Option<i64>,
    pub environment: Environment,
    pub signed_date: i64,
}

/// A server notification with what was nested in it, all of it verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// `REFUND`, `REFUND_REVERSED`, `ONE_TIME_CHARGE`, `DID_RENEW`, `TEST`, …
    pub kind: String,
    pub subtype: Option<String>,
    /// Apple sends a notification again under the same UUID until it is answered with 200.
    pub id: String,
    pub signed_date: i64,
    /// Apple's number of the subscription's state, where it is about one.
    pub status: Option<i64>,
    pub transaction: Option<Transaction>,
    pub renewal: Option<RenewalInfo>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Millis {
    pub signed_date: i64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct NotificationPayload {
    notification_type: String,
    subtype: Option<String>,
    #[serde(rename = "notificationUUID")]
    notification_uuid: String,
    signed_date: i64,
    pub data: Option<Data>,
    summary: Option<Data>,
    app_data: Option<Data>,
    external_purchase_token: Option<ExternalToken>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Data {
    bundle_id: Option<String>,
    app_apple_id: Option<i64>,
    environment: Option<Environment>,
    status: Option<i64>,
    pub signed_transaction_info: Option<String>,
    pub signed_renewal_info: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::struct_field_names, reason = "Apple's names")]
struct ExternalToken {
    bundle_id: Option<String>,
    app_apple_id: Option<i64>,
    external_purchase_id: Option<String>,
}

/// Which app and environment a notification is about, wherever Apple says it.
#[derive(Default)]
pub(super) struct About<'a> {
    pub bundle_id: Option<&'a str>,
    pub app_apple_id: Option<i64>,
    pub environment: Option<&'a Environment>,
}

impl NotificationPayload {
    pub fn about(&self) -> About<'_> {
        if let Some(data) = self.data.as_ref().or(self.summary.as_ref()) {
            return data.about();
        }
        if let Some(token) = &self.external_purchase_token {
            let sandbox = token
                .external_purchase_id
                .as_deref()
                .is_some_and(|id| id.starts_with("SANDBOX"));
            return About {
                bundle_id: token.bundle_id.as_deref(),
                app_apple_id: token.app_apple_id,
                environment: Some(if sandbox {
                    &Environment::Sandbox
                } else {
                    &Environment::Production
                }),
            };
        }
        self.app_data
            .as_ref()
            .map_or_else(About::default, Data::about)
    }

    pub fn with(
        self,
        transaction: Option<Transaction>,
        renewal: Option<RenewalInfo>,
    ) -> Notification {
        Notification {
            kind: self.notification_type,
            subtype: self.subtype,
            id: self.notification_uuid,
            signed_date: self.signed_date,
            status: self.data.and_then(|data| data.status),
            transaction,
            renewal,
        }
    }
}

impl Data {
    fn about(&self) -> About<'_> {
        About {
            bundle_id: self.bundle_id.as_deref(),
            app_apple_id: self.app_apple_id,
            environment: self.environment.as_ref(),
        }
    }
}
