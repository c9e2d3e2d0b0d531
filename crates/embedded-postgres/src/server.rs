//! The running server.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::time::Duration;

use crate::account::Account;
use crate::process::{Sql, psql};
use crate::running::Running;
use crate::target::Target;
use crate::{Binaries, Error, cluster};

/// How to run a server.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that is this crate's alone; made when missing.
    pub data_dir: PathBuf,
    /// The programs to run.
    pub binaries: Binaries,
    /// Memory for the page cache, MiB.
    pub shared_buffers_mib: u32,
    /// Connections at most.
    pub max_connections: u32,
    /// `false` only for tests: a power cut then loses the database, a killed process loses nothing.
    pub fsync: bool,
    /// How long to wait for the server to be ready, crash recovery included.
    pub start_timeout: Duration,
    /// Further settings of `postgresql.conf`, name and value.
    pub settings: Vec<(String, String)>,
}

impl Options {
    /// 128 MiB, 100 connections, fsync on, two minutes to start.
    pub fn new(data_dir: impl Into<PathBuf>, binaries: Binaries) -> Self {
        Self {
            data_dir: data_dir.into(),
            binaries,
            shared_buffers_mib: 128,
            max_connections: 100,
            fsync: true,
            start_timeout: Duration::from_mins(2),
            settings: Vec::new(),
        }
    }
}

/// A private server; stops when dropped, and when this process dies in whatever way.
#[derive(Debug)]
pub struct EmbeddedPostgres {
    // Before the lock: fields drop in order, and the folder is free only when the server is gone.
    running: Running,
    binaries: Binaries,
    _folder: Folder,
}

impl EmbeddedPostgres {
    /// Makes the cluster when there is none, clears away what a crash left, starts the server and
    /// waits until it takes connections.
    ///
    /// # Errors
    /// Any [`Error`]; [`Error::OlderCluster`] is answered by [`upgrade`](crate::upgrade()).
    pub fn start(mut options: Options) -> Result<Self, Error> {
        let folder = Folder::claim(&mut options)?;
        let existing = cluster::existing(&options.data_dir, &options.binaries)?;
        let probe = existing.clone().unwrap_or_else(|| options.data_dir.clone());
        let account = Account::choose(&probe)?;
        let binaries = reachable(&options.binaries, account)?;
        let cluster = if let Some(cluster) = existing {
            cluster
        } else {
            let partial = cluster::make_partial(&options, &binaries, account)?;
            cluster::publish(&partial, &options.data_dir, binaries.major())?
        };
        let running = Running::launch(&options, &binaries, account, &cluster)?;
        Ok(Self {
            running,
            binaries: options.binaries,
            _folder: folder,
        })
    }

    /// The address of a database on this server, for sqlx, libpq and everything like them:
    /// `postgres://postgres@localhost:5432/NAME?host=FOLDER`.
    pub fn url(&self, database: &str) -> String {
        self.running.url(database)
    }

    /// Makes the database when it is not there.
    ///
    /// # Errors
    /// [`Error::Program`] when the server refuses the name.
    pub fn ensure_database(&self, name: &str) -> Result<(), Error> {
        let target = Target::parse(&self.url("postgres"))?;
        let literal = name.replace('\'', "''");
        let found = format!("select 1 from pg_database where datname = '{literal}'");
        if psql(&self.binaries, &target, Sql::Statement(&found))?.is_empty() {
            let identifier = name.replace('"', "\"\"");
            let create = format!("create database \"{identifier}\"");
            psql(&self.binaries, &target, Sql::Statement(&create))?;
        }
        Ok(())
    }

    /// Whether the server process lives.
    pub fn is_running(&self) -> bool {
        self.running.exit_status().is_none()
    }

    /// Process id of the server.
    pub fn process_id(&self) -> u32 {
        self.running.pid
    }

    /// Fast shutdown: open transactions are rolled back, everything committed is on disk.
    ///
    /// # Errors
    /// [`Error::KilledAtStop`] when it had to be killed.
    pub fn stop(mut self) -> Result<(), Error> {
        self.running.stop()
    }
}

/// The programs as the account can run them.
pub(crate) fn reachable(binaries: &Binaries, account: Option<Account>) -> Result<Binaries, Error> {
    account.map_or_else(
        || Ok(binaries.clone()),
        |account| binaries.reachable_by(account),
    )
}

/// The data folder, locked for as long as this lives.
#[derive(Debug)]
pub(crate) struct Folder {
    _lock: File,
}

impl Folder {
    /// Makes and locks the folder, makes its path absolute, and clears what a crash left.
    pub fn claim(options: &mut Options) -> Result<Self, Error> {
        let dir = &mut options.data_dir;
        fs::create_dir_all(&*dir).map_err(Error::io("make", dir))?;
        *dir = dir.canonicalize().map_err(Error::io("find", dir))?;
        let path = dir.join("lock");
        let mut lock = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(Error::io("open", &path))?;
        if lock.try_lock().is_err() {
            let mut holder = String::new();
            let _ = lock.read_to_string(&mut holder);
            let holder = if holder.trim().is_empty() {
                "unknown"
            } else {
                holder.trim()
            }
            .into();
            return Err(Error::InUse {
                data_dir: dir.clone(),
                holder,
            });
        }
        lock.set_len(0)
            .and_then(|()| writeln!(lock, "{}", std::process::id()))
            .map_err(Error::io("write", &path))?;
        cluster::sweep_partial(dir)?;
        Ok(Self { _lock: lock })
    }
}
