//! The operator's side: policies with their preview, gift codes, grants.

pub mod codes;
pub mod grants;
pub mod policies;
pub mod preview;
