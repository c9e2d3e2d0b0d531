//! The server's log file.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::process::tail;

/// When longer than this at start, the log moves to `server.log.1`.
const BYTES_MAX: u64 = 8 << 20;

/// `server.log`, and where in it this run's lines begin.
pub(crate) struct Log {
    path: PathBuf,
    start: u64,
}

impl Log {
    pub fn open(data_dir: &Path) -> Result<Self, Error> {
        let path = data_dir.join("server.log");
        if fs::metadata(&path).is_ok_and(|meta| meta.len() > BYTES_MAX) {
            fs::rename(&path, path.with_extension("log.1")).map_err(Error::io("move", &path))?;
        }
        let mut log = Self { path, start: 0 };
        log.start = log
            .writer()?
            .metadata()
            .map_err(Error::io("read", &log.path))?
            .len();
        Ok(log)
    }

    /// A handle for the server to append to.
    pub fn writer(&self) -> Result<File, Error> {
        let mut options = OpenOptions::new();
        options.create(true).append(true);
        options
            .open(&self.path)
            .map_err(Error::io("open", &self.path))
    }

    /// The last lines of this run.
    pub fn tail(&self) -> String {
        let mut bytes = Vec::new();
        if let Ok(mut file) = File::open(&self.path) {
            let _ = file
                .seek(SeekFrom::Start(self.start))
                .and_then(|_| file.read_to_end(&mut bytes));
        }
        tail(&String::from_utf8_lossy(&bytes))
    }
}
