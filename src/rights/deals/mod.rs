//! Deals: enquiry → offer → counter → agreed → signed → delivered → live → ended, with who and when.
//!
//! While it is talked about, what it asks for may be locked for a while: nobody else is sold it until the lock expires. Agreed
//! means that nothing stands in its way: its contract is drafted and its document set. Two signatures put the contract in
//! force. That it is live is not stored: its contract says so.

mod document;
pub mod held;
pub mod papers;
pub mod party;
pub mod routes;
pub(super) mod shown;
mod sign;
mod standing;
pub mod steps;

pub(super) use standing::Standings;
pub(super) use steps::reservation;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a deal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum DealStatus {
    Enquiry,
    Offer,
    /// The other side's offer.
    Counter,
    Agreed,
    Signed,
    Delivered,
    /// Within one of its contract's windows; shown, never stored.
    Live,
    Ended,
    Declined,
}

impl DealStatus {
    /// Whether what it asks for may be talked about still.
    pub fn open(self) -> bool {
        matches!(self, Self::Enquiry | Self::Offer | Self::Counter)
    }

    /// Whether one may come after the other by an operator's word; signatures do the rest.
    pub fn leads_to(self, next: Self) -> bool {
        match next {
            Self::Offer | Self::Counter => self.open(),
            Self::Agreed => matches!(self, Self::Offer | Self::Counter),
            Self::Declined => self.open() || self == Self::Agreed,
            Self::Delivered => self == Self::Signed,
            Self::Ended => matches!(self, Self::Signed | Self::Delivered),
            Self::Enquiry | Self::Signed | Self::Live => false,
        }
    }
}
