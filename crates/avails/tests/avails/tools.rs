//! Programs that we did not write judge what we wrote: xmllint against the published schema, openpyxl, and an
//! evaluation of the official mapping from columns to XPaths. `INTERCHANGE_TOOLS=required` makes their absence a failure.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

fn there(found: bool, name: &str) -> bool {
    if !found {
        let required =
            std::env::var_os("INTERCHANGE_TOOLS").is_some_and(|value| value == "required");
        assert!(!required, "{name} is not installed");
        eprintln!("*** SKIPPED: {name} is not installed, so nobody else judged ***");
    }
    found
}

/// What xmllint has against a document; nothing if it is valid.
pub fn against_schema(xml: &str) -> String {
    if !there(
        Command::new("xmllint").arg("--version").output().is_ok(),
        "xmllint",
    ) {
        return String::new();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("avails.xml");
    std::fs::write(&path, xml).unwrap();
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/xsd/avails-v2.7.xsd");
    let done = Command::new("xmllint")
        .args(["--nonet", "--noout", "--schema"])
        .args([&schema, &path])
        .output()
        .unwrap();
    if done.status.success() {
        String::new()
    } else {
        String::from_utf8_lossy(&done.stderr).into_owned()
    }
}

/// Runs a script of `tests/avails` in the Python environment of the cache, if that has the module; gives its output.
pub fn python(module: &str, script: &str, files: &[(&str, &[u8])]) -> Option<String> {
    let home = std::env::var_os("HOME")
        .map(PathBuf::from)
        .unwrap_or_default();
    let cache = std::env::var_os("CLIFFHANGER_CACHE")
        .map_or_else(|| home.join(".cache/cliffhanger"), PathBuf::from);
    let python = cache.join("py/bin/python3");
    let import = Command::new(&python)
        .args(["-c", &format!("import {module}")])
        .output();
    if !there(import.is_ok_and(|done| done.status.success()), module) {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let paths: Vec<PathBuf> = files
        .iter()
        .map(|(name, _)| folder.path().join(name))
        .collect();
    for (path, (_, bytes)) in paths.iter().zip(files) {
        std::fs::write(path, bytes).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/avails")
        .join(script);
    let done = Command::new(&python)
        .arg(&script)
        .args(&paths)
        .output()
        .unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr),
    );
    assert!(done.status.success(), "{err}\n{out}");
    Some(out.into_owned())
}
