//! Avails: what is free leaves as a file ([`export`]); what licensors offer comes in by one ([`imports`]), is looked at on a
//! date ([`offers`]), is tied to what this house knows ([`titles`]), and is answered ([`status`]).
//!
//! A file that came in changes nothing until it is applied, and that is refused when another file of the party was applied
//! meanwhile: what was shown is what is done. Rows are held apart by party, and keep their ids as long as they are offered.

pub mod export;
mod host;
pub mod imports;
pub mod incoming;
mod kept;
pub mod offers;
mod ratings;
pub mod routes;
pub mod status;
pub mod titles;
