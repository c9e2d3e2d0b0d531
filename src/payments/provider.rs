//! Who takes the money.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::stripe::Stripe;
use crate::books::Kind;
use crate::config::Config;

/// Who takes the money of web sales: what the settings name, else nobody, and money is for testing.
pub enum Provider {
    Test,
    Stripe(Stripe),
}

/// Who took the money of a sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "lowercase")]
#[sqlx(type_name = "text", rename_all = "lowercase")]
pub enum ProviderKind {
    Test,
    Stripe,
    Apple,
    Google,
}

impl ProviderKind {
    /// As it is kept.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Test => "test",
            Self::Stripe => "stripe",
            Self::Apple => "apple",
            Self::Google => "google",
        }
    }

    /// Whether it sells apps and what is bought in them.
    pub fn is_store(self) -> bool {
        matches!(self, Self::Apple | Self::Google)
    }

    /// Where its money is until it reaches the bank.
    pub fn clearing(self) -> Kind {
        match self {
            Self::Test => Kind::ClearingTest,
            Self::Stripe => Kind::ClearingStripe,
            Self::Apple => Kind::ClearingApple,
            Self::Google => Kind::ClearingGoogle,
        }
    }
}

impl Provider {
    pub fn of(config: &Config) -> anyhow::Result<Self> {
        Ok(match Stripe::of(&config.stripe)? {
            Some(stripe) => Self::Stripe(stripe),
            None => Self::Test,
        })
    }

    /// For the provider's own form on a page.
    pub fn publishable_key(&self) -> Option<String> {
        match self {
            Self::Test => None,
            Self::Stripe(stripe) => stripe.publishable_key.clone(),
        }
    }

    pub fn kind(&self) -> ProviderKind {
        match self {
            Self::Test => ProviderKind::Test,
            Self::Stripe(_) => ProviderKind::Stripe,
        }
    }

    /// Whether no real money changes hands.
    pub fn is_test_money(&self) -> bool {
        match self {
            Self::Test => true,
            Self::Stripe(stripe) => stripe.is_test_mode(),
        }
    }
}
