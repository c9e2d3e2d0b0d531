//! A rendition signed: its head gets a manifest of its own, which hands on what the source's says.

use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use super::run::Stage;
use crate::MediaError;
use crate::tools::Signer;

/// A signer that reads a source of many gigabytes takes its time; one that hangs does not get all day.
const PATIENCE: Duration = Duration::from_mins(10);

/// Signs a packaged file of the work folder in place, where there is a signer and something to hand on. Gives by how many
/// bytes its head, `init_bytes` long so far, has grown; the fragments after it are as they were.
pub(super) async fn sign(
    stage: &Stage<'_>,
    file: &str,
    init_bytes: u64,
) -> Result<u64, MediaError> {
    let Some(signer) = &stage.job.tools.signer else {
        return Ok(0);
    };
    match by(signer, stage, file, init_bytes).await {
        // A source that somebody brought may hold what no signer can read: it is shown all the same.
        Err(_) if !signer.must => {
            std::fs::remove_file(stage.path(&format!("signed-{file}"))).ok();
            Ok(0)
        }
        done => done,
    }
}

async fn by(
    signer: &Signer,
    stage: &Stage<'_>,
    file: &str,
    init_bytes: u64,
) -> Result<u64, MediaError> {
    let (plain, signed) = (stage.path(file), stage.path(&format!("signed-{file}")));
    let running = tokio::process::Command::new(&signer.program)
        .args(["rendition", file.trim_end_matches(".mp4")])
        .args([stage.job.input, &plain, &signed])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let failed = |why: String| MediaError::ToolFailed(format!("{file} was not signed: {why}"));
    let output = tokio::time::timeout(PATIENCE, running)
        .await
        .map_err(|_| failed("the signer did not end".to_owned()))?
        .map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(failed(said.trim().chars().take(300).collect()));
    }
    if !signed.is_file() {
        return Ok(0);
    }
    let size = |path: &Path| {
        std::fs::metadata(path)
            .map(|meta| meta.len())
            .map_err(|error| MediaError::io(path, error))
    };
    let grown = size(&signed)?
        .checked_sub(size(&plain)?)
        .filter(|grown| fragment_at(&signed, init_bytes + grown))
        .ok_or_else(|| failed("its fragments are not where they should be".to_owned()))?;
    std::fs::rename(&signed, &plain).map_err(|error| MediaError::io(&plain, error))?;
    Ok(grown)
}

/// Whether a fragment begins there.
fn fragment_at(file: &Path, at: u64) -> bool {
    let mut head = [0; 8];
    let read = std::fs::File::open(file).and_then(|mut file| {
        file.seek(SeekFrom::Start(at))?;
        file.read_exact(&mut head)
    });
    read.is_ok()
        && [b"moof", b"styp", b"sidx", b"prft"].contains(&&head[4..8].try_into().unwrap_or([0; 4]))
}
