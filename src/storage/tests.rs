//! The same story on a folder and on an S3 server that we did not write.

use std::path::Path;

use futures_util::TryStreamExt;

use super::Storage;
use crate::config::Config;
use crate::testing::s3::{S3Server, make_bucket};

/// More than one part of a multipart upload.
const LARGE: usize = (9 << 20) + 7;

async fn story(storage: &Storage, folder: &Path) {
    let file = folder.join("large.bin");
    let bytes: Vec<u8> = (0..LARGE).map(|n| (n % 251) as u8).collect();
    std::fs::write(&file, &bytes).unwrap();
    let key = storage.keep_file("media", &file, "mp4").await.unwrap();
    assert!(
        key.starts_with("media/") && key.len() == "media/.mp4".len() + 64,
        "{key}"
    );
    assert_eq!(
        storage.keep_file("media", &file, "mp4").await.unwrap(),
        key,
        "the same bytes are one blob"
    );
    assert_eq!(storage.size(&key).await.unwrap(), LARGE as u64);
    assert!(storage.read(&key).await.unwrap() == bytes);
    assert_eq!(
        storage.read_range(&key, 250..253).await.unwrap().as_ref(),
        &bytes[250..253]
    );
    let end = LARGE as u64;
    let parts: Vec<_> = storage
        .stream(key.clone(), end - (3 << 20)..end)
        .try_collect()
        .await
        .unwrap();
    assert_eq!(parts.len(), 3);
    assert!(parts.concat() == bytes[LARGE - (3 << 20)..]);

    let small = storage
        .keep_bytes("text", "WEBVTT".into(), "vtt")
        .await
        .unwrap();
    let copy = storage.local_copy(&small, folder).await.unwrap();
    assert_eq!(std::fs::read(copy).unwrap(), b"WEBVTT");

    let backup = Storage::folder(&folder.join("backup")).unwrap();
    assert_eq!(storage.copy_missing(&backup, |_, _| {}).await.unwrap(), 2);
    assert_eq!(
        storage.copy_missing(&backup, |_, _| {}).await.unwrap(),
        0,
        "a second backup copies nothing"
    );
    assert!(backup.read(&key).await.unwrap() == bytes);

    storage.delete(&small).await.unwrap();
    storage.delete(&small).await.unwrap();
    assert!(matches!(
        storage.read(&small).await,
        Err(object_store::Error::NotFound { .. })
    ));
    storage.check().await.unwrap();
}

#[tokio::test]
async fn blobs_in_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        data: folder.path().join("data"),
        ..Config::default()
    };
    story(&Storage::open(&config).unwrap(), folder.path()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn blobs_in_a_bucket() {
    let folder = tempfile::tempdir().unwrap();
    let server = S3Server::start();
    make_bucket(&server, "house").await;
    story(
        &Storage::open(&server.config("house")).unwrap(),
        folder.path(),
    )
    .await;
    assert!(
        Storage::open(&server.config("nowhere"))
            .unwrap()
            .check()
            .await
            .is_err(),
        "a bucket that is not there is told"
    );
}

#[test]
fn an_unknown_place_is_refused_with_a_sentence() {
    let config = Config {
        blobs: Some("ftp://somewhere".parse().unwrap()),
        ..Config::default()
    };
    let error = Storage::open(&config).unwrap_err().to_string();
    assert!(error.contains("file:// and s3://"), "{error}");
}
