//! The database: connecting, migrating, and the retry that Postgres asks for.

use anyhow::{Context, anyhow};
use sqlx::PgPool;
use sqlx::migrate::{MigrateError, Migrator};
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
    MIGRATOR.run(db).await.map_err(|error| match error {
        MigrateError::VersionMissing(version) => anyhow!(
            "the database was written by a newer Cliffhanger: it has migration {version}, which this one does not know; \
             run that version again, or restore a backup of before into another data folder"
        ),
        other => anyhow!(other).context("cannot bring the database up to this version"),
    })
}

#[cfg(test)]
mod tests {
    use sqlx::PgPool;

    #[sqlx::test]
    async fn a_newer_database_is_refused_with_what_to_do(db: PgPool) {
        super::migrate(&db).await.unwrap();
        sqlx::query(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
             values (29990101000000, 'later', true, '', 0)",
        )
        .execute(&db)
        .await
        .unwrap();
        let refusal = super::migrate(&db).await.unwrap_err().to_string();
        assert!(
            refusal.contains("newer Cliffhanger") && refusal.contains("29990101000000"),
            "{refusal}"
        );
    }
}
