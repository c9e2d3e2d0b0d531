//! A recogniser on this machine: PocketSphinx (BSD; Debian's `pocketsphinx` and `pocketsphinx-en-us`), as a program. It knows
//! English, needs about a third of a line's length of one core, and mishears names and contractions; what it is good for is
//! to tell whether somebody says these words at all.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use sound::wav;
use tokio::process::Command;

use super::brought::Desk;
use crate::app::App;

const PROGRAM: &str = "pocketsphinx_continuous";
/// Samples a second that its model was trained with.
const RATE: u32 = 16_000;
const PATIENCE: Duration = Duration::from_mins(2);

/// Wrong words for each word of the script above which it is not its own mistake: clear speech has a third of them wrong at
/// most, other words nearly all. A voice by rules (espeak) it hardly understands.
pub const ERRORS_MAX: f64 = 0.7;

/// The recogniser, where it is installed.
pub fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(PROGRAM))
        .find(|program| program.is_file())
}

/// Whether it knows a language (BCP 47).
pub fn knows(language: &str) -> bool {
    language.split('-').next() == Some("en")
}

/// What it hears in a WAV.
///
/// # Errors
/// Why it heard nothing, in a few words.
pub async fn hear(app: &App, program: &Path, file: &[u8]) -> Result<String, String> {
    let sound = wav::read(file).map_err(|error| error.to_string())?;
    let samples = sound.down_to_mono().at_rate(RATE).samples;
    let raw: Vec<u8> = samples
        .iter()
        .map(|sample| (sample.clamp(-1.0, 1.0) * 32_767.0) as i16)
        .flat_map(i16::to_le_bytes)
        .collect();
    let desk = Desk::new(app).await.map_err(|error| error.to_string())?;
    let line = desk.folder.join("line.raw");
    tokio::fs::write(&line, raw)
        .await
        .map_err(|error| error.to_string())?;
    let asked = Command::new(program)
        .arg("-infile")
        .arg(&line)
        .args(["-logfn", "/dev/null"])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output();
    let output = tokio::time::timeout(PATIENCE, asked)
        .await
        .map_err(|_| "it took too long".to_owned())?
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(format!("{PROGRAM} ended with {}", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).replace('\n', " "))
}
