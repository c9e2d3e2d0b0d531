//! Signed manifests (C2PA) in files that leave the studio. The signer is a program beside this one: what it is built from
//! would double the building time of whoever links it. It runs where a certificate is set, or the test signer is.

use std::path::{Path, PathBuf};

use anyhow::Context;
use provenance::manifest;
use provenance::record::Record;
use tokio::process::Command;

use crate::app::App;

const PROGRAM: &str = "c2pa-sign";
/// Settings of the signer, any of which asks for a signature.
const ASKED_BY: [&str; 2] = ["CLIFFHANGER_C2PA_CERTIFICATE", "CLIFFHANGER_C2PA_TEST"];

/// The signer, where signing is asked for: named in the settings, or a certificate is set in the environment.
pub fn signer(app: &App) -> anyhow::Result<Option<PathBuf>> {
    if let Some(named) = &app.config.studio.c2pa_sign {
        anyhow::ensure!(
            named.is_file(),
            "the signer {} is not there: build it, or take studio.c2pa_sign out of the settings",
            named.display()
        );
        return Ok(Some(named.clone()));
    }
    let asked = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !ASKED_BY.iter().any(asked) {
        return Ok(None);
    }
    let beside = std::env::current_exe()
        .ok()
        .and_then(|own| Some(own.parent()?.join(PROGRAM)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = beside
        .into_iter()
        .chain(std::env::split_paths(&path).map(|folder| folder.join(PROGRAM)))
        .find(|program| program.is_file());
    found.map(Some).context(
        "a certificate for signing is set and c2pa-sign is not there: \
         cargo build --release -p provenance --features c2pa --bin c2pa-sign",
    )
}

/// Signs a film in place with what its record says of it; gives what a reader then finds, as JSON.
pub async fn sign(
    signer: &Path,
    record: &Record,
    asset: &str,
    title: &str,
    file: &Path,
) -> anyhow::Result<serde_json::Value> {
    let definition = manifest::definition(record, asset, title, "video/mp4")
        .with_context(|| format!("{asset} is not in the record"))?;
    let folder = file.parent().context("a file lies in a folder")?;
    let (manifest, signed) = (folder.join(".manifest.json"), folder.join(".signed.mp4"));
    let _ = tokio::fs::remove_file(&signed).await;
    tokio::fs::write(&manifest, definition.to_string()).await?;
    let output = Command::new(signer)
        .arg("sign")
        .args([&manifest, &file.to_owned(), &signed])
        .kill_on_drop(true)
        .output()
        .await
        .with_context(|| format!("cannot run {}", signer.display()))?;
    let _ = tokio::fs::remove_file(&manifest).await;
    anyhow::ensure!(
        output.status.success(),
        "{} was not signed: {}",
        file.display(),
        String::from_utf8_lossy(&output.stderr).trim()
    );
    tokio::fs::rename(&signed, file).await?;
    Ok(serde_json::from_slice(&output.stdout).unwrap_or_default())
}
