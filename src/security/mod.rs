//! What stands between the house and strangers: origins, rates, and the headers browsers obey.

mod headers;
mod limits;
mod origin;
#[cfg(test)]
mod tests;

pub use headers::{headers, policy_with};
pub use limits::{Limits, caller, limit};
pub use origin::own_origin_only;
