//! Backup and restore by `pg_dump` and `pg_restore`, custom format.

use std::fs::{self, OpenOptions};
use std::io::Read;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::cluster::sync_dir;
use crate::process::{Sql, client, psql, run_with_progress};
use crate::target::Target;
use crate::{Binaries, Error};

/// Writes a consistent backup of the database at `url` (any `PostgreSQL` not newer than the
/// programs) to `out_file`, readable by its owner only. The file appears whole or not at all;
/// owners and privileges are left out, so that it restores anywhere. `progress` gets one line for
/// each step.
///
/// # Errors
/// [`Error::BadUrl`], [`Error::Program`] with the last lines of `pg_dump`, [`Error::Io`].
pub fn dump(
    binaries: &Binaries,
    url: &str,
    out_file: &Path,
    progress: &mut dyn FnMut(&str),
) -> Result<(), Error> {
    let target = Target::parse(url)?;
    let mut partial = out_file.as_os_str().to_owned();
    partial.push(".partial");
    let partial = Path::new(&partial);
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(partial)
        .map_err(Error::io("write", partial))?;
    let mut command = client(binaries, "pg_dump", &target);
    command.args([
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--no-password",
        "--verbose",
    ]);
    command
        .arg("--file")
        .arg(partial)
        .arg("--dbname")
        .arg(&target.url);
    let result = run_with_progress(command, "pg_dump", progress)
        .and_then(|()| file.sync_all().map_err(Error::io("write", partial)))
        .and_then(|()| fs::rename(partial, out_file).map_err(Error::io("write", out_file)));
    if result.is_err() {
        let _ = fs::remove_file(partial);
    }
    result?;
    match out_file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => sync_dir(parent),
        _ => sync_dir(Path::new(".")),
    }
}

/// Restores a file written by [`dump`] into the empty database at `url`, in one transaction: all of
/// it or nothing.
///
/// # Errors
/// [`Error::NotABackup`], [`Error::NotEmpty`] (nothing is ever overwritten), [`Error::BadUrl`],
/// [`Error::Program`], [`Error::Io`].
pub fn restore(
    binaries: &Binaries,
    url: &str,
    file: &Path,
    progress: &mut dyn FnMut(&str),
) -> Result<(), Error> {
    let target = Target::parse(url)?;
    let mut magic = [0; 5];
    let read = fs::File::open(file)
        .map_err(Error::io("open", file))?
        .read_exact(&mut magic);
    if read.is_err() || &magic != b"PGDMP" {
        return Err(Error::NotABackup(file.to_owned()));
    }
    let tables = user_tables(binaries, &target)?;
    if tables > 0 {
        return Err(Error::NotEmpty { tables });
    }
    let mut command = client(binaries, "pg_restore", &target);
    command.args([
        "--single-transaction",
        "--no-owner",
        "--no-privileges",
        "--no-password",
        "--verbose",
    ]);
    command.arg("--dbname").arg(&target.url).arg(file);
    run_with_progress(command, "pg_restore", progress)
}

/// Tables that no extension brought.
pub(crate) fn user_tables(binaries: &Binaries, target: &Target) -> Result<u64, Error> {
    let count = psql(
        binaries,
        target,
        Sql::Statement(
            "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace \
             where c.relkind in ('r', 'p') and n.nspname <> 'information_schema' \
             and n.nspname not like 'pg\\_%' and not exists (select from pg_depend d \
             where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')",
        ),
    )?;
    Ok(count.parse().unwrap_or(0))
}
