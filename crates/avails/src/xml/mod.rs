//! XML: read from 2.1 to 2.7, written as 2.7.

mod describe;
mod node;
mod order;
mod places;
mod put;
mod rating;
mod read;
mod status;
mod terms;
mod values;
mod write;

pub(crate) use node::{Node, reference, text};
pub use read::read;
pub use status::{OfferStatus, Progress, Status, Transaction, write as write_status};
pub(crate) use terms::{PRICES, is_money};
pub(crate) use values::is_decimal;
pub use write::{Written, write};

/// The namespace of each prefix that we write, of version 2.7.
const NAMESPACES: [(&str, &str); 2] = [
    (
        "avails",
        "http://www.movielabs.com/schema/avails/v2.7/avails",
    ),
    ("md", "http://www.movielabs.com/schema/md/v2.12/md"),
];

/// The name of a term that holds a cell which XML has no place for, before the name of its column.
const BESIDE: &str = "workbook:";
/// The same the other way: what of XML has no column, before its path.
const ELEMENT: &str = "xml:";
