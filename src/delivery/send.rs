//! Writing a delivery to where it is wanted.

use anyhow::Context;
use bytes::Bytes;
use delivery::{CHECKSUMS, File, MANIFEST, Manifest, checksums, mmc};
use sha2::{Digest, Sha256};

use super::pack::{Content, Package, Part};
use super::said;
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
        format: package.series.format().into(),
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
    match &part.content {
        Content::Bytes(bytes) => {
            let file = file(part, bytes.len() as u64, hex(&Sha256::digest(bytes)));
            if is_there(to, &file).await? {
                return Ok((file, false));
            }
            to.put(&part.path, Bytes::clone(bytes)).await?;
            Ok((file, true))
        }
        Content::Blob { key, sha256 } => {
            copy(part, &app.storage, (key, sha256.as_deref()), to).await
        }
        Content::Film {
            key,
            probe,
            without,
        } => {
            let shop = app.uploads.shop(app).await.map_err(said)?;
            let folder = tempfile::tempdir_in(shop.path())?;
            let film = app.storage.local_copy(key, folder.path()).await?;
            let made = folder.path().join("made");
            let output = made.join("film.mkv");
            let from = Storage::folder(&made)?;
            let cancel = app.stopping.child_token();
            let of = (film.as_path(), &**probe);
            media::dub::leave_out(&shop.tools, &shop.limits, of, without, &output, &cancel)
                .await
                .with_context(|| format!("{} without {}", part.path, without.join(", ")))?;
            copy(part, &from, ("film.mkv", None), to).await
        }
    }
}

fn file(part: &Part, bytes: u64, sha256: String) -> File {
    File {
        path: part.path.clone(),
        kind: part.kind,
        bytes,
        sha256,
    }
}

/// Copies a blob of which the digest may be known.
async fn copy(
    part: &Part,
    from: &Storage,
    (key, sha256): (&str, Option<&str>),
    to: &Storage,
) -> anyhow::Result<(File, bool)> {
    let digest = match sha256 {
        Some(known) => known.to_owned(),
        None => hex(&from.sha256(key).await?),
    };
    let file = file(part, from.size(key).await?, digest);
    if is_there(to, &file).await? {
        return Ok((file, false));
    }
    let copied = hex(&from.copy_to(key, to, &part.path).await?);
    anyhow::ensure!(
        copied == file.sha256,
        "{} was read with other bytes than it was kept with; look at the disk, or restore the blob {key} from a backup",
        part.path
    );
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
