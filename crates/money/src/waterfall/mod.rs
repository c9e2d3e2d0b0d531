//! Who is paid what, in which order: a waterfall, written as TOML.
//!
//! ```toml
//! name = "The Heiress, worldwide"
//! currency = "USD"
//! payees = ["house", "agent", "producer", "writer", "investor"]
//!
//! series = ["the-heiress", "haunted"]   # optional: a slate, whose series run down together, so that what one
//! cross_collateral = true         # has not recouped is recouped from all; said in so many words
//!
//! [[source]]                      # optional: a title or a kind of revenue with tiers of its own;
//! id = "the-heiress"              # what they leave flows into the common tiers (cross-collateral)
//! # territories = ["CN", "HK"]   # instead of titles or kinds: what is earned there; one source without is elsewhere
//! [[source.tier]]
//! name = "Residuals"
//! kind = "commission"             # off the top: a rate of everything that reaches it
//! rate = "3%"
//! to = "writer"
//!
//! [[tier]]
//! name = "Sales commission"
//! kind = "commission"
//! rate = "15%"
//! cap = "100000.00"               # the tier takes no more than this
//! to = { agent = "60%", house = "40%" }
//!
//! [[tier]]
//! name = "Investor"
//! kind = "recoup"                 # takes all that reaches it until the stated amounts are recouped,
//! to = { investor = "50000.00", producer = "20000.00" }   # pari passu: pro rata to the amounts
//! premium = "20%"                 # on top of each amount
//!
//! [[tier]]
//! name = "Writer's corridor"
//! kind = "corridor"               # a rate of what reaches it, while the rest flows on
//! rate = "5%"
//! from = "10000.00"               # once this much has reached the tier
//! to = "writer"
//!
//! [[tier]]
//! name = "Net profits"
//! kind = "split"                  # takes all; the last tier is a split without `cap`
//! to = { producer = "50%", house = "40%", writer = "10%" }
//! caps = { writer = "25000.00" }  # what a cap refuses goes to the others, pro rata
//!
//! [[guarantee]]                   # an advance, paid already, kept back from what the payee is owed
//! name = "Minimum guarantee"
//! payee = "producer"
//! amount = "30000.00"
//! advanced_by = "house"
//! against = ["Net profits"]       # tiers (`source/tier` for those of a source); absent: all
//! repayable = false               # true: what is unrecouped at the end is owed back
//! ```
//!
//! Everything is a function of the receipts added up, so that one receipt or two halves of it give the
//! same, and a re-run gives the same postings. Within a tier money goes by [`Allocation::Running`]: no
//! payee ever gets less because more came in. Order and terms follow the common recoupment order of
//! film finance (commission, expenses, debt, equity with premium, deferments, net profits).
//!
//! [`Allocation::Running`]: crate::Allocation::Running

mod curve;
mod explain;
mod guarantee;
mod problem;
mod read;
mod receipts;
mod standing;
mod terms;
mod tier;
mod toml_table;

pub use curve::{MAX_STEPS, Point, curve};
pub use explain::explain;
pub use problem::Problem;
pub use receipts::{Posting, Reason, Receipt, ReceiptError, Run, run};
pub use standing::{
    GuaranteeStanding, PayeeStanding, SourceStanding, Standing, TierPart, TierStanding, standing,
};
pub use terms::{Guarantee, Kind, Payee, Source, Tier, Waterfall};
