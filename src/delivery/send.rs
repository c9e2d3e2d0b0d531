//! Writing a delivery to where it is wanted.

use bytes::Bytes;
use delivery::{CHECKSUMS, File, MANIFEST, Manifest, checksums, mmc};
use sha2::{Digest, Sha256};

use super::pack::{Content, Package, Part};
use crate::app::App;
use crate::storage::{Storage, hex};

/// What became of it.
#[derive(Debug)]
pub struct Sent {
    pub manifest: Manifest,
    /// Files that were written now.
    pub written: usize,
    /// Files that were there already, with the right bytes.
    pub there: usize,
}

/// Writes what is missing, and the manifest last. `progress` is told how many of how many files are done.
pub async fn send(
    app: &App,
    package: Package,
    to: &Storage,
    mut progress: impl FnMut(usize, usize),
) -> anyhow::Result<Sent> {
    let mut files: Vec<File> = Vec::with_capacity(package.parts.len() + 1);
    let (mut written, mut there) = (0, 0);
    let all = package.parts.len();
    for part in package.parts {
        let (file, was_written) = write(app, &part, to).await?;
        files.push(file);
        *(if was_written {
            &mut written
        } else {
            &mut there
        }) += 1;
        progress(files.len(), all);
    }
    let mut manifest = Manifest {
        format: delivery::FORMAT.into(),
        id: app.random.id().to_string(),
        made_at: app.clock.now().to_rfc3339(),
        from: package.house,
        series: package.series,
        rights: package.rights,
        files,
    };
    let mmc = Part {
        path: "metadata/mmc.xml".into(),
        kind: delivery::FileKind::Metadata,
        content: Content::Bytes(mmc(&manifest).into()),
    };
    let (file, _) = write(app, &mmc, to).await?;
    manifest.files.push(file);
    to.put(CHECKSUMS, checksums(&manifest.files).into()).await?;
    to.put(MANIFEST, manifest.write().into()).await?;
    Ok(Sent {
        manifest,
        written,
        there,
    })
}

/// Writes a file unless it is there with the same bytes; gives what it is, and whether it was written.
async fn write(app: &App, part: &Part, to: &Storage) -> anyhow::Result<(File, bool)> {
    let (bytes, digest) = match &part.content {
        Content::Bytes(bytes) => (bytes.len() as u64, hex(&Sha256::digest(bytes))),
        Content::Blob { key, sha256 } => {
            let digest = match sha256 {
                Some(known) => known.clone(),
                None => hex(&app.storage.sha256(key).await?),
            };
            (app.storage.size(key).await?, digest)
        }
    };
    let file = File {
        path: part.path.clone(),
        kind: part.kind,
        bytes,
        sha256: digest,
    };
    if is_there(to, &file).await? {
        return Ok((file, false));
    }
    match &part.content {
        Content::Bytes(bytes) => to.put(&part.path, Bytes::clone(bytes)).await?,
        Content::Blob { key, .. } => {
            let copied = hex(&app.storage.copy_to(key, to, &part.path).await?);
            anyhow::ensure!(
                copied == file.sha256,
                "{} was read with other bytes than it was kept with; look at the disk, or restore the blob {key} from a backup",
                part.path
            );
        }
    }
    Ok((file, true))
}

/// Whether a file of the delivery lies there as it should.
pub(super) async fn is_there(storage: &Storage, file: &File) -> anyhow::Result<bool> {
    match storage.size(&file.path).await {
        Ok(bytes) if bytes == file.bytes => {
            Ok(hex(&storage.sha256(&file.path).await?) == file.sha256)
        }
        Ok(_) | Err(object_store::Error::NotFound { .. }) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
