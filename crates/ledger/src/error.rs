//! What can go wrong, in words for the people who meet it.

use std::fmt;

use uuid::Uuid;

/// The outcome of a command that was not posted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing was written. `place` is the transfer's place in its command (or the account's in its
    /// list), from 0.
    #[error("{refusal}")]
    Refused { place: usize, refusal: Refusal },
    /// The database could not be reached or did not answer. Whether the command was posted is known by
    /// sending it again with the same ids.
    #[error("the ledger's database does not answer: {0}")]
    Unavailable(String),
    /// A check inside the ledger failed, or it was shut down.
    #[error("the ledger has stopped")]
    Stopped,
}

impl Error {
    /// A name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Error::Refused { refusal, .. } => refusal.code(),
            Error::Unavailable(_) => "ledger.unavailable",
            Error::Stopped => "ledger.stopped",
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Error::Refused { refusal, .. } => refusal.remedy(),
            Error::Unavailable(_) => "Send the same command again with the same ids.",
            Error::Stopped => "Read the log, run the ledger's verification, then start again.",
        }
    }

    pub(crate) fn refused(place: usize, refusal: Refusal) -> Self {
        Error::Refused { place, refusal }
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Error::Unavailable(error.to_string())
    }
}

/// A part of a transfer's body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    Ledger,
    Class,
    AccountKind,
    Kind,
    Debit,
    Credit,
    Amount,
    Unit,
    Bound,
    PendingId,
    Timeout,
    Chain,
    ReferenceKind,
    ReferenceId,
    ReferenceData,
    Time,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Field::Ledger => "ledger_id",
            Field::Class => "class",
            Field::AccountKind | Field::Kind => "kind",
            Field::Debit => "debit",
            Field::Credit => "credit",
            Field::Amount => "amount",
            Field::Unit => "unit",
            Field::Bound => "bound",
            Field::PendingId => "pending_id",
            Field::Timeout => "timeout_s",
            Field::Chain => "chain",
            Field::ReferenceKind => "reference.kind",
            Field::ReferenceId => "reference.id",
            Field::ReferenceData => "reference.data",
            Field::Time => "at",
        })
    }
}

/// Why a transfer or an account was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the id exists with another `{0}`")]
    ExistsWithDifferent(Field),
    #[error("{what} is above its limit of {max}")]
    Limit { what: &'static str, max: i64 },
    #[error("`{0}` is not well-formed")]
    Malformed(Field),
    #[error("the id is of version 8, which the ledger keeps for itself")]
    ReservedId,
    #[error("two transfers of the command have the same id")]
    SameIdTwice,
    #[error("the command has no transfers")]
    Empty,
    #[error("the amount must be above zero")]
    AmountNotPositive,
    #[error("debit and credit are the same account")]
    SameAccount,
    #[error("there is no account {0} in this ledger")]
    UnknownAccount(Uuid),
    #[error("account {0} counts another unit")]
    OtherUnit(Uuid),
    #[error("account {0} is closed")]
    Closed(Uuid),
    #[error("account {account} has {available} left, {missing} too little")]
    ExceedsBound {
        account: Uuid,
        available: i64,
        missing: i64,
    },
    #[error("a balance of account {0} would not fit into 64 bits")]
    Overflow(Uuid),
    #[error("there is no pending transfer {0} in this ledger")]
    UnknownPending(Uuid),
    #[error("transfer {0} was not pending")]
    NotPending(Uuid),
    #[error("pending transfer {0} was posted already")]
    AlreadyPosted(Uuid),
    #[error("pending transfer {0} was voided already")]
    AlreadyVoided(Uuid),
    #[error("pending transfer {0} has expired")]
    Expired(Uuid),
    #[error("only {held} is held")]
    AboveHeld { held: i64 },
}

impl Refusal {
    /// A name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::ExistsWithDifferent(_) => "ledger.exists_with_different",
            Refusal::Limit { .. } => "ledger.limit",
            Refusal::Malformed(_) => "ledger.malformed",
            Refusal::ReservedId => "ledger.reserved_id",
            Refusal::SameIdTwice => "ledger.same_id_twice",
            Refusal::Empty => "ledger.empty",
            Refusal::AmountNotPositive => "ledger.amount_not_positive",
            Refusal::SameAccount => "ledger.same_account",
            Refusal::UnknownAccount(_) => "ledger.unknown_account",
            Refusal::OtherUnit(_) => "ledger.other_unit",
            Refusal::Closed(_) => "ledger.closed",
            Refusal::ExceedsBound { .. } => "ledger.exceeds_bound",
            Refusal::Overflow(_) => "ledger.overflow",
            Refusal::UnknownPending(_) => "ledger.unknown_pending",
            Refusal::NotPending(_) => "ledger.not_pending",
            Refusal::AlreadyPosted(_) => "ledger.already_posted",
            Refusal::AlreadyVoided(_) => "ledger.already_voided",
            Refusal::Expired(_) => "ledger.expired",
            Refusal::AboveHeld { .. } => "ledger.above_held",
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Refusal::ExistsWithDifferent(_) => {
                "Send the first body again, or use a new id for another transfer."
            }
            Refusal::Limit { .. } | Refusal::Overflow(_) => "Split it into smaller ones.",
            Refusal::Malformed(_) => {
                "Use a-z, 0-9 and _ after a letter for kinds, JSON for data, and a time between 2000 and 2200."
            }
            Refusal::ReservedId => "Use a random id (version 4 or 7).",
            Refusal::SameIdTwice => "Give each transfer its own id.",
            Refusal::Empty => "Add a transfer.",
            Refusal::AmountNotPositive => "Swap debit and credit to move the other way.",
            Refusal::SameAccount => "Name two accounts.",
            Refusal::UnknownAccount(_) => "Open the account first.",
            Refusal::OtherUnit(_) => {
                "Use accounts of the transfer's unit; exchange with two linked transfers."
            }
            Refusal::Closed(_) => "Use an open account.",
            Refusal::ExceedsBound { .. } => "Lower the amount, or bring money in first.",
            Refusal::UnknownPending(_) | Refusal::NotPending(_) => {
                "Name the id of a pending transfer."
            }
            Refusal::AlreadyPosted(_) | Refusal::AlreadyVoided(_) => "Nothing: it is resolved.",
            Refusal::Expired(_) => "Start again with a new pending transfer.",
            Refusal::AboveHeld { .. } => "Post at most what is held.",
        }
    }
}
