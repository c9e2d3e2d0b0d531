//! What is paid for. An artifact that a model of others makes becomes a wish, the wish a job with its money reserved, and
//! what comes of it a take with its provider, model, cost and terms.
//!
//! | room | what |
//! |---|---|
//! | `wish` | what is asked for, from a board |
//! | `purse` | caps and allowances; reserved before, settled after |
//! | `stages` | a provider's state as the stage of a job |
//! | `jobs` | one job, from wherever it is to its end; kept before anything follows from it |
//! | `arrivals` | what came, looked at and made a take |
//! | `buying` | all jobs of one step of a run |
//! | `unfinished` | what a process that died has left |
//! | `decisions` | what a person says of a job that nobody knows the end of |
//!
//! A job is written down before anything is sent, and every step is a row that moves from one stage to another and never
//! back; so that of two processes one wins, and nothing is sent twice.

pub mod arrivals;
pub mod buying;
pub mod decisions;
pub mod jobs;
pub mod purse;
mod stages;
pub mod unfinished;
pub mod wish;

pub use buying::{Bought, buy};
pub use purse::Spend;
pub use wish::Wish;
