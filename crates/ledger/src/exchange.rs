//! One currency into another: two linked transfers through the exchange's accounts.
//!
//! The exchange has an account in each currency. It takes the one and gives the other, both or neither;
//! what rounding kept back is in what it gave, and the exact fraction is written beside both legs.

use chrono::{DateTime, Utc};
use money::exchange::Conversion;
use uuid::Uuid;

use crate::{Move, NewTransfer, Reference, Unit};

/// Who gives, who gets, and where the rate is from.
#[derive(Clone, Debug)]
pub struct Exchange<'a> {
    /// Ids of the two transfers.
    pub ids: [Uuid; 2],
    /// Debited in the first currency.
    pub from: Uuid,
    /// The exchange's account in the first currency.
    pub taken_by: Uuid,
    /// The exchange's account in the second currency.
    pub given_by: Uuid,
    /// Credited in the second currency.
    pub to: Uuid,
    pub conversion: &'a Conversion,
    /// Who stated the rate.
    pub source: &'a str,
    /// When it held.
    pub rate_at: DateTime<Utc>,
    /// What the exchange is for; its data is replaced.
    pub kind: &'a str,
    pub reference_id: Uuid,
}

/// The two legs, to be put into one command. Both carry `{"rate", "residual", "source", "rate_at"}`: the
/// rate and the residual as exact fractions, the residual in minor units of the second currency.
pub fn legs(exchange: &Exchange<'_>) -> [NewTransfer; 2] {
    let Conversion {
        from,
        to,
        rate,
        residual,
    } = exchange.conversion;
    let data = serde_json::json!({
        "rate": String::from(*rate),
        "residual": format!("{}/{}", residual.numer(), residual.denom()),
        "source": exchange.source,
        "rate_at": exchange.rate_at.to_rfc3339(),
    });
    let reference = Reference::with(exchange.kind, exchange.reference_id, &data);
    let leg = |id, debit, credit, amount: &money::Amount| NewTransfer {
        id,
        body: Move::Post {
            debit,
            credit,
            amount: amount.minor,
            unit: Unit::Currency(amount.currency),
        },
        reference: reference.clone(),
    };
    [
        leg(exchange.ids[0], exchange.from, exchange.taken_by, from),
        leg(exchange.ids[1], exchange.given_by, exchange.to, to),
    ]
}
