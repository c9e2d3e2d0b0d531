//! Cliffhanger: the open microdrama house. See ARCHITECTURE.md for the map.

mod app;
mod cli;
mod clock;
mod config;
mod db;
mod errors;
mod houses;
mod people;
mod router;
mod storage;
mod telemetry;
mod web;

#[cfg(test)]
mod testing;

fn main() -> std::process::ExitCode {
    cli::main()
}
