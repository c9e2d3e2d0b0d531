//! `backup` and `restore`: the database by `pg_dump`, the blobs by copying what is not there yet.

use std::path::Path;

use anyhow::Context;
use embedded_postgres::Binaries;

use crate::config::Config;
use crate::postgres::{Postgres, told};
use crate::storage::Storage;

const DUMP: &str = "database.dump";
const BLOBS: &str = "blobs";

/// Writes the whole house into `folder`. Doing it again into the same folder copies only new blobs.
pub async fn backup(config: Config, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let postgres = Postgres::open(&config).await?;
    // The database first: every blob that it names is there already, and blobs never change.
    println!("Database …");
    let (url, dump) = (postgres.url.clone(), folder.join(DUMP));
    blocking(move |binaries| embedded_postgres::dump(binaries, &url, &dump, &mut |_| {})).await?;
    let from = Storage::open(&config)?;
    let to = Storage::folder(&folder.join(BLOBS))?;
    copy(&from, &to).await?;
    postgres.close().await?;
    println!("The house is backed up in {}.", folder.display());
    Ok(())
}

/// Fills an empty house from `folder`; nothing is ever overwritten.
pub async fn restore(config: Config, folder: &Path) -> anyhow::Result<()> {
    let dump = folder.join(DUMP);
    anyhow::ensure!(
        dump.exists(),
        "{} holds no backup: {DUMP} is missing",
        folder.display()
    );
    let postgres = Postgres::open(&config).await?;
    let from = Storage::folder(&folder.join(BLOBS))?;
    let to = Storage::open(&config)?;
    // The blobs first: a house never names what is not there.
    copy(&from, &to).await?;
    println!("Database …");
    let url = postgres.url.clone();
    blocking(move |binaries| embedded_postgres::restore(binaries, &url, &dump, &mut |_| {}))
        .await?;
    postgres.close().await?;
    println!("The house is restored; open it with `cliffhanger serve`.");
    Ok(())
}

async fn copy(from: &Storage, to: &Storage) -> anyhow::Result<()> {
    let copied = from
        .copy_missing(to, |done, total| eprint!("\rBlobs {done} of {total} "))
        .await?;
    eprintln!("\rBlobs: {copied} copied        ");
    Ok(())
}

async fn blocking(
    work: impl FnOnce(&Binaries) -> Result<(), embedded_postgres::Error> + Send + 'static,
) -> anyhow::Result<()> {
    tokio::task::spawn_blocking(move || {
        let binaries = Binaries::find(None).map_err(told)?;
        work(&binaries).map_err(told)
    })
    .await?
}
