//! ZIP files, by the crate `zip` (kept, fuzzed, and here already for the databases' sake); only deflate is built.
//! The same entries make the same bytes: every file is dated 1980, where ZIP's time begins.

use std::io::{Cursor, Read, Seek, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A file in an archive, at a path with `/` between its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub path: String,
    pub bytes: Vec<u8>,
}

impl Entry {
    pub fn new(path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            bytes: bytes.into(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{0:?} is no path inside an archive: each part needs a plain name")]
    Path(String),
    #[error("two files of the archive are called {0:?}: rename one")]
    Twice(String),
    #[error("the archive could not be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    #[error("the archive could not be written: {0}")]
    Io(#[from] std::io::Error),
}

/// An archive that is being written, to a file or to memory.
pub struct Archive<W: Write + Seek> {
    zip: ZipWriter<W>,
    paths: std::collections::HashSet<String>,
}

impl<W: Write + Seek> Archive<W> {
    pub fn new(to: W) -> Self {
        Self {
            zip: ZipWriter::new(to),
            paths: std::collections::HashSet::new(),
        }
    }

    /// Adds what `from` holds. Media and pictures are kept as they are: they would not get smaller.
    pub fn add(&mut self, path: &str, from: &mut impl Read) -> Result<(), Error> {
        let method = if is_packed(path) {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        self.write(path, from, method)
    }

    /// Adds without packing, for readers that look at fixed places of the archive.
    pub fn add_stored(&mut self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        self.write(path, &mut &*bytes, CompressionMethod::Stored)
    }

    pub fn finish(self) -> Result<W, Error> {
        Ok(self.zip.finish()?)
    }

    fn write(
        &mut self,
        path: &str,
        from: &mut impl Read,
        method: CompressionMethod,
    ) -> Result<(), Error> {
        let plain = path.split('/').all(|part| part == crate::names::file(part));
        if !plain || path.len() > 1000 {
            return Err(Error::Path(path.into()));
        }
        if !self.paths.insert(path.to_lowercase()) {
            return Err(Error::Twice(path.into()));
        }
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(zip::DateTime::default())
            .unix_permissions(0o644)
            .large_file(true);
        // Readers of EPUB want no extra field on the first file, which `large_file` would bring.
        let options = if method == CompressionMethod::Stored && !is_packed(path) {
            options.large_file(false)
        } else {
            options
        };
        self.zip.start_file(path, options)?;
        std::io::copy(from, &mut self.zip)?;
        Ok(())
    }
}

/// All entries as one ZIP in memory.
pub fn zip(entries: &[Entry]) -> Result<Vec<u8>, Error> {
    let mut archive = Archive::new(Cursor::new(Vec::new()));
    for entry in entries {
        archive.add(&entry.path, &mut entry.bytes.as_slice())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn is_packed(path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default().to_lowercase();
    matches!(
        ending.as_str(),
        "mp4"
            | "mov"
            | "webm"
            | "m4a"
            | "mp3"
            | "aac"
            | "ogg"
            | "flac"
            | "png"
            | "jpg"
            | "jpeg"
            | "webp"
            | "avif"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_in_comes_out_and_the_same_goes_in_twice_alike() {
        let entries = [
            Entry::new("README.txt", "hello ".repeat(100)),
            Entry::new("media/合约 💍.mp4", vec![1, 2, 3]),
        ];
        let bytes = zip(&entries).unwrap();
        assert_eq!(bytes, zip(&entries).unwrap());
        let mut read = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        for entry in &entries {
            let mut out = Vec::new();
            read.by_name(&entry.path)
                .unwrap()
                .read_to_end(&mut out)
                .unwrap();
            assert_eq!(out, entry.bytes);
        }
    }

    #[test]
    fn a_path_that_leaves_the_archive_is_refused() {
        for path in ["../x", "/x", "a/../x", "a//b", "", "a\\b", "a/\n"] {
            let refused = zip(&[Entry::new(path, "")]);
            assert!(matches!(refused, Err(Error::Path(_))), "{path:?}");
        }
        let twice = zip(&[Entry::new("a", ""), Entry::new("A", "")]);
        assert!(matches!(twice, Err(Error::Twice(_))));
    }
}
