//! What is paid for rights, and when.

use chrono::NaiveDate;
use money::Amount;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Terms, paid};
use crate::books::money::currency;
use crate::errors::{AppError, AppResult};
use crate::rights::{day, not_found};

const PAYMENTS_MAX: usize = 60;
const MINOR_MAX: i64 = 100_000_000_000;

/// How a fee is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeeKind {
    None,
    /// One sum.
    Flat,
    /// A part of what it earns.
    Share,
    /// A sum in advance, kept back from a part of what it earns.
    Guarantee,
    /// A part of what others pay, for bringing them.
    Commission,
}

/// What is paid. Sums are minor units of the currency; parts are hundredths of a percent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = DealFee)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    pub kind: FeeKind,
    /// ISO 4217
    pub currency: String,
    /// Of a flat fee, or the guarantee.
    #[serde(default)]
    pub amount: Option<i64>,
    /// 2500 is a quarter.
    #[serde(default)]
    pub share_bp: Option<i32>,
    /// The contract about money that computes the share and keeps the guarantee back.
    #[serde(default)]
    pub share_contract_id: Option<Uuid>,
    #[serde(default)]
    pub payments: Vec<Payment>,
}

/// A sum on a day.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = DealPayment)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// Made by the client; income is written down under it, once.
    pub id: Uuid,
    pub due_on: NaiveDate,
    pub minor: i64,
    pub note: String,
    /// What it waits for; without anything it is due on its day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<Waits>,
}

/// A milestone that an instalment hangs on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = DealPaymentWaits)]
#[serde(rename_all = "snake_case", tag = "for")]
pub enum Waits {
    /// Both signatures of a deal, or that the contract is put in force.
    Signing,
    /// A deliverable that the other side has accepted.
    Acceptance { deliverable_id: Uuid },
}

impl Fee {
    /// Nothing is paid.
    pub fn none(currency: &str) -> Self {
        Self {
            kind: FeeKind::None,
            currency: currency.to_owned(),
            amount: None,
            share_bp: None,
            share_contract_id: None,
            payments: Vec::new(),
        }
    }

    /// Refuses one that does not add up.
    pub fn check(&self) -> AppResult<()> {
        currency(&self.currency)?;
        let (sum, part) = match self.kind {
            FeeKind::None => (false, false),
            FeeKind::Flat => (true, false),
            FeeKind::Share | FeeKind::Commission => (false, true),
            FeeKind::Guarantee => (true, true),
        };
        let sum_fits = match self.amount {
            Some(amount) => sum && (1..=MINOR_MAX).contains(&amount),
            None => !sum,
        };
        let part_fits = match self.share_bp {
            Some(share) => part && (1..=10_000).contains(&share),
            None => !part,
        };
        if !sum_fits || !part_fits {
            return Err(AppError::bad_request(
                "fee_invalid",
                "The fee has a sum or a part that its kind does not have, or lacks one.",
                "A flat fee has a sum, a share or a commission a part, a guarantee both.",
            ));
        }
        self.check_payments()
    }

    fn check_payments(&self) -> AppResult<()> {
        let sane = |payment: &Payment| {
            (1..=MINOR_MAX).contains(&payment.minor)
                && day(payment.due_on).is_ok()
                && payment.note.chars().count() <= 120
                && !payment.note.chars().any(char::is_control)
        };
        let total: i64 = self
            .payments
            .iter()
            .map(|payment| payment.minor.clamp(0, MINOR_MAX))
            .sum();
        let adds_up = self.payments.is_empty() || Some(total) == self.amount;
        // What is in the books is known by the id: two of one id would be paid by one of them.
        let mut ids: Vec<Uuid> = self.payments.iter().map(|payment| payment.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let each_once = ids.len() == self.payments.len();
        let few = self.payments.len() <= PAYMENTS_MAX;
        if few && each_once && self.payments.iter().all(sane) && adds_up {
            return Ok(());
        }
        Err(AppError::bad_request(
            "payments_invalid",
            "The payments do not add up to the sum of the fee.",
            "Correct the days and sums, or leave the schedule out.",
        ))
    }

    /// An amount of it in words, such as `1500.00 USD`.
    pub fn words(&self, minor: i64) -> AppResult<String> {
        Ok(Amount::new(minor, currency(&self.currency)?).to_string())
    }
}

/// Refuses a fee that does not add up, or names a contract about money of another house.
pub async fn check(db: &mut PgConnection, house_id: Uuid, fee: &Fee) -> AppResult<()> {
    fee.check()?;
    let Some(contract) = fee.share_contract_id else {
        return Ok(());
    };
    let known = sqlx::query_scalar!(
        "select id from share_contracts where id = $1 and house_id = $2",
        contract,
        house_id
    )
    .fetch_optional(&mut *db)
    .await?;
    known
        .map(|_| ())
        .ok_or_else(|| not_found("contract about money"))
}

/// The fee of an amendment: what is in the books stays as it is.
pub async fn amended(
    db: &mut PgConnection,
    house_id: Uuid,
    terms: &Terms,
    mut new: Fee,
) -> AppResult<Fee> {
    new.share_contract_id = terms.fee.share_contract_id.or(new.share_contract_id);
    check(db, house_id, &new).await?;
    let booked = paid::booked(db, house_id, terms).await?.owed;
    let stays = |old: &Payment| {
        let same = |one: &Payment| one.id == old.id && one.minor == old.minor;
        new.currency == terms.fee.currency && new.payments.iter().any(same)
    };
    let mut kept = terms.fee.payments.iter();
    if kept.all(|old| !booked.contains(&old.id) || stays(old)) {
        return Ok(new);
    }
    Err(AppError::conflict(
        "payment_booked",
        "An instalment that is in the books already is missing from this fee, or is another sum in it.",
        "Leave what is in the books as it is, and change the others. A fee without a sum becomes a guarantee of what was paid.",
    ))
}
