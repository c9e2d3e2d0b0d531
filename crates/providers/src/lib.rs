//! Providers of text, pictures, video and speech.
//!
//! A wish becomes a request and an answer becomes a step by pure functions; one runner sends. What may cost money is
//! written down by the caller before it is sent, is sent once, and is asked for by its id after a crash; what nobody
//! knows the end of is a state of its own, never a reason to send it again.
//!
//! | module | what |
//! |---|---|
//! | [`want`] | what is asked for: text, a picture, a clip, a spoken line |
//! | [`model`] | models as data: what each can do, what it costs, when that was noted; refusals and estimates |
//! | [`adapter`] | one file for each protocol, and one for relays that are described in TOML |
//! | [`chat`], [`schema`] | text in a form, by tiers |
//! | [`template`] | bodies with places to fill |
//! | [`job`] | how far a job has come, as data |
//! | [`guard`] | where requests may go |
//! | [`sniff`] | what bytes are |
//! | [`run`] | the only part that sends |
//!
//! Nothing here has been run against a live service: endpoints, prices and names are the vendors' documentation as
//! noted in `data/models.toml`, and the tests' servers are ours, made after the same documents.

#![forbid(unsafe_code)]

pub mod adapter;
pub mod chat;
pub mod guard;
pub mod http;
pub mod job;
pub mod judge;
pub mod model;
pub mod run;
pub mod schema;
pub mod sniff;
pub mod template;
pub mod want;

pub use adapter::{Account, Call};
pub use http::{Answer, Request, Secret};
pub use job::{Failure, Output, Reason, State, Step, Ticket};
pub use model::{Api, Model, Refusal};
pub use want::{Kind, Media, Want};
