//! The cluster folder: which one is there, and making one so that a crash leaves all or nothing.

use std::fs;
use std::fs::File;
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::error::Error;
use crate::process::{self, Launch};
use crate::{Binaries, Options};

/// Name of the database superuser of every cluster made here.
pub(crate) const SUPERUSER: &str = "postgres";

/// `data_dir/pgMAJOR`. The version is in the name so that an upgrade ends with one rename and the
/// old cluster never moves.
pub(crate) fn path(data_dir: &Path, major: u32) -> PathBuf {
    data_dir.join(format!("pg{major}"))
}

/// The newest cluster of the folder, if there is one.
pub(crate) fn newest(data_dir: &Path) -> Result<Option<u32>, Error> {
    let mut newest = None;
    for entry in fs::read_dir(data_dir).map_err(Error::io("read", data_dir))? {
        let entry = entry.map_err(Error::io("read", data_dir))?;
        let name = entry.file_name();
        let major = name
            .to_str()
            .and_then(|name| name.strip_prefix("pg"))
            .and_then(|n| n.parse().ok());
        newest = newest.max(major);
    }
    Ok(newest)
}

/// The cluster that these programs can serve, or why there is none; `None` when the folder is new.
pub(crate) fn existing(data_dir: &Path, binaries: &Binaries) -> Result<Option<PathBuf>, Error> {
    let Some(cluster) = newest(data_dir)? else {
        return Ok(None);
    };
    let data_dir = data_dir.to_owned();
    match cluster.cmp(&binaries.major()) {
        std::cmp::Ordering::Less => Err(Error::OlderCluster {
            data_dir,
            cluster,
            binaries: binaries.major(),
        }),
        std::cmp::Ordering::Greater => Err(Error::NewerCluster {
            data_dir,
            cluster,
            binaries: binaries.major(),
        }),
        std::cmp::Ordering::Equal => {
            let cluster_dir = path(&data_dir, cluster);
            check_version(&cluster_dir, cluster)?;
            Ok(Some(cluster_dir))
        }
    }
}

/// `PG_VERSION` must say what the folder's name says.
pub(crate) fn check_version(cluster: &Path, major: u32) -> Result<(), Error> {
    let damaged = |reason: String| Error::DamagedCluster {
        cluster: cluster.to_owned(),
        reason,
    };
    match fs::read_to_string(cluster.join("PG_VERSION")) {
        Ok(text) if text.trim().parse() == Ok(major) => Ok(()),
        Ok(text) => Err(damaged(format!("its PG_VERSION says {:?}", text.trim()))),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            Err(damaged("it has no PG_VERSION".into()))
        }
        Err(error) => Err(Error::io("read", &cluster.join("PG_VERSION"))(error)),
    }
}

/// Makes sure that the account (or this user) owns the cluster.
pub(crate) fn own(cluster: &Path, account: Option<Account>) -> Result<(), Error> {
    let owner = fs::metadata(cluster)
        .map_err(Error::io("read", cluster))?
        .uid();
    match account {
        // Copied back by root, for example from a backup of the disk.
        Some(account) if owner != account.uid => account.take(cluster),
        None if owner != rustix::process::geteuid().as_raw() => Err(Error::ForeignOwner {
            cluster: cluster.to_owned(),
            owner,
        }),
        _ => Ok(()),
    }
}

/// Throws away clusters that a crash left half-made. The caller holds the folder's lock.
pub(crate) fn sweep_partial(data_dir: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(data_dir).map_err(Error::io("read", data_dir))? {
        let entry = entry.map_err(Error::io("read", data_dir))?;
        if entry.file_name().to_string_lossy().contains(".partial-") {
            // A dying initdb may still write; what stays behind goes at the next start.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}

/// Runs `initdb` in a folder beside the final one. [`publish`] makes it the cluster.
pub(crate) fn make_partial(
    options: &Options,
    binaries: &Binaries,
    account: Option<Account>,
) -> Result<PathBuf, Error> {
    let name = format!("pg{}.partial-{}", binaries.major(), std::process::id());
    let partial = options.data_dir.join(name);
    // The builtin provider sorts by code point and upgrades without a reindex; LC_CTYPE stays a
    // Unicode one because pg_trgm asks it what a letter is.
    let builtin = [
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C.UTF-8",
    ];
    let attempts: &[&[&str]] = if binaries.major() >= 17 {
        &[&builtin, &["--locale=C.UTF-8"], &["--locale=C"]]
    } else {
        &[&["--locale=C.UTF-8"], &["--locale=C"]]
    };
    let mut last = None;
    for locale in attempts {
        if partial.exists() {
            fs::remove_dir_all(&partial).map_err(Error::io("remove", &partial))?;
        }
        fs::DirBuilder::new()
            .mode(0o700)
            .create(&partial)
            .map_err(Error::io("make", &partial))?;
        if let Some(account) = account {
            account.take(&partial)?;
        }
        let mut launch = Launch::new(binaries, "initdb", account, &partial)?;
        let data = launch.data_arg.clone();
        launch.command.arg("-D").arg(data).args([
            "--encoding=UTF8",
            "--auth-local=trust",
            "--auth-host=reject",
            "--username",
            SUPERUSER,
            "--lc-messages=C",
        ]);
        launch.command.args(*locale);
        if !options.fsync {
            launch.command.arg("--no-sync");
        }
        let output = launch
            .command
            .output()
            .map_err(Error::io("run", &binaries.program("initdb")))?;
        if output.status.success() {
            check_version(&partial, binaries.major())?;
            return Ok(partial);
        }
        let tail = process::tail(&String::from_utf8_lossy(&output.stderr));
        let no_locale = tail.contains("locale");
        last = Some(Error::Program {
            program: "initdb",
            status: output.status.to_string(),
            tail,
        });
        if !no_locale {
            break;
        }
    }
    let _ = fs::remove_dir_all(&partial);
    Err(last.expect("at least one attempt was made"))
}

/// Gives a finished cluster its name, durably.
pub(crate) fn publish(partial: &Path, data_dir: &Path, major: u32) -> Result<PathBuf, Error> {
    let cluster = path(data_dir, major);
    fs::rename(partial, &cluster).map_err(Error::io("make", &cluster))?;
    sync_dir(data_dir)?;
    Ok(cluster)
}

/// Makes names in a folder durable.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), Error> {
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .map_err(Error::io("write", dir))
}
