//! What receipts give to whom: a contract's waterfall, as accruals.

use money::Amount;
use money::waterfall::{Reason, Receipt, ReceiptError, Waterfall, run as pour};

use crate::errors::AppError;

/// What one receipt gave to one payee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::sharing) struct Accrual {
    /// Place among the receipts.
    pub receipt: usize,
    /// Place within its receipt.
    pub number: i16,
    /// Code.
    pub payee: String,
    pub reason: &'static str,
    pub source: Option<String>,
    pub tier: String,
    pub amount: i64,
}

/// What further receipts (source and amount) give after so much has been received of each source. A standing is a
/// function of the sums alone, so what came before may come as one sum.
pub(in crate::sharing) fn accruals(
    deal: &Waterfall,
    received: &[(Option<String>, i64)],
    receipts: &[(Option<String>, i64)],
) -> Result<Vec<Accrual>, ReceiptError> {
    let one = |id: String, (source, minor): &(Option<String>, i64)| Receipt {
        id,
        source: source.clone(),
        amount: Amount::new(*minor, deal.currency),
    };
    let before = received.iter().map(|sum| one(String::new(), sum));
    let after = receipts
        .iter()
        .enumerate()
        .map(|(at, receipt)| one(at.to_string(), receipt));
    let all: Vec<Receipt> = before.chain(after).collect();
    let mut found: Vec<Accrual> = Vec::new();
    for posting in pour(deal, &all)?.postings {
        let Ok(receipt) = posting.receipt.parse::<usize>() else {
            continue;
        };
        let (reason, source, tier) = match posting.reason {
            Reason::Tier { source, tier } => ("tier", source, tier),
            Reason::KeptBack { guarantee } => ("kept_back", None, guarantee),
            Reason::Recovered { guarantee } => ("recovered", None, guarantee),
        };
        let number = found
            .last()
            .filter(|last| last.receipt == receipt)
            .map_or(0, |last| last.number + 1);
        found.push(Accrual {
            receipt,
            number,
            payee: posting.payee,
            reason,
            source,
            tier,
            amount: posting.amount.minor,
        });
    }
    Ok(found)
}

/// A deal was checked when it was added: only sums beyond 64 bits can stop it.
pub(in crate::sharing) fn unshared(error: ReceiptError) -> AppError {
    let mut told = AppError::bad_request(error.code(), format!("{error}."), error.remedy());
    told.cause = Some(error.into());
    told
}
