//! What packaging needs of the machine: ffmpeg, limits, a folder to work in.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use anyhow::Context;
use media::{Limits, Tools};
use uuid::Uuid;

use crate::app::App;

/// Kept free for everything else that writes to the disk, bytes.
const RESERVE_BYTES: u64 = 64 << 20;
/// The ladder of a camera's file is smaller than the file, that of a small file a few times larger.
const OUTPUT_PER_BYTE: u64 = 3;
/// Most that a ladder is expected to take, bytes: fifteen minutes at 10 Mbit/s.
const LADDER_BYTES: u64 = 1200 << 20;

/// One per process that packages; cheap to clone.
#[derive(Clone, Debug)]
pub struct Workshop {
    pub tools: Tools,
    pub limits: Limits,
    /// `{data}/work`
    folder: PathBuf,
    /// Bytes of output that are expected of a byte of source, and what is to be left beside them.
    room: (u64, u64),
    /// Names the data folder in leases: a process that comes back there goes on with its own work at once.
    pub id: Uuid,
}

impl Workshop {
    /// Finds ffmpeg and makes the folder.
    pub fn open(app: &App) -> anyhow::Result<Self> {
        let media = &app.config.media;
        let mut tools = Tools::find(media.ffmpeg.as_deref(), media.ffprobe.as_deref())
            .map_err(|error| anyhow::anyhow!("{error} {}", error.remedy()))?;
        // An upload is not held up by a signer that is missing; a release is.
        tools.signer = super::signer(app).unwrap_or_else(|error| {
            tracing::warn!("renditions are not signed: {error:#}");
            None
        });
        Self::in_folder(app, tools, &app.config.data)
    }

    fn in_folder(app: &App, tools: Tools, data: &Path) -> anyhow::Result<Self> {
        let folder = data.join("work");
        std::fs::create_dir_all(&folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let folder = folder.canonicalize()?;
        let id = folder_id(app, &folder)?;
        Ok(Self {
            tools,
            limits: limits(app),
            folder,
            room: (OUTPUT_PER_BYTE, RESERVE_BYTES),
            id,
        })
    }

    /// The same on another disk.
    #[cfg(test)]
    pub fn open_in(app: &App, data: &Path) -> anyhow::Result<Self> {
        Self::in_folder(app, Self::open(app)?.tools, data)
    }

    /// Begins as long as this many bytes are free, whatever the source.
    #[cfg(test)]
    pub fn begin_with(&mut self, free_bytes: u64) {
        self.room = (0, free_bytes);
    }

    /// Takes the episode for this process, unless another one in this data folder has it.
    pub fn lock(&self, episode_id: Uuid) -> std::io::Result<Option<Bench>> {
        let lock = File::create(self.folder.join(format!("{episode_id}.lock")))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(Bench {
                folder: self.folder.join(episode_id.to_string()),
                lock,
            })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Where temporary files go.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Removes the folders of episodes that are complete or gone. Returns how many there were.
    pub async fn tidy(&self, app: &App) -> anyhow::Result<usize> {
        let mut removed = 0;
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            let name = path.file_stem().unwrap_or_default().to_string_lossy();
            let Ok(episode_id) = name.parse::<Uuid>() else {
                continue;
            };
            let state = sqlx::query_scalar!(
                "select state from packages where episode_id = $1",
                episode_id
            )
            .fetch_optional(&app.db)
            .await?;
            if state
                .as_deref()
                .is_some_and(|state| !["complete", "failed"].contains(&state))
            {
                continue;
            }
            let Some(bench) = self.lock(episode_id)? else {
                continue;
            };
            removed += usize::from(bench.path().exists());
            bench.clear()?;
            // Nobody will ever lock an episode that is gone.
            if state.is_none() {
                std::fs::remove_file(self.folder.join(format!("{episode_id}.lock")))?;
            }
        }
        Ok(removed)
    }

    /// Whether there is room for what will be made of a source.
    pub fn has_room(&self, source_bytes: u64) -> bool {
        let (per_byte, reserve) = self.room;
        let output = source_bytes.saturating_mul(per_byte).min(LADDER_BYTES);
        free_bytes(&self.folder).is_none_or(|free| free > output + reserve)
    }
}

/// An episode's own folder, held until dropped.
#[derive(Debug)]
pub struct Bench {
    folder: PathBuf,
    // The system lets go of it when the process ends, however it ends.
    lock: File,
}

impl Drop for Bench {
    fn drop(&mut self) {
        // Not left to closing the file: a child that was forked just now has it open too.
        let _ = self.lock.unlock();
    }
}

impl Bench {
    /// The folder for the outputs of one source, by the source's digest: another file starts anew.
    pub fn outputs(&self, sha256: &[u8]) -> PathBuf {
        self.folder
            .join(crate::storage::hex(sha256.get(..8).unwrap_or(sha256)))
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Removes everything that was made there.
    pub fn clear(&self) -> std::io::Result<()> {
        match std::fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// What one source may cost, from the settings.
pub fn limits(app: &App) -> Limits {
    Limits {
        source_bytes: app.config.limits.source_bytes,
        duration_ms: u64::from(app.config.limits.episode_s) * 1000,
        ..Limits::default()
    }
}

/// Bytes that may still be written to the disk of `folder`; none where the system does not say.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

fn folder_id(app: &App, folder: &Path) -> anyhow::Result<Uuid> {
    let file = folder.join("id");
    let read = || std::fs::read_to_string(&file).ok()?.trim().parse().ok();
    if let Some(id) = read() {
        return Ok(id);
    }
    let id: Uuid = app.random.id();
    let part = folder.join(format!("id.{id}"));
    std::fs::write(&part, id.to_string())?;
    // Whoever is first names the folder.
    if std::fs::hard_link(&part, &file).is_err() && read().is_none() {
        std::fs::rename(&part, &file)?;
    }
    let _ = std::fs::remove_file(&part);
    read().context("the work folder's id cannot be read")
}
