//! Signed manifests (C2PA) in files that leave the studio. The signer is a program beside this one: what it is built from
//! would double the building time of whoever links it. It runs where a certificate is set, or the test signer is.

use std::path::Path;

use anyhow::Context;
use provenance::manifest;
use provenance::record::Record;
use tokio::process::Command;

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
