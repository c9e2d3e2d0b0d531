//! Fetches sets of packages into a cache, once. What is there already is not fetched again, so a fetch that was cut off goes
//! on where it was, package by package.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use crate::Error;
use crate::packages::{COMPLETE, Client, Package, Set, Whole};

/// How far a fetch is: the package that is on its way, bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetching {
    pub package: String,
    pub done: u64,
    pub total: u64,
}

/// Whether missing packages may be fetched, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub fetch: bool,
    /// Programs, each with its first arguments, tried in this order.
    pub pip: Vec<Vec<String>>,
    pub npm: Vec<Vec<String>>,
}

impl Source {
    /// The clients that a machine has; `pip` goes before those on the path.
    pub fn new(fetch: bool, pip: Option<&Path>) -> Self {
        let words = |text: &str| text.split(' ').map(String::from).collect::<Vec<_>>();
        let given = pip.map(|pip| vec![pip.to_string_lossy().into_owned()]);
        let others = ["python3 -m pip", "pip3", "pip"].map(words);
        Self {
            fetch,
            pip: given.into_iter().chain(others).collect(),
            npm: vec![words("npm")],
        }
    }
}

/// Makes sets ready, one after another: what is missing is fetched, where it may be.
pub fn ready(
    cache: &Path,
    sets: &[&Set],
    source: &Source,
    told: &mut dyn FnMut(Fetching),
) -> Result<(), Error> {
    let missing = sets.iter().filter(|set| !set.is_complete(cache));
    let missing: Vec<&&Set> = missing.collect();
    let packages = missing.iter().flat_map(|set| &set.packages);
    let total = packages.map(|package| package.bytes).sum();
    let mut done = 0;
    for set in missing {
        let before = set.earlier.map(|earlier| cache.join(earlier));
        let mut any = [Some(set.at(cache)), before].into_iter().flatten();
        if !source.fetch && !any.any(|folder| folder.exists()) {
            return Err(not_to_be_fetched(set.folder));
        }
        fill(set, cache, source, &mut |package, bytes| {
            told(Fetching {
                package,
                done,
                total,
            });
            done += bytes;
        })?;
    }
    Ok(())
}

/// Whether every file of a package is there, or the whole that its part went into.
fn is_there(package: &Package, set: &Set, cache: &Path) -> bool {
    let folder = set.at(cache);
    package.files.iter().all(|file| {
        let kept_as = file.kept_as.as_str();
        let whole = set.whole.filter(|whole| whole.parts.contains(&kept_as));
        folder.join(kept_as).exists()
            || whole.is_some_and(|whole| folder.join(whole.kept_as).exists())
    })
}

fn not_to_be_fetched(what: &str) -> Error {
    Error::Fetch {
        package: what.into(),
        reason: "it is not here and may not be fetched".into(),
    }
}

fn fill(
    set: &Set,
    cache: &Path,
    source: &Source,
    told: &mut dyn FnMut(String, u64),
) -> Result<(), Error> {
    let folder = set.at(cache);
    make_folder(&folder)?;
    // Another process may be at it: then it is waited for, and nothing is left to do.
    let lock = folder.join("lock");
    let held = fs::File::create(&lock)
        .and_then(|file| file.lock().map(|()| file))
        .map_err(Error::file("could not lock", lock))?;
    if set.is_complete(cache) {
        return Ok(());
    }
    for package in &set.packages {
        told(package.named(), package.bytes);
        if is_there(package, set, cache) || adopted(package, set, cache)? {
            continue;
        }
        if !source.fetch {
            return Err(not_to_be_fetched(&package.named()));
        }
        take(package, &folder, source)?;
    }
    if let Some(whole) = &set.whole {
        told(whole.kept_as.into(), 0);
        assemble(set, whole, &folder)?;
    }
    write(&folder.join(COMPLETE), set.edition.as_bytes())?;
    drop(held);
    Ok(())
}

/// Takes a package's files over from where an earlier version of this program kept them: they stay there too, for it may
/// still be in use.
fn adopted(package: &Package, set: &Set, cache: &Path) -> Result<bool, Error> {
    let Some(earlier) = set.earlier else {
        return Ok(false);
    };
    for file in &package.files {
        let there = fs::read(cache.join(earlier).join(&file.kept_as));
        let Some(bytes) = there.ok().filter(|bytes| sum_of(bytes) == file.sha256) else {
            return Ok(false);
        };
        write(&set.at(cache).join(&file.kept_as), &bytes)?;
    }
    Ok(true)
}

fn take(package: &Package, folder: &Path, source: &Source) -> Result<(), Error> {
    let down = folder.join(format!("{}.partial", package.name));
    let _ = fs::remove_dir_all(&down);
    make_folder(&down)?;
    let archive = download(package, &down, source)?;
    let mut found = 0;
    let mut keep = |inside: &str, contents: &mut dyn Read| -> Result<(), Error> {
        let mut files = package.files.iter();
        let Some(wanted) = files.find(|file| file.inside == inside) else {
            return Ok(());
        };
        let mut bytes = Vec::new();
        // No file of these packages is larger than the runtime's 30 MB.
        contents
            .take(200 << 20)
            .read_to_end(&mut bytes)
            .map_err(Error::file("could not unpack", &archive))?;
        if !wanted.sha256.is_empty() {
            same(package, inside, &bytes, &wanted.sha256)?;
        }
        found += 1;
        let to = folder.join(&wanted.kept_as);
        if let Some(within) = to.parent() {
            make_folder(within)?;
        }
        write(&to, &bytes)
    };
    let broken = |reason: String| Error::Fetch {
        package: package.named(),
        reason,
    };
    let file = fs::File::open(&archive).map_err(Error::file("could not open", &archive))?;
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
        for wanted in &package.files {
            let inside = &wanted.inside;
            let mut entry = entries.by_name(inside).map_err(|_| Error::NotInPackage {
                package: package.named(),
                file: inside.clone(),
            })?;
            keep(inside, &mut entry)?;
        }
    }
    if found < package.files.len() {
        return Err(Error::NotInPackage {
            package: package.named(),
            file: format!("{} of its files", package.files.len() - found),
        });
    }
    let _ = fs::remove_dir_all(&down);
    Ok(())
}

fn download(package: &Package, down: &Path, source: &Source) -> Result<PathBuf, Error> {
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
            &source.pip,
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
                &source.pip,
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
                &source.npm,
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

fn assemble(set: &Set, whole: &Whole, folder: &Path) -> Result<(), Error> {
    let file = folder.join(whole.kept_as);
    if file.exists() {
        return Ok(());
    }
    let mut bytes = Vec::new();
    for part in whole.parts {
        let path = folder.join(part);
        bytes.extend(fs::read(&path).map_err(Error::file("could not read", path))?);
    }
    let found = sum_of(&bytes);
    let right = found == whole.sha256;
    if right {
        write(&file, &bytes)?;
    }
    for part in whole.parts {
        let _ = fs::remove_file(folder.join(part));
    }
    if right {
        return Ok(());
    }
    Err(Error::NotThePinned {
        package: set.folder.into(),
        file: whole.kept_as.into(),
        wanted: whole.sha256.into(),
        found,
    })
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

/// The sha256 of bytes, as it is written.
pub fn sum_of(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes)
        .iter()
        .fold(String::with_capacity(64), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

fn make_folder(path: &Path) -> Result<(), Error> {
    fs::create_dir_all(path).map_err(Error::file("could not make", path))
}

/// Written aside and renamed: a file that has its name is whole.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let aside = path.with_extension("writing");
    fs::write(&aside, bytes)
        .and_then(|()| fs::rename(&aside, path))
        .map_err(Error::file("could not write", path))
}
