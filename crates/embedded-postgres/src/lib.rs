//! Finds, starts and stops a private `PostgreSQL` server on a Unix socket.
//!
//! The server belongs to one data folder and to the process that started it: it listens on no
//! network address, it stops when the value is dropped, and the kernel stops it when the process is
//! killed. Linux only (it reads `/proc` and asks for a parent-death signal).
//!
//! Everything here blocks; call it from a blocking thread when inside an async runtime.
//!
//! ```no_run
//! use embedded_postgres::{Binaries, EmbeddedPostgres, Options};
//! # fn main() -> Result<(), embedded_postgres::Error> {
//! let server = EmbeddedPostgres::start(Options::new("data/postgres", Binaries::find(None)?))?;
//! server.ensure_database("house")?;
//! println!("{}", server.url("house"));
//! server.stop()?;
//! # Ok(()) }
//! ```
//!
//! Layout of the data folder:
//!
//! | name | what |
//! |---|---|
//! | `lock` | held by the process that uses the folder, holds its process id |
//! | `pg18/` | the cluster of one major version |
//! | `pg18.partial/` | a cluster in the making; thrown away when found at start |
//! | `pg15/` beside `pg18/` | the cluster from before an upgrade, kept |
//! | `server.log`, `server.log.1` | what the server said |
//! | `socket/` | the socket, unless the path is too long or out of the server's reach |

mod account;
mod backup;
mod binaries;
mod cluster;
mod error;
mod leftover;
mod log;
mod process;
mod running;
mod server;
mod socket;
mod target;
mod upgrade;

pub use backup::{dump, restore};
pub use binaries::Binaries;
pub use error::Error;
pub use server::{EmbeddedPostgres, Options};
pub use upgrade::upgrade;
