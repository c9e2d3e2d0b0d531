//! Cliffhanger: the open microdrama house. See ARCHITECTURE.md for the map.

mod adverts;
mod app;
mod audience;
mod audit;
mod books;
mod campaigns;
mod catalog;
mod cli;
mod clock;
mod commissions;
mod config;
mod consents;
mod db;
mod delivery;
mod desk;
mod documents;
mod errors;
mod extract;
mod houses;
mod ingest;
mod jobs;
mod language;
mod layout;
mod localisation;
mod market;
mod payments;
mod paywall;
mod people;
mod placements;
mod postgres;
mod regions;
mod request_id;
mod rights;
mod router;
mod sealed;
mod security;
mod sharing;
mod storage;
mod studio;
mod sweeps;
mod telemetry;
mod vip;
mod wallet;
mod watch;
mod web;
mod webcomic;

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod testing;

fn main() -> std::process::ExitCode {
    cli::main()
}
