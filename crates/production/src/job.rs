//! A paid job. It is written down before it is asked for and is asked for once: what nobody knows the end of is a
//! state of its own, for a person to decide, never a reason to ask again.

use serde::{Deserialize, Serialize};

/// How far a job has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Written down, its money reserved. Nothing has been sent.
    Planned,
    /// The request may have left this machine.
    Submitting,
    /// The provider has given it an id.
    Submitted,
    Running,
    Done,
    /// The provider says so; nothing is owed.
    Failed,
    /// It may have been taken and charged; there is no id to ask by.
    Ambiguous,
    /// It had an id, and the provider no longer knows it.
    Expired,
}

impl Stage {
    pub const ALL: [Self; 8] = [
        Self::Planned,
        Self::Submitting,
        Self::Submitted,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Ambiguous,
        Self::Expired,
    ];

    /// Whether a job may go from here to there.
    pub fn may_become(self, next: Self) -> bool {
        use Stage::{Ambiguous, Done, Expired, Failed, Planned, Running, Submitted, Submitting};
        matches!(
            (self, next),
            (Planned, Submitting | Failed)
                | (Submitting, Submitted | Failed | Ambiguous | Done)
                | (Submitted, Running | Done | Failed | Expired)
                | (Running, Done | Failed | Expired)
                // Somebody has looked at the provider's own page.
                | (Ambiguous, Submitted | Done | Failed)
        )
    }

    /// Nothing more comes of it by itself.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Done | Self::Failed | Self::Ambiguous | Self::Expired
        )
    }

    /// Whether its money stays reserved: it may still be charged.
    pub fn may_be_charged(self) -> bool {
        !matches!(self, Self::Done | Self::Failed)
    }
}
