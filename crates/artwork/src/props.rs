//! Things: what an insert shows.
