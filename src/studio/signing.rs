//! Signed manifests (C2PA) in files that leave the studio: films of a release, trailers and strips in the
//! house; films, parts, trailers, posters and webcomics that are exported. The signer is a program beside this one (`ingest::signer`); without a certificate it signs as a test signer.

use std::path::Path;

use anyhow::Context;
use bytes::Bytes;
use futures_util::FutureExt as _;
use media::Signer;
use provenance::manifest;
use provenance::record::Record;
use tokio::process::Command;

use super::run::Standing;
use super::{Production, records};
use crate::app::App;
use crate::ingest::signer;

/// Signs a film in place with what its record says of it; gives what a reader then finds, as JSON. Nothing: it could not be
/// signed, and nobody's name was to stand under it.
pub async fn sign(
    signer: &Signer,
    record: &Record,
    asset: &str,
    title: &str,
    file: &Path,
) -> anyhow::Result<Option<serde_json::Value>> {
    match by(signer, record, asset, title, file).await {
        Ok(found) => Ok(Some(found)),
        Err(error) if !signer.must => {
            tracing::warn!("{} is not signed: {error:#}", file.display());
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Who signs the files of a production, and what each of its episodes is made of.
pub struct Signing {
    signer: Signer,
    records: Vec<Record>,
}

impl Signing {
    /// Nothing where nobody signs.
    pub async fn of(
        app: &App,
        production: &Production,
        standing: &Standing,
    ) -> anyhow::Result<Option<Self>> {
        let Some(signer) = signer(app)? else {
            return Ok(None);
        };
        let records = records::of(app, production, standing).boxed().await?;
        Ok(Some(Self { signer, records }))
    }

    /// Signs what came of an artifact (of an episode, 0 is the series) and is not on disk: it lies in a folder of its own
    /// meanwhile, which must not be there. `ending`: of its name, such as `mp4`. Of a part of an episode it is told what
    /// the whole is made of.
    pub async fn signed(
        &self,
        (episode, key): (u32, &str),
        title: &str,
        (folder, ending): (&Path, &str),
        bytes: Bytes,
    ) -> anyhow::Result<Bytes> {
        let mut records = self.records.iter();
        let record = records.find(|record| record.episode == episode);
        let record = record.with_context(|| format!("{key} has no record"))?;
        tokio::fs::create_dir_all(folder).await?;
        let file = folder.join("file").with_extension(ending);
        tokio::fs::write(&file, &bytes).await?;
        let done = sign(&self.signer, record, key, title, &file).await;
        let bytes = tokio::fs::read(&file).await;
        tokio::fs::remove_dir_all(folder).await?;
        done?;
        Ok(Bytes::from(bytes?))
    }
}

async fn by(
    signer: &Signer,
    record: &Record,
    asset: &str,
    title: &str,
    file: &Path,
) -> anyhow::Result<serde_json::Value> {
    let format = crate::studio::exports::media_type(&file.to_string_lossy());
    let definition = manifest::definition(record, asset, title, format)
        .with_context(|| format!("{asset} is not in the record"))?;
    let folder = file.parent().context("a file lies in a folder")?;
    let ending = file.extension().unwrap_or_default();
    let manifest = folder.join(".manifest.json");
    let signed = folder.join(".signed").with_extension(ending);
    let _ = tokio::fs::remove_file(&signed).await;
    tokio::fs::write(&manifest, definition.to_string()).await?;
    let output = Command::new(&signer.program)
        .arg("sign")
        .args([&manifest, &file.to_owned(), &signed])
        .kill_on_drop(true)
        .output()
        .await
        .with_context(|| format!("cannot run {}", signer.program.display()))?;
    let _ = tokio::fs::remove_file(&manifest).await;
    if !output.status.success() {
        let _ = tokio::fs::remove_file(&signed).await;
        anyhow::bail!(
            "{} was not signed: {}",
            file.display(),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    tokio::fs::rename(&signed, file).await?;
    Ok(serde_json::from_slice(&output.stdout).unwrap_or_default())
}
