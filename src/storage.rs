//! Blobs: where finished bytes lie. A folder by default, an S3 bucket by address.
//!
//! Keys are content-addressed where the content is final, so a blob is never changed in place and
//! may be cached for ever. Nobody else in the house sees `object_store`.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::stream::BoxStream;
use futures_util::{Stream, StreamExt, TryStreamExt};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use sha2::{Digest, Sha256};
use tokio::io::AsyncReadExt;

use crate::config::Config;

const CHUNK_BYTES: usize = 8 << 20;
const PIECE_BYTES: u64 = 1 << 20;

/// One store for all blobs of the process.
#[derive(Clone, Debug)]
pub struct Storage {
    store: Arc<dyn ObjectStore>,
    /// Set when blobs lie on this machine, so that ffmpeg and the media routes may read them directly.
    folder: Option<PathBuf>,
}

impl Storage {
    /// Opens what the settings name, making a local folder that does not exist.
    pub fn open(config: &Config) -> anyhow::Result<Self> {
        match &config.blobs {
            None => Self::folder(&config.data.join("blobs")),
            Some(url) if url.scheme() == "file" => {
                let folder = url
                    .to_file_path()
                    .ok()
                    .context("`blobs` is not a folder on this machine")?;
                Self::folder(&folder)
            }
            Some(url) if url.scheme() == "s3" => Self::s3(url, config),
            Some(url) => anyhow::bail!(
                "`blobs` starts with {}://; file:// and s3:// are known",
                url.scheme()
            ),
        }
    }

    /// A place that somebody names for files of their own: a folder, made if it is not there, or `s3://bucket/prefix`.
    pub fn at(place: &str, config: &Config) -> anyhow::Result<Self> {
        match place.parse::<url::Url>() {
            Ok(url) if url.scheme() == "s3" => Self::s3(&url, config),
            Ok(url) if url.has_host() => anyhow::bail!(
                "nothing can be written to {}://; name a folder, or s3://bucket/prefix",
                url.scheme()
            ),
            _ => Self::folder(Path::new(place)),
        }
    }

    /// What another house has laid out under a link, to be read from there.
    pub fn web(url: &url::Url) -> anyhow::Result<Self> {
        let here =
            matches!(url.host_str(), Some(host) if host == "localhost" || host.starts_with("127."));
        anyhow::ensure!(
            url.scheme() == "https" || here,
            "{}://{} would show the link to everybody on the way; ask for one that begins with https://",
            url.scheme(),
            url.host_str().unwrap_or_default()
        );
        let options = object_store::ClientOptions::new().with_allow_http(here);
        let store = object_store::http::HttpBuilder::new()
            .with_url(url.as_str())
            .with_client_options(options)
            .build()?;
        Ok(Self {
            store: Arc::new(store),
            folder: None,
        })
    }

    /// Blobs in a folder of this machine, made if it is not there.
    pub fn folder(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let folder = folder.canonicalize()?;
        let store = LocalFileSystem::new_with_prefix(&folder)?;
        Ok(Self {
            store: Arc::new(store),
            folder: Some(folder),
        })
    }

    fn s3(url: &url::Url, config: &Config) -> anyhow::Result<Self> {
        let bucket = url
            .host_str()
            .context("`blobs` names no bucket: s3://bucket/prefix")?;
        let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
        if let Some(endpoint) = &config.s3.endpoint {
            builder = builder
                .with_endpoint(endpoint.as_str().trim_end_matches('/'))
                .with_allow_http(endpoint.scheme() == "http");
        }
        if let Some(region) = &config.s3.region {
            builder = builder.with_region(region);
        }
        if let Some(key) = &config.s3.access_key_id {
            builder = builder.with_access_key_id(key);
        }
        if let Some(secret) = &config.s3.secret_access_key {
            builder = builder.with_secret_access_key(secret);
        }
        let store = PrefixStore::new(builder.build()?, url.path().trim_matches('/'));
        Ok(Self {
            store: Arc::new(store),
            folder: None,
        })
    }

    /// Keeps the bytes of a file under `{area}/{sha256}.{extension}` and returns that key.
    /// Keeping the same bytes twice is one blob.
    pub async fn keep_file(
        &self,
        area: &str,
        file: &Path,
        extension: &str,
    ) -> anyhow::Result<String> {
        let digest = sha256_of(file).await?;
        let key = format!("{area}/{}.{extension}", hex(&digest));
        let path = Key::from(key.as_str());
        if self.store.head(&path).await.is_ok() {
            return Ok(key);
        }
        let mut input = tokio::fs::File::open(file).await?;
        let mut upload = WriteMultipart::new(self.store.put_multipart(&path).await?);
        let mut buffer = vec![0; CHUNK_BYTES];
        loop {
            let read = input.read(&mut buffer).await?;
            if read == 0 {
                break;
            }
            upload.wait_for_capacity(4).await?;
            upload.write(&buffer[..read]);
        }
        upload.finish().await?;
        Ok(key)
    }

    /// The same for bytes in memory.
    pub async fn keep_bytes(
        &self,
        area: &str,
        bytes: Bytes,
        extension: &str,
    ) -> anyhow::Result<String> {
        let key = format!("{area}/{}.{extension}", hex(&Sha256::digest(&bytes)));
        self.store
            .put(&Key::from(key.as_str()), bytes.into())
            .await?;
        Ok(key)
    }

    /// Writes a file under a name of its own, whole or not at all, in the place of what was there.
    pub async fn put(&self, key: &str, bytes: Bytes) -> object_store::Result<()> {
        self.store.put(&Key::from(key), bytes.into()).await?;
        Ok(())
    }

    /// Copies a blob to a name of its own in another store, whole or not at all, and gives its SHA-256.
    pub async fn copy_to(&self, key: &str, to: &Self, name: &str) -> anyhow::Result<[u8; 32]> {
        let mut upload = WriteMultipart::new(to.store.put_multipart(&Key::from(name)).await?);
        let mut stream = self.store.get(&Key::from(key)).await?.into_stream();
        let mut hash = Sha256::new();
        while let Some(chunk) = stream.next().await {
            let chunk = chunk?;
            hash.update(&chunk);
            upload.wait_for_capacity(4).await?;
            upload.put(chunk);
        }
        upload.finish().await?;
        Ok(hash.finalize().into())
    }

    /// The SHA-256 of a blob, read in pieces.
    pub async fn sha256(&self, key: &str) -> object_store::Result<[u8; 32]> {
        let mut stream = self.store.get(&Key::from(key)).await?.into_stream();
        let mut hash = Sha256::new();
        while let Some(chunk) = stream.next().await {
            hash.update(&chunk?);
        }
        Ok(hash.finalize().into())
    }

    /// The whole blob. `NotFound` where there is none.
    pub async fn read(&self, key: &str) -> object_store::Result<Bytes> {
        self.store.get(&Key::from(key)).await?.bytes().await
    }

    /// A part of a blob, in memory.
    pub async fn read_range(&self, key: &str, range: Range<u64>) -> object_store::Result<Bytes> {
        self.store.get_range(&Key::from(key), range).await
    }

    /// A part of a blob in pieces of a megabyte: what is sent to a slow reader is not held in memory.
    pub fn stream(
        &self,
        key: String,
        range: Range<u64>,
    ) -> impl Stream<Item = object_store::Result<Bytes>> + Send + 'static {
        let storage = self.clone();
        futures_util::stream::try_unfold(range, move |left| {
            let (storage, key) = (storage.clone(), key.clone());
            async move {
                if left.is_empty() {
                    return Ok(None);
                }
                let end = left.end.min(left.start + PIECE_BYTES);
                let piece = storage.read_range(&key, left.start..end).await?;
                Ok(Some((piece, end..left.end)))
            }
        })
    }

    /// The size of a blob, in bytes.
    pub async fn size(&self, key: &str) -> object_store::Result<u64> {
        Ok(self.store.head(&Key::from(key)).await?.size)
    }

    /// Where a blob lies on this machine, if it does.
    pub fn path(&self, key: &str) -> Option<PathBuf> {
        Some(self.folder.as_ref()?.join(key))
    }

    /// A file on this machine with the blob's bytes: the blob itself when it is local, else a copy in `folder`.
    pub async fn local_copy(&self, key: &str, folder: &Path) -> anyhow::Result<PathBuf> {
        if let Some(path) = self.path(key) {
            return Ok(path);
        }
        let name = key.rsplit('/').next().unwrap_or(key);
        let copy = folder.join(name);
        let part = folder.join(format!("{name}.part"));
        let mut stream = self.store.get(&Key::from(key)).await?.into_stream();
        let mut output = tokio::fs::File::create(&part).await?;
        while let Some(chunk) = stream.next().await {
            tokio::io::AsyncWriteExt::write_all(&mut output, &chunk?).await?;
        }
        output.sync_all().await?;
        tokio::fs::rename(&part, &copy).await?;
        Ok(copy)
    }

    /// Copies what `to` does not have yet, telling how far it is, and returns how many that were.
    pub async fn copy_missing(
        &self,
        to: &Self,
        mut progress: impl FnMut(usize, usize),
    ) -> anyhow::Result<usize> {
        let blobs: Vec<_> = self.store.list(None).try_collect().await?;
        let mut copied = 0;
        for (done, blob) in blobs.iter().enumerate() {
            // Content-addressed: the same key and size is the same blob.
            let known = to.store.head(&blob.location).await;
            if !known.is_ok_and(|known| known.size == blob.size) {
                let mut upload = WriteMultipart::new(to.store.put_multipart(&blob.location).await?);
                let mut stream = self.store.get(&blob.location).await?.into_stream();
                while let Some(chunk) = stream.next().await {
                    upload.wait_for_capacity(4).await?;
                    upload.put(chunk?);
                }
                upload.finish().await?;
                copied += 1;
            }
            progress(done + 1, blobs.len());
        }
        Ok(copied)
    }

    /// Every blob of an area, with the time it was last written.
    pub fn list(
        &self,
        area: &str,
    ) -> BoxStream<'static, object_store::Result<(String, DateTime<Utc>)>> {
        let all = self.store.list(Some(&Key::from(area)));
        all.map_ok(|blob| (blob.location.to_string(), blob.last_modified))
            .boxed()
    }

    /// Deletes a blob; deleting what is not there is no error.
    pub async fn delete(&self, key: &str) -> object_store::Result<()> {
        match self.store.delete(&Key::from(key)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            other => other,
        }
    }

    /// Asks the store for anything at all: an error means that it cannot be used.
    pub async fn check(&self) -> object_store::Result<()> {
        self.store.list(None).try_next().await.map(drop)
    }
}

/// The SHA-256 of a file, read in pieces.
pub async fn sha256_of(file: &Path) -> std::io::Result<[u8; 32]> {
    let mut input = tokio::fs::File::open(file).await?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        let read = input.read(&mut buffer).await?;
        if read == 0 {
            return Ok(hash.finalize().into());
        }
        hash.update(&buffer[..read]);
    }
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests;
