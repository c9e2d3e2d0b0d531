//! How far a paid job has come, as data that the caller keeps: written down before anything is sent, so that
//! whatever happens nobody pays twice without being asked.
//!
//! `planned → submitting → submitted → running → done | failed | ambiguous | expired`

use serde::{Deserialize, Serialize};

use crate::sniff::Sort;

/// How far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Nothing has been sent.
    Planned,
    /// The request may have left this machine. Found after a crash, it is ambiguous.
    Submitting,
    /// The provider has given it an id.
    Submitted {
        ticket: Ticket,
    },
    Running {
        ticket: Ticket,
    },
    /// What was made has been handed over.
    Done,
    /// The provider says no; nothing is owed.
    Failed {
        failure: Failure,
    },
    /// It may have been taken and charged, and there is no id to ask by: a person decides.
    Ambiguous {
        why: String,
    },
    /// It had an id, and the provider knows it, or what it made, no longer.
    Expired {
        ticket: Ticket,
    },
}

impl State {
    /// Nothing more comes of it by itself.
    pub fn is_over(&self) -> bool {
        !matches!(
            self,
            Self::Planned | Self::Submitting | Self::Submitted { .. } | Self::Running { .. }
        )
    }

    /// Whether its money has to stay reserved.
    pub fn may_be_charged(&self) -> bool {
        !matches!(self, Self::Planned | Self::Failed { .. })
    }
}

/// By what a job is asked for again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    pub id: String,
    /// The address to ask at. It is of the account's own host.
    pub poll: String,
    /// Which of several addresses it is, where a provider has more than one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phase: String,
    /// Where the result is, if that is another address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// How many jobs its queue has before it, where the provider tells; 0: it is being made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ahead: Option<u32>,
    /// How many of how many steps are made, where the machine tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<(u32, u32)>,
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Taken, or still on its way, under this ticket.
    Going(Ticket),
    Done(Vec<Output>),
    Failed(Failure),
    Expired,
    /// No sense can be made of the answer.
    Unclear(String),
}

/// One thing that was made.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    Bytes {
        sort: Sort,
        bytes: Vec<u8>,
    },
    /// To be fetched at once: it expires. `keyed`: it needs the account's key, and is on its host.
    Link {
        url: String,
        keyed: bool,
    },
    /// What the provider itself says against what it made and delivers all the same.
    Flag(String),
    /// What somebody wrote, and what it took.
    Text {
        text: String,
        usage: Usage,
    },
}

/// Tokens in and out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    pub tokens_in: u64,
    pub tokens_out: u64,
}

/// Why a provider said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// What was asked for offends its rules. Asking again is no use.
    Moderation,
    /// It does not understand or does not offer what was asked for.
    Request,
    /// The key is wrong, or may not do this.
    Key,
    /// The account has no money left.
    Balance,
    /// Too many requests: nothing was taken, and it may be asked again later.
    Busy,
    /// It tried, and could not.
    Work,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub reason: Reason,
    /// The provider's own.
    pub code: String,
    /// The provider's own words, cut short.
    pub message: String,
}

impl Failure {
    pub fn new(reason: Reason, code: impl Into<String>, message: impl AsRef<str>) -> Self {
        Self {
            reason,
            code: code.into().chars().take(80).collect(),
            message: message
                .as_ref()
                .chars()
                .filter(|letter| !letter.is_control())
                .take(400)
                .collect(),
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self.reason {
            Reason::Moderation => "Change what is asked for; the same again is refused again.",
            Reason::Request => "Correct the request or the model's entry; nothing was made.",
            Reason::Key => "Check the key and what it may do.",
            Reason::Balance => "Top up the account at the provider, then run it again.",
            Reason::Busy => "Wait, then run it again; nothing was taken.",
            Reason::Work => {
                "Run it again if it is worth it; see the provider's page whether this one was charged."
            }
        }
    }
}
