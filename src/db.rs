//! The database: connecting, migrating, and the retry that Postgres asks for.

use anyhow::Context;
use sqlx::PgPool;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::str::FromStr;
use std::time::Duration;

use crate::config::Config;

/// The one migration tree.
pub static MIGRATOR: Migrator = sqlx::migrate!();

/// A pool on `url`.
pub async fn connect(config: &Config, url: &str) -> anyhow::Result<PgPool> {
    let options = PgConnectOptions::from_str(url)
        .context("the database address cannot be read")?
        .application_name("cliffhanger")
        // A viewer never waits for a lost query; long work is done in pieces.
        .options([
            ("statement_timeout", "30000"),
            ("idle_in_transaction_session_timeout", "60000"),
        ]);
    PgPoolOptions::new()
        .max_connections(config.database.connections_max)
        .acquire_timeout(Duration::from_secs(5))
        .connect_with(options)
        .await
        .context("cannot connect to the database")
}

/// Brings the schema up to this binary's version. Safe to run twice and from several processes at once.
pub async fn migrate(db: &PgPool) -> anyhow::Result<()> {
    MIGRATOR
        .run(db)
        .await
        .context("cannot bring the database up to this version")
}
