//! What cannot be: a script against its bible and against itself, over all its episodes.

pub mod kin;
