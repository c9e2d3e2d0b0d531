//! From one major version to the next, by dump and restore.

use std::fs;
use std::path::Path;

use crate::account::Account;
use crate::backup::user_tables;
use crate::process::{Sql, client, psql, run_with_progress};
use crate::running::Running;
use crate::server::{Folder, reachable};
use crate::target::Target;
use crate::{Binaries, Error, Options, cluster};

/// Copies every database of an older cluster into a new cluster of `options.binaries`. The old
/// folder stays where it is; a crash at any moment leaves only it. Does nothing when the cluster is
/// of the right version or there is none. Needs room for the data three times.
///
/// The programs of the old version are taken from `old_binaries`, else looked for where
/// distributions put them. `progress` gets one line for each step.
///
/// # Errors
/// [`Error::OlderCluster`] when the old programs are not found; else as for starting and restoring.
pub fn upgrade(
    mut options: Options,
    old_binaries: Option<&Path>,
    progress: &mut dyn FnMut(&str),
) -> Result<(), Error> {
    let _folder = Folder::claim(&mut options)?;
    let data_dir = options.data_dir.clone();
    let (from, to) = match cluster::existing(&data_dir, &options.binaries) {
        Err(Error::OlderCluster {
            cluster, binaries, ..
        }) => (cluster, binaries),
        other => return other.map(|_| ()),
    };
    let missing = || Error::OlderCluster {
        data_dir: data_dir.clone(),
        cluster: from,
        binaries: to,
    };
    let old_binaries = match old_binaries {
        Some(dir) => Binaries::open(dir)?,
        None => Binaries::find_major(from).ok_or_else(missing)?,
    };
    if old_binaries.major() != from {
        return Err(missing());
    }
    let old_cluster = cluster::path(&data_dir, from);
    cluster::check_version(&old_cluster, from)?;
    let account = Account::choose(&old_cluster)?;

    progress(&format!("reading the PostgreSQL {from} database"));
    let dumps = data_dir.join(format!("upgrade.partial-{}", std::process::id()));
    fs::create_dir(&dumps).map_err(Error::io("make", &dumps))?;
    let old_reachable = reachable(&old_binaries, account)?;
    let mut old = Running::launch(&options, &old_reachable, account, &old_cluster)?;
    let databases = read_all(&options.binaries, &old, &dumps, progress)?;
    old.stop()?;

    progress(&format!("writing the PostgreSQL {to} database"));
    let new_reachable = reachable(&options.binaries, account)?;
    let partial = cluster::make_partial(&options, &new_reachable, account)?;
    let mut new = Running::launch(&options, &new_reachable, account, &partial)?;
    write_all(&options.binaries, &new, &dumps, &databases, progress)?;
    new.stop()?;
    cluster::publish(&partial, &data_dir, to)?;
    fs::remove_dir_all(&dumps).map_err(Error::io("remove", &dumps))?;
    progress(&format!(
        "done; the old database is kept in {}",
        old_cluster.display()
    ));
    Ok(())
}

/// Dumps roles to `roles.sql` and database number N to `N.dump`; returns the databases' names.
fn read_all(
    binaries: &Binaries,
    server: &Running,
    dumps: &Path,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<String>, Error> {
    let admin = Target::parse(&server.url("postgres"))?;
    let roles = dumps.join("roles.sql");
    let mut command = client(binaries, "pg_dumpall", &admin);
    command
        .arg("--globals-only")
        .arg("--no-password")
        .arg("--file")
        .arg(&roles)
        .arg("--dbname")
        .arg(&admin.url);
    run_with_progress(command, "pg_dumpall", progress)?;
    let names = psql(
        binaries,
        &admin,
        Sql::Statement(
            "select datname from pg_database where not datistemplate and datallowconn order by 1",
        ),
    )?;
    let names: Vec<String> = names.lines().map(str::to_owned).collect();
    for (number, name) in names.iter().enumerate() {
        let target = Target::parse(&server.url(name))?;
        let mut command = client(binaries, "pg_dump", &target);
        command.args(["--format=custom", "--no-password", "--verbose", "--file"]);
        command
            .arg(dumps.join(format!("{number}.dump")))
            .arg("--dbname")
            .arg(&target.url);
        run_with_progress(command, "pg_dump", progress)?;
    }
    Ok(names)
}

fn write_all(
    binaries: &Binaries,
    server: &Running,
    dumps: &Path,
    databases: &[String],
    progress: &mut dyn FnMut(&str),
) -> Result<(), Error> {
    let admin = Target::parse(&server.url("postgres"))?;
    let roles = dumps.join("roles.sql");
    let text = fs::read_to_string(&roles).map_err(Error::io("read", &roles))?;
    // The superuser was made by initdb already.
    let bootstrap = format!("CREATE ROLE {};", cluster::SUPERUSER);
    let text: String = text
        .lines()
        .filter(|line| *line != bootstrap)
        .flat_map(|line| [line, "\n"])
        .collect();
    fs::write(&roles, text).map_err(Error::io("write", &roles))?;
    psql(binaries, &admin, Sql::File(&roles))?;
    for (number, name) in databases.iter().enumerate() {
        let mut command = client(binaries, "pg_restore", &admin);
        command.args(["--exit-on-error", "--no-password", "--verbose"]);
        if name != "postgres" {
            command.arg("--create");
        }
        command
            .arg("--dbname")
            .arg(&admin.url)
            .arg(dumps.join(format!("{number}.dump")));
        run_with_progress(command, "pg_restore", progress)?;
        let tables = user_tables(binaries, &Target::parse(&server.url(name))?)?;
        progress(&format!("database {name}: {tables} tables"));
    }
    Ok(())
}
