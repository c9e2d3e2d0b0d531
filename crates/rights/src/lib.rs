//! Who may show, sell and deliver what, where, when and in which language: the algebra of grants.
//!
//! Pure: no input or output, no clock, no chance, no async. Whoever asks says what the time is.
//!
//! A right is a set of points in title × media × territory × language × time × run. Contracts add such sets and
//! take them away; everything else is derived:
//!
//! ```text
//! owned           = every grant in
//! play            = owned − exclusive grants out − holdbacks
//! sell            = owned with permission to license on − exclusive grants out − holdbacks − what others have reserved
//! sell exclusive  = owned exclusively, with permission − any grant out − holdbacks − any reservation
//! ```
//!
//! | module | what |
//! |---|---|
//! | [`Moment`], [`Window`] | microseconds of UTC; half-open windows |
//! | [`edge`], [`windows`] | a date of a contract as an instant, in the first time zone of its territory |
//! | [`Territory`], [`Frozen`], [`freeze`] | dated tables of territories and groups; `World excl. China` frozen at signing |
//! | [`Universe`] | the titles, media, languages and contracts that rights are about |
//! | [`Claim`], [`Kind`] | one row of a contract: a grant in or out, a holdback, an option, a first refusal |
//! | [`Book`] | all claims that are in force, ready for questions |
//! | [`Book::avails`] | what is owned, free to play, free to sell: canonical disjoint boxes |
//! | [`Gate`] | the same for one playback, well under a microsecond |
//! | [`Book::may`], [`Book::conflicts`], [`Book::audit`] | yes or no with the contract, the dimension and the dates |
//! | [`chain`] | which documents must exist before a grant is sold, and what of it they leave open |
//! | [`Book::horizon`], [`changes`] | what opens and what ends soon; what differs between two states |

#![forbid(unsafe_code)]

mod area;
mod avails;
mod bits;
mod book;
pub mod chain;
mod changes;
mod claim;
mod conflict;
mod edge;
mod error;
mod gate;
mod horizon;
mod language;
mod media;
mod moment;
mod question;
mod territory;
mod title;
mod universe;
mod words;

pub use area::{Area, Row};
pub use avails::{Avail, Standing};
pub use bits::{Bits, LanguageSet, MediaSet, TerritorySet};
pub use book::Book;
pub use changes::{Change, changes};
pub use claim::{Claim, Kind, Runs};
pub use conflict::{Clash, Conflict, Dimension, Overlap};
pub use edge::{Edge, edge, window, windows};
pub use error::Error;
pub use gate::Gate;
pub use horizon::{Turn, Turning};
pub use jiff::civil::Date;
pub use language::{LanguageId, Languages};
pub use media::{MediaId, MediaTree};
pub use moment::{Moment, Window};
pub use question::{Permit, Point, Proposal, Purpose};
pub use territory::{Frozen, TABLE_DATE, Territory, carried, freeze, group, groups, world};
pub use title::{Reach, TitleCover, TitleId, Titles};
pub use universe::{ContractId, Universe};
