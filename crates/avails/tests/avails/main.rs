//! Files as they come, and what leaves.
#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod checks;
mod files;
mod grants;
mod hostile;
mod imports;
mod round_trip;
mod schema;
mod tools;
mod versions;

use std::path::Path;

/// The bytes of a file among the fixtures.
fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
