//! Where a file is looked at: a folder of its own, in which confined children bring it into the form that everything here has.

use std::path::{Path, PathBuf};

use anyhow::Context;
use media::conform::{Came, Sort, conform, glances};
use media::{Cancel, MediaError};

use crate::app::App;
use crate::ingest::Workshop;

/// A file as it came.
pub const CAME: &str = "came";

/// A folder that is gone with this.
pub struct Desk {
    pub folder: PathBuf,
}

/// A file in the form of its sort.
pub struct Conformed {
    /// As it was.
    pub came: Came,
    pub file: PathBuf,
}

impl Desk {
    pub async fn new(app: &App) -> anyhow::Result<Self> {
        let folder = app
            .config
            .data
            .join("work")
            .join(format!("arrival-{}", app.random.id()));
        tokio::fs::create_dir_all(&folder)
            .await
            .with_context(|| format!("cannot make {}", folder.display()))?;
        Ok(Self { folder })
    }

    /// A desk with a file on it, [`CAME`].
    pub async fn with(app: &App, file: &[u8]) -> anyhow::Result<Self> {
        let desk = Self::new(app).await?;
        tokio::fs::write(desk.folder.join(CAME), file).await?;
        Ok(desk)
    }

    /// Brings one of its files into the form of a sort, as another of its files; or says in a sentence why nobody can use it.
    pub async fn conformed(
        &self,
        shop: &Workshop,
        sort: Sort,
        (from, to): (&str, &str),
    ) -> anyhow::Result<Result<Conformed, String>> {
        let (input, file) = (self.folder.join(from), self.folder.join(to));
        let (tools, limits) = (&shop.tools, &shop.limits);
        match conform(tools, limits, sort, &input, &file, &Cancel::new()).await {
            Ok(came) => Ok(Ok(Conformed { came, file })),
            Err(error) => refused(&error).map(Err),
        }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Pictures of a file, one in so many seconds, three bytes a pixel.
pub async fn seen(
    shop: &Workshop,
    file: &Path,
    size: (u32, u32),
    every_s: f64,
) -> anyhow::Result<Vec<u8>> {
    let (tools, limits) = (&shop.tools, &shop.limits);
    let pixels = glances(tools, limits, file, size, every_s, &Cancel::new()).await;
    pixels.map_err(|error| anyhow::anyhow!("{error}"))
}

/// What nobody can use, in a sentence.
fn refused(error: &MediaError) -> anyhow::Result<String> {
    match error {
        MediaError::ToolMissing(_) | MediaError::Io { .. } | MediaError::DiskFull => {
            anyhow::bail!("{error} {}", error.remedy())
        }
        other => Ok(format!(
            "what came cannot be used: {other}. {}",
            other.remedy()
        )),
    }
}
