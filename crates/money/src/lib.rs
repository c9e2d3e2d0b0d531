//! Money that adds up: amounts in whole minor units, and what is done with them.
//!
//! Pure: no input or output, no clock, no chance, and no floating point (`clippy.toml` of this folder
//! refuses the types). Every operation that can overflow or mix currencies gives an error instead.
//!
//! | module | what |
//! |---|---|
//! | [`Currency`], [`Amount`] | ISO 4217 codes with their digits; whole minor units of one currency |
//! | [`Fraction`] | exact shares and rates: `15%`, `1/3`, `1250bp`, `1.0825` |
//! | [`Rounding`], [`Allocation`] | the named rules; a contract names the one that it means |
//! | [`allocate`], [`split`], [`split_capped`] | a whole into parts that add up to the whole |
//! | [`tax`], [`exchange`] | tax in or on top of a price; one currency into another with what is left over |
//! | [`waterfall`] | who is paid what, in which order, from a text that lawyers can read |

#![forbid(unsafe_code)]
#![deny(
    clippy::float_arithmetic,
    clippy::disallowed_types,
    clippy::arithmetic_side_effects
)]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects))]

mod allocate;
mod amount;
mod currency;
mod error;
pub mod exchange;
mod fraction;
mod rounding;
mod split;
pub mod tax;
pub mod waterfall;

pub use allocate::{Allocation, allocate};
pub use amount::Amount;
pub use currency::{Currency, TABLE_DATE};
pub use error::Error;
pub use fraction::Fraction;
pub use rounding::Rounding;
pub use split::{Capped, Part, split, split_capped};
