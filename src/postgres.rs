//! Which Postgres the house uses: the one it is told of, or a private one in the data folder.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use embedded_postgres::{Binaries, EmbeddedPostgres, Error, Options};

use crate::config::Config;

const DATABASE: &str = "cliffhanger";

/// A Postgres that this process may use. A private one stops when this is dropped by the process
/// that started it.
pub struct Postgres {
    pub url: String,
    started: Option<(EmbeddedPostgres, PathBuf)>,
}

impl Postgres {
    /// Uses `database_url`, or starts the private server, or joins the one that another process of
    /// this house has started in the same data folder.
    pub async fn open(config: &Config) -> anyhow::Result<Self> {
        if let Some(url) = config.database_url.clone() {
            return Ok(Self { url, started: None });
        }
        let config = config.clone();
        tokio::task::spawn_blocking(move || Self::open_private(&config)).await?
    }

    fn open_private(config: &Config) -> anyhow::Result<Self> {
        let folder = absolute(&config.data)?.join("postgres");
        let address = folder.join("address");
        let binaries = Binaries::find(None).map_err(told)?;
        let mut options = Options::new(&folder, binaries.clone());
        options.max_connections = config.database.connections_max * 4;
        let server = match EmbeddedPostgres::start(options) {
            Err(Error::InUse { .. }) if address.exists() => {
                return Ok(Self {
                    url: fs::read_to_string(&address)?,
                    started: None,
                });
            }
            Err(Error::OlderCluster { cluster, .. }) => {
                eprintln!(
                    "The database in {} was made by PostgreSQL {cluster}; it is being brought to version {}. \
                     The old one is kept beside it.",
                    folder.display(),
                    binaries.major()
                );
                let options = Options::new(&folder, binaries);
                embedded_postgres::upgrade(options.clone(), None, &mut |line| {
                    eprintln!("  {line}");
                })
                .map_err(told)?;
                EmbeddedPostgres::start(options).map_err(told)?
            }
            other => other.map_err(told)?,
        };
        server.ensure_database(DATABASE).map_err(told)?;
        let url = server.url(DATABASE);
        fs::write(&address, &url).with_context(|| format!("cannot write {}", address.display()))?;
        Ok(Self {
            url,
            started: Some((server, address)),
        })
    }

    /// Stops the server if this process started it.
    pub async fn close(self) -> anyhow::Result<()> {
        let Some((server, address)) = self.started else {
            return Ok(());
        };
        tokio::task::spawn_blocking(move || {
            let _ = fs::remove_file(address);
            server.stop().map_err(told)
        })
        .await?
    }
}

/// The sentence and what to do, as one error.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that map_err takes"
)]
pub fn told(error: Error) -> anyhow::Error {
    anyhow::anyhow!("{error}. {}", error.remedy())
}

fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    fs::create_dir_all(path)
        .with_context(|| format!("cannot make the data folder {}", path.display()))?;
    Ok(path.canonicalize()?)
}
